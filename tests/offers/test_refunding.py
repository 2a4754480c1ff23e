"""What goes back with some units: the allocation fixed at the sale, to the last coin."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.offers.shelf import NOON, basket, offer, priced, rules
from tests.offers.test_properties import bought, combinations_declared, line_lists, offer_lists
from tests.offers.test_quoting import PRESALE
from zhanggui.offers.refunding import LineNotSold, MoreReturnedThanSold, deposit_returned, refund
from zhanggui.offers.rules.benefits import PresaleDeposit


def test_a_partial_refund_returns_what_the_unit_cost_and_claws_nothing_back():
    step = offer("m", "full_reduction", steps=[{"threshold_minor": 30000, "off_minor": 5000}])
    sold = priced(basket(("A", 2, 10000), ("B", 1, 10000)), rules(step))
    back = refund(sold, {"1": 1})

    assert (back.money_minor, back.is_last) == (8333, False)
    assert refund(sold, {"1": 1, "2": 1}, {"1": 1}).money_minor == 25000 - 8333


def test_more_than_was_sold_does_not_come_back():
    sold = priced(basket(("A", 2, 10000)), rules())

    with pytest.raises(MoreReturnedThanSold):
        refund(sold, {"1": 2}, {"1": 1})


def test_a_line_that_was_not_sold_is_named():
    sold = priced(basket(("A", 2, 10000)), rules())

    with pytest.raises(LineNotSold, match="no line 9"):
        refund(sold, {"9": 1})


@given(line_lists(), offer_lists(), combinations_declared, st.data(), st.sampled_from(["included", "added"]))
def test_returning_everything_in_any_steps_returns_the_sale_exactly(lines, offers, declared, data, tax):
    sold = priced(bought(lines, tax=tax), rules(*offers, points_per=7, **declared))
    money = used = earned = 0
    before: dict[str, int] = {}
    gifts = ()
    while any(before.get(line.line, 0) < line.units for line in sold.lines):
        left = {line.line: line.units - before.get(line.line, 0) for line in sold.lines}
        name = data.draw(st.sampled_from([line for line, units in left.items() if units]))
        units = data.draw(st.integers(1, left[name]))
        back = refund(sold, {name: units}, before)
        money, used, earned = money + back.money_minor, used + back.points_returned, earned + back.points_reversed
        before[name], gifts = before.get(name, 0) + units, back.gifts

    assert money == sold.to_pay_minor - sold.shipping_minor + sold.shipping_off_minor
    assert (used, earned, gifts) == (sold.points_used, sold.points_earned, sold.gifts)


@pytest.mark.parametrize(
    "rule, days, fault, returned",
    [
        ("never", -5, False, 0),
        ("never", -5, True, 5000),
        ("before_final", -5, False, 5000),
        ("before_final", 0, False, 0),
        ("always", 5, False, 5000),
    ],
)
def test_a_deposit_goes_back_by_the_rule_of_its_offer(rule, days, fault, returned):
    said = {key: value for key, value in PRESALE.items() if key != "when"}
    presale = PresaleDeposit.model_validate({"kind": "presale_deposit", "refund": rule, **said})
    at: datetime = NOON + timedelta(days=days)

    assert deposit_returned(presale, 5000, at, is_shops_fault=fault) == returned
