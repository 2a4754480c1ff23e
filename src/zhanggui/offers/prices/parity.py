"""Does a product cost about the same on every channel once offers are taken off?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from zhanggui.core.described import described
from zhanggui.offers.basket import Basket
from zhanggui.offers.prices.price_lists import Place, price_of
from zhanggui.offers.quoting import quote
from zhanggui.offers.rules.stated import WHOLE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from zhanggui.offers.engine.rules import Rules
    from zhanggui.offers.prices.price_lists import PriceLists
    from zhanggui.offers.rules.product import Product


@dataclass(frozen=True, slots=True, kw_only=True)
class ParityRow:
    """One product on one channel beside the channel that is the measure."""

    sku: Annotated[str, described("商品", "Product")]
    channel: Annotated[str, described("渠道", "Channel")]
    price_minor: Annotated[int, described("到手价", "Price after offers", unit="minor")]
    measure_minor: Annotated[int, described("基准渠道到手价", "Price on the measure", unit="minor")]
    apart_bps: Annotated[int, described("相差", "Apart", unit="bps")]
    allowed_bps: Annotated[int, described("允许", "Allowed", unit="bps")]
    is_within: Annotated[bool, described("在带内", "Within the band")]


def parity(
    product: Product,
    rules: Rules,
    lists: PriceLists,
    at: datetime,
    *,
    commissions_bps: Mapping[str, int],
    measure: str,
    band_bps: int,
) -> tuple[ParityRow, ...]:
    """One unit, bought by anybody, on each channel that has a commission here.

    Apart = (price − price on the measure) ÷ price on the measure. Allowed = band + the difference in commission: a
    channel that costs the shop more may cost the buyer that much more.
    """
    prices = net_prices(product, rules, lists, at, tuple(commissions_bps))
    at_measure = prices[measure]
    rows = []
    for channel, price in prices.items():
        apart = _apart(price, at_measure)
        allowed = band_bps + abs(commissions_bps[channel] - commissions_bps[measure])
        rows.append(
            ParityRow(
                sku=product.sku,
                channel=channel,
                price_minor=price,
                measure_minor=at_measure,
                apart_bps=apart,
                allowed_bps=allowed,
                is_within=abs(price - at_measure) * WHOLE <= allowed * at_measure,
            )
        )
    return tuple(rows)


def net_prices(
    product: Product, rules: Rules, lists: PriceLists, at: datetime, channels: Sequence[str]
) -> dict[str, int]:
    """What one unit costs on each channel, from its list, with the offers that need no code and no membership."""
    found = {}
    for channel in channels:
        line = product.in_basket("1", 1, price_of(product.sku, lists, Place(channel=channel), at))
        basket = Basket(currency=lists.currency, lines=(line,), channel=channel, customer="anybody")
        found[channel] = quote(basket, rules, at).due_minor
    return found


def _apart(price: int, measure: int) -> int:
    return (price - measure) * WHOLE // measure if measure else 0
