"""Did a product sell on the very days on which it lay nowhere?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING

from zhanggui.analyses.goals.why.shop_cells import compared_lines
from zhanggui.stats.looks import Counted

if TYPE_CHECKING:
    from zhanggui.analyses.goals.why.compared_periods import Compared, WhyParams
    from zhanggui.warehouse.protocol import Warehouse


def counted_on_days_out(
    warehouse: Warehouse, params: WhyParams, periods: Compared, skus: Collection[str]
) -> dict[str, Counted]:
    """For each product how many lines it sold on the days it was out, and should have by its share on all other days.

    Its share of the shop's lines on the other days of both periods, times the shop's lines on those days: weekdays and
    festivals are in the shop's lines already.
    """
    if not skus:
        return {}
    out = _days_out(warehouse, periods, skus)
    mine, all_lines = _lines_by_day(warehouse, params, periods, skus)
    return {sku: _counted(out[sku], mine.get(sku, {}), all_lines) for sku in sorted(skus) if out.get(sku)}


def _counted(out: set[date], mine: Mapping[date, int], all_lines: Mapping[date, int]) -> Counted:
    others = sum(count for day, count in all_lines.items() if day not in out)
    on_days = sum(count for day, count in all_lines.items() if day in out)
    before = sum(count for day, count in mine.items() if day not in out)
    return Counted(
        before=float(before),
        now=float(sum(count for day, count in mine.items() if day in out)),
        should=before * on_days / others if others else 0.0,
    )


def _days_out(warehouse: Warehouse, periods: Compared, skus: Collection[str]) -> dict[str, set[date]]:
    levels = warehouse.table("stock_levels")
    levels = levels.filter(levels.sku.isin(sorted(skus)), levels.day >= periods.now.start, levels.day < periods.now.end)
    daily = levels.group_by("sku", "day").aggregate(on_hand=levels.on_hand.sum().fill_null(0))
    found: dict[str, set[date]] = {}
    for row in warehouse.fetch(daily.filter(daily.on_hand <= 0).select("sku", "day")).to_pylist():
        found.setdefault(row["sku"], set()).add(row["day"])
    return found


def _lines_by_day(
    warehouse: Warehouse, params: WhyParams, periods: Compared, skus: Collection[str]
) -> tuple[dict[str, dict[date, int]], dict[date, int]]:
    lines = compared_lines(warehouse, params, periods)
    lines = lines.filter(lines.amount != 0)
    mine = lines.filter(lines.sku.isin(sorted(skus)))
    found: dict[str, dict[date, int]] = {}
    for row in warehouse.fetch(mine.group_by("sku", "ordered_day").aggregate(sold=mine.count())).to_pylist():
        found.setdefault(row["sku"], {})[row["ordered_day"]] = row["sold"]
    by_day = warehouse.fetch(lines.group_by("ordered_day").aggregate(sold=lines.count())).to_pylist()
    return found, {row["ordered_day"]: row["sold"] for row in by_day}
