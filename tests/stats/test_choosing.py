"""The best choice within limits is the one that trying every subset finds."""

from __future__ import annotations

import random
from itertools import combinations

import pytest

from zhanggui.stats.choosing import best_choice


def worth_of_the_best(worth, kinds, costs, *, most, most_of_a_kind, budget):
    """By trying every subset."""
    best = 0.0
    for size in range(most + 1):
        for subset in combinations(range(len(worth)), size):
            counts = [kinds[at] for at in subset]
            fits = all(counts.count(kind) <= most_of_a_kind for kind in counts)
            if fits and sum(costs[at] for at in subset) <= budget:
                best = max(best, sum(worth[at] for at in subset))
    return best


@pytest.mark.parametrize("seed", range(5))
def test_no_subset_is_worth_more(seed):
    chance = random.Random(seed)  # noqa: S311 - a story, not a secret
    worth = [chance.uniform(-2, 10) for _ in range(10)]
    costs = [chance.uniform(1, 10) for _ in range(10)]
    kinds = [chance.choice("abc") for _ in range(10)]
    limits = {"most": 4, "most_of_a_kind": 2, "budget": 18.0}

    found = best_choice(worth, kinds, costs=costs, **limits)

    assert sum(worth[at] for at in found) == pytest.approx(worth_of_the_best(worth, kinds, costs, **limits))


def test_what_is_worth_nothing_is_left_out():
    assert best_choice([-1.0, 0.0], ["a", "b"], most=2) == ()
