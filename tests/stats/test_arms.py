"""Several treatments against one holdout: exact sums, and ranges that hold together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from zhanggui.stats.arms import Units, best_arm, each_arm, effect_on_treated, in_sum, influences

SMALL = Units(
    person=np.array(list("abcdefgh")),
    outcome=np.array([5.0, 7.0, 1.0, 3.0, 50.0, 70.0, 10.0, 30.0]),
    before=np.zeros(8),
    arm=np.array(["m", "m", "", "", "m", "m", "", ""]),
    stratum=np.array([0.2] * 4 + [0.8] * 4),
)


def test_the_effect_is_compared_within_each_stratum():
    # Two treated with 4 more each, two with 40 more each: 8 + 80.
    assert effect_on_treated(SMALL).estimate == 88.0


def test_the_parts_of_all_people_add_up_to_the_error():
    assert (influences(SMALL) ** 2).sum() == pytest.approx(effect_on_treated(SMALL).error ** 2)


def test_a_stratum_without_a_holdout_is_left_out():
    alone = replace(SMALL, arm=np.array(["m", "m", "", "", "m", "m", "m", ""]))

    assert alone.comparable().person.tolist() == list("abcd")


def test_one_person_in_two_experiments_counts_as_one():
    effect = effect_on_treated(SMALL)
    parts = dict(zip("abcdefgh", influences(SMALL).tolist(), strict=True))
    others = {f"other {name}": part for name, part in parts.items()}
    same, apart = in_sum([effect, effect], [parts, parts]), in_sum([effect, effect], [parts, others])

    assert same.estimate == apart.estimate == 176.0
    assert same.high - 176 == pytest.approx((apart.high - 176) * 2**0.5)


def drawn(means, seed, size=400):
    chance = np.random.default_rng(seed)
    arm = np.repeat(np.array(list(means)), size)
    outcome = np.concatenate([chance.normal(mean, 10.0, size) for mean in means.values()])
    people = np.array([str(number) for number in range(len(arm))])
    return Units(person=people, outcome=outcome, before=np.zeros(len(arm)), arm=arm, stratum=np.zeros(len(arm)))


def test_the_best_of_three_is_named_when_it_beats_both_others():
    assert best_arm(drawn({"": 0.0, "a": 1.0, "b": 6.0, "c": 2.0}, seed=1)) == "b"
    assert best_arm(drawn({"": 0.0, "a": 3.0, "b": 3.0, "c": 3.0}, seed=1)) is None


@pytest.mark.slow
def test_the_ranges_of_all_messages_hold_together():
    covered = 0
    for seed in range(300):
        found = each_arm(drawn({"": 0.0, "a": 1.0, "b": 0.0, "c": -1.0}, seed=seed, size=60))
        truths = {"a": 1.0, "b": 0.0, "c": -1.0}
        covered += all(arm.effect.low <= truths[arm.arm] <= arm.effect.high for arm in found)
    assert covered / 300 >= 0.88
