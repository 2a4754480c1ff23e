"""Which prices has the shop set, which changes are planned, and how is one carried out and undone?

The book of prices is a stream of events: lists defined, a change planned, carried out, undone. What a list says now,
and what each price was before, is the fold of them; nothing is rewritten: a struck-through price has its evidence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AwareDatetime, Field

from zhanggui.books.events import append, read
from zhanggui.core.described import described
from zhanggui.core.errors import Conflict, MixedCurrencies, NotAllowed, NotFound
from zhanggui.core.words import Words
from zhanggui.offers.engine.rules import Rules, make_ready
from zhanggui.offers.prices.parity import ParityRow, parity
from zhanggui.offers.prices.price_changes import (
    BeforePrice,
    ListUnknown,
    PriceChange,
    PricePoint,
    PriceRow,
    before_price,
    carry_out,
    undone,
)
from zhanggui.offers.prices.price_lists import Place, PriceLists, price_of
from zhanggui.offers.rules.offer_set import Combination, OfferSet
from zhanggui.offers.rules.product import Product
from zhanggui.offers.rules.stated import LAST_YEAR, Minor, Name, Stated

if TYPE_CHECKING:
    from zhanggui.app.shop import Shop
    from zhanggui.books.events import Event
    from zhanggui.books.people import Actor

STREAM = "prices"
Status = Literal["planned", "carried_out", "undone"]
STATUSES: Mapping[Status, Words] = MappingProxyType(
    {
        "planned": Words(zh="待执行", en="planned"),
        "carried_out": Words(zh="已执行", en="carried out"),
        "undone": Words(zh="已撤销", en="undone"),
    }
)


class NoSuchPriceChange(NotFound):
    """No change of prices with that number."""

    sentence = Words(
        zh="没有改价“{change}”。用 zhanggui prices list 查看全部。",
        en="There is no price change '{change}'. See all with zhanggui prices list.",
    )


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


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedChange:
    """A change with what became of it, and for each row the lowest price of the thirty days before."""

    change: PriceChange
    status: Status
    by: str
    at: datetime
    evidence: tuple[BeforePrice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceBook:
    """The lists as they stand, what every price was, and the changes, the latest first."""

    version: int
    lists: PriceLists
    points: tuple[PricePoint, ...] = ()
    changes: tuple[PlannedChange, ...] = ()

    def find(self, change: str) -> PlannedChange:
        """One change by its number."""
        found = next((each for each in self.changes if each.change.id == change), None)
        if found is None:
            raise NoSuchPriceChange(change=change)
        return found


def price_book(shop: Shop) -> PriceBook:
    """The shop's prices and their changes."""
    with shop.books.reading() as connection:
        events = read(connection, STREAM)
    book = PriceBook(version=0, lists=PriceLists(currency=shop.facts.currency))
    for event in events:
        book = _FOLDS[event.kind](book, event)
    return book


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
    after = _write(shop, book, "prices.planned", {"change": change.model_dump(mode="json")}, actor)
    return after.find(change.id)


def carry_out_change(shop: Shop, change: str, *, actor: Actor) -> PlannedChange:
    """Let a planned change take effect; refused before its time and where a price has moved."""
    _by_a_person(actor)
    book = price_book(shop)
    _is_in(book.find(change), "planned")
    carry_out(book.lists, book.find(change).change, shop.clock.now())
    return _write(shop, book, "prices.carried_out", {"change": change}, actor).find(change)


def undo_change(shop: Shop, change: str, *, why: str, actor: Actor) -> PlannedChange:
    """Put back what stood before a change, unless a price has moved since."""
    _by_a_person(actor)
    book, at = price_book(shop), shop.clock.now()
    _is_in(book.find(change), "carried_out")
    carry_out(book.lists, undone(book.find(change).change, at, why), at)
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
    written: PriceBook = _FOLDS[kind](book, event)
    return written


def _defined(book: PriceBook, event: Event) -> PriceBook:
    lists = PriceLists.model_validate(event.payload["lists"])
    return replace(book, version=event.sequence, lists=lists, points=_points(book, lists, event.at))


def _planned(book: PriceBook, event: Event) -> PriceBook:
    change = PriceChange.model_validate(event.payload["change"])
    evidence = _evidence(book, change, change.effective_at)
    planned = PlannedChange(change=change, status="planned", by=event.by, at=event.at, evidence=evidence)
    return replace(book, version=event.sequence, changes=(planned, *book.changes))


def _carried_out(book: PriceBook, event: Event) -> PriceBook:
    change = book.find(event.payload["change"]).change
    found = replace(book.find(change.id), evidence=_evidence(book, change, event.at))
    return _changed(book, found, change, event, "carried_out")


def _undone(book: PriceBook, event: Event) -> PriceBook:
    change = book.find(event.payload["change"]).change
    return _changed(book, book.find(change.id), undone(change, event.at, event.payload["why"]), event, "undone")


def _evidence(book: PriceBook, change: PriceChange, at: datetime) -> tuple[BeforePrice, ...]:
    return tuple(before_price(book.points, row.list, row.sku, at) for row in change.rows)


def _changed(book: PriceBook, found: PlannedChange, step: PriceChange, event: Event, status: Status) -> PriceBook:
    lists = carry_out(book.lists, step, event.at)
    after = replace(found, status=status, by=event.by, at=event.at)
    changes = tuple(after if each.change.id == found.change.id else each for each in book.changes)
    return PriceBook(version=event.sequence, lists=lists, points=_points(book, lists, event.at), changes=changes)


def _points(book: PriceBook, lists: PriceLists, at: datetime) -> tuple[PricePoint, ...]:
    """The history with what is different now."""
    before, after = (
        {(each.id, sku): price for each in said.lists for sku, price in each.prices.items()}
        for said in (book.lists, lists)
    )
    moved = tuple(
        PricePoint(list=key[0], sku=key[1], price_minor=after.get(key), valid_from=at)
        for key in dict.fromkeys((*before, *after))
        if before.get(key) != after.get(key)
    )
    return book.points + moved


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


_FOLDS: Any = {
    "prices.defined": _defined,
    "prices.planned": _planned,
    "prices.carried_out": _carried_out,
    "prices.undone": _undone,
}
