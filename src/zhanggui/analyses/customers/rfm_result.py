"""What does a grouping of customers look like, told from how many share each triple of scores?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any

from zhanggui.analyses.counted_sales import contribution_minor, share_of
from zhanggui.analyses.customers.segments import SEGMENTS, Segment, segment_of
from zhanggui.core.capability import Result
from zhanggui.core.charts import Bars, Matrix
from zhanggui.core.described import described
from zhanggui.core.money import Money
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """The customers who share all three scores."""

    recency: int
    frequency: int
    monetary: int
    customers: int
    one_time: int
    net_sales_minor: int
    cost_minor: int
    fee_minor: int
    lines_without_cost: int
    days_since: int
    days_since_from: int
    days_since_to: int
    purchase_days: int
    purchase_days_from: int
    purchase_days_to: int
    money_from: int
    money_to: int

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> Cell:
        """One fetched row; sums of whole numbers come back as decimals from some engines."""
        return cls(**{name: int(value) for name, value in row.items()})


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentRow:
    """One group of customers."""

    segment: Annotated[str, described("代码", "Code")]
    name: Annotated[Words, described("人群", "Segment")]
    rule: Annotated[
        Sentence,
        described(
            "规则", "Rule", about_zh="最近购买、购买频次、金额的分数", about_en="Scores of recency, frequency and money"
        ),
    ]
    customers: Annotated[int, described("人数", "Customers", unit="customers")]
    share_of_customers: Annotated[Rate | None, described("人数占比", "Share of customers", unit="rate")]
    net_sales: Annotated[Money, described("净销售额", "Net sales", unit="money")]
    share_of_sales: Annotated[
        Rate | None,
        described(
            "销售占比",
            "Share of sales",
            about_zh="占已知顾客净销售额的比例",
            about_en="Of the net sales to known customers",
            unit="rate",
        ),
    ]
    net_sales_per_customer: Annotated[Money | None, described("人均净销售额", "Net sales per customer", unit="money")]
    contribution_profit: Annotated[
        Money | None,
        described(
            "贡献利润",
            "Contribution profit",
            about_zh="净销售额−成本−费用；有成本缺失时未知",
            about_en="Net sales − cost − fees; unknown where a cost is missing",
            unit="money",
        ),
    ]
    days_since_purchase: Annotated[float | None, described("平均距上次购买", "Days since purchase, mean", unit="days")]
    purchase_days: Annotated[
        float | None,
        described(
            "平均购买天数",
            "Purchase days, mean",
            about_zh="有付款订单的不同日期数；同一天多单算一次",
            about_en="Distinct days with a paid order; two orders on one day count once",
        ),
    ]
    advice: Annotated[Words, described("建议", "Advice")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreRow:
    """What one score means in days, purchases and money; empty where nobody has it."""

    score: Annotated[int, described("分数", "Score")]
    days_since_from: Annotated[int | None, described("距上次购买（最少）", "Days since purchase, fewest", unit="days")]
    days_since_to: Annotated[int | None, described("距上次购买（最多）", "Days since purchase, most", unit="days")]
    purchase_days_from: Annotated[int | None, described("购买天数（最少）", "Purchase days, fewest")]
    purchase_days_to: Annotated[int | None, described("购买天数（最多）", "Purchase days, most")]
    money_from: Annotated[Money | None, described("金额（最低）", "Money, lowest", unit="money")]
    money_to: Annotated[Money | None, described("金额（最高）", "Money, highest", unit="money")]


@dataclass(frozen=True, slots=True, kw_only=True)
class RfmResult(Result):
    """The customers of a period in eight groups."""

    first_day: Annotated[date | None, described("起始日", "First day")]
    last_day: Annotated[
        date,
        described(
            "截止日",
            "Last day",
            about_zh="距上次购买的天数从这一天往回数",
            about_en="Days since purchase are counted back from here",
        ),
    ]
    customers: Annotated[
        int,
        described(
            "顾客数",
            "Customers",
            about_zh="时段内有付款订单的已知顾客",
            about_en="Known customers with a paid order in the period",
            unit="customers",
        ),
    ]
    net_sales: Annotated[
        Money,
        described(
            "净销售额",
            "Net sales",
            about_zh="这些顾客的净销售额，退款已扣",
            about_en="Net sales to these customers, after refunds",
            unit="money",
        ),
    ]
    one_time_share: Annotated[Rate | None, described("只买过一天的占比", "Share with one purchase day", unit="rate")]
    segments: Annotated[tuple[SegmentRow, ...], described("人群", "Segments")]
    scores: Annotated[tuple[ScoreRow, ...], described("分数含义", "What the scores mean")]
    shares: Annotated[Bars, described("各人群销售占比", "Share of sales by segment")]
    grid: Annotated[Matrix, described("最近购买 × 购买频次", "Recency × frequency")]


def segment_rows(cells: Sequence[Cell], high_from: int, currency: str) -> tuple[SegmentRow, ...]:
    """All eight groups, empty ones too, the best first."""
    groups: dict[str, list[Cell]] = {group.code: [] for group in SEGMENTS}
    for cell in cells:
        groups[segment_of(cell.recency, cell.frequency, cell.monetary, high_from).code].append(cell)
    rows = (_segment_row(group, groups[group.code], high_from, currency) for group in SEGMENTS)
    customers, net_sales = total(cells, "customers"), total(cells, "net_sales_minor")
    return tuple(_with_shares(row, customers, net_sales) for row in rows)


def score_rows(cells: Sequence[Cell], bins: int, currency: str) -> tuple[ScoreRow, ...]:
    """What each score stands for, the highest first."""
    return tuple(_score_row(score, cells, currency) for score in range(bins, 0, -1))


def shares_of_sales(rows: Sequence[SegmentRow]) -> Bars:
    """Who brings the money."""
    return Bars(
        title=Words(zh="各人群占净销售额", en="Share of net sales by segment"),
        unit="rate",
        labels=tuple(row.name for row in rows),
        values=tuple(row.share_of_sales.rate if row.share_of_sales else None for row in rows),
    )


def grid(cells: Sequence[Cell], bins: int) -> Matrix:
    """How many customers share a score of recency and a score of frequency."""
    counts = {(r, f): 0 for r in range(1, bins + 1) for f in range(1, bins + 1)}
    for cell in cells:
        counts[cell.recency, cell.frequency] += cell.customers
    scores = range(bins, 0, -1)
    return Matrix(
        title=Words(zh="顾客数：最近购买 × 购买频次", en="Customers: recency × frequency"),
        unit="customers",
        row_title=Words(zh="最近购买 R", en="Recency R"),
        column_title=Words(zh="购买频次 F", en="Frequency F"),
        rows=tuple(f"R{r}" for r in scores),
        columns=tuple(f"F{f}" for f in range(1, bins + 1)),
        values=tuple(tuple(float(counts[r, f]) for f in range(1, bins + 1)) for r in scores),
    )


def total(cells: Iterable[Cell], name: str) -> int:
    """One figure over several cells."""
    return sum(getattr(cell, name) for cell in cells)


def _segment_row(group: Segment, cells: Sequence[Cell], high_from: int, currency: str) -> SegmentRow:
    customers, net_sales = total(cells, "customers"), total(cells, "net_sales_minor")
    profit = contribution_minor(
        net_sales, total(cells, "cost_minor"), total(cells, "fee_minor"), total(cells, "lines_without_cost")
    )
    return SegmentRow(
        segment=group.code,
        name=group.name,
        rule=_rule(group, high_from),
        customers=customers,
        share_of_customers=None,
        net_sales=Money(net_sales, currency),
        share_of_sales=None,
        net_sales_per_customer=Money(round(net_sales / customers), currency) if customers else None,
        contribution_profit=None if profit is None else Money(profit, currency),
        days_since_purchase=total(cells, "days_since") / customers if customers else None,
        purchase_days=total(cells, "purchase_days") / customers if customers else None,
        advice=group.advice,
    )


def _with_shares(row: SegmentRow, customers: int, net_sales_minor: int) -> SegmentRow:
    return replace(
        row,
        share_of_customers=share_of(row.customers, customers),
        share_of_sales=share_of(row.net_sales.minor, net_sales_minor),
    )


def _rule(group: Segment, high_from: int) -> Sentence:
    bounds = {
        letter: f"{letter} ≥ {high_from}" if high else f"{letter} < {high_from}"
        for letter, high in (("R", group.recent), ("F", group.frequent), ("M", group.valuable))
    }
    return sentence("rule", recency=bounds["R"], frequency=bounds["F"], money=bounds["M"])


def _score_row(score: int, cells: Sequence[Cell], currency: str) -> ScoreRow:
    recency = [cell for cell in cells if cell.recency == score]
    frequency = [cell for cell in cells if cell.frequency == score]
    monetary = [cell for cell in cells if cell.monetary == score]
    lowest = min((cell.money_from for cell in monetary), default=None)
    highest = max((cell.money_to for cell in monetary), default=None)
    return ScoreRow(
        score=score,
        days_since_from=min((cell.days_since_from for cell in recency), default=None),
        days_since_to=max((cell.days_since_to for cell in recency), default=None),
        purchase_days_from=min((cell.purchase_days_from for cell in frequency), default=None),
        purchase_days_to=max((cell.purchase_days_to for cell in frequency), default=None),
        money_from=None if lowest is None else Money(lowest, currency),
        money_to=None if highest is None else Money(highest, currency),
    )
