"""How little more would bring how much? "Add ¥23 for ¥20 off"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zhanggui.core.money import Money
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.offers.engine.amounts import reached, reduction
from zhanggui.offers.engine.units import dearest
from zhanggui.offers.quote import Hint
from zhanggui.offers.rules import benefits

if TYPE_CHECKING:
    from zhanggui.offers.engine.rules import ReadyOffer
    from zhanggui.offers.engine.sale import Sale
    from zhanggui.offers.engine.state import State

MOST = 3
REACHED = (benefits.Percent, benefits.Fixed, benefits.FreeShipping)


def hint_of(sale: Sale, ready: ReadyOffer, state: State) -> Hint | None:
    """What the offer would give at its next threshold, the rest of the basket unchanged; None where there is none."""
    places, amounts = reached(sale, ready, state)
    if not places:
        return None
    benefit, amount = ready.offer.benefit, sum(amounts)
    match benefit:
        case benefits.FullReduction():
            return _next_reduction(sale, ready, amount)
        case benefits.FullGift():
            step = next((step for step in benefit.steps if step.threshold_minor > amount), None)
            if step is None:
                return None
            said = _said(sale, ready, "add_for_gift", step.threshold_minor - amount, sku=step.sku)
            return _hint(ready, step.threshold_minor - amount, said)
        case benefits.Percent() | benefits.Fixed() | benefits.FreeShipping():
            units = sum(state.portions[at].units for at in places)
            return _to_be_reached(sale, ready, state, amount, units)
        case benefits.NthItem(nth=each) | benefits.BuyGet(get=None, buy_units=each):
            size = each if isinstance(benefit, benefits.NthItem) else each + benefit.get_units
            return _units(ready, -sum(run.units for run in dearest(state, places)) % size)
    return None


def nearest(hints: list[Hint]) -> tuple[Hint, ...]:
    """The few hints that ask least, amounts before units."""
    return tuple(sorted(hints, key=lambda hint: (hint.missing_in, hint.missing, hint.offer))[:MOST])


def _next_reduction(sale: Sale, ready: ReadyOffer, amount: int) -> Hint | None:
    benefit: Any = ready.offer.benefit
    now, _ = reduction(benefit, amount)
    if benefit.repeats:
        goal = benefit.steps[0].threshold_minor * (amount // benefit.steps[0].threshold_minor + 1)
    else:
        goal = next((step.threshold_minor for step in benefit.steps if step.threshold_minor > amount), 0)
    more = reduction(benefit, goal)[0] - now if goal else 0
    if more <= 0:
        return None
    return _hint(ready, goal - amount, _said(sale, ready, "add_for_off", goal - amount, off=more))


def _to_be_reached(sale: Sale, ready: ReadyOffer, state: State, amount: int, units: int) -> Hint | None:
    benefit: Any = ready.offer.benefit
    missing = benefit.threshold_minor - amount
    if missing <= 0:
        return _units(ready, max(benefit.least_units - units, 0))
    if benefit.least_units > units:
        return None
    match benefit:
        case benefits.Fixed(off_minor=off, per_unit=False):
            said = _said(sale, ready, "add_for_off", missing, off=off)
        case benefits.FreeShipping(most_minor=most):
            left = sale.basket.shipping_minor - state.shipping_off_minor
            if not left:
                return None
            said = _said(sale, ready, "add_for_shipping", missing, off=left if most is None else min(most, left))
        case _:
            said = _said(sale, ready, "add_for_percent", missing)
    return _hint(ready, missing, said)


def _units(ready: ReadyOffer, missing: int) -> Hint | None:
    if not missing:
        return None
    said = sentence("add_units", missing=missing, title=ready.offer.title)
    return Hint(offer=ready.offer.id, missing=missing, missing_in="units", said=said)


def _hint(ready: ReadyOffer, missing: int, said: Sentence) -> Hint:
    return Hint(offer=ready.offer.id, missing=missing, missing_in="minor", said=said)


def _said(sale: Sale, ready: ReadyOffer, code: str, missing: int, *, off: int | None = None, sku: str = "") -> Sentence:
    currency = sale.basket.currency
    facts = {"off": Money(off, currency)} if off is not None else {"sku": sku} if sku else {}
    return Sentence(code, {"title": ready.offer.title, "missing": Money(missing, currency), **facts})
