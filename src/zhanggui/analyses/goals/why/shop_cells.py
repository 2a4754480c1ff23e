"""What did every part of the shop bring before, now, and in the spans that tell what is usual?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from zhanggui.analyses.counted_sales import SalesParams, can_split_sales, counted_lines
from zhanggui.analyses.goals.why.parts_over_time import BEFORE, NEITHER, NO_LIKE, NO_SPAN, NOW, Axis, ShopCells
from zhanggui.metrics.dimension import UNKNOWN, Dimension
from zhanggui.metrics.kinds import is_sold, lacks_cost
from zhanggui.metrics.registry import dimension
from zhanggui.stats.cells import Floats, Part, Whole
from zhanggui.stats.scan import MEMORY

if TYPE_CHECKING:
    from datetime import date

    import ibis.expr.types as ir

    from zhanggui.analyses.goals.why.compared_periods import Compared, WhyParams
    from zhanggui.core.period import Period
    from zhanggui.warehouse.protocol import Warehouse

SPLITS = ("channel", "sku", "category", "province", "country", "buyer_type", "device", "campaign")
MANY, MOST_BY_DEPARTURE, MOST_BY_SIZE = 400, 120, 80
COMES_AND_GOES = frozenset({"campaign"})
HAVE_SEASONS = frozenset({"channel", "category"})
DIGITS = 9  # an engine adds doubles in any order; the last digits must not matter


def shop_cells(warehouse: Warehouse, params: WhyParams, periods: Compared) -> ShopCells:
    """One pass over the lines of the periods and of the past: lines become cells in the engine."""
    axes = _axes(warehouse, params, periods)
    first = min([periods.history.start, periods.before.start, *periods.like])
    lines = _placed(_lines(warehouse, params, first, _end(periods)), periods)
    named = {f"at_{at}": _value(axis, lines) for at, axis in enumerate(axes)}
    lines = lines.mutate(**named)
    rows = warehouse.fetch(lines.group_by("side", "span", "like", *named).aggregate(**_measures(lines)))
    known = [_numbered(axis, rows[name]) for axis, name in zip(axes, named, strict=True)]
    side, span, like, amounts, entries, units = (
        rows[name].to_numpy().astype(np.int64) for name in ("side", "span", "like", "amount", "entries", "units")
    )
    codes = [code for _, code in known]
    order = np.lexsort([*reversed(codes), like, span, side])
    found = ShopCells(
        axes=tuple(axis for axis, _ in known),
        codes=np.stack(codes, axis=1)[order] if codes else np.zeros((rows.num_rows, 0), dtype=np.int64),
        side=side[order],
        span=span[order],
        like=like[order],
        amounts=amounts[order],
        squares=_rounded(rows["squares"].to_numpy())[order],
        entries=entries[order],
        units=units[order],
        special=_festival_days(warehouse, periods),
        likes=_likes(periods),
        season=np.ones((2, len(side))),
    )
    return _without_guests(found, periods)


def product_names(warehouse: Warehouse, params: WhyParams, periods: Compared, skus: Sequence[str]) -> dict[str, str]:
    """What products are called on the lines that sold them."""
    wanted = sorted(set(skus))
    if not wanted:
        return {}
    lines = compared_lines(warehouse, params, periods)
    lines = lines.filter(lines.sku.isin(wanted), lines.product_name.notnull())
    rows = warehouse.fetch(lines.group_by("sku").aggregate(name=lines.product_name.max())).to_pylist()
    return {row["sku"]: row["name"] for row in rows}


def amount(lines: ir.Table, params: WhyParams) -> Any:
    """What one line brings in minor units: its net sales, or what is left of them after cost and fees."""
    net = lines.net_sales_minor
    if params.metric == "net_sales":
        return net
    sure = net - lines.cost_minor.fill_null(0) - lines.fee_minor.fill_null(0)
    share = params.margin.estimate if params.margin else 0.0
    assumed = (net.cast("float64") * share).round().cast("int64")
    return lacks_cost(lines).ifelse(assumed, sure)


def holds(lines: ir.Table, part: Part, axes: Sequence[Axis]) -> Any:
    """Whether a line lies in a part."""
    conditions = [axes[at].dimension.expression(lines, "sale_lines") == axes[at].value(code) for at, code in part]
    together = conditions[0]
    for condition in conditions[1:]:
        together &= condition
    return together


def _axes(warehouse: Warehouse, params: WhyParams, periods: Compared) -> tuple[Axis, ...]:
    """The loaded dimensions; of one with very many values those that moved most or are largest."""
    loaded = [dimension(name) for name in SPLITS if can_split_sales(warehouse, dimension(name))]
    lines = compared_lines(warehouse, params, periods)
    split = {each.name: each.expression(lines, "sale_lines") for each in loaded}
    counts = lines.aggregate(**{name: value.approx_nunique() for name, value in split.items()})
    (found,) = warehouse.fetch(counts).to_pylist() if loaded else ({},)
    return tuple(
        Axis(dimension=each, told=_told(warehouse, lines, each) if found[each.name] > MANY else None)
        for each in loaded
        if found[each.name] > 1
    )


def _told(warehouse: Warehouse, lines: ir.Table, split: Dimension) -> tuple[str, ...]:
    """The values of a dimension that moved most by chance's measure, and the largest."""
    import ibis

    lines = lines.mutate(value=split.expression(lines, "sale_lines"))
    now, then = (_measures(lines, where=side) for side in (lines.is_now, ~lines.is_now))
    values = lines.group_by("value").aggregate(
        change=now["amount"] - then["amount"],
        squares=now["squares"] + then["squares"],
        entries=now["entries"] + then["entries"],
    )
    moved = values.change.cast("float64") ** 2 / values.squares.nullif(0)
    values = values.mutate(
        by_departure=ibis.row_number().over(order_by=[moved.fill_null(0).round(6).desc(), values.value]),
        by_size=ibis.row_number().over(order_by=[values.entries.desc(), values.value]),
    )
    kept = values.filter((values.by_departure < MOST_BY_DEPARTURE) | (values.by_size < MOST_BY_SIZE))
    return tuple(sorted(str(row["value"]) for row in warehouse.fetch(kept.select("value")).to_pylist()))


def compared_lines(warehouse: Warehouse, params: WhyParams, periods: Compared) -> ir.Table:
    """The lines of the two periods that are compared."""
    lines = explained_lines(warehouse, params, periods)
    is_now = _within(lines, periods.now)
    return lines.filter(is_now | _within(lines, periods.before)).mutate(is_now=is_now)


def explained_lines(warehouse: Warehouse, params: WhyParams, periods: Compared) -> ir.Table:
    """The lines that count, from the first day of the past to the last that is explained, with what each brings."""
    return _lines(warehouse, params, min(periods.history.start, periods.before.start), _end(periods))


def _lines(warehouse: Warehouse, params: WhyParams, start: date, end: date) -> ir.Table:
    lines = counted_lines(warehouse, SalesParams(start=start, end=end, channel=params.channel))
    return lines.mutate(amount=amount(lines, params))


def _end(periods: Compared) -> date:
    return max(periods.now.end, periods.before.end)


def _placed(lines: ir.Table, periods: Compared) -> ir.Table:
    """Each line with its side of the comparison, its span of the past, and its kind of days of last year."""
    import ibis

    side = ibis.cases((_within(lines, periods.now), NOW), (_within(lines, periods.before), BEFORE), else_=NEITHER)
    days = lines.ordered_day.delta(ibis.literal(periods.history.start), unit="day")
    span = _within(lines, periods.history).ifelse((days // periods.span_days).cast("int64"), NO_SPAN)
    kinds = [(days.isin(found), number) for number, found in _days_by_kind(periods).items()]
    like = ibis.cases(*kinds, else_=NO_LIKE) if kinds else ibis.literal(NO_LIKE)
    lines = lines.mutate(side=side, span=span, like=like)
    return lines.filter((lines.side != NEITHER) | (lines.span != NO_SPAN) | (lines.like != NO_LIKE))


def _kinds(periods: Compared) -> list[tuple[int, ...]]:
    """Days of last year that stand for as many days of each span are of one kind; the first stand for none."""
    return [(0,) * (MEMORY + 1), *sorted(set(periods.like.values()))]


def _days_by_kind(periods: Compared) -> dict[int, list[int]]:
    """The days of each kind but the first, counted from the first day of the past."""
    numbers = {kind: number for number, kind in enumerate(_kinds(periods))}
    found: dict[int, list[int]] = {}
    for day, kind in periods.like.items():
        found.setdefault(numbers[kind], []).append((day - periods.history.start).days)
    return found


def _likes(periods: Compared) -> Floats:
    """For how many days of each span a day of each kind stands."""
    return np.array(_kinds(periods), dtype=np.float64)


def _measures(lines: ir.Table, where: Any = None) -> dict[str, Any]:
    """An entry is a line that brought or cost something."""
    value = lines.amount.cast("float64")
    something = lines.amount != 0
    return {
        "amount": lines.amount.sum(where=where).fill_null(0),
        "squares": (value * value).sum(where=where).fill_null(0.0),
        "entries": something.ifelse(1, 0).sum(where=where).fill_null(0),
        "units": is_sold(lines).ifelse(lines.quantity, 0).sum(where=where).fill_null(0),
    }


def _value(axis: Axis, lines: ir.Table) -> Any:
    """A line's value on an axis, where only some are told apart null for all others."""
    import ibis

    value = axis.dimension.expression(lines, "sale_lines")
    return value if axis.told is None else value.isin(list(axis.told)).ifelse(value, ibis.null("string"))


def _numbered(axis: Axis, column: Any) -> tuple[Axis, Whole]:
    """The axis with the values that were found, and every row's code on it."""
    encoded = column.combine_chunks().dictionary_encode()
    texts = [text or UNKNOWN for text in encoded.dictionary.to_pylist()]
    values = tuple(sorted(set(texts) - {UNKNOWN}))
    places = {value: at for at, value in enumerate(values, start=1)}
    codes = np.array([*(places.get(text, 0) for text in texts), 0], dtype=np.int64)
    return replace(axis, values=values), codes[encoded.indices.fill_null(len(texts)).to_numpy()]


def _without_guests(cells: ShopCells, periods: Compared) -> ShopCells:
    """Campaigns that sold in less than half of the spans are not told apart: they begin and end by their nature."""
    codes = cells.codes.copy()
    for at, axis in enumerate(cells.axes):
        if axis.dimension.name in COMES_AND_GOES:
            steady = [0, *(np.count_nonzero(each.entries) * 2 > periods.spans for each in cells.values(at))]
            codes[:, at] *= np.array(steady, dtype=np.int64)[codes[:, at]]
    return replace(cells, codes=codes)


def _festival_days(warehouse: Warehouse, periods: Compared) -> Floats:
    """The share of festival days in each span of the past and in the period itself."""
    calendar = warehouse.table("calendar")
    days = calendar.filter(
        calendar.festival_phase == "main", calendar.day >= periods.history.start, calendar.day < periods.now.end
    )
    found = [row["day"] for row in warehouse.fetch(days.select("day")).to_pylist()]
    spans = np.zeros(periods.spans + 1)
    for day in found:
        span = min((day - periods.history.start).days // periods.span_days, periods.spans)
        spans[span] += 1 / (periods.span_days if span < periods.spans else periods.now.days)
    return spans


def _within(lines: ir.Table, period: Period) -> Any:
    return (lines.ordered_day >= period.start) & (lines.ordered_day < period.end)


def _rounded(values: Any) -> Floats:
    """Doubles without the digits that depend on the order in which an engine added them."""
    size = 10.0 ** (DIGITS - 1 - np.floor(np.log10(np.maximum(np.abs(values), 1.0))))
    return np.asarray(np.round(values * size) / size)
