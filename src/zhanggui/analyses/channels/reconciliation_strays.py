"""Which records of money name no order that is loaded?"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from zhanggui.analyses.channels.reconciliation_orders import (
    ADJUSTMENT_KINDS,
    CHARGE_KINDS,
    ORDER,
    RECEIVED_KINDS,
    own_payments,
    own_refunds,
    own_statements,
)

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.analyses.asked_period import Span
    from zhanggui.analyses.channels.reconciliation_causes import Records
    from zhanggui.warehouse.protocol import Warehouse


def strays(warehouse: Warehouse, span: Span, records: Records) -> ir.Table:
    """One row a record of the days asked for without an order: nothing was expected, so all of it is a difference."""
    import ibis

    payments = _of_no_order(warehouse, own_payments(warehouse), "paid_at", span)
    refunds = _of_no_order(warehouse, own_refunds(warehouse), "refunded_at", span)
    lines = _of_no_order(warehouse, own_statements(warehouse), "occurred_at", span)
    received = lines.filter(lines.kind_of_amount.isin(RECEIVED_KINDS))
    is_adjusted = received.kind_of_amount.isin(ADJUSTMENT_KINDS)
    told = [
        _told(payments, "payments", payments.payment_id, "payment_without_order"),
        _told(refunds, "refunds", refunds.refund_id, "refund_without_order", sign=-1),
        _told(received, "settlement", received.record_id, is_adjusted.ifelse("adjustment", "settlement_without_order")),
        _told(
            charged := lines.filter(lines.kind_of_amount.isin(CHARGE_KINDS)),
            "fees",
            charged.record_id,
            "charge_without_order",
        ),
    ]
    can = {check: [name for name, each in records.items() if check in each.checks] for check in CHECKS}
    return ibis.union(
        *(each.filter(each.channel.isin(can[check])) for check, each in zip(CHECKS, told, strict=True)), distinct=False
    )


CHECKS = ("payments", "refunds", "settlement", "fees")


def _of_no_order(warehouse: Warehouse, table: ir.Table, at: str, span: Span) -> ir.Table:
    orders = warehouse.table("orders").select(*ORDER)
    return in_days(table, at, span, warehouse.timezone).anti_join(orders, list(ORDER))


def in_days(table: ir.Table, at: str, span: Span, timezone: str) -> ir.Table:
    """The records of the days asked for."""
    start, end = (_instant(day, timezone) for day in (span.start, span.end))
    table = table if end is None else table.filter(table[at] < end)
    return table if start is None else table.filter(table[at] >= start)


def _instant(day: date | None, timezone: str) -> datetime | None:
    """The first instant of a day in the shop's zone, as the warehouse keeps instants."""
    if day is None:
        return None
    return datetime.combine(day, time(), ZoneInfo(timezone)).astimezone(UTC).replace(tzinfo=None)


def _told(table: ir.Table, check: str, named: Any, cause: Any, *, sign: int = 1) -> ir.Table:
    import ibis

    return table.select(
        channel=table.channel.cast("string"),
        id=named,
        check=ibis.literal(check),
        cause=ibis.literal(cause) if isinstance(cause, str) else cause,
        recorded_minor=(table.amount_minor * sign).cast("int64"),
    )
