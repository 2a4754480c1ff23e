"""How is demand taken to react to a price, until somebody measures it?"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from zhanggui.core.capability import Params
from zhanggui.core.described import described


class ElasticityParams(Params):
    """An assumed price elasticity with its range."""

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

    @model_validator(mode="after")
    def _elasticities_rise(self) -> Self:
        if not self.elasticity_low <= self.elasticity_estimate <= self.elasticity_high:
            message = "elasticity_low ≤ elasticity_estimate ≤ elasticity_high"
            raise ValueError(message)
        return self
