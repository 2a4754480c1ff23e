"""Which parts of the shop made the sales go up or down?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from zhanggui.analyses.asked_period import Span
from zhanggui.analyses.counted_sales import SalesParams, can_split_sales, counted_lines
from zhanggui.core.described import described
from zhanggui.core.money import Money
from zhanggui.core.quantity import Rate
from zhanggui.core.words import Words
from zhanggui.metrics.answer import change
from zhanggui.metrics.called import called
from zhanggui.metrics.dimension import Dimension
from zhanggui.metrics.registry import dimension

if TYPE_CHECKING:
    from collections.abc import Mapping

    import ibis.expr.types as ir

    from zhanggui.core.period import Period
    from zhanggui.warehouse.protocol import Warehouse

SPLITS = ("channel", "category", "product", "buyer_type")


@dataclass(frozen=True, slots=True, kw_only=True)
class MoverRow:
    """One part of the shop whose net sales changed."""

    dimension: Annotated[Words, described("维度", "Dimension")]
    part: Annotated[Words, described("部分", "Part")]
    change: Annotated[
        Money,
        described(
            "净销售额变化",
            "Change in net sales",
            about_zh="本期减上一时段",
            about_en="This period less the one before",
            unit="change",
        ),
    ]
    net_sales: Annotated[Money, described("本期净销售额", "Net sales now", unit="money")]
    previous: Annotated[Money, described("上一时段净销售额", "Net sales before", unit="money")]
    relative_change: Annotated[Rate | None, described("变化率", "Relative change", unit="change")]


def movers(warehouse: Warehouse, channel: str | None, now: Period, limit: int) -> tuple[MoverRow, ...]:
    """The parts whose net sales changed most against the equally long period before, by |change| in money.

    Within one dimension the changes add up to the whole change. A dimension with a single part says nothing and is
    left out.
    """
    before = now.previous()
    both = counted_lines(warehouse, SalesParams(start=before.start, end=now.end, channel=channel))
    found = [
        row
        for name in SPLITS
        if can_split_sales(warehouse, dimension(name))
        for row in _split(warehouse, both, dimension(name), now, limit)
    ]
    found.sort(key=lambda row: (-abs(row.change.minor), row.dimension.en, row.part.en))
    return tuple(found[:limit])


def _split(warehouse: Warehouse, lines: ir.Table, split: Dimension, now: Period, limit: int) -> list[MoverRow]:
    import ibis

    lines = lines.mutate(part=split.expression(lines, "sale_lines"))
    is_now = Span(start=now.start, end=now.end).holds(lines.ordered_day)
    net = lines.net_sales_minor
    parts = lines.group_by("part").aggregate(
        now=net.sum(where=is_now).fill_null(0), before=net.sum(where=~is_now).fill_null(0)
    )
    parts = parts.mutate(change=parts.now - parts.before, parts=parts.part.count().over(ibis.window()))
    largest = parts.filter(parts.parts > 1, parts.change != 0).order_by(parts.change.abs().desc(), "part")
    rows = warehouse.fetch(largest.limit(limit)).to_pylist()
    words = called(warehouse, split)
    return [_row(row, split, words, warehouse.currency) for row in rows]


def _row(row: dict[str, Any], split: Dimension, words: Mapping[str, Words], currency: str) -> MoverRow:
    now, before = int(row["now"]), int(row["before"])
    relative = change(now, before)
    return MoverRow(
        dimension=split.title,
        part=words.get(row["part"]) or Words(zh=row["part"], en=row["part"]),
        change=Money(now - before, currency),
        net_sales=Money(now, currency),
        previous=Money(before, currency),
        relative_change=Rate(relative) if relative is not None and before > 0 else None,
    )
