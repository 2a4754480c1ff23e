"""Where do sorted numbers fall apart into a given number of groups?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


def natural_breaks(values: Sequence[float], groups: int, least: int) -> tuple[int, ...]:
    """The positions at which a group begins, the first left out; equal values stay together.

    Of all ways to cut n sorted values into the groups, none of fewer than the least number, the one with the smallest
    sum of squares around the groups' means: W. D. Fisher, On grouping for maximum homogeneity, JASA 53 (1958), 789–798,
    known among map makers as Jenks' natural breaks. With a least size one stray value cannot make a group of its own.
    Where there are too few values for so many groups, there are fewer. Work: groups × n log n.

    >>> natural_breaks([1, 2, 3, 10, 11, 12, 50, 51, 52], 3, 2)
    (3, 6)
    >>> natural_breaks([1, 2, 3, 4, 90], 2, 2)
    (3,)
    >>> natural_breaks([5, 5, 5, 5], 2, 1)
    ()
    """
    found = np.asarray(values, dtype=np.float64)
    groups = min(groups, len(found) // least, len(np.unique(found)))
    if groups <= 1:
        return ()
    squares = _Squares(found - found.mean())
    best = [squares.of_first(least)]
    starts: list[Whole] = []
    for group in range(1, groups):
        cost, start = _next(best[-1], squares, group * least, least)
        best.append(cost)
        starts.append(start)
    cuts, end = [], len(found)
    for start in reversed(starts):
        end = int(start[end])
        cuts.append(end)
    return tuple(cut for cut in reversed(cuts) if found[cut] > found[cut - 1])


class _Squares:
    """Sums of squares around the mean, of any stretch of the values."""

    def __init__(self, values: Floats) -> None:
        self.sums = np.concatenate([[0.0], np.cumsum(values)])
        self.squares = np.concatenate([[0.0], np.cumsum(values * values)])

    def of_first(self, least: int) -> Floats:
        """Of the values before each position; infinite for too few."""
        ends = np.arange(len(self.sums))
        cost = self.between(np.zeros_like(ends), ends)
        return np.where(ends < least, np.inf, cost)

    def between(self, start: Whole, end: Whole | int) -> Floats:
        """From one position up to but without another."""
        count = np.maximum(np.subtract(end, start), 1)
        total = self.sums[end] - self.sums[start]
        return np.asarray(self.squares[end] - self.squares[start] - total * total / count)


def _next(before: Floats, squares: _Squares, first: int, least: int) -> tuple[Floats, Whole]:
    """The best cost of one more group up to each position, and where that group begins.

    The best beginning moves right as the end does, so that halves can be solved by themselves.
    """
    length = len(before)
    cost, start = np.full(length, np.inf), np.zeros(length, dtype=np.int64)
    waiting = [(first + least, length - 1, first, length - 1 - least)]
    while waiting:
        low, high, left, right = waiting.pop()
        if low > high:
            continue
        middle = (low + high) // 2
        begins = np.arange(left, min(right, middle - least) + 1)
        costs = before[begins] + squares.between(begins, middle)
        at = int(np.argmin(costs))
        cost[middle], start[middle] = costs[at], begins[at]
        waiting += [(low, middle - 1, left, int(begins[at])), (middle + 1, high, int(begins[at]), right)]
    return cost, start
