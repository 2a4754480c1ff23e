"""How little more would bring how much? "Add ¥23 for ¥20 off"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhanggui.offers.engine.amounts import reduction
from zhanggui.offers.quote import Hint
from zhanggui.offers.rules import benefits

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from zhanggui.offers.engine.rules import ReadyOffer
    from zhanggui.offers.engine.sale import Sale
    from zhanggui.offers.engine.state import State

    Next = Callable[[Sale, ReadyOffer, State, Sequence[int], int], "Hint | None"]

MOST = 3


def nearest(hints: list[Hint]) -> tuple[Hint, ...]:
    """The few hints that ask least."""
    hints.sort()
    return tuple(hints[:MOST])


def hint_of(sale: Sale, ready: ReadyOffer, state: State, places: Sequence[int], amount: int) -> Hint | None:
    """What the offer would give at its next threshold, the rest of the basket unchanged; None where there is none."""
    return NEXT[ready.kind](sale, ready, state, places, amount)


def _next_reduction(_: Sale, ready: ReadyOffer, __: State, ___: Sequence[int], amount: int) -> Hint | None:
    benefit = ready.benefit
    goal = benefit.steps[0].threshold_minor
    if not benefit.repeats and amount >= benefit.steps[-1].threshold_minor:
        return None
    if benefit.repeats:
        goal *= amount // goal + 1
    elif amount >= goal:
        goal = next((step.threshold_minor for step in benefit.steps if step.threshold_minor > amount), 0)
    more = reduction(benefit, goal)[0] - reduction(benefit, amount)[0] if goal else 0
    return _more(ready, goal - amount, "add_for_off", more) if more > 0 else None


def _next_gift(_: Sale, ready: ReadyOffer, __: State, ___: Sequence[int], amount: int) -> Hint | None:
    benefit = ready.benefit
    step = next((step for step in benefit.steps if step.threshold_minor > amount), None)
    return _more(ready, step.threshold_minor - amount, "add_for_gift", sku=step.sku) if step else None


def _percent(_: Sale, ready: ReadyOffer, state: State, places: Sequence[int], amount: int) -> Hint | None:
    return _to_be_reached(ready, state, places, amount, code="add_for_percent")


def _fixed(_: Sale, ready: ReadyOffer, state: State, places: Sequence[int], amount: int) -> Hint | None:
    benefit = ready.benefit
    if benefit.per_unit:
        return _to_be_reached(ready, state, places, amount, code="add_for_percent")
    return _to_be_reached(ready, state, places, amount, code="add_for_off", off_minor=benefit.off_minor)


def _shipping(sale: Sale, ready: ReadyOffer, state: State, places: Sequence[int], amount: int) -> Hint | None:
    benefit = ready.benefit
    left = sale.basket.shipping_minor - state.shipping_off_minor
    off = left if benefit.most_minor is None else min(benefit.most_minor, left)
    return _to_be_reached(ready, state, places, amount, code="add_for_shipping", off_minor=off)


def _to_be_reached(
    ready: ReadyOffer, state: State, places: Sequence[int], amount: int, *, code: str, off_minor: int | None = None
) -> Hint | None:
    """The amount that is missing; the units, where the amount suffices; no hint where nothing or both are missing."""
    benefit = ready.benefit
    missing = benefit.threshold_minor - amount
    if missing <= 0 and not benefit.least_units:
        return None
    short = benefit.least_units - sum([state.units[at] for at in places]) if benefit.least_units else 0
    if missing <= 0:
        return _more_units(ready, max(short, 0))
    return None if short > 0 or off_minor == 0 else _more(ready, missing, code, off_minor)


def _nth_item(_: Sale, ready: ReadyOffer, state: State, places: Sequence[int], __: int) -> Hint | None:
    benefit = ready.benefit
    return _more_units(ready, -sum([state.units[at] for at in places]) % benefit.nth)


def _buy_get(_: Sale, ready: ReadyOffer, state: State, places: Sequence[int], __: int) -> Hint | None:
    benefit = ready.benefit
    if benefit.get is not None:
        return None
    return _more_units(ready, -sum([state.units[at] for at in places]) % (benefit.buy_units + benefit.get_units))


def _more_units(ready: ReadyOffer, missing: int) -> Hint | None:
    if not missing:
        return None
    return Hint("units", missing, ready.id, ready.title, ready.currency, "add_units")


def _more(ready: ReadyOffer, missing: int, code: str, off_minor: int | None = None, sku: str = "") -> Hint:
    return Hint("minor", missing, ready.id, ready.title, ready.currency, code, off_minor, sku)


NEXT: Mapping[type[benefits.Benefit], Next] = {
    benefits.FullReduction: _next_reduction,
    benefits.FullGift: _next_gift,
    benefits.Percent: _percent,
    benefits.Fixed: _fixed,
    benefits.FreeShipping: _shipping,
    benefits.NthItem: _nth_item,
    benefits.BuyGet: _buy_get,
}
