"""What did every product in every channel sell on each day, at which price, and which days cannot tell?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from zhanggui.analyses.pricing.elasticity.beside import Beside, read_beside
from zhanggui.analyses.pricing.elasticity.days import NOTHING, Dated, carried_on, scattered
from zhanggui.analyses.pricing.elasticity.reading import (
    FEW_UNITS,
    days_out,
    festival_days,
    names_sold,
    prices_told,
    units_sold,
)
from zhanggui.analyses.pricing.elasticity.sold_at import prices_paid

if TYPE_CHECKING:
    from zhanggui.analyses.counted_sales import SalesParams
    from zhanggui.core.period import Period
    from zhanggui.warehouse.protocol import Warehouse

LEAST_TOGETHER = 4  # smaller categories are compared with each other
MOST_TOGETHER = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A product that was sold, and what it is called."""

    sku: str
    product_name: str | None
    category: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """Products that are compared with each other; arrays by series (product, channel) and day.

    `is_out` are days on which some place had none of the product, `is_festival` (day) those of a festival's main phase.
    `beside` is what else moved, by name: NaN where it is not known. `is_paid` (series) says that the price is read from
    what was paid, no price history being kept. Channels are numbered as in `channels`.
    """

    products: Sequence[Product]
    channels: Sequence[str]
    product: NDArray[np.int64]
    channel: NDArray[np.int64]
    units: NDArray[np.float64]
    price: NDArray[np.int64]
    is_out: NDArray[np.bool_]
    is_festival: NDArray[np.bool_]
    week: NDArray[np.int64]
    is_paid: NDArray[np.bool_]
    beside: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)

    @property
    def usable(self) -> NDArray[np.bool_]:
        """(series, day): a price is known, it could be bought, and it is no festival's main phase."""
        usable: NDArray[np.bool_] = ~self.is_out & ~self.is_festival & (self.price > 0)
        return usable

    def late(self, days: int) -> Late:
        """The latest days of every series."""
        units = np.where(self.price[:, -days:] > 0, self.units[:, -days:], 0)
        sold = units.sum(axis=1)
        return Late(
            units=sold,
            price=(units * self.price[:, -days:]).sum(axis=1) / np.maximum(sold, 1e-9),
            price_now=self.price[:, -1].astype(np.float64),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """What each series sold lately, at which mean shelf price, and its price now."""

    units: NDArray[np.float64]
    price: NDArray[np.float64]
    price_now: NDArray[np.float64]

    def over(self, product: NDArray[np.int64], products: int) -> Late:
        """The same by product: units added, prices averaged by them."""
        units = np.bincount(product, self.units, minlength=products).astype(np.float64)
        price, price_now = (
            np.bincount(product, self.units * each, minlength=products) / np.maximum(units, 1e-9)
            for each in (self.price, self.price_now)
        )
        return Late(units=units, price=price, price_now=price_now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """Everything that is read, by channel and product code; `paid` are prices read from sales."""

    period: Period
    products: Sequence[Product]
    channels: Sequence[str]
    units: Mapping[tuple[str, ...], Dated]
    prices: Mapping[tuple[str, ...], Dated]
    paid: Mapping[tuple[str, ...], Dated]
    out: Mapping[tuple[str, ...], Dated]
    is_festival: NDArray[np.bool_]
    beside: Beside

    def groups(self) -> Iterator[Together]:
        """The products by category; small categories together, large ones in even parts.

        Of a large category those that sold too little to tell anything come by themselves.
        """
        by_category = defaultdict(list)
        for product in self.products:
            by_category[product.category].append(product)
        rest = [each for found in by_category.values() if len(found) < LEAST_TOGETHER for each in found]
        for found in (*(each for each in by_category.values() if len(each) >= LEAST_TOGETHER), rest):
            yield from (self.together(part) for part in self._parts(found))

    def _parts(self, found: Sequence[Product]) -> Iterator[Sequence[Product]]:
        if len(found) <= MOST_TOGETHER:
            if found:
                yield found
            return
        enough = [self._sold(each.sku) >= FEW_UNITS for each in found]
        for some in ([each for each, it in zip(found, enough, strict=True) if it is way] for way in (True, False)):
            parts = -(-len(some) // MOST_TOGETHER)
            yield from (some[part::parts] for part in range(parts))

    def _sold(self, sku: str) -> float:
        return sum(float(self.units.get((channel, sku), NOTHING).value.sum()) for channel in self.channels)

    def together(self, products: Sequence[Product]) -> Together:
        """These products, compared with each other."""
        days = self.period.days
        pairs = [
            (at, number)
            for at, product in enumerate(products)
            for number, channel in enumerate(self.channels)
            if (channel, product.sku) in self.units
        ]
        keys = [(self.channels[number], products[at].sku) for at, number in pairs]
        is_paid = np.array([key not in self.prices and key in self.paid for key in keys], np.bool_)
        return Together(
            products=products,
            channels=self.channels,
            product=np.array([at for at, _ in pairs], np.int64),
            channel=np.array([number for _, number in pairs], np.int64),
            units=scattered([self.units[key] for key in keys], days),
            price=carried_on([self.prices.get(key) or self.paid.get(key, NOTHING) for key in keys], days),
            is_out=scattered([self.out.get((sku,), NOTHING) for _, sku in keys], days) > 0,
            is_festival=self.is_festival,
            week=(np.arange(days) - days) // 7 + -(-days // 7),
            is_paid=is_paid,
            beside=self.beside.of(keys, days),
        )


def observe(warehouse: Warehouse, asked: SalesParams, period: Period) -> Observed:
    """Read daily units, changes of price, stock-outs, festivals, and what else moved sales.

    Prices are read from sales only for what the price history does not know at all.
    """
    units = units_sold(warehouse, asked, period)
    prices = prices_told(warehouse, period)
    unknown = units.keys() - prices.keys()
    return Observed(
        period=period,
        products=[Product(**row) for row in names_sold(warehouse, asked)],  # type: ignore[arg-type]  # a sku is told
        channels=sorted({channel for channel, *_ in units}),
        units=units,
        prices=prices,
        paid=prices_paid(warehouse, asked, period) if unknown else {},
        out=days_out(warehouse, period),
        is_festival=festival_days(warehouse, period),
        beside=read_beside(warehouse, period),
    )
