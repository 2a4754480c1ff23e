"""Which Parquet files would somebody with pandas work from?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.invented.shop import published_shop

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.workplace import Workplace

TABLES = ("sale_lines", "events", "calendar")


def frames(work: Workplace) -> Path:
    """A folder with the snapshot's sale lines, events and calendar, one Parquet file each."""
    shop = published_shop(work)
    return work.made(f"frames-{shop.name}", lambda draft: _export(draft, shop))


def _export(target: Path, shop: Path) -> None:
    import pyarrow.parquet as pq

    from zhanggui.warehouse.snapshots import open_current

    target.mkdir()
    warehouse = open_current(shop)
    for table in TABLES:
        batches = warehouse.connection.sql(f"FROM {table}").to_arrow_reader(1_000_000)
        with pq.ParquetWriter(target / f"{table}.parquet", batches.schema, compression="zstd") as file:
            for batch in batches:
                file.write_batch(batch)
    warehouse.close()
