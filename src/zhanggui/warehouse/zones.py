"""On which day of a zone does an instant fall, written so that millions of rows are dated at once?"""

from __future__ import annotations

import zoneinfo
from datetime import UTC, datetime, timedelta
from functools import cache

from zhanggui.warehouse.tables import literal

# China's clocks have stood at +8 since 1992; before this year nothing that is loaded here was sold.
EARLIEST = datetime(1995, 1, 1)  # noqa: DTZ001 - compared with instants that are UTC without saying so
KNOWN_UNTIL = datetime(2041, 1, 1)  # noqa: DTZ001
A_WEEK = timedelta(days=7)  # no rule of summer time holds for less
MICROSECONDS_OF_A_DAY = 86_400_000_000


def local_day(instant: str, zone: str) -> str:
    """SQL of the day on which a UTC timestamp falls in a zone.

    Wherever the zone's smallest and largest distance from UTC give the same day it is that day, by whole numbers; only
    within those hours of midnight, and outside the years in which the distances are known, a clock has to be asked.
    """
    least, most = (_days_since_1970(instant, offset) for offset in offsets(zone))
    is_known = f"{instant} >= TIMESTAMP '{EARLIEST}' AND {instant} < TIMESTAMP '{KNOWN_UNTIL}'"
    is_plain = is_known if least == most else f"{is_known} AND {least} = {most}"
    asked = f"CAST(timezone({literal(zone)}, timezone('UTC', {instant})) AS DATE)"
    return f"CASE WHEN {is_plain} THEN DATE '1970-01-01' + CAST({least} AS INTEGER) ELSE {asked} END"


@cache
def offsets(zone: str) -> tuple[timedelta, timedelta]:
    """The zone's smallest and largest distance from UTC in the years that are loaded.

    >>> offsets("Europe/London")
    (datetime.timedelta(0), datetime.timedelta(seconds=3600))
    """
    place = zoneinfo.ZoneInfo(zone)
    weeks = range((KNOWN_UNTIL - EARLIEST) // A_WEEK + 1)
    moments = ((EARLIEST + week * A_WEEK).replace(tzinfo=UTC).astimezone(place) for week in weeks)
    found = [offset for moment in moments if (offset := moment.utcoffset()) is not None]
    return min(found), max(found)


def fixed_offset(zone: str) -> timedelta | None:
    """The zone's distance from UTC, or None where it changes within the years that are loaded.

    >>> fixed_offset("Asia/Shanghai"), fixed_offset("Europe/London")
    (datetime.timedelta(seconds=28800), None)
    """
    least, most = offsets(zone)
    return least if least == most else None


def _days_since_1970(instant: str, offset: timedelta) -> str:
    return f"(epoch_us({instant}) + {offset // timedelta(microseconds=1)}) // {MICROSECONDS_OF_A_DAY}"
