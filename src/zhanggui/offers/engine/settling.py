"""How much of what an offer would give may it give: goods, floor, cap, budget?"""

from __future__ import annotations

from operator import le
from typing import TYPE_CHECKING, cast

from zhanggui.offers.engine.sale import budget_left
from zhanggui.offers.engine.splitting import split, spread
from zhanggui.offers.engine.state import Entry, Portion, Refusal, State
from zhanggui.offers.rules.stated import WHOLE

if TYPE_CHECKING:
    from zhanggui.offers.engine.rules import ReadyOffer
    from zhanggui.offers.engine.sale import Sale
    from zhanggui.offers.engine.state import Wish
    from zhanggui.offers.rules.benefits import PointsRedemption


def settle(sale: Sale, ready: ReadyOffer, state: State, wish: Wish) -> State | Refusal:
    """The basket after the offer, or why it gives nothing. Discount ≤ room of each portion, cap and budget of all."""
    left = budget_left(ready, sale.used)
    if left == 0:
        return Refusal("budget_spent")
    places = list(wish.amounts)
    asked = list(wish.amounts.values())
    rooms = _rooms(sale, ready, [wish.portions[place] for place in places])
    total = sum(asked) if wish.total_minor is None else wish.total_minor
    most, cut_by = _most(sale, ready, state, total, left)
    given = _given(asked, rooms, most, wish)
    whole = sum(given)
    shipping = wish.shipping_minor if left is None else min(wish.shipping_minor, left)
    if not (whole or shipping or wish.gifts or wish.bonus_bps or wish.deposits):
        return Refusal("nothing_left")
    if wish.points and whole < total:
        return _fewer_points(sale, ready, state, wish, whole)
    if whole < most:
        cut_by = _no_room(wish, places, rooms)
    by_line = tuple((wish.portions[place].line, off) for place, off in zip(places, given, strict=True) if off)
    entry = Entry(
        ready,
        by_line,
        whole,
        total - whole,
        cut_by if total > whole else "",
        wish.units,
        wish.times,
        shipping,
        wish.gifts,
        wish.points,
        wish.bonus_bps,
        wish.deposits,
    )
    return _after(state, entry, _taken(ready, wish, places, given))


def _no_room(wish: Wish, places: list[int], rooms: list[int]) -> str:
    """What left no room: a floor, or that the goods cost no more."""
    is_floor = any(room < wish.portions[place].due_minor for place, room in zip(places, rooms, strict=True))
    return "cut_by_floor" if is_floor else "cut_by_goods"


def _after(state: State, entry: Entry, portions: tuple[Portion, ...]) -> State:
    ready = entry.ready
    return State(
        portions,
        (*state.entries, entry),
        state.off_minor + entry.given_minor,
        state.applied | ready.bit,
        state.group,
        state.shipping_off_minor + entry.shipping_minor,
        state.gift_worth_minor + sum(gift.worth_minor * gift.units for gift in entry.gifts),
        state.coupons + (ready.offer.coupon is not None),
        state.bonus_bps + entry.bonus_bps,
    )


def _fewer_points(sale: Sale, ready: ReadyOffer, state: State, wish: Wish, room: int) -> State | Refusal:
    """Points that floor or cap leave no room for stay with the customer."""
    benefit = cast("PointsRedemption", ready.offer.benefit)
    steps = room // benefit.worth_minor
    if not steps:
        return Refusal("nothing_left")
    return settle(
        sale,
        ready,
        state,
        wish._replace(total_minor=steps * benefit.worth_minor, points=steps * benefit.points),
    )


def _rooms(sale: Sale, ready: ReadyOffer, portions: list[Portion]) -> list[int]:
    if not sale.has_floors or ready.merchant_bps == 0 or ready.offer.floor_permission is not None:
        return [portion.due_minor for portion in portions]
    return [_room(sale, ready, portion) for portion in portions]


def _room(sale: Sale, ready: ReadyOffer, portion: Portion) -> int:
    """What may still come off a portion: the shop keeps due + borne by others − its share ≥ floor · units.

    A floor binds the shop's receipts: what platform or influencer bear does not lower them.
    """
    merchant = ready.merchant_bps
    spare = portion.due_minor + portion.others_minor - sale.floors[portion.line] * portion.units
    if spare <= 0:
        return 0
    return min(portion.due_minor, spare if merchant == WHOLE else spare * WHOLE // merchant)


def _most(sale: Sale, ready: ReadyOffer, state: State, total: int, left: int | None) -> tuple[int, str]:
    """The least of wish, the offer's own cap, its budget, and the cap of all; and which of them cuts."""
    most, cut_by = total, ""
    if left is not None and left < most:
        most, cut_by = left, "cut_by_budget"
    own = ready.offer.limits.most_minor
    if own is not None and own < most:
        most, cut_by = own, "cut_by_most"
    if sale.cap_minor is not None and sale.cap_minor - state.off_minor < most:
        most, cut_by = sale.cap_minor - state.off_minor, "cut_by_cap"
    return most, cut_by


def _given(asked: list[int], rooms: list[int], most: int, wish: Wish) -> list[int]:
    if wish.total_minor is not None:
        parts = split(most, asked) if asked else []
        return parts if all(map(le, parts, rooms)) else spread(most, asked, rooms)
    given = list(map(min, asked, rooms))
    return spread(most, given, given) if sum(given) > most else given


def _taken(ready: ReadyOffer, wish: Wish, places: list[int], given: list[int]) -> tuple[Portion, ...]:
    """The portions after the discount; those that counted for it bear its group's mark."""
    after = list(wish.portions)
    mark = 1 << ready.group
    others_bps = WHOLE - ready.merchant_bps
    for place, off in zip(places, given, strict=True):
        line, units, list_minor, start, due, others, groups = after[place]
        others += off * others_bps // WHOLE
        after[place] = Portion(line, units, list_minor, start, due - off, others, groups | mark)
    for place in wish.touched:
        if not after[place].groups & mark:
            after[place] = after[place]._replace(groups=after[place].groups | mark)
    return tuple(after)
