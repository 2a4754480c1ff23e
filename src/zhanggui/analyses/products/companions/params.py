"""Which pairs become companions, and how many of each product?"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from zhanggui.analyses.products.pairs.params import BelievedParams
from zhanggui.core.described import described

MOST_ROWS = 20_000


class CompanionsParams(BelievedParams):
    """Which pairs are believed, and how many companions a product has."""

    each: Annotated[
        int,
        Field(ge=1, le=20),
        described(
            "每个商品最多几个",
            "Most for one product",
            about_zh="购物车里的一个商品旁最多推荐这么多；多备几个，缺货或已在车里的会跳过",
            about_en="So many beside one product; some to spare, since what is sold out or in the basket is passed over",
            unit="count",
        ),
    ] = 6
    limit: Annotated[
        int,
        Field(ge=1, le=MOST_ROWS),
        described("最多行数", "Most rows", about_zh="值得推荐的排前", about_en="Those worth most first"),
    ] = 50
