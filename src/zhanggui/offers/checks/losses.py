"""Would any product be sold at a loss, with all that stacks on it?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from zhanggui.core.money import Money
from zhanggui.offers.basket import Basket
from zhanggui.offers.checks.flaw import flaw
from zhanggui.offers.quoting import quote
from zhanggui.offers.rules import benefits
from zhanggui.offers.rules.offer import MERCHANT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from zhanggui.offers.checks.flaw import Flaw
    from zhanggui.offers.engine.rules import ReadyOffer, Rules
    from zhanggui.offers.quote import Quote
    from zhanggui.offers.rules.offer import Offer
    from zhanggui.offers.rules.product import Product

MOST_UNITS = 999
PROBED = 100  # products an offer is tried on: those that earn least


class Probe(NamedTuple):
    """One product, priced in one quantity, and what is left of it."""

    product: Product
    units: int
    quoted: Quote
    received: int
    cost: int


def losses(rules: Rules, at: datetime, products: Sequence[Product]) -> Iterator[Flaw]:
    """The worst case of each set of offers that apply together; and products whose cost nobody knows."""
    worst: dict[tuple[str, ...], Probe] = {}
    cuts: dict[str, tuple[Probe, int]] = {}
    for probe in _probes(rules, at, products):
        applied = tuple(each.offer for each in probe.quoted.applied)
        if probe.received < probe.cost and _loses_more(probe, worst.get(applied)):
            worst[applied] = probe
        for each in probe.quoted.applied:
            if each.cut_by == "cut_by_floor" and each.cut_minor > cuts.get(each.offer, (probe, 0))[1]:
                cuts[each.offer] = (probe, each.cut_minor)
    offers = {offer.id: offer for offer in rules.offer_set.offers}
    currency = rules.offer_set.currency
    yield from (_at_loss(probe, [offers[id_] for id_ in applied], currency) for applied, probe in worst.items())
    for id_, (probe, cut) in cuts.items():
        yield flaw("floor_cuts", offers[id_], sku=probe.product.sku, units=probe.units, cut=Money(cut, currency))
    if unknown := sum(product.cost_minor is None for product in products):
        yield flaw("cost_unknown", unknown=unknown)


def _loses_more(probe: Probe, other: Probe | None) -> bool:
    return other is None or probe.received - probe.cost < other.received - other.cost


def _at_loss(probe: Probe, offers: list[Offer], currency: str) -> Flaw:
    return flaw(
        "sells_at_loss",
        *offers,
        sku=probe.product.sku,
        units=probe.units,
        received=Money(probe.received, currency),
        cost=Money(probe.cost, currency),
        loss=Money(probe.cost - probe.received, currency),
    )


def _probes(rules: Rules, at: datetime, products: Sequence[Product]) -> Iterator[Probe]:
    """Each offer on each product of its scope, in the quantities at which something begins."""
    known = [product for product in products if product.cost_minor is not None]
    known.sort(key=lambda product: (product.price_minor - (product.cost_minor or 0), product.sku))
    codes = tuple(dict.fromkeys(code for ready in rules.ready for code in sorted(ready.codes)))
    for ready in rules.ready:
        if ready.ends_at and ready.ends_at <= at:
            continue
        moment = max(at, ready.starts_at) if ready.starts_at else at
        held = [each for each in known if ready.offer.scope.holds(each.sku, each.category, each.brand)]
        for product in held[:PROBED]:
            for units in _quantities(rules, product):
                basket = _basket(ready, product, units, codes[:20], rules.offer_set.currency)
                yield _probe(rules, product, units, quote(basket, rules, moment))


def _probe(rules: Rules, product: Product, units: int, quoted: Quote) -> Probe:
    others = sum(amount for party, amount in quoted.lines[0].borne_minor if party != MERCHANT)
    cost = (product.cost_minor or 0) * units + _gift_costs(rules, quoted)
    return Probe(product, units, quoted, quoted.due_minor + others, cost)


def _gift_costs(rules: Rules, quoted: Quote) -> int:
    costs = {
        (ready.offer.id, step.sku): step.cost_minor or 0
        for ready in rules.ready
        if isinstance(ready.offer.benefit, benefits.FullGift)
        for step in ready.offer.benefit.steps
    }
    return sum(costs[gift.offer, gift.sku] * gift.units for gift in quoted.gifts)


def _quantities(rules: Rules, product: Product) -> list[int]:
    """One unit, and the least numbers that reach each threshold, step and group."""
    found = {1}
    for ready in rules.ready:
        match ready.offer.benefit:
            case benefits.FullReduction(steps=steps) | benefits.FullGift(steps=steps):
                found |= {-(-step.threshold_minor // max(product.price_minor, 1)) for step in steps}
            case (
                benefits.Percent(threshold_minor=least, least_units=units)
                | benefits.Fixed(threshold_minor=least, least_units=units)
            ):
                found |= {-(-least // max(product.price_minor, 1)), units}
            case benefits.QuantityTiers(steps=tiers):
                found |= {tier.least_units for tier in tiers}
            case benefits.BuyGet(buy_units=buy, get_units=get):
                found.add(buy + get)
            case benefits.NthItem(nth=nth):
                found.add(nth)
    return sorted(units for units in found if 1 <= units <= MOST_UNITS)


def _basket(ready: ReadyOffer, product: Product, units: int, codes: tuple[str, ...], currency: str) -> Basket:
    """A customer who may have the offer, and who has every code."""
    audience = ready.offer.audience
    return Basket(
        currency=currency,
        lines=(product.in_basket("1", units),),
        channel=next(iter(audience.channels), ""),
        region=next(iter(audience.regions), ""),
        tier=next(iter(audience.tiers), ""),
        segments=audience.segments,
        is_first_order=bool(audience.is_first_order),
        customer="somebody",
        codes=codes,
    )
