"""Which date of the Chinese lunar calendar is a day?"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

_JULIAN_DAY_OF_ORDINAL_0 = 1_721_425  # the library gives the Julian day number that begins at noon of the day


def lunar_date(day: date) -> tuple[int, int]:
    """Lunar month and day of month; a leap month has a negative number.

    >>> lunar_date(date(2025, 1, 29)), lunar_date(date(2025, 7, 25)), lunar_date(date(2025, 1, 28))
    ((1, 1), (-6, 1), (12, 29))
    """
    this_year = lunar_months(day.year)
    months = this_year if day >= this_year[1] else lunar_months(day.year - 1)
    month = max((month for month, first in months.items() if first <= day), key=lambda found: months[found])
    return month, (day - months[month]).days + 1


@functools.cache
def lunar_months(year: int) -> Mapping[int, date]:
    """The first day of every month of the lunar year that begins in a calendar year, by month number.

    Asking the library once a year instead of once a day is a hundred times faster.
    """
    from lunar_python import LunarYear

    months = [month for month in LunarYear.fromYear(year).getMonths() if month.getYear() == year]
    return MappingProxyType({month.getMonth(): _day(month.getFirstJulianDay()) for month in months})


def _day(julian_day: float) -> date:
    return date.fromordinal(int(julian_day) - _JULIAN_DAY_OF_ORDINAL_0)
