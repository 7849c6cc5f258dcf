"""Exceptions and Overdue: what a board is asked about first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from toolkit.board_pack.phrases import actions, day, grouped, heading, of_them, why
from toolkit.board_pack.position import Position, Row, worst_first
from toolkit.model.english import counted
from toolkit.model.identity import ref_order
from toolkit.model.pack import Content, PackColumn, PackSheet
from toolkit.model.schemes import Rating

EXCEPTIONS = (
    PackColumn("Lead body", "wrap"),
    PackColumn("Ref", "code"),
    PackColumn("Action", "wrap"),
    PackColumn("Lead", "wrap"),
    PackColumn("Rating", "rating"),
    PackColumn("Why", "wrap"),
    PackColumn("Due", "wrap"),
    PackColumn("Days late", "whole"),
    PackColumn("Next step", "wrap"),
    PackColumn("Notes", "wrap"),
)
EXCEPTION_WIDTHS = (15, 8, 38, 18, 11, 31, 18, 7, 31, 28)

OVERDUE = (
    PackColumn("Days late", "whole"),
    PackColumn("Due", "wrap"),
    PackColumn("Ref", "code"),
    PackColumn("Action or milestone", "wrap"),
    PackColumn("Lead body", "wrap"),
    PackColumn("Lead", "wrap"),
    PackColumn("Rating", "rating"),
    PackColumn("What still needs to be done", "wrap"),
    PackColumn("Notes", "wrap"),
)
OVERDUE_WIDTHS = (8, 21, 10, 46, 18, 20, 11, 40, 30)


def exceptions(at: Position) -> PackSheet:
    """Red, then Amber, then what was not returned; in each, escalated actions first and then the latest."""
    rows = sorted(at.records(), key=worst_first)
    groups = {
        "Red": [r for r in rows if r["rating"] == Rating.RED],
        "Amber": [r for r in rows if r["rating"] == Rating.AMBER],
    }
    others = [r for r in rows if r["rating"] not in groups and r["is_open"]]
    groups["Not returned, and neither Red nor Amber"] = [r for r in others if r["missing"]]
    groups["Escalated, though neither Red nor Amber"] = [r for r in others if r["escalated"] and not r["missing"]]
    titled = [(_group_title(name, rows), list(map(_exception, rows))) for name, rows in groups.items() if rows]
    nothing = "No action is Red, Amber, escalated or without a return."
    table = grouped(EXCEPTIONS, EXCEPTION_WIDTHS, titled, empty=nothing)
    said = _exceptions_in_words(at, groups)
    return PackSheet("Exceptions", (*heading("Exceptions", at, said), table), EXCEPTION_WIDTHS, tab="Red")


def _group_title(name: str, members: Sequence[Row]) -> str:
    escalated = sum(r["escalated"] for r in members)
    return f"{name}: {actions(len(members))}{of_them(escalated, len(members), 'escalated')}"


def _exceptions_in_words(at: Position, groups: dict[str, list[Row]]) -> str:
    total = sum(map(len, groups.values()))
    if not at.summary.actions:
        return "The plan holds no actions yet."
    if not total:
        return f"None of the {actions(at.summary.actions)} needs the board's attention by exception."
    said = f"{total:,} of {actions(at.summary.actions)} {'needs' if total == 1 else 'need'} the board's attention"
    return f"{said}. Worst first; in each group escalated actions lead, then those that are latest."


def _exception(r: Row) -> list[Content]:
    late = r["days_late"] or None
    return [
        r["lead_body"],
        r["ref"],
        r["action"],
        r["lead"],
        r["rating"],
        why(r),
        r["due_words"],
        late,
        r["still_to_do"],
        r["notes"],
    ]


def overdue(at: Position) -> PackSheet:
    """Open actions past the date that counts, oldest first, and late milestones of open actions under them."""
    late = sorted((r for r in at.records() if r["days_late"]), key=lambda r: (-r["days_late"], ref_order(r["key"])))
    steps, parts = _late_steps(at), _late_parts(at)
    groups = [
        (f"Overdue actions: {len(late) or 'none'}", list(map(_overdue, late))),
        *([(f"Late parts of open actions: {len(parts)}", list(map(_overdue, parts)))] if parts else []),
        (f"Late milestones of open actions: {len(steps) or 'none'}", steps),
    ]
    blocks = (*heading("Overdue", at, _overdue_in_words(at, late)), grouped(OVERDUE, OVERDUE_WIDTHS, groups))
    return PackSheet("Overdue", blocks, OVERDUE_WIDTHS, tab="Amber")


def _overdue_in_words(at: Position, late: Sequence[Row]) -> str:
    open_ = int(at.actions["is_open"].sum())
    if not late:
        return "No action is overdue."
    said = f"{len(late):,} of {counted(open_, 'open action')} {'is' if len(late) == 1 else 'are'} overdue"
    worst = late[0]
    oldest = f"The longest overdue is {worst['ref']}, by {counted(worst['days_late'], 'day')}"
    return f"{said}. {oldest}. Days run from the date that counts: a revised date once it is agreed."


def _overdue(r: Row) -> list[Content]:
    return [
        r["days_late"],
        r["due_words"],
        r["ref"],
        r["action"],
        r["lead_body"],
        r["lead"],
        r["rating"],
        r["still_to_do"],
        r["notes"],
    ]


def _late_parts(at: Position) -> list[Row]:
    """Late pieces of actions that were split, the oldest first; their actions are counted above where they are late."""
    late = [part for part in at.open_parts if part["days_late"]]
    return sorted(late, key=lambda part: (-part["days_late"], ref_order(part["key"])))


def _late_steps(at: Position) -> list[list[Content]]:
    open_ = at.open_rows
    late = [
        (step, open_[step["key"]])
        for step in at.steps
        if step["key"] in open_ and not step["done_on"] and isinstance(step["due"], dt.date) and step["due"] < at.as_at
    ]
    late.sort(key=lambda pair: (pair[0]["due"], ref_order(pair[0]["key"]), ref_order(pair[0]["no"])))
    return [_late_step(at, step, action) for step, action in late]


def _late_step(at: Position, step: Row, action: Row) -> list[Content]:
    critical = str(step["critical"] or "").casefold() == "yes"
    words = f"{'Critical milestone' if critical else 'Milestone'}: {step['milestone']}"
    ref = f"{action['ref']} / {step['no'] or ''}".rstrip(" /")
    return [
        (at.as_at - step["due"]).days,
        day(step["due"]),
        ref,
        words,
        action["lead_body"],
        step["lead"] or action["lead"],
        action["rating"],
        f"Part of: {action['action']}",
        step["note"],
    ]
