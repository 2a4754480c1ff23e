"""Which categories are there, how deep, and how many products and sales lie under each?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhanggui.analyses.counted_sales import SalesParams, counted_lines
from zhanggui.analyses.products.pareto_ranking import on_sale

if TYPE_CHECKING:
    from zhanggui.warehouse.protocol import Warehouse

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """All products with one and the same place in the tree; an empty path is no place."""

    path: Path
    products: int
    sold_products: int
    net_sales_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One category with everything under it."""

    path: Path
    children: int
    own_products: int
    products: int
    sold_products: int
    net_sales_minor: int


def shelves(warehouse: Warehouse, params: SalesParams) -> tuple[Shelf, ...]:
    """Products on sale by their place, sold or not, with what they sold for.

    A level that repeats the one above it (茶具 / 茶具) is none: customers see one step.
    """
    import ibis

    catalogue = warehouse.table("products")
    placed = catalogue.filter(on_sale(catalogue) == 1).select("sku", "category", "subcategory", "leaf_category")
    lines = counted_lines(warehouse, params)
    sold = lines.filter(lines.sku.notnull()).group_by("sku").aggregate(net=lines.net_sales_minor.sum())
    both = placed.left_join(sold, "sku").drop("sku_right")
    levels = ["category", "subcategory", "leaf_category"]
    sums = both.group_by(levels).aggregate(
        products=both.count(), sold=both.net.notnull().sum(), net=both.net.fill_null(0).sum()
    )
    rows = warehouse.fetch(sums.order_by([ibis.asc(name, nulls_first=False) for name in levels])).to_pylist()
    return tuple(
        Shelf(
            path=_path([row[name] for name in levels]),
            products=int(row["products"]),
            sold_products=int(row["sold"]),
            net_sales_minor=int(row["net"]),
        )
        for row in rows
    )


def nodes(found: Sequence[Shelf]) -> tuple[Node, ...]:
    """Every category of the tree in reading order, sums over all that is under it."""
    under: dict[Path, list[Shelf]] = defaultdict(list)
    for shelf in found:
        for path in _upwards(shelf.path):
            under[path].append(shelf)
    children = Counter(path[:-1] for path in under)
    return tuple(
        Node(
            path=path,
            children=children[path],
            own_products=sum(shelf.products for shelf in below if shelf.path == path),
            products=sum(shelf.products for shelf in below),
            sold_products=sum(shelf.sold_products for shelf in below),
            net_sales_minor=sum(shelf.net_sales_minor for shelf in below),
        )
        for path, below in sorted(under.items())
    )


def _path(levels: Sequence[str | None]) -> Path:
    path: list[str] = []
    for level in levels:
        name = (level or "").strip()
        if name and (not path or name != path[-1]):
            path.append(name)
    return tuple(path)


def _upwards(path: Path) -> Iterator[Path]:
    for length in range(1, len(path) + 1):
        yield path[:length]
