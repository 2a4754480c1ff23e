"""How is a target broken down to channels, quarters, months, weeks and days, so that the parts add up exactly?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Literal

import numpy as np

from zhanggui.core.period import Period
from zhanggui.metrics.buckets import first_of
from zhanggui.stats.season import Floats
from zhanggui.stats.whole_parts import whole_parts

PartGrain = Literal["quarter", "month", "week", "day"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What each channel is to bring on each day of the goal, in whole units."""

    days: tuple[date, ...]
    by_channel: Mapping[str, tuple[int, ...]]

    @property
    def by_day(self) -> tuple[int, ...]:
        """What the whole is to bring on each day."""
        return tuple(sum(column) for column in zip(*self.by_channel.values(), strict=True))


def break_down(target: int, days: Sequence[date], weights: Mapping[str, Floats]) -> Plan:
    """The target over channels by their expected shares, each channel's part over quarters, months, weeks and days.

    Every step is rounded by largest remainders, so that all parts of one step add up to what was broken down.

    >>> from datetime import date
    >>> days = (date(2026, 3, 30), date(2026, 3, 31), date(2026, 4, 1))
    >>> break_down(10, days, {"tmall": np.ones(3), "jd": np.full(3, 0.5)}).by_channel
    {'tmall': (3, 2, 2), 'jd': (1, 1, 1)}
    """
    totals = whole_parts(_shares([float(each.sum()) for each in weights.values()], target), target)
    return Plan(
        days=tuple(days),
        by_channel={
            channel: _over_time(total, list(days), list(map(float, weight)), (_quarter, _month, _week, _day))
            for (channel, weight), total in zip(weights.items(), totals, strict=True)
        },
    )


def cut(days: Sequence[date], grain: PartGrain) -> tuple[tuple[Period, slice], ...]:
    """The days of each quarter, month, week (from Monday) or day, clipped to the goal, and where they stand."""
    key = {"quarter": _quarter, "month": _month, "week": lambda day: first_of(day, "week"), "day": _day}[grain]
    found, start = [], 0
    for _, group in groupby(days, key):
        length = len(list(group))
        found.append((_period(days[start : start + length]), slice(start, start + length)))
        start += length
    return tuple(found)


def _over_time(
    total: int, days: list[date], weights: list[float], keys: Sequence[Callable[[date], object]]
) -> tuple[int, ...]:
    if not keys:
        return (total,)
    key, *finer = keys
    groups = [list(group) for _, group in groupby(zip(days, weights, strict=True), lambda each: key(each[0]))]
    parts = whole_parts(_shares([sum(weight for _, weight in group) for group in groups], total, groups), total)
    return tuple(
        value
        for group, part in zip(groups, parts, strict=True)
        for value in _over_time(part, [day for day, _ in group], [weight for _, weight in group], finer)
    )


def _shares(weights: Sequence[float], total: int, groups: Sequence[Sequence[object]] | None = None) -> list[float]:
    """Parts of the total in proportion to the weights, or to the number of days where nothing weighs."""
    whole = sum(weights)
    if whole <= 0:
        weights = [float(len(group)) for group in groups] if groups else [1.0] * len(weights)
        whole = sum(weights)
    return list(np.array(weights) / whole * total)


def _period(days: Sequence[date]) -> Period:
    return Period(days[0], date.fromordinal(days[-1].toordinal() + 1))


def _quarter(day: date) -> tuple[int, int]:
    return day.year, (day.month - 1) // 3


def _month(day: date) -> date:
    return day.replace(day=1)


def _week(day: date) -> date:
    return first_of(day, "week")


def _day(day: date) -> date:
    return day
