"""Which sales does an analysis count, and which does it leave out?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from zhanggui.analyses.asked_period import PeriodParams
from zhanggui.core.described import described
from zhanggui.core.errors import UnknownName
from zhanggui.core.money import Money
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.metrics.kinds import is_of_an_order, is_sold, lacks_cost

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.metrics.dimension import Dimension
    from zhanggui.warehouse.protocol import Warehouse

UNKNOWN_CUSTOMERS = {
    "unknown_customers": Words(
        zh="净销售额中有 {share}（{sales}）来自平台隐去买家的订单，不在本分析之内。",
        en="{share} of net sales ({sales}) come from orders whose buyer the platform hides; they are not part of this.",
    ),
}
LEFT_OUT = {
    "excluded_orders": Words(
        zh="排除名单（样品、员工、刷单）上的订单没有计入，净销售额 {sales}。",
        en="Orders on the exclusion list (samples, staff, brushing) are not counted; their net sales are {sales}.",
    ),
    "foreign_lines": Words(
        zh="有 {count} 行明细不是 {currency}，又没有当天的汇率，没有计入。",
        en="{count} {count:line|lines} {count:is|are} not in {currency} and no rate of their day is loaded; {count:it is|they are} not counted.",
    ),
}


class SalesParams(PeriodParams):
    """Which sales: their days and their channel."""

    channel: Annotated[
        str | None,
        described("渠道", "Channel", about_zh="只看一个渠道；空表示全部", about_en="Only this channel; empty: all"),
    ] = None

    @property
    def where(self) -> tuple[tuple[str, str], ...]:
        """The channel as a filter of metrics."""
        return () if self.channel is None else (("channel", self.channel),)


@dataclass(frozen=True, slots=True, kw_only=True)
class SalesCounted:
    """What lies in the days asked for: counted, left out, and how much of the goods sold lacks a cost or a fee."""

    first_day: date | None
    last_day: date
    lines: int
    net_sales_minor: int
    unknown_customer_minor: int
    excluded_lines: int
    excluded_minor: int
    foreign_lines: int
    lines_without_cost: int
    due_without_cost_minor: int
    lines_without_fee: int
    due_without_fee_minor: int
    due_minor: int


def counted_lines(warehouse: Warehouse, params: SalesParams) -> ir.Table:
    """Lines of paid orders that the shop has not excluded, on their order day; returns are negative sales."""
    lines = paid_lines(warehouse, params)
    return lines.filter(_is_counted(lines, warehouse))


def paid_lines(warehouse: Warehouse, params: SalesParams) -> ir.Table:
    """Lines of paid orders in the days and the channel asked for."""
    import ibis

    lines = warehouse.table("sale_lines")
    lines = lines.filter(lines.is_paid, params.span(warehouse.as_of).holds(lines.ordered_day))
    lines = lines if params.channel is None else lines.filter(lines.channel == params.channel)
    return lines.mutate(is_paid=ibis.literal(True))  # now known, so that engines need not look again and again


def purchases(lines: ir.Table) -> Any:
    """1 on lines that make their document an order, 0 on returns and adjustments."""
    return is_of_an_order(lines).ifelse(1, 0)


def sales_counted(warehouse: Warehouse, params: SalesParams) -> SalesCounted:
    """How much is counted and how much is left out; refuses a channel that never sold anything."""
    rows = warehouse.fetch(_by_fate(paid_lines(warehouse, params), warehouse)).to_pylist()
    found = {row["fate"]: row for row in rows}
    sums = {(fate, name): int(row[name] or 0) for fate, row in found.items() for name in ("lines", "net", "due")}
    if not sums["kept", "lines"] and params.channel is not None:
        refuse_unknown_channel(warehouse, params.channel)
    return SalesCounted(
        first_day=found["kept"]["first_day"],
        last_day=params.span(warehouse.as_of).last_day,
        lines=sums["kept", "lines"],
        net_sales_minor=sums["kept", "net"],
        due_minor=sums["kept", "due"],
        unknown_customer_minor=sums["unknown", "net"],
        excluded_lines=sums["excluded", "lines"],
        excluded_minor=sums["excluded", "net"],
        foreign_lines=sums["foreign", "lines"],
        lines_without_cost=sums["costless", "lines"],
        due_without_cost_minor=sums["costless", "due"],
        lines_without_fee=sums["feeless", "lines"],
        due_without_fee_minor=sums["feeless", "due"],
    )


def left_out(counted: SalesCounted, currency: str) -> tuple[Sentence, ...]:
    """What the exclusion list took away."""
    return (
        (sentence("excluded_orders", sales=Money(counted.excluded_minor, currency)),) if counted.excluded_lines else ()
    )


def unknown_customers(counted: SalesCounted, currency: str) -> tuple[Sentence, ...]:
    """How much was sold to nobody knows whom."""
    if not counted.unknown_customer_minor:
        return ()
    share = share_of(counted.unknown_customer_minor, counted.net_sales_minor)
    return (sentence("unknown_customers", share=share, sales=Money(counted.unknown_customer_minor, currency)),)


def can_split_sales(warehouse: Warehouse, split: Dimension) -> bool:
    """Whether the shop has loaded what tells the parts of its sales apart; otherwise every part would be unknown."""
    needed = split.needed("sale_lines")
    return needed is None or needed[1] in warehouse.loaded(needed[0])


def share_of(part: float, whole: float) -> Rate | None:
    """A share computed after the sums; None of an empty whole.

    >>> share_of(1, 4), share_of(1, 0)
    (Rate(rate=0.25), None)
    """
    return Rate(part / whole) if whole else None


def _by_fate(lines: ir.Table, warehouse: Warehouse) -> ir.Table:
    """The counted lines, and each kind of rare lines by itself: engines skip quickly to what is rare."""
    import ibis

    kept = lines.filter(_is_counted(lines, warehouse))
    fates = {
        "kept": kept,
        "unknown": kept.filter(kept.customer.isnull()),
        "costless": kept.filter(lacks_cost(kept)),
        "feeless": kept.filter(kept.fee_minor.isnull()),
        "excluded": lines.filter(lines.is_excluded, lines.currency == warehouse.currency),
        "foreign": lines.filter(~lines.is_excluded, lines.currency != warehouse.currency),
    }
    return ibis.union(*(_sums(fate, chosen) for fate, chosen in fates.items()), distinct=False)


def _is_counted(lines: ir.Table, warehouse: Warehouse) -> Any:
    return ~lines.is_excluded & (lines.currency == warehouse.currency)


def _sums(fate: str, lines: ir.Table) -> ir.Table:
    import ibis

    # Of goods that were sold: neither returns nor adjustments, so that a part is never more than the whole.
    due = is_sold(lines).ifelse(ibis.greatest(lines.due_minor, 0), 0)
    sums = lines.aggregate(
        first_day=lines.ordered_day.min(), lines=lines.count(), net=lines.net_sales_minor.sum(), due=due.sum()
    )
    return sums.mutate(fate=ibis.literal(fate))


def refuse_unknown_channel(warehouse: Warehouse, channel: str) -> None:
    """Raise UnknownName for a channel that never sold anything."""
    sold = warehouse.table("sale_lines").select("channel").distinct()
    known = sorted(str(name) for name in warehouse.fetch(sold)["channel"].to_pylist())
    if channel not in known:
        listing = "zhanggui metrics orders --by channel"
        raise UnknownName(
            kind=Words(zh="渠道", en="channel"), name=channel, near=", ".join(known) or "-", listing=listing
        )
