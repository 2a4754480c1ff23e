"""What each kind of offer costs, with numbers known in advance."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.offers.shelf import NOON, basket, codes_of_refusals, dues, offer, priced, rules
from zhanggui.core.errors import MixedCurrencies
from zhanggui.core.sentence import render
from zhanggui.core.words import LANGUAGES
from zhanggui.offers.basket import Counted, Used
from zhanggui.offers.sentences import SENTENCES

TODAY = {"ends_at": "2026-11-12T00:00:00+08:00"}


def pays(quoted):
    return quoted.to_pay_minor


# ------------------------------------------------------------------------------------------ each kind


@pytest.mark.parametrize(
    "said, amount, due",
    [
        ({"steps": [{"threshold_minor": 30000, "off_minor": 5000}]}, 65000, 60000),
        ({"steps": [{"threshold_minor": 30000, "off_minor": 5000}], "repeats": True}, 65000, 55000),
        ({"steps": [{"threshold_minor": 30000, "off_minor": 5000}], "repeats": True, "most_times": 1}, 65000, 60000),
        ({"steps": [{"threshold_minor": 30000, "off_minor": 5000}]}, 29999, 29999),
        (
            {"steps": [{"threshold_minor": 100, "off_minor": 10}, {"threshold_minor": 200, "off_minor": 30}]},
            200,
            170,
        ),
    ],
)
def test_full_reduction_takes_its_highest_step_or_repeats(said, amount, due):
    assert pays(priced(basket(("A", 1, amount)), rules(offer("m", "full_reduction", **said)))) == due


def test_all_gift_steps_that_are_reached_give_their_gift():
    steps = [{"threshold_minor": 100, "sku": "CUP"}, {"threshold_minor": 200, "sku": "POT", "units": 2}]
    steps.append({"threshold_minor": 300, "sku": "TRAY"})
    all_steps = priced(basket(("A", 1, 250)), rules(offer("g", "full_gift", steps=steps)))
    highest = priced(basket(("A", 1, 250)), rules(offer("g", "full_gift", steps=steps, gives="highest")))

    assert [(gift.sku, gift.units) for gift in all_steps.gifts] == [("CUP", 1), ("POT", 2)]
    assert [gift.sku for gift in highest.gifts] == ["POT"]
    assert pays(all_steps) == 250


def test_a_flash_sale_stops_at_its_quota_and_at_the_buyers_limit():
    flash = offer("f", "flash_sale", price_minor=500, when=TODAY, limits={"units": 100, "units_per_customer": 2})
    bought = basket(("A", 3, 1000), customer="p1")

    assert pays(priced(bought, rules(flash))) == 2 * 500 + 1000
    assert pays(priced(bought, rules(flash), used=Used(total={"f": Counted(units=99)}))) == 500 + 2 * 1000
    assert codes_of_refusals(priced(bought, rules(flash), used=Used(total={"f": Counted(units=100)}))) == {
        "f": "units_gone"
    }
    assert codes_of_refusals(priced(basket(("A", 1, 1000)), rules(flash))) == {"f": "needs_customer"}


def test_the_lowest_price_wins_unit_by_unit_and_a_quota_goes_where_it_saves_most():
    flash = offer("f", "flash_sale", off_bps=5000, when=TODAY, limits={"units_per_customer": 1})
    member = offer("m", "member_price", prices={"A": 900, "B": 1200}, audience={"tiers": ["gold"]})
    quoted = priced(basket(("A", 2, 1000), ("B", 2, 2000), customer="p1", tier="gold"), rules(flash, member))

    assert dues(quoted) == [2 * 900, 1000 + 1200]


def test_the_first_price_in_order_wins_where_that_is_declared():
    flash = offer("f", "flash_sale", price_minor=500, when=TODAY, priority=2)
    member = offer("m", "member_price", price_minor=900, audience={"tiers": ["gold"]}, priority=1)

    assert pays(priced(basket(("A", 1, 1000), tier="gold"), rules(flash, member, price="first"))) == 900


@pytest.mark.parametrize("units, due", [(1, 1000), (2, 1800), (5, 3500)])
def test_quantity_tiers_price_all_units(units, due):
    steps = [{"least_units": 2, "off_bps": 1000}, {"least_units": 5, "price_minor": 700}]

    assert pays(priced(basket(("A", units, 1000)), rules(offer("t", "quantity_tiers", steps=steps)))) == due


def test_quantity_tiers_count_a_product_over_its_lines_and_the_scope_if_declared():
    steps = [{"least_units": 2, "off_bps": 1000}]
    mixed = basket(("A", 1, 1000), ("B", 1, 1000))

    assert (
        pays(priced(basket(("A", 1, 1000), ("A", 1, 1000)), rules(offer("t", "quantity_tiers", steps=steps)))) == 1800
    )
    assert pays(priced(mixed, rules(offer("t", "quantity_tiers", steps=steps)))) == 2000
    assert pays(priced(mixed, rules(offer("t", "quantity_tiers", steps=steps, count="scope")))) == 1800


@pytest.mark.parametrize("take", ["dearest", "cheapest"])
def test_second_item_at_half_price_pairs_from_the_dearest_or_reduces_the_cheapest(take):
    prices = [50, 40, 30, 20, 10]
    quoted = priced(
        basket(*[(f"S{price}", 1, price) for price in prices]),
        rules(offer("n", "nth_item", nth=2, off_bps=5000, take=take)),
    )

    by_dearest = 50 + 20 + 30 + 10 + 10
    by_cheapest = 50 + 40 + 30 + 10 + 5
    assert pays(quoted) == {"dearest": by_dearest, "cheapest": by_cheapest}[take]


def test_buying_one_scope_brings_units_of_another():
    tea, cups = {"categories": ["tea"]}, {"categories": ["cup"]}
    offered = rules(offer("b", "buy_get", scope=tea, buy_units=2, get_units=1, get=cups))
    lines = [
        {"sku": "T", "units": 4, "price_minor": 1000, "category": "tea/green"},
        {"sku": "C", "units": 1, "price_minor": 300, "category": "cup"},
        {"sku": "D", "units": 2, "price_minor": 200, "category": "cup"},
    ]

    assert pays(priced(basket(*lines), offered)) == 4000 + 0 + 200


def test_a_bundle_takes_the_dearest_units_as_long_as_it_pays():
    parts = [{"scope": {"categories": ["tea"]}, "units": 2}, {"scope": {"categories": ["cup"]}}]
    offered = rules(offer("b", "bundle", parts=parts, price_minor=2000))
    tea = {"units": 4, "category": "tea"}
    dear = basket(
        {"sku": "T", "price_minor": 1000, **tea}, {"sku": "C", "units": 2, "price_minor": 500, "category": "cup"}
    )
    cheap = basket(
        {"sku": "T", "price_minor": 600, **tea}, {"sku": "C", "units": 2, "price_minor": 500, "category": "cup"}
    )

    assert pays(priced(dear, offered)) == 4000
    assert codes_of_refusals(priced(cheap, offered)) == {"b": "bundle_dearer"}


def test_points_pay_in_steps_up_to_a_share_and_stay_within_the_balance():
    offered = rules(offer("p", "points_redemption", points=100, worth_minor=100, most_bps=5000))

    assert priced(basket(("A", 1, 1000), points=999), offered).points_used == 500
    assert pays(priced(basket(("A", 1, 1000), points=999), offered)) == 500
    assert priced(basket(("A", 1, 1000), points=999), offered, used=Used(points=250)).points_used == 200
    assert codes_of_refusals(priced(basket(("A", 1, 1000)), offered)) == {"p": "no_points_wished"}


def test_points_without_room_under_the_cap_stay_with_the_customer():
    offered = rules(offer("p", "points_redemption", points=100, worth_minor=100), most_off_bps=2500)
    quoted = priced(basket(("A", 1, 1000), points=900), offered)

    assert (quoted.points_used, quoted.off_minor) == (200, 200)


def test_points_are_earned_on_what_is_paid_and_multiplied_in_scope():
    double = offer("d", "points_multiplier", times_bps=20000, scope={"skus": ["A"]})
    quoted = priced(basket(("A", 1, 1000), ("B", 1, 1000)), rules(double, points_per=100))

    assert quoted.points_earned == 20 + 10


def test_shipping_is_free_from_a_threshold_on_and_never_negative():
    offered = rules(offer("s", "free_shipping", threshold_minor=9900))

    assert pays(priced(basket(("A", 1, 9900), shipping_minor=1200), offered)) == 9900
    assert pays(priced(basket(("A", 1, 9899), shipping_minor=1200), offered)) == 11099
    assert codes_of_refusals(priced(basket(("A", 1, 9900)), offered)) == {"s": "no_shipping"}


PRESALE = {
    "deposit_minor": 5000,
    "worth_minor": 10000,
    "final_from": "2026-11-10T20:00:00+08:00",
    "final_until": "2026-11-12T00:00:00+08:00",
    "when": {"starts_at": "2026-10-20T20:00:00+08:00", "ends_at": "2026-11-10T18:00:00+08:00"},
}


def test_a_deposit_is_paid_first_and_counts_for_more_when_the_balance_is_paid():
    offered = rules(offer("pre", "presale_deposit", **PRESALE))
    line = {"sku": "A", "units": 2, "price_minor": 50000}
    first = priced(basket(line), offered, at=NOON - timedelta(days=10))
    second = priced(basket(line | {"deposit_paid_at": "2026-11-01T12:00:00+08:00"}), offered)

    assert (first.to_pay_minor, first.pay_now_minor, first.pay_later_minor) == (90000, 10000, 80000)
    assert (second.to_pay_minor, second.deposit_paid_minor, second.pay_now_minor) == (90000, 10000, 80000)


@pytest.mark.parametrize("days, code", [(-3, "balance_too_early"), (2, "balance_too_late")])
def test_a_balance_outside_its_time_brings_no_expansion(days, code):
    offered = rules(offer("pre", "presale_deposit", **PRESALE))
    paid = {"sku": "A", "units": 1, "price_minor": 50000, "deposit_paid_at": "2026-11-01T12:00:00+08:00"}
    quoted = priced(basket(paid), offered, at=NOON + timedelta(days=days))

    assert codes_of_refusals(quoted) == {"pre": code}
    assert (quoted.to_pay_minor, quoted.deposit_paid_minor) == (50000, 0)


def test_presold_goods_beside_others_leave_only_their_balance_for_later():
    offered = rules(offer("pre", "presale_deposit", **PRESALE, scope={"skus": ["A"]}))
    bought = basket(("A", 1, 50000), ("B", 1, 3000), shipping_minor=800)
    quoted = priced(bought, offered, at=NOON - timedelta(days=10))

    assert (quoted.pay_now_minor, quoted.pay_later_minor) == (5000 + 3000 + 800, 40000)


# ------------------------------------------------------------------------------------- how they combine


def test_units_with_a_flash_price_stay_out_of_a_group_that_declares_it():
    flash = offer("f", "flash_sale", price_minor=500, when=TODAY, scope={"skus": ["A"]})
    percent = offer("p", "percent", off_bps=1000)
    bought = basket(("A", 1, 1000), ("B", 1, 1000))

    assert pays(priced(bought, rules(flash, percent))) == 450 + 900
    assert pays(priced(bought, rules(flash, percent, groups=[{"id": "shop", "not_with": ["price"]}]))) == 500 + 900


def test_offers_that_exclude_each_other_say_which_was_in_the_way():
    one, two = offer("one", "fixed", off_minor=100), offer("two", "fixed", off_minor=200, excludes=["one"])
    alone = offer("alone", "fixed", off_minor=300, is_alone=True, priority=200)

    quoted = priced(basket(("A", 1, 1000)), rules(one, two, alone))
    assert pays(quoted) == 900
    assert codes_of_refusals(quoted) == {"two": "excluded_by", "alone": "excluded_by"}
    assert pays(priced(basket(("A", 1, 1000)), rules(one, two, alone, choose="best"))) == 700


def test_a_basket_has_one_offer_of_a_group_that_allows_one():
    coupons = [offer(name, "fixed", off_minor=off) for name, off in (("a", 100), ("b", 300), ("c", 200))]
    one = [{"id": "shop", "one_per": "basket"}]

    assert pays(priced(basket(("A", 1, 1000)), rules(*coupons, groups=one))) == 900
    assert pays(priced(basket(("A", 1, 1000)), rules(*coupons, groups=one, choose="best"))) == 700


def test_the_best_subset_leaves_a_discount_that_would_cost_a_higher_step():
    ten = offer("ten", "percent", off_bps=1000, group="item")
    step = offer("step", "full_reduction", steps=[{"threshold_minor": 30000, "off_minor": 5000}], group="order")
    groups = ("item", "order")
    quoted = priced(basket(("A", 1, 31000)), rules(ten, step, groups=groups, choose="best"))

    assert pays(priced(basket(("A", 1, 31000)), rules(ten, step, groups=groups))) == 27900
    assert pays(quoted) == 26000
    assert codes_of_refusals(quoted) == {"ten": "better_without"}
    assert quoted.is_proven


def test_a_search_that_was_stopped_says_so():
    many = [offer(f"p{at}", "percent", off_bps=100 * at, group=f"g{at % 3}") for at in range(1, 8)]
    step = offer("step", "full_reduction", steps=[{"threshold_minor": 9000, "off_minor": 3000}], group="z")
    quoted = priced(
        basket(("A", 1, 10000)), rules(*many, step, groups=("g0", "g1", "g2", "z"), choose="best", most_steps=9)
    )

    assert not quoted.is_proven
    assert pays(quoted) < 10000


def test_a_price_never_falls_below_its_floor_without_permission():
    half = offer("half", "percent", off_bps=5000)
    allowed = offer("half", "percent", off_bps=5000, floor_permission="Ms Li: clearance until 15 November")
    line = {"sku": "A", "units": 2, "price_minor": 1000, "cost_minor": 700}
    quoted = priced(basket(line), rules(half, floor_margin_bps=1000))

    assert pays(quoted) == 2 * 778  # 700 / 0.9, rounded up
    assert quoted.applied[0].said[-1].code == "cut_by_floor"
    assert pays(priced(basket(line), rules(allowed, floor_margin_bps=1000))) == 1000


def test_what_the_platform_bears_does_not_touch_the_floor():
    shared = offer("s", "percent", off_bps=5000, borne_by={"platform": 8000, "merchant": 2000})
    line = {"sku": "A", "units": 1, "price_minor": 1000, "floor_minor": 900}
    quoted = priced(basket(line), rules(shared))

    assert pays(quoted) == 500
    assert quoted.lines[0].borne_minor == (("merchant", 100), ("platform", 400))


def test_an_amount_beyond_the_goods_is_cut_and_the_cut_is_shown():
    quoted = priced(basket(("A", 1, 300)), rules(offer("c", "fixed", off_minor=500)))

    assert (pays(quoted), quoted.applied[0].cut_minor, quoted.applied[0].said[-1].code) == (0, 200, "cut_by_goods")


def test_an_offer_caps_its_own_discount():
    quoted = priced(basket(("A", 1, 10000)), rules(offer("p", "percent", off_bps=5000, limits={"most_minor": 3000})))

    assert (pays(quoted), quoted.applied[0].said[-1].code) == (7000, "cut_by_most")


# ---------------------------------------------------------------------------------- for whom, where, when


@pytest.mark.parametrize(
    "said, code",
    [
        ({"audience": {"channels": ["jd"]}}, "other_channel"),
        ({"audience": {"regions": ["Zhejiang"]}}, "other_region"),
        ({"audience": {"tiers": ["gold"]}}, "other_tier"),
        ({"audience": {"segments": ["lapsed"]}}, "other_segment"),
        ({"audience": {"is_first_order": True}}, "first_orders_only"),
        ({"when": {"starts_at": "2026-11-12T00:00:00+08:00"}}, "not_started"),
        ({"when": {"ends_at": "2026-11-11T12:00:00+08:00"}}, "ended"),
        ({"when": {"weekdays": [4]}}, "not_now"),
        ({"when": {"hours": [{"start": "20:00", "end": "11:59"}]}}, "not_now"),
        ({"coupon": {"codes": ["X"]}}, "needs_code"),
        ({"scope": {"not_skus": ["A"]}}, "no_goods"),
        ({"scope": {"categories": ["tea"]}}, "no_goods"),
    ],
)
def test_an_offer_that_does_not_fit_says_why(said, code):
    offered = rules(offer("o", "fixed", off_minor=100, **said))

    assert codes_of_refusals(priced(basket(("A", 1, 1000)), offered)) == {"o": code}


@pytest.mark.parametrize(
    "when, zh, en",
    [
        ({"starts_at": "2026-11-11T16:00:00Z"}, "2026-11-12 00:00 才开始", "starts at 2026-11-12 00:00"),
        ({"ends_at": "2026-11-11T03:30:00Z"}, "已于 2026-11-11 11:30 结束", "ended at 2026-11-11 11:30"),
    ],
)
def test_times_in_reasons_are_told_on_the_shops_clock(when, zh, en):
    quoted = priced(basket(("A", 1, 1000)), rules(offer("o", "fixed", off_minor=100, when=when)))

    said = quoted.refused[0].said
    assert (render(said, SENTENCES, "zh-CN"), render(said, SENTENCES, "en")) == (zh, en)


@pytest.mark.parametrize(
    "said",
    [
        {"audience": {"channels": ["jd", "tmall"], "tiers": ["gold"], "segments": ["x", "lapsed"]}},
        {"when": {"weekdays": [3], "hours": [{"start": "12:00", "end": "12:01"}]}},
        {"when": {"weekdays": [2], "hours": [{"start": "20:00", "end": "12:01"}]}},
        {"scope": {"categories": ["tea"], "brands": ["Qing"], "not_skus": ["B"]}},
        {"scope": {"categories": ["tea", "tea/green"]}},
    ],
)
def test_an_offer_that_fits_applies_once(said):
    line = {"sku": "A", "units": 1, "price_minor": 1000, "category": "tea/green", "brand": "Qing"}
    bought = basket(line, channel="tmall", tier="gold", segments=["lapsed"])

    assert pays(priced(bought, rules(offer("o", "fixed", off_minor=100, **said)))) == 900


# ----------------------------------------------------------------------------------- hints and sentences


def test_a_little_more_brings_the_next_step():
    steps = [{"threshold_minor": 20000, "off_minor": 2000}, {"threshold_minor": 40000, "off_minor": 6000}]
    quoted = priced(basket(("A", 1, 17700)), rules(offer("m", "full_reduction", steps=steps)))

    assert render(quoted.hints[0].said, SENTENCES, "en") == "add ¥23.00 for ¥20.00 off (m)"
    assert render(quoted.hints[0].said, SENTENCES, "zh-CN") == "再买 ¥23.00 减 ¥20.00（m）"


@pytest.mark.parametrize(
    "kind, said, missing, code",
    [
        ("full_reduction", {"steps": [{"threshold_minor": 300, "off_minor": 10}], "repeats": True}, 200, "add_for_off"),
        ("full_gift", {"steps": [{"threshold_minor": 1500, "sku": "CUP"}]}, 500, "add_for_gift"),
        ("percent", {"off_bps": 500, "threshold_minor": 1200}, 200, "add_for_percent"),
        ("percent", {"off_bps": 500, "least_units": 3}, 1, "add_units"),
        ("free_shipping", {"threshold_minor": 1100}, 100, "add_for_shipping"),
        ("nth_item", {"nth": 3, "off_bps": 5000}, 1, "add_units"),
        ("buy_get", {"buy_units": 2, "get_units": 2}, 2, "add_units"),
    ],
)
def test_hints_of_every_kind(kind, said, missing, code):
    (hint,) = priced(basket(("A", 2, 500), shipping_minor=600), rules(offer("o", kind, **said))).hints

    assert (hint.missing, hint.said.code) == (missing, code)


def test_every_sentence_has_the_same_places_in_both_languages():
    from zhanggui.core.sentence import placeholders

    for words in SENTENCES.values():
        assert len({placeholders(words.text(language)) for language in LANGUAGES}) == 1


# ---------------------------------------------------------------------------------- tax, currencies, order


def test_tax_within_prices_is_shown_and_tax_on_top_is_added_line_by_line_exactly():
    offered = rules(offer("f", "fixed", off_minor=100))
    lines = [{"sku": sku, "units": 1, "price_minor": 333, "tax_bps": 1300} for sku in "ABC"]
    within, added = priced(basket(*lines), offered), priced(basket(*lines, tax="added"), offered)

    assert (within.to_pay_minor, within.tax_minor) == (899, 103)
    assert (added.to_pay_minor, added.tax_minor) == (899 + 117, 117)
    assert sum(line.tax_minor for line in added.lines) == 117


@pytest.mark.parametrize("currency, text", [("JPY", "JP¥150"), ("KWD", "KWD 0.150"), ("CNY", "¥1.50")])
def test_currencies_with_no_two_and_three_decimals(currency, text):
    quoted = priced(
        basket(("A", 1, 1500), currency=currency), rules(offer("p", "percent", off_bps=1000), currency=currency)
    )

    assert quoted.to_pay_minor == 1350
    assert str(quoted.money(quoted.off_minor)) == text


def test_a_basket_in_another_currency_is_refused():
    with pytest.raises(MixedCurrencies):
        priced(basket(("A", 1, 1500), currency="JPY"), rules())


def test_the_order_in_which_lines_and_offers_are_written_changes_nothing():
    offers = [
        offer("m", "full_reduction", steps=[{"threshold_minor": 900, "off_minor": 101}], priority=2),
        offer("p", "percent", off_bps=777, priority=1),
        offer("n", "nth_item", nth=2, off_bps=5000, priority=3),
    ]
    bought = basket(("A", 1, 333), ("B", 2, 333), ("C", 3, 111))
    straight = priced(bought, rules(*offers))
    for seed in range(5):
        shuffled = list(bought.lines)
        shuffled = shuffled[seed % 3 :] + shuffled[: seed % 3]
        offers.reverse()
        assert priced(bought.model_copy(update={"lines": tuple(shuffled)}), rules(*offers)) == straight
