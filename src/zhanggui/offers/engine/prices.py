"""Which price does each unit carry when flash sale, member price and quantity tiers meet?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from zhanggui.offers.engine.sale import units_left
from zhanggui.offers.engine.settling import settle
from zhanggui.offers.engine.state import Refusal, Wish
from zhanggui.offers.rules.benefits import QuantityTiers, unit_minor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhanggui.offers.engine.rules import ReadyOffer
    from zhanggui.offers.engine.sale import Sale
    from zhanggui.offers.engine.state import State

    Given = tuple[list[int], list[int], int]


class Tag(NamedTuple):
    """A price that an offer puts on a line."""

    ready: ReadyOffer
    place: int
    saving_minor: int


def put_prices(sale: Sale, chosen: Sequence[ReadyOffer], state: State) -> tuple[State, dict[int, Refusal]]:
    """Each unit gets one price: the lowest, or the first in order; quotas go where they save most.

    An offer that floor, cap or budget leave no room steps back, and its units are given out anew.
    """
    if not chosen:
        return state, {}
    kept, refused = _compatible(chosen)
    tags = [tag for ready in kept for tag in _tags(sale, ready)]
    first = sale.rules.terms.price == "first"
    tags.sort(key=lambda tag: (tag.ready.number if first else 0, -tag.saving_minor, tag.ready.number, tag.place))
    after, wishes = _given_out(sale, tags, state)
    for ready in kept:
        if ready.number not in wishes:
            refused[ready.number] = Refusal("price_not_lower")
            continue
        places, amounts, units = wishes[ready.number]
        settled = settle(sale, ready, after, Wish(after, places, amounts, None, (), units))
        if isinstance(settled, Refusal):
            again, more = put_prices(sale, [other for other in chosen if other is not ready], state)
            return again, more | {ready.number: settled}
        after = settled
    return after, refused


def _compatible(chosen: Sequence[ReadyOffer]) -> tuple[list[ReadyOffer], dict[int, Refusal]]:
    kept: list[ReadyOffer] = []
    refused = {}
    for ready in chosen:
        if rival := next((other for other in kept if other.bit & ready.conflicts), None):
            refused[ready.number] = Refusal("excluded_by", {"other": rival.title})
        else:
            kept.append(ready)
    return kept, refused


def _tags(sale: Sale, ready: ReadyOffer) -> list[Tag]:
    found = []
    for place in sale.lines_of[ready.number]:
        line = sale.lines[place]
        price = unit_price(sale, ready, place)
        if price is not None and price < line.price_minor:
            found.append(Tag(ready, place, line.price_minor - price))
    return found


def unit_price(sale: Sale, ready: ReadyOffer, place: int) -> int | None:
    """The price of one unit of a line under an offer; None where it has none."""
    line = sale.lines[place]
    if ready.kind is QuantityTiers:
        benefit = ready.benefit
        alike = [sale.lines[at] for at in sale.lines_of[ready.number]]
        units = sum(other.units for other in alike if benefit.count == "scope" or other.sku == line.sku)
        steps = [step for step in benefit.steps if step.least_units <= units]
        return unit_minor(steps[-1], line.sku, line.price_minor) if steps else None
    return unit_minor(ready.benefit, line.sku, line.price_minor)


def _given_out(sale: Sale, tags: list[Tag], state: State) -> tuple[State, dict[int, Given]]:
    """Give units to prices in the order of the tags; a line with several prices becomes several portions.

    What each price gets: the places, the amounts there, the units.
    """
    free = list(state.units)
    left = {tag.ready.number: units_left(tag.ready, sale.used) for tag in tags}
    given: list[tuple[Tag, int]] = []
    for tag in tags:
        quota = left[tag.ready.number]
        units = free[tag.place] if quota is None else min(free[tag.place], quota)
        if not units:
            continue
        free[tag.place] -= units
        left[tag.ready.number] = None if quota is None else quota - units
        given.append((tag, units))
    if not given:
        return state, {}
    after, places = state.apart([(tag.place, units) for tag, units in given])
    amounts: dict[int, dict[int, int]] = {}
    for (tag, units), place in zip(given, places, strict=True):
        amounts.setdefault(tag.ready.number, {})[place] = tag.saving_minor * units
    gets = {
        number: (list(each), list(each.values()), sum([after.units[at] for at in each]))
        for number, each in amounts.items()
    }
    return after, gets
