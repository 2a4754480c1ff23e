"""What does an answer about other sellers' prices hold?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from zhanggui.analyses.next_step import ActionRow
from zhanggui.core.capability import Result
from zhanggui.core.charts import Series
from zhanggui.core.described import described
from zhanggui.core.money import Money
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Sentence
from zhanggui.core.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class RivalRow:
    """One own product among the prices of other sellers."""

    sku: Annotated[str, described("SKU", "SKU")]
    product_name: Annotated[str | None, described("商品名称", "Product name")]
    advice: Annotated[Words, described("建议", "Advice")]
    reason: Annotated[Sentence, described("理由", "Reason")]
    advised_price: Annotated[
        Money | None,
        described(
            "建议价",
            "Advised price",
            about_zh="尾数最后套用，不低于底价",
            about_en="The ending is applied last, never below the floor",
            unit="money",
        ),
    ]
    own_price: Annotated[
        Money | None,
        described(
            "本店成交均价",
            "Own price",
            about_zh="主要渠道，平台与达人优惠之前",
            about_en="Average of its main channel, before platforms' and influencers' discounts",
            unit="money",
        ),
    ]
    market_price: Annotated[
        Money | None,
        described(
            "竞品中位价",
            "Median of others",
            about_zh="每家一个有效价",
            about_en="One valid price a seller",
            unit="money",
        ),
    ]
    gap: Annotated[
        Money | None,
        described("差价", "Gap", about_zh="本店 − 中位价", about_en="Own less the median", unit="money"),
    ]
    own_to_market: Annotated[
        Rate | None,
        described(
            "价格指数（本店 / 市场）",
            "Index, own / market",
            about_zh="本店价 ÷ 竞品中位价；100 % 即持平",
            about_en="Own price ÷ median of others; 100 % is level",
            unit="rate",
        ),
    ]
    market_to_own: Annotated[
        Rate | None,
        described(
            "价格指数（市场 / 本店）",
            "Index, market / own",
            about_zh="上一列的倒数",
            about_en="The inverse of the column before",
            unit="rate",
        ),
    ]
    cheapest_price: Annotated[Money | None, described("最低竞品价", "Cheapest", unit="money")]
    cheapest_seller: Annotated[str | None, described("最低的一家", "Cheapest seller")]
    cost_floor: Annotated[
        Money | None,
        described(
            "成本底价",
            "Cost floor",
            about_zh="扣除成本、费用、快递、退货、广告后仍留下最低净利率的价格",
            about_en="The price that still leaves the least margin after cost, fees, carrier, returns and ads",
            unit="money",
        ),
    ]
    sellers: Annotated[int, described("有效报价的店铺", "Sellers with a valid price", unit="count")]
    stale: Annotated[int, described("过期的报价", "Stale offers", unit="count")]
    channel: Annotated[
        Words | None, described("主要渠道", "Main channel", about_zh="卖得最多的", about_en="Where it sells most")
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferRow:
    """One offer of another seller, beside the own product it compares to."""

    sku: Annotated[str, described("本店 SKU", "Our SKU")]
    competitor: Annotated[str, described("竞争店铺", "Competitor")]
    channel: Annotated[Words, described("渠道", "Channel")]
    title: Annotated[str, described("竞品名称", "Its title")]
    state: Annotated[Words, described("状态", "State")]
    price: Annotated[
        Money | None, described("到手价", "Price", about_zh="用券后", about_en="After coupons", unit="money")
    ]
    list_price: Annotated[Money | None, described("划线价", "Compare-at price", unit="money")]
    before: Annotated[Money | None, described("上次的价", "The time before", unit="money")]
    against_own: Annotated[
        Rate | None,
        described("比本店", "Against ours", about_zh="÷ 本店价 − 1", about_en="÷ own price − 1", unit="change"),
    ]
    observed_day: Annotated[date, described("最近观察", "Seen last")]
    age_days: Annotated[int, described("距今天数", "Days ago", unit="days")]
    evidence: Annotated[Sentence, described("匹配依据", "Evidence")]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmatchedRow:
    """An offer that is compared with no own product."""

    competitor: Annotated[str, described("竞争店铺", "Competitor")]
    channel: Annotated[Words, described("渠道", "Channel")]
    listing_id: Annotated[str, described("竞品编号", "Its id")]
    title: Annotated[str, described("竞品名称", "Its title")]
    why: Annotated[Sentence, described("为什么没有比较", "Why it is not compared")]
    next_step: Annotated[Sentence, described("下一步", "Next")]


@dataclass(frozen=True, slots=True, kw_only=True)
class CompetitorsResult(Result):
    """Own prices against those of other sellers, and what to do about them."""

    first_day: Annotated[date, described("本店价起始日", "Own prices from")]
    last_day: Annotated[date, described("截止日", "Last day")]
    products: Annotated[int, described("有竞品的商品", "Products with competitors", unit="count")]
    compared: Annotated[int, described("能比价的商品", "Products compared", unit="count")]
    own_to_market: Annotated[
        Rate | None,
        described(
            "全店价格指数（本店 / 市场）",
            "Price index, own / market",
            about_zh="各商品指数的几何平均（Jevons），一个商品一票",
            about_en="Geometric mean of the products' indices (Jevons), one vote a product",
            unit="rate",
        ),
    ]
    market_to_own: Annotated[
        Rate | None,
        described(
            "全店价格指数（市场 / 本店）",
            "Price index, market / own",
            about_zh="恰为倒数",
            about_en="Exactly the inverse",
            unit="rate",
        ),
    ]
    rows: Annotated[tuple[RivalRow, ...], described("商品，差价最大的在前", "Products, the largest gaps first")]
    actions: Annotated[tuple[ActionRow, ...], described("可以做什么", "What could be done")]
    history: Annotated[Series, described("价格历史", "History of prices")]
    offers: Annotated[tuple[OfferRow, ...], described("竞品", "Offers of others")]
    unmatched: Annotated[tuple[UnmatchedRow, ...], described("没有参与比较的竞品", "Offers that are not compared")]
