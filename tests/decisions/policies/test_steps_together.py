"""How many steps may be taken so that the shop as a whole hardly loses?"""

from __future__ import annotations

import pytest
from scipy.special import ndtri

from zhanggui.analyses.pricing.elasticity.earning import MIDDLES
from zhanggui.decisions.policies.best_step.choosing import Step
from zhanggui.decisions.policies.best_step.together import together


def step(mean, *, slope=1.0, common=0.0):
    """A gain that is normal about its mean and rises by `slope` with each standard deviation of the elasticity."""
    return Step(moves=(), gains=mean + slope * ndtri(MIDDLES), common=common)


def test_bets_that_err_apart_are_safer_together():
    """One of mean 1 and deviation 1 loses in 15.9 % of cases, two in 7.9 %, three in 4.2 %: Φ(−√n)."""
    assert together([step(1.0)], 0.05) == ((), 0.0)
    assert together([step(1.0)] * 2, 0.05) == ((), 0.0)
    taken, risk = together([step(1.0)] * 3, 0.05)

    assert taken == (0, 1, 2)
    assert risk == pytest.approx(0.042, abs=0.01)


def test_bets_that_err_together_are_as_risky_as_one():
    assert together([step(1.0, common=1.0)] * 9, 0.05) == ((), 0.0)


def test_a_rise_and_a_cut_hedge_what_is_common():
    """What one loses when demand answers more than believed the other gains."""
    taken, risk = together([step(1.0, common=1.0), step(1.0, slope=-1.0, common=1.0)], 0.05)

    assert (taken, risk) == ((0, 1), 0.0)


def test_a_large_gamble_is_left_out_and_the_sure_steps_are_kept():
    taken, risk = together([step(3.0, slope=20.0), step(1.0, slope=0.1), step(1.0, slope=0.2)], 0.05)

    assert taken == (1, 2)
    assert risk == 0.0


def test_no_steps_risk_nothing():
    assert together([], 0.05) == ((), 0.0)
