"""A small shop in which every trap of counting sales stands at least once.

The shop's day is Shanghai's: 16:30 UTC on 31 January is 1 February. Money is in fen.

| order | trap |
| --- | --- |
| A1 | three lines (one a gift), platform and merchant discounts on a line, one unit of it refunded in the next month |
| A2 | placed on the last evening of January in UTC, which is February in the shop |
| A3 | no customer; a platform discount on the order that its lines do not show |
| A4 | never paid |
| A5 | paid, then closed: refunded as a whole, with the platform's subsidy taken back |
| A6 | two lines and two payments (deposit and final): a join of both doubles the units |
| A7 | a sample by its own mark; A8 by the shop's list: neither counts |
| A9 | a document of returns only; A10 a bad-debt adjustment |
| A11 | lines that fall short of the order: a remainder; A12 an order without any lines |
| A13 | in dollars |
| A14 | states a refund without a refund row |
| A15 | one product with two refunds; A16 the same customer's second order of the month |
"""

from __future__ import annotations

from zhanggui.warehouse.inline import inline_warehouse


def order(order_id, day, goods, *, channel="tmall", paid=True, **more):
    at = f"2026-{day}" if len(day) > 5 else f"2026-{day} 03:00"
    return {
        "channel": channel,
        "order_id": order_id,
        "ordered_at": at,
        "paid_at": at if paid else None,
        "currency": "CNY",
        "goods_minor": goods,
        "paid_minor": None if paid else 0,
        "status": "completed" if paid else "created",
    } | more


def line(order_id, line_id, sku, quantity, gross, *, channel="tmall", kind="sale", **more):
    return {
        "channel": channel,
        "order_id": order_id,
        "line_id": line_id,
        "kind_of_line": kind,
        "sku": sku,
        "quantity": quantity,
        "gross_minor": gross,
    } | more


def refund(refund_id, order_id, day, amount, *, channel="tmall", **more):
    return {
        "channel": channel,
        "refund_id": refund_id,
        "order_id": order_id,
        "refunded_at": f"2026-{day} 05:00",
        "amount_minor": amount,
        "currency": "CNY",
        "status": "refunded",
    } | more


ORDERS = [
    order("A1", "01-10", 11_000, customer="ann", shipping_minor=500, province="Zhejiang", device="mobile"),
    order("A2", "01-31 16:30", 5_000, customer="bob", province="Jiangsu"),
    order("A3", "01-20", 8_700, discount_platform_minor=300, province="Zhejiang"),
    order("A4", "01-21", 8_000, customer="cat", paid=False),
    order("A5", "01-25", 9_400, customer="bob", shipping_minor=600, status="closed"),
    order("A6", "02-05", 7_000, channel="own_site", customer="ann", shipping_minor=800, paid_at=None),
    order("A7", "02-06", 4_000, channel="own_site", customer="cat", is_sample=True),
    order("A8", "02-06", 4_400, channel="own_site", customer="cat"),
    order("A9", "02-10", -3_000, channel="own_site", customer="ann"),
    order("A10", "02-11", -1_000, channel="own_site"),
    order("A11", "02-12", 6_000, channel="own_site", customer="dora"),
    order("A12", "02-12", 2_000, customer="eve"),
    order("A13", "02-12", 9_900, channel="own_site", customer="fay", currency="USD"),
    order("A14", "02-13", 4_000, channel="own_site", customer="bob", refunded_minor=1_000),
    order("A15", "02-14", 6_000, customer="gus", tax_minor=600),
    order("A16", "02-15", 3_000, customer="gus", traffic_source="search"),
]
LINES = [
    line("A1", "1", "tea", 2, 10_000, discount_platform_minor=1_000, discount_merchant_minor=1_000),
    line("A1", "2", "cup", 1, 3_000),
    line("A1", "3", "bag", 1, 0, kind="gift"),
    line("A2", "1", "tea", 1, 5_000),
    line("A3", "1", "tea", 1, 6_000),
    line("A3", "2", "cup", 1, 3_000),
    line("A4", "1", "tea", 2, 10_000, discount_influencer_minor=2_000),
    line("A5", "1", "tea", 2, 10_000, discount_platform_minor=600),
    line("A6", "1", "tea", 1, 5_000, channel="own_site", discount_influencer_minor=1_000),
    line("A6", "2", "cup", 1, 3_000, channel="own_site"),
    line("A7", "1", "tea", 1, 4_000, channel="own_site"),
    line("A8", "1", "tea", 1, 4_400, channel="own_site"),
    line("A9", "1", "cup", -1, -3_000, channel="own_site", kind="return"),
    line("A10", "1", None, 1, -1_000, channel="own_site", kind="adjustment"),
    line("A11", "1", "tea", 1, 5_000, channel="own_site"),
    line("A13", "1", "tea", 1, 9_900, channel="own_site"),
    line("A14", "1", "pot", 1, 4_000, channel="own_site"),
    line("A15", "1", "cup", 2, 6_000),
    line("A16", "1", "cup", 1, 3_000),
]
PAYMENTS = [
    {"channel": "own_site", "payment_id": "P1", "order_id": "A6", "amount_minor": 1_000, "currency": "CNY"}
    | {"paid_at": "2026-02-05 04:00", "stage": "deposit"},
    {"channel": "own_site", "payment_id": "P2", "order_id": "A6", "amount_minor": 6_800, "currency": "CNY"}
    | {"paid_at": "2026-02-07 04:00", "stage": "final"},
]
REFUNDS = [
    refund("R1", "A1", "02-03", 4_000, line_id="1", quantity=1, reason="broken", kind_of_refund="return_and_refund"),
    refund("R2", "A5", "01-28", 10_000, shipping_minor=600, kind_of_refund="return_and_refund"),
    refund("R3", "A15", "02-16", 1_000, line_id="1", kind_of_refund="price_adjustment", reason="cheaper"),
    refund("R4", "A15", "02-17", 2_000, line_id="1", kind_of_refund="refund_only"),
    refund("R5", "A16", "02-17", 3_000, line_id="1") | {"refunded_at": None, "status": "requested"},
]
PRODUCTS = [
    {"sku": "tea", "product_name": "Longjing", "category": "tea", "brand": "Qingming", "subcategory": "green"},
    {"sku": "cup", "product_name": "Cup", "category": "ware", "brand": "Qingming", "subcategory": "cups"},
    {"sku": "bag", "product_name": "Bag", "category": "ware"},
]
COSTS = [
    {"sku": "tea", "valid_from": "2025-01-01", "cost_minor": 2_000, "currency": "CNY"},
    {"sku": "tea", "valid_from": "2026-02-01", "cost_minor": 2_200, "currency": "CNY"},
    {"sku": "cup", "valid_from": "2025-01-01", "cost_minor": 1_000, "currency": "CNY"},
    {"sku": "bag", "valid_from": "2025-01-01", "cost_minor": 50, "currency": "CNY"},
]
FEES = [
    {"channel": "tmall", "kind_of_fee": "commission", "valid_from": "2025-01-01", "rate": 0.05},
    {"channel": "tmall", "kind_of_fee": "shipping_per_order", "valid_from": "2025-01-01", "amount_minor": 300},
]
EXCLUSIONS = [{"channel": "own_site", "order_id": "A8", "reason": "brushing"}]
CUSTOMERS = [{"customer": "ann", "tier": "gold"}, {"customer": "bob", "tier": "silver"}]


def event(event_id, visitor, kind, at, **more):
    day = "2026-02-01" if at >= "01-31 16" else f"2026-{at[:5]}"
    return {
        "channel": "own_site",
        "event_id": event_id,
        "visitor": visitor,
        "kind_of_event": kind,
        "happened_at": f"2026-{at}",
        "happened_day": day,
    } | more


EVENTS = [
    event("1", "v1", "view", "01-30 01:00", sku="tea", device="mobile"),
    event("2", "v1", "cart", "01-30 01:05", sku="tea", device="mobile"),
    event("3", "v1", "purchase", "01-31 16:10", sku="tea", device="mobile"),
    event("4", "v2", "view", "01-30 02:00", sku="tea", device="desktop"),
    event("5", "v2", "view", "01-30 02:01", sku="cup", device="desktop"),
    event("6", "v2", "favourite", "01-30 02:02", sku="cup", device="desktop"),
    event("7", "v3", "cart", "01-30 03:00", sku="cup", customer="ann"),
    event("8", "v3", "search", "01-30 02:59", customer="ann"),
    event("9", "v4", "view", "01-31 16:20", sku="tea"),
    event("10", "v4", "cart", "01-31 16:21", sku="tea"),
    event("11", "v4", "purchase", "01-31 16:22", sku="tea"),
    event("12", "v4", "purchase", "01-31 16:23", sku="cup"),
    event("13", "v5", "view", "01-31 15:59", channel="tmall"),
    # Thirty minutes are one visit, a second more is another; the campaign came after the first purchase of v6.
    event("14", "v6", "purchase", "02-10 01:00", sku="tea"),
    event("15", "v6", "view", "02-10 01:30", sku="tea", campaign="spring"),
    event("16", "v6", "impression", "02-10 02:00:01", sku="tea"),
    event("17", "v7", "click", "02-10 03:00", sku="cup", campaign="spring"),
    event("18", "v7", "purchase", "02-10 03:00", sku="cup"),
    event("19", "v7", "impression", "02-11 03:00", sku="cup"),
    event("20", "v7", "impression", "02-11 03:01", sku="cup"),
]


def ad(day, channel, campaign, *, spend, sales, impressions, clicks, orders, **more):
    return {
        "channel": channel,
        "day": f"2026-{day}",
        "campaign": campaign,
        "placement": "search",
        "cost_minor": spend,
        "sales_total_minor": sales,
        "impressions": impressions,
        "clicks": clicks,
        "orders_total": orders,
        "currency": "CNY",
    } | more


KEYWORD = {"level": "keyword", "target": "longjing"}
PRODUCT = {"level": "product", "target": "tea", "sku": "tea"}
ADS = [
    ad("01-10", "tmall", "spring", spend=2_000, sales=8_000, impressions=1_000, clicks=40, orders=3, sku="tea"),
    ad("01-11", "tmall", "spring", spend=1_000, sales=1_000, impressions=500, clicks=10, orders=1, sku="tea"),
    # The same spend again by keyword, where three clicks and some spend fall to no keyword; and by product, all of it.
    ad("01-10", "tmall", "spring", spend=1_500, sales=6_000, impressions=700, clicks=37, orders=2) | KEYWORD,
    ad("01-10", "tmall", "spring", spend=1_995, sales=8_000, impressions=1_000, clicks=40, orders=3) | PRODUCT,
    # Here the report by campaign lacks a campaign: only the keywords tell nearly all.
    ad("01-12", "tmall", "spring", spend=100, sales=100, impressions=10, clicks=2, orders=1) | {"level": "campaign"},
    ad("01-12", "tmall", "spring", spend=400, sales=900, impressions=90, clicks=9, orders=2) | KEYWORD,
    ad("02-05", "own_site", "brand", spend=500, sales=4_000, impressions=300, clicks=30, orders=2, sku="cup"),
    # A week and one of its days: 700 of it stand in no other report. In the week after every day is told again.
    ad("02-04", "own_site", "brand", spend=1_200, sales=8_000, impressions=600, clicks=60, orders=4) | {"days": 7},
    ad("02-11", "own_site", "brand", spend=702, sales=900, impressions=210, clicks=21, orders=7) | {"days": 7},
    *(
        ad(f"02-{day}", "own_site", "brand", spend=100, sales=90, impressions=30, clicks=3, orders=1)
        for day in range(11, 18)
    ),
    ad("02-05", "own_site", "dollars", spend=9_999, sales=1, impressions=1, clicks=1, orders=1) | {"currency": "USD"},
]


def traffic(day, level, visitors, views, buyers, *, channel="tmall", **more):
    return {
        "channel": channel,
        "day": f"2026-{day}",
        "level": level,
        "visitors": visitors,
        "page_views": views,
        "paying_buyers": buyers,
    } | more


TRAFFIC = [
    traffic("01-10", "store", 100, 350, 4, dwell_seconds=61.5),
    traffic("01-11", "store", 80, 200, 2, dwell_seconds=30.0),
    traffic("02-05", "store", 50, 90, 1),
    traffic("02-05", "store", 30, 60, 1, channel="own_site"),
    traffic("01-10", "product", 60, 90, 3, listing_id="1", impressions=900, clicks=60),
    traffic("01-10", "product", 70, 95, 3, listing_id="2"),
]


def review(review_id, at, stars, *, channel="tmall", sku="tea"):
    return {
        "channel": channel,
        "review_id": review_id,
        "reviewed_at": f"2026-{at}",
        "stars": stars,
        "sku": sku,
    }


REVIEWS = [
    review("1", "01-12 02:00", 5),
    review("2", "01-13 02:00", 4),
    review("3", "01-14 02:00", 3),
    review("4", "01-15 02:00", None),
    review("5", "01-31 16:30", 1, channel="own_site"),
    review("6", "02-03 02:00", 5, sku="cup"),
]


def stock(day, sku, on_hand, *, location="main"):
    return {"day": f"2026-{day}", "location": location, "sku": sku, "on_hand": on_hand}


STOCK = [
    stock("01-10", "tea", 40),
    stock("01-10", "tea", 10, location="store"),
    stock("01-10", "cup", 20),
    stock("01-20", "tea", 30),
    stock("01-20", "cup", 0),
    stock("02-05", "tea", 25),
    stock("02-05", "cup", 60),
]


def trap_shop(**changes):
    tables = {
        "orders": ORDERS,
        "order_lines": LINES,
        "payments": PAYMENTS,
        "refunds": REFUNDS,
        "products": PRODUCTS,
        "product_costs": COSTS,
        "fees": FEES,
        "exclusions": EXCLUSIONS,
        "customers": CUSTOMERS,
        "events": EVENTS,
        "ad_stats": ADS,
        "traffic_stats": TRAFFIC,
        "reviews": REVIEWS,
        "stock_levels": STOCK,
    }
    return inline_warehouse(tables | changes)
