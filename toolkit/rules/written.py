"""Every cell that holds a date in words, whichever column it stands in, and what it means."""

from __future__ import annotations

import datetime as dt
import re

import pandas as pd

from toolkit.model.rating import DONE_STATUSES, ELSEWHERE_STATUSES
from toolkit.rules.case import Case, once
from toolkit.rules.columns import each, nowhere
from toolkit.rules.related import actions_of, count_milestones

DATED = ("date", "range", "recurring")
_ITEM = re.compile(r"^\s*(?:[•●▪◦‣·*–-]|\(?(?:\d{1,2}|[a-z])[.)])\s+\S", re.MULTILINE)
_MONTHS_LONG = {"month": 1, "season": 3, "quarter": 3, "year": 12, "financial year": 12}


@once
def dated_cells(case: Case) -> pd.DataFrame:
    """Due and revised dates of actions, and due dates of milestones; blank cells are left out.

    Columns: source, row, table, column, written; what ``Plan.dates`` says of it; ``codes``; ``earliest``; ``open``
    (nothing of it is done yet); ``rescued`` (a later date has been agreed); and ``unmatched`` (M-01 speaks of it).
    """
    due = case.worked["due"]
    agreed = due.notna() & (due != case.dates("Actions", "due_as_written")["date"])
    steps = case["Milestones"]
    closed = actions_of(case, "Milestones")["status"].isin(DONE_STATUSES + ELSEWHERE_STATUSES)
    no_action, no_step = nowhere(case["Actions"].index), nowhere(steps.index)
    parts = [
        _cells(case, "Actions", "due_as_written", case.open, agreed, unmatched_actions(case)),
        _cells(case, "Actions", "revised_due", case.open, no_action, no_action),
        _cells(case, "Milestones", "due_as_written", steps["done_on"].isna() & ~closed, no_step, unmatched_steps(case)),
    ]
    return pd.concat(parts, ignore_index=True)


def _cells(
    case: Case, sheet: str, column: str, still_open: pd.Series, rescued: pd.Series, unmatched: pd.Series
) -> pd.DataFrame:
    dates = case.dates(sheet, column)
    cells = dates.assign(
        table=sheet,
        column=column,
        written=case.text(sheet, column),
        codes=each(dates["read"], lambda read: read.codes),
        earliest=earliest(dates),
        open=still_open,
        rescued=rescued,
        unmatched=unmatched,
    )
    return cells[cells["outcome"] != "blank"].reset_index()


@once
def unmatched_actions(case: Case) -> pd.Series:
    """Actions whose due cell lists other than one date for each milestone that has none."""
    without = count_milestones(case, case["Milestones"]["due_as_written"].isna())
    number = listed_dates(case, "Actions")
    return (number > 1) & (without > 0) & (number != without)


@once
def unmatched_steps(case: Case) -> pd.Series:
    """Milestones whose due cell lists other than one date for each line, or item of a list, of the milestone."""
    number, lines = listed_dates(case, "Milestones"), lines_of_steps(case)
    # Lines may only be how a sentence was broken; items of a list are steps, and one date is too few for them.
    items = each(case.text("Milestones", "milestone"), lambda text: len(_ITEM.findall(text))).astype(int)
    one_for_all = (items > 1) & case.dates("Milestones", "due_as_written")["outcome"].isin(DATED)
    return ((number > 1) & (number != lines)) | one_for_all


def listed_dates(case: Case, sheet: str) -> pd.Series:
    """How many dates each due cell of a sheet lists; 0 where it holds no list."""
    return each(case.dates(sheet, "due_as_written")["dates"], len).astype(int)


def lines_of_steps(case: Case) -> pd.Series:
    """How many lines of words each milestone has."""
    texts = case.text("Milestones", "milestone")
    return each(texts, lambda text: max(1, sum(1 for line in text.split("\n") if line.strip()))).astype(int)


def earliest(dates: pd.DataFrame) -> pd.Series:
    """The first day that dates in words can mean: the first of the month for a month; None where there is none."""
    firsts = [first_day(day, precision) for day, precision in zip(dates["date"], dates["precision"], strict=True)]
    return pd.Series(firsts, index=dates.index, dtype=object)


def first_day(day: object, precision: object) -> dt.date | None:
    """The first day of the month, season, quarter or year that ends on a day; the day itself where it is exact."""
    if not isinstance(day, dt.date):
        return None
    months = _MONTHS_LONG.get(str(precision))
    if months is None:
        return day
    first = day.year * 12 + day.month - months
    return dt.date(first // 12, first % 12 + 1, 1)
