"""Is what is believed of many estimates what the model's matrices say?"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from zhanggui.stats.demand.pooling import BETWEEN, USUAL_SPREAD, WITHIN, pooled

ESTIMATE = np.array([-1.2, -2.0, -1.6, -3.1, -0.4])
ERROR = np.array([0.3, 0.5, 0.2, 0.6, 0.9])
GROUP = np.array([0, 0, 0, 1, 1])
VAGUE = 1e4  # variance of the mean of all, flat in the limit


def by_matrices():
    """Every pair of spreads by itself: the joint normal of truths and estimates, conditioned."""
    same = GROUP[:, None] == GROUP[None, :]
    weights, means, seconds = [], [], []
    for tau in WITHIN:
        for omega in BETWEEN:
            truth = VAGUE + omega**2 * same + tau**2 * np.eye(5)
            seen = truth + np.diag(ERROR**2)
            gain = truth @ np.linalg.inv(seen)
            mean, spread = gain @ ESTIMATE, np.diag(truth - gain @ truth)
            prior = -(tau**2 + omega**2) / 2 / USUAL_SPREAD**2
            weights.append(multivariate_normal.logpdf(ESTIMATE, np.zeros(5), seen) + prior)
            means.append(mean)
            seconds.append(spread + mean**2)
    weight = np.exp(np.array(weights) - max(weights))
    weight /= weight.sum()
    mean = weight @ np.array(means)
    return mean, np.sqrt(weight @ np.array(seconds) - mean**2)


def test_it_is_the_joint_normal_averaged_over_the_spreads():
    found, (mean, deviation) = pooled(ESTIMATE, ERROR, GROUP, 2), by_matrices()

    assert found.mean == pytest.approx(mean, abs=2e-3)
    assert found.deviation == pytest.approx(deviation, abs=2e-3)


def test_what_errs_together_is_the_covariance_of_products_that_are_alike():
    """Five estimates of one error in one group: what is shared is what two of them have in common, by matrices."""
    estimate, error, group = np.array([-1.0, -2.0, -1.5, -2.5, -1.8]), np.full(5, 0.8), np.zeros(5, np.int64)
    weights, shared = [], []
    for tau in WITHIN:
        for omega in BETWEEN:
            truth = VAGUE + omega**2 + tau**2 * np.eye(5)
            seen = truth + np.diag(error**2)
            prior = -(tau**2 + omega**2) / 2 / USUAL_SPREAD**2
            weights.append(multivariate_normal.logpdf(estimate, np.zeros(5), seen) + prior)
            shared.append((truth - truth @ np.linalg.inv(seen) @ truth)[0, 1])
    weight = np.exp(np.array(weights) - max(weights))
    found = pooled(estimate, error, group, 1)

    assert found.common == pytest.approx(weight @ shared / weight.sum() / found.deviation**2, abs=5e-3)


def test_the_least_sure_are_drawn_furthest():
    found = pooled(ESTIMATE, ERROR, GROUP, 2)
    moved = np.abs(found.mean - ESTIMATE)

    assert moved.argmax() in {3, 4}
    assert (found.deviation < ERROR).all()


def test_a_group_without_estimates_is_believed_to_be_like_all_and_less_surely():
    found = pooled(ESTIMATE, ERROR, GROUP, 3)

    assert -2.5 < found.unseen_mean[2] < -1.0
    assert found.unseen_deviation[2] > found.unseen_deviation[0]


def test_without_estimates_nothing_is_believed():
    assert np.isnan(pooled(np.empty(0), np.empty(0), np.empty(0, np.int64), 2).unseen_mean).all()
