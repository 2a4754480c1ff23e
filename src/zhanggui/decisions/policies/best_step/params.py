"""What keeps a step of a price within bounds, and which test is worth its cost?"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from zhanggui.analyses.assumed_elasticity import ElasticityParams
from zhanggui.core.described import described


class BestStepParams(ElasticityParams):
    """Guardrails of a step, the risk that is taken, and the tests that are proposed where nothing tells."""

    window_days: Annotated[
        int,
        Field(ge=91, le=1095),
        described(
            "观察天数",
            "Window",
            about_zh="用最近多少天的销量与价格",
            about_en="Sales and prices of so many days",
            unit="days",
        ),
    ] = 728
    most_step: Annotated[
        float,
        Field(gt=0, le=0.5),
        described("最大一步", "Largest step", about_zh="0.1 即 10 %", about_en="0.1 is 10 %", unit="rate"),
    ] = 0.1
    least_margin: Annotated[
        float,
        Field(gt=-1, lt=1),
        described(
            "最低净利率",
            "Least margin",
            about_zh="价格下限 = 成本 + 费用 + 这么多",
            about_en="The lowest price: cost, charges and so much",
            unit="rate",
        ),
    ] = 0.05
    most_risk: Annotated[
        float,
        Field(gt=0, lt=0.5),
        described(
            "可承受的风险",
            "Risk taken",
            about_zh="比不调价少赚的概率上限",
            about_en="Largest chance of earning less than without the step",
            unit="rate",
        ),
    ] = 0.05
    cool_down_days: Annotated[
        int,
        Field(ge=0, le=365),
        described(
            "冷却天数",
            "Cool-down",
            about_zh="上次变价后至少隔这么多天",
            about_en="At least so many days after the last change",
            unit="days",
        ),
    ] = 14
    ending: Annotated[
        str | None,
        Field(max_length=8),
        described("价格尾数", "Ending", about_zh="例如 .9、9.9；最后套用", about_en="Such as .9 or 9.9; applied last"),
    ] = None
    positions: Annotated[
        str,
        Field(max_length=4_000),
        described(
            "定位价格带",
            "Positioning",
            about_zh="SKU 或类目=最低-最高，逗号隔开，如 绿茶=50-200；价格不出此带；不写则不限",
            about_en="SKU or category=low-high with commas, such as green tea=50-200; no price leaves it; empty: no bound",
        ),
    ] = ""
    horizon_days: Annotated[
        int, Field(ge=14, le=182, multiple_of=7), described("看多少天的利润", "Days of profit", unit="days")
    ] = 28
    test_step: Annotated[
        float,
        Field(gt=0, le=0.5),
        described("试验幅度", "Step of a test", about_zh="上下各这么多", about_en="So much up and down", unit="rate"),
    ] = 0.1
    half_width: Annotated[
        float,
        Field(ge=0.05, le=5),
        described(
            "试验要多准",
            "Wanted precision",
            about_zh="90% 区间两边各宽多少",
            about_en="How far the 90 % interval may reach on either side",
            unit="ratio",
        ),
    ] = 0.8
    longest_test_days: Annotated[int, Field(ge=84, le=364), described("试验最长天数", "Longest test", unit="days")] = (
        182
    )
    most_proposals: Annotated[int, Field(ge=1, le=100), described("最多调价数", "Most steps", unit="count")] = 10
    most_tests: Annotated[int, Field(ge=0, le=100), described("最多试验数", "Most tests", unit="count")] = 3
    valid_days: Annotated[
        int, Field(ge=1, le=60), described("建议有效天数", "Days the proposal is valid", unit="days")
    ] = 14
