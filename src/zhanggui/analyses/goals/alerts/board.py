"""Which numbers are watched, and what was each on every day?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from zhanggui.core.errors import TablesMissing
from zhanggui.core.period import Period
from zhanggui.core.words import Words
from zhanggui.metrics.dimension import UNKNOWN
from zhanggui.metrics.measure import measure
from zhanggui.metrics.question import DimensionNotLoaded, ImpossiblePair, Question
from zhanggui.metrics.registry import dimension

if TYPE_CHECKING:
    from zhanggui.metrics.answer import Answer
    from zhanggui.stats.daily_filter import Floats
    from zhanggui.warehouse.protocol import Warehouse

# Numbers that are complete as soon as the day is: net sales, refunds and profit of a day still change for weeks.
SALES = ("paid_sales", "paid_orders", "aov")
WATCHED = (SALES, ("visitors", "conversion"), ("platform_daily_visitors", "platform_conversion"))
SPLITS = ("channel", "category")
SHOP = Words(zh="全店", en="the whole shop")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One number of one part of the shop: the part's dimension and value are empty for the whole shop."""

    metric: str
    dimension: str
    value: str
    part: Words

    @property
    def key(self) -> str:
        """What names the cell in records."""
        return f"{self.metric} {self.dimension}={self.value}" if self.dimension else self.metric


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The cells with their values day by day (days × cells); NaN where a number was not known."""

    first: date
    cells: tuple[Cell, ...]
    values: Floats

    @property
    def days(self) -> tuple[date, ...]:
        """The days of the rows."""
        return tuple(self.first + timedelta(days=at) for at in range(len(self.values)))


def read_board(warehouse: Warehouse, period: Period, parts: int) -> Board:
    """The watched numbers of the whole shop, its channels and its largest categories, as far as they are loaded."""
    series: dict[Cell, Floats] = {}
    for metrics in WATCHED:
        for split in ("", *SPLITS):
            series |= dict(_cells(warehouse, metrics, split, period, parts))
    values = np.stack(list(series.values()), axis=1) if series else np.empty((period.days, 0))
    return Board(first=period.start, cells=tuple(series), values=values)


def _cells(
    warehouse: Warehouse, metrics: Sequence[str], split: str, period: Period, parts: int
) -> Iterator[tuple[Cell, Floats]]:
    answer = _measured(warehouse, metrics, split, period, parts)
    if answer is None:
        return
    found: dict[tuple[str, str], Floats] = {}
    for row in answer.rows:
        if not row.is_rest:
            column = found.setdefault((row.metric, row.dimensions.get(split, "")), np.full(period.days, np.nan))
            column[(row.period.start - period.start).days] = np.nan if row.value is None else row.value
    if split and len({value for _, value in found}) == 1:
        return  # one channel is the whole shop, which is there already
    for (metric, value), column in found.items():
        if value == UNKNOWN:
            continue  # nobody can act on what is not known
        cell = Cell(metric=metric, dimension=split, value=value, part=_part(answer, split, value))
        yield cell, _since_it_exists(column)


def _since_it_exists(values: Floats) -> Floats:
    """Days before the first sale or visit are unknown, not zero: the channel was not open yet."""
    sold = np.flatnonzero(np.nan_to_num(values) > 0)
    values[: sold[0] if len(sold) else len(values)] = np.nan
    return values


def _measured(warehouse: Warehouse, metrics: Sequence[str], split: str, period: Period, parts: int) -> Answer | None:
    by = (split,) if split else ()
    try:
        return measure(
            warehouse, Question(metrics=tuple(metrics), by=by, grain="day", period=period, limit=parts if by else None)
        )
    except (TablesMissing, DimensionNotLoaded, ImpossiblePair):
        return None


def _part(answer: Answer, split: str, value: str) -> Words:
    if not split:
        return SHOP
    title, name = dimension(split).title, answer.words(split, value)
    return Words(zh=f"{title.zh} {name.zh}", en=f"{title.en} {name.en}")


def sales_of(cells: Sequence[Cell]) -> Mapping[Cell, int]:
    """Where the sales of each cell's own part stand: by them a departure is turned into money."""
    sales = {(cell.dimension, cell.value): at for at, cell in enumerate(cells) if cell.metric == SALES[0]}
    return {cell: sales[cell.dimension, cell.value] for cell in cells if (cell.dimension, cell.value) in sales}
