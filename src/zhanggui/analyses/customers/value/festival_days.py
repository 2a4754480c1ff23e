"""How much busier is the shop in each phase of each festival, and so how much of its own time goes by?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

import numpy as np

from zhanggui.stats.lifetimes.shop_time import NO_WINDOW, ShopTime, paces
from zhanggui.stats.season import Floats
from zhanggui.warehouse.festivals import festival_of

YEAR = 365
AHEAD = 3_660  # days that are laid out after the last known one
Phase = tuple[str, str]  # of which festival, and which of its phases
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class FestivalDays:
    """How many ordinary days a day of each phase of a festival is worth, as far as it was learnt.

    `unit` is how many ordinary days go to a day of shop time: their mean over the year that follows what was learnt
    from, so that this year is 365 days of shop time too.
    """

    pace: Mapping[Phase, float] = field(default_factory=lambda: MappingProxyType({}))
    unit: float = 1.0
    learnt: Mapping[Phase, tuple[float, float]] = field(default_factory=lambda: MappingProxyType({}))  # seen, ordinary

    @classmethod
    def of(cls, purchases: Floats, last_day: date) -> FestivalDays:
        """Learnt from the purchases of each day up to a last one."""
        days = [last_day - back * ONE_DAY for back in range(len(purchases) - 1, -1, -1)]
        phases = [_phase(day) for day in days]
        names = sorted({phase for phase in phases if phase})
        number = {name: at for at, name in enumerate(names)}
        window = np.array([number[phase] if phase else NO_WINDOW for phase in phases], dtype=int)
        if not names or (window != NO_WINDOW).all():
            return cls()
        found = paces(purchases, window, len(names))
        pace = dict(zip(names, found.pace.tolist(), strict=True))
        year = [_pace(pace, last_day + ahead * ONE_DAY) for ahead in range(1, YEAR + 1)]
        learnt = zip(found.seen.tolist(), found.ordinary.tolist(), strict=True)
        return cls(pace=pace, unit=sum(year) / YEAR, learnt=dict(zip(names, learnt, strict=True)))

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> FestivalDays:
        """As it was written."""
        pace = {(festival, phase): float(pace) for festival, phase, pace in told["pace"]}
        return cls(pace=pace, unit=float(told["unit"]))

    def written(self) -> dict[str, Any]:
        """Plain values that JSON can hold."""
        return {"pace": [[*phase, pace] for phase, pace in self.pace.items()], "unit": self.unit}

    def time(self, last_day: date, days_back: int) -> ShopTime:
        """Shop time from so many days before a last known one on."""
        if not self.pace:
            return ShopTime()
        days = [last_day + at * ONE_DAY for at in range(-days_back, AHEAD + 1)]
        return ShopTime.of(np.array([_pace(self.pace, day) / self.unit for day in days]), days_back)


def _pace(pace: Mapping[Phase, float], day: date) -> float:
    phase = _phase(day)
    return pace.get(phase, 1.0) if phase else 1.0


def _phase(day: date) -> Phase | None:
    inside = festival_of(day)
    return (inside.festival, inside.phase) if inside else None
