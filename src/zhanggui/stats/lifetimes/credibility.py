"""What is a customer's usual purchase worth, where some lose money and no fixed shape fits?

H. Bühlmann and E. Straub, Glaubwürdigkeit für Schadensätze, Bulletin of the Swiss Association of Actuaries 70, 1970.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from zhanggui.stats.lifetimes.worths import Worths
from zhanggui.stats.season import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Credibility:
    """Everybody's mean, the variance of one customer's purchases, that between customers, and the mean's variance."""

    mean: float
    within: float
    between: float
    mean_variance: float

    @property
    def theta(self) -> Floats:
        """As parameters: mean, within, between."""
        return np.array([self.mean, self.within, self.between])


def fit_credibility(worths: Worths, within: float) -> Credibility | str:
    """Means may be negative; only their variances count. `within` is the pooled variance around each customer's mean.

    τ² = (Σ w n (z − z̄)² − (k − 1) σ²) / (N − Σ w n² / N), N = Σ w n, k customers, z̄ the mean of all; at least 0.
    """
    w, n, z = worths.customers, worths.purchases, worths.mean
    people, purchases = worths.people, float(w @ n)
    if people < 2:
        return "too_few_with_worth"
    plain = float((w * n) @ z) / purchases
    spread = purchases - float(w @ n**2) / purchases
    between = max(0.0, (float((w * n) @ (z - plain) ** 2) - (people - 1) * within) / spread) if spread > 0 else 0.0
    weight = w * n / (n * between + within) if within + between > 0 else w
    return Credibility(
        mean=float(weight @ z) / float(weight.sum()),
        within=within,
        between=between,
        mean_variance=1 / float(weight.sum()) if within + between > 0 else 0.0,
    )


def usual_worth(theta: Floats, purchases: Floats, mean: Floats) -> Floats:
    """E[M | x, z] = m + Z (z − m), Z = x τ² / (x τ² + σ²).

    >>> usual_worth(np.array([10.0, 4.0, 1.0]), np.array([0.0, 4.0]), np.array([0.0, 20.0])).tolist()
    [10.0, 15.0]
    """
    middle, _, _ = theta
    return np.asarray(middle + _trust(theta, purchases) * (mean - middle))


def second_moments(theta: Floats, purchases: Floats, mean: Floats) -> tuple[Floats, Floats]:
    """E[v²] of one purchase to come and E[v v'] of two."""
    _, within, between = theta
    pair = usual_worth(theta, purchases, mean) ** 2 + between * (1 - _trust(theta, purchases))
    return np.asarray(pair + within), np.asarray(pair)


def _trust(theta: Floats, purchases: Floats) -> Floats:
    _, within, between = theta
    known = purchases * between
    return np.asarray(known / np.maximum(known + within, 1e-300))
