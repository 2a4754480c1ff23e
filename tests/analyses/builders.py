"""How are the rows of a tiny shop written down in few words?"""

from __future__ import annotations


def order(number, customer, day, goods_minor=1000, **more):
    """A paid order without lines; times are UTC, noon in China is 04:00."""
    at = f"{day} 04:00:00"
    known = {"channel": "own_site", "order_id": str(number), "customer": customer, "ordered_at": at, "paid_at": at}
    return known | {"currency": "CNY", "goods_minor": goods_minor} | more


def unpaid(number, customer, day, goods_minor=1000, **more):
    """An order that was never paid."""
    return order(number, customer, day, goods_minor, paid_at=None, paid_minor=0, **more)


def line(number, position, sku, gross_minor, quantity=1, *, kind="sale", **more):
    """A line of an order."""
    known = {"channel": "own_site", "order_id": str(number), "line_id": f"#{position}", "kind_of_line": kind}
    return known | {"sku": sku, "quantity": quantity, "gross_minor": gross_minor} | more


def refund(number, day, amount_minor, line_id=None, **more):
    """Money that went back."""
    known = {"channel": "own_site", "refund_id": f"r{number}-{line_id}", "order_id": str(number), "line_id": line_id}
    return known | {"refunded_at": f"{day} 05:00:00", "amount_minor": amount_minor, "currency": "CNY"} | more


def cost(sku, cost_minor, valid_from="2020-01-01"):
    """What a unit costs."""
    return {"sku": sku, "valid_from": valid_from, "cost_minor": cost_minor, "currency": "CNY"}


def event(number, visitor, kind, at, **more):
    """Something a visitor did; the day is that of China."""
    known = {"channel": "own_site", "event_id": str(number), "visitor": visitor, "kind_of_event": kind}
    return known | {"happened_at": at, "happened_day": at[:10]} | more
