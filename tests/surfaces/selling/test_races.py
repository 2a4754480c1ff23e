"""Many at once, and a server killed in the middle: over HTTP, on both databases, no cap is passed and no sale lost."""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
import threading
from contextlib import contextmanager

import pytest
from sqlalchemy import func, select

from benchmarks.load import bear
from tests.checkout.conftest import place, postgres  # noqa: F401 - fixtures
from tests.offers.shelf import offer, rules
from tests.surfaces.shops import empty_shop
from zhanggui.app.books_on_a_server import BOOKS, BooksOfAnotherShop, books_on_a_server
from zhanggui.app.clock import SystemClock
from zhanggui.books.checkout.counters import EVERYBODY, counted
from zhanggui.books.checkout.integrations import create_key
from zhanggui.books.checkout.ledger import unbalanced
from zhanggui.books.schema import OUTBOX, REDEMPTIONS
from zhanggui.checkout.publishing import publish

PATH = "/api/v1/checkout/redeem"
CAP, CLIENTS, ASKED = 100, 64, 160
SALES, KILLS = 400, 6
LINE = {"line": "1", "sku": "A", "units": 1, "price_minor": 1000}
pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture
def counter(place, tmp_path, monkeypatch):  # noqa: F811 - the fixture of that name
    """A shop whose books are on the database of the test, and the headers of an integration."""
    if "://" in str(place):
        monkeypatch.setenv(BOOKS, str(place))
    shop = empty_shop(tmp_path / "shop", SystemClock())
    at = shop.clock.now()
    limited = offer("first", "fixed", off_minor=100, limits={"uses": CAP}, coupon={"codes": ["FIRST"]})
    publish(shop.books, rules(limited, offer("ten", "percent", off_bps=1000)).offer_set, by="owner", at=at)
    _, secret = create_key(shop.books, "load", scopes=("redeem",), by="owner", at=at, most_per_minute=1_000_000)
    yield shop, {"Authorization": f"Bearer {secret}"}
    shop.books.close()


@contextmanager
def served(shop):
    command = [sys.executable, "-m", "zhanggui", "--shop", str(shop.folder), "serve", "checkout", "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ)
    try:
        yield re.search(r"http://[\d.:]+", process.stdout.readline()).group(), process
    finally:
        process.kill()
        process.communicate()


def body(number, to_pay, codes=()):
    basket = {"currency": "CNY", "lines": [LINE], "customer": f"p{number % 7}", "codes": codes}
    asked = {"key": f"redeem-{number}", "order": f"o{number}", "basket": basket, "to_pay_minor": to_pay}
    return json.dumps(asked).encode()


def sold(shop):
    with shop.books.reading() as connection:
        assert unbalanced(connection) == []
        sales, told = (
            connection.execute(select(func.count()).select_from(table)).scalar_one() for table in (REDEMPTIONS, OUTBOX)
        )
        assert sales == told
        return sales, {row.offer: row.uses for row in counted(connection, ["first", "ten"], [EVERYBODY])}


def test_sixty_four_clients_on_a_cap_of_a_hundred_sell_exactly_a_hundred(counter):
    shop, headers = counter
    with served(shop) as (address, _):
        bodies = [body(number, 810, ["FIRST"]) for number in range(ASKED)]
        answers = bear(address, PATH, bodies, clients=CLIENTS, headers=headers).answers

    assert sum(each.status == 200 for each in answers) == CAP
    codes = {each.said["error"]["code"] for each in answers if each.status != 200}
    assert codes == {"total_changed"}  # who comes too late is told what the basket costs without the coupon
    assert sold(shop) == (CAP, {"first": CAP, "ten": CAP})


def test_a_server_killed_while_it_sells_loses_nothing_and_repeats_nothing(counter):
    shop, headers = counter
    chance, left = random.Random(4), {number: body(number, 900) for number in range(SALES)}  # noqa: S311 - when to kill
    acknowledged = {}
    for kill in range(KILLS + 1):
        with served(shop) as (address, process):
            if kill < KILLS:
                threading.Timer(chance.uniform(0.2, 1.5), process.kill).start()
            numbers = sorted(left)
            answers = bear(address, PATH, [left[at] for at in numbers], clients=8, headers=headers).answers
        good = {numbers[each.number]: each.said["redemption"] for each in answers if each.status == 200}
        acknowledged |= good
        left = {number: sent for number, sent in left.items() if number not in good}
    with served(shop) as (address, _):
        again = bear(address, PATH, [body(number, 900) for number in range(SALES)], clients=8, headers=headers).answers

    assert not left
    assert {each.number: each.said["redemption"] for each in again} == acknowledged
    assert all(each.said["is_repeated"] for each in again)
    assert sold(shop) == (SALES, {"ten": SALES})


def test_a_database_keeps_the_books_of_one_shop(place, monkeypatch):  # noqa: F811 - the fixture of that name
    monkeypatch.setenv(BOOKS, str(place) if "://" in str(place) else f"sqlite:///{place}")
    at = SystemClock().now()
    books_on_a_server("shop-1", at).close()
    books_on_a_server("shop-1", at).close()

    with pytest.raises(BooksOfAnotherShop, match="shop-1"):
        books_on_a_server("shop-2", at)
