"""The worked example of the documentation, to the last coin: its files, its numbers, its page."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from zhanggui.app.offers import read_file
from zhanggui.offers.basket import Basket
from zhanggui.offers.checks.linting import check
from zhanggui.offers.engine.rules import make_ready
from zhanggui.offers.quoting import quote
from zhanggui.offers.rules.offer_set import OfferSet
from zhanggui.offers.rules.product import Products

DOCS = Path(__file__).resolve().parents[2] / "docs"
EXAMPLE = DOCS / "examples" / "double11"
MIDNIGHT = datetime(2026, 11, 10, 16, 30, tzinfo=UTC)  # half past midnight in Shanghai


@pytest.fixture(scope="module")
def offers():
    return read_file(EXAMPLE / "offers.toml", OfferSet)


@pytest.fixture(scope="module")
def quoted(offers):
    return quote(read_file(EXAMPLE / "basket.json", Basket), make_ready(offers), MIDNIGHT, explain=True)


def test_the_basket_costs_what_the_page_says(quoted):
    assert (quoted.list_minor, quoted.off_minor, quoted.to_pay_minor) == (72000, 24600, 47400)
    assert [(each.offer, each.off_minor) for each in quoted.applied] == [
        ("hour-zero", 11800),
        ("cross-shop-300-50", 10000),
        ("gifts", 0),
        ("shop-coupon-20", 2000),
        ("points", 800),
        ("post-free-99", 0),
    ]
    assert quoted.is_proven


def test_two_small_discounts_are_left_out_since_they_would_cost_a_larger_one(quoted):
    """720 − 118 = 602: anything more before the reductions, and 每满 300 减 50 counts once instead of twice."""
    without = {each.offer: each.said.code for each in quoted.refused}

    assert (without["gold-tea"], without["second-cup-half"]) == ("better_without", "better_without")


def test_the_hint_counts_from_what_is_due_as_the_group_begins(quoted):
    """900 − 602, not 900 − 720."""
    assert [(hint.offer, hint.missing) for hint in quoted.hints] == [("cross-shop-300-50", 29800)]


def test_the_set_may_go_live_and_the_floor_is_warned_of(offers):
    flaws = check(offers, MIDNIGHT, read_file(EXAMPLE / "products.json", Products).products)

    assert {flaw.severity for flaw in flaws} == {"warning"}
    assert {flaw.said.code for flaw in flaws} == {"floor_cuts"}


@pytest.mark.parametrize("page", ["offers.md", "offers.zh-CN.md"])
def test_the_page_shows_the_numbers_of_the_example(page):
    text = (DOCS / page).read_text(encoding="utf-8")

    for number in ("¥720.00", "¥246.00", "¥474.00", "¥118.00", "¥100.00", "¥280.30", "¥298.00"):
        assert number in text
