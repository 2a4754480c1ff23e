"""How does demand for one product answer to its price in one channel?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from zhanggui.analyses.pricing.elasticity.earning import interval_of
from zhanggui.analyses.pricing.one.result import InChannelRow
from zhanggui.core.money import Money
from zhanggui.core.sentence import sentence
from zhanggui.core.words import Words
from zhanggui.metrics.called import named

if TYPE_CHECKING:
    from zhanggui.analyses.pricing.elasticity.findings import InChannel


def in_channel_row(each: InChannel, titles: Mapping[str, Words], currency: str) -> InChannelRow:
    """One row of the product's channels, as `pricing.elasticity` tells it when it is asked for that channel."""
    return InChannelRow(
        channel=named(titles, each.channel),
        price_now=Money(round(each.price_now_minor), currency) if each.price_now_minor else None,
        elasticity=None if each.mean is None or each.deviation is None else interval_of(each.mean, each.deviation),
        verdict=sentence("differs" if each.differs else "alike"),
        units=round(each.late_units),
    )
