"""How is a sale cancelled as a whole, or some of it returned, exactly as it was charged?"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import TypeAdapter
from sqlalchemy import select, update

from zhanggui.books.checkout.counters import give_back
from zhanggui.books.checkout.inserting import insert_unless_there
from zhanggui.books.checkout.ledger import post, posted
from zhanggui.books.checkout.outbox import tell
from zhanggui.books.checkout.stock import put_back
from zhanggui.books.schema import CANCELLATIONS, REDEMPTION_LINES, REDEMPTIONS, REFUNDS
from zhanggui.checkout.entries import codes_entry, gifts_entry, refund_entry, undone_entry, withdrawn_entry
from zhanggui.checkout.members.sales import points_returned, points_undone
from zhanggui.checkout.publishing import in_force
from zhanggui.checkout.redeeming import close_deposit
from zhanggui.checkout.sold import STATES, claims_of, find_sale, set_state
from zhanggui.checkout.till import settle
from zhanggui.core.described import described
from zhanggui.core.errors import Conflict, RequestAtFault
from zhanggui.core.words import Words
from zhanggui.offers.engine.splitting import part_of
from zhanggui.offers.refunding import Refund, deposit_returned, refund
from zhanggui.offers.rules.benefits import PresaleDeposit

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from zhanggui.checkout.asked import CancelRequest, RefundRequest
    from zhanggui.checkout.sold import Sale
    from zhanggui.checkout.till import Till
    from zhanggui.offers.quote import GiftLine

REFUNDED = TypeAdapter(Refund)


class CannotCancel(Conflict):
    """A sale that is undone already, or of which something was returned."""

    sentence = Words(
        zh="核销 {redemption} 的状态是“{state}”，不能整单取消。有退货的订单请用退款退余下的件。",
        en="The redemption {redemption} cannot be cancelled, as it is: {state}. Refund what is left of it instead.",
    )


class CannotRefund(Conflict):
    """A sale that has nothing to return: cancelled, or only a deposit."""

    sentence = Words(
        zh="核销 {redemption} 的状态是“{state}”，没有可退的。定金请用取消退出。",
        en="The redemption {redemption} has nothing to refund, as it is: {state}. Withdraw from a deposit by cancelling.",
    )


class NothingToRefund(RequestAtFault):
    """A refund of no units and no shipping."""

    sentence = Words(
        zh="要写明退哪一行几件，或退运费（运费只能退一次）。",
        en="Say which units of which line come back, or ask for the shipping charge (it goes back once).",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancelled:
    """What a cancellation came to."""

    redemption: Annotated[str, described("核销编号", "Redemption")]
    currency: Annotated[str, described("币种", "Currency")]
    money_minor: Annotated[int, described("退款", "Money back", unit="minor")]
    forfeited_minor: Annotated[int, described("不退的定金", "Deposit forfeited", unit="minor")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refunded:
    """What a refund came to."""

    refund: Annotated[str, described("退款编号", "Refund")]
    redemption: Annotated[str, described("核销编号", "Redemption")]
    currency: Annotated[str, described("币种", "Currency")]
    money_minor: Annotated[int, described("退款", "Money back", unit="minor")]
    shipping_minor: Annotated[int, described("其中运费", "Shipping within it", unit="minor")]
    gifts_back: Annotated[int, described("退回赠品件数", "Gifts that come back", unit="units")]
    is_last: Annotated[bool, described("全部退完", "Nothing is left")]
    clawed_minor: Annotated[
        int,
        described(
            "倒扣的优惠",
            "Taken back of offers",
            unit="minor",
            about_zh="留下的商品不再够门槛；已从退款中扣除",
            about_en="What is kept no longer reaches them; taken out of the refund already",
        ),
    ] = 0
    points_returned: Annotated[int, described("退回积分", "Points given back", unit="points")] = 0
    points_reversed: Annotated[int, described("收回积分", "Points taken back", unit="points")] = 0


def cancel(till: Till, asked: CancelRequest, *, integration: str, at: datetime) -> tuple[Cancelled, bool]:
    """Undo a sale: money, discounts, gifts, uses, codes and stock go back to where they were."""

    def work(connection: Connection) -> Mapping[str, Any]:
        sale = find_sale(connection, asked.redemption, integration=integration, is_locked=True)
        return asdict(cancelled(connection, sale, at, is_shops_fault=asked.is_shops_fault))

    answer, is_repeated = settle(till, "cancel", asked, integration=integration, at=at, work=work)
    return Cancelled(**answer), is_repeated


def cancelled(connection: Connection, sale: Sale, at: datetime, *, is_shops_fault: bool) -> Cancelled:
    """Undo a sale whose row is locked, or withdraw from its deposit."""
    if sale.state not in {"sold", "deposit"}:
        raise CannotCancel(redemption=sale.id, state=STATES[sale.state])
    undo = _cancel_deposit if sale.state == "deposit" else _cancel_sale
    money = undo(connection, sale, at, is_shops_fault=is_shops_fault)
    facts = {"redemption_id": sale.id, "money_minor": money, "is_shops_fault": int(is_shops_fault)}
    connection.execute(CANCELLATIONS.insert().values(**facts, at=at))
    tell(connection, "cancelled", sale.id, at)
    paid = sale.quote.pay_now_minor + sale.quote.deposit_paid_minor
    return Cancelled(redemption=sale.id, currency=sale.quote.currency, money_minor=money, forfeited_minor=paid - money)


def return_goods(till: Till, asked: RefundRequest, *, integration: str, at: datetime) -> tuple[Refunded, bool]:
    """Return some units: the parts of what was charged that were fixed at the sale; nothing is computed anew.

    Each offer's budget gets back what its returned units had cost; its use and its code return with the last unit.
    What other units cost stays as it is, unless an offer declares that it takes its benefit back.
    """

    def work(connection: Connection) -> Mapping[str, Any]:
        sale = find_sale(connection, asked.redemption, integration=integration, is_locked=True)
        if sale.state not in {"sold", "part_refunded", "refunded"}:
            raise CannotRefund(redemption=sale.id, state=STATES[sale.state])
        if not (asked.units or asked.with_shipping) or (asked.with_shipping and sale.shipping_returned):
            raise NothingToRefund
        return asdict(_returned(connection, sale, asked, at))

    answer, is_repeated = settle(till, "refund", asked, integration=integration, at=at, work=work)
    return Refunded(**answer), is_repeated


def _cancel_sale(connection: Connection, sale: Sale, at: datetime, *, is_shops_fault: bool) -> int:  # noqa: ARG001
    points_undone(connection, sale, at)
    give_back(connection, claims_of(sale.quote, sale.customer), sale.codes)
    put_back(connection, sale.stock)
    post(connection, f"{sale.id}.undone", undone_entry(posted(connection, sale.id)), at)
    set_state(connection, sale.id, "cancelled")
    return sale.quote.to_pay_minor


def _cancel_deposit(connection: Connection, sale: Sale, at: datetime, *, is_shops_fault: bool) -> int:
    """By the rule of the offer under which the deposit was taken."""
    offers = {each.offer.id: each.offer for each in in_force(connection, sale.version).rules.ready}
    money = 0
    for applied in sale.quote.applied:
        benefit = offers[applied.offer].benefit
        if isinstance(benefit, PresaleDeposit):
            money += deposit_returned(benefit, applied.deposit_minor, at, is_shops_fault=is_shops_fault)
    money = min(money, sale.quote.pay_now_minor)
    close_deposit(connection, sale, "cancelled", at)
    post(connection, f"{sale.id}.undone", withdrawn_entry(sale.quote, money), at)
    return money


def _returned(connection: Connection, sale: Sale, asked: RefundRequest, at: datetime) -> Refunded:
    before = _returned_before(connection, sale)
    back = refund(sale.quote, asked.units, before, _refunds_before(connection, sale))
    is_last = back.is_last and bool(asked.units)
    refund_id = f"f{secrets.token_hex(10)}"
    returned, reversed_ = points_returned(
        connection,
        sale,
        at,
        name=refund_id,
        used=back.points_returned,
        earned=back.points_reversed,
        spend_minor=sum(line.due_minor for line in back.lines) - back.clawed_minor,
        is_last=is_last,
    )
    _count_returned(connection, sale, asked.units)
    _give_back(connection, sale, asked, before, back, is_last=is_last)
    gifts = back.gifts if asked.gifts_back else ()
    _restock(connection, sale, asked.units if asked.goods_back else {}, gifts)
    shipping = sale.shipping_paid_minor if asked.with_shipping else 0
    row = {"id": refund_id, "redemption_id": sale.id, "refunded": REFUNDED.dump_json(back).decode(), "at": at}
    connection.execute(REFUNDS.insert().values(**row, shipping_minor=shipping, goods_back=int(asked.goods_back)))
    entry = (*refund_entry(sale.quote, back, with_shipping=asked.with_shipping), *gifts_entry(gifts, -1))
    codes = codes_entry(connection, sale.codes, sale.quote.currency, -1) if is_last else ()
    post(connection, refund_id, (*entry, *codes), at)
    tell(connection, "refunded", refund_id, at)
    _mark(connection, sale, is_all=back.is_last, with_shipping=asked.with_shipping)
    return Refunded(
        refund=refund_id,
        redemption=sale.id,
        currency=sale.quote.currency,
        money_minor=back.money_minor + shipping,
        shipping_minor=shipping,
        gifts_back=sum(gift.units for gift in gifts),
        is_last=is_last,
        clawed_minor=back.clawed_minor,
        points_returned=returned,
        points_reversed=reversed_,
    )


def _returned_before(connection: Connection, sale: Sale) -> dict[str, int]:
    lines = select(REDEMPTION_LINES).where(REDEMPTION_LINES.c.redemption_id == sale.id)
    return {row.line: row.returned for row in connection.execute(lines).all() if row.returned}


def _refunds_before(connection: Connection, sale: Sale) -> list[Refund]:
    """The refunds made so far, where one of the sale's offers may take something back."""
    if not any(each.clawback for each in sale.quote.applied):
        return []
    made = select(REFUNDS.c.refunded).where(REFUNDS.c.redemption_id == sale.id)
    return [REFUNDED.validate_json(text) for text in connection.execute(made).scalars()]


def _count_returned(connection: Connection, sale: Sale, units: Mapping[str, int]) -> None:
    """A row for each line of which something came back; more than was sold is refused by the row itself."""
    sold, lines = {line.line: line.units for line in sale.quote.lines}, REDEMPTION_LINES.c
    for line, count in sorted(units.items()):
        row = {"redemption_id": sale.id, "line": line, "units": sold[line], "returned": count}
        if not insert_unless_there(connection, REDEMPTION_LINES, row):
            mine = (lines.redemption_id == sale.id, lines.line == line)
            connection.execute(update(REDEMPTION_LINES).where(*mine).values(returned=lines.returned + count))


def _give_back(
    connection: Connection,
    sale: Sale,
    asked: RefundRequest,
    before: Mapping[str, int],
    back: Refund,
    *,
    is_last: bool,
) -> None:
    """To each offer what the returned units had of it; to whoever used it the use, with the last unit."""
    parts: Counter[str] = Counter()
    for line in sale.quote.lines:
        for reason in line.reasons:
            returned = (before.get(line.line, 0), asked.units.get(line.line, 0))
            parts[reason.applied.offer] += part_of(reason.off_minor, line.units, *returned)
    if asked.with_shipping:
        parts.update({each.offer: each.shipping_off_minor for each in sale.quote.applied})
    parts.update({clawed.offer: clawed.minor for clawed in back.clawed})
    claims = [
        replace(claim, uses=is_last * claim.uses, units=is_last * claim.units, discount_minor=parts[claim.offer])
        for claim in claims_of(sale.quote, sale.customer)
    ]
    give_back(connection, claims, sale.codes if is_last else ())


def _restock(connection: Connection, sale: Sale, units: Mapping[str, int], gifts: tuple[GiftLine, ...]) -> None:
    back: Counter[str] = Counter()
    for line in sale.quote.lines:
        back[line.sku] += units.get(line.line, 0)
    for gift in gifts:
        back[gift.sku] += gift.units
    put_back(connection, +back)


def _mark(connection: Connection, sale: Sale, *, is_all: bool, with_shipping: bool) -> None:
    set_state(connection, sale.id, "refunded" if is_all else "part_refunded")
    if with_shipping:
        mine = update(REDEMPTIONS).where(REDEMPTIONS.c.id == sale.id)
        connection.execute(mine.values(shipping_returned=1))
