"""How sure is a mean, or the difference of two, when only the days or weeks themselves can tell?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from zhanggui.core.quantity import Interval

DRAWS = 2_000
SEED = 20_260_101
FEWEST = 6


def mean_interval(values: Sequence[float], level: float = 0.9) -> Interval | None:
    """The mean with the range in which nine of ten redrawn means lie; None for fewer than six values.

    Values are drawn with replacement as often as there are, 2,000 times with a fixed seed; the bounds are quantiles of
    the means. B. Efron, Bootstrap methods: another look at the jackknife, Annals of Statistics 7 (1979), 1–26.

    >>> found = mean_interval([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0])
    >>> found.estimate, 2 < found.low < 3.5 < 4.5 < found.high < 6
    (4.0, True)
    >>> mean_interval([1.0, 2.0])
    """
    if len(values) < FEWEST:
        return None
    found = np.asarray(values, dtype=np.float64)
    draws = np.random.default_rng(SEED).integers(0, len(found), size=(DRAWS, len(found)))
    low, high = np.quantile(found[draws].mean(axis=1), [(1 - level) / 2, (1 + level) / 2])
    return Interval(low=float(low), estimate=float(found.mean()), high=float(high), level=level)


def lead_interval(ahead: Sequence[float], behind: Sequence[float], level: float = 0.9) -> Interval | None:
    """By how much one mean is above another whose values were taken at the same times.

    Both are redrawn together, so that a good week for all does not look like a lead of one.

    >>> found = lead_interval([11.0, 21.0, 31.0, 41.0, 51.0, 61.0], [10.0, 20.0, 30.0, 40.0, 50.0, 60.0])
    >>> found.low, found.high
    (1.0, 1.0)
    """
    return mean_interval([one - other for one, other in zip(ahead, behind, strict=True)], level)


def ratio_interval(above: Sequence[float], below: Sequence[float], level: float = 0.9) -> Interval | None:
    """One sum divided by another, with the range in which nine of ten redrawn ones lie; None for fewer than six days.

    The days are redrawn whole, numerator and denominator together, and divided after the sums; draws without any
    denominator are left out.

    >>> found = ratio_interval([10.0, 20.0, 30.0, 40.0, 50.0, 60.0], [5.0, 10.0, 15.0, 20.0, 25.0, 30.0])
    >>> (found.low, found.estimate, found.high)
    (2.0, 2.0, 2.0)
    """
    if len(below) < FEWEST or sum(below) <= 0:
        return None
    tops, bottoms = np.asarray(above, dtype=np.float64), np.asarray(below, dtype=np.float64)
    draws = np.random.default_rng(SEED).integers(0, len(bottoms), size=(DRAWS, len(bottoms)))
    drawn = bottoms[draws].sum(axis=1)
    ratios = tops[draws].sum(axis=1)[drawn > 0] / drawn[drawn > 0]
    low, high = np.quantile(ratios, [(1 - level) / 2, (1 + level) / 2])
    return Interval(low=float(low), estimate=float(tops.sum() / bottoms.sum()), high=float(high), level=level)
