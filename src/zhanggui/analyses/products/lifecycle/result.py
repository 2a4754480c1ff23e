"""How do the stages of products read?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from zhanggui.core.capability import Result
from zhanggui.core.charts import Bars
from zhanggui.core.described import described
from zhanggui.core.money import Money
from zhanggui.core.quantity import Rate, RateInterval
from zhanggui.core.sentence import Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class StageRow:
    """One stage: how many products, what they sold, what to do."""

    stage: Annotated[Sentence, described("阶段", "Stage")]
    products: Annotated[int, described("商品数", "Products", unit="count")]
    net_sales: Annotated[
        Money,
        described(
            "近一年货款",
            "Goods paid in a year",
            about_zh="付款时的货款，未减退款",
            about_en="As paid, before refunds",
            unit="money",
        ),
    ]
    share: Annotated[Rate | None, described("占比", "Share", unit="rate")]
    action: Annotated[
        Sentence,
        described(
            "这个阶段做什么", "What to do", about_zh="声明的做法，第 1 版", about_en="Declared practice, version 1"
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class LifecycleRow:
    """One product and its stage."""

    sku: Annotated[str, described("SKU", "SKU")]
    product_name: Annotated[str, described("商品名称", "Product name")]
    stage: Annotated[Sentence, described("阶段", "Stage")]
    confidence: Annotated[
        Rate | None,
        described(
            "把握", "Confidence", about_zh="最可能的阶段的概率", about_en="Chance of the likeliest stage", unit="rate"
        ),
    ]
    yearly_change: Annotated[
        RateInterval | None,
        described(
            "一年变化",
            "Change in a year",
            about_zh="扣除全店、类目季节、价格和缺货；近期权重大",
            about_en="Shop, season of the category, price and stock-outs taken out; late weeks weigh more",
            unit="rate",
        ),
    ]
    growth_chance: Annotated[Rate, described("成长概率", "Chance of growth", unit="rate")]
    maturity_chance: Annotated[Rate, described("成熟概率", "Chance of maturity", unit="rate")]
    decline_chance: Annotated[Rate, described("衰退概率", "Chance of decline", unit="rate")]
    units: Annotated[int, described("近一年销量", "Units of a year", unit="units")]
    age_days: Annotated[
        int | None,
        described(
            "上架天数", "Days listed", about_zh="空表示比数据更早", about_en="Empty: before the data begin", unit="days"
        ),
    ]
    stock_out_days: Annotated[
        int,
        described(
            "近一年缺货天数",
            "Days out of stock in a year",
            about_zh="按仓平均",
            about_en="Mean over places",
            unit="days",
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class LifecycleResult(Result):
    """Stages, and the products in each."""

    last_day: Annotated[date, described("末日", "Last day")]
    weeks: Annotated[int, described("用了多少周", "Weeks used", unit="count")]
    products: Annotated[int, described("商品数", "Products", unit="count")]
    untold: Annotated[int, described("说不准的", "Cannot tell", unit="count")]
    products_by_stage: Annotated[Bars, described("各阶段商品数", "Products by stage")]
    stages: Annotated[tuple[StageRow, ...], described("阶段与做法", "Stages and what to do")]
    rows: Annotated[tuple[LifecycleRow, ...], described("商品", "Products")]
