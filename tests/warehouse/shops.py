"""Which few rows do the stories of the warehouse start from?"""

from __future__ import annotations


def order(order_id="1", **facts):
    """A paid order of the own site on 1 March 2026."""
    return {
        "channel": "own_site",
        "order_id": order_id,
        "ordered_at": "2026-03-01 03:00",
        "paid_at": "2026-03-01 03:05",
        "currency": "CNY",
    } | facts


def line(line_id, gross_minor, order_id="1", **facts):
    """One piece of one product in an order."""
    return {
        "channel": "own_site",
        "order_id": order_id,
        "line_id": line_id,
        "kind_of_line": "sale",
        "sku": f"sku-{line_id}",
        "quantity": 1,
        "gross_minor": gross_minor,
    } | facts


def refund(refund_id, amount_minor, order_id="1", **facts):
    """Money that went back on 5 March 2026."""
    return {
        "channel": "own_site",
        "refund_id": refund_id,
        "order_id": order_id,
        "amount_minor": amount_minor,
        "refunded_at": "2026-03-05 03:00",
        "currency": "CNY",
    } | facts


def rows(warehouse, table="sale_lines", by="line_id"):
    """The rows of a table by one of their columns."""
    found = warehouse.fetch(warehouse.table(table)).to_pylist()
    assert len({row[by] for row in found}) == len(found)
    return {row[by]: row for row in found}


def column(warehouse, name, table="sale_lines", by="line_id"):
    """One column of a table, by another."""
    return {key: row[name] for key, row in rows(warehouse, table, by).items()}
