"""Which face values, which budget, which groups, and what is believed before anything was measured?"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from zhanggui.core.capability import Params
from zhanggui.core.described import described

FaceValue = Annotated[int, Field(gt=0)]


class CouponParams(Params):
    """The budget, the choice of face values, the groups' bounds, and the declared response to a coupon."""

    face_values_minor: Annotated[
        tuple[FaceValue, ...],
        Field(min_length=1, max_length=6),
        described(
            "可选面额",
            "Face values to choose from",
            about_zh="最小货币单位",
            about_en="In the smallest coin",
            unit="money",
        ),
    ] = (500, 1_000, 2_000)
    budget_minor: Annotated[
        int,
        Field(ge=0),
        described(
            "预算",
            "Budget",
            about_zh="核销与触达合计的上限，按乐观的核销估计；最小货币单位",
            about_en="Most that redemptions and contacts may cost together, by the higher estimate of use; in the smallest coin",
            unit="money",
        ),
    ] = 200_000
    redemption: Annotated[
        float,
        Field(gt=0, le=1),
        described(
            "核销比例",
            "Share redeemed",
            about_zh="持券下单的人里用券的占比（声明）",
            about_en="Of those who hold a coupon and order, so many use it (declared)",
            unit="ratio",
        ),
    ] = 0.85
    lift_reference: Annotated[
        float,
        Field(ge=0, le=5),
        described(
            "参考提升",
            "Lift at reference",
            about_zh="面额为笔单价一成时，本来很少来的人购买率的提升；没有实测时的假设",
            about_en="By how much a coupon of a tenth of the usual order raises the chance of an order of who seldom comes; assumed until measured",
            unit="ratio",
        ),
    ] = 0.15
    dependent_factor: Annotated[
        float,
        Field(ge=0, le=5),
        described(
            "依赖优惠者的倍数",
            "Factor of those used to discounts",
            about_zh="常用优惠的顾客反应强多少（假设）",
            about_en="How much more strongly those used to discounts respond (assumed)",
            unit="ratio",
        ),
    ] = 3.0
    response_low: Annotated[
        float,
        Field(ge=-2),
        described(
            "反应强度下限",
            "Strength of response, low",
            about_zh="实际反应是假设的几倍；1 为与假设一样",
            about_en="The true response as a multiple of the assumed one; 1 is as assumed",
            unit="ratio",
        ),
    ] = 0.0
    response_high: Annotated[
        float, Field(le=10), described("反应强度上限", "Strength of response, high", unit="ratio")
    ] = 2.0
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
    recent_days: Annotated[
        int, Field(ge=1), described("近期：距上次购买至多", "Recent: at most since purchase", unit="days")
    ] = 45
    cooling_days: Annotated[
        int, Field(ge=2), described("降温：距上次购买至多", "Cooling: at most since purchase", unit="days")
    ] = 120
    most_days_away: Annotated[
        int,
        Field(ge=3),
        described(
            "离开更久的不发",
            "Nobody away for longer",
            about_zh="超过这么多天没有购买的顾客不在其内",
            about_en="Whoever has not bought for more than so many days is no part of it",
            unit="days",
        ),
    ] = 540
    dependent_share: Annotated[
        float,
        Field(gt=0, lt=1),
        described(
            "依赖优惠的界线",
            "Bound of being used to discounts",
            about_zh="店铺让利占原价的比例达到此数",
            about_en="Discounts borne by the shop make up so much of what they bought",
            unit="ratio",
        ),
    ] = 0.1
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
    least_customers: Annotated[
        int,
        Field(ge=4),
        described(
            "每个面额最少顾客数",
            "Least customers of a face value",
            unit="customers",
        ),
    ] = 40
    least_worth_minor: Annotated[
        int,
        Field(ge=0),
        described(
            "每个面额最少预期利润",
            "Least expected profit of a face value",
            about_zh="预期更少的面额不值得发一次；最小货币单位",
            about_en="One that should bring less is not worth the trouble; in the smallest coin",
            unit="money",
        ),
    ] = 2_000
    valid_days: Annotated[
        int, Field(ge=1, le=60), described("建议有效天数", "Days the proposal is valid", unit="days")
    ] = 7

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.recent_days < self.cooling_days < self.most_days_away:
            message = "recent_days < cooling_days < most_days_away"
            raise ValueError(message)
        if not self.response_low <= 1 <= self.response_high or self.response_low == self.response_high:
            message = "response_low ≤ 1 ≤ response_high, and response_low < response_high"
            raise ValueError(message)
        return self
