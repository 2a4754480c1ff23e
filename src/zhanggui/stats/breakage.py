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
    # The day of expiry itself brings nothing more: its first moment ends the points.
    ends = [length if each.until_days is None else max(each.until_days - 1, each.days) for each in waiting]
    lots = _Lots(
        group=np.array([group_of[each.owner] for each in waiting]),
        units=np.array([each.units for each in waiting], dtype=np.float64),
        days=np.array([each.days for each in waiting]),
        end=np.minimum(np.array(ends), length - 1),
    )
    np.add.at(left, (lots.group, lots.days), lots.units)
    estimate = _share(used, left, lots, np.ones(GROUPS, dtype=bool))
    others = [_share(used, left, lots, np.arange(GROUPS) != group) for group in range(GROUPS)]
    error = float(np.sqrt((GROUPS - 1) / GROUPS * np.sum((np.asarray(others) - np.mean(others)) ** 2)))
    low, high = max(estimate - NORMAL_90 * error, 0.0), min(estimate + NORMAL_90 * error, 1.0)
    return Interval(low=low, estimate=estimate, high=high, level=0.9)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lots:
    """What waits, in columns: whose group, how many units, since how many days, and the last day that counts."""

    group: npt.NDArray[np.int_]
    units: npt.NDArray[np.float64]
    days: npt.NDArray[np.int_]
    end: npt.NDArray[np.int_]


def _share(
    used: npt.NDArray[np.float64], left: npt.NDArray[np.float64], lots: _Lots, groups: npt.NDArray[np.bool_]
) -> float:
    ends, leaves = used[groups].sum(axis=0), left[groups].sum(axis=0)
    at_risk = np.cumsum((ends + leaves)[::-1])[::-1]
    survives = np.cumprod(1 - np.divide(ends, at_risk, out=np.zeros_like(ends), where=at_risk > 0))
    mine = groups[lots.group]
    now, then, units = survives[lots.days[mine]], survives[lots.end[mine]], lots.units[mine]
    chance = 1 - np.divide(then, now, out=np.ones_like(then), where=now > 0)
    return float((units * chance).sum() / units.sum()) if units.sum() else 0.0
