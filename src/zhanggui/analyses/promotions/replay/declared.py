"""How does a set of offers that lies ahead hold for baskets of the past, and which of it cannot be tried there?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from zhanggui.core.errors import MixedCurrencies
from zhanggui.offers.rules.benefits import PointsMultiplier, PointsRedemption, PresaleDeposit
from zhanggui.offers.rules.offer import Coupon, Offer
from zhanggui.offers.rules.offer_set import OfferSet
from zhanggui.offers.rules.reading import form_of, read

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zhanggui.analyses.promotions.replay.points import PointsAssumed
    from zhanggui.offers.rules.benefits import Benefit

CODE = "REPLAY:"  # codes are compared in capitals
COUNTED = ("uses", "uses_per_customer", "units", "units_per_customer", "budget_minor")


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """A set as it is tried on past baskets, and what had to be assumed of which of its offers.

    `opened` had a window that is left out. For `coded` every basket is taken to hold the code, for `presold` to have
    paid deposit and balance in time, for `by_points` to pay with as many points as it may: upper bounds, all three.
    `bonus` lets customers earn more points, which cost what `points` says; without it they are `unpriced`, left out.
    `left_out` cannot be tried at all: past baskets say nothing of segments.
    """

    name: str
    offers: OfferSet
    opened: tuple[Offer, ...]
    coded: tuple[Offer, ...]
    left_out: tuple[Offer, ...]
    presold: tuple[Offer, ...] = ()
    by_points: tuple[Offer, ...] = ()
    bonus: tuple[Offer, ...] = ()
    unpriced: tuple[Offer, ...] = ()
    points: PointsAssumed | None = None

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes that every basket is taken to hold."""
        return tuple(f"{CODE}{offer.id.upper()}" for offer in self.coded)

    @property
    def is_counted(self) -> bool:
        """Whether some offer ends when it is used up, so that the order of the baskets matters."""
        return any(getattr(offer.limits, name) is not None for offer in self.offers.offers for name in COUNTED)


def declared(
    name: str, text: str, currency: str, *, starts: date | None, points: PointsAssumed | None = None
) -> Declared:
    """Read a set and put it into the past: the first of its windows begins with the first day, or there are none.

    With `starts`, all windows move by the same number of days; without, offers hold all the time, in their hours and on
    their weekdays. Raises OffersNotUnderstood and MixedCurrencies.
    """
    said = read(text, form_of(text), OfferSet, name)
    if said.currency != currency:
        raise MixedCurrencies(left=said.currency, right=currency)
    kept = [offer for offer in said.offers if not (offer.audience.segments or _is_unpriced(offer, points))]
    days = _days_back(kept, starts, said.timezone) if starts else None
    per = points.paid_per_point_minor if points else said.combine.points_per
    combine = said.combine.model_copy(update={"points_per": per})
    offers = said.model_copy(update={"combine": combine, "offers": _consistent(_put(offer, days) for offer in kept)})
    windowed = [offer for offer in kept if offer.when.starts_at or offer.when.ends_at]
    return Declared(
        name=name,
        offers=offers,
        opened=() if starts else tuple(windowed),
        coded=tuple(offer for offer in kept if offer.coupon),
        left_out=tuple(offer for offer in said.offers if offer.audience.segments),
        presold=_of_kind(kept, PresaleDeposit),
        by_points=_of_kind(kept, PointsRedemption),
        bonus=_of_kind(kept, PointsMultiplier),
        unpriced=tuple(offer for offer in said.offers if not offer.audience.segments and _is_unpriced(offer, points)),
        points=points,
    )


def _is_unpriced(offer: Offer, points: PointsAssumed | None) -> bool:
    return isinstance(offer.benefit, PointsMultiplier) and points is None


def _of_kind(offers: Iterable[Offer], kind: type[Benefit]) -> tuple[Offer, ...]:
    return tuple(offer for offer in offers if isinstance(offer.benefit, kind))


def _consistent(offers: Iterable[Offer]) -> tuple[Offer, ...]:
    """Offers that exclude one another name only offers that are still there."""
    found = tuple(offers)
    names = {offer.id for offer in found}
    return tuple(
        offer.model_copy(update={"excludes": tuple(other for other in offer.excludes if other in names)})
        for offer in found
    )


def _put(offer: Offer, days: timedelta | None) -> Offer:
    coupon = Coupon(codes=(f"{CODE}{offer.id.upper()}",)) if offer.coupon else None
    starts, ends = (None, None) if days is None else (each and each - days for each in _window(offer))
    when = offer.when.model_copy(update={"starts_at": starts, "ends_at": ends})
    return offer.model_copy(update={"coupon": coupon, "when": when})


def _window(offer: Offer) -> tuple[datetime | None, datetime | None]:
    return offer.when.starts_at, offer.when.ends_at


def _days_back(offers: Iterable[Offer], starts: date, zone: str) -> timedelta:
    """From the day on which the first window opens back to the first day that is replayed."""
    opening = [offer.when.starts_at for offer in offers if offer.when.starts_at]
    if not opening:
        return timedelta(0)
    return timedelta(days=(min(opening).astimezone(ZoneInfo(zone)).date() - starts).days)
