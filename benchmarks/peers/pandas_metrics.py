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
    "returned_quantity",
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
EVENTS = ["event_id", "visitor", "kind_of_event", "happened_at", "happened_day"]
VISIT = pd.Timedelta(minutes=30)


def main(folder: str) -> None:
    """Load, compute, print."""
    started = time.perf_counter()
    lines = pd.read_parquet(Path(folder) / "sale_lines.parquet", columns=LINES)
    events = pd.read_parquet(Path(folder) / "events.parquet", columns=EVENTS)
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
    sold_paid = sold[sold.is_paid]
    units, gross_paid, due = sold_paid.quantity.sum(), sold_paid.gross_minor.sum(), sold_paid.due_minor.sum()
    returned = lines.returned_quantity.sum() - lines[(lines.kind_of_line == "return") & lines.is_paid].quantity.sum()
    refunded = back.groupby(lines.order_no).sum()
    refunded_orders = (refunded[refunded.index.isin(ordered.order_no)] > 0).sum()
    kept = (lines.paid_minor - lines.refund_minor).groupby(lines.order_no).sum()
    net, cost, fees = paid.net_sales_minor.sum(), paid.cost_minor.sum(), paid.fee_minor.sum()
    known = bought[bought.customer.notna()]
    known_orders = known.order_no.nunique()
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
        "refunded_orders": refunded_orders,
        "refund_order_rate": refunded_orders / paid_orders,
        "orders_with_money_received": (kept[kept.index.isin(bought.order_no)] > 0).sum(),
        "payment_rate": paid_orders / orders,
        "units": units,
        "units_per_order": units / paid_orders,
        "gross_sales_paid": gross_paid,
        "discounts_merchant": sold.discount_merchant_minor.sum(),
        "shipping_charged": paid.shipping_minor.sum(),
        "price_per_unit": gross_paid / units,
        "returned_units": returned,
        "return_rate": returned / units,
        "cost": cost,
        "fees": fees,
        "contribution_profit": net - cost - fees,
        "contribution_margin": (net - cost - fees) / net,
        "cost_coverage": sold_paid[sold_paid.cost_minor.notna()].due_minor.sum() / due,
        "gross_profit": net - cost,
        "break_even_roi": net / (net - cost - fees),
        "customer_coverage": known_orders / paid_orders,
        "orders_per_buyer": known_orders / known.customer.nunique(),
        "spend_per_buyer": (known.due_minor + known.shipping_minor + known.tax_minor).sum() / known.customer.nunique(),
        **_buyers(known),
    }


def _buyers(bought: Any) -> dict[str, Any]:
    buyers = bought.groupby("customer").agg(orders=("order_no", "nunique"), is_new=("is_first_order", "max"))
    is_new = buyers.is_new.astype("bool")
    return {
        "buyers": len(buyers),
        "new_buyers": is_new.sum(),
        "returning_buyers": (~is_new).sum(),
        "new_buyer_share": is_new.mean(),
        "repeat_buyers": (buyers.orders > 1).sum(),
        "repeat_rate": (buyers.orders > 1).mean(),
    }


def _visits(events: Any) -> dict[str, Any]:
    acts = {kind: events[events.kind_of_event == kind] for kind in ("view", "cart", "purchase")}
    who = {kind: set(found.visitor.unique()) for kind, found in acts.items()}
    visitors, views = events.visitor.nunique(), len(acts["view"])
    return {
        "page_views": views,
        "cart_adds": len(acts["cart"]),
        "purchases": len(acts["purchase"]),
        "visitors": visitors,
        "views_per_visitor": views / visitors,
        "viewing_visitors": len(who["view"]),
        "carting_visitors": len(who["cart"]),
        "purchasing_visitors": len(who["purchase"]),
        "conversion": len(who["purchase"]) / visitors,
        "cart_rate": len(who["cart"]) / visitors,
        "view_to_cart": len(who["view"] & who["cart"]) / len(who["view"]),
        "cart_to_purchase": len(who["cart"] & who["purchase"]) / len(who["cart"]),
        "active_days": len(events[["visitor", "happened_day"]].drop_duplicates()) / visitors,
        **_stays(events),
    }


def _stays(events: Any) -> dict[str, Any]:
    """A visit ends after half an hour without an act, and at midnight."""
    acts = events.sort_values(["visitor", "happened_at", "event_id"])
    follows = (acts.visitor == acts.visitor.shift()) & (acts.happened_day == acts.happened_day.shift())
    gap = acts.happened_at.dt.floor("s").diff()
    goes_on = follows & (gap <= VISIT)
    visits = int((~goes_on).sum())
    return {"visits": visits, "dwell_seconds": gap[goes_on].sum().total_seconds() / visits}


if __name__ == "__main__":
    main(*sys.argv[1:])
