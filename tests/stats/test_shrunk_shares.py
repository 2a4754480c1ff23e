"""Are the shares of many believed as their spread tells, and are those named to stand out really so?"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import beta, binom

from zhanggui.stats.shrunk_shares import shrunk_shares, surest


def invented(seed, *, kinds, strength=60.0):
    """Products of several kinds whose true shares differ, some of which sold a few times only."""
    chance = np.random.default_rng(seed)
    group = np.repeat(np.arange(kinds), chance.integers(2, 15, kinds))
    usual = chance.beta(8, 92, kinds)
    truth = chance.beta(strength * usual[group], strength * (1 - usual[group]))
    trials = np.floor(chance.lognormal(4, 1.5, len(group)))
    return group, usual[group], truth, trials, chance.binomial(trials.astype(int), truth).astype(float)


def test_what_was_tried_often_keeps_its_own_share_and_what_was_not_is_believed_to_be_usual():
    believed = shrunk_shares(np.array([0.0, 5e4, 1e5, 2e5]), np.array([0.0, 1e6, 1e6, 1e6]), np.zeros(4, int))

    assert believed.mean[1:] == pytest.approx([0.05, 0.1, 0.2], abs=1e-4)
    assert believed.mean[0] == pytest.approx(believed.usual[0])
    assert 0.05 < believed.usual[0] < 0.2


def test_nobody_is_compared_with_itself():
    others = np.array([50.0, 50.0, 50.0])
    usual = [
        shrunk_shares(np.append(others, own), np.full(4, 1000.0), np.zeros(4, int)).usual[3] for own in (50.0, 900.0)
    ]

    assert usual == pytest.approx([0.05, 0.05], abs=0.002)


def test_the_belief_is_the_law_of_bayes_worked_out_on_a_grid():
    believed = shrunk_shares(np.array([3.0, 9.0, 4.0, 30.0]), np.array([20.0, 100.0, 90.0, 210.0]), np.zeros(4, int))
    weight = believed.successes[0] + believed.failures[0] - 20
    prior = beta(weight * believed.usual[0], weight * (1 - believed.usual[0]))

    def joint(share):
        return prior.pdf(share) * binom.pmf(3, 20, share)

    whole = quad(joint, 0, 1)[0]
    assert believed.mean[0] == pytest.approx(quad(lambda share: share * joint(share), 0, 1)[0] / whole, rel=1e-6)
    assert quad(joint, 0, believed.quantile(0.9)[0])[0] / whole == pytest.approx(0.9, abs=1e-6)


def test_a_usual_share_that_is_not_sure_makes_standing_out_less_sure():
    came, sold = np.array([30.0, 9.0, 11.0, 12.0, 8.0]), np.full(5, 100.0)
    believed = shrunk_shares(came, sold, np.zeros(5, int))
    as_if_sure = 1 - beta.cdf(1.25 * believed.usual, believed.successes, believed.failures)

    assert believed.chance_above_usual(1.25)[0] < as_if_sure[0]


def test_the_longest_list_whose_average_doubt_is_small_enough_is_chosen():
    assert surest(np.array([0.90, 0.99, 0.2, 0.97]), 0.05).tolist() == [True, True, False, True]
    assert surest(np.array([0.90, 0.99, 0.2, 0.97]), 0.025).tolist() == [False, True, False, True]
    assert surest(np.array([0.5]), 0.05).tolist() == [False]


def test_nothing_at_all_is_believed_of_nobody():
    assert len(shrunk_shares(np.array([]), np.array([]), np.array([], int)).mean) == 0


@pytest.mark.slow
def test_true_shares_lie_in_their_ranges_and_those_named_stand_out():
    covered, named, wrong = [], 0, 0
    for seed in range(200):
        group, usual, truth, trials, successes = invented(seed, kinds=12)
        believed = shrunk_shares(successes, trials, group)
        covered.append(((believed.quantile(0.05) <= truth) & (truth <= believed.quantile(0.95))).mean())
        chosen = surest(believed.chance_above_usual(1.25), 0.05)
        named += int(chosen.sum())
        wrong += int((chosen & (truth <= 1.25 * usual)).sum())

    assert 0.85 <= np.mean(covered) <= 0.95
    assert named > 200
    assert wrong / named <= 0.08
