"""How do pairs and rules read: what is bought together, how surely, and what does it leave?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from zhanggui.core.capability import Result
from zhanggui.core.charts import Bars
from zhanggui.core.described import described
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.quantity import Interval, Rate


@dataclass(frozen=True, slots=True, kw_only=True)
class PairRow:
    """Two products that are bought together more often than chance and taste explain."""

    first_sku: Annotated[str, described("SKU 一", "First SKU")]
    first_name: Annotated[str, described("商品一", "First product")]
    second_sku: Annotated[str, described("SKU 二", "Second SKU")]
    second_name: Annotated[str, described("商品二", "Second product")]
    together: Annotated[int, described("同单数", "Orders together", unit="orders")]
    support: Annotated[
        Rate, described("支持度", "Support", about_zh="占全部订单", about_en="Of all orders", unit="rate")
    ]
    second_given_first: Annotated[
        Rate,
        described(
            "买一也买二",
            "Second given first",
            about_zh="买了商品一的订单里，也有商品二的比例（置信度）",
            about_en="Of the orders with the first, so many hold the second (confidence)",
            unit="rate",
        ),
    ]
    first_given_second: Annotated[
        Rate,
        described(
            "买二也买一",
            "First given second",
            about_zh="买了商品二的订单里，也有商品一的比例",
            about_en="Of the orders with the second, so many hold the first",
            unit="rate",
        ),
    ]
    lift: Annotated[
        Interval,
        described(
            "提升度",
            "Lift",
            about_zh="同单次数是互不相干时的几倍",
            about_en="How many times as often together as if they had nothing to do with each other",
            unit="ratio",
        ),
    ]
    lift_beyond_taste: Annotated[
        Interval,
        described(
            "扣除口味后的提升",
            "Lift beyond taste",
            about_zh="再扣除渠道、月份和同类商品本来就常一起买的部分；大于 1 才是这一对自己的关系",
            about_en="After channel, month and how often such kinds of products go together anyway; above 1 it is the pair's own",
            unit="ratio",
        ),
    ]
    false_share: Annotated[
        Rate,
        described(
            "误报率",
            "False discovery rate",
            about_zh="连同比它更可信的一起采信时，平均有这么大比例是偶然（q 值）",
            about_en="Believing it and all that are surer, this share would be chance on average (q value)",
            unit="rate",
        ),
    ]
    net_sales: Annotated[
        Money,
        described(
            "同单净销售额",
            "Net sales together",
            about_zh="两件商品在同单里",
            about_en="Of the two, in those orders",
            unit="money",
        ),
    ]
    contribution_profit: Annotated[
        MoneyInterval | None,
        described(
            "同单贡献利润",
            "Profit together",
            about_zh="两件商品在同单里留下的",
            about_en="What the two left in those orders",
            unit="money",
        ),
    ]
    profit_per_order: Annotated[Money | None, described("每单利润", "Profit an order", unit="money")]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleRow:
    """Who has several products also takes one more."""

    bought: Annotated[str, described("买了", "Who has", about_zh="商品名称", about_en="Product names")]
    also: Annotated[str, described("也买", "also takes")]
    together: Annotated[int, described("同单数", "Orders together", unit="orders")]
    confidence: Annotated[Rate, described("置信度", "Confidence", unit="rate")]
    lift: Annotated[Interval, described("提升度", "Lift", unit="ratio")]
    false_share: Annotated[
        Rate,
        described(
            "误报率",
            "False discovery rate",
            about_zh="与少了其中任一件商品的规则相比",
            about_en="Against the rule without any one of its products",
            unit="rate",
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairsResult(Result):
    """Pairs and rules that stand."""

    first_day: Annotated[date | None, described("首日", "First day")]
    last_day: Annotated[date, described("末日", "Last day")]
    orders: Annotated[int, described("订单数", "Orders", unit="orders")]
    products: Annotated[int, described("有销售的商品", "Products sold", unit="count")]
    pairs_tested: Annotated[
        int,
        described(
            "检验的组合数",
            "Pairs tested",
            about_zh="所有可能的两两组合，包括没有列出的",
            about_en="All there could be, with those that are not listed",
            unit="count",
        ),
    ]
    pairs_frequent: Annotated[int, described("够单数的组合", "Pairs with enough orders", unit="count")]
    pairs_found: Annotated[int, described("采信的组合", "Pairs believed", unit="count")]
    orders_beyond_chance: Annotated[Bars, described("超出口味与偶然的同单数", "Orders beyond taste and chance")]
    rows: Annotated[tuple[PairRow, ...], described("组合", "Pairs")]
    rules: Annotated[
        tuple[RuleRow, ...],
        described("规则", "Rules", about_zh="前件两件以上", about_en="With two products or more before the arrow"),
    ]
