"""What a refresh writes into a register: everything that is worked out, and the check's results with their marks."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from toolkit.model.edits import Edit
from toolkit.model.finding import Report
from toolkit.model.plan import Plan
from toolkit.rating.summarise import Summary, as_last_rated, summarise
from toolkit.register.next_register import WRITTEN, RatedRegister, rated_register
from toolkit.returns.refresh import Refresh, column_edits, results_edits
from toolkit.returns.summary_sheet import count_edits
from toolkit.sheets.parts import counted


def register_refresh(plan: Plan, report: Report, *, on: dt.date | None = None) -> Refresh:
    """The edits that bring one register up to date; the same register refreshed twice needs none the second time.

    Nothing is written of what people type, and what a merge carried of actions that were not returned stays.
    ``on``: the day, for what was answered beside findings.
    """
    rated = rated_register(plan)
    known = rated.worked.actions
    actions = rated.plan["Actions"].assign(**{name: known[name] for name in ("precision", "code", "escalated")})
    edits = [*rating_edits(plan, rated), *results_edits(plan, plan.sources[0], report, on=on)]
    return Refresh(edits, actions, _summary(rated), rated.differences)


def rating_edits(plan: Plan, rated: RatedRegister) -> list[Edit]:
    """Every worked-out column of a register, each where the file has it, and the live counts above the actions."""
    source = plan.sources[0]
    edits: list[Edit] = []
    for sheet, columns in WRITTEN.items():
        edits += column_edits(plan, source, sheet, rated.plan[sheet], tuple(columns))
    if (source, "Actions") in plan.layouts:
        edits += count_edits(plan, source, Counter(counted(rated.plan["Actions"])["rating"].dropna().map(str)))
    return edits


def _summary(rated: RatedRegister) -> Summary | None:
    settings = rated.plan.settings.iloc[0]
    as_at, scheme = settings["report_date"], settings["scheme"]
    if not isinstance(as_at, dt.date) or scheme is None:
        return None
    known = rated.worked.actions
    frame = rated.plan["Actions"].assign(escalated=known["escalated"], previous_rating=known["previous_rating"])
    return summarise(frame, as_at=as_at, scheme=scheme, before=as_last_rated(frame))
