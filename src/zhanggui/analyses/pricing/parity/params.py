"""Which channel is the measure, and how far apart may prices lie?"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from zhanggui.analyses.asked_period import PeriodParams
from zhanggui.core.described import described


class ParityParams(PeriodParams):
    """Which days, the channel that is the measure, and the band."""

    reference: Annotated[
        str | None,
        described(
            "基准渠道",
            "Reference channel",
            about_zh="其他渠道与它比；空表示净销售额最高的",
            about_en="What the others are compared with; empty: the one with the largest net sales",
        ),
    ] = None
    tolerance: Annotated[
        float,
        Field(ge=0, le=0.5),
        described(
            "允许的价差",
            "Tolerance",
            about_zh="在费用差别之外还可以差多少，0.05 即 5 %",
            about_en="How far apart beyond what differing fees explain; 0.05 is 5 %",
            unit="rate",
        ),
    ] = 0.05
    least_units: Annotated[
        int,
        Field(ge=1, le=10_000),
        described(
            "最少件数",
            "Least units",
            about_zh="任一边少于此数就写“说不准”",
            about_en="With fewer on either side: cannot tell",
            unit="units",
        ),
    ] = 10
    false_share: Annotated[
        float,
        Field(gt=0, lt=1),
        described(
            "允许的误报率",
            "False discoveries allowed",
            about_zh="判为带外的组合中，平均最多这么大比例是偶然",
            about_en="Of the pairs called out of the band, at most this share is chance on average",
            unit="rate",
        ),
    ] = 0.05
    limit: Annotated[
        int, Field(ge=1, le=5_000), described("最多行数", "Most rows", about_zh="每张表", about_en="Of each table")
    ] = 200
