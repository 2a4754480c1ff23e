"""What do customers look like, sorted by how they buy?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from zhanggui.analyses.counted_sales import share_of
from zhanggui.analyses.customers.types.evidence import Usual
from zhanggui.analyses.customers.types.kinds import FACTS, TYPES, UNTOLD, BuyingType
from zhanggui.core.capability import Result
from zhanggui.core.charts import Bars
from zhanggui.core.described import described
from zhanggui.core.money import Money
from zhanggui.core.quantity import Rate
from zhanggui.core.words import Words


def _fact(name: str) -> object:
    return described(FACTS[name].title.zh, FACTS[name].title.en, unit="rate" if FACTS[name].is_share else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeRow:
    """The customers of one type, with what they do on average."""

    type: Annotated[str, described("代码", "Code", unit="code")]
    name: Annotated[Words, described("类型", "Type")]
    rule: Annotated[Words, described("判断条件", "Told by")]
    customers: Annotated[int, described("人数", "Customers", unit="customers")]
    share_of_customers: Annotated[Rate | None, described("人数占比", "Share of customers", unit="rate")]
    confidence: Annotated[
        Rate | None,
        described(
            "平均把握",
            "How sure, mean",
            about_zh="全部条件都成立的概率；购买越多越有把握",
            about_en="The chance that all conditions hold; more purchases make it surer",
            unit="rate",
        ),
    ]
    net_sales: Annotated[Money, described("净销售额", "Net sales", about_zh="至今", about_en="So far", unit="money")]
    share_of_sales: Annotated[Rate | None, described("销售占比", "Share of sales", unit="rate")]
    repeated: Annotated[Rate | None, _fact("repeated")]
    new_category: Annotated[Rate | None, _fact("new_category")]
    discounted: Annotated[Rate | None, _fact("discounted")]
    quick: Annotated[Rate | None, _fact("quick")]
    views: Annotated[float | None, _fact("views")]
    advice: Annotated[Words, described("建议", "Advice")]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactRow:
    """One fact: what is usual in the shop, and of how many customers it is known."""

    fact: Annotated[str, described("代码", "Code", unit="code")]
    name: Annotated[Words, described("依据", "Fact")]
    customers: Annotated[int, described("知道的人数", "Known of", unit="customers")]
    share: Annotated[Rate | None, described("店铺平均（占比）", "Usual, share", unit="rate")]
    number: Annotated[float | None, described("店铺平均（次数）", "Usual, number")]


@dataclass(frozen=True, slots=True, kw_only=True)
class TypesResult(Result):
    """Everybody by how they buy, as far as it can be told."""

    last_day: Annotated[date, described("截止日", "As of", about_zh="这一天结束时", about_en="At the end of this day")]
    customers: Annotated[int, described("顾客数", "Customers", unit="customers")]
    told: Annotated[int, described("看得出类型", "With a type", unit="customers")]
    types: Annotated[tuple[TypeRow, ...], described("购买类型", "Types of buying")]
    facts: Annotated[tuple[FactRow, ...], described("依据", "Facts")]
    sizes: Annotated[Bars, described("各类型人数", "Customers by type")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Sums over the customers of one type."""

    customers: int
    confidence: float
    net_minor: int
    facts: Mapping[str, float | None]


def type_rows(found: Mapping[str, Group], currency: str) -> tuple[TypeRow, ...]:
    """All types, empty ones too, and at the end those of whom none can be told."""
    everybody = sum(group.customers for group in found.values())
    sales = sum(group.net_minor for group in found.values())
    return tuple(_row(kind, found.get(kind.code), (everybody, sales), currency) for kind in (*TYPES, UNTOLD))


def fact_rows(usual: Usual) -> tuple[FactRow, ...]:
    """Every fact; unknown where nothing is loaded that tells it."""
    rows = []
    for fact in FACTS.values():
        mean = usual.means.get(fact.name)
        rows.append(
            FactRow(
                fact=fact.name,
                name=fact.title,
                customers=usual.customers[fact.name],
                share=Rate(mean) if mean is not None and fact.is_share else None,
                number=None if fact.is_share else mean,
            )
        )
    return tuple(rows)


def sizes(rows: Sequence[TypeRow]) -> Bars:
    """How many of each."""
    return Bars(
        title=Words(zh="各类型人数", en="Customers by type"),
        unit="customers",
        labels=tuple(row.name for row in rows),
        values=tuple(float(row.customers) for row in rows),
    )


def _row(kind: BuyingType, group: Group | None, whole: tuple[int, int], currency: str) -> TypeRow:
    facts = group.facts if group else {}
    shares = {
        name: Rate(value) if (value := facts.get(name)) is not None else None
        for name, fact in FACTS.items()
        if fact.is_share
    }
    return TypeRow(
        type=kind.code,
        name=kind.name,
        rule=kind.rule,
        customers=group.customers if group else 0,
        share_of_customers=share_of(group.customers if group else 0, whole[0]),
        confidence=Rate(group.confidence) if group and kind is not UNTOLD else None,
        net_sales=Money(group.net_minor if group else 0, currency),
        share_of_sales=share_of(group.net_minor if group else 0, whole[1]),
        views=facts.get("views"),
        advice=kind.advice,
        **shares,
    )
