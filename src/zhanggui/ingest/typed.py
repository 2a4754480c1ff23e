"""Under which pseudonyms would loading have kept what somebody types: a phone, an e-mail, an account?"""

from __future__ import annotations

import re
from contextlib import closing
from typing import TYPE_CHECKING

from zhanggui.ingest.mapping.library import built_in_maps
from zhanggui.ingest.people import scoped, teach_people

if TYPE_CHECKING:
    from collections.abc import Collection

PSEUDONYM = re.compile(r"p[0-9a-f]{24}")
KINDS = ("phone", "email", "account", "platform_id")


def pseudonyms_of(key: bytes, typed: str, platforms: Collection[str] = ()) -> dict[str, str]:
    """The pseudonym of each way in which the text may name somebody, by pseudonym: the kind.

    Cleaned as loading cleans it. An account means somebody else on every platform, so that each platform is tried:
    those of the built-in maps, and `platforms`.
    """
    import duckdb

    from zhanggui.ingest.compiling.cleaning import teach

    if PSEUDONYM.fullmatch(typed.strip()):
        return {typed.strip(): "pseudonym"}
    everywhere = sorted({*(each.platform for each in built_in_maps().values()), *platforms})
    with closing(duckdb.connect()) as engine:
        teach(engine)
        teach_people(engine, key)
        found: dict[str, str] = {}
        for kind in KINDS:
            names = sorted({scoped(kind, platform) for platform in everywhere})
            rows = engine.execute(
                f"SELECT pseudonym(name, as_{kind}(told(?::VARCHAR))) FROM (SELECT unnest(?::VARCHAR[]) AS name)",  # noqa: S608 - one of four kinds
                [typed, names],
            ).fetchall()
            found |= {pseudonym: kind for (pseudonym,) in rows if pseudonym}
        return found
