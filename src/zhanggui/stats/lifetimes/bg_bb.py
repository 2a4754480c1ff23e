"""BG/BB: what if customers can buy, or give, once a period at most, and leave between two periods?

Buys with chance p ~ Beta(α, β) each period while there, leaves before a period with chance θ ~ Beta(γ, δ).
P. S. Fader, B. G. S. Hardie and J. Shang, Customer-base analysis in a discrete-time noncontractual setting, Marketing
Science 29, 2010.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import product

import numpy as np
from scipy.special import betaln, digamma

from zhanggui.stats.lifetimes.likelihood import Maximum, maximum
from zhanggui.stats.season import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Chances:
    """Histories of yes and no: purchases x in `periods` n, the last at period `latest` t_x, shared by `customers`."""

    purchases: Floats
    latest: Floats
    periods: Floats
    customers: Floats

    @classmethod
    def of(cls, purchases: Floats, latest: Floats, periods: Floats, customers: Floats) -> Chances:
        """From arrays of numbers."""
        columns = [np.asarray(column, dtype=float) for column in (purchases, latest, periods, customers)]
        return cls(purchases=columns[0], latest=columns[1], periods=columns[2], customers=columns[3])


def fit_bg_bb(seen: Chances) -> Maximum | str:
    """The most likely α, β, γ, δ; a code where nobody bought again."""
    if not float(seen.customers @ seen.purchases):
        return "nobody_came_again"
    found = maximum(
        partial(_total, seen), [np.array(start) for start in product((0.0, 1.0), (0.0,), (-0.5, 0.5), (1.0,))]
    )
    return found if found.has_converged and np.isfinite(found.log_likelihood) else "not_converged"


def alive(theta: Floats, seen: Chances) -> Floats:
    """The chance that one is still there when the next period begins.

    B(α+x, β+n−x) B(γ, δ+n+1) / (B(α, β) B(γ, δ) L(x, t_x, n)).
    """
    _, _, gamma, delta = theta
    values, there = _values(theta, seen)[:2]
    n = seen.periods
    return np.asarray(np.exp(there - values + betaln(gamma, delta + n + 1) - betaln(gamma, delta + n)))


def purchases_ahead(theta: Floats, seen: Chances, periods: int) -> Floats:
    """Expected purchases in the coming periods.

    E[p | x] · P(there after n) · Σ_{j=1}^{h} P(there after n + j | there after n): equation (14) of the paper, written
    as the sum over periods that it comes from, which knows no trouble at γ = 1.
    """
    alpha, beta, gamma, delta = theta
    x, n = seen.purchases, seen.periods
    values, there = _values(theta, seen)[:2]
    buys = (alpha + x) / (alpha + beta + n)
    ahead = np.arange(1, periods + 1)
    stays = np.exp(betaln(gamma, delta + n[:, None] + ahead) - betaln(gamma, delta + n[:, None])).sum(axis=1)
    return np.asarray(np.exp(there - values) * buys * stays)


def _total(seen: Chances, log_theta: Floats) -> tuple[float, Floats]:
    theta = np.exp(log_theta)
    values, _, slopes = _values(theta, seen)
    return float(seen.customers @ values), np.asarray(seen.customers @ slopes) * theta


def _values(theta: Floats, seen: Chances) -> tuple[Floats, Floats, Floats]:
    """Ln L of each history, that of still being there, and the slopes of the first.

    L = B(α+x, β+n−x)/B(α,β) · B(γ, δ+n)/B(γ,δ) + Σ_{i=0}^{n−t_x−1} B(α+x, β+t_x−x+i)/B(α,β) · B(γ+1, δ+t_x+i)/B(γ,δ)
    """
    alpha, beta, gamma, delta = theta
    x, n = seen.purchases[:, None], seen.periods[:, None]
    left_at = seen.latest[:, None] + np.arange(int((seen.periods - seen.latest).max()) + 1)
    is_there = left_at == n
    misses = left_at - x
    went = np.where(is_there, 0, 1)
    with np.errstate(invalid="ignore"):
        parts = betaln(alpha + x, beta + misses) + betaln(gamma + went, delta + left_at)
    parts = np.where(left_at <= n, parts, -np.inf) - betaln(alpha, beta) - betaln(gamma, delta)
    top = parts.max(axis=1, keepdims=True)
    share = np.exp(parts - top)
    values = top[:, 0] + np.log(share.sum(axis=1))
    share /= share.sum(axis=1, keepdims=True)
    buying = digamma(alpha + beta) - digamma(alpha + beta + left_at)
    leaving = digamma(gamma + delta) - digamma(gamma + delta + left_at + went)
    slopes = [
        (share * (digamma(alpha + x) - digamma(alpha) + buying)).sum(axis=1),
        (share * (digamma(beta + misses) - digamma(beta) + buying)).sum(axis=1),
        (share * (digamma(gamma + went) - digamma(gamma) + leaving)).sum(axis=1),
        (share * (digamma(delta + left_at) - digamma(delta) + leaving)).sum(axis=1),
    ]
    there = parts[np.arange(len(values)), np.argmax(is_there, axis=1)]
    return values, there, np.stack(slopes, axis=1)
