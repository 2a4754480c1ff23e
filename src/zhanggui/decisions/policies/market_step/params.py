"""What keeps a step towards other sellers within bounds?"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from zhanggui.analyses.pricing.competitors.competitors import CompetitorsParams
from zhanggui.core.described import described
from zhanggui.decisions.policies.best_step.params import StepParams

LEAST_DAYS = 7


class MarketStepParams(StepParams):
    """Guardrails of a step, the risk that is taken, and which prices of other sellers count."""

    fresh_days: Annotated[
        int,
        Field(ge=0, le=365),
        described(
            "价格有效天数",
            "Days a price holds",
            about_zh="更早的观察算过期，不计入",
            about_en="Older observations are stale and left out",
            unit="days",
        ),
    ] = 14
    close: Annotated[
        float,
        Field(ge=0, le=0.5),
        described("多近算持平", "Counts as close", about_zh="与中位价之差", about_en="To the median", unit="rate"),
    ] = 0.03

    def of_competitors(self) -> CompetitorsParams:
        """How `pricing.competitors` is asked: own sales are those of days since when no price has changed."""
        return CompetitorsParams(
            days=max(self.cool_down_days, LEAST_DAYS),
            fresh_days=self.fresh_days,
            close=self.close,
            least_margin=self.least_margin,
            limit=5_000,
        )
