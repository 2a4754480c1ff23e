"""What keeps a step of a price within bounds, and which test is worth its cost?"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from zhanggui.analyses.pricing.elasticity.params import PriceStepParams
from zhanggui.core.described import described


class StepParams(PriceStepParams):
    """Guardrails of a step, and the risk that is taken."""

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
    most_risk: Annotated[
        float,
        Field(gt=0, lt=0.5),
        described(
            "可承受的风险",
            "Risk taken",
            about_zh="所有调价合起来比不调价少赚的概率上限",
            about_en="Largest chance that all steps together earn less than none of them",
            unit="rate",
        ),
    ] = 0.05
    most_step_risk: Annotated[
        float,
        Field(gt=0, lt=0.5),
        described(
            "单个调价的风险",
            "Risk of one step",
            about_zh="单个商品比不调价少赚的概率上限",
            about_en="Largest chance that one product's step earns less than without it",
            unit="rate",
        ),
    ] = 0.25
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
    positions: Annotated[
        str,
        Field(max_length=4_000),
        described(
            "定位价格带",
            "Positioning",
            about_zh="SKU、商品标签或类目=最低-最高，逗号隔开，如 绿茶=50-200；价格不出此带；不写用店铺设置",
            about_en="SKU, tag or category=low-high with commas, such as green tea=50-200; no price leaves it; empty: as the shop declared",
        ),
    ] = ""
    horizon_days: Annotated[
        int, Field(ge=14, le=182, multiple_of=7), described("看多少天的利润", "Days of profit", unit="days")
    ] = 28
    most_proposals: Annotated[int, Field(ge=1, le=100), described("最多调价数", "Most steps", unit="count")] = 10
    valid_days: Annotated[
        int, Field(ge=1, le=60), described("建议有效天数", "Days the proposal is valid", unit="days")
    ] = 14


class BestStepParams(StepParams):
    """Guardrails of a step, the risk that is taken, and the tests that are proposed where nothing tells."""

    longest_test_days: Annotated[int, Field(ge=84, le=364), described("试验最长天数", "Longest test", unit="days")] = (
        182
    )
    most_tests: Annotated[int, Field(ge=0, le=100), described("最多试验数", "Most tests", unit="count")] = 3
