"""Next 90 days: a plan over time drawn in cells, with every date in words beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from toolkit.board_pack.phrases import day, heading, shortened
from toolkit.board_pack.position import Position, Row
from toolkit.model.dates.answer import MONTH_NAMES, show_date
from toolkit.model.english import counted
from toolkit.model.identity import ref_order
from toolkit.model.pack import Content, PackColumn, PackSheet, Table
from toolkit.model.schemes import LOOK, Rating, key

DAYS = 90
LONGEST = 1300
"""Characters a row of the drawing takes, and more than any action should need."""
STEP, CRITICAL = "M", "M!"
COLUMNS = (
    PackColumn("Ref", "code"),
    PackColumn("Action or milestone", "wrap"),
    PackColumn("Lead", "wrap"),
    PackColumn("Rating", "rating"),
    PackColumn("Due", "wrap"),
)
WIDTHS = (8, 46, 20, 11, 22)
WEEK_WIDTH = 5.4


@dataclass(frozen=True)
class Coming:
    """One line of the drawing: an open action, or a milestone of one, that is due."""

    due: dt.date
    begins: dt.date
    words: tuple[Content, ...]
    mark: str
    style: str
    order: tuple[object, object]
    is_part: bool = False
    """It is a part of an action, and no action of its own."""


def next_days(at: Position) -> PackSheet:
    """Open actions and milestones due from the report date on, month by month, with a bar or a mark in its week."""
    last = at.as_at + dt.timedelta(days=DAYS)
    weeks = _weeks(at.as_at, last)
    coming = sorted(
        (one for one in (*_actions(at), *_milestones(at)) if at.as_at <= one.due <= last),
        key=lambda one: (one.due, one.order),
    )
    columns = (*COLUMNS, *(PackColumn(f"{week.day} {week:%b}", "centre") for week in weeks))
    empty = f"No open action or milestone is due in the {DAYS} days to {show_date(last)}."
    table = _drawn(columns, coming, weeks, empty)
    said = _in_words(coming, last, at)
    widths = (*WIDTHS, *(WEEK_WIDTH for _ in weeks))
    return PackSheet("Next 90 days", (*heading("Next 90 days", at, said), table), widths, tab="worked out")


def _weeks(first: dt.date, last: dt.date) -> list[dt.date]:
    """The Mondays of every week from one day to another."""
    monday = first - dt.timedelta(days=first.weekday())
    return [monday + dt.timedelta(weeks=n) for n in range((last - monday).days // 7 + 1)]


def _actions(at: Position) -> list[Coming]:
    rows = [*((r, False) for r in at.records(at.actions["is_open"])), *((r, True) for r in at.open_parts)]
    return [
        Coming(
            r["due"], r["start"] if isinstance(r["start"], dt.date) else at.as_at,
            (r["ref"], shortened(r["action"], LONGEST), r["lead"], r["rating"], r["due_words"]),
            LOOK[Rating(r["rating"])].shape, f"{r['rating']} bar", (ref_order(r["key"]), ()), is_part,
        )
        for r, is_part in rows
        if isinstance(r["due"], dt.date)
    ]  # fmt: skip


def _milestones(at: Position) -> list[Coming]:
    open_ = at.open_rows
    return [
        _milestone(step, open_[step["key"]])
        for step in at.steps
        if step["key"] in open_ and not step["done_on"] and isinstance(step["due"], dt.date)
    ]


def _milestone(step: Row, action: Row) -> Coming:
    critical = str(step["critical"] or "").casefold() == "yes"
    name = f"{'Critical milestone' if critical else 'Milestone'} {step['no'] or ''}".strip()
    text = f"{name}: {shortened(step['milestone'], LONGEST)}"
    words = (action["ref"], text, step["lead"] or action["lead"], None, day(step["due"]))
    mark = CRITICAL if critical else STEP
    return Coming(step["due"], step["due"], words, mark, "bar", (ref_order(action["key"]), ref_order(step["no"])))


def _drawn(columns: Sequence[PackColumn], coming: Sequence[Coming], weeks: Sequence[dt.date], empty: str) -> Table:
    rows: list[list[Content]] = []
    row_styles: dict[int, str] = {}
    cell_styles: dict[tuple[int, int], str] = {}
    month = None
    for one in coming:
        if month != (one.due.year, one.due.month):
            month = (one.due.year, one.due.month)
            row_styles[len(rows)] = "group"
            rows.append([f"{MONTH_NAMES[one.due.month - 1]} {one.due.year}"])
        at = [n for n, week in enumerate(weeks) if one.begins < week + dt.timedelta(days=7) and week <= one.due]
        at = at or [max(n for n, week in enumerate(weeks) if week <= one.due)]
        cell_styles |= {(len(rows), len(COLUMNS) + n): one.style for n in at}
        rows.append([*one.words, *(one.mark if n == at[-1] else None for n in range(len(weeks)))])
    return Table(columns, rows, row_styles=row_styles, cell_styles=cell_styles, empty=empty)


def _in_words(coming: Sequence[Coming], last: dt.date, at: Position) -> str:
    steps = sum(one.style == "bar" for one in coming)
    parts = sum(one.is_part for one in coming)
    split = f", {counted(parts, 'part of one', 'parts of one')}" if parts else ""
    bars = f"{counted(len(coming) - steps - parts, 'open action')}{split}"
    due = f"{bars} and {counted(steps, 'milestone')} fall due by {show_date(last)}."
    shapes = ", ".join(f"{LOOK[rating].shape} {rating}" for rating, _ in key(at.scheme) if rating != Rating.CLOSED)
    return (
        f"{due} Each column is a week, named by its Monday. A bar ends in the week an action is due, in its rating's "
        f"colour and shape ({shapes}). {STEP} is a milestone, {CRITICAL} a critical one."
    )
