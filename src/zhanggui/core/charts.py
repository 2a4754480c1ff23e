"""What shapes can a result be drawn in? Charts are data; surfaces draw them."""

from __future__ import annotations

from dataclasses import dataclass

from zhanggui.core.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One named line over the chart's x positions; gaps are None; bounds are optional."""

    name: Words
    values: tuple[float | None, ...]
    low: tuple[float | None, ...] = ()
    high: tuple[float | None, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Values over time or over an ordered scale."""

    title: Words
    x_title: Words
    unit: str
    x: tuple[str, ...]
    lines: tuple[Line, ...]
    cumulative_percent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """One value per category, in the order given."""

    title: Words
    unit: str
    labels: tuple[Words | str, ...]
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One step of a funnel and how many reached it."""

    name: Words
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Funnel:
    """How many remain after each step."""

    title: Words
    unit: str
    stages: tuple[Stage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """One value per row and column, drawn as a heat map; unknown cells are None."""

    title: Words
    unit: str
    row_title: Words
    column_title: Words
    rows: tuple[Words | str, ...]
    columns: tuple[Words | str, ...]
    values: tuple[tuple[float | None, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One bar of a waterfall: a total that stands on the ground, or a change that begins where the last bar ended."""

    name: Words
    value: float
    is_total: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Waterfall:
    """How one total became another: the changes between two totals add up."""

    title: Words
    unit: str
    steps: tuple[Step, ...]


Chart = Series | Bars | Funnel | Matrix | Waterfall
