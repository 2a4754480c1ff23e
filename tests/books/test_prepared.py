"""A prepared statement answers, counts and fails as the statement it was made of."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import bindparam, select, update
from sqlalchemy.exc import IntegrityError

from tests.kept import new_books
from zhanggui.books.database import open_books
from zhanggui.books.prepared import Prepared
from zhanggui.books.schema import HOLDS, STOCK

COUNTED = Prepared(lambda _: STOCK.insert(), ("sku", "on_hand", "held"))
OF_SKU = Prepared(lambda _: select(STOCK).where(STOCK.c.sku == bindparam("of_sku")))
MORE = Prepared(lambda _: update(STOCK).where(STOCK.c.sku == bindparam("of_sku")).values(on_hand=STOCK.c.on_hand + 1))
HELD = Prepared(lambda _: HOLDS.insert(), tuple(HOLDS.columns.keys()))
WHEN = Prepared(lambda _: select(HOLDS.c.expires_at))


@pytest.fixture
def books(tmp_path):
    opened = open_books(new_books(tmp_path / "books.sqlite"))
    yield opened
    opened.close()


def _count_twice(books):
    with books.begin() as connection:
        COUNTED.write(connection, stock("TEA-1"))
        COUNTED.write(connection, stock("TEA-1"))


def stock(sku, on_hand=3):
    return {"sku": sku, "on_hand": on_hand, "held": 0}


def test_rows_come_by_name_and_several_rows_are_one_insert(books):
    with books.begin() as connection:
        COUNTED.write(connection, stock("TEA-1"), stock("TEA-2", 5))
        assert [row.on_hand for row in OF_SKU.each(connection, {"of_sku": "TEA-2"})] == [5]
        assert OF_SKU.first(connection, {"of_sku": "TEA-9"}) is None


def test_a_change_says_how_many_rows_it_changed(books):
    with books.begin() as connection:
        COUNTED.write(connection, stock("TEA-1"))
        assert MORE.change(connection, {"of_sku": "TEA-1"}, {"of_sku": "TEA-9"}, {"of_sku": "TEA-1"}) == 2
        assert OF_SKU.first(connection, {"of_sku": "TEA-1"}).on_hand == 5


def test_an_instant_is_read_as_it_was_written(books):
    at = datetime(2026, 11, 11, 4, 5, 6, 789, tzinfo=UTC)
    with books.begin() as connection:
        row = {"id": "h1", "integration": "load", "state": "open", "created_at": at, "expires_at": at}
        HELD.write(connection, row, {**row, "id": "h2"})
        assert WHEN.rows(connection) == [(at,), (at,)]


def test_a_failure_is_that_of_sqlalchemy_and_nothing_of_its_transaction_stays(books):
    with pytest.raises(IntegrityError, match="UNIQUE"):
        _count_twice(books)
    with books.glance() as connection:
        assert OF_SKU.rows(connection, {"of_sku": "TEA-1"}) == []
