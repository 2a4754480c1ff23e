"""How do the codes of one product, and the names of one person, become one in every table of a version?"""

# ruff: noqa: S608 - the names put into SQL are those of our own contracts

from __future__ import annotations

from typing import TYPE_CHECKING

from zhanggui.warehouse.contracts.sameness import SameCustomers, SameProducts
from zhanggui.warehouse.tables import LANDED, quoted, table_columns

if TYPE_CHECKING:
    import duckdb

    from zhanggui.warehouse.contracts.contract import Column, Contract

DECISIONS = (SameProducts.name, SameCustomers.name)
# What is said of a product or a person under two names: each value of the own name counts, else the other one's.
FILLED = ("products", "customers")
# Two records of one product on the same day and place are two quantities of it.
SUMMED = ("stock_levels", "stock_moves", "traffic_stats")
# A cost under another code counts only where the own code has none at all: two series of costs must not interleave.
OWN_OR_NONE = ("product_costs",)


def unite(connection: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    """Give every row the product and the member that it counts as; returns the tables that were written anew.

    Tables hold the rows as exported, copied or as views of their files; those without a row concerned stay as they
    are. What was decided is in `same_products` and `same_customers`; a row that names itself changes nothing.
    """
    connection.execute(_DECIDED)
    ((codes, people),) = connection.execute(
        "SELECT (SELECT count(*) FROM same_code), (SELECT count(*) FROM same_person)"
    ).fetchall()
    return tuple(name for name, contract in LANDED.items() if _united(connection, contract, codes=codes, people=people))


def apart(channel: str, code: str) -> str:
    """The name of a code that is another product than the same code elsewhere.

    >>> apart("jd", "001")
    '001@jd'
    """
    return f"{code}@{channel}"


# A code that still counts as itself on some channel keeps its own facts; so does one that only left its namesakes.
_DECIDED = """
CREATE OR REPLACE TEMP TABLE same_code AS SELECT channel, code, sku FROM same_products WHERE sku <> code;
CREATE OR REPLACE TEMP TABLE same_person AS SELECT customer, member FROM same_customers WHERE member <> customer;
CREATE OR REPLACE TEMP TABLE same_everywhere AS
SELECT code, min(sku) AS sku
FROM same_code
WHERE sku <> code || '@' || channel
GROUP BY code
HAVING count(DISTINCT sku) = 1
    AND code NOT IN (SELECT sku FROM same_code)
    AND code NOT IN (
        SELECT l.sku FROM order_lines AS l ANTI JOIN same_code AS s ON s.channel = l.channel AND s.code = l.sku
        WHERE l.sku IN (SELECT code FROM same_code)
    );
"""


def _united(connection: duckdb.DuckDBPyConnection, contract: type[Contract], *, codes: int, people: int) -> bool:
    columns = {column.name for column in contract.columns()}
    joins, changes = [], {}
    if codes and "sku" in columns:
        joins.append(_code_join(columns))
        changes["sku"] = "code.sku"
    if people and "customer" in columns:
        joins.append("LEFT JOIN same_person AS person ON person.customer = t.customer")
        changes["customer"] = "person.member"
    if not joins or contract.name in DECISIONS:
        return False
    rows = f"{quoted(contract.name)} AS t {' '.join(joins)}"
    touched = " OR ".join(f"{value} IS NOT NULL" for value in changes.values())
    ((is_touched,),) = connection.execute(f"SELECT EXISTS (FROM {rows} WHERE {touched})").fetchall()
    if is_touched:
        replaced = ", ".join(f"coalesce({value}, t.{name}) AS {name}" for name, value in changes.items())
        named = f"SELECT t.* REPLACE ({replaced}), NOT ({touched}) AS is_own FROM {rows}"
        _write(connection, contract, _folded(contract, named, set(changes)))
    return bool(is_touched)


def _code_join(columns: set[str]) -> str:
    """By channel where the table has one; what is said without a channel is said of the code everywhere."""
    if "channel" not in columns:
        return "LEFT JOIN same_everywhere AS code ON code.code = t.sku"
    code = "coalesce(t.sku, t.listing_id)" if "listing_id" in columns else "t.sku"
    return f"LEFT JOIN same_code AS code ON code.channel = t.channel AND code.code = {code}"


def _folded(contract: type[Contract], named: str, changed: set[str]) -> str:
    """Rows that have come to be about the same thing become one again, as the table's key demands."""
    if not changed & set(contract.key):
        return f"SELECT * EXCLUDE (is_own) FROM ({named})"
    key = ", ".join(map(quoted, contract.key))
    if contract.name in OWN_OR_NONE:
        named = f"SELECT * FROM ({named}) QUALIFY is_own OR NOT bool_or(is_own) OVER (PARTITION BY sku)"
    order = "is_own DESC, exported_at, load_id, source_row"
    if contract.name not in FILLED and contract.name not in SUMMED:
        return f"""
            SELECT * EXCLUDE (is_own) FROM ({named})
            QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY {order}) = 1
        """
    values = ", ".join(_value(contract, column) for column in table_columns(contract))
    place = f"row_number() OVER (ORDER BY {order})"
    return f"SELECT {values} FROM (SELECT *, {place} AS place FROM ({named})) GROUP BY {key} ORDER BY min(place)"


def _value(contract: type[Contract], column: Column) -> str:
    name = quoted(column.name)
    if column.name in contract.key:
        return name
    is_amount = column in contract.columns() and column.type in {"integer", "money"}
    if contract.name in SUMMED and is_amount:
        return f"sum({name})::BIGINT AS {name}"
    return f"arg_min({name}, place) AS {name}"


def _write(connection: duckdb.DuckDBPyConnection, contract: type[Contract], rows: str) -> None:
    """Put the rows in the place of the table, or of the view by which its files were shown."""
    connection.execute(f"CREATE OR REPLACE TABLE united_rows AS {rows}")
    ((is_view,),) = connection.execute(
        "SELECT count(*) > 0 FROM duckdb_views() WHERE temporary AND view_name = ?", [contract.name]
    ).fetchall()
    connection.execute(f"DROP {'VIEW' if is_view else 'TABLE'} {quoted(contract.name)}")
    connection.execute(f"ALTER TABLE united_rows RENAME TO {quoted(contract.name)}")
