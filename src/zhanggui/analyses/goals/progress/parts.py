"""How do the parts of a goal read: channels, quarters, months, weeks, days, and the course of the whole?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np

from zhanggui.analyses.goals.progress.cascade import PartGrain, cut
from zhanggui.analyses.goals.progress.daily_past import WHOLE
from zhanggui.analyses.goals.progress.ratio_standing import WHOLE_SHARE
from zhanggui.analyses.goals.progress.result import ChannelRow, PartRow
from zhanggui.core.charts import Line, Series
from zhanggui.core.currency import major
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.quantity import Interval, Rate, RateInterval
from zhanggui.core.sentence import sentence
from zhanggui.core.words import Words
from zhanggui.metrics.amount import amount

if TYPE_CHECKING:
    from zhanggui.analyses.goals.progress.daily_past import DailyPast
    from zhanggui.analyses.goals.progress.standing import Standing
    from zhanggui.core.period import Period
    from zhanggui.metrics.amount import Amount, Single
    from zhanggui.metrics.metric import Unit

ALL_CHANNELS = Words(zh="全部", en="all")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """How numbers of the goal's unit are told."""

    unit: Unit
    currency: str

    @property
    def scale(self) -> int:
        """In how many parts one of the unit is kept: shares and multiples are whole numbers of millionths."""
        return WHOLE_SHARE if self.unit in {"ratio", "multiple"} else 1

    def sure(self, value: float) -> Single:
        """A known number."""
        whole = round(value)
        return amount(self.unit, whole if self.scale == 1 else whole / self.scale, self.currency) or 0

    def maybe(self, value: float | None) -> Single | None:
        """A number that may be unknown."""
        return None if value is None else self.sure(value)

    def within(self, value: Interval | None) -> Amount:
        """A number with its bounds."""
        if value is None:
            return None
        low, middle, high = (self.sure(bound) for bound in (value.low, value.estimate, value.high))
        if isinstance(low, Money) and isinstance(middle, Money) and isinstance(high, Money):
            return MoneyInterval(low=low, estimate=middle, high=high, level=value.level)
        if isinstance(low, Rate) and isinstance(middle, Rate) and isinstance(high, Rate):
            return RateInterval(low=low, estimate=middle, high=high, level=value.level)
        return Interval(
            low=round(value.low) / self.scale,
            estimate=round(value.estimate) / self.scale,
            high=round(value.high) / self.scale,
            level=value.level,
        )

    def plain(self, value: float) -> float:
        """A number as a chart draws it."""
        return float(major(round(value), self.currency)) if self.unit == "money" else round(value) / self.scale


def part_rows(at: Standing, past: DailyPast, grain: PartGrain, told: Told) -> tuple[PartRow, ...]:
    """The quarters, months, weeks or days of the goal, clipped to it."""
    planned = at.plan.by_day
    rows = []
    for period, place in cut(at.plan.days, grain):
        standing = standing_of(period, place, at.known, past.whole.first)
        is_begun = standing in {"part_over", "part_running"}
        brought = round(float(at.actual[place].sum()))
        due = sum(planned[place.start : min(place.stop, at.known)])
        rows.append(
            PartRow(
                part=NAMES[grain](period),
                first_day=period.start,
                last_day=period.last_day,
                target=told.sure(sum(planned[place])),
                actual=told.sure(brought) if is_begun else None,
                gap=told.sure(brought - due) if is_begun else None,
                standing=sentence(standing),
            )
        )
    return tuple(rows)


def standing_of(period: Period, place: slice, known: int, first: date) -> str:
    """The code of how a part of time stands: over, running, not begun, or before the first day with data."""
    if place.start >= known:
        return "part_not_begun"
    if period.end <= first:
        return "part_before_data"
    return "part_over" if place.stop <= known else "part_running"


def channel_rows(at: Standing, past: DailyPast, told: Told) -> tuple[ChannelRow, ...]:
    """Each channel's part, the largest first."""
    rows = []
    for channel, planned in sorted(at.plan.by_channel.items(), key=lambda each: (-sum(each[1]), each[0])):
        brought = round(float(past.channels[channel].on(at.plan.days[: at.known]).sum()))
        rows.append(
            ChannelRow(
                channel=ALL_CHANNELS if channel == WHOLE else past.called[channel],
                target=told.sure(sum(planned)),
                actual=told.sure(brought),
                gap=told.sure(brought - sum(planned[: at.known])),
            )
        )
    return tuple(rows)


def course(at: Standing, title: Words, told: Told, level: float) -> Series:
    """Planned and brought so far, day by day, and where it is expected to end."""
    days = len(at.plan.days)
    planned = [told.plain(value) for value in accumulate(at.plan.by_day)]
    brought = [told.plain(value) for value in np.cumsum(at.actual)]
    lines = [
        Line(name=Words(zh="计划", en="Planned"), values=tuple(planned)),
        Line(name=Words(zh="实际", en="Brought"), values=_to(days, brought)),
    ]
    end = at.expected(level) if at.days_left else None
    return drawn(title, told, at.plan.days, [*lines, *expected_line(end, lambda bound: _fan(at, bound, told))])


def expected_line(end: Interval | None, fan: Callable[[float], tuple[float | None, ...]]) -> list[Line]:
    """Where a goal is expected to end, with its bounds; no line where nothing is expected."""
    if end is None:
        return []
    low, middle, high = map(fan, (end.low, end.estimate, end.high))
    return [Line(name=Words(zh="预计", en="Expected"), values=middle, low=low, high=high)]


def drawn(title: Words, told: Told, days: Sequence[date], lines: Sequence[Line]) -> Series:
    """Lines over the days of a goal."""
    return Series(
        title=title,
        x_title=Words(zh="日期", en="Day"),
        unit=told.unit,
        x=tuple(day.isoformat() for day in days),
        lines=tuple(lines),
    )


def _fan(at: Standing, end: float, told: Told) -> tuple[float | None, ...]:
    """From what came so far to a bound at the deadline, in the steps of the plan."""
    rest = np.cumsum(np.array(at.plan.by_day[at.known :], dtype=float))
    share = rest / rest[-1] if rest[-1] > 0 else np.linspace(1 / len(rest), 1, len(rest))
    return (None,) * at.known + tuple(told.plain(at.brought + (end - at.brought) * part) for part in share)


def _to(days: int, values: Sequence[float]) -> tuple[float | None, ...]:
    return (*values, *(None,) * (days - len(values)))


def _quarter(period: Period) -> str:
    return f"{period.start.year} Q{(period.start.month - 1) // 3 + 1}"


def _month(period: Period) -> str:
    return f"{period.start:%Y-%m}"


def _week(period: Period) -> str:
    year, week, _ = period.start.isocalendar()
    return f"{year} W{week:02}"


def _day(period: Period) -> str:
    return period.start.isoformat()


NAMES: dict[PartGrain, Callable[[Period], str]] = {"quarter": _quarter, "month": _month, "week": _week, "day": _day}
