"""What share of a category do others and the shop have, by figures of the market?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from zhanggui.analyses.counted_sales import SalesParams, counted_lines
from zhanggui.warehouse.exchanged import in_own_currency

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.warehouse.protocol import Warehouse

SCOPE = ["source", "day", "days", "channel", "category"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketShare:
    """One seller in one category by one source: its share of the category's sales, and ours of the same days."""

    seller: str
    source: str
    channel: str | None
    category: str
    day: date
    days: int
    theirs: float | None
    ours: float | None


def market_shares(warehouse: Warehouse) -> list[MarketShare]:
    """The newest figures of every seller and category: sales ÷ the category's sales by the same source and days.

    Ours are paid sales before refunds of the same channel, category and days over the same total; None where the shop
    sells nothing of that name there, or where its data do not reach so far. Where a platform tells an index instead of
    money, there is an order and no share.
    """
    if not {"category", "seller"} <= warehouse.loaded("market_sales"):
        return []
    import ibis

    sales = warehouse.table("market_sales")
    sales = in_own_currency(warehouse, sales, day=sales.day, amounts=("sales_minor",))
    sales = sales.mutate(channel=sales.channel.fill_null(""))
    totals = sales.filter(sales.seller.isnull(), sales.brand.isnull()).select(*SCOPE, total_minor="sales_minor")
    sellers = sales.filter(sales.seller.notnull(), sales.brand.isnull())
    number = ibis.row_number().over(
        group_by=["seller", "source", "channel", "category"], order_by=[sellers.day.desc(), sellers.days]
    )
    numbered = sellers.mutate(number=number)
    newest = numbered.filter(numbered.number == 0).join(totals, SCOPE)
    both = newest.left_join(_own_sales(warehouse, newest.select(*SCOPE).distinct()), SCOPE)
    rows = both.select("seller", *SCOPE, "sales_minor", "total_minor", "own_minor").order_by("seller", *SCOPE)
    return [
        MarketShare(
            seller=row["seller"],
            source=row["source"],
            channel=row["channel"] or None,
            category=row["category"],
            day=row["day"],
            days=row["days"],
            theirs=_share(row["sales_minor"], row["total_minor"]),
            ours=_share(row["own_minor"], row["total_minor"]),
        )
        for row in warehouse.fetch(rows).to_pylist()
    ]


def _own_sales(warehouse: Warehouse, scopes: ir.Table) -> ir.Table:
    """What the shop sold in each scope whose days are all loaded; no row where it sold nothing of that category."""
    sold = counted_lines(warehouse, SalesParams())
    daily = sold.group_by("category", sold_on=sold.channel, sold_day=sold.ordered_day).aggregate(
        due=(sold.due_minor + sold.discount_platform_minor + sold.discount_influencer_minor).sum()
    )
    met = scopes.mutate(scope=scopes.category).drop("category").join(daily, [("scope", "category")])
    since = met.sold_day.delta(met.day, unit="day")
    reaches = met.day.delta(warehouse.as_of, unit="day") + met.days <= 1
    met = met.filter((met.channel == "") | (met.channel == met.sold_on), since >= 0, since < met.days, reaches)
    return met.group_by("source", "day", "days", "channel", "category").aggregate(own_minor=met.due.sum())


def _share(part: int | None, whole: int | None) -> float | None:
    return None if part is None or not whole else part / whole
