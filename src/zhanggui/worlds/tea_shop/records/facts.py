"""Which channels, products, costs, fees, prices and campaigns does the shop have?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from zhanggui.warehouse.festivals import festivals
from zhanggui.worlds.tea_shop.catalogue import TEA, Product
from zhanggui.worlds.tea_shop.changes import AudienceContact, Change, Markdown
from zhanggui.worlds.tea_shop.invented import words
from zhanggui.worlds.tea_shop.nature.days import day_of, number_of
from zhanggui.worlds.tea_shop.nature.demand import Demand
from zhanggui.worlds.tea_shop.nature.shelf import COST_RISE_DAYS_BEFORE_END, launch_days
from zhanggui.worlds.tea_shop.records.baskets import BIG_SALES, FULL_REDUCTION, SHOP_COUPONS, SMALL_SALES
from zhanggui.worlds.tea_shop.records.moments import start_of
from zhanggui.worlds.tea_shop.records.sheets import instants, sheet, sheet_of_rows
from zhanggui.worlds.tea_shop.records.telling import CURRENCY, Telling
from zhanggui.worlds.tea_shop.truth import Truth

_CHANNELS = {  # platform, Chinese, English, kind
    "tmall": ("tmall", "天猫旗舰店", "Tmall", "marketplace"),
    "jd": ("jd", "京东旗舰店", "JD", "marketplace"),
    "douyin": ("douyin", "抖音小店", "Douyin", "social"),
    "own_site": ("own", "自营商城", "Own site", "own_site"),
    "store": ("offline", "河坊街门店", "Hefang Street store", "offline"),
}
FEES: dict[
    str, dict[str, float]
] = {  # rates, and fen an order; Douyin's commission holds what influencers get on average
    "tmall": {"commission": 0.05, "payment": 0.006, "shipping_per_order": 460, "packaging_per_order": 180},
    "jd": {"commission": 0.06, "payment": 0.007, "shipping_per_order": 520, "packaging_per_order": 180},
    "douyin": {"commission": 0.17, "payment": 0.006, "shipping_per_order": 450, "packaging_per_order": 180},
    "own_site": {"payment": 0.006, "shipping_per_order": 550, "packaging_per_order": 200},
    "store": {"payment": 0.0038, "packaging_per_order": 60},
}
_RATES = ("commission", "payment")
_COST_RISES = {"绿茶": 1.10, "茶具": 1.0}
_TEA_COST_RISE = 1.05
_FIRST_COST_FACTOR = 0.97
_FIRST_COST_DAYS_BEFORE_END = 430


def fact_sheets(telling: Telling, expected: Demand) -> dict[str, pa.Table]:
    """The tables that do not grow with the orders."""
    truth, products = telling.truth, telling.products
    return {
        "channels": _channels(truth),
        "products": _products(truth, products),
        "product_costs": _costs(truth, products),
        "fees": _fees(truth),
        "price_history": price_sheet(telling, expected, after=None),
        "campaigns": _campaigns(truth),
        "campaign_items": _campaign_items(telling, expected),
    }


def unit_costs(truth: Truth, products: Sequence[Product], on: date) -> np.ndarray[Any, np.dtype[np.int64]]:
    """What one unit of each product costs on a day."""
    steps = [_cost_steps(truth, product) for product in products]
    return np.array([next(cost for since, cost in reversed(costs) if since <= on) for costs in steps])


def price_sheet(telling: Telling, expected: Demand, after: np.ndarray[Any, Any] | None) -> pa.Table:
    """Every change of a shelf price; `after` holds the prices of the day before by channel and product."""
    price = expected.shelf.price
    start = np.full(price[:, :1].shape, -1) if after is None else after[:, None, :]
    changed = np.diff(np.concatenate([start, price], axis=1), axis=1) != 0
    channel, day, product = np.nonzero(changed)
    lists = np.array([item.list_price_minor for item in telling.products])
    promoted = expected.shelf.is_promoted[channel, day, product]
    return sheet(
        "price_history",
        len(day),
        {
            "channel": words(telling.channels, channel),
            "sku": words([item.sku for item in telling.products], product),
            "valid_from": instants(np.array([start_of(0)]) + expected.days[day] * (start_of(1) - start_of(0)), 2**62),
            "price_minor": price[channel, day, product],
            "list_price_minor": lists[product],
            "currency": CURRENCY,
            "source": words(("shelf", "campaign"), promoted),
        },
    )


def change_sheets(telling: Telling, changes: Sequence[Change]) -> dict[str, pa.Table]:
    """Campaigns that a markdown or a contact adds."""
    campaigns, items = [], []
    for change in changes:
        if isinstance(change, Markdown):
            name = f"markdown-{change.sku}-{change.at:%Y%m%d}"
            for channel in [change.channel] if change.channel else telling.channels:
                campaigns.append(_campaign(channel, name, "清仓特价", "flash_sale", (change.at, change.until)))
                items.append(
                    {"channel": channel, "campaign": name, "sku": change.sku, "discount_bps": change.discount_bps}
                )
        elif isinstance(change, AudienceContact):
            until = change.at + timedelta(days=telling.truth.response_days)
            for channel in telling.channels:
                campaigns.append(_campaign(channel, "contact_coupon", "老客召回券", "coupon", (change.at, until)))
                items.append(
                    {
                        "channel": channel,
                        "campaign": "contact_coupon",
                        "coupon": "CONTACT",
                        "discount_minor": change.coupon_minor,
                        "currency": CURRENCY,
                    }
                )
    return {
        "campaigns": sheet_of_rows("campaigns", campaigns),
        "campaign_items": sheet_of_rows("campaign_items", items),
    }


def _channels(truth: Truth) -> pa.Table:
    opened = truth.start - timedelta(days=truth.old_days)
    rows = [
        {
            "channel": name,
            "platform": platform,
            "title_zh": zh,
            "title_en": en,
            "kind_of_channel": kind,
            "opened_day": opened,
        }
        for name, (platform, zh, en, kind) in _CHANNELS.items()
    ]
    return sheet_of_rows("channels", rows)


def _products(truth: Truth, products: Sequence[Product]) -> pa.Table:
    launched = launch_days(truth, products)
    rows = [
        {
            "sku": product.sku,
            "product_name": product.title,
            "parent_sku": product.parent,
            "variant": product.variant,
            "category": product.category,
            "subcategory": product.subcategory,
            "leaf_category": product.subcategory,
            "brand": "清茗",
            "supplier_id": product.supplier,
            "unit": "件",
            "list_price_minor": product.list_price_minor,
            "currency": CURRENCY,
            "launched_day": day_of(day),
            "status": "active",
            "tags": "引流" if product.role == "traffic" else None,
        }
        for product, day in zip(products, launched, strict=True)
    ]
    return sheet_of_rows("products", rows)


def _cost_steps(truth: Truth, product: Product) -> list[tuple[date, int]]:
    rise = _COST_RISES.get(product.category, _TEA_COST_RISE if product.category in TEA else 1.02)
    steps = [
        (truth.start - timedelta(days=truth.old_days), round(product.cost_minor * _FIRST_COST_FACTOR)),
        (truth.end - timedelta(days=_FIRST_COST_DAYS_BEFORE_END), product.cost_minor),
        (truth.end - timedelta(days=COST_RISE_DAYS_BEFORE_END), round(product.cost_minor * rise)),
    ]
    return [step for step, before in zip(steps, [None, *steps], strict=False) if before is None or step[1] != before[1]]


def _costs(truth: Truth, products: Sequence[Product]) -> pa.Table:
    rows = [
        {"sku": product.sku, "valid_from": since, "cost_minor": cost, "currency": CURRENCY}
        for product in products
        for since, cost in _cost_steps(truth, product)
    ]
    return sheet_of_rows("product_costs", rows)


def _fees(truth: Truth) -> pa.Table:
    since = truth.start - timedelta(days=truth.old_days)
    rows = [
        {"channel": channel, "kind_of_fee": kind, "valid_from": since, "currency": CURRENCY}
        | ({"rate": value} if kind in _RATES else {"amount_minor": round(value)})
        for channel, kinds in FEES.items()
        for kind, value in kinds.items()
    ]
    return sheet_of_rows("fees", rows)


def _campaigns(truth: Truth) -> pa.Table:
    rows = []
    online = [channel.name for channel in truth.channels if channel.name != "store"]
    for channel in online:
        for name, festival, first, last in _festival_runs(truth):
            told = festivals()[festival]
            kind = "full_reduction" if festival in BIG_SALES + SMALL_SALES else "discount"
            rows.append(
                _campaign(channel, name, f"{told.title.zh} {first.year}", kind, (first, last)) | {"festival": festival}
            )
        rows.append(
            _campaign(channel, "shop_coupon", "店铺优惠券", "coupon", (truth.start, truth.end + timedelta(days=366)))
        )
    return sheet_of_rows("campaigns", rows)


def _campaign(channel: str, name: str, title: str, kind: str, days: tuple[date, date]) -> dict[str, Any]:
    return {
        "channel": channel,
        "campaign": name,
        "campaign_name": title,
        "kind_of_campaign": kind,
        "starts_at": _instant(days[0]),
        "ends_at": _instant(days[1]),
        "currency": CURRENCY,
    }


def _campaign_items(telling: Telling, expected: Demand) -> pa.Table:
    rows: list[dict[str, Any]] = []
    online = [name for name in telling.channels if name != "store"]
    for channel in online:
        for minimum, off in SHOP_COUPONS:
            code = f"SHOP-{minimum // 100}-{off // 100}"
            rows.append({"channel": channel, "campaign": "shop_coupon", "coupon": code, "discount_minor": off})
        for name, festival, first, _ in _festival_runs(telling.truth):
            if festival in BIG_SALES + SMALL_SALES:
                _, off = FULL_REDUCTION["big" if festival in BIG_SALES else "small"]
                rows.append({"channel": channel, "campaign": name, "coupon": "满减", "discount_minor": off})
            day = number_of(first) - expected.first_day
            prices = expected.shelf.price[telling.channels.index(channel), day] if 0 <= day < len(expected.days) else []
            rows += [
                {"channel": channel, "campaign": name, "sku": item.sku, "price_minor": int(price)}
                for item, price in zip(telling.products, prices, strict=False)
            ]
    return sheet_of_rows("campaign_items", [row | {"currency": CURRENCY} for row in rows])


def _festival_runs(truth: Truth) -> list[tuple[str, str, date, date]]:
    """Campaign, festival, first day and the day after the last, of the festivals within the world's days."""
    runs = []
    for festival in truth.festivals:
        told = festivals()[festival.name]
        for year in range(truth.start.year, truth.end.year + 2):
            feast, (first, last) = told.feast_day(year), told.phases["main"]
            begins, ends = feast + timedelta(days=first), feast + timedelta(days=last + 1)
            if festival.price_factor < 1 and begins < truth.end and ends > truth.start:
                runs.append((f"{festival.name}-{ends.year}", festival.name, begins, ends))
    return runs


def _instant(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC).replace(tzinfo=None) - timedelta(hours=8)
