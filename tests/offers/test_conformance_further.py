"""More public bug cases of the same kind, that a quote decides: ways in which shops are known to have lost money."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from tests.offers.shelf import NOON, basket, codes_of_refusals, dues, offer, priced, rules
from zhanggui.offers.basket import Counted, Used
from zhanggui.offers.checks.linting import check
from zhanggui.offers.engine.rules import make_ready
from zhanggui.offers.rules.product import Product

TODAY = {"ends_at": "2026-11-12T00:00:00+08:00"}
CENT = 1


@pytest.mark.parametrize("basis", ["list", "group", "remaining"])
def test_f1_discounts_of_more_than_all_of_it_end_at_zero_and_show_the_cut(basis):
    sets = rules(*(offer(f"p{n}", "percent", off_bps=6000) for n in range(3)), basis=basis)
    quoted = priced(basket(("A", 3, 333), ("B", 1, CENT)), sets)

    assert quoted.to_pay_minor == (64 if basis == "remaining" else 0)
    assert min(dues(quoted)) >= 0
    assert sum(each.off_minor for each in quoted.applied) == quoted.off_minor == quoted.list_minor - quoted.due_minor


def test_f2_a_coupon_worth_more_than_the_goods_never_pays_for_shipping():
    quoted = priced(basket(("A", 1, 500), shipping_minor=800), rules(offer("big", "fixed", off_minor=2000)))

    assert (quoted.due_minor, quoted.to_pay_minor) == (0, 800)
    assert (quoted.applied[0].off_minor, quoted.applied[0].cut_minor, quoted.applied[0].cut_by) == (
        500,
        1500,
        "cut_by_goods",
    )


@pytest.mark.parametrize("off_bps", [1, 3333, 5000, 6667, 9999])
@pytest.mark.parametrize("units", [1, 2, 3, 7])
def test_f3_a_share_is_rounded_once_however_the_goods_are_split_over_lines(off_bps, units):
    share = rules(offer("share", "percent", off_bps=off_bps))
    one = priced(basket(("A", units, 99)), share)
    many = priced(basket(*[("A", 1, 99)] * units), share)

    assert one.to_pay_minor == many.to_pay_minor == 99 * units - (99 * units * off_bps + 5000) // 10000


def test_f4_the_free_unit_is_the_cheapest_at_the_price_it_carries_and_not_at_its_list_price():
    flash = offer("flash", "flash_sale", prices={"A": 4000}, when=TODAY)
    free = offer("free", "buy_get", buy_units=1, get_units=1, take="cheapest")
    quoted = priced(basket(("A", 1, 10_000), ("B", 1, 6_000)), rules(flash, free))

    assert {each.offer: each.off_minor for each in quoted.applied} == {"flash": 6000, "free": 4000}
    assert dues(quoted) == [0, 6000]


@pytest.mark.parametrize("basis,shipping", [("list", 0), ("remaining", 1200)])
def test_f5_whether_free_shipping_looks_at_the_amount_before_or_after_a_coupon_is_declared(basis, shipping):
    coupon = offer("coupon", "fixed", off_minor=1000, group="coupon")
    free = offer("free", "free_shipping", threshold_minor=9900, group="shipping", basis=basis)
    quoted = priced(basket(("A", 1, 10_500), shipping_minor=1200), rules(coupon, free, groups=("coupon", "shipping")))

    assert quoted.to_pay_minor == 9500 + shipping


@pytest.mark.parametrize("typed", ["V70", " v70 ", "Ｖ７０", "v70\u200b", "V 70"])
def test_f6_a_code_is_known_however_it_was_typed_or_pasted(typed):
    offered = rules(offer("c", "fixed", off_minor=100, coupon={"codes": ["v70"]}))

    assert priced(basket(("A", 1, 1000), codes=[typed]), offered).to_pay_minor == 900


def test_f7_a_code_that_was_typed_twice_counts_once():
    offered = rules(offer("c", "fixed", off_minor=100, coupon={"codes": ["V70"]}))
    quoted = priced(basket(("A", 1, 1000), codes=["V70", "v70", "V70 "]), offered)

    assert (quoted.to_pay_minor, len(quoted.applied)) == (900, 1)


@pytest.mark.parametrize(
    "at,holds",
    [
        ("2026-11-10T15:59:59.999999Z", False),
        ("2026-11-10T16:00:00Z", True),
        ("2026-11-11T15:59:59.999999Z", True),
        ("2026-11-11T16:00:00Z", False),
    ],
)
def test_f8_a_window_begins_with_its_first_instant_and_ends_before_its_last_on_the_shops_clock(at, holds):
    window = {"starts_at": "2026-11-11T00:00:00+08:00", "ends_at": "2026-11-12T00:00:00+08:00"}
    quoted = priced(
        basket(("A", 1, 1000)), rules(offer("day", "fixed", off_minor=100, when=window)), at=datetime.fromisoformat(at)
    )

    assert quoted.off_minor == 100 * holds


def test_f9_a_weekday_is_the_shops_and_not_the_servers():
    wednesday = offer("wed", "fixed", off_minor=100, when={"weekdays": [3]})
    late_tuesday_in_london = datetime(2026, 11, 10, 16, 30, tzinfo=UTC)  # Wednesday in Shanghai

    assert priced(basket(("A", 1, 1000)), rules(wednesday), at=late_tuesday_in_london).off_minor == 100


def test_f10_an_hour_that_comes_twice_when_clocks_go_back_holds_twice():
    early = offer("early", "fixed", off_minor=100, when={"hours": [{"start": "01:00", "end": "02:00"}]})
    offered = rules(early)
    autumn = offered.offer_set.model_copy(update={"timezone": "America/New_York"})
    first = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)  # 01:30 summer time, and an hour later 01:30 again
    found = [
        priced(basket(("A", 1, 1000)), make_ready(autumn), at=first + timedelta(hours=hours)).off_minor
        for hours in range(-1, 3)
    ]
    assert found == [0, 100, 100, 0]


@pytest.mark.parametrize("currency,price,pays", [("JPY", 999, 899), ("KWD", 12_345, 11_110), ("CNY", 999, 899)])
def test_f11_amounts_are_whole_coins_of_their_currency(currency, price, pays):
    tenth = rules(offer("tenth", "percent", off_bps=1000), currency=currency)
    quoted = priced(basket(("A", 1, price), currency=currency), tenth)

    assert quoted.to_pay_minor == pays
    assert str(quoted.money(pays)) == {"JPY": "JP¥899", "KWD": "KWD 11.110", "CNY": "¥8.99"}[currency]


def test_f12_tax_within_prices_of_many_lines_is_the_tax_of_their_sum():
    lines = [{"sku": f"S{n}", "units": 1, "price_minor": 99, "tax_bps": 1300} for n in range(7)]
    quoted = priced(basket(*lines), rules(offer("off", "fixed", off_minor=100)))

    assert quoted.due_minor == 593
    assert quoted.tax_minor == sum(line.tax_minor for line in quoted.lines) == round(593 * 1300 / 11300)


@pytest.mark.parametrize("limits,used", [({"units_per_customer": 2}, {}), ({"units": 5}, {"total": 3})])
def test_f13_a_quota_counts_units_over_lines(limits, used):
    flash = offer("flash", "flash_sale", price_minor=500, when=TODAY, limits=limits)
    counted = Used(total={"flash": Counted(units=used["total"])}) if used else Used()
    bought = basket(("A", 1, 1000), ("A", 1, 1000), ("A", 2, 1000), customer="p1")

    assert priced(bought, rules(flash), used=counted).off_minor == 2 * 500


def test_f14_a_guest_gets_nothing_that_is_limited_per_customer():
    offered = rules(offer("once", "fixed", off_minor=100, limits={"uses_per_customer": 1}))

    assert codes_of_refusals(priced(basket(("A", 1, 1000)), offered)) == {"once": "needs_customer"}


def test_f15_gifts_count_for_no_threshold_and_cost_nothing():
    gift = offer("gift", "full_gift", steps=[{"threshold_minor": 1000, "sku": "CUP", "worth_minor": 5000}], group="a")
    off = offer("off", "full_reduction", steps=[{"threshold_minor": 3000, "off_minor": 500}], group="b")
    quoted = priced(basket(("A", 1, 2000)), rules(gift, off, groups=("a", "b")))

    assert (quoted.to_pay_minor, [each.sku for each in quoted.gifts]) == (2000, ["CUP"])


def test_f16_points_are_kept_where_nothing_is_left_to_pay():
    all_of_it = offer("all", "percent", off_bps=10_000, group="a")
    points = offer("points", "points_redemption", points=100, worth_minor=100, group="b")
    quoted = priced(basket(("A", 1, 2000), points=5000), rules(all_of_it, points, groups=("a", "b")))

    assert (quoted.to_pay_minor, quoted.points_used) == (0, 0)


def test_f17_a_category_does_not_hold_those_whose_names_begin_alike():
    tea = rules(offer("tea", "percent", off_bps=1000, scope={"categories": ["tea"]}))
    lines = [
        {"sku": name, "units": 1, "price_minor": 1000, "category": name} for name in ("tea/green", "teapots", "tea")
    ]

    assert dues(priced(basket(*lines), tea)) == [900, 1000, 900]


def test_f18_the_order_of_lines_and_of_offers_charges_the_same():
    offers = [
        offer("nth", "nth_item", nth=2, off_bps=5000),
        offer("off", "full_reduction", steps=[{"threshold_minor": 2500, "off_minor": 333}]),
        offer("share", "percent", off_bps=777),
    ]
    lines = [
        {"line": f"l{n}", "sku": f"S{n}", "units": n, "price_minor": price}
        for n, price in enumerate((999, 500, 751), 1)
    ]
    found = {
        priced(basket(*bought), rules(*told)).to_pay_minor
        for bought in permutations(lines)
        for told in permutations(offers)
    }
    assert len(found) == 1


def test_f19_one_coupon_of_a_group_where_one_is_allowed_and_the_better_one_where_it_is_chosen():
    small = offer("small", "fixed", off_minor=100, coupon={"codes": ["S"]}, priority=1)
    large = offer("large", "fixed", off_minor=300, coupon={"codes": ["L"]}, priority=2)
    one = {"groups": [{"id": "shop", "one_per": "basket"}]}
    bought = basket(("A", 1, 1000), codes=["S", "L"])

    assert priced(bought, rules(small, large, **one)).to_pay_minor == 900
    assert priced(bought, rules(small, large, choose="best", **one)).to_pay_minor == 700


@pytest.mark.parametrize("left,pays", [(101, 900), (100, 900), (99, 901), (1, 999), (0, 1000)])
def test_f20_a_budget_is_spent_to_the_last_coin_and_not_one_more(left, pays):
    offered = rules(offer("c", "fixed", off_minor=100, limits={"budget_minor": 5000}))
    used = Used(total={"c": Counted(discount_minor=5000 - left)})

    assert priced(basket(("A", 1, 1000)), offered, used=used).to_pay_minor == pays


def test_f21_a_price_of_nothing_is_sold_for_nothing_and_divides_by_nothing():
    offers = (
        offer("share", "percent", off_bps=1000),
        offer("fix", "fixed", off_minor=100),
        offer("nth", "nth_item", nth=2, off_bps=5000),
        offer("set", "bundle", parts=[{"scope": {"skus": ["A"]}, "units": 2}], price_minor=0),
    )
    assert priced(basket(("A", 2, 0), ("B", 1, 0)), rules(*offers)).to_pay_minor == 0


def test_f22_a_lower_bundle_never_takes_the_same_unit_twice():
    pair = offer("pair", "bundle", parts=[{"scope": {"skus": ["A"]}}, {"scope": {"skus": ["A"]}}], price_minor=1500)

    assert priced(basket(("A", 3, 1000)), rules(pair)).to_pay_minor == 1500 + 1000


def test_f23_a_higher_member_price_or_tier_never_raises_a_price():
    member = offer("m", "member_price", prices={"A": 1200}, audience={"tiers": ["gold"]})
    tiers = offer("t", "quantity_tiers", steps=[{"least_units": 2, "price_minor": 1100}])

    assert priced(basket(("A", 2, 1000), tier="gold"), rules(member, tiers)).to_pay_minor == 2000


def test_f24_a_set_with_many_codes_is_checked_like_any_other():
    many = [offer(f"c{n}", "fixed", off_minor=100, coupon={"codes": [f"CODE{n}"]}) for n in range(30)]
    product = Product(sku="A", price_minor=10_000, cost_minor=9_000)

    assert "sells_at_loss" in {flaw.said.code for flaw in check(rules(*many).offer_set, NOON, (product,))}


def test_f25_a_refused_code_says_so_and_the_others_still_hold():
    over = offer(
        "over", "fixed", off_minor=500, coupon={"codes": ["OLD"]}, when={"ends_at": "2026-11-11T00:00:00+08:00"}
    )
    holds = offer("holds", "fixed", off_minor=100, coupon={"codes": ["NEW"]})
    quoted = priced(basket(("A", 1, 1000), codes=["OLD", "NEW", "NOBODYS"]), rules(over, holds))

    assert (quoted.to_pay_minor, codes_of_refusals(quoted)) == (900, {"over": "ended"})
