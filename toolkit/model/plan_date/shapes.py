"""Every way a date is written, as the shape of its tokens, and what each one means.

`SHAPES` is tried in order at every token; the first that fits is read. Readers never raise and
never guess: what can be read in two ways becomes a `Doubt`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from toolkit.model.plan_date import periods
from toolkit.model.plan_date.periods import Period, last_day
from toolkit.model.plan_date.tokens import Token


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
        period = self.in_year(_A_LEAP_YEAR)
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


_A_LEAP_YEAR = 2000

# A two-figure number is a year only if it is not itself the day of a date that goes on.
_N_YEAR = r"n(?!O?[/.]?m|[-/.](?:n(?!O?[-/.]?m)|Y))"
_YEAR = rf"(?:Y|'?{_N_YEAR})"
_TO_YEAR = r"Y[-/](?:Y|n(?!O?[/.]?m|[-/.]n[-/.]))"
_PAIR = rf"(?:{_TO_YEAR}|n[-/]{_N_YEAR})"
_YEARS = rf"[O,:(/-]*F?(?:{_PAIR}|{_YEAR})"


def find_all(text: str, tokens: list[Token], plan_start: dt.date | None) -> list[Found[Thing]]:
    """Everything in the cell that has to do with a date, in the order written."""
    shape = "".join(token.kind for token in tokens)
    found: list[Found[Thing]] = []
    for match in _ANY_SHAPE.finditer(shape):
        here = tokens[match.start() : match.end()]
        reader = SHAPES[match.lastgroup or ""][1]
        unclear = reader in _READERS_OF_YEARS and _unclear_year(here, plan_start)
        things: list[Thing] = [Doubt("year-unclear")] if unclear else reader(here, plan_start)
        span = match.start(), match.end() - 1, here[0].start, here[-1].end
        found.extend(Found(thing, *span) for thing in things)
    return found


def _day_in_figures(tokens: list[Token], plan_start: dt.date | None) -> list[Thing]:
    day, month, year = (token for token in tokens if token.kind in "nY#")
    if year.kind == "#":
        return [Doubt("no-such-date")]
    return [_day(_full_year(year, plan_start), month.value, day.value)]


def _year_first(tokens: list[Token], plan_start: dt.date | None) -> list[Thing]:
    year, month, day = (token.value for token in tokens if token.kind in "nY")
    return [_day(year, month, day)]


def _day_in_words(tokens: list[Token], plan_start: dt.date | None) -> list[Thing]:
    month = _one(tokens, "m")
    day, year = (token for token in tokens if token.kind in "noY")
    if year.kind == "o" or day.kind == "Y":
        day, year = year, day
    return [_day(_full_year(year, plan_start), month.value, day.value, _slips(tokens))]


def _days_of_a_month(tokens: list[Token], plan_start: dt.date | None) -> list[Thing]:
    """`5, 12 and 19 January 2015` is a list; `5-9 January 2015` a range."""
    month = _one(tokens, "m")
    *days, year = (token for token in tokens if token.kind in "noY")
    full_year = _full_year(year, plan_start)
    read = [_day(full_year, month.value, day.value, _slips(tokens)) for day in days]
    doubt = next((thing for thing in read if isinstance(thing, Doubt)), None)
    if doubt:
        return [doubt]
    if any(token.kind in "-/t" for token in tokens[: tokens.index(month)]):
        return [between(*(thing for thing in read if isinstance(thing, When)))]
    return list(read)


def _month_and_year(tokens: list[Token], plan_start: dt.date | None) -> list[Thing]:
    month = _one(tokens, "mn").value
    if not 1 <= month <= 12:
        return [Doubt("no-such-date")]
    return [When(periods.month(_one(tokens, "Y").value, month), _slips(tokens))]


def _month_in_a_financial_year(tokens: list[Token], plan_start: dt.date | None) -> list[Thing]:
    """`March 2015/16` is most likely March 2016, but it is not said."""
    month = _one(tokens, "m").value
    first, second = _years(tokens, plan_start)
    if second != first + 1:
        return [Doubt("more-than-a-year")]
    return [Doubt("two-readings", periods.month(second if month < 4 else first, month).end)]


def _month_and_two_figures(tokens: list[Token], plan_start: dt.date | None) -> list[Thing]:
    """`Jan 15`: a year if it is one of the plan's own, otherwise perhaps a day."""
    month, figures = _one(tokens, "m"), _one(tokens, "n")
    marked_as_year = any(token.kind == "'" for token in tokens)
    nearest = periods.year_of_a_full_date if marked_as_year else periods.year_near_the_plan
    two_figures = figures.end - figures.start == 2
    year = nearest(figures.value, plan_start) if two_figures else None
    if year is not None:
        return [When(periods.month(year, month.value), ("two-figure-year", *_slips(tokens)))]
    as_day = _yearless_day(month.value, figures.value)
    if marked_as_year or not as_day.in_year(_A_LEAP_YEAR):
        return [Doubt("year-unclear")]
    following = as_day.next_from(plan_start)
    return [Doubt("day-or-year", last_day(following))]


def _day_and_month(tokens: list[Token], plan_start: dt.date | None) -> list[Thing]:
    month, day = _one(tokens, "m"), _one(tokens, "no")
    yearless = _yearless_day(month.value, day.value, _slips(tokens))
    return [yearless if yearless.in_year(_A_LEAP_YEAR) else Doubt("no-such-date")]


def _bare_month(tokens: list[Token], plan_start: dt.date | None) -> list[Thing]:
    number = tokens[0].value
    return [Yearless(lambda year: periods.month(year, number), _slips(tokens))]


def _quarter(tokens: list[Token], plan_start: dt.date | None) -> list[Thing]:
    number = _one(tokens, "Q").value
    if not 1 <= number <= 4:
        return [Doubt("no-such-date")]
    if not _names_a_year(tokens):
        return [Yearless(lambda year: periods.quarter(year, number))]
    first, second = _years(tokens, plan_start)
    period = periods.quarter(first, number)
    if second is None:
        return [Doubt("calendar-or-financial", period.end)]
    return [When(period) if second == first + 1 else Doubt("more-than-a-year")]


def _half_year(tokens: list[Token], plan_start: dt.date | None) -> list[Thing]:
    first, second = _years(tokens, plan_start)
    if second not in (None, first + 1):
        return [Doubt("more-than-a-year")]
    if second is None:
        return [Doubt("calendar-or-financial")]
    return [Doubt("part-of-period", periods.quarter(first, 2 * _one(tokens, "H").value).end)]


def _season(tokens: list[Token], plan_start: dt.date | None) -> list[Thing]:
    """Winter lies in two years, so it must name both; the others must name one."""
    which = tokens[0].value
    if not _names_a_year(tokens):
        return [Yearless(lambda year: periods.season(year, which))]
    first, second = _years(tokens, plan_start)
    period = periods.season(first, which)
    if which == periods.WINTER and second is None:
        return [Doubt("winter-years", period.end)]
    if which == periods.WINTER and second == first + 1:
        return [When(period)]
    if second is not None:
        return [Doubt("two-readings" if second == first + 1 else "more-than-a-year")]
    return [When(period, () if _one(tokens, "Yn").kind == "Y" else ("two-figure-year",))]


# The month each school term ends in, wherever its last day falls.
_TERM_ENDS = {periods.SPRING: 3, periods.SUMMER: 7, periods.AUTUMN: 12}


def _term(tokens: list[Token], plan_start: dt.date | None) -> list[Thing]:
    month = next((token.value for token in tokens if token.kind == "m"), None)
    term = _one(tokens, "T").value
    ends = month or _TERM_ENDS.get(term)
    if ends is None:
        return [Doubt("term-dates")]
    if not _names_a_year(tokens):
        near = Yearless(lambda year: periods.month(year, ends)).next_from(plan_start)
        return [Doubt("term-dates", last_day(near))]
    first, second = _years(tokens, plan_start)
    if second not in (None, first + 1):
        return [Doubt("more-than-a-year")]
    in_second_year = second is not None and ends < 9
    return [Doubt("term-dates", periods.month(first + in_second_year, ends).end)]


_HOLIDAYS: dict[int, Callable[[int], Period | None]] = {
    1: lambda year: _one_day(periods.easter_sunday(year)),
    2: lambda year: periods.day(year, 12, 24),
}


def _holiday(tokens: list[Token], plan_start: dt.date | None) -> list[Thing]:
    days = _HOLIDAYS.get(tokens[0].value)
    if days is None:
        return [Doubt("holiday")]
    if not _names_a_year(tokens):
        return [Doubt("holiday", last_day(Yearless(days).next_from(plan_start)))]
    first, second = _years(tokens, plan_start)
    return [Doubt("holiday", None if second else last_day(days(first)))]


def _two_years(tokens: list[Token], plan_start: dt.date | None) -> list[Thing]:
    """`2014/15` and `FY14/15` are financial years; `2015-03` is a month; `2014/16` is neither."""
    first, second = _years(tokens, plan_start)
    if second == first + 1:
        return [When(periods.financial_year(first))]
    last = tokens[-1]
    if last.kind == "n" and last.end - last.start == 1 and last.value == (first + 1) % 10:
        return [Doubt("two-readings", periods.financial_year(first).end)]
    if tokens[0].kind == "Y" and last.kind == "n" and 1 <= last.value <= 12:
        return [When(periods.month(first, last.value))]
    return [Doubt("more-than-a-year")]


def _financial_year_by_one_year(tokens: list[Token], plan_start: dt.date | None) -> list[Thing]:
    return [Doubt("calendar-or-financial")]


def _bare_financial_year(tokens: list[Token], plan_start: dt.date | None) -> list[Thing]:
    next_end = Yearless(periods.financial_year).next_from(plan_start)
    return [Doubt("no-year", last_day(next_end), weak=True)]


def _academic_year(tokens: list[Token], plan_start: dt.date | None) -> list[Thing]:
    first, second = _years(tokens, plan_start) if _names_a_year(tokens) else (0, None)
    return [Doubt("term-dates", periods.month(second, 8).end if second == first + 1 else None)]


def _two_numbers(tokens: list[Token], plan_start: dt.date | None) -> list[Thing]:
    """`11/12`, `31/03`, `14/15`: suggest only what is left when one reading alone fits the plan."""
    first, second = (token.value for token in tokens if token.kind == "n")
    as_day = _yearless_day(second, first)
    ends = [last_day(as_day.next_from(plan_start))]
    year = periods.year_near_the_plan(second, plan_start)
    if year is not None and second == (first + 1) % 100:
        ends.append(periods.financial_year(year - 1).end)
    if year is not None and 1 <= first <= 12:
        ends.append(periods.month(year, first).end)
    sound = [end for end in ends if end and plan_start and end >= plan_start]
    suggest = sound[0] if len(sound) == 1 else None
    only_a_day = as_day.in_year(_A_LEAP_YEAR) and second != (first + 1) % 100 and year is None
    return [Doubt("no-year" if only_a_day else "two-readings", suggest, weak=True)]


def _bare_year(tokens: list[Token], plan_start: dt.date | None) -> list[Thing]:
    period = periods.year(tokens[0].value)
    return [When(period, ("year-only",), weak=True)]


def _to_be_confirmed(tokens: list[Token], plan_start: dt.date | None) -> list[Thing]:
    return [Unset()]


Reader = Callable[[list[Token], dt.date | None], list[Thing]]

_DAY_THEN_MONTH = r"[no][O,]?[-/.]?m"
SHAPES: dict[str, tuple[str, Reader]] = {
    "day_in_figures": (r"n[-/.]n[-/.](?:Y|n|\#)|(?:^|(?<=w))nnY$", _day_in_figures),
    "year_first": (r"Y[-/.]n[-/.]n(?![-/.][nY])", _year_first),
    "days_of_a_month": (
        rf"[no](?:[-/t&,]|,&)(?:[no](?:[,&]|,&))*[no]O?[-/]?m[-/.,]?{_YEAR}",
        _days_of_a_month,
    ),
    "day_in_words": (
        rf"{_DAY_THEN_MONTH}[-/.,O]*{_YEAR}|m[-/.]?[no][-/.,]?Y|mo,?{_YEAR}|Y[-/]?m[-/]?[no]",
        _day_in_words,
    ),
    "half_term": (rf"mT(?:{_YEARS})?", _term),
    "month_in_a_financial_year": (rf"m[,O]?Y[-/](?:Y|{_N_YEAR}(?![-/.]))", _month_in_a_financial_year),
    "month_and_year": (r"m[-/.,O(']*Y|n[-/.]Y|Y[-/]?m(?![-/.,]*[Y'])", _month_and_year),
    "day_and_month": (rf"{_DAY_THEN_MONTH}|mo", _day_and_month),
    "month_and_two_figures": (r"m[-/.']*n", _month_and_two_figures),
    "quarter": (rf"Q(?:{_YEARS})?|F?{_PAIR}[,(-]?Q", _quarter),
    "half_year": (rf"H{_YEARS}", _half_year),
    "season": (rf"s(?:{_YEARS})?", _season),
    "term": (rf"T(?:{_YEARS})?|YT", _term),
    "holiday": (rf"h(?:{_YEARS})?", _holiday),
    "academic_year": (rf"A(?:{_YEARS})?|{_PAIR}A", _academic_year),
    "two_years": (rf"F[-:]?{_PAIR}|{_PAIR}F|{_TO_YEAR}|Y[.]{_N_YEAR}", _two_years),
    "financial_year_by_one_year": (rf"F{_YEAR}|YF", _financial_year_by_one_year),
    "bare_financial_year": (r"F", _bare_financial_year),
    "two_numbers": (r"n[-/.]n(?![-/.]?[nYm])", _two_numbers),
    "bare_month": (r"m", _bare_month),
    "bare_year": (r"Y", _bare_year),
    "to_be_confirmed": (r"B", _to_be_confirmed),
}
_ANY_SHAPE = re.compile("|".join(f"(?P<{name}>{shape})" for name, (shape, _) in SHAPES.items()))


_READERS_OF_YEARS = {_quarter, _half_year, _season, _term, _holiday, _academic_year, _two_years}


def between(first: When, last: When) -> Thing:
    """From the first day of one to the last day of the other."""
    if first.period.precision == last.period.precision == "year":
        return Doubt("more-than-a-year")
    start = first.start or first.period.start
    if start > last.period.end:
        return Doubt("range-backwards")
    codes = tuple(dict.fromkeys(first.codes + last.codes))
    return When(last.period, codes, start=start)


def _one(tokens: list[Token], kinds: str) -> Token:
    return next(token for token in tokens if token.kind in kinds)


def _one_day(day: dt.date) -> Period:
    return Period(day, day, "day")


def _slips(tokens: list[Token]) -> tuple[str, ...]:
    return ("misspelt",) if any(token.misspelt for token in tokens) else ()


def _day(year: int | None, month: int, number: int, codes: tuple[str, ...] = ()) -> Thing:
    """Day/month/year only: a thirteenth month is asked about, never turned round."""
    if year is None:
        return Doubt("year-unclear")
    period = periods.day(year, month, number)
    if period:
        return When(period, codes)
    turned = periods.day(year, number, month) if month > 12 else None
    return Doubt("month-first", turned.end) if turned else Doubt("no-such-date")


def _yearless_day(month: int, number: int, codes: tuple[str, ...] = ()) -> Yearless:
    return Yearless(lambda year: periods.day(year, month, number), codes)


def _full_year(token: Token, plan_start: dt.date | None) -> int | None:
    if token.kind == "Y":
        return token.value
    if token.end - token.start != 2:
        return None
    return periods.year_of_a_full_date(token.value, plan_start)


def _unclear_year(tokens: list[Token], plan_start: dt.date | None) -> bool:
    first = next((token for token in tokens if token.kind in "Yn"), None)
    return first is not None and _full_year(first, plan_start) is None


def _names_a_year(tokens: list[Token]) -> bool:
    return any(token.kind in "Yn" for token in tokens)


def _years(tokens: list[Token], plan_start: dt.date | None) -> tuple[int, int | None]:
    """The year or pair of years after a season, quarter or term: `2014/15` is (2014, 2015)."""
    numbers = [token for token in tokens if token.kind in "Yn"]
    first = _full_year(numbers[0], plan_start) or 0
    if len(numbers) == 1:
        return first, None
    second = numbers[1].value
    if numbers[1].kind == "n":
        second = first + 1 if (first + 1) % 100 == second else first // 100 * 100 + second
    return first, second
