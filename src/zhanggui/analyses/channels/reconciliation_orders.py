"""What do orders, payments, refunds and statements each say about one order's money?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zhanggui.analyses.asked_period import PeriodParams
from zhanggui.analyses.carrier_charges import carrier_charges
from zhanggui.metrics.kinds import is_of_an_order
from zhanggui.warehouse.exchanged import day_of, exchanged, in_own_currency, order_rates

if TYPE_CHECKING:
    from collections.abc import Collection

    import ibis.expr.types as ir

    from zhanggui.warehouse.protocol import Warehouse

ORDER = ("channel", "order_id")
SALE_KINDS = (
    "goods",
    "shipping",
    "tax",
    "subsidy_platform",
    "subsidy_influencer",
    "subsidy_payment",
    "subsidy_government",
)
REFUND_KINDS = ("refund", "refund_shipping", "refund_subsidy")
ADJUSTMENT_KINDS = ("compensation", "adjustment", "other")
FULFILMENT_KINDS = ("fee_fulfilment",)
DECLARED_KINDS = ("fee_platform", "fee_payment", "fee_instalment", "fee_influencer", "fee_agent", "fee_channel")
UNDECLARED_KINDS = ("fee_advertising", "fee_storage", "fee_insurance", "fee_other", "tax_withheld")
CHARGE_KINDS = (*DECLARED_KINDS, *FULFILMENT_KINDS, *UNDECLARED_KINDS)
RECEIVED_KINDS = (*SALE_KINDS, *REFUND_KINDS, *ADJUSTMENT_KINDS)
MOVED_AT = {"payments": "paid_at", "refunds": "refunded_at", "settlement_lines": "occurred_at"}
PARTS_OF_AN_ORDER = 5  # paid, borne by platform and influencer, refunded, clawed back: each was rounded by itself
IDENTICAL = ("line_id", "sku", "refund_id", "kind_of_amount", "channel_kind", "amount_minor")


def order_money(warehouse: Warehouse, params: PeriodParams, carried: Collection[str]) -> ir.Table:
    """One row an order placed in the days asked for, with everything that happened to its money so far.

    `carried` names the channels whose statements charge for delivery: only there are carrier and packing part of the
    fees that a statement can show. Orders on the exclusion list are in: their money moves like any other.
    """
    orders = _expected(warehouse, params, carried)
    for told in (_stated(warehouse), _payments(warehouse), _refunds(warehouse), _statements(warehouse)):
        orders = orders.left_join(told, list(ORDER)).drop("channel_right", "order_id_right")
    for since in record_spans(warehouse):
        orders = orders.left_join(since, ["channel"]).drop("channel_right")
    empty = [name for name in orders.columns if name.endswith(("_minor", "_rows")) and name not in UNKNOWN_IF_EMPTY]
    orders = orders.mutate(
        stated_paid_minor=orders.stated_paid_minor.fill_null(orders.due_minor),
        **{name: orders[name].fill_null(0) for name in empty},
    )
    return orders.mutate(
        refunds_to_deduct_minor=orders.given_back_minor + orders.refunds_deducted_minor,
        # Every amount that was exchanged may be a coin off.
        coins=orders.parts_exchanged_rows
        + orders.payments_exchanged_rows
        + orders.refunds_exchanged_rows
        + orders.lines_exchanged_rows,
    )


def settled_orders(warehouse: Warehouse) -> ir.Table:
    """Every paid order with what its channel owes and when that was settled first, if it was."""
    lines, told = warehouse.table("sale_lines"), own_statements(warehouse)
    lines = lines.filter(lines.is_paid, lines.currency == warehouse.currency)
    orders = lines.group_by("channel", "order_id").aggregate(
        paid_at=lines.paid_at.max(), receivable_minor=_receivable(lines).sum()
    )
    told = told.filter(_is_sale(told))
    first = told.group_by("channel", "order_id").aggregate(settled_at=told.occurred_at.min())
    return orders.left_join(first, list(ORDER)).drop("channel_right", "order_id_right")


UNKNOWN_IF_EMPTY = frozenset({"stated_paid_minor", "stated_refunded_minor", "expected_fees_minor"})


def _expected(warehouse: Warehouse, params: PeriodParams, carried: Collection[str]) -> ir.Table:
    """What the channel owes for each order, and the fees that were declared for it; both follow the sale lines."""
    lines = warehouse.table("sale_lines")
    lines = lines.filter(params.span(warehouse.as_of).holds(lines.ordered_day), lines.currency == warehouse.currency)
    paid = lines.is_paid
    orders = lines.group_by("channel", "order_id").aggregate(
        ordered_day=lines.ordered_day.max(),
        paid_at=lines.paid_at.max(),
        lines_rows=lines.count(),
        due_minor=(lines.due_minor + lines.shipping_minor + lines.tax_minor).sum(where=paid),
        given_back_minor=(lines.refund_minor + lines.clawback_minor).sum(where=paid),
        receivable_minor=_receivable(lines).sum(where=paid),
        fees_minor=lines.fee_minor.sum(where=paid),
        feeless_rows=lines.count(where=lines.fee_minor.isnull()),
        carries=(is_of_an_order(lines) & paid).ifelse(1, 0).max(),
    )
    return _without_carrier(warehouse, orders, carried)


def _receivable(lines: ir.Table) -> Any:
    """What the customer paid and others bear, less what went back to either."""
    borne_by_others = lines.discount_platform_minor + lines.discount_influencer_minor
    return lines.paid_minor + borne_by_others - lines.refund_minor - lines.clawback_minor


def _without_carrier(warehouse: Warehouse, orders: ir.Table, carried: Collection[str]) -> ir.Table:
    import ibis

    charges = carrier_charges(warehouse, orders)
    orders = orders.left_join(charges, ["channel", "ordered_day"]).drop("channel_right", "ordered_day_right")
    leaves = (orders.carries == 1) & ~orders.channel.isin(list(carried))
    fees = orders.fees_minor.fill_null(0) - leaves.ifelse(orders.carrier_minor.fill_null(0), 0)
    known = (orders.feeless_rows == 0).ifelse(fees, ibis.null("int64"))
    return orders.mutate(expected_fees_minor=known).drop(
        "fees_minor", "feeless_rows", "carrier_minor", "per_order_minor", "carries"
    )


def _stated(warehouse: Warehouse) -> ir.Table:
    """What the order export itself says was paid and given back."""
    import ibis

    orders = warehouse.table("orders")
    paid, refunded, parts = orders.paid_minor, orders.refunded_minor, ibis.literal(0)
    if warehouse.loaded("fx_rates"):
        orders = orders.left_join(order_rates(warehouse), list(ORDER)).drop("channel_right", "order_id_right")
        is_own = orders.order_factor.isnull()
        paid, refunded = (
            is_own.ifelse(amount, exchanged(amount, orders.order_factor))
            for amount in (orders.paid_minor, orders.refunded_minor)
        )
        parts = is_own.ifelse(0, PARTS_OF_AN_ORDER)
    return orders.select(
        "channel",
        "order_id",
        stated_paid_minor=paid,
        stated_refunded_minor=refunded,
        stated_at=orders.exported_at,
        parts_exchanged_rows=parts,
    )


def _payments(warehouse: Warehouse) -> ir.Table:
    payments = own_payments(warehouse)
    alike = payments.group_by("channel", "order_id", "amount_minor", "stage").aggregate(
        rows=payments.count(), exchanged=payments.exchanged_rows.sum()
    )
    return alike.group_by("channel", "order_id").aggregate(
        payments_minor=(alike.amount_minor * alike["rows"]).sum(),
        payments_rows=alike["rows"].sum(),
        payments_repeated_minor=(alike.amount_minor * (alike["rows"] - 1)).sum(),
        payments_exchanged_rows=alike.exchanged.sum(),
    )


def _refunds(warehouse: Warehouse) -> ir.Table:
    refunds = own_refunds(warehouse)
    return refunds.group_by("channel", "order_id").aggregate(
        refunds_minor=refunds.amount_minor.sum(),
        refunds_rows=refunds.count(),
        refunds_exchanged_rows=refunds.exchanged_rows.sum(),
        refunded_at=refunds.refunded_at.max(),
    )


def _statements(warehouse: Warehouse) -> ir.Table:
    lines = own_statements(warehouse)
    alike = lines.group_by("channel", "order_id", *IDENTICAL).aggregate(
        rows=lines.count(), first_at=lines.occurred_at.min(), exchanged=lines.exchanged_rows.sum()
    )
    amount, again = alike.amount_minor * alike["rows"], alike.amount_minor * (alike["rows"] - 1)

    def of(*kinds: str) -> Any:
        return alike.kind_of_amount.isin(kinds)

    received, charged = of(*RECEIVED_KINDS), of(*CHARGE_KINDS)
    sold = _is_sale(alike)
    return alike.group_by("channel", "order_id").aggregate(
        received_minor=amount.sum(where=received),
        received_again_minor=again.sum(where=received),
        refunds_deducted_minor=amount.sum(where=of(*REFUND_KINDS)),
        adjusted_minor=amount.sum(where=of(*ADJUSTMENT_KINDS)),
        charged_minor=amount.sum(where=charged),
        charged_again_minor=again.sum(where=charged),
        charged_otherwise_minor=amount.sum(where=of(*UNDECLARED_KINDS)),
        settled_rows=alike.count(where=sold),
        lines_exchanged_rows=alike.exchanged.sum(),
        settled_at=alike.first_at.min(where=sold),
    )


def _is_sale(lines: ir.Table) -> Any:
    """Lines by which a sale is settled; one such line makes its order a settled one."""
    return lines.kind_of_amount.isin(SALE_KINDS) & (lines.amount_minor > 0)


def record_spans(warehouse: Warehouse) -> tuple[ir.Table, ir.Table]:
    """From when to when the payments and the statements of each channel reach."""
    payments, lines = own_payments(warehouse), own_statements(warehouse)
    return (
        payments.group_by("channel").aggregate(paid_from=payments.paid_at.min(), paid_until=payments.paid_at.max()),
        lines.group_by("channel").aggregate(
            settled_from=lines.occurred_at.min(), settled_until=lines.occurred_at.max()
        ),
    )


def own_payments(warehouse: Warehouse) -> ir.Table:
    """Payments in the shop's currency, and those that a rate brings into it."""
    return of_records(warehouse, "payments")


def own_refunds(warehouse: Warehouse) -> ir.Table:
    """Refunds that did move money, in the shop's currency."""
    return of_records(warehouse, "refunds")


def own_statements(warehouse: Warehouse) -> ir.Table:
    """Statement lines in the shop's currency."""
    return of_records(warehouse, "settlement_lines")


def of_records(warehouse: Warehouse, name: str) -> ir.Table:
    """One kind of record as it is reconciled: what happened, in the shop's currency."""
    table = happened(warehouse.table(name)) if name == "refunds" else warehouse.table(name)
    day = day_of(warehouse, table[MOVED_AT[name]])
    return in_own_currency(warehouse, table, day=day, amounts=("amount_minor",), of_orders=True)


def happened(refunds: ir.Table) -> ir.Table:
    """Refunds that were neither refused nor are still asked for."""
    moved = refunds.refunded_at.notnull() | (refunds.status == "refunded").fill_null(False)
    return refunds.filter(moved, ~refunds.status.fill_null("").isin(["rejected", "closed"]))
