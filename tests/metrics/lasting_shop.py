"""A shop old enough to know who came back: who bought again within 90 days, on the 90th, a day too late, or never.

| customer | bought on |
| --- | --- |
| ann | 1 January, twice that day; 31 January on another channel; 20 July |
| bob | 1 January |
| cat | 11 January and 11 April: the 90th day |
| dan | 11 January and 12 April: a day too late |
| eve | 1 July, whose 90 days are not over |
"""

from __future__ import annotations

from zhanggui.warehouse.inline import inline_warehouse


def bought(order_id, customer, day, *, goods=10_000, channel="tmall"):
    return {
        "channel": channel,
        "order_id": order_id,
        "ordered_at": f"2026-{day} 03:00",
        "paid_at": f"2026-{day} 03:00",
        "customer": customer,
        "goods_minor": goods,
        "currency": "CNY",
    }


ORDERS = [
    bought("1", "ann", "01-01"),
    bought("2", "ann", "01-01", goods=4_000),
    bought("3", "ann", "01-31", channel="jd"),
    bought("4", "ann", "07-20"),
    bought("5", "bob", "01-01"),
    bought("6", "cat", "01-11"),
    bought("7", "cat", "04-11"),
    bought("8", "dan", "01-11"),
    bought("9", "dan", "04-12"),
    bought("10", "eve", "07-01"),
]


def lasting_shop():
    tables = {"orders": ORDERS, "payments": [], "refunds": [], "order_lines": [], "exclusions": []}
    return inline_warehouse(tables)
