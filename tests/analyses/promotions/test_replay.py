"""What would offers have cost on past baskets? By hand, by plain SQL, and basket by basket through the quote."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.analyses.builders import cost, line, order
from tests.analyses.busy_shop import AS_OF, FIRST
from tests.analyses.promotions.offer_sets import offer, offer_set, percent, steps
from tests.kept import same_shop
from zhanggui.analyses.promotions.replay.declared import declared
from zhanggui.analyses.promotions.replay.past_baskets import past_baskets
from zhanggui.analyses.promotions.replay.replay import CAPABILITY, ReplayParams, run
from zhanggui.analyses.promotions.replay.replaying import replay
from zhanggui.core.errors import MixedCurrencies
from zhanggui.core.sentence import render
from zhanggui.offers.basket import Basket
from zhanggui.offers.engine.rules import make_ready
from zhanggui.offers.quoting import quote
from zhanggui.offers.rules.reading import OffersNotUnderstood

ORACLE = Path(__file__).parents[2] / "oracles" / "analyses" / "replay.sql"


def shop(**more):
    """Tea for 100 that costs 60, a cup for 50 that costs 20; one tea was sold with 10 off."""
    tables = {
        "orders": [
            order(1, "pa", "2026-04-01", 20_000),
            order(2, "pb", "2026-04-02", 14_000),
            order(3, "pa", "2026-04-03", 35_000),
        ],
        "order_lines": [
            line(1, 1, "tea", 20_000, 2),
            line(2, 1, "tea", 10_000, discount_merchant_minor=1_000),
            line(2, 2, "cup", 5_000),
            line(3, 1, "cup", 35_000, 7),
        ],
        "products": [{"sku": "tea", "category": "tea"}, {"sku": "cup", "category": "ware"}],
        "product_costs": [cost("tea", 6_000), cost("cup", 2_000)],
    }
    return same_shop(tables | more)


def answered(*offers, combine=None, warehouse=None, **params):
    return run(warehouse or shop(), ReplayParams(offers=offer_set(*offers, **(combine or {})), **params))


def variants(result):
    return {
        row.variant.arguments.get("name", row.variant.code.removeprefix("variant_")): row for row in result.variants
    }


def codes(result):
    return [caveat.code for caveat in result.caveats]


def test_ten_percent_off_tea_costs_thirty_and_pays_from_a_third_more():
    result = answered(percent(categories=["tea"]))

    row = variants(result)["A"]
    assert (row.discount.minor, row.net_sales.minor, row.orders_on_offer) == (3_000, 67_000, 2)
    assert row.contribution_profit.estimate.minor == 67_000 - 3 * 6_000 - 8 * 2_000
    assert row.profit_against_list.estimate.minor == -3_000
    # What is reduced earns 3 · (90 − 60) = 90, so a third more of it brings the 30 back.
    assert row.break_even_uplift.estimate.rate == pytest.approx(1 / 3)
    assert [each.profit_against_list.estimate.minor for each in result.uplifts] == [-3_000, -2_100, -1_200, 1_500]
    assert (row.full_price_units, row.full_price_given_away.minor) == (2, 2_000)
    assert result.headline.code == "would_cost"


def test_what_happened_and_no_offer_stand_beside_it():
    found = variants(answered(percent(categories=["tea"])))

    assert [(name, row.net_sales.minor, row.discount.minor) for name, row in found.items()] == [
        ("happened", 69_000, 1_000),
        ("list", 70_000, 0),
        ("A", 67_000, 3_000),
    ]
    assert found["happened"].full_price_given_away.minor == 0
    assert found["list"].profit_against_list.estimate.minor == 0


def test_an_empty_set_is_no_offer():
    found = variants(answered())

    assert found["A"].net_sales == found["list"].net_sales
    assert found["A"].contribution_profit == found["list"].contribution_profit


def test_without_a_set_it_says_what_the_past_gave_away():
    result = run(shop(), ReplayParams())

    assert (result.headline.code, result.headline.arguments["discount"].minor) == ("no_set", 1_000)


def test_new_and_returning_customers_get_their_parts():
    result = answered(percent(categories=["tea"]), steps((30_000, 4_000)))

    assert [(row.customers.code, row.orders, row.orders_on_offer, row.discount.minor) for row in result.customers] == [
        ("customers_first", 2, 2, 3_000),
        ("customers_returning", 1, 1, 4_000),
    ]
    assert [(row.offer, row.orders, row.discount.minor) for row in result.offers] == [
        ("percent", 2, 3_000),
        ("steps", 1, 4_000),
    ]


def test_what_the_platform_bears_reaches_the_shop():
    half = percent(categories=["tea"]) | {"borne_by": {"platform": 5_000, "merchant": 5_000}}

    result = answered(half)

    assert (variants(result)["A"].discount_of_shop.minor, variants(result)["A"].net_sales.minor) == (1_500, 68_500)
    assert result.offers[0].discount_of_others.minor == 1_500


def test_a_budget_ends_in_the_order_in_which_baskets_were_bought():
    result = answered(percent(categories=["tea"]) | {"limits": {"budget_minor": 2_500}})

    (row,) = result.offers
    assert (row.orders, row.discount.minor, row.used_up.arguments) == (2, 2_500, {"day": "2026-04-02"})
    assert answered(percent() | {"limits": {"uses": 90}}).offers[0].used_up.code == "not_used_up"


def test_a_customer_gets_what_is_once_for_each_once():
    result = answered(offer("once", {"kind": "fixed", "off_minor": 500}, limits={"uses_per_customer": 1}))

    assert (result.offers[0].orders, result.offers[0].discount.minor) == (2, 1_000)


def test_floors_stop_what_would_sell_below_them():
    result = answered(percent(5_000, categories=["tea"]), combine={"floor_margin_bps": 0})

    (row,) = result.offers
    assert row.discount.minor == 3 * (10_000 - 6_000)
    assert (row.floor_cuts, row.floor_cut.minor) == (2, 3_000)


def test_baskets_just_short_of_a_threshold_are_counted():
    result = answered(steps((21_000, 2_000)))

    assert [(row.short.arguments["most"].rate, row.orders, row.missing.minor) for row in result.near] == [
        (0.1, 1, 1_000),
        (0.5, 1, 6_000),
    ]


@pytest.mark.slow
def test_gifts_and_waived_shipping_cost_money_without_a_discount():
    tables = [
        order(1, "pa", "2026-04-01", 20_000, shipping_minor=1_200),
        order(2, "pb", "2026-04-02", 14_000),
        order(3, "pa", "2026-04-03", 35_000),
    ]
    gift = {"kind": "full_gift", "steps": [{"threshold_minor": 30_000, "sku": "tea"}]}
    result = answered(offer("gift", gift), offer("free", {"kind": "free_shipping"}), warehouse=shop(orders=tables))

    row = variants(result)["A"]
    assert (row.discount.minor, row.profit_against_list.estimate.minor) == (0, -6_000 - 1_200)
    assert [(each.gift_cost.minor, each.shipping.minor) for each in result.offers] == [(6_000, 0), (0, 1_200)]


def test_a_gift_without_a_cost_is_said():
    gift = {"kind": "full_gift", "steps": [{"threshold_minor": 30_000, "sku": "fan"}]}

    result = answered(offer("gift", gift))

    assert result.offers[0].gift_cost is None
    assert "gifts_unknown" in codes(result)


@pytest.mark.slow
def test_without_costs_the_loss_is_known_and_the_uplift_is_not():
    result = answered(percent(categories=["tea"]), warehouse=shop(product_costs=[]))

    row = variants(result)["A"]
    assert (row.contribution_profit, row.break_even_uplift) == (None, None)
    assert row.profit_against_list.estimate.minor == -3_000
    assert result.headline.code == "uplift_unknown"


def test_a_declared_margin_fixes_the_cost_and_not_the_share():
    margin = {"margin_low": 0.2, "margin_estimate": 0.3, "margin_high": 0.4}

    result = answered(percent(categories=["tea"]), warehouse=shop(product_costs=[]), **margin)

    found = variants(result)
    # 30 % of the 690.00 that were sold; at 30.00 less for the same goods the cost stays.
    assert found["happened"].contribution_profit.estimate.minor == 20_700
    assert found["A"].contribution_profit.estimate.minor == 20_700 - 2_000


def test_goods_that_lose_money_on_every_unit_never_break_even():
    result = answered(percent(5_000, categories=["tea"]))

    assert result.headline.code == "never_pays"


def test_several_sets_stand_side_by_side():
    result = run(
        shop(),
        ReplayParams(offers=offer_set(percent(categories=["tea"])), offers_c=offer_set(steps((30_000, 4_000)))),
    )

    assert {name: row.discount.minor for name, row in variants(result).items()} == {
        "happened": 1_000,
        "list": 0,
        "A": 3_000,
        "C": 4_000,
    }


@pytest.mark.slow
def test_windows_lie_ahead_so_they_are_left_out_or_moved():
    ahead = {"when": {"starts_at": "2026-11-11T00:00:00+08:00", "ends_at": "2026-11-12T00:00:00+08:00"}}
    told = offer_set(percent(categories=["tea"]) | ahead)

    opened = run(shop(), ReplayParams(offers=told))
    moved = run(shop(), ReplayParams(offers=told, windows="moved", start=date(2026, 4, 2)))

    assert (opened.offers[0].orders, "windows_open" in codes(opened)) == (2, True)
    assert (moved.offers[0].orders, "windows_open" in codes(moved)) == (1, False)


def test_what_past_baskets_cannot_tell_is_named():
    coded = percent() | {"id": "coded", "coupon": {"codes": ["TEA10"]}}
    double = offer("double", {"kind": "points_multiplier", "times_bps": 20_000})
    some = percent() | {"id": "some", "audience": {"segments": ["lapsed"]}}

    result = answered(coded, double, some, percent(100) | {"id": "gold", "audience": {"tiers": ["gold"]}})

    assert [row.orders for row in result.offers] == [3, 0]
    assert {"behaviour", "codes_assumed", "not_replayed", "points_unpriced", "tiers_unknown"} <= set(codes(result))
    for caveat in result.caveats:
        assert not re.search(r"[{}]", render(caveat, CAPABILITY.sentences, "en"))


def test_extra_points_cost_what_they_are_said_to_be_worth():
    double = offer("double", {"kind": "points_multiplier", "times_bps": 20_000}, scope={"categories": ["tea"]})

    result = answered(double, points_per=100, point_cost=0.8)

    # Tea for 300 earns another 300 points in two baskets: 200 and 100, 0.8 fen each.
    (row,) = result.offers
    assert (row.orders, row.discount.minor, row.gift_cost.minor) == (2, 0, 240)
    assert variants(result)["A"].profit_against_list.estimate.minor == -240
    (said,) = (caveat for caveat in result.caveats if caveat.code == "points_priced")
    assert render(said, CAPABILITY.sentences, "en").startswith("Set A: extra points of double cost ¥0.80 for 100;")


def test_points_that_pay_and_deposits_are_priced_as_upper_bounds():
    points = offer(
        "points", {"kind": "points_redemption", "points": 100, "worth_minor": 100, "most_bps": 1_000}, "coupon"
    )
    window = {"starts_at": "2026-11-01T00:00:00+08:00", "ends_at": "2026-11-10T00:00:00+08:00"}
    final = {"final_from": "2026-11-10T00:00:00+08:00", "final_until": "2026-11-12T00:00:00+08:00"}
    benefit = {"kind": "presale_deposit", "deposit_minor": 500, "worth_minor": 1_500, **final}
    presale = offer("presale", benefit, when=window, scope={"skus": ["tea"]})

    result = answered(presale, points)

    # Three teas 10 off each; then a tenth of 180, 140 and 350 in whole steps of 1.
    assert [(row.offer, row.orders, row.discount.minor) for row in result.offers] == [
        ("presale", 2, 3_000),
        ("points", 3, 1_800 + 1_400 + 3_500),
    ]
    assert {"deposits_assumed", "points_wished"} <= set(codes(result))


def test_sets_that_cannot_be_meant_are_refused():
    with pytest.raises(OffersNotUnderstood):
        run(shop(), ReplayParams(offers="{"))
    with pytest.raises(MixedCurrencies):
        run(shop(), ReplayParams(offers=offer_set().replace("CNY", "USD")))


@pytest.fixture(scope="module")
def busy_result(busy):
    told = offer_set(percent(categories=["c1"]), steps((6_000, 500), (30_000, 4_000)))
    return run(busy, ReplayParams(offers=told, limit=1_000, start=FIRST))


@pytest.mark.slow
def test_totals_are_those_of_plain_sql(busy, busy_result):
    ((orders, gross, *offs),) = busy.connection.execute(ORACLE.read_text(encoding="utf-8"), {"as_of": AS_OF}).fetchall()

    assert (busy_result.orders, busy_result.list_sales.minor) == (orders, gross)
    assert [row.discount.minor for row in busy_result.offers] == offs


@pytest.mark.slow
def test_parts_add_up_to_the_whole(busy_result):
    row = variants(busy_result)["A"]
    for part in (busy_result.products, busy_result.offers, busy_result.customers):
        assert sum(each.discount.minor for each in part) == row.discount.minor
    by_day = busy_result.discount_by_day.lines[-1].values
    assert round(sum(by_day) * 100) == row.discount.minor


OTHER_KINDS = (
    offer("nth", {"kind": "nth_item", "nth": 2, "off_bps": 5_000}, scope={"categories": ["c1", "c2"]}),
    offer(
        "bundle",
        {"kind": "bundle", "parts": [{"scope": {"categories": [c]}} for c in ("c0", "c3")], "price_minor": 4_000},
    ),
    offer("tiers", {"kind": "quantity_tiers", "steps": [{"least_units": 2, "off_bps": 700}]}, "price"),
    offer("third", {"kind": "fixed", "off_minor": 333, "threshold_minor": 5_000}, "coupon"),
)


@pytest.mark.slow
@pytest.mark.parametrize(
    "told",
    [
        offer_set(percent(categories=["c1"]), steps((6_000, 500), (30_000, 4_000))),
        offer_set(*OTHER_KINDS),
        offer_set(*OTHER_KINDS, choose="best", most_off_bps=3_000),
    ],
    ids=["amounts", "other kinds", "best, capped"],
)
def test_identical_baskets_are_quoted_once_and_each_costs_what_it_costs_alone(busy, told):
    past = past_baskets(busy, ReplayParams())
    found = replay(past, declared("A", told, "CNY", starts=None), {})

    rules = make_ready(declared("A", told, "CNY", starts=None).offers)
    assert past.by_order(found.off).tolist() == [_alone(past, at, rules) for at in range(past.orders)]
    assert 0 < found.quotes < past.orders


def _alone(past, at, rules):
    """One basket priced by itself: a line whose units do not share its amount evenly is cut in two."""
    lines = []
    for row in range(past.begins[at], past.begins[at + 1]):
        units, gross = int(past.amount("quantity")[row]), int(past.amount("gross_minor")[row])
        facts = {"sku": past.texts["sku"].text(row), "category": past.texts["category"].text(row)}
        price, dearer = divmod(gross, units)
        lines.append(facts | {"line": f"{row}a", "units": units - dearer, "price_minor": price})
        if dearer:
            lines.append(facts | {"line": f"{row}b", "units": dearer, "price_minor": price + 1})
    told = Basket.model_validate({"currency": "CNY", "lines": lines})
    return quote(told, rules, datetime(2026, 4, 1, tzinfo=UTC)).off_minor
