"""What did every product in every channel sell on each day, at which price, and which days cannot tell?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from zhanggui.analyses.counted_sales import SalesParams, counted_lines
from zhanggui.analyses.pricing.elasticity.rivals import rival_logs
from zhanggui.metrics.kinds import is_sold
from zhanggui.warehouse.local_time import local_time

if TYPE_CHECKING:
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

    `is_out` are days on which some place had none of the product, `is_festival` (day) those of a festival's main phase;
    `rival` the logarithm of other sellers' price, NaN where none was fresh, None where none was ever noted.
    """

    products: Sequence[Product]
    product: NDArray[np.int64]
    channel: NDArray[np.int64]
    units: NDArray[np.float64]
    price: NDArray[np.int64]
    is_out: NDArray[np.bool_]
    is_festival: NDArray[np.bool_]
    week: NDArray[np.int64]
    rival: NDArray[np.float64] | None = None

    @property
    def usable(self) -> NDArray[np.bool_]:
        """(series, day): a price is known, it could be bought, and it is no festival's main phase."""
        usable: NDArray[np.bool_] = ~self.is_out & ~self.is_festival & (self.price > 0)
        return usable

    def late(self, days: int) -> Late:
        """The latest days of every product, over its channels."""
        units = np.where(self.price[:, -days:] > 0, self.units[:, -days:], 0)
        sold, many = units.sum(axis=1), len(self.products)
        total = np.maximum(np.bincount(self.product, sold, minlength=many), 1e-9)
        return Late(
            units=np.bincount(self.product, sold, minlength=many).astype(np.float64),
            price=np.bincount(self.product, (units * self.price[:, -days:]).sum(axis=1), minlength=many) / total,
            price_now=np.bincount(self.product, sold * self.price[:, -1], minlength=many) / total,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """What each product sold lately, at which mean shelf price, and its price now; means over channels by units."""

    units: NDArray[np.float64]
    price: NDArray[np.float64]
    price_now: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """Everything that is read, by product code."""

    period: Period
    products: Sequence[Product]
    channels: Sequence[str]
    units: Mapping[tuple[str, str], Sequence[tuple[int, int]]]
    prices: Mapping[tuple[str, str], Sequence[tuple[int, int]]]
    out: Mapping[str, Sequence[int]]
    festivals: Sequence[int]
    rivals: Mapping[str, NDArray[np.float64]]

    def groups(self) -> Iterator[Together]:
        """The products by category; small categories together, large ones in even parts."""
        by_category = defaultdict(list)
        for product in self.products:
            by_category[product.category].append(product)
        rest = [each for found in by_category.values() if len(found) < LEAST_TOGETHER for each in found]
        for found in (*(each for each in by_category.values() if len(each) >= LEAST_TOGETHER), rest):
            parts = -(-len(found) // MOST_TOGETHER)
            yield from (self.together(found[part::parts]) for part in range(parts))

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
        festival = np.zeros(days, np.bool_)
        festival[list(self.festivals)] = True
        return Together(
            products=products,
            product=np.array([at for at, _ in pairs], np.int64),
            channel=np.array([number for _, number in pairs], np.int64),
            units=_scattered([self.units[key] for key in keys], days),
            price=_carried_on([self.prices.get(key, ()) for key in keys], days),
            is_out=_scattered([[(day, 1) for day in self.out.get(sku, ())] for _, sku in keys], days) > 0,
            is_festival=festival,
            week=(np.arange(days) - days) // 7 + -(-days // 7),
            rival=self._rival([sku for _, sku in keys]),
        )

    def _rival(self, skus: Sequence[str]) -> NDArray[np.float64] | None:
        if not any(sku in self.rivals for sku in skus):
            return None
        none = np.full(self.period.days, np.nan)
        return np.stack([self.rivals.get(sku, none) for sku in skus])


def observe(warehouse: Warehouse, asked: SalesParams, period: Period) -> Observed:
    """Read daily units, changes of price, stock-outs and festivals."""
    sold = _sold(warehouse, asked)
    products = {row["sku"]: row for row in sold}
    units = defaultdict(list)
    for row in sold:
        units[row["channel"], row["sku"]].append(((row["ordered_day"] - period.start).days, int(row["units"])))
    return Observed(
        period=period,
        products=[
            Product(sku=sku, product_name=row["product_name"], category=row["category"])
            for sku, row in sorted(products.items())
        ],
        channels=sorted({channel for channel, _ in units}),
        units=units,
        prices=_prices(warehouse, period),
        out=_out(warehouse, period),
        festivals=_festivals(warehouse, period),
        rivals=rival_logs(warehouse, period),
    )


def _sold(warehouse: Warehouse, asked: SalesParams) -> list[dict[str, Any]]:
    lines = counted_lines(warehouse, asked)
    lines = lines.filter(lines.sku.notnull(), is_sold(lines), lines.quantity > 0)
    daily = lines.group_by("channel", "sku", "ordered_day").aggregate(
        units=lines.quantity.sum(), product_name=lines.product_name.max(), category=lines.category.max()
    )
    rows: list[dict[str, Any]] = warehouse.fetch(
        daily.mutate(channel=daily.channel.cast("string")).order_by("sku", "channel", "ordered_day")
    ).to_pylist()
    return rows


def _prices(warehouse: Warehouse, period: Period) -> Mapping[tuple[str, str], Sequence[tuple[int, int]]]:
    """Changes of price as (day, price), in order; those before the period count from its first day."""
    history = warehouse.table("price_history")
    mine = history.filter(history.currency == warehouse.currency, history.price_minor > 0)
    told = mine.mutate(channel=mine.channel.cast("string"), day=local_time(mine.valid_from, warehouse.timezone).date())
    rows = warehouse.fetch(
        told.filter(told.day < period.end)
        .order_by("channel", "sku", "valid_from")
        .select("channel", "sku", "day", "price_minor")
    ).to_pylist()
    found = defaultdict(list)
    for row in rows:
        found[row["channel"], row["sku"]].append((max((row["day"] - period.start).days, 0), int(row["price_minor"])))
    return found


def _out(warehouse: Warehouse, period: Period) -> Mapping[str, Sequence[int]]:
    """Days on which any place that counts a product had none: which channel sells from it is not known."""
    if not warehouse.loaded("stock_levels"):
        return {}
    levels = warehouse.table("stock_levels")
    none = levels.filter(levels.on_hand <= 0, levels.day >= period.start, levels.day < period.end)
    found = defaultdict(list)
    for row in warehouse.fetch(none.select("sku", "day").distinct()).to_pylist():
        found[row["sku"]].append((row["day"] - period.start).days)
    return found


def _festivals(warehouse: Warehouse, period: Period) -> Sequence[int]:
    calendar = warehouse.table("calendar")
    main = calendar.filter(calendar.festival_phase == "main", calendar.day >= period.start, calendar.day < period.end)
    days: list[date] = warehouse.fetch(main.select("day"))["day"].to_pylist()
    return [(day - period.start).days for day in days]


def _scattered(found: Sequence[Sequence[tuple[int, int]]], days: int) -> NDArray[np.float64]:
    laid = np.zeros((len(found), days))
    for row, each in enumerate(found):
        for day, value in each:
            laid[row, day] = value
    return laid


def _carried_on(found: Sequence[Sequence[tuple[int, int]]], days: int) -> NDArray[np.int64]:
    """The price of each day: the latest that was set; 0 before the first."""
    laid = np.zeros((len(found), days), np.int64)
    for row, each in enumerate(found):
        for day, price in each:
            laid[row, day:] = price
    return laid
