"""How does a person become a pseudonym inside the engine, and where does the original go?"""

# ruff: noqa: S608 - names and literals in the SQL come from contracts and from maps, quoted where they are text

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from zhanggui.books.pseudonyms import HEX_DIGITS, pads
from zhanggui.ingest.readers.sheet import quoted

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from duckdb import DuckDBPyConnection

SCOPED_KINDS = ("account", "platform_id", "visitor")


class Safe(Protocol):
    """What ingest needs of the vault: the key that makes pseudonyms, and a place for originals."""

    @property
    def key(self) -> bytes:
        """The shop's secret key."""

    def put_many(self, kind: str, values: Mapping[str, str]) -> int:
        """Keep originals of one kind by pseudonym; returns how many were new."""

    def erased(self) -> Collection[str]:
        """The pseudonyms of everybody who was erased and is let in no more."""


def scoped(kind: str, platform: str) -> str:
    """Two platforms may give the same account name to different people; a phone is the same everywhere.

    >>> scoped("account", "taobao"), scoped("phone", "taobao")
    ('account@taobao', 'phone')
    """
    return f"{kind}@{platform}" if kind in SCOPED_KINDS else kind


def teach_people(engine: DuckDBPyConnection, key: bytes) -> None:
    """Give the engine the macros that normalise identities and make pseudonyms.

    A masked value (138****1234, 张**, ##密文) is never an identity: it becomes NULL. Nor is the passing number with an
    extension (18400001234-5678) under which a platform lets the shop call a buyer: soon it is somebody else's.
    """
    inner, outer = pads(key)
    # As variables, so that no text of SQL and no message of an error ever holds the key.
    engine.execute("SET VARIABLE inner_pad = ?::BLOB", [inner])
    engine.execute("SET VARIABLE outer_pad = ?::BLOB", [outer])
    for macro in (
        r"masked(said) AS regexp_matches(said, '[*＊•●]|^##|^\$\$|^~')",
        "as_account(said) AS CASE WHEN masked(said) THEN NULL ELSE lower(as_id(said)) END",
        "as_platform_id(said) AS CASE WHEN masked(said) THEN NULL ELSE as_id(said) END",
        "as_waybill(said) AS CASE WHEN masked(said) THEN NULL ELSE upper(as_id(said)) END",
        "as_visitor(said) AS CASE WHEN masked(said) THEN NULL ELSE as_id(said) END",
        "as_email(said) AS CASE WHEN contains(said, '@') AND NOT masked(said) THEN lower(said) END",
        r"""digits_of(said) AS regexp_replace(regexp_replace(said, '\D', '', 'g'), '^(?:00)?86(1[3-9]\d{9})$', '\1')""",
        r"""as_phone(said) AS CASE WHEN regexp_matches(said, '^[+()\d\s-]+$') AND strlen(digits_of(said)) BETWEEN 6 AND 15
            AND NOT regexp_matches(said, '^(?:\+?86[ -]?)?1\d{10}-\d{2,6}$') THEN digits_of(said) END""",
        "as_name(said) AS CASE WHEN masked(said) THEN NULL ELSE said END",
        r"as_address(said) AS CASE WHEN masked(said) THEN NULL ELSE regexp_replace(said, '\s+', ' ', 'g') END",
        f"""pseudonym(kind, identity) AS 'p' || left(sha256(getvariable('outer_pad') ||
            unhex(sha256(getvariable('inner_pad') || encode(kind || ':' || identity)))), {HEX_DIGITS})""",
    ):
        engine.execute(f"CREATE OR REPLACE TEMP MACRO {macro}")


def name_people(engine: DuckDBPyConnection, kind: str, cell: str) -> None:
    """Make the table `who_<cell>`: the distinct identities in a cell with their pseudonyms."""
    distinct = f"SELECT DISTINCT {cell} AS identity FROM cleaned WHERE {cell} IS NOT NULL"
    engine.execute(
        f"CREATE OR REPLACE TEMP TABLE who_{cell} AS "
        f"SELECT identity, pseudonym({quoted(kind)}, identity) AS pseudonym FROM ({distinct})"
    )
