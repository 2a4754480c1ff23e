"""What does an answer about returns hold: products against their kind, and reasons by their weight?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from zhanggui.core.capability import Result
from zhanggui.core.charts import Series
from zhanggui.core.described import described
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.quantity import Interval, Rate, RateInterval
from zhanggui.core.sentence import Sentence
from zhanggui.core.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnRow:
    """One product against what is usual among its kind."""

    sku: Annotated[str, described("SKU", "SKU")]
    product_name: Annotated[str | None, described("商品名称", "Product name")]
    category: Annotated[str | None, described("类目", "Category")]
    verdict: Annotated[
        Sentence, described("判断", "Verdict", about_zh="与同类相比", about_en="Against products of its category")
    ]
    lines_sold: Annotated[
        int, described("售出行数", "Lines sold", about_zh="买家各买一次算一行", about_en="One a purchase", unit="count")
    ]
    lines_back: Annotated[
        int, described("退回行数", "Lines back", about_zh="有件退回的", about_en="With any unit back", unit="count")
    ]
    share_back: Annotated[Rate | None, described("退回比例", "Share that came back", unit="rate")]
    believed: Annotated[
        RateInterval,
        described(
            "估计的真实比例",
            "True share, believed",
            about_zh="卖得少的商品向同类靠拢，90 % 区间",
            about_en="Products sold a few times are drawn to their kind; 90 % interval",
            unit="rate",
        ),
    ]
    usual: Annotated[
        Rate,
        described("同类水平", "Usual", about_zh="同类其他商品", about_en="Other products of its kind", unit="rate"),
    ]
    chance_worse: Annotated[
        Rate,
        described(
            "明显更差的把握",
            "Chance it is worse",
            about_zh="真实比例超过同类水平所设倍数的概率",
            about_en="That the true share is beyond the set multiple of what is usual",
            unit="rate",
        ),
    ]
    given_back: Annotated[Money, described("退回金额", "Given back", unit="money")]
    lines_beyond: Annotated[
        Interval,
        described(
            "多退的行数", "Lines back beyond the usual", about_zh="90 % 区间", about_en="90 % interval", unit="count"
        ),
    ]
    profit_lost: Annotated[
        MoneyInterval | None,
        described(
            "多退损失的利润",
            "Profit lost beyond the usual",
            about_zh="每行留下的利润与退回一行所得之差 × 多退的行数；货视为可再售，缺成本时未知",
            about_en="What a kept line leaves less what a returned one leaves × lines beyond; goods count as sellable again; unknown "
            "without costs",
            unit="money",
        ),
    ]
    reason: Annotated[
        Sentence | None,
        described("突出的原因", "Telling reason", about_zh="比其他商品更常见的", about_en="More common than elsewhere"),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonRow:
    """One reason and what it took."""

    kind: Annotated[Words, described("退款类型", "Kind of refund")]
    reason: Annotated[str, described("原因", "Reason")]
    cases: Annotated[int, described("笔数", "Cases", unit="count")]
    units: Annotated[int, described("退回件数", "Units back", unit="units")]
    money: Annotated[Money, described("退款金额", "Refunded", unit="money")]
    share: Annotated[Rate | None, described("金额占比", "Share of money", unit="rate")]
    cumulative: Annotated[Rate | None, described("累计占比", "Cumulative share", unit="rate")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnsResult(Result):
    """What comes back: products that stand out of their kind, and why."""

    first_day: Annotated[date | None, described("起始日", "First day")]
    last_day: Annotated[
        date,
        described(
            "截止日", "Last day", about_zh="之后的订单还来不及退", about_en="Later orders had no time to come back"
        ),
    ]
    settle_days: Annotated[
        int,
        described(
            "退货期", "Days to come back", about_zh="95 % 在此之内", about_en="Within which 95 % do", unit="days"
        ),
    ]
    products: Annotated[int, described("商品数", "Products", unit="count")]
    share_back: Annotated[
        RateInterval | None, described("退回比例（行）", "Share of lines that came back", unit="rate")
    ]
    worse_products: Annotated[int, described("明显更差的商品", "Products clearly worse", unit="count")]
    profit_lost: Annotated[
        MoneyInterval | None,
        described(
            "多退损失的利润",
            "Profit lost beyond the usual",
            about_zh="明显更差的商品合计；各商品的界相加，偏宽",
            about_en="Of the products clearly worse; their bounds are added up, which is wide",
            unit="money",
        ),
    ]
    rows: Annotated[tuple[ReturnRow, ...], described("商品，明显更差的在前", "Products, the clearly worse first")]
    pareto: Annotated[Series, described("退款原因帕累托", "Reasons by weight")]
    reasons: Annotated[tuple[ReasonRow, ...], described("退款原因", "Reasons")]
