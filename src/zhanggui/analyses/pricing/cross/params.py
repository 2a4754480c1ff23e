"""Which sales, which step of a price, and how many false pairs may be among those told?"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from zhanggui.analyses.counted_sales import SalesParams
from zhanggui.core.described import described


class CrossElasticityParams(SalesParams):
    """Which sales, the step whose effect is told, and how sure a pair must be; the latest two years unless said."""

    sku: Annotated[
        str | None,
        Field(min_length=1, max_length=200),
        described(
            "SKU",
            "SKU",
            about_zh="只看与它有关的商品对；空表示全部",
            about_en="Only pairs that it is part of; empty: all",
        ),
    ] = None
    step: Annotated[
        float,
        Field(gt=0, le=0.5),
        described("降价幅度", "Cut", about_zh="0.1 即便宜 10 %", about_en="0.1 is 10 % off", unit="rate"),
    ] = 0.1
    false_share: Annotated[
        float,
        Field(gt=0, le=0.5),
        described(
            "最多几成是假的",
            "False share",
            about_zh="列出的商品对里，平均最多这么多其实没有影响",
            about_en="Of the pairs told, so many at most have no effect, on average",
            unit="rate",
        ),
    ] = 0.1
    limit: Annotated[int, Field(ge=1, le=10_000), described("最多行数", "Most rows")] = 200
