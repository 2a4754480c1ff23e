"""What does a ranking of products look like: classes, curve, concentration?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Annotated, Any, Literal, TypeGuard

from zhanggui.analyses.contribution import PROFIT_SUMS, contribution
from zhanggui.analyses.counted_sales import share_of
from zhanggui.core.capability import Result
from zhanggui.core.charts import Line, Series
from zhanggui.core.described import described
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.quantity import Rate
from zhanggui.core.words import Words
from zhanggui.metrics.value import MarginAssumption

Letter = Literal["A", "B", "C"]
RankBy = Literal["net_sales", "contribution_profit"]
LETTERS: tuple[Letter, ...] = ("A", "B", "C")
LINE_SUMS = (*PROFIT_SUMS, "sold_units", "refunds", "paid_sales")
SUMS = (*LINE_SUMS, "worth", "ranked_worth", "top_worth", "products", "on_sale")
PERCENT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassRow:
    """All products of one class."""

    letter: Annotated[Letter, described("类别", "Class")]
    products: Annotated[int, described("商品数", "Products", unit="count")]
    share_of_products: Annotated[Rate | None, described("商品占比", "Share of products", unit="rate")]
    net_sales: Annotated[Money, described("净销售额", "Net sales", unit="money")]
    share: Annotated[
        Rate | None,
        described(
            "占比",
            "Share",
            about_zh="占净销售额或贡献利润（看排名依据），亏损按 0",
            about_en="Of net sales or of contribution profit, whichever is ranked; losses count as 0",
            unit="rate",
        ),
    ]
    units: Annotated[int, described("支付件数", "Units sold", unit="units")]
    contribution_profit: Annotated[MoneyInterval | None, described("贡献利润", "Contribution profit", unit="money")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductRow:
    """One product with its place in both rankings."""

    rank: Annotated[int, described("名次", "Rank")]
    sku: Annotated[str, described("SKU", "SKU")]
    product_name: Annotated[
        str | None,
        described(
            "商品名称",
            "Product name",
            about_zh="商品表中的名称；没有时为卖得最多的那个名称",
            about_en="In the catalogue; else the name under which it sold most",
        ),
    ]
    letter: Annotated[Letter, described("类别（销售）", "Class by sales")]
    letter_by_profit: Annotated[
        Letter | None,
        described("类别（利润）", "Class by profit", about_zh="缺成本时未知", about_en="Unknown without costs"),
    ]
    net_sales: Annotated[Money, described("净销售额", "Net sales", unit="money")]
    share: Annotated[Rate | None, described("占比", "Share", unit="rate")]
    cumulative: Annotated[Rate | None, described("累计占比", "Cumulative share", unit="rate")]
    units: Annotated[int, described("支付件数", "Units sold", unit="units")]
    refund_rate: Annotated[
        Rate | None,
        described(
            "退款率（金额）",
            "Refund rate (money)",
            about_zh="退款 ÷ 支付金额",
            about_en="Refunds ÷ paid sales",
            unit="rate",
        ),
    ]
    contribution_profit: Annotated[MoneyInterval | None, described("贡献利润", "Contribution profit", unit="money")]
    contribution_margin: Annotated[
        Rate | None,
        described(
            "贡献利润率",
            "Contribution margin",
            about_zh="只由成本得出；按声明的毛利估计时不显示",
            about_en="From costs only; not told where the margin is declared",
            unit="rate",
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParetoResult(Result):
    """The products of a period, from the one that brings most to the one that brings least."""

    first_day: Annotated[date | None, described("起始日", "First day")]
    last_day: Annotated[date, described("截止日", "Last day")]
    products: Annotated[int, described("有销售的商品数", "Products sold", unit="count")]
    unsold_products: Annotated[
        int | None,
        described(
            "没有销售的商品数",
            "Products not sold",
            about_zh="商品表里在售、但时段内没有卖出的",
            about_en="On sale in the catalogue, but not sold in the period",
            unit="count",
        ),
    ]
    net_sales: Annotated[Money, described("净销售额", "Net sales", unit="money")]
    top_fifth: Annotated[
        Rate | None,
        described(
            "前 20 % 商品的销售占比",
            "Share of the top 20 %",
            about_zh="排名前五分之一的商品的占比",
            about_en="Of the fifth of products that rank highest",
            unit="rate",
        ),
    ]
    gini: Annotated[
        float | None,
        described(
            "基尼系数",
            "Gini",
            about_zh="0 表示各商品一样多，接近 1 表示全靠少数商品",
            about_en="0: all products alike; near 1: a few carry all",
            unit="ratio",
        ),
    ]
    curve: Annotated[Series, described("累计占比曲线", "Cumulative share")]
    classes: Annotated[tuple[ClassRow, ...], described("ABC 分类", "Classes")]
    rows: Annotated[tuple[ProductRow, ...], described("商品", "Products")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """Products that share their classes and their hundredth of the ranking; a listed product is one of its own."""

    letter: Letter
    letter_by_profit: Letter | None
    hundredth: int
    sums: Mapping[str, int]

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> Bucket:
        """One fetched row; an empty sum is 0."""
        sums = {name: int(row.get(name) or 0) for name in SUMS}
        return cls(
            letter=row["letter"], letter_by_profit=row["letter_by_profit"], hundredth=row["hundredth"], sums=sums
        )

    def letter_by(self, rank_by: RankBy) -> Letter | None:
        """The class in one of the two rankings."""
        return self.letter if rank_by == "net_sales" else self.letter_by_profit


def totals(buckets: Iterable[Bucket]) -> dict[str, int]:
    """The sums over several buckets."""
    found = list(buckets)
    return {name: sum(bucket.sums[name] for bucket in found) for name in SUMS}


def class_rows(
    buckets: Sequence[Bucket], rank_by: RankBy, margin: MarginAssumption | None, currency: str
) -> tuple[ClassRow, ...]:
    """The three classes, empty ones too; by profit, products of unknown profit are in none."""
    whole = totals(buckets)
    rows = []
    for letter in LETTERS:
        sums = totals(bucket for bucket in buckets if bucket.letter_by(rank_by) == letter)
        rows.append(
            ClassRow(
                letter=letter,
                products=sums["products"],
                share_of_products=share_of(sums["products"], whole["products"]),
                net_sales=Money(sums["net_sales"], currency),
                share=share_of(sums["worth"], whole["worth"]),
                units=sums["sold_units"],
                contribution_profit=contribution(sums, margin, currency),
            )
        )
    return tuple(rows)


def curve(buckets: Sequence[Bucket]) -> Series:
    """Which share of the whole the best 1 %, 2 %, … of products bring."""
    worth = [0] * PERCENT
    for bucket in buckets:
        worth[bucket.hundredth - 1] += bucket.sums["worth"]
    total = sum(worth)
    shares = tuple(so_far / total if total else None for so_far in accumulate(worth))
    return Series(
        title=Words(zh="商品从多到少排列的累计占比", en="Cumulative share, best products first"),
        x_title=Words(zh="商品（%）", en="Products (%)"),
        unit="rate",
        x=tuple(str(at) for at in range(1, PERCENT + 1)),
        lines=(Line(name=Words(zh="累计占比", en="Cumulative share"), values=shares),),
    )


def product_row(
    row: Mapping[str, Any], name: str | None, whole: int, margin: MarginAssumption | None, currency: str
) -> ProductRow:
    """One product from its fetched sums and places; `whole` is what all products are worth together."""
    sums = {part: int(row.get(part) or 0) for part in LINE_SUMS}
    profit = contribution(sums, margin, currency)
    net_sales, worth = sums["net_sales"], int(row["worth"])
    return ProductRow(
        rank=int(row["rank"]),
        sku=row["listed_sku"],
        product_name=name,
        letter=row["letter"],
        letter_by_profit=row["letter_by_profit"],
        net_sales=Money(net_sales, currency),
        share=share_of(worth, whole),
        cumulative=share_of(int(row["worth_before"]) + worth, whole),
        units=sums["sold_units"],
        refund_rate=share_of(sums["refunds"], sums["paid_sales"]),
        contribution_profit=profit,
        contribution_margin=share_of(profit.estimate.minor, net_sales)
        if _is_measured(profit) and net_sales > 0
        else None,
    )


def _is_measured(profit: MoneyInterval | None) -> TypeGuard[MoneyInterval]:
    """A margin that was declared is not told back as if it had been found."""
    return profit is not None and profit.low == profit.high
