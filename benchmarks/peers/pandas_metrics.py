"""How would somebody with pandas compute the shop's numbers?

Run as a process of its own, prints times and answer as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import pandas as pd

LINES = [
    "order_no",
    "customer",
    "kind_of_line",
    "is_paid",
    "is_excluded",
    "is_first_order",
    "quantity",
    "gross_minor",
    "discount_platform_minor",
    "discount_merchant_minor",
    "discount_influencer_minor",
    "due_minor",
    "shipping_minor",
    "tax_minor",
    "paid_minor",
    "refund_minor",
    "net_sales_minor",
    "cost_minor",
    "fee_minor",
]


def main(folder: str) -> None:
    """Load, compute, print."""
    started = time.perf_counter()
    lines = pd.read_parquet(Path(folder) / "sale_lines.parquet", columns=LINES)
    events = pd.read_parquet(Path(folder) / "events.parquet", columns=["visitor", "kind_of_event"])
    loaded = time.perf_counter()
    rows = {**_sales(lines[~lines.is_excluded]), **_visits(events)}
    done = time.perf_counter()
    told = {"load": loaded - started, "seconds": done - loaded, "rows": rows}
    print(json.dumps(told, default=lambda value: value.item()))


def _sales(lines: Any) -> dict[str, Any]:
    sold = lines[lines.kind_of_line.isin(["sale", "remainder"])]
    ordered = lines[lines.kind_of_line.isin(["sale", "gift", "remainder"])]
    paid = lines[lines.is_paid]
    bought = ordered[ordered.is_paid]
    back = lines.refund_minor + (-lines.due_minor).where((lines.kind_of_line == "return") & lines.is_paid, 0)
    gross = sold.gross_minor.sum()
    discounts = (sold.discount_platform_minor + sold.discount_merchant_minor + sold.discount_influencer_minor).sum()
    paid_sales = (bought.due_minor + bought.shipping_minor + bought.tax_minor).sum()
    orders, paid_orders = ordered.order_no.nunique(), bought.order_no.nunique()
    units = sold[sold.is_paid].quantity.sum()
    refunded = back.groupby(lines.order_no).sum()
    return {
        "gross_sales": gross,
        "discounts": discounts,
        "discount_rate": discounts / gross,
        "paid_sales": paid_sales,
        "money_received": (lines.paid_minor - lines.refund_minor).sum(),
        "refunds": back.sum(),
        "refund_rate": back.sum() / paid_sales,
        "net_sales": lines.net_sales_minor.sum(),
        "aov": paid_sales / paid_orders,
        "orders": orders,
        "paid_orders": paid_orders,
        "refunded_orders": (refunded[refunded.index.isin(ordered.order_no)] > 0).sum(),
        "payment_rate": paid_orders / orders,
        "units": units,
        "units_per_order": units / paid_orders,
        "cost": paid.cost_minor.sum(),
        "fees": paid.fee_minor.sum(),
        "contribution_profit": (paid.net_sales_minor - paid.cost_minor - paid.fee_minor).sum(),
        **_buyers(bought[bought.customer.notna()]),
    }


def _buyers(bought: Any) -> dict[str, Any]:
    buyers = bought.groupby("customer").agg(orders=("order_no", "nunique"), is_new=("is_first_order", "max"))
    is_new = buyers.is_new.astype("bool")
    return {
        "buyers": len(buyers),
        "new_buyers": is_new.sum(),
        "returning_buyers": (~is_new).sum(),
        "repeat_rate": (buyers.orders > 1).mean(),
    }


def _visits(events: Any) -> dict[str, Any]:
    visitors = events.visitor.nunique()
    return {
        "page_views": (events.kind_of_event == "view").sum(),
        "visitors": visitors,
        "conversion": events[events.kind_of_event == "purchase"].visitor.nunique() / visitors,
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
