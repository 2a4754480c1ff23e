"""What counts as stock that has to go, which prices are tried, and what is assumed of demand and of keeping stock?"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from zhanggui.analyses.assumed_elasticity import ElasticityParams
from zhanggui.analyses.pricing.ending import EndingKnob
from zhanggui.core.described import described

WEEK_DAYS = 7
MOST_PERIODS = 13


class ClearingParams(ElasticityParams):
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
    horizon_days: Annotated[
        int,
        Field(ge=7, le=180),
        described(
            "一次降价的天数",
            "Days of one markdown",
            about_zh="作对照的单次降价持续多久",
            about_en="How long the single markdown stands that schedules are compared with",
            unit="days",
        ),
    ] = 30
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
        Field(min_length=1, max_length=6),
        described("可选降幅", "Markdowns tried", unit="ratio"),
    ] = (0.1, 0.2, 0.3, 0.4)
    ending: EndingKnob = None
    most_step: Annotated[
        float,
        Field(gt=0, lt=1),
        described(
            "最大一步",
            "Largest step",
            about_zh="计划里一次最多降多少，占当时的价",
            about_en="How far the price of a schedule falls at once, of the price until then",
            unit="rate",
        ),
    ] = 0.25
    hold_weeks: Annotated[
        int,
        Field(ge=1, le=26),
        described(
            "一价至少几周",
            "Weeks at a price",
            about_zh="剩余寿命长时自动放宽，计划最多 13 段",
            about_en="At least; longer where the season is long, so that a schedule has 13 periods at most",
            unit="count",
        ),
    ] = 1
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
        described(
            "最低价",
            "Lowest price",
            about_zh="成本的倍数；小于 1 即允许低于成本清货",
            about_en="As a multiple of the cost; below 1 allows selling below cost",
            unit="ratio",
        ),
    ] = 1.0

    @model_validator(mode="after")
    def _horizon_within_season(self) -> Self:
        if self.horizon_days >= self.season_days:
            message = "horizon_days < season_days"
            raise ValueError(message)
        return self

    def periods(self) -> tuple[float, ...]:
        """How many weeks each price of a schedule stands at least; together the season."""
        weeks, hold = self.season_days / WEEK_DAYS, self.hold_weeks
        while round(weeks / hold) > MOST_PERIODS:
            hold += 1
        count = max(round(weeks / hold), 1)
        return (*[float(hold)] * (count - 1), weeks - hold * (count - 1))


class ScheduleParams(ClearingParams):
    """What counts as slow and what is assumed; one product, and how many."""

    sku: Annotated[
        str | None,
        Field(min_length=1, max_length=200),
        described(
            "SKU",
            "SKU",
            about_zh="只看它的计划，不滞销也可以；空为全部，画第一行",
            about_en="Its schedule only, slow or not; empty: all, drawing the first row",
        ),
    ] = None
    limit: Annotated[
        int,
        Field(ge=1, le=500),
        described("最多行数", "Most rows", about_zh="占用成本多的在前", about_en="Most cost tied up first"),
    ] = 30
