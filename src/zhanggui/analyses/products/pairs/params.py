"""Which orders are looked at for pairs, and when is a pair believed?"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from zhanggui.analyses.contribution import MarginParams
from zhanggui.analyses.counted_sales import SalesParams
from zhanggui.core.described import described


class BelievedParams(SalesParams, MarginParams):
    """Days and channel; how many orders a pair needs, and how sure it must be."""

    orders: Annotated[
        int,
        Field(ge=2, le=1_000_000),
        described(
            "最少同单数",
            "Least orders together",
            about_zh="同一单里一起买的单数不到这么多的组合不列；但检验次数仍然计入",
            about_en="Pairs in fewer orders are not listed; they still count as tested",
            unit="orders",
        ),
    ] = 10
    false_share: Annotated[
        float,
        Field(gt=0, lt=1),
        described(
            "允许的误报率",
            "False discoveries allowed",
            about_zh="所列组合中，平均最多这么大比例是偶然；0.05 即 5 %",
            about_en="Of the pairs believed, on average at most this share is chance; 0.05 is 5 %",
        ),
    ] = 0.05
    any_dependence: Annotated[
        bool,
        described(
            "不假设检验独立",
            "Hold under any dependence",
            about_zh="用更严格的 Benjamini–Yekutieli；不选则用 Benjamini–Hochberg",
            about_en="The stricter Benjamini–Yekutieli instead of Benjamini–Hochberg",
        ),
    ] = False
    variants: Annotated[
        bool,
        described(
            "包含同款不同规格",
            "With variants of one style",
            about_zh="同一款号的两个规格默认不算组合",
            about_en="Two variants of one style are left out unless asked for",
        ),
    ] = False


class PairsParams(BelievedParams):
    """Which pairs, and how long rules may be."""

    longest: Annotated[
        int,
        Field(ge=2, le=5),
        described(
            "规则最多商品数",
            "Products in a rule",
            about_zh="2 只看两两；3 起看“买了甲和乙的也买丙”",
            about_en="2: pairs alone; from 3 on: who has A and B also takes C",
        ),
    ] = 3
    confidence: Annotated[
        float,
        Field(gt=0, le=1),
        described(
            "规则最低置信度",
            "Least confidence of a rule",
            about_zh="买了前件的订单里至少有这么大比例也买后件",
            about_en="So many of the orders with the first products hold the last one too",
        ),
    ] = 0.2
    limit: Annotated[
        int,
        Field(ge=1, le=1_000),
        described("最多行数", "Most rows", about_zh="利润多的排前", about_en="Those that earn most first"),
    ] = 50
