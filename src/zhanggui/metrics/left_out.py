"""How many orders do not count, and why?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhanggui.core.period import Period

if TYPE_CHECKING:
    from zhanggui.warehouse.protocol import Warehouse


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Orders of a period on the exclusion list, and orders in another currency than the shop's."""

    excluded: int = 0
    foreign: int = 0


def left_out(warehouse: Warehouse, period: Period) -> LeftOut:
    """Count the orders that no metric sees."""
    lines = warehouse.table("sale_lines")
    days = lines.ordered_day.between(period.start, period.last_day)
    foreign = ~lines.is_excluded & (lines.currency != warehouse.currency)
    counts = lines.filter(days & (lines.is_excluded | foreign)).aggregate(
        excluded=lines.order_no.nunique(where=lines.is_excluded), foreign=lines.order_no.nunique(where=foreign)
    )
    (found,) = warehouse.fetch(counts).to_pylist()
    return LeftOut(excluded=found["excluded"] or 0, foreign=found["foreign"] or 0)
