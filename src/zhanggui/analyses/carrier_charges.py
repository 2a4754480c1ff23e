"""What do carrier and packing cost an order of a channel on a day, as the shop declared it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.warehouse.protocol import Warehouse

ORDER_KINDS = ("shipping_per_order", "packaging_per_order", "fixed_per_order")
CARRIER_KINDS = ("shipping_per_order", "packaging_per_order")


def has_carrier_charges(warehouse: Warehouse) -> bool:
    """Whether the shop declared any: without them, no line needs to be joined with anything."""
    fees = warehouse.table("fees")
    (row,) = warehouse.fetch(fees.aggregate(found=fees.kind_of_fee.isin(CARRIER_KINDS).any())).to_pylist()
    return bool(row["found"])


def carrier_charges(warehouse: Warehouse, days: ir.Table) -> ir.Table:
    """`carrier_minor` and `per_order_minor`, all charges per order, for each channel and order day of `days` with one.

    Of each kind the row that was valid last on the day counts, as where the warehouse splits the charges over lines.
    """
    import ibis

    fees = warehouse.table("fees")
    fees = fees.filter(
        fees.kind_of_fee.isin(ORDER_KINDS),
        fees.category.isnull(),
        fees.currency.fill_null(warehouse.currency) == warehouse.currency,
    )
    asked = days.select("channel", "ordered_day").distinct()
    valid = asked.join(fees, [asked.channel == fees.channel, fees.valid_from <= asked.ordered_day])
    latest = ibis.row_number().over(
        ibis.window(group_by=["channel", "ordered_day", "kind_of_fee"], order_by=ibis.desc("valid_from"))
    )
    valid = valid.mutate(place=latest)
    valid = valid.filter(valid.place == 0)
    return valid.group_by("channel", "ordered_day").aggregate(
        carrier_minor=valid.amount_minor.sum(where=valid.kind_of_fee.isin(CARRIER_KINDS)),
        per_order_minor=valid.amount_minor.sum(),
    )
