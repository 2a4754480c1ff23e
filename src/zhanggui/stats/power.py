"""How large must a test be to see an effect, and which effect can a test of a given size see?"""

from __future__ import annotations

import math
from statistics import NormalDist


def units_per_arm(deviation: float, effect: float, *, level: float = 0.95, power: float = 0.8) -> int:
    """Units in each of two equal arms with which a true difference of means is found.

    n = 2 (z₁ + z₂)² σ² / δ², z₁ the normal quantile of (1 + level)/2 and z₂ of the power, two-sided
    (J. Cohen, Statistical Power Analysis for the Behavioral Sciences, 1988, §2.4).

    >>> units_per_arm(1.0, 0.5)
    63
    """
    return math.ceil(2 * (_z(level, power) * deviation / effect) ** 2)


def detectable(deviation: float, treated: int, control: int, *, level: float = 0.95, power: float = 0.8) -> float:
    """The smallest true difference of means that such a test finds with the given power.

    δ = (z₁ + z₂) σ √(1/n₁ + 1/n₀).

    >>> round(detectable(1.0, 63, 63), 3)
    0.499
    """
    return _z(level, power) * deviation * math.sqrt(1 / treated + 1 / control)


def _z(level: float, power: float) -> float:
    normal = NormalDist()
    return normal.inv_cdf((1 + level) / 2) + normal.inv_cdf(power)
