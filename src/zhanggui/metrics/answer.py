"""What is the answer: one row a metric, period and group?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhanggui.core.currency import major
from zhanggui.core.period import Period
from zhanggui.core.sentence import Sentence
from zhanggui.core.words import Words
from zhanggui.metrics.called import named
from zhanggui.metrics.coverage import Missing
from zhanggui.metrics.metric import Unit
from zhanggui.metrics.question import Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One metric in one period and group.

    Money is integer minor units, counts are integers, ratios doubles; None is unknown and `reason` says why.
    `change` is relative to the previous period, `change_last_year` to the like days of last year.
    """

    metric: str
    unit: Unit
    period: Period
    dimensions: Mapping[str, str]
    value: int | float | None
    low: int | float | None = None
    high: int | float | None = None
    reason: str | None = None
    previous: int | float | None = None
    last_year: int | float | None = None
    is_rest: bool = False

    @property
    def is_assumed(self) -> bool:
        """Whether the value rests on a margin that the owner declared."""
        return self.low is not None

    @property
    def change(self) -> float | None:
        """Relative change against the previous period."""
        return change(self.value, self.previous)

    @property
    def change_last_year(self) -> float | None:
        """Relative change against last year's like days."""
        return change(self.value, self.last_year)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The rows in order of period, group and metric asked, with what must be said about them."""

    question: Question
    period: Period
    rows: tuple[Row, ...]
    currency: str
    snapshot: str
    as_of: date
    excluded_orders: int
    missing: tuple[Missing, ...]
    called: Mapping[str, Mapping[str, Words]]
    notes: tuple[Sentence, ...]

    def value(self, name: str, **dimensions: str) -> int | float | None:
        """The value of the first row of a metric with these dimensions."""
        return self.row(name, **dimensions).value

    def row(self, name: str, **dimensions: str) -> Row:
        """The first row of a metric with these dimensions."""
        wanted = dimensions.items()
        return next(row for row in self.rows if row.metric == name and wanted <= row.dimensions.items())

    def words(self, dimension: str, value: str) -> Words:
        """What a value of a dimension is called; a name that is its own word stays as it is."""
        return named(self.called.get(dimension, {}), value)

    def to_rows(self) -> list[dict[str, Any]]:
        """Plain rows for JSON: money as a decimal text in major units with its currency as unit."""
        return [self._plain(row) for row in self.rows]

    def _plain(self, row: Row) -> dict[str, Any]:
        plain: dict[str, Any] = {
            "metric": row.metric,
            "value": self._shown(row, row.value),
            "unit": self.currency if row.unit == "money" else row.unit,
            "period": f"{row.period.start}/{row.period.end}",
            **row.dimensions,
        }
        if row.is_assumed:
            plain |= {"low": self._shown(row, row.low), "high": self._shown(row, row.high), "assumed": True}
        if row.reason:
            plain["reason"] = row.reason
        if self.question.asks_previous:
            plain |= {"previous": self._shown(row, row.previous), "change": row.change}
        if self.question.asks_last_year:
            plain |= {"last_year": self._shown(row, row.last_year), "change_last_year": row.change_last_year}
        return plain

    def _shown(self, row: Row, value: float | None) -> str | int | float | None:
        return str(major(int(value), self.currency)) if row.unit == "money" and value is not None else value


def change(value: float | None, base: float | None) -> float | None:
    """Relative change; None where there is nothing to compare with.

    >>> change(110, 100), change(5, 0), change(-50, -100)
    (0.1, None, 0.5)
    """
    if value is None or not base:
        return None
    return (value - base) / abs(base)
