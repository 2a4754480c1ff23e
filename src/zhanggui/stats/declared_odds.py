"""Do counts agree with the odds that were declared for them?"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from zhanggui.core.quantity import Rate, RateInterval

if TYPE_CHECKING:
    from collections.abc import Sequence

LEAST_EXPECTED = 5  # Cochran (1954): below it the χ² distribution is no good guide to a cell


def exact_share(successes: int, trials: int, level: float = 0.95) -> RateInterval | None:
    """The range a true share lies in, never too narrow however rare it is; None without any trial.

    Bounds p with P(X ≥ k | p) = P(X ≤ k | p) = (1 − level) / 2 for X binomial of n trials: quantiles of the beta
    distributions (k, n − k + 1) and (k + 1, n − k).

    Clopper & Pearson, The use of confidence or fiducial limits, Biometrika 26 (1934), 404–413.

    >>> ten = exact_share(1, 10)
    >>> round(ten.low.rate, 4), ten.estimate.rate, round(ten.high.rate, 4)
    (0.0025, 0.1, 0.445)
    """
    from scipy.stats import beta

    if trials == 0:
        return None
    tail = (1 - level) / 2
    low = 0.0 if successes == 0 else float(beta.ppf(tail, successes, trials - successes + 1))
    high = 1.0 if successes == trials else float(beta.ppf(1 - tail, successes + 1, trials - successes))
    return RateInterval(low=Rate(low), estimate=Rate(successes / trials), high=Rate(high), level=level)


def draws_needed(shares: Sequence[float]) -> int | None:
    """From how many draws on two groups can be told apart, each expected five times; None where one outcome is certain.

    >>> draws_needed([0.01, 0.09, 0.9]), draws_needed([1.0])
    (50, None)
    """
    commonest = max(shares)
    if commonest >= 1:
        return None
    return math.ceil(round(LEAST_EXPECTED / min(commonest, 1 - commonest), 9))


def odds_doubt(seen: Sequence[int], shares: Sequence[float]) -> float | None:
    """The chance of counts at least this far from what was declared; None where there are too few to tell.

    χ² = Σ (seen − expected)² / expected over outcomes, the rarest of which are taken together until five of them are
    expected (Pearson, 1900), with one degree of freedom less than there are groups.

    >>> round(odds_doubt([40, 60], [0.5, 0.5]), 4)
    0.0455
    >>> odds_doubt([1, 3], [0.5, 0.5]) is None
    True
    """
    from scipy.stats import chi2

    draws, needed = sum(seen), draws_needed(shares)
    if needed is None or draws < needed:
        return None
    groups = _together(seen, [draws * share for share in shares])
    squared = sum((count - expected) ** 2 / expected for count, expected in groups)
    return float(chi2.sf(squared, len(groups) - 1))


def _together(seen: Sequence[int], expected: Sequence[float]) -> list[tuple[float, float]]:
    """Outcomes from the rarest up, joined until each group is expected often enough; a rest joins the last group."""
    groups: list[tuple[float, float]] = []
    count, due = 0.0, 0.0
    for value, one in sorted(zip(seen, expected, strict=True), key=lambda each: each[1]):
        count, due = count + value, due + one
        if due >= LEAST_EXPECTED - 1e-9:
            groups.append((count, due))
            count, due = 0.0, 0.0
    if due:
        last = groups.pop()
        groups.append((last[0] + count, last[1] + due))
    return groups
