"""Where does a role begin, and which mix is wanted?"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from zhanggui.analyses.counted_sales import SalesParams
from zhanggui.core.described import described


class RolesParams(SalesParams):
    """Which sales, and the declared bounds of the roles (version 1)."""

    introduction_days: Annotated[
        int,
        Field(ge=14, le=365),
        described(
            "新品天数",
            "Days of a new product",
            about_zh="上架不到这么多天",
            about_en="Listed for fewer days",
            unit="days",
        ),
    ] = 120
    traffic_margin: Annotated[
        float,
        Field(gt=0, le=1),
        described(
            "引流款毛利上限",
            "Margin of traffic products",
            about_zh="不超过全店中位毛利率的这么多倍；0.7 即七成",
            about_en="At most so much of the shop's median margin; 0.7 is 70 %",
            unit="ratio",
        ),
    ] = 0.7
    profit_margin: Annotated[
        float,
        Field(ge=1, le=3),
        described(
            "利润款毛利下限",
            "Margin of profit products",
            about_zh="至少是全店中位毛利率的这么多倍",
            about_en="At least so much of the shop's median margin",
            unit="ratio",
        ),
    ] = 1.1
    profit_unit: Annotated[
        float,
        Field(ge=1, le=20),
        described(
            "或单件毛利下限",
            "Or margin a unit",
            about_zh="毛利率接近中位以上，且单件毛利是中位的这么多倍",
            about_en="With a margin near the median or above, so many times the median margin of a unit",
            unit="ratio",
        ),
    ] = 2.0
    least_orders: Annotated[
        int,
        Field(ge=1),
        described(
            "最少订单", "Least orders", about_zh="不够的写“说不准”", about_en="With fewer: cannot tell", unit="orders"
        ),
    ] = 10
    limit: Annotated[
        int,
        Field(ge=1, le=2_000),
        described("最多行数", "Most rows", about_zh="卖得多的排前", about_en="Those that sell most first"),
    ] = 100
