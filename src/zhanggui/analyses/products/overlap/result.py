"""How do shared buyers and shifted sales read?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from zhanggui.core.capability import Result
from zhanggui.core.charts import Matrix
from zhanggui.core.described import described
from zhanggui.core.quantity import Rate, RateInterval
from zhanggui.core.sentence import Sentence
from zhanggui.core.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftRow:
    """What one product sold while another was away."""

    gone_sku: Annotated[str, described("不在的 SKU", "SKU away")]
    gone_name: Annotated[str, described("不在的商品", "Product away")]
    event: Annotated[Sentence, described("为何不在", "Why away")]
    other_sku: Annotated[str, described("另一个 SKU", "Other SKU")]
    other_name: Annotated[str, described("另一个商品", "Other product")]
    verdict: Annotated[Sentence, described("结论", "Verdict")]
    change: Annotated[
        RateInterval,
        described(
            "变化",
            "Change",
            about_zh="它不在的几周，另一个比同类多卖多少",
            about_en="How much more the other sold in those weeks, against others of its kind",
            unit="rate",
        ),
    ]
    units: Annotated[int, described("多卖的件数", "Units gained", unit="units")]
    diverted: Annotated[
        Rate | None,
        described(
            "转移率",
            "Diverted",
            about_zh="不在的商品少卖的，有多少转到了它",
            about_en="Of what the first lost, so much went to the other",
            unit="rate",
        ),
    ]
    weeks: Annotated[int, described("不在的周数", "Weeks away", unit="count")]
    false_share: Annotated[
        Rate, described("误报率", "False discovery rate", about_zh="q 值", about_en="The q value", unit="rate")
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedRow:
    """Two products and the customers they share."""

    first_sku: Annotated[str, described("SKU 一", "First SKU")]
    first_name: Annotated[str, described("商品一", "First product")]
    second_sku: Annotated[str, described("SKU 二", "Second SKU")]
    second_name: Annotated[str, described("商品二", "Second product")]
    buyers_of_both: Annotated[int, described("两个都买过的顾客", "Buyers of both", unit="customers")]
    of_first: Annotated[Rate, described("占商品一的顾客", "Of the first's buyers", unit="rate")]
    of_second: Annotated[Rate, described("占商品二的顾客", "Of the second's buyers", unit="rate")]
    times_chance: Annotated[
        float,
        described(
            "是偶然的几倍",
            "Times chance",
            about_zh="互不相干时为 1",
            about_en="1 if they had nothing to do with each other",
            unit="ratio",
        ),
    ]
    first_channel: Annotated[Words, described("商品一主渠道", "First's main channel")]
    second_channel: Annotated[Words, described("商品二主渠道", "Second's main channel")]
    relation: Annotated[
        Sentence,
        described(
            "关系",
            "Relation",
            about_zh="同款的渠道专供、同款规格、同类、不同类",
            about_en="Packs of one style by channel, variants, one category, others",
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class OverlapResult(Result):
    """Shared buyers and shifted sales."""

    first_day: Annotated[date | None, described("首日", "First day")]
    last_day: Annotated[date, described("末日", "Last day")]
    products: Annotated[int, described("商品数", "Products", unit="count")]
    tested: Annotated[int, described("检验的转移", "Shifts tested", unit="count")]
    untold: Annotated[int, described("说不准的", "Cannot tell", unit="count")]
    shared: Annotated[
        Matrix,
        described(
            "共同顾客",
            "Shared buyers",
            about_zh="行商品的顾客里，也买过列商品的比例",
            about_en="Of the row's buyers, so many bought the column",
        ),
    ]
    shifts: Annotated[tuple[ShiftRow, ...], described("销量转移", "Shifted sales")]
    rows: Annotated[tuple[SharedRow, ...], described("共同顾客", "Shared buyers")]
