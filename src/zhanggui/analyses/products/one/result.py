"""What does the page of one product show?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from zhanggui.analyses.next_step import ActionRow
from zhanggui.core.capability import Result
from zhanggui.core.charts import Series
from zhanggui.core.described import described
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.quantity import Interval, Rate, RateInterval
from zhanggui.core.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRow:
    """The product in one channel."""

    channel: Annotated[Words, described("渠道", "Channel")]
    units: Annotated[int, described("支付件数", "Units sold", unit="units")]
    net_sales: Annotated[Money, described("净销售额", "Net sales", unit="money")]
    average_price: Annotated[
        Money | None,
        described(
            "成交均价", "Average price", about_zh="应付货款 ÷ 件数", about_en="Due for goods ÷ units", unit="money"
        ),
    ]
    price_now: Annotated[
        Money | None,
        described(
            "现价", "Price now", about_zh="价格历史里最后一条", about_en="The last of its price history", unit="money"
        ),
    ]
    share_back: Annotated[
        RateInterval | None,
        described(
            "退回比例（行）",
            "Share of lines that came back",
            about_zh="90 % 区间",
            about_en="90 % interval",
            unit="rate",
        ),
    ]
    contribution_profit: Annotated[MoneyInterval | None, described("贡献利润", "Contribution profit", unit="money")]


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceRow:
    """One change of price."""

    day: Annotated[date, described("生效日", "From")]
    channel: Annotated[Words, described("渠道", "Channel")]
    price: Annotated[Money, described("价格", "Price", unit="money")]
    change: Annotated[Rate | None, described("变化", "Change", unit="change")]


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanionRow:
    """A product that is often in the same order."""

    sku: Annotated[str, described("SKU", "SKU")]
    product_name: Annotated[str | None, described("商品名称", "Product name")]
    orders: Annotated[int, described("同单订单数", "Orders with both", unit="orders")]
    share: Annotated[
        Rate | None,
        described("占本商品订单", "Share of this product's orders", unit="rate"),
    ]
    lift: Annotated[
        float | None,
        described(
            "倍数",
            "Lift",
            about_zh="÷ 全部订单里的占比；没有检验，见连带分析",
            about_en="÷ its share of all orders; not tested here, see bought together",
            unit="multiple",
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class OneProductResult(Result):
    """Everything about one product in one place."""

    first_day: Annotated[date, described("起始日", "First day")]
    last_day: Annotated[date, described("截止日", "Last day")]
    sku: Annotated[str, described("SKU", "SKU")]
    product_name: Annotated[str | None, described("商品名称", "Product name")]
    category: Annotated[str | None, described("类目", "Category")]
    supplier: Annotated[str | None, described("供应商", "Supplier")]
    launched_day: Annotated[
        date | None,
        described("上架日", "Launched", about_zh="没有则为首次售出日", about_en="Else the day it first sold"),
    ]
    stage: Annotated[
        Words, described("生命周期", "Stage", about_zh="与“商品生命周期”相同", about_en="As in Product lifecycle")
    ]
    role: Annotated[Words, described("角色", "Role", about_zh="与“商品角色”相同", about_en="As in Product roles")]
    units: Annotated[int, described("支付件数", "Units sold", unit="units")]
    units_before: Annotated[
        int,
        described("前一期件数", "Units in the period before", about_zh="同样长", about_en="Equally long", unit="units"),
    ]
    orders: Annotated[int, described("订单数", "Orders", unit="orders")]
    buyers: Annotated[int, described("已知买家", "Known buyers", unit="customers")]
    first_orders: Annotated[
        RateInterval | None,
        described(
            "首单占比",
            "Share of first orders",
            about_zh="买它的订单里是顾客首单的；带来新客的能力，90 % 区间",
            about_en="Of its orders by known buyers those that were a buyer's first: its pull; 90 % interval",
            unit="rate",
        ),
    ]
    net_sales: Annotated[Money, described("净销售额", "Net sales", unit="money")]
    share_of_sales: Annotated[Rate | None, described("占全店", "Share of the shop", unit="rate")]
    contribution_profit: Annotated[MoneyInterval | None, described("贡献利润", "Contribution profit", unit="money")]
    contribution_margin: Annotated[
        Rate | None,
        described("贡献利润率", "Contribution margin", about_zh="占净销售额", about_en="Of net sales", unit="rate"),
    ]
    unit_cost: Annotated[Money | None, described("单位成本", "Unit cost", unit="money")]
    on_hand: Annotated[int | None, described("在库", "On hand", unit="units")]
    cover: Annotated[
        Interval | None,
        described(
            "库存天数",
            "Days of cover",
            about_zh="按最近 28 天的售出速度；80 % 区间由泊松计数得出",
            about_en="At the pace of the latest 28 days; 80 % interval from Poisson counts",
            unit="days",
        ),
    ]
    days_out: Annotated[
        int | None,
        described(
            "缺货天数",
            "Days out of stock",
            about_zh="期内各仓合计为 0 的天数",
            about_en="Days counted with none anywhere",
            unit="days",
        ),
    ]
    stars: Annotated[float | None, described("平均星级", "Stars", unit="ratio")]
    reviews: Annotated[int | None, described("评价数", "Reviews", unit="count")]
    weekly: Annotated[Series, described("每周件数", "Units by week")]
    actions: Annotated[tuple[ActionRow, ...], described("可以做什么", "What could be done")]
    channels: Annotated[tuple[ChannelRow, ...], described("各渠道", "By channel")]
    prices: Annotated[tuple[PriceRow, ...], described("价格变化", "Changes of price")]
    companions: Annotated[tuple[CompanionRow, ...], described("同单商品", "In the same orders")]
