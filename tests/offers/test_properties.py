"""What holds for every basket and every set of offers; the best subset against trying all of them."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.offers.shelf import basket, offer, priced, rules

SKUS, CATEGORIES = "ABCD", {"A": "tea", "B": "tea/green", "C": "cup", "D": "cup"}
TODAY = {"ends_at": "2026-11-12T00:00:00+08:00"}
scopes = st.sampled_from([{}, {}, {"categories": ["tea"]}, {"skus": ["A", "C"]}, {"not_skus": ["B"]}])
off_bps = st.sampled_from([500, 1000, 3333, 5000, 10000])
thresholds = st.sampled_from([0, 1000, 3000])


def steps(threshold, off):
    return [{"threshold_minor": threshold, "off_minor": off}]


def bundle_of_tea_and_cup(price):
    parts = [{"scope": {"categories": ["tea"]}, "units": 2}, {"scope": {"categories": ["cup"]}}]
    return {"kind": "bundle", "parts": parts, "price_minor": price}


benefits = st.one_of(
    st.builds(lambda bps, at: {"kind": "percent", "off_bps": bps, "threshold_minor": at}, off_bps, thresholds),
    st.builds(
        lambda off, each: {"kind": "fixed", "off_minor": off, "per_unit": each}, st.integers(1, 999), st.booleans()
    ),
    st.builds(
        lambda at, off, each: {"kind": "full_reduction", "steps": steps(at, off), "repeats": each},
        st.integers(500, 4000),
        st.integers(1, 800),
        st.booleans(),
    ),
    st.builds(
        lambda x, y, bps: {"kind": "buy_get", "buy_units": x, "get_units": y, "off_bps": bps},
        st.integers(1, 2),
        st.integers(1, 2),
        off_bps,
    ),
    st.builds(lambda n, bps: {"kind": "nth_item", "nth": n, "off_bps": bps}, st.integers(2, 3), off_bps),
    st.builds(bundle_of_tea_and_cup, st.integers(300, 2000)),
    st.just({"kind": "buy_get", "buy_units": 1, "get_units": 1, "get": {"categories": ["cup"]}}),
    st.builds(lambda at: {"kind": "free_shipping", "threshold_minor": at}, thresholds),
    st.just({"kind": "points_multiplier", "times_bps": 20000}),
    st.builds(
        lambda at: {"kind": "full_gift", "steps": [{"threshold_minor": at, "sku": "X", "worth_minor": 9}]}, thresholds
    ),
    st.just({"kind": "points_redemption", "points": 100, "worth_minor": 100, "most_bps": 5000}),
    st.builds(lambda bps: {"kind": "flash_sale", "off_bps": bps}, off_bps),
    st.builds(lambda price: {"kind": "member_price", "price_minor": price}, st.integers(100, 900)),
    st.builds(lambda bps: {"kind": "quantity_tiers", "steps": [{"least_units": 2, "off_bps": bps}]}, off_bps),
)
SETTING = {
    "flash_sale": {"when": TODAY, "limits": {"units_per_customer": 2}},
    "member_price": {"audience": {"tiers": ["gold"]}},
    "quantity_tiers": {},
}


@st.composite
def offer_lists(draw, most=5):
    found = []
    for number in range(draw(st.integers(0, most))):
        benefit = draw(benefits)
        said = SETTING.get(benefit["kind"]) or {"group": draw(st.sampled_from(["item", "order"]))}
        limits = draw(st.sampled_from([{}, {}, {"most_minor": 150}, {"budget_minor": 400}]))
        said = said | {"limits": said.get("limits", {}) | limits}
        coupon = draw(st.sampled_from([None, {"codes": ["C"]}]))
        rare = draw(st.sampled_from([{}, {}, {}, {"is_alone": True}, {"basis": "list"}, {"floor_permission": "Li"}]))
        borne = draw(st.sampled_from([{"merchant": 10000}, {"platform": 6667, "merchant": 3333}]))
        made = offer(
            f"o{number}",
            benefit["kind"],
            priority=draw(st.integers(1, 3)),
            scope=draw(scopes),
            borne_by=borne,
            coupon=coupon,
            **rare,
            **{key: value for key, value in (benefit | said).items() if key != "kind"},
        )
        if found and draw(st.integers(0, 4)) == 0:
            made["excludes"] = [found[0]["id"]]
        found.append(made)
    return found


@st.composite
def line_lists(draw):
    lines = []
    for number in range(draw(st.integers(1, 4))):
        sku, price = draw(st.sampled_from(SKUS)), draw(st.integers(1, 1500))
        cost = draw(st.sampled_from([None, None, price * 6 // 10]))
        lines.append(
            {"line": str(number), "sku": sku, "units": draw(st.integers(1, 4)), "price_minor": price}
            | {"category": CATEGORIES[sku], "cost_minor": cost, "tax_bps": draw(st.sampled_from([0, 600, 1300]))}
        )
    return lines


combinations_declared = st.fixed_dictionaries(
    {
        "basis": st.sampled_from(["list", "group", "remaining"]),
        "groups": st.sampled_from(
            [
                ("item", "order"),
                ({"id": "item", "one_per": "unit"}, "order"),
                ("item", {"id": "order", "one_per": "basket", "not_with": ["price"]}),
                ({"id": "item", "not_with": ["price"]}, {"id": "order", "not_with": ["item"]}),
            ]
        ),
        "most_off_bps": st.sampled_from([None, None, 3000]),
        "floor_margin_bps": st.sampled_from([None, None, 1000]),
    }
)


def bought(lines, **said):
    facts = {"customer": "p1", "tier": "gold", "codes": ["C"], "points": 350, "shipping_minor": 120} | said
    return basket(*lines, **facts)


@pytest.mark.slow
@given(line_lists(), offer_lists(), combinations_declared, st.sampled_from(["priority", "best"]))
def test_lines_sum_to_the_totals_and_no_amount_is_negative_or_above_gross(lines, offers, declared, choose):
    quoted = priced(bought(lines), rules(*offers, choose=choose, **declared))

    for line in quoted.lines:
        assert 0 <= line.due_minor <= line.list_minor
        assert line.off_minor == sum(reason.off_minor for reason in line.reasons)
        assert line.off_minor == sum(amount for _, amount in line.borne_minor)
    assert quoted.list_minor == sum(line.list_minor for line in quoted.lines)
    assert quoted.off_minor == sum(each.off_minor for each in quoted.applied) == quoted.list_minor - quoted.due_minor
    assert 0 <= quoted.shipping_off_minor <= quoted.shipping_minor
    assert quoted.to_pay_minor == quoted.due_minor + quoted.shipping_minor - quoted.shipping_off_minor
    assert quoted.tax_minor == sum(line.tax_minor for line in quoted.lines)
    assert {each.offer for each in quoted.applied}.isdisjoint(each.offer for each in quoted.refused)
    assert len(quoted.applied) + len(quoted.refused) == len(offers)


@pytest.mark.slow
@given(line_lists(), offer_lists(), combinations_declared, st.sampled_from(["priority", "best"]))
def test_floor_and_cap_hold(lines, offers, declared, choose):
    quoted = priced(bought(lines), rules(*offers, choose=choose, **declared))

    if declared["most_off_bps"]:
        assert quoted.off_minor <= quoted.list_minor * declared["most_off_bps"] // 10000
    if declared["floor_margin_bps"] is not None and not any(each.get("floor_permission") for each in offers):
        for line, said in zip(quoted.lines, lines, strict=True):
            floor = -(-(said["cost_minor"] or 0) * 10000 // 9000) * line.units
            received = line.due_minor + dict(line.borne_minor).get("platform", 0)
            assert received >= min(floor, line.list_minor)


@given(line_lists(), offer_lists(), combinations_declared, st.randoms(use_true_random=False))
def test_the_order_of_lines_and_offers_changes_nothing(lines, offers, declared, random):
    for choose in ("priority", "best"):
        straight = priced(bought(lines), rules(*offers, choose=choose, **declared))
        shuffled_lines, shuffled_offers = list(lines), list(offers)
        random.shuffle(shuffled_lines)
        random.shuffle(shuffled_offers)

        assert priced(bought(shuffled_lines), rules(*shuffled_offers, choose=choose, **declared)) == straight


@given(line_lists(), offer_lists(), combinations_declared)
def test_the_best_subset_is_the_best_of_all_subsets(lines, offers, declared):
    """The oracle prices every subset by priority: 2ⁿ quotes and no cleverness."""
    best = priced(bought(lines), rules(*offers, choose="best", **declared))
    subsets = [subset for size in range(len(offers) + 1) for subset in combinations(offers, size)]
    of_all = [
        priced(bought(lines), rules(*_without_links(subset), choose="priority", **declared), explain=False)
        for subset in subsets
    ]

    assert best.is_proven
    assert (best.due_minor, len(best.applied)) == _alone(best, lines, offers, declared)
    assert (best.to_pay_minor, -_worth(best)) == min((each.to_pay_minor, -_worth(each)) for each in of_all)


@given(line_lists(), offer_lists(most=4), combinations_declared, offer_lists(most=1))
def test_one_more_offer_never_raises_the_price_of_the_best_subset(lines, offers, declared, more):
    more = [each | {"id": "more", "excludes": []} for each in more]
    before = priced(bought(lines), rules(*offers, choose="best", **declared))
    after = priced(bought(lines), rules(*offers, *more, choose="best", **declared))

    assert after.to_pay_minor <= before.to_pay_minor


@given(line_lists(), offer_lists(), st.sampled_from(["list", "remaining"]))
def test_splitting_a_line_into_single_units_changes_nothing(lines, offers, basis):
    """P7 for every kind whose units the shop counts by product or scope."""
    single = [line | {"units": 1, "line": f"{line['line']}-{unit}"} for line in lines for unit in range(line["units"])]
    offers = _without_links([each for each in offers if each["benefit"]["kind"] != "bundle"][:1])
    offered = rules(*offers, basis=basis, groups=("item", "order"))

    assert priced(bought(lines), offered).to_pay_minor == priced(bought(single), offered).to_pay_minor


@pytest.mark.slow
@given(line_lists(), offer_lists(), combinations_declared, st.sampled_from(SKUS), st.integers(1, 1500))
def test_one_more_item_costs_at_most_its_list_price(lines, offers, declared, sku, price):
    """Where no group keeps units out: a unit that takes one offer may there cost the basket another."""
    declared = declared | {"groups": ("item", {"id": "order", "one_per": "basket"})}
    item = {"line": "more", "sku": sku, "units": 1, "price_minor": price, "category": CATEGORIES[sku]}
    offered = rules(*offers, choose="best", **declared)
    before, after = priced(bought(lines), offered), priced(bought([*lines, item]), offered)

    assert after.to_pay_minor <= before.to_pay_minor + price


def _alone(best, lines, offers, declared):
    """The chosen offers by themselves cost the same, and all of them apply."""
    chosen = {each.offer for each in best.applied}
    kept = _without_links([each for each in offers if each["id"] in chosen])
    again = priced(bought(lines), rules(*kept, choose="priority", **declared))
    return again.due_minor, len(again.applied)


def _without_links(subset):
    kept = {each["id"] for each in subset}
    return [each | {"excludes": [other for other in each.get("excludes", ()) if other in kept]} for each in subset]


def _worth(quoted):
    return sum(gift.worth_minor * gift.units for gift in quoted.gifts)
