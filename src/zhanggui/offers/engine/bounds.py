"""What is the most that an offer can take off a basket as it stands? Never told too low: a search relies on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhanggui.offers.engine.amounts import reduction
from zhanggui.offers.engine.prices import unit_price
from zhanggui.offers.engine.rules import REMAINING
from zhanggui.offers.engine.sale import budget_left
from zhanggui.offers.engine.splitting import share
from zhanggui.offers.rules import benefits

if TYPE_CHECKING:
    from zhanggui.offers.engine.rules import ReadyOffer
    from zhanggui.offers.engine.sale import Sale
    from zhanggui.offers.engine.state import Portion, State


def most_off(sale: Sale, ready: ReadyOffer, state: State) -> int:
    """An upper bound: amounts only fall as further offers apply, and every kind gives no more on less."""
    lines = sale.lines_of[ready.number]
    portions = [portion for portion in state.portions if portion.line in lines]
    bound = _by_kind(sale, ready, state, portions)
    limits = ready.offer.limits
    if limits.most_minor is not None and not isinstance(ready.offer.benefit, benefits.FreeShipping):
        bound = min(bound, limits.most_minor)
    left = budget_left(ready, sale.used)
    return bound if left is None else min(bound, left)


def _by_kind(  # noqa: PLR0911 - one case a kind
    sale: Sale, ready: ReadyOffer, state: State, portions: list[Portion]
) -> int:
    basis = ready.basis
    looked_at = sum(portion[2] if basis != REMAINING else portion.due_minor for portion in portions)
    due = sum(portion.due_minor for portion in portions)
    match ready.offer.benefit:
        case benefits.Percent(off_bps=off):
            return min(due, share(looked_at, off))
        case benefits.Fixed(off_minor=off, per_unit=per_unit):
            return min(due, off * sum(portion.units for portion in portions) if per_unit else off)
        case benefits.FullReduction() as steps:
            return min(due, reduction(steps, looked_at)[0])
        case benefits.FreeShipping():
            return sale.basket.shipping_minor
        case benefits.PointsRedemption(points=points, worth_minor=worth):
            return min(due, sale.basket.points // points * worth)
        case benefits.PresaleDeposit(worth_minor=worth, deposit_minor=deposit):
            return min(due, (worth - deposit) * sum(portion.units for portion in portions))
        case benefits.NthItem(off_bps=off) | benefits.BuyGet(off_bps=off, get=None):
            return share(due, off) + len(portions)
        case benefits.BuyGet() | benefits.Bundle():
            return sum(portion.due_minor for portion in state.portions)
        case benefits.FullGift() | benefits.PointsMultiplier():
            return 0
        case _:
            return sum(
                max(sale.lines[place].price_minor - (price or 0), 0) * sale.lines[place].units
                for place in sale.lines_of[ready.number]
                if (price := unit_price(sale, ready, place)) is not None
            )
