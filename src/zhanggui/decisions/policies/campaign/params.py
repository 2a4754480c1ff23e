"""Which thresholds and assumptions does the campaign policy have?"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from zhanggui.analyses.assumed_elasticity import ElasticityParams
from zhanggui.core.described import described


class CampaignReach(ElasticityParams):
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


class CampaignParams(CampaignReach):
    """Which sets are compared, and how long a proposal stands."""

    most_sets: Annotated[
        int,
        Field(ge=1, le=4),
        described("比较几套", "Sets compared", about_zh="最近检查的几套", about_en="Those checked last", unit="count"),
    ] = 3
    valid_days: Annotated[
        int, Field(ge=1, le=60), described("建议有效天数", "Days the proposal is valid", unit="days")
    ] = 14
