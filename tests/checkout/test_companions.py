"""What is shown beside a basket: in stock, sold there, at the shop's price, alike for all; and is it taken?"""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from tests.checkout.selling import buy, undo
from tests.offers.shelf import NOON, offer, rules
from zhanggui.books.checkout.stock import hold, set_stock
from zhanggui.checkout.companions.answering import CompanionsRequest, arm_of, companions_for, plain_companions
from zhanggui.checkout.companions.publishing import publish_companions
from zhanggui.checkout.companions.table import Companion, CompanionProduct, CompanionSet
from zhanggui.checkout.companions.told import (
    NoSuchShowing,
    ShowingNotMeasured,
    ShowingRequest,
    ShowingToldBefore,
    counts,
    tell_showing,
)
from zhanggui.checkout.publishing import publish
from zhanggui.checkout.sold import NoSuchRedemption
from zhanggui.offers.rules.product import Product

SKUS = ("pot", "tray", "mug", "leaf")
SHELF = tuple(Product(sku=sku, price_minor=price) for sku, price in zip(SKUS, (5000, 3000, 1500, 800), strict=True))
TWO = ("pot", "tray")
BUNDLE = {"parts": [{"scope": {"skus": [sku]}} for sku in TWO], "price_minor": 7000}


def goes(beside, sku, together=12, orders=16):
    return Companion(beside=beside, sku=sku, together=together, orders=orders, lift=(1.5, 2.0, 2.6))


def put_at_cart(till, *companions, channels=("jd", "own"), at=NOON, **more):
    products = tuple(CompanionProduct(sku=sku, name=sku.title(), channels=channels) for sku in SKUS)
    found = CompanionSet(currency="CNY", products=products, companions=companions, **more)
    return publish_companions(till.books, found, by="owner", at=at)


def shown(till, *skus, at=NOON, **said):
    return companions_for(till, CompanionsRequest(skus=skus, **said), at=at)


def names(answer):
    return [each.sku for each in answer.companions]


ALL = (goes("pot", "tray"), goes("leaf", "mug"), goes("pot", "mug"), goes("tray", "pot"), goes("pot", "leaf"))


def test_before_anything_is_published_nothing_is_shown(till):
    answer = shown(till, "pot")
    assert (answer.version, answer.arm, answer.companions) == (0, "not_measured", ())


def test_each_companion_is_shown_once_for_the_product_it_is_worth_most_beside(till):
    put_at_cart(till, *ALL)
    answer = shown(till, "pot", "leaf")
    assert [(each.sku, each.beside) for each in answer.companions] == [("tray", "pot"), ("mug", "leaf")]
    (first, _) = answer.companions
    assert (first.name, first.price_minor, first.together, first.orders) == ("Tray", None, 12, 16)
    assert (first.lift_low, first.lift, first.lift_high, first.bundle) == (1.5, 2.0, 2.6, None)
    said = plain_companions(answer)["companions"][0]["said"]
    assert said["en"] == "Of 16 orders with 'Pot', 12 hold 'Tray' too: 2.0 times what chance and taste explain."
    assert said["zh-CN"].startswith("买了“Pot”的 16 单里，12 单也买“Tray”")
    assert names(shown(till, "pot", most=1)) == ["tray"]
    assert names(shown(till, "unheard-of")) == []


def test_what_is_not_sold_there_or_not_to_be_had_is_passed_over(till):
    put_at_cart(till, *ALL)
    assert names(shown(till, "pot", channel="jd")) == ["tray", "mug", "leaf"]
    assert names(shown(till, "pot", channel="tmall")) == []
    with till.books.begin() as connection:
        set_stock(connection, "tray", 0)
        set_stock(connection, "mug", 1)
    assert names(shown(till, "pot")) == ["mug", "leaf"]
    with till.books.begin() as connection:
        hold(connection, {"mug": 1}, integration="shop", at=NOON, expires_at=NOON + timedelta(minutes=5))
    assert names(shown(till, "pot")) == ["leaf"]


def test_prices_are_the_shops_and_a_bundle_that_holds_is_named(till):
    put_at_cart(till, *ALL)
    offers = rules(offer("set", "bundle", **BUNDLE)).offer_set
    publish(till.books, offers, SHELF[:3], by="owner", at=NOON)

    tray, mug = shown(till, "pot").companions

    assert (tray.price_minor, mug.price_minor, mug.bundle) == (3000, 1500, None), "the leaf is not on the shelf"
    assert (tray.bundle.offer, tray.bundle.price_minor, tray.bundle.off_minor) == ("set", 7000, 1000)
    over = {"ends_at": (NOON - timedelta(days=1)).isoformat()}
    publish(till.books, rules(offer("set", "bundle", when=over, **BUNDLE)).offer_set, SHELF, by="owner", at=NOON)
    assert {each.bundle for each in shown(till, "pot").companions} == {None}
    coupon = {"codes": ["FRIENDS"]}
    publish(till.books, rules(offer("set", "bundle", coupon=coupon, **BUNDLE)).offer_set, SHELF, by="owner", at=NOON)
    assert {each.bundle for each in shown(till, "pot").companions} == {None}, "who has no code gets no bundle"


def test_a_version_stands_until_the_next_and_an_empty_one_shows_nothing(till):
    first = put_at_cart(till, *ALL)
    assert (first.version, first.companions, first.products) == (1, 5, 3)
    assert put_at_cart(till, *ALL) == first
    assert put_at_cart(till).version == 2
    assert (shown(till, "pot").version, names(shown(till, "pot"))) == (2, [])


def test_a_basket_is_held_back_by_its_own_number_alone(till):
    put_at_cart(till, *ALL, held_back_bps=2_000)
    arms = [shown(till, "pot", visit=f"visit-{number}").arm for number in range(1_000)]

    assert set(arms) == {"shown", "held_back"}
    assert 150 <= arms.count("held_back") <= 250, "2,000 of 10,000; five standard deviations are 63"
    assert [shown(till, "leaf", visit=f"visit-{number}").arm for number in range(50)] == arms[:50]
    held = next(f"visit-{number}" for number, arm in enumerate(arms) if arm == "held_back")
    answer = shown(till, "pot", visit=held)
    assert (answer.companions, answer.skus) == ((), ("tray", "mug", "leaf"))
    assert arm_of(bytes(32), held, 0) == "not_measured"
    assert {arm_of(b"another", f"visit-{n}", 2_000) for n in range(40)} == {"shown", "held_back"}


def tell(till, receipt, visit, skus=("tray", "mug"), *, key="showing-1", version=1, integration="shop"):
    asked = ShowingRequest(key=key, redemption=receipt.redemption, visit=visit, version=version, skus=skus)
    return tell_showing(till, asked, integration=integration, at=NOON)


@pytest.fixture
def sold(till):
    publish(till.books, rules(offer("ten", "percent", off_bps=1000)).offer_set, by="owner", at=NOON)
    put_at_cart(till, *ALL, held_back_bps=5_000)
    return buy(till, ("pot", 1, 5000), ("tray", 1, 3000))


def visit_of(till, arm):
    return next(visit for visit in map(str, range(100)) if arm_of(till.key, visit, 5_000) == arm)


def standing(till):
    with till.books.reading() as connection:
        return {arm: (each.sales, each.taken) for arm, each in counts(connection).items()}


def test_a_sale_tells_once_what_was_taken_and_the_arm_is_drawn_again(till, sold):
    told, is_repeated = tell(till, sold, visit_of(till, "shown"))
    assert (told.arm, told.shown, told.taken, is_repeated) == ("shown", 2, 1, False)
    assert tell(till, sold, visit_of(till, "shown")) == (told, True)
    with pytest.raises(ShowingToldBefore):
        tell(till, sold, visit_of(till, "held_back"), key="showing-2")
    other = buy(till, ("pot", 1, 5000))
    assert tell(till, other, visit_of(till, "held_back"), key="showing-3")[0].taken == 0
    assert standing(till) == {False: (1, 1), True: (1, 0)}
    undo(till, sold)
    assert standing(till) == {False: (0, 0), True: (1, 0)}, "a cancelled sale tells nothing"


def test_a_showing_needs_its_own_sale_and_a_version_that_compares(till, sold):
    with pytest.raises(NoSuchShowing):
        tell(till, sold, "v", version=9)
    with pytest.raises(NoSuchRedemption):
        tell(till, sold, "v", integration="another")
    put_at_cart(till, *ALL, held_back_bps=0)
    with pytest.raises(ShowingNotMeasured):
        tell(till, sold, "v", version=2)


@pytest.mark.slow
def test_an_answer_takes_less_than_five_milliseconds_with_twenty_thousand_companions(till):
    skus = [f"s{number}" for number in range(4_000)]
    products = tuple(CompanionProduct(sku=sku, name=sku, channels=("jd",)) for sku in skus)
    companions = tuple(goes(sku, skus[(at + step) % 4_000]) for step in range(1, 6) for at, sku in enumerate(skus))
    found = CompanionSet(currency="CNY", products=products, companions=companions)
    publish_companions(till.books, found, by="owner", at=NOON)
    shelf = tuple(Product(sku=sku, price_minor=1000) for sku in skus)
    bundle = {"parts": [{"scope": {"skus": [sku]}} for sku in ("s10", "s11")], "price_minor": 1500}
    publish(till.books, rules(offer("set", "bundle", **bundle)).offer_set, shelf, by="owner", at=NOON)
    answer = shown(till, "s10", "s500", "s900", channel="jd")
    assert (len(answer.companions), answer.companions[0].bundle.off_minor) == (3, 500)

    started = time.perf_counter()
    for number in range(200):
        shown(till, "s10", f"s{number}", "s900", channel="jd")
    assert (time.perf_counter() - started) / 200 < 0.005
