"""How do landed orders, lines and refunds become sales that add up from every side?"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from zhanggui.core.currency import MINOR_DIGITS
from zhanggui.warehouse.allowance import engine_memory
from zhanggui.warehouse.contracts.derived import VISIT_GAP_SECONDS
from zhanggui.warehouse.tables import DERIVED, create_empty
from zhanggui.warehouse.zones import local_day

if TYPE_CHECKING:
    import duckdb

# Every reader of a version takes the numbered words into memory; more names than this are rarely repeated ones.
MOST_PRODUCT_WORDS = 1_000_000
BYTES_OF_AN_ORDER = 1_500  # with its lines' parts, while they are joined


def derive_sales(connection: duckdb.DuckDBPyConnection, *, currency: str, timezone: str) -> None:
    """Build `sale_lines` and `refund_lines` from the contract tables in the connection's database.

    `numbered_orders` and `numbered_order_lines` are views of the two with a `row_no` each.
    Lines whose order has not been loaded have no time and stay out; the audit `lines_without_order` counts them.
    Without any order there are no sales to derive.
    """
    if not _any(connection, "FROM orders"):
        create_empty(connection, DERIVED["sale_lines"])
        create_empty(connection, DERIVED["refund_lines"])
        create_empty(connection, DERIVED["order_totals"])
        create_empty(connection, DERIVED["purchase_days"])
        _carry_out(connection, "own_currency")
        return
    connection.execute("SET VARIABLE currency = ?", [currency])
    connection.execute(f"CREATE OR REPLACE TEMP MACRO local_day(instant) AS {local_day('instant', timezone)}")
    # Joins are written with the smaller side on the right; guessed otherwise, the millions go into a hash table.
    connection.execute("SET disabled_optimizers = 'join_order,build_side_probe_side'")
    # What comes out of a join is otherwise written by one core alone, to keep an order that nobody asks for.
    connection.execute("SET preserve_insertion_order = false")
    digits = ", ".join(f"('{code}', {digits})" for code, digits in sorted(MINOR_DIGITS.items()))
    connection.execute(f"CREATE OR REPLACE TEMP VIEW currency_digits AS FROM (VALUES {digits}) AS t(currency, digits)")
    _carry_out(connection, "exact_parts", "vocabularies")
    _name_products(connection)
    _exchange(connection)
    _carry_out(connection, "orders")
    _split(connection)
    _refund(connection)
    _carry_out(connection, "sale_lines")
    _sell(connection)
    _carry_out(connection, "order_totals", "purchase_days")
    connection.execute("RESET preserve_insertion_order")
    connection.execute("RESET disabled_optimizers")


def derive_visits(connection: duckdb.DuckDBPyConnection) -> None:
    """Build `visitor_days` from the events."""
    if not _any(connection, "FROM events"):
        create_empty(connection, DERIVED["visitor_days"])
        return
    connection.execute("SET VARIABLE visit_gap_seconds = ?", [VISIT_GAP_SECONDS])
    _carry_out(connection, "visitor_days")


def _name_products(connection: duckdb.DuckDBPyConnection) -> None:
    ((names,),) = connection.execute(
        "SELECT (SELECT count(*) FROM products) + (SELECT count(*) FROM unlisted_products)"
    ).fetchall()
    _carry_out(connection, "product_words" if names <= MOST_PRODUCT_WORDS else "product_texts")


# Binding the statements of a step takes a while however few rows there are, and most shops need few of the steps.
def _exchange(connection: duckdb.DuckDBPyConnection) -> None:
    if not _any(connection, "FROM orders WHERE currency <> getvariable('currency')"):
        _carry_out(connection, "own_currency")
        return
    _carry_out(connection, "currencies")
    _carry_out(connection, "exchange" if _any(connection, "FROM order_factors") else "own_currency")


def _split(connection: duckdb.DuckDBPyConnection) -> None:
    is_needed = _any(connection, "FROM order_money WHERE is_split OR (fixed_fee <> 0 AND parts > 1)")
    _carry_out(connection, "splits" if is_needed else "nothing_split")


def _refund(connection: duckdb.DuckDBPyConnection) -> None:
    if _any(connection, "FROM order_money WHERE has_refund_rows OR has_stated_refund"):
        _carry_out(connection, "refunds")
        return
    create_empty(connection, DERIVED["refund_lines"])
    _carry_out(connection, "nothing_refunded")


def _sell(connection: duckdb.DuckDBPyConnection) -> None:
    """Write the sales slice by slice: hash tables that do not fit into memory are slower than reading lines again."""
    ((orders, last),) = connection.execute("SELECT count(*), coalesce(max(order_no), 0) FROM order_money").fetchall()
    slices = 1 + orders * BYTES_OF_AN_ORDER // engine_memory()
    for number in range(slices):
        # Orders that follow each other, so that the days of a slice lie together.
        connection.execute("SET VARIABLE slice_after = ?", [last * number // slices])
        connection.execute("SET VARIABLE slice_to = ?", [last * (number + 1) // slices])
        written = "INSERT INTO sale_lines" if number else "CREATE OR REPLACE TABLE sale_lines AS"
        connection.execute(f"{written} FROM slice_of_sales")


def _any(connection: duckdb.DuckDBPyConnection, rows: str) -> bool:
    ((found,),) = connection.execute(f"SELECT EXISTS ({rows})").fetchall()
    return bool(found)


def _carry_out(connection: duckdb.DuckDBPyConnection, *steps: str) -> None:
    for step in steps:
        connection.execute(files(__package__).joinpath(f"{step}.sql").read_text(encoding="utf-8"))
