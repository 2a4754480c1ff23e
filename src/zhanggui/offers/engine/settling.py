"""How much of what an offer would give may it give: goods, floor, cap, budget?"""

from __future__ import annotations

from operator import le, lt, sub
from typing import TYPE_CHECKING, Any

from zhanggui.offers.engine.sale import budget_left
from zhanggui.offers.engine.splitting import split, spread
from zhanggui.offers.engine.state import Entry, Refusal, State
from zhanggui.offers.rules.stated import WHOLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhanggui.offers.engine.rules import ReadyOffer
    from zhanggui.offers.engine.sale import Sale
    from zhanggui.offers.engine.state import Wish


_COLUMNS = 7  # of a State, before what is said of all portions together


def settle(sale: Sale, ready: ReadyOffer, state: State, wish: Wish) -> State | Refusal:
    """The basket after the offer, or why it gives nothing. Discount ≤ room of each portion, cap and budget of all."""
    left = budget_left(ready, sale.used) if ready.has_limits else None
    if left == 0:
        return Refusal("budget_spent")
    cut, _, amounts, wanted, _, units, times, shipping, gifts, points, bonus_bps, deposits = wish
    rooms = _rooms(sale, ready, wish)
    total = sum(amounts) if wanted is None else wanted
    most, cut_by = total, ""
    if ready.has_limits or sale.cap_minor is not None:
        most, cut_by = _most(sale, ready, state, total, left)
    given = _given(wish, rooms, most)
    whole = sum(given)
    if left is not None and left < shipping:
        shipping = left
    if not (whole or shipping or gifts or bonus_bps or deposits):
        return Refusal("nothing_left")
    if points and whole < total:
        return _fewer_points(sale, ready, state, wish, whole)
    if whole < most:
        cut_by = _no_room(wish, rooms)
    by = cut_by if total > whole else ""
    gave = (given, whole, total - whole, by, units, times, shipping, gifts, points, bonus_bps, deposits)
    return _after(state, tuple.__new__(Entry, (ready, _at(wish, cut.lines), *gave)), wish)


def _at(wish: Wish, column: tuple[int, ...]) -> Sequence[int]:
    """What stands in a column at the places of a wish."""
    return column if type(wish.places) is range else [column[at] for at in wish.places]


def _no_room(wish: Wish, rooms: Sequence[int]) -> str:
    """What left no room: a floor, or that the goods cost no more."""
    is_floor = any(map(lt, rooms, _at(wish, wish.state.due_minor)))
    return "cut_by_floor" if is_floor else "cut_by_goods"


def _after(state: State, entry: Entry, wish: Wish) -> State:
    columns: Any = wish.state[:_COLUMNS]
    totals: Any = state[_COLUMNS:]
    lines, units, listed, started, due, others, groups = columns
    entries, off, applied, group, shipping, gift_worth, coupons, bonus_bps = totals
    ready, gifts = entry.ready, entry.gifts
    after = (
        lines,
        units,
        listed,
        started,
        _less(due, wish, entry.offs),
        others if ready.merchant_bps == WHOLE else _borne(others, entry, wish),
        _marked(groups, ready.mark, wish) if ready.mark else groups,
        (*entries, entry),
        off + entry.given_minor,
        applied | ready.bit,
        group,
        shipping + entry.shipping_minor,
        gift_worth + sum([gift.worth_minor * gift.units for gift in gifts]) if gifts else gift_worth,
        coupons + ready.is_coupon,
        bonus_bps + entry.bonus_bps,
    )
    return tuple.__new__(State, after)  # as State(*after), without its call


def _less(due: tuple[int, ...], wish: Wish, offs: Sequence[int]) -> tuple[int, ...]:
    if type(wish.places) is range:
        return tuple(map(sub, due, offs))
    after = list(due)
    for place, off in zip(wish.places, offs, strict=True):
        after[place] -= off
    return tuple(after)


def _borne(others: tuple[int, ...], entry: Entry, wish: Wish) -> tuple[int, ...]:
    """What other parties than the shop bear of each portion so far."""
    after, others_bps = list(others), WHOLE - entry.ready.merchant_bps
    for place, off in zip(wish.places, entry.offs, strict=True):
        after[place] += off * others_bps // WHOLE
    return tuple(after)


def _marked(groups: tuple[int, ...], mark: int, wish: Wish) -> tuple[int, ...]:
    """Portions that counted for the offer bear its group's mark, where later groups ask for it."""
    after = list(groups)
    for place in (*wish.places, *wish.beside):
        after[place] |= mark
    return tuple(after)


def _fewer_points(sale: Sale, ready: ReadyOffer, state: State, wish: Wish, room: int) -> State | Refusal:
    """Points that floor or cap leave no room for stay with the customer."""
    benefit = ready.benefit
    steps = room // benefit.worth_minor
    if not steps:
        return Refusal("nothing_left")
    return settle(
        sale,
        ready,
        state,
        wish._replace(total_minor=steps * benefit.worth_minor, points=steps * benefit.points),
    )


def _rooms(sale: Sale, ready: ReadyOffer, wish: Wish) -> Sequence[int]:
    if not (sale.has_floors and ready.keeps_floors):
        return _at(wish, wish.state.due_minor)
    return [_room(sale, ready, wish.state, place) for place in wish.places]


def _room(sale: Sale, ready: ReadyOffer, state: State, place: int) -> int:
    """What may still come off a portion: the shop keeps due + borne by others − its share ≥ floor · units.

    A floor binds the shop's receipts: what platform or influencer bear does not lower them.
    """
    merchant, due = ready.merchant_bps, state.due_minor[place]
    spare = due + state.others_minor[place] - sale.floors[state.lines[place]] * state.units[place]
    if spare <= 0:
        return 0
    return min(due, spare if merchant == WHOLE else spare * WHOLE // merchant)


def _most(sale: Sale, ready: ReadyOffer, state: State, total: int, left: int | None) -> tuple[int, str]:
    """The least of wish, the offer's own cap, its budget, and the cap of all; and which of them cuts."""
    most, cut_by = total, ""
    if left is not None and left < most:
        most, cut_by = left, "cut_by_budget"
    own = ready.limits.most_minor
    if own is not None and own < most:
        most, cut_by = own, "cut_by_most"
    if sale.cap_minor is not None and sale.cap_minor - state.off_minor < most:
        most, cut_by = sale.cap_minor - state.off_minor, "cut_by_cap"
    return most, cut_by


def _given(wish: Wish, rooms: Sequence[int], most: int) -> Sequence[int]:
    asked = wish.amounts
    if wish.total_minor is not None:
        parts = split(most, asked) if asked else []
        return parts if all(map(le, parts, rooms)) else spread(most, asked, rooms)
    given = asked if all(map(le, asked, rooms)) else list(map(min, asked, rooms))
    return spread(most, given, given) if sum(given) > most else given
