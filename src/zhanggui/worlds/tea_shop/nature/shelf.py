"""What does each product cost the customer on each day, and where can it be had?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from zhanggui.worlds.tea_shop.catalogue import Product
from zhanggui.worlds.tea_shop.changes import Change, Markdown, PriceChange
from zhanggui.worlds.tea_shop.nature.days import Flags, Floats, Whole, is_main_phase, number_of, offsets_from
from zhanggui.worlds.tea_shop.randomness import even
from zhanggui.worlds.tea_shop.truth import Truth

LOCATIONS = ("main", "store")
COST_RISE_DAYS_BEFORE_END = 165
_GREEN_TEA_RISE = 1.05
_SEASON_OPENS = -38  # days from the feast
_WHOLE_YUAN_FROM = 3000
_LAUNCH_RAMP_DAYS = 40.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Prices and availability by channel, day and product."""

    base_price: Whole  # (channel, product): what demand is measured against
    price: Whole  # (channel, day, product) in minor units
    is_promoted: Flags  # (channel, day, product): below the base price because of a festival or a markdown
    in_stock: Flags  # (location, day, product)


def shelf(truth: Truth, products: Sequence[Product], days: Whole, changes: Sequence[Change]) -> Shelf:
    """The shelf of the given days."""
    base = base_prices(truth, products)
    price = np.repeat(base[:, None, :], len(days), axis=1).astype(np.float64)
    price *= _tested_factor(truth, days)
    price *= _green_tea_factor(truth, products, days)[None, :, :]
    promoted = np.zeros(price.shape, dtype=bool)
    _apply_festivals(truth, days, price, promoted)
    rounded = _round_prices(price)
    _apply_changes(truth, products, days, changes, price=rounded, promoted=promoted)
    return Shelf(base_price=base, price=rounded, is_promoted=promoted, in_stock=_in_stock(truth, days))


def base_prices(truth: Truth, products: Sequence[Product]) -> Whole:
    """The everyday price by channel and product: a channel's level on the list price, rounded as prices are."""
    levels = np.array([channel.price_level for channel in truth.channels])
    lists = np.array([product.list_price_minor for product in products])
    return _round_prices(levels[:, None] * lists[None, :])


def launch_days(truth: Truth, products: Sequence[Product]) -> Whole:
    """The day on which each product came on the shelf."""
    drawn = even(truth.seed, "launch", np.arange(len(products)))
    stages = np.array([product.stage for product in products])
    start, end = number_of(truth.start), number_of(truth.end)
    before = start - 60 - 900 * drawn
    lately = end - 50 - 40 * drawn
    growing = start + (end - start) * (0.05 + 0.35 * drawn)
    day = np.where(stages == "introduction", lately, np.where(stages == "growth", growing, before))
    return day.astype(np.int64)


def life_cycle(truth: Truth, products: Sequence[Product], days: Whole) -> Floats:
    """Factor by day and product: rising after the launch, flat in maturity, falling in decline."""
    launched = launch_days(truth, products)
    end = number_of(truth.end)
    age = days[:, None] - launched[None, :]
    since = np.clip(age, 0, None)
    launch = 0.2 + 0.8 * (1 - np.exp(-since / _LAUNCH_RAMP_DAYS))
    growth = 0.25 + 1.15 / (1 + np.exp(-(days - (end - 200)) / 75.0))
    decline = 0.15 + 1.15 / (1 + np.exp((days - (end - 260)) / 60.0))
    shape = {"introduction": launch, "growth": growth[:, None] * launch, "decline": decline[:, None]}
    factor = np.ones((len(days), len(products)))
    for number, product in enumerate(products):
        if product.stage in shape:
            curve = shape[product.stage]
            factor[:, number] = curve[:, number] if curve.shape[1] > 1 else curve[:, 0]
    factor[age < 0] = 0.0
    return factor


def in_season(truth: Truth, days: Whole) -> Flags:
    """Whether each product may be sold on each day: boxes of a festival only before it."""
    allowed = np.ones((len(days), len(truth.products)), dtype=bool)
    for number, product in enumerate(truth.products):
        if product.festival is not None:
            offset = offsets_from(product.festival, days)
            allowed[:, number] = (offset >= _SEASON_OPENS) & (offset <= 0)
    return allowed


def _tested_factor(truth: Truth, days: Whole) -> Floats:
    """Random price levels of tested products, anew every fortnight in each channel but the store."""
    block = days // truth.price_test_days
    channels = np.arange(len(truth.channels))
    drawn = even(
        truth.seed,
        "price test",
        channels[:, None, None],
        block[None, :, None],
        np.arange(len(truth.products))[None, None, :],
    )
    levels = 1 + truth.price_test_spread * np.array([-1.0, -0.5, 0.0, 0.5, 1.0])
    factor = levels[(drawn * len(levels)).astype(np.int64)]
    tested = np.array([product.is_price_tested for product in truth.products])
    online = np.array([channel.name != "store" for channel in truth.channels])
    return np.where(tested[None, None, :] & online[:, None, None], factor, 1.0)


def _green_tea_factor(truth: Truth, products: Sequence[Product], days: Whole) -> Floats:
    """Green tea became dearer with the last spring; tested prices stay with their test."""
    raised = days >= number_of(truth.end) - COST_RISE_DAYS_BEFORE_END
    green = np.array([product.category == "绿茶" for product in products])
    tested = np.array([product.is_price_tested for product in truth.products])
    return np.where(raised[:, None] & (green & ~tested)[None, :], _GREEN_TEA_RISE, 1.0)


def _apply_festivals(truth: Truth, days: Whole, price: Floats, promoted: Flags) -> None:
    online = np.array([channel.name != "store" for channel in truth.channels])
    for festival in truth.festivals:
        if festival.price_factor < 1:
            cells = np.ix_(online, is_main_phase(festival.name, days))
            price[cells] *= festival.price_factor
            promoted[cells] = True


def _apply_changes(
    truth: Truth,
    products: Sequence[Product],
    days: Whole,
    changes: Sequence[Change],
    *,
    price: Whole,
    promoted: Flags,
) -> None:
    names = [channel.name for channel in truth.channels]
    skus = [product.sku for product in products]
    for change in changes:
        if isinstance(change, PriceChange | Markdown):
            channels = [names.index(change.channel)] if change.channel else range(len(names))
            number = skus.index(change.sku)
            for channel in channels:
                if isinstance(change, PriceChange):
                    price[channel, days >= number_of(change.at), number] = change.price_minor
                else:
                    during = (days >= number_of(change.at)) & (days < number_of(change.until))
                    lowered = price[channel, during, number] * (10_000 - change.discount_bps) / 10_000
                    price[channel, during, number] = np.rint(lowered)
                    promoted[channel, during, number] = True


def _in_stock(truth: Truth, days: Whole) -> Flags:
    """Stock-outs: with its chance in each month, from a random day for four to fourteen days."""
    dates = days.astype("datetime64[D]")
    month = dates.astype("datetime64[M]")
    position = (dates - month.astype("datetime64[D]")).astype(np.int64)[None, :, None]
    where = (
        np.arange(len(LOCATIONS))[:, None, None],
        month.astype(np.int64)[None, :, None],
        np.arange(len(truth.products)),
    )
    first = np.floor(even(truth.seed, "stock-out day", *where) * 17)
    length = 4 + np.floor(even(truth.seed, "stock-out length", *where) * 11)
    rate = np.array([product.stock_out_rate for product in truth.products])
    is_short = even(truth.seed, "stock-out", *where) < rate
    return np.asarray(~(is_short & (position >= first) & (position < first + length)))


def _round_prices(price: Floats) -> Whole:
    """Whole yuan from thirty yuan on, ten-cent steps below."""
    return np.where(price >= _WHOLE_YUAN_FROM, np.rint(price / 100) * 100, np.rint(price / 10) * 10).astype(np.int64)
