"""How would somebody ask for the shop's numbers in SQL, one statement a number?

Money in minor units, over all days that are loaded. The statements read the same `sale_lines` and `events` that the
metrics read.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

SALES = "FROM sale_lines WHERE NOT is_excluded AND currency = 'CNY'"
PAID = f"{SALES} AND is_paid"
SOLD = "kind_of_line IN ('sale', 'remainder')"
OF_AN_ORDER = "kind_of_line IN ('sale', 'gift', 'remainder')"
GIVEN_BACK = "refund_minor + CASE WHEN kind_of_line = 'return' AND is_paid THEN -due_minor ELSE 0 END"
PAID_AMOUNT = f"sum(due_minor + shipping_minor + tax_minor) FILTER (WHERE is_paid AND {OF_AN_ORDER})"
DISCOUNTS = f"sum(discount_platform_minor + discount_merchant_minor + discount_influencer_minor) FILTER (WHERE {SOLD})"
GROSS = f"sum(gross_minor) FILTER (WHERE {SOLD})"
PAID_ORDERS = f"count(DISTINCT order_no) FILTER (WHERE is_paid AND {OF_AN_ORDER})"
UNITS = f"sum(quantity) FILTER (WHERE is_paid AND {SOLD})"
BUYERS = f"FROM (SELECT customer, count(DISTINCT order_no) AS orders, bool_or(is_first_order) AS is_new {PAID} AND {OF_AN_ORDER} AND customer IS NOT NULL GROUP BY customer)"
REFUNDED = f"""
    SELECT count(*) FROM (
        SELECT order_no, sum({GIVEN_BACK}) AS back, bool_or({OF_AN_ORDER}) AS sells {SALES} GROUP BY order_no
    ) WHERE sells AND back > 0
"""

STATEMENTS: Mapping[str, str] = MappingProxyType(
    {
        "gross_sales": f"SELECT {GROSS} {SALES}",
        "discounts": f"SELECT {DISCOUNTS} {SALES}",
        "discount_rate": f"SELECT {DISCOUNTS} / ({GROSS})::DOUBLE {SALES}",
        "paid_sales": f"SELECT {PAID_AMOUNT} {SALES}",
        "money_received": f"SELECT sum(paid_minor - refund_minor) {SALES}",
        "refunds": f"SELECT sum({GIVEN_BACK}) {SALES}",
        "refund_rate": f"SELECT sum({GIVEN_BACK}) / ({PAID_AMOUNT})::DOUBLE {SALES}",
        "net_sales": f"SELECT sum(net_sales_minor) {SALES}",
        "aov": f"SELECT {PAID_AMOUNT} / ({PAID_ORDERS})::DOUBLE {SALES}",
        "orders": f"SELECT count(DISTINCT order_no) {SALES} AND {OF_AN_ORDER}",
        "paid_orders": f"SELECT {PAID_ORDERS} {SALES}",
        "refunded_orders": REFUNDED,
        "payment_rate": f"SELECT {PAID_ORDERS} / count(DISTINCT order_no)::DOUBLE {SALES} AND {OF_AN_ORDER}",
        "units": f"SELECT {UNITS} {SALES}",
        "units_per_order": f"SELECT {UNITS} / ({PAID_ORDERS})::DOUBLE {SALES}",
        "cost": f"SELECT sum(cost_minor) {PAID}",
        "fees": f"SELECT sum(fee_minor) {PAID}",
        "contribution_profit": f"SELECT sum(net_sales_minor - cost_minor - fee_minor) {PAID}",
        "buyers": f"SELECT count(*) {BUYERS}",
        "new_buyers": f"SELECT count(*) FILTER (WHERE is_new) {BUYERS}",
        "returning_buyers": f"SELECT count(*) FILTER (WHERE NOT is_new) {BUYERS}",
        "repeat_rate": f"SELECT count(*) FILTER (WHERE orders > 1) / count(*)::DOUBLE {BUYERS}",
        "page_views": "SELECT count(*) FROM events WHERE kind_of_event = 'view'",
        "visitors": "SELECT count(DISTINCT visitor) FROM events",
        "conversion": "SELECT count(DISTINCT visitor) FILTER (WHERE kind_of_event = 'purchase') / count(DISTINCT visitor)::DOUBLE FROM events",
    }
)
