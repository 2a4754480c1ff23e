"""Which price does a product carry for a channel, a region, a tier, at a moment, before any offer?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Self

from pydantic import AwareDatetime, Field, model_validator

from zhanggui.core.described import described
from zhanggui.core.errors import RequestAtFault
from zhanggui.core.words import Words
from zhanggui.offers.rules.offer_set import Currency
from zhanggui.offers.rules.stated import Count, Minor, Name, Stated

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from zhanggui.offers.basket import BasketLine
    from zhanggui.offers.rules.product import Product


class ProductNotOnShelf(RequestAtFault):
    """A basket names a product that the shop does not sell."""

    sentence = Words(
        zh="没有商品“{sku}”。请从购物车里去掉，或先上架。",
        en="There is no product '{sku}'. Take it out of the basket, or put it on the shelf first.",
    )


class PriceList(Stated):
    """Prices for channels, regions, tiers and a season. It knows no person: nobody gets a hidden price of their own."""

    id: Annotated[Name, described("编号", "Id")]
    channels: Annotated[tuple[Name, ...], described("渠道", "Channels")] = ()
    regions: Annotated[tuple[Name, ...], described("地区", "Regions")] = ()
    tiers: Annotated[tuple[Name, ...], described("会员等级", "Member tiers")] = ()
    starts_at: Annotated[AwareDatetime | None, described("开始", "Starts")] = None
    ends_at: Annotated[AwareDatetime | None, described("结束", "Ends")] = None
    prices: Annotated[dict[Name, Minor], described("价格", "Prices", unit="minor")] = Field(default_factory=dict)

    @property
    def narrowness(self) -> int:
        """How many conditions it makes."""
        return sum(map(bool, (self.channels, self.regions, self.tiers, self.starts_at or self.ends_at)))


class PriceLists(Stated):
    """All lists of a shop in one currency."""

    currency: Annotated[Currency, described("币种", "Currency")]
    lists: Annotated[tuple[PriceList, ...], described("价目表", "Lists")] = ()

    @model_validator(mode="after")
    def _ids_differ(self) -> Self:
        if len({each.id for each in self.lists}) < len(self.lists):
            msg = "two price lists have one id; rename one"
            raise ValueError(msg)
        return self


class Place(Stated):
    """Where and to whom something is sold."""

    channel: Annotated[str, described("渠道", "Channel")] = ""
    region: Annotated[str, described("地区", "Region")] = ""
    tier: Annotated[str, described("会员等级", "Member tier")] = ""


class Wanted(Stated):
    """What a buyer asks for: a product and a number of units, no price."""

    line: Annotated[Name, described("行号", "Line")]
    sku: Annotated[Name, described("商品", "Product")]
    units: Annotated[Count, described("件数", "Units", unit="units")]


def price_of(sku: str, lists: PriceLists, place: Place, at: datetime) -> int | None:
    """The price in the narrowest list that holds; of equally narrow ones in the first by id. None: in no list.

    >>> from datetime import datetime, UTC
    >>> everywhere = PriceList(id="all", prices={"T-1": 1000})
    >>> jd = PriceList(id="jd", channels=("jd",), prices={"T-1": 1050})
    >>> lists = PriceLists(currency="CNY", lists=(everywhere, jd))
    >>> price_of("T-1", lists, Place(channel="jd"), datetime(2026, 11, 11, tzinfo=UTC))
    1050
    """
    holding = [each for each in lists.lists if sku in each.prices and _holds(each, place, at)]
    best = min(holding, key=lambda each: (-each.narrowness, each.id), default=None)
    return best.prices[sku] if best else None


def on_shelf(
    wanted: Sequence[Wanted], products: Mapping[str, Product], lists: PriceLists, place: Place, at: datetime
) -> tuple[BasketLine, ...]:
    """The lines of a basket with the shop's own prices: what a buyer's browser says of prices is never asked.

    A product that is in no list carries its list price.
    """
    lines = []
    for each in wanted:
        product = products.get(each.sku)
        if product is None:
            raise ProductNotOnShelf(sku=each.sku)
        lines.append(product.in_basket(each.line, each.units, price_of(each.sku, lists, place, at)))
    return tuple(lines)


def _holds(each: PriceList, place: Place, at: datetime) -> bool:
    return (
        (not each.channels or place.channel in each.channels)
        and (not each.regions or place.region in each.regions)
        and (not each.tiers or place.tier in each.tiers)
        and (each.starts_at is None or at >= each.starts_at)
        and (each.ends_at is None or at < each.ends_at)
    )
