"""Carrying what is still open from a plan that ends into the next one. It is not completion, and never counts as it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from toolkit.errors import ToolkitError
from toolkit.model.english import counted
from toolkit.model.grid import Value
from toolkit.model.identity import canonical, ref_key
from toolkit.model.plan import Plan
from toolkit.model.schemes import DONE_STATUSES
from toolkit.reading.as_typed import with_settings
from toolkit.register.logs import Line, appended, lines_of
from toolkit.register.standing import is_open
from toolkit.sheets.compared import shown
from toolkit.sheets.every_sheet import SHEETS

TRANSFERRED = "Transferred"
TOTAL = "All actions = complete + closed elsewhere + carried forward"
FOLLOWS = {
    "Milestones": "action_ref",
    "Evidence": "action_ref",
    "Links": "action_ref",
    "Timeline": "action_ref",
}
"""Sheets of which only the rows of carried actions go along, and the column that names the action."""
WORKED_OUT_AFRESH = (
    "worked_out_rating", "why", "rating", "previous_rating", "direction", "source_file", "source_sheet", "source_row",
    "source_period", "return_state", "went_to",
)  # fmt: skip


def carry_forward(
    register: Plan,
    *,
    new_code: str,
    on: dt.date,
    by: str,
    new_title: str | None = None,
    end: dt.date | None = None,
    refs: Mapping[str, str] | None = None,
) -> tuple[Plan, Plan]:
    """The old plan, closed, and the next plan, opened with every action that was still open.

    In the old plan these become Transferred with Went to, and a control total shows that complete, closed elsewhere
    and carried forward make up all (150 + 12 = 162). In the new plan they keep status, original date, times moved and
    words, and say where they came from. ``refs`` gives new refs by old; the others keep theirs. The new plan starts
    ``on`` that day at issue 1, with no logs and no snapshots of its own. Raises ToolkitError when nothing is open, or
    new refs clash.
    """
    actions = register["Actions"]
    carried = actions["status"].map(is_open).astype(bool)
    if not carried.any():
        raise ToolkitError("Nothing is open in this register, so there is nothing to carry forward.")
    code = canonical(register.settings.iloc[0]["plan_code"]) or ""
    new_refs = _new_refs(list(actions["ref"][carried]), refs or {})
    old = _closed(register, carried, new_refs, new_code, on, by)
    return old, _opened(register, carried, new_refs, code, new_code, on, new_title, end)


def _new_refs(old: list[str], given: Mapping[str, str]) -> dict[str, str]:
    """Folded old ref to new ref."""
    wanted = {ref_key(ref): new for ref, new in given.items()}
    new = {ref_key(ref): wanted.get(ref_key(ref), ref) for ref in old}
    if len({ref_key(ref) for ref in new.values()}) < len(new):
        raise ToolkitError("Two actions would get the same ref in the new plan. Give each a ref of its own.")
    return new


def _closed(register: Plan, carried: pd.Series, refs: Mapping[str, str], new_code: str, on: dt.date, by: str) -> Plan:
    """The old plan with its open actions transferred, logged and counted."""
    source, settings = register.sources[0], register.settings.iloc[0]
    actions = register["Actions"].copy()
    before = actions[carried]
    went_to = [f"{new_code} {refs[ref_key(ref)]}" for ref in before["ref"]]
    actions.loc[carried, "status"] = TRANSFERRED
    actions.loc[carried, "went_to"] = went_to
    lines: list[Line] = []
    for ref, status, place in zip(before["ref"], before["status"], went_to, strict=True):
        line: Line = {
            "period": settings["period"], "issue": settings["register_issue"], "sheet": "Actions", "ref": ref,
            "file": source, "who": by, "on": on,
        }  # fmt: skip
        lines.append(line | {"field": "Status", "old": shown(status), "new": TRANSFERRED, "kind": "Closed"})
        lines.append(line | {"field": "Went to", "new": place, "kind": "Changed"})
    complete = int(actions["status"].isin(DONE_STATUSES).sum())
    elsewhere = len(actions) - complete - len(before)
    working = (
        f"{complete} complete + {elsewhere} closed elsewhere + {len(before)} carried forward = "
        f"{counted(len(actions), 'action')}."
    )
    total: Line = {
        "period": settings["period"], "total": TOTAL, "service": "Whole plan", "left": len(actions),
        "right": complete + elsewhere + len(before), "agrees": "Yes", "working": working,
    }  # fmt: skip
    tables = dict(register.tables) | {"Actions": actions}
    tables["Changes"] = appended(register["Changes"], lines_of("Changes", lines, source), source)
    totals = lines_of("Control totals", [total], source)
    tables["Control totals"] = appended(register["Control totals"], totals, source)
    return replace(register, tables=tables)


def _opened(
    register: Plan,
    carried: pd.Series,
    refs: Mapping[str, str],
    code: str,
    new_code: str,
    on: dt.date,
    title: str | None,
    end: dt.date | None,
) -> Plan:
    """The new plan: carried actions with what hangs on them, the people and headings, and empty logs."""
    actions = register["Actions"][carried].copy()
    actions["came_from"] = [f"{code} {ref}" for ref in actions["ref"]]
    actions["parent_ref"] = [_moved(ref, refs) if ref_key(ref) in refs else None for ref in actions["parent_ref"]]
    actions["ref"] = [_moved(ref, refs) for ref in actions["ref"]]
    for column in WORKED_OUT_AFRESH:
        actions[column] = None
    tables = {"Actions": actions}
    for spec in SHEETS:
        table = register[spec.name]
        if spec.written_by_toolkit:
            tables[spec.name] = table.iloc[:0]
        elif spec.name in FOLLOWS:
            tables[spec.name] = _of_carried(table, FOLLOWS[spec.name], refs)
        else:
            tables.setdefault(spec.name, table)
    given: dict[str, object] = {
        "plan_code": new_code,
        "plan_title": title,
        "plan_start": on,
        "plan_end": end,
        "register_issue": 1,
    }
    if title is None:
        del given["plan_title"]
    # What the new plan does not say yet stays blank, rather than the old plan's.
    opened = with_settings(register, **given, period=None, report_date=None, returns_due=None)
    return replace(opened, tables=tables, issued={}, fingerprints={})


def _of_carried(table: pd.DataFrame, column: str, refs: Mapping[str, str]) -> pd.DataFrame:
    rows = table[[ref_key(ref) in refs for ref in table[column]]].copy() if len(table) else table
    if len(rows):
        rows[column] = [_moved(ref, refs) for ref in rows[column]]
    return rows


def _moved(ref: Value, refs: Mapping[str, str]) -> str:
    return refs[ref_key(ref)]
