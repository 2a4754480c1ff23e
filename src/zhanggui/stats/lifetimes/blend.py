"""What do several models together say of the customers to come, and how sure are they?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhanggui.stats.lifetimes.ahead import Customers, Outlook, bounds, comes_back, expected, second_moments
from zhanggui.stats.lifetimes.fitting import LifetimeFit
from zhanggui.stats.lifetimes.histories import Histories
from zhanggui.stats.lifetimes.worth_model import WorthFit, every_purchase_one
from zhanggui.stats.season import Floats

Groups = NDArray[np.int_]
STEP = 1e-3
MOST_PURCHASES = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Blend:
    """Fitted models and how much each counts; the weights add up to one."""

    fits: tuple[LifetimeFit, ...]
    weights: Floats

    @classmethod
    def of_one(cls, fit: LifetimeFit) -> Blend:
        """One model alone."""
        return cls(fits=(fit,), weights=np.ones(1))

    def mean(self, parts: list[Floats]) -> Floats:
        """What the models say, each counting by its weight."""
        return np.asarray(np.tensordot(self.weights, np.stack(parts), axes=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Sums over groups of customers, one entry a group.

    Each variance has two parts: what is not known of the models and their parameters, and what chance does to what is
    known. `returning` are the customers who buy at least once within the days ahead.
    """

    customers: Floats
    alive: Floats
    returning: Floats
    purchases: Floats
    worth: Floats
    returning_unsure: Floats
    returning_chance: Floats
    purchases_unsure: Floats
    purchases_chance: Floats
    worth_unsure: Floats
    worth_chance: Floats

    def returning_within(self, level: float, missed: float = 0.0) -> tuple[Floats, Floats]:
        """Low and high of the customers who will be seen again, never more than there are."""
        variance = self.returning_unsure + self.returning_chance + (missed * self.returning) ** 2
        low, high = bounds(self.returning, variance, level)
        return low, np.minimum(high, self.customers)

    def purchases_within(self, level: float, missed: float = 0.0) -> tuple[Floats, Floats]:
        """Low and high of the purchases that will be seen; `missed` is a relative error known from elsewhere."""
        more = (missed * self.purchases) ** 2
        return bounds(self.purchases, self.purchases_unsure + self.purchases_chance + more, level)

    def worth_within(self, level: float, missed: float = 0.0) -> tuple[Floats, Floats]:
        """Low and high of the worth that will be seen."""
        more = (missed * self.worth) ** 2
        return bounds(
            self.worth, self.worth_unsure + self.worth_chance + more, level, is_positive=bool((self.worth > 0).all())
        )


def totals(
    blend: Blend, worth: WorthFit, customers: Customers, outlook: Outlook, *, groups: Groups, count: int
) -> Totals:
    """Customers who return, purchases and worth to come of each group, with the variances of what will be seen.

    Which model is right is one question for all customers, so that the sum follows a mixture of the models' sums and
    Var = Σ_m w_m (g_m' Σ_m g_m + chance_m + (e_m − e)²): g_m' Σ_m g_m by the delta method (Σ_m the inverse of the
    observed information), chance_m = Σ E[V²] − E[V]² over independent customers, e = Σ w_m e_m.
    """
    people = customers.histories.customers

    def added(rows: Floats) -> Floats:
        return np.stack([np.bincount(groups, people * row, minlength=count) for row in rows])

    told = [_told(fit, worth, customers, outlook, added) for fit in blend.fits]
    middle = blend.mean([each.expected for each in told])
    unsure = blend.mean([each.unsure + (each.expected - middle)[1:] ** 2 for each in told])
    chance = blend.mean([each.chance for each in told])
    return Totals(
        customers=added(np.ones((1, len(groups))))[0],
        **dict(zip(("alive", "returning", "purchases", "worth"), middle, strict=True)),
        **dict(zip(("returning_unsure", "purchases_unsure", "worth_unsure"), unsure, strict=True)),
        **dict(zip(("returning_chance", "purchases_chance", "worth_chance"), chance, strict=True)),
    )


def each_expected(blend: Blend, worth: WorthFit, customers: Customers, outlook: Outlook) -> Floats:
    """Of each history: P(alive), purchases to come, and their worth today; three rows."""
    return blend.mean(
        [expected(fit.model, fit.theta, worth, worth.theta, customers, outlook=outlook) for fit in blend.fits]
    )


def count_bounds(blend: Blend, histories: Histories, days: float, level: float) -> tuple[Floats, Floats]:
    """The smallest and the largest number of purchases that each customer will probably make."""
    tail = (1 - level) / 2
    low, high = np.full(len(histories), -1.0), np.full(len(histories), -1.0)
    for count, below in enumerate(_at_most(blend, histories, days)):
        low = np.where((low < 0) & (below > tail), count, low)
        high = np.where((high < 0) & (below >= 1 - tail), count, high)
        if (high >= 0).all():
            break
    return np.maximum(low, 0), np.where(high < 0, MOST_PURCHASES, high)


def comes_within(blend: Blend, histories: Histories, days: float) -> Floats:
    """The chance of at least one purchase within so many days."""
    return blend.mean([comes_back(fit, fit.theta, histories, days) for fit in blend.fits])


def _at_most(blend: Blend, histories: Histories, days: float) -> Iterator[Floats]:
    """P(at most n purchases) of each history, for n = 0, 1, 2 and so on."""
    alive = [fit.model.likelihood(fit.theta, histories).alive for fit in blend.fits]
    x, age = histories.repeats, histories.age
    below = 1 - blend.mean(alive)
    for count in range(MOST_PURCHASES + 1):
        chances = (fit.model.count_chance(fit.theta, x, age, np.full_like(age, days), count) for fit in blend.fits)
        below = below + blend.mean([here * chance for here, chance in zip(alive, chances, strict=True)])
        yield below


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What one model says of groups: P(there), who returns, purchases, worth; of the last three also how unsure."""

    expected: Floats
    unsure: Floats
    chance: Floats


def _told(
    fit: LifetimeFit, worth: WorthFit, customers: Customers, outlook: Outlook, added: Callable[[Floats], Floats]
) -> _Told:
    def of_each(theta: Floats) -> Floats:
        there, purchases, value = expected(fit.model, theta, worth, worth.theta, customers, outlook=outlook)
        return np.stack([there, comes_back(fit, theta, customers.histories, outlook.days), purchases, value])

    def slope(up: Floats, down: Floats) -> Floats:
        return added(up - down) / (2 * STEP)

    each = of_each(fit.theta)
    unsure = np.zeros((3, added(each).shape[1]))
    for root in _roots(fit.maximum.covariance):
        up, down = (of_each(fit.theta * np.exp(sign * STEP * root))[1:] for sign in (1, -1))
        unsure += slope(up, down) ** 2
    if worth.covariance.size:
        one = every_purchase_one()
        discounted = expected(fit.model, fit.theta, one, one.theta, customers, outlook=outlook)[2:]
        for root in _roots(worth.covariance):
            moved = (worth.moved(sign * STEP * root) for sign in (1, -1))
            up, down = (discounted * worth.usual(theta, customers.purchases, customers.mean) for theta in moved)
            unsure[2:] += slope(up, down) ** 2
    returns, *means = each[1:]
    squares = second_moments(fit, worth, customers, outlook)
    apart = np.stack([returns * (1 - returns), *(squares - np.stack(means) ** 2)])
    return _Told(expected=added(each), unsure=unsure, chance=added(np.maximum(apart, 0)))


def _roots(covariance: Floats) -> Floats:
    """Directions that add up to the covariance: Σ = Σ_k v_k v_k'."""
    if not covariance.size:
        return np.zeros((0, 0))
    values, vectors = np.linalg.eigh(covariance)
    return np.asarray((vectors * np.sqrt(np.maximum(values, 0))).T)
