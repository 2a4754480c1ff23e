"""Which few products carry the shop, and which many hardly matter?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import Field, model_validator

from zhanggui.analyses import counted_sales
from zhanggui.analyses.contribution import (
    PROFIT_GAPS,
    MarginParams,
    profit_gaps,
    sums_of,
)
from zhanggui.analyses.counted_sales import SalesCounted, SalesParams, share_of
from zhanggui.analyses.products.pareto_result import (
    LINE_SUMS,
    PERCENT,
    Bucket,
    ParetoResult,
    RankBy,
    class_rows,
    curve,
    product_row,
    totals,
    unevenness,
)
from zhanggui.core.capability import Capability, Members
from zhanggui.core.described import described
from zhanggui.core.errors import RequestAtFault, ShopAtFault
from zhanggui.core.money import Money
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.warehouse.protocol import Warehouse

TOP_FIFTH = 20


class ClassesOutOfOrder(RequestAtFault):
    """Class A would end after class B."""

    sentence = Words(
        zh="A 类到 {a_until} % 为止，B 类到 {b_until} % 为止：A 必须小于 B。",
        en="Class A ends at {a_until} % and class B at {b_until} %: A must end before B.",
    )


class NoProductProfit(ShopAtFault):
    """Products are to be ranked by profit, but no cost is known."""

    sentence = Words(
        zh="不能按贡献利润排名：没有任何商品的成本。请导入成本模板（zhanggui template costs），或声明毛利区间。",
        en="Products cannot be ranked by contribution profit: no cost is loaded. Load the costs template "
        "(zhanggui template costs), or declare a margin interval.",
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


def run(warehouse: Warehouse, params: ParetoParams) -> ParetoResult:
    """Rank products by what they bring and cut the ranking into classes.

    A product is in class A while the products before it bring less than 80 % of the whole, in B while less than 95 %,
    else in C; so the product that crosses the line belongs to the better class. What brings nothing or a loss is C.
    """
    counted = counted_sales.sales_counted(warehouse, params)
    if params.rank_by == "contribution_profit" and counted.lines_without_cost == counted.lines and not params.margin:
        raise NoProductProfit
    ranked = ranked_products(warehouse, params)
    buckets = [Bucket.read(row) for row in warehouse.fetch(_buckets(ranked)).to_pylist()]
    best = warehouse.fetch(ranked.order_by("rank").limit(params.limit)).to_pylist()
    names = _names(warehouse, params, [row["sku"] for row in best])
    rows = tuple(product_row(row, names.get(row["sku"]), params.margin, warehouse.currency) for row in best)
    sums = totals(buckets)
    return ParetoResult(
        headline=_headline(params, buckets, warehouse.currency),
        caveats=_caveats(params, counted, sums, warehouse.currency),
        first_day=counted.first_day,
        last_day=counted.last_day,
        products=sums["products"],
        unsold_products=_unsold(warehouse, params),
        net_sales=Money(sums["net_sales"], warehouse.currency),
        top_fifth=share_of(sums["top_worth"], sums["worth"]),
        gini=unevenness(buckets),
        curve=curve(buckets),
        classes=class_rows(buckets, params.rank_by, params.margin, warehouse.currency),
        rows=rows,
    )


def ranked_products(warehouse: Warehouse, params: ParetoParams) -> ir.Table:
    """One row per product with its sums, its classes and its place in the ranking asked for."""
    import ibis

    products = _with_profit(_sold(warehouse, params), params)
    by_sales = _places(products.net_sales, products.sku, params)
    by_profit = _places(products.profit, products.sku, params)
    main = by_sales if params.rank_by == "net_sales" else by_profit
    products = products.mutate(
        letter=by_sales["letter"],
        letter_by_profit=products.profit.isnull().ifelse(ibis.null("string"), by_profit["letter"]),
        **{name: main[name] for name in ("rank", "worth", "worth_before", "all_worth", "products")},
    )
    return products.mutate(hundredth=(products["rank"] * PERCENT + products.products - 1) // products.products)


def members(warehouse: Warehouse, params: ParetoParams, value: str) -> ir.Table:
    """The known customers who bought one product."""
    import ibis

    lines = counted_sales.counted_lines(warehouse, params)
    bought = lines.filter(lines.sku == value, lines.customer.notnull(), counted_sales.purchases(lines) == 1)
    buyers = bought.select("customer").distinct()
    return buyers.select(kind=ibis.literal("customer"), id=buyers.customer)


def _sold(warehouse: Warehouse, params: ParetoParams) -> ir.Table:
    lines = counted_sales.counted_lines(warehouse, params)
    lines = lines.filter(lines.sku.notnull())
    return lines.group_by("sku").aggregate(**sums_of(lines, *LINE_SUMS))


def _with_profit(products: ir.Table, params: ParetoParams) -> ir.Table:
    """Profit per product as the metric defines it: with costs, else by the declared margin, else unknown."""
    import ibis

    uncosted = products.net_sales_without_cost.fill_null(0)
    sure = products.net_sales - uncosted - products.known_cost.fill_null(0) - products.fees_of_costed_lines.fill_null(0)
    unknown = ibis.null("int64")
    if params.margin is not None:
        unknown = sure + (uncosted.cast("float64") * params.margin.estimate).round().cast("int64")
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
        "all_worth": whole,
        "letter": letter,
        "products": sku.count().over(ibis.window()),
    }


def _buckets(ranked: ir.Table) -> ir.Table:
    """Products counted by class and by hundredth of the ranking: a few hundred rows, from which totals are folded."""
    from_below = ranked.products - ranked["rank"] + 1
    in_top = ranked["rank"] * PERCENT <= ranked.products * TOP_FIFTH + PERCENT - 1
    return ranked.group_by("letter", "letter_by_profit", "hundredth").aggregate(
        products=ranked.count(),
        worth=ranked.worth.sum(),
        ranked_worth=(ranked.worth * from_below).sum(),
        top_worth=ranked.worth.sum(where=in_top),
        **{name: ranked[name].sum() for name in LINE_SUMS},
    )


def _names(warehouse: Warehouse, params: ParetoParams, skus: Sequence[str]) -> dict[str, str]:
    """For each product the name under which it sold most; of equals the first."""
    lines = counted_sales.counted_lines(warehouse, params)
    named = lines.filter(lines.sku.isin(list(skus)), lines.product_name.notnull())
    sold = named.group_by("sku", "product_name").aggregate(quantity=named.quantity.sum())
    rows = warehouse.fetch(sold).to_pylist() if skus else []
    rows.sort(key=lambda row: (-row["quantity"], row["product_name"]))
    names: dict[str, str] = {}
    for row in rows:
        names.setdefault(row["sku"], row["product_name"])
    return names


def _unsold(warehouse: Warehouse, params: ParetoParams) -> int | None:
    """Products of the catalogue that are on sale and were not sold; unknown without a catalogue."""
    if not warehouse.loaded("products"):
        return None
    catalogue = warehouse.table("products")
    on_sale = catalogue.filter(catalogue.status.fill_null("active") == "active")
    unsold = on_sale.anti_join(_sold(warehouse, params), "sku")
    (found,) = warehouse.fetch(unsold.aggregate(products=unsold.count())).to_pylist()
    return int(found["products"])


def _headline(params: ParetoParams, buckets: Sequence[Bucket], currency: str) -> Sentence:
    sums = totals(buckets)
    if not sums["products"]:
        return sentence("nothing")
    best = class_rows(buckets, params.rank_by, params.margin, currency)[0]
    facts = {
        "products": sums["products"],
        "best": best.products,
        "best_share": best.share_of_products,
        "top_fifth": share_of(sums["top_worth"], sums["worth"]),
    }
    if params.rank_by == "contribution_profit":
        return sentence("by_profit", best_profit=best.share, **facts)
    thin = sum(bucket.sums["products"] for bucket in buckets if bucket.letter == "A" and bucket.letter_by_profit == "C")
    facts["best_sales"] = best.share
    return sentence("headline_thin", thin=thin, **facts) if thin else sentence("headline", **facts)


def _caveats(
    params: ParetoParams, counted: SalesCounted, sums: Mapping[str, int], currency: str
) -> tuple[Sentence, ...]:
    said = []
    if sums["products"] > params.limit:
        said.append(sentence("not_listed", count=sums["products"] - params.limit))
    without_sku = counted.net_sales_minor - sums["net_sales"]
    if without_sku:
        share = share_of(without_sku, counted.net_sales_minor)
        said.append(sentence("without_sku", sales=Money(without_sku, currency), share=share))
    said += counted_sales.left_out(counted, currency)
    return (*said, *profit_gaps(counted, params.margin))


CAPABILITY = Capability(
    name="products.pareto",
    title=Words(zh="商品 ABC 分析", en="Products by ABC class"),
    question=Words(
        zh="哪些少数商品撑起店铺，哪些多数商品可有可无？",
        en="Which few products carry the shop, and which many hardly matter?",
    ),
    params=ParetoParams,
    result=ParetoResult,
    run=run,
    sentences={
        "headline": Words(
            zh="{products} 个有销售的商品中，A 类 {best} 个（{best_share}），占净销售额的 {best_sales}；排名前 20 % 的商品占 {top_fifth}。",
            en="Of {products} products sold, {best} in class A ({best_share}) bring {best_sales} of net sales; the top 20 % "
            "bring {top_fifth}.",
        ),
        "headline_thin": Words(
            zh="{products} 个有销售的商品中，A 类 {best} 个（{best_share}），占净销售额的 {best_sales}；"
            "其中 {thin} 个卖得多却几乎不赚钱（按利润是 C 类）；排名前 20 % 的商品占 {top_fifth}。",
            en="Of {products} products sold, {best} in class A ({best_share}) bring {best_sales} of net sales; {thin} of them "
            "sell much but earn next to nothing (class C by profit); the top 20 % bring {top_fifth}.",
        ),
        "by_profit": Words(
            zh="按贡献利润排名，{products} 个有销售的商品中 A 类 {best} 个（{best_share}），贡献利润的 {best_profit} 由它们带来；"
            "排名前 20 % 的商品占 {top_fifth}。",
            en="Ranked by contribution profit, {best} of {products} products sold are in class A ({best_share}) and bring "
            "{best_profit} of it; the top 20 % bring {top_fifth}.",
        ),
        "nothing": Words(zh="这段时间没有卖出带编码的商品。", en="No product with a code was sold in this period."),
        "not_listed": Words(
            zh="另有 {count} 个排名靠后的商品没有列出，已计入分类合计。",
            en="{count} products further down are not listed; they count in the classes.",
        ),
        "without_sku": Words(
            zh="有 {sales} 的净销售额（{share}）没有商品编码，不在排名之内：订单报表里没有商品明细，请再导入宝贝列表。",
            en="{sales} of net sales ({share}) carry no product code and are not ranked: the order report has no lines, "
            "load the item list too.",
        ),
        **counted_sales.LEFT_OUT,
        **PROFIT_GAPS,
    },
    tables={"order_lines": ("sku",)},
    ids=("F16", "A8", "F14"),
    members=Members(field="rows", key="sku", kind="customer", find=members),
)
