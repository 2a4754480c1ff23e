"""What counts as rising, falling or new, and how sure must it be?"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from zhanggui.analyses.assumed_elasticity import ElasticityParams
from zhanggui.analyses.counted_sales import SalesParams
from zhanggui.core.described import described


class LifecycleParams(SalesParams, ElasticityParams):
    """Which sales, where stages begin, how sure a stage must be."""

    introduction_days: Annotated[
        int,
        Field(ge=14, le=365),
        described(
            "导入期天数",
            "Days of introduction",
            about_zh="上架不到这么多天为导入期",
            about_en="Listed for fewer days: introduction",
            unit="days",
        ),
    ] = 120
    rise: Annotated[
        float,
        Field(gt=0, le=10),
        described(
            "成长：一年多卖",
            "Growth: more in a year",
            about_zh="与全店、类目和季节相比；0.5 即一年多 50 %",
            about_en="Against shop, category and season; 0.5 is 50 % more in a year",
        ),
    ] = 0.5
    fall: Annotated[
        float,
        Field(gt=0, lt=1),
        described(
            "衰退：一年少卖",
            "Decline: less in a year",
            about_zh="0.35 即一年少 35 %",
            about_en="0.35 is 35 % less in a year",
        ),
    ] = 0.35
    confidence: Annotated[
        float,
        Field(ge=0.5, lt=1),
        described(
            "至少多大把握",
            "Least confidence",
            about_zh="把握不够的写“说不准”",
            about_en="Below it the answer is: cannot tell",
        ),
    ] = 0.75
    half_life_weeks: Annotated[
        int,
        Field(ge=4, le=104),
        described(
            "近期权重半衰期（周）",
            "Half-life of weight (weeks)",
            about_zh="多少周以前的销量只算一半",
            about_en="Sales so many weeks ago count half",
        ),
    ] = 26
    limit: Annotated[
        int,
        Field(ge=1, le=2_000),
        described("最多行数", "Most rows", about_zh="卖得多的排前", about_en="Those that sell most first"),
    ] = 100
