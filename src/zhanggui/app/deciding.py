"""How do proposals come up, and how is one decided, applied, confirmed and measured?"""

from __future__ import annotations

import getpass
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from zhanggui.app import catalog
from zhanggui.core.errors import ShopAtFault
from zhanggui.core.sentence import render
from zhanggui.core.words import LANGUAGES, Words
from zhanggui.warehouse.requirements import require_tables

if TYPE_CHECKING:
    import pyarrow as pa

    from zhanggui.app.shop import Shop
    from zhanggui.books.people import Actor
    from zhanggui.core.proposal import Verdict
    from zhanggui.core.sentence import Argument, Sentence
    from zhanggui.decisions.desk import Carried
    from zhanggui.decisions.policy import Policy
    from zhanggui.decisions.record import DecisionRecord, Status
    from zhanggui.decisions.track import Ranked, Track
    from zhanggui.warehouse.protocol import Warehouse


@dataclass(frozen=True, slots=True, kw_only=True)
class CannotPropose:
    """A policy that has nothing to go by, and the sentence that says what is missing."""

    policy: str
    title: Words
    why: ShopAtFault


def local_actor() -> Actor:
    """Whoever sits at this machine's command line: they hold the shop's folder and its key."""
    from zhanggui.books.people import Actor

    return Actor(id=f"local:{getpass.getuser()}", role="owner", kind="person")


def propose_all(shop: Shop, at: datetime | None = None) -> tuple[CannotPropose, ...]:
    """Ask every policy for proposals on the current snapshot; returns those that lack data."""
    from zhanggui.books.settings import current
    from zhanggui.decisions import desk

    settings, _ = current(shop.books)
    lacking = []
    warehouse = shop.warehouse()
    try:
        for policy in catalog.policies():
            missing = _lacks(warehouse, policy)
            if missing:
                lacking.append(missing)
                continue
            moment = at or shop.clock.now()
            desk.propose(shop.books, shop.vault, warehouse, policy, settings=settings, at=moment)
    finally:
        warehouse.close()
    return tuple(lacking)


def propose_one(shop: Shop, name: str) -> tuple[DecisionRecord, ...]:
    """Ask one policy for proposals now; raises TablesMissing where it has nothing to go by."""
    from zhanggui.books.settings import current
    from zhanggui.decisions import desk

    settings, _ = current(shop.books)
    warehouse = shop.warehouse()
    try:
        return desk.propose(
            shop.books, shop.vault, warehouse, catalog.policy(name), settings=settings, at=shop.clock.now()
        )
    finally:
        warehouse.close()


def propose_for(shop: Shop, snapshot: str) -> tuple[CannotPropose, ...]:
    """Ask the policies once per snapshot and day, whoever comes first; others see what is on record."""
    today = shop.clock.now().date().isoformat()
    marker = shop.folder / "runs" / f"proposed-{snapshot}-{today}"
    marker.parent.mkdir(exist_ok=True)
    try:
        marker.touch(exist_ok=False)
    except FileExistsError:
        return lacking_data(shop)
    try:
        return propose_all(shop)
    except BaseException:
        marker.unlink(missing_ok=True)
        raise


def lacking_data(shop: Shop) -> tuple[CannotPropose, ...]:
    """The policies that the current snapshot gives nothing to go by."""
    warehouse = shop.warehouse()
    try:
        return tuple(found for policy in catalog.policies() if (found := _lacks(warehouse, policy)))
    finally:
        warehouse.close()


def records(shop: Shop, *, statuses: Sequence[Status] = (), policy: str | None = None) -> tuple[DecisionRecord, ...]:
    """All decisions as they stand now, or those of some statuses or one policy."""
    from zhanggui.decisions import ledger

    with shop.books.reading() as connection:
        return ledger.records(connection, shop.clock.now(), statuses=statuses, policy=policy)


def ranking(shop: Shop) -> tuple[tuple[Ranked, ...], Mapping[str, Track]]:
    """Open decisions by what is left of their promise, and every policy's record."""
    from zhanggui.decisions.track import ranked, tracks

    every = records(shop)
    return ranked(every), tracks(every)


def find(shop: Shop, decision: str) -> DecisionRecord:
    """One decision as it stands now."""
    from zhanggui.decisions import ledger

    with shop.books.reading() as connection:
        return ledger.find(connection, decision, shop.clock.now())


def decide(shop: Shop, decision: str, *, verdict: Verdict, actor: Actor, why: str) -> DecisionRecord:
    """Approve, reject or defer."""
    from zhanggui.books.settings import current
    from zhanggui.decisions import desk

    settings, _ = current(shop.books)
    at = shop.clock.now()
    return desk.decide(shop.books, decision, verdict=verdict, actor=actor, why=why, at=at, settings=settings)


def apply(shop: Shop, decision: str, *, actor: Actor) -> Carried:
    """Carry an approved decision out and let the warehouse know who was in which arm."""
    from zhanggui.decisions import desk

    policy = catalog.policy(find(shop, decision).proposal.policy)
    carried = desk.apply(shop.books, shop.vault, policy, decision, actor=actor, at=shop.clock.now(), folder=shop.folder)
    if carried.exposures:
        _land_exposures(shop, carried.exposures)
    return carried


def confirm(
    shop: Shop, decision: str, *, actual: Mapping[str, Argument], done_at: datetime, actor: Actor
) -> DecisionRecord:
    """Record that a person carried it out by hand, with which actual values."""
    from zhanggui.decisions import ledger

    with shop.books.begin() as connection:
        return ledger.confirm(connection, decision, actual=actual, done_at=done_at, actor=actor, at=shop.clock.now())


def measure(shop: Shop, decision: str, *, actor: Actor, at: datetime | None = None) -> DecisionRecord:
    """Read out whether it paid."""
    from zhanggui.books.settings import current
    from zhanggui.decisions import desk

    policy = catalog.policy(find(shop, decision).proposal.policy)
    settings, _ = current(shop.books)
    warehouse = shop.warehouse()
    try:
        return desk.measure(
            shop.books,
            warehouse,
            policy,
            decision,
            by=actor.id,
            at=at or shop.clock.now(),
            settings=settings,
        )
    finally:
        warehouse.close()


def plain(record: DecisionRecord) -> dict[str, Any]:
    """A decision as JSON values, its sentences rendered in both languages."""
    from zhanggui.decisions.record import dump

    proposal = record.proposal
    templates = catalog.policy(proposal.policy).sentences
    return {
        "id": proposal.id,
        "status": record.status,
        "title": _said(proposal.title, templates),
        "rationale": [_said(sentence, templates) for sentence in proposal.rationale],
        "assumptions": [_said(sentence, templates) for sentence in proposal.assumptions],
        "proposal": dump(proposal),
        "members": record.members,
        "approvals": [dump(approval) for approval in record.approvals],
        "approvals_needed": record.approvals_needed,
        "change": dump(record.change) if record.change else None,
        "confirmation": dump(record.confirmation) if record.confirmation else None,
        "readout": dump(record.readout) if record.readout else None,
        "history": [
            {"kind": step.kind, "at": step.at.isoformat(), "by": step.by, "why": step.why} for step in record.steps
        ],
    }


def plain_track(track: Track) -> dict[str, Any]:
    """A policy's record as JSON values."""
    values: dict[str, Any] = TypeAdapter(type(track)).dump_python(track, mode="json")
    return values


def _lacks(warehouse: Warehouse, policy: Policy) -> CannotPropose | None:
    try:
        require_tables(warehouse, policy.tables, policy.question)
    except ShopAtFault as why:
        return CannotPropose(policy=policy.name, title=policy.title, why=why)
    return None


def _said(sentence: Sentence, templates: Mapping[str, Words]) -> dict[str, str]:
    return {language: render(sentence, templates, language) for language in LANGUAGES}


def _land_exposures(shop: Shop, rows: Sequence[Mapping[str, Any]]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from zhanggui.app.loading import publish
    from zhanggui.ingest.ready_made import land_tables
    from zhanggui.warehouse.landing import Landing

    landing = Landing(shop.folder)
    known = len(landing.loads())
    with tempfile.TemporaryDirectory() as room:
        file = Path(room) / "exposures.parquet"
        pq.write_table(pa.Table.from_pylist([dict(row) for row in rows], schema=_schema_of(rows[0])), file)
        land_tables(landing, {"exposures": file}, source="decisions", exported_at=shop.clock.now())
    if len(landing.loads()) > known:
        publish(shop)


def _schema_of(row: Mapping[str, Any]) -> pa.Schema:
    """The contract's types: from rows alone, a column that is empty in all of them would have none."""
    import pyarrow as pa

    from zhanggui.warehouse.contracts.catalogue import Exposures
    from zhanggui.warehouse.tables import arrow_schema

    known = arrow_schema(Exposures)
    return pa.schema([known.field(name) for name in row])
