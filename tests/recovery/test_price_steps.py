"""Is the true profit of a price step counted right, and does the policy earn in a shop that it has never seen?"""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.invented.price_shops import price_shop
from benchmarks.suites.price_steps import RAILS, Case, outcome, true_gain
from zhanggui.analyses.pricing.elasticity.earning import Demand
from zhanggui.analyses.pricing.targets.solving import Economics
from zhanggui.decisions.policies.best_step.choosing import Place


def test_the_true_gain_is_that_of_the_law_of_demand():
    """At −2, 100 units at 100.00 become 100 / 1.21 at 110.00; a unit leaves 60.00, then 70.00."""
    plain = Economics(cost_minor=4_000, kept_sales=1, kept_units=1, rate=0, fixed_minor=0, ads=0)
    case = Case(
        demand=Demand(units=1, usual_price_minor=1, price_minor=1, mean=0, deviation=0, economics=plain),
        places=(Place(channel="0", units=1, usual_minor=10_000, price_minor=10_000),),
        elasticity=-2.0,
        true_units=np.array([100.0]),
        markup=1.0,
        rails=RAILS,
        median_minor=np.array([0.0]),
    )

    assert true_gain(case, [11_000]) == pytest.approx(100 / 1.21 * 7_000 - 100 * 6_000)
    assert true_gain(case, [10_000]) == 0


@pytest.mark.slow
def test_in_a_large_shop_the_policy_earns_and_nobody_earns_more_than_one_who_knows():
    found = outcome(price_shop(7, 40_000))

    assert 0 < found.policy < found.attainable
    assert max(found.cost_plus, found.median) < found.attainable
    assert found.losing_steps <= found.steps / 4
