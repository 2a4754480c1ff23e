"""Which products come back more often than their kind, what does it cost, and why?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from zhanggui.analyses.contribution import PROFIT_GAPS, MarginParams, profit_gaps
from zhanggui.analyses.counted_sales import (
    LEFT_OUT,
    SalesParams,
    counted_lines,
    left_out,
    purchases,
    sales_counted,
    share_of,
)
from zhanggui.analyses.products.returns.counts import counts, settled, settled_lines
from zhanggui.analyses.products.returns.judging import LEVEL, Judged, judge, product_row
from zhanggui.analyses.products.returns.reasons import KINDS, Telling, by_reason, most_telling
from zhanggui.analyses.products.returns.result import ReasonRow, ReturnRow, ReturnsResult
from zhanggui.core.capability import Capability, Members
from zhanggui.core.charts import Line, Series
from zhanggui.core.described import described
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Argument, Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.metrics.kinds import is_returned
from zhanggui.stats.proportions import wilson

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.warehouse.protocol import Warehouse

LISTED_REASONS = 20


class ReturnsParams(SalesParams, MarginParams):
    """Which sales, and what counts as clearly worse."""

    worse_by: Annotated[
        float,
        Field(ge=0, le=5),
        described(
            "差多少才算",
            "Worse by",
            about_zh="比同类高出这么多才算更差，0.25 即 25 %",
            about_en="So much above its kind counts as worse, 0.25 is 25 %",
            unit="rate",
        ),
    ] = 0.25
    false_share: Annotated[
        float,
        Field(gt=0, le=0.5),
        described(
            "容许的误报",
            "Chance allowed",
            about_zh="判为更差的商品里，平均至多这么多是偶然",
            about_en="At most this share of the products told is chance, on average",
            unit="rate",
        ),
    ] = 0.05
    settle: Annotated[
        int | None,
        Field(ge=0, le=365),
        described(
            "退货期（天）",
            "Days to come back",
            about_zh="最近这么多天的订单还来不及退，不计入；空表示从数据得出",
            about_en="Orders of the latest days had no time to come back and are left out; empty: told by the data",
            unit="days",
        ),
    ] = None
    limit: Annotated[int, Field(ge=1, le=5_000), described("最多行数", "Most rows")] = 100


def run(warehouse: Warehouse, params: ReturnsParams) -> ReturnsResult:
    """Judge every product by the share of its sold lines that came back, against other products of its category.

    Shares of products that sold a few times are drawn to their category (`stats.shrunk_shares`). A product is clearly
    worse when its true share is beyond (1 + `worse_by`) times what is usual, chosen so that on average at most
    `false_share` of those named are not. A line counts as one decision of a buyer, however many units it has.
    """
    counted = sales_counted(warehouse, params)
    until = settled(warehouse, params, params.settle)
    last_day = until.last_day
    lines = settled_lines(warehouse, params, last_day)
    judged = judge(counts(warehouse, lines), worse_by=params.worse_by, false_share=params.false_share)
    rows = tuple(_rows(warehouse, params, lines, judged))
    lost = _sum([row.profit_lost for row in rows if row.verdict.code == "worse"], warehouse.currency)
    reasons = _reasons(warehouse, lines)
    return ReturnsResult(
        headline=_headline(judged, rows, lost, last_day),
        caveats=(
            *_caveats(
                days=until.days, is_known=until.is_known, not_listed=len(judged.chance) - params.limit if rows else 0
            ),
            *left_out(counted, warehouse.currency),
            *(profit_gaps(counted, params.margin) if rows else ()),
        ),
        first_day=counted.first_day if counted.first_day and counted.first_day <= last_day else None,
        last_day=last_day,
        settle_days=until.days,
        products=len(judged.chance),
        share_back=wilson(int(judged.counts.back.sum()), int(judged.counts.sold.sum()), LEVEL),
        worse_products=int(judged.is_worse.sum()),
        profit_lost=lost,
        rows=rows[: params.limit],
        pareto=_pareto(reasons),
        reasons=reasons,
    )


def members(warehouse: Warehouse, params: ReturnsParams, value: str) -> ir.Table:
    """The known customers who sent one product back."""
    import ibis

    lines = counted_lines(warehouse, params)
    of_it = lines.filter(lines.sku == value, lines.customer.notnull())
    back = of_it.filter(((of_it.returned_quantity > 0) & (purchases(of_it) == 1)) | is_returned(of_it))
    people = back.select("customer").distinct()
    return people.select(kind=ibis.literal("customer"), id=people.customer)


def _rows(warehouse: Warehouse, params: ReturnsParams, lines: ir.Table, judged: Judged) -> Iterator[ReturnRow]:
    """The rows that are listed, and those of all that are clearly worse."""
    if not judged.counts.back.any():
        return
    listed = judged.order[: max(params.limit, int(judged.is_worse.sum()))]
    told = (
        most_telling(warehouse, lines, set(judged.counts.sku[listed].tolist()), params.false_share)
        if warehouse.loaded("refunds")
        else {}
    )
    for at in listed.tolist():
        row = product_row(judged, at, params.margin, warehouse.currency)
        yield replace(row, reason=_reason(told.get(row.sku)))


def _reason(told: Telling | None) -> Sentence | None:
    if told is None:
        return None
    return sentence("reason", reason=told.reason, share=Rate(told.here.share), usual=Rate(told.elsewhere.share))


def _sum(lost: Sequence[MoneyInterval | None], currency: str) -> MoneyInterval | None:
    """The sum of known losses: nothing where there are none, unknown where any is."""
    known = [each for each in lost if each is not None]
    return MoneyInterval.adding(known, currency, level=LEVEL) if len(known) == len(lost) else None


def _headline(judged: Judged, rows: Sequence[ReturnRow], lost: MoneyInterval | None, last_day: date) -> Sentence:
    sold, back = int(judged.counts.sold.sum()), int(judged.counts.back.sum())
    if not sold:
        return sentence("nothing_sold", last_day=f"{last_day:%Y-%m-%d}")
    if not back:
        return sentence("nothing_back", lines=sold)
    worse = int(judged.is_worse.sum())
    if not worse:
        nearest: dict[str, Argument] = {"product": rows[0].product_name or rows[0].sku, "chance": rows[0].chance_worse}
        return sentence("none_worse", products=len(judged.chance), share=share_of(back, sold), **nearest)
    first = rows[0]
    facts: dict[str, Argument] = {
        "products": len(judged.chance),
        "worse": worse,
        "product": first.product_name or first.sku,
        "share": first.believed.estimate,
        "usual": first.usual,
    }
    return sentence("headline", **facts) if lost is None else sentence("headline_lost", lost=lost, **facts)


def _caveats(*, days: int, is_known: bool, not_listed: int) -> Iterator[Sentence]:
    if days:
        yield sentence("too_young" if is_known else "too_young_assumed", days=days)
    if not_listed > 0:
        yield sentence("not_listed", count=not_listed)


def _reasons(warehouse: Warehouse, lines: ir.Table) -> tuple[ReasonRow, ...]:
    """The weightiest reasons; the others together in one last row."""
    if not warehouse.loaded("refunds"):
        return ()
    found = [dict(row) for row in by_reason(warehouse, lines)]
    rest = found[LISTED_REASONS:]
    listed = found[:LISTED_REASONS]
    if rest:
        listed.append(
            {name: sum(row[name] for row in rest) for name in ("cases", "units", "money")} | {"is_rest": True}
        )
    whole = sum(int(row["money"]) for row in found)
    rows, so_far = [], 0
    for row in listed:
        so_far += int(row["money"])
        rows.append(_reason_row(row, whole, so_far, warehouse.currency))
    return tuple(rows)


def _reason_row(row: dict[str, Any], whole: int, so_far: int, currency: str) -> ReasonRow:
    is_rest = row.get("is_rest", False)
    return ReasonRow(
        kind=Words(zh="其他", en="Others") if is_rest else KINDS.get(row["kind_of_refund"], KINDS[None]),
        reason="…" if is_rest else row["reason"] or "–",
        cases=int(row["cases"]),
        units=int(row["units"] or 0),
        money=Money(int(row["money"]), currency),
        share=share_of(int(row["money"]), whole),
        cumulative=share_of(so_far, whole),
    )


def _pareto(reasons: Sequence[ReasonRow]) -> Series:
    return Series(
        title=Words(zh="退款原因累计占比", en="Cumulative share of refunds, weightiest reason first"),
        x_title=Words(zh="原因名次", en="Rank of reason"),
        unit="rate",
        x=tuple(str(place) for place in range(1, len(reasons) + 1)),
        lines=(
            Line(
                name=Words(zh="累计占比", en="Cumulative share"),
                values=tuple(None if row.cumulative is None else row.cumulative.rate for row in reasons),
            ),
        ),
    )


CAPABILITY = Capability(
    name="products.returns",
    title=Words(zh="退货异常商品", en="Products that come back"),
    question=Words(
        zh="哪些商品退得明显比同类多，因为什么，损失多少？",
        en="Which products come back clearly more often than their kind, why, and what does it cost?",
    ),
    params=ReturnsParams,
    result=ReturnsResult,
    run=run,
    sentences={
        "headline_lost": Words(
            zh="{products} 个商品中有 {worse} 个退得明显比同类多，多退的部分损失贡献利润 {lost}；最重的是“{product}”：{share}，同类 {usual}。",
            en="{worse} of {products} {products:product|products} {worse:comes|come} back clearly more often than {worse:its|their} kind; "
            "what comes back beyond the usual cost {lost} of contribution profit. The heaviest is '{product}': {share}, its kind {usual}.",
        ),
        "headline": Words(
            zh="{products} 个商品中有 {worse} 个退得明显比同类多；最重的是“{product}”：{share}，同类 {usual}。",
            en="{worse} of {products} {products:product|products} {worse:comes|come} back clearly more often than {worse:its|their} kind. "
            "The heaviest is '{product}': {share}, its kind {usual}.",
        ),
        "none_worse": Words(
            zh="{products} 个商品中没有哪个退得明显比同类多；最接近的是“{product}”（把握 {chance}）。总的退回比例 {share}（按行）。",
            en="None of {products} {products:product|products} comes back clearly more often than its kind; the nearest to it is "
            "'{product}' (chance {chance}). {share} of all lines came back.",
        ),
        "nothing_back": Words(
            zh="{lines} 行销售里没有任何退货记录。若确有退货，请导入售后导出。",
            en="Of {lines} {lines:line|lines} sold none is known to have come back. If some did, load the after-sales export.",
        ),
        "nothing_sold": Words(
            zh="到 {last_day} 为止没有卖出带编码的商品；之后的订单还来不及退。",
            en="No product with a code was sold up to {last_day}; later orders had no time to come back.",
        ),
        "worse": Words(zh="明显更差", en="Clearly worse"),
        "unclear": Words(zh="可能更差，还说不准", en="Perhaps worse, not sure"),
        "usual": Words(zh="与同类相当或更好", en="Like its kind or better"),
        "reason": Words(
            zh="“{reason}”占 {share}，其他商品 {usual}", en="'{reason}': {share}, against {usual} elsewhere"
        ),
        "too_young": Words(
            zh="最近 {days} 天的订单没有计入：95 % 的退货在 {days} 天内发生，它们还来不及退。",
            en="Orders of the latest {days} {days:day|days} are left out: 95 % of returns come within {days} {days:day|days}, these had no "
            "time yet.",
        ),
        "too_young_assumed": Words(
            zh="最近 {days} 天的订单没有计入：退货多久发生还看不出来，按 {days} 天假设。",
            en="Orders of the latest {days} {days:day|days} are left out: how long returns take is not known; {days} {days:day|days} is "
            "an assumption.",
        ),
        "not_listed": Words(
            zh="另有 {count} 个商品没有列出，已参与比较。",
            en="{count} more {count:product is|products are} not listed; {count:it was|they were} compared all the same.",
        ),
        **LEFT_OUT,
        **PROFIT_GAPS,
    },
    tables={"order_lines": ("sku",)},
    ids=("F18", "A8", "G1"),
    roles=("owner", "operator", "analyst"),
    members=Members(field="rows", key="sku", kind="customer", find=members),
)
