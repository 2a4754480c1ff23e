"""How are forecasts of cells folded into the rows that a person reads?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from zhanggui.analyses.counted_sales import share_of
from zhanggui.analyses.customers.value.festival_days import FestivalDays
from zhanggui.analyses.customers.value.judging import TENTHS, Judged, tenths
from zhanggui.analyses.customers.value.purchase_days import KEY, Cells
from zhanggui.analyses.customers.value.result import CohortValue, DearCustomer, FestivalPace, TenthValue
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.quantity import Interval, Rate, RateInterval
from zhanggui.core.words import Words
from zhanggui.metrics.dimensions import FESTIVAL, FESTIVAL_PHASE
from zhanggui.stats.lifetimes.ahead import Outlook
from zhanggui.stats.lifetimes.blend import Blend, Groups, Totals, count_bounds, totals
from zhanggui.stats.season import Floats

NOBODY_YET = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How numbers become what is shown: in which currency, and how sure.

    `low` and `high` are the declared margin's ends against its estimate, `missed` and `missed_returning` the relative
    errors that the models showed in their test: of purchases, and of customers who came again.
    """

    currency: str
    level: float
    low: float
    high: float
    missed: float
    missed_returning: float

    def money(self, estimate: float, low: float, high: float) -> MoneyInterval:
        """Bounds widened by what is not known of the margin."""
        ends = sorted((low * self.low, low * self.high, high * self.low, high * self.high))
        bounds = (round(ends[0]), round(estimate), round(ends[-1]))
        told = [Money(min(bounds[0], bounds[1]), self.currency), Money(bounds[1], self.currency)]
        return MoneyInterval(
            low=told[0], estimate=told[1], high=Money(max(bounds[2], bounds[1]), self.currency), level=self.level
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouped:
    """What is said of groups of customers, one entry a group."""

    totals: Totals
    churn: tuple[RateInterval | None, ...]
    purchases: tuple[Interval, ...]
    value: tuple[MoneyInterval | None, ...]

    @classmethod
    def of(
        cls, cells: Cells, judged: Judged, blend: Blend, groups: Groups, count: int, *, outlook: Outlook, scale: Scale
    ) -> Grouped:
        """Totals of each group with their bounds."""
        found = totals(blend, judged.valued, cells.seen, cells.ahead(outlook), groups=groups, count=count)
        low, high = found.purchases_within(scale.level, scale.missed)
        worth_low, worth_high = found.worth_within(scale.level, scale.missed)
        return cls(
            totals=found,
            churn=tuple(
                _churn(*each, scale.level)
                for each in zip(
                    *found.returning_within(scale.level, scale.missed_returning),
                    found.returning,
                    found.customers,
                    strict=True,
                )
            ),
            purchases=tuple(
                Interval(low=float(a), estimate=float(b), high=float(c), level=scale.level)
                for a, b, c in zip(low, found.purchases, high, strict=True)
            ),
            value=tuple(
                scale.money(b, a, c) if judged.worth else None
                for a, b, c in zip(worth_low, found.worth, worth_high, strict=True)
            ),
        )

    def still_there(self, at: int) -> Rate | None:
        """Of the customers of a group."""
        return share_of(float(self.totals.alive[at]), float(self.totals.customers[at]))

    def per_customer(self, at: int) -> Money | None:
        """The value of a group by the number of its customers."""
        value, people = self.value[at], float(self.totals.customers[at])
        if value is None or not people:
            return None
        return Money(round(value.estimate.minor / people), value.estimate.currency)


def _churn(low: float, high: float, returning: float, customers: float, level: float) -> RateInterval | None:
    """Of a group, who will not be seen again: what is missing to everybody."""
    if not customers:
        return None
    worst, usual, best = (Rate(float(1 - each / customers)) for each in (low, returning, high))
    return RateInterval(low=best, estimate=usual, high=worst, level=level)


def cohort_months(cells: Cells, last_day: date) -> tuple[Groups, tuple[str, ...]]:
    """The month of first purchase of each cell, as a number, and the months' names."""
    first = [last_day - timedelta(days=int(age)) for age in cells.age]
    names = sorted({day.strftime("%Y-%m") for day in first})
    number = {name: at for at, name in enumerate(names)}
    return np.array([number[day.strftime("%Y-%m")] for day in first], dtype=int), tuple(names)


def cohort_rows(grouped: Grouped, names: tuple[str, ...]) -> tuple[CohortValue, ...]:
    """One row a month of first purchase, the latest first."""
    rows = (
        CohortValue(
            cohort=name,
            customers=round(float(grouped.totals.customers[at])),
            still_there=grouped.still_there(at),
            churn=grouped.churn[at],
            purchases=grouped.purchases[at],
            value=grouped.value[at],
            value_per_customer=grouped.per_customer(at),
        )
        for at, name in enumerate(names)
    )
    return tuple(rows)[::-1]


def tenth_rows(grouped: Grouped, *, is_valued: bool) -> tuple[TenthValue, ...]:
    """One row a tenth of the customers, the most valuable first."""
    worth = grouped.totals.worth if is_valued else grouped.totals.purchases
    return tuple(
        TenthValue(
            tenth=f"d{at + 1:02d}",
            name=Words(zh=f"第 {at + 1} 个十分位", en=f"Tenth {at + 1}"),
            customers=round(float(grouped.totals.customers[at])),
            still_there=grouped.still_there(at),
            churn=grouped.churn[at],
            purchases=grouped.purchases[at],
            value=grouped.value[at],
            share_of_value=share_of(float(worth[at]), float(worth.sum())),
        )
        for at in range(TENTHS)
    )


def festival_rows(festivals: FestivalDays) -> tuple[FestivalPace, ...]:
    """One row a phase of a festival in which somebody might have bought, the busiest first."""
    rows = (
        FestivalPace(
            festival=FESTIVAL.choices[phase[0]],
            phase=FESTIVAL_PHASE.choices[phase[1]],
            seen=round(seen),
            ordinary=ordinary,
            pace=festivals.pace[phase],
        )
        for phase, (seen, ordinary) in festivals.learnt.items()
        if ordinary
    )
    return tuple(sorted(rows, key=lambda row: -row.pace))


def tenth_keys(cells: Cells, judged: Judged, tenth: int) -> list[tuple[int, ...]]:
    """The cells of one tenth, by their keys."""
    return keys_of(cells, np.flatnonzero(tenths(cells, judged.value) == tenth))


def keys_of(cells: Cells, which: Groups) -> list[tuple[int, ...]]:
    """What tells some cells apart in the engine."""
    columns = [getattr(cells, name)[which].astype(int).tolist() for name in KEY]
    return sorted(set(zip(*columns, strict=True)))


def dearest_cells(cells: Cells, value: Floats, people: int) -> Groups:
    """The cells that hold the most valuable customers, so many at least."""
    order = np.argsort(-value, kind="stable")
    needed = int(np.searchsorted(np.cumsum(cells.customers[order]), people)) + 1
    return np.asarray(order[:needed])


def dearest_rows(
    found: list[Mapping[str, Any]], cells: Cells, judged: Judged, blend: Blend, *, outlook: Outlook, scale: Scale
) -> tuple[DearCustomer, ...]:
    """The customers that the engine named, each with what their cell says."""
    alone = replace(cells, customers=np.ones(len(cells)), repeat_worth=cells.mean * cells.repeats)
    grouped = Grouped.of(alone, judged, blend, np.arange(len(cells)), len(cells), outlook=outlook, scale=scale)
    low, high = count_bounds(blend, alone.histories, alone.ahead(outlook).days, scale.level)
    place = {key: at for at, key in enumerate(zip(*(getattr(cells, name).astype(int) for name in KEY), strict=True))}
    rows = []
    for row in found:
        at = place[tuple(int(row[name]) for name in KEY)]
        estimate = grouped.purchases[at].estimate
        rows.append(
            DearCustomer(
                customer=row["customer"],
                purchase_days=int(row["repeats"]) + 1,
                last_day=row["first_day"] + timedelta(days=int(row["latest"])),
                still_there=Rate(float(judged.alive[at])),
                purchases=Interval(low=float(low[at]), estimate=estimate, high=float(high[at]), level=scale.level),
                value=grouped.value[at],
            )
        )
    return tuple(sorted(rows, key=lambda row: (-_rank(row), row.customer)))


def _rank(row: DearCustomer) -> float:
    return row.value.estimate.minor if row.value else row.purchases.estimate
