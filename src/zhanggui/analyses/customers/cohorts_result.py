"""What do cohorts look like: who came back, when, and what they were worth?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate
from typing import Annotated

from zhanggui.analyses.counted_sales import share_of
from zhanggui.analyses.customers.cohort_periods import CohortGrain, label
from zhanggui.core.capability import Result
from zhanggui.core.charts import Line, Matrix, Series
from zhanggui.core.described import described
from zhanggui.core.money import Money
from zhanggui.core.quantity import Rate, RateInterval
from zhanggui.core.words import Words
from zhanggui.stats.proportions import wilson

COHORT = {
    "month": Words(zh="首购月", en="Month of first purchase"),
    "week": Words(zh="首购周", en="Week of first purchase"),
}
SINCE = {"month": Words(zh="首购后第几个月", en="Months since"), "week": Words(zh="首购后第几周", en="Weeks since")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """Customers with the same first period; buyers and sales for every period that is over, the first one first."""

    number: int
    is_complete: bool
    customers: int
    returned: int
    buyers: tuple[int, ...]
    sales_minor: tuple[int, ...]
    sales_to_date_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortRow:
    """One cohort and what became of it."""

    cohort: Annotated[
        str,
        described(
            "群组",
            "Cohort",
            about_zh="首购的月份，或首购那一周的周一",
            about_en="Month, or Monday of the week, of the first purchase",
        ),
    ]
    is_complete: Annotated[bool, described("周期已结束", "Period is over")]
    customers: Annotated[int, described("新客数", "New customers", unit="customers")]
    next_retention: Annotated[
        Rate | None,
        described(
            "下一期回购率",
            "Bought in the next period",
            about_zh="下一期未结束时未知",
            about_en="Unknown while it is not over",
            unit="rate",
        ),
    ]
    returned: Annotated[
        int,
        described(
            "至今回购过",
            "Came back so far",
            about_zh="在首购之后的周期里又买过的人数",
            about_en="Customers who bought in any later period",
            unit="customers",
        ),
    ]
    returned_share: Annotated[Rate | None, described("至今回购率", "Came back so far, share", unit="rate")]
    net_sales: Annotated[Money, described("至今净销售额", "Net sales so far", unit="money")]
    net_sales_per_customer: Annotated[
        Money | None, described("至今人均净销售额", "Net sales per customer so far", unit="money")
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortCell:
    """One cohort in one later period."""

    cohort: Annotated[str, described("群组", "Cohort")]
    since: Annotated[int, described("首购后第几期", "Periods since")]
    buyers: Annotated[
        int | None,
        described(
            "购买人数",
            "Buyers",
            about_zh="周期未结束时未知",
            about_en="Unknown while the period is not over",
            unit="customers",
        ),
    ]
    retention: Annotated[Rate | None, described("留存率", "Retention", unit="rate")]
    net_sales: Annotated[Money | None, described("净销售额", "Net sales", unit="money")]


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortsResult(Result):
    """New customers by period of first purchase, followed over time."""

    first_day: Annotated[date | None, described("数据起始日", "Data from")]
    last_day: Annotated[date, described("观察到", "Followed up to")]
    customers: Annotated[int, described("新客数", "New customers", unit="customers")]
    retention: Annotated[Matrix, described("留存矩阵", "Retention")]
    curve: Annotated[Series, described("平均留存", "Mean retention")]
    worth: Annotated[Matrix, described("人均累计净销售额", "Cumulative net sales per customer")]
    cohorts: Annotated[tuple[CohortRow, ...], described("群组", "Cohorts")]
    cells: Annotated[tuple[CohortCell, ...], described("明细", "Cells")]


def pooled_retention(cohorts: Sequence[Cohort], periods: int) -> tuple[RateInterval, ...]:
    """Retention in period 1, 2, … after the first, over all cohorts for which that period is over.

    Σ buyers(c, k) / Σ customers(c) with Wilson bounds; it ends where no cohort is old enough.
    """
    pooled = []
    for since in range(1, periods + 1):
        old_enough = [cohort for cohort in cohorts if len(cohort.buyers) > since]
        back = sum(cohort.buyers[since] for cohort in old_enough)
        rate = wilson(back, sum(cohort.customers for cohort in old_enough))
        if rate is not None:
            pooled.append(rate)
    return tuple(pooled)


def cohort_rows(cohorts: Sequence[Cohort], grain: CohortGrain, currency: str) -> tuple[CohortRow, ...]:
    """The cohorts, the oldest first."""
    return tuple(_cohort_row(cohort, grain, currency) for cohort in cohorts)


def cell_rows(cohorts: Sequence[Cohort], grain: CohortGrain, periods: int, currency: str) -> tuple[CohortCell, ...]:
    """Every cohort in every period since, unknown ones too as long as another cohort knows that period."""
    columns = range(_columns(cohorts, periods))
    return tuple(_cell(cohort, since, grain, currency) for cohort in cohorts for since in columns)


def retention_matrix(cohorts: Sequence[Cohort], grain: CohortGrain, periods: int) -> Matrix:
    """Share of each cohort that bought in each period."""
    shares = [[buyers / cohort.customers for buyers in cohort.buyers] for cohort in cohorts]
    chart = _by_age(cohorts, grain, periods, shares)
    return replace(chart, title=Words(zh="留存率", en="Retention"), unit="rate")


def worth_matrix(cohorts: Sequence[Cohort], grain: CohortGrain, periods: int, currency: str) -> Matrix:
    """What a customer of each cohort has brought up to each period."""
    worth = [
        [float(Money(round(sales / cohort.customers), currency).major) for sales in accumulate(cohort.sales_minor)]
        for cohort in cohorts
    ]
    title = Words(zh="人均累计净销售额", en="Cumulative net sales per customer")
    return replace(_by_age(cohorts, grain, periods, worth), title=title, unit="money")


def retention_curve(pooled: Sequence[RateInterval], grain: CohortGrain) -> Series:
    """Mean retention by age, with its bounds."""
    line = Line(
        name=Words(zh="平均留存率", en="Mean retention"),
        values=tuple(rate.estimate.rate for rate in pooled),
        low=tuple(rate.low.rate for rate in pooled),
        high=tuple(rate.high.rate for rate in pooled),
    )
    return Series(
        title=Words(zh="平均留存曲线", en="Mean retention by age"),
        x_title=SINCE[grain],
        unit="rate",
        x=tuple(str(since) for since in range(1, len(pooled) + 1)),
        lines=(line,),
    )


def _cohort_row(cohort: Cohort, grain: CohortGrain, currency: str) -> CohortRow:
    followed = len(cohort.buyers) > 1
    return CohortRow(
        cohort=label(cohort.number, grain),
        is_complete=cohort.is_complete,
        customers=cohort.customers,
        next_retention=share_of(cohort.buyers[1], cohort.customers) if followed else None,
        returned=cohort.returned,
        returned_share=share_of(cohort.returned, cohort.customers),
        net_sales=Money(cohort.sales_to_date_minor, currency),
        net_sales_per_customer=Money(round(cohort.sales_to_date_minor / cohort.customers), currency),
    )


def _cell(cohort: Cohort, since: int, grain: CohortGrain, currency: str) -> CohortCell:
    is_over = since < len(cohort.buyers)
    return CohortCell(
        cohort=label(cohort.number, grain),
        since=since,
        buyers=cohort.buyers[since] if is_over else None,
        retention=share_of(cohort.buyers[since], cohort.customers) if is_over else None,
        net_sales=Money(cohort.sales_minor[since], currency) if is_over else None,
    )


def _by_age(cohorts: Sequence[Cohort], grain: CohortGrain, periods: int, values: Sequence[Sequence[float]]) -> Matrix:
    columns = _columns(cohorts, periods)
    return Matrix(
        title=COHORT[grain],
        unit="",
        row_title=COHORT[grain],
        column_title=SINCE[grain],
        rows=tuple(label(cohort.number, grain) for cohort in cohorts),
        columns=tuple(str(since) for since in range(columns)),
        values=tuple(_padded(row, columns) for row in values),
    )


def _padded(values: Sequence[float], columns: int) -> tuple[float | None, ...]:
    return (*values[:columns], *[None] * (columns - len(values)))


def _columns(cohorts: Sequence[Cohort], periods: int) -> int:
    return min(periods + 1, max((len(cohort.buyers) for cohort in cohorts), default=0))
