"""How sure is a share that was counted?"""

from __future__ import annotations

import math
from statistics import NormalDist

from zhanggui.core.quantity import Rate, RateInterval


def wilson(successes: int, trials: int, level: float = 0.95) -> RateInterval | None:
    """The range a true share lies in, given how many of how many were counted; None without any trial.

    (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n) with p = successes / trials, n = trials and z the normal
    quantile of (1 + level) / 2. It stays within 0 … 1 and is sensible for few trials and for shares near 0 or 1.

    E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927), 209–212.

    >>> ten = wilson(1, 10)
    >>> round(ten.low.rate, 4), ten.estimate.rate, round(ten.high.rate, 4)
    (0.0179, 0.1, 0.4042)
    """
    if trials == 0:
        return None
    share = successes / trials
    z = NormalDist().inv_cdf((1 + level) / 2)
    stretch = 1 + z * z / trials
    centre = (share + z * z / (2 * trials)) / stretch
    half = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials)) / stretch
    low = 0.0 if successes == 0 else max(0.0, centre - half)
    high = 1.0 if successes == trials else min(1.0, centre + half)
    return RateInterval(low=Rate(low), estimate=Rate(share), high=Rate(high), level=level)
