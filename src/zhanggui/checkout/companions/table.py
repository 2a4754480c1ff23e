"""What is written down of companions: what goes with what, for which reason, sold where?"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from zhanggui.core.described import described
from zhanggui.offers.rules.offer_set import Currency
from zhanggui.offers.rules.stated import BasisPoints, Count, Label, Minor, Name, Stated

Times = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)]
MOST_COMPANIONS = 20_000
USUAL_HELD_BACK_BPS = 1_000


class Companion(Stated):
    """One product that goes with another one, and the orders that say so."""

    beside: Annotated[Name, described("购物车里的商品", "Product in the basket")]
    sku: Annotated[Name, described("推荐商品", "Companion")]
    together: Annotated[Count, described("同单数", "Orders together", unit="orders")]
    orders: Annotated[Count, described("购物车商品的订单数", "Orders with the product", unit="orders")]
    lift: Annotated[
        tuple[Times, Times, Times],
        described("提升度", "Lift", about_zh="下限、估计、上限", about_en="Low, estimate, high", unit="ratio"),
    ]


class CompanionProduct(Stated):
    """A product that is shown: what it is called and where it is sold."""

    sku: Annotated[Name, described("商品", "Product")]
    name: Annotated[Label, described("名称", "Name")]
    channels: Annotated[tuple[Name, ...], described("在售渠道", "Sold on")] = ()


class CompanionSet(Stated):
    """All companions of a shop, those worth most first; an empty set shows nothing."""

    currency: Annotated[Currency, described("币种", "Currency")]
    first_day: Annotated[date | None, described("首日", "First day")] = None
    last_day: Annotated[date | None, described("末日", "Last day")] = None
    orders: Annotated[Minor, described("订单数", "Orders", unit="orders")] = 0
    run: Annotated[Label, described("分析编号", "Run", about_zh="由哪次分析而来", about_en="Of which run it is")] = ""
    held_back_bps: Annotated[
        BasisPoints,
        described(
            "对照比例",
            "Held back",
            about_zh="这么大比例的购物车不展示，用来比较",
            about_en="So many baskets are shown nothing, to compare with",
            unit="bps",
        ),
    ] = USUAL_HELD_BACK_BPS
    products: Annotated[
        tuple[CompanionProduct, ...], Field(max_length=MOST_COMPANIONS), described("商品", "Products")
    ] = ()
    companions: Annotated[
        tuple[Companion, ...], Field(max_length=MOST_COMPANIONS), described("推荐", "Companions")
    ] = ()
