"""In which order do products stand, and where does one class end and the next begin?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import Field, model_validator

from zhanggui.analyses.contribution import COSTED, MarginParams, sums_of, sure_profit
from zhanggui.analyses.counted_sales import SalesParams, counted_lines
from zhanggui.analyses.products.pareto_result import PERCENT, RankBy
from zhanggui.core.described import described
from zhanggui.core.errors import RequestAtFault
from zhanggui.core.words import Words

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.warehouse.protocol import Warehouse

TOP_FIFTH = 20
SOLD_AND_REFUNDED = ("sold_units", "refunds", "paid_sales")


class ClassesOutOfOrder(RequestAtFault):
    """Class A would end after class B."""

    sentence = Words(
        zh="A 类到 {a_until} % 为止，B 类到 {b_until} % 为止：A 必须小于 B。",
        en="Class A ends at {a_until} % and class B at {b_until} %: A must end before B.",
    )


class ParetoParams(SalesParams, MarginParams):
    """Which sales, ranked by what, where the classes end."""

    rank_by: Annotated[
        RankBy,
        described(
            "排名依据",
            "Ranked by",
            about_zh="净销售额，或贡献利润（需要成本）",
            about_en="Net sales, or contribution profit (needs costs)",
        ),
    ] = "net_sales"
    a_until: Annotated[
        int,
        Field(ge=1, le=99),
        described(
            "A 类到（%）", "Class A until (%)", about_zh="累计占比达到此数为止", about_en="Until this cumulative share"
        ),
    ] = 80
    b_until: Annotated[
        int,
        Field(ge=2, le=100),
        described("B 类到（%）", "Class B until (%)", about_zh="其余为 C 类", about_en="The rest is class C"),
    ] = 95
    limit: Annotated[
        int,
        Field(ge=1, le=2_000),
        described("最多商品", "Most products", about_zh="只列排名最前的这么多个", about_en="Only the highest ranking"),
    ] = 100

    @model_validator(mode="after")
    def _a_ends_before_b(self) -> Self:
        if self.a_until >= self.b_until:
            raise ClassesOutOfOrder(a_until=self.a_until, b_until=self.b_until)
        return self


def ranked_products(warehouse: Warehouse, params: ParetoParams, parts: Sequence[str] = COSTED) -> ir.Table:
    """One row per product with its sums, its classes and its place in the ranking asked for.

    `parts` are the sums that profit needs: where every line has a cost, fewer are asked.
    """
    import ibis

    products = _with_profit(_sold(warehouse, params, parts), params)
    by_sales = _places(products.net_sales, products.sku, params)
    by_profit = _places(products.profit, products.sku, params)
    main = by_sales if params.rank_by == "net_sales" else by_profit
    products = products.mutate(
        letter=by_sales["letter"],
        letter_by_profit=products.profit.isnull().ifelse(ibis.null("string"), by_profit["letter"]),
        **{name: main[name] for name in ("rank", "worth", "worth_before", "products")},
    )
    return products.mutate(hundredth=(products["rank"] * PERCENT + products.products - 1) // products.products)


def listed_and_others(warehouse: Warehouse, params: ParetoParams, parts: Sequence[str]) -> ir.Table:
    """The listed products each by itself, all others by class and hundredth of the ranking: a few hundred rows."""
    import ibis

    ranked = _with_catalogue(ranked_products(warehouse, params, parts), warehouse)
    is_listed = ranked["rank"] <= params.limit
    in_top = ranked["rank"] * PERCENT <= ranked.products * TOP_FIFTH + PERCENT - 1
    nothing = ibis.null("string")
    return ranked.group_by(
        "letter", "letter_by_profit", "hundredth", listed_sku=is_listed.ifelse(ranked.sku, nothing)
    ).aggregate(
        rank=ranked["rank"].min(),
        product_name=ranked.catalogue_name.max(),
        worth_before=ranked.worth_before.min(),
        products=ranked.count(),
        on_sale=ranked.is_on_sale.sum(),
        worth=ranked.worth.sum(),
        ranked_worth=(ranked.worth * (ranked.products - ranked["rank"] + 1)).sum(),
        top_worth=ranked.worth.sum(where=in_top),
        **{name: ranked[name].sum() for name in (*parts, *SOLD_AND_REFUNDED)},
    )


def on_sale(catalogue: ir.Table) -> Any:
    """1 for products that the catalogue does not call draft or retired."""
    return (catalogue.status.fill_null("active") == "active").ifelse(1, 0)


def _sold(warehouse: Warehouse, params: ParetoParams, parts: Sequence[str]) -> ir.Table:
    lines = counted_lines(warehouse, params)
    lines = lines.filter(lines.sku.notnull())
    return lines.group_by("sku").aggregate(**sums_of(lines, *parts, *SOLD_AND_REFUNDED))


def _with_profit(products: ir.Table, params: ParetoParams) -> ir.Table:
    """Profit per product as the metric defines it: with costs, else by the declared margin, else unknown."""
    import ibis

    sure = sure_profit(products)
    if "lines_without_cost" not in products.columns:
        return products.mutate(profit=sure)
    uncosted = products.net_sales_without_cost.fill_null(0)
    unknown = ibis.null("int64")
    if params.margin is not None:
        unknown = sure - uncosted + (uncosted.cast("float64") * params.margin.estimate).round().cast("int64")
    return products.mutate(profit=(products.lines_without_cost == 0).ifelse(sure, unknown))


def _places(value: Any, sku: Any, params: ParetoParams) -> dict[str, Any]:
    """Rank, worth before, and class of each product by one value; unknown values come last and are worth nothing."""
    import ibis

    worth = ibis.greatest(value.fill_null(0), 0)
    order = [value.isnull(), value.desc(), sku]
    before = worth.sum().over(ibis.window(order_by=order, preceding=None, following=0)) - worth
    whole = worth.sum().over(ibis.window())
    letter = ibis.cases(
        (worth == 0, "C"),
        (before * PERCENT < whole * params.a_until, "A"),
        (before * PERCENT < whole * params.b_until, "B"),
        else_="C",
    )
    return {
        "rank": ibis.row_number().over(order_by=order) + 1,
        "worth": worth,
        "worth_before": before,
        "letter": letter,
        "products": sku.count().over(ibis.window()),
    }


def _with_catalogue(products: ir.Table, warehouse: Warehouse) -> ir.Table:
    """The catalogue's name, and whether the product is on sale there; empty without a catalogue."""
    import ibis

    if not warehouse.loaded("products"):
        return products.mutate(catalogue_name=ibis.null("string"), is_on_sale=ibis.literal(0, "int64"))
    catalogue = warehouse.table("products")
    known = catalogue.select(
        catalogue_sku=catalogue.sku, catalogue_name=catalogue.product_name, is_on_sale=on_sale(catalogue)
    )
    return products.left_join(known, products.sku == known.catalogue_sku)
