"""How is a basket sold at the price the customer was shown, once, within every limit?"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from sqlalchemy.exc import IntegrityError

from zhanggui.books.checkout.counters import give_back, take
from zhanggui.books.checkout.ledger import post
from zhanggui.books.checkout.outbox import tell
from zhanggui.books.checkout.stock import close_hold, put_back, sell
from zhanggui.books.prepared import Prepared
from zhanggui.books.schema import REDEMPTIONS
from zhanggui.checkout.entries import codes_entry, deposit_entry, sale_entry
from zhanggui.checkout.members.sales import lock_member, points_of_sale, points_undone
from zhanggui.checkout.pricing import price
from zhanggui.checkout.publishing import till_terms
from zhanggui.checkout.sold import Sale, adapter, as_sold, claims_of, find_sale, set_state
from zhanggui.checkout.till import facts_of, settle
from zhanggui.core.described import described
from zhanggui.core.errors import Conflict, RequestAtFault
from zhanggui.core.money import Money
from zhanggui.core.words import Words

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from zhanggui.checkout.asked import RedeemRequest
    from zhanggui.checkout.publishing import InForce
    from zhanggui.checkout.till import Till
    from zhanggui.offers.basket import Basket
    from zhanggui.offers.members.programme import MemberProgramme
    from zhanggui.offers.quote import Quote


class TotalChanged(Conflict):
    """The basket costs something else than the customer was shown."""

    sentence = Words(
        zh="应付已变为 {now}，顾客看到的是 {shown}。请重新报价并让顾客确认。",
        en="The basket now costs {now}; the customer was shown {shown}. Quote again and let the customer confirm.",
    )


class OrderSoldBefore(Conflict):
    """An order that was redeemed under another key."""

    sentence = Words(
        zh="订单 {order} 已核销过。重试请用原来的请求键；另一笔订单请用它自己的编号。",
        en="The order {order} was redeemed before. To retry, use its first key; another order needs its own number.",
    )


class PresaleWithOtherGoods(RequestAtFault):
    """A deposit in one basket with goods that are paid in full."""

    sentence = Words(
        zh="预售定金与现货不能在同一单核销。请分成两单。",
        en="A presale deposit cannot be redeemed in one order with goods in stock. Make two orders of it.",
    )


class DepositNotPaid(Conflict):
    """A balance without an open deposit for these goods by this customer."""

    sentence = Words(
        zh="没有对应这些商品的有效定金（{deposit}）。请核对定金编号、行号、商品和件数。",
        en="There is no open deposit for these goods ({deposit}). Check its number, the lines, products and units.",
    )


class DepositDoesNotCount(Conflict):
    """A balance before or after its time, or whose offer is no longer in force: the deposit would be lost unseen."""

    sentence = Words(
        zh="定金 {deposit} 现在不能全额抵货款（不在尾款期，或预售优惠已下线）。请在尾款期内付，或先取消定金、按规则退还，再另下一单。",
        en="The deposit {deposit} does not count in full now: it is not the time of its balance, or its offer is no longer "
        "in force. Pay the balance in its time, or cancel the deposit, which returns it by its rule, and sell anew.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a redemption came to; the same for every repetition of its request."""

    redemption: Annotated[str, described("核销编号", "Redemption")]
    order: Annotated[str, described("订单编号", "Order")]
    state: Annotated[str, described("状态", "State")]
    version: Annotated[int, described("优惠版本", "Version of the offers")]
    currency: Annotated[str, described("币种", "Currency")]
    off_minor: Annotated[int, described("优惠", "Off", unit="minor")]
    to_pay_minor: Annotated[int, described("应付", "To pay", unit="minor")]
    pay_now_minor: Annotated[int, described("现在付", "Pay now", unit="minor")]
    pay_later_minor: Annotated[int, described("尾款", "Pay later", unit="minor")]
    points_used: Annotated[int, described("用掉积分", "Points used", unit="points")] = 0
    points_earned: Annotated[int, described("获得积分", "Points earned", unit="points")] = 0


def redeem(till: Till, asked: RedeemRequest, *, integration: str, at: datetime) -> tuple[Receipt, bool]:
    """Sell the basket; the second value says whether this very request was answered before.

    Priced anew by the shop's prices and counters; refused if the total is not the one shown. Then, in one transaction:
    the request's key, conditional updates of counters, codes and stock, the sale as charged, postings, outbox.
    """
    try:
        answer, is_repeated = settle(
            till,
            "redeem",
            asked,
            integration=integration,
            at=at,
            work=lambda connection: _redeemed(connection, till.key, asked, integration, at),
        )
    except IntegrityError as failure:
        if "order_id" not in str(failure.orig):
            raise
        raise OrderSoldBefore(order=asked.order) from None
    return Receipt(**answer), is_repeated


def find_receipt(till: Till, redemption: str, *, integration: str) -> Receipt:
    """What became of a sale of the integration."""
    with till.books.reading() as connection:
        return receipt_of(find_sale(connection, redemption, integration=integration))


def _redeemed(
    connection: Connection, key: bytes, asked: RedeemRequest, integration: str, at: datetime
) -> Mapping[str, Any]:
    terms = till_terms(connection)
    basket = _with_deposit(connection, asked, integration, at)
    lock_member(connection, terms.programme, basket.customer, basket.channel or integration, at)
    quoted, digests, known = price(connection, key, terms, basket, at)
    _deposit_counts(connection, asked, integration, quoted)
    if quoted.to_pay_minor != asked.to_pay_minor:
        shown = Money(asked.to_pay_minor, quoted.currency)
        raise TotalChanged(now=quoted.money(quoted.to_pay_minor), shown=shown)
    sale = Sale(
        id=f"r{secrets.token_hex(10)}",
        integration=integration,
        order=asked.order,
        customer=basket.customer,
        channel=basket.channel,
        version=terms.offers.version,
        state="deposit" if quoted.pay_later_minor else "sold",
        shipping_returned=False,
        deposit=asked.deposit,
        at=at,
        quote=as_sold(quoted, digests, known),
    )
    _only_presale(sale.quote)
    _write(connection, sale, terms.programme)
    _take(
        connection, sale, terms.offers, asked.hold
    )  # last, as everybody waits for who holds the counter of a popular offer
    return facts_of(receipt_of(sale))


def _take(connection: Connection, sale: Sale, offers: InForce, hold: str | None) -> None:
    take(connection, claims_of(sale.quote, sale.customer, offers.limits), sale.codes)
    held = (
        close_hold(connection, hold, integration=sale.integration, state="used", at=sale.at) if hold is not None else {}
    )
    sell(connection, sale.stock, held)


_SALE = Prepared(lambda _: REDEMPTIONS.insert(), tuple(REDEMPTIONS.columns.keys()))


def _write(connection: Connection, sale: Sale, programme: MemberProgramme | None) -> None:
    row = {
        "id": sale.id,
        "integration": sale.integration,
        "order_id": sale.order,
        "customer": sale.customer,
        "channel": sale.channel,
        "version": sale.version,
        "state": sale.state,
        "revision": 0,
        "sold": adapter().dump_json(sale.quote).decode(),
        "deposit_id": sale.deposit,
        "shipping_returned": 0,
        "at": sale.at,
    }
    _SALE.write(connection, row)
    entry = deposit_entry(sale.quote) if sale.state == "deposit" else sale_entry(sale.quote)
    codes = codes_entry(connection, sale.codes, sale.quote.currency, 1)
    post(connection, sale.id, (*entry, *codes), sale.at)
    points_of_sale(connection, programme, sale)
    tell(connection, "redeemed", sale.id, sale.at)


def receipt_of(sale: Sale) -> Receipt:
    """What is told of a sale as it stands."""
    return Receipt(
        redemption=sale.id,
        order=sale.order,
        state=sale.state,
        version=sale.version,
        currency=sale.quote.currency,
        off_minor=sale.quote.off_minor,
        to_pay_minor=sale.quote.to_pay_minor,
        pay_now_minor=sale.quote.pay_now_minor,
        pay_later_minor=sale.quote.pay_later_minor,
        points_used=sale.quote.points_used,
        points_earned=0 if sale.state == "deposit" or not sale.customer else sale.quote.points_earned,
    )


def _only_presale(sold: Quote) -> None:
    if sold.pay_later_minor and sold.pay_now_minor > sum(each.deposit_minor for each in sold.applied):
        raise PresaleWithOtherGoods


def _with_deposit(connection: Connection, asked: RedeemRequest, integration: str, at: datetime) -> Basket:
    """The basket with the time at which the books took its deposit: what a client says of it counts for nothing."""
    if asked.deposit is None:
        return _paid_at(asked.basket, None)
    deposit = find_sale(connection, asked.deposit, integration=integration, is_locked=True)
    wanted = sorted((line.line, line.sku, line.units) for line in asked.basket.lines)
    paid = sorted((line.line, line.sku, line.units) for line in deposit.quote.lines)
    if deposit.state != "deposit" or deposit.customer != asked.basket.customer or wanted != paid:
        raise DepositNotPaid(deposit=asked.deposit)
    close_deposit(connection, deposit, "settled", at)
    return _paid_at(asked.basket, deposit.at)


def _deposit_counts(connection: Connection, asked: RedeemRequest, integration: str, quoted: Quote) -> None:
    """What was paid before must be in the total, all of it: else it would stay a debt to the customer for ever."""
    if asked.deposit is None:
        return
    paid = find_sale(connection, asked.deposit, integration=integration).quote.pay_now_minor
    if quoted.deposit_paid_minor != paid:
        raise DepositDoesNotCount(deposit=asked.deposit)


def close_deposit(connection: Connection, deposit: Sale, state: str, at: datetime) -> None:
    """Give back what a deposit had taken: the sale that follows takes it anew, or nobody does."""
    points_undone(connection, deposit, at)
    give_back(connection, claims_of(deposit.quote, deposit.customer), deposit.codes)
    put_back(connection, deposit.stock)
    codes = codes_entry(connection, deposit.codes, deposit.quote.currency, -1)
    post(connection, f"{deposit.id}.codes", codes, at)
    set_state(connection, deposit.id, state)


def _paid_at(basket: Basket, at: datetime | None) -> Basket:
    if all(line.deposit_paid_at == at for line in basket.lines):
        return basket
    lines = tuple(line.model_copy(update={"deposit_paid_at": at}) for line in basket.lines)
    return basket.model_copy(update={"lines": lines})
