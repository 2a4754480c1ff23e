"""What goes with a basket? Orders counted by hand: both ways, in stock, at a profit, the best first."""

from __future__ import annotations

import pytest

from tests.analyses.builders import cost
from tests.analyses.products.test_pairs import TEAS, shop_of
from zhanggui.analyses.products.companions.companions import CAPABILITY, run
from zhanggui.analyses.products.companions.params import CompanionsParams
from zhanggui.analyses.products.pairs.pairs import PairsParams
from zhanggui.analyses.products.pairs.pairs import run as pairs
from zhanggui.core.money import Money
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import render

COSTS = [cost("pot", 400), cost("tray", 700), cost("mug", 1), cost("leaf", 1)]


def stock(**units):
    return [{"day": "2026-04-01", "sku": sku, "location": "", "on_hand": on_hand} for sku, on_hand in units.items()]


def beside(result):
    return [(row.with_sku, row.sku) for row in result.rows]


@pytest.mark.slow
def test_a_pair_is_shown_both_ways_with_what_the_companion_alone_leaves():
    shop = shop_of(*TEAS, product_costs=COSTS)

    result = run(shop, CompanionsParams())

    assert beside(result) == [("tray", "pot"), ("pot", "tray")], "the pot leaves six yuan, the tray three"
    pot, tray = result.rows
    assert (pot.together, pot.with_orders, pot.share) == (12, 16, Rate(0.75))
    assert (pot.profit_per_order, tray.profit_per_order) == (Money(600, "CNY"), Money(300, "CNY"))
    (pair,) = pairs(shop, PairsParams()).rows
    assert pot.lift == pair.lift_beyond_taste
    by_taste = 12 / pair.lift_beyond_taste.estimate
    assert pot.extra_share.estimate.rate == pytest.approx((12 - by_taste) / 16)
    assert pot.extra_profit_per_hundred.estimate.minor == pytest.approx((12 - by_taste) / 16 * 600 * 100, abs=1)
    assert pot.extra_profit_per_hundred.low.minor == 2 * tray.extra_profit_per_hundred.low.minor
    assert (result.pairs_found, result.products, pot.on_hand) == (1, 2, None)
    assert [(row.sku, row.orders) for row in result.sold_on] == [("pot", 16), ("tray", 16)]
    assert "12 of its 16 orders" in render(result.headline, CAPABILITY.sentences, "en")


@pytest.mark.slow
def test_what_is_sold_out_or_loses_money_is_not_shown():
    gone = run(shop_of(*TEAS, product_costs=COSTS, stock_levels=stock(pot=3, tray=0)), CompanionsParams())
    assert (beside(gone), gone.rows[0].on_hand) == ([("tray", "pot")], 3)
    assert gone.caveats[0].code == "sold_out"
    dear = [cost("pot", 400), cost("tray", 1_100), cost("mug", 1), cost("leaf", 1)]
    lost = run(shop_of(*TEAS, product_costs=dear), CompanionsParams())
    assert (beside(lost), lost.caveats[0].code) == ([("tray", "pot")], "without_profit")


@pytest.mark.slow
def test_without_costs_the_share_ranks_and_says_so():
    result = run(shop_of(*TEAS, ("tray",), ("tray",)), CompanionsParams())

    assert beside(result) == [("pot", "tray"), ("tray", "pot")], "12 of 16 orders with the pot, 12 of 18 with the tray"
    assert {row.extra_profit_per_hundred for row in result.rows} == {None}
    assert "ranked_by_share" in {caveat.code for caveat in result.caveats}


@pytest.mark.slow
def test_a_product_has_as_many_companions_as_asked_for_and_nothing_is_a_clear_answer():
    both = [("pot", "tray")] * 12 + [("pot", "rare")] * 14 + TEAS[12:] + [("mug",)] * 60

    assert len(run(shop_of(*both), CompanionsParams()).rows) == 4
    assert [sku for with_sku, sku in beside(run(shop_of(*both), CompanionsParams(each=1))) if with_sku == "pot"] == [
        "rare"
    ]
    assert run(shop_of(("pot",), ("mug",)), CompanionsParams()).headline.code == "none"
    assert run(shop_of(("pot",)), CompanionsParams(end="2026-04-01")).headline.code == "nothing"
