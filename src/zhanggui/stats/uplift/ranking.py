"""Does a ranking put those first whom the treatment changes most, and how far down it should one go?"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from zhanggui.core.quantity import Interval
from zhanggui.stats.season import Floats
from zhanggui.stats.uplift.scores import mean_within
from zhanggui.stats.uplift.trial import Whole

POINTS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """What treating the first so many brings, as a mean over all units, from nobody (0) to everybody (1)."""

    shares: Floats
    gains: Floats
    low: Floats
    high: Floats


def gain_curve(ranks: Floats, gains: Floats, cost: float = 0.0, level: float = 0.9) -> Curve:
    """The Qini curve (cost 0), or the profit curve: units in the order of what was promised, on units kept apart.

    G(q) = (1/n) Σ over the first q·n of (gᵢ − c), gᵢ the score of treatment less that of none (N. Radcliffe, Using
    control groups to target on predicted lift, Direct Marketing Analytics Journal, 2007). Bounds hold point by point.

    >>> curve = gain_curve(np.array([3.0, 2.0, 1.0, 0.0]), np.array([4.0, 2.0, -2.0, -4.0]))
    >>> float(curve.gains[10]), float(curve.gains[-1])
    (1.5, 0.0)
    """
    before = _before(ranks)
    shares = np.linspace(0, 1, POINTS + 1)
    found = [mean_within(np.where(before < share, gains - cost, 0.0), level) for share in shares]
    low, middle, high = (np.array([getattr(each, name) for each in found]) for name in ("low", "estimate", "high"))
    return Curve(shares=shares, gains=middle, low=low, high=high)


def qini(ranks: Floats, gains: Floats, level: float = 0.9) -> Interval:
    """The area between the Qini curve and the straight line of a random order; above 0 where the ranking helps.

    Q = ∫ G(q) dq − G(1)/2 = E[g (½ − F)], F the share of units ranked before. The bounds come from the influence of
    each unit, its part in the order of the others included: φᵢ = gᵢ(½ − Fᵢ) + E[g·F] − E[g; ranked after i].
    """
    units = len(gains)
    before = _before(ranks)
    parts = gains * (0.5 - before)
    order = np.argsort(before, kind="stable")
    later = np.empty(units)
    later[order] = (gains.sum() - np.cumsum(gains[order])) / units
    influence = parts + (float((gains * before).mean()) - later)
    middle = float(parts.mean())
    reach = NormalDist().inv_cdf((1 + level) / 2) * float(influence.std(ddof=1)) / units**0.5
    return Interval(low=middle - reach, estimate=middle, high=middle + reach, level=level)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Units whom the ranking promised about the same: how many, what was promised, and what was measured."""

    units: int
    promised: float
    measured: Interval


def calibration(promised: Floats, gains: Floats, groups: int = 10, level: float = 0.9) -> tuple[Group, ...]:
    """Promise and measurement side by side, from those who were promised most to those who were promised least."""
    group = np.minimum((_before(promised) * groups).astype(np.int64), groups - 1)
    return tuple(
        Group(
            units=int((group == at).sum()),
            promised=float(promised[group == at].mean()),
            measured=mean_within(gains[group == at], level),
        )
        for at in range(groups)
        if (group == at).any()
    )


def variation(promised: Floats, gains: Floats, level: float = 0.9) -> Interval | None:
    """By how much the measured effect rises with the promised one: 1 is right, 0 is no difference between units.

    The slope β of g = α + β(p − p̄), with errors that allow for unequal variances (V. Chernozhukov, M. Demirer, E. Duflo
    and I. Fernández-Val, Generic machine learning inference on heterogeneous treatment effects, Econometrica 93, 2025,
    §2.1: the best linear predictor). None where everybody was promised the same.
    """
    centred = promised - promised.mean()
    spread = float(centred @ centred)
    if spread <= 1e-12 * max(1.0, float(promised @ promised)):
        return None
    slope = float(centred @ gains) / spread
    left = gains - gains.mean() - slope * centred
    error = float((centred**2 @ left**2) ** 0.5) / spread
    reach = NormalDist().inv_cdf((1 + level) / 2) * error
    return Interval(low=slope - reach, estimate=slope, high=slope + reach, level=level)


def _before(ranks: Floats) -> Floats:
    """The share of units that come first, half a unit being the unit itself; ties stand in the order given."""
    place: Whole = np.empty(len(ranks), dtype=np.int64)
    place[np.argsort(-ranks, kind="stable")] = np.arange(len(ranks))
    return np.asarray((place + 0.5) / len(ranks))
