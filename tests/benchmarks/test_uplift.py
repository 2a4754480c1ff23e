"""Is what the benchmark of uplift compares what it says?"""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression

from benchmarks.invented.contacts import contact
from benchmarks.peers.plain_uplift import recent_buyers_rule, two_models_rule
from zhanggui.stats.uplift.trial import Trial


def test_two_models_contact_whom_they_promise_more_than_the_cost():
    features = np.linspace(-1, 1, 200).reshape(-1, 1)
    arm = np.arange(200) % 2
    taught = Trial.of(features, arm, 1.0 + 4 * features[:, 0] * arm)

    found = two_models_rule(LinearRegression, taught, np.array([[-0.5], [0.2], [0.5]]), (1.0,))

    assert found.tolist() == [0, 0, 1]


def test_the_rule_of_thumb_looks_at_the_last_purchase_alone():
    assert recent_buyers_rule(np.array([2.0, 6.0, 7.0]), 2).tolist() == [2, 2, 0]


@pytest.mark.slow
def test_the_invented_experiment_brings_what_it_says_it_truly_brings():
    found = contact(10.0, 2_000, seed=3)
    treated, alone = (found.trial.outcome[found.trial.arm == arm] for arm in (1, 0))
    error = (treated.var() / len(treated) + alone.var() / len(alone)) ** 0.5

    assert abs(treated.mean() - alone.mean() - found.effects.mean()) < 3 * error
