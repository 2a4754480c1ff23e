"""Which sets of offers are tried on which baskets?"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from zhanggui.analyses.contribution import MarginParams
from zhanggui.analyses.counted_sales import SalesParams
from zhanggui.analyses.promotions.replay.points import PointsAssumed
from zhanggui.core.capability import Params
from zhanggui.core.described import described

OfferText = Annotated[str | None, Field(max_length=1_000_000)]
SETS = ("offers", "offers_b", "offers_c", "offers_d")
NAMES = ("A", "B", "C", "D")


class SetsParams(Params):
    """Up to four sets of offers; they stand first in every form."""

    offers: Annotated[
        OfferText,
        described(
            "优惠方案 A",
            "Offers, set A",
            about_zh="JSON 或 TOML，或已检查方案的编号（1、2……）；空表示最近检查的一套",
            about_en="JSON or TOML, or the number of a checked set (1, 2, …); empty: the set that was checked last",
        ),
    ] = None
    offers_b: Annotated[OfferText, described("优惠方案 B", "Offers, set B")] = None
    offers_c: Annotated[OfferText, described("优惠方案 C", "Offers, set C")] = None
    offers_d: Annotated[OfferText, described("优惠方案 D", "Offers, set D")] = None

    @property
    def sets(self) -> tuple[tuple[str, str], ...]:
        """The sets that are given: their letters and texts."""
        told = ((letter, getattr(self, field)) for letter, field in zip(NAMES, SETS, strict=True))
        return tuple((letter, text) for letter, text in told if text and text.strip())


class ReplayParams(SalesParams, MarginParams, SetsParams):
    """Up to four sets of offers, side by side; on the baskets of the latest 13 weeks unless said otherwise."""

    windows: Annotated[
        Literal["open", "moved"],
        described(
            "活动时间",
            "Windows",
            about_zh="open：全时段有效（时段、星期照旧）；moved：把最早的开始日移到所选时段的第一天",
            about_en="open: offers hold on all days, in their hours and on their weekdays; moved: the first window opens on the first day asked for",
        ),
    ] = "open"
    points_per: Annotated[
        int | None,
        Field(ge=1, le=1_000_000),
        described(
            "每付多少得一积分",
            "Paid for one point",
            about_zh="回放积分倍数要用；空则用现行会员规则",
            about_en="Needed to replay points multipliers; empty: the member programme in force",
            unit="minor",
        ),
    ] = None
    point_cost: Annotated[
        float | None,
        Field(ge=0, le=1_000_000),
        described(
            "一积分的成本",
            "Cost of a point",
            about_zh="最小货币单位；空则用现行会员规则：值多少 × 预计会用掉的占比",
            about_en="In minor units; empty: by the programme in force, its worth times the share that will be used",
        ),
    ] = None
    weeks: Annotated[
        int,
        Field(ge=1, le=104),
        described(
            "疲劳观察周数",
            "Weeks of fatigue",
            about_zh="最近几周有多少是打折卖的",
            about_en="Over so many last weeks: how much was sold reduced",
            unit="weeks",
        ),
    ] = 8
    limit: Annotated[
        int,
        Field(ge=1, le=100_000),
        described(
            "每套最多商品行数",
            "Most products a set",
            about_zh="优惠最多的先列",
            about_en="Those with the largest reductions first",
        ),
    ] = 50

    @property
    def points(self) -> PointsAssumed | None:
        """How points are earned and what they cost, where both are said."""
        if self.points_per is None or self.point_cost is None:
            return None
        return PointsAssumed(paid_per_point_minor=self.points_per, cost_minor=self.point_cost)
