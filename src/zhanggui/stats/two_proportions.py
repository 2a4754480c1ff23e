"""Do two shares differ by more than chance, and which of many such differences may be believed?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

from zhanggui.core.quantity import Interval
from zhanggui.stats.false_discoveries import false_shares
from zhanggui.stats.proportions import wilson

LEAST_EXPECTED = 5


@dataclass(frozen=True, slots=True)
class Counted:
    """How many of how many."""

    successes: int
    trials: int

    @property
    def share(self) -> float:
        """The share; 0 of nothing."""
        return self.successes / self.trials if self.trials else 0.0


def doubt(one: Counted, other: Counted) -> float | None:
    """How likely a difference at least as large is if the true shares are the same (two-sided); None without trials.

    z = (p₁ − p₂) / √(p(1 − p)(1/n₁ + 1/n₂)) with the pooled share p, against the normal distribution; where a cell is
    expected to hold fewer than five, Fisher's exact test (R. A. Fisher, JRSS 85 (1922), 87–94; W. G. Cochran, Some
    methods for strengthening the common χ² tests, Biometrics 10 (1954), 417–451, for the rule of five).

    >>> round(doubt(Counted(45, 1000), Counted(30, 1000)), 4)
    0.0775
    >>> round(doubt(Counted(3, 4), Counted(1, 4)), 4)  # the lady tasting tea, two-sided
    0.4857
    """
    if not (one.trials and other.trials):
        return None
    pooled = (one.successes + other.successes) / (one.trials + other.trials)
    if pooled in {0.0, 1.0}:
        return 1.0
    if min(one.trials, other.trials) * min(pooled, 1 - pooled) < LEAST_EXPECTED:
        return _exact(one, other)
    error = math.sqrt(pooled * (1 - pooled) * (1 / one.trials + 1 / other.trials))
    return 2 * NormalDist().cdf(-abs(one.share - other.share) / error)


def difference(one: Counted, other: Counted, level: float = 0.95) -> Interval:
    """p₁ − p₂ with bounds that are sensible for few trials and for shares near 0 or 1.

    From Wilson's bounds l, u of each: low = d − √((p₁ − l₁)² + (u₂ − p₂)²), high = d + √((u₁ − p₁)² + (p₂ − l₂)²).
    Raises ValueError without trials. R. G. Newcombe, Interval estimation for the difference between independent
    proportions, Statistics in Medicine 17 (1998), 873–890, method 10; his first example:

    >>> found = difference(Counted(56, 70), Counted(48, 80))
    >>> round(found.low, 4), round(found.estimate, 4), round(found.high, 4)
    (0.0524, 0.2, 0.3339)
    """
    first, second = (wilson(each.successes, each.trials, level) for each in (one, other))
    if first is None or second is None:
        msg = "a difference of two shares needs trials of both"
        raise ValueError(msg)
    (l1, p1, u1), (l2, p2, u2) = ((each.low.rate, each.estimate.rate, each.high.rate) for each in (first, second))
    gap = p1 - p2
    return Interval(
        low=gap - math.hypot(p1 - l1, u2 - p2), estimate=gap, high=gap + math.hypot(u1 - p1, p2 - l2), level=level
    )


def believable(doubts: Sequence[float | None], false_share: float = 0.05) -> tuple[bool, ...]:
    """Which of many tests to believe so that on average at most that share of those believed is false.

    The largest k with p₍ₖ₎ ≤ k/m · q; all up to it are believed (Y. Benjamini, Y. Hochberg, Controlling the false
    discovery rate, JRSS B 57 (1995), 289–300). A test that could not be made counts neither way.

    >>> believable([0.001, 0.02, 0.04, 0.9])
    (True, True, False, False)
    """
    return tuple(each is not None and each <= false_share for each in false_shares(doubts))


def _exact(one: Counted, other: Counted) -> float:
    from scipy.stats import fisher_exact

    table = [[each.successes, each.trials - each.successes] for each in (one, other)]
    return float(fisher_exact(table).pvalue)
