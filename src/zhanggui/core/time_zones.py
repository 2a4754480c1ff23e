"""Which time zones are there, by name?"""

from __future__ import annotations

import functools
import zoneinfo


@functools.cache
def time_zones() -> frozenset[str]:
    """The names of the IANA time zones; a folder of hundreds of files is read for them, once.

    >>> "Asia/Shanghai" in time_zones(), "Asia/Hangzhou" in time_zones()
    (True, False)
    """
    return frozenset(zoneinfo.available_timezones())
