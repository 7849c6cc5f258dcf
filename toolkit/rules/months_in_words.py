"""Months that the words of a plan name: in February, by 3 March 2027, in May of this year."""

from __future__ import annotations

import datetime as dt
import re

from toolkit.model.dates import read_plan_date
from toolkit.model.patterns import pattern_of
from toolkit.rules.related import first_day
from toolkit.rules.whole_columns import is_day

_MONTH = (
    "Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|"
    "Nov(?:ember)?|Dec(?:ember)?"
)
TELLING = (
    ("Actions", "action"),
    ("Actions", "where_now"),
    ("Actions", "still_to_do"),
    ("Actions", "outcome"),
    ("Actions", "notes"),
    ("Milestones", "milestone"),
)
"""Where work and its dates are told."""
CLUES = (r"20\d\d", rf"\b(?:{_MONTH})\b")
"""Without one of these no text names a month or a day."""
_WITH_YEAR = pattern_of(
    rf"\b(?:(?:\d{{1,2}}(?:st|nd|rd|th)? )?(?:{_MONTH}) 20\d\d|\d{{1,2}}/\d{{1,2}}/20\d\d|"
    r"(?:[Ss]pring|[Ss]ummer|[Aa]utumn) 20\d\d)\b"
)
_YEARLESS = pattern_of(
    r"\b((?:[Ii]n|[Bb]y|[Uu]ntil|[Bb]efore|[Dd]uring|[Ff]rom|[Ff]or|[Ee]nd of) (?:the end of |the |early |late |mid-?)?"
    rf"((?:\d{{1,2}}(?:st|nd|rd|th)? )?(?:{_MONTH})))\b"
    r"(?!\W*(?:'?\d|each|every|(?:of )?(?:this|next|last) year|(?:\w+ ){1,2}20\d\d))"
)
OF_THIS_YEAR = pattern_of(rf"\b(?:{_MONTH})(?:,? of)? (?:this|next|last) year\b")
_TO_COME = pattern_of(
    r"\b(?:will|to be|due|planned|expects?|expected|scheduled|booked|aims?|plans?|intends?|hopes?|awaits?|next)\b"
)
_AHEAD = frozenset({"action", "still_to_do"})
"""Columns that speak of what is to come; elsewhere a month without a year may be past, unless the words say not."""


def later_day(text: str, column: str, *, due: object, today: dt.date | None) -> str | None:
    """The last date in a text, if even its first day is later than the due date; than today, where there is none."""
    bound = due if is_day(due) else today
    for words in reversed(_WITH_YEAR.findall(text)):
        if bound is not None and int(words[-4:]) < bound.year:
            continue
        read = read_plan_date(words, plan_start=dt.date(2000, 1, 1))
        first = first_day(read.date, read.precision)
        if first is not None and (bound is None or first > bound):
            return words
    return _yearless_later(text, column, due, today) if today else None


def _yearless_later(text: str, column: str, due: object, today: dt.date) -> str | None:
    """A month without a year, as the first one to come: "in February" of a return of September is next February."""
    for match in reversed(list(_YEARLESS.finditer(text))):
        if column not in _AHEAD and not _TO_COME.search(re.split(r"[.;\n]", text[: match.start()])[-1]):
            continue
        end = read_plan_date(match[2], plan_start=today).suggest
        first = end if end is None or match[2][0].isdigit() else end.replace(day=1)
        if first is not None and (not is_day(due) or first > due):
            return match[1]
    return None
