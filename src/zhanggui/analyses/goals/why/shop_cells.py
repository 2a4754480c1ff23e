"""What did every part of the shop bring before, now, and in the spans that tell what is usual?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from zhanggui.analyses.counted_sales import SalesParams, can_split_sales, counted_lines
from zhanggui.metrics.dimension import UNKNOWN, Dimension
from zhanggui.metrics.kinds import is_sold, lacks_cost
from zhanggui.metrics.registry import dimension
from zhanggui.stats.cells import Cells, Explained, Flags, Floats, Part, Sums, Whole
from zhanggui.stats.restlessness import History

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.analyses.goals.why.compared_periods import Compared, WhyParams
    from zhanggui.core.period import Period
    from zhanggui.warehouse.protocol import Warehouse

SPLITS = ("channel", "sku", "category", "province", "country", "buyer_type", "device", "campaign")
MANY, MOST_BY_DEPARTURE, MOST_BY_SIZE = 400, 120, 80
COMES_AND_GOES = frozenset({"campaign"})
NEITHER, BEFORE, NOW = 0, 1, 2
NO_SPAN = -1
DIGITS = 9  # an engine adds doubles in any order; the last digits must not matter


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """One dimension of the shop with the values that are told apart; code 0 is everything else."""

    dimension: Dimension
    told: tuple[str, ...] | None = None
    values: tuple[str, ...] = ()

    def value(self, code: int) -> str:
        """The value of a number."""
        return self.values[code - 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopCells:
    """Every combination of values on every axis, span by span: what it brought, its squares, entries and units.

    `side` tells which of the two compared periods a row lies in, `span` which span of the past; `special` the share of
    festival days in each span and then in the period itself.
    """

    axes: tuple[Axis, ...]
    codes: Whole
    side: Whole
    span: Whole
    amounts: Whole
    squares: Floats
    entries: Whole
    units: Whole
    special: Floats

    def compared(self) -> Cells:
        """Before and now."""
        chosen = self.side != NEITHER
        sides = [self.side[chosen] == side for side in (BEFORE, NOW)]
        columns = (self.amounts[chosen], self.squares[chosen], self.entries[chosen])
        sums = [np.where(side, column, 0).astype(np.float64) for column in columns for side in sides]
        return Cells(codes=self.codes[chosen], sums=Sums.of(sums))

    def whole(self) -> History:
        """The whole shop span by span."""
        return self._history(self.span != NO_SPAN, *np.ones((2, len(self.codes))))

    def values(self, axis: int) -> tuple[History, ...]:
        """Every value of an axis that is told apart, span by span, also those that sell no more."""
        size = len(self.special) - 1
        known = (self.span != NO_SPAN) & (self.codes[:, axis] > 0)
        key = (self.codes[known, axis] - 1) * size + self.span[known]
        values = len(self.axes[axis].values)
        columns = [self._by(key, column[known], values * size) for column in (self.amounts, self.squares, self.entries)]
        rows = [column.reshape(values, size) for column in columns]
        return tuple(self._of(*(column[value] for column in rows)) for value in range(values))

    def histories(self, parts: Sequence[Part], explained: Sequence[Explained]) -> tuple[History, dict[Part, History]]:
        """The whole and any of its parts, span by span; of what is explained only what is left counts."""
        known, worth, counts = self.span != NO_SPAN, *np.ones((2, len(self.codes)))
        for each in explained:
            inside = self._inside(each.part)
            worth[inside] *= each.worth[0]
            counts[inside] *= each.counts[0]
        found = {part: self._history(known & self._inside(part), worth, counts) for part in parts}
        return self._history(known, worth, counts), found

    def assigned(self, parts: Sequence[Part]) -> dict[int, dict[str, int]]:
        """Each row in the first part that holds it, or in none (number -1): exact sums of amount and units."""
        number = np.full(len(self.codes), -1)
        for at in reversed(range(len(parts))):
            number[self._inside(parts[at])] = at
        columns = {"amount": self.amounts, "units": self.units}
        sides = {"before": self.side == BEFORE, "now": self.side == NOW}
        return {
            at: {
                f"{name}_{side}": int(column[within & (number == at)].sum())
                for name, column in columns.items()
                for side, within in sides.items()
            }
            for at in range(-1, len(parts))
        }

    def _inside(self, part: Part) -> Flags:
        within = np.ones(len(self.codes), dtype=bool)
        for axis, code in part:
            within &= self.codes[:, axis] == code
        return within

    def _history(self, chosen: Flags, worth: Floats, counts: Floats) -> History:
        at = np.flatnonzero(chosen & (worth > 0))
        spans, size, factor = self.span[at], len(self.special) - 1, worth[at]
        columns = self.amounts[at] * factor, self.squares[at] * factor**2, self.entries[at] * counts[at]
        return self._of(*(self._by(spans, column, size) for column in columns))

    def _by(self, key: Whole, column: Any, size: int) -> Floats:
        return np.asarray(np.bincount(key, column, size), dtype=np.float64)

    def _of(self, amounts: Floats, squares: Floats, entries: Floats) -> History:
        return History(amounts=amounts, squares=squares, entries=entries, special=self.special)


def shop_cells(warehouse: Warehouse, params: WhyParams, periods: Compared) -> ShopCells:
    """One pass over the lines of the periods and of the past: lines become cells in the engine."""
    axes = _axes(warehouse, params, periods)
    lines = _placed(explained_lines(warehouse, params, periods), periods)
    named = {f"at_{at}": _value(axis, lines) for at, axis in enumerate(axes)}
    lines = lines.mutate(**named)
    rows = warehouse.fetch(lines.group_by("side", "span", *named).aggregate(**_measures(lines)))
    known = [_numbered(axis, rows[name]) for axis, name in zip(axes, named, strict=True)]
    side, span, amounts, entries, units = (
        rows[name].to_numpy().astype(np.int64) for name in ("side", "span", "amount", "entries", "units")
    )
    codes = [code for _, code in known]
    order = np.lexsort([*reversed(codes), span, side])
    found = ShopCells(
        axes=tuple(axis for axis, _ in known),
        codes=np.stack(codes, axis=1)[order] if codes else np.zeros((rows.num_rows, 0), dtype=np.int64),
        side=side[order],
        span=span[order],
        amounts=amounts[order],
        squares=_rounded(rows["squares"].to_numpy())[order],
        entries=entries[order],
        units=units[order],
        special=_festival_days(warehouse, periods),
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
    first = min(periods.history.start, periods.before.start)
    chosen = SalesParams(start=first, end=max(periods.now.end, periods.before.end), channel=params.channel)
    lines = counted_lines(warehouse, chosen)
    return lines.mutate(amount=amount(lines, params))


def _placed(lines: ir.Table, periods: Compared) -> ir.Table:
    """Each line with its side of the comparison and its span of the past."""
    import ibis

    side = ibis.cases((_within(lines, periods.now), NOW), (_within(lines, periods.before), BEFORE), else_=NEITHER)
    days = lines.ordered_day.delta(ibis.literal(periods.history.start), unit="day")
    span = _within(lines, periods.history).ifelse((days // periods.span_days).cast("int64"), NO_SPAN)
    lines = lines.mutate(side=side, span=span)
    return lines.filter((lines.side != NEITHER) | (lines.span != NO_SPAN))


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
