"""Which sales, how many bands, and where should what be sold?"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from zhanggui.analyses.contribution import MarginParams
from zhanggui.analyses.counted_sales import SalesParams
from zhanggui.core.capability import Params
from zhanggui.core.described import described

Tolerance = Annotated[
    float,
    Field(ge=0, le=0.5),
    described(
        "允许的偏离",
        "Tolerance",
        about_zh="超出价格带边界多少才算，0.05 即 5 %",
        about_en="How far beyond the limit of a band counts; 0.05 is 5 %",
        unit="rate",
    ),
]


class PositionsParams(Params):
    """Where products should be sold, as somebody declares it."""

    positions: Annotated[
        str,
        Field(max_length=4_000),
        described(
            "定位价格带",
            "Positioning",
            about_zh="SKU、商品标签或类目=最低-最高，逗号隔开，如 引流=0-40,绿茶=50-200,形象款=300-；越具体越优先；不写用店铺设置",
            about_en="SKU, tag of products or category=low-high with commas, such as green tea=50-200,premium=300-; the most "
            "specific counts; empty: as the shop declared",
        ),
    ] = ""


class BandsParams(SalesParams, MarginParams, PositionsParams):
    """Which sales, how many bands, and the positioning of products."""

    category: Annotated[
        str | None,
        described("类目", "Category", about_zh="只看一个类目；空表示全部", about_en="Only this category; empty: all"),
    ] = None
    bands: Annotated[
        int,
        Field(ge=2, le=8),
        described(
            "价格带数",
            "Bands",
            about_zh="每个类目最多分成几个；商品少时更少",
            about_en="Of each category, at most; fewer where products are few",
            unit="count",
        ),
    ] = 4
    least_products: Annotated[
        int,
        Field(ge=1, le=100),
        described(
            "每带最少商品",
            "Least products of a band",
            about_zh="一两个异常价格不会自成一带",
            about_en="So that a stray price makes no band of its own",
            unit="count",
        ),
    ] = 3
    tolerance: Tolerance = 0.05
    gap_ratio: Annotated[
        float,
        Field(gt=1, le=10),
        described(
            "空档倍数",
            "Gap",
            about_zh="相邻两个价格相差这么多倍，中间就算空档",
            about_en="Neighbouring prices so many times apart leave a gap",
            unit="ratio",
        ),
    ] = 1.5
    least_units: Annotated[
        int,
        Field(ge=1, le=10_000),
        described(
            "最少件数",
            "Least units",
            about_zh="卖得更少的商品不参与划分，也不判断",
            about_en="Products that sold fewer neither make bands nor are judged",
            unit="units",
        ),
    ] = 5
    limit: Annotated[
        int, Field(ge=1, le=5_000), described("最多行数", "Most rows", about_zh="每张表", about_en="Of each table")
    ] = 100
