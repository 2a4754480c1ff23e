"""What kind of day was each: weekday, public holiday, festival, promotion?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from zhanggui.warehouse.festivals import festival_of
from zhanggui.warehouse.holidays_of_china import days_off

if TYPE_CHECKING:
    from zhanggui.analyses.goals.alerts.board import Cell
    from zhanggui.stats.daily_filter import Floats
    from zhanggui.warehouse.protocol import Warehouse

# How much a kind of day may change a number before anything is seen of it, as standard deviations of its logarithm.
LEVEL, WEEKDAY, FESTIVAL, HOLIDAY, PROMOTION = 1.0, 0.4, 0.3, 0.3, 0.3
LONGEST_PROMOTION = 31


@dataclass(frozen=True, slots=True, kw_only=True)
class KindsOfDay:
    """The kinds of each day (days × kinds), and how much each kind may matter to each cell (cells × kinds)."""

    kinds: Floats
    prior: Floats


def kinds_of_day(warehouse: Warehouse, days: Sequence[date], cells: Sequence[Cell]) -> KindsOfDay:
    """Level, weekday contrasts, one kind for each phase of each festival, public holidays, a promotion in a channel."""
    phases = sorted({(found.festival, found.phase) for day in days if (found := festival_of(day))})
    promoted = promotion_days(warehouse, days[0], days[-1])
    channels = sorted(promoted)
    kinds = np.zeros((len(days), 8 + len(phases) + len(channels)))
    for at, day in enumerate(days):
        kinds[at, 0] = 1.0
        kinds[at, 1:7] = -1.0 if day.weekday() == 6 else np.arange(6) == day.weekday()  # noqa: PLR2004 - Sunday
        kinds[at, 7] = day in days_off(day.year).holidays
        inside = festival_of(day)
        if inside:
            kinds[at, 8 + phases.index((inside.festival, inside.phase))] = 1.0
        kinds[at, 8 + len(phases) :] = [day in promoted[channel] for channel in channels]
    usual = [LEVEL, *[WEEKDAY] * 6, HOLIDAY, *[FESTIVAL] * len(phases)]
    prior = [[*usual, *(PROMOTION * _concerns(cell, channel) for channel in channels)] for cell in cells]
    return KindsOfDay(kinds=kinds, prior=np.array(prior).reshape(len(cells), kinds.shape[1]))


def promotion_days(warehouse: Warehouse, first: date, last: date) -> dict[str, frozenset[date]]:
    """The days of short campaigns by channel; advertising and whatever runs for longer than a month is no promotion."""
    if not warehouse.loaded("campaigns"):
        return {}
    table = warehouse.table("campaigns")
    asked = table.select("channel", "kind_of_campaign", "starts_at", "ends_at")
    found: dict[str, set[date]] = {}
    for row in warehouse.fetch(asked).to_pylist():
        start, end = (_day(row[name], warehouse.timezone) for name in ("starts_at", "ends_at"))
        if row["kind_of_campaign"] == "advertising" or (end - start).days > LONGEST_PROMOTION:
            continue
        days = (start + timedelta(days=at) for at in range((end - start).days + 1))
        found.setdefault(row["channel"], set()).update(day for day in days if first <= day <= last)
    return {channel: frozenset(days) for channel, days in found.items() if days}


def _concerns(cell: Cell, channel: str) -> float:
    """A channel's promotion concerns that channel, and every number that is not about another one."""
    return float(cell.dimension != "channel" or cell.value == channel)


def _day(instant: datetime, zone: str) -> date:
    known = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    return known.astimezone(ZoneInfo(zone)).date()
