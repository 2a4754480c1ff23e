"""Which offers are in force, how much of each was used, what is left of its budget, and what do unused codes owe?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhanggui.books.checkout.codes import outstanding
from zhanggui.books.checkout.counters import EVERYBODY, counted
from zhanggui.books.checkout.ledger import balances
from zhanggui.checkout.publishing import in_force, last_published

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from zhanggui.app.shop import Shop
    from zhanggui.offers.rules.offer import Offer

LIABILITY = "coupon_liability"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferStanding:
    """One offer in force: what was used of it so far, over all versions, and what its codes may still cost."""

    offer: Offer
    uses: int
    units: int
    discount_minor: int
    codes_left: int
    owed_minor: int

    @property
    def left_minor(self) -> int | None:
        """What is left of the budget; None where there is none."""
        budget = self.offer.limits.budget_minor
        return None if budget is None else max(0, budget - self.discount_minor)


@dataclass(frozen=True, slots=True, kw_only=True)
class InForceNow:
    """The offers that hold, since when, and by whom they were published."""

    version: int
    by: str
    at: datetime
    currency: str
    products: int
    offers: tuple[OfferStanding, ...]
    liability_minor: int


def in_force_now(shop: Shop) -> InForceNow | None:
    """What the till charges by; None before the first set is published."""
    with shop.books.reading() as connection:
        newest = last_published(connection)
        if newest is None:
            return None
        found = in_force(connection, newest.version)
        owed = sum(-each.amount for each in balances(connection) if each.account == LIABILITY)
        return InForceNow(
            version=newest.version,
            by=newest.published_by,
            at=newest.published_at,
            currency=found.rules.offer_set.currency,
            products=len(found.products),
            offers=_standings(connection, found.rules.offer_set.offers),
            liability_minor=owed,
        )


def _standings(connection: Connection, offers: tuple[Offer, ...]) -> tuple[OfferStanding, ...]:
    used = {row.offer: row for row in counted(connection, [each.id for each in offers], [EVERYBODY])}
    codes = {row.offer: row for row in outstanding(connection)}
    return tuple(
        OfferStanding(
            offer=each,
            uses=used[each.id].uses if each.id in used else 0,
            units=used[each.id].units if each.id in used else 0,
            discount_minor=used[each.id].discount_minor if each.id in used else 0,
            codes_left=int(codes[each.id].uses_left) if each.id in codes else 0,
            owed_minor=int(codes[each.id].owed_minor) if each.id in codes else 0,
        )
        for each in offers
    )
