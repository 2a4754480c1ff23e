"""Which products earn, and which of them sell steadily enough to be planned?"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from zhanggui.analyses.contribution import PARTLY_COSTED, PROFIT_GAPS, profit_gaps, profit_not_known
from zhanggui.analyses.counted_sales import LEFT_OUT, left_out, sales_counted, share_of
from zhanggui.analyses.products.abc_xyz.params import AbcXyzParams
from zhanggui.analyses.products.abc_xyz.result import AbcXyzResult, AbcXyzRow, CellRow
from zhanggui.analyses.products.expected_units import expected_units
from zhanggui.analyses.products.pareto_ranking import ParetoParams, ranked_products
from zhanggui.analyses.products.weekly_sales import WeeklySales, weekly_sales
from zhanggui.core.capability import Capability, Members
from zhanggui.core.charts import Matrix
from zhanggui.core.money import Money
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.stats.steadiness import variations

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.warehouse.protocol import Warehouse

YEAR_WEEKS, SEASON_WEEKS = 52, 104
BY_PROFIT, BY_STEADINESS = "ABC", "XYZ"


def run(warehouse: Warehouse, params: AbcXyzParams) -> AbcXyzResult:
    """ABC by contribution profit of the last year, XYZ by the variation of its weeks once the season is taken out.

    Two years are read where they are loaded, so that a season can be told from chance; the classes look at the last.
    """
    weekly = weekly_sales(warehouse, params, SEASON_WEEKS)
    year = params.period(warehouse.as_of, YEAR_WEEKS * 7)
    asked = params.within(year)
    counted = sales_counted(warehouse, asked)
    ranked = _ranked(warehouse, asked)
    if ranked and all(row["profit"] is None for row in ranked):
        raise profit_not_known(counted)
    found = _rows(ranked, weekly, params, warehouse.currency)
    cells = _cells([row for _, row in found], warehouse.currency)
    return AbcXyzResult(
        headline=_headline(cells, len(found)),
        caveats=(
            *_caveats(weekly, params, len(ranked) - len(found), len(found)),
            *left_out(counted, warehouse.currency),
            *profit_gaps(counted, params.margin),
        ),
        last_day=weekly.last_day,
        weeks=min(weekly.weeks, YEAR_WEEKS),
        products=len(found),
        matrix=_matrix(cells),
        cells=cells,
        rows=tuple(row for _, row in found[: params.limit]),
    )


def members(warehouse: Warehouse, params: AbcXyzParams, value: str) -> ir.Table:
    """The products of one cell."""
    import ibis

    everything = run(warehouse, params.model_copy(update={"limit": sys.maxsize}))
    skus = [row.sku for row in everything.rows if row.cell == value]
    lines = warehouse.table("sale_lines")
    sold = lines.filter(lines.sku.isin(skus)).select("sku").distinct()
    return sold.select(kind=ibis.literal("product"), id=sold.sku)


def _ranked(warehouse: Warehouse, params: AbcXyzParams) -> Sequence[Mapping[str, Any]]:
    """Products with their profit and class, the ranking of the ABC analysis."""
    asked = ParetoParams(
        rank_by="contribution_profit",
        a_until=params.a_until,
        b_until=params.b_until,
        start=params.start,
        end=params.end,
        channel=params.channel,
        margin_low=params.margin_low,
        margin_estimate=params.margin_estimate,
        margin_high=params.margin_high,
    )
    ranked = ranked_products(warehouse, asked, PARTLY_COSTED)
    wanted = ranked.select("sku", "profit", "net_sales", "letter_by_profit", "rank").order_by("rank")
    rows: list[dict[str, Any]] = warehouse.fetch(wanted).to_pylist()
    return rows


def _rows(
    ranked: Sequence[Mapping[str, Any]], weekly: WeeklySales, params: AbcXyzParams, currency: str
) -> list[tuple[str, AbcXyzRow]]:
    place = {product.sku: at for at, product in enumerate(weekly.products)}
    everything = np.ones(len(weekly.products), dtype=bool)
    expected = expected_units(weekly, everything, params.elasticity_estimate)[:, -YEAR_WEEKS:]
    units = weekly.units[:, -YEAR_WEEKS:]
    adjusted, raw = variations(units, expected), variations(units, weekly.on_shelf[:, -YEAR_WEEKS:])
    rows = []
    for row in ranked:
        at = place.get(row["sku"])
        if at is None or row["profit"] is None:
            continue
        cell = f"{row['letter_by_profit']}{_steadiness(float(adjusted[at]), params)}"
        told = AbcXyzRow(
            sku=row["sku"],
            product_name=weekly.products[at].name,
            cell=cell,
            net_sales=Money(int(row["net_sales"]), currency),
            contribution_profit=Money(int(row["profit"]), currency),
            units=int(units[at].sum()),
            variation=_said(float(adjusted[at])),
            raw_variation=_said(float(raw[at])),
        )
        rows.append((cell, told))
    return rows


def _said(variation: float) -> float | None:
    return None if np.isnan(variation) else round(variation, 3)


def _steadiness(variation: float, params: AbcXyzParams) -> str:
    """What was never there often enough to vary cannot be planned either."""
    if np.isnan(variation):
        return "Z"
    return "X" if variation < params.x_until else "Y" if variation < params.y_until else "Z"


def _cells(rows: Sequence[AbcXyzRow], currency: str) -> tuple[CellRow, ...]:
    whole = sum(row.contribution_profit.minor for row in rows)
    return tuple(
        _cell(f"{letter}{kind}", [row for row in rows if row.cell == f"{letter}{kind}"], whole, currency)
        for letter in BY_PROFIT
        for kind in BY_STEADINESS
    )


def _cell(name: str, rows: Sequence[AbcXyzRow], whole: int, currency: str) -> CellRow:
    profit = sum(row.contribution_profit.minor for row in rows)
    return CellRow(
        cell=name,
        products=len(rows),
        net_sales=Money(sum(row.net_sales.minor for row in rows), currency),
        contribution_profit=Money(profit, currency),
        profit_share=share_of(profit, whole),
        advice=sentence(f"advice_{name}"),
    )


def _matrix(cells: Sequence[CellRow]) -> Matrix:
    counts = {row.cell: float(row.products) for row in cells}
    return Matrix(
        title=Words(zh="商品数", en="Products"),
        unit="count",
        row_title=Words(zh="按贡献利润", en="By contribution profit"),
        column_title=Words(zh="按需求稳定", en="By steadiness of demand"),
        rows=tuple(BY_PROFIT),
        columns=tuple(BY_STEADINESS),
        values=tuple(tuple(counts[f"{letter}{kind}"] for kind in BY_STEADINESS) for letter in BY_PROFIT),
    )


def _headline(cells: Sequence[CellRow], products: int) -> Sentence:
    if not products:
        return sentence("nothing")
    counts = {row.cell: row for row in cells}
    return sentence(
        "headline",
        products=products,
        ax=counts["AX"].products,
        ax_share=counts["AX"].profit_share,
        az=counts["AZ"].products,
        cz=counts["CZ"].products,
    )


def _caveats(weekly: WeeklySales, params: AbcXyzParams, without_cost: int, products: int) -> Iterable[Sentence]:
    if weekly.weeks < SEASON_WEEKS:
        yield sentence("short_season", weeks=weekly.weeks)
    if without_cost:
        yield sentence("without_cost", count=without_cost)
    if products > params.limit:
        yield sentence("not_listed", count=products - params.limit)


CAPABILITY = Capability(
    name="products.abc_xyz",
    title=Words(zh="商品 ABC–XYZ 九宫格", en="Products by ABC and XYZ"),
    question=Words(
        zh="哪些商品赚钱，其中哪些卖得稳、可以按计划备货？",
        en="Which products earn, and which of them sell steadily enough to be planned?",
    ),
    params=AbcXyzParams,
    result=AbcXyzResult,
    run=run,
    sentences={
        "headline": Words(
            zh="{products} 个商品：又赚钱又稳定的 AX {ax} 个，占贡献利润 {ax_share}；赚钱但难预测的 AZ {az} 个；不赚钱又难预测的 CZ {cz} 个。",
            en="{products} {products:product|products}: {ax} earn and sell steadily (AX, {ax_share} of contribution profit), {az} earn but cannot be "
            "foreseen (AZ), {cz} neither (CZ).",
        ),
        "nothing": Words(
            zh="这段时间没有带商品编码且有成本的销售。",
            en="Nothing with a product code and a cost was sold in this period.",
        ),
        "short_season": Words(
            zh="只有 {weeks} 周的数据：不到两年，季节和偶然分不清，XYZ 偏向不稳。",
            en="Only {weeks} {weeks:week|weeks} are loaded: under two years a season cannot be told from chance, and XYZ errs towards unsteady.",
        ),
        "without_cost": Words(
            zh="有 {count} 个商品缺成本，没有分格。",
            en="{count} {count:product has|products have} no cost and no cell.",
        ),
        "not_listed": Words(
            zh="另有 {count} 个商品没有列出，已计入各格。",
            en="{count} more {count:product is|products are} not listed; all count in the cells.",
        ),
        "advice_AX": Words(
            zh="自动补货，安全库存低，绝不断货", en="Reorder automatically, little safety stock, never run out"
        ),
        "advice_AY": Words(zh="按季节计划补货，安全库存中等", en="Plan by season, moderate safety stock"),
        "advice_AZ": Words(
            zh="备货贵也要有：小批勤补，盯活动", en="Keep it although it is dear: small frequent orders, watch events"
        ),
        "advice_BX": Words(zh="自动补货，少花人力", en="Reorder automatically, little attention"),
        "advice_BY": Words(zh="定期检查补货点", en="Review the reorder point now and then"),
        "advice_BZ": Words(zh="小批补货，能代发就代发", en="Small orders, dropship where possible"),
        "advice_CX": Words(zh="大批少次补货，别占人力", en="Large rare orders, no attention"),
        "advice_CY": Words(zh="减少规格，合并补货", en="Fewer variants, joint orders"),
        "advice_CZ": Words(zh="考虑下架或只接单采购", en="Consider dropping it, or buy only on order"),
        **LEFT_OUT,
        **PROFIT_GAPS,
    },
    tables={"order_lines": ("sku",)},
    ids=("A8", "F16"),
    members=Members(field="cells", key="cell", kind="product", find=members),
    roles=("owner", "operator", "analyst"),
)
