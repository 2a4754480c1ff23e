"""How does any result read on a page or in a terminal: headline, notes, figures, tables, charts?"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal

from zhanggui.core.charts import Bars, Funnel, Matrix, Series, Waterfall
from zhanggui.core.described import Description, descriptions
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.quantity import Interval, Rate, RateInterval
from zhanggui.core.sentence import Sentence, render, show
from zhanggui.core.words import Language, Words
from zhanggui.surfaces import places

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhanggui.core.capability import Capability, Result
    from zhanggui.core.charts import Chart

Align = Literal["left", "right"]
HARDLY = 0.0005
_CHARTS = (Series, Bars, Funnel, Matrix, Waterfall)
_UNIT_SUFFIX = {
    "days": Words(zh=" 天", en=" d"),
    "hours": Words(zh=" 小时", en=" h"),
    "minutes": Words(zh=" 分钟", en=" min"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a shown table."""

    name: str
    label: str
    about: str
    unit: str | None
    align: Align


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows ready to read, beside the plain values a file or a script wants."""

    name: str
    title: str
    about: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    values: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One labelled number."""

    name: str
    label: str
    about: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A chart and its place in the result."""

    name: str
    chart: Chart


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Everything a surface shows of one result."""

    headline: str
    notes: tuple[str, ...]
    figures: tuple[Figure, ...]
    drawings: tuple[Drawing, ...]
    tables: tuple[Table, ...]


def page(result: Result, capability: Capability, language: Language) -> Page:
    """Sort a result's fields by the type of their values into what a surface can show."""
    figures: list[Figure] = []
    drawings: list[Drawing] = []
    tables: list[Table] = []
    for name, description in descriptions(type(result)).items():
        value = getattr(result, name)
        if name in {"headline", "caveats"} or (value is None and not description.unit):
            continue
        if isinstance(value, _CHARTS):
            drawings.append(Drawing(name=name, chart=value))
        elif isinstance(value, tuple) and value and isinstance(value[0], _CHARTS):
            drawings += [Drawing(name=f"{name}-{at}", chart=chart) for at, chart in enumerate(value, 1)]
        elif isinstance(value, tuple):
            tables += _tables(name, description, value, capability.sentences, language)
        elif dataclasses.is_dataclass(value) and descriptions(type(value)):
            figures += _fields(value, capability.sentences, language)
        else:
            figures.append(_figure(name, description, value, capability.sentences, language))
    return Page(
        headline=render(result.headline, capability.sentences, language),
        notes=tuple(render(caveat, capability.sentences, language) for caveat in result.caveats),
        figures=tuple(figures),
        drawings=tuple(drawings),
        tables=tuple(tables),
    )


def table_of(
    name: str,
    rows: tuple[Any, ...],
    title: Words,
    sentences: Mapping[str, Words],
    language: Language,
) -> Table:
    """A table from described rows."""
    columns = descriptions(type(rows[0]))
    values = tuple(tuple(getattr(row, column) for column in columns) for row in rows)
    return Table(
        name=name,
        title=title.text(language),
        about=title.text(language),
        columns=tuple(
            _column(column, shown, [row[at] for row in values], language)
            for at, (column, shown) in enumerate(columns.items())
        ),
        rows=tuple(
            tuple(
                cell(value, shown.unit, sentences, language) for value, shown in zip(row, columns.values(), strict=True)
            )
            for row in values
        ),
        values=values,
    )


def cell(value: Any, unit: str | None, sentences: Mapping[str, Words], language: Language) -> str:
    """One value as text; unknown is said, never blank."""
    match value:
        case Sentence():
            return render(value, sentences, language)
        case datetime():
            return value.strftime("%Y-%m-%d %H:%M")
        case date():
            return value.isoformat()
        case str() if unit == places.UNIT:
            return places.place_title(value, language)
        case tuple():
            return ("、" if language == "zh-CN" else ", ").join(cell(item, unit, sentences, language) for item in value)
        case Money() | Rate() if unit == "change":
            return signed(value.rate) if isinstance(value, Rate) else f"{'+' if value.minor > 0 else ''}{value}"
        case _:
            return _quantity(value, unit, language)


def _quantity(value: Any, unit: str | None, language: Language) -> str:
    """A number in its unit: counts whole, durations with one decimal, changes with their sign."""
    match value:
        case float() if unit == "change":
            return signed(value)
        case None if unit == "so_far":  # not unknown: there is nothing yet, and another column says why
            return "—"
        case float() if unit in {"rate", "share", "percent"}:
            return Rate(value).percent
        case Rate():
            return value.percent
        case float() if value.is_integer() and unit in {"count", "units", "customers", "orders", "visitors"}:
            return show(int(value), language)
    suffix = _UNIT_SUFFIX.get(unit or "")
    if suffix is None or value is None or isinstance(value, str):
        return show(value, language)
    return (f"{value:,.1f}" if isinstance(value, float) else show(value, language)) + suffix.text(language)


def signed(change: float | None) -> str:
    """A relative change with its sign; one that rounds to nothing has none.

    >>> signed(0.123), signed(-0.05), signed(-0.0001), signed(None)
    ('+12.3 %', '-5.0 %', '0.0 %', '—')
    """
    if change is None:
        return "—"
    return f"{change * 100:+.1f} %" if abs(change) >= HARDLY else "0.0 %"


def _tables(
    name: str,
    description: Description,
    value: tuple[Any, ...],
    sentences: Mapping[str, Words],
    language: Language,
) -> list[Table]:
    if not value:
        return []
    if dataclasses.is_dataclass(value[0]) and descriptions(type(value[0])):
        table = table_of(name, value, description.label, sentences, language)
        return [dataclasses.replace(table, about=description.about.text(language))]
    column = Column(name=name, label=description.label.text(language), about="", unit=None, align="left")
    return [
        Table(
            name=name,
            title=description.label.text(language),
            about=description.about.text(language),
            columns=(column,),
            rows=tuple((cell(item, description.unit, sentences, language),) for item in value),
            values=tuple((item,) for item in value),
        ),
    ]


def _fields(value: Any, sentences: Mapping[str, Words], language: Language) -> list[Figure]:
    return [
        _figure(name, description, getattr(value, name), sentences, language)
        for name, description in descriptions(type(value)).items()
    ]


def _figure(
    name: str,
    description: Description,
    value: Any,
    sentences: Mapping[str, Words],
    language: Language,
) -> Figure:
    return Figure(
        name=name,
        label=description.label.text(language),
        about=description.about.text(language),
        text=cell(value, description.unit, sentences, language),
    )


def _column(name: str, description: Description, values: list[Any], language: Language) -> Column:
    present = next((value for value in values if value is not None), None)
    numeric = isinstance(present, int | float | Money | MoneyInterval | Interval | Rate | RateInterval)
    return Column(
        name=name,
        label=description.label.text(language),
        about=description.about.text(language),
        unit=description.unit,
        align="right" if numeric and not isinstance(present, bool) else "left",
    )
