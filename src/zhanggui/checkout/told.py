"""What does the warehouse hear of a sale, a cancellation, a refund: rows of its tables, still as plain values?

Orders, their lines, payments, refunds, uses of coupons, points. A deposit is a payment and no sale: the order that pays
its balance takes it over. What was cancelled is told again with nothing left of it, as rows are never taken back.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from zhanggui.books.checkout.lotteries import draw_row
from zhanggui.books.checkout.outbox import batch_rows
from zhanggui.books.checkout.points import EARNED, TOLD, entries_of_movement
from zhanggui.books.schema import CANCELLATIONS, REDEMPTIONS, REFUNDS
from zhanggui.checkout.members.lotteries import the_lottery
from zhanggui.checkout.sold import SEALED, Sale, borne_by, is_sealed, sale_of
from zhanggui.checkout.undoing import REFUNDED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from sqlalchemy import Connection, Row

CODE_NAME_DIGITS = 12
Told = tuple[str, dict[str, Any]]


def tables_of(connection: Connection, batch: int) -> Mapping[str, list[dict[str, Any]]]:
    """The rows of a batch by table, in the order in which things happened."""
    tables: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for told in batch_rows(connection, batch):
        for table, row in _told(connection, told):
            tables[table].append(row)
    return tables


def _told(connection: Connection, told: Row[Any]) -> Iterator[Told]:
    if told.kind == TOLD:
        yield from _points(connection, told.subject)
        return
    if told.kind == "refunded":
        refund = connection.execute(select(REFUNDS).where(REFUNDS.c.id == told.subject)).one()
        yield from _refunded(_sale(connection, refund.redemption_id), refund)
        return
    sale = _sale(connection, told.subject)
    if sale.quote.pay_later_minor:
        yield from _deposit(connection, sale)
        return
    yield from _sold(connection, sale) if told.kind == "redeemed" else _cancelled(sale, told.at)


def _points(connection: Connection, movement: str) -> Iterator[Told]:
    """Each change of a lot with its lot, so that what a lot earned, used and lost can be told for ever."""
    for row in entries_of_movement(connection, movement):
        sold = _find(connection, row.subject) if row.subject else None
        yield (
            "points_entries",
            {
                "channel": row.channel,
                "entry_id": f"{row.movement}.{row.number}",
                "customer": row.customer,
                "happened_at": row.at,
                "kind_of_entry": row.kind,
                "reason": row.reason,
                "points": row.points,
                "value_minor": row.value_minor,
                "order_id": sold.order if sold else None,
                "campaign": row.occasion,
                "expires_at": row.expires_at,
                "reverses_entry_id": f"{row.lot}.1" if row.kind == "reverse" and row.account == EARNED else None,
                "currency": sold.quote.currency if sold else _currency_drawn_in(connection, row),
            },
        )


def _currency_drawn_in(connection: Connection, row: Row[Any]) -> str | None:
    """Of points that paid for a draw: the currency in which its lottery says what they are worth."""
    draw = draw_row(connection, row.subject, None) if row.subject and row.value_minor is not None else None
    return the_lottery(connection, draw.lottery)[0].currency if draw else None


def _find(connection: Connection, redemption: str) -> Sale | None:
    row = connection.execute(select(REDEMPTIONS).where(REDEMPTIONS.c.id == redemption)).first()
    return sale_of(row) if row else None


def _sale(connection: Connection, redemption: str) -> Sale:
    return sale_of(connection.execute(select(REDEMPTIONS).where(REDEMPTIONS.c.id == redemption)).one())


def _sold(connection: Connection, sale: Sale) -> Iterator[Told]:
    deposit = _sale(connection, sale.deposit) if sale.deposit else None
    quoted = sale.quote
    yield (
        "orders",
        {
            **_order(sale),
            **_borne(borne_by(quoted.lines)),
            "parent_order_id": deposit.order if deposit else None,
            "customer": sale.customer,
            "status": "paid",
            "paid_at": sale.at,
            "goods_minor": quoted.due_minor,
            "shipping_minor": sale.shipping_paid_minor,
            "tax_minor": quoted.tax_minor if quoted.tax == "added" else None,
            "total_minor": quoted.to_pay_minor,
            "paid_minor": quoted.to_pay_minor,
            "discount_codes": ", ".join(code_name(each.code) for each in quoted.applied if each.code) or None,
            "is_presale": deposit is not None,
        },
    )
    for line in quoted.lines:
        yield (
            "order_lines",
            {
                **_of(sale),
                **_borne(dict(line.borne_minor)),
                "line_id": line.line,
                "kind_of_line": "sale",
                "sku": line.sku,
                "quantity": line.units,
                "unit_price_minor": line.list_minor // line.units,
                "gross_minor": line.list_minor,
                "due_minor": line.due_minor,
                "tax_minor": line.tax_minor if quoted.tax == "added" else None,
            },
        )
    yield from _gifts(sale)
    yield from _payments(sale, deposit)
    yield from _coupons(sale, is_used=True)


def _gifts(sale: Sale) -> Iterator[Told]:
    for number, gift in enumerate(sale.quote.gifts, 1):
        line = {**_of(sale), **_borne({}), "line_id": f"gift-{number}", "kind_of_line": "gift", "sku": gift.sku}
        yield "order_lines", {**line, "quantity": gift.units, "unit_price_minor": 0, "gross_minor": 0, "due_minor": 0}


def _deposit(connection: Connection, sale: Sale) -> Iterator[Told]:
    """The payment of a deposit; after a withdrawal what the shop keeps of it. Its balance takes it into its order."""
    withdrawn = select(CANCELLATIONS.c.money_minor).where(CANCELLATIONS.c.redemption_id == sale.id)
    kept = sale.quote.pay_now_minor - (connection.execute(withdrawn).scalar() or 0)
    if sale.state != "settled":
        row = {**_of(sale), "payment_id": sale.id, "paid_at": sale.at, "amount_minor": kept, "stage": "deposit"}
        yield "payments", {**row, "currency": sale.quote.currency}


def _payments(sale: Sale, deposit: Sale | None) -> Iterator[Told]:
    stage = "final" if deposit else "full"
    paid = [(sale.id, sale.at, sale.quote.pay_now_minor, stage)]
    if deposit:
        paid.append((deposit.id, deposit.at, sale.quote.deposit_paid_minor, "deposit"))
    for payment, at, amount, stage in paid:
        row = {**_of(sale), "payment_id": payment, "paid_at": at, "amount_minor": amount, "stage": stage}
        yield "payments", {**row, "currency": sale.quote.currency}


def _coupons(sale: Sale, *, is_used: bool) -> Iterator[Told]:
    for each in sale.quote.applied:
        if each.code:
            discount = each.off_minor + each.shipping_off_minor if is_used else 0
            row = {**_of(sale), "coupon": code_name(each.code), "campaign": each.offer, "customer": sale.customer}
            used = {"used_at": sale.at, "discount_minor": discount, "currency": sale.quote.currency}
            yield "coupon_uses", {**row, **used}


def _cancelled(sale: Sale, at: datetime) -> Iterator[Told]:
    yield "orders", {**_order(sale), "status": "closed", "closed_at": at}
    row = _refund(sale, f"{sale.id}.undone", at, sale.quote.to_pay_minor, sale.shipping_paid_minor)
    yield "refunds", {**row, "kind_of_refund": "refund_only", "is_before_shipping": True}
    yield from _coupons(sale, is_used=False)


def _refunded(sale: Sale, refund: Row[Any]) -> Iterator[Told]:
    kind = "return_and_refund" if refund.goods_back else "refund_only"
    is_added = sale.quote.tax == "added"
    for line in REFUNDED.validate_json(refund.refunded).lines:
        amount = line.due_minor + (line.tax_minor if is_added else 0) - line.clawed_minor
        row = _refund(sale, f"{refund.id}/{line.line}", refund.at, amount, 0)
        yield "refunds", {**row, "line_id": line.line, "quantity": line.units, "kind_of_refund": kind}
    if refund.shipping_minor:
        row = _refund(sale, f"{refund.id}/shipping", refund.at, refund.shipping_minor, refund.shipping_minor)
        yield "refunds", {**row, "kind_of_refund": "refund_only"}


def _refund(sale: Sale, refund: str, at: datetime, amount: int, shipping: int) -> dict[str, Any]:
    row = {**_of(sale), "refund_id": refund, "refunded_at": at, "amount_minor": amount, "shipping_minor": shipping}
    return {**row, "currency": sale.quote.currency, "status": "refunded"}


def _order(sale: Sale) -> dict[str, Any]:
    return {**_of(sale), "ordered_at": sale.at, "currency": sale.quote.currency}


def _of(sale: Sale) -> dict[str, Any]:
    return {"channel": sale.channel or sale.integration, "order_id": sale.order}


def _borne(borne: Mapping[str, int]) -> dict[str, int]:
    return {f"discount_{party}_minor": borne.get(party, 0) for party in ("platform", "merchant", "influencer")}


def code_name(code: str) -> str:
    """The name of a code in the warehouse: a public one as it is, a unique one by the beginning of its digest.

    >>> code_name("#V70-FOR-FRIENDS"), code_name("#" + "0123456789abcdef" * 4)
    ('#V70-FOR-FRIENDS', '#0123456789ab')
    """
    return code[: len(SEALED) + CODE_NAME_DIGITS] if is_sealed(code) else code
