"""Lengths of time: `within three months` of the day the inspection report was received."""

from __future__ import annotations

import datetime as dt
import re

from toolkit.model.plan_date.periods import Period, days_after, months_after
from toolkit.model.plan_date.shapes import Doubt, Found, Thing, When
from toolkit.model.plan_date.tokens import Token, count_of
from toolkit.model.plan_date.working_days import working_days_after

# Longer than any plan; working days are counted one by one.
_MOST_WORKING_DAYS = 3000

_SPAN = re.compile(
    r"""\b(?P<lead>within|inside|in|no\ later\ than|not\ later\ than|up\ to
      |after|beyond|over|by|next)?\ *
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


def find_span(text: str, tokens: list[Token], found: list[Found[Thing]], anchor: dt.date | None) -> Found[Thing] | None:
    """The date a length of time ends, counted from the report; None where a real date stands."""
    span = _SPAN.search(text)
    if span is None or not (span["lead"] or (span.start() == 0 and count_of(span["count"]))):
        return None
    dates = [each.thing for each in found if not getattr(each.thing, "weak", False)]
    from_something = _FROM_SOMETHING.match(span["rest"])
    if dates and not (from_something and len(dates) == 1 and isinstance(dates[0], When)):
        return None
    place = [index for index, token in enumerate(tokens) if span.start() <= token.start < span.start("rest")]
    if not place:
        return None
    return Found(_span_ends(span, dates, anchor), place[0], place[-1], span.start(), span.start("rest"))


def _span_ends(span: re.Match[str], dates: list[Thing], anchor: dt.date | None) -> Thing:
    """Only `within` counts from the report, and only if nothing else is named to count from."""
    if dates and isinstance(dates[0], When):
        return Doubt("relative", _counted(span, dates[0].period.end))
    end = _counted(span, anchor) if anchor else None
    lead = (span["lead"] or "").lower()
    from_another = _FROM_SOMETHING.match(span["rest"]) and not _THE_REPORT.search(span["rest"])
    if from_another or (lead and not lead.endswith(_COUNTED_LEADS)):
        return Doubt("relative")
    if not lead or end is None:
        return Doubt("relative", end)
    return When(Period(end, end, "day"), ("from-report-date",))


_COUNTED_LEADS = ("within", "inside", "later than", "up to")


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
