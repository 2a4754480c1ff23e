"""How is a chart of a result drawn: which marks for plotly, and which table beside it?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from zhanggui.core.charts import Bars, Funnel, Matrix, Series, Waterfall
from zhanggui.core.currency import symbol
from zhanggui.core.words import Language, Words
from zhanggui.surfaces.presentation import Column, Table, cell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhanggui.core.charts import Chart, Line

_RATES = {"rate", "share", "ratio", "percent"}
_OF_FIRST = Words(zh="占第一步", en="of the first step")
_LOW, _HIGH = Words(zh="下限", en="low"), Words(zh="上限", en="high")
_STEP, _COUNT, _NAME = Words(zh="步骤", en="Step"), Words(zh="数量", en="Count"), Words(zh="名称", en="Name")
_VALUE = Words(zh="数值", en="Value")
_BARE_AXIS = {
    "showticklabels": False,
    "showgrid": False,
    "ticks": "",
    "showline": False,
}  # the amounts stand on the bars
_ROOM_FOR_AMOUNT = 72
_FEW_CELLS = 340
_LONG_LABELS = 12
_MANY_ROWS = 12
_ONE_SEASON_DAYS = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A chart ready for the page: its title, plotly's marks, and the same numbers as a table."""

    name: str
    title: str
    figure: dict[str, Any]
    table: Table

    @property
    def is_empty(self) -> bool:
        """Whether no number of it is known."""
        return all(value is None for row in self.table.values for value in row[1:])


def drawn(name: str, chart: Chart, currency: str, language: Language) -> Drawn:
    """A chart in one language."""
    figure, (heads, cells, values) = _parts(chart, currency, language)
    title = chart.title.text(language)
    return Drawn(name=name, title=title, figure=figure, table=_table(name, title, heads, cells, values))


Grid = tuple[list[str], list[list[str]], list[list[Any]]]


def _parts(chart: Chart, currency: str, language: Language) -> tuple[dict[str, Any], Grid]:
    match chart:
        case Series():
            return _series(chart, currency, language)
        case Bars():
            return _bars(chart, currency, language)
        case Funnel():
            return _funnel(chart, language)
        case Matrix():
            return _matrix(chart, currency, language)
        case Waterfall():
            return _waterfall(chart, currency, language)


def _series(chart: Series, currency: str, language: Language) -> tuple[dict[str, Any], Grid]:
    marks = [m for tone, line in enumerate(chart.lines) for m in _line_marks(chart, line, tone, currency, language)]
    is_dated = _are_days(chart.x)
    layout: dict[str, Any] = {
        "xaxis": {
            "title": {"text": chart.x_title.text(language)},
            "type": "date" if is_dated else "linear" if all(x.isdecimal() for x in chart.x) else "category",
            "nticks": 12,
            "showgrid": is_dated,
        },
        "yaxis": _value_axis(chart.unit, currency),
        "hovermode": "x unified",
        "showlegend": len(chart.lines) > 1,
    }
    if is_dated:
        layout["xaxis"] |= {"tickformat": _day_format(chart.x), "hoverformat": "%Y-%m-%d"}
    if len(chart.lines) > 1:
        layout["margin"] = {"t": 34}
    heads = [chart.x_title.text(language)]
    columns: list[Sequence[float | None]] = []
    for line in chart.lines:
        label = line.name.text(language)
        heads += [label, *([f"{label} {_LOW.text(language)}", f"{label} {_HIGH.text(language)}"] if line.low else [])]
        columns += [line.values, *([line.low, line.high] if line.low else [])]
    values = [[x, *row] for x, row in zip(chart.x, zip(*columns, strict=True), strict=True)]
    return {"data": marks, "layout": layout}, _grid(heads, values, chart.unit, language)


def _line_marks(chart: Series, line: Line, tone: int, currency: str, language: Language) -> list[dict[str, Any]]:
    label = line.name.text(language)
    main = {
        "type": "scatter",
        "mode": "lines" if len(chart.x) > _LONG_LABELS else "lines+markers",
        "x": list(chart.x),
        "y": list(line.values),
        "name": label,
        "line": {"width": 2.2},
        "tone": tone,
        "hovertemplate": f"%{{y:{_format(chart.unit)}}}<extra>{label}</extra>".replace(
            "%{y", _prefix(chart.unit, currency) + "%{y"
        ),
    }
    if not line.low:
        return [main]
    edge = {
        "type": "scatter",
        "mode": "lines",
        "x": list(chart.x),
        "line": {"width": 0},
        "hoverinfo": "skip",
        "showlegend": False,
    }
    return [{**edge, "y": list(line.low)}, {**edge, "y": list(line.high), "fill": "tonexty", "band": True}, main]


def _bars(chart: Bars, currency: str, language: Language) -> tuple[dict[str, Any], Grid]:
    labels = _texts(chart.labels, language)
    mark: dict[str, Any] = {
        "type": "bar",
        "orientation": "h",
        "y": labels,
        "x": list(chart.values),
        "marker": {"colours": ["loss" if value is not None and value < 0 else "accent" for value in chart.values]},
        "texttemplate": f"{_prefix(chart.unit, currency)}%{{x:{_format(chart.unit)}}}",
        "textposition": "auto",
        "hovertemplate": f"%{{y}}: {_prefix(chart.unit, currency)}%{{x:{_format(chart.unit)}}}<extra></extra>",
    }
    if chart.unit == "money":
        said = ["" if value is None else _amount(value, chart.unit, currency) for value in chart.values]
        mark |= {
            "text": said,
            "texttemplate": "%{text}",
            "hovertemplate": "%{y}: %{text}<extra></extra>",
            "cliponaxis": False,
        }
    layout = {
        "yaxis": {"autorange": "reversed", "type": "category", "gridcolor": "rgba(0,0,0,0)", "ticksuffix": "  "},
        "xaxis": _value_axis(chart.unit, currency) | _BARE_AXIS,
        "bargap": 0.32,
    }
    if chart.unit == "money":
        layout["margin"] = {"r": _ROOM_FOR_AMOUNT}
    grid = _grid(
        [_NAME.text(language), chart.title.text(language)],
        [list(row) for row in zip(labels, chart.values, strict=True)],
        chart.unit,
        language,
    )
    return {"data": [mark], "layout": layout, "height": max(180, 38 * len(labels) + 40)}, grid


def _funnel(chart: Funnel, language: Language) -> tuple[dict[str, Any], Grid]:
    names = [stage.name.text(language) for stage in chart.stages]
    counts = [stage.count for stage in chart.stages]
    first = counts[0] if counts and counts[0] else None
    shares = [count / first if first else None for count in counts]
    mark = {
        "type": "funnel",
        "y": names,
        "x": counts,
        "texttemplate": "%{x:,}<br>%{percentInitial:.1%}",
        "marker": {"colours": ["accent"] * len(names)},
        "connector": {"visible": False},
        "hovertemplate": "%{y}: %{x:,}<extra></extra>",
    }
    layout = {
        "yaxis": {"gridcolor": "rgba(0,0,0,0)", "ticksuffix": "  "},
        "xaxis": {"showgrid": False},
        "funnelgap": 0.24,
    }
    heads = [_STEP.text(language), _COUNT.text(language), _OF_FIRST.text(language)]
    rows = list(zip(names, counts, shares, strict=True))
    values: list[list[Any]] = [list(row) for row in rows]
    cells = [[name, f"{count:,}", cell(share, "rate", {}, language)] for name, count, share in rows]
    return {"data": [mark], "layout": layout, "height": max(200, 62 * len(names) + 40)}, (heads, cells, values)


def _matrix(chart: Matrix, currency: str, language: Language) -> tuple[dict[str, Any], Grid]:
    rows, columns = _texts(chart.rows, language), _texts(chart.columns, language)
    is_small = len(rows) * len(columns) <= _FEW_CELLS
    form = _format(chart.unit, is_short=True)
    mark = {
        "type": "heatmap",
        "x": columns,
        "y": rows,
        "z": [list(row) for row in chart.values],
        "zmax": _brightest(chart),
        "xgap": 2,
        "ygap": 2,
        "hoverongaps": False,
        "showscale": not is_small,
        "colorbar": {"thickness": 10, "outlinewidth": 0, "tickformat": form},
        "texttemplate": f"%{{z:{form}}}" if is_small else "",
        "hovertemplate": f"%{{y}} · %{{x}}: {_prefix(chart.unit, currency)}%{{z:{_format(chart.unit)}}}<extra></extra>",
    }
    layout = {
        "yaxis": {
            "autorange": "reversed",
            "type": "category",
            "showgrid": False,
            "title": {"text": chart.row_title.text(language)},
        },
        "xaxis": {"type": "category", "showgrid": False, "title": {"text": chart.column_title.text(language)}},
    }
    corner = f"{chart.row_title.text(language)} / {chart.column_title.text(language)}"
    values = [[row, *cells] for row, cells in zip(rows, chart.values, strict=True)]
    figure = {
        "data": [mark],
        "layout": layout,
        "height": max(260, (34 if len(rows) <= _MANY_ROWS else 25) * len(rows) + 90),
    }
    return figure, _grid([corner, *columns], values, chart.unit, language)


def _waterfall(chart: Waterfall, currency: str, language: Language) -> tuple[dict[str, Any], Grid]:
    """Bars that lie on the page, so that long names can be read on a phone; a negative change has the loss's colour."""
    names = [step.name.text(language) for step in chart.steps]
    mark = {
        "type": "waterfall",
        "orientation": "h",
        "y": names,
        "x": [step.value for step in chart.steps],
        "measure": ["absolute" if step.is_total else "relative" for step in chart.steps],
        "text": [_amount(step.value, chart.unit, currency) for step in chart.steps],
        "textposition": "auto",
        "cliponaxis": False,
        "hovertemplate": "%{y}: %{text}<extra></extra>",
        "painted": {"increasing": "good", "decreasing": "loss", "totals": "accent"},
    }
    layout = {
        "yaxis": {"autorange": "reversed", "type": "category", "gridcolor": "rgba(0,0,0,0)", "ticksuffix": "  "},
        "xaxis": _value_axis(chart.unit, currency) | _BARE_AXIS,
        "waterfallgap": 0.3,
        "margin": {"r": _ROOM_FOR_AMOUNT},
    }
    values: list[list[Any]] = [[name, step.value] for name, step in zip(names, chart.steps, strict=True)]
    grid = _grid([_STEP.text(language), chart.title.text(language)], values, chart.unit, language)
    return {"data": [mark], "layout": layout, "height": max(200, 44 * len(names) + 60)}, grid


def _texts(labels: Sequence[Words | str], language: Language) -> list[str]:
    return [label.text(language) if isinstance(label, Words) else label for label in labels]


def _brightest(chart: Matrix) -> float | None:
    """The value with the strongest colour; a column that is 100 % by definition would drown all others."""
    values = [value for row in chart.values for value in row if value is not None]
    if chart.unit in _RATES:
        values = [value for value in values if value < 1] or values
    return max(values, default=None)


def _grid(heads: list[str], values: list[list[Any]], unit: str, language: Language) -> Grid:
    shown_unit = "rate" if unit in _RATES else unit
    cells = [[str(first), *(_cell(value, shown_unit, language) for value in rest)] for first, *rest in values]
    return heads, cells, values


def _cell(value: float | None, unit: str, language: Language) -> str:
    return "—" if value is None else cell(value, unit, {}, language)


def _table(name: str, title: str, heads: list[str], cells: list[list[str]], values: list[list[Any]]) -> Table:
    columns = tuple(
        Column(name=f"{name}-{at}", label=head, about="", unit=None, align="right" if at else "left")
        for at, head in enumerate(heads)
    )
    rows, plain = tuple(map(tuple, cells)), tuple(map(tuple, values))
    return Table(name=f"{name}-chart", title=title or _VALUE.en, about="", columns=columns, rows=rows, values=plain)


def _value_axis(unit: str, currency: str) -> dict[str, Any]:
    axis: dict[str, Any] = {"tickformat": _format(unit, is_short=True), "rangemode": "tozero", "title": {"text": ""}}
    return axis | ({"tickprefix": symbol(currency)} if unit == "money" else {})


def _format(unit: str, *, is_short: bool = False) -> str:
    if unit in _RATES:
        return ".0%" if is_short else ".1%"
    if unit == "money":
        return ",.0f" if is_short else ",.2f"
    if unit == "multiple":
        return ",.1f" if is_short else ",.2f"
    return ",.0f" if is_short else ",.4~f"


def _amount(value: float, unit: str, currency: str) -> str:
    """A number on its bar, whole, the sign before the currency.

    >>> _amount(-1234.5, "money", "CNY"), _amount(0.25, "rate", "CNY")
    ('-¥1,234', '25%')
    """
    form = _format(unit, is_short=True)
    return ("-" if value < 0 else "") + _prefix(unit, currency) + format(abs(value), form)


def _prefix(unit: str, currency: str) -> str:
    return symbol(currency) if unit == "money" else ""


def _day_format(days: Sequence[str]) -> str:
    span = (date.fromisoformat(days[-1]) - date.fromisoformat(days[0])).days
    return "%m-%d" if span <= _ONE_SEASON_DAYS else "%Y-%m"


def _are_days(texts: Sequence[str]) -> bool:
    try:
        return bool(texts) and all(date.fromisoformat(text) for text in texts)
    except ValueError:
        return False
