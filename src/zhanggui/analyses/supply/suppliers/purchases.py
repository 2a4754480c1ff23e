"""What was ordered from each supplier, what arrived, when, how sound, and at which price?"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from zhanggui.warehouse.exchanged import in_own_currency

if TYPE_CHECKING:
    from collections.abc import Mapping

    import ibis.expr.types as ir

    from zhanggui.analyses.asked_period import PeriodParams
    from zhanggui.warehouse.protocol import Warehouse

LATE_OF = 0.9
NOT_PLACED = ("draft", "cancelled")


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchases:
    """The order lines placed with one supplier; a lot is one line that arrived."""

    placed: int
    lots: int
    spent_minor: int
    lead_days: float | None
    lead_days_late: float | None
    promised: int
    late: int
    overdue: int
    overdue_minor: int
    checked: int
    faulty: int
    units_ordered: int
    units_received: int
    units_rejected: int
    rejected_minor: int
    paid_now_minor: int
    paid_first_minor: int


COUNTED = tuple(each.name for each in fields(Purchases) if each.name not in {"lead_days", "lead_days_late"})


def purchases_by_supplier(warehouse: Warehouse, params: PeriodParams) -> Mapping[str, Purchases]:
    """Sums by supplier over order lines placed in the days asked for; none where no purchase orders are loaded.

    late: arrived after the promised day, or not arrived and the promised day is past (overdue). Prices compare what was
    ordered on more than one day: the price of the last day with that of the first, for the whole quantity ordered.
    """
    if not warehouse.loaded("purchase_orders"):
        return {}
    lines = _placed(warehouse, params)
    sums, prices = lines.group_by("supplier_id").aggregate(**_sums(warehouse, lines)), _prices(lines)
    rows = warehouse.fetch(sums.left_join(prices, "supplier_id").drop("supplier_id_right")).to_pylist()
    return {row["supplier_id"]: _read(row) for row in rows}


def _placed(warehouse: Warehouse, params: PeriodParams) -> ir.Table:
    orders = warehouse.table("purchase_orders")
    orders = orders.filter(
        params.span(warehouse.as_of).holds(orders.ordered_day),
        orders.status.isnull() | ~orders.status.isin(NOT_PLACED),
    )
    return in_own_currency(warehouse, orders, day=orders.ordered_day, amounts=["unit_price_minor"])


def _sums(warehouse: Warehouse, lines: ir.Table) -> dict[str, Any]:
    arrived = lines.received_day.notnull()
    is_overdue = ~arrived & (lines.promised_day < warehouse.as_of)
    is_late = (arrived & (lines.received_day > lines.promised_day)) | is_overdue
    lead = lines.received_day.delta(lines.ordered_day, unit="day")
    received = lines.quantity_received.fill_null(0)
    rejected = lines.quantity_rejected.fill_null(0)
    worth = lines.unit_price_minor * lines.quantity_ordered
    return {
        "placed": lines.count(),
        "lots": arrived.sum(),
        "spent_minor": worth.sum(),
        "lead_days": lead.quantile(0.5, where=arrived),
        "lead_days_late": lead.quantile(LATE_OF, where=arrived),
        "promised": (lines.promised_day.notnull() & (arrived | is_overdue)).sum(),
        "late": is_late.sum(),
        "overdue": is_overdue.sum(),
        "overdue_minor": worth.sum(where=is_overdue),
        "checked": (received > 0).sum(),
        "faulty": ((received > 0) & (rejected > 0)).sum(),
        "units_ordered": lines.quantity_ordered.sum(where=arrived),
        "units_received": received.sum(where=arrived),
        "units_rejected": rejected.sum(where=arrived),
        "rejected_minor": (rejected * lines.unit_price_minor).sum(),
    }


def _prices(lines: ir.Table) -> ir.Table:
    priced = lines.filter(lines.unit_price_minor > 0, lines.quantity_ordered > 0)
    by_day = priced.group_by("supplier_id", "sku", "ordered_day").aggregate(
        worth=(priced.unit_price_minor * priced.quantity_ordered).sum(), quantity=priced.quantity_ordered.sum()
    )
    price = by_day.worth.cast("float64") / by_day.quantity
    by_sku = by_day.group_by("supplier_id", "sku").aggregate(
        first=price.argmin(by_day.ordered_day),
        last=price.argmax(by_day.ordered_day),
        quantity=by_day.quantity.sum(),
        days=by_day.count(),
    )
    again = by_sku.filter(by_sku.days > 1)
    return again.group_by("supplier_id").aggregate(
        paid_now_minor=(again["last"] * again.quantity).sum().round().cast("int64"),
        paid_first_minor=(again["first"] * again.quantity).sum().round().cast("int64"),
    )


def _read(row: Mapping[str, Any]) -> Purchases:
    whole = {name: int(row[name] or 0) for name in COUNTED}
    return Purchases(lead_days=row["lead_days"], lead_days_late=row["lead_days_late"], **whole)
