"""How do the generated tables get into a shop without going through files of a platform?"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq

from zhanggui.warehouse.landing import Landing, Load

SOURCE = "worlds.tea_shop"


def land(tables: Path, shop: Path, *, exported_at: datetime, landed_at: datetime) -> Load:
    """Land every table of a folder as one load of the shop; publish a snapshot afterwards.

    For the tables of `generate` and, with a later `exported_at`, for those of each `advance`. Raises AlreadyLoaded.
    """
    import duckdb

    files = sorted(tables.glob("*.parquet"))
    exported = exported_at.astimezone(UTC).replace(tzinfo=None)
    with Landing(shop).begin() as pending, duckdb.connect() as engine:
        for file in files:
            target = pending.folder / file.name
            engine.execute(
                "COPY (SELECT *, $load::BIGINT AS load_id, row_number() OVER () AS source_row, "  # noqa: S608
                "$exported::TIMESTAMP AS exported_at "
                f"FROM read_parquet({_quoted(file)})) TO {_quoted(target)} (FORMAT parquet, COMPRESSION zstd)",
                {"load": pending.load_id, "exported": exported},
            )
        facts = Load(
            load_id=pending.load_id,
            source=SOURCE,
            file_name=tables.name,
            sha256=_fingerprint(files),
            exported_at=exported_at,
            landed_at=landed_at,
            rows={file.stem: pq.read_metadata(file).num_rows for file in files},
            reconciliation={},
        )
        return pending.commit(facts)


def _fingerprint(files: list[Path]) -> str:
    total = hashlib.sha256()
    for file in files:
        total.update(file.stem.encode())
        with file.open("rb") as content:
            total.update(hashlib.file_digest(content, "sha256").digest())
    return total.hexdigest()


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
