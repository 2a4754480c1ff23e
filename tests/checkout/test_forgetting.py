"""An erased person leaves what they bought behind, under a name that leads nowhere; the counters still add up."""

from __future__ import annotations

import subprocess
import sys

import pytest
from sqlalchemy import select

from tests.checkout.selling import buy, join, points_of, put_up, standing, undo, used
from tests.offers.programmes import programme
from tests.offers.shelf import NOON, offer
from zhanggui.books.checkout.forgetting import forget_customers
from zhanggui.books.kinds import METADATA
from zhanggui.books.schema import REDEMPTIONS
from zhanggui.checkout.issuing import issue_codes


def test_nothing_names_the_person_any_more_and_a_cancellation_still_returns_their_uses(till):
    join(till, programme())
    put_up(
        till,
        offer("auto", "fixed", off_minor=100, limits={"uses_per_customer": 1}),
        offer("mine", "fixed", off_minor=50, coupon={"is_unique": True}),
    )
    issue_codes(till, "mine", count=1, customer="p-gone", by="owner", at=NOON)
    receipt = buy(till, ("A", 1, 1000), customer="p-gone")
    buy(till, ("A", 1, 1000), customer="p-stays")
    with till.books.begin() as connection:
        assert forget_customers(connection, ["p-gone", "p-never-bought"]) == 1

    with till.books.reading() as connection:
        for table in METADATA.sorted_tables:
            assert "p-gone" not in repr(connection.execute(select(table)).all())
        names = connection.execute(select(REDEMPTIONS.c.customer)).scalars().all()
    fresh = next(name for name in names if name != "p-stays")
    assert used(till, "auto", fresh) == (1, 0, 100)
    assert (points_of(till, fresh), points_of(till, "p-gone")) == (9, 0)

    undo(till, receipt)
    assert used(till, "auto", fresh) == (0, 0, 0)
    assert used(till, "auto", "p-stays") == (1, 0, 100)
    assert standing(till)["clearing"] == 900


SELLS_ALONE = """
import sys
for name in ("duckdb", "ibis", "pandas", "pyarrow", "numpy", "scipy"):
    sys.modules[name] = None
from tests.checkout.seller import sell, KEY
from zhanggui.books.database import open_books
from zhanggui.checkout.till import Till
print(sell(Till(open_books(sys.argv[1]), KEY), 1))
"""


@pytest.mark.slow
def test_the_till_sells_where_the_analytical_stack_is_not_installed(till, place):
    put_up(till, offer("auto", "fixed", off_minor=100))

    command = [sys.executable, "-c", SELLS_ALONE, str(place)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout

    assert said.startswith("r")
    assert standing(till)["clearing"] == 1900
