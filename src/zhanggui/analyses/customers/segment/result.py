"""What does a group of customers look like beside all others?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from zhanggui.analyses.contribution import MarginParams, contribution
from zhanggui.analyses.counted_sales import share_of
from zhanggui.core.capability import Result
from zhanggui.core.charts import Line, Series
from zhanggui.core.described import described
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.quantity import Rate
from zhanggui.core.words import Words

PARTS: Mapping[str, Words] = {
    "in": Words(zh="符合规则", en="Meets the rule"),
    "out": Words(zh="其他顾客", en="All others"),
}
KINDS = {"lifecycle": Words(zh="生命周期", en="Lifecycle"), "rfm": Words(zh="RFM 分层", en="RFM segment")}


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeRow:
    """The customers who meet the rule, or all others."""

    part: Annotated[str, described("代码", "Code", unit="code")]
    name: Annotated[Words, described("人群", "Group")]
    customers: Annotated[int, described("人数", "Customers", unit="customers")]
    share_of_customers: Annotated[Rate | None, described("人数占比", "Share of customers", unit="rate")]
    net_sales: Annotated[Money, described("净销售额", "Net sales", about_zh="至今", about_en="So far", unit="money")]
    share_of_sales: Annotated[Rate | None, described("销售占比", "Share of sales", unit="rate")]
    net_sales_per_customer: Annotated[Money | None, described("人均净销售额", "Net sales per customer", unit="money")]
    contribution_profit: Annotated[
        MoneyInterval | None,
        described(
            "贡献利润",
            "Contribution profit",
            about_zh="至今；缺成本时未知，声明了毛利区间时按区间",
            about_en="So far; unknown where a cost is missing, a range with a declared margin",
            unit="money",
        ),
    ]
    orders_per_customer: Annotated[float | None, described("人均付款单数", "Orders per customer")]
    days_since_purchase: Annotated[float | None, described("平均距上次购买", "Days since purchase, mean", unit="days")]


@dataclass(frozen=True, slots=True, kw_only=True)
class OverlapRow:
    """How many of another grouping's customers meet the rule."""

    kind: Annotated[Words, described("分组方式", "Grouping")]
    name: Annotated[Words, described("分组", "Group")]
    customers: Annotated[int, described("符合规则的人数", "Meet the rule", unit="customers")]
    share_of_segment: Annotated[
        Rate | None,
        described(
            "占本人群",
            "Of those who meet it",
            about_zh="本人群里有多大比例属于该分组",
            about_en="How many of them are in this group",
            unit="rate",
        ),
    ]
    share_of_all: Annotated[Rate | None, described("占全部顾客", "Of all customers", unit="rate")]


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentResult(Result):
    """Who meets a rule."""

    last_day: Annotated[date, described("截止日", "As of", about_zh="这一天结束时", about_en="At the end of this day")]
    customers: Annotated[
        int, described("顾客数", "Customers", about_zh="全部已知顾客", about_en="All known customers", unit="customers")
    ]
    chosen: Annotated[int, described("符合规则", "Meet the rule", unit="customers")]
    sizes: Annotated[tuple[SizeRow, ...], described("规模与价值", "Size and value")]
    overlaps: Annotated[tuple[OverlapRow, ...], described("与其他分组的重叠", "Overlap with other groups")]
    history: Annotated[Series, described("人数变化", "Size over time")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Sums over the customers who meet the rule, or over all others."""

    customers: int
    orders: int
    away: int
    sums: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """One group of another grouping: how many are in it, and how many of these meet the rule."""

    kind: str
    name: Words
    customers: int
    chosen: int


def size_rows(parts: Mapping[str, Part], params: MarginParams, currency: str) -> tuple[SizeRow, ...]:
    """Those who meet the rule first."""
    everybody = sum(part.customers for part in parts.values())
    sales = sum(part.sums.get("net_sales", 0) for part in parts.values())
    return tuple(_size_row(code, parts[code], (everybody, sales), params, currency) for code in PARTS)


def overlap_rows(found: Sequence[Overlap]) -> tuple[OverlapRow, ...]:
    """By grouping, in the order of its groups; shares within the grouping."""
    totals = dict.fromkeys(KINDS, (0, 0))
    for each in found:
        chosen, customers = totals[each.kind]
        totals[each.kind] = (chosen + each.chosen, customers + each.customers)
    return tuple(
        OverlapRow(
            kind=KINDS[each.kind],
            name=each.name,
            customers=each.chosen,
            share_of_segment=share_of(each.chosen, totals[each.kind][0]),
            share_of_all=share_of(each.customers, totals[each.kind][1]),
        )
        for each in found
    )


def history(sizes: Mapping[date, int]) -> Series:
    """How many met the rule at the end of each month."""
    days = sorted(sizes)
    return Series(
        title=Words(zh="人数变化", en="Size over time"),
        x_title=Words(zh="日期", en="Day"),
        unit="customers",
        x=tuple(day.isoformat() for day in days),
        lines=(Line(name=PARTS["in"], values=tuple(float(sizes[day]) for day in days)),),
    )


def _size_row(code: str, part: Part, whole: tuple[int, int], params: MarginParams, currency: str) -> SizeRow:
    customers, net = part.customers, part.sums.get("net_sales", 0)
    return SizeRow(
        part=code,
        name=PARTS[code],
        customers=customers,
        share_of_customers=share_of(customers, whole[0]),
        net_sales=Money(net, currency),
        share_of_sales=share_of(net, whole[1]),
        net_sales_per_customer=Money(round(net / customers), currency) if customers else None,
        contribution_profit=contribution(part.sums, params.margin, currency),
        orders_per_customer=part.orders / customers if customers else None,
        days_since_purchase=part.away / customers if customers else None,
    )
