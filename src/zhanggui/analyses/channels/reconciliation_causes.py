"""Why does a record differ from what it is compared with? One likely cause for the whole difference of an order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from zhanggui.analyses.channels.reconciliation_records import DAY_SECONDS, ChannelRecords, by_channel, seconds

if TYPE_CHECKING:
    import ibis.expr.types as ir

Records = Mapping[str, ChannelRecords]


def compared(money: ir.Table, records: Records) -> ir.Table:
    """One row an order; of each check what was expected, what the record says, and why they differ.

    Amounts are the shop's: what it gets is positive, what it gives is negative; so a negative difference is money that
    the shop has not got. The cause is empty where nothing differs, all is empty where nothing can be compared.
    """
    import ibis

    usual = by_channel(money, {name: each.usual_days for name, each in records.items()}, "int64")
    days = (seconds(money.settled_until) - seconds(money.paid_at)) // DAY_SECONDS
    unsettled = _unsettled(money, (days <= usual).fill_null(True))
    told = {
        "payments": _payments(money),
        "refunds": _refunds(money),
        "settlement": _settlement(money, unsettled),
        "fees": _fees(money, unsettled),
    }
    columns: dict[str, Any] = {}
    for check, (expected, recorded, cause) in told.items():
        can = money.channel.isin([name for name, each in records.items() if check in each.checks])
        can = can & expected.notnull()
        columns[f"{check}_expected"] = can.ifelse(expected, ibis.null("int64"))
        columns[f"{check}_recorded"] = can.ifelse(recorded, ibis.null("int64"))
        columns[f"{check}_cause"] = can.ifelse(cause, ibis.null("string"))
    return money.select(
        channel=money.channel.cast("string"), id=money.order_id, is_settled=money.settled_rows > 0, **columns
    )


OUTSIDE = "outside_records"  # of a time whose records are not loaded: not compared, only counted
Told = tuple[Any, Any, Any]
Branches = tuple[tuple[Any, str], ...]


def _payments(money: ir.Table) -> Told:
    expected, recorded = money.stated_paid_minor, money.payments_minor
    difference = recorded - expected
    none = money.payments_rows == 0
    outside = none & ((money.paid_at < money.paid_from) | (money.paid_at > money.paid_until)).fill_null(False)
    repeated = (money.payments_repeated_minor != 0) & (
        (difference - money.payments_repeated_minor).abs() <= money.coins
    )
    cause = _cause(
        difference,
        (outside, OUTSIDE),
        (none, "missing_payment"),
        (expected == 0, "payment_of_unpaid_order"),
        (repeated, "duplicate_payment"),
        (difference.abs() <= 1 + money.coins, "rounding"),
    )
    return expected, recorded, cause


def _refunds(money: ir.Table) -> Told:
    expected, recorded = -money.stated_refunded_minor, -money.refunds_minor
    difference = recorded - expected
    is_later = (money.refunded_at > money.stated_at).fill_null(False)
    cause = _cause(
        difference,
        (money.refunds_rows == 0, "refund_not_recorded"),
        (is_later & (difference < 0), "order_export_older"),
        (expected == 0, "refund_not_on_order"),
        (difference.abs() <= 1 + money.coins, "rounding"),
    )
    return expected, recorded, cause


def _settlement(money: ir.Table, unsettled: Branches) -> Told:
    expected, recorded = money.receivable_minor, money.received_minor
    difference = recorded - expected
    repeated = (money.received_again_minor != 0) & ((difference - money.received_again_minor).abs() <= money.coins)
    back = money.refunds_to_deduct_minor
    of_refunds = (back != 0) & ((difference - back).abs() <= money.coins)
    is_later = (money.refunded_at >= money.settled_at).fill_null(False)
    adjusted = (money.adjusted_minor != 0) & ((difference - money.adjusted_minor).abs() <= money.coins)
    cause = _cause(
        difference,
        *unsettled,
        (repeated, "duplicate_settlement"),
        (of_refunds & (difference > 0) & is_later, "refunded_after_settlement"),
        (of_refunds & (difference > 0), "refund_not_deducted"),
        (of_refunds, "refund_not_recorded"),
        (adjusted, "adjustment"),
        (difference.abs() <= 1 + money.coins, "rounding"),
    )
    return expected, recorded, cause


def _fees(money: ir.Table, unsettled: Branches) -> Told:
    expected, recorded = -money.expected_fees_minor, money.charged_minor
    difference = recorded - expected
    repeated = (money.charged_again_minor != 0) & ((difference - money.charged_again_minor).abs() <= money.coins)
    otherwise = (money.charged_otherwise_minor != 0) & (
        (difference - money.charged_otherwise_minor).abs() <= money.coins
    )
    later = (money.refunds_to_deduct_minor > 0) & (difference < 0) & (money.refunded_at >= money.settled_at)
    cause = _cause(
        difference,
        *unsettled,
        (repeated, "duplicate_settlement"),
        # Each line of the order and each kind of fee was rounded by itself.
        (difference.abs() <= money.lines_rows + 1 + money.coins, "rounding"),
        (otherwise, "charge_not_declared"),
        (recorded == 0, "fee_not_charged"),
        (later.fill_null(False), "refunded_after_settlement"),
        otherwise_cause="fee_rate_differs",
    )
    return expected, recorded, cause


def _unsettled(money: ir.Table, is_early: Any) -> Branches:
    """An order that no statement shows: before the first one, still in time, or overdue."""
    waits = (money.settled_rows == 0) & (money.receivable_minor > 0)
    return (
        ((money.settled_rows == 0) & (money.paid_at < money.settled_from).fill_null(False), OUTSIDE),
        (waits & is_early, "not_settled_yet"),
        (waits, "missing_settlement"),
    )


def _cause(difference: Any, *branches: tuple[Any, str], otherwise_cause: str = "amount_differs") -> Any:
    import ibis

    return ibis.cases((difference == 0, ibis.null("string")), *branches, else_=otherwise_cause)
