"""What are the two sides of a comparison called: the shop itself, and a competitor by the name it is noted under?"""

from __future__ import annotations

from typing import Annotated

from zhanggui.core.described import described
from zhanggui.core.words import Words

OURSELVES = Words(zh="本店", en="our shop")
Competitor = Annotated[
    str | None,
    described("竞争店铺", "Competitor", about_zh="只看一家；空表示全部", about_en="Only this one; empty: all"),
]


def whose(competitor: str | None) -> Words:
    """A competitor's name, or the shop itself where there is none.

    >>> whose("").en
    'our shop'
    """
    return Words(zh=competitor, en=competitor) if competitor else OURSELVES
