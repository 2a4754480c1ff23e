"""What is a metric: one number of the shop, defined once?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from zhanggui.core.words import Words
from zhanggui.metrics.value import MarginAssumption, Value

Unit = Literal[
    "money",
    "ratio",
    "multiple",
    "orders",
    "buyers",
    "units",
    "visitors",
    "events",
    "lines",
    "impressions",
    "clicks",
    "days",
    "seconds",
    "reviews",
]
DateBasis = Literal["ordered", "paid", "refunded", "happened", "counted", "due"]
Additivity = Literal["additive", "per_order", "distinct", "ratio"]
Better = Literal["up", "down", "neither"]

UNITS: Mapping[Unit, Words] = {
    "money": Words(zh="金额", en="money"),
    "ratio": Words(zh="比率", en="ratio"),
    "multiple": Words(zh="倍数", en="multiple"),
    "orders": Words(zh="单", en="orders"),
    "buyers": Words(zh="人", en="buyers"),
    "units": Words(zh="件", en="units"),
    "visitors": Words(zh="访客", en="visitors"),
    "events": Words(zh="次", en="events"),
    "lines": Words(zh="行", en="lines"),
    "impressions": Words(zh="次展现", en="impressions"),
    "clicks": Words(zh="次点击", en="clicks"),
    "days": Words(zh="天", en="days"),
    "seconds": Words(zh="秒", en="seconds"),
    "reviews": Words(zh="条评价", en="reviews"),
}
DATE_BASES: Mapping[DateBasis, Words] = {
    "ordered": Words(zh="下单日（退款追溯到下单日）", en="order day (refunds are put back on it)"),
    "paid": Words(zh="付款日", en="payment day"),
    "refunded": Words(zh="退款日", en="refund day"),
    "happened": Words(zh="行为发生日", en="day of the act"),
    "counted": Words(zh="统计日", en="day of the count"),
    "due": Words(zh="购买后满 90 天的那一天", en="the day on which 90 days have passed since the purchase"),
}
ADDITIVITIES: Mapping[Additivity, Words] = {
    "additive": Words(zh="可按任何维度和时间相加", en="adds up over time and every dimension"),
    "per_order": Words(
        zh="可按时间和订单层维度相加；一单多品时不可按商品相加",
        en="adds up over time and dimensions of the order, not over products",
    ),
    "distinct": Words(zh="去重计数，不可相加", en="a distinct count: does not add up"),
    "ratio": Words(zh="先求和再相除，不可相加", en="divided after the sums: does not add up"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthyRange:
    """Where the trade says a number should lie; a rule of thumb to show and to check, never a goal.

    Bounds are in the metric's own unit, or in relative change against the month before when `of` is "change".
    `stages` replaces the bounds for a shop in that stage (new, growing, mature); no bounds at all: no rule for it.
    """

    low: float | None = None
    high: float | None = None
    of: Literal["value", "change"] = "value"
    source: Words
    stages: Mapping[str, tuple[float | None, float | None]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reduction:
    """A whole number that the engine reduces from the rows of one relation (see `relations.py`)."""

    relation: str
    expression: Callable[[Any], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """One metric divided by another, after the sums."""

    numerator: str
    denominator: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Yearly:
    """How often a year what flows in the period turns over what lies there: flow × 365 ÷ days ÷ level."""

    flow: str
    level: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lasting:
    """How many days what lies there lasts at the pace of the period: level ÷ (flow ÷ days)."""

    level: str
    flow: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """Metrics added and taken away."""

    plus: tuple[str, ...]
    minus: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Computed:
    """A value that needs a judgement on its parts: unknown, assumed, with reservations."""

    parts: tuple[str, ...]
    compute: Callable[[Mapping[str, int], MarginAssumption | None], Value]


Formula = Reduction | Ratio | Yearly | Lasting | Total | Computed


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One number: its words, unit, date basis, formula, how it adds up and which way is better.

    `needs` lists the tables and columns without which it is not known. `grain` says what one counted row is. Metrics
    that are not `is_listed` are parts of others: they can be asked for but are not shown in lists. `beside` names the
    metrics without which this one misleads: pages show them together.
    """

    name: str
    title: Words
    about: Words
    unit: Unit
    grain: Words
    formula: Formula
    needs: Mapping[str, tuple[str, ...]]
    date_basis: DateBasis = "ordered"
    additivity: Additivity = "additive"
    better: Better = "neither"
    healthy: HealthyRange | None = None
    ids: tuple[str, ...] = ("A4",)
    is_listed: bool = True
    beside: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[str, ...]:
        """The metrics it is made of; none for a reduction."""
        match self.formula:
            case Reduction():
                return ()
            case Ratio(numerator=above, denominator=below):
                return (above, below)
            case Yearly(flow=flow, level=level) | Lasting(flow=flow, level=level):
                return (flow, level)
            case Total(plus=plus, minus=minus):
                return (*plus, *minus)
            case Computed(parts=parts):
                return parts
