"""What kind of day is each day of a goal, by the shop's own past: weekday, season, festival?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np

from zhanggui.stats.season import Floats, level_and_weekdays
from zhanggui.stats.total_ahead import TotalAhead, total_ahead
from zhanggui.warehouse.festivals import aligned_last_year, festival_of

Basis = Literal["last_year", "weekday", "even"]
LEAST_DAYS = 28  # every weekday four times
EARLIEST = 14  # a day of last year is told by two weeks on both of its sides
MOST_YEARS_BACK = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What a part of the shop brought on each day, the first day first."""

    first: date
    values: Floats

    @property
    def days(self) -> tuple[date, ...]:
        """The days that are known."""
        return days_between(self.first, self.first + timedelta(days=len(self.values)))

    def before(self, day: date) -> Past:
        """What was known before a day."""
        return Past(first=self.first, values=self.values[: max(0, (day - self.first).days)])

    def on(self, days: Sequence[date]) -> Floats:
        """What it brought on some days; nothing on those before the first known one."""
        at = [(day - self.first).days for day in days]
        return np.array([self.values[each] if each >= 0 else 0.0 for each in at])


def days_between(start: date, end: date) -> tuple[date, ...]:
    """The days from `start` up to but without `end`."""
    return tuple(start + timedelta(days=at) for at in range((end - start).days))


def basis_of(past: Past, days: Sequence[date]) -> Basis:
    """Whether the past reaches back far enough to know the seasons, or the weekdays alone, or neither.

    Seasons are known where the like day of last year of each of the days is known, and of four weeks before them too.
    """
    if len(past.values) < LEAST_DAYS:
        return "even"
    likes = [_like(day, past) for day in (*past.days[-LEAST_DAYS:], *days)]
    return "last_year" if min(likes) >= EARLIEST else "weekday"


def days_with_like_days(past: Past) -> tuple[date, ...]:
    """The known days whose own like days of last year are known: with those, days ahead can be compared."""
    days = past.days
    return next((days[at:] for at, day in enumerate(days) if _like(day, past) >= EARLIEST), ())


def shape(past: Past, days: Sequence[date], basis: Basis) -> Floats:
    """How much each day brings beside the others, by the like days of last year or by weekday.

    In a festival's window it is what the day as far from last year's feast brought; on any other day the ordinary level
    around its like day times the index of its weekday.
    """
    if basis == "even":
        return np.ones(len(days))
    known = past.days
    special = np.array([festival_of(day) is not None for day in known])
    if special.all():
        special[:] = False
    level, index = level_and_weekdays(past.values, np.array([day.weekday() for day in known]), special)
    return np.array([_weight(day, past, basis, level, index) for day in days])


def expected_days(past: Past, days: Sequence[date]) -> tuple[Basis, Floats, TotalAhead | None]:
    """What each of the days ahead is expected to bring, and the forecast of their sum; nothing where unknown."""
    basis = basis_of(past, days) if days else "even"
    if basis == "even":
        return basis, np.zeros(len(days)), None
    used = past.days if basis == "weekday" else days_with_like_days(past)
    lead = (days[0] - past.first).days - len(past.values)
    weights = shape(past, days, basis)
    found = total_ahead(past.values[-len(used) :], shape(past, used, basis), weights, lead=max(0, lead))
    whole = float(weights.sum())
    if found is None or whole <= 0:
        return basis, np.zeros(len(days)), found
    return basis, np.asarray(max(0.0, found.estimate) / whole * weights), found


def _weight(day: date, past: Past, basis: Basis, level: Floats, index: Floats) -> float:
    if basis == "weekday":
        return float(index[day.weekday()])
    like = _like(day, past)
    if festival_of(day) is None:
        return max(0.0, float(level[like] * index[day.weekday()]))
    then = index[(past.first + timedelta(days=like)).weekday()]
    return max(0.0, float(past.values[like]) * (index[day.weekday()] / then if then > 0 else 1.0))


def _like(day: date, past: Past) -> int:
    """Where in the past the like day stands: last year's, or of as many years ago as it takes; -1 is before it."""
    end = past.first + timedelta(days=len(past.values))
    like = aligned_last_year(day)
    for _ in range(MOST_YEARS_BACK):
        if like < end:
            break
        like = aligned_last_year(like)
    return max(-1, (like - past.first).days)
