"""When was a file exported?"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from pathlib import Path

_STAMP = re.compile(
    r"(?<!\d)(20\d{2})[-_.]?(\d{2})[-_.]?(\d{2})(?:[-_.T ]?(\d{2})[-_.:]?(\d{2})(?:[-_.:]?(\d{2}))?)?(?!\d)"
)


def exported_at(path: Path, *, said: datetime | None, zone: str, now: datetime) -> datetime:
    """The instant of export: as said, else as the file's name says (ExportOrderList202003011200), else the file's age.

    A name with a day alone means the end of that day. What would lie ahead of the present is not believed.
    """
    if said is not None:
        return said.astimezone(UTC) if said.tzinfo else said.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    named = stamp_of(path.name, zone)
    if named is not None and named <= now:
        return named
    return min(datetime.fromtimestamp(int(path.stat().st_mtime), UTC), now)


def stamp_of(name: str, zone: str) -> datetime | None:
    """The time written in a file's name, in UTC.

    >>> stamp_of("ExportOrderList202003011200.csv", "Asia/Shanghai")
    datetime.datetime(2020, 3, 1, 4, 0, tzinfo=datetime.timezone.utc)
    """
    found = _STAMP.search(name)
    if not found:
        return None
    year, month, day, hour, minute, second = found.groups()
    clock = (int(hour), int(minute), int(second or 0)) if hour else (23, 59, 59)
    try:
        local = datetime(int(year), int(month), int(day), *clock, tzinfo=ZoneInfo(zone))
    except ValueError:
        return None
    return local.astimezone(UTC)
