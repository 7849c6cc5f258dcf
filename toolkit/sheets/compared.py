"""Values as a merge compares them: what nobody typed on purpose makes no difference."""

from __future__ import annotations

import datetime as dt
import re

from rapidfuzz import fuzz, process

from toolkit.model.dates import read_plan_date
from toolkit.model.dates.answer import show_date
from toolkit.model.grid import Value
from toolkit.model.identity import canonical, same_text, text_key, tidy
from toolkit.sheets.columns import LISTS, Column, Type
from toolkit.sheets.risk_scale import FIVE, THREE

ALIKE = 0.80
"""From here on two actions may be one piece of work (T-07)."""
SAME_WORDS = 0.97
"""From here on the words are the same but for a slip of the pen: how renumbering shows (C14)."""
OTHER_WORDS = 0.60
"""Below this a ref has come to mean something else (I-04)."""
CLEAR = "clear"
NEAR = 70
"""How like a word of the list a word must be, of 100, to be taken for it."""
_STATUS_MEANT = {
    "achieved": "Complete",
    "action complete": "Complete",
    "closed": "Complete",
    "completed": "Complete",
    "done": "Complete",
    "finished": "Complete",
    "delivered": "Complete",
    "implemented": "Complete",
    "ongoing": "In progress",
    "on going": "In progress",
    "started": "In progress",
    "underway": "In progress",
    "on track": "In progress",
    "under way": "In progress",
    "partially complete": "In progress",
    "active": "In progress",
    "not yet started": "Not started",
    "to start": "Not started",
    "outstanding": "Not started",
    "new": "Not started",
    "paused": "On hold",
    "deferred": "On hold",
    "cancelled": "Withdrawn",
    "dropped": "Withdrawn",
}
"""Words for a status that no spelling leads to; only ever suggested, or written where somebody accepts it."""


def same(column: Column, one: object, other: object) -> bool:
    """Whether two values of a column say the same thing."""
    if canonical(one) == canonical(other):
        return True
    return column.type is Type.WORDS and _same_day(one, other)


def _same_day(one: object, other: object) -> bool:
    # Excel turns "31 March 2027" into a date as soon as somebody presses F2 and Enter.
    read = [read_plan_date(v, plan_start=None, anchor=None, number_format=None) for v in (one, other)]
    return all(r.outcome == "date" and r.precision == "day" for r in read) and read[0].date == read[1].date


def same_period(one: object, other: object) -> bool:
    """Whether two reporting periods are one, however written: "2026-09" and "September 2026" are."""
    if same_text(one, other):
        return True
    first, second = _stretch(one), _stretch(other)
    return first is not None and first == second


def _stretch(period: object) -> tuple[str, int, int] | None:
    """A month or quarter by its kind and last month. Excel makes 1 September of "2026-09": a first day is a month."""
    read = read_plan_date(shown(period), plan_start=None)
    if read.date is None or (read.precision == "day" and read.date.day > 1):
        return None
    return ("month" if read.precision == "day" else str(read.precision)), read.date.year, read.date.month


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
    if column.choices == THREE.choices and THREE.mark(value):
        return value, ""  # As it was written: low, M, 3.
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


def choice_meant(choices: str, words: str) -> str | None:
    """The word of a list that words of somebody's own may mean; None where nothing is near. A suggestion, no more."""
    said = " ".join(words.casefold().split()).strip(" .")
    if choices == "Status" and said in _STATUS_MEANT:
        return _STATUS_MEANT[said]
    near = process.extractOne(words, LISTS[choices], scorer=fuzz.WRatio, processor=str.casefold, score_cutoff=NEAR)
    return near[0] if near else None


def meant(column: Column, value: object, *, plan_start: dt.date | None) -> tuple[Value, str]:
    """As ``fitted``, but for somebody who has accepted the suggestion: "Done" as Complete, "29th Sept" as its day."""
    if value is None or is_clear(value):
        return None, ""
    taken, unfit = fitted(column, value)  # type: ignore[arg-type]
    if not unfit:
        return taken, ""
    if column.choices == FIVE.choices and THREE.mark(value):
        return value, ""  # type: ignore[return-value]
    if column.choices:
        choice = choice_meant(column.choices, str(value))
        return fitted(column, choice) if choice else (None, unfit)
    if column.type is Type.DATE:
        read = read_plan_date(value, plan_start=plan_start)
        day = read.date or read.suggest
        return (day, "") if day else (None, unfit)
    return None, unfit
