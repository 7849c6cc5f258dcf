"""What an officer wrote as a due date, and the date it means.

`numbers` reads true dates and numbers; words are tidied (`words`), cut into tokens (`tokens`),
matched by shape (`shapes`), put together (`joins`) and weighed (`reading`).
"""

from __future__ import annotations

import datetime as dt
from numbers import Real
from typing import cast

from toolkit.model.dates.answer import ADVICE, REASONS, Outcome, PlanDate, ask, show_date
from toolkit.model.dates.day_numbers import read_date_cell, read_number
from toolkit.model.dates.periods import Precision, is_working_day, working_days_after
from toolkit.model.dates.whole_cell import read_words

__all__ = [
    "ADVICE",
    "REASONS",
    "Outcome",
    "PlanDate",
    "Precision",
    "is_working_day",
    "read_plan_date",
    "show_date",
    "working_days_after",
]


_TOO_LARGE = 10**8


def read_plan_date(
    value: object,
    *,
    plan_start: dt.date | None,
    anchor: dt.date | None = None,
    number_format: str | None = None,
) -> PlanDate:
    """The date a cell means, how precise it is, and any advice; or why we must ask.

    `value` is what the cell holds: words, a number, a true date or nothing. `anchor` is the day
    the inspection report was received, from which "within three months" counts. `number_format`
    is Excel's, which makes a date shown as `Mar-15` a month. Without `plan_start` two-figure years
    cannot be told, and are asked about. Never raises, and never assumes.
    """
    if value is None or _is_missing(value):
        return PlanDate("", "blank")
    start, received = _day(plan_start), _day(anchor)
    if isinstance(value, str):
        return read_words(str(value), start, received)
    if isinstance(value, dt.date):
        return read_date_cell(value.date() if isinstance(value, dt.datetime) else value, number_format)
    # bool first: Python thinks True is a number, and Excel does not.
    if isinstance(value, bool) or not isinstance(value, Real):
        return ask(type(value).__name__, "wrong-kind")
    number = cast("float", value)
    if not 0 <= number < _TOO_LARGE:
        return ask(f"{value:g}" if isinstance(value, float) else "number", "number")
    written = _as_typed(value)
    return read_number(written, number, start) or read_words(written, start, received)


def _is_missing(value: object) -> bool:
    """NaN and NaT, the blanks of data frames: the values not equal to themselves."""
    return isinstance(value, Real | dt.date) and value != value


def _day(value: dt.date | None) -> dt.date | None:
    if value is None or _is_missing(value):
        return None
    return value.date() if isinstance(value, dt.datetime) else value


def _as_typed(number: Real) -> str:
    """A number as a cell shows it: 2015, never 2015.0."""
    if isinstance(number, float) and number.is_integer():
        return str(int(number))
    return str(number)
