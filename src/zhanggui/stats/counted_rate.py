"""How sure is a number of events per day that were merely counted?"""

from __future__ import annotations

from scipy.special import gammaincinv

from zhanggui.core.quantity import Interval


def counted_rate(count: int, exposure: float, level: float = 0.8) -> Interval:
    """The range of the true rate of independent events, given how many were counted over how long.

    low = γ⁻¹(k, (1 − level)/2) / T, high = γ⁻¹(k + 1, (1 + level)/2) / T with γ⁻¹ the quantile of the gamma law with
    shape k and scale 1; nothing counted has the low end 0. Units per day where `exposure` is days.

    F. Garwood, Fiducial limits for the Poisson distribution, Biometrika 28 (1936) 437–442.

    >>> rate = counted_rate(28, 28.0)
    >>> round(rate.low, 2), rate.estimate, round(rate.high, 2)
    (0.77, 1.0, 1.29)
    """
    low = 0.0 if not count else float(gammaincinv(count, (1 - level) / 2)) / exposure
    high = float(gammaincinv(count + 1, (1 + level) / 2)) / exposure
    return Interval(low=low, estimate=count / exposure, high=high, level=level)
