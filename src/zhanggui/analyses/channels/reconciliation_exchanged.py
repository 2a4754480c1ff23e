"""Which records of money were exchanged into the shop's currency, at which rates, and which have no rate?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from zhanggui.analyses.channels.reconciliation_orders import MOVED_AT, happened, of_records
from zhanggui.analyses.channels.reconciliation_strays import in_days
from zhanggui.core.described import described
from zhanggui.core.money import Money
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.warehouse.exchanged import day_of, without_rate

if TYPE_CHECKING:
    from collections.abc import Iterator

    import ibis.expr.types as ir

    from zhanggui.analyses.asked_period import Span
    from zhanggui.warehouse.protocol import Warehouse

TITLES = {
    "payments": Words(zh="支付记录", en="Payments"),
    "refunds": Words(zh="退款记录", en="Refunds"),
    "settlement_lines": Words(zh="平台结算", en="Statements"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeRow:
    """The records of one kind in one currency that were exchanged."""

    record: Annotated[Words, described("记录", "Records of")]
    currency: Annotated[str, described("原币种", "Currency")]
    records: Annotated[int, described("笔数", "Records", unit="count")]
    original: Annotated[Money, described("原金额", "Original amount", unit="money")]
    amount: Annotated[
        Money,
        described(
            "折合本币",
            "In the shop's currency",
            about_zh="每笔按汇率折算后四舍六入五成双，再相加",
            about_en="Each record at its rate, rounded half to even, then added up",
            unit="money",
        ),
    ]
    lowest_rate: Annotated[float, described("最低汇率", "Lowest rate")]
    highest_rate: Annotated[float, described("最高汇率", "Highest rate")]
    first_rate_day: Annotated[
        date,
        described(
            "汇率最早日期",
            "Oldest rate",
            about_zh="订单的款项用下单日的汇率，其余用记录当天的；没有当天的就用之前最近的",
            about_en="Money of an order takes the order day's rate, all else its own day's, or the last one before it",
        ),
    ]
    last_rate_day: Annotated[date, described("汇率最晚日期", "Newest rate")]


def exchanges(warehouse: Warehouse, span: Span, channel: str | None) -> tuple[ExchangeRow, ...]:
    """By kind of record and currency, what was exchanged of the days asked for, and at which rates."""
    if not warehouse.loaded("fx_rates"):
        return ()
    rows = []
    for name, at in MOVED_AT.items():
        table = of_records(warehouse, name)
        table = _asked(table.filter(table.exchanged_rows == 1), at, span, channel, warehouse)
        summed = table.group_by("original_currency").aggregate(
            records=table.count(),
            original=table.original_minor.sum(),
            amount=table.amount_minor.sum(),
            lowest=table.exchange_rate.min(),
            highest=table.exchange_rate.max(),
            first=table.exchange_day.min(),
            last=table.exchange_day.max(),
        )
        found = warehouse.fetch(summed).to_pylist()
        rows += [_row(name, row, warehouse.currency) for row in sorted(found, key=lambda row: row["original_currency"])]
    return tuple(rows)


def rateless(warehouse: Warehouse, span: Span, channel: str | None) -> Iterator[Sentence]:
    """What has no rate, by kind of record and currency: it is left out, and said with its amount and its days."""
    yield from _rateless_orders(warehouse, span, channel)
    for name, at in MOVED_AT.items():
        table = happened(warehouse.table(name)) if name == "refunds" else warehouse.table(name)
        table = _asked(table, at, span, channel, warehouse)
        table = without_rate(warehouse, table, day=day_of(warehouse, table[at]), of_orders=True)
        summed = table.group_by("currency").aggregate(
            records=table.count(),
            amount_minor=table.amount_minor.sum(),
            first=table.rateless_day.min(),
            last=table.rateless_day.max(),
        )
        for row in sorted(warehouse.fetch(summed).to_pylist(), key=lambda row: str(row["currency"])):
            amount = Money(int(row["amount_minor"]), row["currency"])
            yield sentence(f"foreign_{name}", records=int(row["records"]), amount=amount, days=_days(row))


def _rateless_orders(warehouse: Warehouse, span: Span, channel: str | None) -> Iterator[Sentence]:
    lines = warehouse.table("sale_lines")
    lines = lines.filter(lines.currency != warehouse.currency, span.holds(lines.ordered_day))
    lines = lines if channel is None else lines.filter(lines.channel == channel)
    days = {"first": lines.ordered_day.min(), "last": lines.ordered_day.max()}
    (found,) = warehouse.fetch(lines.aggregate(orders=lines.order_no.nunique(), **days)).to_pylist()
    if found["orders"]:
        yield sentence("foreign_orders", orders=int(found["orders"]), days=_days(found))


def _asked(table: ir.Table, at: str, span: Span, channel: str | None, warehouse: Warehouse) -> ir.Table:
    table = in_days(table, at, span, warehouse.timezone)
    return table if channel is None else table.filter(table.channel == channel)


def _row(name: str, row: dict[str, Any], currency: str) -> ExchangeRow:
    return ExchangeRow(
        record=TITLES[name],
        currency=row["original_currency"],
        records=int(row["records"]),
        original=Money(int(row["original"]), row["original_currency"]),
        amount=Money(int(row["amount"]), currency),
        lowest_rate=row["lowest"],
        highest_rate=row["highest"],
        first_rate_day=row["first"],
        last_rate_day=row["last"],
    )


def _days(row: dict[str, Any]) -> str:
    return str(row["first"]) if row["first"] == row["last"] else f"{row['first']} – {row['last']}"


_NEXT = Words(
    zh="；请导入这些天的汇率（zhanggui template rates）。",
    en=". Load the rates of these days (zhanggui template rates).",
)


def _said(zh: str, en: str) -> Words:
    return Words(zh=zh + _NEXT.zh, en=en + _NEXT.en)


SENTENCES = {
    "foreign_orders": _said(
        "有 {orders} 单外币订单没有下单日（{days}）的汇率，没有对账",
        "Orders in another currency without a rate of their day ({days}) are not reconciled: {orders}",
    ),
    "foreign_payments": _said(
        "有 {records} 笔外币支付没有汇率（{days}），合计 {amount}，没有对账",
        "Payments in another currency without a rate ({days}) are not reconciled: {records}, {amount} in all",
    ),
    "foreign_refunds": _said(
        "有 {records} 笔外币退款没有汇率（{days}），合计 {amount}，没有对账",
        "Refunds in another currency without a rate ({days}) are not reconciled: {records}, {amount} in all",
    ),
    "foreign_settlement_lines": _said(
        "有 {records} 条外币结算没有汇率（{days}），合计 {amount}，没有对账",
        "Lines of statements in another currency without a rate ({days}) are not reconciled: {records}, {amount} in all",
    ),
}
