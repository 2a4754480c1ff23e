"""Which benchmark did the shop load for a number?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from zhanggui.core.currency import minor_digits
from zhanggui.metrics.registry import EVERY_METRIC, metric

if TYPE_CHECKING:
    from zhanggui.warehouse.protocol import Warehouse


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmark:
    """Bounds in the metric's own unit, and whose they are."""

    low: float | None
    high: float | None
    source: str
    valid_from: date


def benchmarks_for(
    warehouse: Warehouse,
    names: Iterable[str],
    *,
    channel: str | None,
    stage: str | None,
    day: date,
    category: str | None = None,
) -> Mapping[str, Benchmark]:
    """The benchmark of each metric that fits category, channel and stage best, the latest of equals.

    A row without one of them fits all; one that names another does not fit. So a category's rows judge that category
    and no number of the whole shop.
    """
    asked = {"category": category, "channel": channel, "stage": stage}
    rows = [row for row in _rows(warehouse) if row["valid_from"] <= day and _fits(row, asked)]
    found = {}
    for name in names:
        fitting = [row for row in rows if row["metric"] == name]
        if fitting:
            best = max(fitting, key=lambda row: (_told(row), row["valid_from"]))
            found[name] = _benchmark(best, warehouse.currency)
    return found


def unknown_metrics(warehouse: Warehouse) -> tuple[str, ...]:
    """The names in the loaded benchmarks that are no metric's, so that a typing error does not pass in silence."""
    return tuple(sorted({row["metric"] for row in _rows(warehouse)} - set(EVERY_METRIC)))


def _rows(warehouse: Warehouse) -> list[dict[str, Any]]:
    if not warehouse.loaded("benchmarks"):
        return []
    columns = ("metric", "category", "channel", "stage", "low", "high", "source", "valid_from")
    rows: list[dict[str, Any]] = warehouse.fetch(warehouse.table("benchmarks").select(*columns)).to_pylist()
    return rows


def _fits(row: Mapping[str, Any], asked: Mapping[str, str | None]) -> bool:
    return all(row[name] in {None, value} for name, value in asked.items())


def _told(row: Mapping[str, Any]) -> tuple[bool, int]:
    """A row of the very category goes before one of the channel or the stage."""
    return row["category"] is not None, sum(row[name] is not None for name in ("channel", "stage"))


def _benchmark(row: Mapping[str, Any], currency: str) -> Benchmark:
    factor = 10 ** minor_digits(currency) if metric(row["metric"]).unit == "money" else 1
    low, high = (None if row[bound] is None else row[bound] * factor for bound in ("low", "high"))
    return Benchmark(low=low, high=high, source=row["source"] or "–", valid_from=row["valid_from"])
