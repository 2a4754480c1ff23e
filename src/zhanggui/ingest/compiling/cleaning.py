"""How does the text of a cell become an amount, a count, an instant or a plain text?

The rules are DuckDB macros, so that ten million cells are cleaned without a Python loop. `told` takes a cell as it
stands in the file and gives NULL where it says nothing; the others read what is left, and give NULL where they do
not understand it.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from zhanggui.core.currency import minor_digits
from zhanggui.core.errors import UnknownCurrency
from zhanggui.ingest.readers.sheet import quoted
from zhanggui.warehouse.zones import fixed_offset, utc_of_local

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

AMOUNT = "DECIMAL(18,6)"
USUAL_DIGITS = 2
BLANKS = r" \t\r\n\v\f\x{a0}\x{3000}\x{feff}\x{200b}"
BLANK_LETTERS = quoted(" \t\n\v\f\r\xa0\u3000\ufeff\u200b")
# Words for "nothing". DuckDB makes a join of every IN with more than a few constants, so they are a pattern.
NOTHING = r"(?:-{1,3}|—|–|－|/|null|NULL|None|nan|NaN|N/A|n/a|#N/A)"
# A cell that does not match this needs no cleaning: one cheap test instead of several.
SUSPECT = rf"^[{BLANKS}=']|^$|[{BLANKS}]$|^{NOTHING}$"
# Begins with a digit or a letter and ends with a digit, or is longer than any word for nothing and ends with a letter
# or a sign: most cells are like that, and to see it costs less than any pattern.
PLAIN = "cell >= '0' AND cell < '{' AND (cell[-1] BETWEEN '0' AND '9' OR (strlen(cell) > 4 AND cell[-1] BETWEEN '#' AND '~'))"
_CODES = "RMB|CNY|USD|EUR|GBP|HKD|JPY|CAD|AUD|NZD|SGD|CHF|SEK|NOK|DKK|PLN|MXN|BRL|INR|MYR|THB|PHP|IDR|VND|KRW|TWD"
SIGNS = rf"^(?:US|CA?|AU?|NZ|HK|NT|R|S)\s?\$|[¥￥$€£₩,，'’\s\x{{a0}}]|^(?:{_CODES}|US)|(?:元|圆|kr|zł|{_CODES})$"
# A comma before the last one or two digits is no separator of thousands: 1.234,56 and 12,5 €.
DECIMAL_COMMA = r"^[^\d,]*\d[\d.\s\x{a0}’']*,\d{1,2}[^\d,]*$"
# Names of offsets that mean one thing everywhere; CST is four zones, and is left to the time zone of the map.
ZONE_HOURS = {"UTC": 0, "GMT": 0, "PST": -8, "PDT": -7, "MST": -7, "MDT": -6, "EST": -5, "EDT": -4, "BST": 1, "WET": 0,
              "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11}  # fmt: skip
NAMED_OFFSET = rf"\d.*\s(?:{'|'.join(ZONE_HOURS)})$"
OFFSET = r"(?:[Zz]|\bUTC|\bGMT|[+-]\d{2}:?\d{2}|:\d{2}(?:\.\d+)?\s*[+-]\d{2})$"
COMMON_FORMATS = (
    "%Y年%m月%d日 %H:%M:%S",
    "%Y年%m月%d日 %H:%M",
    "%Y年%m月%d日",
    "%Y.%m.%d %H:%M:%S",
    "%Y.%m.%d",
    "%Y%m%d%H%M%S",
    "%Y%m%d",
)
LATEST = datetime(2100, 1, 1)  # noqa: DTZ001

# A macro is written out wherever it is used, with its argument wherever it names that: one that names it several times
# makes the query of a wide file long, and understanding the query is what loading a small file waits for.
MACROS = (
    # Without blanks around it, out of ="…" and without the apostrophe that forces text; NULL when it says nothing.
    f"trimmed(cell) AS trim(cell, {BLANK_LETTERS})",
    r"""unwrapped(cell) AS regexp_replace(cell, '^="(?:((?s:.*))")?$', '\1')""",
    f"""
    told(cell) AS CASE WHEN {PLAIN} THEN cell WHEN regexp_matches(cell, {quoted(SUSPECT)})
        THEN nullif(regexp_replace(trimmed(ltrim(unwrapped(trimmed(cell)), '''')), '^{NOTHING}$', ''), '') ELSE cell END
    """,
    # Excel writes long numbers as 1.93E+17: such an id names nobody any more.
    r"""as_id(said) AS CASE
        WHEN (contains(said, 'E') OR contains(said, 'e')) AND regexp_matches(said, '^\d+([.,]\d+)?[eE]\+?\d+$') THEN NULL
        WHEN ends_with(said, '.0') THEN regexp_replace(said, '^(\d+)\.0$', '\1') ELSE said END""",
    rf"""
    with_point(said) AS CASE WHEN regexp_matches(said, {quoted(DECIMAL_COMMA)})
        THEN replace(replace(said, '.', ''), ',', '.') ELSE said END
    """,
    rf"""
    plain_number(said) AS ltrim(regexp_replace(regexp_replace(
        translate(with_point(said), '０１２３４５６７８９．－（）', '0123456789.-()'), {quoted(SIGNS)}, '', 'g'), '^\((.*)\)$', '-\1'), '+')
    """,
    # Only digits with a point: DuckDB alone would also take 1e5, 1_000 and infinity. What does not match gives ''.
    rf"""
    as_amount(said) AS CASE WHEN regexp_matches(said, '^-?\d+(\.\d+)?$') THEN try_cast(said AS {AMOUNT})
        ELSE try_cast(regexp_extract(plain_number(said), '^-?(\d+\.?\d*|\.\d+)$') AS {AMOUNT}) END
    """,
    rf"""
    amount_pieces(said) AS list_transform(
        string_split_regex(rtrim(said, ';；、|'), '\s*[;；、|\n]\s*'),
        lambda piece: try_cast(regexp_extract(piece, '(\d+(?:\.\d+)?)\s*元?$', 1) AS {AMOUNT}))
    """,
    # "店铺券-5.00;满减-3.00": names with amounts behind them, added up. One piece without, and none is believed.
    """
    as_amounts(said) AS coalesce(as_amount(said),
        CASE WHEN list_count(amount_pieces(said)) = len(amount_pieces(said)) THEN list_sum(amount_pieces(said)) END)
    """,
    r"""
    as_integer(said) AS CASE WHEN regexp_matches(said, '^-?\d{1,18}$') THEN try_cast(said AS BIGINT)
        ELSE try_cast(regexp_extract(plain_number(said), '^(-?\d{1,18})(\.0*)?$', 1) AS BIGINT) END
    """,
    r"""
    as_ratio(said) AS CASE WHEN ends_with(said, '%')
        THEN as_amount(left(said, -1))::DOUBLE / 100 ELSE as_amount(said)::DOUBLE END
    """,
    """
    as_flag(said) AS CASE
        WHEN regexp_matches(lower(said), '^(?:是|有|1|true|yes|y|√|t)$') THEN true
        WHEN regexp_matches(lower(said), '^(?:否|无|没有|0|false|no|n|×|f)$') THEN false END
    """,
    rf"""
    zone_hours(said) AS MAP {{{", ".join(f"'{name}': {hours}" for name, hours in ZONE_HOURS.items())}}}[
        regexp_extract(said, '([A-Z]+)$', 1)]
    """,
    r"""as_unix_seconds(said) AS CASE WHEN regexp_matches(said, '^\d{9,10}$')
        THEN make_timestamp(CAST(said AS BIGINT) * 1000000) END""",
)


def teach(engine: DuckDBPyConnection) -> None:
    """Give the engine the cleaning macros."""
    for macro in MACROS:
        engine.execute(f"CREATE OR REPLACE TEMP MACRO {macro.strip()}")


def instant_sql(said: str, zone: str, formats: tuple[str, ...]) -> str:
    """A text as a UTC timestamp: its own offset counts, else the zone in which the source writes its times.

    Times of a plain 2026-03-01 08:30:00 take the fast branch; `0000-00-00 00:00:00` is no time.
    """
    patterns = ", ".join(quoted(pattern) for pattern in (*formats, *COMMON_FORMATS))
    bare = rf"regexp_replace({said}, '\s*[A-Z]+$', '')"
    named = f"coalesce(try_cast({bare} AS TIMESTAMP), try_strptime({bare}, [{patterns}]))"
    fast = f"strlen({said}) = 19 AND substr({said}, 14, 1) = ':' AND substr({said}, 17, 1) = ':'"
    local = f"coalesce(try_cast({said} AS TIMESTAMP), try_strptime({said}, [{patterns}]))"
    return (
        f"CASE WHEN {fast} THEN {to_utc(f'try_cast({said} AS TIMESTAMP)', zone)} "
        f"WHEN regexp_matches({said}, {quoted(NAMED_OFFSET)}) THEN {named} - to_hours(zone_hours({said})) "
        f"WHEN length({said}) > 10 AND regexp_matches({said}, '{OFFSET}') "
        f"THEN CAST({_with_offset(said)} AS TIMESTAMP) ELSE {to_utc(local, zone)} END"
    )


def _with_offset(said: str) -> str:
    # A blank before the offset, or an offset without minutes or colon, is what DuckDB's cast refuses.
    utc = rf"regexp_replace({said}, '\s*(?:UTC|GMT|[Zz])$', '+00:00')"
    full = rf"regexp_replace({utc}, '(:\d{{2}}(?:\.\d+)?)\s*([+-]\d{{2}})$', '\1\2:00')"
    return rf"try_cast(regexp_replace({full}, '\s*([+-]\d{{2}}):?(\d{{2}})$', '\1:\2') AS TIMESTAMPTZ)"


def to_utc(local: str, zone: str) -> str:
    """A local timestamp, however it is come by, as UTC; where clocks are never changed that is a subtraction."""
    if fixed_offset(zone) is None:
        return f"CAST(timezone({quoted(zone)}, {local}) AS TIMESTAMP)"
    return utc_of_local(local, zone)


def minor_sql(amount: str, currency: str) -> str:
    """An exact amount in major units as whole minor units; half a coin goes to the even side.

    `currency` is an SQL expression; a literal one needs no distinction by row.
    """
    if currency.startswith("'"):
        return _even(amount, minor_digits(currency.strip("'")))
    by_digits: dict[int, list[str]] = {}
    for code in known_currencies():
        by_digits.setdefault(minor_digits(code), []).append(code)
    by_digits.pop(USUAL_DIGITS)
    cases = " ".join(
        f"WHEN regexp_matches({currency}, '^(?:{'|'.join(codes)})$') THEN {_even(amount, digits)}"
        for digits, codes in by_digits.items()
    )
    return f"CASE {cases} ELSE {_even(amount, USUAL_DIGITS)} END"


def known_currencies() -> tuple[str, ...]:
    """The currencies whose smallest coin is known."""
    try:
        minor_digits("")
    except UnknownCurrency as error:
        return tuple(str(error.facts["known"]).split(", "))
    return ()


def _even(amount: str, digits: int) -> str:
    coins = f"({amount}) * {10**digits}" if digits else f"({amount})"
    away = f"CAST({coins} AS BIGINT)"  # DuckDB rounds half away from zero
    return (
        f"({away} - CASE WHEN ({coins}) % 1 IN (0.5, -0.5) AND {away} % 2 <> 0 THEN sign({coins})::BIGINT ELSE 0 END)"
    )
