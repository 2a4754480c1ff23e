"""Does a value that the question filters on exist at all?"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

from zhanggui.metrics.dimension import UNKNOWN, Dimension
from zhanggui.metrics.plan import Plan
from zhanggui.metrics.query import with_joined
from zhanggui.metrics.question import ValueNotFound
from zhanggui.metrics.reading import Reading

if TYPE_CHECKING:
    from zhanggui.warehouse.protocol import Warehouse

MOST_SHOWN = 5


def check_values(warehouse: Warehouse, found: Plan, reading: Reading) -> None:
    """Where nothing at all was found, say which filter names a value that no row has: a zero would hide the typo."""
    if any(any(sums.values()) for sums in reading.figures.values()):
        return
    for each, wanted in found.split.where.values():
        if each.choices or each.level == "day":
            continue
        known = _values(warehouse, found, each)
        for value in wanted:
            if value not in known and value != UNKNOWN:
                near = get_close_matches(value, known) or known[:MOST_SHOWN]
                raise ValueNotFound(dimension=each.title, value=value, near=", ".join(near))


def _values(warehouse: Warehouse, found: Plan, dimension: Dimension) -> Sequence[str]:
    known: set[str] = set()
    for table, relation in {each.table: each for each in found.relations}.items():
        rows = with_joined(relation.rows(warehouse), dimension, warehouse)
        named = rows.select(value=dimension.expression(rows, table)).distinct()
        known.update(warehouse.fetch(named).column("value").to_pylist())
    return sorted(known - {UNKNOWN})
