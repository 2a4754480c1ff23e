"""What will still be used: an example done by hand, members whose habits are known, and the answers 'cannot tell'."""

from __future__ import annotations

import numpy as np
import pytest

from zhanggui.stats.breakage import Spell, Waiting, used_share


def crowd(**said):
    """Thirty owners, each with one unit of this fate."""
    return [Spell(owner=f"o{n}", units=1, **said) for n in range(30)]


def test_the_share_is_what_the_hazards_of_the_days_ahead_leave():
    ended = [*crowd(days=2, was_used=True), *crowd(days=5, was_used=True), *crowd(days=9)]
    waiting = [Waiting(owner=f"o{n}", units=4, days=3, until_days=10) for n in range(30)]

    found = used_share(ended, waiting)

    # On day 5 there are 60 units and no more at risk, 30 of them used: half of what waits since day 3.
    assert (found.low, found.estimate, found.high) == pytest.approx((0.5, 0.5, 0.5))


def test_points_about_to_expire_are_used_no_more():
    ended = [*crowd(days=2, was_used=True), *crowd(days=9)]

    assert used_share(ended, [Waiting(owner="o1", units=9, days=9, until_days=10)]).estimate == 0


def test_why_it_cannot_be_told_is_told():
    ended = [*crowd(days=2, was_used=True), *crowd(days=9)]
    few = [Spell(owner="only", units=100, days=2, was_used=True)]

    assert used_share(ended, []) == "none_outstanding"
    assert used_share(few, [Waiting(owner="only", units=9, days=1, until_days=3)]) == "too_few_owners"
    assert used_share(crowd(days=9), [Waiting(owner="o1", units=9, days=1, until_days=3)]) == "too_few_owners"
    for until in (None, 400):
        assert used_share(ended, [Waiting(owner="o1", units=9, days=1, until_days=until)]) == "too_little_history"


@pytest.mark.slow
def test_the_truth_of_a_shop_of_known_habits_lies_in_the_range_nine_times_of_ten():
    """Second formulation: each unit is used on any day with one chance, so (1 − h)^days are left."""
    hits = 0
    for seed in range(40):
        random = np.random.default_rng(seed)
        ended, waiting, chance, lasts = [], [], 0.01, 100
        for owner in range(120):
            habit = random.choice([0.5, 1.5]) * chance  # an owner's units go together
            for days in random.integers(1, 300, size=3):
                used_on = int(random.geometric(habit))
                if used_on < min(days, lasts):
                    ended.append(Spell(owner=str(owner), units=10, days=used_on, was_used=True))
                elif days >= lasts:
                    ended.append(Spell(owner=str(owner), units=10, days=lasts - 1))
                else:
                    waiting.append((str(owner), habit, int(days)))
        found = used_share(
            ended, [Waiting(owner=owner, units=10, days=days - 1, until_days=lasts) for owner, _, days in waiting]
        )
        truth = np.mean([1 - (1 - habit) ** (lasts - days) for _, habit, days in waiting])
        hits += found.low <= truth <= found.high

    assert hits >= 32
