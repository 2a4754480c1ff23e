"""sBG: how long do subscribers stay, when each renews with a chance of their own?

θ ~ Beta(α, β) is the chance not to renew. P. S. Fader and B. G. S. Hardie, How to project customer retention, Journal
of Interactive Marketing 21, 2007.
"""

from __future__ import annotations

from functools import partial

import numpy as np
from scipy.special import betaln, digamma

from zhanggui.stats.lifetimes.likelihood import Maximum, maximum
from zhanggui.stats.season import Floats


def fit_sbg(subscribers: Floats) -> Maximum | str:
    """The most likely α, β of one cohort from how many were left at each renewal, the first number being everybody.

    P(T = t) = B(α+1, β+t−1) / B(α, β), S(t) = B(α, β+t) / B(α, β). A code instead where nobody left, or where the
    numbers rise.

    >>> regular = fit_sbg(np.array([1000, 631, 468, 382, 326, 289, 262, 241.0]))
    >>> regular.parameters.round(3).tolist()
    [0.704, 1.182]
    """
    left = np.asarray(subscribers, dtype=float)
    lost = -np.diff(left)
    if len(left) < 3 or (lost < 0).any():
        return "not_a_falling_cohort"
    if lost.sum() == 0:
        return "nobody_left"
    return maximum(partial(_total, lost, left[-1]), [np.array([0.0, 0.5]), np.array([0.0, 2.0]), np.array([-1.0, 0.0])])


def survival(theta: Floats, renewals: Floats) -> Floats:
    """S(t): who is still there after so many renewals.

    >>> survival(np.array([0.668, 3.806]), np.array([1, 12])).round(3).tolist()
    [0.851, 0.378]
    """
    alpha, beta = theta
    return np.asarray(np.exp(betaln(alpha, beta + np.asarray(renewals, dtype=float)) - betaln(alpha, beta)))


def expected_renewals(theta: Floats, survived: int, yearly_rate: float, renewals: int) -> float:
    """Discounted renewals still to come from a subscriber who made so many: Σ_{j ≥ 1} S(n+j) / S(n) / (1+d)^j."""
    ahead = np.arange(1, renewals + 1, dtype=float)
    stays = survival(theta, survived + ahead) / survival(theta, np.array([survived]))
    return float((stays / (1 + yearly_rate) ** ahead).sum())


def _total(lost: Floats, still_there: float, log_theta: Floats) -> tuple[float, Floats]:
    alpha, beta = np.exp(log_theta)
    at = np.arange(1, len(lost) + 1)
    end = len(lost)
    values = betaln(alpha + 1, beta + at - 1) - betaln(alpha, beta)
    stayed = betaln(alpha, beta + end) - betaln(alpha, beta)
    both = digamma(alpha + beta)
    by_alpha = digamma(alpha + 1) - digamma(alpha + beta + at) - digamma(alpha) + both
    by_beta = digamma(beta + at - 1) - digamma(alpha + beta + at) - digamma(beta) + both
    ends = both - digamma(alpha + beta + end), both - digamma(alpha + beta + end) + digamma(beta + end) - digamma(beta)
    slopes = float(lost @ by_alpha) + still_there * ends[0], float(lost @ by_beta) + still_there * ends[1]
    return float(lost @ values) + still_there * float(stayed), np.array(slopes) * np.exp(log_theta)
