"""What did some products leave on each day?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from zhanggui.metrics.kinds import lacks_cost

if TYPE_CHECKING:
    from zhanggui.warehouse.protocol import Warehouse


def daily_profit(warehouse: Warehouse, skus: Sequence[str], first: date, days: int) -> list[float] | None:
    """What the lines of some products left on each day, in minor units; None where a cost is missing."""
    lines = warehouse.table("sale_lines")
    lines = lines.filter(
        lines.is_paid,
        ~lines.is_excluded,
        lines.currency == warehouse.currency,
        lines.sku.isin(list(skus)),
        lines.ordered_day >= first,
        lines.ordered_day < first + timedelta(days=days),
    )
    left = lines.net_sales_minor - lines.cost_minor.fill_null(0) - lines.fee_minor.fill_null(0)
    sums = lines.group_by("ordered_day").aggregate(left=left.sum(), gaps=lacks_cost(lines).ifelse(1, 0).sum())
    rows = {row["ordered_day"]: row for row in warehouse.fetch(sums).to_pylist()}
    if any(row["gaps"] for row in rows.values()):
        return None
    every = [first + timedelta(days=at) for at in range(days)]
    return [float(rows[day]["left"]) if day in rows else 0.0 for day in every]
