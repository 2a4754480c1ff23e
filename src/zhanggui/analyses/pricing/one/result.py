"""What does the page of one product's price show?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from zhanggui.analyses.next_step import ActionRow
from zhanggui.analyses.pricing.bands.result import OutRow
from zhanggui.analyses.pricing.competitors.result import RivalRow
from zhanggui.analyses.pricing.elasticity.result import BEST_PRICE, PRICE_NOW, ElasticityRow, UntoldRow
from zhanggui.analyses.pricing.parity.result import ParityRow
from zhanggui.core.capability import Result
from zhanggui.core.charts import Series
from zhanggui.core.described import described
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.quantity import Interval, Rate
from zhanggui.core.sentence import Sentence
from zhanggui.core.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    """One change of the usual price paid, and the weeks on both sides of it."""

    week: Annotated[
        date,
        described("从哪一周", "From the week", about_zh="这一周的第一天", about_en="The first day of that week"),
    ]
    price_before: Annotated[
        Money,
        described(
            "之前",
            "Price before",
            about_zh="买家实付单价的中位数",
            about_en="The middle of what buyers paid a unit",
            unit="money",
        ),
    ]
    price_after: Annotated[Money, described("之后", "Price after", unit="money")]
    change: Annotated[Rate, described("变化", "Change", unit="change")]
    units_before: Annotated[float, described("之前每周件数", "Units a week before", unit="ratio")]
    units_after: Annotated[float, described("之后每周件数", "Units a week after", unit="ratio")]
    profit_before: Annotated[
        Money | None,
        described(
            "之前每周利润",
            "Profit a week before",
            about_zh="贡献利润；缺成本时为空",
            about_en="Contribution profit; empty where a cost is missing",
            unit="money",
        ),
    ]
    profit_after: Annotated[Money | None, described("之后每周利润", "Profit a week after", unit="money")]
    weeks_before: Annotated[
        int,
        described(
            "之前周数",
            "Weeks before",
            about_zh="同一价格，最多四周",
            about_en="Of one price, at most four",
            unit="count",
        ),
    ]
    weeks_after: Annotated[int, described("之后周数", "Weeks after", unit="count")]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedRow:
    """One decision about the product's price, and whether it paid."""

    decision: Annotated[str, described("编号", "Decision", unit="decision")]
    title: Annotated[Words, described("决策", "What was decided")]
    status: Annotated[Words, described("状态", "Status")]
    applied_on: Annotated[
        date | None,
        described("执行日", "Applied on", about_zh="空则还没有执行", about_en="Empty: not applied", unit="so_far"),
    ]
    expected_profit: Annotated[
        MoneyInterval | None,
        described(
            "预期贡献利润",
            "Expected profit",
            about_zh="提出时所说，核算期内；空则未知",
            about_en="As it was proposed, over the days that count; empty: unknown",
            unit="money",
        ),
    ]
    measured_profit: Annotated[
        MoneyInterval | None,
        described(
            "实测贡献利润",
            "Measured profit",
            about_zh="事后核算，与不改相比，带区间；空则还没有核算",
            about_en="Read out afterwards against no change, with its interval; empty: not measured yet",
            unit="so_far",
        ),
    ]
    verdict: Annotated[
        Words | None,
        described(
            "赚了没有",
            "Did it pay",
            about_zh="区间含零则看不出来",
            about_en="Unclear where the interval holds nothing",
            unit="so_far",
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class InChannelRow:
    """The product in one channel: its price there, and how demand answers to it."""

    channel: Annotated[Words, described("渠道", "Channel")]
    price_now: Annotated[Money | None, described("现价", "Price now", unit="money")]
    elasticity: Annotated[
        Interval | None,
        described(
            "价格弹性",
            "Price elasticity",
            about_zh="向商品在其他渠道的表现靠拢，90% 区间",
            about_en="Drawn to what it does in the others; 90 % interval",
            unit="ratio",
        ),
    ]
    verdict: Annotated[Sentence, described("与各渠道平均", "Beside all channels")]
    units: Annotated[
        int,
        described(
            "近 13 周件数",
            "Units in 13 weeks",
            about_zh="价格已知的日子",
            about_en="On days with a known price",
            unit="units",
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class OnePriceResult(Result):
    """Everything about the price of one product in one place."""

    first_day: Annotated[date, described("起始日", "First day")]
    last_day: Annotated[date, described("截止日", "Last day")]
    sku: Annotated[str, described("SKU", "SKU")]
    product_name: Annotated[str | None, described("商品名称", "Product name")]
    price_now: Annotated[Money | None, PRICE_NOW]
    best_price: Annotated[Money | None, BEST_PRICE]
    gain: Annotated[
        MoneyInterval | None,
        described(
            "四周多赚",
            "Gain in four weeks",
            about_zh="贡献利润，比现价；90% 区间",
            about_en="Contribution profit above that of the price now; 90 % interval",
            unit="money",
        ),
    ]
    elasticity: Annotated[
        Interval | None,
        described(
            "价格弹性",
            "Price elasticity",
            about_zh="与“价格弹性”相同，90% 区间",
            about_en="As in Price elasticity; 90 % interval",
            unit="ratio",
        ),
    ]
    main_channel: Annotated[
        Words | None,
        described(
            "主要渠道",
            "Main channel",
            about_zh="卖得最多的；看它的变价",
            about_en="It sells most; its changes are shown",
        ),
    ]
    profit_curve: Annotated[
        Series | None,
        described("利润曲线", "Profit curve", about_zh="90% 区间", about_en="90 % interval"),
    ]
    demand_curve: Annotated[
        Series | None,
        described("需求曲线", "Demand curve", about_zh="90% 区间", about_en="90 % interval"),
    ]
    weekly: Annotated[Series | None, described("每周实付价", "Price paid by week")]
    actions: Annotated[tuple[ActionRow, ...], described("可以做什么", "What could be done")]
    decided: Annotated[
        tuple[DecidedRow, ...],
        described("价格决策与结果，最近的在前", "Decisions on its price and how they paid; the latest first"),
    ]
    changes: Annotated[
        tuple[ChangeRow, ...],
        described("价格变化与前后，最近的在前", "Changes of price, before and after; the latest first"),
    ]
    told: Annotated[tuple[ElasticityRow, ...], described("需求怎样回应", "How demand answers")]
    untold: Annotated[
        tuple[UntoldRow, ...], described("说明不了弹性的原因与试验", "Why it cannot be told, and the test")
    ]
    by_channel: Annotated[
        tuple[InChannelRow, ...], described("各渠道的需求怎样回应", "How demand answers in each channel")
    ]
    rivals: Annotated[tuple[RivalRow, ...], described("竞品价格", "Competitors' prices")]
    positions: Annotated[tuple[OutRow, ...], described("价格带", "Price band")]
    parity: Annotated[tuple[ParityRow, ...], described("各渠道同价", "Parity over channels")]
