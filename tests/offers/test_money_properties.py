"""What holds for the money of every quote: floors, tax either way, currencies, one item more, lines in any order."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.offers.shelf import basket, offer, priced, rules
from tests.offers.test_properties import combinations_declared, line_lists, offer_lists
from zhanggui.core.currency import MINOR_DIGITS
from zhanggui.core.money import Money

FACTS = {"customer": "p1", "tier": "gold", "codes": ["C"], "points": 350, "shipping_minor": 120}
chosen = st.sampled_from(["priority", "best"])
money = settings(max_examples=20)


@money
@given(line_lists(), offer_lists(most=4), combinations_declared, chosen, st.integers(0, 900))
def test_no_line_falls_below_zero_or_below_its_declared_floor(lines, offers, declared, choose, floor):
    lines = [line | {"floor_minor": floor} for line in lines]
    offers = [each | {"floor_permission": None, "borne_by": {"merchant": 10000}} for each in offers]
    quoted = priced(basket(*lines, **FACTS), rules(*offers, choose=choose, **declared))

    for line in quoted.lines:
        assert line.due_minor >= min(floor * line.units, line.list_minor) >= 0


@money
@given(line_lists(), offer_lists(most=4), combinations_declared, chosen)
def test_tax_within_prices_and_tax_on_top_of_them_differ_in_the_tax_alone(lines, offers, declared, choose):
    offered = rules(*offers, choose=choose, **declared)
    within, added = (priced(basket(*lines, tax=tax, **FACTS), offered) for tax in ("included", "added"))

    assert [line.due_minor for line in within.lines] == [line.due_minor for line in added.lines]
    assert added.to_pay_minor - within.to_pay_minor == added.tax_minor
    assert added.tax_minor == sum(line.tax_minor for line in added.lines)
    for rate in {line["tax_bps"] for line in lines}:
        due = _of_rate(within, lines, rate, "due_minor")
        assert abs(_of_rate(added, lines, rate, "tax_minor") - due * rate / 10000) <= 0.5
        assert abs(_of_rate(within, lines, rate, "tax_minor") - due * rate / (10000 + rate)) <= 0.5


@pytest.mark.slow
@money
@given(line_lists(), offer_lists(most=4), combinations_declared, chosen, st.sampled_from(["JPY", "KRW", "KWD", "BHD"]))
def test_coins_are_whole_in_every_currency(lines, offers, declared, choose, currency):
    """A coin is a coin: the same whole numbers in yen, fen and fils, written with 0, 2 and 3 decimals."""
    here = priced(basket(*lines, **FACTS), rules(*offers, choose=choose, **declared))
    there = priced(
        basket(*lines, currency=currency, **FACTS), rules(*offers, choose=choose, currency=currency, **declared)
    )

    assert [line.due_minor for line in there.lines] == [line.due_minor for line in here.lines]
    assert there.to_pay_minor == here.to_pay_minor
    assert -there.money(there.to_pay_minor).major.as_tuple().exponent == MINOR_DIGITS[currency]
    assert Money.of(str(there.money(there.to_pay_minor).major), currency).minor == there.to_pay_minor


@pytest.mark.slow
@given(line_lists(), offer_lists(most=4), st.integers(1, 1500), st.integers(0, 900))
def test_one_more_item_under_floors_raises_the_total_by_at_most_its_price(lines, offers, price, floor):
    """Floors, caps and budgets cut an amount and never refuse it, so that more goods never lose a discount."""
    lines = [line | {"floor_minor": floor} for line in lines]
    item = {"line": "more", "sku": "B", "units": 1, "price_minor": price, "category": "tea/green", "floor_minor": floor}
    offered = rules(*offers, choose="best", groups=("item", "order"))
    before, after = (priced(basket(*each, **FACTS), offered).to_pay_minor for each in (lines, [*lines, item]))

    assert after <= before + price


@pytest.mark.slow
@given(line_lists(), offer_lists(most=4), combinations_declared, chosen, st.randoms(use_true_random=False))
def test_shuffled_lines_cost_the_same_coin_by_coin(lines, offers, declared, choose, random):
    offered = rules(*offers, choose=choose, **declared)
    shuffled = random.sample(lines, len(lines))

    assert priced(basket(*shuffled, **FACTS), offered) == priced(basket(*lines, **FACTS), offered)


@pytest.mark.parametrize("choose", ["priority", "best"])
def test_p1_p14_what_others_gave_away_free_never_falls_below_its_floor_here(choose):
    """P1 and P14 with a floor: 40 % off, then a voucher of 70 %, on goods that may not go below 5.00."""
    sale = offer("sale", "percent", off_bps=4000, group="sale")
    voucher = offer("voucher", "percent", off_bps=7000, group="coupon", coupon={"codes": ["C"]})
    line = {"sku": "A", "units": 10, "price_minor": 1000, "floor_minor": 500}
    quoted = priced(basket(line, codes=["C"]), rules(sale, voucher, groups=("sale", "coupon"), choose=choose))

    assert quoted.to_pay_minor == 5000
    assert quoted.applied[-1].cut_by == "cut_by_floor"


def _of_rate(quoted, lines, rate, field):
    same = {line["line"] for line in lines if line["tax_bps"] == rate}
    return sum(getattr(line, field) for line in quoted.lines if line.line in same)
