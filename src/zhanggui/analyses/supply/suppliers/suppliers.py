"""Which suppliers deliver on time, whole, sound and at a steady price, and whose goods come back?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from zhanggui.analyses.contribution import PROFIT_GAPS, contribution, profit_gaps
from zhanggui.analyses.counted_sales import LEFT_OUT, left_out, sales_counted, share_of
from zhanggui.analyses.supply.suppliers.known import Known, SuppliersParams, known_of_each, price_change
from zhanggui.analyses.supply.suppliers.result import SupplierRow, SuppliersResult
from zhanggui.core.capability import Capability
from zhanggui.core.money import Money
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Argument, Sentence, sentence
from zhanggui.core.words import Words

if TYPE_CHECKING:
    from zhanggui.analyses.supply.suppliers.purchases import Purchases
    from zhanggui.warehouse.protocol import Warehouse

FEW_LOTS = 5
VERDICTS: Mapping[str, Words] = {
    "late": Words(zh="常迟到", en="often late"),
    "faulty": Words(zh="不合格多", en="many rejects"),
    "returned": Words(zh="商品退得多", en="goods come back"),
    "dearer": Words(zh="进价涨 5 % 以上", en="prices up by more than 5 %"),
    "overdue": Words(zh="有逾期未到", en="has overdue orders"),
    "none": Words(zh="没有发现毛病", en="no fault found"),
    "few": Words(zh="采购太少，还说不准", en="too few orders to tell"),
}


def run(warehouse: Warehouse, params: SuppliersParams) -> SuppliersResult:
    """Judge every supplier against the others by what was ordered of them, and by what of their goods comes back.

    The shares of late lines and of lots with rejects are drawn to those of the other suppliers (`stats.shrunk_shares`);
    a supplier is named where its true share is worse than theirs by `worse_by`, with on average at most `false_share`
    of the names wrong. Returns beyond the usual are the sums over its products of `products.returns`.
    """
    counted = sales_counted(warehouse, params)
    known = known_of_each(warehouse, params)
    rows = [_row(each, params, warehouse.currency) for each in known]
    return SuppliersResult(
        headline=_headline(known, rows),
        caveats=(
            *(() if warehouse.loaded("purchase_orders") else (sentence("no_purchases"),)),
            *left_out(counted, warehouse.currency),
            *profit_gaps(counted, params.margin),
        ),
        first_day=counted.first_day,
        last_day=counted.last_day,
        suppliers=len(rows),
        rows=tuple(sorted(rows, key=_cost_of_faults))[: params.limit],
    )


def _row(known: Known, params: SuppliersParams, currency: str) -> SupplierRow:
    row = SupplierRow(
        supplier_id=known.supplier_id,
        supplier_name=known.name,
        verdict=_verdict(known),
        products=known.sums.get("products", 0),
        net_sales=Money(known.sums.get("net_sales", 0), currency),
        contribution_profit=contribution(known.sums, params.margin, currency) if known.sums else None,
        lines_beyond=known.beyond,
        return_loss=known.return_loss,
        agreed_days=known.agreed_days,
        on_time=known.on_time,
        faulty_lots=known.faulty_lots,
    )
    return row if known.purchases is None else _with_purchases(row, known.purchases, currency)


def _with_purchases(row: SupplierRow, bought: Purchases, currency: str) -> SupplierRow:
    change = price_change(bought)
    return replace(
        row,
        placed=bought.placed,
        spent=Money(bought.spent_minor, currency),
        lead_days=bought.lead_days,
        lead_days_late=bought.lead_days_late,
        overdue=Money(bought.overdue_minor, currency),
        filled=share_of(bought.units_received, bought.units_ordered),
        rejected=share_of(bought.units_rejected, bought.units_received),
        rejected_worth=Money(bought.rejected_minor, currency),
        price_change=None if change is None else Rate(change),
    )


def _verdict(known: Known) -> Words:
    if known.faults:
        told = [VERDICTS[name] for name in known.faults]
        return Words(zh="；".join(each.zh for each in told), en="; ".join(each.en for each in told))
    few = known.purchases is not None and known.purchases.lots < FEW_LOTS
    return VERDICTS["few" if few else "none"]


def _cost_of_faults(row: SupplierRow) -> tuple[int, str]:
    """What returns beyond the usual and rejects cost, the most first."""
    lost = row.return_loss.estimate.minor if row.return_loss else 0
    return (-(lost + (row.rejected_worth.minor if row.rejected_worth else 0)), row.supplier_id)


def _headline(known: Sequence[Known], rows: Sequence[SupplierRow]) -> Sentence:
    if not rows:
        return sentence("nothing")
    named = {each.supplier_id for each in known if each.faults}
    if not named:
        return sentence("none_named", suppliers=len(rows))
    worst = min((row for row in rows if row.supplier_id in named), key=_cost_of_faults)
    facts: dict[str, Argument] = {"supplier": worst.supplier_name or worst.supplier_id, "faults": worst.verdict}
    return sentence("headline", suppliers=len(rows), named=len(named), **facts)


CAPABILITY = Capability(
    name="supply.suppliers",
    title=Words(zh="供应商评分卡", en="Supplier scorecard"),
    question=Words(
        zh="哪些供应商准时、足量、合格、价格稳，谁的货退得多？",
        en="Which suppliers deliver on time, whole, sound and at a steady price, and whose goods come back?",
    ),
    params=SuppliersParams,
    result=SuppliersResult,
    run=run,
    sentences={
        "headline": Words(
            zh="{suppliers} 家供应商中有 {named} 家有明显的毛病；最费钱的是 {supplier}：{faults}。",
            en="{named} of {suppliers} {suppliers:supplier|suppliers} {named:has|have} a clear fault; the most costly is "
            "{supplier}: {faults}.",
        ),
        "none_named": Words(
            zh="{suppliers} 家供应商没有发现超出偶然的毛病。",
            en="No fault beyond chance was found in {suppliers} {suppliers:supplier|suppliers}.",
        ),
        "nothing": Words(
            zh="这段时间没有卖出写明供应商的商品，也没有采购单。请在商品表填供应商，或导入采购单明细。",
            en="No product with a supplier was sold and nothing was ordered in this period. Fill in the suppliers of "
            "products, or load purchase order lines.",
        ),
        "no_purchases": Words(
            zh="没有采购单：交期、准时、到货、质检、进价都未知。请从 ERP 导出采购单明细。",
            en="No purchase orders are loaded: lead times, punctuality, rejects and prices are unknown. Export order lines "
            "from the ERP.",
        ),
        **LEFT_OUT,
        **PROFIT_GAPS,
    },
    tables={"order_lines": ("sku",), "products": ("supplier_id",)},
    ids=("F18",),
    roles=("owner", "operator", "analyst"),
)
