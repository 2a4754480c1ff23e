"""What becomes of each table when codes count as one product and customers as one member."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhanggui.warehouse.inline import inline_warehouse

BY = {"way": "hand", "decision": 1, "decided_by": "u", "decided_at": "2026-03-02"}


def joined(channel, code, sku):
    return {"channel": channel, "code": code, "sku": sku, **BY}


def merged(customer, member):
    return {"customer": customer, "member": member, "decision": 1, "decided_by": "u", "decided_at": "2026-03-02"}


def sold(*lines):
    """One order per (channel, sku, customer)."""
    orders = [
        {"channel": channel, "order_id": f"{at}", "customer": who, "ordered_at": f"2026-03-{at + 1:02d}", "currency": "CNY",
         "paid_at": f"2026-03-{at + 1:02d}", "goods_minor": 100}
        for at, (channel, _, who) in enumerate(lines)
    ]  # fmt: skip
    told = [
        {"channel": channel, "order_id": f"{at}", "line_id": "1", "kind_of_line": "sale", "sku": sku, "quantity": 1,
         "gross_minor": 100, "due_minor": 100}
        for at, (channel, sku, _) in enumerate(lines)
    ]  # fmt: skip
    return {"orders": orders, "order_lines": told}


def rows(warehouse, table, *columns):
    found = warehouse.table(table)
    return sorted(tuple(row.values()) for row in warehouse.fetch(found.select(*columns)).to_pylist())


@pytest.mark.slow
def test_the_own_products_facts_win_and_the_other_ones_fill_what_it_lacks():
    shop = inline_warehouse(
        sold(("tb", "T", "p1"), ("jd", "9", "p1"))
        | {
            "products": [{"sku": "T", "product_name": "龙井"}, {"sku": "9", "product_name": "JD", "brand": "清茗"}],
            "product_costs": [
                {"sku": "T", "valid_from": "2026-01-01", "cost_minor": 40, "currency": "CNY"},
                {"sku": "9", "valid_from": "2026-03-01", "cost_minor": 99, "currency": "CNY"},
            ],
            "stock_levels": [
                {"day": "2026-03-01", "location": "main", "sku": "T", "on_hand": 5},
                {"day": "2026-03-01", "location": "main", "sku": "9", "on_hand": 7},
            ],
            "same_products": [joined("jd", "9", "T")],
        }
    )

    assert rows(shop, "products", "sku", "product_name", "brand") == [("T", "龙井", "清茗")]
    assert rows(shop, "product_costs", "sku", "cost_minor") == [("T", 40)]
    assert rows(shop, "stock_levels", "sku", "on_hand") == [("T", 12)]
    assert rows(shop, "sale_lines", "channel", "sku", "brand", "unit_cost_minor") == [
        ("jd", "T", "清茗", 40), ("tb", "T", "清茗", 40),
    ]  # fmt: skip


@pytest.mark.slow
def test_costs_of_the_other_code_hold_where_the_own_one_has_none():
    shop = inline_warehouse(
        sold(("tb", "T", "p1"), ("jd", "9", "p1"))
        | {
            "product_costs": [{"sku": "9", "valid_from": "2026-01-01", "cost_minor": 30, "currency": "CNY"}],
            "same_products": [joined("jd", "9", "T")],
        }
    )

    assert rows(shop, "sale_lines", "sku", "unit_cost_minor") == [("T", 30), ("T", 30)]


@pytest.mark.slow
def test_a_code_that_is_still_itself_elsewhere_keeps_its_own_facts():
    shop = inline_warehouse(
        sold(("tb", "9", "p1"), ("jd", "9", "p1"), ("tb", "T", "p1"))
        | {"products": [{"sku": "9", "product_name": "杯"}], "same_products": [joined("jd", "9", "T")]}
    )

    assert rows(shop, "products", "sku") == [("9",)]
    assert rows(shop, "sale_lines", "channel", "sku") == [("jd", "T"), ("tb", "9"), ("tb", "T")]


@pytest.mark.slow
def test_a_line_without_a_sku_goes_by_its_listing():
    tables = sold(("douyin", None, "p1"))
    tables["order_lines"][0]["listing_id"] = "3501"
    shop = inline_warehouse(tables | {"same_products": [joined("douyin", "3501", "T")]})

    assert rows(shop, "sale_lines", "sku") == [("T",)]


def test_a_members_first_order_is_the_first_of_all_their_accounts():
    shop = inline_warehouse(
        sold(("tb", "T", "p1"), ("jd", "T", "p2"))
        | {
            "customers": [{"customer": "p1"}, {"customer": "p2", "city": "杭州"}],
            "exposures": [
                {"experiment": "d1", "customer": who, "arm": arm, "assigned_at": "2026-03-01"}
                for who, arm in (("p1", "treatment"), ("p2", "holdout"))
            ],
            "same_customers": [merged("p2", "p1")],
        }
    )

    assert rows(shop, "sale_lines", "customer", "channel", "is_first_order") == [
        ("p1", "jd", False),
        ("p1", "tb", True),
    ]
    assert rows(shop, "customers", "customer", "city") == [("p1", "杭州")]
    assert rows(shop, "exposures", "customer", "arm") == [("p1", "treatment")]


codes = st.sampled_from(["A", "B", "C"])
shops = st.lists(st.tuples(st.sampled_from(["tb", "jd"]), codes, st.sampled_from(["p1", "p2", None])), max_size=6)


@pytest.mark.slow
@given(lines=shops, pairs=st.lists(st.tuples(st.sampled_from(["tb", "jd"]), codes, codes), max_size=3))
def test_joining_moves_money_between_codes_and_never_changes_the_sum(lines, pairs):
    decided = {(channel, code): joined(channel, code, sku) for channel, code, sku in pairs}
    shop = inline_warehouse(sold(*lines) | {"same_products": list(decided.values())})
    told = rows(shop, "sale_lines", "channel", "sku", "net_sales_minor")

    expected = [(channel, decided.get((channel, sku), {"sku": sku})["sku"], 100) for channel, sku, _ in lines]
    assert told == sorted(expected)
