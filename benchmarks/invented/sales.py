"""A shop that sells over HTTP, invented: its offers, an integration with its key, the bodies of many redemptions."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.invented.offers import baskets, offers
from zhanggui.app.clock import SystemClock
from zhanggui.app.selling.opening import open_till
from zhanggui.app.shop import init_shop
from zhanggui.books.checkout.integrations import create_key
from zhanggui.books.checkout.stock import set_stock
from zhanggui.checkout.pricing import quote_now
from zhanggui.checkout.publishing import publish

if TYPE_CHECKING:
    from pathlib import Path

    from zhanggui.app.shop import Shop
    from zhanggui.offers.rules.offer_set import OfferSet

SCOPES = ("quote", "redeem", "cancel", "refund", "holds")
PER_MINUTE = 1_000_000
STOCK = 1_000_000
DIFFERENT = 300
LIMITED = 3  # every so many offers has a cap on its uses


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """A shop with offers in force, and the headers with which its integration asks."""

    shop: Shop
    headers: dict[str, str]


def open_counter(folder: Path, declared: OfferSet | None = None) -> Counter:
    """A new shop that sells under a busy day's thirty offers, some of them limited, with stock that is counted."""
    shop = init_shop(folder, currency="CNY", timezone="Asia/Shanghai", name="counter", clock=SystemClock())
    at = shop.clock.now()
    publish(shop.books, declared or _limited(offers(30, "priority")), by="benchmark", at=at)
    with shop.books.begin() as connection:
        for sku in range(0, 400, 10):
            set_stock(connection, f"S{sku}", STOCK)
    _, secret = create_key(shop.books, "load", scopes=SCOPES, by="benchmark", at=at, most_per_minute=PER_MINUTE)
    return Counter(shop=shop, headers={"Authorization": f"Bearer {secret}"})


def redemptions(shop: Shop, count: int, *, lines: int) -> list[bytes]:
    """So many bodies, of a few hundred different baskets, each at the price it is quoted now."""
    till, at = open_till(shop), shop.clock.now()
    bought = [
        each.model_copy(update={"customer": f"p{number}"}) for number, each in enumerate(baskets(DIFFERENT, lines))
    ]
    said = [(each.model_dump(mode="json", exclude_none=True), quote_now(till, each, at=at)) for each in bought]
    return [
        json.dumps(
            {"key": f"redeem-{number}", "order": f"o{number}", "basket": basket, "to_pay_minor": quoted.to_pay_minor}
        ).encode()
        for number in range(count)
        for basket, quoted in [said[number % DIFFERENT]]
    ]


def _limited(declared: OfferSet) -> OfferSet:
    """The same offers, every third with a cap that is never reached: a counter that every sale has to take."""
    capped = [
        each.model_copy(update={"limits": each.limits.model_copy(update={"uses": STOCK})})
        if at % LIMITED == 0
        else each
        for at, each in enumerate(declared.offers)
    ]
    return declared.model_copy(update={"offers": tuple(capped)})
