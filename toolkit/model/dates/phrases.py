"""Words around a date, or in place of one: status, review, revised, ongoing, relative."""

from __future__ import annotations

import datetime as dt
import re

from toolkit.model.dates.periods import Period, days_after, months_after, working_days_after
from toolkit.model.dates.things import Doubt, Found, Thing, When
from toolkit.model.dates.tokens import Token, count_of
from toolkit.model.patterns import pattern_of


def _phrase(pattern: str) -> re.Pattern[str]:
    return pattern_of(pattern, re.IGNORECASE | re.VERBOSE)


_NOT_APPLICABLE = _phrase(r"[-\s._/,(]*(?:n/?\s?a|n\.\s?a\.?|not\ applicable|none|nil|not\ required)?[-\s._/,)]*")
ONGOING = _phrase(
    r"""\b(?:on-?\s?going(?:ly)?|continuous(?:ly)?|continuing|continual(?:ly)?|rolling
      |business\ as\ usual|b\.?a\.?u\b\.?|in\ perpetuity|everyday\ work)(?![\w])"""
)
ONWARDS = _phrase(r"\s*[,-]?\s*(?:onwards?|and\ beyond)\b")
FROM = _phrase(
    r"""\b(?:from|since|after|post|following|w\.?e\.?f\.?|effective|not\ before|no\ earlier\ than
      |(?:start|commenc|beginn)(?:ing|s|e|es|ed)?(?:\ date)?(?:\ (?:in|on|from|by))?:?)
      [\ -]*(?:the\ )?(?:(?:end|mid|middle|late|early|week)(?:\ of)?[\ -]*)?\Z"""
)
UNTIL = _phrase(r"\b(?:until|till?|to|through)\ (?:the\ )?(?:end\ (?:of\ )?)?\Z")
THEN = _phrase(
    r"""\b(?:then|thereafter|afterwards?|subsequently|after\ that|following\ that|from|start(?:ing|s)?
      |begin(?:ning|s)?|commenc(?:ing|es?)|initial(?:ly)?|first|next|onwards?)\b"""
)
TO_BE_AGREED_BY = _phrase(r"[\s.]*(?:[-:(]|by|at|in|on|from|following|after|once|pending|until)[\s(]*")
_DATE_WORDS = _phrase(
    r"[\W_]*(?:(?:target|due|completion|delivery|end|final|key|further|time|a|and|the|new|milestone"
    r"|dates?|deadlines?|timescales?|timeframes?|timeline|time|still|is|are|being)[\W_]+)*"
)
_IMMEDIATE = _phrase(
    r"""\b(?:immediate(?:ly)?|next|this|today|tomorrow|straight\ ?away|forthwith|now|soon|shortly
      |imminent(?:ly)?|(?:short|medium|long)(?:er)?[\ -]?term|in\ due\ course|later|longer|coming|current
      |month[\ -]end|end\ of\ (?:the\ )?(?:week|month|quarter|term)|mid[\ -]?week)\b"""
)
THIS_YEAR = _phrase(r"\b(?:this|next|last|coming|(?:the\ )?(?:current|following))\ (?:calendar\ |financial\ )?year\b")
YEAR_END = _phrase(r"\byear[\ -]?end\b")
_END_OF_YEAR = _phrase(r"\bend\ of\ (?:the\ )?year\b")
_WEEKDAY = _phrase(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b")

_STATUS = r"""\b(?:(?:partially|partly|part|now|fully|all|already|substantially|mostly)[\ -]+)*
    (?:completed?|done|achieved|finished|closed|delivered|implemented|actioned|met
      |not\ (?:yet\ )?started|started|under\ ?way|in[\ -]progress|overdue|on[\ -]track|off[\ -]track
      |on[\ -]hold|at\ risk|cancelled|superseded|embedded|merged|transferred
      |withdrawn|outstanding|red|amber|green|blue)\b"""
_STATUS_FIRST = _phrase(
    rf"""\W*{_STATUS}(?=\s*(?:\Z|[^\w\s]|(?:and|but|awaiting|see|pending|as|subject|in|on)\b|\n))"""
)
_ANY_STATUS = _phrase(_STATUS)
_STILL_DUE = _phrase(r"\b(?:by|due|to\ be|for|will|must|should|target|aim(?:ing)?)\b")
_STATUS_FILLERS = {
    "the", "action", "actions", "item", "task", "work", "on", "in", "at", "as", "of", "and", "a", "end", "mid", "early",
    "late", "now", "since", "date", "dated", "was", "is", "during", "ongoing", "due", "status",
}  # fmt: skip
_REVIEW = _phrase(r"\b(?:re-?)?review(?:ed|s|ing)?\b")
_REVIEW_FILLERS = {
    "to", "be", "is", "will", "for", "next", "first", "then", "again", "progress", "in", "on", "by", "at", "of", "the",
    "a", "and", "with", "date", "dated", "due", "end", "mid", "early", "late", "month", "year", "mid-year", "six",
    "formal", "initial", "interim", "further", "annual", "point", "board", "meeting", "committee", "during", "ongoing",
    "take", "takes", "place", "following", "under", "scheduled", "planned",
}  # fmt: skip

# Marks of a moved date. The first kind lead up to the old date, the second to the new.
_OLD = r"""was|were|previous(?:ly)?|formerly|former|original(?:ly)?|instead\ of|old"""
_NEW = r"""revised|re-?scheduled|re-?profiled|now|new\ (?:date|deadline|target)"""
_MOVED = r"""extended|slipped|moved|delayed|deferred|postponed|changed|amended|updated|put\ back
    |pushed\ back|brought\ forward|carried\ forward|rolled\ forward|extension"""
_SMALL = (
    r"(?:date|dates|deadline|target|due|completion|and|but|then|is|has|have|been|be|planned|"
    r"scheduled|set|for|by|end|of|the|this|it|again|further|as|at|in|on|mid|to)"
)
_MARKED_BEFORE = _phrase(
    rf"""[\W_]*(?:{_SMALL}[\W_]+)*
    (?:(?P<old>{_OLD})|(?P<new>{_NEW})|(?P<moved>{_MOVED})(?=[\W_]+(?:to|from|until|till|by)\b|\s*[:>]))
    (?:[\W_]+(?:{_SMALL}|{_NEW}|{_OLD}|{_MOVED}|(?P<away>from)|until|till))*[\W_]*"""
)
_MARKED_AFTER = _phrase(rf"""[\W_]*(?:{_SMALL}[\W_]+)*(?:{_NEW}|{_MOVED}|revision|was)(?:[\W_]+(?:{_SMALL}))*[\W_]*""")


def not_applicable(text: str) -> bool:
    """`N/A`, `-`, `none`: an officer's way of leaving the cell blank."""
    return len(text) < 40 and _NOT_APPLICABLE.fullmatch(text) is not None


def starts_with_status(text: str) -> bool:
    """`Completed`, `Achieved/Ongoing`: what has been done, not when it is due."""
    return _STATUS_FIRST.match(text) is not None


def done_and_ongoing(text: str) -> bool:
    """`Achieved/Ongoing`: a status, and that the work goes on; `Ongoing until all targets are met` is no status."""
    without, goes_on = ONGOING.subn(" ", text)
    return goes_on > 0 and (starts_with_status(text) or only_status(without))


def only_status(rest: str) -> bool:
    """Whether the words round a date hold a status and nothing else: `Completed` January 2015."""
    without, count = _ANY_STATUS.subn(" ", rest)
    return count > 0 and _words(without) <= _STATUS_FILLERS and not _STILL_DUE.search(rest)


def status_beside_due(rest: str) -> bool:
    """`In progress - due March 2015`: the date stands, the status is in the wrong column."""
    without, count = _ANY_STATUS.subn(" ", rest)
    return count > 0 and "due" in _words(without) and _words(without) <= _STATUS_FILLERS


def only_review(rest: str) -> bool:
    """Whether the words round a date make it the day of a review: `Review in` January 2015."""
    without, count = _REVIEW.subn(" ", ONGOING.sub(" ", _ANY_STATUS.sub(" ", rest)))
    return count > 0 and _words(without) <= _REVIEW_FILLERS


_GOES_ON = {"then", "thereafter", "afterwards", "onwards"}


def only_ongoing(rest: str) -> bool:
    """Whether the words round a date say only that the work goes on."""
    return _words(ONGOING.sub(" ", rest)) <= _STATUS_FILLERS | _GOES_ON


def only_about_dates(before: str) -> bool:
    """`Date`, `Timescale`: words that leave "to be agreed" meaning the date itself."""
    return _DATE_WORDS.fullmatch(before + " ") is not None


def relative_doubt(text: str) -> str | None:
    """The code of a date that hangs on the day it was written; None if there is none."""
    if YEAR_END.search(text) or _END_OF_YEAR.search(text):
        return "calendar-or-financial"
    return "relative" if _IMMEDIATE.search(text) or _WEEKDAY.search(text) else None


def revised(text: str, found: list[Found[Thing]]) -> tuple[bool, dt.date | None]:
    """Whether the cell holds a moved date, and the new date if it can be told."""
    marked = False
    candidates: list[dt.date | None] = []
    gaps = _gaps(text, found)
    for each, before in zip(found, gaps, strict=False):
        mark = _MARKED_BEFORE.fullmatch(before) or (_ARROW.fullmatch(before) if candidates else None)
        marked = marked or mark is not None
        old = mark is not None and "old" in mark.re.groupindex and (mark["old"] or mark["away"])
        if not old:
            candidates.append(each.thing.period.end if isinstance(each.thing, When) else None)
    if found and _MARKED_AFTER.fullmatch(gaps[-1]):
        marked = True
    return marked, candidates[-1] if marked and candidates else None


_ARROW = _phrase(r"\s*(?:[-=]+>|\u2192)\s*")


def rest_of(text: str, found: list[Found[Thing]]) -> str:
    """The words of a cell without its dates."""
    return " ".join(_gaps(text, found))


def _gaps(text: str, found: list[Found[Thing]]) -> list[str]:
    """What stands before the first date, between each, and after the last."""
    starts = [0, *(each.end for each in found)]
    ends = [*(each.start for each in found), len(text)]
    return [text[start:end] for start, end in zip(starts, ends, strict=True)]


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]+(?:[-'][^\W_]+)*", text.lower()))


# Longer than any plan; working days are counted one by one.
_MOST_WORKING_DAYS = 3000

_SPAN = pattern_of(
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
_FROM_SOMETHING = pattern_of(r"\W*(?:of|from|after|following|since)\b", re.IGNORECASE)
_THE_REPORT = pattern_of(r"\b(?:report|inspection|receipt|received|ofsted)\b", re.IGNORECASE)


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
