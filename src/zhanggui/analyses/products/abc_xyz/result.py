"""How do the nine cells of ABC and XYZ read?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from zhanggui.core.capability import Result
from zhanggui.core.charts import Matrix
from zhanggui.core.described import described
from zhanggui.core.money import Money
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class CellRow:
    """One cell of the nine."""

    cell: Annotated[
        str,
        described(
            "格",
            "Cell",
            about_zh="ABC 看贡献利润，XYZ 看需求稳不稳",
            about_en="ABC by contribution profit, XYZ by steadiness",
        ),
    ]
    products: Annotated[int, described("商品数", "Products", unit="count")]
    net_sales: Annotated[Money, described("净销售额", "Net sales", unit="money")]
    contribution_profit: Annotated[Money, described("贡献利润", "Contribution profit", unit="money")]
    profit_share: Annotated[Rate | None, described("占利润", "Of profit", unit="rate")]
    advice: Annotated[
        Sentence,
        described("怎么管", "How to keep it", about_zh="声明的做法，第 1 版", about_en="Declared practice, version 1"),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class AbcXyzRow:
    """One product and its cell."""

    sku: Annotated[str, described("SKU", "SKU")]
    product_name: Annotated[str, described("商品名称", "Product name")]
    cell: Annotated[str, described("格", "Cell")]
    net_sales: Annotated[Money, described("净销售额", "Net sales", unit="money")]
    contribution_profit: Annotated[Money, described("贡献利润", "Contribution profit", unit="money")]
    units: Annotated[int, described("一年销量", "Units of a year", unit="units")]
    variation: Annotated[
        float | None,
        described(
            "变异系数",
            "Variation",
            about_zh="周销量的标准差÷均值，扣除全店、季节、价格、缺货",
            about_en="Standard deviation of a week's units over their mean; shop, season, price and stock-outs taken out",
            unit="ratio",
        ),
    ]
    raw_variation: Annotated[
        float | None,
        described(
            "未扣除的", "Before that", about_zh="直接按周销量算", about_en="Of the weeks as they were", unit="ratio"
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class AbcXyzResult(Result):
    """Nine cells."""

    last_day: Annotated[date, described("末日", "Last day")]
    weeks: Annotated[int, described("用了多少周", "Weeks used", unit="count")]
    products: Annotated[int, described("商品数", "Products", unit="count")]
    matrix: Annotated[Matrix, described("九宫格：商品数", "Nine cells: products")]
    cells: Annotated[tuple[CellRow, ...], described("九宫格", "Cells")]
    rows: Annotated[tuple[AbcXyzRow, ...], described("商品", "Products")]
