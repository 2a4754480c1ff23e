"""Public bug cases that must never happen here: the rows of CONFORMANCE that a quote decides, by their ids."""

from __future__ import annotations

import pytest

from tests.offers.shelf import basket, codes_of_refusals, dues, offer, priced, rules
from zhanggui.offers.basket import Counted, IssuedCode, Used


def test_p1_a_voucher_on_a_promotion_takes_its_share_of_what_is_left():
    promotion = offer("sale", "percent", off_bps=4000, group="sale")
    voucher = offer("voucher", "percent", off_bps=7000, group="coupon", coupon={"codes": ["V70"]})
    quoted = priced(basket(("A", 10, 1000), codes=["V70"]), rules(promotion, voucher, groups=("sale", "coupon")))

    assert quoted.off_minor == 4000 + 4200
    assert quoted.to_pay_minor == 1800  # 30 % of the discounted 6000


@pytest.mark.parametrize("basis", ["list", "group", "remaining"])
def test_p2_what_a_line_has_no_room_for_goes_to_the_others(basis):
    item = offer("item", "fixed", off_minor=1800, scope={"skus": ["A"]}, group="item")
    cart = offer("cart", "fixed", off_minor=1000, group="cart")
    bought = basket(("A", 1, 1900), ("B", 1, 1900))
    quoted = priced(bought, rules(item, cart, basis=basis, groups=("item", "cart")))

    assert quoted.off_minor == 2800
    assert quoted.to_pay_minor == 1000
    assert min(dues(quoted)) >= 0


@pytest.mark.parametrize("basis", ["list", "group", "remaining"])
def test_p3_three_fixed_rules_take_exactly_their_sum(basis):
    fixed = [offer(f"f{off}", "fixed", off_minor=off) for off in (333, 500, 667)]
    bought = basket(("A", 1, 1999), ("B", 1, 1999), ("C", 1, 1999), ("D", 3, 777))
    quoted = priced(bought, rules(*fixed, basis=basis))

    assert quoted.off_minor == 1500
    assert sum(line.off_minor for line in quoted.lines) == 1500


@pytest.mark.parametrize("basis,pays", [("list", 8500), ("group", 8500), ("remaining", 8550)])
def test_p5_five_and_ten_per_cent_are_added_or_multiplied_as_declared(basis, pays):
    five, ten = offer("five", "percent", off_bps=500), offer("ten", "percent", off_bps=1000)

    assert priced(basket(("A", 1, 10000)), rules(five, ten, basis=basis)).to_pay_minor == pays


def test_p5_a_set_that_does_not_declare_its_basis_is_refused():
    with pytest.raises(ValueError, match=r"combine\.basis"):
        rules(basis=None)


@pytest.mark.parametrize("units", range(1, 9))
def test_p7_a_quantity_in_one_line_costs_what_single_units_cost(units):
    offered = rules(offer("b2g1", "buy_get", buy_units=2, get_units=1))
    at_once = priced(basket(("A", units, 999)), offered)
    one_by_one = priced(basket(*[("A", 1, 999)] * units), offered)

    assert at_once.to_pay_minor == one_by_one.to_pay_minor == 999 * (units - units // 3)


def test_p8_two_buy_x_get_y_for_one_product_each_apply_once():
    half = offer("half", "buy_get", buy_units=1, get_units=1, off_bps=5000, most_times=1, priority=1)
    free = offer("free", "buy_get", buy_units=1, get_units=1, most_times=1, priority=2)
    quoted = priced(basket(("A", 4, 1000)), rules(half, free, groups=[{"id": "shop", "one_per": "unit"}]))

    assert [(each.offer, each.off_minor) for each in quoted.applied] == [("half", 500), ("free", 1000)]
    assert quoted.to_pay_minor == 2500


def test_p10_a_single_use_code_that_the_books_have_counted_is_refused():
    offered = rules(offer("once", "fixed", off_minor=500, coupon={"is_unique": True}))
    bought = basket(("A", 1, 1000), codes=["X1"], customer="p1")

    fresh = priced(bought, offered, used=Used(codes={"X1": IssuedCode(offer="once")}))
    spent = priced(bought, offered, used=Used(codes={"X1": IssuedCode(offer="once", uses_left=0)}))
    others = priced(bought, offered, used=Used(codes={"X1": IssuedCode(offer="once", customer="p2")}))

    assert (fresh.to_pay_minor, fresh.applied[0].code) == (500, "X1")
    assert (spent.to_pay_minor, codes_of_refusals(spent)) == (1000, {"once": "code_used"})
    assert codes_of_refusals(others) == {"once": "code_of_another"}


@pytest.mark.parametrize(
    "limits,used,code",
    [
        ({"uses": 3}, Used(total={"auto": Counted(uses=3)}), "uses_gone"),
        ({"uses_per_customer": 1}, Used(customer={"auto": Counted(uses=1)}), "own_uses_gone"),
    ],
)
def test_p11_limits_hold_for_an_offer_that_needs_no_code(limits, used, code):
    offered = rules(offer("auto", "fixed", off_minor=100, limits=limits))
    bought = basket(("A", 1, 1000), customer="p1")

    assert priced(bought, offered).to_pay_minor == 900
    assert codes_of_refusals(priced(bought, offered, used=used)) == {"auto": code}


def test_p12_a_use_that_the_books_give_back_counts_no_more():
    offered = rules(offer("auto", "fixed", off_minor=100, limits={"uses": 1, "uses_per_customer": 1}))
    bought = basket(("A", 1, 1000), customer="p1")
    after_sale = Used(total={"auto": Counted(uses=1)}, customer={"auto": Counted(uses=1)})
    after_cancel = Used(total={"auto": Counted(uses=0)}, customer={"auto": Counted(uses=0)})

    assert priced(bought, offered, used=after_sale).to_pay_minor == 1000
    assert priced(bought, offered, used=after_cancel).to_pay_minor == 900


def test_p14_sale_and_voucher_together_stop_at_the_cap_and_the_cut_is_shown():
    sale = offer("sale", "flash_sale", price_minor=6000, when={"ends_at": "2026-11-12T00:00:00+08:00"})
    voucher = offer("voucher", "percent", off_bps=5000)
    quoted = priced(basket(("A", 1, 10000)), rules(sale, voucher, most_off_bps=5000))

    assert quoted.off_minor == 5000
    assert [(each.offer, each.off_minor, each.cut_minor) for each in quoted.applied] == [
        ("sale", 4000, 0),
        ("voucher", 1000, 2000),
    ]
    assert quoted.applied[1].said[-1].code == "cut_by_cap"


@pytest.mark.parametrize("spent,pays", [(0, 900), (9_900, 900), (9_901, 901), (10_000, 1000)])
def test_p15_a_coupon_stops_at_its_budget(spent, pays):
    offered = rules(offer("c", "fixed", off_minor=100, coupon={"codes": ["C"]}, limits={"budget_minor": 10_000}))
    quoted = priced(basket(("A", 1, 1000), codes=["C"]), offered, used=Used(total={"c": Counted(discount_minor=spent)}))

    assert quoted.to_pay_minor == pays
    assert codes_of_refusals(quoted) == ({"c": "budget_spent"} if spent == 10_000 else {})
    assert sum(each.cut_minor for each in quoted.applied if each.cut_by == "cut_by_budget") == pays % 100
