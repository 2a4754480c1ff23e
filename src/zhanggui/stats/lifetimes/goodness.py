"""Does a model of coming and leaving look like what was seen?"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2

from zhanggui.stats.lifetimes.ahead import Outlook, moments_ahead
from zhanggui.stats.lifetimes.blend import Blend
from zhanggui.stats.lifetimes.fitting import LifetimeFit
from zhanggui.stats.lifetimes.histories import Histories
from zhanggui.stats.season import Floats

MOST_REPEATS = 7
LEAST_EXPECTED = 5.0
NOBODY = np.zeros(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Histogram:
    """Customers by number of repeat purchases, 0 … the last of which means "or more": seen, and as the model has it."""

    seen: Floats
    expected: Floats
    chi_square: float | None
    freedom: int
    probability: float | None


def histogram(fit: LifetimeFit, histories: Histories, most: int = MOST_REPEATS) -> Histogram:
    """How many customers should have come again n times, each within the time they were watched.

    χ² = Σ (seen − expected)² / expected over classes of five expected customers at least (the sparse ones of the tail
    are joined), with classes − 1 − parameters degrees of freedom (R. A. Fisher, 1924).
    """
    ages, back = np.unique(histories.age, return_inverse=True)
    people = np.bincount(back, histories.customers)
    born = new_customer_alive(fit)
    x = np.zeros_like(ages)
    watched = ages > 0
    expected = np.zeros(most + 1)
    for count in range(most):
        chance = np.zeros_like(ages)
        chance[watched] = born * fit.model.count_chance(fit.theta, x[watched], x[watched], ages[watched], count)
        chance[~watched] = born * (count == 0)
        expected[count] = float(people @ chance) + (1 - born) * float(people.sum()) * (count == 0)
    expected[most] = max(0.0, float(people.sum()) - float(expected.sum()))
    counts = np.minimum(histories.repeats, most).astype(int)
    seen = np.asarray(np.bincount(counts, histories.customers, minlength=most + 1), dtype=float)
    return _compared(seen, expected, len(fit.theta))


def tracking(blend: Blend, births: Floats, clock: Floats, ends: NDArray[np.int_]) -> Floats:
    """Repeat purchases expected by the end of some days, of customers who began on the days told by `births`.

    E(t) = Σ_d births(d) m(G(t) − G(d)), m(u) = P(there) ∫_0^u E[λS] the purchases of a new customer within u and
    G(d) the shop time at the end of a day, `clock`. m is worked out once for each day of shop time, straight lines
    between.
    """
    longest = max(1, math.ceil(float(clock[-1] - clock[0])))
    curve = np.concatenate([[0.0], new_customer_purchases(blend, np.arange(1.0, longest + 1))])
    since = np.maximum(clock[ends, None] - clock[None, :], 0.0)
    return np.asarray(np.interp(since, np.arange(longest + 1), curve) @ births)


def new_customer_alive(fit: LifetimeFit) -> float:
    """P(there) right after the first purchase."""
    new = Histories(repeats=NOBODY, latest=NOBODY, age=NOBODY, customers=np.ones(1))
    return float(fit.model.likelihood(fit.theta, new).alive[0])


def new_customer_purchases(blend: Blend, days: Floats, yearly_rate: float = 0.0) -> Floats:
    """Repeat purchases expected of a new customer within each number of days, discounted if asked."""
    return blend.mean([_new_customer(fit, days, yearly_rate) for fit in blend.fits])


def _new_customer(fit: LifetimeFit, days: Floats, yearly_rate: float) -> Floats:
    outlooks = [Outlook(days=float(end), yearly_rate=yearly_rate) for end in days]
    found = [moments_ahead(fit.model, fit.theta, NOBODY, NOBODY, outlook)[0][0] for outlook in outlooks]
    return new_customer_alive(fit) * np.array(found)


def _compared(seen: Floats, expected: Floats, parameters: int) -> Histogram:
    classes = _joined(expected)
    s, e = (np.add.reduceat(column, classes) for column in (seen, expected))
    freedom = len(classes) - 1 - parameters
    if freedom < 1:
        return Histogram(seen=seen, expected=expected, chi_square=None, freedom=max(freedom, 0), probability=None)
    value = float(((s - e) ** 2 / e).sum())
    return Histogram(
        seen=seen, expected=expected, chi_square=value, freedom=freedom, probability=float(chi2.sf(value, freedom))
    )


def _joined(expected: Floats) -> list[int]:
    """Where classes begin, once those that are too sparse are joined with the one before."""
    starts = [0]
    for at in range(1, len(expected)):
        if expected[at:].sum() >= LEAST_EXPECTED and expected[starts[-1] : at].sum() >= LEAST_EXPECTED:
            starts.append(at)
    return starts
