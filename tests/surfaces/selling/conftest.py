"""A shop that sells over HTTP, and integrations with keys of their own."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.kept import new_books
from tests.offers.shelf import NOON, offer, rules
from tests.surfaces.shops import TickingClock, empty_shop
from zhanggui.books.checkout.integrations import create_key
from zhanggui.checkout.publishing import publish
from zhanggui.surfaces.http.selling.service import create_checkout

EVERYTHING = ("quote", "redeem", "cancel", "refund", "holds", "issue")
LINE = {"line": "1", "sku": "A", "units": 2, "price_minor": 1000}
BASKET = {"currency": "CNY", "lines": [LINE]}


@pytest.fixture
def clock():
    return TickingClock(NOON)


@pytest.fixture
def shop(tmp_path, clock):
    """A shop in which ten per cent off is in force, and nothing was loaded."""
    opened = empty_shop(tmp_path / "shop", clock)
    new_books(opened.folder / "books.sqlite")
    put_up(opened, offer("ten", "percent", off_bps=1000))
    yield opened
    opened.books.close()


@pytest.fixture
def site(shop):
    return create_checkout(shop)


@pytest.fixture
def program(site, shop):
    """Programs of an integration, with a key of their own."""

    def made(integration="own-site", scopes=EVERYTHING, **limits):
        _, secret = create_key(shop.books, integration, scopes=scopes, by="owner", at=shop.clock.now(), **limits)
        return client(site, secret)

    return made


def client(site, secret):
    headers = {"Authorization": f"Bearer {secret}"}
    return TestClient(site, "http://shop/api/v1/checkout", headers=headers, raise_server_exceptions=False)


def put_up(shop, *offers):
    publish(shop.books, rules(*offers).offer_set, by="owner", at=NOON)


def sale(number=1, *, to_pay=1800, basket=BASKET, **said):
    """The body of a redemption."""
    return {"key": f"redeem-{number}", "order": f"o{number}", "basket": basket, "to_pay_minor": to_pay, **said}


def code_of(answer):
    return answer.status_code, answer.json()["error"]["code"]
