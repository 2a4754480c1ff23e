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
        zh="有 {count} 行明细不是 {currency}，没有计入。", en="{count} lines are not in {currency} and are not counted."
    ),
}


class SalesParams(PeriodParams):
    """Which sales: their days and their channel."""

    channel: Annotated[
        str | None,
        described("渠道", "Channel", about_zh="只看一个渠道；空表示全部", about_en="Only this channel; empty: all"),
    ] = None


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
    return lines.filter(~lines.is_excluded, lines.currency == warehouse.currency)


def paid_lines(warehouse: Warehouse, params: SalesParams) -> ir.Table:
    """Lines of paid orders in the days and the channel asked for."""
    lines = warehouse.table("sale_lines")
    lines = lines.filter(lines.is_paid, params.span(warehouse.as_of).holds(lines.ordered_day))
    return lines if params.channel is None else lines.filter(lines.channel == params.channel)


def purchases(lines: ir.Table) -> Any:
    """1 on lines that make their document an order, 0 on returns and adjustments."""
    return is_of_an_order(lines).ifelse(1, 0)


def sales_counted(warehouse: Warehouse, params: SalesParams) -> SalesCounted:
    """How much is counted and how much is left out; refuses a channel that never sold anything."""
    lines = paid_lines(warehouse, params)
    (found,) = warehouse.fetch(lines.aggregate(**_totals(lines, warehouse.currency))).to_pylist()
    if not found["lines"] and params.channel is not None:
        _refuse_unknown_channel(warehouse, params.channel)
    first_day, last_day = found.pop("first_day"), params.span(warehouse.as_of).last_day
    return SalesCounted(
        first_day=first_day, last_day=last_day, **{name: int(sum_ or 0) for name, sum_ in found.items()}
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


def share_of(part: float, whole: float) -> Rate | None:
    """A share computed after the sums; None of an empty whole.

    >>> share_of(1, 4), share_of(1, 0)
    (Rate(rate=0.25), None)
    """
    return Rate(part / whole) if whole else None


def _totals(lines: ir.Table, currency: str) -> dict[str, Any]:
    is_own = lines.currency == currency
    kept = ~lines.is_excluded & is_own
    excluded = lines.is_excluded & is_own
    without_cost = kept & lacks_cost(lines)
    without_fee = kept & lines.fee_minor.isnull()
    net, due = lines.net_sales_minor, is_sold(lines).ifelse(lines.due_minor, 0)
    return {
        "first_day": lines.ordered_day.min(where=kept),
        "lines": lines.count(where=kept),
        "net_sales_minor": net.sum(where=kept),
        "unknown_customer_minor": net.sum(where=kept & lines.customer.isnull()),
        "excluded_lines": lines.count(where=excluded),
        "excluded_minor": net.sum(where=excluded),
        "foreign_lines": lines.count(where=~lines.is_excluded & ~is_own),
        "lines_without_cost": lines.count(where=without_cost),
        "due_without_cost_minor": due.sum(where=without_cost),
        "lines_without_fee": lines.count(where=without_fee),
        "due_without_fee_minor": due.sum(where=without_fee),
        "due_minor": due.sum(where=kept),
    }


def _refuse_unknown_channel(warehouse: Warehouse, channel: str) -> None:
    sold = warehouse.table("sale_lines").select("channel").distinct()
    known = sorted(str(name) for name in warehouse.fetch(sold)["channel"].to_pylist())
    if channel not in known:
        listing = "zhanggui metrics orders --by channel"
        raise UnknownName(
            kind=Words(zh="渠道", en="channel"), name=channel, near=", ".join(known) or "-", listing=listing
        )
