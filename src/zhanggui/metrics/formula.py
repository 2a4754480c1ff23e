"""What is a metric's value, given the whole numbers it is made of?"""

from __future__ import annotations

from collections.abc import Mapping

from zhanggui.metrics.metric import Computed, Lasting, Metric, Ratio, Reduction, Total, Yearly
from zhanggui.metrics.registry import metric
from zhanggui.metrics.value import MarginAssumption, Value, divide, scaled, total, unknown

DAYS_OF_A_YEAR = 365


def value_of(
    found: Metric,
    sums: Mapping[str, int],
    absent: Mapping[str, str],
    margin: MarginAssumption | None = None,
    *,
    days: int = 1,
) -> Value:
    """The value after the sums; a sum that no row contributed to is 0, one that is absent is unknown.

    `absent` gives the reason for every reduction that could not be made; `days` is how many days the sums cover, which
    only matters to a metric that has a pace.

    >>> value_of(metric("aov"), {"paid_sales": 1000, "paid_orders": 3}, {}).estimate
    333
    >>> value_of(metric("aov"), {"paid_sales": 1000}, {"paid_orders": "not_loaded"}).reason
    'not_loaded'
    >>> stock = {"known_cost": 5_600, "stock_value_days": 560_000, "stock_days": 28}
    >>> value_of(metric("inventory_turnover"), stock, {}, days=28).estimate
    3.65
    """

    def part(name: str) -> Value:
        return value_of(metric(name), sums, absent, margin, days=days)

    match found.formula:
        case Reduction():
            reason = absent.get(found.name)
            return unknown(reason) if reason else Value(estimate=sums.get(found.name, 0))
        case Ratio(numerator=above, denominator=below):
            return divide(part(above), part(below), is_money=found.unit == "money")
        case Yearly(flow=flow, level=level):
            return divide(scaled(part(flow), DAYS_OF_A_YEAR / days), part(level), is_money=False)
        case Lasting(level=level, flow=flow):
            return divide(part(level), scaled(part(flow), 1 / days), is_money=False)
        case Total(plus=plus, minus=minus):
            return total(tuple(map(part, plus)), tuple(map(part, minus)))
        case Computed(parts=parts, compute=compute):
            reason = next((absent[name] for name in parts if name in absent), None)
            return unknown(reason) if reason else compute({name: sums.get(name, 0) for name in parts}, margin)
