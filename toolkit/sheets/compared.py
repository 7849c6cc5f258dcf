"""Values as a merge compares them: what nobody typed on purpose makes no difference."""

from __future__ import annotations

import datetime as dt
import re

from rapidfuzz import fuzz

from toolkit.model.dates import read_plan_date
from toolkit.model.dates.answer import show_date
from toolkit.model.grid import Value
from toolkit.model.identity import canonical, text_key, tidy
from toolkit.sheets.columns import LISTS, Column, Type

ALIKE = 0.80
"""From here on two actions may be one piece of work (T-07)."""
SAME_WORDS = 0.97
"""From here on the words are the same but for a slip of the pen: how renumbering shows (C14)."""
OTHER_WORDS = 0.60
"""Below this a ref has come to mean something else (I-04)."""
CLEAR = "clear"


def same(column: Column, one: object, other: object) -> bool:
    """Whether two values of a column say the same thing."""
    if canonical(one) == canonical(other):
        return True
    return column.type is Type.WORDS and _same_day(one, other)


def _same_day(one: object, other: object) -> bool:
    # Excel turns "31 March 2027" into a date as soon as somebody presses F2 and Enter.
    read = [read_plan_date(v, plan_start=None, anchor=None, number_format=None) for v in (one, other)]
    return all(r.outcome == "date" and r.precision == "day" for r in read) and read[0].date == read[1].date


def is_clear(value: object) -> bool:
    """Whether an officer typed CLEAR, the one way to empty a cell through a return."""
    return isinstance(value, str) and value.strip().casefold() == CLEAR


def likeness(one: object, other: object) -> float:
    """How alike two texts are, from 0 to 1, whatever their case and spacing."""
    return fuzz.ratio(text_key(one), text_key(other)) / 100


def shown(value: object) -> str | None:
    """A value as the logs print it."""
    if isinstance(value, dt.date):
        return show_date(value)
    if isinstance(value, str):
        # As it will be read again: what is logged twice must be the same line.
        return tidy(value)
    return canonical(value)


def fitted(column: Column, value: Value) -> tuple[Value, str]:
    """A returned value as the register holds it, and why it cannot be taken where it cannot."""
    if value is None:
        return None, ""
    if column.choices:
        return _chosen(column, value)
    if column.type is Type.DATE and not isinstance(value, dt.date):
        return None, f"“{shown(value)}” is not a date."
    if column.type in (Type.WHOLE, Type.NUMBER):
        return _number(column, value)
    return value, ""


def _chosen(column: Column, value: Value) -> tuple[Value, str]:
    known = {text_key(choice): choice for choice in LISTS[column.choices]}
    choice = known.get(text_key(value))
    if choice is None:
        return None, f"“{shown(value)}” is not in the list for {column.heading}."
    return (int(choice) if column.type is Type.WHOLE else choice), ""


def _number(column: Column, value: Value) -> tuple[Value, str]:
    text = canonical(value) or ""
    pattern = r"[+-]?\d+" if column.type is Type.WHOLE else r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?"
    if not re.fullmatch(pattern, text):
        return None, f"“{text}” is not a number."
    number = float(text)
    return (int(number) if number.is_integer() else number), ""
