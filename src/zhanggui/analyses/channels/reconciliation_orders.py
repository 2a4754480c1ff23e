"""What do orders, payments, refunds and statements each say about one order's money?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zhanggui.analyses.asked_period import PeriodParams
from zhanggui.analyses.carrier_charges import carrier_charges
from zhanggui.metrics.kinds import is_of_an_order

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
    return orders.mutate(refunds_to_deduct_minor=orders.given_back_minor + orders.refunds_deducted_minor)


def settled_orders(warehouse: Warehouse) -> ir.Table:
    """Every paid order with what its channel owes and when that was settled first, if it was."""
    lines, told = warehouse.table("sale_lines"), own_statements(warehouse)
    lines = lines.filter(lines.is_paid, lines.currency == warehouse.currency)
    lines = lines.anti_join(foreign_orders(warehouse), list(ORDER))
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
    lines = lines.anti_join(foreign_orders(warehouse), list(ORDER))
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


def foreign_orders(warehouse: Warehouse) -> ir.Table:
    """Orders in another currency: what their records say is in that currency too, and is not compared."""
    orders = warehouse.table("orders")
    return orders.filter(orders.currency != warehouse.currency)


def _stated(warehouse: Warehouse) -> ir.Table:
    """What the order export itself says was paid and given back."""
    orders = warehouse.table("orders")
    return orders.select(
        "channel",
        "order_id",
        stated_paid_minor=orders.paid_minor,
        stated_refunded_minor=orders.refunded_minor,
        stated_at=orders.exported_at,
    )


def _payments(warehouse: Warehouse) -> ir.Table:
    payments = own_payments(warehouse)
    alike = payments.group_by("channel", "order_id", "amount_minor", "stage").aggregate(rows=payments.count())
    return alike.group_by("channel", "order_id").aggregate(
        payments_minor=(alike.amount_minor * alike["rows"]).sum(),
        payments_rows=alike["rows"].sum(),
        payments_repeated_minor=(alike.amount_minor * (alike["rows"] - 1)).sum(),
    )


def _refunds(warehouse: Warehouse) -> ir.Table:
    refunds = own_refunds(warehouse)
    return refunds.group_by("channel", "order_id").aggregate(
        refunds_minor=refunds.amount_minor.sum(),
        refunds_rows=refunds.count(),
        refunded_at=refunds.refunded_at.max(),
    )


def _statements(warehouse: Warehouse) -> ir.Table:
    lines = own_statements(warehouse)
    alike = lines.group_by("channel", "order_id", *IDENTICAL).aggregate(
        rows=lines.count(), first_at=lines.occurred_at.min()
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
    """Payments in the shop's currency."""
    payments = warehouse.table("payments")
    return payments.filter(payments.currency == warehouse.currency)


def own_refunds(warehouse: Warehouse) -> ir.Table:
    """Refunds in the shop's currency that did move money."""
    refunds = warehouse.table("refunds")
    happened = refunds.refunded_at.notnull() | (refunds.status == "refunded").fill_null(False)
    return refunds.filter(
        happened,
        ~refunds.status.fill_null("").isin(["rejected", "closed"]),
        refunds.currency == warehouse.currency,
    )


def own_statements(warehouse: Warehouse) -> ir.Table:
    """Statement lines in the shop's currency."""
    lines = warehouse.table("settlement_lines")
    return lines.filter(lines.currency == warehouse.currency)
