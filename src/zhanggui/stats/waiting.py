"""How long does something usually take, when some of it has not happened yet?"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

from zhanggui.core.quantity import Rate, RateInterval

NEARLY = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Waited:
    """After so many days: how many had waited so long, how many ended then, and the share that still waits.

    `spread` is Greenwood's sum Σ d / (n (n − d)) so far, the variance of ln S.
    """

    days: int
    at_risk: int
    ended: int
    still: float
    spread: float


def still_waiting(ended: Mapping[int, int], waiting: Mapping[int, int]) -> tuple[Waited, ...]:
    """The share that still waits after each number of days on which something ended.

    S(t) = Π (1 − d_u / n_u) over waits u ≤ t, with d_u cases that ended after u days and n_u that had waited at least u
    days: who still waits counts as long as seen. `ended` and `waiting` count cases by days. Assumes that who is seen
    for a shorter time would not wait differently.

    E. L. Kaplan and P. Meier, Nonparametric estimation from incomplete observations, JASA 53, 1958, §2.

    >>> [(each.days, each.at_risk, each.still) for each in still_waiting({2: 1, 7: 1}, {3: 2})]
    [(2, 4, 0.75), (7, 1, 0.0)]
    """
    return tuple(_steps(ended, waiting))


def share_still_waiting(
    steps: Sequence[Waited], days: int, *, level: float = 0.95, per_case: float = 1.0
) -> RateInterval:
    """The share that waits longer than some days, with its interval.

    S^exp(± z √V / ln S) with Greenwood's V: bounds that stay within 0 … 1. `per_case` is how many independent cases
    stand behind one that was counted; where a person is counted several times it is persons ÷ counts, as if all cases
    of a person said the same, so the interval is rather too wide than too narrow.

    J. D. Kalbfleisch and R. L. Prentice, The Statistical Analysis of Failure Time Data, 1980, §1.3.

    >>> share_still_waiting(still_waiting({2: 1, 7: 1}, {3: 2}), 5).estimate
    Rate(rate=0.75)
    """
    last = next((step for step in reversed(steps) if step.days <= days), None)
    still = last.still if last else 1.0
    if last is None or not 0 < still < 1:
        return RateInterval(low=Rate(still), estimate=Rate(still), high=Rate(still), level=level)
    z = NormalDist().inv_cdf((1 + level) / 2)
    factor = math.exp(z * math.sqrt(last.spread / per_case) / abs(math.log(still)))
    return RateInterval(low=Rate(still**factor), estimate=Rate(still), high=Rate(still ** (1 / factor)), level=level)


def wait_of_share(steps: Sequence[Waited], share: float) -> int | None:
    """The shortest wait within which this share of all cases ends; None where so many never did as far as seen.

    >>> wait_of_share(still_waiting({2: 3, 3: 1}, {}), 0.75), wait_of_share(still_waiting({2: 1}, {9: 3}), 0.5)
    (2, None)
    """
    return next((step.days for step in steps if step.still <= 1 - share + NEARLY), None)


def usual_wait(ended: Mapping[int, int], waiting: Mapping[int, int], share: float) -> int | None:
    """The shortest wait within which this share of all cases ends; None where nothing has ended yet.

    Where so many never end that too many still wait, it is the longest wait that did end.

    >>> usual_wait({2: 3, 3: 1}, {}, 0.75)
    2
    >>> usual_wait({2: 1, 7: 1}, {1: 5, 9: 3}, 0.9)
    7
    >>> usual_wait({}, {4: 2}, 0.9) is None
    True
    """
    found = wait_of_share(still_waiting(ended, waiting), share)
    return max(ended, default=None) if found is None else found


def _steps(ended: Mapping[int, int], waiting: Mapping[int, int]) -> Iterator[Waited]:
    at_risk = sum(ended.values()) + sum(waiting.values())
    still, spread = 1.0, 0.0
    for days in sorted({*ended, *waiting}):
        if now := ended.get(days, 0):
            still *= 1 - now / at_risk
            spread += now / (at_risk * (at_risk - now)) if at_risk > now else math.inf
            yield Waited(days=days, at_risk=at_risk, ended=now, still=still, spread=spread)
        at_risk -= now + waiting.get(days, 0)
