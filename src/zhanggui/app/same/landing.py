"""How do decisions about products and members reach the tables? As rows of the landing, before a version is built."""

# ruff: noqa: S608 - the names put into SQL are those of our own contracts

from __future__ import annotations

import tempfile
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhanggui.app.same.record import Decided, member_record, product_record
from zhanggui.warehouse.landing import Landing
from zhanggui.warehouse.merge import parquet
from zhanggui.warehouse.tables import LANDED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from zhanggui.app.shop import Shop

SOURCE = "same"


def land_decisions(shop: Shop) -> int:
    """Land what was decided since the last version; returns how many codes and customers changed what they count as.

    The record is the truth and landing follows it, so a run that ended between the two is completed by the next one.
    Who was erased is left out: what was known of them has been renamed in the landing.
    """
    changed = {
        "same_products": _changed(shop, "same_products", "sku", _products(shop)),
        "same_customers": _changed(shop, "same_customers", "member", _customers(shop)),
    }
    if any(changed.values()):
        _land(shop, {table: rows for table, rows in changed.items() if rows})
    return sum(map(len, changed.values()))


def _changed(shop: Shop, table: str, counts_as: str, wanted: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The rows that the landing does not have yet; who was never joined needs none."""
    rows = list(wanted)
    key = LANDED[table].key
    landed = _landed(shop, table, key, counts_as) if rows else {}
    found = []
    for row in rows:
        names = tuple(row[name] for name in key)
        before = landed.get(names, names[-1])
        if before != row[counts_as]:
            found.append(row)
    return found


def _products(shop: Shop) -> Iterator[Mapping[str, Any]]:
    """One row for each code that was ever decided about; one that is not joined counts as itself."""
    record = product_record(shop)
    latest = {(channel, code): decided for (channel, code, _), decided in record.in_order}
    for (channel, code), decided in latest.items():
        sku, holding = record.joined.get((channel, code), (code, decided))
        told = {"channel": channel, "code": code, "sku": record.resolved(sku), "way": holding.told["way"]}
        yield told | _by(decided)


def _customers(shop: Shop) -> Iterator[Mapping[str, Any]]:
    erased = shop.vault.erased()
    for customer, (member, decided) in sorted(member_record(shop).customers.items()):
        if customer not in erased and member not in erased:
            yield {"customer": customer, "member": member} | _by(decided)


def _by(decided: Decided) -> dict[str, Any]:
    at = decided.at.astimezone(UTC).replace(tzinfo=None)
    return {"decision": decided.position, "decided_by": decided.by, "decided_at": at}


def _landed(shop: Shop, table: str, key: tuple[str, ...], counts_as: str) -> dict[tuple[str, ...], str]:
    """What each key counts as in the landing."""
    import duckdb

    files = sorted(Landing(shop.folder).folder.glob(f"*/{table}.parquet"))
    if not files:
        return {}
    names = ", ".join(key)
    latest = f"arg_max({counts_as}, (exported_at, load_id, source_row))"
    with duckdb.connect() as engine:
        rows = engine.execute(f"SELECT {latest}, {names} FROM {parquet(files)} GROUP BY {names}").fetchall()
    return {tuple(each): told for told, *each in rows}


def _land(shop: Shop, rows: Mapping[str, list[Mapping[str, Any]]]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from zhanggui.ingest.ready_made import land_tables

    with tempfile.TemporaryDirectory() as room:
        files = {table: Path(room) / f"{table}.parquet" for table in rows}
        for table, file in files.items():
            pq.write_table(pa.Table.from_pylist([dict(row) for row in rows[table]]), file)
        land_tables(Landing(shop.folder), files, source=SOURCE, exported_at=shop.clock.now())
