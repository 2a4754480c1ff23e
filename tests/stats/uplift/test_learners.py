"""Effects that were planted are found again, whichever way they are learnt."""

from __future__ import annotations

import numpy as np
import pytest

from zhanggui.stats.uplift.learners import LEARNERS, crossed_effects, effects
from zhanggui.stats.uplift.regression import mean_only, regress
from zhanggui.stats.uplift.scores import arm_scores, mean_within, weighted_scores
from zhanggui.stats.uplift.trial import Trial, cannot_tell, folds_of


def planted(units: int, seed: int, *, share: float = 0.5) -> tuple[Trial, np.ndarray]:
    """Who bought often buys on without a word; who stays away for long is moved by 2 a unit of the second feature."""
    chance = np.random.default_rng(seed)
    features = chance.uniform(-1, 1, (units, 3))
    truth = 2 * features[:, 1]
    arm = (chance.random(units) < share).astype(np.int64)
    outcome = 3 * features[:, 0] + truth * arm + chance.normal(0, 1, units)
    return Trial.of(features, arm, outcome, np.array([1 - share, share])), truth


@pytest.mark.parametrize("name", ["two_models", "x", pytest.param("dr", marks=pytest.mark.slow)])
def test_a_planted_effect_is_found_again(name):
    trial, truth = planted(4_000, 1)

    found = effects(trial, LEARNERS[name])(trial.features)[:, 0]

    assert np.corrcoef(found, truth)[0, 1] > 0.97
    assert np.sqrt(np.mean((found - truth) ** 2)) < 0.3


@pytest.mark.parametrize("name", sorted(LEARNERS))
def test_without_features_every_way_gives_the_difference_of_means(name):
    trial, _ = planted(500, 2)
    treated, alone = (trial.outcome[trial.arm == arm].mean() for arm in (1, 0))
    alike = Trial.of(trial.features, trial.arm, trial.outcome)

    found = effects(alike, LEARNERS[name], mean_only)(trial.features[:1])[0, 0]

    assert found == pytest.approx(treated - alone, abs=0.02 if name == "dr" else 1e-9)


def test_doubly_robust_scores_without_models_average_to_the_difference_of_means():
    trial, _ = planted(500, 3)
    alike = Trial.of(trial.features, trial.arm, trial.outcome)
    treated, alone = (trial.outcome[trial.arm == arm].mean() for arm in (1, 0))

    scores = weighted_scores(alike)

    assert (scores[:, 1] - scores[:, 0]).mean() == pytest.approx(treated - alone)


def test_models_take_noise_out_of_the_mean_effect():
    trial, truth = planted(800, 4)
    scores, bare = arm_scores(trial), weighted_scores(trial)

    found, wide = (mean_within(each[:, 1] - each[:, 0], 0.9) for each in (scores, bare))

    assert found.low < truth.mean() < found.high
    assert found.high - found.low < 0.6 * (wide.high - wide.low)


@pytest.mark.slow
def test_two_treatments_are_told_apart_in_one_experiment():
    chance = np.random.default_rng(5)
    features = chance.uniform(-1, 1, (6_000, 2))
    arm = chance.integers(0, 3, 6_000)
    outcome = chance.normal(0, 1, 6_000) + np.where(arm == 1, features[:, 0], 0) + np.where(arm == 2, 1.0, 0)
    trial = Trial.of(features, arm, outcome)

    found = crossed_effects(trial, LEARNERS["x"])

    assert np.corrcoef(found[:, 0], features[:, 0])[0, 1] > 0.95
    assert found[:, 1].mean() == pytest.approx(1.0, abs=0.1)


def test_where_features_say_nothing_everybody_is_nearly_the_mean():
    chance = np.random.default_rng(6)
    features, outcome = chance.normal(0, 1, (200, 5)), chance.normal(10, 1, 200)

    found = regress(features, outcome)(features)

    assert found.mean() == pytest.approx(outcome.mean())
    assert found.std() < 0.1 * outcome.std()


def test_a_curve_is_followed_and_level_beyond_what_was_seen():
    x = np.linspace(-1, 1, 200).reshape(-1, 1)

    forecast = regress(x, x[:, 0] ** 2)

    assert forecast(np.array([[-0.8], [0.0], [0.8]])) == pytest.approx([0.64, 0.0, 0.64], abs=0.02)
    assert forecast(np.array([[1e9]])) == pytest.approx(forecast(np.array([[1.0]])))


def test_a_feature_that_is_the_same_or_unknown_of_all_says_nothing():
    x = np.linspace(0, 1, 100)
    idle = np.column_stack([x, np.full(100, 7.0), np.full(100, np.nan)])

    found, alone = (regress(each, 3 * x)(each) for each in (idle, idle[:, :1]))

    assert found == pytest.approx(alone)


def test_unknown_values_are_a_feature_of_their_own():
    features = np.array([[np.nan], [1.0], [2.0], [3.0]] * 50)
    outcome = np.where(np.isnan(features[:, 0]), 5.0, 1.0)

    found = regress(features, outcome)(np.array([[np.nan], [2.0]]))

    assert found == pytest.approx([5.0, 1.0], abs=0.1)


def test_doubling_the_outcome_doubles_the_forecast():
    trial, _ = planted(300, 7)

    one, two = (regress(trial.features, factor * trial.outcome)(trial.features) for factor in (1.0, 2.0))

    assert two == pytest.approx(2 * one)


def test_every_fold_has_its_share_of_every_arm():
    trial, _ = planted(1_000, 8, share=0.1)
    fold = folds_of(trial, 5, 1)

    counts = [int((trial.arm[fold == each] == 1).sum()) for each in range(5)]

    assert max(counts) - min(counts) <= 1


@pytest.mark.parametrize(
    "units, buyers, code", [(150, 20, "too_few_units"), (300, 10, "too_few_outcomes"), (300, 40, None)]
)
def test_too_little_to_learn_from_is_a_code(units, buyers, code):
    arm = np.arange(units) % 2
    outcome = (np.arange(units) < buyers).astype(float)

    assert cannot_tell(Trial.of(np.zeros((units, 1)), arm, outcome)) == code
