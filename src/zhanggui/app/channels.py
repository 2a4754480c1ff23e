"""What does the shop call its channels?"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from zhanggui.metrics.called import called
from zhanggui.metrics.registry import dimension

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhanggui.app.shop import Shop
    from zhanggui.core.words import Words


def channel_names(shop: Shop) -> Mapping[str, Words]:
    """The words by code; a shop without data has none yet."""
    if not shop.has_data:
        return {}
    with closing(shop.warehouse()) as warehouse:
        return called(warehouse, dimension("channel"))
