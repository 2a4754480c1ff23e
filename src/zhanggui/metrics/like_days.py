"""Which days of last year are like the days that are asked for?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from zhanggui.core.period import Period

if TYPE_CHECKING:
    from zhanggui.warehouse.protocol import Warehouse


def like_days(warehouse: Warehouse, period: Period) -> Mapping[date, date]:
    """The festival-aligned day of last year for every day of the period, from the calendar.

    Spring Festival moves by up to a month, so one day of last year may stand for two days of this year: once as so
    many days before the feast and once as the same weekday.
    """
    calendar = warehouse.table("calendar")
    days = calendar.filter(calendar.day >= period.start, calendar.day < period.end)
    rows = warehouse.fetch(days.select("day", "aligned_last_year")).to_pylist()
    return {row["day"]: row["aligned_last_year"] for row in rows}


def like_period(days: Mapping[date, date], period: Period) -> Period | None:
    """From the first to the last like day of a period; None where the calendar does not reach."""
    found = [like for day, like in days.items() if period.start <= day < period.end]
    return Period(min(found), max(found) + timedelta(days=1)) if found else None
