"""Do the files look like the platforms' own, with nobody real in them?"""

import csv
import re
from datetime import date

import pytest

from zhanggui.worlds.tea_shop.exports import SHOPIFY_ORDERS, TAOBAO_ORDERS, originals, write_exports


@pytest.fixture(scope="module")
def files(shop, tmp_path_factory):
    return write_exports(shop.folder, tmp_path_factory.mktemp("exports"), start=date(2026, 6, 1), end=date(2026, 7, 1))


def read(path, encoding="utf-8"):
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


def test_taobao_files_are_gbk_and_have_the_classic_columns(files):
    orders, lines = read(files.taobao_orders, "gbk"), read(files.taobao_lines, "gbk")
    assert tuple(orders[0]) == TAOBAO_ORDERS
    assert len(TAOBAO_ORDERS) == 41
    assert {row["订单编号"] for row in lines} == {row["订单编号"] for row in orders}
    assert re.fullmatch(r'="\d{19}"', orders[0]["订单编号"])


def test_the_files_hold_the_orders_of_the_tables(files, ask):
    june = (
        "(ordered_at + INTERVAL 8 HOUR)::DATE >= '2026-06-01' AND (ordered_at + INTERVAL 8 HOUR)::DATE < '2026-07-01'"
    )
    orders = read(files.taobao_orders, "gbk")
    told = [(len(orders), round(sum(float(row["总金额"]) for row in orders) * 100))]
    assert told == ask(f"SELECT count(*), sum(total_minor) FROM orders WHERE channel = 'tmall' AND {june}")
    own = read(files.shopify_orders)
    totals = [round(float(row["Total"]) * 100) for row in own if row["Total"]]
    assert [(len(totals), sum(totals))] == ask(
        f"SELECT count(*), sum(total_minor) FROM orders WHERE channel = 'own_site' AND {june}"
    )


def test_shopify_has_its_79_columns_and_order_cells_on_the_first_row_alone(files):
    rows = read(files.shopify_orders)
    assert tuple(rows[0]) == SHOPIFY_ORDERS
    assert len(SHOPIFY_ORDERS) == 79
    assert len({row["Name"] for row in rows}) == sum(1 for row in rows if row["Total"])


def test_people_are_invented(files):
    orders = read(files.taobao_orders, "gbk")
    assert all(re.fullmatch(r"'1990\d{7}", row["联系手机"]) for row in orders)
    assert all("示例区" in row["收货地址 "] for row in orders)
    assert all(row["Email"].endswith("@example.com") for row in read(files.shopify_orders) if row["Email"])


def test_templates_of_costs_and_fees_are_filled(files, ask):
    assert len(read(files.costs)) == ask("SELECT count(*) FROM product_costs")[0][0]
    assert {row["channel"] for row in read(files.fees)} == {"taobao", "jd", "douyin", "shopify", "store"}


def test_the_vault_can_be_given_the_invented_people(shop):
    customers = shop.table("customers")["customer"].to_pylist()[:3]
    found = originals(shop.folder, customers)
    assert set(found) == {"account", "phone", "name", "address"}
    assert set(found["phone"]) == set(customers)
