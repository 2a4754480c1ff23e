"""Which thresholds and assumptions does the clearance policy have?"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from zhanggui.analyses.assumed_elasticity import ElasticityParams
from zhanggui.core.described import described


class ClearanceParams(ElasticityParams):
    """What counts as slow, which markdowns are tried, and what is assumed about demand and stock."""

    window_days: Annotated[
        int,
        Field(ge=14, le=365),
        described(
            "观察天数", "Window", about_zh="用最近多少天的销量", about_en="Sales of so many last days", unit="days"
        ),
    ] = 90
    cover_days: Annotated[
        int,
        Field(ge=1),
        described("可售天数上限", "Cover", about_zh="超过即为滞销", about_en="Slow above", unit="days"),
    ] = 180
    age_days: Annotated[
        int,
        Field(ge=0),
        described("上架天数下限", "Age", about_zh="新品不算滞销", about_en="New products are not slow", unit="days"),
    ] = 120
    horizon_days: Annotated[int, Field(ge=7, le=180), described("降价天数", "Days of the markdown", unit="days")] = 30
    season_days: Annotated[
        int,
        Field(ge=30, le=1095),
        described(
            "剩余寿命",
            "Season",
            about_zh="多少天后剩余库存只值残值",
            about_en="After so many days what is left is worth its salvage value",
            unit="days",
        ),
    ] = 365
    markdowns: Annotated[
        tuple[Annotated[float, Field(gt=0, lt=1)], ...],
        Field(min_length=1),
        described("可选降幅", "Markdowns tried", unit="ratio"),
    ] = (0.1, 0.2, 0.3, 0.4)
    holding_rate: Annotated[
        float,
        Field(ge=0, le=2),
        described(
            "年持有成本率", "Holding cost a year", about_zh="占成本的比例", about_en="Share of the cost", unit="ratio"
        ),
    ] = 0.25
    salvage_share: Annotated[
        float,
        Field(ge=0, le=1),
        described("残值率", "Salvage", about_zh="占成本的比例", about_en="Share of the cost", unit="ratio"),
    ] = 0.3
    least_price_share: Annotated[
        float,
        Field(ge=0),
        described("最低价", "Lowest price", about_zh="成本的倍数", about_en="As a multiple of the cost", unit="ratio"),
    ] = 0.8
    most_proposals: Annotated[int, Field(ge=1, le=100), described("最多建议数", "Most proposals", unit="count")] = 10
    valid_days: Annotated[
        int, Field(ge=1, le=60), described("建议有效天数", "Days the proposal is valid", unit="days")
    ] = 14

    @model_validator(mode="after")
    def _horizon_within_season(self) -> Self:
        if self.horizon_days >= self.season_days:
            message = "horizon_days < season_days"
            raise ValueError(message)
        return self
