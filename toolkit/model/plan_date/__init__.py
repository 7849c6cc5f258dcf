"""What an officer wrote as a due date, and the date it means.

`numbers` reads true dates and numbers; words are tidied (`words`), cut into tokens (`tokens`),
matched by shape (`shapes`), put together (`joins`) and weighed (`reading`).
"""

from __future__ import annotations

import datetime as dt
from numbers import Real

from toolkit.model.plan_date.answer import ADVICE, REASONS, Outcome, PlanDate, ask, show_date
from toolkit.model.plan_date.numbers import read_date_cell, read_number
from toolkit.model.plan_date.periods import Precision
from toolkit.model.plan_date.reading import read_words
from toolkit.model.plan_date.working_days import is_working_day, working_days_after

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
    plan_start: dt.date,
    anchor: dt.date | None = None,
    number_format: str | None = None,
) -> PlanDate:
    """The date a cell means, how precise it is, and any advice; or why we must ask.

    `value` is what the cell holds: words, a number, a true date or nothing. `anchor` is the day
    the inspection report was received, from which "within three months" counts. `number_format`
    is Excel's, which makes a date shown as `Mar-15` a month. Never raises, and never assumes.
    """
    plan_start = _day(plan_start)
    anchor = anchor and _day(anchor)
    # NaN and NaT, the blanks of data frames, are the values not equal to themselves.
    if value is None or (isinstance(value, Real | dt.date) and value != value):
        return PlanDate("", "blank")
    if isinstance(value, str):
        return read_words(str(value), plan_start, anchor)
    if isinstance(value, dt.date):
        return read_date_cell(_day(value), number_format)
    # bool first: Python thinks True is a number, and Excel does not.
    if isinstance(value, bool) or not isinstance(value, Real):
        return ask(type(value).__name__, "wrong-kind")
    if not 0 <= value < _TOO_LARGE:
        return ask(f"{value:g}" if isinstance(value, float) else "number", "number")
    written = _as_typed(value)
    return read_number(written, float(value), plan_start) or read_words(written, plan_start, anchor)


def _day(value: dt.date) -> dt.date:
    return value.date() if isinstance(value, dt.datetime) else value


def _as_typed(number: Real) -> str:
    """A number as a cell shows it: 2015, never 2015.0."""
    if isinstance(number, float) and number.is_integer():
        return str(int(number))
    return str(number)
