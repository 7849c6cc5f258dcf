"""What the words of a due date cell amount to, taken together."""

from __future__ import annotations

import datetime as dt
import functools
import re
from dataclasses import dataclass

from toolkit.model.plan_date import periods, phrases
from toolkit.model.plan_date.answer import PlanDate, advise, ask, dated, show_date
from toolkit.model.plan_date.joins import join, qualify, question_parts
from toolkit.model.plan_date.numbers import read_number
from toolkit.model.plan_date.periods import Period
from toolkit.model.plan_date.shapes import Doubt, Found, Thing, Unset, When, Yearless, find_all
from toolkit.model.plan_date.spans import read_span
from toolkit.model.plan_date.tokens import Token, tokens_of
from toolkit.model.plan_date.words import tidy

# Longer than this, a cell is an essay, and is asked about.
_LONGEST = 4000
_NEAR = 48

_FIGURES_ONLY = re.compile(r"[0-9]{5,8}(?:\.0+)?")
_YEAR_LEADS = re.compile(
    r"(?:\A|\b(?:in|by|during|of|end|throughout|before|until|year|and|or|to|for|due|date|target)"
    r"|[-:/,(&])[\s-]*(?:the )?\Z",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell's words: verbatim, tidied, cut into tokens, and what was found in them."""

    written: str
    text: str
    tokens: list[Token]
    found: list[Found]
    plan_start: dt.date

    def of(self, *kinds: type[Thing]) -> list[Found]:
        return [each for each in self.found if isinstance(each.thing, kinds)]

    def before(self, each: Found) -> str:
        return self.text[max(0, each.start - _NEAR) : each.start]

    def after(self, each: Found) -> str:
        return self.text[each.end : each.end + _NEAR]

    @property
    def rest(self) -> str:
        return phrases.rest_of(self.text, self.found)


@functools.lru_cache(maxsize=16_384)
def read_words(written: str, plan_start: dt.date, anchor: dt.date | None) -> PlanDate:
    """The words of one cell, read as a due date."""
    text = tidy(written) if len(written) <= _LONGEST else written
    if not text:
        return PlanDate(written, "blank")
    if phrases.not_applicable(text):
        codes = ("not-applicable",)
        return PlanDate(written, "blank", advice=advise(written, codes, ""), codes=codes)
    if len(text) > _LONGEST:
        return ask(written, "cannot-read")
    if _FIGURES_ONLY.fullmatch(text):
        answer = read_number(written, float(text), plan_start)
        if answer:
            return answer
    tokens = tokens_of(text)
    found = qualify(text, find_all(text, tokens, plan_start), plan_start)
    moved, new_date = phrases.revised(text, found)
    if moved:
        return ask(written, "revised-in-cell", new_date)
    found = question_parts(text, join(text, tokens, found), plan_start)
    span = read_span(written, text, found, anchor)
    return span or _decide(Cell(written, text, tokens, found, plan_start))


def _decide(cell: Cell) -> PlanDate:
    """The readings in the order they outrank one another; the first that applies is the answer."""
    cell = _without_weak(cell)
    for reading in (
        _status,
        _to_be_confirmed,
        _doubtful,
        _recurring,
        _several,
        _single,
        _no_year,
        _wordy,
    ):
        answer = reading(cell)
        if answer:
            return answer
    return ask(cell.written, "cannot-read")


def _without_weak(cell: Cell) -> Cell:
    """A bare year or a 24/7 counts only where nothing better stands in the cell."""
    strong = [each for each in cell.found if not getattr(each.thing, "weak", False)]
    if strong:
        return Cell(cell.written, cell.text, cell.tokens, strong, cell.plan_start)
    return cell


def _status(cell: Cell) -> PlanDate | None:
    """`Completed January 2015`: asked about, whatever the date."""
    dates = cell.of(When, Yearless)
    if not cell.found and phrases.starts_with_status(cell.text):
        return ask(cell.written, "status-in-date")
    if len(dates) == len(cell.found) == 1 and phrases.only_status(cell.rest):
        thing = dates[0].thing
        suggest = thing.period.end if isinstance(thing, When) else None
        return ask(cell.written, "status-in-date", suggest)
    return None


def _to_be_confirmed(cell: Cell) -> PlanDate | None:
    """TBC, unless real dates stand beside it; a date it will be agreed by is not a due date."""
    unset, dates = cell.of(Unset), cell.of(When)
    if not unset:
        return None
    first = unset[0]
    if dates and (len(dates) > 1 or len(unset) > 1 or cell.found[0] is not first):
        return None
    between = cell.text[first.end : dates[0].start] if dates else ""
    if dates and not phrases.TO_BE_AGREED_BY.match(between) and not _says_to_be(cell, first):
        return None
    if dates and _says_to_be(cell, first) and not phrases.only_about_dates(cell.before(first)):
        return None
    return PlanDate(cell.written, "tbc")


def _says_to_be(cell: Cell, unset: Found) -> bool:
    """`Strategy to be agreed by March 2015` has a date; `TBC` and `date to be agreed` have none."""
    return not re.fullmatch(r"t\.?b\.?[acd]\.?", cell.text[unset.start : unset.end], re.IGNORECASE)


def _doubtful(cell: Cell) -> PlanDate | None:
    doubts = cell.of(Doubt)
    if doubts:
        return ask(cell.written, doubts[0].thing.code, doubts[0].thing.suggest)
    dates = cell.of(When)
    if dates and cell.of(Yearless):
        return ask(cell.written, "no-year", dates[0].thing.period.end if len(dates) == 1 else None)
    return None


def _recurring(cell: Cell) -> PlanDate | None:
    """`First report June 2015 and then quarterly`: due first then; a frequency alone is asked."""
    often = _how_often(cell)
    dates = cell.of(When)
    if often is None or len(dates) > 1 or cell.of(Unset, Yearless):
        return None
    every = cell.text[often.start : often.end].lower()
    if not dates:
        if phrases.ONGOING.search(cell.text):
            return PlanDate(cell.written, "ongoing", every=every)
        return ask(cell.written, "no-start")
    date, thing = dates[0], dates[0].thing
    if thing.start is None and phrases.UNTIL.search(cell.before(date)):
        return ask(cell.written, "no-start")
    return dated(cell.written, "recurring", _first_due(thing), thing.codes, every=every)


def _how_often(cell: Cell) -> Token | None:
    """The frequency, if it is one: `quarterly report June 2015` names a report."""
    tokens, dates = cell.tokens, cell.of(When)
    for index, token in enumerate(tokens):
        if token.kind != "R":
            continue
        following = [place for place in range(index + 1, len(tokens)) if tokens[place].kind not in ",-:();&."]
        beside = not following or any(date.first == following[0] for date in dates)
        if not dates or beside or phrases.THEN.search(cell.rest):
            return token
    return None


def _first_due(thing: When) -> Period:
    """`Monthly from January 2015 to March 2015` is first due at the end of January."""
    if thing.start is None:
        return thing.period
    if thing.period.precision == "month":
        return periods.month(thing.start.year, thing.start.month)
    return Period(thing.start, thing.start, "day")


def _several(cell: Cell) -> PlanDate | None:
    """Several dates in one cell, TBC among them, in the order written."""
    parts = cell.of(When, Unset)
    if len(parts) < 2:
        return None
    things = [part.thing for part in parts]
    codes = tuple(dict.fromkeys(c for t in things if isinstance(t, When) for c in t.codes))
    dates = tuple("TBC" if isinstance(thing, Unset) else thing.period.end for thing in things)
    often = _how_often(cell)
    shown = ", ".join(date if date == "TBC" else show_date(date) for date in dates)
    return PlanDate(
        cell.written,
        "list",
        dates=dates,
        every=cell.text[often.start : often.end].lower() if often else None,
        advice=advise(cell.written, codes, shown),
        codes=codes,
    )


def _single(cell: Cell) -> PlanDate | None:
    """One date, and what the words round it make of it."""
    if len(cell.found) != 1 or not isinstance(cell.found[0].thing, When):
        return None
    each, thing = cell.found[0], cell.found[0].thing
    before, after = cell.before(each), cell.after(each)
    if thing.weak and not _YEAR_LEADS.search(before):
        return None
    codes = list(thing.codes)
    if after.lstrip().startswith("?"):
        codes.append("uncertain")
    if phrases.status_beside_due(cell.rest):
        codes.append("status-in-date")
    if thing.start is not None:
        return dated(cell.written, "range", thing.period, codes, start=thing.start)
    if phrases.only_review(cell.rest):
        return dated(cell.written, "date", thing.period, codes, kind="review")
    return _open_ended(cell, each, thing) or dated(cell.written, "date", thing.period, codes)


def _open_ended(cell: Cell, each: Found, thing: When) -> PlanDate | None:
    """Work that starts with the date, or goes on past it, is not due on it."""
    starts = phrases.FROM.search(cell.before(each)) or phrases.ONWARDS.match(cell.after(each))
    goes_on = phrases.ONGOING.search(cell.text)
    if starts and goes_on:
        return PlanDate(cell.written, "ongoing", start=thing.period.start)
    if starts:
        return ask(cell.written, "start-only", thing.period.end)
    until = phrases.UNTIL.search(cell.before(each))
    if goes_on and not until and phrases.only_ongoing(cell.rest):
        return ask(cell.written, "ongoing-and-date", thing.period.end)
    return None


def _no_year(cell: Cell) -> PlanDate | None:
    """Never assume a year: suggest the first such day on or after the plan's start."""
    yearless = cell.of(Yearless)
    if not yearless:
        return None
    period = yearless[0].thing.next_from(cell.plan_start) if len(yearless) == 1 else None
    return ask(cell.written, "no-year", period and period.end)


def _wordy(cell: Cell) -> PlanDate | None:
    """No date at all: a relative one, or work that goes on."""
    if phrases.ONGOING.search(cell.text):
        return PlanDate(cell.written, "ongoing")
    code = phrases.relative_doubt(cell.text)
    if code == "calendar-or-financial":
        march = Yearless(periods.financial_year).next_from(cell.plan_start)
        return ask(cell.written, code, march and march.end)
    return ask(cell.written, code) if code else None
