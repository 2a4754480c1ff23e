"""How much may one file hold, and how much may loading it use?"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from zhanggui.warehouse.allowance import GIB, engine_memory


class Limits(BaseModel):
    """Bounds of one load; a file beyond them is refused with the limit's name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file_bytes: int = 20 * GIB
    spreadsheet_bytes: int = GIB // 4
    unpacked_bytes: int = 4 * GIB
    packed_files: int = 10_000
    columns: int = 2_000
    rows: int = 500_000_000
    memory_bytes: int = Field(default_factory=engine_memory)
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
