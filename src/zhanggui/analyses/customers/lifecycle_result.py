"""What are the states of a customer's life, and what does the count of them look like?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

from zhanggui.analyses.counted_sales import share_of
from zhanggui.core.capability import Result
from zhanggui.core.charts import Line, Matrix, Series
from zhanggui.core.described import described
from zhanggui.core.money import Money
from zhanggui.core.quantity import Rate, RateInterval
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.stats.proportions import wilson
from zhanggui.stats.rhythm import Rhythm

STATES: Mapping[str, tuple[Words, Words]] = {
    "new": (
        Words(zh="新客", en="New"),
        Words(
            zh="促成第二次购买：到货关怀、搭配推荐。",
            en="Win the second order: care after delivery, what goes with it.",
        ),
    ),
    "active": (
        Words(zh="活跃", en="Active"),
        Words(
            zh="少打折：他们本来就会来；推荐补货与新品。",
            en="Few discounts, they come anyway; remind of refills, show what is new.",
        ),
    ),
    "regained": (
        Words(zh="回归", en="Regained"),
        Words(zh="弄清为何回来，把下一次购买接上。", en="Find out what brought them back, and secure the next order."),
    ),
    "cooling": (
        Words(zh="降温", en="Cooling"),
        Words(zh="现在提醒最划算：再晚就更难挽回。", en="The best moment for a reminder; later it gets harder."),
    ),
    "lapsed": (
        Words(zh="沉睡", en="Lapsed"),
        Words(zh="只在划算时唤回，并留对照组。", en="Win back only where it pays, with a control group."),
    ),
}
RULES: Mapping[str, Words] = {
    "rule_new": Words(zh="只买过一次，第二次还不算晚", en="Bought once, and a second purchase is not late yet"),
    "rule_active": Words(zh="按自己的节奏还不算晚", en="Not late by their own rhythm"),
    "rule_regained": Words(zh="曾经沉睡，又买了一次", en="Had lapsed, then bought again"),
    "rule_cooling": Words(zh="同样情况的回购有 {share} 来得更早", en="{share} of returns from such a past come sooner"),
    "rule_lapsed": Words(zh="同样情况的回购有 {share} 来得更早", en="{share} of returns from such a past come sooner"),
}
ABSENT = Words(zh="还没买过", en="Not yet")
EXAMPLES = ((0, 0), (1, 30), (3, 30), (8, 30), (3, 90))


@dataclass(frozen=True, slots=True, kw_only=True)
class StateRow:
    """The customers of one state."""

    state: Annotated[str, described("代码", "Code", unit="code")]
    name: Annotated[Words, described("状态", "State")]
    rule: Annotated[Sentence, described("含义", "Meaning")]
    customers: Annotated[int, described("人数", "Customers", unit="customers")]
    share_of_customers: Annotated[Rate | None, described("人数占比", "Share of customers", unit="rate")]
    change: Annotated[
        int | None,
        described(
            "比一个月前",
            "Against a month before",
            about_zh="与上一个月末相比的人数变化",
            about_en="Change in customers since the end of the last month",
            unit="customers",
        ),
    ]
    days_away: Annotated[float | None, described("平均距上次购买", "Days since purchase, mean", unit="days")]
    net_sales: Annotated[
        Money,
        described(
            "一年净销售额",
            "Net sales of a year",
            about_zh="这些顾客最近 365 天的净销售额",
            about_en="Net sales to these customers in the last 365 days",
            unit="money",
        ),
    ]
    share_of_sales: Annotated[Rate | None, described("销售占比", "Share of sales", unit="rate")]
    came_back: Annotated[
        RateInterval | None,
        described(
            "后来又买了",
            "Bought later",
            about_zh="观察期之前处在这个状态的人里，后来又买的比例",
            about_en="Of those who were in this state before the days of observation, how many bought in them",
            unit="rate",
        ),
    ]
    advice: Annotated[Words, described("建议", "Advice")]


@dataclass(frozen=True, slots=True, kw_only=True)
class RhythmRow:
    """After how many days a customer with such a past is late."""

    returns: Annotated[int, described("已回购次数", "Returns so far")]
    usual_days: Annotated[int | None, described("平均间隔", "Days between, mean", unit="days")]
    cooling_after: Annotated[int, described("多少天后降温", "Cooling after", unit="days")]
    lapsed_after: Annotated[int, described("多少天后沉睡", "Lapsed after", unit="days")]


@dataclass(frozen=True, slots=True, kw_only=True)
class LifecycleResult(Result):
    """Every known customer in one of five states, by their own rhythm."""

    first_day: Annotated[date | None, described("最早数据", "Data from")]
    last_day: Annotated[date, described("截止日", "As of", about_zh="这一天结束时", about_en="At the end of this day")]
    customers: Annotated[int, described("顾客数", "Customers", unit="customers")]
    returns: Annotated[
        int,
        described(
            "回购次数", "Returns", about_zh="节奏从这么多次回购中得出", about_en="The rhythm is learnt from so many"
        ),
    ]
    states: Annotated[tuple[StateRow, ...], described("状态", "States")]
    history: Annotated[Series, described("各状态人数", "Customers by state")]
    flows: Annotated[Matrix, described("一个月里的去向", "Where they went in a month")]
    rhythms: Annotated[tuple[RhythmRow, ...], described("多久算晚", "When is somebody late?")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """Customers who went from one state to another: how many, their days away and their sales of a year."""

    before: str | None
    now: str
    customers: int
    away: int
    net_sales_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Customers who were in a state at an instant, and how many bought within the days of observation after it."""

    instant: date
    state: str
    customers: int
    came_back: int


def state_rows(
    moved: Sequence[Moved],
    followed: Mapping[str, Seen],
    currency: str,
    *,
    has_past: bool,
    late: tuple[Rate, Rate],
) -> tuple[StateRow, ...]:
    """All five states, empty ones too; `late` are the shares of returns that come before cooling and lapsed."""
    everybody = sum(each.customers for each in moved)
    sales = sum(each.net_sales_minor for each in moved)
    shares = dict(zip(("cooling", "lapsed"), late, strict=True))
    rows = (_state_row(state, moved, followed.get(state), (everybody, sales, currency), shares) for state in STATES)
    return tuple(row if has_past else replace(row, change=None) for row in rows)


def history(seen: Sequence[Seen]) -> Series:
    """How many were in each state at the end of each month."""
    instants = sorted({each.instant for each in seen})
    counts = {(each.instant, each.state): each.customers for each in seen}
    return Series(
        title=Words(zh="各状态人数", en="Customers by state"),
        x_title=Words(zh="日期", en="Day"),
        unit="customers",
        x=tuple(instant.isoformat() for instant in instants),
        lines=tuple(
            Line(name=name, values=tuple(float(counts.get((instant, state), 0)) for instant in instants))
            for state, (name, _) in STATES.items()
        ),
    )


def flows(moved: Sequence[Moved]) -> Matrix:
    """From which state to which, in one month."""
    counts = {(each.before, each.now): each.customers for each in moved}
    names = tuple(name for name, _ in STATES.values())
    return Matrix(
        title=Words(zh="一个月里的去向", en="Where they went in a month"),
        unit="customers",
        row_title=Words(zh="一个月前", en="A month before"),
        column_title=Words(zh="现在", en="Now"),
        rows=(*names, ABSENT),
        columns=names,
        values=tuple(tuple(float(counts.get((before, now), 0)) for now in STATES) for before in (*STATES, None)),
    )


def rhythm_rows(rhythm: Rhythm, cooling: float, lapsed: float) -> tuple[RhythmRow, ...]:
    """What the rule means for customers as there are many: one purchase, then few and many returns."""
    return tuple(
        RhythmRow(
            returns=gaps,
            usual_days=usual or None,
            cooling_after=round(rhythm.wait_until(gaps, gaps * usual, cooling)),
            lapsed_after=round(rhythm.wait_until(gaps, gaps * usual, lapsed)),
        )
        for gaps, usual in EXAMPLES
    )


def _state_row(
    state: str, moved: Sequence[Moved], followed: Seen | None, whole: tuple[int, int, str], shares: Mapping[str, Rate]
) -> StateRow:
    name, advice = STATES[state]
    everybody, sales, currency = whole
    mine = [each for each in moved if each.now == state]
    customers = sum(each.customers for each in mine)
    net_sales_minor = sum(each.net_sales_minor for each in mine)
    left = sum(each.customers for each in moved if each.before == state)
    return StateRow(
        state=state,
        name=name,
        rule=_rule(state, shares),
        customers=customers,
        share_of_customers=share_of(customers, everybody),
        change=customers - left,
        days_away=sum(each.away for each in mine) / customers if customers else None,
        net_sales=Money(net_sales_minor, currency),
        share_of_sales=share_of(net_sales_minor, sales),
        came_back=wilson(followed.came_back, followed.customers) if followed else None,
        advice=advice,
    )


def _rule(state: str, shares: Mapping[str, Rate]) -> Sentence:
    return sentence(f"rule_{state}", share=shares[state]) if state in shares else sentence(f"rule_{state}")
