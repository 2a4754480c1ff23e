"""Which baskets were bought, at which list prices, and what was left of them?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from zhanggui.analyses.counted_sales import counted_lines
from zhanggui.metrics.kinds import is_sold

if TYPE_CHECKING:
    import pyarrow as pa

    from zhanggui.analyses.counted_sales import SalesParams
    from zhanggui.warehouse.protocol import Warehouse

Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]
Numbers = NDArray[np.float64]
NO_PRODUCT = "*"
FIRST, RETURNING, UNKNOWN = 1, 0, -1
_TEXTS = ("channel", "customer", "sku", "product_name", "category", "brand", "province", "tier")
_AMOUNTS = (
    "quantity",
    "gross_minor",
    "due_minor",
    "others_minor",
    "net_minor",
    "cost_minor",
    "unit_cost_minor",
    "rate_fee_minor",
    "fixed_fee_minor",
    "shipping_minor",
)


class Coded(NamedTuple):
    """A column of texts: for each row the place of its text, −1 where there is none."""

    codes: Whole
    texts: tuple[str, ...]

    def text(self, row: int) -> str:
        """The text of a row, empty where there is none."""
        code = self.codes[row]
        return self.texts[code] if code >= 0 else ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PastBaskets:
    """What was sold, as columns: lines in the order of their baskets, and where each basket begins.

    Of each line: units, list price of all of them (`gross`), what the buyer owed (`due`), what platform and influencer
    bore, and the share of the money that stayed after returns (`kept`). `has_cost` tells where the cost is known.
    """

    begins: Whole
    order_of: Whole
    texts: dict[str, Coded]
    amounts: dict[str, Whole]
    goods: Whole
    good_rows: Whole
    kept: Numbers
    has_cost: Flags
    days: Whole
    seconds: Whole
    first: Whole
    has_fee: Flags

    @property
    def orders(self) -> int:
        """How many baskets."""
        return len(self.begins) - 1

    @property
    def lines(self) -> int:
        """How many lines."""
        return len(self.order_of)

    def amount(self, name: str) -> Whole:
        """One amount of every line, in minor units or units."""
        return self.amounts[name]

    def of_orders(self, lines: Any) -> Any:
        """The value of each basket's first line."""
        return lines[self.begins[:-1]]

    def by_order(self, lines: Any) -> Any:
        """The sum of a value of lines over each basket."""
        if not len(lines):
            return np.zeros(self.orders, dtype=np.int64)
        return np.add.reduceat(lines, self.begins[:-1])


def past_baskets(warehouse: Warehouse, params: SalesParams) -> PastBaskets:
    """The paid baskets of the days asked for, without those the shop excludes; one query, no row objects.

    List price = goods before any discount, as the orders tell it. kept = net sales ÷ (due + borne by others); where
    nothing was due, the share of units not returned.
    """
    found = warehouse.fetch(_lines(warehouse, params))
    orders = _whole(found, "order_no")
    starts = np.flatnonzero(np.diff(orders, prepend=-1)) if len(orders) else np.zeros(0, dtype=np.int64)
    begins = np.append(starts, len(orders)).astype(np.int64)
    texts = {name: _coded(found, name) for name in _TEXTS}
    amounts = {name: _whole(found, name) for name in _AMOUNTS}
    goods, good_rows = _goods(texts)
    return PastBaskets(
        begins=begins,
        order_of=np.repeat(np.arange(len(starts)), np.diff(begins)),
        texts=texts,
        amounts=amounts,
        goods=goods,
        good_rows=good_rows,
        kept=_kept(amounts, _whole(found, "returned_quantity")),
        has_cost=_known(found, "cost_minor"),
        days=_whole(found, "ordered_day"),
        seconds=_whole(found, "seconds"),
        first=_whole(found, "first"),
        has_fee=_known(found, "fee_minor"),
    )


def sums_by(places: Whole, values: Any, count: int) -> Numbers:
    """The sum of values at each of so many places."""
    return np.bincount(places, weights=values, minlength=count).astype(np.float64)


def _lines(warehouse: Warehouse, params: SalesParams) -> Any:
    import ibis

    lines = counted_lines(warehouse, params)
    lines = lines.filter(is_sold(lines), lines.quantity >= 0, lines.gross_minor >= 0)
    if warehouse.loaded("customers") & {"tier"}:
        people = warehouse.table("customers").select("customer", "tier")
        lines = lines.left_join(people, "customer").drop("customer_right")
    else:
        lines = lines.mutate(tier=ibis.null("string"))
    fixed = lines.fee_per_unit_minor.fill_null(0) + lines.fee_per_order_minor.fill_null(0)
    is_first = lines.is_first_order
    return lines.select(
        "order_no",
        *_TEXTS[:2],
        "product_name",
        "province",
        "tier",
        "returned_quantity",
        "gross_minor",
        "due_minor",
        "cost_minor",
        "unit_cost_minor",
        "fee_minor",
        "shipping_minor",
        "ordered_day",
        sku=lines.sku.fill_null(NO_PRODUCT),
        category=lines.category.fill_null(""),
        brand=lines.brand.fill_null(""),
        quantity=ibis.greatest(lines.quantity, 1),
        others_minor=lines.discount_platform_minor + lines.discount_influencer_minor,
        net_minor=lines.net_sales_minor,
        fixed_fee_minor=fixed,
        rate_fee_minor=lines.fee_minor - fixed,
        seconds=lines.ordered_at.truncate("s").epoch_seconds(),
        first=ibis.cases((is_first.isnull(), UNKNOWN), (is_first, FIRST), else_=RETURNING).cast("int64"),
        line_id=lines.line_id,
    ).order_by("order_no", "sku", "line_id")


def _kept(amounts: dict[str, Whole], returned: Whole) -> Numbers:
    received = amounts["due_minor"] + amounts["others_minor"]
    units = np.maximum(amounts["quantity"], 1)
    by_units = 1 - np.minimum(returned, units) / units
    return np.where(received > 0, amounts["net_minor"] / np.maximum(received, 1), by_units)


def _goods(texts: dict[str, Coded]) -> tuple[Whole, Whole]:
    """A number for each product in its category and brand, and a row on which each of them is found."""
    if not len(texts["sku"].codes):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    codes = texts["sku"].codes
    for name in ("category", "brand"):
        codes = codes * (len(texts[name].texts) + 1) + texts[name].codes + 1
    _, rows, goods = np.unique(codes, return_index=True, return_inverse=True)
    return goods.astype(np.int64), rows.astype(np.int64)


def _coded(found: pa.Table, name: str) -> Coded:
    import pyarrow as pa
    import pyarrow.compute as pc

    column = found[name].cast(pa.string()).combine_chunks().dictionary_encode()
    codes = pc.fill_null(column.indices.cast(pa.int64()), -1).to_numpy(zero_copy_only=False)
    return Coded(codes, tuple(column.dictionary.to_pylist()))


def _whole(found: pa.Table, name: str) -> Whole:
    import pyarrow as pa
    import pyarrow.compute as pc

    column = found[name]
    column = column.cast(pa.int32()) if pa.types.is_date(column.type) else column
    column = pc.fill_null(column.cast(pa.int64()), 0)
    array: Whole = column.to_numpy().astype(np.int64)
    return array


def _known(found: pa.Table, name: str) -> Flags:
    import pyarrow.compute as pc

    array: Flags = pc.is_valid(found[name]).to_numpy().astype(np.bool_)
    return array
