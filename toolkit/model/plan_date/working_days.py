"""Working days in England and Wales: Monday to Friday, less bank holidays."""

from __future__ import annotations

import datetime as dt
import functools

from toolkit.model.plan_date.bank_holidays import KNOWN


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
