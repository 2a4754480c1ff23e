"""Was the version that is open built by a release whose tables had fewer columns?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhanggui.core.errors import ShopAtFault
from zhanggui.core.words import Words
from zhanggui.warehouse.contracts.register import CONTRACTS
from zhanggui.warehouse.tables import table_columns

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb

SHOWN = 5


class SnapshotOfOlderRelease(ShopAtFault):
    """The published version lacks columns that this release asks for."""

    sentence = Words(
        zh="版本 {snapshot} 由较早的程序生成，缺少 {columns}。运行 zhanggui products publish 从已导入的文件重建，数据不会丢失。",
        en="Version {snapshot} was built by an older release and lacks {columns}. Run zhanggui products publish: it is "
        "built anew from the loaded files, and nothing is lost.",
    )


def refuse_older_release(connection: duckdb.DuckDBPyConnection, snapshot: str) -> None:
    """Say which columns of the contracts the open version lacks; silent where it has them all.

    Raises SnapshotOfOlderRelease.
    """
    lacking = list(_lacking(connection))
    if lacking:
        more = f" … ({len(lacking)})" if len(lacking) > SHOWN else ""
        raise SnapshotOfOlderRelease(snapshot=snapshot, columns=", ".join(lacking[:SHOWN]) + more)


def _lacking(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """Missing tables by name, missing columns as table.column."""
    there = set(
        connection.execute("SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal").fetchall()
    )
    tables = {table for table, _ in there}
    for name, contract in CONTRACTS.items():
        if name not in tables:
            yield name
            continue
        yield from (f"{name}.{each.name}" for each in table_columns(contract) if (name, each.name) not in there)
