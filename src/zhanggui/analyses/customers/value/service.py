"""Who is served first, and of whom is more to come than they have brought so far?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from zhanggui.core.words import Words

if TYPE_CHECKING:
    from zhanggui.analyses.customers.value.judging import Judged
    from zhanggui.analyses.customers.value.purchase_days import Cells
    from zhanggui.stats.lifetimes.blend import Groups
    from zhanggui.stats.season import Floats

VIP_TENTHS, PROMISING_TENTHS = 1, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """One tier of service: whom it is for, where their requests go, and what to do."""

    code: str
    name: Words
    rule: Words
    route: Words
    advice: Words


TIERS: Mapping[str, Tier] = {
    tier.code: tier
    for tier in (
        Tier(
            code="vip",
            name=Words(zh="VIP", en="VIP"),
            rule=Words(zh="今后价值前一成", en="The best tenth by value ahead"),
            route=Words(zh="专属客服", en="Dedicated service"),
            advice=Words(
                zh="专人接待、优先发货，别打折。", en="A person of their own and the first parcel; no discounts."
            ),
        ),
        Tier(
            code="promising",
            name=Words(zh="高潜力", en="Promising"),
            rule=Words(
                zh="今后价值前三成，而且今后多于至今",
                en="Of the best three tenths, and more is to come than they have brought",
            ),
            route=Words(zh="优先排队", en="Head of the queue"),
            advice=Words(
                zh="资源先给他们：新品、试用、会员权益。", en="Give them first: what is new, samples, member rights."
            ),
        ),
        Tier(
            code="others",
            name=Words(zh="其他顾客", en="Others"),
            rule=Words(zh="其余", en="The rest"),
            route=Words(zh="普通队列", en="Usual queue"),
            advice=Words(zh="照常服务。", en="As usual."),
        ),
    )
}


def tiers(cells: Cells, judged: Judged, cuts: tuple[float, ...]) -> Groups:
    """The place of each cell's tier among the tiers.

    `cuts` are the values from which the first, the second … tenth of the customers begins. What customers of a cell
    have brought so far is their mean.
    """
    is_vip = judged.value >= cuts[VIP_TENTHS - 1]
    # Where purchases are only counted, more cannot be told from less money.
    is_promising = (
        (judged.worth is not None)
        & (judged.value >= cuts[PROMISING_TENTHS - 1])
        & (judged.value > brought_so_far(cells))
    )
    return np.where(is_vip, 0, np.where(is_promising, 1, 2))


def brought_so_far(cells: Cells) -> Floats:
    """What one customer of each cell has brought on average."""
    return np.asarray((cells.repeat_worth + cells.first_worth) / np.maximum(cells.customers, 1))
