"""Which products are compared, and how much evidence is needed?"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from zhanggui.analyses.counted_sales import SalesParams
from zhanggui.core.described import described


class OverlapParams(SalesParams):
    """Which sales, how many products, how sure."""

    category: Annotated[
        str | None,
        described("类目", "Category", about_zh="只看一个类目；空表示全部", about_en="Only this category; empty: all"),
    ] = None
    least_buyers: Annotated[
        int,
        Field(ge=5),
        described(
            "最少顾客", "Least buyers", about_zh="少于此数的商品不比", about_en="Products with fewer are left out"
        ),
    ] = 30
    of_a_kind: Annotated[
        int,
        Field(ge=2, le=200),
        described(
            "每类目商品数",
            "Products of a category",
            about_zh="销量转移只看每个类目卖得最多的这么多个",
            about_en="Shifts are looked for among so many best sellers of each category",
        ),
    ] = 40
    event_weeks: Annotated[
        int,
        Field(ge=2, le=26),
        described(
            "前后多少周",
            "Weeks around",
            about_zh="缺货或上新前后各看这么多周",
            about_en="Before and after a launch or a stock-out",
        ),
    ] = 10
    false_share: Annotated[
        float,
        Field(gt=0, lt=1),
        described(
            "允许的误报率",
            "False discoveries allowed",
            about_zh="认定的转移中，平均最多这么大比例是偶然",
            about_en="Of the shifts believed, at most this share is chance on average",
        ),
    ] = 0.05
    limit: Annotated[
        int,
        Field(ge=1, le=1_000),
        described("最多行数", "Most rows", about_zh="每张表", about_en="Of each table"),
    ] = 50
