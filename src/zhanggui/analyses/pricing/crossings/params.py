"""Which days are watched, and what counts as crossing a line?"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from zhanggui.analyses.pricing.bands.params import PositionsParams, Tolerance
from zhanggui.core.described import described


class CrossingsParams(PositionsParams):
    """Which days are watched, and what counts as crossing a line."""

    days: Annotated[
        int,
        Field(ge=1, le=366),
        described("天数", "Days", about_zh="看最近几天", about_en="How many days are watched", unit="days"),
    ] = 7
    fresh_days: Annotated[
        int,
        Field(ge=1, le=365),
        described(
            "价格有效天数",
            "Days a price holds",
            about_zh="两次观察隔得更久，就不算越过；更早的观察不预警",
            about_en="Observations further apart tell no crossing; older ones raise no alert",
            unit="days",
        ),
    ] = 14
    own_days: Annotated[
        int,
        Field(ge=1, le=28),
        described(
            "本店价看几天",
            "Days of own price",
            about_zh="本店价是最近几天买家实付的中位价",
            about_en="The own price is the middle one that buyers paid in so many days",
            unit="days",
        ),
    ] = 7
    least_lines: Annotated[
        int,
        Field(ge=1, le=1_000),
        described(
            "最少成交行",
            "Least sales",
            about_zh="这几天成交更少，就不知道本店价",
            about_en="With fewer sales in these days the own price is not known",
            unit="count",
        ),
    ] = 5
    close: Annotated[
        float,
        Field(ge=0, le=0.5),
        described(
            "多近不算越过",
            "Counts as level",
            about_zh="差得不到这么多，还算原来那一边",
            about_en="Within this share the side it was on before counts",
            unit="rate",
        ),
    ] = 0.01
    tolerance: Tolerance = 0.05
