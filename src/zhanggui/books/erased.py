"""Who was erased, written down where no backup of the shop can lose it: beside the shop's key?

A backup made before somebody was erased still has them. Restoring it reads this list and erases them again. The list
holds pseudonyms alone: keyed hashes that say nothing without the key beside which they lie.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from zhanggui.books.keys import key_file

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path


def erased_file(shop_id: str, home: Path | None = None) -> Path:
    """The list of a shop: `$ZHANGGUI_HOME/keys/<shop id>.erased`."""
    return key_file(shop_id, home).with_suffix(".erased")


def read_erased(file: Path) -> frozenset[str]:
    """Everybody on the list."""
    return frozenset(file.read_text(encoding="ascii").split()) if file.exists() else frozenset()


def write_erased(file: Path, pseudonyms: Collection[str]) -> None:
    """Add people to the list; once this returns it is on the disk."""
    new = sorted(set(pseudonyms) - read_erased(file))
    if not new:
        return
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "a", encoding="ascii") as stream:
        stream.write("".join(f"{name}\n" for name in new))
        stream.flush()
        os.fsync(stream.fileno())
