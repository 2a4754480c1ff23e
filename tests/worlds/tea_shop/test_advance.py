"""Do the days go on, and do customers react to what was changed, and to nothing else?"""

import shutil
from datetime import date

import duckdb
import pytest
from pydantic import ValidationError

from zhanggui.worlds.tea_shop.advance import advance
from zhanggui.worlds.tea_shop.effect import expected_sales
from zhanggui.worlds.tea_shop.world import KeyNeeded

FIRST_DAY = date(2026, 9, 1)


def copied(shop, place):
    shutil.copytree(shop.folder, place)
    return place


def rows_of(folder, table, where="true"):
    query = f"SELECT * FROM '{folder}/advances/*/{table}.parquet' WHERE {where} ORDER BY ALL"
    return duckdb.connect().sql(query).fetchall()


def contact(customers, **wishes):
    return {"kind": "audience_contact", "customers": customers, "at": FIRST_DAY, "coupon_minor": 2000} | wishes


@pytest.mark.slow
def test_three_days_at_once_are_three_times_one_day(shop, tmp_path):
    at_once, one_by_one = copied(shop, tmp_path / "a"), copied(shop, tmp_path / "b")
    advance(at_once, days=3)
    for _ in range(3):
        advance(one_by_one, days=1)
    for table in ("order_lines", "payments", "reviews", "coupon_uses", "identities"):
        assert rows_of(at_once, table) == rows_of(one_by_one, table)


@pytest.mark.slow
def test_who_is_not_contacted_does_what_they_would_have_done_anyway(shop, tmp_path):
    customers = sorted(shop.table("customers")["customer"].to_pylist())
    treated, held = customers[::2], customers[1::2]
    left, right = copied(shop, tmp_path / "left"), copied(shop, tmp_path / "right")
    advance(left, days=20)
    advance(right, days=20, changes=[contact(treated)])
    of_held = f"customer IN {tuple(held)}"
    assert rows_of(left, "orders", of_held) == rows_of(right, "orders", of_held)
    of_treated = f"ordered_at >= '2026-08-31 16:00' AND customer IN {tuple(treated)}"
    assert len(rows_of(right, "orders", of_treated)) > len(rows_of(left, "orders", of_treated)) * 1.15


@pytest.mark.slow
def test_a_coupon_is_used_once_by_those_who_have_it(shop, tmp_path):
    customers = shop.table("customers")["customer"].to_pylist()[:600]
    world = copied(shop, tmp_path / "world")
    for _ in range(2):
        advance(world, days=10, changes=[] if (world / "advances").exists() else [contact(customers)])
    used = rows_of(world, "coupon_uses", "coupon = 'CONTACT'")
    people = [row[3] for row in used]
    assert len(people) == len(set(people)) > 20
    assert set(people) <= set(customers)


@pytest.mark.slow
def test_orders_under_way_are_told_again_when_they_arrive(shop, tmp_path):
    world = copied(shop, tmp_path / "world")
    advance(world, days=40)
    under_way = f"FROM '{shop.tables}/orders.parquet' WHERE status IN ('created', 'paid', 'shipped')"
    later = f"SELECT DISTINCT status FROM '{world}/advances/*/orders.parquet' SEMI JOIN ({under_way}) u USING (channel, order_id)"
    assert set(duckdb.connect().sql(later).fetchall()) <= {("completed",), ("closed",)}
    assert (
        duckdb.connect().sql(f"SELECT count(*) FROM ({under_way})").fetchall()
        == duckdb.connect()
        .sql(
            f"SELECT count(DISTINCT order_id) FROM '{world}/advances/*/orders.parquet' SEMI JOIN ({under_way}) u USING (order_id)"
        )
        .fetchall()
    )


@pytest.mark.slow
def test_a_new_price_is_what_customers_pay_and_it_stays(shop, tmp_path):
    world = copied(shop, tmp_path / "world")
    change = {"kind": "price", "sku": "QM-TG-1", "price_minor": 5500, "at": "2026-09-03"}
    first = advance(world, days=10, changes=[change])
    second = advance(world, days=10)
    told = [row for row in first.table("price_history").to_pylist() if row["price_minor"] == 5500]
    assert len(told) == 5
    lines = rows_of(world, "order_lines", "sku = 'QM-TG-1'")
    assert len(lines) > 5
    charged = [row["unit_price_minor"] for row in second.table("order_lines").to_pylist() if row["sku"] == "QM-TG-1"]
    assert set(charged) == {5500}


def test_a_markdown_ends(shop, tmp_path):
    world = copied(shop, tmp_path / "world")
    change = {
        "kind": "markdown", "sku": "QM-DX-1", "channel": "tmall", "discount_bps": 3000, "at": "2026-09-02", "until": "2026-09-04",
    }  # fmt: skip
    added = advance(world, days=6, changes=[change])
    prices = [
        (row["source"], row["price_minor"])
        for row in added.table("price_history").to_pylist()
        if row["sku"] == "QM-DX-1" and row["channel"] == "tmall"
    ]
    assert [source for source, _ in prices] == ["campaign", "shelf"]
    assert prices[0][1] == round(prices[1][1] * 0.7)
    assert added.table("campaigns")["kind_of_campaign"].to_pylist() == ["flash_sale"]


@pytest.mark.slow
def test_without_a_change_as_much_is_sold_as_was_to_be_expected(shop, tmp_path):
    world = copied(shop, tmp_path / "world")
    expected = expected_sales(world, 30).units.sum()
    advance(world, days=30)
    ((units,),) = (
        duckdb.connect()
        .sql(
            f"""SELECT sum(quantity) FROM '{world}/advances/*/order_lines.parquet'
            JOIN '{world}/advances/*/orders.parquet' o USING (channel, order_id) WHERE o.paid_at IS NOT NULL"""
        )
        .fetchall()
    )
    assert abs(units - expected) < 4 * (1.9 * expected) ** 0.5


def test_no_advertising_leaves_the_newcomers_that_come_by_themselves(shop, tmp_path):
    world = copied(shop, tmp_path / "world")
    change = {"kind": "ad_budget", "channel": "tmall", "factor": 0, "at": FIRST_DAY, "until": "2026-10-01"}
    added = advance(world, days=5, changes=[change])
    spent = {row["cost_minor"] for row in added.table("ad_stats").to_pylist() if row["channel"] == "tmall"}
    assert spent == {0}


def test_the_ads_of_new_days_claim_orders_of_their_newcomers(shop, tmp_path):
    added = advance(copied(shop, tmp_path / "world"), days=5)
    assert sum(added.table("ad_stats")["orders_total"].to_pylist()) > 0


def test_a_change_that_nobody_knows_is_refused(shop, tmp_path):
    with pytest.raises(ValidationError, match="kind"):
        advance(shop.folder, days=1, changes=[{"kind": "miracle"}])


@pytest.mark.slow
def test_a_shop_made_under_a_key_goes_on_only_under_that_key(tiny):
    key = bytes(range(32))
    shop = tiny(key=key)
    with pytest.raises(KeyNeeded):
        advance(shop.folder, days=1)
    assert advance(shop.folder, days=1, key=key).end == date(2026, 9, 2)
    assert key.hex() not in (shop.folder / "world.json").read_text(encoding="utf-8")
