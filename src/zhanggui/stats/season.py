"""How much does an ordinary day bring, and how do the days of the week differ, festivals left out?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

REACH = 14
LEAST_DAYS = 7
ROUNDS = 3
LEAST_INDEX = 0.02  # a weekday on which the shop is closed tells nothing of the level
WEEK = 7


def level_and_weekdays(values: Floats, weekdays: NDArray[np.int_], special: Flags) -> tuple[Floats, Floats]:
    """The ordinary level around each day with weekdays evened out, and the index of each weekday.

    The two need each other: the level is that of y / i, the index that of y against the level; three rounds settle it.

    >>> level, index = level_and_weekdays(
    ...     np.array([1.0, 1, 1, 1, 1, 3, 6] * 9), np.arange(63) % 7, np.zeros(63, dtype=bool)
    ... )
    >>> np.round(level[[0, 30]], 2).tolist(), np.round(index, 2).tolist()
    ([2.0, 2.0], [0.5, 0.5, 0.5, 0.5, 0.5, 1.5, 3.0])
    """
    index, level = np.ones(WEEK), values
    for _ in range(ROUNDS):
        by_day = np.maximum(index[weekdays], LEAST_INDEX)
        level = ordinary_level(values / by_day, special | (index[weekdays] < LEAST_INDEX))
        index = weekday_index(values, level, weekdays, special)
        mean = float(index.mean())
        index, level = index / mean, level * mean
    return level, index


def ordinary_level(values: Floats, special: Flags, reach: int = REACH) -> Floats:
    """What an ordinary day around each day brings: the mean of the days up to `reach` before and after.

    l_t = Σ y_s (1 − f_s) / Σ (1 − f_s) over |s − t| ≤ reach, f telling the special days. Where fewer than seven
    ordinary days lie so near, the reach is doubled until there are.

    >>> float(ordinary_level(np.array([1.0] * 8 + [50.0] + [1.0] * 8), np.arange(17) == 8)[8])
    1.0
    """
    ordinary = np.where(special, 0.0, 1.0)
    sums, counts = (np.concatenate([[0.0], np.cumsum(each)]) for each in (values * ordinary, ordinary))
    level = np.full(len(values), np.nan)
    at = np.arange(len(values))
    while np.isnan(level).any() and reach < 2 * len(values) + WEEK:
        first, last = np.maximum(at - reach, 0), np.minimum(at + reach + 1, len(values))
        days = counts[last] - counts[first]
        known = np.isnan(level) & (days >= min(LEAST_DAYS, counts[-1]))
        level[known] = ((sums[last] - sums[first]) / np.maximum(days, 1.0))[known]
        reach *= 2
    return np.asarray(np.nan_to_num(level))


def weekday_index(values: Floats, level: Floats, weekdays: NDArray[np.int_], special: Flags) -> Floats:
    """How much more or less than its surroundings each weekday (0 … 6) brings; 1 where nothing tells.

    i_w = Σ y / Σ l over the ordinary days of that weekday: the ratio-to-moving-average of classical decomposition (M.
    G. Kendall and A. Stuart, The Advanced Theory of Statistics, vol. 3, 1966, §46.41).

    >>> weekday_index(np.array([1.0, 3.0] * 7), np.full(14, 2.0), np.arange(14) % 2, np.zeros(14, dtype=bool))[:2]
    array([0.5, 1.5])
    """
    found = np.ones(WEEK)
    for weekday in range(WEEK):
        held = (weekdays == weekday) & ~special
        usual = float(level[held].sum())
        if usual > 0:
            found[weekday] = max(0.0, float(values[held].sum()) / usual)
    return found
