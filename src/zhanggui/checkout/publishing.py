"""Which offers are in force, since when, and who put them there?"""

from __future__ import annotations

import functools
import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from sqlalchemy import Integer, bindparam, func, select

from zhanggui.books.events import append, canonical
from zhanggui.books.points_schema import PROGRAMMES
from zhanggui.books.prepared import Prepared
from zhanggui.books.schema import OFFER_SETS
from zhanggui.checkout.members.programmes import programme_in_force, programme_of
from zhanggui.core.described import described
from zhanggui.core.errors import Conflict, RequestAtFault, ShopAtFault
from zhanggui.core.words import Words
from zhanggui.offers.checks.linting import check
from zhanggui.offers.engine.rules import Rules, make_ready
from zhanggui.offers.rules.offer_set import OfferSet
from zhanggui.offers.rules.product import Product, Products

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from zhanggui.books.database import Books
    from zhanggui.offers.members.programme import MemberProgramme
    from zhanggui.offers.rules.offer import Limits

STREAM = "offers"


class NothingPublished(ShopAtFault):
    """No offers are in force yet."""

    sentence = Words(
        zh="还没有生效的优惠。先运行：zhanggui checkout publish 优惠文件",
        en="No offers are in force yet. Publish a set with: zhanggui checkout publish FILE",
    )


class OffersNotSound(RequestAtFault):
    """A set with errors that the check before going live found."""

    sentence = Words(
        zh="这套优惠有 {errors} 个错误（{codes}），不能上线。用 zhanggui offers check 查看并改正。",
        en="This set has {errors} errors ({codes}) and cannot go live. See them with: zhanggui offers check",
    )


class OffersInAnotherCurrency(Conflict):
    """A set whose currency is not that of the sets before: its counters and budgets could not be added."""

    sentence = Words(
        zh="之前的优惠是 {before}，这套是 {now}；计数和预算不能相加。请用同一币种。",
        en="The offers so far are in {before}, these in {now}: budgets would not add up. Keep one currency.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A set of offers as it went into force."""

    version: Annotated[int, described("版本", "Version")]
    hash: Annotated[str, described("指纹", "Hash")]
    offers: Annotated[int, described("优惠数", "Offers", unit="count")]
    products: Annotated[int, described("商品数", "Products", unit="count")]


@dataclass(frozen=True, kw_only=True, eq=False)
class InForce:
    """The offers that hold now, ready to price with, and the products whose prices are the shop's own."""

    version: int
    rules: Rules
    products: Mapping[str, Product]

    @functools.cached_property
    def takes_unique_codes(self) -> bool:
        """Whether a code in a basket may be one that was handed out."""
        return any(each.offer.coupon and each.offer.coupon.is_unique for each in self.rules.ready)

    @functools.cached_property
    def limits(self) -> Mapping[str, Limits]:
        """How much there is of each offer."""
        return {each.id: each.offer.limits for each in self.rules.ready}

    @functools.cached_property
    def limited(self) -> tuple[str, ...]:
        """The offers whose counters a price depends on."""
        return tuple(each.id for each in self.rules.ready if each.has_limits)


class TillTerms(NamedTuple):
    """What a sale is made under: the offers, and the member programme if there is one."""

    offers: InForce
    programme: MemberProgramme | None


def publish(books: Books, offers: OfferSet, products: tuple[Product, ...] = (), *, by: str, at: datetime) -> Published:
    """Put a set into force as the next version; the same set again stays the version it is.

    With products, a basket's prices, costs and floors come from them; without, from the integration.
    """
    with books.reading() as connection:
        earns_points = programme_in_force(connection) is not None
    _sound(offers, products, at, earns_points=earns_points)
    texts = (canonical(offers.model_dump(mode="json")), canonical(Products(products=products).model_dump(mode="json")))
    digest = hashlib.sha256("\n".join(texts).encode()).hexdigest()
    facts: dict[str, Any] = {"hash": digest, "offers": len(offers.offers), "products": len(products)}
    with books.begin() as connection:
        newest = connection.execute(select(OFFER_SETS).order_by(OFFER_SETS.c.version.desc()).limit(1)).first()
        if newest and newest.hash == digest:
            return Published(version=newest.version, **facts)
        if newest and (before := json.loads(newest.offers)["currency"]) != offers.currency:
            raise OffersInAnotherCurrency(before=before, now=offers.currency)
        seen = newest.version if newest else 0  # who publishes at the same time is told that the stream has moved on
        event = append(connection, stream=STREAM, kind="offers.published", payload=facts, by=by, at=at, expected=seen)
        row = {"version": event.sequence, "hash": digest, "offers": texts[0], "products": texts[1]}
        connection.execute(OFFER_SETS.insert().values(**row, published_by=by, published_at=at))
    return Published(version=event.sequence, **facts)


def in_force(connection: Connection, version: int | None = None) -> InForce:
    """The newest set, or the one that a sale was made under. Its texts are read when a process first meets them."""
    row = _OF_VERSION.first(connection, {"of_version": version})
    if row is None:
        raise NothingPublished
    return _offers(connection, row)


def till_terms(connection: Connection) -> TillTerms:
    """The offers and the programme in force, asked for in one question."""
    row = _TERMS.first(connection)
    if row is None:
        raise NothingPublished
    programme = None if row.programme is None else programme_of(connection, row.programme, row.programme_hash)
    return TillTerms(_offers(connection, row), programme)


def last_published(connection: Connection) -> Row[int, str, datetime] | None:
    """The newest version, and who put it into force when; None before the first."""
    columns = (OFFER_SETS.c.version, OFFER_SETS.c.published_by, OFFER_SETS.c.published_at)
    return connection.execute(select(*columns).order_by(OFFER_SETS.c.version.desc()).limit(1)).first()


_NEWEST = select(func.max(OFFER_SETS.c.version)).scalar_subquery()
_OF_VERSION = Prepared(
    lambda _: select(OFFER_SETS.c.version, OFFER_SETS.c.hash).where(
        OFFER_SETS.c.version == func.coalesce(bindparam("of_version", type_=Integer), _NEWEST)
    )
)


_LATEST = select(func.max(PROGRAMMES.c.version)).scalar_subquery()
_TERMS = Prepared(
    lambda _: (
        select(
            OFFER_SETS.c.version,
            OFFER_SETS.c.hash,
            PROGRAMMES.c.version.label("programme"),
            PROGRAMMES.c.hash.label("programme_hash"),
        )
        .select_from(OFFER_SETS.outerjoin(PROGRAMMES, PROGRAMMES.c.version == _LATEST))
        .where(OFFER_SETS.c.version == _NEWEST)
    )
)


def _offers(connection: Connection, row: Any) -> InForce:
    kept = _kept(row.version, row.hash)
    if not kept:
        kept.append(_ready(connection, row.version))
    return kept[0]


@functools.lru_cache(maxsize=8)
def _kept(version: int, digest: str) -> list[InForce]:  # noqa: ARG001 - what a set says is known by its digest
    """Where a set that was made ready is kept: empty at first."""
    return []


def _ready(connection: Connection, version: int) -> InForce:
    row = connection.execute(select(OFFER_SETS).where(OFFER_SETS.c.version == version)).one()
    known = Products.model_validate_json(row.products).products
    rules = make_ready(OfferSet.model_validate_json(row.offers))
    return InForce(version=version, rules=rules, products={each.sku: each for each in known})


def _sound(offers: OfferSet, products: tuple[Product, ...], at: datetime, *, earns_points: bool) -> None:
    errors = [flaw for flaw in check(offers, at, products, earns_points=earns_points) if flaw.severity == "error"]
    if errors:
        raise OffersNotSound(errors=len(errors), codes=", ".join(sorted({flaw.said.code for flaw in errors})))
