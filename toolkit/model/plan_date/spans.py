"""Lengths of time: `within three months` of the day the inspection report was received."""

from __future__ import annotations

import datetime as dt
import re

from toolkit.model.plan_date.answer import PlanDate, ask, dated
from toolkit.model.plan_date.periods import Period, days_after, months_after
from toolkit.model.plan_date.shapes import Found, Thing, When
from toolkit.model.plan_date.tokens import count_of
from toolkit.model.plan_date.working_days import working_days_after

# Longer than any plan; working days are counted one by one.
_MOST_WORKING_DAYS = 3000

_SPAN = re.compile(
    r"""\b(?P<lead>within|inside|in|no\ later\ than|not\ later\ than|up\ to)?\ *
    (?:the\ |a\ maximum\ of\ |max(?:imum)?\ )?
    (?P<count>(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)[ -](?:one|two|three|four|five
       |six|seven|eight|nine)|[a-z]+|\d{1,4})\ ?(?:\(\d{1,4}\)\ )?
    (?P<more>(?:-|to\ |or\ )\ ?\w+\ )?
    (?:(?P<sort>working|calendar|school|term)[ -])?
    (?P<unit>hours?|days?|weeks?|wks?|fortnights?|months?|mths?|quarters?|terms?|years?|yrs?)\b'?
    (?:\ ?time\b)?
    (?P<rest>.*)""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_FROM_SOMETHING = re.compile(r"\W*(?:of|from|after|following|since)\b", re.IGNORECASE)
_THE_REPORT = re.compile(r"\b(?:report|inspection|receipt|received|ofsted)\b", re.IGNORECASE)


def read_span(written: str, text: str, found: list[Found[Thing]], anchor: dt.date | None) -> PlanDate | None:
    """The date a length of time ends, counted from the report; None if the cell holds none."""
    span = _SPAN.search(text)
    if span is None or not (span["lead"] or span.start() == 0):
        return None
    if span["lead"] is None and count_of(span["count"]) is None:
        return None
    from_something = _FROM_SOMETHING.match(span["rest"])
    dates = [each.thing for each in found if isinstance(each.thing, When)]
    if from_something and len(dates) == 1 and len(found) == 1:
        return ask(written, "relative", _counted(span, dates[0].period.end))
    if found:
        return None
    end = _counted(span, anchor) if anchor else None
    if from_something and not _THE_REPORT.search(span["rest"]):
        return ask(written, "relative")
    if (span["lead"] or "").lower() in ("", "in"):
        return ask(written, "relative", None if span["lead"] else end)
    if end is None:
        return ask(written, "relative")
    return dated(written, "date", Period(end, end, "day"), ["from-report-date"])


def _counted(span: re.Match[str], start: dt.date) -> dt.date | None:
    """The day `span` after `start`; None for a span that cannot be counted."""
    count = _count(span["count"])
    unit, sort = span["unit"].lower(), (span["sort"] or "").lower()
    if count is None or span["more"] or sort in ("school", "term"):
        return None
    if sort == "working":
        if not unit.startswith("day") or count > _MOST_WORKING_DAYS or start.year > 9900:
            return None
        return working_days_after(start, count)
    if unit[0] == "d":
        return days_after(start, count)
    if unit[0] in "wf":
        return days_after(start, count * (7 if unit[0] == "w" else 14))
    if unit[0] == "m":
        return months_after(start, count)
    return months_after(start, 12 * count) if unit[0] == "y" else None


def _count(words: str) -> int | None:
    parts = [count_of(part) for part in words.replace("-", " ").split()]
    counts = [part for part in parts if part is not None]
    return sum(counts) if len(counts) == len(parts) else None
