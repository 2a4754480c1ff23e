"""What would each driver alone have to become for the goal to be met?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, cast

from zhanggui.analyses.goals.why.compared_periods import Compared, Explained, WhyParams
from zhanggui.analyses.goals.why.driver_tree import NAMES, DriverRow, DriverValue, driver_tree, formula
from zhanggui.core.described import described
from zhanggui.core.money import Money
from zhanggui.core.period import Period
from zhanggui.core.quantity import Rate
from zhanggui.core.words import Words

if TYPE_CHECKING:
    from zhanggui.analyses.goals.progress.goal_params import GoalParams
    from zhanggui.books.goals import GoalTerms
    from zhanggui.warehouse.protocol import Warehouse

EXPLAINED = ("net_sales", "contribution_profit")
LATEST_DAYS = 28
CODES = {words: code for code, words in NAMES.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class NeededRow:
    """One driver: what it is now, and what it alone would have to become."""

    driver: Annotated[Words, described("驱动因素", "Driver")]
    now: Annotated[DriverValue, described("现在", "Now", about_zh="最近 28 天", about_en="Of the latest 28 days")]
    needed: Annotated[
        DriverValue,
        described(
            "单靠它要达到",
            "Needed of it alone",
            about_zh="其余不变时，剩下的天里它要达到的水平；未知表示单靠它做不到",
            about_en="What it would have to be on the days left, everything else standing still; unknown: it alone cannot do it",
        ),
    ]
    change: Annotated[Rate | None, described("变化", "Change", unit="change")]


def needed_drivers(warehouse: Warehouse, terms: GoalTerms, params: GoalParams, growth: float) -> tuple[NeededRow, ...]:
    """Each driver's level at which the number grows by that factor while the others stand still.

    The tree is linear in each single driver: x' = x + (g V − V) / (V(x + 1) − V(x)). Empty where the goal's metric has
    no tree, or is about a part of the shop that the tree cannot be cut to.
    """
    where = dict(terms.where)
    if terms.metric not in EXPLAINED or set(where) - {"channel"} or len(where) != len(terms.where):
        return ()
    rows = [row for row in _tree(warehouse, terms, params, where.get("channel")) if row.driver in CODES]
    names = [CODES[row.driver] for row in rows if CODES[row.driver] != "rest"]
    values = [_number(row.now) for row in rows if CODES[row.driver] != "rest"]
    if formula(names)(values) <= 0:
        return ()
    return tuple(_needed(row, at, names, values, growth) for at, row in enumerate(rows) if CODES[row.driver] in names)


def _tree(warehouse: Warehouse, terms: GoalTerms, params: GoalParams, channel: str | None) -> tuple[DriverRow, ...]:
    now = Period.last_days(warehouse.as_of, LATEST_DAYS)
    asked = WhyParams(
        metric=cast("Explained", terms.metric),
        start=now.start,
        end=now.end,
        channel=channel,
        margin_low=params.margin_low,
        margin_estimate=params.margin_estimate,
        margin_high=params.margin_high,
    )
    before = Period(now.start - timedelta(days=LATEST_DAYS), now.start)
    return driver_tree(warehouse, asked, Compared(now=now, before=before, span_days=LATEST_DAYS, spans=1)).rows


def _needed(row: DriverRow, at: int, names: Sequence[str], values: Sequence[float], growth: float) -> NeededRow:
    value = formula(names)
    now = value(values)
    slope = value([*values[:at], values[at] + 1, *values[at + 1 :]]) - now
    if slope == 0:
        return NeededRow(driver=row.driver, now=row.now, needed=None, change=None)
    needed = values[at] + (growth - 1) * now / slope
    told = _like(row.now, needed)
    change = Rate(needed / values[at] - 1) if values[at] > 0 and told is not None else None
    return NeededRow(driver=row.driver, now=row.now, needed=told, change=change)


def _number(value: DriverValue) -> float:
    match value:
        case Money(minor=minor):
            return float(minor)
        case Rate(rate=rate):
            return rate
        case None:
            return 0.0
        case _:
            return float(value)


def _like(model: DriverValue, value: float) -> DriverValue:
    """The number as its driver is told; below nothing, or a share above all, cannot be had."""
    match model:
        case _ if value < 0 or (isinstance(model, Rate) and value > 1):
            return None
        case Money(currency=currency):
            return Money(round(value), currency)
        case Rate():
            return Rate(value)
        case int():
            return round(value)
        case _:
            return value
