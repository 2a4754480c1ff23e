"""Which products lie in which order, and what did they leave there?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from zhanggui.analyses.contribution import sums_of
from zhanggui.analyses.counted_sales import counted_lines
from zhanggui.analyses.products.described_products import DescribedProduct, described_products
from zhanggui.metrics.kinds import is_sold
from zhanggui.stats.associations import Incidence
from zhanggui.stats.pair_evidence import Strata

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.analyses.counted_sales import SalesParams
    from zhanggui.warehouse.protocol import Warehouse

Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Baskets:
    """Orders with two products or more, entry by entry; how often each product was ordered, in every channel and month.

    Entries are sorted by product and order; `parts` are their sums, from which profit is made.
    """

    orders: int
    products: Sequence[DescribedProduct]
    strata: Strata
    incidence: Incidence
    parts: Mapping[str, Whole]
    starts: Whole  # where the entries of each product begin

    @property
    def counts(self) -> Whole:
        """In how many orders each product is."""
        return np.asarray(self.strata.with_item.sum(axis=1), dtype=np.int64)

    def kinds(self) -> tuple[Whole, ...]:
        """The category and the subcategory of every product, as numbers; a division that nobody told is left out."""
        told = [[p.category for p in self.products], [f"{p.category}/{p.subcategory}" for p in self.products]]
        found = [np.unique(names, return_inverse=True)[1] for names in told if names]
        return tuple(kind for kind in found if kind.max(initial=0) > 0)

    def are_one_style(self, first: Whole, second: Whole) -> NDArray[np.bool_]:
        """Whether two products are variants of one style."""
        names = [p.parent_sku for p in self.products]
        style, told = np.unique(names, return_inverse=True)[1], np.array([bool(name) for name in names], dtype=bool)
        return np.asarray((style[first] == style[second]) & told[first])

    def left_by_product(self) -> tuple[Whole, Mapping[str, Whole]]:
        """In how many orders of several products each is, and its sums in them."""
        ends = {name: np.concatenate(([0], np.cumsum(sums))) for name, sums in self.parts.items()}
        return np.diff(self.starts), {name: np.diff(end[self.starts]) for name, end in ends.items()}

    def left_together(self, first: int, second: int) -> dict[str, int]:
        """The sums of two products in the orders that hold both."""
        one, other = (slice(self.starts[at], self.starts[at + 1]) for at in (first, second))
        held = self.incidence.basket
        _, mine, theirs = np.intersect1d(held[one], held[other], assume_unique=True, return_indices=True)
        return {name: int(sums[one][mine].sum() + sums[other][theirs].sum()) for name, sums in self.parts.items()}


def baskets(warehouse: Warehouse, params: SalesParams, parts: Sequence[str]) -> Baskets:
    """What was sold of products with a code, by order.

    Orders of one product tell nothing about pairs: of them the engine gives the counts alone.
    """
    lines = counted_lines(warehouse, params)
    lines = lines.filter(lines.sku.notnull(), is_sold(lines), lines.quantity > 0)
    lines = lines.mutate(month=lines.ordered_day.truncate("M"))
    products = tuple(described_products(warehouse, lines).values())
    number = {product.sku: at for at, product in enumerate(products)}
    orders, strata = _strata(warehouse, lines, number)
    return _entries(warehouse, lines, parts, number, orders=orders, products=products, strata=strata)


def _strata(warehouse: Warehouse, lines: ir.Table, number: Mapping[str, int]) -> tuple[int, Strata]:
    whole = lines.group_by("channel", "month").aggregate(orders=lines.order_no.nunique()).order_by("channel", "month")
    rows = warehouse.fetch(whole).to_pylist()
    place = {(row["channel"], row["month"]): at for at, row in enumerate(rows)}
    held = np.array([row["orders"] for row in rows], dtype=float)
    by_item = lines.group_by("sku", "channel", "month").aggregate(orders=lines.order_no.nunique())
    found = warehouse.fetch(by_item).to_pydict()
    with_item = np.zeros((len(number), len(rows)))
    cells = [place[cell] for cell in zip(found["channel"], found["month"], strict=True)]
    with_item[[number[sku] for sku in found["sku"]], cells] = found["orders"]
    return int(held.sum()), Strata(baskets=held, with_item=with_item)


def _entries(
    warehouse: Warehouse,
    lines: ir.Table,
    parts: Sequence[str],
    number: Mapping[str, int],
    *,
    orders: int,
    products: Sequence[DescribedProduct],
    strata: Strata,
) -> Baskets:
    held = lines.group_by("order_no", "sku").aggregate(**sums_of(lines, *parts))
    several = lines.group_by("order_no").aggregate(skus=lines.sku.nunique())
    found = warehouse.fetch(held.semi_join(several.filter(several.skus > 1), "order_no"))
    sku = found["sku"].combine_chunks().dictionary_encode()
    named = np.array([number[name] for name in sku.dictionary.to_pylist()], dtype=np.int64)
    item = named[sku.indices.to_numpy(zero_copy_only=False)] if len(sku) else np.zeros(0, dtype=np.int64)
    basket = np.unique(found["order_no"].to_numpy(), return_inverse=True)[1].astype(np.int64)
    order = np.lexsort((basket, item))
    item, basket = item[order], basket[order]
    return Baskets(
        orders=orders,
        products=products,
        strata=strata,
        incidence=Incidence(baskets=int(basket.max(initial=-1)) + 1, items=len(products), basket=basket, item=item),
        parts={name: _whole(found[name])[order] for name in parts},
        starts=np.searchsorted(item, np.arange(len(products) + 1)),
    )


def _whole(column: object) -> Whole:
    import pyarrow.compute as pc

    return np.asarray(pc.fill_null(pc.cast(column, "int64"), 0).to_numpy(), dtype=np.int64)
