"""Which relations must be read for a question, and can they be split as it asks?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhanggui.metrics.dimension import UNKNOWN, Dimension
from zhanggui.metrics.dimensions import DIMENSIONS
from zhanggui.metrics.metric import Metric, Reduction
from zhanggui.metrics.query import Split
from zhanggui.metrics.question import ChoiceNotUnderstood, DimensionNotLoaded, ImpossiblePair, Question
from zhanggui.metrics.registry import dimension, metric
from zhanggui.metrics.relations import RELATIONS, Relation
from zhanggui.warehouse.contracts.register import CONTRACTS
from zhanggui.warehouse.requirements import EXPORTED_AS

if TYPE_CHECKING:
    from zhanggui.warehouse.protocol import Warehouse


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The metrics asked for, and per relation the whole numbers that they are made of."""

    asked: tuple[Metric, ...]
    reductions: Mapping[str, tuple[Metric, ...]]
    split: Split

    @property
    def relations(self) -> tuple[Relation, ...]:
        """The relations that are read, each by one query."""
        return tuple(RELATIONS[name] for name in self.reductions)


def plan(question: Question) -> Plan:
    """Resolve the names of a question; refuses what does not exist and what does not fit."""
    asked = tuple(metric(name) for name in dict.fromkeys(question.metrics))
    split = _split(question)
    for found in asked:
        _check_fit(found, split)
    reductions: dict[str, dict[str, Metric]] = {}
    for part in (part for found in asked for part in reductions_of(found)):
        reductions.setdefault(relation_of(part).name, {})[part.name] = part
    return Plan(
        asked=asked, split=split, reductions={name: tuple(parts.values()) for name, parts in reductions.items()}
    )


def reductions_of(found: Metric) -> tuple[Metric, ...]:
    """The reductions a metric is made of; itself if it is one.

    >>> [part.name for part in reductions_of(metric("aov"))]
    ['paid_sales', 'paid_orders']
    """
    if not found.parts:
        return (found,)
    parts = {part.name: part for name in found.parts for part in reductions_of(metric(name))}
    return tuple(parts.values())


def relation_of(reduction: Metric) -> Relation:
    """The relation a reduction is made from."""
    assert isinstance(reduction.formula, Reduction)  # noqa: S101 - what reductions_of returns
    return RELATIONS[reduction.formula.relation]


def relations_of(found: Metric) -> tuple[str, ...]:
    """The names of the relations a metric is made from.

    >>> relations_of(metric("net_sales_booked"))
    ('sale_lines', 'refund_lines')
    """
    return tuple(dict.fromkeys(relation_of(part).name for part in reductions_of(found)))


def possible_dimensions(found: Metric) -> tuple[str, ...]:
    """The dimensions by which every part of the metric can be split.

    >>> possible_dimensions(metric("ad_share"))[:3]
    ('channel', 'sku', 'subcategory')
    """
    tables = {relation_of(part).table for part in reductions_of(found)}
    return tuple(name for name, each in DIMENSIONS.items() if all(each.fits(table) for table in tables))


def check_loaded(warehouse: Warehouse, found: Plan) -> None:
    """Refuse a dimension that not one loaded row fills: every row would be 'unknown'."""
    tables = dict.fromkeys(relation.table for relation in found.relations)
    for each in found.split.dimensions:
        needed = [needed for table in tables if (needed := each.needed(table))]
        if needed and not any(column in warehouse.loaded(table) for table, column in needed):
            table, column = needed[0]
            source = CONTRACTS[EXPORTED_AS.get(table, table)].export_hint
            raise DimensionNotLoaded(dimension=each.title, table=table, column=column, source=source)


def _split(question: Question) -> Split:
    where: dict[str, tuple[Dimension, tuple[str, ...]]] = {}
    for name, value in question.where:
        found = dimension(name)
        if found.choices and value not in found.choices and value != UNKNOWN:
            raise ChoiceNotUnderstood(word=value, what=found.title, choices=", ".join(found.choices))
        where[name] = (found, (*where.get(name, (found, ()))[1], value))
    return Split(by=tuple(dimension(name) for name in dict.fromkeys(question.by)), where=where)


def _check_fit(found: Metric, split: Split) -> None:
    possible = possible_dimensions(found)
    for each in split.dimensions:
        if each.name not in possible:
            raise ImpossiblePair(metric=found.name, dimension=each.name, possible=", ".join(possible))
