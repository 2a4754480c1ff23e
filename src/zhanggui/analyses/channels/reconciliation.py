"""Does the money of every channel reconcile, and where it does not, by how much and why?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

from pydantic import Field

from zhanggui.analyses.asked_period import PeriodParams
from zhanggui.analyses.channels.reconciliation_causes import OUTSIDE, Records, compared
from zhanggui.analyses.channels.reconciliation_exchanged import SENTENCES as EXCHANGED
from zhanggui.analyses.channels.reconciliation_exchanged import exchanges, rateless
from zhanggui.analyses.channels.reconciliation_orders import order_money
from zhanggui.analyses.channels.reconciliation_records import channel_records, with_usual_days
from zhanggui.analyses.channels.reconciliation_result import (
    CAUSES,
    CHECKS,
    CheckRow,
    DelayRow,
    DifferenceRow,
    ReconciliationResult,
)
from zhanggui.analyses.channels.reconciliation_strays import strays
from zhanggui.analyses.counted_sales import refuse_unknown_channel, share_of
from zhanggui.core.capability import Capability, Members
from zhanggui.core.described import described
from zhanggui.core.errors import UnknownName
from zhanggui.core.money import Money
from zhanggui.core.sentence import Argument, Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.metrics.called import called, named
from zhanggui.metrics.registry import dimension
from zhanggui.warehouse.requirements import joined, require_tables

if TYPE_CHECKING:
    from datetime import date, datetime

    import ibis.expr.types as ir

    from zhanggui.warehouse.protocol import Warehouse

Titles = Mapping[str, Words]

RECORDS = ("payments", "refunds", "settlement_lines")
ROW = Words(zh="对账差额行", en="row of differences")
LISTING = "zhanggui run channels.reconciliation --json"
QUESTION = Words(
    zh="各渠道的钱对得上吗？差多少，为什么？", en="Does the money of every channel reconcile, and if not, why?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summed:
    """Orders or records of one channel, summed; `cause` is None where nothing differs."""

    channel: str
    check: str
    cause: str | None
    is_settled: bool
    orders: int
    expected: int
    recorded: int


class ReconciliationParams(PeriodParams):
    """Which orders, by the day they were placed; all that happened to their money since is counted."""

    channel: Annotated[
        str | None,
        described("渠道", "Channel", about_zh="只看一个渠道；空表示全部", about_en="Only this channel; empty: all"),
    ] = None
    share_in_time: Annotated[
        float,
        Field(ge=0.5, le=1),
        described(
            "按时比例",
            "Share in time",
            about_zh="多大比例的订单已结算，才算过了“通常的结算期”，0.99 即 99 %",
            about_en="The share of orders settled within the usual delay; 0.99 is 99 %",
        ),
    ] = 0.99


def run(warehouse: Warehouse, params: ReconciliationParams) -> ReconciliationResult:
    """Compare what orders, payments, refunds and statements say, order by order, and sum the differences by cause.

    Every order has one cause for each comparison, so the rows add up to the total difference exactly.
    """
    if not any(warehouse.loaded(name) for name in RECORDS):
        require_tables(warehouse, dict.fromkeys(RECORDS, ()), QUESTION)
    orders, others, records = _told(warehouse, params)
    every = [*_sums_of_orders(warehouse, orders), *_sums_of_strays(warehouse, others)]
    found = [each for each in every if each.cause != OUTSIDE]
    titles = called(warehouse, dimension("channel"))
    rows = _rows(found, titles, warehouse.currency)
    open_rows = [row for row in rows if row.is_open]
    difference, to_check = _total(rows, warehouse.currency), _total(open_rows, warehouse.currency)
    span = params.span(warehouse.as_of)
    unrated = rateless(warehouse, span, params.channel)
    result = ReconciliationResult(
        headline=sentence("nothing"),
        caveats=(*_outside(every, warehouse.currency), *unrated, *_caveats(records, titles)),
        last_day=span.last_day,
        difference=difference,
        explained=difference - to_check,
        to_check=to_check,
        orders_to_check=sum(row.orders for row in open_rows),
        checks=_checks(found, rows, titles, warehouse.currency),
        rows=rows,
        delays=_delays(warehouse, found, records, titles),
        exchanges=exchanges(warehouse, span, params.channel),
    )
    return _with_headline(result)


def members(warehouse: Warehouse, params: ReconciliationParams, value: str) -> ir.Table:
    """The orders behind one row, and the ids of its records that name no order."""
    import ibis

    channel, _, rest = value.partition(".")
    check, _, cause = rest.partition(".")
    orders, others, _ = _told(warehouse, params)
    if check not in CHECKS or cause not in CAUSES:
        raise UnknownName(kind=ROW, name=value, near=f"{channel}.settlement.missing_settlement", listing=LISTING)
    chosen = orders.filter(orders.channel == channel, orders[f"{check}_cause"] == cause).select("id")
    stray = others.filter(others.channel == channel, others["check"] == check, others.cause == cause).select("id")
    behind = ibis.union(chosen, stray, distinct=False)
    return behind.select(kind=ibis.literal("order"), id=behind.id)


def _told(warehouse: Warehouse, params: ReconciliationParams) -> tuple[ir.Table, ir.Table, Records]:
    """The comparisons of every order, the records without an order, and what is known of the channels."""
    span = params.span(warehouse.as_of)
    if params.channel is not None:
        refuse_unknown_channel(warehouse, params.channel)
    records = with_usual_days(warehouse, channel_records(warehouse, params.channel), params.share_in_time)
    money = order_money(warehouse, params, [name for name, each in records.items() if each.is_fulfilled])
    return compared(money, records), strays(warehouse, span, records), records


def _sums_of_orders(warehouse: Warehouse, orders: ir.Table) -> Iterator[Summed]:
    """Orders with like causes in every check are summed together; there are few kinds of them."""
    causes = [f"{check}_cause" for check in CHECKS]
    amounts = [f"{check}_{side}" for check in CHECKS for side in ("expected", "recorded")]
    sums = orders.group_by("channel", "is_settled", *causes).aggregate(
        **{name: orders[name].sum() for name in amounts},
        **{f"{check}_orders": orders[f"{check}_expected"].count() for check in CHECKS},
    )
    for row in warehouse.fetch(sums).to_pylist():
        for check in CHECKS:
            if row[f"{check}_orders"]:
                told = {side: row[f"{check}_{side}"] for side in ("cause", "orders", "expected", "recorded")}
                yield Summed(channel=row["channel"], check=check, is_settled=row["is_settled"], **told)


def _sums_of_strays(warehouse: Warehouse, others: ir.Table) -> Iterator[Summed]:
    sums = others.group_by("channel", "check", "cause").aggregate(
        orders=others.count(), recorded=others.recorded_minor.sum()
    )
    for row in warehouse.fetch(sums).to_pylist():
        yield Summed(**row, expected=0, is_settled=False)


def _rows(found: Iterable[Summed], titles: Titles, currency: str) -> tuple[DifferenceRow, ...]:
    """The differences, those to look into first, the largest first."""
    sums: dict[tuple[str, str, str], list[int]] = {}
    for each in found:
        if each.cause is not None:
            so_far = sums.setdefault((each.channel, each.check, each.cause), [0, 0])
            so_far[0] += int(each.orders)
            so_far[1] += int(each.recorded - each.expected)
    rows = [_row(named(titles, row[0]), row, orders, Money(minor, currency)) for row, (orders, minor) in sums.items()]
    return tuple(sorted(rows, key=lambda row: (not row.is_open, -abs(row.difference.minor), row.key)))


def _row(title: Words, row: tuple[str, str, str], orders: int, difference: Money) -> DifferenceRow:
    _, check, cause = row
    return DifferenceRow(
        channel=title,
        check=sentence(f"check_{check}"),
        cause=CAUSES[cause].title,
        difference=difference,
        orders=orders,
        is_open=CAUSES[cause].is_open,
        advice=sentence(f"advice_{cause}"),
        key=".".join(row),
    )


def _checks(
    found: Iterable[Summed], rows: Sequence[DifferenceRow], titles: Titles, currency: str
) -> tuple[CheckRow, ...]:
    sums: dict[tuple[str, str], list[int]] = {}
    for each in found:
        so_far = sums.setdefault((each.channel, each.check), [0, 0, 0])
        for at, amount in enumerate((each.orders, each.expected, each.recorded)):
            so_far[at] += int(amount)
    order = list(CHECKS)
    return tuple(
        CheckRow(
            channel=named(titles, channel),
            check=sentence(f"check_{check}"),
            orders=orders,
            expected=Money(expected, currency),
            recorded=Money(recorded, currency),
            difference=Money(recorded - expected, currency),
            to_check=_total(
                [row for row in rows if row.is_open and row.key.startswith(f"{channel}.{check}.")], currency
            ),
        )
        for (channel, check), (orders, expected, recorded) in sorted(
            sums.items(), key=lambda item: (item[0][0], order.index(item[0][1]))
        )
    )


def _delays(warehouse: Warehouse, found: Iterable[Summed], records: Records, titles: Titles) -> tuple[DelayRow, ...]:
    """How soon each channel settles, and which fees it declared and charged for the orders it has settled."""
    settled = [each for each in found if each.is_settled]
    rows = []
    for name, each in records.items():
        if each.settled_from:
            owed = sum(int(row.expected) for row in settled if (row.channel, row.check) == (name, "settlement"))
            fees = [row for row in settled if (row.channel, row.check) == (name, "fees")]
            rows.append(
                DelayRow(
                    channel=named(titles, name),
                    usual_days=each.usual_days,
                    first_day=_day(each.settled_from, warehouse.timezone),
                    last_day=_day(each.settled_until, warehouse.timezone),
                    declared_rate=share_of(-sum(int(row.expected) for row in fees), owed) if fees else None,
                    charged_rate=share_of(-sum(int(row.recorded) for row in fees), owed) if fees else None,
                )
            )
    return tuple(rows)


def _day(instant: datetime | None, timezone: str) -> date | None:
    return instant and instant.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(timezone)).date()


def _total(rows: Iterable[DifferenceRow], currency: str) -> Money:
    return Money(sum(row.difference.minor for row in rows), currency)


def _with_headline(result: ReconciliationResult) -> ReconciliationResult:
    channels = len({check.channel for check in result.checks})
    if not result.checks:
        return result
    if not result.rows:
        return replace(result, headline=sentence("reconciled", channels=channels))
    facts: dict[str, Argument] = {"channels": channels, "difference": result.difference, "to_check": result.to_check}
    if not result.orders_to_check:
        return replace(result, headline=sentence("explained", **facts))
    first = result.rows[0]
    facts |= {"channel": first.channel, "cause": first.cause}
    facts |= {"orders": result.orders_to_check, "size": first.difference, "first_orders": first.orders}
    return replace(result, headline=sentence("open", **facts))


def _outside(every: Iterable[Summed], currency: str) -> Iterator[Sentence]:
    """How much was sold at times whose statements or payments are not loaded."""
    for check in ("payments", "settlement"):
        left = [each for each in every if each.cause == OUTSIDE and each.check == check]
        if left:
            orders, expected = sum(each.orders for each in left), sum(int(each.expected) for each in left)
            yield sentence(f"outside_{check}", orders=orders, amount=Money(expected, currency))


def _caveats(records: Records, titles: Titles) -> tuple[Sentence, ...]:
    """Which comparisons cannot be made, channel by channel."""
    said = []
    for check in ("payments", "refunds", "settlement", "fees"):
        lacking = [
            name
            for name, each in records.items()
            if check not in each.checks and (check != "fees" or "settlement" in each.checks)
        ]
        if lacking:
            said.append(sentence(f"no_{check}", channels=joined(named(titles, name) for name in lacking)))
    return tuple(said)


CAPABILITY = Capability(
    name="channels.reconciliation",
    title=Words(zh="渠道对账", en="Reconciliation"),
    question=QUESTION,
    params=ReconciliationParams,
    result=ReconciliationResult,
    run=run,
    sentences={
        "open": Words(
            zh="{channels} 个渠道的差额合计 {difference}，其中 {to_check} 要核对（{orders} 笔）；最大的一项：{channel} {cause}，{size}（{first_orders} 笔）。",
            en="{channels} {channels:channel differs|channels differ} by {difference} in all; {to_check} of it has to be looked into ({orders} {orders:record|records}). "
            "The largest: {channel}, {cause}, {size} ({first_orders} {first_orders:record|records}).",
        ),
        "explained": Words(
            zh="{channels} 个渠道的差额合计 {difference}，都有正常的原因（如还没到结算期），没有要核对的（{to_check}）。",
            en="{channels} {channels:channel differs|channels differ} by {difference} in all, and every difference has an ordinary cause such as not "
            "being settled yet; nothing has to be looked into ({to_check}).",
        ),
        "reconciled": Words(
            zh="{channels} 个渠道的钱都对得上，一分不差。",
            en="The money of {channels} {channels:channel|channels} reconciles to the cent.",
        ),
        "nothing": Words(
            zh="这段时间没有可以对账的渠道：缺少支付、退款或结算记录。",
            en="No channel can be reconciled for this period: payments, refunds or statements are missing.",
        ),
        "outside_payments": Words(
            zh="有 {orders} 单（{amount}）不在支付记录的时段内，没有核对实付。",
            en="{orders} {orders:order|orders} ({amount}) {orders:lies|lie} outside the time of the payments loaded and {orders:is|are} not compared with them.",
        ),
        "outside_settlement": Words(
            zh="有 {orders} 单（{amount}）早于已导入的账单，没有核对结算；要核对请导入更早的账单。",
            en="{orders} {orders:order|orders} ({amount}) {orders:is|are} older than the statements loaded and {orders:is|are} not compared with them; load "
            "earlier statements to compare.",
        ),
        "no_payments": Words(
            zh="没有支付记录，不能核对实付：{channels}。请导入订单导出中的支付明细。",
            en="No payments, so what was paid is not compared: {channels}. Load their payment details.",
        ),
        "no_refunds": Words(
            zh="没有退款记录，不能核对退款：{channels}。请导入售后导出。",
            en="No refund records, so refunds are not compared: {channels}. Load their after-sales exports.",
        ),
        "no_settlement": Words(
            zh="没有结算账单，不知道平台付了多少：{channels}。请导入结算明细或动账明细。",
            en="No statements, so nobody knows what was paid out: {channels}. Load their settlement reports.",
        ),
        "no_fees": Words(
            zh="没有申报费率，不能核对扣费：{channels}。请填写费用模板（zhanggui template fees）。",
            en="No declared rates, so charges are not compared: {channels}. Fill in the fees template (zhanggui template fees).",
        ),
        **EXCHANGED,
        **{f"check_{name}": words for name, words in CHECKS.items()},
        **{f"advice_{name}": cause.advice for name, cause in CAUSES.items()},
    },
    tables={"orders": ()},
    ids=("B4",),
    members=Members(field="rows", key="key", kind="order", find=members),
)
