"""The loop that quotes are measured against charges the same where it knows what to do."""

from __future__ import annotations

from benchmarks.invented.offers import AT, baskets, offers, stackable
from benchmarks.peers import rule_loop
from zhanggui.offers.engine.rules import make_ready
from zhanggui.offers.quoting import quote


def test_the_loop_and_the_quote_agree_on_amounts():
    declared = offers(30, "priority")
    known = tuple(offer for offer in declared.offers if offer.benefit.kind != "nth_item")
    declared = declared.model_copy(update={"offers": known})
    rules, plain = make_ready(declared), rule_loop.rules_of(declared.model_dump())

    for basket in baskets(20, 10):
        lines = [line.model_dump() for line in basket.lines]
        assert quote(basket, rules, AT).to_pay_minor == rule_loop.total(plain, lines, basket.codes)


def test_the_stackable_offers_are_worth_a_search():
    rules = make_ready(stackable(8))
    quotes = [quote(basket, rules, AT) for basket in baskets(5, 10)]

    assert all(each.is_proven and len(each.applied) > 1 for each in quotes)
    assert any(len(each.applied) < 8 for each in quotes)
