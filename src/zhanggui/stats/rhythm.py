"""How late is somebody, measured by their own rhythm and by that of all who are like them?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

FEWEST_GAPS = 30
STEADIEST = 1e4  # a larger shape cannot be told from one rhythm for everybody


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """How often people act: each at a rate of their own; the rates are gamma distributed, `scale` is in days."""

    shape: float
    scale: float

    def still_waits(self, gaps: int, gap_days: int, wait: float) -> float:
        """The share of those with such a past whose next wait is longer than this.

        P(W > w | n, S) = ((β + S) / (β + S + w))^(α + n) with shape α, scale β, and n gaps of S days in all so far.

        A. S. C. Ehrenberg, Repeat-Buying, 2nd ed. 1988, ch. 4 (gamma mixing); the predictive law is Lomax's, 1954.

        >>> Rhythm(shape=1, scale=10).still_waits(0, 0, 10)
        0.5
        >>> round(Rhythm(shape=1, scale=10).still_waits(3, 90, 10), 3)
        0.683
        """
        known = self.scale + gap_days
        waits: float = (known / (known + wait)) ** (self.shape + gaps)
        return waits

    def wait_until(self, gaps: int, gap_days: int, share: float) -> float:
        """The wait that only this share exceeds: w = (β + S) (share^(−1 / (α + n)) − 1).

        >>> Rhythm(shape=1, scale=10).wait_until(0, 0, 0.5)
        10.0
        """
        wait: float = (self.scale + gap_days) * (share ** (-1 / (self.shape + gaps)) - 1)
        return wait


def fit_rhythm(people: Mapping[tuple[int, int], int]) -> Rhythm | None:
    """The rhythm under which the gaps seen are most likely; None with fewer than 30 gaps.

    `people` counts persons by their number of gaps n > 0 and the days S of these together. Maximises
    Σ count · [ln Γ(α + n) − ln Γ(α) + α ln β − (α + n) ln(β + S)] over ln α and ln β with its gradient.

    Assumes that a person's rate is steady and that each gap starts anew; gaps that are not over are left out, so the
    rhythm is that of those who do return.
    """
    if sum(gaps * count for (gaps, _), count in people.items()) < FEWEST_GAPS:
        return None
    import numpy as np
    from scipy.optimize import minimize
    from scipy.special import digamma, gammaln

    number, days, count = (np.array(column, dtype=float) for column in _columns(people))

    def against(logs: Sequence[float]) -> tuple[float, Sequence[float]]:
        shape, scale = np.exp(logs)
        likely = gammaln(shape + number) - gammaln(shape) + shape * np.log(scale)
        likely -= (shape + number) * np.log(scale + days)
        by_shape = digamma(shape + number) - digamma(shape) + np.log(scale) - np.log(scale + days)
        by_scale = shape / scale - (shape + number) / (scale + days)
        return -(count @ likely), [-(count @ by_shape) * shape, -(count @ by_scale) * scale]

    mean = float(count @ days) / float(count @ number)
    most = np.log(STEADIEST)
    found = minimize(
        against,
        [np.log(2), np.log(2 * mean)],
        jac=True,
        method="L-BFGS-B",
        bounds=[(-5, most), (-5, most + np.log(mean + 1))],
    )
    shape, scale = (float(each) for each in np.exp(found.x))
    return Rhythm(shape=shape, scale=scale)


def level_below(bins: Mapping[int, int], share: float, width: int) -> float:
    """The level that this share of all values between 0 and 1 lies below, from their counts in `width` equal bins.

    >>> level_below({0: 1, 1: 1, 2: 1, 3: 1}, 0.5, 4)
    0.5
    """
    wanted = sum(bins.values()) * share
    passed = 0.0
    for place in sorted(bins):
        if passed + bins[place] >= wanted:
            return (place + (wanted - passed) / bins[place]) / width
        passed += bins[place]
    return 1.0


def _columns(people: Mapping[tuple[int, int], int]) -> tuple[Sequence[float], Sequence[float], Sequence[float]]:
    """In one order, however the counts came: a sum of fractions depends on it."""
    told = sorted(people)
    return [gaps for gaps, _ in told], [days for _, days in told], [people[each] for each in told]
