"""What did somebody of the shop note of other sellers besides prices: findings, campaigns, reviews, the market?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from zhanggui.worlds.tea_shop.invented import words
from zhanggui.worlds.tea_shop.nature.days import number_of
from zhanggui.worlds.tea_shop.randomness import stream
from zhanggui.worlds.tea_shop.records.rivals import CAMPAIGN_CUT_SHARE, CAMPAIGN_NAME, SELLERS, campaign_days
from zhanggui.worlds.tea_shop.records.sheets import sheet, sheet_of_rows
from zhanggui.worlds.tea_shop.records.telling import CURRENCY
from zhanggui.worlds.tea_shop.truth import Truth

HILL, CLOUD, STREET = (each.name for each in SELLERS)
REVIEWS, REVIEW_DAYS = 400, 300
# What is said with which stars, and how often by each seller's customers: truths that the shop's analysis should find.
SAID = (
    ("物流太慢，等了六天。", 2, {HILL: 0.14, CLOUD: 0.01, STREET: 0.01}),
    ("包装破了，盒子压扁。", 2, {HILL: 0.01, CLOUD: 0.01, STREET: 0.02}),
    ("客服半天不回。", 1, {HILL: 0.02, CLOUD: 0.01, STREET: 0.01}),
    ("喝着有股陈味，不新鲜。", 2, {HILL: 0.03, CLOUD: 0.01, STREET: 0.08}),
    ("价格贵了。", 3, {HILL: 0.01, CLOUD: 0.04, STREET: 0.06}),
    ("香气很足，味道好。", 5, {HILL: 0.35, CLOUD: 0.35, STREET: 0.40}),
    ("物流很快，包装严实。", 5, {HILL: 0.10, CLOUD: 0.35, STREET: 0.20}),
    ("会回购的。", 5, {HILL: 0.34, CLOUD: 0.22, STREET: 0.22}),
)
# Days before the end, whose (None: our own), axis, item, points, what was seen.
NOTED: tuple[tuple[int, str | None, str, str, int | None, str], ...] = (
    (20, None, "experience", "48 小时发货", 3, "周末不发货，平均 38 小时出库"),
    (150, HILL, "experience", "48 小时发货", 4, "页面承诺 24 小时，试买一次做到"),
    (18, HILL, "experience", "48 小时发货", 2, "试买两次都等了三天，评价里抱怨增多"),
    (18, CLOUD, "experience", "48 小时发货", 5, "试买两次都是当天出库"),
    (19, STREET, "experience", "48 小时发货", 3, "隔天出库"),
    (20, None, "product_service", "试饮装", 2, "只有两款有试饮装"),
    (18, CLOUD, "product_service", "试饮装", 5, "每款茶都送 5 克试饮"),
    (18, STREET, "product_service", "试饮装", 2, "没有试饮装"),
    (20, None, "product_service", "检测报告", 4, "每批次公示农残报告"),
    (18, HILL, "product_service", "检测报告", 2, "只有去年的报告"),
    (18, CLOUD, "product_service", "检测报告", 4, "每季度一份"),
    (20, None, "marketing", "直播", 2, "每周两场，店主出镜，平均 60 人在线"),
    (18, HILL, "marketing", "直播", 5, "每天四场，达人轮播"),
    (18, CLOUD, "marketing", "直播", 3, "每周五场"),
    (20, None, "marketing", "会员日", 4, "每月一次，积分翻倍"),
    (18, CLOUD, "marketing", "会员日", 3, "每季度一次"),
    (20, None, "technology", "小程序", 3, "可以下单，不能查溯源"),
    (18, CLOUD, "technology", "小程序", 4, "扫码看茶园与批次"),
    (400, STREET, "technology", "小程序", 3, "只有商品展示"),
    (18, HILL, "partners", "联名", 4, "与一家博物馆联名礼盒"),
    (18, STREET, "partners", "茶园直采", None, "自称直采，没有看到依据"),
    (20, None, "partners", "茶园直采", 4, "与三家茶园签了包销"),
)
# Sales of a month by category and seller in yuan; None is the whole category, an index stands where no money is told.
MARKET: tuple[tuple[str, str, str | None, int | None, float | None], ...] = (
    ("tmall", "绿茶", None, 1_800_000, None),
    ("tmall", "绿茶", HILL, 324_000, None),
    ("tmall", "绿茶", STREET, 90_000, None),
    ("jd", "绿茶", CLOUD, None, 8_600.0),
)


def write_rival_notes(world: Path, target: Path, *, end: date) -> None:
    """Notes on six axes, campaigns, reviews and figures of the market, all up to the day before `end`."""
    seed = Truth.load(world / "truth.json").seed
    sheets = {
        "competitor_notes": _notes(end),
        "competitor_campaigns": _campaigns(end),
        "competitor_reviews": review_sheet(seed, end),
        "market_sales": _market(end),
    }
    for name, content in sheets.items():
        pq.write_table(content, target / f"{name}.parquet")


def review_sheet(seed: int, end: date) -> pa.Table:
    """So many reviews of each seller, drawn by the shares of `SAID`."""
    return pa.concat_tables(_reviews_of(seed, end, each.name, each.channel) for each in SELLERS)


def _reviews_of(seed: int, end: date, seller: str, channel: str) -> pa.Table:
    chance = stream(seed, f"reviews of {seller}")
    shares = np.array([share[seller] for _, _, share in SAID])
    said = chance.choice(len(SAID), size=REVIEWS, p=shares / shares.sum())
    days = number_of(end) - 1 - chance.integers(0, REVIEW_DAYS, REVIEWS)
    return sheet(
        "competitor_reviews",
        REVIEWS,
        {
            "channel": channel,
            "competitor": seller,
            "review_id": [f"{seller}-{number}" for number in range(REVIEWS)],
            "category": "绿茶",
            "reviewed_day": pa.array(days.astype(np.int32), pa.int32()).cast(pa.date32()),
            "stars": np.array([stars for _, stars, _ in SAID])[said],
            "content": words([text for text, _, _ in SAID], said),
        },
    )


def _notes(end: date) -> pa.Table:
    return sheet_of_rows(
        "competitor_notes",
        [
            {
                "competitor": whose,
                "axis": axis,
                "item": item,
                "points_of_five": points,
                "finding": finding,
                "noted_day": end - timedelta(days=before),
            }
            for before, whose, axis, item, points, finding in NOTED
        ],
    )


def _campaigns(end: date) -> pa.Table:
    first, last = campaign_days(end)
    anniversary = {
        "competitor": CLOUD,
        "channel": "jd",
        "campaign": CAMPAIGN_NAME,
        "kind_of_campaign": "discount",
        "first_day": first,
        "last_day": last,
        "off_share": CAMPAIGN_CUT_SHARE,
        "currency": CURRENCY,
    }
    members = {
        "competitor": HILL,
        "channel": "tmall",
        "campaign": "会员周",
        "kind_of_campaign": "full_reduction",
        "first_day": end - timedelta(days=24),
        "last_day": end - timedelta(days=18),
        "rule": "满 300 减 30",
        "threshold_minor": 30_000,
        "off_minor": 3_000,
        "currency": CURRENCY,
    }
    return sheet_of_rows("competitor_campaigns", [anniversary, members])


def _market(end: date) -> pa.Table:
    last = end - timedelta(days=1)
    first = (last.replace(day=1) - timedelta(days=1)).replace(day=1)
    days = (last.replace(day=1) - first).days
    return sheet_of_rows("market_sales", list(_market_rows(first, days)))


def _market_rows(first: date, days: int) -> Iterator[dict[str, Any]]:
    for channel, category, seller, yuan, index in MARKET:
        yield {
            "source": "行业月报（示例）",
            "day": first,
            "days": days,
            "channel": channel,
            "category": category,
            "seller": seller,
            "sales_minor": None if yuan is None else yuan * 100,
            "trade_index": index,
            "is_estimate": True,
            "currency": CURRENCY,
        }
