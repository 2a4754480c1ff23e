"""Which share of net sales is left as contribution profit, and how is that known?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from zhanggui.books.settings import MarginAssumption
from zhanggui.metrics.kinds import lacks_cost
from zhanggui.warehouse.protocol import Warehouse

YEAR_DAYS = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class Margin:
    """Contribution profit per unit of net sales: measured from costs, or declared by the owner within bounds."""

    low: float
    estimate: float
    high: float
    source: Literal["costs", "declared"]
    are_fees_known: bool


def margin_of(warehouse: Warehouse, declared: MarginAssumption | None, day: date) -> Margin | None:
    """The margin of the year up to a day, or None when it is not known.

    margin = Σ (net sales − cost − fees) / Σ net sales over paid lines, provided that every line's cost is known;
    otherwise what the owner declared, and without that nothing: net sales never stand in for profit.
    """
    lines = warehouse.table("sale_lines")
    year = lines.ordered_day > day - timedelta(days=YEAR_DAYS)
    lines = lines.filter(lines.is_paid, ~lines.is_excluded, lines.ordered_day <= day, year)
    sums = lines.aggregate(
        net=lines.net_sales_minor.sum(),
        cost=lines.cost_minor.sum(),
        fee=lines.fee_minor.sum(),
        gaps=lacks_cost(lines).ifelse(1, 0).sum(),
        without_fee=lines.fee_minor.isnull().ifelse(1, 0).sum(),
    )
    (found,) = warehouse.fetch(sums).to_pylist()
    are_fees_known = found["without_fee"] == 0
    if found["net"] and found["net"] > 0 and found["gaps"] == 0:
        share = float(found["net"] - (found["cost"] or 0) - (found["fee"] or 0)) / float(found["net"])
        return Margin(low=share, estimate=share, high=share, source="costs", are_fees_known=are_fees_known)
    if declared is None:
        return None
    bounds = declared.model_dump()
    return Margin(**bounds, source="declared", are_fees_known=True)
