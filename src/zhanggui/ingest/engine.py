"""Which DuckDB does the work of a load, and how much may it use?"""

from __future__ import annotations

import errno
import os
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

import duckdb

from zhanggui.ingest.compiling.cleaning import teach
from zhanggui.ingest.errors import FileUnreadable
from zhanggui.ingest.people import teach_people
from zhanggui.ingest.readers.sheet import quoted
from zhanggui.ingest.scrubbing import teach_scrubbing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from zhanggui.ingest.limits import Limits


_NO_ROOM = re.compile(r"write failed|could not write|no space left|file too large", re.IGNORECASE)


def open_engine(work: Path, key: bytes, limits: Limits) -> DuckDBPyConnection:
    """An engine in memory that spills into the load's own folder and knows how to clean cells."""
    engine = duckdb.connect(":memory:")
    engine.execute(f"SET memory_limit = '{limits.memory_bytes // 2**20} MiB'")
    engine.execute(f"SET temp_directory = {quoted(str(work / 'spilled'))}")
    engine.execute("SET TimeZone = 'UTC'")
    engine.execute("SET enable_progress_bar = false")
    if limits.threads:
        engine.execute(f"SET threads = {limits.threads}")
    teach(engine)
    teach_scrubbing(engine)
    teach_people(engine, key)
    return engine


@contextmanager
def told_without_cells(file: str) -> Iterator[None]:
    """What the engine complains about may quote cells, and so names: only its first words are passed on."""
    try:
        yield
    except duckdb.Error as error:
        first = str(error).splitlines()[0]
        if isinstance(error, duckdb.IOException) and _NO_ROOM.search(first):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from None
        raise FileUnreadable(file=file, why=re.sub(r"'[^']*'?|\"[^\"]*\"?|\d{5,}", "…", first)[:200]) from None
