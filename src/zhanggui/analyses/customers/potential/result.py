"""What does the list of those of whom much is to come look like?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from zhanggui.analyses.customers.value.result import ALIVE, PURCHASES, VALUE
from zhanggui.core.capability import Result
from zhanggui.core.charts import Bars
from zhanggui.core.described import described
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.quantity import Interval, Rate
from zhanggui.core.sentence import Sentence
from zhanggui.core.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class TierRow:
    """One tier of service."""

    tier: Annotated[str, described("代码", "Code", unit="code")]
    name: Annotated[Words, described("层级", "Tier")]
    rule: Annotated[Words, described("谁在里面", "Who is in it")]
    route: Annotated[
        Words,
        described("客服分流", "Where requests go", about_zh="来咨询时转到哪里", about_en="Whoever asks is sent there"),
    ]
    customers: Annotated[int, described("人数", "Customers", unit="customers")]
    share_of_customers: Annotated[Rate | None, described("人数占比", "Share of customers", unit="rate")]
    brought: Annotated[
        Money | None,
        described(
            "至今带来",
            "Brought so far",
            about_zh="贡献利润（或所选的净销售额）",
            about_en="Contribution profit (or net sales where chosen)",
            unit="money",
        ),
    ]
    purchases: Annotated[Interval, PURCHASES]
    value: Annotated[MoneyInterval | None, VALUE]
    share_of_value: Annotated[Rate | None, described("占今后价值", "Share of value ahead", unit="rate")]
    advice: Annotated[Words, described("建议", "Advice")]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """One customer of whom much is to come, by pseudonym."""

    customer: Annotated[str, described("顾客（假名）", "Customer (pseudonym)")]
    value: Annotated[MoneyInterval | None, VALUE]
    brought: Annotated[Money | None, described("至今带来", "Brought so far", unit="money")]
    still_there: Annotated[Rate, ALIVE]
    purchases: Annotated[Interval, PURCHASES]
    why: Annotated[Sentence, described("为什么", "Why")]


@dataclass(frozen=True, slots=True, kw_only=True)
class PotentialResult(Result):
    """Everybody by how much is to come of them."""

    last_day: Annotated[date, described("截止日", "As of")]
    customers: Annotated[int, described("顾客数", "Customers", unit="customers")]
    tiers: Annotated[tuple[TierRow, ...], described("服务层级", "Tiers of service")]
    promising: Annotated[
        tuple[PersonRow, ...],
        described(
            "高潜力顾客",
            "Promising customers",
            about_zh="今后价值最高的在前",
            about_en="Those of whom most is to come first",
        ),
    ]
    vips: Annotated[tuple[PersonRow, ...], described("VIP 顾客", "VIP customers")]
    sizes: Annotated[Bars, described("各层级今后价值占比", "Share of value ahead by tier")]
