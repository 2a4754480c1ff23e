"""How does an invented shop become files to load, and a shop that has loaded them?"""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.workplace import Size, Workplace

CURRENCY, TIMEZONE = "CNY", "Asia/Shanghai"
EXPORTED_AT = datetime(2026, 1, 2, tzinfo=UTC)
TABLES = ("orders", "order_lines", "refunds", "products", "product_costs", "fees", "events", "price_history")
# What a shop loads besides that counts its stock and watches its competitors.
WATCHED = ("stock_levels", "competitor_offers")
MEMORY = "6GiB"


def published_shop(work: Workplace, *more: str) -> Path:
    """The folder of a shop with a published snapshot, built anew whenever the way of building it changes.

    `more` are tables that it has beside the usual ones.
    """
    name = "-".join(("shop", *more, _print_of_the_warehouse()))
    return work.made(name, lambda draft: _publish(draft, landed(work, *more), (*TABLES, *more)))


def landed(work: Workplace, *more: str) -> Path:
    """The folder of the shop's contract tables as Parquet."""
    from zhanggui.ingest.filling import COMPRESSED

    written = sha256((COMPRESSED + _sql("landed.sql")).encode()).hexdigest()[:8]
    name = "-".join(("landed", *more, written))
    return work.made(name, lambda draft: _write_tables(draft, work, (*TABLES, *more)))


@contextmanager
def invented(work: Workplace) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to the invented shop: the tables baskets, lines and bills."""
    path = work.made("invented.duckdb", lambda draft: _invent(draft, work.size))
    connection = duckdb.connect(
        path, read_only=True, config={"memory_limit": MEMORY, "temp_directory": f"{path}.spill"}
    )
    try:
        _say_size(connection, work.size)
        yield connection
    finally:
        connection.close()


def lines_of(work: Workplace) -> int:
    """How many order lines the shop has."""
    with invented(work) as connection:
        ((count,),) = connection.execute("SELECT count(*) FROM lines").fetchall()
    return int(count)


def _invent(target: Path, size: Size) -> None:
    with duckdb.connect(target, config={"memory_limit": MEMORY}) as connection:
        _say_size(connection, size)
        connection.execute(_sql("shop.sql"))


def _write_tables(target: Path, work: Workplace, tables: Sequence[str]) -> None:
    target.mkdir()
    with invented(work) as connection:
        connection.execute(_sql("landed.sql"))
        for table in tables:
            connection.execute(_landing(table, target / f"{table}.parquet"))


def _landing(table: str, target: Path) -> str:
    from zhanggui.ingest.filling import COMPRESSED

    provenance = (
        f"1::BIGINT AS load_id, row_number() OVER () AS source_row, TIMESTAMP '{EXPORTED_AT:%Y-%m-%d}' AS exported_at"
    )
    # As a load writes it: how the landing is written is part of how fast it is read.
    return f"COPY (SELECT *, {provenance} FROM landed_{table}) TO '{target}' {COMPRESSED}"


def _publish(target: Path, folder: Path, tables: Sequence[str]) -> None:
    from zhanggui.warehouse.landing import Landing, Load
    from zhanggui.warehouse.snapshots import publish

    target.mkdir()
    with Landing(target).begin() as pending:
        for table in tables:
            shutil.copyfile(folder / f"{table}.parquet", pending.folder / f"{table}.parquet")
        pending.commit(
            Load(
                load_id=pending.load_id,
                source="invented",
                file_name="invented",
                sha256="0",
                exported_at=EXPORTED_AT,
                landed_at=EXPORTED_AT,
                rows={},
                reconciliation={},
            )
        )
    publish(target, currency=CURRENCY, timezone=TIMEZONE)


def _print_of_the_warehouse() -> str:
    """Changes with what a snapshot holds: its tables, how they are derived, how they are stored."""
    import zhanggui.warehouse
    from zhanggui.ingest.filling import COMPRESSED

    folder = Path(zhanggui.warehouse.__file__).parent
    sources = sorted([*folder.glob("contracts/*.py"), *folder.glob("derive/*.sql"), *folder.glob("in_place.py")])
    told = [COMPRESSED.encode(), _sql("landed.sql").encode(), *(path.read_bytes() for path in sources)]
    return sha256(b"".join(told)).hexdigest()[:8]


def _say_size(connection: duckdb.DuckDBPyConnection, size: Size) -> None:
    for name in ("orders", "products", "customers", "sessions"):
        connection.execute(f"SET VARIABLE {name} = {getattr(size, name)}")


def _sql(name: str) -> str:
    return files(__package__).joinpath(name).read_text("utf-8")
