"""Which few products carry the shop, and which many hardly matter?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from zhanggui.analyses.contribution import PROFIT_GAPS, profit_gaps, profit_parts
from zhanggui.analyses.counted_sales import (
    LEFT_OUT,
    SalesCounted,
    counted_lines,
    left_out,
    purchases,
    sales_counted,
    share_of,
)
from zhanggui.analyses.products.pareto_ranking import ParetoParams, listed_and_others, on_sale
from zhanggui.analyses.products.pareto_result import (
    Bucket,
    ParetoResult,
    ProductRow,
    class_rows,
    curve,
    product_row,
    totals,
)
from zhanggui.core.capability import Capability, Members
from zhanggui.core.errors import ShopAtFault
from zhanggui.core.money import Money
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.stats.concentration import gini

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.warehouse.protocol import Warehouse


class NoProductProfit(ShopAtFault):
    """Products are to be ranked by profit, but no cost is known."""

    sentence = Words(
        zh="不能按贡献利润排名：没有任何商品的成本。请导入成本模板（zhanggui template costs），或声明毛利区间。",
        en="Products cannot be ranked by contribution profit: no cost is loaded. Load the costs template "
        "(zhanggui template costs), or declare a margin interval.",
    )


def run(warehouse: Warehouse, params: ParetoParams) -> ParetoResult:
    """Rank products by what they bring and cut the ranking into classes.

    A product is in class A while the products before it bring less than 80 % of the whole, in B while less than 95 %,
    else in C; so the product that crosses the line belongs to the better class. What brings nothing or a loss is C.
    """
    counted = sales_counted(warehouse, params)
    if params.rank_by == "contribution_profit" and counted.lines_without_cost == counted.lines and not params.margin:
        raise NoProductProfit
    found = warehouse.fetch(listed_and_others(warehouse, params, profit_parts(counted))).to_pylist()
    buckets = [Bucket.read(row) for row in found]
    sums = totals(buckets)
    return ParetoResult(
        headline=_headline(params, buckets, warehouse.currency),
        caveats=_caveats(params, counted, sums, warehouse.currency),
        first_day=counted.first_day,
        last_day=counted.last_day,
        products=sums["products"],
        unsold_products=_unsold(warehouse, sums["on_sale"]),
        net_sales=Money(sums["net_sales"], warehouse.currency),
        top_fifth=share_of(sums["top_worth"], sums["worth"]),
        gini=gini(sums["products"], sums["worth"], sums["ranked_worth"]),
        curve=curve(buckets),
        classes=class_rows(buckets, params.rank_by, params.margin, warehouse.currency),
        rows=_rows(warehouse, params, found, sums["worth"]),
    )


def members(warehouse: Warehouse, params: ParetoParams, value: str) -> ir.Table:
    """The known customers who bought one product."""
    import ibis

    lines = counted_lines(warehouse, params)
    bought = lines.filter(lines.sku == value, lines.customer.notnull(), purchases(lines) == 1)
    buyers = bought.select("customer").distinct()
    return buyers.select(kind=ibis.literal("customer"), id=buyers.customer)


def _rows(
    warehouse: Warehouse, params: ParetoParams, found: Sequence[Mapping[str, Any]], whole: int
) -> tuple[ProductRow, ...]:
    listed = sorted((row for row in found if row["listed_sku"] is not None), key=lambda row: int(row["rank"]))
    unnamed = [row["listed_sku"] for row in listed if row["product_name"] is None]
    names = _names_on_lines(warehouse, params, unnamed) if unnamed else {}
    return tuple(
        product_row(row, row["product_name"] or names.get(row["listed_sku"]), whole, params.margin, warehouse.currency)
        for row in listed
    )


def _names_on_lines(warehouse: Warehouse, params: ParetoParams, skus: Sequence[str]) -> dict[str, str]:
    """For each product the name under which it sold most; of equals the first."""
    lines = counted_lines(warehouse, params)
    named = lines.filter(lines.sku.isin(list(skus)), lines.product_name.notnull())
    sold = named.group_by("sku", "product_name").aggregate(quantity=named.quantity.sum())
    names: dict[str, str] = {}
    for row in sorted(warehouse.fetch(sold).to_pylist(), key=lambda row: (-row["quantity"], row["product_name"])):
        names.setdefault(row["sku"], row["product_name"])
    return names


def _unsold(warehouse: Warehouse, sold: int) -> int | None:
    """Products of the catalogue that are on sale and were not sold; unknown without a catalogue."""
    if not warehouse.loaded("products"):
        return None
    catalogue = warehouse.table("products")
    (found,) = warehouse.fetch(catalogue.aggregate(products=on_sale(catalogue).sum())).to_pylist()
    return int(found["products"] or 0) - sold


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
    said += left_out(counted, currency)
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
            en="Of {products} {products:product|products} sold, {best} in class A ({best_share}) bring {best_sales} of net sales; the top 20 % "
            "bring {top_fifth}.",
        ),
        "headline_thin": Words(
            zh="{products} 个有销售的商品中，A 类 {best} 个（{best_share}），占净销售额的 {best_sales}；"
            "其中 {thin} 个卖得多却几乎不赚钱（按利润是 C 类）；排名前 20 % 的商品占 {top_fifth}。",
            en="Of {products} {products:product|products} sold, {best} in class A ({best_share}) bring {best_sales} of net sales; {thin} of them "
            "sell much but earn next to nothing (class C by profit); the top 20 % bring {top_fifth}.",
        ),
        "by_profit": Words(
            zh="按贡献利润排名，{products} 个有销售的商品中 A 类 {best} 个（{best_share}），贡献利润的 {best_profit} 由它们带来；"
            "排名前 20 % 的商品占 {top_fifth}。",
            en="Ranked by contribution profit, {best} of {products} {products:product|products} sold are in class A ({best_share}) and bring "
            "{best_profit} of it; the top 20 % bring {top_fifth}.",
        ),
        "nothing": Words(zh="这段时间没有卖出带编码的商品。", en="No product with a code was sold in this period."),
        "not_listed": Words(
            zh="另有 {count} 个排名靠后的商品没有列出，已计入分类合计。",
            en="{count} {count:product|products} further down {count:is not listed; it counts|are not listed; they count} in the classes.",
        ),
        "without_sku": Words(
            zh="有 {sales} 的净销售额（{share}）没有商品编码，不在排名之内：订单报表里没有商品明细，请再导入宝贝列表。",
            en="{sales} of net sales ({share}) carry no product code and are not ranked: the order report has no lines, "
            "load the item list too.",
        ),
        **LEFT_OUT,
        **PROFIT_GAPS,
    },
    tables={"order_lines": ("sku",)},
    ids=("F16", "A8", "F14"),
    members=Members(field="rows", key="sku", kind="customer", find=members),
)
