"""Under which names do orders, people and listings stand in the exports?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from zhanggui.worlds.tea_shop.catalogue import Product
from zhanggui.worlds.tea_shop.invented import Register, words
from zhanggui.worlds.tea_shop.nature.days import Flags, Whole
from zhanggui.worlds.tea_shop.records.baskets import SHOP_COUPONS, sums
from zhanggui.worlds.tea_shop.records.sales import Sales
from zhanggui.worlds.tea_shop.truth import Truth

CURRENCY = "CNY"
STORES = {
    "tmall": "清茗茶叶旗舰店",
    "jd": "清茗京东旗舰店",
    "douyin": "清茗官方抖音店",
    "own_site": "清茗商城",
    "store": "清茗杭州河坊街店",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """What happens from one instant up to another is told; what comes later is not yet known."""

    start: int
    known: int

    def has(self, moment: Whole) -> Flags:
        """Whether each moment lies in the window."""
        return (moment >= self.start) & (moment < self.known)


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """Everything needed to write orders down."""

    truth: Truth
    products: tuple[Product, ...]
    register: Register

    @property
    def channels(self) -> list[str]:
        """The channels in their order."""
        return [channel.name for channel in self.truth.channels]


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Orders with the names under which they are told."""

    telling: Telling
    sales: Sales
    window: Window
    order_ids: pa.Array
    customers: pa.Array
    refunded: Whole

    def channel(self, order: Whole) -> pa.Array:
        """The channel of each of some orders."""
        return words(self.telling.channels, self.sales.bought.channel[order])


def refunded_by(sales: Sales, known: int) -> Whole:
    """Money given back on each order by an instant."""
    done = sales.back.refunded < known
    return sums(sales.back.order[done], sales.back.amount[done], len(sales))


def order_ids(telling: Telling, sales: Sales) -> pa.Array:
    """Long numbers as the marketplaces give them; letters and a number at home."""
    number, channel = sales.number, sales.bought.channel
    names = telling.channels
    bases = {"tmall": 2_100_000_000_000_000_000, "jd": 300_000_000_000, "douyin": 6_900_000_000_000_000_000}
    steps = {"tmall": 7_919, "jd": 7, "douyin": 7_919}
    base = np.array([bases.get(name, 100_000_000) for name in names], dtype=np.int64)[channel]
    step = np.array([steps.get(name, 1) for name in names], dtype=np.int64)[channel]
    prefix = words([{"own_site": "QM", "store": "MD"}.get(name, "") for name in names], channel)
    return pc.binary_join_element_wise(prefix, pa.array(base + number * step).cast(pa.string()), "")


def line_ids(named: Named, line: Whole) -> pa.Array:
    """The order's number and the line's position in it."""
    order = named.sales.filled.order[line]
    position = line - np.searchsorted(named.sales.filled.order, order) + 1
    return pc.binary_join_element_wise(named.order_ids.take(pa.array(order)), pa.array(position).cast(pa.string()), "-")


def pseudonyms_of(telling: Telling, number: Whole) -> pa.Array:
    """The pseudonym of each customer number; a negative number is a customer whom nobody knows."""
    distinct, position = np.unique(np.abs(number), return_inverse=True)
    names = telling.register.customers(distinct)
    return names.take(pa.array(np.where(number >= 0, position, 0), mask=number < 0))


def listing_ids(truth: Truth, channel: Whole, product: Whole) -> pa.Array:
    """The number under which a channel lists a product; the store has none."""
    number = 600_000_000_000 + channel * 10_000_019 + product * 7_919
    store = [part.name for part in truth.channels].index("store")
    return pa.array(number, pa.int64(), mask=channel == store).cast(pa.string())


def coupon_codes(sales: Sales, told: Whole) -> pa.Array:
    """The code of the coupon on each order, empty without one."""
    shop = [f"SHOP-{minimum // 100}-{off // 100}" for minimum, off in SHOP_COUPONS]
    which = np.searchsorted([off for _, off in SHOP_COUPONS], sales.filled.order_shop_coupon[told]) + 1
    code = np.where(sales.filled.order_shop_coupon[told] > 0, which, 0)
    contact = len(shop) + 1
    return words([None, *shop, "CONTACT"], np.where(sales.filled.order_contact_coupon[told] > 0, contact, code))


def of_channel(
    choices: Mapping[str, Sequence[str | None]], channels: list[str], channel: Whole, pick: Whole, is_said: Flags
) -> pa.Array:
    """One of a channel's words for each row, empty where nothing is said."""
    width = len(next(iter(choices.values())))
    flat = [word for name in channels for word in choices[name]]
    return words([None, *flat], np.where(is_said, 1 + channel * width + pick, 0))
