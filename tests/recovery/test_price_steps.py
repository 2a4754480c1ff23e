"""Is the true profit of a price step counted right, and does the policy earn in a shop that it has never seen?"""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.invented.price_shops import price_shop
from benchmarks.invented.price_year import HISTORY_DAYS, Orders, price_year
from benchmarks.suites import price_year as year_suite
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


@pytest.mark.slow
def test_a_year_earns_what_the_law_says_of_its_prices():
    """Nobody touches anything, then everything is a tenth dearer from the first day: units by hand from the law."""
    year = price_year(7, 3_000)
    shop, ahead = year.shop, slice(HISTORY_DAYS, None)
    kept = year.lived(lambda moment: Orders(prices=moment.shop.base_price, tests={}))
    dearer = np.rint(shop.base_price * 1.1).astype(np.int64)
    raised = year.lived(lambda _: Orders(prices=dearer, tests={}))

    for lived, regular in ((kept, shop.base_price), (raised, dearer)):
        price = np.rint(regular[:, None] * shop.festival_cut[:, ahead])
        before = shop.price[:, ahead]
        sold = shop.expected[:, ahead] * (price / before) ** shop.elasticity[shop.product][:, None]
        left = price * 0.94 - 300 - shop.cost[shop.product][:, None]
        assert year.profit(lived, 0.06, 300.0).sum() == pytest.approx((sold * left).sum())


@pytest.mark.slow
def test_in_a_year_nobody_earns_more_than_one_who_knows():
    found = year_suite.outcome(price_year(8, 40_000))

    assert 0 < found.telling["policy"] < found.telling["knowing"]
    assert max(found.every[name] for name in year_suite.ARMS) == found.every["knowing"]
