"""How does the owner declare something about the shop, once it was read to be meant?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhanggui.analyses.pricing.bands.positions import read_positions
from zhanggui.app.checking import checked_params
from zhanggui.books import settings
from zhanggui.offers.prices.endings import Ending

if TYPE_CHECKING:
    from zhanggui.app.shop import Shop


def declare(shop: Shop, wanted: settings.Settings, *, expected_version: int, by: str) -> int:
    """Write new settings, unless somebody changed them or a declaration cannot be read; returns the version."""
    # A copy with something changed is not checked by itself, and what cannot be read again must not be written.
    wanted = checked_params(settings.Settings, wanted.model_dump(mode="json"))
    read_positions(wanted.positions, shop.facts.currency)
    Ending.asked(wanted.price_ending, shop.facts.currency)
    return settings.change(shop.books, wanted, expected_version=expected_version, by=by, at=shop.clock.now())


def declare_positions(shop: Shop, text: str, *, by: str) -> int:
    """Set the prices at which products are meant to sell; an empty text takes all back."""
    before, version = settings.current(shop.books)
    return declare(shop, before.model_copy(update={"positions": text}), expected_version=version, by=by)


def declare_ending(shop: Shop, text: str, *, by: str) -> int:
    """Set how new prices end in the whole shop; an empty text takes it back."""
    before, version = settings.current(shop.books)
    return declare(shop, before.model_copy(update={"price_ending": text.strip()}), expected_version=version, by=by)
