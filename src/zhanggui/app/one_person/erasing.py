"""How is a person erased so that nothing leads to them, no sum changes, and everybody can see that it was done?"""

from __future__ import annotations

import csv
import io
import shutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from zhanggui.app import uploads
from zhanggui.app.books_on_a_server import need_books_in_folder
from zhanggui.app.keeping.backup import sweep_rooms
from zhanggui.app.one_person.finding import check_actor, person_of
from zhanggui.app.one_person.searching import Searched, Wanted, is_in_books, search
from zhanggui.app.same.record import member_record
from zhanggui.books.erased import erased_file, write_erased
from zhanggui.books.events import append
from zhanggui.books.vault import ReasonMissing
from zhanggui.core.words import Words
from zhanggui.decisions.exports import write_privately
from zhanggui.warehouse import snapshots
from zhanggui.warehouse.forgetting import Forgotten, forget, linked
from zhanggui.warehouse.landing import Landing
from zhanggui.warehouse.writer import Checkpoint, pass_by

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from zhanggui.app.shop import Shop
    from zhanggui.books.people import Actor


NOTHING = Wanted(names=frozenset(), words=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """What was done to erase a person, and where they were looked for afterwards.

    `customers` are all the names by which the shop knew the person: several where they were merged into one member.

    `is_proved` says that nothing was found anywhere; only then is the person's key destroyed and the record closed.
    `position` and `hash` are those of the closing event on the chain.
    """

    pseudonym: str
    customers: tuple[str, ...]
    at: datetime
    values: int
    rows: dict[str, int]
    files: dict[str, int]
    decisions: tuple[str, ...]
    snapshot: str | None
    searched: tuple[Searched, ...]
    position: int | None = None
    hash: str | None = None

    @property
    def is_proved(self) -> bool:
        """Whether the person was found nowhere any more."""
        return not any(place.found_in for place in self.searched)


def erase(shop: Shop, customer: str, *, actor: Actor, reason: str, checkpoint: Checkpoint = pass_by) -> Erasure:
    """Erase one customer everywhere, and whoever was merged with them, then search everything for them.

    The mark comes first: from then on no load brings them back and nobody opens their values. Each step may be
    repeated, so that a run that ended suddenly is completed by asking again. Raises WriterBusy, AuditsFailed.
    """
    need_books_in_folder(Words(zh="删除顾客资料", en="erasing a person"))
    check_actor(actor)
    if not reason.strip():
        raise ReasonMissing
    person_of(shop, customer)
    at = shop.clock.now()
    customers = member_record(shop).together(customer)
    names = linked(shop.folder, *customers)
    write_erased(erased_file(shop.facts.id), names)
    shop.vault.mark(names, at=at)
    checkpoint("erase.marked")
    with shop.books.begin() as connection:
        payload = {"pseudonym": customer, "reason": reason}
        append(connection, stream="vault", kind="person.erasure_begun", payload=payload, by=actor.id, at=at)
        values = [shop.vault.open_person(connection, each) for each in customers]
    wanted = Wanted.of(names | shop.vault.marked_with(customer), {})
    for each in values:
        wanted |= Wanted.of((), each)
    done = clear(shop, wanted, by=actor.id, at=at, checkpoint=checkpoint)
    searched = search(shop.folder, uploads.waiting_room(shop), wanted)
    found = Erasure(
        pseudonym=customer, customers=customers, at=at, values=sum(map(len, values)), searched=searched, **done
    )
    checkpoint("erase.searched")
    return _closed(shop, found, wanted, actor=actor, reason=reason) if found.is_proved else found


def clear(
    shop: Shop, wanted: Wanted = NOTHING, *, by: str, at: datetime, checkpoint: Checkpoint = pass_by
) -> dict[str, Any]:
    """Take everybody who is marked as erased out of all that the shop keeps, and publish a version without them."""
    from zhanggui.books.checkout.forgetting import forget_customers
    from zhanggui.decisions.erasing import strike

    erased = shop.vault.erased()
    files = {
        "exports": _clear_exports(shop.folder / "exports", (*erased, *wanted.words)),
        "runs": _clear_runs(shop.folder / "runs"),
        "uploads": uploads.discard_all(shop),
    }
    sweep_rooms(shop.folder)
    checkpoint("erase.files_cleared")
    with shop.books.begin() as connection:
        decisions = strike(connection, erased, by=by, at=at)
        forget_customers(connection, erased)
    rows = forget(shop.folder, Forgotten.of(erased, (*wanted.words, *wanted.shared)), checkpoint=checkpoint)
    checkpoint("erase.forgotten")
    facts = shop.facts
    published = (
        snapshots.publish(shop.folder, currency=facts.currency, timezone=facts.timezone, keep=1, checkpoint=checkpoint)
        if Landing(shop.folder).loads()
        else None
    )
    checkpoint("erase.published")
    return {"rows": rows, "files": files, "decisions": decisions, "snapshot": published and published.name}


def _closed(shop: Shop, found: Erasure, wanted: Wanted, *, actor: Actor, reason: str) -> Erasure:
    """Destroy the person's key and values, look into the books once more, and put the proof on the chain."""
    for customer in found.customers:
        shop.vault.erase(customer, by=actor.id, reason=reason, at=found.at)
    if is_in_books(shop.folder / "books.sqlite", wanted):
        books = next(each for each in found.searched if each.place == "books")
        others = (each for each in found.searched if each.place != "books")
        return replace(found, searched=(*others, replace(books, found_in=("books.sqlite",))))
    payload = {
        "pseudonym": found.pseudonym,
        "customers": list(found.customers),
        "values": found.values,
        "rows": found.rows,
        "files": found.files,
        "decisions": list(found.decisions),
        "snapshot": found.snapshot,
        "searched": [{"place": each.place, "files": each.files, "bytes": each.size_bytes} for each in found.searched],
    }
    with shop.books.begin() as connection:
        event = append(connection, stream="vault", kind="person.erased", payload=payload, by=actor.id, at=found.at)
    return replace(found, position=event.position, hash=event.hash)


def _clear_exports(folder: Path, told: tuple[str, ...]) -> int:
    """Take the person's rows out of the lists that decisions wrote; what is no list goes as a whole."""
    changed = 0
    for file in sorted(folder.glob("*")) if folder.exists() else ():
        if file.suffix != ".csv":
            file.unlink()
            changed += 1
            continue
        rows = list(csv.reader(io.StringIO(file.read_bytes().decode("utf-8-sig"), newline="")))
        kept = [row for row in rows if not _is_about(row, told)]
        if len(kept) < len(rows):
            text = io.StringIO(newline="")
            csv.writer(text).writerows(kept)
            write_privately(file, b"\xef\xbb\xbf" + text.getvalue().encode())
            changed += 1
    return changed


def _is_about(row: list[str], told: tuple[str, ...]) -> bool:
    return any(word in cell for cell in row for word in told)


def _clear_runs(folder: Path) -> int:
    """Kept runs may list customers; they are worked out anew when somebody asks."""
    kept = sum(1 for _ in folder.glob("*.json")) if folder.exists() else 0
    shutil.rmtree(folder, ignore_errors=True)
    return kept
