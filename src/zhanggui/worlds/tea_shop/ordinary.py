"""How is an ordinary tea shop: which truths hold unless a test plants others?"""

from __future__ import annotations

from datetime import date

from zhanggui.worlds.tea_shop.catalogue import CATEGORIES, Product, Range, catalogue
from zhanggui.worlds.tea_shop.ordinary_channels import CHANNELS, FESTIVALS
from zhanggui.worlds.tea_shop.ordinary_settlements import settlements
from zhanggui.worlds.tea_shop.randomness import stream
from zhanggui.worlds.tea_shop.truth import PairTruth, ProductTruth, ProgrammeTruth, SegmentTruth, Truth

_ELASTICITY = {  # mean by category: gifts hardly mind the price, everyday teas and trial packs do
    "绿茶": -1.9,
    "乌龙茶": -1.7,
    "普洱茶": -1.6,
    "红茶": -1.8,
    "白茶": -1.5,
    "花茶": -2.2,
    "茶具": -1.4,
    "礼盒": -1.2,
}
_ELASTICITY_SPREAD = 0.35
_TESTED_SHARE = 0.45

_MONTHS: dict[str, tuple[float, ...]] = {
    "绿茶": (0.65, 0.75, 1.35, 1.75, 1.50, 1.15, 1.05, 1.00, 0.85, 0.75, 0.70, 0.65),
    "乌龙茶": (1.05, 0.95, 0.90, 0.90, 1.00, 0.95, 0.90, 0.90, 1.05, 1.20, 1.15, 1.05),
    "普洱茶": (1.20, 1.10, 0.95, 0.85, 0.85, 0.85, 0.80, 0.85, 1.00, 1.15, 1.25, 1.25),
    "红茶": (1.25, 1.15, 0.95, 0.85, 0.80, 0.75, 0.70, 0.75, 0.95, 1.20, 1.30, 1.30),
    "白茶": (1.10, 1.05, 0.95, 0.95, 0.95, 0.90, 0.90, 0.90, 1.05, 1.10, 1.15, 1.15),
    "花茶": (0.80, 0.80, 0.95, 1.05, 1.20, 1.35, 1.40, 1.30, 1.05, 0.90, 0.80, 0.80),
    "茶具": (1.00, 0.95, 1.00, 1.00, 1.00, 1.00, 0.95, 0.95, 1.05, 1.05, 1.10, 1.00),
    "礼盒": (1.30, 1.10, 0.75, 0.75, 0.85, 0.85, 0.80, 1.05, 1.45, 1.00, 0.95, 1.05),
}

_SEGMENTS = (
    SegmentTruth(
        name="everyday",
        rate_shape=1.3,
        rate_scale_days=105.0,
        dropout_shape=1.6,
        dropout_scale_days=700.0,
        extra_lines=0.55,
        extra_units=0.18,
        sale_power=0.75,
        gift_power=0.6,
        coupon_share=0.25,
        win_back_uplift=1.12,
        tastes={"礼盒": 0.5, "茶具": 0.7},
        trial_factor=0.5,
    ),
    SegmentTruth(
        name="hunter",
        rate_shape=1.1,
        rate_scale_days=230.0,
        dropout_shape=1.5,
        dropout_scale_days=600.0,
        extra_lines=0.75,
        extra_units=0.3,
        sale_power=1.25,
        gift_power=0.8,
        coupon_share=0.75,
        win_back_uplift=2.2,
        tastes={"礼盒": 0.8},
        trial_factor=0.8,
    ),
    SegmentTruth(
        name="gifter",
        rate_shape=1.2,
        rate_scale_days=420.0,
        dropout_shape=1.4,
        dropout_scale_days=800.0,
        extra_lines=0.3,
        extra_units=0.35,
        sale_power=0.75,
        gift_power=1.4,
        coupon_share=0.2,
        win_back_uplift=1.05,
        tastes={"礼盒": 4.0, "茶具": 1.2},
        trial_factor=0.15,
    ),
    SegmentTruth(
        name="taster",
        rate_shape=0.8,
        rate_scale_days=190.0,
        dropout_shape=1.1,
        dropout_scale_days=90.0,
        extra_lines=0.3,
        extra_units=0.08,
        sale_power=1.0,
        gift_power=0.8,
        coupon_share=0.4,
        win_back_uplift=1.6,
        tastes={"礼盒": 0.7},
        trial_factor=2.5,
    ),
)

_TASTES = (
    {"绿茶": 2.2, "白茶": 1.2, "花茶": 1.1, "普洱茶": 0.35, "红茶": 0.6},
    {"乌龙茶": 2.4, "红茶": 1.2, "绿茶": 0.5, "花茶": 0.5},
    {"普洱茶": 2.6, "白茶": 2.0, "绿茶": 0.35, "花茶": 0.35, "茶具": 1.3},
    {"花茶": 2.4, "红茶": 1.5, "茶具": 1.1, "普洱茶": 0.4},
)

_PAIRS = (
    ("QM-GW-1", "QM-GD-1", 0.25),
    ("QM-ZX-1", "QM-CZ-1", 0.30),
    ("QM-SP-1", "QM-CZ-1", 0.12),
    ("QM-JH-1", "QM-MG-1", 0.15),
)


# What is timely works; what is merely friendly does not, and its coupons are used by those who would have come anyway.
_PROGRAMMES = tuple(
    ProgrammeTruth(name=name, strength=strength)
    for name, strength in (
        ("welcome", 3.0),
        ("second_order", 4.0),
        ("cart_reminder", 4.0),
        ("replenishment_due", 4.0),
        ("birthday", 0.0),
        ("anniversary", 0.0),
        ("milestone", 1.0),
        ("vip_care", 0.0),
        ("cooling", 3.0),
        ("lapsed", 3.0),
    )
)

_FESTIVAL_BOXES = {"QM-ZL": "zhongqiu", "QM-NL": "chunjie"}


def ordinary_truth(*, seed: int, start: date, end: date, newcomers_per_day: float, range_: Range = "full") -> Truth:
    """The truths of a shop: the same kinds of people and seasons everywhere, products drawn by seed."""
    products = catalogue(range_)
    known = {product.sku for product in products}
    return Truth(
        seed=seed,
        start=start,
        end=end,
        newcomers_per_day=newcomers_per_day,
        old_days=720,
        segments=_SEGMENTS,
        channels=CHANNELS,
        products=_product_truths(seed, products),
        festivals=FESTIVALS,
        pairs=tuple(
            PairTruth(first=first, second=second, chance=chance)
            for first, second, chance in _PAIRS
            if {first, second} <= known
        ),
        months=_MONTHS,
        tastes=tuple({category: taste.get(category, 1.0) for category in CATEGORIES} for taste in _TASTES),
        second_channel_share=0.18,
        dormant_share=0.03,
        price_test_spread=0.15,
        price_test_days=14,
        response_days=30,
        reference_coupon_minor=2000,
        coupon_redemption=0.85,
        reminder_strength=0.35,
        settlements=settlements(end),
        programmes=_PROGRAMMES,
    )


def _product_truths(seed: int, products: tuple[Product, ...]) -> tuple[ProductTruth, ...]:
    chance = stream(seed, "product truths")
    tested = chance.random(len(products)) < _TESTED_SHARE
    noise = chance.standard_normal((len(products), 3))
    return tuple(
        ProductTruth(
            sku=product.sku,
            attraction=round(product.attraction * float(2.0 ** (0.25 * bells[0])), 4),
            elasticity=round(_ELASTICITY[product.category] * float(2.0 ** (_ELASTICITY_SPREAD * bells[1])), 3),
            is_price_tested=bool(is_tested) and _may_be_tested(product),
            refund_rate=round(product.refund_rate * float(2.0 ** (0.3 * bells[2])), 4),
            stage=product.stage,
            role=product.role,
            is_overstocked=product.stage == "decline",
            stock_out_rate=0.015 if product.stage == "decline" else 0.05,
            festival=_FESTIVAL_BOXES.get(product.parent),
        )
        for product, is_tested, bells in zip(products, tested, noise, strict=True)
    )


def _may_be_tested(product: Product) -> bool:
    """New products, trial packs and boxes of a festival keep their price."""
    return product.stage != "introduction" and not product.is_trial and product.parent not in _FESTIVAL_BOXES
