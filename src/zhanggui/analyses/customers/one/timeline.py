"""What happened with one customer, in the order in which it happened?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from zhanggui.core.words import Words
from zhanggui.metrics.kinds import is_sold
from zhanggui.warehouse.local_time import local_time

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.warehouse.protocol import Warehouse

KINDS: Mapping[str, Words] = MappingProxyType(
    {
        "order": Words(zh="付款订单", en="Paid order"),
        "unpaid": Words(zh="未付款订单", en="Unpaid order"),
        "refund": Words(zh="退款", en="Refund"),
        "review": Words(zh="评价", en="Review"),
        "ticket": Words(zh="客服工单", en="Service ticket"),
        "coupon": Words(zh="用券", en="Coupon used"),
        "points": Words(zh="积分变动", en="Points"),
        "contact": Words(zh="活动分组", en="Campaign arm"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One thing that happened, on the shop's clock."""

    at: datetime
    kind: str
    channel: str | None
    about: str | None
    amount_minor: int | None
    number: int | None


def timeline(warehouse: Warehouse, customer: str, most: int) -> tuple[Happened, ...]:
    """The latest events, the newest first, of every table that is loaded and names the customer."""
    import ibis

    told = [find(warehouse, customer) for table, find in _SOURCES.items() if warehouse.loaded(table)]
    rows = ibis.union(*told, distinct=False) if len(told) > 1 else told[0]
    rows = rows.order_by(ibis.desc("at"), "kind", "about", "amount_minor").limit(most)
    return tuple(Happened(**row) for row in warehouse.fetch(rows).to_pylist())


def lines_of(warehouse: Warehouse, customer: str) -> ir.Table:
    """The customer's lines of orders that the shop has not excluded, in its currency."""
    lines = warehouse.table("sale_lines")
    return lines.filter(lines.customer == customer, ~lines.is_excluded, lines.currency == warehouse.currency)


def _orders(warehouse: Warehouse, customer: str) -> ir.Table:
    lines = lines_of(warehouse, customer)
    orders = lines.group_by("order_no", "order_id", "is_paid").aggregate(
        at=lines.ordered_at.min(),
        channel=lines.channel.cast("string").max(),
        about=lines.product_name.max(where=is_sold(lines)),
        amount=(lines.due_minor + lines.shipping_minor + lines.tax_minor).sum(),
        number=lines.quantity.sum(where=is_sold(lines)),
    )
    return _event(
        warehouse,
        orders,
        at=orders.at,
        kind=orders.is_paid.ifelse("order", "unpaid"),
        channel=orders.channel,
        about=orders.about,
        amount=orders.amount,
        number=orders.number,
    )


def _refunds(warehouse: Warehouse, customer: str) -> ir.Table:
    mine = lines_of(warehouse, customer).select("order_no").distinct()
    refunds = warehouse.table("refund_lines")
    refunds = refunds.filter(refunds.refunded_at.notnull()).join(mine, "order_no")
    return _event(
        warehouse,
        refunds,
        at=refunds.refunded_at,
        kind="refund",
        channel=refunds.channel.cast("string"),
        about=refunds.reason,
        amount=-refunds.amount_minor,
        number=refunds.quantity,
    )


def _reviews(warehouse: Warehouse, customer: str) -> ir.Table:
    rows = warehouse.table("reviews")
    rows = rows.filter(rows.customer == customer)
    return _event(
        warehouse, rows, at=rows.reviewed_at, kind="review", channel=rows.channel, about=rows.content, number=rows.stars
    )


def _tickets(warehouse: Warehouse, customer: str) -> ir.Table:
    rows = warehouse.table("tickets")
    rows = rows.filter(rows.customer == customer)
    return _event(warehouse, rows, at=rows.opened_at, kind="ticket", channel=rows.channel, about=rows.reason)


def _coupons(warehouse: Warehouse, customer: str) -> ir.Table:
    rows = warehouse.table("coupon_uses")
    rows = rows.filter(rows.customer == customer)
    amount = -rows.discount_minor
    return _event(
        warehouse, rows, at=rows.used_at, kind="coupon", channel=rows.channel, about=rows.campaign, amount=amount
    )


def _points(warehouse: Warehouse, customer: str) -> ir.Table:
    rows = warehouse.table("points_entries")
    rows = rows.filter(rows.customer == customer)
    return _event(
        warehouse, rows, at=rows.happened_at, kind="points", channel=rows.channel, about=rows.reason, number=rows.points
    )


def _contacts(warehouse: Warehouse, customer: str) -> ir.Table:
    rows = warehouse.table("exposures")
    rows = rows.filter(rows.customer == customer)
    about = rows.experiment + " · " + rows.arm
    return _event(warehouse, rows, at=rows.assigned_at, kind="contact", channel=rows.channel, about=about)


_SOURCES: Mapping[str, Callable[[Any, str], Any]] = MappingProxyType(
    {
        "sale_lines": _orders,
        "refund_lines": _refunds,
        "reviews": _reviews,
        "tickets": _tickets,
        "coupon_uses": _coupons,
        "points_entries": _points,
        "exposures": _contacts,
    }
)


def _event(
    warehouse: Warehouse,
    rows: ir.Table,
    *,
    at: Any,
    kind: Any,
    channel: Any,
    about: Any,
    amount: Any = None,
    number: Any = None,
) -> ir.Table:
    import ibis

    return rows.select(
        at=local_time(at, warehouse.timezone),
        kind=ibis.literal(kind) if isinstance(kind, str) else kind,
        channel=channel.cast("string"),
        about=about.cast("string"),
        amount_minor=ibis.null("int64") if amount is None else amount.cast("int64"),
        number=ibis.null("int64") if number is None else number.cast("int64"),
    )
