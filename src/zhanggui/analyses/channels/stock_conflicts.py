"""Where is a product sold out while it lies elsewhere?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from zhanggui.analyses.channels.conflicts_result import ConflictRow
from zhanggui.analyses.counted_sales import SalesParams, counted_lines
from zhanggui.core.money import Money
from zhanggui.core.sentence import sentence
from zhanggui.core.words import Words

if TYPE_CHECKING:
    from zhanggui.core.period import Period
    from zhanggui.warehouse.protocol import Warehouse

Places = Mapping[str, tuple[str, ...]]


def stock_conflicts(warehouse: Warehouse, params: SalesParams, period: Period, places: Places) -> list[ConflictRow]:
    """Products out of stock in one place on days on which another place held them.

    `places` says which channels sell from a place. Money in it = days out × what these channels sold of it a day while
    it lay there, at their price; unknown for a place that no channel is said to sell from.
    """
    if not warehouse.loaded("stock_levels"):
        return []
    rates = _sold(warehouse, params)
    rows = warehouse.fetch(_out_while_elsewhere(warehouse, period)).to_pylist()
    return [_row(row, places, rates, warehouse.currency) for row in rows]


def _out_while_elsewhere(warehouse: Warehouse, period: Period) -> Any:
    levels = warehouse.table("stock_levels")
    levels = levels.filter(levels.day.between(period.start, period.last_day), levels.location.notnull())
    free = levels.select("day", "sku", "location", free=levels.on_hand - levels.unavailable.fill_null(0))
    known = free.group_by("sku", "location").aggregate(days_in=free.day.nunique(where=free.free > 0))
    elsewhere = free.select("day", "sku", holder="location", held="free")
    out = free.filter(free.free <= 0).join(elsewhere, ["day", "sku"])
    out = out.filter(out.holder != out.location, out.held > 0)
    pairs = out.group_by("sku", "location", "holder").aggregate(days_out=out.day.nunique(), least_held=out.held.min())
    names = warehouse.table("products").select("sku", "product_name")
    return pairs.join(known, ["sku", "location"]).left_join(names, "sku").drop("sku_right")


def _sold(warehouse: Warehouse, params: SalesParams) -> dict[tuple[str, str], tuple[int, int]]:
    """Units and money of each product on each channel."""
    if not warehouse.loaded("sale_lines"):
        return {}
    lines = counted_lines(warehouse, params)
    sold = lines.filter(lines.kind_of_line == "sale", lines.sku.notnull())
    sums = sold.group_by("sku", "channel").aggregate(units=sold.quantity.sum(), due=sold.due_minor.sum())
    rows = warehouse.fetch(sums).to_pylist()
    return {(row["sku"], row["channel"]): (int(row["units"]), int(row["due"])) for row in rows}


def _row(
    row: Mapping[str, Any], places: Places, rates: Mapping[tuple[str, str], tuple[int, int]], currency: str
) -> ConflictRow:
    channels = places.get(row["location"], ())
    money = sum(rates.get((row["sku"], channel), (0, 0))[1] for channel in channels)
    size = Money(round(row["days_out"] * money / row["days_in"]), currency) if channels and row["days_in"] else None
    return ConflictRow(
        kind=sentence("stock"),
        sku=row["sku"],
        product_name=row["product_name"],
        side=Words(zh=row["location"], en=row["location"]),
        other_side=Words(zh=row["holder"], en=row["holder"]),
        evidence=sentence("stock_evidence", days_out=row["days_out"], least_held=row["least_held"]),
        size=size,
        verdict=sentence("sure"),
    )
