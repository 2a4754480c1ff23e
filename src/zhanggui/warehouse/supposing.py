"""What would some customers' sales be if they counted as other members?"""

# ruff: noqa: S608 - the names put into SQL are those of our own contracts

from __future__ import annotations

from typing import TYPE_CHECKING

from zhanggui.warehouse.engines.duckdb import DuckDBWarehouse
from zhanggui.warehouse.facts import SnapshotFacts
from zhanggui.warehouse.finish import finish
from zhanggui.warehouse.in_place import NUMBERED, view_numbered
from zhanggui.warehouse.merge import look_at_landed, merge_landed, parquet
from zhanggui.warehouse.tables import LANDED, create_empty, literal
from zhanggui.warehouse.uniting import unite

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    import duckdb

OF_ORDERS = ("orders", "order_lines", "payments", "refunds")
AS_A_WHOLE = ("exclusions", "fx_rates", "fees", "product_costs")


def suppose(
    folder: Path, customers: Collection[str], counts_as: Mapping[str, str], published: SnapshotFacts
) -> DuckDBWarehouse:
    """The sales of these customers alone, derived as any version is, while they count as the members given.

    The rows are read as they were landed by the loads of the published version, so that what holds now neither helps
    nor hinders. The caller closes it.
    """
    import duckdb

    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    home = folder / "landing" / "loads"
    files = {
        name: [path for load in published.loads if (path := home / f"{load:06d}" / f"{name}.parquet").exists()]
        for name in (*OF_ORDERS, *AS_A_WHOLE)
    }
    names = ", ".join(map(literal, sorted(customers)))
    if files["orders"]:
        connection.execute(
            "CREATE TEMP TABLE theirs AS SELECT DISTINCT channel, order_id "
            f"FROM {parquet(files['orders'])} WHERE customer IN ({names})"
        )
    for name in LANDED:
        _take_in(connection, name, files.get(name, []))
    connection.execute(f"DELETE FROM orders WHERE customer IS NULL OR customer NOT IN ({names})")
    connection.execute(
        "DELETE FROM order_lines WHERE (channel, order_id) NOT IN (SELECT channel, order_id FROM orders)"
    )
    for customer, member in counts_as.items():
        connection.execute("INSERT INTO same_customers (customer, member) VALUES (?, ?)", [customer, member])
    unite(connection)
    # What was supposed is no decision of anybody, and audits would miss who made it.
    create_empty(connection, LANDED["same_customers"])
    for name in NUMBERED:
        view_numbered(connection, name, [])
    facts = SnapshotFacts.planned("supposed", 0, published.currency, published.timezone)
    finish(connection, facts, published.as_of)
    return DuckDBWarehouse.of(connection)


def _take_in(connection: duckdb.DuckDBPyConnection, name: str, files: list[Path]) -> None:
    contract = LANDED[name]
    if not files:
        create_empty(connection, contract)
        return
    rows = parquet(files)
    if name in OF_ORDERS:
        rows = f"(FROM {rows} SEMI JOIN theirs USING (channel, order_id))"
    look_at_landed(connection, contract, rows)
    merge_landed(connection, contract)
