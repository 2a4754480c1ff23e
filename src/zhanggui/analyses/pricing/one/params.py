"""Whose price, over which days, and within which bounds?"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from zhanggui.analyses.counted_sales import SalesParams
from zhanggui.analyses.pricing.bands.params import PositionsParams
from zhanggui.analyses.pricing.elasticity.params import PriceStepParams
from zhanggui.core.described import described


class OnePriceParams(SalesParams, PriceStepParams, PositionsParams):
    """Which product, over which days, and the bounds of a step; each part over its usual days unless said otherwise."""

    sku: Annotated[
        str,
        Field(min_length=1, max_length=200),
        described("SKU", "SKU", about_zh="商品编码", about_en="The product's code"),
    ]
    decisions: Annotated[
        str,
        Field(max_length=400_000),
        described(
            "价格决策",
            "Price decisions",
            about_zh="决策编号，逗号隔开；空表示记录里这个商品的全部价格决策",
            about_en="Numbers of decisions with commas; empty: all of the record about this product's price",
        ),
    ] = ""
