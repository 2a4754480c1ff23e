"""What will customers still buy, what is that worth today, and how sure is it?"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.stats import gamma, norm

from zhanggui.stats.lifetimes.fitting import LifetimeFit
from zhanggui.stats.lifetimes.histories import Histories
from zhanggui.stats.lifetimes.model import LifetimeModel
from zhanggui.stats.lifetimes.quadrature import nodes_ahead
from zhanggui.stats.lifetimes.worth_model import WorthFit
from zhanggui.stats.season import Floats

YEAR = 365.25
AT_A_TIME = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """How far ahead, in days, and what a year's wait costs (0.1: what comes in a year is worth a tenth less)."""

    days: float
    yearly_rate: float = 0.0

    @property
    def force(self) -> float:
        """The same rate by the day, compounding all the time: δ = ln(1+d) / 365.25."""
        return math.log1p(self.yearly_rate) / YEAR


@dataclass(frozen=True, slots=True, kw_only=True)
class Customers:
    """Histories, and beside each how many purchases their mean worth rests on (0: none), and that mean."""

    histories: Histories
    purchases: Floats
    mean: Floats


def moments_ahead(
    model: LifetimeModel, theta: Floats, x: Floats, age: Floats, outlook: Outlook
) -> tuple[Floats, Floats, Floats]:
    """Of a customer still there: Σ e^{-δt} over purchases to come, its mean; that of Σ e^{-2δt}; that over pairs.

    m = ∫ e^{-δu} E[λS(u)] du, A = ∫ e^{-2δu} E[λS(u)] du, B = 2 ∫ e^{-δu} (1−e^{-δu})/δ · pairs(u) du, so that
    E[(Σ e^{-δt})²] = A + B. (With δ = 0, m is the papers' conditional expectation; over an endless horizon, DERT.)
    """
    nodes, weights = nodes_ahead(outlook.days)
    force = outlook.force
    discount = np.exp(-force * nodes)
    since = nodes if force == 0 else -np.expm1(-force * nodes) / force
    _, first, back = np.unique(x + 1j * age, return_index=True, return_inverse=True)  # pairs that differ
    found = np.empty((3, len(first)))
    for at in range(0, len(first), AT_A_TIME):
        part = slice(at, at + AT_A_TIME)
        known = x[first[part], None], age[first[part], None], nodes[None, :]
        rate, pairs = model.rate_ahead(theta, *known), model.pair_rate_ahead(theta, *known)
        found[0, part] = rate @ (weights * discount)
        found[1, part] = rate @ (weights * discount**2)
        found[2, part] = 2 * (pairs @ (weights * discount * since))
    mean, squares, pair = found[:, back]
    return mean, squares, pair


def purchases_ahead(model: LifetimeModel, theta: Floats, histories: Histories, days: float) -> Floats:
    """How many more purchases each customer is expected to make."""
    mean, _, _ = moments_ahead(model, theta, histories.repeats, histories.age, Outlook(days=days))
    return np.asarray(model.likelihood(theta, histories).alive * mean)


def expected(
    model: LifetimeModel, theta: Floats, worth: WorthFit, theta_worth: Floats, customers: Customers, *, outlook: Outlook
) -> Floats:
    """Of each history: P(alive), purchases to come, and their worth today; three rows."""
    histories = customers.histories
    there = model.likelihood(theta, histories).alive
    plain, _, _ = moments_ahead(model, theta, histories.repeats, histories.age, Outlook(days=outlook.days))
    today = plain
    if outlook.force:
        today, _, _ = moments_ahead(model, theta, histories.repeats, histories.age, outlook)
    usual = worth.usual(theta_worth, customers.purchases, customers.mean)
    return np.stack([there, there * plain, there * today * usual])


def comes_back(fit: LifetimeFit, theta: Floats, histories: Histories, days: float) -> Floats:
    """The chance of at least one purchase within so many days: P(there) · (1 − P(no purchase | there))."""
    _, first, back = np.unique(histories.repeats + 1j * histories.age, return_index=True, return_inverse=True)
    x, age = histories.repeats[first], histories.age[first]
    none = fit.model.count_chance(theta, x, age, np.full_like(age, days), 0)
    return np.asarray(fit.model.likelihood(theta, histories).alive * (1 - none)[back])


def second_moments(fit: LifetimeFit, worth: WorthFit, customers: Customers, outlook: Outlook) -> Floats:
    """Of each history: E[N²] of the purchases to come and E[V²] of their worth, V² = E[v²] A + E[v v'] B; two rows."""
    histories = customers.histories
    alive = fit.model.likelihood(fit.theta, histories).alive
    square, pair = worth.second(worth.theta, customers.purchases, customers.mean)
    plain = moments_ahead(fit.model, fit.theta, histories.repeats, histories.age, Outlook(days=outlook.days))
    today = moments_ahead(fit.model, fit.theta, histories.repeats, histories.age, outlook)
    return np.stack([alive * (plain[1] + plain[2]), alive * (square * today[1] + pair * today[2])])


def bounds(estimate: Floats, variance: Floats, level: float, *, is_positive: bool = True) -> tuple[Floats, Floats]:
    """Low and high of a gamma with this mean and variance where nothing lies below 0, of a normal otherwise."""
    tail = (1 - level) / 2
    spread = np.sqrt(variance)
    low, high = estimate + norm.ppf(tail) * spread, estimate + norm.ppf(1 - tail) * spread
    if not is_positive:
        return low, high
    is_told = (estimate > 0) & (variance > 0)
    shape = np.where(is_told, estimate**2 / np.where(is_told, variance, 1.0), 1.0)
    scale = np.where(is_told, variance / np.where(is_told, estimate, 1.0), 0.0)
    low = np.where(is_told, gamma.ppf(tail, shape) * scale, estimate)
    high = np.where(is_told, gamma.ppf(1 - tail, shape) * scale, estimate)
    return np.asarray(low), np.asarray(high)
