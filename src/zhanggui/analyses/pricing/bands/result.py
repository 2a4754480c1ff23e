"""What does an answer about price bands hold?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from zhanggui.analyses.next_step import ActionRow
from zhanggui.core.capability import Result
from zhanggui.core.charts import Series
from zhanggui.core.described import described
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Sentence
from zhanggui.core.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class BandRow:
    """One price band of a category."""

    category: Annotated[Words, described("类目", "Category")]
    band: Annotated[
        Words,
        described(
            "价格带",
            "Band",
            about_zh="买家实付单价，含下限不含上限",
            about_en="By what buyers paid a unit; from the lower limit up to but without the upper one",
        ),
    ]
    products: Annotated[int, described("商品数", "Products", unit="count")]
    product_share: Annotated[Rate, described("占商品", "Of products", unit="rate")]
    sales_share: Annotated[Rate | None, described("占销售", "Of sales", unit="rate")]
    verdict: Annotated[
        Sentence,
        described(
            "货与销",
            "Goods and sales",
            about_zh="占销售不到占商品的三分之二为货多销少，超过一倍半为货少销多",
            about_en="Crowded where the share of sales is less than two thirds of that of products, thin above one and a half",
        ),
    ]
    units: Annotated[int, described("件数", "Units", unit="units")]
    net_sales: Annotated[Money, described("净销售额", "Net sales", unit="money")]
    contribution_profit: Annotated[MoneyInterval | None, described("贡献利润", "Contribution profit", unit="money")]
    contribution_margin: Annotated[
        Rate | None,
        described("贡献利润率", "Contribution margin", about_zh="占净销售额", about_en="Of net sales", unit="rate"),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class GapRow:
    """A stretch of prices in which nothing of a category is sold."""

    category: Annotated[Words, described("类目", "Category")]
    low: Annotated[Money, described("空档从", "From", unit="money")]
    high: Annotated[Money, described("到", "To", unit="money")]
    product_below: Annotated[str, described("下面的商品", "Product below")]
    product_above: Annotated[str, described("上面的商品", "Product above")]
    straddling: Annotated[
        int,
        described(
            "两边都买的顾客",
            "Customers on both sides",
            about_zh="已知顾客；一件低于中点、一件高于中点",
            about_en="Known ones, who paid less than the middle for one unit and more for another",
            unit="customers",
        ),
    ]
    of_buyers: Annotated[Rate | None, described("占类目顾客", "Of its customers", unit="rate")]
    inside: Annotated[
        int,
        described(
            "平均价在空档里",
            "With their mean within",
            about_zh="其中平均每件付的正好在空档里",
            about_en="Of these, those whose mean price a unit lies in the gap",
            unit="customers",
        ),
    ]
    spent: Annotated[
        Money, described("他们在类目里花的", "What these spent", about_zh="应付货款", about_en="Due", unit="money")
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutRow:
    """One product that sells out of its band."""

    sku: Annotated[str, described("SKU", "SKU")]
    product_name: Annotated[str, described("商品名称", "Product name")]
    category: Annotated[Words, described("类目", "Category")]
    verdict: Annotated[Sentence, described("判断", "Verdict")]
    position: Annotated[Words, described("应在", "Should be")]
    price: Annotated[
        Money,
        described(
            "成交中位价", "Middle price", about_zh="买家实付，每件", about_en="What buyers paid a unit", unit="money"
        ),
    ]
    size: Annotated[
        Money | None,
        described(
            "带外金额",
            "Money beyond",
            about_zh="中位价离边界的距离 × 件数；偶尔出带的为空",
            about_en="Middle price to the limit × units; empty where only some sales lie out",
            unit="money",
        ),
    ]
    units: Annotated[int, described("件数", "Units", unit="units")]
    list_price: Annotated[
        Money, described("优惠前均价", "Before discounts", about_zh="每件", about_en="A unit, mean", unit="money")
    ]
    usual_low: Annotated[
        Money,
        described("八成成交从", "Eight of ten from", about_zh="10 % 分位", about_en="10 % quantile", unit="money"),
    ]
    usual_high: Annotated[Money, described("到", "to", about_zh="90 % 分位", about_en="90 % quantile", unit="money")]
    reason: Annotated[Sentence, described("依据", "Why")]


@dataclass(frozen=True, slots=True, kw_only=True)
class BandsResult(Result):
    """The bands of categories, their gaps, and what sells out of its band."""

    first_day: Annotated[date, described("起始日", "First day")]
    last_day: Annotated[date, described("截止日", "Last day")]
    categories: Annotated[int, described("类目数", "Categories", unit="count")]
    products: Annotated[int, described("判断的商品", "Products judged", unit="count")]
    out_of_band: Annotated[int, described("卖出带外", "Sell out of their band", unit="count")]
    shares: Annotated[tuple[Series, ...], described("各价格带的货与销", "Products and sales by band")]
    actions: Annotated[tuple[ActionRow, ...], described("可以做什么", "What could be done")]
    bands: Annotated[tuple[BandRow, ...], described("价格带", "Bands")]
    gaps: Annotated[
        tuple[GapRow, ...], described("空档，两边都买的顾客多的在前", "Gaps, most customers on both sides first")
    ]
    rows: Annotated[
        tuple[OutRow, ...], described("卖出带外的商品，金额大的在前", "Products out of their band, most money first")
    ]
