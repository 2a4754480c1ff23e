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
SHARES = (0.0, 0.5, 1.0)  # of the trend: none, half, all
LEAST_GAIN = 0.05
LEAST_LEVEL = 0.5  # of today's: what was forecast before the shop had begun is no measure of an error
DAMPING = 0.98
MOST_GROWTH = math.log(2)


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalAhead:
    """A forecast total: its estimate, its standard error, and the degrees of freedom behind that error.

    `growth` is what the trend makes of it: the estimate beside that of a level that stays.
    """

    estimate: float
    error: float
    freedom: float
    growth: float = 1.0

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


def total_ahead(
    values: Floats, shape: Floats, ahead: Floats, *, lead: int = 0, is_trending: bool = True
) -> TotalAhead | None:
    """The sum over the days ahead from how the latest days did against their shape; None with under four weeks.

    X̂ = r · Σ_{ahead} w g_h with r = Σ λ^age y / Σ λ^age w over the past, w being what kind of day it is (weekday,
    festival, season of the year before). The memory (half-life of λ) is half the days ahead, between two weeks and two
    months. g_h = exp(θ b Σ_{i ≤ h} φ^i) is a damped trend: b is how the logarithm of r grew a day over the latest
    memory, φ its damping, θ none, half or all of it, whichever made the best forecasts of the past; a trend has to make
    them better by a twentieth, or there is none. The error is that of the same forecast made on past days and compared
    with what came: the root mean square of (X − X̂) / X̂, in which X̂ counts as half of today's level at least. Where
    the past is too short for so many days ahead, shorter forecasts tell, and their error grows with the square root of
    the days, as it does with the `lead` days that lie between; the freedom is how many of them do not overlap. (R. J.
    Hyndman and G. Athanasopoulos, Forecasting, 3rd ed., 2021, §5.8, time series cross-validation; §8.2, damped trends.)

    >>> found = total_ahead(np.full(84, 10.0), np.ones(84), np.ones(7))
    >>> found.estimate, round(found.error, 6), found.growth
    (70.0, 0.0, 1.0)
    """
    begun = _begun(values)
    values, shape = values[begun:], shape[begun:]
    days, horizon = len(values), len(ahead)
    if days < LEAST_HISTORY or horizon == 0 or float(shape.sum()) <= 0:
        return None
    memory = min(LONGEST_MEMORY, max(SHORTEST_MEMORY, horizon / 2))
    rates = _rates(values, shape, 0.5 ** (1 / memory))
    slopes = _slopes(rates, round(memory))
    steps = min(horizon, max(1, (days - LEAST_HISTORY) // 3))
    shares = SHARES if is_trending else SHARES[:1]
    share, relative, freedom = _best_trend(values, shape, rates, slopes, steps=steps, shares=shares)
    growth = _growth(share * slopes[-1:], lead + horizon)[0, lead:]
    level, estimate = (float(rates[-1]) * float((ahead * each).sum()) for each in (1.0, growth))
    size = abs(estimate) or float(np.abs(values).mean()) * horizon
    return TotalAhead(
        estimate=estimate,
        error=size * relative * math.sqrt((lead + horizon) / steps),
        freedom=freedom,
        growth=estimate / level if level else 1.0,
    )


def _begun(values: Floats) -> int:
    """From which day on the shop was really there: one on which something came, as on half of its next four weeks.

    >>> _begun(np.concatenate([[1.0], np.zeros(20), np.ones(40)])), _begun(np.zeros(40))
    (21, 0)
    """
    came = np.concatenate([[0], np.cumsum(values != 0)])
    often = came[LEAST_HISTORY:] - came[:-LEAST_HISTORY] >= LEAST_HISTORY / 2
    found = np.flatnonzero(often & (values[: len(often)] != 0))
    return int(found[0]) if len(found) else 0


def _rates(values: Floats, shape: Floats, keep: float) -> Floats:
    """How the days up to each one did against their shape, the latest counting most."""
    above, below = np.empty(len(values)), np.empty(len(values))
    brought = expected = 0.0
    for at, (value, weight) in enumerate(zip(values, shape, strict=True)):
        brought, expected = brought * keep + value, expected * keep + weight
        above[at], below[at] = brought, expected
    return np.asarray(above / np.maximum(below, 1e-12))


def _slopes(rates: Floats, memory: int) -> Floats:
    """How the logarithm of the rate grew a day over the memory up to each day; nothing where that cannot be told."""
    found = np.zeros(len(rates))
    reach = memory + LEAST_HISTORY  # the rates of the first weeks rest on too little
    if len(rates) > reach:
        now, then = rates[reach:], rates[LEAST_HISTORY : len(rates) - memory]
        is_told = (now > 0) & (then > 0)
        found[reach:][is_told] = np.log(now[is_told] / then[is_told]) / memory
    return found


def _growth(slopes: Floats, steps: int) -> Floats:
    """What a damped trend makes of each day ahead, one row a slope; never beyond double or half."""
    damped = np.cumsum(DAMPING ** np.arange(1, steps + 1))
    return np.asarray(np.exp(np.clip(np.outer(slopes, damped), -MOST_GROWTH, MOST_GROWTH)))


def _best_trend(
    values: Floats, shape: Floats, rates: Floats, slopes: Floats, *, steps: int, shares: tuple[float, ...]
) -> tuple[float, float, float]:
    """The share of the trend whose forecasts of so many days, made in the past, erred least; the error; its freedom."""
    first = max(LEAST_HISTORY, len(values) - steps - MOST_ORIGINS)
    origins = np.arange(first, len(values) - steps + 1)
    windows = np.lib.stride_tricks.sliding_window_view(shape, steps)[origins]
    brought = np.concatenate([[0.0], np.cumsum(values)])
    came = brought[origins + steps] - brought[origins]
    least = np.maximum(LEAST_LEVEL * abs(float(rates[-1])) * windows.sum(axis=1), 1e-9)
    errors = {}
    for share in shares:
        said = rates[origins - 1] * (windows * _growth(share * slopes[origins - 1], steps)).sum(axis=1)
        errors[share] = float(np.sqrt(np.mean(((came - said) / np.maximum(np.abs(said), least)) ** 2)))
    best = min(errors, key=lambda share: (errors[share], share))
    if errors[best] > (1 - LEAST_GAIN) * errors[shares[0]]:
        best = shares[0]
    return best, errors[best], min(MOST_FREEDOM, max(1.0, (len(values) - first) / steps))
