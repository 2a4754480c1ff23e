"""Does every view of sales add up to the same money?"""

from __future__ import annotations

import pytest

from tests.warehouse.shops import column, line, order, refund, rows
from zhanggui.warehouse.allowance import engine_memory
from zhanggui.warehouse.audits import AuditsFailed
from zhanggui.warehouse.contracts.contract import DUCKDB_TYPES
from zhanggui.warehouse.contracts.register import CONTRACTS
from zhanggui.warehouse.inline import inline_warehouse
from zhanggui.warehouse.tables import table_columns


@pytest.mark.slow
def test_partial_refund_gives_orders_and_products_the_same_net_sales_t3():
    shop = inline_warehouse(
        {
            "orders": [order(goods_minor=10_000, shipping_minor=1_000)],
            "order_lines": [line("a", 7_000), line("b", 3_000)],
            "refunds": [refund("r", 3_500)],
        }
    )
    sales = shop.table("sale_lines")
    by_order = shop.fetch(sales.group_by("order_id").agg(net=sales.net_sales_minor.sum())).to_pylist()
    by_product = shop.fetch(sales.group_by("sku").agg(net=sales.net_sales_minor.sum())).to_pylist()
    assert by_order == [{"order_id": "1", "net": 6_500}]
    assert {row["sku"]: row["net"] for row in by_product} == {"sku-a": 4_550, "sku-b": 1_950}


@pytest.mark.slow
def test_refund_of_a_line_comes_off_that_line_alone():
    shop = inline_warehouse(
        {
            "orders": [order()],
            "order_lines": [line("a", 7_000), line("b", 3_000)],
            "refunds": [refund("r", 2_000, line_id="b")],
        }
    )
    assert column(shop, "net_sales_minor") == {"a": 7_000, "b": 1_000}


@pytest.mark.slow
@pytest.mark.parametrize(
    "tables",
    [{}, {"orders": [order()]}, {"orders": [order()], "refunds": [refund("r", 2_000)]}],
    ids=["nothing", "orders", "refunds"],
)
def test_every_table_has_the_columns_of_its_contract_whatever_was_loaded(tables):
    # Relations are made from the contracts; the engine is not asked what its tables look like.
    shop = inline_warehouse(tables)

    assert shop.facts.rows["refund_lines"] == len(tables.get("refunds", []))
    for name, contract in CONTRACTS.items():
        described = shop.connection.execute(f"DESCRIBE {name}").fetchall()
        stored = [(row[0], "VARCHAR" if row[1].startswith("ENUM") else row[1]) for row in described]
        assert stored == [(column.name, DUCKDB_TYPES[column.type]) for column in table_columns(contract)]


@pytest.mark.slow
def test_joins_never_double_count_t1():
    # Two costs, two refunds, two fees, two payments and two exclusions of the same things: still two lines.
    shop = inline_warehouse(
        {
            "orders": [order(customer="p1")],
            "order_lines": [line("a", 7_000, quantity=2, sku="tea"), line("b", 3_000, quantity=3, sku="tea")],
            "payments": [
                {
                    "channel": "own_site",
                    "payment_id": part,
                    "order_id": "1",
                    "paid_at": "2026-03-01 03:05",
                    "amount_minor": 5_000,
                    "currency": "CNY",
                }
                for part in ("deposit", "final")
            ],
            "refunds": [refund("r1", 500, line_id="a"), refund("r2", 500, line_id="a")],
            "products": [{"sku": "tea", "category": "green"}],
            "product_costs": [
                {"sku": "tea", "valid_from": day, "cost_minor": cost, "currency": "CNY"}
                for day, cost in (("2026-01-01", 100), ("2026-02-01", 110), ("2026-04-01", 120))
            ],
            "fees": [
                {"channel": "own_site", "kind_of_fee": kind, "valid_from": day, "rate": 0.01}
                for kind in ("commission", "payment")
                for day in ("2026-01-01", "2026-02-01")
            ],
            "exclusions": [
                {"channel": "own_site", "order_id": "1", "reason": "sample"},
                {"order_id": "1", "reason": "staff"},
                {"customer": "p1", "reason": "staff"},
            ],
        }
    )
    assert column(shop, "quantity") == {"a": 2, "b": 3}
    assert column(shop, "paid_minor") == {"a": 7_000, "b": 3_000}
    assert column(shop, "refund_minor") == {"a": 1_000, "b": 0}
    assert column(shop, "cost_minor") == {"a": 220, "b": 330}
    assert column(shop, "fee_minor") == {"a": 120, "b": 60}
    assert column(shop, "is_excluded") == {"a": True, "b": True}


@pytest.mark.slow
def test_order_without_lines_is_one_remainder_line():
    shop = inline_warehouse({"orders": [order(goods_minor=9_000, discount_platform_minor=1_000, shipping_minor=500)]})
    (only,) = rows(shop).values()
    assert (only["line_id"], only["kind_of_line"], only["sku"], only["quantity"]) == ("*", "remainder", None, 1)
    assert (only["gross_minor"], only["due_minor"], only["paid_minor"]) == (10_000, 9_000, 9_500)
    assert only["net_sales_minor"] == 10_000


@pytest.mark.slow
def test_a_payment_below_shipping_and_tax_leaves_goods_of_nothing():
    shop = inline_warehouse({"orders": [order(shipping_minor=500, tax_minor=1, paid_minor=300)]})
    (row,) = rows(shop).values()
    assert (row["due_minor"], row["shipping_minor"], row["tax_minor"], row["paid_minor"]) == (0, 500, 1, 300)


@pytest.mark.slow
def test_lines_dearer_than_the_order_carry_the_difference_as_the_merchants_discount():
    shop = inline_warehouse({"orders": [order(goods_minor=9_000)], "order_lines": [line("a", 7_000), line("b", 3_000)]})
    assert column(shop, "discount_merchant_minor") == {"a": 700, "b": 300}
    assert column(shop, "due_minor") == {"a": 6_300, "b": 2_700}


def test_who_bears_the_discount_of_an_order_is_kept_when_it_is_split():
    shop = inline_warehouse(
        {
            "orders": [order(goods_minor=9_000, discount_platform_minor=600, discount_influencer_minor=100)],
            "order_lines": [line("a", 7_000), line("b", 3_000)],
        }
    )
    assert column(shop, "discount_platform_minor") == {"a": 420, "b": 180}
    assert column(shop, "discount_influencer_minor") == {"a": 70, "b": 30}
    assert column(shop, "discount_merchant_minor") == {"a": 210, "b": 90}
    assert column(shop, "net_sales_minor") == {"a": 6_790, "b": 2_910}


@pytest.mark.slow
def test_discount_of_one_coin_each_by_three_bearers_pushes_no_line_below_zero():
    shop = inline_warehouse(
        {
            "orders": [
                order(goods_minor=0, discount_platform_minor=1, discount_merchant_minor=1, discount_influencer_minor=1)
            ],
            "order_lines": [line("a", 1), line("b", 1), line("c", 1)],
        }
    )
    assert column(shop, "due_minor") == {"a": 0, "b": 0, "c": 0}


@pytest.mark.slow
def test_lines_short_of_the_order_leave_a_remainder_line():
    shop = inline_warehouse({"orders": [order(goods_minor=12_000)], "order_lines": [line("a", 7_000)]})
    assert column(shop, "due_minor") == {"a": 7_000, "*": 5_000}
    assert [found.name for found in shop.facts.audits] == ["lines_short_of_order"]


@pytest.mark.slow
def test_coins_left_over_go_to_the_largest_remainders():
    # 100 over 1 : 1 : 1 is 34, 33, 33; 10 over 5 : 3 : 1 is 5.56, 3.33, 1.11, so the first line gets the coin.
    shop = inline_warehouse(
        {
            "orders": [order("1", shipping_minor=100), order("2", shipping_minor=10)],
            "order_lines": [
                line("1a", 50),
                line("1b", 50),
                line("1c", 50),
                line("2a", 50, "2"),
                line("2b", 30, "2"),
                line("2c", 10, "2"),
            ],
        }
    )
    assert column(shop, "shipping_minor") == {"1a": 34, "1b": 33, "1c": 33, "2a": 6, "2b": 3, "2c": 1}


@pytest.mark.slow
def test_return_documents_are_paid_negative_sales_and_no_first_order():
    shop = inline_warehouse(
        {
            "orders": [
                order("C1", customer="p1", ordered_at="2026-02-01 03:00", paid_at=None),
                order("2", customer="p1"),
            ],
            "order_lines": [line("a", -500, "C1", kind_of_line="return", quantity=-2), line("b", 900, "2")],
        }
    )
    found = rows(shop)
    assert (found["a"]["is_paid"], found["a"]["net_sales_minor"], found["a"]["paid_minor"]) == (True, -500, -500)
    assert column(shop, "is_first_order") == {"a": False, "b": True}


@pytest.mark.slow
def test_unpaid_orders_have_no_net_sales_and_cost_nothing():
    shop = inline_warehouse({"orders": [order(paid_at=None)], "order_lines": [line("a", 900)]})
    (only,) = rows(shop).values()
    assert (only["is_paid"], only["due_minor"], only["paid_minor"]) == (False, 900, 0)
    assert (only["net_sales_minor"], only["cost_minor"], only["fee_minor"]) == (0, 0, None)


@pytest.mark.slow
def test_subsidies_are_taken_back_with_the_goods_and_wholly_when_all_is_refunded():
    lines = [line("a", 1_000, discount_platform_minor=100)]
    half = inline_warehouse({"orders": [order()], "order_lines": lines, "refunds": [refund("r", 450)]})
    (only,) = rows(half).values()
    assert (only["refund_goods_minor"], only["clawback_minor"], only["net_sales_minor"]) == (450, 50, 500)
    whole = inline_warehouse(
        {"orders": [order()], "order_lines": lines, "refunds": [refund("r", 301), refund("s", 599)]}
    )
    (only,) = rows(whole).values()
    assert (only["refund_goods_minor"], only["clawback_minor"], only["net_sales_minor"]) == (900, 100, 0)
    assert sum(column(whole, "clawback_minor", "refund_lines", "refund_id").values()) == 100


@pytest.mark.slow
def test_shipping_given_back_is_no_refund_of_goods():
    shop = inline_warehouse(
        {
            "orders": [order(shipping_minor=1_000)],
            "order_lines": [line("a", 5_000)],
            "refunds": [refund("r", 3_000, shipping_minor=1_000)],
        }
    )
    (only,) = rows(shop).values()
    assert (only["refund_minor"], only["refund_goods_minor"], only["net_sales_minor"]) == (3_000, 2_000, 3_000)


@pytest.mark.slow
def test_refund_of_the_order_goes_to_what_refunds_of_lines_have_left():
    shop = inline_warehouse(
        {
            "orders": [order()],
            "order_lines": [line("a", 1_000), line("b", 1_000)],
            "refunds": [refund("r1", 1_000, line_id="a"), refund("r2", 1_000)],
        }
    )
    assert column(shop, "net_sales_minor") == {"a": 0, "b": 0}


@pytest.mark.slow
def test_only_money_that_went_back_counts():
    statuses = {"a": "refunded", "b": None, "c": "approved", "d": "rejected", "e": "closed"}
    shop = inline_warehouse(
        {
            "orders": [order(name) for name in statuses],
            "order_lines": [line(name, 1_000, order_id=name) for name in statuses],
            "refunds": [refund(name, 400, order_id=name, status=status) for name, status in statuses.items()],
        }
    )
    assert column(shop, "refund_minor") == {"a": 400, "b": 400, "c": 400, "d": 0, "e": 0}


@pytest.mark.slow
def test_refund_asked_for_but_not_paid_back_does_not_count():
    shop = inline_warehouse(
        {
            "orders": [order()],
            "order_lines": [line("a", 1_000)],
            "refunds": [refund("r", 400, refunded_at=None, status="requested")],
        }
    )
    assert column(shop, "refund_minor") == {"a": 0}


@pytest.mark.slow
def test_refund_rows_win_over_the_order_which_wins_over_its_lines():
    refunded_by_order = {"lines": None, "order": 300, "agreeing": 100, "rows": 300}
    shop = inline_warehouse(
        {
            "orders": [order(name, refunded_minor=refunded) for name, refunded in refunded_by_order.items()],
            "order_lines": [
                line(f"{name} {place}", 1_000, order_id=name, refunded_minor=refunded)
                for name in refunded_by_order
                for place, refunded in (("a", 100), ("b", 0))
            ],
            "refunds": [refund("r", 50, order_id="rows", line_id="rows b")],
        }
    )
    assert column(shop, "refund_minor") == {
        "lines a": 100,
        "lines b": 0,
        "order a": 150,
        "order b": 150,
        "agreeing a": 100,
        "agreeing b": 0,
        "rows a": 0,
        "rows b": 50,
    }
    assert [(found.name, found.count) for found in shop.facts.audits] == [("refund_sources_differ", 1)]


@pytest.mark.slow
def test_refund_without_a_day_is_booked_on_the_payment_and_says_so():
    shop = inline_warehouse({"orders": [order(goods_minor=900, refunded_minor=900, status="closed")]})
    (only,) = rows(shop, "refund_lines").values()
    assert (str(only["refunded_day"]), only["is_day_known"], only["amount_minor"]) == ("2026-03-01", False, 900)
    # The order was closed and refunded in full, so its goods came back or never left.
    assert column(shop, "returned_quantity") == {"*": 1}


@pytest.mark.slow
def test_goods_that_came_back_cost_nothing():
    shop = inline_warehouse(
        {
            "orders": [order()],
            "order_lines": [line("a", 4_000, quantity=4)],
            "product_costs": [{"sku": "sku-a", "valid_from": "2026-01-01", "cost_minor": 300, "currency": "CNY"}],
            "refunds": [refund("r", 1_000, line_id="a", quantity=1, kind_of_refund="return_and_refund")],
        }
    )
    (only,) = rows(shop).values()
    assert (only["returned_quantity"], only["cost_minor"]) == (1, 900)


@pytest.mark.slow
def test_cost_holds_from_its_day_until_the_next():
    shop = inline_warehouse(
        {
            "orders": [order("1", ordered_at="2026-02-28 15:59"), order("2", ordered_at="2026-02-28 16:00")],
            "order_lines": [line("a", 100, "1", sku="tea"), line("b", 100, "2", sku="tea")],
            "product_costs": [
                {"sku": "tea", "valid_from": "2026-01-01", "cost_minor": 10, "currency": "CNY"},
                {"sku": "tea", "valid_from": "2026-03-01", "cost_minor": 12, "currency": "CNY"},
                {"sku": "tea", "valid_from": "2026-02-01", "cost_minor": 99, "currency": "USD"},
            ],
        }
    )
    # Midnight in Shanghai is 16:00 UTC.
    assert column(shop, "unit_cost_minor") == {"a": 10, "b": 12}


@pytest.mark.slow
def test_fees_are_rates_on_what_was_kept_plus_charges_per_order_and_per_unit():
    fees = [
        {"kind_of_fee": "commission", "rate": 0.05},
        {"kind_of_fee": "commission", "rate": 0.02, "category": "green"},
        {"kind_of_fee": "shipping_per_order", "amount_minor": 401},
        {"kind_of_fee": "fixed_per_unit", "amount_minor": 10},
    ]
    shop = inline_warehouse(
        {
            "orders": [order("1"), order("2", paid_at=None), order("3", channel="jd")],
            "order_lines": [
                line("green", 1_000, quantity=2),
                line("black", 1_000),
                line("unpaid", 1_000, "2"),
                line("elsewhere", 1_000, "3", channel="jd"),
            ],
            "products": [{"sku": "sku-green", "category": "green"}, {"sku": "sku-black", "category": "black"}],
            "refunds": [refund("r", 500, line_id="black")],
            "fees": [fee | {"channel": "own_site", "valid_from": "2026-01-01"} for fee in fees],
        }
    )
    assert column(shop, "fee_minor") == {
        "green": 20 + 20 + 201,
        "black": 25 + 10 + 200,
        "unpaid": 0,
        "elsewhere": None,
    }


@pytest.mark.slow
def test_first_order_is_the_first_paid_one_that_counts():
    shop = inline_warehouse(
        {
            "orders": [
                order("sample", customer="p1", paid_at="2026-01-01", ordered_at="2026-01-01", is_sample=True),
                order("unpaid", customer="p1", paid_at=None, ordered_at="2026-01-02"),
                order("first", customer="p1", paid_at="2026-02-02", ordered_at="2026-02-02"),
                order("second", customer="p1"),
                order("nobody"),
            ]
        }
    )
    assert column(shop, "is_first_order", by="order_id") == {
        "sample": False,
        "unpaid": False,
        "first": True,
        "second": False,
        "nobody": None,
    }
    assert str(column(shop, "buyer_first_day", by="order_id")["second"]) == "2026-02-02"


@pytest.mark.slow
def test_lines_wait_until_their_order_is_loaded():
    shop = inline_warehouse({"orders": [order()], "order_lines": [line("a", 100), line("b", 100, "missing")]})
    assert column(shop, "due_minor") == {"a": 100}
    assert [(found.name, found.count) for found in shop.facts.audits] == [("lines_without_order", 1)]


@pytest.mark.slow
def test_lines_that_do_not_say_who_gave_the_discount_had_it_from_the_merchant():
    shop = inline_warehouse({"orders": [order()], "order_lines": [line("a", 1_000, due_minor=800)]})
    assert column(shop, "discount_merchant_minor") == {"a": 200}


@pytest.mark.slow
def test_taxes_on_lines_stay_there_and_a_tax_of_the_order_is_split():
    shop = inline_warehouse(
        {
            "orders": [order("1", tax_minor=30), order("2", tax_minor=30)],
            "order_lines": [
                line("1a", 100, tax_minor=30),
                line("1b", 100, tax_minor=0),
                line("2a", 100, "2"),
                line("2b", 200, "2"),
            ],
        }
    )
    assert column(shop, "tax_minor") == {"1a": 30, "1b": 0, "2a": 10, "2b": 20}
    assert column(shop, "paid_minor") == {"1a": 130, "1b": 100, "2a": 110, "2b": 220}


@pytest.mark.slow
def test_words_stored_as_numbers_read_sort_and_compare_as_texts():
    shop = inline_warehouse({"orders": [order("1", province="浙江"), order("2", province="上海"), order("3")]})
    sales = shop.table("sale_lines")
    found = shop.fetch(sales.select("province", "currency").order_by("province"))
    assert [str(field.type) for field in found.schema] == ["string", "string"]
    assert found["province"].to_pylist() == ["上海", "浙江", None]
    unheard_of = shop.fetch(sales.filter(sales.province == "海南").count().name("rows"))
    assert unheard_of.to_pylist() == [{"rows": 0}]
    named = shop.fetch(sales.select(name=sales.province.fill_null("?")).order_by("name"))
    assert named["name"].to_pylist() == ["?", "上海", "浙江"]


@pytest.mark.slow
def test_unknown_kind_of_line_stops_the_version_and_names_the_line():
    with pytest.raises(AuditsFailed) as refused:
        inline_warehouse({"orders": [order()], "order_lines": [line("a", 100, kind_of_line="loan")]})
    assert "missing_values_sale_lines (1)" in str(refused.value)


@pytest.mark.slow
def test_sales_written_slice_by_slice_are_the_same(monkeypatch):
    """Orders with parts to split, fees, refunds and remainders, in one slice and in more slices than orders."""
    orders = [order(str(n), goods_minor=1_000 * n + 7, shipping_minor=8 * (n % 2)) for n in range(1, 6)]
    tables = {
        "orders": orders,
        "order_lines": [line(f"{n}{part}", 500 * n, str(n)) for n in range(1, 5) for part in "ab"],
        "refunds": [refund("r", 300, "2", line_id="2a"), refund("q", 200, "3")],
        "fees": [
            {
                "channel": "own_site",
                "kind_of_fee": "shipping_per_order",
                "valid_from": "2020-01-01",
                "amount_minor": 301,
            }
        ],
    }
    whole = _told(inline_warehouse(tables))
    monkeypatch.setattr("zhanggui.warehouse.derive.BYTES_OF_AN_ORDER", engine_memory() * 2)

    assert len(whole) == 5 + 8
    assert _told(inline_warehouse(tables)) == whole


def _told(shop):
    found = shop.fetch(shop.table("sale_lines")).to_pylist()
    return sorted(found, key=lambda row: (row["order_id"], row["line_id"]))
