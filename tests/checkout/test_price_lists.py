"""What the shop set under its prices is what the till charges: by channel, region, tier and season, at once."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest

from tests.checkout.selling import buy
from tests.kept import new_books
from tests.offers.shelf import NOON, basket, offer, rules
from tests.surfaces.shops import TickingClock, empty_shop
from zhanggui.app import prices
from zhanggui.app.prices import WantedChange, WantedPrice
from zhanggui.app.selling.opening import open_till
from zhanggui.books.people import Actor
from zhanggui.checkout.price_book import PricesInAnotherCurrency, lists_in_force
from zhanggui.checkout.pricing import quote_now
from zhanggui.checkout.publishing import publish
from zhanggui.checkout.redeeming import TotalChanged
from zhanggui.offers.prices.price_lists import Place, PriceLists, ProductNotOnShelf, price_of
from zhanggui.offers.rules.product import Product

OWNER = Actor(id="owner", role="owner")
SHELF = (Product(sku="A", price_minor=1000), Product(sku="B", price_minor=500))
LISTS = PriceLists.model_validate(
    {
        "currency": "CNY",
        "lists": [
            {"id": "all", "prices": {"A": 990}},
            {"id": "jd", "channels": ["jd"], "prices": {"A": 950}},
            {"id": "gold", "channels": ["jd"], "tiers": ["gold"], "prices": {"A": 900, "B": 450}},
            {"id": "night", "starts_at": "2026-11-11T20:00:00+08:00", "prices": {"A": 800}},
        ],
    }
)


@pytest.fixture
def shop(tmp_path):
    opened = empty_shop(tmp_path / "shop", TickingClock(NOON))
    new_books(opened.folder / "books.sqlite")
    publish(opened.books, rules(offer("ten", "percent", off_bps=1000)).offer_set, SHELF, by="owner", at=NOON)
    yield opened
    opened.books.close()


def asked(sku="A", **said):
    return basket((sku, 1, 1), **said)  # a price of one fen, which is never believed


def test_the_till_charges_by_the_narrowest_list_and_else_by_the_product(shop):
    till = open_till(shop)
    assert quote_now(till, asked(), at=NOON).list_minor == 1000
    prices.define(shop, LISTS, actor=OWNER)

    def charged(sku="A", at=NOON, **said):
        quoted = quote_now(till, asked(sku, **said), at=at)
        return quoted.list_minor, quoted.to_pay_minor

    assert charged() == (990, 891)
    assert charged(channel="jd") == (950, 855)
    assert charged(channel="jd", tier="gold") == (900, 810)
    assert charged(at=NOON + timedelta(hours=8)) == (800, 720)
    assert charged("B") == (500, 450)
    with pytest.raises(ProductNotOnShelf, match="'C'"):
        charged("C")


def test_a_price_that_is_carried_out_holds_for_the_next_sale_and_undone_for_the_one_after(shop):
    till = open_till(shop)
    prices.define(shop, LISTS, actor=OWNER)
    shown = quote_now(till, asked(), at=NOON).to_pay_minor
    wanted = WantedChange(reason="holiday", rows=(WantedPrice(list="all", sku="A", price_minor=700),))
    change = prices.plan(shop, wanted, actor=OWNER).change.id
    assert quote_now(till, asked(), at=NOON).list_minor == 990
    prices.carry_out_change(shop, change, actor=OWNER)

    with pytest.raises(TotalChanged, match=r"now costs ¥6.30; the customer was shown ¥8.91"):
        buy(till, ("A", 1, 1), shown=shown)
    assert buy(till, ("A", 1, 1)).to_pay_minor == 630
    prices.undo_change(shop, change, why="over", actor=OWNER)
    assert buy(till, ("A", 1, 1)).to_pay_minor == 891


def test_the_till_and_the_price_pages_never_disagree(shop):
    prices.define(shop, LISTS, actor=OWNER)
    till, book = open_till(shop), prices.price_book(shop)
    own = {each.sku: each.price_minor for each in SHELF}
    for sku, channel, tier, hours in product("AB", ("", "jd"), ("", "gold"), (0, 8)):
        at, place = NOON + timedelta(hours=hours), Place(channel=channel, tier=tier)
        listed = price_of(sku, book.lists, place, at)
        quoted = quote_now(till, asked(sku, channel=channel, tier=tier), at=at)
        assert quoted.list_minor == (own[sku] if listed is None else listed)


def test_without_published_products_the_integration_says_the_prices(shop):
    prices.define(shop, LISTS, actor=OWNER)
    publish(shop.books, rules(offer("ten", "percent", off_bps=1000)).offer_set, by="owner", at=NOON)

    assert quote_now(open_till(shop), basket(("A", 1, 700)), at=NOON).list_minor == 700


def test_lists_in_another_currency_charge_nothing(shop):
    prices.define(shop, LISTS, actor=OWNER)

    with (
        shop.books.reading() as connection,
        pytest.raises(PricesInAnotherCurrency, match="CNY, the offers in force in USD"),
    ):
        lists_in_force(connection, "USD")
