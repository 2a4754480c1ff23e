"""What the till sold is in the warehouse once, with the same net sales however it is asked for."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from tests.checkout.selling import buy, join, points_of, put_up, take_back, undo
from tests.offers.programmes import programme
from tests.offers.shelf import NOON, offer
from tests.offers.test_quoting import PRESALE
from zhanggui.app.one_person.searching import Wanted, is_in_books
from zhanggui.app.selling.landing import land_sales
from zhanggui.app.selling.opening import open_till
from zhanggui.app.shop import init_shop
from zhanggui.books.checkout import outbox
from zhanggui.books.checkout.forgetting import forget_customers
from zhanggui.books.checkout.outbox import claim_batch
from zhanggui.core.clock import StoppedClock
from zhanggui.warehouse.landing import Landing

CLOCK = StoppedClock(datetime(2026, 11, 12, 9, tzinfo=UTC))


@pytest.fixture
def shop(tmp_path):
    started = init_shop(tmp_path / "shop", currency="CNY", timezone="Asia/Shanghai", name="清茗", clock=CLOCK)
    yield started
    started.books.close()


def net_sales(shop, by):
    """Net sales by a column of the derived lines, straight from the table."""
    with closing(shop.warehouse()) as warehouse:
        lines = warehouse.table("sale_lines")
        summed = lines.group_by(by).aggregate(net=lines.net_sales_minor.sum())
        return {row[by]: row["net"] for row in warehouse.fetch(summed).to_pylist()}


def rows(shop, name):
    with closing(shop.warehouse()) as warehouse:
        return warehouse.fetch(warehouse.table(name)).to_pylist()


@pytest.mark.slow
def test_t3_after_a_partial_refund_products_and_orders_have_the_same_net_sales(shop):
    till = open_till(shop)
    step = offer("m", "full_reduction", steps=[{"threshold_minor": 30000, "off_minor": 5000}], coupon={"codes": ["M"]})
    put_up(till, step, offer("g", "full_gift", steps=[{"threshold_minor": 100, "sku": "CUP"}]))
    lines = (("A", 2, 10000), ("B", 1, 10000))
    sold = buy(till, *lines, order="o1", codes=["M"], channel="own_site", customer="p" + "1" * 24, shipping_minor=600)
    gone = buy(till, ("A", 1, 10000), order="o2", channel="own_site")
    land_sales(shop)
    take_back(till, sold, {"1": 1})
    undo(till, gone, at=NOON + timedelta(hours=1))

    landed = land_sales(shop)

    assert landed.rows == {"orders": 1, "refunds": 2}
    by_order, by_product = net_sales(shop, "order_id"), net_sales(shop, "sku")
    assert by_order == {"o1": 25000 - 8333, "o2": 0}
    assert sum(by_product.values()) == 25000 - 8333
    assert {row["order_id"]: row["status"] for row in rows(shop, "orders")} == {"o1": "paid", "o2": "closed"}
    assert [(row["coupon"], row["discount_minor"]) for row in rows(shop, "coupon_uses")] == [("M", 5000)]
    assert sorted(row["kind_of_line"] for row in rows(shop, "order_lines")) == ["gift", "gift", "sale", "sale", "sale"]


@pytest.mark.slow
def test_a_sale_that_was_cancelled_before_it_was_told_counts_nothing(shop):
    till = open_till(shop)
    put_up(till, offer("c", "fixed", off_minor=100, coupon={"codes": ["C"]}))
    undo(till, buy(till, ("A", 1, 1000), order="o1", codes=["C"]))
    land_sales(shop)

    assert net_sales(shop, "order_id") == {"o1": 0}
    assert [row["discount_minor"] for row in rows(shop, "coupon_uses")] == [0]


@pytest.mark.slow
def test_whoever_dies_before_a_batch_is_marked_hands_it_over_again_and_it_lands_once(shop, monkeypatch):
    till = open_till(shop)
    put_up(till)
    buy(till, ("A", 1, 1000), order="o1")

    def die(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(outbox, "mark_landed", die)
        with pytest.raises(KeyboardInterrupt):
            land_sales(shop)
    buy(till, ("A", 1, 1000), order="o2")
    land_sales(shop)

    assert [load.rows["orders"] for load in Landing(shop.folder).loads() if load.source == "checkout"] == [1, 1]
    assert net_sales(shop, "order_id") == {"o1": 1000, "o2": 1000}


@pytest.mark.slow
def test_a_deposit_is_a_payment_and_belongs_to_the_order_that_pays_its_balance(shop):
    till = open_till(shop)
    said = {key: value for key, value in PRESALE.items() if key != "when"}
    put_up(till, offer("pre", "presale_deposit", **said))
    deposit = buy(till, ("A", 1, 50000), order="d1", at=NOON - timedelta(days=1))
    withdrawn = buy(till, ("A", 1, 50000), order="d2", at=NOON - timedelta(days=1))
    assert land_sales(shop).rows == {"payments": 2}
    assert {row["order_id"]: row["amount_minor"] for row in rows(shop, "payments")} == {"d1": 5000, "d2": 5000}
    undo(till, withdrawn, at=NOON, is_shops_fault=True)
    buy(till, ("A", 1, 50000), order="o1", deposit=deposit.redemption, shown=45000)
    land_sales(shop)

    assert net_sales(shop, "order_id") == {"o1": 45000}
    assert sorted((row["order_id"], row["stage"], row["amount_minor"]) for row in rows(shop, "payments")) == [
        ("d2", "deposit", 0),
        ("o1", "deposit", 5000),
        ("o1", "final", 40000),
    ]


@pytest.mark.slow
def test_points_reach_the_warehouse_entry_by_entry_and_sum_to_the_balance(shop):
    till, member = open_till(shop), "p" + "1" * 24
    put_up(till, offer("pay", "points_redemption", points=10, worth_minor=10))
    join(till, programme())
    buy(till, ("A", 1, 10000), order="o1", channel="own_site", customer=member)
    used = buy(till, ("A", 1, 1000), order="o2", channel="own_site", customer=member, points=60)
    land_sales(shop)
    undo(till, used)
    land_sales(shop)

    told = rows(shop, "points_entries")
    assert sorted((row["kind_of_entry"], row["points"], row["value_minor"], row["order_id"]) for row in told) == [
        ("earn", 9, None, "o2"),
        ("earn", 100, None, "o1"),
        ("redeem", -60, 60, "o2"),
        ("reverse", -9, None, "o2"),
        ("reverse", 60, None, "o2"),
    ]
    assert sum(row["points"] for row in told) == points_of(till, member) == 100


def test_an_erased_customer_is_in_no_byte_of_the_books(shop):
    gone = "p" + "7" * 24
    till = open_till(shop)
    put_up(till, offer("o", "fixed", off_minor=100, limits={"uses_per_customer": 1}))
    buy(till, ("A", 1, 1000), customer=gone)
    wanted, file = Wanted.of({gone}, {}), shop.folder / "books.sqlite"
    assert is_in_books(file, wanted)

    with shop.books.begin() as connection:
        forget_customers(connection, [gone])

    assert not is_in_books(file, wanted)


def test_with_nothing_to_tell_nothing_is_published(shop):
    assert land_sales(shop).version == ""
    with shop.books.begin() as connection:
        assert claim_batch(connection) is None
