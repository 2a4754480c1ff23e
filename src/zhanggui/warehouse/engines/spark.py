"""How does Spark answer for a warehouse?"""

from __future__ import annotations

import threading
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Self

from zhanggui.core.errors import RequestAtFault
from zhanggui.core.words import Words
from zhanggui.warehouse.contracts.register import CONTRACTS
from zhanggui.warehouse.engines.duckdb import DuckDBWarehouse
from zhanggui.warehouse.engines.open_snapshot import OpenSnapshot
from zhanggui.warehouse.merge import contract_columns
from zhanggui.warehouse.tables import quoted

if TYPE_CHECKING:
    from collections.abc import Callable

    import ibis.expr.types as ir
    import pyarrow as pa


BATCH = 500_000


class SparkMissing(RequestAtFault):
    """The Spark extra is not installed."""

    sentence = Words(
        zh="没有安装 Spark 引擎。安装：pip install 'zhanggui[spark]'",
        en="The Spark engine is not installed. Install it with: pip install 'zhanggui[spark]'",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SparkWarehouse(OpenSnapshot):
    """One snapshot, copied to Parquet and read through Spark Connect."""

    backend: Any
    held: ExitStack = field(repr=False)
    engine: str = "spark"
    _turn: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @classmethod
    def open(cls, path: Path, *, remote: str | None = None, folder: Path | None = None) -> Self:
        """Open a published snapshot on a Spark of its own, or on the cluster at `remote` (`sc://host:port`).

        A cluster has to see `folder`, where the tables are written; without one they go to a temporary folder.
        """
        with closing(DuckDBWarehouse.open(path)) as source:
            return cls.of(source, remote=remote, folder=folder)

    @classmethod
    def of(cls, source: DuckDBWarehouse, *, remote: str | None = None, folder: Path | None = None) -> Self:
        """Read with Spark what a DuckDB warehouse holds, a small shop in memory included."""
        with ExitStack() as held:
            place = folder or Path(held.enter_context(TemporaryDirectory(prefix="zhanggui-spark-")))
            session = _session(held, remote)
            for name in CONTRACTS:
                file = place / f"{name}.parquet"
                _copy(source, name, file)
                session.read.parquet(str(file)).createOrReplaceTempView(name)
            return cls(facts=source.facts, backend=_backend(session), held=held.pop_all())

    def fetch(self, expression: ir.Expr, *, said: Callable[[str], object] | None = None) -> pa.Table:
        """Carry out one relation; threads that share the warehouse take turns."""
        if said:
            said(self.backend.compile(expression.as_table(), pretty=True))
        with self._turn:
            rows: pa.Table = self.backend.to_pyarrow(expression.as_table())
        return rows

    def close(self) -> None:
        """Let go of the session, of the server if it is ours, and of the copied tables."""
        self.held.close()


def _copy(source: DuckDBWarehouse, table: str, file: Path) -> None:
    """Stream a table to Parquet through Arrow: the engine that reads for others may not write files."""
    import pyarrow.parquet as pq

    # Columns stored as numbered words become plain texts.
    columns = contract_columns(source.connection, CONTRACTS[table], quoted(table))
    batches = source.connection.sql(columns).to_arrow_reader(BATCH)
    with pq.ParquetWriter(file, batches.schema) as writer:
        for batch in batches:
            writer.write_batch(batch)


def _session(held: ExitStack, remote: str | None) -> Any:
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise SparkMissing from None
    session = SparkSession.builder.remote(remote or _own_server(held)).create()
    held.callback(session.stop)
    session.conf.set("spark.sql.session.timeZone", "UTC")
    return session


def _backend(session: Any) -> Any:
    import ibis

    return ibis.pyspark.connect(session)


def _own_server(held: ExitStack) -> str:
    try:
        from pysail.spark import SparkConnectServer
    except ImportError:
        raise SparkMissing from None
    server = SparkConnectServer()
    server.start(background=True)
    held.callback(server.stop)
    host, port = server.listening_address
    return f"sc://{host}:{port}"
