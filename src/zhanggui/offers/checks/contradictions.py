"""Does what an offer says contradict itself, or another offer?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhanggui.core.money import Money
from zhanggui.core.words import Words
from zhanggui.offers.checks.flaw import flaw
from zhanggui.offers.rules import benefits
from zhanggui.offers.rules.scope import branches
from zhanggui.offers.rules.stated import WHOLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhanggui.offers.checks.flaw import Flaw
    from zhanggui.offers.rules.offer import Offer
    from zhanggui.offers.rules.offer_set import OfferSet


def contradictions(offer_set: OfferSet) -> Iterator[Flaw]:
    """What is wrong with offers by themselves, whatever is in the basket."""
    for offer in offer_set.offers:
        if offer.id in offer.excludes:
            yield flaw("excludes_itself", offer)
        if what := _left_nothing(offer):
            yield flaw("scope_empty", offer, what=what)
        yield from _limits(offer)
        yield from _amounts(offer, offer_set.currency)
    yield from _codes(offer_set)


def _left_nothing(offer: Offer) -> Words | None:
    scope = offer.scope
    if scope.skus and set(scope.skus) <= set(scope.not_skus):
        return Words(zh="商品", en="products")
    if scope.brands and set(scope.brands) <= set(scope.not_brands):
        return Words(zh="品牌", en="brands")
    out = set(scope.not_categories)
    if scope.categories and all(out.intersection(branches(category)) for category in scope.categories):
        return Words(zh="类目", en="categories")
    return None


def _limits(offer: Offer) -> Iterator[Flaw]:
    limits = offer.limits
    for own, total in ((limits.uses_per_customer, limits.uses), (limits.units_per_customer, limits.units)):
        if own and total and own > total:
            yield flaw("limits_cross", offer)
    if offer.audience.is_first_order and (limits.uses_per_customer or 1) > 1:
        yield flaw("first_order_again", offer, uses=limits.uses_per_customer)


def _amounts(offer: Offer, currency: str) -> Iterator[Flaw]:
    least = 0
    match offer.benefit:
        case benefits.FullReduction(steps=steps):
            least = steps[0].off_minor
            for step in steps:
                if step.off_minor >= step.threshold_minor:
                    threshold, off = Money(step.threshold_minor, currency), Money(step.off_minor, currency)
                    yield flaw("off_exceeds_threshold", offer, threshold=threshold, off=off)
        case benefits.Fixed(off_minor=off):
            least = off
        case benefits.Percent(off_bps=bps) if bps == WHOLE and offer.limits.most_minor is None:
            yield flaw("gives_all_away", offer)
        case benefits.PresaleDeposit(final_from=final) if offer.when.ends_at and final < offer.when.ends_at:
            yield flaw("balance_before_deposit_ends", offer)
    budget = offer.limits.budget_minor
    if budget is not None and budget < min(least, offer.limits.most_minor or least):
        yield flaw("budget_too_small", offer, budget=Money(budget, currency))


def _codes(offer_set: OfferSet) -> Iterator[Flaw]:
    first: dict[str, Offer] = {}
    for offer in offer_set.offers:
        for code in offer.coupon.codes if offer.coupon else ():
            if code in first and first[code] is not offer:
                yield flaw("code_twice", offer, first[code], code=code, other=first[code].title)
            first.setdefault(code, offer)
