"""Which groups are the largest, and what are all the others together?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from zhanggui.metrics.dimension import Dimension
from zhanggui.metrics.formula import value_of
from zhanggui.metrics.metric import Metric
from zhanggui.metrics.query import Figures
from zhanggui.metrics.value import MarginAssumption

REST = "(rest)"
Group = tuple[str, ...]


def ranked(
    groups: Iterable[Group],
    figures: Figures,
    first: Metric,
    absent: Mapping[str, str],
    margin: MarginAssumption | None,
) -> tuple[Group, ...]:
    """The groups by falling value of the first metric over the whole period; ties in the order of their names."""
    sums = summed(figures)

    def place(group: Group) -> tuple[bool, float, Group]:
        estimate = value_of(first, sums.get(group, {}), absent, margin).estimate
        return (estimate is None, -(estimate or 0), group)

    return tuple(sorted(groups, key=place))


def summed(figures: Figures) -> dict[Group, dict[str, int]]:
    """Every group's figures added up over its days, weeks or months."""
    sums: dict[Group, dict[str, int]] = {}
    for (_, group), parts in figures.items():
        _add(sums.setdefault(group, {}), parts)
    return sums


def folded(figures: Figures, kept: Collection[Group], by: tuple[Dimension, ...]) -> Figures:
    """The figures with every group that is not kept added to the rest."""
    rest = (REST,) * len(by)
    found: Figures = {}
    for (start, group), parts in figures.items():
        _add(found.setdefault((start, group if group in kept else rest), {}), parts)
    return found


def adds_up(reduction: Metric, by: tuple[Dimension, ...]) -> bool:
    """Whether a reduction's sum over groups of these dimensions is its value for them together."""
    if reduction.additivity == "per_order":
        return all(found.level != "line" for found in by)
    return reduction.additivity == "additive"


def _add(sums: dict[str, int], parts: Mapping[str, int]) -> None:
    for name, value in parts.items():
        sums[name] = sums.get(name, 0) + value
