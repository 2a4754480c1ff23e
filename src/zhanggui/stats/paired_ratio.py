"""How much higher is a price on one side than on the other in the same weeks, and how sure is that?"""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy.special import stdtr, stdtrit

from zhanggui.core.quantity import Interval

FEWEST = 3
EXACT = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedRatio:
    """What an estimator needs of n pairs (x, y) with weights w: Σw, Σwx, Σwy, Σw²x², Σw²xy, Σw²y²."""

    pairs: int
    weight: float
    x: float
    y: float
    xx: float
    xy: float
    yy: float

    @property
    def mean_x(self) -> float:
        """The weighted mean of the one side."""
        return self.x / self.weight

    @property
    def mean_y(self) -> float:
        """The weighted mean of the other side."""
        return self.y / self.weight

    @property
    def excess(self) -> float:
        """By which share x is above y: Σwx / Σwy − 1."""
        return self.x / self.y - 1

    @property
    def error(self) -> float | None:
        """The standard error of that share; None for fewer than three pairs.

        s² = n / (n − 1) · Σ w²(x − R y)² / (Σwy)² with R = Σwx / Σwy: W. G. Cochran, Sampling Techniques (1977), § 6.4.
        """
        if self.pairs < FEWEST:
            return None
        ratio = self.x / self.y
        squares = self.xx - 2 * ratio * self.xy + ratio * ratio * self.yy
        if squares <= EXACT * self.xx:
            return 0.0  # the same ratio in every pair, up to the rounding of sums
        return math.sqrt(self.pairs / (self.pairs - 1) * squares) / self.y

    def interval(self, level: float = 0.9) -> Interval | None:
        """The share with Student's bounds; None for fewer than three pairs.

        >>> same = PairedRatio(pairs=4, weight=4, x=44, y=40, xx=484, xy=440, yy=400)
        >>> found = same.interval()
        >>> round(found.low, 9), round(found.estimate, 9), round(found.high, 9)
        (0.1, 0.1, 0.1)
        """
        error = self.error
        if error is None:
            return None
        reach = float(stdtrit(self.pairs - 1, (1 + level) / 2)) * error
        return Interval(low=self.excess - reach, estimate=self.excess, high=self.excess + reach, level=level)

    def doubt_beyond(self, low: float, high: float) -> float | None:
        """How likely so far an excess is if the true one lies within the bounds; 1 where it lies within itself.

        >>> PairedRatio(pairs=4, weight=4, x=44, y=40, xx=484, xy=440, yy=400).doubt_beyond(-0.05, 0.05)
        0.0
        """
        error = self.error
        if error is None:
            return None
        beyond = max(self.excess - high, low - self.excess)
        if beyond <= 0:
            return 1.0
        return float(stdtr(self.pairs - 1, -beyond / error)) if error else 0.0
