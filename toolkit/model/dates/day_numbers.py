"""Numbers and true dates in a due date cell: Excel's own reckoning of days."""

from __future__ import annotations

import datetime as dt

from toolkit.model.dates import periods
from toolkit.model.dates.answer import PlanDate, ask, dated, show_date
from toolkit.model.dates.periods import Period, last_day
from toolkit.model.patterns import pattern_of

# Day 0 of the 1900 date system, as Excel counts after February 1900.
_EXCEL_DAY_ZERO = dt.date(1899, 12, 30)
# How far an Excel number may lie from the plan's start and still be taken for a date.
_YEARS_BACK, _YEARS_ON = 10, 20

_NOT_SHOWN = pattern_of(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')


def read_date_cell(day: dt.date, number_format: str | None) -> PlanDate:
    """A true date; on the first of a month, shown as month and year, it is that month."""
    shown = _NOT_SHOWN.sub("", (number_format or "").split(";")[0].lower())
    whole_month = "m" in shown and not set(shown) & set("dhs") and day.day == 1
    whole_year = bool(shown) and set(shown.strip()) == {"y"} and (day.month, day.day) == (1, 1)
    if whole_month:
        period = periods.month(day.year, day.month)
        return dated(show_date(day).split(" ", 1)[1], "date", period, _year_hidden(shown))
    if whole_year:
        return dated(str(day.year), "date", periods.year(day.year), ["year-only"])
    return dated(show_date(day), "date", Period(day, day, "day"), _year_hidden(shown))


def _year_hidden(shown: str) -> list[str]:
    return ["year-not-shown"] if "m" in shown and "d" in shown and "y" not in shown else []


def read_number(written: str, number: float, plan_start: dt.date | None) -> PlanDate | None:
    """A number below 10**8: an Excel date, a year, or figures run together.

    None if it is none of these: `12.2015`, typed as a month, arrives as a number with a fraction.
    """
    whole = int(number)
    figures = str(whole)
    if 10_000 <= whole <= 99_999:
        return _excel_number(written, whole, plan_start)
    if number != whole:
        return None
    if len(figures) == 4 and 1950 <= whole <= 2100:
        return dated(written, "date", periods.year(whole), ["year-only"])
    if len(figures) < 6:
        return ask(written, "number")
    return ask(written, "figures-run-together", run_together(figures, plan_start))


def _excel_number(written: str, number: int, plan_start: dt.date | None) -> PlanDate:
    day = _EXCEL_DAY_ZERO + dt.timedelta(number)
    if plan_start is None or not -_YEARS_BACK <= day.year - plan_start.year <= _YEARS_ON:
        return ask(written, "number")
    return dated(written, "date", Period(day, day, "day"), ["excel-number"])


def run_together(figures: str, plan_start: dt.date | None) -> dt.date | None:
    """The one sound reading of `20150331`, `31032015` or `310315`; None if there is none."""
    readings: list[tuple[int | None, str, str]]
    if len(figures) == 6:
        readings = [(periods.year_of_a_full_date(int(figures[4:]), plan_start), figures[2:4], figures[:2])]
    else:
        figures = figures.zfill(8)
        readings = [
            (int(figures[:4]), figures[4:6], figures[6:]),
            (int(figures[4:]), figures[2:4], figures[:2]),
        ]
    read = [
        last_day(periods.day(year, int(month), int(day)))
        for year, month, day in readings
        if year is not None and 1950 <= year <= 2100
    ]
    days = [day for day in read if day]
    return days[0] if len(days) == 1 else None
