"""How much may one file hold, and how much may loading it use?"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

GIB = 2**30
CONTAINER_LIMITS = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"))


def fair_share() -> int:
    """A quarter of the memory that this process may use, but never less than 1 GiB nor more than 4 GiB.

    With 1 GiB a CSV of 2 GB (14 million orders of 3 million customers) was loaded in 1.5 GiB all told.
    """
    return min(max(_allowed() // 4, GIB), 4 * GIB)


def _allowed() -> int:
    """What the machine has, or less where a container or the shell allows less."""
    if sys.platform == "win32":
        return 4 * GIB
    import resource

    said = [int(path.read_text()) for path in CONTAINER_LIMITS if path.is_file() and path.read_text().strip().isdigit()]
    said.append(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    said += [limit for limit in resource.getrlimit(resource.RLIMIT_AS) if limit > 0]
    return min(said)


class Limits(BaseModel):
    """Bounds of one load; a file beyond them is refused with the limit's name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file_bytes: int = 20 * GIB
    spreadsheet_bytes: int = GIB // 4
    unpacked_bytes: int = 4 * GIB
    packed_files: int = 10_000
    columns: int = 2_000
    rows: int = 500_000_000
    memory_bytes: int = Field(default_factory=fair_share)
    threads: int | None = None
    greatest_amount: int = 10_000_000_000
    greatest_quantity: int = 100_000_000


def readable(size: int) -> str:
    """A number of bytes as people say it.

    >>> readable(5 * GIB // 2)
    '2.5 GiB'
    """
    amount = float(size)
    for unit in ("B", "KiB", "MiB"):
        if amount < 1024:  # noqa: PLR2004 - 1024 is the definition
            return f"{amount:.4g} {unit}"
        amount /= 1024
    return f"{amount:.4g} GiB"
