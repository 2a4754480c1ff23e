"""Are shares of false discoveries those of the definition, and do they keep their promise where nothing is true?"""

from __future__ import annotations

import numpy as np
import pytest

from zhanggui.stats.false_discoveries import false_shares


@pytest.mark.parametrize("dependence, method", [(False, "bh"), (True, "by")])
def test_shares_are_those_of_scipy(dependence, method):
    from scipy.stats import false_discovery_control

    p = np.random.default_rng(1).random(200) ** 3

    assert false_shares(p.tolist(), any_dependence=dependence) == pytest.approx(
        false_discovery_control(p, method=method).tolist()
    )


def test_tests_that_were_left_out_count_as_if_nothing_were_seen():
    assert false_shares([0.001, 0.02], tests=5) == pytest.approx(false_shares([0.001, 0.02, 1, 1, 1])[:2])


def test_a_billion_tests_are_summed_without_writing_them_down():
    assert false_shares([1e-12], tests=10**9, any_dependence=True)[0] == pytest.approx(1e-3 * 21.300481502)


def test_where_nothing_is_true_something_is_believed_as_seldom_as_promised():
    chance = np.random.default_rng(5)
    believed = [min(false_shares(chance.random(50).tolist())) <= 0.1 for _ in range(400)]
    assert 0.05 < np.mean(believed) < 0.15
