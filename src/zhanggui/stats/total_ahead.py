"""How much will the days ahead bring in total, and how sure is that?"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

from zhanggui.core.quantity import Interval
from zhanggui.stats.season import Floats

LEAST_HISTORY = 28
SHORTEST_MEMORY, LONGEST_MEMORY = 14.0, 56.0
MOST_ORIGINS = 365
MOST_FREEDOM = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalAhead:
    """A forecast total: its estimate, its standard error, and the degrees of freedom behind that error."""

    estimate: float
    error: float
    freedom: float

    def interval(self, level: float, plus: float = 0.0) -> Interval:
        """Student's bounds, with what is known already added."""
        reach = float(student.ppf((1 + level) / 2, self.freedom)) * self.error
        middle = self.estimate + plus
        return Interval(low=middle - reach, estimate=middle, high=middle + reach, level=level)

    def probability_below(self, total: float) -> float:
        """How probable it is that the days ahead bring less than that."""
        if self.error <= 0:
            return float(self.estimate < total)
        return float(student.cdf((total - self.estimate) / self.error, self.freedom))

    def expected_shortfall(self, total: float) -> float:
        """How much is missing of that on average, days that bring more counting as none missing: E max(0, T − X).

        (T − m) F(z) + s (ν + z²) / (ν − 1) f(z) with z = (T − m) / s, from Student's density f; ν is taken as 2 at
        least.
        """
        gap = total - self.estimate
        if self.error <= 0:
            return max(0.0, gap)
        freedom, z = max(2.0, self.freedom), gap / self.error
        tail = (freedom + z * z) / (freedom - 1) * float(student.pdf(z, freedom))
        return max(0.0, gap * float(student.cdf(z, freedom)) + self.error * tail)


def total_ahead(values: Floats, shape: Floats, ahead: Floats, *, lead: int = 0) -> TotalAhead | None:
    """The sum over the days ahead from how the latest days did against their shape; None with under four weeks.

    X̂ = r · Σ_{ahead} w with r = Σ λ^age y / Σ λ^age w over the past, w being what kind of day it is (weekday,
    festival, season). The memory (half-life of λ) is half the days ahead, between two weeks and two months. The error
    is that of the same forecast made on past days and compared with what came: the root mean square of (X − X̂) / X̂.
    Where the past is too short for so many days ahead, shorter forecasts tell, and their error grows with the square
    root of the days, as it does with the `lead` days that lie between; the freedom is how many of them do not overlap.
    (R. J. Hyndman and G. Athanasopoulos, Forecasting, 3rd ed., 2021, §5.8, time series cross-validation.)

    >>> found = total_ahead(np.full(84, 10.0), np.ones(84), np.ones(7))
    >>> found.estimate, round(found.error, 6)
    (70.0, 0.0)
    """
    days, horizon = len(values), len(ahead)
    if days < LEAST_HISTORY or horizon == 0 or float(shape.sum()) <= 0:
        return None
    memory = min(LONGEST_MEMORY, max(SHORTEST_MEMORY, horizon / 2))
    rates = _rates(values, shape, 0.5 ** (1 / memory))
    steps = min(horizon, max(1, (days - LEAST_HISTORY) // 3))
    relative, freedom = _past_errors(values, shape, rates, steps)
    estimate = float(rates[-1]) * float(ahead.sum())
    size = abs(estimate) or float(np.abs(values).mean()) * horizon
    return TotalAhead(estimate=estimate, error=size * relative * math.sqrt((lead + horizon) / steps), freedom=freedom)


def _rates(values: Floats, shape: Floats, keep: float) -> Floats:
    """How the days up to each one did against their shape, the latest counting most."""
    above, below = np.empty(len(values)), np.empty(len(values))
    brought = expected = 0.0
    for at, (value, weight) in enumerate(zip(values, shape, strict=True)):
        brought, expected = brought * keep + value, expected * keep + weight
        above[at], below[at] = brought, expected
    return np.asarray(above / np.maximum(below, 1e-12))


def _past_errors(values: Floats, shape: Floats, rates: Floats, steps: int) -> tuple[float, float]:
    """Root mean square relative error of forecasts of so many days made in the past, and how many do not overlap."""
    first = max(LEAST_HISTORY, len(values) - steps - MOST_ORIGINS)
    origins = np.arange(first, len(values) - steps + 1)
    brought, weights = (np.concatenate([[0.0], np.cumsum(each)]) for each in (values, shape))
    came = brought[origins + steps] - brought[origins]
    said = rates[origins - 1] * (weights[origins + steps] - weights[origins])
    usual = np.maximum(np.abs(said), 1e-9)
    errors = (came - said) / usual
    apart = max(1.0, (len(values) - first) / steps)
    return float(np.sqrt(np.mean(errors**2))), min(MOST_FREEDOM, apart)
