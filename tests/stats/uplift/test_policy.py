"""Rankings and rules are judged on units they have not seen, and a rule has to earn its keep."""

from __future__ import annotations

import functools
from itertools import pairwise

import numpy as np
import pytest

from zhanggui.core.quantity import Interval
from zhanggui.stats.uplift.learners import LEARNERS, crossed_effects, effects
from zhanggui.stats.uplift.policy import choose_rule, gain_of, lead, treat_all
from zhanggui.stats.uplift.ranking import calibration, gain_curve, qini, variation
from zhanggui.stats.uplift.scores import arm_scores, weighted_scores
from zhanggui.stats.uplift.trial import Trial


def half_are_moved(units: int, seed: int, effect: float = 2.0) -> tuple[Trial, np.ndarray]:
    """A treatment that brings `effect` to one half and takes it from the other; a third are treated."""
    chance = np.random.default_rng(seed)
    features = chance.uniform(-1, 1, (units, 2))
    truth = effect * np.sign(features[:, 0])
    arm = (chance.random(units) < 1 / 3).astype(np.int64)
    outcome = chance.normal(0, 1, units) + truth * arm
    return Trial.of(features, arm, outcome, np.array([2 / 3, 1 / 3])), truth


def test_a_perfect_ranking_has_the_area_it_must_have():
    gains = np.repeat([2.0, -2.0], 500)

    found = qini(gains, gains)

    assert found.estimate == pytest.approx(0.5, abs=1e-9)  # a triangle over the whole width, 1 high
    assert gain_curve(gains, gains).gains.max() == 1.0


def test_a_ranking_by_chance_has_none():
    chance = np.random.default_rng(1)

    found = qini(chance.random(5_000), np.repeat([2.0, -2.0], 2_500))

    assert found.low < 0 < found.high
    assert found.high - found.low < 0.15


def test_the_area_is_that_under_the_counted_curve():
    trial, _ = half_are_moved(900, 2)
    ranks = trial.features[:, 0]
    gains = np.diff(weighted_scores(trial), axis=1)[:, 0]
    order = np.argsort(-ranks)
    steps, total = [0.0], 0.0
    for unit in order:  # Radcliffe's curve, unit by unit: outcomes of the treated less those of the others, reweighed
        weight = 3.0 if trial.arm[unit] else -1.5
        total += weight * trial.outcome[unit] / 900
        steps.append(total)
    area = sum((left + right) / 2 for left, right in pairwise(steps)) / 900 - total / 2

    assert qini(ranks, gains).estimate == pytest.approx(area)


@pytest.mark.slow
def test_its_bounds_are_those_of_drawing_units_again():
    trial, _ = half_are_moved(1_500, 3, effect=0.5)
    ranks, gains = trial.features[:, 0], np.diff(arm_scores(trial), axis=1)[:, 0]
    chance = np.random.default_rng(4)
    drawn = []
    for _ in range(300):
        again = chance.integers(0, 1_500, 1_500)
        drawn.append(qini(ranks[again], gains[again]).estimate)

    found = qini(ranks, gains, 0.9)

    assert (found.high - found.low) / (2 * 1.645) == pytest.approx(np.std(drawn), rel=0.1)


@pytest.mark.slow
def test_the_rule_chosen_in_training_earns_on_units_kept_apart():
    trial, truth = half_are_moved(3_000, 5)
    training, kept = trial.take(np.arange(1_500)), trial.take(np.arange(1_500, 3_000))

    rule = choose_rule(crossed_effects(training, LEARNERS["dr"]), arm_scores(training), (0.5,))
    arms = rule.arms(effects(training, LEARNERS["dr"])(kept.features))

    assert (arms == (truth[1_500:] > 0.5)).mean() > 0.95
    assert gain_of(arms, arm_scores(kept), (0.5,)).low > 0.5  # the truth is (2 − 0.5) / 2
    assert lead(arms, np.ones(1_500, dtype=np.int64), arm_scores(kept), (0.5,)).low > 0.5


@functools.cache
def all_moved_by_one():
    chance = np.random.default_rng(6)
    features, arm = chance.normal(0, 1, (400, 3)), np.arange(400) % 2
    trial = Trial.of(features, arm, chance.normal(0, 1, 400) + arm)
    return crossed_effects(trial, LEARNERS["two_models"]), arm_scores(trial)


@pytest.mark.parametrize("cost, arm", [(0.2, 1), (3.0, 0)])
def test_where_all_are_moved_alike_the_cost_decides_for_all(cost, arm):
    rule = choose_rule(*all_moved_by_one(), (cost,))

    assert rule.always == arm
    assert rule.arms(np.array([[9.0]])).tolist() == [arm]


def test_of_two_arms_each_gets_the_better_after_its_cost():
    rule = choose_rule(
        np.array([[3.0, 1.0], [1.0, 3.0], [-1.0, -1.0]] * 50),
        np.array([[0.0, 3.0, 1.0], [0.0, 1.0, 3.0], [0.0, -1.0, -1.0]] * 50),
        (0.5, 0.5),
    )

    assert rule.arms(np.array([[3.0, 1.0], [1.0, 3.0], [-1.0, -1.0]])).tolist() == [1, 2, 0]


def test_a_promise_that_holds_has_slope_one_and_a_difference_by_chance_none():
    trial, truth = half_are_moved(1_000, 8)
    gains = np.diff(arm_scores(trial), axis=1)[:, 0]

    right, chance = variation(truth, gains), variation(trial.features[:, 1], gains)

    assert right.low < 1 < right.high
    assert chance.low < 0 < chance.high
    assert variation(np.ones(1_000), gains) is None


def test_groups_stand_in_the_order_of_the_promise():
    found = calibration(np.array([3.0, 1.0, 2.0, 0.0]), np.array([6.0, 1.0, 4.0, 0.0]), groups=2)

    assert [(each.units, each.promised, each.measured.estimate) for each in found] == [(2, 2.5, 5.0), (2, 0.5, 0.5)]


@pytest.mark.parametrize("cost, answer", [(0.5, True), (2.0, None), (4.0, False)])
def test_the_mean_decides_where_units_cannot_be_told_apart(cost, answer):
    assert treat_all(Interval(low=1.0, estimate=2.0, high=3.0, level=0.9), cost) is answer


@pytest.mark.slow
def test_bounds_of_the_mean_effect_and_of_a_rule_hold_as_often_as_they_say():
    held = np.zeros(2)
    for seed in range(200):
        trial, _ = half_are_moved(400, 100 + seed)
        scores = arm_scores(trial)
        arms = (trial.features[:, 0] > 0.3).astype(np.int64)
        for at, (rule, true) in enumerate(((np.ones(400, dtype=np.int64), 0.0), (arms, 0.7))):
            found = gain_of(rule, scores, (0.0,))
            held[at] += found.low <= true <= found.high
    assert np.all((held / 200 > 0.85) & (held / 200 < 0.95))
