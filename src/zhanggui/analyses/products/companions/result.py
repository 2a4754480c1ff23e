"""How do companions read: what beside what, for which reason, worth how much, sold where?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from zhanggui.core.capability import Result
from zhanggui.core.charts import Bars
from zhanggui.core.described import described
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.quantity import Interval, Rate, RateInterval
from zhanggui.core.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanionRow:
    """One product that goes with another one."""

    with_sku: Annotated[str, described("购物车里的 SKU", "SKU in the basket")]
    with_name: Annotated[str, described("购物车里的商品", "Product in the basket")]
    sku: Annotated[str, described("推荐 SKU", "Companion's SKU")]
    name: Annotated[str, described("推荐商品", "Companion")]
    together: Annotated[int, described("同单数", "Orders together", unit="orders")]
    with_orders: Annotated[
        int,
        described(
            "购物车商品的订单数",
            "Orders with the product",
            about_zh="含这件商品的全部订单",
            about_en="All that hold it",
        ),
    ]
    share: Annotated[
        Rate,
        described(
            "也买的比例",
            "Also taken",
            about_zh="含购物车商品的订单里，也有推荐商品的比例（置信度）",
            about_en="Of the orders with the product, so many hold the companion (confidence)",
            unit="rate",
        ),
    ]
    lift: Annotated[
        Interval,
        described(
            "扣除口味后的提升",
            "Lift beyond taste",
            about_zh="同单次数是偶然、渠道、月份与口味所能解释的几倍",
            about_en="How many times as often together as chance, channel, month and taste explain",
            unit="ratio",
        ),
    ]
    extra_share: Annotated[
        RateInterval,
        described(
            "这一对自己的比例",
            "The pair's own share",
            about_zh="也买的比例中，偶然与口味解释不了的部分",
            about_en="Of the orders with the product, those that chance and taste do not explain",
            unit="rate",
        ),
    ]
    profit_per_order: Annotated[
        Money | None,
        described(
            "推荐商品每单利润",
            "Companion's profit an order",
            about_zh="推荐商品在一单多件的订单里平均留下的贡献利润",
            about_en="Contribution profit that it leaves in an order of several products",
            unit="money",
        ),
    ]
    extra_profit_per_hundred: Annotated[
        MoneyInterval | None,
        described(
            "每百单额外利润",
            "Extra profit per 100 orders",
            about_zh="这一对自己的比例 × 推荐商品每单利润 × 100；按下限排序。这是一起买的价值，不是展示带来的增量",
            about_en="The pair's own share × the companion's profit × 100, ranked by its low end. What the affinity is worth, not "
            "what a showing adds",
            unit="money",
        ),
    ]
    on_hand: Annotated[
        int | None,
        described("库存", "In stock", about_zh="空则没有导入库存", about_en="Empty: no stock loaded", unit="units"),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class SoldOnRow:
    """A channel on which a companion is sold."""

    sku: Annotated[str, described("推荐 SKU", "Companion's SKU")]
    channel: Annotated[str, described("渠道代码", "Channel's code", unit="code")]
    channel_name: Annotated[Words, described("渠道", "Channel")]
    orders: Annotated[int, described("订单数", "Orders", unit="orders")]


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanionsResult(Result):
    """What may be shown beside what."""

    first_day: Annotated[date | None, described("首日", "First day")]
    last_day: Annotated[date, described("末日", "Last day")]
    orders: Annotated[int, described("订单数", "Orders", unit="orders")]
    pairs_found: Annotated[int, described("采信的组合", "Pairs believed", unit="count")]
    products: Annotated[int, described("有推荐的商品", "Products with companions", unit="count")]
    extra_orders: Annotated[Bars, described("每百单里这一对自己的单数", "The pair's own orders per 100")]
    rows: Annotated[tuple[CompanionRow, ...], described("推荐", "Companions")]
    sold_on: Annotated[tuple[SoldOnRow, ...], described("在售渠道", "Sold on")]
