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

MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip

# Code -> why we ask. {text}: the words as written.
REASONS = {
    "before": '"{text}" says what the work comes before, not the day it is due.',
    "calendar-or-financial": '"{text}" could be calendar or financial. Write it like Q3 2025/26 '
    "or 2025/26, or give the last month.",
    "cannot-read": 'We cannot find a date in "{text}". Write it like 31/03/2015 or March 2015.',
    "day-or-year": '"{text}" could be a day or a year. Write the day, the month and the year.',
    "either-or": '"{text}" gives a choice of dates. Choose one.',
    "figures-run-together": '"{text}" is figures run together. Write it like 31/03/2015.',
    "holiday": '"{text}" is a holiday, not a day everyone counts alike. Give the date.',
    "month-first": '"{text}" has no such month: it looks like month/day/year. Dates are day/month/year.',
    "more-than-a-year": '"{text}" covers more than one year. Give the date it ends.',
    "no-start": '"{text}" says how often, but not when it starts. Give the first date.',
    "no-such-date": '"{text}" is not in the calendar. Check the day and the month.',
    "no-year": '"{text}" has no year. Add it.',
    "number": '"{text}" is a number, not a date near this plan. Write it like 31/03/2015.',
    "ongoing-and-date": '"{text}" says both that it is ongoing and when. '
    "Give the date it will be done, or write Ongoing.",
    "part-of-period": '"{text}" is part of a period. Give the last day meant.',
    "range-backwards": '"{text}" ends before it starts. Check both dates.',
    "relative": '"{text}" will mean something else next month. Give the date.',
    "revised-in-cell": '"{text}" holds an old date and a new one. Keep the first here and put '
    "the new one in Revised due, with the reason and who agreed.",
    "start-only": '"{text}" says when it starts, not when it will be done.',
    "status-in-date": '"{text}" is a status, not a due date. Put it in Status; keep the date the work was due here.',
    "term-dates": '"{text}" needs the local term dates. Give the last day.',
    "two-readings": '"{text}" could be a day and month, a month and year, or a financial year. Write it in full.',
    "winter-years": '"{text}" could be either of two winters. Name both years, like Winter 2015/16.',
    "wrong-kind": "This cell holds something that is not a date, words or a number. Type the date again.",
    "year-unclear": '"{text}" has a two-figure year far from this plan. Write the year in four figures.',
}

# Code -> advice that goes with an answer. {date}: the date, or dates, it was read as.
ADVICE = {
    "excel-number": "Excel's number for a day: read as {date}. Format the cell as a date.",
    "from-report-date": "Worked out from the day the inspection report was received: {date}.",
    "misspelt": "A month looks misspelt: read as {date}.",
    "not-applicable": '"{text}" is read as no date. If there is one, give it.',
    "not-monday": "Weeks begin on Monday and that day is not one: read as the Friday, {date}.",
    "status-in-date": "A status is written beside the date. Put it in Status.",
    "two-figure-year": "A two-figure year: read as {date}. If you meant a day, type it in full.",
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


def show_date(d: dt.date) -> str:
    """A date as the board reads it: 31 March 2015."""
    return f"{d.day} {MONTH_NAMES[d.month - 1]} {d.year}"


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
