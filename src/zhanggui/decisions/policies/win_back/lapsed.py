"""Who has stayed away for longer than their own rhythm explains?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from zhanggui.decisions.policies.win_back.params import WinBackParams
from zhanggui.metrics.kinds import is_of_an_order
from zhanggui.warehouse.protocol import Warehouse

if TYPE_CHECKING:
    import ibis.expr.types as ir

DAYS_FOR_A_RHYTHM = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapsed:
    """One customer who is overdue.

    `rhythm_days` is their median gap between purchase days, or that of their main category where they have only one
    gap; `net_minor` what they bought in all, `later_minor` and `came_back` what followed within the horizon (for the
    back-test; nothing yet for those who are lapsed today).
    """

    customer: str
    purchase_days: int
    days_away: int
    rhythm_days: float
    is_pooled: bool
    net_minor: int
    later_minor: int
    came_back: bool

    @property
    def overdue(self) -> float:
        """How many of their gaps they have been away."""
        return self.days_away / self.rhythm_days

    @property
    def order_minor(self) -> float:
        """Net sales of one purchase day."""
        return self.net_minor / self.purchase_days


def lapsed(warehouse: Warehouse, params: WinBackParams, day: date) -> tuple[Lapsed, ...]:
    """Customers who on that day had been away for more than `patience` times their rhythm.

    away > patience × median gap, with `least_days_away` ≤ away ≤ `most_days_away`. A gap lies between two days with a
    paid order. With three purchase days the median is the customer's own; with two, the one gap says little, so the
    median of all gaps of buyers of the same main category stands in; with one there is no rhythm and nobody is called
    lapsed.
    """
    lines = _sales(warehouse)
    until = lines.filter(lines.ordered_day <= day)
    days = _purchase_days(until)
    gaps = _gaps(days)
    pooled = _pooled(warehouse, gaps, _main_categories(until))
    rows = warehouse.fetch(_candidates(lines, days, gaps, params, day)).to_pylist()
    return tuple(_judged(rows, pooled, params))


def _sales(warehouse: Warehouse) -> ir.Table:
    lines = warehouse.table("sale_lines")
    return lines.filter(lines.is_paid, ~lines.is_excluded, lines.customer.notnull())


def _purchase_days(lines: ir.Table) -> ir.Table:
    """One row per customer and day with a paid order."""
    orders = lines.filter(is_of_an_order(lines))
    return orders.select("customer", "ordered_day").distinct()


def _gaps(days: ir.Table) -> ir.Table:
    import ibis

    earlier = days.ordered_day.lag().over(group_by="customer", order_by=days.ordered_day)
    numbered = days.mutate(
        earlier=earlier,
        number=ibis.row_number().over(group_by=days.customer, order_by=days.ordered_day),
    )
    later = numbered.filter(numbered.number > 0)
    return later.select("customer", "ordered_day", gap=later.ordered_day.delta(later.earlier, unit="day"))


def _own_rhythm(gaps: ir.Table) -> ir.Table:
    """The exact median gap of each customer: engines' quantile functions differ."""
    import ibis

    rank = ibis.row_number().over(group_by=gaps.customer, order_by=[gaps.gap, gaps.ordered_day]) + 1
    ranked = gaps.mutate(rank=rank, gaps=gaps.count().over(group_by=gaps.customer))
    middle = ranked.filter(2 * ranked["rank"] >= ranked.gaps, 2 * ranked["rank"] <= ranked.gaps + 2)
    return middle.group_by("customer").aggregate(rhythm=middle.gap.cast("float64").mean(), gaps=middle.gaps.max())


def _main_categories(lines: ir.Table) -> ir.Table:
    import ibis

    spent = lines.group_by("customer", category=lines.category.fill_null("")).aggregate(net=lines.net_sales_minor.sum())
    first = ibis.row_number().over(group_by=spent.customer, order_by=[spent.net.desc(), spent.category])
    ranked = spent.mutate(number=first)
    return ranked.filter(ranked.number == 0).select("customer", "category")


def _pooled(warehouse: Warehouse, gaps: ir.Table, categories: ir.Table) -> _Pooled:
    joined = gaps.join(categories, "customer")
    counted = joined.group_by("category", "gap").aggregate(times=joined.count())
    by_category: dict[str, Counter[int]] = defaultdict(Counter)
    for row in warehouse.fetch(counted).to_pylist():
        by_category[row["category"]][row["gap"]] += row["times"]
    every: Counter[int] = sum(by_category.values(), Counter())
    return _Pooled(
        by_category={category: _median(gaps) for category, gaps in by_category.items()},
        overall=_median(every) if every else None,
        category_of={
            row["customer"]: row["category"] for row in warehouse.fetch(_two_days(gaps, categories)).to_pylist()
        },
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pooled:
    by_category: Mapping[str, float]
    overall: float | None
    category_of: Mapping[str, str]

    def rhythm(self, customer: str) -> float | None:
        return self.by_category.get(self.category_of.get(customer, ""), self.overall)


def _two_days(gaps: ir.Table, categories: ir.Table) -> ir.Table:
    counted = gaps.group_by("customer").aggregate(gaps=gaps.count())
    return counted.filter(counted.gaps == 1).join(categories, "customer").select("customer", "category")


def _median(counted: Counter[int]) -> float:
    """The middle of counted values.

    >>> _median(Counter({10: 1, 30: 2})), _median(Counter({10: 1, 20: 1}))
    (30.0, 15.0)
    """
    total = sum(counted.values())
    seen = 0
    middle = []
    for value, times in sorted(counted.items()):
        middle += [value] * ((seen < (total + 1) // 2 <= seen + times) + (seen < total // 2 + 1 <= seen + times))
        seen += times
    return sum(middle) / 2


def _candidates(lines: ir.Table, days: ir.Table, gaps: ir.Table, params: WinBackParams, day: date) -> ir.Table:
    end = day + timedelta(days=params.horizon_days)
    known = days.group_by("customer").aggregate(purchase_days=days.count(), last_day=days.ordered_day.max())
    known = known.filter(
        known.purchase_days >= 2,  # noqa: PLR2004 - a gap needs two days
        known.last_day <= day - timedelta(days=params.least_days_away),
        known.last_day >= day - timedelta(days=params.most_days_away),
    )
    bought = lines.filter(lines.ordered_day <= end)
    is_later = bought.ordered_day > day
    money = bought.group_by("customer").aggregate(
        net_minor=bought.net_sales_minor.sum(where=~is_later).fill_null(0),
        later_minor=bought.net_sales_minor.sum(where=is_later).fill_null(0),
        later_orders=is_of_an_order(bought).ifelse(1, 0).sum(where=is_later).fill_null(0),
    )
    joined = known.left_join(_own_rhythm(gaps), "customer").join(money, "customer")
    return joined.select(
        "customer", "purchase_days", "last_day", "rhythm", "net_minor", "later_minor", "later_orders"
    ).mutate(day=day)


def _judged(rows: list[dict[str, Any]], pooled: _Pooled, params: WinBackParams) -> Iterator[Lapsed]:
    for row in rows:
        is_pooled = row["purchase_days"] < DAYS_FOR_A_RHYTHM
        rhythm = pooled.rhythm(row["customer"]) if is_pooled else row["rhythm"]
        days_away = (row["day"] - row["last_day"]).days
        if rhythm is None or days_away <= params.patience * rhythm:
            continue
        yield Lapsed(
            customer=row["customer"],
            purchase_days=row["purchase_days"],
            days_away=days_away,
            rhythm_days=rhythm,
            is_pooled=is_pooled,
            net_minor=row["net_minor"],
            later_minor=row["later_minor"],
            came_back=row["later_orders"] > 0,
        )
