"""How are offers made ready once, so that many baskets are priced fast?"""

from __future__ import annotations

import zoneinfo
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from zhanggui.offers.engine.terms import terms_of
from zhanggui.offers.rules.benefits import PresaleDeposit, Reached
from zhanggui.offers.rules.offer import MERCHANT, PRICE_GROUP, Limits
from zhanggui.offers.rules.scope import Audience, branches

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime
    from types import SimpleNamespace

    from zhanggui.core.words import Words
    from zhanggui.offers.rules.benefits import Benefit
    from zhanggui.offers.rules.offer import Offer
    from zhanggui.offers.rules.offer_set import Combination, OfferSet

LIST, GROUP, REMAINING = 2, 3, 4  # the columns of a State that hold the amount an offer looks at
MOST_KNOWN = 100_000  # products whose offers are remembered; baskets may name any
_BASES = {"list": LIST, "group": GROUP, "remaining": REMAINING}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReadyOffer:
    """An offer with its place in the order, what it excludes as bits, and what it says as plain values."""

    offer: Offer
    id: str
    title: Words
    kind: type[Benefit]
    benefit: SimpleNamespace
    limits: SimpleNamespace
    number: int
    bit: int
    group: int
    shut_out: int
    mark: int
    conflicts: int
    basis: int
    merchant_bps: int
    is_coupon: bool
    codes: frozenset[str]
    starts_at: datetime | None
    ends_at: datetime | None
    is_timed: bool
    has_window: bool
    is_presale: bool
    is_price: bool
    has_hint: bool
    takes_back: bool
    keeps_floors: bool
    has_audience: bool
    has_limits: bool
    currency: str
    is_bounded: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """A set of offers made ready: in their order, found by product."""

    offer_set: OfferSet
    terms: SimpleNamespace
    zone: zoneinfo.ZoneInfo
    ready: tuple[ReadyOffer, ...]
    by_sku: Mapping[str, tuple[int, ...]]
    by_category: Mapping[str, tuple[int, ...]]
    by_brand: Mapping[str, tuple[int, ...]]
    anywhere: tuple[int, ...]
    everything: tuple[int, ...]
    choosy: frozenset[int]
    looks_back: bool
    is_timed: bool
    found: dict[tuple[str, str, str], tuple[int, ...]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def combine(self) -> Combination:
        """How the offers combine."""
        return self.offer_set.combine

    def for_product(self, product: tuple[str, str, str]) -> tuple[int, ...]:
        """The numbers of the offers whose scope names something of a product and holds it; looked for once.

        A product is told by its SKU, category and brand.
        """
        if (known := self.found.get(product)) is None:
            if len(self.found) >= MOST_KNOWN:
                self.found.clear()
            known = self.found[product] = self._look_for(*product)
        return known

    def _look_for(self, sku: str, category: str, brand: str) -> tuple[int, ...]:
        found = list(self.by_sku.get(sku, ()))
        if self.by_category:
            for above in branches(category):
                found += self.by_category.get(above, ())
        if self.by_brand:
            found += self.by_brand.get(brand, ())
        found += self.anywhere
        choosy = self.choosy
        return tuple(
            number
            for number in dict.fromkeys(found)
            if number not in choosy or self.ready[number].offer.scope.holds(sku, category, brand)
        )


def make_ready(offer_set: OfferSet) -> Rules:
    """Sort offers into their order (prices, then the groups; within them priority, then id) and index them."""
    places = {name: at for at, name in enumerate([PRICE_GROUP, *(group.id for group in offer_set.combine.groups)])}
    ordered = sorted(offer_set.offers, key=lambda offer: (places[offer.group], offer.priority, offer.id))
    conflicts = _conflicts(ordered, offer_set.combine)
    ready = tuple(_ready(offer, number, places, conflicts[number], offer_set) for number, offer in enumerate(ordered))
    indexes: dict[str, defaultdict[str, list[int]]] = {name: defaultdict(list) for name in ("sku", "category", "brand")}
    anywhere: list[int] = []
    choosy: set[int] = set()
    for number, offer in enumerate(ordered):
        is_found_by = _index(indexes, offer, number)
        if is_found_by is None:
            anywhere.append(number)
        if set(offer.scope.model_fields_set) - {is_found_by}:
            choosy.add(number)
    return Rules(
        offer_set=offer_set,
        terms=terms_of(offer_set.combine),
        zone=zoneinfo.ZoneInfo(offer_set.timezone),
        ready=ready,
        by_sku=_frozen(indexes["sku"]),
        by_category=_frozen(indexes["category"]),
        by_brand=_frozen(indexes["brand"]),
        anywhere=tuple(number for number in anywhere if number in choosy),
        everything=tuple(number for number in anywhere if number not in choosy),
        choosy=frozenset(choosy),
        looks_back=any(each.basis == GROUP for each in ready),
        is_timed=any(each.is_timed for each in ready),
    )


def _ready(offer: Offer, number: int, places: Mapping[str, int], conflicts: int, offer_set: OfferSet) -> ReadyOffer:
    place, combine = places[offer.group], offer_set.combine
    shut_out = sum(1 << each for each in _shut_out(place, places, combine))
    asked_for = set().union(*(_shut_out(other, places, combine) for other in places.values()))
    when, limits = offer.when, offer.limits
    has_audience, has_limits = offer.audience != Audience(), limits != Limits()
    is_timed, is_presale = bool(when.weekdays or when.hours), isinstance(offer.benefit, PresaleDeposit)
    has_window = bool(when.starts_at or when.ends_at or is_timed) and not is_presale
    return ReadyOffer(
        offer=offer,
        id=offer.id,
        title=offer.title,
        kind=type(offer.benefit),
        benefit=terms_of(offer.benefit),
        limits=terms_of(limits),
        number=number,
        bit=1 << number,
        group=place,
        shut_out=shut_out,
        mark=1 << place if place in asked_for else 0,
        conflicts=conflicts,
        basis=_BASES[offer.basis or combine.basis],
        merchant_bps=offer.borne_by.get(MERCHANT, 0),
        is_coupon=offer.coupon is not None,
        codes=frozenset(offer.coupon.codes if offer.coupon else ()),
        starts_at=when.starts_at,
        ends_at=when.ends_at,
        is_timed=is_timed,
        has_window=has_window,
        is_presale=is_presale,
        is_price=offer.benefit.sets_price,
        has_hint=offer.benefit.has_hint and not _always_reached(offer),
        takes_back=offer.clawback,
        keeps_floors=offer.borne_by.get(MERCHANT, 0) > 0 and offer.floor_permission is None,
        has_audience=has_audience,
        has_limits=has_limits,
        currency=offer_set.currency,
        is_bounded=has_window or has_audience or has_limits or offer.coupon is not None,
    )


def _always_reached(offer: Offer) -> bool:
    """Whether nothing can be missing for it: no least amount, no least units."""
    return isinstance(offer.benefit, Reached) and not (offer.benefit.threshold_minor or offer.benefit.least_units)


def _shut_out(place: int, places: Mapping[str, int], combine: Combination) -> set[int]:
    """The groups whose units stay out of the offers of a group; with one offer a unit, also its own."""
    if not place:
        return set()
    group = combine.groups[place - 1]
    return {places[name] for name in group.not_with} | ({place} if group.one_per == "unit" else set())


def _conflicts(ordered: Sequence[Offer], combine: Combination) -> list[int]:
    """For each offer the bits of those that cannot be in one order with it."""
    number = {offer.id: at for at, offer in enumerate(ordered)}
    everyone = (1 << len(ordered)) - 1
    single = {group.id for group in combine.groups if group.one_per == "basket"}
    members: defaultdict[str, int] = defaultdict(int)
    for at, offer in enumerate(ordered):
        members[offer.group] |= 1 << at
    found = [0] * len(ordered)
    for at, offer in enumerate(ordered):
        mask = everyone if offer.is_alone else sum(1 << number[other] for other in set(offer.excludes))
        if offer.group in single:
            mask |= members[offer.group]
        found[at] |= mask & ~(1 << at)
    for at, mask in enumerate(list(found)):
        for other in bits(mask):
            found[other] |= 1 << at
    return found


def bits(mask: int) -> Iterator[int]:
    """The places of the ones in a mask.

    >>> list(bits(0b1010))
    [1, 3]
    """
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def _index(indexes: Mapping[str, Mapping[str, list[int]]], offer: Offer, number: int) -> str | None:
    """File the offer under what is narrowest in its scope, and say which list that was; prices name their products."""
    prices = getattr(offer.benefit, "prices", None) or {}
    for name, index, wanted in (
        ("skus", "sku", offer.scope.skus),
        ("prices", "sku", tuple(prices)),
        ("categories", "category", offer.scope.categories),
        ("brands", "brand", offer.scope.brands),
    ):
        if wanted:
            for value in set(wanted):
                indexes[index][value].append(number)
            return name
    return None


def _frozen(index: Mapping[str, list[int]]) -> dict[str, tuple[int, ...]]:
    return {name: tuple(numbers) for name, numbers in index.items()}
