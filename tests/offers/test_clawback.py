"""A benefit is taken back only where its offer declares it, never beyond the refund, and not a coin of it for ever."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.offers.shelf import basket, offer, priced, rules
from zhanggui.core.sentence import render
from zhanggui.offers.refunding import refund
from zhanggui.offers.sentences import SENTENCES

STEPS = [{"threshold_minor": 30000, "off_minor": 5000}, {"threshold_minor": 60000, "off_minor": 12000}]
BACK = offer("m", "full_reduction", steps=STEPS, clawback=True)


def returned(sold, *steps):
    """One refund after another; each step names units by line."""
    before, made = {}, []
    for units in steps:
        made.append(refund(sold, units, before, made))
        before = {line.line: before.get(line.line, 0) + units.get(line.line, 0) for line in sold.lines}
    return made


def test_what_is_kept_falls_to_the_step_that_it_still_reaches_and_then_to_none():
    sold = priced(basket(("A", 4, 16000)), rules(BACK))  # 640 − 120, 30 off each

    two, one, last = returned(sold, {"1": 2}, {"1": 1}, {"1": 1})

    assert [each.money_minor for each in (two, one, last)] == [26000 - 1000, 13000 - 2000, 13000 + 3000]
    assert [each.clawed_minor for each in (two, one, last)] == [1000, 2000, -3000]
    assert sum(each.money_minor for each in (two, one, last)) == sold.to_pay_minor


def test_without_the_declaration_nothing_is_taken_back():
    sold = priced(basket(("A", 4, 16000)), rules(offer("m", "full_reduction", steps=STEPS)))

    assert [each.money_minor for each in returned(sold, {"1": 2}, {"1": 1}, {"1": 1})] == [26000, 13000, 13000]


def test_a_return_never_costs_the_customer_money():
    sold = priced(basket(("A", 1, 1000), ("B", 1, 29000)), rules(BACK))

    small, rest = returned(sold, {"1": 1}, {"2": 1})

    assert (small.money_minor, small.clawed_minor) == (0, 833)
    assert small.money_minor + rest.money_minor == sold.to_pay_minor == 25000


def test_a_share_off_from_a_threshold_on_is_lost_as_a_whole():
    share = offer("p", "percent", off_bps=1000, threshold_minor=20000, least_units=2, clawback=True)
    sold = priced(basket(("A", 3, 10000)), rules(share))

    assert [each.money_minor for each in returned(sold, {"1": 1}, {"1": 1})] == [9000, 9000 - 1000]


def test_each_full_three_hundred_counts_again_on_what_is_kept():
    each = offer("each", "full_reduction", steps=STEPS[:1], repeats=True, clawback=True)
    sold = priced(basket(("A", 4, 16000)), rules(each))  # two times: 100 off, 25 each

    assert [part.clawed_minor for part in returned(sold, {"1": 1}, {"1": 1}, {"1": 1}, {"1": 1})] == [
        2500,
        -2500,
        2500,
        -2500,
    ]


def test_a_gift_comes_back_as_soon_as_its_threshold_is_missed_and_once():
    steps = [{"threshold_minor": 10000, "sku": "CUP"}, {"threshold_minor": 30000, "sku": "POT"}]
    sold = priced(basket(("A", 3, 11000)), rules(offer("g", "full_gift", steps=steps, clawback=True)))

    gifts = [[gift.sku for gift in each.gifts] for each in returned(sold, {"1": 1}, {"1": 1}, {"1": 1})]

    assert gifts == [["POT"], [], ["CUP"]]


def test_who_bore_the_offer_gets_back_what_is_taken_and_loses_nothing_by_steps_there_and_back():
    shared = {**BACK, "borne_by": {"merchant": 3333, "platform": 6667}}
    sold = priced(basket(("A", 7, 9001)), rules(shared))
    made = returned(sold, *({"1": 1} for _ in range(7)))
    borne = {
        party: sum(dict(c.borne_minor)[party] for each in made for c in each.clawed)
        for party in ("merchant", "platform")
    }

    assert borne == {"merchant": 0, "platform": 0}
    assert any(each.clawed_minor for each in made)


def test_the_quote_and_the_refund_say_it_in_both_languages():
    sold = priced(basket(("A", 4, 16000)), rules(BACK))
    (clawed,) = refund(sold, {"1": 2}).clawed

    assert sold.applied[0].said[-1].code == "clawback"
    assert render(clawed.said, SENTENCES, "en") == "what is kept no longer reaches 'm': ¥10.00 is taken back"
    assert render(clawed.said, SENTENCES, "zh-CN") == "留下的商品不足“m”的门槛，收回 ¥10.00"


def test_only_an_offer_with_a_threshold_can_take_its_benefit_back():
    with pytest.raises(ValidationError, match="clawback needs a threshold"):
        rules(offer("p", "percent", off_bps=1000, clawback=True))


@given(
    st.lists(
        st.tuples(st.integers(1, 4), st.integers(1, 30000), st.sampled_from([0, 600, 1300])), min_size=1, max_size=4
    ),
    st.sampled_from(["included", "added"]),
    st.data(),
)
def test_whatever_comes_back_in_whatever_order_no_refund_is_below_nothing_and_all_add_up(lines, tax, data):
    offers = [
        {**BACK, "borne_by": {"merchant": 5000, "platform": 5000}},
        offer("p", "percent", off_bps=777, threshold_minor=25000, clawback=True),
        offer("f", "fixed", off_minor=1234, least_units=3, clawback=True, priority=5),
    ]
    shaped = [
        {"sku": f"S{n}", "units": units, "price_minor": price, "tax_bps": rate}
        for n, (units, price, rate) in enumerate(lines)
    ]
    sold = priced(basket(*shaped, tax=tax), rules(*offers))
    left = {line.line: line.units for line in sold.lines}
    steps = []
    while any(left.values()):
        line = data.draw(st.sampled_from(sorted(name for name, units in left.items() if units)))
        steps.append({line: data.draw(st.integers(1, left[line]))})
        left[line] -= steps[-1][line]
    made = returned(sold, *steps)

    assert min(each.money_minor for each in made) >= 0
    assert sum(each.money_minor for each in made) == sold.to_pay_minor
    assert sum(each.clawed_minor for each in made) == sum(each.clawed_tax_minor for each in made) == 0
    for each in made:
        by_line = sum(
            part.due_minor + (part.tax_minor if tax == "added" else 0) - part.clawed_minor for part in each.lines
        )
        assert by_line == each.money_minor
