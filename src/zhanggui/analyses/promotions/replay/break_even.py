"""How much more would have to be sold so that a set of offers costs nothing, and how sure is that?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from zhanggui.analyses.promotions.replay.past_baskets import sums_by
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.quantity import Rate, RateInterval
from zhanggui.stats.bootstrap import mean_interval, ratio_interval

if TYPE_CHECKING:
    from zhanggui.analyses.promotions.replay.outcome import Outcome
    from zhanggui.analyses.promotions.replay.past_baskets import Flags, Numbers, PastBaskets, Whole
    from zhanggui.metrics.value import MarginAssumption

MOST_GROUPS = 500
UPLIFTS = (0.0, 0.1, 0.2, 0.5)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Groups:
    """Baskets in groups that are redrawn whole: those of a customer together; of a day, where buyers are unknown."""

    of: Whole
    count: int
    kind: Literal["customers", "days"]


def groups(past: PastBaskets) -> Groups:
    """By customer where every basket has one, else by day; more than 500 are put together into 500 by their number."""
    customers = past.of_orders(past.texts["customer"].codes)
    is_known = bool(past.orders) and bool((customers >= 0).all())
    codes = customers if is_known else np.unique(past.of_orders(past.days), return_inverse=True)[1].reshape(-1)
    whole = int(codes.max(initial=-1)) + 1
    return Groups(of=codes % MOST_GROUPS, count=min(whole, MOST_GROUPS), kind="customers" if is_known else "days")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Gain:
    """What a set changes in each group if nobody reacts (`change`), and what is earned on what it touches (`touched`).

    change = P₁ − P₀ without any reaction, P₀ being profit at list prices; `touched` C is the profit, under the set, of
    the lines it reduces (or of whole baskets where it gives gifts or shipping). With a share u more of these units
    profit changes by P₁ − P₀ + u · C, which is nothing at the **break-even uplift** u* = (P₀ − P₁) ÷ C. Where C ≤ 0
    every further unit loses money, and no uplift breaks even.

    Both are profit; `base` is the past net sales behind C whose cost rests on the declared margin.
    """

    change: Numbers
    touched: Numbers
    base: Numbers
    lines: Flags
    orders: int
    units: int


def gain(past: PastBaskets, outcome: Outcome, usual: Outcome, found: Groups) -> Gain:
    """The gain of a set against list prices, by group."""
    lines = _touched(past, outcome)
    of_line = found.of[past.order_of]
    change = sums_by(of_line, outcome.sure - usual.sure, found.count)
    beside = sums_by(found.of, outcome.beside.astype(np.float64), found.count)
    earned = sums_by(of_line, np.where(lines, outcome.sure, 0.0), found.count)
    base = sums_by(of_line, np.where(lines, outcome.base, 0.0), found.count)
    return Gain(
        change=change - beside,
        touched=earned - beside,
        base=base,
        lines=lines,
        orders=len(np.unique(past.order_of[lines])),
        units=int(past.amount("quantity")[lines].sum()),
    )


def _touched(past: PastBaskets, outcome: Outcome) -> Flags:
    """Lines that are reduced, and all lines of baskets that get a gift or shipping."""
    given = np.zeros(past.orders, dtype=np.bool_)
    if outcome.replayed is not None:
        entries = outcome.replayed.given
        is_beside = (entries["shipping"] > 0) | (entries["gift_cost"] > 0) | (entries["gifts_unknown"] > 0)
        given[entries["order"][is_beside]] = True
    touched: Flags = (outcome.off > 0) | given[past.order_of]
    return touched


def break_even(found: Gain, margin: MarginAssumption | None) -> RateInterval | None:
    """u* = (P₀ − P₁) ÷ C with the range in which nine of ten redrawn values lie; None where no uplift breaks even.

    The declared margin widens it: the low bound rests on the high margin, and the other way round.
    """
    bounds = []
    for share in _shares(found, margin):
        earned = found.touched + share * found.base
        if earned.sum() <= 0:
            return None
        redrawn = ratio_interval(list(-found.change), list(earned))
        exact = float(-found.change.sum() / earned.sum())
        bounds.append((exact, exact, exact) if redrawn is None else (redrawn.low, redrawn.estimate, redrawn.high))
    if not bounds:
        return None
    middle = bounds[len(bounds) // 2][1]
    return RateInterval(low=Rate(bounds[-1][0]), estimate=Rate(middle), high=Rate(bounds[0][2]), level=0.9)


def change_at(found: Gain, uplift: float, margin: MarginAssumption | None, currency: str) -> MoneyInterval | None:
    """P₁ − P₀ + u · C with nine-of-ten bounds; None where C needs a cost that nobody told."""
    shares = _shares(found, margin) if uplift else (0.0,)
    if not shares:
        return None
    bounds = []
    for share in shares:
        values = found.change + uplift * (found.touched + share * found.base)
        redrawn = mean_interval(list(values))
        whole, count = float(values.sum()), len(values)
        low, high = (whole, whole) if redrawn is None else (redrawn.low * count, redrawn.high * count)
        bounds.append((low, whole, high))
    middle = bounds[len(bounds) // 2][1]
    low, high = min(each[0] for each in bounds), max(each[2] for each in bounds)
    if low == high:
        return MoneyInterval.exactly(Money(round(middle), currency))
    return MoneyInterval(
        low=Money(round(low), currency),
        estimate=Money(round(middle), currency),
        high=Money(round(high), currency),
        level=0.9,
    )


def _shares(found: Gain, margin: MarginAssumption | None) -> tuple[float, ...]:
    """The margins to be tried: none is needed where every cost is known."""
    if not found.base.any():
        return (0.0,)
    return () if margin is None else (margin.low, margin.estimate, margin.high)
