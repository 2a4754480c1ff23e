"""How much of a change does each of its drivers explain, so that the parts add up?"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence


def shapley(value: Callable[[frozenset[int]], float], players: int) -> tuple[float, ...]:
    """What each driver brings on average over all orders in which the drivers could have changed.

    φᵢ = Σ_S |S|! (n − |S| − 1)! / n! · (v(S ∪ {i}) − v(S)) over the subsets S without i; `value` gives v of a set of
    drivers (numbered from 0) that have changed while the others stand still. The parts add up: Σ φᵢ = v(all) − v(∅);
    drivers that do the same get the same; one that never changes anything gets 0.

    L. S. Shapley, A value for n-person games, 1953; as a way to split a change: A. F. Shorrocks, Decomposition
    procedures for distributional analysis, Journal of Economic Inequality 11 (2013), 99–126. The glove game, in which
    the first holds a left glove and the others a right one each, and only a pair is worth 1:

    >>> pairs = lambda owners: float(0 in owners and len(owners) > 1)
    >>> [round(part, 4) for part in shapley(pairs, 3)]
    [0.6667, 0.1667, 0.1667]
    """
    known = [value(_members(number, players)) for number in range(1 << players)]
    weights = [math.factorial(size) * math.factorial(players - size - 1) for size in range(players)]
    orders = math.factorial(players)
    return tuple(
        math.fsum(
            weights[subset.bit_count()] * (known[subset | 1 << player] - known[subset])
            for subset in range(1 << players)
            if not subset >> player & 1
        )
        / orders
        for player in range(players)
    )


def drivers(
    formula: Callable[[Sequence[float]], float], before: Sequence[float | None], now: Sequence[float | None]
) -> tuple[float, ...]:
    """The part that each driver of a formula has in the change from `before` to `now`.

    A driver that does not exist in one of the periods (a rate without a base) is taken as in the other one, so that
    it explains nothing; one that exists in neither counts as 0.

    >>> drivers(lambda known: known[0] * known[1], [100, 0.5], [120, 0.4])
    (9.0, -11.0)
    >>> drivers(lambda known: known[0] * known[1], [0, None], [120, 0.4])
    (48.0, 0.0)
    """
    then = [_first(old, new) for old, new in zip(before, now, strict=True)]
    after = [_first(new, old) for old, new in zip(before, now, strict=True)]

    def value(changed: frozenset[int]) -> float:
        return formula([after[at] if at in changed else then[at] for at in range(len(then))])

    return shapley(value, len(then))


def _members(number: int, players: int) -> frozenset[int]:
    return frozenset(player for player in range(players) if number >> player & 1)


def _first(*choices: float | None) -> float:
    return next((choice for choice in choices if choice is not None), 0.0)
