"""What a due date cell turned out to say, and the sentences that tell an officer so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from toolkit.model.dates.periods import Period, Precision

Outcome = Literal["date", "list", "range", "recurring", "tbc", "ongoing", "blank", "ask"]

TBC: Literal["TBC"] = "TBC"

_LONGEST_QUOTE = 60

HOW_TO_WRITE = "Write it like 31/03/2027 or March 2027."
"""The one way to say how a date is written: in reasons, rules and the Guide."""

MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip

# Code -> why we ask, and what to do. {text}: the words as written.
_ASKED = {
    "before": ('"{text}" says what the work comes before, not the day it is due.', "Give the day it is due."),
    "calendar-or-financial": (
        '"{text}" could be calendar or financial.',
        "Write it like Q3 2025/26 or 2025/26, or give the last month.",
    ),
    "cannot-read": ('We cannot find a date in "{text}".', HOW_TO_WRITE),
    "day-or-year": ('"{text}" could be a day or a year.', "Write the day, the month and the year."),
    "either-or": ('"{text}" gives a choice of dates.', "Choose one."),
    "figures-run-together": ('"{text}" is figures run together.', HOW_TO_WRITE),
    "holiday": ('"{text}" is a holiday, not a day everyone counts alike.', "Give the date."),
    "month-first": (
        '"{text}" has no such month: it looks like month/day/year.',
        "Write the day first, then the month.",
    ),
    "more-than-a-year": ('"{text}" covers more than one year.', "Give the date it ends."),
    "no-start": ('"{text}" says how often, but not when it starts.', "Give the first date."),
    "no-such-date": ('"{text}" is not in the calendar.', "Check the day and the month."),
    "no-year": ('"{text}" has no year.', "Add it."),
    "number": ('"{text}" is a number, not a date near this plan.', HOW_TO_WRITE),
    "ongoing-and-date": (
        '"{text}" says both that it is ongoing and when.',
        "Give the date it will be done, or write Ongoing.",
    ),
    "part-of-period": ('"{text}" is part of a period.', "Give the last day meant."),
    "range-backwards": ('"{text}" ends before it starts.', "Check both dates."),
    "relative": ('"{text}" will mean something else by the next report.', "Give the date."),
    "revised-in-cell": (
        '"{text}" holds an old date and a new one.',
        "Keep the first here and put the new one in Revised due, with the reason and who agreed.",
    ),
    "start-only": ('"{text}" says when it starts, not when it will be done.', "Give the date it will be done."),
    "status-in-date": (
        '"{text}" is a status, not a due date.',
        "Put it in Status, and keep here the date the work was due.",
    ),
    "term-dates": ('"{text}" needs the local term dates.', "Give the last day."),
    "two-readings": (
        '"{text}" could be a day and month, a month and year, or a financial year.',
        "Write it in full.",
    ),
    "winter-years": ('"{text}" could be either of two winters.', "Name both years, like Winter 2015/16."),
    "wrong-kind": ("This cell holds something that is not a date, words or a number.", "Type the date again."),
    "year-unclear": ('"{text}" has a two-figure year far from this plan.', "Write the year in four figures."),
}
REASONS = {code: " ".join(both) for code, both in _ASKED.items()}
"""Code to why we ask and what to do, as one text."""

# Code -> advice that goes with an answer. {date}: the date, or dates, it was read as.
ADVICE = {
    "done-and-ongoing": '"{text}" is read as ongoing. Put what is done in Status.',
    "excel-number": "Excel's number for a day: read as {date}. Format the cell as a date.",
    "from-report-date": "Worked out from the day the inspection report was received: {date}.",
    "misspelt": "A month looks misspelt: read as {date}.",
    "not-applicable": '"{text}" is read as no date. If there is one, give it.',
    "not-monday": "Weeks begin on Monday and that day is not one: read as the Friday, {date}.",
    "status-in-date": "A status is written beside the date. Put it in Status.",
    "two-figure-year": "A two-figure year: read as {date}. If you meant another day, type it in full.",
    "uncertain": "The date is marked with a question mark. Confirm it.",
    "weekday-differs": "The day of the week does not fit the date: read as {date}.",
    "year-not-shown": "The cell hides its year: it holds {date}.",
    "year-only": "A year only: read as its last day, {date}.",
}


@dataclass(frozen=True, slots=True)
class PlanDate:
    """What an officer wrote as a due date, and the date it means, if it can be told.

    `written` is verbatim. `date` is the last day the words cover; it stands only for the
    outcomes date, range and recurring (there, the first). `dates` is filled for a list.
    `codes` are stable names of the reason (first, when we ask) and of each piece of advice;
    `reason` and `advice` say the same in words. Nothing is guessed: a `suggest`ion is offered,
    when we ask, where one reading is sound.
    """

    written: str
    outcome: Outcome
    date: dt.date | None = None
    precision: Precision | None = None
    start: dt.date | None = None
    every: str | None = None
    kind: Literal["review"] | None = None
    dates: tuple[dt.date | Literal["TBC"], ...] = ()
    advice: str | None = None
    reason: str | None = None
    suggest: dt.date | None = None
    codes: tuple[str, ...] = ()

    @property
    def code(self) -> str | None:
        """The first code: the reason when we ask, otherwise the chief advice."""
        return self.codes[0] if self.codes else None

    @property
    def why(self) -> str:
        """The first sentence of the reason: what is the matter with the words."""
        return _ASKED[self.codes[0]][0].format(text=_quoted(self.written)) if self.outcome == "ask" else ""

    @property
    def what_next(self) -> str:
        """What to type instead; the suggestion, where there is one."""
        if self.instead:
            return f"Type {self.instead}, or the date that is meant."
        return _ASKED[self.codes[0]][1] if self.outcome == "ask" else ""

    @property
    def plain(self) -> str | None:
        """What to type for the same to be meant and nobody to ask: `26 February 2027`, `2015/16`; None where unknown.

        The suggestion, where we ask. A date that repeats, or is one of several, cannot be said so.
        """
        if self.outcome == "ask":
            return show_date(self.suggest) if self.suggest else None
        if self.outcome != "date" or self.kind or self.date is None:
            return None
        return show_period(self.date, self.precision)

    @property
    def instead(self) -> str | None:
        """What this very cell may say instead; None where the words have another cell to go to."""
        return None if self.code in _NOT_THE_DATE_ALONE else self.plain


_NOT_THE_DATE_ALONE = {"revised-in-cell", "status-in-date"}
"""Codes of words that have another cell to go to, beside the date."""


def show_date(d: dt.date) -> str:
    """A date as the board reads it: 31 March 2015."""
    return f"{d.day} {MONTH_NAMES[d.month - 1]} {d.year}"


def show_period(last: dt.date, precision: Precision | None) -> str:
    """The stretch of time that ends on a day, as plans write it: March 2027, Q3 2025/26, Winter 2015/16."""
    year, month = last.year, MONTH_NAMES[last.month - 1]
    financial = year - (last.month < 4)
    match precision:
        case "month":
            return f"{month} {year}"
        case "season":
            name = _SEASON_OF[last.month]
            return f"{name} {_two_years(year - 1)}" if name == "Winter" else f"{name} {year}"
        case "quarter":
            return f"Q{(last.month // 3 + 2) % 4 + 1} {_two_years(financial)}"
        case "financial year":
            return _two_years(financial)
        case "year":
            return f"December {year}"
    return show_date(last)


_SEASON_OF = {2: "Winter", 5: "Spring", 8: "Summer", 11: "Autumn"}


def _two_years(first: int) -> str:
    return f"{first}/{(first + 1) % 100:02}"


def ask(written: str, code: str, suggest: dt.date | None = None) -> PlanDate:
    """A question to the officer: why, and a suggestion where one is sound."""
    reason = REASONS[code].format(text=_quoted(written))
    if suggest is not None:
        reason += f" Did you mean {show_date(suggest)}?"
    return PlanDate(written, "ask", reason=reason, suggest=suggest, codes=(code,))


def dated(
    written: str,
    outcome: Outcome,
    period: Period,
    codes: Iterable[str] = (),
    *,
    start: dt.date | None = None,
    every: str | None = None,
    kind: Literal["review"] | None = None,
) -> PlanDate:
    """An answer with a date: the last day of `period`."""
    codes = tuple(dict.fromkeys(codes))
    return PlanDate(
        written,
        outcome,
        date=period.end,
        precision=period.precision,
        start=start,
        every=every,
        kind=kind,
        advice=advise(written, codes, show_date(period.end)),
        codes=codes,
    )


def advise(written: str, codes: tuple[str, ...], dates: str) -> str | None:
    """The advice behind `codes`, as sentences; None if there is none."""
    sentences = (ADVICE[code].format(text=_quoted(written), date=dates) for code in codes)
    return " ".join(sentences) or None


def _quoted(written: str) -> str:
    words = " ".join(written.split())
    return words if len(words) <= _LONGEST_QUOTE else words[: _LONGEST_QUOTE - 3].rstrip() + "..."
