"""Is a file loaded that is as large as the memory?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.invented.exports import two_gigabytes
from benchmarks.measurement import Figure, in_seconds
from benchmarks.suites.ingesting import EXPORTS, loaded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.workplace import Workplace

TITLE = "Is a file loaded that is as large as the memory?"
HOW = (
    "The whole command `zhanggui ingest FILE` on a new shop, told by `ZHANGGUI_MEMORY=2GiB` to keep within 2 GiB, on a CSV of generic order lines "
    "of 2 GB. One run; memory is the peak of the process."
)
LITTLE = 2 * 2**30


def figures(work: Workplace) -> Iterator[Figure]:
    """The peak of one load."""
    file = two_gigabytes(work)
    done, lines = loaded(EXPORTS[-1], file, work, ZHANGGUI_MEMORY="2GiB")
    yield Figure(
        what=f"CSV of {file.stat().st_size / 1e9:.2f} GB, {lines:,} lines, in {in_seconds(done.seconds)}: peak memory",
        measured=done.peak,
        promise="≤ 2 GiB",
        holds=done.peak_bytes <= LITTLE,
    )
