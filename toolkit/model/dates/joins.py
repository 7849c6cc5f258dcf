"""What stands before, between and after dates: ranges, shared years, weeks, early and late."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from toolkit.model.dates import periods
from toolkit.model.dates.things import Doubt, Found, Thing, When, Yearless, between
from toolkit.model.dates.tokens import Token, count_of
from toolkit.model.patterns import pattern_of

_BEFORE_LENGTH = 48
_PART_WORDS = {
    "end", "late", "mid", "middle", "early", "beginning", "start", "by", "week", "ending", "commencing",
}  # fmt: skip

Qualifier = Callable[[Thing, re.Match[str], dt.date | None], Thing]


def join(text: str, tokens: list[Token], found: list[Found[Thing]]) -> list[Found[Thing]]:
    """Found dates with ranges made one, and a year given once shared by those before it."""
    joined: list[Found[Thing]] = []
    for left in reversed(found):
        if joined:
            right = joined[0]
            gap = _gap(text, tokens[left.last + 1 : right.first])
            if gap == "&" and _BETWEEN.search(text[max(0, left.start - _BEFORE_LENGTH) : left.start]):
                gap = "t"
            things = _together(left.thing, gap, right.thing)
            if things is not None:
                both = left.first, right.last, left.start, right.end
                spans = [both] if len(things) == 1 else [_span(left), _span(right)]
                joined[:1] = [Found(thing, *span) for thing, span in zip(things, spans, strict=True)]
                continue
        joined.insert(0, left)
    return joined


_BETWEEN = pattern_of(r"\bbetween (?:the )?\Z", re.IGNORECASE)


def _span(found: Found[Thing]) -> tuple[int, int, int, int]:
    return found.first, found.last, found.start, found.end


def _gap(text: str, tokens: list[Token]) -> str:
    """The kinds of the tokens between two dates, less words like "end of"."""
    return "".join(
        token.kind
        for token in tokens
        if token.kind not in "wOC" and text[token.start : token.end].lower() not in _PART_WORDS
    )


def _together(left: Thing, gap: str, right: Thing) -> list[Thing] | None:
    """What two dates and what stands between them mean as one; None if they stay two."""
    if gap == "|" and isinstance(right, When | Yearless) and isinstance(left, When | Yearless):
        return [Doubt("either-or", right.period.end if isinstance(right, When) else None)]
    in_range = gap in {"-", "t"}
    if not in_range and gap not in {",", "&", ",&", "/", ";"}:
        return None
    match left, right:
        case Doubt(weak=True), When():
            return [Doubt(left.code, left.suggest), right]
        case Yearless(), When():
            return _share_year(left, right, gap)
        case When(weak=False), When(weak=True):
            return [Doubt("more-than-a-year")]
        case When(), When() if in_range:
            return [between(left, right)]
        case When(), Yearless() if in_range:
            same = right.in_year(left.period.end.year)
            return [Doubt("no-year", same.end if same and same.end >= left.period.start else None)]
        case Yearless(), Yearless() if in_range or (gap == "/" and not left.is_a_day()):
            return [right]
    return None


def _share_year(left: Yearless, right: When, gap: str) -> list[Thing] | None:
    """`Jan/Feb 2015`, `March and June 2015`; `December - January 2015` began the year before."""
    # Months either side of a stroke are a stretch of time; days are two days.
    in_range = gap in {"-", "t"} or (gap == "/" and right.period.precision != "day")
    first_day = right.start or right.period.start
    quarter_of_last_year = right.period.precision == "quarter" and first_day.month < 4
    year = first_day.year - 1 if quarter_of_last_year else first_day.year
    shared = left.in_year(year)
    if shared and shared.start > first_day:
        shared = left.in_year(year - 1) if in_range else None
    if shared is None or (not in_range and shared.precision != right.period.precision):
        return None
    first = When(shared, left.codes)
    return [between(first, right)] if in_range else [first, right]


def qualify(text: str, found: list[Found[Thing]], plan_start: dt.date | None) -> list[Found[Thing]]:
    """Dates changed by the word that leads up to them: w/c, the day of the week."""
    changed = _apply(_DAY_QUALIFIERS, text, found, plan_start)
    for place in range(1, len(changed)):
        first, other = changed[place - 1], changed[place]
        # "w/c 12 and 19 January 2015": both are weeks.
        if first.start == other.start and isinstance(first.thing, When) and first.thing.period.precision == "week":
            changed[place] = Found(_week_commencing(other.thing), *_span(other))
    return changed


def question_parts(text: str, found: list[Found[Thing]], plan_start: dt.date | None) -> list[Found[Thing]]:
    """Dates that a word beside them makes doubtful: early, before, from, next."""
    return _apply(_PERIOD_QUALIFIERS, text, found, plan_start)


def _in_any_year(qualifier: Qualifier) -> Qualifier:
    """The qualifier, for `early January` too: the year is asked for, and its part suggested."""

    def qualified(thing: Thing, match: re.Match[str], plan_start: dt.date | None) -> Thing:
        period = thing.next_from(plan_start) if isinstance(thing, Yearless) else None
        if period is None:
            return qualifier(thing, match, plan_start)
        in_year = qualifier(When(period), match, plan_start)
        return Doubt("no-year", in_year.suggest) if isinstance(in_year, Doubt) else thing

    return qualified


def _apply(
    qualifiers: tuple[tuple[re.Pattern[str], Qualifier], ...],
    text: str,
    found: list[Found[Thing]],
    plan_start: dt.date | None,
) -> list[Found[Thing]]:
    changed = []
    previous_end = 0
    for each in found:
        before = text[max(previous_end, each.start - _BEFORE_LENGTH) : each.start]
        thing = each.thing
        for pattern, qualifier in qualifiers:
            match = pattern.search(before)
            if match:
                thing = qualifier(thing, match, plan_start)
        changed.append(Found(thing, *_span(each)))
        previous_end = each.end
    return changed


def _week_commencing(thing: Thing, *_: object) -> Thing:
    """`w/c 12 January 2015` is done by that Friday."""
    if isinstance(thing, Yearless):
        return Yearless(lambda year: _week(thing.in_year(year)), thing.codes)
    if not isinstance(thing, When) or thing.period.precision != "day" or thing.start:
        return thing
    week = _week(thing.period)
    monday = thing.period.start.weekday() == 0
    return When(week, thing.codes + (() if monday else ("not-monday",))) if week else thing


def _week(period: periods.Period | None) -> periods.Period | None:
    if period is None or period.precision != "day":
        return period
    return periods.week_of(period.start)


def _weekday(thing: Thing, match: re.Match[str], plan_start: dt.date | None) -> Thing:
    if not isinstance(thing, When) or thing.period.precision != "day":
        return thing
    named = thing.start or thing.period.start
    if _WEEK_DAYS[named.weekday()] == match[1].lower():
        return thing
    return When(thing.period, (*thing.codes, "weekday-differs"), thing.start)


def _early(thing: Thing, match: re.Match[str], plan_start: dt.date | None) -> Thing:
    """`early 2020` is asked about: to the end of March; early in a month, to the 10th."""
    if not isinstance(thing, When) or thing.period.precision in ("day", "week"):
        return thing
    first = thing.period.start
    whole_months = {"year": 3, "financial year": 3, "season": 1, "quarter": 1}
    months = whole_months.get(thing.period.precision)
    end = periods.months(first.year, first.month, months, "month").end if months else first.replace(day=10)
    return Doubt("part-of-period", end)


def _part_of_year(thing: Thing, match: re.Match[str], plan_start: dt.date | None) -> Thing:
    """`mid 2015`, `late 2015`: too wide to be a date; `mid March 2015` is March."""
    if not isinstance(thing, When) or "year" not in thing.period.precision:
        return thing
    months = 6 if match[1].lower().startswith("mid") else 12
    first = thing.period.start
    return Doubt("part-of-period", periods.months(first.year, first.month, months, "month").end)


def _numbered_week(thing: Thing, match: re.Match[str], plan_start: dt.date | None) -> Thing:
    """`first week of March 2015`: the seventh; the last week ends with the month."""
    if not isinstance(thing, When) or thing.period.precision != "month":
        return thing
    which = match[1].lower()
    if which in ("last", "final"):
        return thing
    number = count_of(which.rstrip("stndrh")) or _WEEK_NUMBER[which]
    return Doubt("part-of-period", thing.period.start + dt.timedelta(7 * number - 1))


_WEEK_NUMBER = {"first": 1, "second": 2, "third": 3, "fourth": 4}


def _numbered_weekday(thing: Thing, match: re.Match[str], plan_start: dt.date | None) -> Thing:
    if not isinstance(thing, When) or thing.period.precision != "month":
        return thing
    return Doubt("part-of-period")


def _before(thing: Thing, match: re.Match[str], plan_start: dt.date | None) -> Thing:
    if not isinstance(thing, When) or thing.start:
        return thing
    return Doubt("before", periods.days_after(thing.period.start, -1))


def _next(thing: Thing, match: re.Match[str], plan_start: dt.date | None) -> Thing:
    if not isinstance(thing, Yearless):
        return thing
    return Doubt("relative", periods.last_day(thing.next_from(plan_start)))


_WEEK_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY_NAME = r"(mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}"
_WEEK = r"(?:week|wk)s?[ .-]*"
_DAY_QUALIFIERS: tuple[tuple[re.Pattern[str], Qualifier], ...] = tuple(
    (pattern_of(rf"\b(?:{pattern})\Z", re.IGNORECASE), qualifier)
    for pattern, qualifier in (
        (
            rf"(?:w[/. ]?[cb]\b\.?|{_WEEK}(?:comm?encing|comm?\.?|beginning|starting|of)\b\.?)"
            rf"[ :,-]*(?:the )?(?:{_DAY_NAME}[ ,.]*)?(?:the )?",
            _week_commencing,
        ),
        (rf"{_DAY_NAME}[ ,.]*(?:the )?", _weekday),
    )
)
_PERIOD_QUALIFIERS: tuple[tuple[re.Pattern[str], Qualifier], ...] = tuple(
    (pattern_of(rf"\b(?:{pattern})\Z", re.IGNORECASE), qualifier)
    for pattern, qualifier in (
        (
            r"(?:early|(?:start|beginning|first half|first part|early part|1st half) of)"
            r"[ -]*(?:in |to mid-? ?)?(?:the )?",
            _in_any_year(_early),
        ),
        (r"(mid|middle|late)(?:[ -]of)?(?:[ -]*in)?[ -]*", _part_of_year),
        (
            rf"(first|second|third|fourth|last|final|1st|2nd|3rd|4th) {_WEEK}(?:in|of) (?:the )?",
            _in_any_year(_numbered_week),
        ),
        (
            rf"(?:first|second|third|fourth|last|final|1st|2nd|3rd|4th) "
            rf"(?:{_DAY_NAME}|working day) (?:in|of) (?:the )?",
            _in_any_year(_numbered_weekday),
        ),
        (
            r"(?<!on or )(?<!by or )(?:before|prior to|ahead of|in advance of)(?: the)?(?: (?:start|beginning) of)? *",
            _in_any_year(_before),
        ),
        (r"(?:next|this|last|following|coming) *", _next),
    )
)
