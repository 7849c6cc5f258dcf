"""Settling between two merges: decisions carried out, the list brought up to date, the register rated again."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from toolkit.errors import ToolkitError
from toolkit.merging.decisions import Settled, settle
from toolkit.merging.receipt import waiting_in_words
from toolkit.model.identity import canonical, ref_key
from toolkit.model.plan import Plan
from toolkit.reading.as_typed import FILLED_IN, as_read, as_typed
from toolkit.register.control_totals import control_totals, totals_of
from toolkit.register.logs import appended, lines_of, of_period
from toolkit.register.next_register import refreshed_register
from toolkit.register.snapshots import last_snapshot
from toolkit.register.standing import standing_of
from toolkit.register.to_settle import LIST, listed
from toolkit.sheets.register_logs import CONTROL_TOTALS

NO_DECISION = "No open line of Proposed changes and conflicts has Accept or Reject under Decision."


def settle_register(register: Plan) -> tuple[Plan, list[str]]:
    """The register once every decision on its list is carried out, and what came of each, in sentences.

    Without a decision nothing is changed but what the list says of itself (Value now, Age) and what is worked out.
    Raises ToolkitError where the period is signed off, since its figures may not change.
    """
    settled = settle(as_typed(register, FILLED_IN))
    standing = standing_of(settled.register)
    if settled.answers and standing.signed_off:
        raise ToolkitError(
            f"{standing.period} is signed off, and its figures do not change. Put the next period on Settings, and "
            "settle then."
        )
    issue = standing.issue + bool(len(settled.changes))
    services = dict(zip(*(settled.register["Returns"][c] for c in ("file", "service")), strict=True))
    now = as_read(settled.register)
    waiting = listed(now, [], issue=issue, service_of=lambda file: canonical(services.get(file)) or "")
    tables = {**now.tables, LIST: waiting.log}
    if len(totals_of(now)):
        tables["Control totals"] = _summed_again(settled)
    settings = now.settings.assign(register_issue=issue if len(settled.changes) else now.settings["register_issue"])
    rated = refreshed_register(replace(now, tables=tables, settings=settings))
    said = list(settled.answers) or [NO_DECISION]
    return rated, [*said, waiting_in_words(waiting)]


def _summed_again(settled: Settled) -> pd.DataFrame:
    """The period's control totals after the decisions: an action that was closed by one counts as closed."""
    register, standing = settled.register, standing_of(settled.register)
    logs = {name: register[name] for name in ("Returns", "Changes", "Set aside")}
    logs = {name: log[of_period(log, standing.period)] for name, log in logs.items()}
    signed = frozenset(last_snapshot(register, standing.period)["ref"].map(ref_key))
    links = (len(register["Links"]),) * 2
    source, history = register.sources[0], register["Control totals"]
    lines = lines_of(CONTROL_TOTALS.name, control_totals(standing, register["Actions"], logs, links, signed), source)
    return appended(history[~of_period(history, standing.period)], lines, source)
