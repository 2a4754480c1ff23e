"""What is the most that an offer can take off a basket as it stands? Never told too low: a search relies on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from zhanggui.offers.engine.amounts import in_scope, reduction
from zhanggui.offers.engine.prices import unit_price
from zhanggui.offers.engine.rules import REMAINING
from zhanggui.offers.engine.sale import budget_left
from zhanggui.offers.engine.splitting import share
from zhanggui.offers.rules import benefits

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from zhanggui.offers.engine.rules import ReadyOffer
    from zhanggui.offers.engine.sale import Sale
    from zhanggui.offers.engine.state import State

    Most = Callable[[Sale, ReadyOffer, State, Sequence[int], "Goods"], int]


class Goods(NamedTuple):
    """Of the goods in an offer's scope: what is due, and the amount it looks at."""

    due: int
    looked_at: int


def most_off(sale: Sale, ready: ReadyOffer, state: State) -> int:
    """An upper bound: amounts only fall as further offers apply, and every kind gives no more on less."""
    places = in_scope(sale, ready, state)
    due = sum([state.due_minor[at] for at in places])
    looked_at = due if ready.basis == REMAINING else sum([state.list_minor[at] for at in places])
    bound = MOST[ready.kind](sale, ready, state, places, Goods(due, looked_at))
    if not ready.has_limits:
        return bound
    most = ready.limits.most_minor
    if most is not None and ready.kind is not benefits.FreeShipping:
        bound = min(bound, most)
    left = budget_left(ready, sale.used)
    return bound if left is None else min(bound, left)


def _percent(_: Sale, ready: ReadyOffer, __: State, ___: Sequence[int], goods: Goods) -> int:
    benefit = ready.benefit
    most = share(goods.looked_at, benefit.off_bps)
    return min(goods.due, most)


def _fixed(_: Sale, ready: ReadyOffer, state: State, places: Sequence[int], goods: Goods) -> int:
    benefit = ready.benefit
    times = sum([state.units[at] for at in places]) if benefit.per_unit else 1
    most: int = benefit.off_minor * times
    return min(goods.due, most)


def _reduction(_: Sale, ready: ReadyOffer, __: State, ___: Sequence[int], goods: Goods) -> int:
    benefit = ready.benefit
    return min(goods.due, reduction(benefit, goods.looked_at)[0])


def _shipping(sale: Sale, _: ReadyOffer, __: State, ___: Sequence[int], ____: Goods) -> int:
    return sale.basket.shipping_minor


def _points(sale: Sale, ready: ReadyOffer, _: State, __: Sequence[int], goods: Goods) -> int:
    benefit = ready.benefit
    most: int = sale.basket.points // benefit.points * benefit.worth_minor
    return min(goods.due, most)


def _presale(_: Sale, ready: ReadyOffer, state: State, places: Sequence[int], goods: Goods) -> int:
    benefit = ready.benefit
    most: int = (benefit.worth_minor - benefit.deposit_minor) * sum([state.units[at] for at in places])
    return min(goods.due, most)


def _units(_: Sale, ready: ReadyOffer, state: State, places: Sequence[int], goods: Goods) -> int:
    """Each unit reduced; with other goods got than bought, all goods."""
    benefit = ready.benefit
    if ready.kind is benefits.BuyGet and benefit.get is not None:
        return sum(state.due_minor)
    return share(goods.due, benefit.off_bps) + len(places)


def _bundle(_: Sale, __: ReadyOffer, state: State, ___: Sequence[int], ____: Goods) -> int:
    return sum(state.due_minor)


def _nothing(_: Sale, __: ReadyOffer, ___: State, ____: Sequence[int], _____: Goods) -> int:
    return 0


def _price(sale: Sale, ready: ReadyOffer, _: State, __: Sequence[int], ___: Goods) -> int:
    return sum(
        max(sale.lines[place].price_minor - (price or 0), 0) * sale.lines[place].units
        for place in sale.lines_of[ready.number]
        if (price := unit_price(sale, ready, place)) is not None
    )


MOST: Mapping[type[benefits.Benefit], Most] = {
    benefits.Percent: _percent,
    benefits.Fixed: _fixed,
    benefits.FullReduction: _reduction,
    benefits.FullGift: _nothing,
    benefits.FreeShipping: _shipping,
    benefits.PointsMultiplier: _nothing,
    benefits.PointsRedemption: _points,
    benefits.PresaleDeposit: _presale,
    benefits.NthItem: _units,
    benefits.BuyGet: _units,
    benefits.Bundle: _bundle,
    benefits.FlashSale: _price,
    benefits.MemberPrice: _price,
    benefits.QuantityTiers: _price,
}
