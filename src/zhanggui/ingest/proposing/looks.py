"""What do the cells of a column look like: times, money, phones, numbers of something, words of a status?"""

# ruff: noqa: S608 - names and literals in the SQL are our own, quoted where they are text

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhanggui.ingest.compiling.cleaning import instant_sql
from zhanggui.ingest.readers.sheet import quoted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from zhanggui.ingest.readers.sheet import Sheet

SAMPLED = 300
# In which ways a time may be written that the usual ones do not cover; the way that most cells follow is proposed.
WAYS = ("%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%m/%d/%Y", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y",
        "%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y", "%m/%d/%Y %I:%M:%S %p", "%b %d, %Y %I:%M:%S %p", "%b-%d-%y",
        "%d-%b-%y", "%b %d, %Y", "%d-%m-%Y %H:%M", "%d-%m-%Y")  # fmt: skip
PHONE = r"^\+?(?:86)?[ -]?1[3-9]\d[ -]?\d{4}[ -]?\d{4}$|^1[3-9]\d\*{2,}\d+$|^\+\d{1,3}[ -]?\(?\d{2,4}\)?[\d -]{5,12}$"
CODE = "^#?[A-Za-z0-9][A-Za-z0-9._/#-]{1,40}$"


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """Shares, from 0 to 1, of the sampled cells that say anything; nothing of a cell itself."""

    filled: float
    instant: float
    amount: float
    whole: float
    small: float
    pointed: float
    phone: float
    email: float
    code: float
    numbered: float
    distinct: float


def looks_of(engine: DuckDBPyConnection, sheet: Sheet) -> tuple[Looks, ...]:
    """How each column looks, by its first rows; one question for all of them, because its compiling takes the time."""
    relation = sheet.sequential().relation  # few rows are read, and line breaks inside cells do no harm then
    cells = ", ".join(f"told(CAST(c{place} AS VARCHAR))" for place in range(len(sheet.headers)))
    engine.execute(
        "CREATE OR REPLACE TEMP TABLE sampled AS SELECT unnest(generate_series(1, len(cells))) - 1 AS place, "
        f"unnest(cells) AS said FROM (SELECT [{cells}] AS cells FROM {relation} LIMIT {SAMPLED})"
    )
    number = "as_amount(said) IS NOT NULL"
    tests = (
        f"{_instant(WAYS)} IS NOT NULL AND NOT regexp_matches(said, '^\\d{{1,7}}$|^\\d{{9,}}$')",
        number,
        "as_integer(said) IS NOT NULL",
        "abs(as_integer(said)) < 1000",
        f"{number} AND regexp_matches(said, '[.,]\\d{{1,2}}\\D*$|[¥￥$€£元]')",
        f"regexp_matches(said, {quoted(PHONE)})",
        "regexp_matches(said, '^[^@\\s]+@[^@\\s]+\\.[A-Za-z]+$')",
        f"regexp_matches(said, '{CODE}')",
        f"regexp_matches(said, '{CODE}') AND regexp_matches(said, '\\d')",
    )
    shares = ", ".join(f"coalesce(count(*) FILTER ({test}) / nullif(count(said), 0), 0)" for test in tests)
    found = engine.execute(
        f"SELECT count(said) / greatest(count(*), 1), {shares}, count(DISTINCT said) / greatest(count(said), 1) "
        "FROM sampled GROUP BY place ORDER BY place"
    ).fetchall()
    rows = found or [(0.0,) * len(Looks.__slots__)] * len(sheet.headers)
    return tuple(Looks(**dict(zip(Looks.__slots__, map(float, row), strict=True))) for row in rows)


def way_of(engine: DuckDBPyConnection, place: int) -> str | None:
    """The one way to write a time that most cells of a sampled column follow, where the usual ways do not do."""
    usual = f"count(*) FILTER ({_instant(())} IS NOT NULL)"
    each = ", ".join(f"count(try_strptime(said, {quoted(way)}))" for way in WAYS)
    counted = f"SELECT count(said), {usual}, {each} FROM sampled WHERE place = {place}"
    total, plain, *found = engine.execute(counted).fetchone() or (0, 0, 0)
    best = max(found)
    return WAYS[found.index(best)] if total and best > plain else None


def _instant(ways: tuple[str, ...]) -> str:
    return instant_sql("said", "UTC", ways)
