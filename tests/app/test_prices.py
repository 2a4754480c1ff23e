"""The book of prices: lists set, a change planned with its evidence, carried out once, undone; tables read back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from zhanggui.app import price_files, prices
from zhanggui.app.prices import PriceChangeOver, PricesTakeAPerson, WantedChange, WantedPrice
from zhanggui.app.shop import init_shop, open_shop
from zhanggui.books.people import Actor
from zhanggui.checkout.price_book import NoSuchPriceChange
from zhanggui.core.clock import StoppedClock
from zhanggui.core.errors import MixedCurrencies
from zhanggui.offers.prices.price_changes import ListUnknown, PriceHasMoved, TooEarly
from zhanggui.offers.prices.price_lists import PriceLists
from zhanggui.offers.prices.price_table import PriceTableNotUnderstood, lists_from_csv

NOON = datetime(2026, 11, 1, 4, tzinfo=UTC)
LI, MACHINE = Actor(id="li", role="operator"), Actor(id="bot", role="operator", kind="machine")
TABLE = "list,channels,sku,price\nall,,A,10.00\nall,,B,5.00\njd,jd,A,10.50\n"


@pytest.fixture
def shop(tmp_path):
    shop = init_shop(tmp_path, currency="CNY", timezone="Asia/Shanghai", name="茶", clock=StoppedClock(NOON))
    prices.define(shop, price_files.lists_from_text(TABLE, shop), actor=LI)
    yield shop
    shop.books.close()


def at(shop, days):
    later = open_shop(shop.folder, StoppedClock(NOON + timedelta(days=days)))
    later.__dict__["books"] = shop.books
    return later


def wanted(price, days=None, price_list="all"):
    when = None if days is None else NOON + timedelta(days=days)
    return WantedChange(
        reason="双11", effective_at=when, rows=(WantedPrice(list=price_list, sku="A", price_minor=price),)
    )


def of_all(shop):
    return prices.price_book(shop).lists.lists[0].prices


def test_a_change_takes_effect_in_its_time_and_undone_brings_back_what_stood_before(shop):
    planned = prices.plan(at(shop, 1), wanted(900, days=10), actor=MACHINE)
    assert (planned.status, planned.change.rows[0].before_minor, of_all(shop)) == (
        "planned",
        1000,
        {"A": 1000, "B": 500},
    )
    with pytest.raises(TooEarly):
        prices.carry_out_change(at(shop, 9), "c1", actor=LI)

    assert prices.carry_out_change(at(shop, 10), "c1", actor=LI).status == "carried_out"
    assert of_all(shop) == {"A": 900, "B": 500}
    with pytest.raises(PriceChangeOver, match="carried out"):
        prices.carry_out_change(at(shop, 10), "c1", actor=LI)

    assert prices.undo_change(at(shop, 12), "c1", why="over", actor=LI).status == "undone"
    assert of_all(shop) == {"A": 1000, "B": 500}


def test_the_evidence_is_the_lowest_price_of_the_thirty_days_before(shop):
    for day, price in ((1, 900), (5, 1200), (40, 1100)):
        found = prices.plan(at(shop, day), wanted(price), actor=LI)
        prices.carry_out_change(at(shop, day), found.change.id, actor=LI)

    newest, middle, first = prices.price_book(shop).changes
    assert [each.evidence[0].lowest_minor for each in (first, middle, newest)] == [1000, 900, 1200]


def test_a_price_that_moved_since_the_draft_stops_the_change(shop):
    prices.plan(shop, wanted(900), actor=LI)
    prices.plan(shop, wanted(800), actor=LI)
    prices.carry_out_change(shop, "c2", actor=LI)

    with pytest.raises(PriceHasMoved):
        prices.carry_out_change(shop, "c1", actor=LI)
    assert of_all(shop)["A"] == 800


def test_a_program_plans_and_only_a_person_sets_carries_out_and_undoes(shop):
    prices.plan(shop, wanted(900), actor=MACHINE)
    for step in (
        lambda: prices.define(shop, PriceLists(currency="CNY"), actor=MACHINE),
        lambda: prices.carry_out_change(shop, "c1", actor=MACHINE),
        lambda: prices.undo_change(shop, "c1", why="x", actor=MACHINE),
    ):
        with pytest.raises(PricesTakeAPerson):
            step()


def test_what_is_not_there_is_told(shop):
    with pytest.raises(NoSuchPriceChange):
        prices.carry_out_change(shop, "c9", actor=LI)
    with pytest.raises(ListUnknown):
        prices.plan(shop, wanted(900, price_list="zz"), actor=LI)
    with pytest.raises(MixedCurrencies):
        prices.define(shop, PriceLists(currency="JPY"), actor=LI)


def test_channels_beside_the_measure_those_outside_the_band_first(shop):
    rows = prices.parity_of(shop, commissions_bps={"own": 100, "jd": 200}, measure="own", band_bps=300)

    assert [(row.sku, row.channel, row.apart_bps, row.is_within) for row in rows] == [
        ("A", "jd", 500, False),
        ("A", "own", 0, True),
        ("B", "jd", 0, True),
        ("B", "own", 0, True),
    ]


def test_lists_written_as_a_table_read_back_the_same(shop):
    lists = price_files.lists_from_text(price_files.template().decode(), shop)
    again = price_files.lists_from_text(price_files.table_of_lists(lists).decode(), shop)

    assert again == lists
    assert lists.lists[2].channels == ("own", "wechat")
    assert lists.lists[3].starts_at == datetime(2027, 1, 20, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert price_files.lists_from_text(price_files.lists_as_json(lists).decode(), shop) == lists


@pytest.mark.parametrize(
    "table, said",
    [
        ("list,price\nall,1\n", "sku"),
        ("list,sku,price\nall,A,abc\n", "Row 2"),
        ("list,sku,price\nall,A,1\nall,A,2\n", "Row 3"),
        ("list,sku,price,starts_at\nall,A,1,tomorrow\n", "tomorrow"),
    ],
)
def test_a_table_that_cannot_be_meant_names_the_row(table, said):
    with pytest.raises(PriceTableNotUnderstood, match=said):
        lists_from_csv(table, "CNY", "Asia/Shanghai")


def test_a_line_of_new_prices_that_cannot_be_read_is_shown(shop):
    for line in ("A=1", "all:A", "all:A=x", ":A=1", "all:=1"):
        with pytest.raises(price_files.WantedPriceNotUnderstood, match="list:product"):
            price_files.wanted_prices(line, "why", None, shop)
