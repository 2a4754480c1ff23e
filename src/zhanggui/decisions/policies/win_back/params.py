"""Which thresholds does the win-back policy have?"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from zhanggui.core.capability import Params
from zhanggui.core.described import described


class WinBackParams(Params):
    """What counts as lapsed, what is offered, and what is believed before anything was measured."""

    patience: Annotated[
        float,
        Field(ge=1, le=10),
        described(
            "沉睡倍数",
            "Patience",
            about_zh="超过顾客自身购买间隔（中位数）的多少倍算沉睡",
            about_en="Lapsed when away for longer than so many of the customer's own median gaps",
            unit="ratio",
        ),
    ] = 2.0
    least_days_away: Annotated[int, Field(ge=7), described("最短沉睡天数", "Least days away", unit="days")] = 45
    most_days_away: Annotated[int, Field(ge=30), described("最长沉睡天数", "Most days away", unit="days")] = 540
    rest_days: Annotated[
        int,
        Field(ge=0),
        described(
            "触达间隔",
            "Rest between contacts",
            about_zh="最近这么多天内触达过的顾客不再打扰",
            about_en="Whoever was contacted within so many days is left alone",
            unit="days",
        ),
    ] = 30
    horizon_days: Annotated[
        int,
        Field(ge=7, le=180),
        described(
            "核算天数",
            "Horizon",
            about_zh="触达后多少天内的利润算数",
            about_en="Days after the contact that count",
            unit="days",
        ),
    ] = 30
    contact_cost_minor: Annotated[
        int,
        Field(ge=0),
        described(
            "每次触达成本",
            "Cost of one contact",
            about_zh="最小货币单位",
            about_en="In the smallest coin",
            unit="money",
        ),
    ] = 6
    coupon_minor: Annotated[
        int,
        Field(ge=0),
        described(
            "优惠券面额",
            "Face value of the coupon",
            about_zh="0 表示只提醒",
            about_en="0: a reminder only",
            unit="money",
        ),
    ] = 0
    lift_low: Annotated[
        float,
        Field(ge=-1),
        described(
            "购买率提升下限",
            "Lift of purchases, low",
            about_zh="没有实测时的假设",
            about_en="Assumed until measured",
            unit="ratio",
        ),
    ] = 0.0
    lift_estimate: Annotated[
        float, Field(ge=-1), described("购买率提升估计", "Lift of purchases, estimate", unit="ratio")
    ] = 0.15
    lift_high: Annotated[float, Field(ge=-1), described("购买率提升上限", "Lift of purchases, high", unit="ratio")] = (
        0.5
    )
    holdout_share: Annotated[
        float,
        Field(ge=0.05, le=0.5),
        described(
            "对照组比例",
            "Share held out",
            about_zh="实测有效后仍保留的对照组",
            about_en="Kept also once it is known to work",
            unit="ratio",
        ),
    ] = 0.2
    least_customers: Annotated[int, Field(ge=4), described("最少顾客数", "Least customers", unit="customers")] = 40
    valid_days: Annotated[
        int, Field(ge=1, le=60), described("建议有效天数", "Days the proposal is valid", unit="days")
    ] = 7

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.lift_low < self.lift_high or not self.lift_low <= self.lift_estimate <= self.lift_high:
            message = "lift_low ≤ lift_estimate ≤ lift_high, and lift_low < lift_high"
            raise ValueError(message)
        if self.least_days_away >= self.most_days_away:
            message = "least_days_away < most_days_away"
            raise ValueError(message)
        return self
