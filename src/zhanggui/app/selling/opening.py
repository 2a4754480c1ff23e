"""How does a shop's till open, and how are its files of offers and requests carried out?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from zhanggui.app.offers import read_file
from zhanggui.books.checkout.ledger import ACCOUNTS, balances
from zhanggui.books.checkout.stock import set_stock
from zhanggui.checkout.publishing import Published, publish
from zhanggui.checkout.till import Till
from zhanggui.core.described import described
from zhanggui.core.errors import MixedCurrencies, NotAllowed, RequestAtFault
from zhanggui.core.words import Words
from zhanggui.offers.rules.offer_set import OfferSet
from zhanggui.offers.rules.product import Products

if TYPE_CHECKING:
    from pathlib import Path

    from zhanggui.app.shop import Shop
    from zhanggui.books.people import Actor
    from zhanggui.offers.rules.product import Product


class StockNotANumber(RequestAtFault):
    """A count of stock that is below nothing."""

    sentence = Words(
        zh="{sku} 的库存不能是 {units}；写 0 或更大的整数。",
        en="The stock of {sku} cannot be {units}; write 0 or a larger whole number.",
    )


class PublishingTakesAPerson(NotAllowed):
    """A program wants to change what customers pay."""

    sentence = Words(
        zh="优惠只能由登录的人发布，程序只能检查和试算。",
        en="A signed-in person publishes offers; a program may only check them and try them.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where one account stands."""

    account: Annotated[str, described("账户", "Account")]
    title: Annotated[Words, described("名称", "Title")]
    unit: Annotated[str, described("单位", "Unit")]
    amount: Annotated[int, described("余额", "Balance", about_zh="借方为正", about_en="Debits are positive")]


def open_till(shop: Shop) -> Till:
    """The shop's till: its books, and the key under which coupon codes are kept."""
    return Till(shop.books, shop.key)


def publish_file(shop: Shop, offers: Path, products: Path | None, *, actor: Actor) -> Published:
    """Put the offers of a file into force."""
    known = read_file(products, Products).products if products else ()
    return publish_offers(shop, read_file(offers, OfferSet), known, actor=actor)


def publish_offers(shop: Shop, offers: OfferSet, products: tuple[Product, ...], *, actor: Actor) -> Published:
    """Put a set into force: a person does this, in the shop's currency."""
    if actor.kind != "person":
        raise PublishingTakesAPerson
    if offers.currency != shop.facts.currency:
        raise MixedCurrencies(left=offers.currency, right=shop.facts.currency)
    return publish(shop.books, offers, products, by=actor.id, at=shop.clock.now())


def count_stock(shop: Shop, sku: str, units: int) -> None:
    """Write down how many units of a product may be sold."""
    if units < 0:
        raise StockNotANumber(sku=sku, units=units)
    with shop.books.begin() as connection:
        set_stock(connection, sku, units)


def standings(shop: Shop) -> tuple[Standing, ...]:
    """Every account that does not stand at zero."""
    with shop.books.reading() as connection:
        return tuple(
            Standing(account=each.account, title=ACCOUNTS[each.account], unit=each.unit, amount=each.amount)
            for each in balances(connection)
        )
