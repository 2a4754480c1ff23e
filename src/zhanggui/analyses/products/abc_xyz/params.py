"""Where do the classes of profit and of steadiness end?"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from zhanggui.analyses.assumed_elasticity import ElasticityParams
from zhanggui.analyses.contribution import MarginParams
from zhanggui.analyses.counted_sales import SalesParams
from zhanggui.analyses.products.pareto_ranking import ClassesOutOfOrder
from zhanggui.core.described import described
from zhanggui.core.errors import RequestAtFault
from zhanggui.core.words import Words


class SteadinessOutOfOrder(RequestAtFault):
    """Class X would end after class Y."""

    sentence = Words(
        zh="X 类到变异系数 {x_until}，Y 类到 {y_until}：X 必须小于 Y。",
        en="Class X ends at a variation of {x_until}, class Y at {y_until}: X must end before Y.",
    )


class AbcXyzParams(SalesParams, MarginParams, ElasticityParams):
    """Which sales, and the bounds of the classes."""

    a_until: Annotated[
        int,
        Field(ge=1, le=99),
        described(
            "A 类到（%）", "Class A until (%)", about_zh="累计贡献利润", about_en="Of contribution profit, cumulated"
        ),
    ] = 80
    b_until: Annotated[int, Field(ge=2, le=100), described("B 类到（%）", "Class B until (%)")] = 95
    x_until: Annotated[
        float,
        Field(gt=0, le=10),
        described(
            "X 类到",
            "Class X until",
            about_zh="变异系数；稳定",
            about_en="Coefficient of variation; steady",
            unit="ratio",
        ),
    ] = 0.5
    y_until: Annotated[
        float,
        Field(gt=0, le=10),
        described(
            "Y 类到", "Class Y until", about_zh="波动；其余为 Z", about_en="Varying; the rest is Z", unit="ratio"
        ),
    ] = 1.0
    limit: Annotated[
        int,
        Field(ge=1, le=2_000),
        described("最多行数", "Most rows", about_zh="利润多的排前", about_en="Those that earn most first"),
    ] = 100

    @model_validator(mode="after")
    def _classes_rise(self) -> Self:
        if self.a_until >= self.b_until:
            raise ClassesOutOfOrder(a_until=self.a_until, b_until=self.b_until)
        if self.x_until >= self.y_until:
            raise SteadinessOutOfOrder(x_until=self.x_until, y_until=self.y_until)
        return self
