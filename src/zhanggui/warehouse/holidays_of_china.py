"""Which days does China have off, and which Saturdays and Sundays does it work instead?"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

FIRST_PUBLISHED_YEAR, LAST_PUBLISHED_YEAR = 2004, 2026  # the State Council's notices that chinesecalendar 1.11 holds

# What a name of either library begins with, and ours.
_NAMES = {
    "New Year": "new_year",
    "Spring Festival": "spring_festival",
    "Chinese New Year": "spring_festival",
    "Tomb": "qingming",
    "Labo": "labour_day",
    "Dragon Boat": "dragon_boat",
    "Mid-": "mid_autumn",
    "National Day": "national_day",
    "Anti-Fascist": "victory_day",
    "70th Anniversary": "victory_day",
}
HOLIDAYS = tuple(dict.fromkeys(_NAMES.values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysOff:
    """The days off of one year with the holiday they belong to, and the days worked instead."""

    holidays: Mapping[date, str]
    makeup_workdays: Mapping[date, str]


@functools.cache
def days_off(year: int) -> DaysOff:
    """Holidays and make-up workdays of a year.

    From 2004 to 2026 as the State Council published them (through chinesecalendar), weekends inside a break included;
    in other years the statutory days and the working days given for those that fall on a weekend (through
    holidays), without make-up workdays: nobody has fixed them yet.

    >>> days_off(2025).makeup_workdays[date(2025, 10, 11)]
    'national_day'
    >>> days_off(2027).holidays[date(2027, 2, 6)], len(days_off(2027).makeup_workdays)
    ('spring_festival', 0)
    """
    if FIRST_PUBLISHED_YEAR <= year <= LAST_PUBLISHED_YEAR:
        return _published(year)
    return DaysOff(holidays=MappingProxyType(_statutory(year)), makeup_workdays=MappingProxyType({}))


def _published(year: int) -> DaysOff:
    from chinese_calendar import constants

    def of_the_year(days: Mapping[date, str]) -> Mapping[date, str]:
        return MappingProxyType({day: _code(name) for day, name in sorted(days.items()) if day.year == year})

    return DaysOff(holidays=of_the_year(constants.holidays), makeup_workdays=of_the_year(constants.workdays))


def _statutory(year: int) -> dict[date, str]:
    import holidays

    found: dict[date, str] = {}
    holiday = "new_year"
    for day, name in sorted(holidays.country_holidays("CN", years=year, language="en_US").items()):
        holiday = _code(name, default=holiday)  # a "day off" without a name of its own belongs to the holiday before
        found[day] = holiday
    return found


def _code(name: str, default: str | None = None) -> str:
    codes = [code for beginning, code in _NAMES.items() if name.startswith(beginning)]
    if not codes and default is None:
        raise LookupError(name)
    return codes[0] if codes else str(default)
