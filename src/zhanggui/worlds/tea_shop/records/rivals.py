"""What do other sellers ask for the teas that the shop sells too?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from zhanggui.worlds.tea_shop.catalogue import TEA, Product
from zhanggui.worlds.tea_shop.generate import products_of
from zhanggui.worlds.tea_shop.invented import words
from zhanggui.worlds.tea_shop.nature.days import Floats, Whole, number_of
from zhanggui.worlds.tea_shop.randomness import bell, even
from zhanggui.worlds.tea_shop.records.moments import HOUR, NEVER, start_of
from zhanggui.worlds.tea_shop.records.sheets import instants, sheet
from zhanggui.worlds.tea_shop.records.telling import CURRENCY
from zhanggui.worlds.tea_shop.truth import Truth

TABLE = "competitor_offers"
WEEKS = 26
WATCHED = 16
USUAL_CUT = 0.95  # what a page asks of the list price when nothing runs
CAMPAIGN_CUT, CAMPAIGNS = 0.88, 0.12
WANDER = 0.015
CROSSING_CUT, CROSSING_RISE = 0.8, 1.3
WAR_WEEKS, WAR_CUT = 6, 0.7  # the cheapest and the shop undercut each other on one tea; nobody else joins them
CAMPAIGN_NAME, CAMPAIGN_CUT_SHARE = "618 同庆", 0.15  # the second seller's, on everything, for two looks
CAMPAIGN_WEEKS = (12, 11)  # before the last look
WEAK = -2.0  # buyers who answer less than this to a price


@dataclass(frozen=True, slots=True, kw_only=True)
class Seller:
    """Another seller: where it sells, and at which level of our list prices."""

    name: str
    channel: str
    level: float
    rating: float


SELLERS = (
    Seller(name="半山茶坊", channel="tmall", level=0.94, rating=4.4),
    Seller(name="云雾茶庄", channel="jd", level=1.02, rating=4.8),
    Seller(name="老街茶行", channel="tmall", level=1.1, rating=4.6),
)
# What two of them sell and the shop does not: seller, title, yuan.
ONLY_THEIRS = ((1, "狮峰明前龙井 大师手作 礼盒", 888), (2, "狮峰龙井 私藏 50 克", 780))


def write_rivals(world: Path, target: Path, *, end: date) -> Path:
    """Somebody of the shop noted every week, up to the day before `end`, what three sellers ask for its first teas.

    In the last week the dearest seller goes far below the first tea, and the cheapest far above the second: two
    crossings that are known. For the last six weeks the cheapest sells one tea for three tenths less, because the
    shop did so (`own_cut`): going back towards the others truly pays, by the tea's elasticity (`truth.json`).
    """
    truth = Truth.load(world / "truth.json")
    products = watched(products_of(truth))
    written = target / f"{TABLE}.parquet"
    sheets = [rival_sheet(truth.seed, products, end, fought=fought_over(truth, products)), _only_theirs(end)]
    pq.write_table(pa.concat_tables(sheets), written)
    return written


def campaign_days(end: date) -> tuple[date, date]:
    """The first and the last day of the second seller's campaign."""
    first, last = (end - timedelta(days=1 + 7 * weeks) for weeks in CAMPAIGN_WEEKS)
    return first, last + timedelta(days=3)


def fought_over(truth: Truth, products: Sequence[Product]) -> str | None:
    """Of the watched teas that buyers answer weakly for, and whose price no test varied, the one that sells least.

    Its sales tell no elasticity of their own, and a test of it would take long: what is known is what others tell.
    """
    weak = {
        each.sku: each.attraction
        for each in truth.products
        if not each.is_price_tested and each.stage == "maturity" and each.elasticity > WEAK
    }
    return min((each.sku for each in products if each.sku in weak), key=weak.__getitem__, default=None)


def own_cut(world: Path, at: date) -> dict[str, Any] | None:
    """The shop sells the tea that is fought over for three tenths less everywhere from a day on."""
    truth = Truth.load(world / "truth.json")
    products = watched(products_of(truth))
    fought = fought_over(truth, products)
    if fought is None:
        return None
    listed = next(each.list_price_minor for each in products if each.sku == fought)
    lower = int(_whole_yuan(np.array([listed * WAR_CUT]))[0])
    return {"kind": "price", "sku": fought, "price_minor": lower, "at": f"{at}"}


def watched(products: Sequence[Product]) -> tuple[Product, ...]:
    """The teas that others sell too: the first ones of the range that the shop lives on."""
    return tuple(each for each in products if each.category in TEA and each.role == "core")[:WATCHED]


def rival_sheet(seed: int, products: Sequence[Product], end: date, *, fought: str | None = None) -> pa.Table:
    """One row per seller, tea and week."""
    last = number_of(end) - 1
    day, seller, product = (
        each.ravel()
        for each in np.meshgrid(
            last - 7 * np.arange(WEEKS)[::-1], np.arange(len(SELLERS)), np.arange(len(products)), indexing="ij"
        )
    )
    lists = np.array([each.list_price_minor for each in products])[product]
    level = np.array([each.level for each in SELLERS])[seller]
    campaign = even(seed, "rivals' campaigns", seller, product, day) < CAMPAIGNS
    factor = level * np.where(campaign, CAMPAIGN_CUT, 1.0) * _planted(day == last, seller, product)
    is_festive = (seller == 1) & np.isin(day, last - 7 * np.array(CAMPAIGN_WEEKS))
    factor = np.where(is_festive, level * (1 - CAMPAIGN_CUT_SHARE), factor)
    is_war = (seller == 0) & np.array([each.sku == fought for each in products])[product]
    factor = factor * np.where(is_war & (day > last - 7 * WAR_WEEKS), WAR_CUT, 1.0)
    wander = np.exp(WANDER * bell(seed, "rivals' prices", seller, product, day))
    noon = np.array([start_of(0)]) + day * (start_of(1) - start_of(0)) + 12 * HOUR
    pairs = [(SELLERS[int(who)].name, products[int(what)]) for who, what in zip(seller, product, strict=True)]
    return sheet(
        TABLE,
        len(day),
        {
            "channel": words([each.channel for each in SELLERS], seller),
            "listing_id": [f"{name}-{each.sku}" for name, each in pairs],
            "observed_at": instants(noon, NEVER),
            "observed_day": pa.array(day.astype(np.int32), pa.int32()).cast(pa.date32()),
            "competitor": words([each.name for each in SELLERS], seller),
            "category": words([each.category for each in products], product),
            "product_name": [f"{name} {each.name}" for name, each in pairs],
            "sku": words([each.sku for each in products], product),
            "price_minor": _whole_yuan(lists * USUAL_CUT * factor * wander),
            "list_price_minor": _whole_yuan(lists * level),
            "currency": CURRENCY,
            "promotion": words((None, "限时特惠", CAMPAIGN_NAME), np.where(is_festive, 2, campaign)),
            "rating": np.array([each.rating for each in SELLERS])[seller],
            "comments": 200 + (even(seed, "rivals' comments", seller, product) * 3_000).astype(np.int64),
            "units_sold": (even(seed, "rivals' sales", seller, product) * 600).astype(np.int64),
            "is_in_stock": True,
        },
    )


def _only_theirs(end: date) -> pa.Table:
    """The last look at what the shop does not sell."""
    day = end - timedelta(days=1)
    noon = start_of(number_of(day)) + 12 * HOUR
    return sheet(
        TABLE,
        len(ONLY_THEIRS),
        {
            "channel": [SELLERS[seller].channel for seller, _, _ in ONLY_THEIRS],
            "listing_id": [
                f"{SELLERS[seller].name}-only-{number}" for number, (seller, _, _) in enumerate(ONLY_THEIRS)
            ],
            "observed_at": instants(np.full(len(ONLY_THEIRS), noon), NEVER),
            "observed_day": [day] * len(ONLY_THEIRS),
            "competitor": [SELLERS[seller].name for seller, _, _ in ONLY_THEIRS],
            "category": "绿茶",
            "product_name": [f"{SELLERS[seller].name} {title}" for seller, title, _ in ONLY_THEIRS],
            "price_minor": [yuan * 100 for _, _, yuan in ONLY_THEIRS],
            "units_sold": [36, 12],
            "currency": CURRENCY,
            "is_in_stock": True,
        },
    )


def _planted(is_last: np.ndarray[tuple[int], np.dtype[np.bool_]], seller: Whole, product: Whole) -> Floats:
    factor = np.ones(len(seller))
    factor[is_last & (product == 0) & (seller == len(SELLERS) - 1)] = (
        CROSSING_CUT * SELLERS[0].level / SELLERS[-1].level
    )
    factor[is_last & (product == 1) & (seller == 0)] = CROSSING_RISE
    return factor


def _whole_yuan(minor: Floats) -> Whole:
    return np.rint(minor / 100).astype(np.int64) * 100
