"""How deep, how long and how many: what is asked of a selection of goods?"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from zhanggui.analyses.assumed_elasticity import ElasticityParams
from zhanggui.analyses.counted_sales import SalesParams
from zhanggui.core.described import described

Elasticity = Annotated[float, Field(ge=0, le=10)]


class GoodsParams(SalesParams, ElasticityParams):
    """The offer that is planned, its limits, and how demand is taken to react."""

    depth: Annotated[
        float,
        Field(gt=0, lt=1),
        described("折让", "Depth", about_zh="0.2 即八折", about_en="0.2 is 20 % off", unit="ratio"),
    ] = 0.2
    event_days: Annotated[int, Field(ge=1, le=90), described("活动天数", "Days of the event", unit="days")] = 14
    goods: Annotated[int, Field(ge=1, le=500), described("最多选几款", "Most goods", unit="count")] = 10
    of_a_category: Annotated[
        int | None, Field(ge=1, le=500), described("每类目最多几款", "Most of a category", unit="count")
    ] = None
    budget: Annotated[
        float | None,
        Field(ge=0, le=10**12),
        described(
            "让利预算",
            "Budget",
            about_zh="照旧销量下让出的金额上限，主币单位",
            about_en="Most that may be given away on usual sales, in major units",
        ),
    ] = None
    floor_margin: Annotated[
        float,
        Field(ge=-1, lt=1),
        described(
            "底线利润率",
            "Floor margin",
            about_zh="活动价下每件的贡献利润率不低于此",
            about_en="At the offered price a unit keeps at least this share",
            unit="ratio",
        ),
    ] = 0.1
    pull: Annotated[
        float,
        Field(ge=0, le=1),
        described(
            "连带折算",
            "Pull counted",
            about_zh="多卖的每一单，同单其他商品的利润算几成；1 为全算",
            about_en="Of the profit of other goods in the same basket, the share that counts for each further sale",
            unit="ratio",
        ),
    ] = 0.5
    elasticity_low: Annotated[
        Elasticity,
        described(
            "价格弹性下限",
            "Price elasticity, low",
            about_zh="没有实测时的假设",
            about_en="Assumed until measured",
            unit="ratio",
        ),
    ] = 1.0
    elasticity_estimate: Annotated[
        Elasticity, described("价格弹性估计", "Price elasticity, estimate", unit="ratio")
    ] = 1.8
    elasticity_high: Annotated[Elasticity, described("价格弹性上限", "Price elasticity, high", unit="ratio")] = 2.8
    limit: Annotated[int, Field(ge=1, le=100_000), described("最多行数", "Most rows")] = 200
