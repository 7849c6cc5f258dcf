"""Stretches of the calendar as officers name them: a day, a month, a season, a quarter, a year."""

from __future__ import annotations

import calendar
import datetime as dt
import functools
from dataclasses import dataclass
from typing import Literal

from toolkit.model.dates.bank_holidays import KNOWN

Precision = Literal["day", "week", "month", "season", "quarter", "financial year", "year"]

SPRING, SUMMER, AUTUMN, WINTER = 1, 2, 3, 4

_FIRST_MONTH = {SPRING: 3, SUMMER: 6, AUTUMN: 9, WINTER: 12}

# How far a two-figure year may lie from the plan's first year and still be "one of its own" ...
_NEAR_BEFORE, _NEAR_AFTER = 1, 5
# ... and how far once a day and month stand before it, so that it can only be a year.
_FAR_BEFORE, _FAR_AFTER = 10, 20


@dataclass(frozen=True, slots=True)
class Period:
    """What a date expression covers; a plan counts its last day as the date."""

    start: dt.date
    end: dt.date
    precision: Precision


def last_day(period: Period | None) -> dt.date | None:
    """The day a period is due, if there is such a period."""
    return period.end if period else None


def day(year: int, month: int, number: int) -> Period | None:
    """One day; None where the calendar has no such day."""
    try:
        that = dt.date(year, month, number)
    except ValueError:
        return None
    return Period(that, that, "day")


def month(year: int, number: int) -> Period:
    """A month, due on its last day."""
    return months(year, number, 1, "month")


def season(year: int, which: int) -> Period:
    """A Met Office season; winter is named by the year it begins in and ends in February."""
    return months(year, _FIRST_MONTH[which], 3, "season")


def quarter(year: int, number: int) -> Period:
    """A quarter of the financial year that begins in April of `year`."""
    return months(year, 3 * number + 1, 3, "quarter")


def financial_year(year: int) -> Period:
    """1 April of `year` to 31 March of the next."""
    return months(year, 4, 12, "financial year")


def year(number: int) -> Period:
    """A calendar year."""
    return months(number, 1, 12, "year")


def months(year: int, first: int, count: int, precision: Precision) -> Period:
    """`count` whole months from month `first` of `year`; months past 12 run into the next year."""
    first_year, first_index = divmod(year * 12 + first - 1, 12)
    last_year, last_index = divmod(year * 12 + first - 1 + count - 1, 12)
    end_of_month = calendar.monthrange(last_year, last_index + 1)[1]
    return Period(dt.date(first_year, first_index + 1, 1), dt.date(last_year, last_index + 1, end_of_month), precision)


def week_of(first: dt.date) -> Period | None:
    """The working week a "week commencing" date opens; the Friday is its last day."""
    friday = days_after(first, (calendar.FRIDAY - first.weekday()) % 7)
    return Period(first, friday, "week") if friday else None


def easter_sunday(year: int) -> dt.date:
    """Easter Sunday of the western churches (the usual Gregorian reckoning)."""
    century, rest = divmod(year, 100)
    golden = year % 19
    moon = (19 * golden + century - century // 4 - (8 * century + 13) // 25 + 15) % 30
    moon -= (moon > 28) or (moon == 28 and golden > 10)
    to_sunday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    return dt.date(year, 3, 22) + dt.timedelta(moon + to_sunday)


def days_after(day: dt.date, count: int) -> dt.date | None:
    """`count` days on (or back); None outside the calendar Python knows."""
    try:
        return day + dt.timedelta(count)
    except OverflowError:
        return None


def months_after(day: dt.date, count: int) -> dt.date | None:
    """The same day `count` months on, or the last day of a shorter month."""
    years, month_index = divmod(day.month - 1 + count, 12)
    if not dt.MINYEAR <= day.year + years <= dt.MAXYEAR:
        return None
    last = calendar.monthrange(day.year + years, month_index + 1)[1]
    return dt.date(day.year + years, month_index + 1, min(day.day, last))


def year_near_the_plan(two_figures: int, plan_start: dt.date | None) -> int | None:
    """The year meant by `15` in `Jan 15`, if it is close to the plan's own years."""
    return _year_within(two_figures, plan_start, _NEAR_BEFORE, _NEAR_AFTER)


def year_of_a_full_date(two_figures: int, plan_start: dt.date | None) -> int | None:
    """The year meant by `15` in `31/3/15`; None if it would be decades from the plan."""
    return _year_within(two_figures, plan_start, _FAR_BEFORE, _FAR_AFTER)


def _year_within(two_figures: int, plan_start: dt.date | None, before: int, after: int) -> int | None:
    if plan_start is None:
        return None
    offset = (two_figures - plan_start.year + before) % 100 - before
    found = plan_start.year + offset
    return found if offset <= after and dt.MINYEAR < found < dt.MAXYEAR else None


def is_working_day(day: dt.date) -> bool:
    """Whether the council's offices are open: not a weekend, not a bank holiday."""
    return day.weekday() < 5 and f"{day:%m%d}" not in _bank_holidays(day.year)


def working_days_after(day: dt.date, n: int) -> dt.date:
    """The `n`th working day after `day`; `day` itself is never counted.

    A plan must be sent within 70 working days of the day the inspection report was received.
    Raises OverflowError past the year 9999.
    """
    while n > 0:
        day += dt.timedelta(1)
        n -= is_working_day(day)
    return day


@functools.cache
def _bank_holidays(year: int) -> frozenset[str]:
    """Month and day of each bank holiday of a year."""
    if year in KNOWN:
        return frozenset(KNOWN[year].split())
    # Imported here: it takes longer to load than most plans take to check.
    import holidays

    return frozenset(f"{day:%m%d}" for day in holidays.country_holidays("GB", subdiv="ENG", years=year))
