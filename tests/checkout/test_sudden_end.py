"""A process killed while it sells: what was acknowledged is there, what is repeated is sold once, the books balance."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time

import pytest
from sqlalchemy import func, select

from tests.checkout import seller
from tests.checkout.selling import put_up, standing, used
from tests.offers.shelf import offer
from zhanggui.books.checkout.stock import in_stock
from zhanggui.books.schema import OUTBOX, REDEMPTIONS

ROUNDS, STOCK = 10, 100_000


def sold_until_killed(place, first, orders, seconds):
    """Start a seller and end it with kill −9 so long after so many orders; what it acknowledged until then."""
    command = [sys.executable, "-m", "tests.checkout.seller", str(place), str(first)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ)
    assert process.stdout.readline() == "open\n"
    said = [process.stdout.readline() for _ in range(orders)]
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    rest, _ = process.communicate()
    return dict(line.split() for line in [*said, *rest.splitlines()])


@pytest.mark.slow
@pytest.mark.timeout(300)  # starts ten processes
def test_killed_at_random_points_nothing_acknowledged_is_lost_and_nothing_is_sold_twice(till, place):
    put_up(till, offer("auto", "fixed", off_minor=seller.OFF_MINOR, limits={"uses": STOCK}), stock={"A": STOCK})
    chance, acknowledged, first = random.Random(4), {}, 1  # noqa: S311 - when to kill, no secret
    for _ in range(ROUNDS):
        acknowledged |= sold_until_killed(place, first, chance.randint(5, 50), chance.uniform(0, 0.03))
        first = max(map(int, acknowledged), default=0) + 1  # the order that was under way is asked for again

    again = {number: seller.sell(till, int(number)) for number in [*acknowledged, str(first)]}

    sold = len(again)
    cancelled = sum(int(number) % seller.EVERY == 0 for number in again)
    kept = sold - cancelled
    assert sold > 200
    assert {number: again[number] for number in acknowledged} == acknowledged
    with till.books.reading() as connection:
        assert connection.execute(select(func.count()).select_from(REDEMPTIONS)).scalar() == sold
        assert connection.execute(select(func.count()).select_from(OUTBOX)).scalar() == sold + cancelled
        assert in_stock(connection, "A") == (STOCK - 2 * kept, 0)
    assert used(till, "auto") == (kept, 0, kept * 100)
    assert standing(till) == {"clearing": kept * 1900, "discount.merchant": kept * 100, "sales": -kept * 2000}


def test_a_seller_says_the_same_of_the_same_order(till):
    put_up(till, offer("auto", "fixed", off_minor=seller.OFF_MINOR), stock={"A": 10})

    assert seller.sell(till, 5) == seller.sell(till, 5)
    assert standing(till) == {}
