"""Every way a date is written, as the shape of its tokens, and what each one means.

`SHAPES` is tried in order at every token; the first that fits is read. Readers never raise and
never guess: what can be read in two ways becomes a `Doubt`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from toolkit.model.dates import periods
from toolkit.model.dates.periods import Period, last_day
from toolkit.model.dates.things import (
    A_LEAP_YEAR,
    Doubt,
    Found,
    Thing,
    Unset,
    When,
    Yearless,
    between,
    day_of,
    names_a_year,
    one_day,
    one_token,
    slips_of,
    unclear_year,
    whole_year,
    yearless_day,
    years_of,
)
from toolkit.model.dates.tokens import Token
from toolkit.model.patterns import pattern_of

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
        unclear = reader in _READERS_OF_YEARS and unclear_year(here, plan_start)
        things: list[Thing] = [Doubt("year-unclear")] if unclear else reader(here, plan_start)
        span = match.start(), match.end() - 1, here[0].start, here[-1].end
        found.extend(Found(thing, *span) for thing in things)
    return found


def _day_in_figures(tokens: list[Token], plan_start: dt.date | None) -> list[Thing]:
    day, month, year = (token for token in tokens if token.kind in "nY#")
    if year.kind == "#":
        return [Doubt("no-such-date")]
    return [day_of(whole_year(year, plan_start), month.value, day.value)]


def _year_first(tokens: list[Token], plan_start: dt.date | None) -> list[Thing]:
    year, month, day = (token.value for token in tokens if token.kind in "nY")
    return [day_of(year, month, day)]


def _day_in_words(tokens: list[Token], plan_start: dt.date | None) -> list[Thing]:
    month = one_token(tokens, "m")
    day, year = (token for token in tokens if token.kind in "noY")
    if year.kind == "o" or day.kind == "Y":
        day, year = year, day
    return [day_of(whole_year(year, plan_start), month.value, day.value, slips_of(tokens))]


def _days_of_a_month(tokens: list[Token], plan_start: dt.date | None) -> list[Thing]:
    """`5, 12 and 19 January 2015` is a list; `5-9 January 2015` a range."""
    month = one_token(tokens, "m")
    *days, year = (token for token in tokens if token.kind in "noY")
    full_year = whole_year(year, plan_start)
    read = [day_of(full_year, month.value, day.value, slips_of(tokens)) for day in days]
    doubt = next((thing for thing in read if isinstance(thing, Doubt)), None)
    if doubt:
        return [doubt]
    if any(token.kind in "-/t" for token in tokens[: tokens.index(month)]):
        return [between(*(thing for thing in read if isinstance(thing, When)))]
    return list(read)


def _month_and_year(tokens: list[Token], plan_start: dt.date | None) -> list[Thing]:
    month = one_token(tokens, "mn").value
    if not 1 <= month <= 12:
        return [Doubt("no-such-date")]
    return [When(periods.month(one_token(tokens, "Y").value, month), slips_of(tokens))]


def _month_in_a_financial_year(tokens: list[Token], plan_start: dt.date | None) -> list[Thing]:
    """`March 2015/16` is most likely March 2016, but it is not said."""
    month = one_token(tokens, "m").value
    first, second = years_of(tokens, plan_start)
    if second != first + 1:
        return [Doubt("more-than-a-year")]
    return [Doubt("two-readings", periods.month(second if month < 4 else first, month).end)]


def _month_and_two_figures(tokens: list[Token], plan_start: dt.date | None) -> list[Thing]:
    """`Jan 15`: a year if it is one of the plan's own, otherwise perhaps a day."""
    month, figures = one_token(tokens, "m"), one_token(tokens, "n")
    marked_as_year = any(token.kind == "'" for token in tokens)
    nearest = periods.year_of_a_full_date if marked_as_year else periods.year_near_the_plan
    two_figures = figures.end - figures.start == 2
    year = nearest(figures.value, plan_start) if two_figures else None
    if year is not None:
        return [When(periods.month(year, month.value), ("two-figure-year", *slips_of(tokens)))]
    as_day = yearless_day(month.value, figures.value)
    if marked_as_year or not as_day.in_year(A_LEAP_YEAR):
        return [Doubt("year-unclear")]
    following = as_day.next_from(plan_start)
    return [Doubt("day-or-year", last_day(following))]


def _day_and_month(tokens: list[Token], plan_start: dt.date | None) -> list[Thing]:
    month, day = one_token(tokens, "m"), one_token(tokens, "no")
    yearless = yearless_day(month.value, day.value, slips_of(tokens))
    return [yearless if yearless.in_year(A_LEAP_YEAR) else Doubt("no-such-date")]


def _bare_month(tokens: list[Token], plan_start: dt.date | None) -> list[Thing]:
    number = tokens[0].value
    return [Yearless(lambda year: periods.month(year, number), slips_of(tokens))]


def _quarter(tokens: list[Token], plan_start: dt.date | None) -> list[Thing]:
    number = one_token(tokens, "Q").value
    if not 1 <= number <= 4:
        return [Doubt("no-such-date")]
    if not names_a_year(tokens):
        return [Yearless(lambda year: periods.quarter(year, number))]
    first, second = years_of(tokens, plan_start)
    period = periods.quarter(first, number)
    if second is None:
        return [Doubt("calendar-or-financial", period.end)]
    return [When(period) if second == first + 1 else Doubt("more-than-a-year")]


def _half_year(tokens: list[Token], plan_start: dt.date | None) -> list[Thing]:
    first, second = years_of(tokens, plan_start)
    if second not in (None, first + 1):
        return [Doubt("more-than-a-year")]
    if second is None:
        return [Doubt("calendar-or-financial")]
    return [Doubt("part-of-period", periods.quarter(first, 2 * one_token(tokens, "H").value).end)]


def _season(tokens: list[Token], plan_start: dt.date | None) -> list[Thing]:
    """Winter lies in two years, so it must name both; the others must name one."""
    which = tokens[0].value
    if not names_a_year(tokens):
        return [Yearless(lambda year: periods.season(year, which))]
    first, second = years_of(tokens, plan_start)
    period = periods.season(first, which)
    if which == periods.WINTER and second is None:
        return [Doubt("winter-years", period.end)]
    if which == periods.WINTER and second == first + 1:
        return [When(period)]
    if second is not None:
        return [Doubt("two-readings" if second == first + 1 else "more-than-a-year")]
    return [When(period, () if one_token(tokens, "Yn").kind == "Y" else ("two-figure-year",))]


# The month each school term ends in, wherever its last day falls.
_TERM_ENDS = {periods.SPRING: 3, periods.SUMMER: 7, periods.AUTUMN: 12}


def _term(tokens: list[Token], plan_start: dt.date | None) -> list[Thing]:
    month = next((token.value for token in tokens if token.kind == "m"), None)
    term = one_token(tokens, "T").value
    ends = month or _TERM_ENDS.get(term)
    if ends is None:
        return [Doubt("term-dates")]
    if not names_a_year(tokens):
        near = Yearless(lambda year: periods.month(year, ends)).next_from(plan_start)
        return [Doubt("term-dates", last_day(near))]
    first, second = years_of(tokens, plan_start)
    if second not in (None, first + 1):
        return [Doubt("more-than-a-year")]
    in_second_year = second is not None and ends < 9
    return [Doubt("term-dates", periods.month(first + in_second_year, ends).end)]


_HOLIDAYS: dict[int, Callable[[int], Period | None]] = {
    1: lambda year: one_day(periods.easter_sunday(year)),
    2: lambda year: periods.day(year, 12, 24),
}


def _holiday(tokens: list[Token], plan_start: dt.date | None) -> list[Thing]:
    days = _HOLIDAYS.get(tokens[0].value)
    if days is None:
        return [Doubt("holiday")]
    if not names_a_year(tokens):
        return [Doubt("holiday", last_day(Yearless(days).next_from(plan_start)))]
    first, second = years_of(tokens, plan_start)
    return [Doubt("holiday", None if second else last_day(days(first)))]


def _two_years(tokens: list[Token], plan_start: dt.date | None) -> list[Thing]:
    """`2014/15` and `FY14/15` are financial years; `2015-03` is a month; `2014/16` is neither."""
    first, second = years_of(tokens, plan_start)
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
    first, second = years_of(tokens, plan_start) if names_a_year(tokens) else (0, None)
    return [Doubt("term-dates", periods.month(second, 8).end if second == first + 1 else None)]


def _two_numbers(tokens: list[Token], plan_start: dt.date | None) -> list[Thing]:
    """`11/12`, `31/03`, `14/15`: suggest only what is left when one reading alone fits the plan."""
    first, second = (token.value for token in tokens if token.kind == "n")
    year = periods.year_near_the_plan(second, plan_start)
    if second == (first + 1) % 100 and min(first, second) > _MONTHS and "." not in (token.kind for token in tokens):
        return _only_a_financial_year(year)
    as_day = yearless_day(second, first)
    ends = [last_day(as_day.next_from(plan_start))]
    if year is not None and second == (first + 1) % 100:
        ends.append(periods.financial_year(year - 1).end)
    if year is not None and 1 <= first <= _MONTHS:
        ends.append(periods.month(year, first).end)
    sound = [end for end in ends if end and plan_start and end >= plan_start]
    suggest = sound[0] if len(sound) == 1 else None
    only_a_day = as_day.in_year(A_LEAP_YEAR) and second != (first + 1) % 100 and year is None
    return [Doubt("no-year" if only_a_day else "two-readings", suggest, weak=True)]


_MONTHS = 12


def _only_a_financial_year(ends: int | None) -> list[Thing]:
    """`15/16` is no day and month, and no month and year; without a plan near it nobody can tell the century."""
    if ends is None:
        return [Doubt("year-unclear", weak=True)]
    return [When(periods.financial_year(ends - 1), ("two-figure-year",), weak=True)]


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
_ANY_SHAPE = pattern_of("|".join(f"(?P<{name}>{shape})" for name, (shape, _) in SHAPES.items()))


_READERS_OF_YEARS = {_quarter, _half_year, _season, _term, _holiday, _academic_year, _two_years}
