"""Who are the shop's best customers, and who is slipping away?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from zhanggui.analyses import counted_sales
from zhanggui.analyses.contribution import (
    COSTED,
    PROFIT_GAPS,
    MarginParams,
    profit_gaps,
    profit_not_known,
    profit_parts,
    sums_of,
    sure_profit,
)
from zhanggui.analyses.counted_sales import SalesCounted, SalesParams, share_of
from zhanggui.analyses.customers.rfm_result import (
    Cell,
    RfmResult,
    ScoreRow,
    SegmentRow,
    grid,
    score_rows,
    segment_rows,
    shares_of_sales,
    totals,
)
from zhanggui.analyses.customers.segments import SEGMENTS
from zhanggui.core.capability import Capability, Members
from zhanggui.core.described import described
from zhanggui.core.errors import RequestAtFault, UnknownName
from zhanggui.core.money import Money
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.warehouse.protocol import Warehouse

MOSTLY_ONE_TIME = 0.5
FEW_CUSTOMERS = 50


class HighScoreOutOfReach(RequestAtFault):
    """No score can be as high as asked."""

    sentence = Words(
        zh="分数只有 1–{bins}，从 {high_from} 分起算高分就没有人达到；请填 2–{bins}。",
        en="Scores go from 1 to {bins}, so nobody reaches {high_from}; choose 2 to {bins}.",
    )


class RfmParams(SalesParams, MarginParams):
    """Which sales, how many scores, and what money means."""

    bins: Annotated[
        int,
        Field(ge=2, le=10),
        described(
            "分档数", "Scores", about_zh="每个维度打 1 到几分", about_en="Each dimension is scored from 1 to this"
        ),
    ] = 5
    high_from: Annotated[
        int,
        Field(ge=2, le=10),
        described("高分线", "High from", about_zh="达到几分算“高”", about_en="The lowest score that counts as high"),
    ] = 4
    money: Annotated[
        Literal["net_sales", "contribution_profit"],
        described(
            "金额口径",
            "Money",
            about_zh="净销售额，或贡献利润（需要全部商品的成本）",
            about_en="Net sales, or contribution profit (needs the cost of every product)",
        ),
    ] = "net_sales"

    @model_validator(mode="after")
    def _high_score_can_be_reached(self) -> Self:
        if self.high_from > self.bins:
            raise HighScoreOutOfReach(bins=self.bins, high_from=self.high_from)
        return self


def run(warehouse: Warehouse, params: RfmParams) -> RfmResult:
    """Score every customer on three questions and group those who answer alike.

    score = 1 + ⌊bins × (customers who do worse + ½ × others who do equally well) / customers⌋ for each of days since
    the last purchase, distinct purchase days and money. Equal customers get equal scores: a score depends on nothing
    but the facts, also where half of all customers share a value.

    A. M. Hughes, Strategic Database Marketing, 1994, ch. 6; eight groups as usual in the Chinese trade.
    """
    counted = counted_sales.sales_counted(warehouse, params)
    _refuse_unknown_profit(params, counted)
    parts = profit_parts(counted)
    cells = warehouse.fetch(_cells(scored_customers(warehouse, params, parts), parts)).to_pylist()
    return _result(params, counted, [Cell.read(cell) for cell in cells], warehouse.currency)


def scored_customers(warehouse: Warehouse, params: RfmParams, parts: Sequence[str] = COSTED) -> ir.Table:
    """One row per known customer who bought: their facts and the scores `recency`, `frequency`, `monetary`."""
    buyers = _buyers(warehouse, params, parts)
    money = buyers.net_sales
    if params.money == "contribution_profit":
        money = sure_profit(buyers)
    buyers = buyers.mutate(money_minor=money)
    return buyers.mutate(
        recency=_score(buyers.last_day, params.bins),
        frequency=_score(buyers.purchase_days, params.bins),
        monetary=_score(buyers.money_minor, params.bins),
        days_since=_days_between(params.span(warehouse.as_of).last_day, buyers.last_day),
    )


def in_segments(warehouse: Warehouse, params: RfmParams) -> ir.Table:
    """The scored customers with the code of their group as `segment`."""
    scored = scored_customers(warehouse, params)
    high = [score >= params.high_from for score in (scored.recency, scored.frequency, scored.monetary)]
    return scored.mutate(segment=answers(high))


def members(warehouse: Warehouse, params: RfmParams, value: str) -> ir.Table:
    """The customers of one segment."""
    import ibis

    if value not in {group.code for group in SEGMENTS}:
        near = ", ".join(group.code for group in SEGMENTS)
        raise UnknownName(
            kind=Words(zh="人群", en="segment"), name=value, near=near, listing="zhanggui run customers.rfm"
        )
    scored = in_segments(warehouse, params)
    chosen = scored.filter(scored.segment == value)
    return chosen.select(kind=ibis.literal("customer"), id=chosen.customer)


def answers(high: Sequence[Any]) -> Any:
    """The code of the group of who is, as the three conditions say, recent, frequent and valuable."""
    import ibis

    recent, frequent, valuable = high
    first, *others = (
        ((recent == group.recent) & (frequent == group.frequent) & (valuable == group.valuable), group.code)
        for group in SEGMENTS
    )
    return ibis.cases(first, *others)


def _buyers(warehouse: Warehouse, params: RfmParams, parts: Sequence[str]) -> ir.Table:
    lines = counted_sales.counted_lines(warehouse, params)
    lines = lines.filter(lines.customer.notnull())
    days = lines.group_by("customer", "ordered_day").aggregate(
        bought=counted_sales.purchases(lines).max(), **sums_of(lines, *parts)
    )
    buyers = days.group_by("customer").aggregate(
        last_day=days.ordered_day.max(where=days.bought == 1),
        purchase_days=days.bought.sum(),
        **{name: days[name].sum() for name in parts},
    )
    return buyers.filter(buyers.purchase_days > 0)


def _score(column: Any, bins: int) -> Any:
    """1 + ⌊bins × (worse + half of the equal others) / everybody⌋, in whole numbers."""
    import ibis

    worse = ibis.rank().over(order_by=column)
    not_better = column.count().over(ibis.range_window(preceding=None, following=0, order_by=column))
    everybody = column.count().over(ibis.window())
    return (worse + not_better - 1) * bins // (everybody * 2) + 1


def _days_between(last_day: date, day: Any) -> Any:
    import ibis

    return ibis.literal(last_day).delta(day, unit="day")


def _cells(scored: ir.Table, parts: Sequence[str]) -> ir.Table:
    """Customers counted by their three scores: at most bins³ rows, from which every table is folded."""
    return scored.group_by("recency", "frequency", "monetary").aggregate(
        customers=scored.count(),
        one_time=scored.count(where=scored.purchase_days == 1),
        days_since=scored.days_since.sum(),
        days_since_from=scored.days_since.min(),
        days_since_to=scored.days_since.max(),
        purchase_days=scored.purchase_days.sum(),
        purchase_days_from=scored.purchase_days.min(),
        purchase_days_to=scored.purchase_days.max(),
        money_minor_from=scored.money_minor.min(),
        money_minor_to=scored.money_minor.max(),
        **{name: scored[name].sum() for name in parts},
    )


def _refuse_unknown_profit(params: RfmParams, counted: SalesCounted) -> None:
    if params.money == "contribution_profit" and counted.lines_without_cost:
        raise profit_not_known(counted)


def _result(params: RfmParams, counted: SalesCounted, cells: Sequence[Cell], currency: str) -> RfmResult:
    rows = segment_rows(cells, params, params.high_from, currency)
    scores = score_rows(cells, params.bins, currency)
    sums = totals(cells)
    return RfmResult(
        headline=_headline(params, rows, scores, sums["customers"]),
        caveats=_caveats(params, counted, sums, currency),
        first_day=counted.first_day,
        last_day=counted.last_day,
        customers=sums["customers"],
        net_sales=Money(sums["net_sales"], currency),
        one_time_share=share_of(sums["one_time"], sums["customers"]),
        segments=rows,
        scores=scores,
        shares=shares_of_sales(rows),
        grid=grid(cells, params.bins),
    )


def _headline(params: RfmParams, rows: Sequence[SegmentRow], scores: Sequence[ScoreRow], customers: int) -> Sentence:
    if not customers:
        return sentence("nobody")
    best = rows[0]
    quiet = [row for row in rows if row.segment in {"keep", "rescue"}]
    recent = [row.days_since_to for row in scores if row.score >= params.high_from and row.days_since_to is not None]
    if not recent:
        return sentence("all_alike", customers=customers)
    return sentence(
        "headline",
        customers=customers,
        best=best.customers,
        best_share=best.share_of_customers,
        best_sales=best.share_of_sales,
        days=max(recent),
        quiet=sum(row.customers for row in quiet),
        quiet_sales=sum((row.net_sales for row in quiet[1:]), quiet[0].net_sales),
    )


def _caveats(params: RfmParams, counted: SalesCounted, sums: Mapping[str, int], currency: str) -> tuple[Sentence, ...]:
    said = [sentence("purchase_days")]
    if 0 < sums["customers"] < FEW_CUSTOMERS:
        said.append(sentence("few_customers", customers=sums["customers"]))
    one_time = share_of(sums["one_time"], sums["customers"])
    if one_time and one_time.rate >= MOSTLY_ONE_TIME:
        said.append(sentence("mostly_one_time", share=one_time))
    without_purchase = counted.net_sales_minor - counted.unknown_customer_minor - sums["net_sales"]
    if without_purchase:
        said.append(sentence("returns_without_purchase", sales=Money(without_purchase, currency)))
    said += counted_sales.unknown_customers(counted, currency)
    said += counted_sales.left_out(counted, currency)
    return (*said, *profit_gaps(counted, params.margin))


CAPABILITY = Capability(
    name="customers.rfm",
    title=Words(zh="顾客分层（RFM）", en="Customer segments (RFM)"),
    question=Words(zh="谁是最好的顾客，谁正在流失？", en="Who are the best customers, and who is slipping away?"),
    params=RfmParams,
    result=RfmResult,
    run=run,
    sentences={
        "headline": Words(
            zh="{customers} 位顾客中，重要价值客户 {best} 位（{best_share}），贡献净销售额的 {best_sales}；"
            "另有 {quiet} 位买得多的顾客已超过 {days} 天没来，他们一共买过 {quiet_sales}。",
            en="Of {customers} {customers:customer|customers} {best} are champions ({best_share}) and bring {best_sales} of net sales; "
            "{quiet} who spent much have not come for more than {days} {days:day|days}; they had bought for {quiet_sales}.",
        ),
        "all_alike": Words(
            zh="共 {customers} 位顾客，购买日期分不出先后，无法区分最近来过与久未来过。",
            en="{customers} {customers:customer|customers} bought at nearly the same time: recency does not tell who has gone quiet.",
        ),
        "nobody": Words(
            zh="这段时间没有已知顾客的付款订单，无法分层。",
            en="No known customer paid for an order in this period: nobody to group.",
        ),
        "rule": Words(zh="{recency}，{frequency}，{money}", en="{recency}, {frequency}, {money}"),
        "purchase_days": Words(
            zh="购买频次按有付款订单的不同日期计；同一天多单算一次，全额退款的订单也算购买，金额已扣退款。",
            en="Frequency counts distinct days with a paid order: two orders on one day are one. An order refunded in full "
            "is still a purchase; its money is taken off.",
        ),
        "few_customers": Words(
            zh="只有 {customers} 位顾客，分档很粗，仅供参考。",
            en="Only {customers} {customers:customer|customers}: the scores are coarse, take them as a hint.",
        ),
        "mostly_one_time": Words(
            zh="{share} 的顾客只买过一天，频次区分度低：请重点看最近购买与金额。",
            en="{share} of customers bought on one day only, so frequency tells little: look at recency and money.",
        ),
        "returns_without_purchase": Words(
            zh="有的已知顾客在时段内只有退货、没有购买，不在分层之内；其净销售额 {sales}。",
            en="Known customers with returns but no purchase in the period are in no group; their net sales are {sales}.",
        ),
        **counted_sales.UNKNOWN_CUSTOMERS,
        **counted_sales.LEFT_OUT,
        **PROFIT_GAPS,
    },
    tables={"orders": ("customer",)},
    ids=("D2", "D13", "A10"),
    members=Members(field="segments", key="segment", kind="customer", find=members),
)
