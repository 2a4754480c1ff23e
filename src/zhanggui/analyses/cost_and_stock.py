"""What does a product cost on a day, and how much of it is there?"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.warehouse.protocol import Warehouse


def costs_on(warehouse: Warehouse, day: date) -> ir.Table:
    """`sku` and `cost_minor`: the latest cost in the shop's currency that holds on the day."""
    import ibis

    costs = warehouse.table("product_costs")
    valid = costs.filter(costs.valid_from <= day, costs.currency == warehouse.currency)
    newest = ibis.row_number().over(group_by=valid.sku, order_by=valid.valid_from.desc())
    ranked = valid.mutate(number=newest)
    return ranked.filter(ranked.number == 0).select("sku", "cost_minor")


def stock_on(warehouse: Warehouse, day: date) -> ir.Table:
    """`sku`, `on_hand` (the latest count of each place, added up) and `first_stock_day`."""
    levels = warehouse.table("stock_levels")
    levels = levels.filter(levels.day <= day).mutate(place=levels.location.fill_null(""))
    newest = levels.group_by("place", "sku").aggregate(newest=levels.day.max(), oldest=levels.day.min())
    latest = levels.join(newest, ["place", "sku"])
    latest = latest.filter(latest.day == latest.newest)
    return latest.group_by("sku").aggregate(on_hand=latest.on_hand.sum(), first_stock_day=latest.oldest.min())
