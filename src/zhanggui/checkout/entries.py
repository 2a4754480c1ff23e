"""Which accounts does a sale move, a cancellation, a refund? Each entry sums to zero in each unit by construction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhanggui.books.checkout.codes import issued
from zhanggui.books.checkout.ledger import Posting
from zhanggui.checkout.sold import borne_by

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from sqlalchemy import Connection

    from zhanggui.offers.quote import GiftLine, Quote
    from zhanggui.offers.refunding import Refund


def sale_entry(sold: Quote) -> Iterator[Posting]:
    """Money to come in and discounts against sales at list price, shipping and tax.

    pay now + deposits + Σ discounts + shipping off = (list − tax included) + tax + shipping
    """
    unit = sold.currency
    yield Posting("clearing", unit, sold.pay_now_minor)
    yield Posting("deposits", unit, sold.deposit_paid_minor)
    for party, amount in borne_by(sold.lines).items():
        yield Posting(f"discount.{party}", unit, amount)
    yield Posting("discount.shipping", unit, sold.shipping_off_minor)
    yield Posting("shipping", unit, -sold.shipping_minor)
    yield Posting("tax", unit, -sold.tax_minor)
    yield Posting("sales", unit, -(sold.list_minor - (sold.tax_minor if sold.tax == "included" else 0)))
    yield from gifts_entry(sold.gifts, 1)


def deposit_entry(sold: Quote) -> Iterator[Posting]:
    """A deposit is a debt to the customer until the balance is paid."""
    yield Posting("clearing", sold.currency, sold.pay_now_minor)
    yield Posting("deposits", sold.currency, -sold.pay_now_minor)


def withdrawn_entry(sold: Quote, returned_minor: int) -> Iterator[Posting]:
    """A deposit whose balance is never paid: so much goes back, the rest is forfeited."""
    yield Posting("deposits", sold.currency, sold.pay_now_minor)
    yield Posting("clearing", sold.currency, -returned_minor)
    yield Posting("deposits_forfeited", sold.currency, returned_minor - sold.pay_now_minor)


def undone_entry(postings: Iterable[Posting]) -> Iterator[Posting]:
    """The opposite of a sale; a deposit that it had used goes back as money."""
    for account, unit, amount in postings:
        yield Posting("clearing" if account == "deposits" else account, unit, -amount)


def refund_entry(sold: Quote, back: Refund, *, with_shipping: bool) -> Iterator[Posting]:
    """The opposite of a sale for some units, in the parts that were fixed at the sale."""
    unit = sold.currency
    borne = borne_by(back.lines)
    due, tax = sum(line.due_minor for line in back.lines), sum(line.tax_minor for line in back.lines)
    yield Posting("clearing", unit, -back.money_minor)
    for clawed in back.clawed:  # the discount on what is kept is less by it: the opposite of giving it back
        for party, amount in clawed.borne_minor:
            yield Posting(f"discount.{party}", unit, -amount)
    yield Posting("tax", unit, -back.clawed_tax_minor)
    yield Posting("sales", unit, back.clawed_tax_minor if sold.tax == "included" else 0)
    for party, amount in borne.items():
        yield Posting(f"discount.{party}", unit, -amount)
    yield Posting("tax", unit, tax)
    yield Posting("sales", unit, due + borne.total() - (tax if sold.tax == "included" else 0))
    if with_shipping:
        yield Posting("clearing", unit, sold.shipping_off_minor - sold.shipping_minor)
        yield Posting("discount.shipping", unit, -sold.shipping_off_minor)
        yield Posting("shipping", unit, sold.shipping_minor)


def gifts_entry(gifts: Iterable[GiftLine], sign: int) -> Iterator[Posting]:
    """Units of gifts that leave the stock, or come back (−1)."""
    for gift in gifts:
        yield Posting("gifts_given", f"sku:{gift.sku}", sign * gift.units)
        yield Posting("gift_stock", f"sku:{gift.sku}", -sign * gift.units)


def codes_entry(connection: Connection, digests: Collection[str], currency: str, sign: int) -> Iterator[Posting]:
    """Codes that were promised: owed when issued (−1), owed no more when used (1), owed again when returned (−1)."""
    owed = sum(row.worth_minor for row in issued(connection, digests))
    yield Posting("coupon_liability", currency, sign * owed)
    yield Posting("coupons_promised", currency, -sign * owed)
