"""What do the platforms count: visitors, carts, buyers, and what the advertisements cost and claim?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from zhanggui.worlds.tea_shop.changes import Change
from zhanggui.worlds.tea_shop.invented import words
from zhanggui.worlds.tea_shop.nature.advertising import newcomer_factor, spend
from zhanggui.worlds.tea_shop.nature.days import Floats, Whole
from zhanggui.worlds.tea_shop.records.counts import Counts
from zhanggui.worlds.tea_shop.records.sheets import sheet
from zhanggui.worlds.tea_shop.records.telling import CURRENCY, Telling, listing_ids

COUNTED = ("tmall", "jd", "douyin")
SOURCES = {  # name, part of the visitors, conversion against the channel's
    "tmall": (
        ("手淘搜索", 0.36, 1.35),
        ("手淘推荐", 0.24, 0.55),
        ("淘内广告", 0.20, 0.80),
        ("我的淘宝", 0.12, 1.60),
        ("活动会场", 0.08, 0.90),
    ),
    "jd": (("京东搜索", 0.45, 1.20), ("京东推荐", 0.22, 0.60), ("京准通", 0.20, 0.85), ("我的京东", 0.13, 1.35)),
    "douyin": (("直播间", 0.34, 1.50), ("短视频", 0.38, 0.55), ("千川广告", 0.18, 0.95), ("商城搜索", 0.10, 1.25)),
}
PLACEMENTS = {  # name, part of the spend, fen a click, click rate
    "tmall": (("关键词推广", 0.58, 145, 0.052), ("人群推广", 0.42, 110, 0.031)),
    "jd": (("京东快车", 1.0, 130, 0.028),),
    "douyin": (("千川直播", 0.65, 95, 0.024), ("千川短视频", 0.35, 80, 0.018)),
    "own_site": (("信息流", 0.7, 120, 0.012), ("搜索推广", 0.3, 190, 0.06)),
}
_CART_RATE, _FAVOURITE_RATE, _PAGES = 0.115, 0.055, 3.4


def traffic_sheet(
    telling: Telling, counts: Counts, days: Whole, from_product: int, chance: np.random.Generator
) -> pa.Table:
    """Visitors and buyers by day: of the whole store, by source, and by product from a day on."""
    parts = []
    for name in COUNTED:
        channel = telling.channels.index(name)
        conversion = telling.truth.channels[channel].conversion
        expected = _smooth(counts.orders[channel]) / conversion
        visitors = np.maximum(_noisy(expected, 0.06, chance), counts.orders[channel] * 1.5).astype(np.int64)
        parts.append(
            _stats(
                telling,
                channel,
                days,
                buyers=counts.orders[channel],
                amount=counts.amount[channel],
                visitors=visitors,
                level="store",
            )
        )
        for source, part, factor in SOURCES[name]:
            seen = _noisy(visitors * part, 0.08, chance).astype(np.int64)
            weight = part * factor / sum(each[1] * each[2] for each in SOURCES[name])
            bought = np.minimum(_noisy(counts.orders[channel] * weight, 0.1, chance).astype(np.int64), seen)
            amount = counts.amount[channel] * weight
            parts.append(
                _stats(
                    telling, channel, days, buyers=bought, amount=amount, visitors=seen, level="source", source=source
                )
            )
        parts.append(_product_stats(telling, channel, days, counts, from_product=from_product, chance=chance))
    return pa.concat_tables(parts)


def ad_sheet(
    telling: Telling, counts: Counts, days: Whole, changes: Sequence[Change], chance: np.random.Generator
) -> pa.Table:
    """Spend, clicks and claimed orders by day and placement."""
    truth = telling.truth
    level = spend(truth, days, changes)
    factor = newcomer_factor(truth, days, changes)
    parts = []
    for name, placements in PLACEMENTS.items():
        channel = telling.channels.index(name)
        told = truth.channels[channel]
        cost = level[channel] * told.ad_spend_minor_per_newcomer * truth.newcomers_per_day * told.birth_share
        brought = counts.newcomers[channel] * (1 - (1 - told.ad_share) / factor[channel])
        mean = counts.amount[channel].sum() / max(1.0, counts.orders[channel].sum())
        for placement, share, fen_a_click, rate in placements:
            paid = np.rint(cost * share).astype(np.int64)
            clicks = _noisy(paid / fen_a_click, 0.1, chance).astype(np.int64)
            claimed = np.minimum(chance.poisson(np.clip(brought * told.ad_claim * share, 0, None)), clicks)
            columns: dict[str, Any] = {
                "channel": name,
                "day": days.astype("datetime64[D]"),
                "placement": placement,
                "campaign": f"{placement}-日常",
                "impressions": _noisy(clicks / rate, 0.1, chance).astype(np.int64),
                "clicks": clicks,
                "cost_minor": paid,
                "cart_adds": np.rint(clicks * _CART_RATE).astype(np.int64),
                "favourites": np.rint(clicks * _FAVOURITE_RATE).astype(np.int64),
                "orders_direct": (claimed * 0.7).astype(np.int64),
                "orders_total": claimed,
                "sales_direct_minor": np.rint((claimed * 0.7).astype(np.int64) * mean).astype(np.int64),
                "sales_total_minor": np.rint(claimed * mean).astype(np.int64),
                "new_buyers": (claimed * 0.6).astype(np.int64),
                "currency": CURRENCY,
            }
            parts.append(sheet("ad_stats", len(days), columns))
    return pa.concat_tables(parts)


def _stats(
    telling: Telling,
    channel: int,
    days: Whole,
    *,
    buyers: Floats | Whole,
    amount: Floats,
    visitors: Whole,
    level: str,
    source: str | None = None,
) -> pa.Table:
    bought = np.asarray(buyers).astype(np.int64)
    return sheet(
        "traffic_stats",
        len(days),
        {
            "channel": telling.channels[channel],
            "day": days.astype("datetime64[D]"),
            "level": level,
            "source_1": source,
            "visitors": visitors,
            "page_views": np.rint(visitors * _PAGES).astype(np.int64),
            "favourites": np.rint(visitors * _FAVOURITE_RATE).astype(np.int64),
            "cart_adders": np.maximum(np.rint(visitors * _CART_RATE), bought).astype(np.int64),
            "ordering_buyers": np.minimum(np.rint(bought * 1.06), visitors).astype(np.int64),
            "paying_buyers": bought,
            "paid_amount_minor": np.rint(amount).astype(np.int64),
            "currency": CURRENCY,
        },
    )


def _product_stats(
    telling: Telling, channel: int, days: Whole, counts: Counts, *, from_product: int, chance: np.random.Generator
) -> pa.Table:
    which = np.flatnonzero(days >= from_product)
    lines, units, amount = (values[channel][which] for values in (counts.lines, counts.units, counts.line_amount))
    conversion = telling.truth.channels[channel].conversion * 0.8
    usual = lines.mean(axis=0, keepdims=True)
    visitors = np.maximum(_noisy((0.7 * lines + 0.3 * usual) / conversion, 0.15, chance), lines * 2).astype(np.int64)
    day, product = np.nonzero(visitors)
    seen, bought = visitors[day, product], lines[day, product].astype(np.int64)
    return sheet(
        "traffic_stats",
        len(day),
        {
            "channel": telling.channels[channel],
            "day": days[which][day].astype("datetime64[D]"),
            "level": "product",
            "listing_id": listing_ids(telling.truth, np.full(len(day), channel), product),
            "sku": words([item.sku for item in telling.products], product),
            "visitors": seen,
            "page_views": np.rint(seen * 1.8).astype(np.int64),
            "favourites": np.rint(seen * _FAVOURITE_RATE).astype(np.int64),
            "cart_adders": np.maximum(np.rint(seen * _CART_RATE), bought).astype(np.int64),
            "ordering_buyers": np.minimum(np.rint(bought * 1.06), seen).astype(np.int64),
            "paying_buyers": bought,
            "paid_units": units[day, product].astype(np.int64),
            "paid_amount_minor": np.rint(amount[day, product]).astype(np.int64),
            "currency": CURRENCY,
        },
    )


def _smooth(daily: Floats) -> Floats:
    """A mean over three days: visitors know nothing of the luck of the day."""
    padded = np.pad(daily, 1, mode="edge")
    return np.asarray((padded[:-2] + padded[1:-1] + padded[2:]) / 3)


def _noisy(values: Floats, spread: float, chance: np.random.Generator) -> Floats:
    return np.asarray(np.rint(values * np.exp(spread * chance.standard_normal(np.shape(values)))))
