"""Which thresholds and assumptions does the clearance policy have?"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from zhanggui.analyses.pricing.clearance.params import ClearingParams
from zhanggui.core.described import described


class ClearanceParams(ClearingParams):
    """What counts as slow, which markdowns are tried, what is assumed, and how many are proposed for how long."""

    most_proposals: Annotated[int, Field(ge=1, le=100), described("最多建议数", "Most proposals", unit="count")] = 10
    valid_days: Annotated[
        int, Field(ge=1, le=60), described("建议有效天数", "Days the proposal is valid", unit="days")
    ] = 14
