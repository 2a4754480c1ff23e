"""How do landed orders, lines and refunds become sales that add up from every side?"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from zhanggui.core.currency import MINOR_DIGITS
from zhanggui.warehouse.zones import local_day

if TYPE_CHECKING:
    import duckdb

STEPS = ("exact_parts", "vocabularies", "currencies", "orders", "splits", "refunds", "sale_lines")


def derive_sales(connection: duckdb.DuckDBPyConnection, *, currency: str, timezone: str) -> None:
    """Build `sale_lines` and `refund_lines` from the contract tables in the connection's database.

    `numbered_orders` and `numbered_order_lines` are views of the two with a `row_no` each.
    Lines whose order has not been loaded have no time and stay out; the audit `lines_without_order` counts them.
    """
    connection.execute("SET VARIABLE currency = ?", [currency])
    connection.execute(f"CREATE OR REPLACE TEMP MACRO local_day(instant) AS {local_day('instant', timezone)}")
    # Joins are written with the smaller side on the right; guessed otherwise, the millions go into a hash table.
    connection.execute("SET disabled_optimizers = 'join_order,build_side_probe_side'")
    digits = ", ".join(f"('{code}', {digits})" for code, digits in sorted(MINOR_DIGITS.items()))
    connection.execute(f"CREATE OR REPLACE TEMP VIEW currency_digits AS FROM (VALUES {digits}) AS t(currency, digits)")
    for step in STEPS:
        _carry_out(connection, step)
        if step == "currencies" and connection.execute("SELECT count(*) > 0 FROM order_factors").fetchall() == [
            (True,)
        ]:
            _carry_out(connection, "exchange")
    connection.execute("RESET disabled_optimizers")


def _carry_out(connection: duckdb.DuckDBPyConnection, step: str) -> None:
    connection.execute(files(__package__).joinpath(f"{step}.sql").read_text(encoding="utf-8"))
