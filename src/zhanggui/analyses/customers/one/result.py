"""What does the page of one customer show?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from zhanggui.analyses.customers.value.result import ALIVE, PURCHASES, VALUE
from zhanggui.analyses.next_step import ActionRow
from zhanggui.core.capability import Result
from zhanggui.core.described import described
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.quantity import Interval, Rate
from zhanggui.core.sentence import Sentence
from zhanggui.core.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class BoughtRow:
    """One product that the customer bought, and whether its next purchase is due."""

    sku: Annotated[str, described("SKU", "SKU", unit="code")]
    product_name: Annotated[str, described("商品", "Product")]
    category: Annotated[str | None, described("类目", "Category")]
    units: Annotated[int, described("件数", "Units")]
    net_sales: Annotated[Money, described("净销售额", "Net sales", unit="money")]
    last_day: Annotated[date, described("最近购买", "Last bought")]
    days_since: Annotated[int, described("距今", "Days ago", unit="days")]
    from_days: Annotated[
        int | None,
        described(
            "通常间隔（从）",
            "Usual interval, from",
            about_zh="再买这个商品的顾客里，中间一半的间隔；回购太少时未知",
            about_en="The middle half of those who bought it again; unknown with too few returns",
            unit="days",
        ),
    ]
    to_days: Annotated[int | None, described("通常间隔（到）", "Usual interval, to", unit="days")]
    is_due: Annotated[bool, described("该买了", "Due now")]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """One thing that happened."""

    when: Annotated[str, described("时间", "When", about_zh="店铺当地时间", about_en="On the shop's clock")]
    kind: Annotated[Words, described("事件", "What")]
    channel: Annotated[Words | None, described("渠道", "Channel")]
    about: Annotated[str | None, described("内容", "About")]
    number: Annotated[
        int | None, described("数量", "Number", about_zh="件数、星级或积分", about_en="Units, stars or points")
    ]
    amount: Annotated[Money | None, described("金额", "Amount", unit="money")]


@dataclass(frozen=True, slots=True, kw_only=True)
class OneCustomerResult(Result):
    """Everything about one customer in one place."""

    last_day: Annotated[date, described("截止日", "As of")]
    customer: Annotated[str, described("顾客（假名）", "Customer (pseudonym)", unit="code")]
    state: Annotated[
        Words | None,
        described("生命周期", "Lifecycle", about_zh="回购太少的店铺分不出来", about_en="Unknown where too few return"),
    ]
    segment: Annotated[Words | None, described("RFM 分层", "RFM segment")]
    purchase_days: Annotated[int, described("购买天数", "Purchase days")]
    net_sales: Annotated[Money, described("净销售额", "Net sales", unit="money")]
    contribution_profit: Annotated[
        MoneyInterval | None,
        described(
            "贡献利润",
            "Contribution profit",
            about_zh="缺成本时未知，声明了毛利区间时按区间",
            about_en="Unknown where a cost is missing, a range with a declared margin",
            unit="money",
        ),
    ]
    first_purchase: Annotated[date | None, described("首次购买", "First purchase")]
    last_purchase: Annotated[date | None, described("最近购买", "Last purchase")]
    days_away: Annotated[int | None, described("距上次购买", "Days since purchase", unit="days")]
    cooling_after: Annotated[
        int | None,
        described(
            "多少天后算降温",
            "Cooling after",
            about_zh="按这位顾客自己的节奏",
            about_en="By this customer's own rhythm",
            unit="days",
        ),
    ]
    lapsed_after: Annotated[int | None, described("多少天后算沉睡", "Lapsed after", unit="days")]
    still_there: Annotated[Rate | None, ALIVE]
    purchases_ahead: Annotated[Interval | None, PURCHASES]
    profit_ahead: Annotated[MoneyInterval | None, VALUE]
    comes_soon: Annotated[
        Rate | None,
        described("90 天内再买", "Buys within 90 days", about_zh="的概率", about_en="The chance of it", unit="rate"),
    ]
    next_purchase_by: Annotated[
        date | None,
        described(
            "下次购买预计不晚于",
            "Next purchase by",
            about_zh="到这一天有一半把握已经再买；一年内到不了一半则为空",
            about_en="By this day they have bought again with one chance in two; empty where a year is not enough",
        ),
    ]
    service: Annotated[
        Words | None,
        described(
            "客服分流", "Where requests go", about_zh="按今后价值的层级", about_en="By the tier of their value ahead"
        ),
    ]
    next_best: Annotated[
        Sentence | None,
        described("最该做的", "Best next step", about_zh="不做也是一种", about_en="Doing nothing may be it"),
    ]
    actions: Annotated[tuple[ActionRow, ...], described("可以做什么", "What could be done")]
    bought: Annotated[tuple[BoughtRow, ...], described("买过什么", "What they bought")]
    timeline: Annotated[tuple[EventRow, ...], described("时间线", "Timeline")]
