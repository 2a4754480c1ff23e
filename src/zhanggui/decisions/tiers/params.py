"""Which programme is tried, and over how many months?"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from zhanggui.analyses.contribution import MarginParams
from zhanggui.core.described import described


class TiersParams(MarginParams):
    """A programme on the shop's own history; a usual one of four tiers where none is given."""

    programme: Annotated[
        str | None,
        Field(max_length=1_000_000),
        described(
            "会员规则",
            "Programme",
            about_zh="JSON 或 TOML；空则按本店消费分布拟一套四级规则",
            about_en="JSON or TOML; empty: four tiers drawn from what this shop's customers spend",
        ),
    ] = None
    months: Annotated[
        int,
        Field(ge=1, le=60),
        described(
            "看几个月", "Months shown", about_zh="每月 1 日的人数", about_en="Members on the first of each month"
        ),
    ] = 12
    most_customers: Annotated[
        int,
        Field(ge=100, le=1_000_000),
        described(
            "最多推演几位顾客",
            "Customers followed at most",
            about_zh="更多时取其中一部分推算全店",
            about_en="With more, a part of them stands for all",
            unit="customers",
        ),
    ] = 5_000
