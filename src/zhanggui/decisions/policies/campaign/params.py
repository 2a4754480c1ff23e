"""Which thresholds and assumptions does the campaign policy have?"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from zhanggui.core.capability import Params
from zhanggui.core.described import described


class CampaignParams(Params):
    """On which baskets sets are replayed, for how long a campaign would run, and how demand is taken to react."""

    window_days: Annotated[
        int,
        Field(ge=14, le=365),
        described(
            "回放天数",
            "Days replayed",
            about_zh="在最近多少天的购物车上回放",
            about_en="Baskets of so many last days",
            unit="days",
        ),
    ] = 28
    horizon_days: Annotated[int, Field(ge=1, le=60), described("活动天数", "Days of the campaign", unit="days")] = 14
    most_sets: Annotated[
        int,
        Field(ge=1, le=4),
        described("比较几套", "Sets compared", about_zh="最近检查的几套", about_en="Those checked last", unit="count"),
    ] = 3
    elasticity_low: Annotated[
        float,
        Field(ge=0),
        described(
            "价格弹性下限",
            "Price elasticity, low",
            about_zh="降价 1% 销量增加百分之几；没有实测时的假设",
            about_en="Percent more units for one percent off; assumed until measured",
            unit="ratio",
        ),
    ] = 1.0
    elasticity_estimate: Annotated[
        float, Field(ge=0), described("价格弹性估计", "Price elasticity, estimate", unit="ratio")
    ] = 1.8
    elasticity_high: Annotated[
        float, Field(ge=0), described("价格弹性上限", "Price elasticity, high", unit="ratio")
    ] = 2.8
    valid_days: Annotated[
        int, Field(ge=1, le=60), described("建议有效天数", "Days the proposal is valid", unit="days")
    ] = 14

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.elasticity_low <= self.elasticity_estimate <= self.elasticity_high:
            message = "elasticity_low ≤ elasticity_estimate ≤ elasticity_high"
            raise ValueError(message)
        return self
