"""What do the shop's own clocks show at an instant, as a relation's expression?"""

from __future__ import annotations

from typing import Any

from zhanggui.warehouse.zones import offsets


def local_time(instant: Any, zone: str) -> Any:
    """The instant moved to the shop's zone; where clocks change, by the winter's distance from UTC.

    Portable over engines, which differ in how they know zones; contracts that need the exact day hold it as a column.
    """
    import ibis

    least, _ = offsets(zone)
    return instant + ibis.interval(seconds=int(least.total_seconds()))
