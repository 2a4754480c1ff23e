"""Where do the originals of people go, and in how many ways is a customer known?"""

# ruff: noqa: S608 - names and literals in the SQL come from contracts and from maps, quoted where they are text

from __future__ import annotations

from typing import TYPE_CHECKING

from zhanggui.ingest.filling import COMPRESSED
from zhanggui.ingest.readers.sheet import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from concurrent.futures import Executor, Future
    from pathlib import Path

    from zhanggui.ingest.compiling.values import Value
    from zhanggui.ingest.filling import Filling, Provenance
    from zhanggui.ingest.people import Safe

BATCH = 50_000
# A name or an address is shared by many: it tells nobody apart and is kept in the vault alone.
IDENTIFYING = ("account", "phone", "email", "platform_id")


def meet(filling: Filling) -> list[str]:
    """Make one table per way in which the sheet knows its customers: the few distinct pairs out of its many rows."""
    customer, seen = filling.plan.customer, filling.plan.first_seen.sql
    if customer.missing == "true":
        return []
    for number, (_, way) in enumerate(filling.plan.ways):
        cells = ", ".join(sorted(customer.people | way.people))
        filling.engine.execute(
            f"CREATE OR REPLACE TEMP TABLE met_{number} AS "
            f"SELECT {cells}, min(_row) AS _row, max(_row) AS _last, min({seen}) AS first_seen_at "
            f"FROM good WHERE NOT ({way.missing}) AND NOT ({customer.missing}) GROUP BY {cells}"
        )
    return [kind for kind, _ in filling.plan.ways]


def hand_over(filling: Filling, met: Sequence[str], safe: Safe, beside: Executor) -> list[Future[int]]:
    """Let the vault take what names the customers of the sheet, by customer, while the tables are written.

    Each of the futures returned says how many values were new; all must be done before the load is committed.
    """
    return [beside.submit(_keep, _write(filling, number), kind, safe) for number, kind in enumerate(met)]


def fill_identities(
    filling: Filling, met: Sequence[str], pieces: Path, provenance: Provenance
) -> Iterator[tuple[str, Path]]:
    """Write the ways in which the customers of the sheet are known: one row per identity and customer.

    An identity that several customers share keeps all of them: they may be one person, or a number of the shop's own.
    """
    channel = filling.plan.situation.source.channel
    ways = [number for number, kind in enumerate(met) if kind in IDENTIFYING]
    if not ways or channel is None:
        return
    target = pieces / "identities.parquet"
    queries = " UNION ALL ".join(_identities(filling, number) for number in ways)
    known = (
        f"SELECT {quoted(channel)} AS channel, kind_of_identity, identity, customer, "
        f"min(first_seen_at) AS first_seen_at, min(_row) AS _row FROM ({queries}) "
        "GROUP BY kind_of_identity, identity, customer"
    )
    filling.engine.execute(
        f"COPY (SELECT * EXCLUDE (_row), {filling.carried(provenance)} FROM ({known})) TO {quoted(str(target))} {COMPRESSED}"
    )
    yield "identities", target


def _identities(filling: Filling, number: int) -> str:
    kind, way = filling.plan.ways[number]
    return (
        f"SELECT {quoted(kind)} AS kind_of_identity, {way.sql} AS identity, {filling.plan.customer.sql} AS customer, "
        f"first_seen_at, _row FROM {_joined(filling, number, way)}"
    )


def _write(filling: Filling, number: int) -> Path:
    """The originals of one kind as a file in the load's own folder, which is removed with the rest of the work.

    In the order of their key, so that a million new people fill page after page of the vault instead of touching all.
    """
    _, way = filling.plan.ways[number]
    (cell,) = way.people
    target = filling.work / f"originals-{number}.parquet"
    filling.engine.execute(
        f"COPY (SELECT {filling.plan.customer.sql} AS customer, arg_max({cell}, _last) AS original "
        f"FROM {_joined(filling, number, way)} GROUP BY 1 ORDER BY 1) TO {quoted(str(target))} (FORMAT parquet)"
    )
    return target


def _keep(originals: Path, kind: str, safe: Safe) -> int:
    import pyarrow.parquet as pq

    with pq.ParquetFile(originals) as file:
        batches = (batch.to_pydict() for batch in file.iter_batches(BATCH))
        return sum(safe.put_many(kind, dict(zip(each["customer"], each["original"], strict=True))) for each in batches)


def _joined(filling: Filling, number: int, way: Value) -> str:
    return filling.joined(filling.plan.customer.people | way.people, rows=f"met_{number}")
