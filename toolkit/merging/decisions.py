"""Carrying out what the performance team decided on proposed changes and conflicts of earlier merges."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd

from toolkit.merging.compare import MERGED_SHEETS
from toolkit.merging.judge import change_of_status
from toolkit.merging.ledger import Draft, Ledger
from toolkit.model.dates import read_plan_date
from toolkit.model.grid import Value
from toolkit.model.identity import canonical, row_key, text_key
from toolkit.model.plan import Plan
from toolkit.register.logs import Line, appended, lines_of
from toolkit.register.standing import whole
from toolkit.sheets.columns import Column, Owner, SheetSpec, Type
from toolkit.sheets.compared import fitted, is_clear, same
from toolkit.sheets.every_sheet import spec_of
from toolkit.sheets.register_sheets import PROPOSED

ACCEPT = ("accept", "accepted", "yes")
THE_TEAM = "Performance team"


def settle(register: Plan) -> tuple[Plan, pd.DataFrame]:
    """The register with every Accept carried out, and the lines this adds to its Changes.

    Only what was proposed, held or in conflict for one cell can be carried out; the decision then says in which issue
    that was done. An accepted question or row is left for a person, and stays as it stands.
    """
    source, settings = register.sources[0], register.settings.iloc[0]
    log = register[PROPOSED.name]
    open_ = [n for n, said in enumerate(log["decision"]) if text_key(said) in ACCEPT]
    draft = Draft(register)
    ledger = Ledger(canonical(settings["period"]) or "", (whole(settings["register_issue"]) or 0) + 1)
    decisions = list(log["decision"])
    for n in open_:
        if _carry_out({str(c): log[c].iloc[n] for c in log.columns}, draft, ledger, settings["plan_start"]):
            decisions[n] = f"Accepted, in issue {ledger.issue}"
    lines = lines_of("Changes", ledger.changes, source)
    if decisions == list(log["decision"]):
        return register, lines
    tables = draft.tables()
    tables[PROPOSED.name] = log.assign(decision=pd.Series(decisions, index=log.index, dtype=object))
    tables["Changes"] = appended(register["Changes"], lines, source)
    return replace(register, tables=tables), lines


def _carry_out(line: Line, draft: Draft, ledger: Ledger, plan_start: object) -> bool:
    """Puts one accepted value into the register; False where only a person can."""
    sheet = str(line["sheet"])
    if sheet not in MERGED_SHEETS or line["kind"] == "Question":
        return False
    spec = spec_of(sheet)
    column = next((c for c in spec.columns if c.heading == line["field"] and c.owner is not Owner.TOOLKIT), None)
    at = draft.find(sheet, row_key(str(line["ref"]).split("|")))
    if column is None or at is None or column.id in spec.key:
        return False
    value, unfit = _typed(column, line["returned"], plan_start)
    if unfit:
        return False
    _put(draft, ledger, spec, at, column, value, line)
    return True


def _typed(column: Column, returned: object, plan_start: object) -> tuple[Value, str]:
    """A value as the log prints it, back as the column holds it."""
    if returned is None or is_clear(returned):
        return None, ""
    if column.type is Type.DATE and isinstance(returned, str):
        start = plan_start if isinstance(plan_start, dt.date) else None
        returned = read_plan_date(returned, plan_start=start).date or returned
    return fitted(column, returned)  # type: ignore[arg-type]


def _put(draft: Draft, ledger: Ledger, spec: SheetSpec, at: int, column: Column, value: Value, line: Line) -> None:
    old = draft.get(spec.name, at, column.id)
    if same(column, old, value):
        return
    kind = "Cleared" if value is None else "Changed"
    if (spec.name, column.id) == ("Actions", "status"):
        kind = change_of_status(old, value)
    draft.put(spec.name, at, column.id, value)
    ref, file, row = str(line["ref"]), str(line["file"]), whole(line["row"])
    ledger.change(spec.name, ref, column.heading, old, value, kind, file=file, row=row, who=THE_TEAM)
    completed = draft.get(spec.name, at, "completed_on") if kind == "Reopened" else None
    if completed is not None:
        draft.put(spec.name, at, "completed_on", None)
        heading = spec["completed_on"].heading
        ledger.change(spec.name, ref, heading, completed, None, kind, file=file, row=row, who=THE_TEAM)
