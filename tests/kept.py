"""How does a story start from something that took long to make, without making it again?"""

from __future__ import annotations

import functools
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhanggui.books.database import open_books
from zhanggui.warehouse.inline import inline_warehouse

if TYPE_CHECKING:
    from zhanggui.warehouse.protocol import Warehouse

_SHOPS: dict[str, Warehouse] = {}


def same_shop(tables: dict[str, Any], **facts: Any) -> Warehouse:
    """The warehouse of these rows, built once for all stories of a process that begin with the same: only read it."""
    key = repr((tables, facts))
    if key not in _SHOPS:
        _SHOPS[key] = inline_warehouse(tables, **facts)
    return _SHOPS[key]


def new_books(file: Path) -> Path:
    """Books that were opened a moment ago and hold nothing yet, as `open_books` makes them."""
    file.write_bytes(_empty_books())
    return file


@functools.cache
def _empty_books() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "books.sqlite"
        # Closing the last connection moves the write-ahead log into the file, so the file alone is whole.
        open_books(file).close()
        return file.read_bytes()
