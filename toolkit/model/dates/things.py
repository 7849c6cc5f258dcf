"""Every way a date is written, as the shape of its tokens, and what each one means.

`SHAPES` is tried in order at every token; the first that fits is read. Readers never raise and
never guess: what can be read in two ways becomes a `Doubt`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from toolkit.model.dates import periods
from toolkit.model.dates.periods import Period
from toolkit.model.dates.tokens import Token


@dataclass(frozen=True, slots=True)
class When:
    """A date that can be told. `weak`: a bare year, which yields to any better date beside it."""

    period: Period
    codes: tuple[str, ...] = ()
    start: dt.date | None = None
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Yearless:
    """`31 March`, `January`, `Q3`: a date in any year, until a year is found for it."""

    in_year: Callable[[int], Period | None]
    codes: tuple[str, ...] = ()

    def is_a_day(self) -> bool:
        """Whether it is as exact as a day."""
        period = self.in_year(A_LEAP_YEAR)
        return period is not None and period.precision == "day"

    def next_from(self, day: dt.date | None) -> Period | None:
        """The first that ends on or after `day`; as many as nine years on, for 29 February."""
        if day is None:
            return None
        years = range(max(day.year - 1, dt.MINYEAR + 1), min(day.year + 9, dt.MAXYEAR - 1))
        tried = (self.in_year(year) for year in years)
        return next((period for period in tried if period and period.end >= day), None)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A date that must be asked about. `weak`: perhaps no date at all, like 24/7."""

    code: str
    suggest: dt.date | None = None
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Unset:
    """TBC in its own words."""


Thing = When | Yearless | Doubt | Unset
T = TypeVar("T", bound=Thing, covariant=True)


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """Something dated, and the tokens and characters it covers."""

    thing: T
    first: int
    last: int
    start: int
    end: int


A_LEAP_YEAR = 2000


def between(first: When, last: When) -> Thing:
    """From the first day of one to the last day of the other."""
    if first.period.precision == last.period.precision == "year":
        return Doubt("more-than-a-year")
    start = first.start or first.period.start
    if start > last.period.end:
        return Doubt("range-backwards")
    codes = tuple(dict.fromkeys(first.codes + last.codes))
    return When(last.period, codes, start=start)


def one_token(tokens: list[Token], kinds: str) -> Token:
    """The first token of one of these kinds."""
    return next(token for token in tokens if token.kind in kinds)


def one_day(day: dt.date) -> Period:
    """A day as the shortest of periods."""
    return Period(day, day, "day")


def slips_of(tokens: list[Token]) -> tuple[str, ...]:
    """What to tell of misspelt words among some tokens."""
    return ("misspelt",) if any(token.misspelt for token in tokens) else ()


def day_of(year: int | None, month: int, number: int, codes: tuple[str, ...] = ()) -> Thing:
    """Day/month/year only: a thirteenth month is asked about, never turned round."""
    if year is None:
        return Doubt("year-unclear")
    period = periods.day(year, month, number)
    if period:
        return When(period, codes)
    turned = periods.day(year, number, month) if month > 12 else None
    return Doubt("month-first", turned.end) if turned else Doubt("no-such-date")


def yearless_day(month: int, number: int, codes: tuple[str, ...] = ()) -> Yearless:
    """A day and month that wait for their year."""
    return Yearless(lambda year: periods.day(year, month, number), codes)


def whole_year(token: Token, plan_start: dt.date | None) -> int | None:
    """The year a token names, its century told by the plan's start; None where it cannot be told."""
    if token.kind == "Y":
        return token.value
    if token.end - token.start != 2:
        return None
    return periods.year_of_a_full_date(token.value, plan_start)


def unclear_year(tokens: list[Token], plan_start: dt.date | None) -> bool:
    """Whether the first figure that could be a year cannot be told for one."""
    first = next((token for token in tokens if token.kind in "Yn"), None)
    return first is not None and whole_year(first, plan_start) is None


def names_a_year(tokens: list[Token]) -> bool:
    """Whether any token could be a year."""
    return any(token.kind in "Yn" for token in tokens)


def years_of(tokens: list[Token], plan_start: dt.date | None) -> tuple[int, int | None]:
    """The year or pair of years after a season, quarter or term: `2014/15` is (2014, 2015)."""
    numbers = [token for token in tokens if token.kind in "Yn"]
    first = whole_year(numbers[0], plan_start) or 0
    if len(numbers) == 1:
        return first, None
    second = numbers[1].value
    if numbers[1].kind == "n":
        second = first + 1 if (first + 1) % 100 == second else first // 100 * 100 + second
    return first, second
