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
KNOWN_PAID = f"is_paid AND {OF_AN_ORDER} AND customer IS NOT NULL"
DUE_OF_SOLD = f"sum(due_minor) FILTER (WHERE is_paid AND {SOLD})"
RETURNED = "sum(returned_quantity - CASE WHEN kind_of_line = 'return' AND is_paid THEN quantity ELSE 0 END)"
KEPT = """
    SELECT count(*) FROM (
        SELECT order_no, sum(paid_minor - refund_minor) AS kept, bool_or({of_an_order}) AND bool_or(is_paid) AS sells {sales} GROUP BY order_no
    ) WHERE sells AND kept > 0
"""
BACK = (
    "FROM refund_lines AS r JOIN sale_lines AS s USING (order_no, line_id) WHERE NOT is_excluded AND s.currency = 'CNY'"
)
# Seconds since the act before, in the same visit; more than half an hour or midnight ends it.
ACTS = """
    FROM (
        SELECT epoch(date_trunc('second', happened_at)) - epoch(date_trunc('second', lag(happened_at) OVER acts)) AS gap
        FROM events
        WINDOW acts AS (PARTITION BY visitor, happened_day ORDER BY happened_at, event_id)
    )
"""
VISITORS_WHO = "SELECT count(DISTINCT visitor) FILTER (WHERE kind_of_event = '{did}')"
WHO_DID_BOTH = """
    SELECT count(*) FILTER (WHERE first AND second) / count(*) FILTER (WHERE first)::DOUBLE
    FROM (SELECT bool_or(kind_of_event = '{first}') AS first, bool_or(kind_of_event = '{second}') AS second FROM events GROUP BY visitor)
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
        "gross_sales_paid": f"SELECT sum(gross_minor) FILTER (WHERE is_paid AND {SOLD}) {SALES}",
        "discounts_merchant": f"SELECT sum(discount_merchant_minor) FILTER (WHERE {SOLD}) {SALES}",
        "shipping_charged": f"SELECT sum(shipping_minor) {PAID}",
        "paid_sales_booked": f"SELECT {PAID_AMOUNT} {SALES} AND paid_day IS NOT NULL",
        "refunds_paid_out": f"SELECT sum(r.amount_minor) {BACK}",
        "price_per_unit": f"SELECT sum(gross_minor) FILTER (WHERE is_paid AND {SOLD}) / ({UNITS})::DOUBLE {SALES}",
        "orders_with_money_received": KEPT.format(of_an_order=OF_AN_ORDER, sales=SALES),
        "refund_order_rate": f"SELECT ({REFUNDED}) / ({PAID_ORDERS})::DOUBLE {SALES}",
        "returned_units": f"SELECT {RETURNED} {SALES}",
        "return_rate": f"SELECT {RETURNED} / ({UNITS})::DOUBLE {SALES}",
        "contribution_margin": f"SELECT sum(net_sales_minor - cost_minor - fee_minor) / sum(net_sales_minor)::DOUBLE {PAID}",
        "cost_coverage": f"SELECT sum(due_minor) FILTER (WHERE is_paid AND {SOLD} AND cost_minor IS NOT NULL) / ({DUE_OF_SOLD})::DOUBLE {SALES}",
        "gross_profit": f"SELECT sum(net_sales_minor - cost_minor) {PAID}",
        "break_even_roi": f"SELECT sum(net_sales_minor) / sum(net_sales_minor - cost_minor - fee_minor)::DOUBLE {PAID}",
        "new_buyer_share": f"SELECT count(*) FILTER (WHERE is_new) / count(*)::DOUBLE {BUYERS}",
        "repeat_buyers": f"SELECT count(*) FILTER (WHERE orders > 1) {BUYERS}",
        "spend_per_buyer": f"SELECT sum(due_minor + shipping_minor + tax_minor) / count(DISTINCT customer)::DOUBLE {SALES} AND {KNOWN_PAID}",
        "orders_per_buyer": f"SELECT count(DISTINCT order_no) / count(DISTINCT customer)::DOUBLE {SALES} AND {KNOWN_PAID}",
        "customer_coverage": f"SELECT count(DISTINCT order_no) FILTER (WHERE {KNOWN_PAID}) / ({PAID_ORDERS})::DOUBLE {SALES}",
        "views_per_visitor": "SELECT count(*) FILTER (WHERE kind_of_event = 'view') / count(DISTINCT visitor)::DOUBLE FROM events",
        "cart_adds": "SELECT count(*) FROM events WHERE kind_of_event = 'cart'",
        "purchases": "SELECT count(*) FROM events WHERE kind_of_event = 'purchase'",
        "viewing_visitors": f"{VISITORS_WHO.format(did='view')} FROM events",
        "carting_visitors": f"{VISITORS_WHO.format(did='cart')} FROM events",
        "purchasing_visitors": f"{VISITORS_WHO.format(did='purchase')} FROM events",
        "cart_rate": f"{VISITORS_WHO.format(did='cart')} / count(DISTINCT visitor)::DOUBLE FROM events",
        "view_to_cart": WHO_DID_BOTH.format(first="view", second="cart"),
        "cart_to_purchase": WHO_DID_BOTH.format(first="cart", second="purchase"),
        "visits": f"SELECT count(*) FILTER (WHERE coalesce(gap > 1800, TRUE)) {ACTS}",
        "dwell_seconds": f"SELECT sum(gap) FILTER (WHERE gap <= 1800) / count(*) FILTER (WHERE coalesce(gap > 1800, TRUE))::DOUBLE {ACTS}",
        "active_days": "SELECT count(DISTINCT (visitor, happened_day)) / count(DISTINCT visitor)::DOUBLE FROM events",
        "page_views": "SELECT count(*) FROM events WHERE kind_of_event = 'view'",
        "visitors": "SELECT count(DISTINCT visitor) FROM events",
        "conversion": "SELECT count(DISTINCT visitor) FILTER (WHERE kind_of_event = 'purchase') / count(DISTINCT visitor)::DOUBLE FROM events",
    }
)
