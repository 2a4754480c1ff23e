"""What telling members who lack little should bring: its prior, its base rate and the test that would tell."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.checkout.selling import join
from tests.offers.programmes import programme
from tests.surfaces.shops import TickingClock, empty_shop
from zhanggui.app.loyalty.plain import plain_steering
from zhanggui.app.loyalty.steering import SENTENCES, Asked, steering
from zhanggui.books.checkout.points import record_deed
from zhanggui.core.sentence import placeholders, render

DAY = timedelta(days=1)
RIGHT = {"id": "gift", "title": {"zh": "礼", "en": "gift"}, "layer": "emotional", "cost_minor": 500}


@pytest.fixture
def shop(tmp_path):
    from tests.offers.shelf import NOON

    opened = empty_shop(tmp_path / "bare", TickingClock(NOON))
    yield opened
    opened.books.close()


def spent(shop, customer, minor, days_ago=1):
    at = shop.clock.now() - days_ago * DAY
    with shop.books.begin() as connection:
        name = f"{customer}-{days_ago}"
        record_deed(connection, customer, name=name, at=at, counts_at=at, spend_minor=minor, orders=1)


def promised(shop, **more):
    join(shop_till(shop), programme(0, 10_000, 50_000, **more), at=shop.clock.now() - 90 * DAY)


def shop_till(shop):
    from zhanggui.app.selling.opening import open_till

    return open_till(shop)


def test_the_profit_of_telling_a_member_is_a_share_of_what_the_missing_purchase_leaves(shop):
    promised(shop, margin_bps=4_000)
    spent(shop, "p1", 6_000)
    spent(shop, "p2", 9_900)

    found = steering(shop, Asked(within=4_000))

    # p1 lacks 40: 16.00 of margin less 40 points of 0.01; of that 1, 3 and 8 %, less 0.10 for the message.
    p2, p1 = found.members
    assert [p1.close.customer, p1.close.missing] == ["p1", 4_000]
    bounds = (p1.expected.low.minor, p1.expected.estimate.minor, p1.expected.high.minor)
    assert bounds == (round(15.6 - 10), round(46.8 - 10), round(124.8 - 10))
    assert p2.expected.estimate.minor < 0
    assert (found.worth_telling, found.expected) == (1, p1.expected)
    assert [each.code for each in found.said] == ["worth_telling", "base_unknown", "prior", "test_too_small"]


def test_more_rights_of_the_next_tier_are_a_cost(shop):
    promised(shop, margin_bps=4_000, rights=[RIGHT], tiers={"t2": {"rights": ["gift"]}})
    spent(shop, "p1", 6_000)

    (member,) = steering(shop, Asked(within=4_000, contact_minor=0)).members

    assert member.expected.estimate.minor == round(0.03 * (1_600 - 40 - 500))


@pytest.mark.slow
def test_who_gets_there_anyway_is_counted_on_the_members_own_history(shop):
    promised(shop, margin_bps=4_000)
    for number in range(40):
        spent(shop, f"p{number:02}", 6_000, days_ago=35)
    for number in range(10):
        spent(shop, f"p{number:02}", 4_000, days_ago=5)

    found = steering(shop, Asked(within=4_000, days=30))

    assert (found.as_close_before, found.got_there_anyway.rate, len(found.members)) == (40, 0.25, 30)
    # 2 · ((1.960 + 0.842) · √(0.25 · 0.75) ÷ 0.03)²
    assert found.units_per_arm == 3_271
    assert plain_steering(found)["said"][1]["en"].startswith("Of 40 as close 30 days ago, 25 % rose without a message")


def test_without_a_margin_nothing_is_promised_and_nobody_close_is_said(shop):
    promised(shop)
    assert [each.code for each in steering(shop, Asked(within=1)).said] == ["nobody_close"]
    spent(shop, "p1", 6_000)

    found = steering(shop, Asked(within=4_000))

    assert (found.members[0].expected, found.expected, found.said[0].code) == (None, None, "margin_unknown")


def test_every_sentence_reads_in_both_languages(shop):
    for words in SENTENCES.values():
        assert placeholders(words.zh) == placeholders(words.en)
    promised(shop, margin_bps=4_000, rights=[{**RIGHT, "cost_minor": None}], tiers={"t2": {"rights": ["gift"]}})
    spent(shop, "p1", 6_000)
    for said in steering(shop, Asked(within=4_000)).said:
        assert "{" not in render(said, SENTENCES, "zh-CN") + render(said, SENTENCES, "en")
