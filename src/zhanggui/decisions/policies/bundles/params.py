"""Which pairs are tried as bundles, at which prices, and what is assumed of those who buy one of the two?"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from zhanggui.analyses.pricing.ending import EndingKnob
from zhanggui.core.capability import Params
from zhanggui.core.described import described


class BundlesParams(Params):
    """Thresholds and the stated prior of the bundle policy."""

    window_days: Annotated[
        int,
        Field(ge=28, le=730),
        described(
            "观察天数", "Window", about_zh="用最近多少天的订单", about_en="Orders of so many last days", unit="days"
        ),
    ] = 365
    orders: Annotated[
        int,
        Field(ge=2),
        described(
            "最少同单数", "Least orders together", about_zh="观察期内", about_en="Within the window", unit="orders"
        ),
    ] = 20
    false_share: Annotated[
        float,
        Field(gt=0, lt=1),
        described(
            "允许的误报率",
            "False discoveries allowed",
            about_zh="作为依据的组合中，平均最多这么大比例是偶然",
            about_en="Of the pairs relied on, at most this share is chance on average",
            unit="ratio",
        ),
    ] = 0.05
    discounts: Annotated[
        tuple[Annotated[float, Field(gt=0, lt=1)], ...],
        Field(min_length=1),
        described(
            "可选让利",
            "Discounts tried",
            about_zh="比两件分开买便宜多少",
            about_en="Off the two bought apart",
            unit="ratio",
        ),
    ] = (0.02, 0.05, 0.1, 0.15)
    ending: EndingKnob = None
    uplift_low: Annotated[
        float,
        Field(ge=0, le=10),
        described(
            "搭配提升下限",
            "Attach uplift, low",
            about_zh="让利 10% 时，买了一件的人再买另一件的比例提高多少；试验前没有数据，是假设",
            about_en="At 10 % off, the share of buyers of one who add the other rises by so much; assumed until a test tells",
            unit="ratio",
        ),
    ] = 0.0
    uplift_estimate: Annotated[
        float, Field(ge=0, le=10), described("搭配提升估计", "Attach uplift, estimate", unit="ratio")
    ] = 0.2
    uplift_high: Annotated[
        float, Field(ge=0, le=10), described("搭配提升上限", "Attach uplift, high", unit="ratio")
    ] = 0.6
    least_margin: Annotated[
        float,
        Field(ge=0, lt=1),
        described(
            "底线利润率",
            "Floor margin",
            about_zh="套装价扣成本和费率后至少留下的比例",
            about_en="What the bundle price leaves at least, after cost and fees by rate",
            unit="ratio",
        ),
    ] = 0.1
    test_days: Annotated[
        int,
        Field(ge=14, le=120, multiple_of=2),
        described(
            "试验天数",
            "Days of the test",
            about_zh="一半天数上套装，隔两天抽一次",
            about_en="On for half of them, drawn anew every two days",
            unit="days",
        ),
    ] = 28
    most_proposals: Annotated[int, Field(ge=1, le=50), described("最多建议数", "Most proposals", unit="count")] = 5
    valid_days: Annotated[
        int, Field(ge=1, le=60), described("建议有效天数", "Days the proposal is valid", unit="days")
    ] = 14

    @model_validator(mode="after")
    def _uplifts_rise(self) -> Self:
        if not self.uplift_low <= self.uplift_estimate <= self.uplift_high:
            message = "uplift_low ≤ uplift_estimate ≤ uplift_high"
            raise ValueError(message)
        return self
