"""Which prices did the shop set, and what was each before: the fold of the events of its price book?

Lists are defined, a change is planned, carried out, undone; nothing is rewritten: a struck-through price has its
evidence. The till charges by the same fold that the pages show.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import select

from zhanggui.books.events import read
from zhanggui.books.prepared import Prepared
from zhanggui.books.schema import EVENTS
from zhanggui.core.errors import Conflict, NotFound
from zhanggui.core.words import Words
from zhanggui.offers.prices.price_changes import BeforePrice, PriceChange, PricePoint, before_price, carry_out, undone
from zhanggui.offers.prices.price_lists import PriceLists

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from zhanggui.books.events import Event

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


class PricesInAnotherCurrency(Conflict):
    """The price lists are in another currency than the offers in force."""

    sentence = Words(
        zh="价目表是 {lists}，生效的优惠是 {offers}，不能用来收款。请用同一币种重新设定价目表或发布优惠。",
        en="The price lists are in {lists}, the offers in force in {offers}: nothing can be charged by them. Set the lists, or "
        "publish the offers, in one currency.",
    )


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


def read_price_book(connection: Connection, currency: str) -> PriceBook:
    """The book as it stands; without any event, empty lists in the shop's currency."""
    book = PriceBook(version=0, lists=PriceLists(currency=currency))
    for event in read(connection, STREAM):
        book = after(book, event)
    return book


def lists_in_force(connection: Connection, currency: str) -> PriceLists:
    """What the till charges by. The events are read when a process first meets the newest of them."""
    newest = _NEWEST.first(connection)
    if newest is None:
        return PriceLists(currency=currency)
    kept = _kept(newest.hash)
    if not kept:
        kept.append(read_price_book(connection, currency).lists)
    if kept[0].lists and kept[0].currency != currency:
        raise PricesInAnotherCurrency(lists=kept[0].currency, offers=currency)
    return kept[0]


_NEWEST = Prepared(
    lambda _: select(EVENTS.c.hash).where(EVENTS.c.stream == STREAM).order_by(EVENTS.c.sequence.desc()).limit(1)
)


@functools.lru_cache(maxsize=8)
def _kept(newest: str) -> list[PriceLists]:  # noqa: ARG001 - the hash of an event stands for all before it
    """Where the lists after an event are kept: empty at first."""
    return []


def after(book: PriceBook, event: Event) -> PriceBook:
    """The book after one more event."""
    written: PriceBook = _FOLDS[event.kind](book, event)
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
    became = replace(found, status=status, by=event.by, at=event.at)
    changes = tuple(became if each.change.id == found.change.id else each for each in book.changes)
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


_FOLDS: Any = {
    "prices.defined": _defined,
    "prices.planned": _planned,
    "prices.carried_out": _carried_out,
    "prices.undone": _undone,
}
