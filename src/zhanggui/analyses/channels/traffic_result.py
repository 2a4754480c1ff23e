"""How does the quality of traffic read?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from zhanggui.core.capability import Result
from zhanggui.core.charts import Bars, Series
from zhanggui.core.described import described
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Sentence
from zhanggui.core.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """One kind of source of one channel."""

    channel: Annotated[Words, described("渠道", "Channel")]
    kind: Annotated[Words, described("来源类型", "Kind of source")]
    sources: Annotated[
        str, described("其中", "Among them", about_zh="访客最多的三个来源", about_en="The three with the most visitors")
    ]
    basis: Annotated[
        Sentence,
        described(
            "口径",
            "Counted from",
            about_zh="自己的埋点和订单，或平台的统计；两种不能相加",
            about_en="Own events and orders, or the platform's counts; the two do not add up",
        ),
    ]
    visitor_days: Annotated[
        int,
        described(
            "访客·日",
            "Visitor days",
            about_zh="每天的访客相加，同一人两天来算两次；不是访客数",
            about_en="The visitors of each day added up; who comes on two days counts twice: not the number of visitors",
            unit="visitors",
        ),
    ]
    share: Annotated[
        Rate | None,
        described("占渠道", "Of the channel", about_zh="访客·日", about_en="Of its visitor days", unit="rate"),
    ]
    purchases: Annotated[
        int,
        described(
            "成交", "Purchases", about_zh="订单，或平台的支付买家数", about_en="Orders, or the platform's paying buyers"
        ),
    ]
    sales_per_visitor: Annotated[Money | None, described("每访客销售", "Sales per visitor", unit="money")]
    ad_spend: Annotated[
        Money | None,
        described(
            "广告花费", "Ad spend", about_zh="只从付费来源扣", about_en="Taken off the paid sources only", unit="money"
        ),
    ]
    profit_per_visitor: Annotated[
        MoneyInterval | None,
        described(
            "每访客利润",
            "Profit per visitor",
            about_zh="贡献利润（付费来源再扣广告）÷ 访客·日；90 % 区间由整天重抽得到",
            about_en="Contribution (paid sources: less ads) ÷ visitor days; the 90 % range comes from redrawing whole days",
            unit="money",
        ),
    ]
    verdict: Annotated[
        Sentence,
        described(
            "与渠道平均比",
            "Against the channel",
            about_zh="区间是否含平均",
            about_en="Whether the range holds the mean",
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class HourRow:
    """One hour of the day of one channel."""

    channel: Annotated[Words, described("渠道", "Channel")]
    hour: Annotated[
        str, described("时段", "Hour", about_zh="店铺时区，00 即 0–1 点", about_en="The shop's clock; 00 is 0–1")
    ]
    visitor_days: Annotated[
        int,
        described(
            "访客·日",
            "Visitor days",
            about_zh="这个时段里每天的访客相加",
            about_en="The visitors of this hour of each day added up",
            unit="visitors",
        ),
    ]
    purchases: Annotated[int, described("成交", "Purchases", unit="orders")]
    profit_per_visitor: Annotated[
        MoneyInterval | None,
        described(
            "每访客利润",
            "Profit per visitor",
            about_zh="这个时段下单的贡献利润 ÷ 访客·日；没有扣广告",
            about_en="Contribution of orders placed in the hour ÷ visitor days; before ads",
            unit="money",
        ),
    ]
    verdict: Annotated[Sentence, described("与渠道平均比", "Against the channel")]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrafficResult(Result):
    """Where visitors come from, when, and what a visitor leaves."""

    first_day: Annotated[date, described("起始日", "First day")]
    last_day: Annotated[date, described("截止日", "Last day")]
    visits_by_kind: Annotated[Bars, described("访客·日按来源类型", "Visitor days by kind of source")]
    profit_by_hour: Annotated[Series, described("每访客利润按时段", "Profit per visitor by hour")]
    sources: Annotated[tuple[SourceRow, ...], described("来源", "Sources")]
    hours: Annotated[tuple[HourRow, ...], described("时段", "Hours of the day")]
