"""What a shop's server asks of a till, in a line each."""

from __future__ import annotations

from itertools import count

from tests.offers.shelf import NOON, basket, rules
from zhanggui.books.checkout.counters import EVERYBODY, counted
from zhanggui.books.checkout.ledger import balances, unbalanced
from zhanggui.books.checkout.stock import set_stock
from zhanggui.checkout.asked import CancelRequest, RedeemRequest, RefundRequest
from zhanggui.checkout.members.account import account_of, standing_of
from zhanggui.checkout.members.asked import AdjustRequest
from zhanggui.checkout.members.granting import adjust_points
from zhanggui.checkout.members.programmes import publish_programme, the_programme
from zhanggui.checkout.pricing import quote_now
from zhanggui.checkout.publishing import publish
from zhanggui.checkout.redeeming import redeem
from zhanggui.checkout.undoing import cancel, return_goods
from zhanggui.offers.members.lots import balance_at

_NUMBERS = count(1)


def put_up(till, *offers, stock=None, at=NOON, **combination):
    """Publish offers, and count the stock of some products."""
    published = publish(till.books, rules(*offers, **combination).offer_set, by="owner", at=at)
    with till.books.begin() as connection:
        for sku, units in (stock or {}).items():
            set_stock(connection, sku, units)
    return published


def buy(till, *lines, shown=None, key=None, order=None, hold=None, deposit=None, integration="shop", at=NOON, **said):
    """Redeem a basket at the price it is quoted at, unless another was shown."""
    wanted = basket(*lines, **said)
    number = next(_NUMBERS)
    if shown is None:
        shown = quote_now(till, wanted, at=at).to_pay_minor
    asked = RedeemRequest(
        key=key or f"redeem-{number}",
        order=order or f"order-{number}",
        basket=wanted,
        to_pay_minor=shown,
        hold=hold,
        deposit=deposit,
    )
    return redeem(till, asked, integration=integration, at=at)[0]


def undo(till, receipt, *, key=None, integration="shop", at=NOON, is_shops_fault=False):
    asked = CancelRequest(
        key=key or f"cancel-{next(_NUMBERS)}", redemption=receipt.redemption, is_shops_fault=is_shops_fault
    )
    return cancel(till, asked, integration=integration, at=at)[0]


def take_back(till, receipt, units=None, *, key=None, integration="shop", at=NOON, **said):
    asked = RefundRequest(
        key=key or f"refund-{next(_NUMBERS)}", redemption=receipt.redemption, units=units or {}, **said
    )
    return return_goods(till, asked, integration=integration, at=at)[0]


def standing(till):
    """The accounts that do not stand at zero: their amounts, or units of gifts."""
    with till.books.reading() as connection:
        assert unbalanced(connection) == []
        return {each.account: each.amount for each in balances(connection)}


def used(till, offer, customer=EVERYBODY):
    """Uses, units and discount counted of an offer."""
    with till.books.reading() as connection:
        rows = counted(connection, [offer], [customer])
    return (rows[0].uses, rows[0].units, rows[0].discount_minor) if rows else (0, 0, 0)


def join(till, promised, *, at=NOON):
    """Put a member programme into force."""
    return publish_programme(till.books, promised, by="owner", at=at)


def points_of(till, customer, *, at=NOON):
    """A member's balance at an instant, as a quote would see it."""
    with till.books.reading() as connection:
        return balance_at(account_of(connection, customer).lots_at(at), at)


def tier_of(till, customer, *, at=NOON):
    with till.books.reading() as connection:
        return standing_of(connection, the_programme(connection), customer, at).tier


def given(till, points, *, at=NOON, customer="p1"):
    """Points given or taken by hand."""
    asked = AdjustRequest(key=f"adjusted-{next(_NUMBERS)}", customer=customer, points=points, why="a test")
    return adjust_points(till, asked, integration="shop", by="owner", at=at)[0]
