"""What does an answer about the range of products hold?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from zhanggui.core.capability import Result
from zhanggui.core.described import described
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.quantity import Rate
from zhanggui.core.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeRow:
    """One product: what it earns a year, what it ties up, and what its going would change."""

    sku: Annotated[str, described("SKU", "SKU")]
    product_name: Annotated[str | None, described("商品名称", "Product name")]
    action: Annotated[Words, described("建议", "Action")]
    units: Annotated[int, described("支付件数", "Units sold", unit="units")]
    yearly_profit: Annotated[
        MoneyInterval,
        described(
            "年贡献利润",
            "Contribution a year",
            about_zh="按时段折成一年，90 % 区间来自订单的偶然",
            about_en="The period scaled to a year; 90 % interval from the chance of orders",
            unit="money",
        ),
    ]
    margin: Annotated[
        Rate | None,
        described("贡献利润率", "Contribution margin", about_zh="占净销售额", about_en="Of net sales", unit="rate"),
    ]
    on_hand: Annotated[int | None, described("在库", "On hand", unit="units")]
    cash: Annotated[
        Money | None,
        described("占用资金", "Cash tied up", about_zh="在库 × 成本", about_en="On hand × cost", unit="money"),
    ]
    dropped: Annotated[
        MoneyInterval,
        described(
            "去掉它，一年多赚",
            "Gain a year if it goes",
            about_zh="省下的持有与上架成本 − 没有转到其他商品的利润（同单利润计无、半、全部）；转移比例是假设",
            about_en="Holding and upkeep saved − profit that does not move, of it and of none, half or all beside it; the share that moves is assumed",
            unit="money",
        ),
    ]
    beside: Annotated[
        Money,
        described(
            "同单其他商品的利润",
            "Profit beside it a year",
            about_zh="它的订单里其他商品留下的；去掉它可能也失去",
            about_en="What other products leave in its orders; it may go too",
            unit="money",
        ),
    ]
    first_orders: Annotated[
        Rate | None,
        described(
            "首单占比",
            "First orders",
            about_zh="已知买家的订单里是首单的",
            about_en="Of its orders by known buyers those that were their first",
            unit="rate",
        ),
    ]
    break_even: Annotated[
        Rate | None,
        described(
            "保本转移率",
            "Break-even transfer",
            about_zh="只看它自己：至少这么多需求转走，去掉才不亏；0 即怎样都不亏",
            about_en="By itself: so much of its demand must move for its going to pay; 0: it pays in any case",
            unit="rate",
        ),
    ]
    sole_buyers: Annotated[
        Rate | None,
        described(
            "只买它的买家",
            "Buyers of nothing else",
            about_zh="占已知买家；去掉它可能失去他们",
            about_en="Of its known buyers; they may leave with it",
            unit="rate",
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class AssortmentResult(Result):
    """What to take out of the range and what to push."""

    first_day: Annotated[date, described("起始日", "First day")]
    last_day: Annotated[date, described("截止日", "Last day")]
    products: Annotated[int, described("看过的商品", "Products looked at", unit="count")]
    too_young: Annotated[int, described("太新，还不能判断", "Too new to judge", unit="count")]
    unknown: Annotated[int, described("没有成本，不能判断", "Without a cost, not judged", unit="count")]
    to_drop: Annotated[int, described("建议去掉", "To go", unit="count")]
    freed_cash: Annotated[
        Money,
        described(
            "可以放出的资金",
            "Cash freed",
            about_zh="建议去掉的商品的库存成本",
            about_en="Stock at cost of those to go",
            unit="money",
        ),
    ]
    gain: Annotated[
        MoneyInterval,
        described(
            "一年多赚", "Gain a year", about_zh="建议去掉的合计", about_en="Of those to go together", unit="money"
        ),
    ]
    rows: Annotated[tuple[RangeRow, ...], described("商品，建议去掉的在前", "Products, those to go first")]
