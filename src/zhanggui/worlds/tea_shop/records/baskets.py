"""What is in each order, and what does it cost after discounts?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhanggui.worlds.tea_shop.catalogue import Product
from zhanggui.worlds.tea_shop.nature.days import Floats, Whole, is_main_phase
from zhanggui.worlds.tea_shop.nature.demand import Demand, group_segments
from zhanggui.worlds.tea_shop.nature.people import Purchases
from zhanggui.worlds.tea_shop.truth import Truth

MOST_LINES = 8
SHOP_COUPONS = ((9900, 500), (19900, 1500), (39900, 4000))  # from this gross on, this much off
BIG_SALES = ("double11", "618")
SMALL_SALES = ("38", "double12")
FULL_REDUCTION = {"big": (30000, 4000), "small": (20000, 2000)}  # per so much gross, so much off
PLATFORM_PART = {"tmall": 0.3, "jd": 0.45, "douyin": 0.5, "own_site": 0.0, "store": 0.0}
SUBSIDY_SHARE = {"jd": 0.12, "douyin": 0.25}
SUBSIDY_RATE, SUBSIDY_CAP = 0.04, 1000
INFLUENCER_SHARE, INFLUENCER_DISCOUNT_SHARE, INFLUENCER_DISCOUNT = 0.55, 0.05, 300
SHIPPING_MINOR, FREE_SHIPPING_FROM = 600, 3900
_TEAWARE_UNITS = 0.3  # extra units of teaware against tea


@dataclass(frozen=True, slots=True, kw_only=True)
class Coupons:
    """A coupon in the hands of each buyer, 0 for none; from a contact, not the shop's everyday ones."""

    amount: Whole
    minimum: Whole
    use: Floats  # chance that it is used

    @classmethod
    def none(cls, count: int) -> Coupons:
        """Nobody holds one."""
        zeros = np.zeros(count, dtype=np.int64)
        return cls(amount=zeros, minimum=zeros, use=np.zeros(count))


@dataclass(frozen=True, slots=True, kw_only=True)
class Baskets:
    """Lines of orders (`order` is the position of the purchase) and the orders' amounts."""

    order: Whole
    product: Whole
    quantity: Whole
    unit_price: Whole
    gross: Whole
    platform: Whole
    merchant: Whole
    influencer: Whole
    due: Whole
    order_shop_coupon: Whole  # amounts by order
    order_contact_coupon: Whole
    order_reduction: Whole
    order_is_influenced: NDArray[np.bool_]
    order_shipping: Whole


def baskets(
    truth: Truth,
    products: tuple[Product, ...],
    expected: Demand,
    bought: Purchases,
    coupons: Coupons,
    *,
    chance: np.random.Generator,
) -> Baskets:
    """Fill a basket for each purchase and reckon its discounts."""
    order, product, quantity = _lines(truth, products, expected, bought, chance)
    price = expected.shelf.price[bought.channel[order], bought.day[order] - expected.first_day, product]
    gross = price * quantity
    total = sums(order, gross, len(bought))
    cut = _discounts(truth, bought, total, coupons, chance)
    parts = [share_out(order, gross, total, amount) for amount in (cut.platform, cut.merchant, cut.influencer)]
    due = gross - sum(parts)
    goods = sums(order, due, len(bought))
    stores = np.array([channel.name == "store" for channel in truth.channels])[bought.channel]
    return Baskets(
        order=order,
        product=product,
        quantity=quantity,
        unit_price=price,
        gross=gross,
        platform=parts[0],
        merchant=parts[1],
        influencer=parts[2],
        due=due,
        order_shop_coupon=cut.shop_coupon,
        order_contact_coupon=cut.contact_coupon,
        order_reduction=cut.reduction,
        order_is_influenced=cut.is_influenced,
        order_shipping=np.where((goods < FREE_SHIPPING_FROM) & ~stores, SHIPPING_MINOR, 0),
    )


def sums(order: Whole, amount: Whole, count: int) -> Whole:
    """Exact sums by order; amounts stay far below 2^53, where doubles are whole."""
    return np.bincount(order, weights=amount, minlength=count).astype(np.int64)


def share_out(order: Whole, gross: Whole, total: Whole, amount: Whole) -> Whole:
    """Share an order's discount over its lines in proportion to their gross, to the last fen.

    Line j gets floor(D * C_j / G) - floor(D * C_{j-1} / G), C the running sum of gross within the order.
    """
    if not amount.any():
        return np.zeros_like(gross)
    running = gross.cumsum()
    before = np.concatenate([[0], total.cumsum()])[:-1][order]
    up_to, discount, whole = running - before, amount[order], np.maximum(total[order], 1)
    return np.asarray(discount * up_to // whole - discount * (up_to - gross) // whole)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cuts:
    platform: Whole
    merchant: Whole
    influencer: Whole
    shop_coupon: Whole
    contact_coupon: Whole
    reduction: Whole
    is_influenced: NDArray[np.bool_]


def _lines(
    truth: Truth, products: tuple[Product, ...], expected: Demand, bought: Purchases, chance: np.random.Generator
) -> tuple[Whole, Whole, Whole]:
    segment = group_segments(truth)[bought.group]
    extra = np.array([part.extra_lines for part in truth.segments])[segment]
    count = 1 + np.minimum(chance.poisson(extra), MOST_LINES - 1)
    order = np.repeat(np.arange(len(bought)), count)
    row = expected.row(bought.group, bought.channel, bought.day)[order]
    product = expected.choose(row, chance.random(len(order)))
    order, product = _with_pairs(truth, products, expected, bought, order=order, product=product, chance=chance)
    units = np.array([part.extra_units for part in truth.segments])[segment][order]
    ware = np.array([item.category == "茶具" for item in products])[product]
    quantity = 1 + chance.poisson(units * np.where(ware, _TEAWARE_UNITS, 1.0))
    return _merged(order, product, quantity, len(products))


def _with_pairs(
    truth: Truth,
    products: tuple[Product, ...],
    expected: Demand,
    bought: Purchases,
    *,
    order: Whole,
    product: Whole,
    chance: np.random.Generator,
) -> tuple[Whole, Whole]:
    skus = [item.sku for item in products]
    orders, taken = [order], [product]
    for pair in truth.pairs:
        second = skus.index(pair.second)
        buys = np.unique(order[product == skus.index(pair.first)])
        adds = buys[chance.random(len(buys)) < pair.chance]
        on_shelf = expected.pull[bought.channel[adds], bought.day[adds] - expected.first_day, second] > 0
        adds = adds[on_shelf]
        orders.append(adds)
        taken.append(np.full(len(adds), second))
    return np.concatenate(orders), np.concatenate(taken)


def _merged(order: Whole, product: Whole, quantity: Whole, products: int) -> tuple[Whole, Whole, Whole]:
    """One line per order and product, in order of both."""
    key = order * products + product
    by_key = np.argsort(key, kind="stable")
    key = key[by_key]
    starts = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]])) if len(key) else np.zeros(0, dtype=np.int64)
    merged = np.add.reduceat(quantity[by_key], starts) if len(key) else quantity
    return key[starts] // products, key[starts] % products, merged


def _discounts(truth: Truth, bought: Purchases, total: Whole, coupons: Coupons, chance: np.random.Generator) -> _Cuts:
    names = [channel.name for channel in truth.channels]
    online = bought.channel != names.index("store")
    reduction = np.where(online, _full_reduction(bought.day, total), 0)
    platform = (reduction * np.array([PLATFORM_PART[name] for name in names])[bought.channel]).astype(np.int64)
    segment = group_segments(truth)[bought.group]
    uses = chance.random(len(bought)) < np.array([part.coupon_share for part in truth.segments])[segment]
    shop_coupon = np.where(uses & online, _shop_coupon(total), 0)
    holds = (coupons.amount > 0) & (total >= coupons.minimum) & (chance.random(len(bought)) < coupons.use)
    contact_coupon = np.where(holds, np.minimum(coupons.amount, total // 2), 0)
    shop_coupon = np.where(contact_coupon > 0, 0, shop_coupon)
    subsidised = chance.random(len(bought)) < np.array([SUBSIDY_SHARE.get(name, 0.0) for name in names])[bought.channel]
    subsidy = np.minimum((total * SUBSIDY_RATE).astype(np.int64) // 10 * 10, SUBSIDY_CAP)
    drawn = chance.random(len(bought))
    influenced = (bought.channel == names.index("douyin")) & (drawn < INFLUENCER_SHARE)
    given = influenced & (drawn < INFLUENCER_SHARE * INFLUENCER_DISCOUNT_SHARE) & (total >= 4 * INFLUENCER_DISCOUNT)
    return _Cuts(
        platform=platform + np.where(subsidised, subsidy, 0),
        merchant=reduction - platform + shop_coupon + contact_coupon,
        influencer=np.where(given, INFLUENCER_DISCOUNT, 0),
        shop_coupon=shop_coupon,
        contact_coupon=contact_coupon,
        reduction=reduction,
        is_influenced=influenced,
    )


def _full_reduction(day: Whole, total: Whole) -> Whole:
    amount = np.zeros_like(total)
    if not len(day):
        return amount
    days = np.arange(day.min(), day.max() + 1)
    for names, size in ((BIG_SALES, "big"), (SMALL_SALES, "small")):
        per, off = FULL_REDUCTION[size]
        runs = np.any([is_main_phase(name, days) for name in names], axis=0)[day - days[0]]
        amount += np.where(runs, total // per * off, 0)
    return amount


def _shop_coupon(total: Whole) -> Whole:
    amount = np.zeros_like(total)
    for minimum, off in SHOP_COUPONS:
        amount = np.where(total >= minimum, off, amount)
    return amount
