"""What should be believed after a few noisy measurements?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

from zhanggui.core.quantity import Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Belief:
    """A number known as a normal distribution."""

    mean: float
    deviation: float

    @classmethod
    def within(cls, low: float, estimate: float, high: float, level: float) -> Belief:
        """From a range that is meant to hold the truth with probability `level`.

        σ = (high − low) / (2 z), z the normal quantile of (1 + level)/2.

        >>> round(Belief.within(0.0, 0.15, 0.5, 0.8).deviation, 3)
        0.195
        """
        return cls(mean=estimate, deviation=(high - low) / (2 * NormalDist().inv_cdf((1 + level) / 2)))

    def after(self, measured: float, error: float) -> Belief:
        """The belief after one measurement: each counts by its precision.

        1/σ'² = 1/σ² + 1/s², μ' = σ'² (μ/σ² + y/s²) (A. Gelman et al., Bayesian Data Analysis, 3rd ed., §2.5).

        >>> Belief(mean=0.0, deviation=1.0).after(1.0, 1.0)
        Belief(mean=0.5, deviation=0.7071067811865476)
        """
        if not self.deviation:
            return self
        if not error:
            return Belief(mean=measured, deviation=0.0)
        prior, new = self.deviation**-2, error**-2
        return Belief(mean=(prior * self.mean + new * measured) / (prior + new), deviation=math.sqrt(1 / (prior + new)))

    def interval(self, level: float) -> Interval:
        """The central range with the given probability."""
        reach = NormalDist().inv_cdf((1 + level) / 2) * self.deviation
        return Interval(low=self.mean - reach, estimate=self.mean, high=self.mean + reach, level=level)
