"""How is an amount split into whole coins that add up, none beyond its room?"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def split(total: int, weights: Sequence[int]) -> list[int]:
    """A total in proportion to weights: rounded down, then the largest remainders get one more, the first of equals.

    Part i is ⌊total · wᵢ / Σw⌋ or one more (A. Hamilton 1792); in whole numbers throughout, so exact at any size.

    >>> split(100, [1, 1, 1]), split(5, [19, 1]), split(7, [0, 0])
    ([34, 33, 33], [5, 0], [4, 3])
    """
    whole = sum(weights)
    if len(weights) == 1:
        return [total]
    if not whole:
        weights, whole = [1] * len(weights), len(weights)
    parts = [total * weight // whole for weight in weights]
    if rest := total - sum(parts):
        remainders = [total * weight % whole for weight in weights]
        for at in sorted(range(len(parts)), key=remainders.__getitem__, reverse=True)[:rest]:  # equals keep their order
            parts[at] += 1
    return parts


def spread(total: int, weights: Sequence[int], rooms: Sequence[int]) -> list[int]:
    """A total in proportion to weights; what finds no room in one part goes to the others, until all are full.

    >>> spread(10, [19, 19], [1, 19]), spread(50, [1, 1], [10, 20])
    ([1, 9], [10, 20])
    """
    given = [0] * len(weights)
    left = min(total, sum(rooms))
    open_parts = [at for at, room in enumerate(rooms) if room > 0]
    while left and open_parts:
        parts = split(left, [weights[at] for at in open_parts])
        for at, part in zip(open_parts, parts, strict=True):
            step = min(part, rooms[at] - given[at])
            given[at] += step
            left -= step
        open_parts = [at for at in open_parts if given[at] < rooms[at]]
    return given


def share(amount: int, bps: int) -> int:
    """A share of an amount in basis points, half a coin rounded up.

    >>> share(999, 1000), share(5, 1000)
    (100, 1)
    """
    return (amount * bps + 5_000) // 10_000


def part_of(amount: int, whole: int, before: int, units: int) -> int:
    """What units i+1 … i+k carry of an amount fixed for n units: ⌊A·(i+k)/n⌋ − ⌊A·i/n⌋."""
    return amount * (before + units) // whole - amount * before // whole
