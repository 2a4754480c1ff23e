"""Sets of offers that must not go live, and what is said about them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.offers.shelf import NOON, offer, rules
from zhanggui.core.sentence import placeholders, render
from zhanggui.core.words import LANGUAGES
from zhanggui.offers.checks.flaw import FLAWS
from zhanggui.offers.checks.linting import check
from zhanggui.offers.rules.product import Product

TEA = Product(sku="A", price_minor=1000, cost_minor=600, category="tea")


def found(*offers, products=(TEA,), at=NOON, **declared):
    return check(rules(*offers, **declared).offer_set, at, products)


def codes(flaws):
    return [each.said.code for each in flaws]


@pytest.mark.parametrize(
    "kind, said, code",
    [
        ("fixed", {"off_minor": 1, "excludes": ["o"]}, "excludes_itself"),
        ("fixed", {"off_minor": 1, "scope": {"skus": ["A"], "not_skus": ["A"]}}, "scope_empty"),
        ("fixed", {"off_minor": 1, "scope": {"categories": ["tea/x"], "not_categories": ["tea"]}}, "scope_empty"),
        ("full_reduction", {"steps": [{"threshold_minor": 100, "off_minor": 120}]}, "off_exceeds_threshold"),
        (
            "fixed",
            {
                "off_minor": 1,
                "when": {
                    "starts_at": "2026-11-11T00:00:00+08:00",
                    "ends_at": "2026-11-12T00:00:00+08:00",
                    "weekdays": [1],
                },
            },
            "never_open",
        ),
        ("points_multiplier", {"times_bps": 20000}, "no_points_earned"),
        ("fixed", {"off_minor": 1, "scope": {"skus": ["Z"]}}, "no_product"),
        ("flash_sale", {"price_minor": 1000, "when": {"ends_at": "2027-01-01T00:00:00Z"}}, "price_not_lower"),
        ("fixed", {"off_minor": 401}, "sells_at_loss"),
        ("fixed", {"off_minor": 1, "when": {"ends_at": "2026-11-11T00:00:00+08:00"}}, "over"),
        ("fixed", {"off_minor": 1, "limits": {"uses": 1, "uses_per_customer": 2}}, "limits_cross"),
        (
            "fixed",
            {"off_minor": 1, "limits": {"uses_per_customer": 2}, "audience": {"is_first_order": True}},
            "first_order_again",
        ),
        ("percent", {"off_bps": 10000, "scope": {"skus": ["A"]}}, "gives_all_away"),
        ("fixed", {"off_minor": 200, "limits": {"budget_minor": 199}}, "budget_too_small"),
    ],
)
def test_a_flaw_of_one_offer_is_found(kind, said, code):
    assert code in codes(found(offer("o", kind, **said)))


def test_a_sound_set_has_no_flaw():
    step = offer("m", "full_reduction", steps=[{"threshold_minor": 3000, "off_minor": 500}])

    assert found(step, offer("p", "percent", off_bps=1000)) == ()


def test_a_loss_that_needs_two_offers_together_names_both_and_the_amounts():
    step = offer("m", "full_reduction", steps=[{"threshold_minor": 1000, "off_minor": 250}])
    (loss,) = found(step, offer("p", "percent", off_bps=2500))

    assert loss.offers == ("m", "p")
    assert render(loss.said, FLAWS, "en") == (
        "1 of A: with all that stacks the shop gets ¥5.62 for a cost of ¥6.00, a loss of ¥0.38"
    )


def test_the_floor_turns_a_loss_into_a_promise_that_is_not_kept():
    (cut,) = found(offer("p", "percent", off_bps=5000), floor_margin_bps=0)

    assert (cut.severity, cut.said.code) == ("warning", "floor_cuts")


def test_what_gifts_cost_counts():
    gift = {"threshold_minor": 1000, "sku": "CUP", "cost_minor": 500}

    assert codes(found(offer("g", "full_gift", steps=[gift]))) == ["sells_at_loss"]


def test_an_offer_behind_one_that_always_applies_never_applies():
    first, later = offer("a", "fixed", off_minor=10, priority=1), offer("b", "fixed", off_minor=20, priority=2)
    one = [{"id": "shop", "one_per": "basket"}]

    assert codes(found(first, later, groups=one)) == ["never_applies"]
    assert found(first, later, groups=one, choose="best") == ()


def test_two_offers_with_one_code_and_too_many_choices_are_warned_of():
    same = [offer(name, "fixed", off_minor=1, coupon={"codes": ["X"]}) for name in "ab"]
    many = [offer(f"o{at}", "fixed", off_minor=1) for at in range(13)]

    assert codes(found(*same)) == ["code_twice"]
    assert codes(found(*many, choose="best")) == ["too_many_choices"]


def test_what_cannot_be_told_is_said():
    unknown = Product(sku="A", price_minor=1000)

    assert codes(found(offer("p", "percent", off_bps=1000), products=[unknown])) == ["cost_unknown"]
    assert codes(found(offer("p", "percent", off_bps=1000), products=[])) == ["no_products"]


def test_a_loss_in_a_later_window_is_found_before_it_opens():
    later = offer("p", "percent", off_bps=5000, when={"starts_at": (NOON + timedelta(days=3)).isoformat()})

    assert codes(found(later)) == ["sells_at_loss"]


def test_every_flaw_has_the_same_places_in_both_languages():
    for words in FLAWS.values():
        assert len({placeholders(words.text(language)) for language in LANGUAGES}) == 1
