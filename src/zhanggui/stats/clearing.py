"""Which prices, falling from week to week, bring the most out of a stock that has to go?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, pdtr

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
CLOSE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """A stock with what is believed of its demand: equally likely pairs of a rate and an elasticity.

    `rate` is units a week at the price now, `fade` the change of log demand in a week, `kept` the share of a price that
    stays, `holding` the money for a unit held a week, `salvage` what a unit brings at the end. Money is in minor units.
    """

    units: int
    price: float
    rate: Floats
    elasticity: Floats
    kept: float
    holding: float
    salvage: float
    fade: float = 0.0

    def rates(self, prices: Floats, weeks: Floats) -> Floats:
        """Units a week by (belief, price): r (p / p₀)^ε e^(f t), each price in a week t of its own."""
        ratio = prices / self.price
        found: Floats = self.rate[:, None] * ratio[None, :] ** self.elasticity[:, None] * np.exp(self.fade * weeks)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What prices are expected to bring: units sold by (belief, period), units left and money by belief."""

    sold: Floats
    left: Floats
    money: Floats


def outlook(lot: Lot, prices: Sequence[float], weeks: Sequence[float]) -> Outlook:
    """Expected units and money of a stock at given prices, each standing for some weeks; exact for Poisson demand.

    Λ(t) is the demand expected until t, N ~ Poisson(Λ), and M = min(N, S) is sold of the stock S. Money = Σ κ p(i)
    [E M(Λ(i)) − E M(Λ(i−1))] + s (S − E M(Λ(T))) − h ∫ E (S − N)⁺ dt: demand until t is Poisson whatever prices stood
    before (Gallego & van Ryzin 1994, §2), so that no path of the stock has to be followed.

    >>> kept = Lot(units=10, price=5, rate=np.zeros(1), elasticity=np.array([-2.0]), kept=1, holding=1, salvage=2)
    >>> outlook(kept, [5], [3]).money.tolist()
    [-10.0]
    """
    lasting, steps = np.asarray(weeks, np.float64), np.asarray(prices, np.float64)
    rates = lot.rates(steps, _middles(lasting))
    until = np.concatenate([np.zeros((len(rates), 1)), np.cumsum(rates * lasting, axis=1)], axis=1)
    sold, held = (np.diff(each, axis=1) for each in _moments(lot.units, until))
    left = lot.units - sold.sum(axis=1)
    weeks_held = _unit_weeks(lot, held, rates, lasting).sum(axis=1)
    money = sold @ (lot.kept * steps) + lot.salvage * left - lot.holding * weeks_held
    return Outlook(sold=sold, left=left, money=money)


def best_prices(lot: Lot, prices: Sequence[float], weeks: Sequence[float], most_step: float) -> tuple[float, ...]:
    """The row of prices that never rises, falls by no more than a share at once, and has the most money expected.

    `prices` are those to choose from, from high to low, the first of them the price now. Every row is looked at: rows
    with the same beginning share it, and T periods at K prices have C(T + K − 1, K − 1) ends. Money is the mean over
    what is believed, as the row is chosen before anybody knows. Of equal rows the one that stays high longest.
    """
    steps, lasting = np.asarray(prices, np.float64), np.asarray(weeks, np.float64)
    taken, until, money = np.zeros((1, 1), np.int64), np.zeros((1, len(lot.rate))), np.zeros(1)
    sold, held = _moments(lot.units, until)
    for period, week in enumerate(_middles(lasting)):
        parent, level = _next_levels(taken[:, -1], steps, most_step)
        rates = lot.rates(steps, np.full(len(steps), week)).T[level]
        until = until[parent] + rates * lasting[period]
        sold_then, held_then = _moments(lot.units, until)
        earned = (sold_then - sold[parent]) * lot.kept * steps[level][:, None]
        weeks_held = _unit_weeks(lot, held_then - held[parent], rates, lasting[period])
        money = money[parent] + (earned - lot.holding * weeks_held).mean(axis=1)
        taken, sold, held = np.column_stack([taken[parent], level]), sold_then, held_then
    money = money + lot.salvage * (lot.units - sold.mean(axis=1))
    best = int(np.flatnonzero(money >= money.max() - CLOSE * max(abs(float(money.max())), 1.0))[0])
    return tuple(float(steps[at]) for at in taken[best, 1:])


def _next_levels(last: Whole, steps: Floats, most_step: float) -> tuple[Whole, Whole]:
    """Which rows go on at which price: not above their last, and not more than a step below it."""
    allowed = (steps[None, :] <= steps[:, None]) & (steps[None, :] >= steps[:, None] * (1 - most_step) - CLOSE)
    parent, level = np.nonzero(allowed[last])
    return parent.astype(np.int64), level.astype(np.int64)


def _moments(stock: int, until: Floats) -> tuple[Floats, Floats]:
    """Expected units sold, and unit-weeks held times the rate, of a stock once demand until then is expected.

    E M = Λ P(N < S) + S P(N > S), E M (M − 1) = Λ² P(N < S − 1) + S (S − 1) P(N > S), and ∫₀^Λ E (S − N(u))⁺ du =
    S E M − E M (M − 1) / 2, as ∫₀^Λ P(N(u) = i) du = P(N(Λ) > i).

    >>> sold, held = _moments(2, np.array([1e3]))
    >>> sold.tolist(), held.tolist()
    ([2.0], [3.0])
    """
    # demand far beyond the stock surely takes all of it: bounded, so that the logarithms stay within floating point
    at = np.clip(until, CLOSE, stock + 12 * np.sqrt(stock) + 60)
    chance = np.exp(stock * np.log(at) - at - gammaln(stock + 1))
    up_to = pdtr(stock, at)
    below = up_to - chance
    pairs = at**2 * (below - chance * stock / at) + stock * (stock - 1) * (1 - up_to)
    sold: Floats = at * below + stock * (1 - up_to)
    held: Floats = stock * sold - pairs / 2
    return sold, held


def _unit_weeks(lot: Lot, held: Floats, rates: Floats, lasting: Floats | float) -> Floats:
    """Units times weeks that were held; with no demand all of them all the time."""
    weeks: Floats = np.where(rates > CLOSE, held / np.maximum(rates, CLOSE), lot.units * lasting)
    return weeks


def _middles(lasting: Floats) -> Floats:
    """The middle of each period, in weeks from now."""
    return np.cumsum(lasting) - lasting / 2
