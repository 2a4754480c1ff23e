"""Which days of last year are like the days that are explained, and like those of the spans before them?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from zhanggui.core.period import Period
from zhanggui.stats.scan import MEMORY

if TYPE_CHECKING:
    from zhanggui.warehouse.protocol import Warehouse

YEAR = timedelta(days=364)  # the same weekday
EARLIEST = YEAR + timedelta(days=31)  # a feast that follows the moon moves by up to a month

LikeSpans = Mapping[date, tuple[int, ...]]  # for how many days of each span a day of last year stands


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDay:
    """A day's festival, and the day of last year as far from its feast."""

    festival: str | None
    last_year: date


def like_spans(warehouse: Warehouse, now: Period, before: Period, first_sale: date) -> LikeSpans:
    """Last year's days that stand for `MEMORY` spans, the oldest first, the last the one compared with, and for now.

    In a festival's window the day as far from last year's feast stands for a day, on others the same weekday 364 days
    before, unless that lay in a festival: it is not like an ordinary day. Where more than half of the days of the
    period, or of the span before it, are not known so, 364 days serve all; where not even those, nothing tells of it.
    """
    starts = [before.start - timedelta(days=before.days * back) for back in range(MEMORY - 1, -1, -1)]
    spans = [*(_days(Period(start, start + timedelta(days=before.days))) for start in starts), _days(now)]
    calendar = _calendar(warehouse, Period(starts[0] - EARLIEST, now.end))
    aligned = {day: known.last_year for day, known in calendar.items() if _is_like(calendar, known)}
    same_weekday = {day: day - YEAR for days in spans for day in days}
    for likes in (aligned, same_weekday):
        found = [Counter(likes[day] for day in days if likes.get(day, date.min) >= first_sale) for days in spans]
        if all(each.total() * 2 >= len(days) for each, days in zip(found[-2:], spans[-2:], strict=True)):
            return {day: tuple(each[day] for each in found) for day in sorted(set().union(*found))}
    return {}


def _is_like(calendar: Mapping[date, CalendarDay], known: CalendarDay) -> bool:
    """An ordinary day is not like one that lay in a festival."""
    then = calendar.get(known.last_year)
    return known.festival is not None or then is None or then.festival is None


def _days(period: Period) -> Sequence[date]:
    return [period.start + timedelta(days=at) for at in range(period.days)]


def _calendar(warehouse: Warehouse, period: Period) -> Mapping[date, CalendarDay]:
    calendar = warehouse.table("calendar")
    days = calendar.filter(calendar.day >= period.start, calendar.day < period.end)
    rows = warehouse.fetch(days.select("day", "festival", "aligned_last_year")).to_pylist()
    return {row["day"]: CalendarDay(festival=row["festival"], last_year=row["aligned_last_year"]) for row in rows}
