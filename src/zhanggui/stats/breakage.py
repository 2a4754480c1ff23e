"""How much of what is promised and not yet used will be used before it expires?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from zhanggui.core.quantity import Interval

FEWEST_OWNERS = 30
GROUPS = 30
MOST_UNSEEN = 0.1
NORMAL_90 = 1.6448536269514722

Unknown = Literal["none_outstanding", "too_few_owners", "too_little_history"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """Some units of one owner that were used, or expired, or still wait, so many days after they were given."""

    owner: str
    units: int
    days: int
    was_used: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Units that still wait: for so many days by now, and until so many days after they were given, or for ever."""

    owner: str
    units: int
    days: int
    until_days: int | None


def used_share(ended: Sequence[Spell], waiting: Sequence[Waiting]) -> Interval | Unknown:
    """The share of the waiting units that will be used, with a range of nine in ten; or why it cannot be told.

    S(t) = Π (1 − d_u / n_u) over days u ≤ t: of n_u units that had waited u days, d_u were used on that day; what
    expired or still waits counts as long as it was seen (E. L. Kaplan and P. Meier, JASA 53, 1958). Units that have
    waited a days and expire after e will be used with the chance 1 − S(e) / S(a). One owner's units go together: the
    range is from leaving out one of thirty groups of owners at a time (P. S. Kott, The delete-a-group jackknife,
    Journal of Official Statistics 17, 2001). Not told with fewer than thirty owners, or where more than a tenth of the
    units live longer than anything was seen to.

    >>> used_share([], [Waiting(owner="a", units=5, days=1, until_days=9)])
    'too_few_owners'
    """
    if not sum(each.units for each in waiting):
        return "none_outstanding"
    owners = sorted({each.owner for each in ended} | {each.owner for each in waiting})
    if len(owners) < FEWEST_OWNERS or not any(each.was_used for each in ended):
        return "too_few_owners"
    longest = max([each.days for each in ended], default=0)
    unseen = sum(each.units for each in waiting if each.until_days is None or each.until_days > longest + 1)
    if unseen > MOST_UNSEEN * sum(each.units for each in waiting):
        return "too_little_history"
    return _interval(ended, waiting, {owner: at % GROUPS for at, owner in enumerate(owners)}, longest)


def _interval(ended: Sequence[Spell], waiting: Sequence[Waiting], group_of: dict[str, int], longest: int) -> Interval:
    length = max(longest, *(each.days for each in waiting)) + 2
    used, left = np.zeros((GROUPS, length)), np.zeros((GROUPS, length))
    for spell in ended:
        (used if spell.was_used else left)[group_of[spell.owner], spell.days] += spell.units
    for each in waiting:
        left[group_of[each.owner], each.days] += each.units
    everybody = np.ones(GROUPS, dtype=bool)
    estimate = _share(used, left, waiting, group_of, everybody)
    others = [_share(used, left, waiting, group_of, np.arange(GROUPS) != group) for group in range(GROUPS)]
    error = float(np.sqrt((GROUPS - 1) / GROUPS * np.sum((np.asarray(others) - np.mean(others)) ** 2)))
    low, high = max(estimate - NORMAL_90 * error, 0.0), min(estimate + NORMAL_90 * error, 1.0)
    return Interval(low=low, estimate=estimate, high=high, level=0.9)


def _share(
    used: npt.NDArray[np.float64],
    left: npt.NDArray[np.float64],
    waiting: Sequence[Waiting],
    group_of: dict[str, int],
    groups: npt.NDArray[np.bool_],
) -> float:
    ends, leaves = used[groups].sum(axis=0), left[groups].sum(axis=0)
    at_risk = np.cumsum((ends + leaves)[::-1])[::-1]
    survives = np.cumprod(1 - np.divide(ends, at_risk, out=np.zeros_like(ends), where=at_risk > 0))
    total, expected = 0, 0.0
    for each in waiting:
        if not groups[group_of[each.owner]]:
            continue
        # The day of expiry itself brings nothing more: its first moment ends the points.
        end = (
            len(survives) - 1
            if each.until_days is None
            else min(max(each.until_days - 1, each.days), len(survives) - 1)
        )
        now = survives[each.days]
        expected += each.units * (1 - survives[end] / now if now > 0 else 0.0)
        total += each.units
    return float(expected / total) if total else 0.0
