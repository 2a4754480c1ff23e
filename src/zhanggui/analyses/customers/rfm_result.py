"""What does a grouping of customers look like, told from how many share each triple of scores?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any

from zhanggui.analyses.contribution import PROFIT_SUMS, MarginParams, contribution
from zhanggui.analyses.counted_sales import share_of
from zhanggui.analyses.customers.segments import SEGMENTS, Segment, segment_of
from zhanggui.core.capability import Result
from zhanggui.core.charts import Bars, Matrix
from zhanggui.core.described import described
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words

SUMS = (*PROFIT_SUMS, "customers", "one_time", "days_since", "purchase_days")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """The customers who share all three scores: sums over them, and the range of what was scored."""

    scores: tuple[int, int, int]
    sums: Mapping[str, int]
    days_since: tuple[int, int]
    purchase_days: tuple[int, int]
    money_minor: tuple[int, int]

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> Cell:
        """One fetched row; an empty sum is 0."""
        ranges = {
            name: (row[f"{name}_from"], row[f"{name}_to"]) for name in ("days_since", "purchase_days", "money_minor")
        }
        return cls(
            scores=(row["recency"], row["frequency"], row["monetary"]),
            sums={name: int(row.get(name) or 0) for name in SUMS},
            **ranges,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentRow:
    """One group of customers."""

    segment: Annotated[str, described("代码", "Code", unit="code")]
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
        MoneyInterval | None,
        described(
            "贡献利润",
            "Contribution profit",
            about_zh="净销售额−成本−费用；缺成本时未知，声明了毛利区间时按区间",
            about_en="Net sales − cost − fees; unknown where a cost is missing, a range with a declared margin",
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


def segment_rows(cells: Sequence[Cell], params: MarginParams, high_from: int, currency: str) -> tuple[SegmentRow, ...]:
    """All eight groups, empty ones too, the best first."""
    groups: dict[str, list[Cell]] = {group.code: [] for group in SEGMENTS}
    for cell in cells:
        groups[segment_of(*cell.scores, high_from=high_from).code].append(cell)
    rows = (_segment_row(group, totals(groups[group.code]), params, currency) for group in SEGMENTS)
    everybody = totals(cells)
    return tuple(
        replace(
            row,
            rule=_rule(group, high_from),
            share_of_customers=share_of(row.customers, everybody["customers"]),
            share_of_sales=share_of(row.net_sales.minor, everybody["net_sales"]),
        )
        for group, row in zip(SEGMENTS, rows, strict=True)
    )


def score_rows(cells: Sequence[Cell], bins: int, currency: str) -> tuple[ScoreRow, ...]:
    """What each score stands for, the highest first."""
    return tuple(_score_row(score, cells, currency) for score in range(bins, 0, -1))


def totals(cells: Iterable[Cell]) -> dict[str, int]:
    """The sums over several cells."""
    found = list(cells)
    return {name: sum(cell.sums[name] for cell in found) for name in SUMS}


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
        counts[cell.scores[:2]] += cell.sums["customers"]
    return Matrix(
        title=Words(zh="顾客数：最近购买 × 购买频次", en="Customers: recency × frequency"),
        unit="customers",
        row_title=Words(zh="最近购买 R", en="Recency R"),
        column_title=Words(zh="购买频次 F", en="Frequency F"),
        rows=tuple(f"R{r}" for r in range(bins, 0, -1)),
        columns=tuple(f"F{f}" for f in range(1, bins + 1)),
        values=tuple(tuple(float(counts[r, f]) for f in range(1, bins + 1)) for r in range(bins, 0, -1)),
    )


def _segment_row(group: Segment, sums: Mapping[str, int], params: MarginParams, currency: str) -> SegmentRow:
    customers = sums["customers"]
    return SegmentRow(
        segment=group.code,
        name=group.name,
        rule=sentence("rule"),
        customers=customers,
        share_of_customers=None,
        net_sales=Money(sums["net_sales"], currency),
        share_of_sales=None,
        net_sales_per_customer=Money(round(sums["net_sales"] / customers), currency) if customers else None,
        contribution_profit=contribution(sums, params.margin, currency),
        days_since_purchase=sums["days_since"] / customers if customers else None,
        purchase_days=sums["purchase_days"] / customers if customers else None,
        advice=group.advice,
    )


def _rule(group: Segment, high_from: int) -> Sentence:
    bounds = {
        letter: f"{letter} ≥ {high_from}" if high else f"{letter} < {high_from}"
        for letter, high in (("R", group.recent), ("F", group.frequent), ("M", group.valuable))
    }
    return sentence("rule", recency=bounds["R"], frequency=bounds["F"], money=bounds["M"])


def _score_row(score: int, cells: Sequence[Cell], currency: str) -> ScoreRow:
    recency, frequency, monetary = ([cell for cell in cells if cell.scores[at] == score] for at in range(3))
    days_from, days_to = _range([cell.days_since for cell in recency])
    bought_from, bought_to = _range([cell.purchase_days for cell in frequency])
    money_from, money_to = _range([cell.money_minor for cell in monetary])
    return ScoreRow(
        score=score,
        days_since_from=days_from,
        days_since_to=days_to,
        purchase_days_from=bought_from,
        purchase_days_to=bought_to,
        money_from=None if money_from is None else Money(money_from, currency),
        money_to=None if money_to is None else Money(money_to, currency),
    )


def _range(ranges: Sequence[tuple[int, int]]) -> tuple[int | None, int | None]:
    """The range that covers several ranges."""
    return min((low for low, _ in ranges), default=None), max((high for _, high in ranges), default=None)
