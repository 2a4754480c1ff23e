"""Where do the originals of people go, and in how many ways is a customer known?"""

# ruff: noqa: S608 - names and literals in the SQL come from contracts and from maps, quoted where they are text

from __future__ import annotations

from typing import TYPE_CHECKING

from zhanggui.ingest.filling import COMPRESSED
from zhanggui.ingest.readers.sheet import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from zhanggui.ingest.compiling.values import Value
    from zhanggui.ingest.filling import Filling, Provenance
    from zhanggui.ingest.people import Safe

BATCH = 50_000
# A name or an address is shared by many: it tells nobody apart and is kept in the vault alone.
IDENTIFYING = ("account", "phone", "email", "platform_id")


def keep_originals(filling: Filling, safe: Safe) -> int:
    """Hand what names the customers of the sheet to the vault, by customer; returns how many values were new."""
    return sum(_keep(filling, kind, value, safe) for kind, value in _known_ways(filling))


def fill_identities(filling: Filling, pieces: Path, provenance: Provenance) -> Iterator[tuple[str, Path]]:
    """Write the ways in which the customers of the sheet are known: one row per pseudonym of an identity."""
    channel = filling.plan.situation.source.channel
    ways = [(kind, value) for kind, value in _known_ways(filling) if kind in IDENTIFYING]
    if not ways or channel is None:
        return
    target = pieces / "identities.parquet"
    queries = " UNION ALL ".join(_identities(filling, channel, kind, value) for kind, value in ways)
    carried = f"{provenance.load_id}::BIGINT AS load_id, {filling.source_row()}::BIGINT AS source_row"
    at = provenance.exported_at.replace(tzinfo=None)
    filling.engine.execute(
        f"COPY (SELECT * EXCLUDE (_row), {carried}, TIMESTAMP '{at}' AS exported_at FROM ({queries})) "
        f"TO {quoted(str(target))} {COMPRESSED}"
    )
    yield "identities", target


def _known_ways(filling: Filling) -> list[tuple[str, Value]]:
    """The identities that the sheet has; without a customer they belong to nobody."""
    return [] if filling.plan.customer.missing == "true" else filling.plan.ways


def _identities(filling: Filling, channel: str, kind: str, identity: Value) -> str:
    customer = filling.plan.customer
    seen = f"min({filling.plan.first_seen.sql})"
    rows = filling.joined(customer.people | identity.people)
    return (
        f"SELECT {quoted(channel)} AS channel, {quoted(kind)} AS kind_of_identity, {identity.sql} AS identity, "
        f"arg_min({customer.sql}, _row) AS customer, {seen} AS first_seen_at, min(_row) AS _row "
        f"FROM {rows} WHERE {identity.sql} IS NOT NULL AND {customer.sql} IS NOT NULL GROUP BY {identity.sql}"
    )


def _keep(filling: Filling, kind: str, way: Value, safe: Safe) -> int:
    (cell,) = way.people
    customer = filling.plan.customer
    rows = filling.joined(customer.people)
    found = filling.engine.execute(
        f"SELECT {customer.sql} AS customer, arg_max({cell}, _row) AS original FROM {rows} "
        f"WHERE {customer.sql} IS NOT NULL AND {cell} IS NOT NULL GROUP BY 1"
    )
    new = 0
    while batch := found.fetchmany(BATCH):
        new += safe.put_many(kind, dict(batch))
    return new
