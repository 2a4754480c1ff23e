"""Does a series of weekly counts rise, hold or fall, once everything common is taken out?"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

YEAR_WEEKS = 52.0
ROUNDS = 25
LEAST_MEAN = 1e-9
STEEPEST = 6.0  # logarithm a year: four hundred times as much


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Slopes:
    """By series: change of the logarithm in a year, its standard error, and the units it rests on."""

    estimate: Floats
    error: Floats
    units: Floats


def slopes(counts: Floats, expected: Floats, half_life_weeks: float) -> Slopes:
    """How fast each series changes lately, against what was expected of it.

    y_t ~ Poisson(E_t exp(a + b t)), t in years before the end, each week weighted by w_t = 2^(−age / half-life), solved
    by Newton's steps. The error is the sandwich A⁻¹BA⁻¹ with A = Σ w μ x xᵀ and B = φ Σ w² μ x xᵀ, φ the Pearson
    dispersion, never below 1 (P. McCullagh, J. Nelder, Generalized linear models, 1989, §9). A normal prior of
    standard deviation 2 on b keeps a series without a sale finite; half a unit in the last weeks does so for a.

    >>> t = np.arange(104) / 52
    >>> found = slopes(np.rint(40 * np.exp(0.5 * t))[None], np.ones((1, 104)), 26)
    >>> abs(float(found.estimate[0]) - 0.5) < 0.02
    True
    """
    t = (np.arange(counts.shape[1]) - counts.shape[1] + 1) / YEAR_WEEKS
    w = 2.0 ** (t * YEAR_WEEKS / half_life_weeks)
    E = np.maximum(expected, 0.0)
    y = np.where(expected > 0, counts, 0.0)
    a = np.log((y @ w + 0.5) / np.maximum(E @ w, LEAST_MEAN))
    b = np.zeros(len(y))
    for _ in range(ROUNDS):
        mu = E * np.exp(np.clip(a[:, None] + b[:, None] * t, -30, 30))
        aa, ab, bb = (mu * w).sum(1) + LEAST_MEAN, (mu * w) @ t, (mu * w) @ t**2 + 0.25
        ga, gb = ((y - mu) * w).sum(1), ((y - mu) * w) @ t - b / 4
        det = aa * bb - ab**2
        step_a, step_b = (bb * ga - ab * gb) / det, (aa * gb - ab * ga) / det
        a, b = a + np.clip(step_a, -2, 2), np.clip(b + np.clip(step_b, -2, 2), -STEEPEST, STEEPEST)
    mu = E * np.exp(np.clip(a[:, None] + b[:, None] * t, -30, 30))
    weeks = np.maximum((E > 0).sum(axis=1) - 2, 1)
    phi = np.maximum(1.0, ((y - mu) ** 2 / np.maximum(mu, 0.1)).sum(axis=1) / weeks)
    return Slopes(estimate=b, error=np.sqrt(phi) * _errors(mu, w, t), units=y.sum(axis=1))


def _errors(mu: Floats, w: Floats, t: Floats) -> Floats:
    aa, ab, bb = (mu * w).sum(1) + LEAST_MEAN, (mu * w) @ t, (mu * w) @ t**2 + 0.25
    det = aa * bb - ab**2
    v = mu * w**2
    v_aa, v_ab, v_bb = v.sum(1), v @ t, v @ t**2 + 0.25
    inverse = -ab / det, aa / det
    variance = inverse[0] ** 2 * v_aa + 2 * inverse[0] * inverse[1] * v_ab + inverse[1] ** 2 * v_bb
    return np.asarray(np.sqrt(np.maximum(variance, 1e-12)))


def year_on_year(now: float, before: float, expected_now: float, expected_before: float) -> tuple[float, float]:
    """The change of the logarithm between two seasons and its error, for what sells in a few weeks of the year only.

    log((n₁ + ½) / E₁) − log((n₀ + ½) / E₀), variance 1/(n₁ + ½) + 1/(n₀ + ½).

    >>> change, error = year_on_year(99.5, 49.5, 1.0, 1.0)
    >>> round(change, 3), round(error, 3)
    (0.693, 0.173)
    """
    one, other = now + 0.5, before + 0.5
    rate = math.log(one / max(expected_now, LEAST_MEAN)) - math.log(other / max(expected_before, LEAST_MEAN))
    return rate, math.sqrt(1 / one + 1 / other)


def direction(estimate: float, error: float, rising: float, falling: float) -> tuple[float, float, float]:
    """The chances that it rises by more than `rising`, holds, falls by more than `falling` (both logarithms a year).

    P(b > r), P(−f ≤ b ≤ r), P(b < −f) of a normal law around the estimate.

    >>> [round(share, 3) for share in direction(0.0, 0.2, 0.4, 0.4)]
    [0.023, 0.954, 0.023]
    """
    from statistics import NormalDist

    law = NormalDist(estimate, error)
    rises, falls = 1 - law.cdf(rising), law.cdf(-falling)
    return rises, max(0.0, 1 - rises - falls), falls
