"""Which day of a zone is an instant, and which instant a local time, written for millions of rows at once?"""

from __future__ import annotations

import zoneinfo
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from zhanggui.warehouse.tables import literal

if TYPE_CHECKING:
    from collections.abc import Sequence

# China's clocks have stood at +8 since 1992; before this year nothing that is loaded here was sold.
EARLIEST = datetime(1995, 1, 1)  # noqa: DTZ001 - compared with instants that are UTC without saying so
KNOWN_UNTIL = datetime(2041, 1, 1)  # noqa: DTZ001
A_DAY = timedelta(days=1)  # no clock is put forward or back by as much
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


def utc_of_local(local: str, zone: str) -> str:
    """SQL of the UTC timestamp of a local one; `local` names a column, because it is looked at again and again.

    Between two changes of the zone's clocks that is a subtraction; only within a day of one, and outside the years in
    which the changes are known, a clock has to be asked.
    """
    offset = fixed_offset(zone)
    if offset is not None:
        return _earlier(local, offset)
    asked = f"CAST(timezone({literal(zone)}, {local}) AS TIMESTAMP)"
    ends, answers = [EARLIEST], [asked]
    for start, end, distance in _spans(zone):
        ends += [start, end]
        answers += [asked, _earlier(local, distance)]
    return _by_time(local, ends, [*answers, asked])


def _by_time(local: str, ends: Sequence[datetime], answers: Sequence[str]) -> str:
    """The answer of the stretch that a time lies in, found by halves; each of `ends` divides two stretches."""
    if not ends:
        return answers[0]
    half = len(ends) // 2
    before, after = (
        _by_time(local, ends[:half], answers[: half + 1]),
        _by_time(local, ends[half + 1 :], answers[half + 1 :]),
    )
    return f"CASE WHEN {local} < TIMESTAMP '{ends[half]}' THEN {before} ELSE {after} END"


@cache
def _spans(zone: str) -> tuple[tuple[datetime, datetime, timedelta], ...]:
    """From when to when, in local time, the zone surely keeps which distance from UTC."""
    place = zoneinfo.ZoneInfo(zone)
    spans: list[tuple[datetime, datetime, timedelta]] = []
    day, since = EARLIEST, EARLIEST
    while day < KNOWN_UNTIL:
        day += A_DAY
        distance, next_one = _distance(day - A_DAY, place), _distance(day, place)
        if distance != next_one or day >= KNOWN_UNTIL:
            spans.append((since, day - 2 * A_DAY, distance))
            since = day + A_DAY
    return tuple(spans)


def _distance(local: datetime, place: zoneinfo.ZoneInfo) -> timedelta:
    return local.replace(tzinfo=place).utcoffset() or timedelta(0)


def _earlier(local: str, offset: timedelta) -> str:
    return f"({local} - INTERVAL ({int(offset.total_seconds())}) SECOND)" if offset else f"({local})"


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
