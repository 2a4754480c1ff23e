"""What was the stock of a day worth?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from zhanggui.warehouse.protocol import Warehouse


def stock_rows(warehouse: Warehouse) -> Any:
    """Every counted stock with the unit cost that was valid on its day; empty where no cost is loaded."""
    levels = warehouse.table("stock_levels")
    costs = _periods_of_costs(warehouse)
    is_valid = (levels.day >= costs.valid_from) & (costs.valid_until.isnull() | (levels.day < costs.valid_until))
    return levels.left_join(costs, [levels.sku == costs.sku, is_valid]).drop("sku_right", "valid_from", "valid_until")


def _periods_of_costs(warehouse: Warehouse) -> Any:
    """Each cost from its first day up to but without the first day of the next."""
    costs = warehouse.table("product_costs")
    costs = costs.filter(costs.currency == warehouse.currency).select("sku", "valid_from", "cost_minor")
    later = costs.select("sku", later_from="valid_from")
    both = costs.left_join(later, [costs.sku == later.sku, later.later_from > costs.valid_from])
    return both.group_by("sku", "valid_from", "cost_minor").aggregate(valid_until=both.later_from.min())
