"""What do several models together say of the customers to come, and how sure are they?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from zhanggui.stats.lifetimes.ahead import Customers, Outlook, bounds, expected, second_moments
from zhanggui.stats.lifetimes.fitting import LifetimeFit
from zhanggui.stats.lifetimes.histories import Histories
from zhanggui.stats.lifetimes.worth_model import WorthFit
from zhanggui.stats.season import Floats

Groups = NDArray[np.int_]
STEP = 1e-3
MOST_PURCHASES = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Blend:
    """Fitted models and how much each counts; the weights add up to one and have a covariance of their own."""

    fits: tuple[LifetimeFit, ...]
    weights: Floats
    weight_covariance: Floats

    @classmethod
    def of_one(cls, fit: LifetimeFit) -> Blend:
        """One model alone."""
        return cls(fits=(fit,), weights=np.ones(1), weight_covariance=np.zeros((1, 1)))

    def mean(self, parts: list[Floats]) -> Floats:
        """What the models say, each counting by its weight."""
        return np.asarray(np.tensordot(self.weights, np.stack(parts), axes=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Sums over groups of customers, one entry a group.

    Each variance has two parts: what is not known of the parameters, and what chance does to what is known.
    """

    customers: Floats
    alive: Floats
    purchases: Floats
    worth: Floats
    purchases_unsure: Floats
    purchases_chance: Floats
    worth_unsure: Floats
    worth_chance: Floats

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
    """Purchases and worth to come of each group of customers, with the variances of what will be seen.

    Unsure: g' Σ g for each model (delta method; Σ the inverse of the observed information), whose errors are taken to
    come together, as they stem from the same customers; and e' C e for the weights. Chance: E[V²] − E[V]² of each
    customer, customers being independent.
    """
    rows = [expected(fit.model, fit.theta, worth, worth.theta, customers, outlook=outlook) for fit in blend.fits]
    added = partial(_added, customers.histories.customers, groups, count)
    by_model = np.stack([added(each) for each in rows])
    together = blend.mean([np.sqrt(_unsure(fit, worth, customers, added, outlook)) for fit in blend.fits]) ** 2
    apart = np.einsum("mrg,mn,nrg->rg", by_model[:, 1:], blend.weight_covariance, by_model[:, 1:])
    unsure = together + np.maximum(apart, 0)
    squares = blend.mean([second_moments(fit, worth, customers, outlook) for fit in blend.fits])
    chance = added(np.maximum(squares - blend.mean(rows)[1:] ** 2, 0))
    middle = blend.mean(list(by_model))
    return Totals(
        customers=added(np.ones((1, len(groups))))[0],
        alive=middle[0],
        purchases=middle[1],
        worth=middle[2],
        purchases_unsure=unsure[0],
        purchases_chance=chance[0],
        worth_unsure=unsure[1],
        worth_chance=chance[1],
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
    return np.asarray(1 - next(_at_most(blend, histories, days)))


def _at_most(blend: Blend, histories: Histories, days: float) -> Iterator[Floats]:
    """P(at most n purchases) of each history, for n = 0, 1, 2 and so on."""
    alive = [fit.model.likelihood(fit.theta, histories).alive for fit in blend.fits]
    x, age = histories.repeats, histories.age
    below = 1 - blend.mean(alive)
    for count in range(MOST_PURCHASES + 1):
        chances = (fit.model.count_chance(fit.theta, x, age, np.full_like(age, days), count) for fit in blend.fits)
        below = below + blend.mean([here * chance for here, chance in zip(alive, chances, strict=True)])
        yield below


def _unsure(
    fit: LifetimeFit, worth: WorthFit, customers: Customers, added: partial[Floats], outlook: Outlook
) -> Floats:
    """The variance of purchases and worth that comes from not knowing the parameters; two rows, one column a group."""
    variance = np.zeros(())
    for root in _roots(fit.maximum.covariance):
        up, down = (
            added(
                expected(
                    fit.model, fit.theta * np.exp(sign * STEP * root), worth, worth.theta, customers, outlook=outlook
                )
            )
            for sign in (1, -1)
        )
        variance = np.asarray(variance + ((up - down)[1:] / (2 * STEP)) ** 2)
    for root in _roots(worth.covariance):
        up, down = (
            added(expected(fit.model, fit.theta, worth, worth.moved(sign * STEP * root), customers, outlook=outlook))
            for sign in (1, -1)
        )
        variance = np.asarray(variance + ((up - down)[1:] / (2 * STEP)) ** 2)
    return np.asarray(variance)


def _added(people: Floats, groups: Groups, count: int, rows: Floats) -> Floats:
    return np.stack([np.bincount(groups, people * row, minlength=count) for row in rows])


def _roots(covariance: Floats) -> Floats:
    """Directions that add up to the covariance: Σ = Σ_k v_k v_k'."""
    if not covariance.size:
        return np.zeros((0, 0))
    values, vectors = np.linalg.eigh(covariance)
    return np.asarray((vectors * np.sqrt(np.maximum(values, 0))).T)
