"""Which purchases were followed by another in time, and when is that known?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from zhanggui.warehouse.protocol import Warehouse

LAPSE_DAYS = 90


def due_lines(warehouse: Warehouse, lines: Any) -> Any:
    """The lines of purchases whose 90 days are over, dated by the day on which they were, with `came_back` as 0 or 1.

    A purchase is a day on which a known customer has a paid order, in whatever channel; it is followed when the same
    customer has another such day at most 90 days later. So nothing is judged before it can be known.
    """
    bought = lines.mutate(due_day=_due(lines.ordered_day))
    bought = bought.filter(bought.due_day <= warehouse.as_of)
    return bought.join(_followed(warehouse), ["customer", "ordered_day"])


def due_purchases(warehouse: Warehouse) -> Any:
    """The same purchases where nothing about a line is asked: one row each, without looking for their lines again."""
    purchases = _followed(warehouse).mutate(due_day=lambda found: _due(found.ordered_day))
    purchases = purchases.filter(purchases.due_day <= warehouse.as_of)
    return purchases.mutate(is_last=1 - purchases.came_back)


def days_due(warehouse: Warehouse) -> Any:
    """The days on which the 90 days of some order were over."""
    lines = warehouse.table("sale_lines")
    due = lines.select(due_day=_due(lines.ordered_day))
    return due.filter(due.due_day <= warehouse.as_of)


def per_purchase(lines: Any, groups: Sequence[str]) -> Any:
    """One row per customer and day of purchase."""
    return lines.group_by(list(dict.fromkeys(["customer", "ordered_day", *groups]))).aggregate(
        is_last=1 - lines.came_back.max()
    )


def _followed(warehouse: Warehouse) -> Any:
    days = warehouse.table("purchase_days")
    in_time = (days.next_day <= _due(days.ordered_day)).fill_null(False)
    return days.select("customer", "ordered_day", came_back=in_time.ifelse(1, 0))


def _due(day: Any) -> Any:
    import ibis

    return (day + ibis.interval(days=LAPSE_DAYS)).cast("timestamp").date()
