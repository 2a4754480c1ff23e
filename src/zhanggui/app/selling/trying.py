"""What would a basket cost at the till under a set that is not in force yet, by the counters as they stand?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import TypeAdapter

from zhanggui.books.checkout.codes import digest, issued
from zhanggui.books.checkout.counters import EVERYBODY, counted
from zhanggui.checkout.members.programmes import programme_in_force
from zhanggui.checkout.members.sales import member_at_till
from zhanggui.checkout.pricing import price
from zhanggui.checkout.publishing import InForce, TillTerms
from zhanggui.core.described import described
from zhanggui.core.words import Words
from zhanggui.offers.basket import Counted, IssuedCode, Used
from zhanggui.offers.engine.rules import make_ready
from zhanggui.offers.plain import plain_quote
from zhanggui.offers.quote import Quote
from zhanggui.offers.quoting import quote

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from zhanggui.app.shop import Shop
    from zhanggui.offers.basket import Basket
    from zhanggui.offers.engine.rules import Rules
    from zhanggui.offers.rules.offer import Limits
    from zhanggui.offers.rules.offer_set import OfferSet

SOMEBODY_NEW = "somebody-new"


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedOffer:
    """What the books had counted of one limited offer before this basket, and the most there is."""

    offer: Annotated[str, described("优惠", "Offer")]
    title: Annotated[Words, described("名称", "Title")]
    uses: Annotated[int, described("已用次数", "Uses", unit="count")]
    units: Annotated[int, described("已用件数", "Units", unit="units")]
    discount_minor: Annotated[int, described("已优惠", "Discount", unit="minor")]
    most_uses: Annotated[int | None, described("总次数", "Uses in all", unit="count")]
    most_units: Annotated[int | None, described("总件数", "Units in all", unit="units")]
    budget_minor: Annotated[int | None, described("预算", "Budget", unit="minor")]


_COUNTED = TypeAdapter(tuple[CountedOffer, ...])


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedQuote:
    """A quote, what it found counted, and whether a member's own counters, tier and points are in it."""

    quote: Annotated[Quote, described("报价", "Quote")]
    counted: Annotated[tuple[CountedOffer, ...], described("账本计数", "Counted before")]
    knows_customer: Annotated[bool, described("已知顾客", "Customer is known")]


def try_out(shop: Shop, offers: OfferSet, basket: Basket, at: datetime, *, explain: bool = True) -> TriedQuote:
    """Price a basket as the till would if the set were published now: it would go on counting where the last one is.

    With a customer, tier, points and their own counters are those of the books. Without one, somebody new is priced,
    who has the tier and the points that the basket says.
    """
    rules = make_ready(offers)
    with shop.books.reading() as connection:
        if basket.customer:
            offered = InForce(version=0, rules=rules, products={})
            terms = TillTerms(offered, programme_in_force(connection))
            quoted = price(connection, shop.key, terms, basket, at, explain=explain).quote
        else:
            used = _used_by_everybody(connection, shop.key, rules, basket, at)
            somebody = basket.model_copy(update={"customer": SOMEBODY_NEW})
            quoted = quote(somebody, rules, at, used=used, explain=explain)
        found = _counted(connection, offers)
    return TriedQuote(quote=quoted, counted=found, knows_customer=basket.customer is not None)


def plain_tried(tried: TriedQuote) -> dict[str, Any]:
    """The quote as JSON values, with what the books had counted before."""
    counted_before = _COUNTED.dump_python(tried.counted, mode="json")
    return {**plain_quote(tried.quote), "counted": counted_before}


def _used_by_everybody(connection: Connection, key: bytes, rules: Rules, basket: Basket, at: datetime) -> Used:
    limited = [each.offer.id for each in rules.ready if each.has_limits]
    rows = counted(connection, limited, [EVERYBODY])
    digests = {digest(key, code): code for code in basket.codes}
    codes = {
        digests[row.digest]: IssuedCode(offer=row.offer, uses_left=row.most_uses - row.uses, customer=row.customer)
        for row in issued(connection, set(digests))
    }
    member = member_at_till(connection, programme_in_force(connection), SOMEBODY_NEW, at)
    total = {row.offer: Counted(uses=row.uses, units=row.units, discount_minor=row.discount_minor) for row in rows}
    return Used(total=total, codes=codes, earning=member.earning if member else None)


def _counted(connection: Connection, offers: OfferSet) -> tuple[CountedOffer, ...]:
    """Of the offers that can run out, those of which something was used."""
    limited = {each.id: each for each in offers.offers if _can_run_out(each.limits)}
    found = {row.offer: row for row in counted(connection, sorted(limited), [EVERYBODY])}
    return tuple(
        CountedOffer(
            offer=name,
            title=each.title,
            uses=found[name].uses,
            units=found[name].units,
            discount_minor=found[name].discount_minor,
            most_uses=each.limits.uses,
            most_units=each.limits.units,
            budget_minor=each.limits.budget_minor,
        )
        for name, each in limited.items()
        if name in found and (found[name].uses or found[name].discount_minor)
    )


def _can_run_out(limits: Limits) -> bool:
    return any(most is not None for most in (limits.uses, limits.units, limits.budget_minor))
