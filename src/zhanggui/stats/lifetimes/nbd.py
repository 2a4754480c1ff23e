"""NBD: what if nobody ever leaves?

λ ~ Gamma(r, α), purchases Poisson(λ) for good: what is left where the data show no dropout.
A. S. C. Ehrenberg, The pattern of consumer purchases, Applied Statistics 8, 1959.
"""

from __future__ import annotations

import numpy as np
from scipy.special import digamma, gammaln
from scipy.stats import nbinom

from zhanggui.stats.lifetimes.histories import Histories
from zhanggui.stats.lifetimes.model import LifetimeModel, Likelihood
from zhanggui.stats.season import Floats


def likelihood(theta: Floats, histories: Histories) -> Likelihood:
    """L = Γ(r+x) / Γ(r) · α^r (α+T)^{-(r+x)}."""
    r, alpha = theta
    x, age = histories.repeats, histories.age
    log_age = np.log(alpha + age)
    values = gammaln(r + x) - gammaln(r) + r * np.log(alpha) - (r + x) * log_age
    slopes = [digamma(r + x) - digamma(r) + np.log(alpha) - log_age, r / alpha - (r + x) / (alpha + age)]
    return Likelihood(values=values, slopes=np.stack(slopes, axis=1), alive=np.ones(len(histories)))


def rate_ahead(theta: Floats, x: Floats, age: Floats, u: Floats) -> Floats:
    """E[λ] = (r+x) / (α+T), at any time."""
    r, alpha = theta
    return np.asarray((r + x) / (alpha + age) * np.ones_like(u))


def pair_rate_ahead(theta: Floats, x: Floats, age: Floats, u: Floats) -> Floats:
    """E[λ²]."""
    r, alpha = theta
    return np.asarray((r + x) * (r + x + 1) / (alpha + age) ** 2 * np.ones_like(u))


def count_chance(theta: Floats, x: Floats, age: Floats, horizon: Floats, count: int) -> Floats:
    """The negative binomial of size r+x and chance (α+T) / (α+T+h)."""
    r, alpha = theta
    return np.asarray(nbinom.pmf(count, r + x, (alpha + age) / (alpha + age + horizon)))


NBD = LifetimeModel(
    code="nbd",
    parameters=("r", "alpha"),
    time_power=(0, 1),
    likelihood=likelihood,
    rate_ahead=rate_ahead,
    pair_rate_ahead=pair_rate_ahead,
    count_chance=count_chance,
)
