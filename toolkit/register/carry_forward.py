"""Carrying what is still open from a plan that ends into the next one. It is not completion, and never counts as it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from toolkit.errors import ToolkitError
from toolkit.model.english import counted
from toolkit.model.identity import canonical, ref_key
from toolkit.model.plan import Plan
from toolkit.model.schemes import DONE_STATUSES, Rating
from toolkit.rating.work_out import work_out
from toolkit.reading.as_typed import with_settings
from toolkit.register.answers_kept import with_chosen
from toolkit.register.carried_rows import (
    FOLLOWS,
    LEFT_TO_DO,
    STILL_OPEN,
    Carrying,
    answers_carried,
    carried_sheet,
    follow,
)
from toolkit.register.logs import Line, appended, lines_of
from toolkit.register.next_register import carry_missing
from toolkit.register.standing import is_open
from toolkit.sheets.compared import shown
from toolkit.sheets.every_sheet import SHEETS
from toolkit.sheets.parts import counted as counted_once
from toolkit.sheets.parts import whole_keys
from toolkit.sheets.register_logs import CARRIED
from toolkit.sheets.return_sheets import ANSWERED, CHECK_RESULTS

TRANSFERRED = "Transferred"
TOTAL = "All actions = complete + closed elsewhere + carried forward"
WORKED_OUT_AFRESH = (
    "worked_out_rating", "why", "rating", "previous_rating", "direction", "escalation", "source_file", "source_sheet",
    "source_row", "source_period", "return_state", "went_to",
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
    """The old plan, closed, and the next plan, opened with every action that still has work in it.

    Carried is what is open, and what is complete and yet Amber or Red: there is work left to do. In the old plan these
    become Transferred with Went to, the sheet Carry-forward lists them with what needs a look, and a control total
    shows that complete, closed elsewhere and carried forward make up all (150 + 12 = 162). In the new plan they keep
    status, original date, times moved and words, and say where they came from; with them goes every row that is
    theirs, that they cite, or that is of no action. ``refs`` gives new refs by old; the others keep theirs. The new
    plan starts ``on`` that day at issue 1, with no logs and no snapshots of its own. Raises ToolkitError when nothing
    is left, or new refs clash.
    """
    register = with_chosen(register)
    actions = register["Actions"]
    why, ratings = _why_carried(register)
    if not any(why):
        raise ToolkitError("Nothing is open in this register, so there is nothing to carry forward.")
    carried = pd.Series([reason is not None for reason in why], index=actions.index)
    code = canonical(register.settings.iloc[0]["plan_code"]) or ""
    new_refs = _new_refs(list(actions["ref"][carried]), refs or {})
    carrying = Carrying(carried, why, ratings, new_refs, new_code)
    old = _closed(register, carrying, on, by)
    return old, _opened(register, carrying, code, on, new_title, end)


def before_carrying(register: Plan) -> Plan:
    """The register as it was before its actions were carried forward: what its totals and sign-offs speak of."""
    listed = register[CARRIED.name]
    listed = listed[listed["sheet"] == "Actions"]
    if listed.empty:
        return register
    was = {ref_key(ref): (status, rating) for ref, status, rating in zip(*_columns(listed), strict=True)}
    actions = register["Actions"].copy()
    gone = actions["status"].eq(TRANSFERRED).astype(bool) & actions["ref"].map(lambda ref: ref_key(ref) in was)
    for at, column in enumerate(("status", "rating")):
        before = [was[ref_key(ref)][at] for ref in actions["ref"][gone]]
        actions.loc[gone, column] = pd.Series(before, index=actions.index[gone], dtype=object)
    return replace(register, tables={**register.tables, "Actions": actions})


def _columns(listed: pd.DataFrame) -> Sequence[pd.Series]:
    return [listed[column] for column in ("ref", "was", "rating")]


def _why_carried(register: Plan) -> tuple[list[str | None], list[object]]:
    """For each action why it is carried, or None; and its rating."""
    statuses = register["Actions"]["status"]
    ratings = list(carry_missing(register, work_out(register)).actions["rating"])
    unfinished = {Rating.AMBER.value, Rating.RED.value}
    why = [
        STILL_OPEN if is_open(status) else LEFT_TO_DO if status in DONE_STATUSES and rating in unfinished else None
        for status, rating in zip(statuses, ratings, strict=True)
    ]
    return why, ratings


def _new_refs(old: list[str], given: Mapping[str, str]) -> dict[str, str]:
    """Folded old ref to new ref."""
    wanted = {ref_key(ref): new for ref, new in given.items()}
    new = {ref_key(ref): wanted.get(ref_key(ref), ref) for ref in old if ref_key(ref)}
    if len({ref_key(ref) for ref in new.values()}) < len(new):
        raise ToolkitError("Two actions would get the same ref in the new plan. Give each a ref of its own.")
    return new


def _closed(register: Plan, carrying: Carrying, on: dt.date, by: str) -> Plan:
    """The old plan with its carried actions transferred, logged, listed and counted."""
    source, settings = register.sources[0], register.settings.iloc[0]
    actions = register["Actions"].copy()
    carried = carrying.carried
    before = actions[carried]
    places = [carrying.place(ref) for ref in before["ref"]]
    went_to = [f"{said}; {place}" if (said := canonical(was)) else place
               for was, place in zip(before["went_to"], places, strict=True)]  # fmt: skip
    actions.loc[carried, "status"] = TRANSFERRED
    actions.loc[carried, "went_to"] = went_to
    lines: list[Line] = []
    for ref, status, was, place in zip(before["ref"], before["status"], before["went_to"], went_to, strict=True):
        line: Line = {
            "period": settings["period"], "issue": settings["register_issue"], "sheet": "Actions", "ref": ref,
            "file": source, "who": by, "on": on,
        }  # fmt: skip
        lines.append(line | {"field": "Status", "old": shown(status), "new": TRANSFERRED, "kind": "Closed"})
        lines.append(line | {"field": "Went to", "old": shown(was), "new": place, "kind": "Changed"})
    tables = dict(register.tables) | {"Actions": actions}
    tables["Changes"] = appended(register["Changes"], lines_of("Changes", lines, source), source)
    totals = lines_of("Control totals", [_total(actions, carried, settings["period"])], source)
    tables["Control totals"] = appended(register["Control totals"], totals, source)
    tables[CHECK_RESULTS.name] = tables[CHECK_RESULTS.name].iloc[:0]
    tables[CARRIED.name] = lines_of(CARRIED.name, carried_sheet(register, carrying), source)
    return replace(register, tables=tables)


def _total(actions: pd.DataFrame, carried: pd.Series, period: object) -> Line:
    """The sum boards know: 150 complete + 12 carried forward = 162. ``actions``: the closed plan's.

    An action of which a part is carried forward is carried, and is counted once.
    """
    went = carried_actions(actions, carried)
    whole = counted_once(actions)
    complete = int((whole["status"].isin(DONE_STATUSES) & ~went[whole.index]).sum())
    forward = int(went[whole.index].sum())
    elsewhere = len(whole) - complete - forward
    working = (
        f"{complete} complete + {elsewhere} closed elsewhere + {forward} carried forward = "
        f"{counted(len(whole), 'action')}."
    )
    return {
        "period": period, "total": TOTAL, "service": "Whole plan", "left": len(whole),
        "right": complete + elsewhere + forward, "agrees": "Yes", "working": working,
    }  # fmt: skip


def carried_actions(actions: pd.DataFrame, carried: pd.Series) -> pd.Series:
    """Which rows are of an action that is carried forward, as a whole or by one of its parts."""
    keys = whole_keys(actions)
    return pd.Series(carried | (keys.isin(keys[carried]) & keys.ne("")), index=actions.index, dtype=bool)


def _opened(register: Plan, carrying: Carrying, code: str, on: dt.date, title: str | None, end: dt.date | None) -> Plan:
    """The new plan: carried actions with what hangs on them, the people and headings, and empty logs."""
    actions = register["Actions"][carrying.carried].copy()
    came_from = zip(actions["came_from"], actions["ref"], strict=True)
    actions["came_from"] = [
        "; ".join(filter(None, (canonical(before), f"{code} {ref or ''}".strip()))) for before, ref in came_from
    ]
    for column in ("parent_ref", "ref"):
        actions[column] = pd.Series(map(carrying.moved, actions[column]), index=actions.index, dtype=object)
    for column in WORKED_OUT_AFRESH:
        actions[column] = None
    tables = {"Actions": actions}
    for spec in SHEETS:
        table = register[spec.name]
        if spec.name == ANSWERED.name:
            tables[spec.name] = answers_carried(register, carrying)
        elif spec.written_by_toolkit:
            tables[spec.name] = table.iloc[:0]
        elif spec.name in FOLLOWS:
            tables[spec.name] = follow(register, spec.name, carrying)
        else:
            tables.setdefault(spec.name, table)
    given: dict[str, object] = {
        "plan_code": carrying.new_code,
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
