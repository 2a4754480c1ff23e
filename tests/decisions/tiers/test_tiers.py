"""How many would be in each tier, and what would it cost? Four customers by hand, and the programme's own rules."""

from __future__ import annotations

import json

import pytest

from tests.analyses.builders import cost, line, order
from tests.kept import same_shop
from zhanggui.core.errors import MixedCurrencies
from zhanggui.core.sentence import render
from zhanggui.decisions.tiers.tiers import CAPABILITY, TiersParams, run

RIGHT = {"id": "gift", "title": {"zh": "礼", "en": "gift"}, "layer": "basic", "cost_minor": 500}


def programme(rights=(RIGHT,), **more):
    """Three tiers at 0, 200 and 1,000; a point for each yuan, a hundred worth one; the highest has a right."""
    levels = [
        {"id": name, "title": {"zh": name, "en": name}, "at_least": least, "rights": ["gift"] if name == "gold" else []}
        for name, least in (("basic", 0), ("silver", 20_000), ("gold", 100_000))
    ]
    points = {"paid_per_point_minor": 100, "worth": {"points": 100, "worth_minor": 100}}
    told = {"currency": "CNY", "points": points, "tiers": {"measure": "spend", "levels": levels}}
    return json.dumps(told | {"rights": list(rights)} | more)


def shop(**more):
    """Ann buys for 1,200 in March, Bo for 300 in April, Cy for 50 in May, and somebody unknown for 70."""
    bought = [("pa", "2026-03-10", 120_000), ("pb", "2026-04-10", 30_000), ("pc", "2026-05-10", 5_000)]
    bought.append((None, "2026-05-31", 7_000))
    tables = {
        "orders": [order(at, who, day, minor) for at, (who, day, minor) in enumerate(bought)],
        "order_lines": [line(at, 1, "tea", minor, minor // 1_000) for at, (_, _, minor) in enumerate(bought)],
        "product_costs": [cost("tea", 600)],
    }
    return same_shop(tables | more)


def simulated(warehouse=None, **params):
    return run(warehouse or shop(), TiersParams(**{"programme": programme(), "months": 3, **params}))


def test_each_customer_stands_where_the_rules_put_them():
    result = simulated()

    assert [(row.tier, row.members, row.points_earned, row.yearly_spend.minor) for row in result.tiers] == [
        ("basic", 1, 50, 5_000),
        ("silver", 1, 300, 30_000),
        ("gold", 1, 1_200, 120_000),
    ]
    assert (result.customers, result.points_live, result.liability.minor) == (3, 1_550, 1_550)


def test_members_are_counted_month_by_month():
    chart = simulated().members_by_month

    assert chart.x == ("2026-03-01", "2026-04-01", "2026-05-01", "2026-06-01")
    assert {one.name.en: one.values for one in chart.lines} == {
        "basic": (0, 0, 0, 1),
        "silver": (0, 0, 1, 1),
        "gold": (0, 1, 1, 1),
    }


def test_the_lift_pays_for_points_and_rights():
    gold = simulated().tiers[-1]

    # Of 1,200 sold 480 are left; a year costs 12 in points, which grow with what is bought, and 5 in rights.
    assert (gold.contribution_profit.estimate.minor, gold.points_cost.minor, gold.rights_cost.minor) == (
        48_000,
        1_200,
        500,
    )
    assert gold.lift_needed.rate == pytest.approx((1_200 + 500) / (48_000 - 1_200))


@pytest.mark.slow
def test_what_is_unknown_is_said_and_not_taken_for_nothing():
    costless = simulated(shop(product_costs=[]))
    unpriced = simulated(programme=programme(rights=[RIGHT | {"cost_minor": None}]))

    assert (costless.lift_needed, costless.headline.code) == (None, "cannot_tell")
    assert (unpriced.tiers[-1].rights_cost, unpriced.lift_needed) == (None, None)
    assert unpriced.tiers[0].lift_needed is not None
    for result in (costless, unpriced):
        for said in (result.headline, *result.caveats):
            for language in ("zh-CN", "en"):
                assert "{" not in render(said, CAPABILITY.sentences, language)


def test_without_a_programme_a_usual_one_is_drawn_from_what_customers_spend():
    result = simulated(programme=None)

    assert [row.at_least for row in result.tiers] == ["¥0.00", "¥300.00", "¥840.00", "¥1,100.00"]
    assert "usual_programme" in [each.code for each in result.caveats]


def test_points_that_expired_are_owed_no_more():
    expiring = json.loads(programme())
    expiring["points"]["expiry"] = {"kind": "days", "days": 30}

    assert simulated(programme=json.dumps(expiring)).points_live == 50


@pytest.mark.slow
def test_another_currency_is_refused_and_a_shop_without_buyers_says_so():
    with pytest.raises(MixedCurrencies):
        simulated(programme=programme(currency="USD"))
    nobody = same_shop({"orders": [order(1, None, "2026-05-01")]})
    assert simulated(nobody).headline.code == "nobody"
