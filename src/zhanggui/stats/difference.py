"""How much more did the treated do than those left alone, and how sure is that?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, variance

from scipy.stats import t as student

from zhanggui.core.quantity import Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """What an estimator needs to know of a group: how many, their mean, their (unbiased) variance."""

    units: int
    mean: float
    variance: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Arm:
        """Reduce single values."""
        return cls(units=len(values), mean=fmean(values), variance=variance(values) if len(values) > 1 else 0.0)


def welch(treated: Arm, control: Arm, level: float = 0.95) -> Interval:
    """Difference of two means whose variances need not be equal.

    d = m₁ − m₀, s² = v₁/n₁ + v₀/n₀, d ± t(ν)·s with ν = s⁴ / ((v₁/n₁)²/(n₁−1) + (v₀/n₀)²/(n₀−1)).

    B. L. Welch, The generalization of Student's problem, Biometrika 34 (1947), 28–35.

    >>> found = welch(Arm.of([3.0, 4.0, 5.0]), Arm.of([1.0, 2.0, 3.0]))
    >>> round(found.low, 3), found.estimate, round(found.high, 3)
    (-0.267, 2.0, 4.267)
    """
    return total_effect([(treated, control)], level).scaled(1 / treated.units)


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """An estimated effect with its standard error and degrees of freedom."""

    estimate: float
    error: float
    freedom: float
    level: float

    @property
    def interval(self) -> Interval:
        """The estimate with Student's bounds."""
        return self.scaled(1.0)

    def scaled(self, factor: float) -> Interval:
        """The same effect in another unit, such as per customer instead of in total."""
        reach = float(student.ppf((1 + self.level) / 2, self.freedom)) * self.error * abs(factor) if self.error else 0.0
        centre = self.estimate * factor
        return Interval(low=centre - reach, estimate=centre, high=centre + reach, level=self.level)


def total_effect(strata: Sequence[tuple[Arm, Arm]], level: float = 0.95) -> Effect:
    """What the treatment brought in total: within each stratum, the difference of means times the treated.

    T = Σ n₁ₛ (m₁ₛ − m₀ₛ), s² = Σ n₁ₛ² (v₁ₛ/n₁ₛ + v₀ₛ/n₀ₛ); freedom after Welch and Satterthwaite. Comparing within
    strata keeps a difference of their mixing out of the effect (W. G. Cochran, Sampling Techniques, 1977, §5A).

    >>> low = (Arm(units=10, mean=3.0, variance=1.0), Arm(units=10, mean=2.0, variance=1.0))
    >>> high = (Arm(units=10, mean=30.0, variance=1.0), Arm(units=10, mean=29.0, variance=1.0))
    >>> total_effect([low, high]).estimate
    20.0
    """
    estimate = sum(treated.units * (treated.mean - control.mean) for treated, control in strata)
    parts = [
        (treated.units**2 * arm.variance / arm.units, arm.units - 1)
        for treated, control in strata
        for arm in (treated, control)
    ]
    squared = sum(part for part, _ in parts)
    spread = sum(part**2 / freedom for part, freedom in parts if freedom > 0)
    freedom = squared**2 / spread if spread else math.inf
    return Effect(estimate=estimate, error=math.sqrt(squared), freedom=freedom, level=level)


def without_history(values: Sequence[float], history: Sequence[float]) -> list[float]:
    """Each unit's outcome less what its own past explains, so that arms differ by less chance.

    y' = y − θ (x − x̄) with θ = cov(x, y) / var(x), x measured before the treatment (Deng, Xu, Kohavi, Walker: Improving
    the sensitivity of online controlled experiments by utilizing pre-experiment data, WSDM 2013, §3.2).

    >>> without_history([12.0, 14.0, 16.0], [1.0, 2.0, 3.0])
    [14.0, 14.0, 14.0]
    """
    mean_value, mean_history = fmean(values), fmean(history)
    deviations = [past - mean_history for past in history]
    spread = math.fsum(deviation**2 for deviation in deviations)
    if not spread:
        return list(values)
    together = math.fsum(d * (value - mean_value) for d, value in zip(deviations, values, strict=True))
    slope = together / spread
    return [value - slope * deviation for value, deviation in zip(values, deviations, strict=True)]
