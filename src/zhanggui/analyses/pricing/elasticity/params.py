"""What keeps a price within bounds, and how precise must a test of prices be?"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from zhanggui.analyses.assumed_elasticity import ElasticityParams
from zhanggui.analyses.counted_sales import SalesParams
from zhanggui.analyses.pricing.elasticity.earning import MOST_RISK, Guardrails
from zhanggui.analyses.pricing.elasticity.listing import Asked
from zhanggui.analyses.pricing.ending import EndingKnob
from zhanggui.core.described import described
from zhanggui.offers.prices.endings import Ending


class PriceStepParams(ElasticityParams):
    """The bounds of one step of a price, and the test where prices do not tell."""

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
    ending: EndingKnob = None
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

    def asked(self, currency: str, most_risk: float = MOST_RISK) -> Asked:
        """What rows are made with in a shop of this currency; the ending is read, or refused."""
        return Asked(
            rails=Guardrails(
                most_step=self.most_step,
                least_margin=self.least_margin,
                ending=Ending.asked(self.ending, currency),
                most_risk=most_risk,
            ),
            test_step=self.test_step,
            half_width=self.half_width,
            assumed=(self.elasticity_low, self.elasticity_estimate, self.elasticity_high),
            currency=currency,
        )


class PriceElasticityParams(SalesParams, PriceStepParams):
    """Which sales, which product's curves, and what keeps a price within bounds; the latest two years unless said."""

    sku: Annotated[
        str | None,
        Field(min_length=1, max_length=200),
        described("SKU", "SKU", about_zh="画它的曲线；空为第一行", about_en="Whose curves; empty: the first row's"),
    ] = None
    limit: Annotated[int, Field(ge=1, le=10_000), described("最多行数", "Most rows")] = 200
