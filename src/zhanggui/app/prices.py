"""Which prices has the shop set, which changes are planned, and how is one carried out and undone?

The book of prices is a stream of events: lists defined, a change planned, carried out, undone. What a list says now,
and what each price was before, is the fold of them; nothing is rewritten: a struck-through price has its evidence.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AwareDatetime, Field

from zhanggui.books.events import append
from zhanggui.checkout.price_book import STATUSES, STREAM, PlannedChange, PriceBook, Status, after, read_price_book
from zhanggui.core.described import described
from zhanggui.core.errors import Conflict, MixedCurrencies, NotAllowed
from zhanggui.core.moments import LAST_YEAR
from zhanggui.core.words import Words
from zhanggui.offers.engine.rules import Rules, make_ready
from zhanggui.offers.prices.parity import ParityRow, parity
from zhanggui.offers.prices.price_changes import (
    ListUnknown,
    PriceChange,
    PriceRow,
    carry_out,
    undone,
)
from zhanggui.offers.prices.price_lists import Place, PriceLists, price_of
from zhanggui.offers.rules.offer_set import Combination, OfferSet
from zhanggui.offers.rules.product import Product
from zhanggui.offers.rules.stated import Minor, Name, Stated

if TYPE_CHECKING:
    from zhanggui.app.shop import Shop
    from zhanggui.books.people import Actor


class PriceChangeOver(Conflict):
    """A change is carried out or undone a second time."""

    sentence = Words(
        zh="改价 {change} {status}，不能这样做。请另起草一个。",
        en="Change {change} is {status}: this cannot be done with it. Plan another one.",
    )


class PricesTakeAPerson(NotAllowed):
    """A program wants to change what customers pay."""

    sentence = Words(
        zh="价格只能由登录的人执行或撤销，程序只能起草。",
        en="A signed-in person carries out and undoes price changes; a program may only plan them.",
    )


class WantedPrice(Stated):
    """A price that is to hold; none: the product leaves the list."""

    list: Annotated[Name, described("价目表", "List")]
    sku: Annotated[Name, described("商品", "Product")]
    price_minor: Annotated[Minor | None, described("新价", "New price", unit="minor")] = None


class WantedChange(Stated):
    """Prices that are to change together, why, and from when."""

    reason: Annotated[str, Field(min_length=1, max_length=500, pattern=r"\S"), described("理由", "Reason")]
    effective_at: Annotated[
        Annotated[AwareDatetime, Field(lt=datetime(LAST_YEAR, 1, 1, tzinfo=UTC))] | None,
        described("生效", "Takes effect", about_zh="空则现在", about_en="None: now"),
    ] = None
    rows: Annotated[tuple[WantedPrice, ...], Field(min_length=1, max_length=5_000), described("改价", "Rows")]


def price_book(shop: Shop) -> PriceBook:
    """The shop's prices and their changes."""
    with shop.books.reading() as connection:
        return read_price_book(connection, shop.facts.currency)


def define(shop: Shop, lists: PriceLists, *, actor: Actor) -> PriceBook:
    """Set all price lists at once, in place of those before."""
    _by_a_person(actor)
    if lists.currency != shop.facts.currency:
        raise MixedCurrencies(left=lists.currency, right=shop.facts.currency)
    return _write(shop, price_book(shop), "prices.defined", {"lists": lists.model_dump(mode="json")}, actor)


def plan(shop: Shop, wanted: WantedChange, *, actor: Actor) -> PlannedChange:
    """Draft a change against the prices of this moment; a time that has passed means now."""
    book = price_book(shop)
    at = max(wanted.effective_at or shop.clock.now(), shop.clock.now())
    known = {each.id: each.prices for each in book.lists.lists}
    if unknown := next((row.list for row in wanted.rows if row.list not in known), None):
        raise ListUnknown(list=unknown, known=", ".join(known))
    rows = tuple(
        PriceRow(list=row.list, sku=row.sku, before_minor=known[row.list].get(row.sku), after_minor=row.price_minor)
        for row in wanted.rows
    )
    change = PriceChange(id=f"c{len(book.changes) + 1}", reason=wanted.reason, effective_at=at, rows=rows)
    book = _write(shop, book, "prices.planned", {"change": change.model_dump(mode="json")}, actor)
    return book.find(change.id)


def carry_out_change(shop: Shop, change: str, *, actor: Actor) -> PlannedChange:
    """Let a planned change take effect; refused before its time and where a price has moved."""
    _by_a_person(actor)
    book = price_book(shop)
    _is_in(book.find(change), "planned")
    carry_out(book.lists, book.find(change).change, shop.clock.now(), shop.facts.timezone)
    return _write(shop, book, "prices.carried_out", {"change": change}, actor).find(change)


def undo_change(shop: Shop, change: str, *, why: str, actor: Actor) -> PlannedChange:
    """Put back what stood before a change, unless a price has moved since."""
    _by_a_person(actor)
    book, at = price_book(shop), shop.clock.now()
    _is_in(book.find(change), "carried_out")
    carry_out(book.lists, undone(book.find(change).change, at, why), at, shop.facts.timezone)
    return _write(shop, book, "prices.undone", {"change": change, "why": why}, actor).find(change)


def parity_of(
    shop: Shop,
    *,
    commissions_bps: Mapping[str, int],
    measure: str,
    band_bps: int,
    offers: OfferSet | None = None,
) -> tuple[ParityRow, ...]:
    """Every product of the lists on every channel, beside the channel that is the measure."""
    book, at = price_book(shop), shop.clock.now()
    rules = make_ready(offers) if offers else _no_offers(shop)
    rows: list[ParityRow] = []
    for sku in dict.fromkeys(sku for each in book.lists.lists for sku in each.prices):
        general = price_of(sku, book.lists, Place(), at)
        highest = max(each.prices.get(sku, 0) for each in book.lists.lists)
        product = Product(sku=sku, price_minor=highest if general is None else general)
        rows += parity(
            product, rules, book.lists, at, commissions_bps=commissions_bps, measure=measure, band_bps=band_bps
        )
    return tuple(sorted(rows, key=lambda row: (row.is_within, -abs(row.apart_bps), row.sku, row.channel)))


def channels_of(lists: PriceLists) -> tuple[str, ...]:
    """The channels that the lists name, in their order."""
    return tuple(dict.fromkeys(channel for each in lists.lists for channel in each.channels))


def plain(book: PriceBook) -> dict[str, Any]:
    """The book as JSON values."""
    return {
        "version": book.version,
        **book.lists.model_dump(mode="json"),
        "changes": [plain_change(each) for each in book.changes],
    }


def plain_change(found: PlannedChange) -> dict[str, Any]:
    """A change as JSON values, with the evidence for a struck-through price."""
    lowest = [each.lowest_minor for each in found.evidence]
    said = found.change.model_dump(mode="json")
    said["rows"] = [{**row, "lowest_before_minor": least} for row, least in zip(said["rows"], lowest, strict=True)]
    return {**said, "status": found.status, "by": found.by, "at": found.at.isoformat()}


def _write(shop: Shop, book: PriceBook, kind: str, payload: dict[str, Any], actor: Actor) -> PriceBook:
    with shop.books.begin() as connection:
        event = append(
            connection,
            stream=STREAM,
            kind=kind,
            payload=payload,
            by=actor.id,
            at=shop.clock.now(),
            expected=book.version,
        )
    return after(book, event)


def _is_in(found: PlannedChange, status: Status) -> None:
    if found.status != status:
        raise PriceChangeOver(change=found.change.id, status=STATUSES[found.status])


def _by_a_person(actor: Actor) -> None:
    if actor.kind != "person":
        raise PricesTakeAPerson


def _no_offers(shop: Shop) -> Rules:
    return make_ready(
        OfferSet(
            currency=shop.facts.currency,
            timezone=shop.facts.timezone,
            combine=Combination(choose="priority", basis="remaining"),
        )
    )
