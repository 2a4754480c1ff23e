"""Which prices are planned for one stock, and what do they bring beside one markdown and beside waiting?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import ceil

import numpy as np
from numpy.typing import NDArray

from zhanggui.analyses.pricing.clearance.beliefs import LEVEL, Answer, Beliefs, lot_of
from zhanggui.analyses.pricing.clearance.one_step import Markdown, best_markdown
from zhanggui.analyses.pricing.clearance.params import WEEK_DAYS, ClearingParams
from zhanggui.analyses.pricing.clearance.stock import SlowMover
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.quantity import Interval
from zhanggui.offers.prices.endings import Ending
from zhanggui.stats.clearing import Lot, Outlook, best_prices, outlook

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A price of a schedule and for which weeks it stands, counted from 0."""

    price_minor: int
    from_week: float
    weeks: float


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The schedule of one stock: its prices by period, and what it, the one markdown and waiting bring."""

    mover: SlowMover
    answer: Answer
    lot: Lot
    prices: tuple[float, ...]
    weeks: tuple[float, ...]
    one_step: Markdown | None
    horizon_days: int

    @cached_property
    def outlook(self) -> Outlook:
        """What the schedule brings."""
        return outlook(self.lot, self.prices, self.weeks)

    @cached_property
    def waiting(self) -> Outlook:
        """What the price now brings, kept all the time."""
        return outlook(self.lot, [self.lot.price] * len(self.weeks), self.weeks)

    @cached_property
    def marked_down_once(self) -> Outlook:
        """What today's rule brings: its markdown for some days and the price now afterwards, or waiting."""
        share = self.one_step.share if self.one_step else 0.0
        first = self.horizon_days / WEEK_DAYS
        return outlook(self.lot, [self.lot.price * (1 - share), self.lot.price], [first, sum(self.weeks) - first])

    @property
    def gain(self) -> Floats:
        """Money above waiting, by belief."""
        gained: Floats = self.outlook.money - self.waiting.money
        return gained

    @property
    def above_rule(self) -> Floats:
        """Money above what today's rule brings, by belief."""
        gained: Floats = self.outlook.money - self.marked_down_once.money
        return gained

    @property
    def horizon_weeks(self) -> float:
        """Until when prices move: the end of the period that begins with the last change."""
        before = (self.lot.price, *self.prices)
        moved = [at for at, price in enumerate(self.prices) if price != before[at]]
        return sum(self.weeks[: moved[-1] + 1]) if moved else 0.0

    @property
    def stages(self) -> tuple[Stage, ...]:
        """Its prices, each once."""
        found: list[Stage] = []
        since = 0.0
        for price, lasting in zip(self.prices, self.weeks, strict=True):
            if found and found[-1].price_minor == round(price):
                last = found.pop()
                found.append(Stage(price_minor=round(price), from_week=last.from_week, weeks=last.weeks + lasting))
            else:
                found.append(Stage(price_minor=round(price), from_week=since, weeks=lasting))
            since += lasting
        return tuple(found)

    @property
    def changes(self) -> tuple[Stage, ...]:
        """The prices below the one now."""
        return tuple(stage for stage in self.stages if stage.price_minor < round(self.lot.price))


def plan_of(mover: SlowMover, believed: Beliefs, params: ClearingParams, currency: str) -> Plan:
    """The schedule with the most money expected of one stock."""
    lot, weeks = lot_of(mover, believed, params), params.periods()
    tried = prices_of(mover, params, Ending.asked(params.ending, currency))
    return Plan(
        mover=mover,
        answer=believed.answer(mover.sku),
        lot=lot,
        prices=best_prices(lot, tried, weeks, params.most_step),
        weeks=weeks,
        one_step=best_markdown(mover, params),
        horizon_days=params.horizon_days,
    )


def prices_of(mover: SlowMover, params: ClearingParams, ending: Ending | None) -> tuple[float, ...]:
    """The price now and those below it that the floor leaves, from high to low; the ending last."""
    lowest = params.least_price_share * mover.cost_minor
    lower = (mover.price_minor * (1 - share) for share in sorted(set(params.markdowns)))
    left = [price for price in lower if price >= lowest]
    if ending is None:
        return (mover.price_minor, *left)
    high = ceil(mover.price_minor) - 1
    found = {ending.nearest(round(price), low=ceil(lowest), high=high) for price in left}
    return (mover.price_minor, *sorted((price for price in found if price is not None), reverse=True))


def interval_of(values: Floats) -> Interval:
    """The mean and the bounds of what is believed."""
    low, high = (float(np.quantile(values, at)) for at in ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    return Interval(low=low, estimate=float(values.mean()), high=high, level=LEVEL)


def money_of(values: Floats, currency: str) -> MoneyInterval:
    """The same of money."""
    found = interval_of(values)
    low, middle, high = (Money(round(each), currency) for each in (found.low, found.estimate, found.high))
    return MoneyInterval(low=low, estimate=middle, high=high, level=LEVEL)
