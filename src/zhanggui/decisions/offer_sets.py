"""Which sets of offers has the shop checked and kept, the latest first?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhanggui.books.events import canonical, read

if TYPE_CHECKING:
    from sqlalchemy import Connection

STREAM = "offer_drafts"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptSet:
    """A set as it was kept: its number, the first being 1, and its text."""

    number: int
    text: str


def kept_sets(connection: Connection, most: int | None = None) -> tuple[KeptSet, ...]:
    """The sets that were kept, the latest first; the same set kept again counts under its latest number."""
    found: dict[str, KeptSet] = {}
    for event in reversed(read(connection, STREAM)):
        text = canonical(event.payload["offers"])
        found.setdefault(text, KeptSet(number=event.sequence, text=text))
    return tuple(found.values())[:most]
