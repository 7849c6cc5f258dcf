"""What the words of a due date cell amount to, taken together."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import re
from itertools import zip_longest
from typing import TypeVar, cast

from toolkit.model.dates import periods, phrases
from toolkit.model.dates.answer import TBC, PlanDate, advise, ask, dated, show_date
from toolkit.model.dates.day_numbers import read_number
from toolkit.model.dates.joins import join, qualify, question_parts
from toolkit.model.dates.month_names import tidy
from toolkit.model.dates.periods import Period, last_day
from toolkit.model.dates.phrases import find_span
from toolkit.model.dates.shapes import find_all
from toolkit.model.dates.things import Doubt, Found, Thing, Unset, When, Yearless
from toolkit.model.dates.tokens import Token, tokens_of
from toolkit.model.patterns import pattern_of

# Longer than this, a cell is an essay, and is asked about.
_LONGEST = 4000
_NEAR = 48

_FIGURES_ONLY = pattern_of(r"[0-9]{5,8}(?:\.0+)?")
_YEAR_LEADS = pattern_of(
    r"(?:\A|\b(?:in|by|during|throughout|before|after|from|until|to|for|and|or|year|due|date|target|onwards"
    r"|mid|end|late|early|(?:mid|middle|end|course|part|start|beginning) of)|[-:/,(&\n])[\s-]*(?:the )?\Z",
    re.IGNORECASE,
)
_YEAR_ENDS = pattern_of(r"\s*(?:\Z|[^\w\s]|onwards?|and|to|or|at the latest|tbc)", re.IGNORECASE)


T = TypeVar("T", When, Yearless, Doubt, Unset)


@dataclasses.dataclass(frozen=True, slots=True)
class Cell:
    """One cell's words: verbatim, tidied, cut into tokens, and what was found in them."""

    written: str
    text: str
    tokens: list[Token]
    found: list[Found[Thing]]
    plan_start: dt.date | None

    def of(self, kind: type[T]) -> list[Found[T]]:
        """What was found of this kind."""
        return [cast("Found[T]", each) for each in self.found if isinstance(each.thing, kind)]

    def has(self, kind: type[Thing]) -> bool:
        """Whether anything of this kind was found."""
        return any(isinstance(each.thing, kind) for each in self.found)

    def before(self, each: Found[Thing]) -> str:
        """The words that lead up to it."""
        return self.text[max(0, each.start - _NEAR) : each.start]

    def after(self, each: Found[Thing]) -> str:
        """The words that follow it."""
        return self.text[each.end : each.end + _NEAR]

    @property
    def rest(self) -> str:
        """The words that are no date."""
        return phrases.rest_of(self.text, self.found)


@functools.lru_cache(maxsize=16_384)
def read_words(written: str, plan_start: dt.date | None, anchor: dt.date | None) -> PlanDate:
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
    found = find_all(text, tokens, plan_start)
    if len(found) == 1 and found[0].end - found[0].start == len(text):  # nothing but a date, as most cells are
        return _decide(Cell(written, text, tokens, found, plan_start))
    found = qualify(text, found, plan_start)
    moved, new_date = phrases.revised(text, found)
    if moved:
        return ask(written, "revised-in-cell", new_date)
    found = question_parts(text, join(text, tokens, found), plan_start)
    span = find_span(text, tokens, found, anchor)
    return _decide(Cell(written, text, tokens, [span] if span else found, plan_start))


def _decide(cell: Cell) -> PlanDate:
    """The readings in the order they outrank one another; the first that applies is the answer."""
    cell = _settled(cell)
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


def _settled(cell: Cell) -> Cell:
    """The cell without what only looks like a date, or like TBC, beside the rest of it."""
    strong = [each for each in cell.found if not getattr(each.thing, "weak", False)]
    weak = [each for each in cell.found if _stands_as_a_year(cell, each)]
    found = strong or weak
    kept = [each for each, then in zip_longest(found, found[1:]) if not _agreed_by(cell, each, then)]
    return dataclasses.replace(cell, found=kept)


def _stands_as_a_year(cell: Cell, each: Found[Thing]) -> bool:
    """`during 2010`, but not the year in `the 2010 strategy`."""
    if isinstance(each.thing, Doubt):
        return True
    return bool(_YEAR_LEADS.search(cell.before(each)) and _YEAR_ENDS.match(cell.after(each)))


def _agreed_by(cell: Cell, each: Found[Thing], then: Found[Thing] | None) -> bool:
    """`Strategy to be agreed by March 2015` has a date; `Date to be agreed by March` has none."""
    if not isinstance(each.thing, Unset) or not _says_to_be(cell, each) or then is None:
        return False
    return isinstance(then.thing, When) and not phrases.only_about_dates(cell.text[: each.start])


def _status(cell: Cell) -> PlanDate | None:
    """`Completed January 2015`: asked about, whatever the date; but `Achieved/Ongoing` is ongoing."""
    if not cell.found and phrases.done_and_ongoing(cell.text):
        codes = ("done-and-ongoing",)
        return PlanDate(cell.written, "ongoing", advice=advise(cell.written, codes, ""), codes=codes)
    if not cell.found and phrases.starts_with_status(cell.text):
        return ask(cell.written, "status-in-date")
    if len(cell.found) == 1 and phrases.only_status(cell.rest):
        dates = cell.of(When)
        return ask(cell.written, "status-in-date", dates[0].thing.period.end if dates else None)
    return None


def _to_be_confirmed(cell: Cell) -> PlanDate | None:
    """TBC, unless real dates stand beside it; a date it will be agreed by is not a due date."""
    unset, dates = cell.of(Unset), cell.of(When)
    if not unset:
        return None
    if dates:
        between = cell.text[unset[0].end : dates[0].start]
        linked = phrases.TO_BE_AGREED_BY.match(between) or _says_to_be(cell, unset[0])
        if cell.found != [unset[0], dates[0]] or not linked:
            return None
    return PlanDate(cell.written, "tbc")


def _says_to_be(cell: Cell, unset: Found[Thing]) -> bool:
    """Whether it is said in words ("to be agreed") and not as TBC."""
    return not re.fullmatch(r"t\.?b\.?[acd]\.?", cell.text[unset.start : unset.end], re.IGNORECASE)


def _doubtful(cell: Cell) -> PlanDate | None:
    doubts = cell.of(Doubt)
    if doubts:
        return ask(cell.written, doubts[0].thing.code, doubts[0].thing.suggest)
    dates = cell.of(When)
    if dates and cell.has(Yearless):
        return ask(cell.written, "no-year", dates[0].thing.period.end if len(dates) == 1 else None)
    return None


def _recurring(cell: Cell) -> PlanDate | None:
    """`First report June 2015 and then quarterly`: due first then; a frequency alone is asked."""
    often = _how_often(cell)
    dates = cell.of(When)
    if often is None or len(dates) > 1 or cell.has(Unset) or cell.has(Yearless):
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
        following = [place for place in range(index + 1, len(tokens)) if tokens[place].kind not in ",-:();&.t"]
        beside = not following or any(date.first == following[0] for date in dates)
        if not dates or beside or phrases.THEN.search(cell.rest):
            return token
    return None


def _first_due(thing: When) -> Period:
    """`Monthly from January 2015 to March 2015` is first due at the end of January."""
    if thing.start is None:
        return thing.period
    month = periods.month(thing.start.year, thing.start.month) if thing.period.precision == "month" else None
    return month or Period(thing.start, thing.start, "day")


def _several(cell: Cell) -> PlanDate | None:
    """Several dates in one cell, TBC among them, in the order written."""
    things = [each.thing for each in cell.found if isinstance(each.thing, When | Unset)]
    if len(things) < 2:
        return None
    codes = tuple(dict.fromkeys(code for each in things if isinstance(each, When) for code in each.codes))
    dates = tuple(each.period.end if isinstance(each, When) else TBC for each in things)
    often = _how_often(cell)
    return PlanDate(
        cell.written,
        "list",
        dates=dates,
        every=cell.text[often.start : often.end].lower() if often else None,
        advice=advise(cell.written, codes, ", ".join(show_date(date) for date in dates if date != TBC)),
        codes=codes,
    )


def _single(cell: Cell) -> PlanDate | None:
    """One date, and what the words round it make of it."""
    dates = cell.of(When)
    if len(dates) != 1:
        return None
    each, thing = dates[0], dates[0].thing
    codes = list(thing.codes)
    if cell.after(each).lstrip().startswith("?"):
        codes.append("uncertain")
    if phrases.status_beside_due(cell.rest):
        codes.append("status-in-date")
    if thing.start is not None:
        return dated(cell.written, "range", thing.period, codes, start=thing.start)
    if phrases.only_review(cell.rest):
        return dated(cell.written, "date", thing.period, codes, kind="review")
    return _open_ended(cell, each, thing) or dated(cell.written, "date", thing.period, codes)


def _open_ended(cell: Cell, each: Found[Thing], thing: When) -> PlanDate | None:
    """Work that starts with the date, or goes on past it, is not due on it."""
    starts = phrases.FROM.search(cell.before(each)) or phrases.ONWARDS.match(cell.after(each))
    goes_on = phrases.ONGOING.search(cell.text)
    if thing.period.precision == "week":
        return None
    if starts and goes_on:
        return PlanDate(cell.written, "ongoing", start=thing.period.start)
    if starts:
        return ask(cell.written, "start-only", thing.period.end)
    until = phrases.UNTIL.search(cell.before(each))
    if goes_on and not until and phrases.only_ongoing(cell.rest):
        return ask(cell.written, "ongoing-and-date", thing.period.end)
    return None


def _no_year(cell: Cell) -> PlanDate | None:
    """Never assume a year: suggest the first such day on or after the plan's start; "of this year" is none."""
    yearless = cell.of(Yearless)
    if not yearless:
        return None
    if phrases.THIS_YEAR.search(cell.rest):
        return ask(cell.written, "relative")
    period = yearless[0].thing.next_from(cell.plan_start) if len(yearless) == 1 else None
    return ask(cell.written, "no-year", last_day(period))


def _wordy(cell: Cell) -> PlanDate | None:
    """No date at all: a relative one, or work that goes on."""
    if phrases.ONGOING.search(cell.text):
        return PlanDate(cell.written, "ongoing")
    code = phrases.relative_doubt(cell.text)
    if code == "calendar-or-financial":
        year_end = phrases.YEAR_END.search(cell.text)
        march = Yearless(periods.financial_year).next_from(cell.plan_start) if year_end else None
        return ask(cell.written, code, last_day(march))
    return ask(cell.written, code) if code else None
