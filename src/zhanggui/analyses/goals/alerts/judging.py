"""Which days of which cells were rare enough to be told, and what were they expected to be?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from zhanggui.analyses.goals.alerts.board import Board, Cell, sales_of
from zhanggui.analyses.goals.alerts.kinds_of_day import kinds_of_day
from zhanggui.core.quantity import Interval
from zhanggui.metrics.registry import metric
from zhanggui.stats.daily_filter import BURN_IN, Expected, Watched, watch
from zhanggui.stats.surprise import Rarity, rarity, threshold

if TYPE_CHECKING:
    from zhanggui.stats.daily_filter import Floats
    from zhanggui.warehouse.protocol import Warehouse

LEAST_DAYS = 84  # four weeks to settle in, eight to learn how surprising days are
WEEK = 7
OFFSET = 0.02  # of a usual day: keeps the logarithm of a day without sales finite
LEAST_COUNT = 0.5
LEVEL = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """One cell on one day that was not as expected, in the metric's own unit and in money of sales."""

    cell: Cell
    day: date
    actual: float
    expected: Interval
    p_value: float
    sales_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """The cells of a board that can be judged, followed day by day; `offset` belongs to their logarithms."""

    board: Board
    followed: Watched
    offset: Floats
    unjudged: int

    def departures(self, first: date, last: date, allowed: float) -> tuple[Departure, ...]:
        """What departed from first to last day, worst in money first; the days before tell what is rare."""
        days = self.board.days
        start, end = (first - days[0]).days, (last - days[0]).days + 1
        if not self.board.cells or start < LEAST_DAYS:
            return ()
        expected = self.followed.chosen(start)
        rare = rarity(expected.surprise[BURN_IN:start])
        p_values = rare.p_values(expected.surprise[start:end])
        below = threshold(WEEK * len(self.board.cells), allowed)
        found = [
            self._departure(start + int(row), int(column), expected, rare, float(p_values[row, column]))
            for row, column in np.argwhere(p_values <= below)
        ]
        return tuple(sorted(found, key=lambda each: (-abs(each.sales_minor), each.day, each.cell.key)))

    def _departure(self, row: int, column: int, expected: Expected, rare: Rarity, p_value: float) -> Departure:
        cell = self.board.cells[column]
        actual = float(self.board.values[row, column])
        usual = self.usual(row, column, expected, rare)
        return Departure(
            cell=cell,
            day=self.board.days[row],
            actual=actual,
            expected=usual,
            p_value=p_value,
            sales_minor=self._in_sales(row, column, actual, usual.estimate, expected),
        )

    def usual(self, row: int, column: int, expected: Expected, rare: Rarity) -> Interval:
        """What a day was expected to be, with the range that holds 95 of 100 quiet days."""
        mean, deviation = float(expected.mean[row, column]), float(expected.deviation[row, column])
        reach = rare.reach(LEVEL, column)
        low, middle, high = (
            max(0.0, float(np.exp(mean + by * deviation) - self.offset[column])) for by in (-reach[0], 0.0, reach[1])
        )
        return Interval(low=low, estimate=middle, high=high, level=LEVEL)

    def _in_sales(self, row: int, column: int, actual: float, usual: float, expected: Expected) -> int:
        """The departure in money: of sales itself, else the same share of what its part was expected to sell."""
        cell = self.board.cells[column]
        of = sales_of(self.board.cells).get(cell)
        if metric(cell.metric).unit == "money" and of == column:
            return round(actual - usual)
        if of is None or usual <= 0:
            return 0
        sales = max(0.0, float(np.exp(expected.mean[row, of]) - self.offset[of]))
        return round((actual / usual - 1) * sales)


def follow(warehouse: Warehouse, board: Board) -> Watch:
    """Follow every cell with enough history through its days, on the scale of logarithms."""
    known = np.isfinite(board.values).sum(axis=0) if len(board.cells) else np.zeros(0)
    usual = np.array([_usual(column) for column in board.values.T]) if len(board.cells) else np.zeros(0)
    judged = np.flatnonzero((known >= LEAST_DAYS) & (usual > 0))
    kept = replace(board, cells=tuple(board.cells[at] for at in judged), values=board.values[:, judged])
    offset = np.array([_offset(cell, value) for cell, value in zip(kept.cells, usual[judged], strict=True)])
    if not kept.cells:
        return Watch(board=kept, followed=Watched(runs=()), offset=offset, unjudged=len(board.cells))
    found = kinds_of_day(warehouse, kept.days, kept.cells)
    followed = watch(np.log(np.maximum(kept.values, 0.0) + offset), found.kinds, found.prior)
    return Watch(board=kept, followed=followed, offset=offset, unjudged=len(board.cells) - len(kept.cells))


def _usual(values: Floats) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else 0.0


def _offset(cell: Cell, usual: float) -> float:
    is_count = metric(cell.metric).unit in {"orders", "visitors", "buyers", "units"}
    return max(LEAST_COUNT, OFFSET * usual) if is_count else OFFSET * usual
