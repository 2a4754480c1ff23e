"""How does a person read an instant: on the shop's clock, never as a machine writes it?"""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from datetime import datetime


def when(instant: datetime | None, zone: str) -> str:
    """An instant on the shop's clock.

    >>> from datetime import UTC, datetime
    >>> when(datetime(2026, 11, 10, 18, 30, tzinfo=UTC), "Asia/Shanghai"), when(None, "UTC")
    ('2026-11-11 02:30', '—')
    """
    return f"{instant.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" if instant else "—"
