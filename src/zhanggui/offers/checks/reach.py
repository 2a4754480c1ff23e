"""Can each offer ever apply?"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from zhanggui.core.moments import when
from zhanggui.core.money import Money
from zhanggui.offers.checks.flaw import flaw
from zhanggui.offers.engine.rules import bits
from zhanggui.offers.engine.sale import outside
from zhanggui.offers.rules import benefits
from zhanggui.offers.rules.offer import Limits
from zhanggui.offers.rules.scope import Audience, Scope, When

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from zhanggui.offers.checks.flaw import Flaw
    from zhanggui.offers.engine.rules import ReadyOffer, Rules
    from zhanggui.offers.rules.product import Product

A_WEEK = timedelta(days=8)
A_MINUTE = timedelta(minutes=1)
MANY = 12


def unreachable(rules: Rules, at: datetime, products: Sequence[Product], *, earns_points: bool) -> Iterator[Flaw]:
    """Offers that are over, never open, always forestalled, or hold for nothing."""
    for ready in rules.ready:
        offer = ready.offer
        if _is_over(ready, at):
            yield flaw("over", offer, ends_at=when(_end(ready), rules.offer_set.timezone))
        elif not _opens(ready, rules):
            yield flaw("never_open", offer)
        if isinstance(offer.benefit, benefits.PointsMultiplier) and not (rules.combine.points_per or earns_points):
            yield flaw("no_points_earned", offer)
        if rules.combine.choose == "priority" and (rival := _always_first(ready, rules)):
            yield flaw("never_applies", offer, rival.offer, other=rival.offer.title)
        if products:
            yield from _for_nothing(ready, products, rules.offer_set.currency)
    yield from _too_many(rules, at)


def _end(ready: ReadyOffer) -> datetime:
    benefit = ready.offer.benefit
    end = benefit.final_until if isinstance(benefit, benefits.PresaleDeposit) else ready.ends_at
    assert end is not None  # noqa: S101 - asked only of offers that are over
    return end


def _is_over(ready: ReadyOffer, at: datetime) -> bool:
    if isinstance(ready.offer.benefit, benefits.PresaleDeposit):
        return ready.offer.benefit.final_until <= at
    return ready.ends_at is not None and ready.ends_at <= at


def _opens(ready: ReadyOffer, rules: Rules) -> bool:
    """Minute by minute through a window of up to a week; a longer one has every weekday and hour."""
    if not (ready.is_timed and ready.starts_at and ready.ends_at) or ready.ends_at - ready.starts_at >= A_WEEK:
        return True
    moment = ready.starts_at.astimezone(rules.zone)
    while moment < ready.ends_at:
        if not outside(ready, moment, (moment.isoweekday(), moment.hour * 60 + moment.minute)):
            return True
        moment += A_MINUTE
    return False


def _always_first(ready: ReadyOffer, rules: Rules) -> ReadyOffer | None:
    """An earlier offer that cannot be in one order with this one and applies whenever this one could."""
    earlier = [rules.ready[at] for at in bits(ready.conflicts) if at < ready.number]
    return next((rival for rival in earlier if _always_applies(rival, ready)), None)


def _always_applies(rival: ReadyOffer, ready: ReadyOffer) -> bool:
    first, later = rival.offer, ready.offer
    is_open = (
        first.coupon is None
        and first.limits == Limits()
        and first.audience in {Audience(), later.audience}
        and first.when in {When(), later.when}
        and first.scope in {Scope(), later.scope}
    )
    match first.benefit:
        case benefits.Percent(threshold_minor=0, least_units=0) | benefits.Fixed(threshold_minor=0, least_units=0):
            return is_open and not rival.shut_out
    return False


def _for_nothing(ready: ReadyOffer, products: Sequence[Product], currency: str) -> Iterator[Flaw]:
    offer = ready.offer
    held = [each for each in products if offer.scope.holds(each.sku, each.category, each.brand)]
    if not held:
        yield flaw("no_product", offer)
    if not isinstance(offer.benefit, benefits.FlashSale | benefits.MemberPrice):
        return
    for product in held:
        price = benefits.unit_minor(offer.benefit, product.sku, product.price_minor)
        if price is not None and price >= product.price_minor:
            yield flaw("price_not_lower", offer, sku=product.sku, price=Money(product.price_minor, currency))


def _too_many(rules: Rules, at: datetime) -> Iterator[Flaw]:
    open_offers = [ready for ready in rules.ready if not _is_over(ready, at)]
    if rules.combine.choose == "best" and len(open_offers) > MANY:
        yield flaw("too_many_choices", offers=len(open_offers), steps=rules.combine.most_steps)
