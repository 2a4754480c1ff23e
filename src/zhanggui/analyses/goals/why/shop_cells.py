"""What did every part of the shop bring before, now, and in the spans that tell what is usual?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from zhanggui.analyses.counted_sales import SalesParams, can_split_sales, counted_lines
from zhanggui.metrics.dimension import UNKNOWN, Dimension
from zhanggui.metrics.kinds import lacks_cost
from zhanggui.metrics.registry import dimension
from zhanggui.stats.cells import Cells, Floats, Part, Sums, Whole
from zhanggui.stats.restlessness import History

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.analyses.goals.why.compared_periods import Compared, WhyParams
    from zhanggui.core.period import Period
    from zhanggui.warehouse.protocol import Warehouse

SPLITS = ("channel", "sku", "category", "province", "country", "buyer_type", "device", "campaign")
MANY, MOST_BY_DEPARTURE, MOST_BY_SIZE = 400, 120, 80
COMES_AND_GOES = frozenset({"campaign"})
MEASURES = ("amount", "squares", "entries")
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
    """Asks the warehouse for what the parts of the shop brought; lines become cells in the engine."""

    warehouse: Warehouse
    params: WhyParams
    periods: Compared
    special: Floats

    @classmethod
    def open(cls, warehouse: Warehouse, params: WhyParams, periods: Compared) -> ShopCells:
        """With the share of festival days in each span of the past and in the period itself."""
        calendar = warehouse.table("calendar")
        days = calendar.filter(
            calendar.festival_phase == "main", calendar.day >= periods.history.start, calendar.day < periods.now.end
        )
        found = [row["day"] for row in warehouse.fetch(days.select("day")).to_pylist()]
        spans = np.zeros(periods.spans + 1)
        for day in found:
            span = min((day - periods.history.start).days // periods.span_days, periods.spans)
            spans[span] += 1 / (periods.span_days if span < periods.spans else periods.now.days)
        return cls(warehouse=warehouse, params=params, periods=periods, special=spans)

    def axes(self) -> tuple[Axis, ...]:
        """The loaded dimensions; of one with very many values those that moved most or are largest."""
        loaded = [dimension(name) for name in SPLITS if can_split_sales(self.warehouse, dimension(name))]
        lines = self._compared_lines()
        split = {each.name: each.expression(lines, "sale_lines") for each in loaded}
        counts = lines.aggregate(**{name: value.approx_nunique() for name, value in split.items()})
        (found,) = self.warehouse.fetch(counts).to_pylist() if loaded else ({},)
        return tuple(self._axis(each, found[each.name]) for each in loaded if found[each.name] > 1)

    def cells(self, axes: Sequence[Axis]) -> tuple[tuple[Axis, ...], Cells]:
        """Every combination of values that sold in one of the two periods, and the axes with their values numbered."""
        lines = self._compared_lines()
        named = {f"at_{at}": _value(axis, lines) for at, axis in enumerate(axes)}
        lines = lines.mutate(**named)
        rows = self.warehouse.fetch(lines.group_by(list(named)).aggregate(**_before_and_now(lines)))
        known = [_numbered(axis, rows[name]) for axis, name in zip(axes, named, strict=True)]
        codes = np.stack([code for _, code in known], axis=1) if known else np.zeros((rows.num_rows, 0), dtype=np.int64)
        order = np.lexsort(codes.T[::-1]) if known else np.arange(rows.num_rows)
        columns = [_floats(rows[name].to_numpy())[order] for name in _SUMS]
        return tuple(axis for axis, _ in known), Cells(codes=codes[order], sums=Sums.of(columns))

    def usual_histories(self, axes: Sequence[Axis]) -> tuple[History, tuple[tuple[History, ...], ...]]:
        """The whole shop span by span, and so every value of every axis, also those that sell no more."""
        import ibis

        lines = self._past_lines()
        named = {f"at_{at}": axis.dimension.expression(lines, "sale_lines") for at, axis in enumerate(axes)}
        lines = lines.select("span", "amount", **named)
        sums = [lines.group_by("span").aggregate(**_measures(lines)).mutate(axis=-1, value=ibis.literal(""))]
        for at, axis in enumerate(axes):
            told = lines if axis.told is None else lines.filter(lines[f"at_{at}"].isin(list(axis.told)))
            grouped = told.group_by("span", value=told[f"at_{at}"]).aggregate(**_measures(told))
            sums.append(grouped.mutate(axis=at))
        columns = ("axis", "value", "span", *MEASURES)
        rows = self.warehouse.fetch(ibis.union(*(each.select(*columns) for each in sums), distinct=False)).to_pylist()
        spans: dict[int, dict[str, dict[int, Mapping[str, Any]]]] = {}
        for row in sorted(rows, key=lambda row: (row["axis"], row["value"])):
            spans.setdefault(row["axis"], {}).setdefault(row["value"], {})[row["span"]] = row
        whole = self._history(spans.get(-1, {}).get("", {}))
        return whole, tuple(
            tuple(self._history(found) for value, found in spans.get(at, {}).items() if value != UNKNOWN)
            for at, _ in enumerate(axes)
        )

    def histories(
        self, parts: Sequence[Part], without: Sequence[Part], axes: Sequence[Axis]
    ) -> tuple[History, dict[Part, History]]:
        """The whole and any of its parts, span by span, in one pass over the lines; without some parts."""
        lines = self._past_lines()
        if without:
            lines = lines.filter(_first_of([holds(lines, part, axes) for part in without]) < 0)
        sums = {f"{name}_": value for name, value in _measures(lines).items()}
        for at, part in enumerate(parts):
            within = holds(lines, part, axes)
            sums |= {f"{name}_{at}": value for name, value in _measures(lines, where=within).items()}
        rows = self.warehouse.fetch(lines.group_by("span").aggregate(**sums)).to_pylist()

        def one(label: str) -> History:
            return self._history({row["span"]: {name: row[f"{name}_{label}"] for name in MEASURES} for row in rows})

        return one(""), {part: one(str(at)) for at, part in enumerate(parts)}

    def assigned(self, parts: Sequence[Part], axes: Sequence[Axis]) -> list[dict[str, Any]]:
        """Each line in the first part that holds it, or in none (number -1): exact sums of amount and units."""
        lines = self._compared_lines()
        numbered = _first_of([holds(lines, part, axes) for part in parts])
        lines = lines.mutate(number=numbered)
        sold = lines.kind_of_line.isin(("sale", "remainder")).ifelse(lines.quantity, 0)
        sums = lines.group_by("number").aggregate(
            amount_before=lines.amount.sum(where=~lines.is_now).fill_null(0),
            amount_now=lines.amount.sum(where=lines.is_now).fill_null(0),
            units_before=sold.sum(where=~lines.is_now).fill_null(0),
            units_now=sold.sum(where=lines.is_now).fill_null(0),
        )
        return sorted(self.warehouse.fetch(sums).to_pylist(), key=lambda row: int(row["number"]))

    def names(self, skus: Iterable[str]) -> dict[str, str]:
        """What products are called on the lines that sold them."""
        wanted = sorted(set(skus))
        if not wanted:
            return {}
        lines = self._compared_lines()
        lines = lines.filter(lines.sku.isin(wanted), lines.product_name.notnull())
        rows = self.warehouse.fetch(lines.group_by("sku").aggregate(name=lines.product_name.max())).to_pylist()
        return {row["sku"]: row["name"] for row in rows}

    def _axis(self, split: Dimension, values: int) -> Axis:
        if split.name in COMES_AND_GOES:
            return Axis(dimension=split, told=self._steady(split))
        return Axis(dimension=split, told=self._told(split) if values > MANY else None)

    def _steady(self, split: Dimension) -> tuple[str, ...]:
        """The values that sold in most of the spans before: others begin and end by their nature."""
        lines = self._past_lines()
        lines = lines.mutate(value=split.expression(lines, "sale_lines"))
        values = lines.group_by("value").aggregate(spans=lines.span.nunique())
        rows = self.warehouse.fetch(values.filter(values.spans * 2 > self.periods.spans).select("value"))
        return tuple(sorted(str(row["value"]) for row in rows.to_pylist()))

    def _told(self, split: Dimension) -> tuple[str, ...]:
        """The values of a dimension that moved most by chance's measure, and the largest."""
        import ibis

        lines = self._compared_lines()
        lines = lines.mutate(value=split.expression(lines, "sale_lines"))
        values = lines.group_by("value").aggregate(**_before_and_now(lines))
        squares = (values.squares_before + values.squares_now).nullif(0)
        moved = (values.amount_now - values.amount_before).cast("float64") ** 2 / squares
        entries = values.entries_before + values.entries_now
        values = values.mutate(
            by_departure=ibis.row_number().over(order_by=[moved.fill_null(0).round(6).desc(), values.value]),
            by_size=ibis.row_number().over(order_by=[entries.desc(), values.value]),
        )
        kept = values.filter((values.by_departure < MOST_BY_DEPARTURE) | (values.by_size < MOST_BY_SIZE))
        return tuple(sorted(str(row["value"]) for row in self.warehouse.fetch(kept.select("value")).to_pylist()))

    def _compared_lines(self) -> ir.Table:
        now, then = self.periods.now, self.periods.before
        first, end = min(now.start, then.start), max(now.end, then.end)
        lines = self._lines(first, end)
        is_now = _within(lines, now)
        return lines.filter(is_now | _within(lines, then)).mutate(is_now=is_now)

    def _past_lines(self) -> ir.Table:
        import ibis

        history = self.periods.history
        lines = self._lines(history.start, history.end)
        days = lines.ordered_day.delta(ibis.literal(history.start), unit="day")
        return lines.mutate(span=(days // self.periods.span_days).cast("int64"))

    def _lines(self, start: Any, end: Any) -> ir.Table:
        lines = counted_lines(self.warehouse, SalesParams(start=start, end=end, channel=self.params.channel))
        return lines.mutate(amount=amount(lines, self.params))

    def _history(self, spans: Mapping[int, Mapping[str, Any]]) -> History:
        amounts, squares, entries = (
            _floats([spans.get(span, {}).get(name) for span in range(self.periods.spans)]) for name in MEASURES
        )
        return History(amounts=amounts, squares=squares, entries=entries, special=self.special)


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


_SUMS = ("amount_before", "amount_now", "squares_before", "squares_now", "entries_before", "entries_now")


def _before_and_now(lines: ir.Table) -> dict[str, Any]:
    sums: dict[str, Any] = {}
    for name in MEASURES:
        sums[f"{name}_before"] = _measures(lines, where=~lines.is_now)[name]
        sums[f"{name}_now"] = _measures(lines, where=lines.is_now)[name]
    return sums


def _measures(lines: ir.Table, where: Any = None) -> dict[str, Any]:
    """An entry is a line that brought or cost something."""
    value = lines.amount.cast("float64")
    something = lines.amount != 0
    return {
        "amount": lines.amount.sum(where=where).fill_null(0),
        "squares": (value * value).sum(where=where).fill_null(0.0),
        "entries": something.ifelse(1, 0).sum(where=where).fill_null(0),
    }


def _value(axis: Axis, lines: ir.Table) -> Any:
    """A line's value on an axis, where only some are told apart null for all others."""
    import ibis

    value = axis.dimension.expression(lines, "sale_lines")
    return value if axis.told is None else value.isin(list(axis.told)).ifelse(value, ibis.null("string"))


def _numbered(axis: Axis, column: Any) -> tuple[Axis, Whole]:
    """The axis with the values that were found, and every row's code on it."""
    texts = np.array([text or UNKNOWN for text in column.to_pylist()], dtype=object)
    found, place = np.unique(texts.astype(str), return_inverse=True)
    values = tuple(str(value) for value in found if value != UNKNOWN)
    code = np.array([0 if value == UNKNOWN else values.index(str(value)) + 1 for value in found], dtype=np.int64)
    return replace(axis, values=values), code[place]


def _first_of(conditions: Sequence[Any]) -> Any:
    import ibis

    if not conditions:
        return ibis.literal(-1, "int64")
    return ibis.cases(*((condition, at) for at, condition in enumerate(conditions)), else_=-1)


def _within(lines: ir.Table, period: Period) -> Any:
    return (lines.ordered_day >= period.start) & (lines.ordered_day < period.end)


def _floats(values: Any) -> Floats:
    """Doubles without the digits that depend on the order in which an engine added them."""
    plain = np.array([float(value or 0) for value in values])
    size = 10.0 ** (DIGITS - 1 - np.floor(np.log10(np.maximum(np.abs(plain), 1.0))))
    return np.asarray(np.round(plain * size) / size)
