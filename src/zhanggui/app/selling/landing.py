"""How does what the till sold come into the warehouse, all of it and once?"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from zhanggui.core.described import described

if TYPE_CHECKING:
    from zhanggui.app.shop import Shop

SOURCE = "checkout"


@dataclass(frozen=True, slots=True, kw_only=True)
class Landed:
    """What was handed over to the warehouse."""

    rows: Annotated[Mapping[str, int], described("行数", "Rows by table", unit="count")]
    version: Annotated[str, described("发布的版本", "Version published")]


def land_sales(shop: Shop) -> Landed:
    """Hand over what waits in the outbox and publish the next version.

    A batch is claimed, landed, published, then marked. Killed in between, the next run hands the same batch over again:
    files that are the same are landed once, and rows that are the same update themselves by their keys.
    """
    from zhanggui.app.loading import publish
    from zhanggui.books.checkout.outbox import claim_batch, mark_landed

    rows: Counter[str] = Counter()
    version = ""
    while True:
        with shop.books.begin() as connection:
            batch = claim_batch(connection)
        if batch is None:
            return Landed(rows=dict(sorted(rows.items())), version=version)
        landed = _landed(shop, batch)
        rows.update(landed)
        version = publish(shop).name if landed else version
        with shop.books.begin() as connection:
            mark_landed(connection, batch, shop.clock.now())


def _landed(shop: Shop, batch: int) -> Mapping[str, int]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from zhanggui.checkout.told import tables_of
    from zhanggui.ingest.ready_made import land_tables
    from zhanggui.warehouse.landing import Landing

    with shop.books.reading() as connection:
        tables = tables_of(connection, batch)
    if not tables:
        return {}
    with tempfile.TemporaryDirectory() as room:
        files = {name: Path(room) / f"{name}.parquet" for name in sorted(tables)}
        for name, file in files.items():
            pq.write_table(pa.Table.from_pylist(_square(tables[name])), file)
        load = land_tables(Landing(shop.folder), files, source=SOURCE, exported_at=shop.clock.now())
    return load.rows


def _square(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every row with every column in which one of them has a value."""
    columns = dict.fromkeys(name for row in rows for name, value in row.items() if value is not None)
    return [{name: row.get(name) for name in columns} for row in rows]
