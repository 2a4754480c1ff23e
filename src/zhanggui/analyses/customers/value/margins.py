"""How far is the value of customers off where the margin is declared and not known?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhanggui.analyses import counted_sales
from zhanggui.analyses.contribution import contribution, profit_parts, sums_of
from zhanggui.analyses.customers.value.rows import Scale
from zhanggui.stats.lifetimes.choice import Comparison

if TYPE_CHECKING:
    from zhanggui.analyses.counted_sales import SalesCounted
    from zhanggui.analyses.customers.value.judging import Judged
    from zhanggui.analyses.customers.value.value import ValueParams
    from zhanggui.warehouse.protocol import Warehouse


def margin_scale(
    warehouse: Warehouse, params: ValueParams, counted: SalesCounted, judged: Judged, *, level: float
) -> Scale:
    """The declared margin's ends, as multiples of its estimate for the whole of what was sold."""
    low = high = 1.0
    if params.money == "contribution_profit" and counted.lines_without_cost and params.margin:
        lines = counted_sales.counted_lines(warehouse, params)
        sums = warehouse.fetch(lines.aggregate(**sums_of(lines, *profit_parts(counted)))).to_pylist()[0]
        parts = {name: int(value or 0) for name, value in sums.items()}
        whole = contribution(parts, params.margin, warehouse.currency)
        if whole is not None and whole.estimate.minor > 0:
            low, high = (end.minor / whole.estimate.minor for end in (whole.low, whole.high))
    compared = judged.comparison if judged.is_tested else Comparison(scores=())
    return Scale(
        currency=warehouse.currency,
        level=level,
        low=low,
        high=high,
        missed=compared.missed,
        missed_returning=compared.missed_returning,
    )
