"""How is an XLSX or XLS workbook read without trusting it?"""

from __future__ import annotations

import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

from zhanggui.ingest.errors import DAMAGED, FileTooLarge, FileUnreadable
from zhanggui.ingest.limits import Limits, readable
from zhanggui.ingest.readers.contents import refuse_archive
from zhanggui.ingest.readers.delimited import layout_of, sheet_of
from zhanggui.ingest.readers.unpacking import UNREADABLE

if TYPE_CHECKING:
    from pathlib import Path

    from zhanggui.ingest.readers.delimited import HeaderScore
    from zhanggui.ingest.readers.sheet import Sheet

SAMPLE_CHARACTERS = 256 * 2**10
LONGEST_SECONDS = 900


def read_spreadsheet(path: Path, work: Path, score: HeaderScore, limits: Limits) -> Sheet:
    """Open the workbook's sheet whose header is best known; formulas count as the values last shown."""
    refuse_bombs(path, limits)
    refuse_archive(path)
    unpack(path, work, limits)
    copies = sorted(work.glob("sheet*.csv"), key=lambda copy: int(copy.stem.removeprefix("sheet")))
    if not copies:
        raise FileUnreadable(file=path.name, why=DAMAGED)
    layouts = [(copy, layout_of(_start(copy), score)) for copy in copies]
    copy, layout = max(layouts, key=lambda found: (score(found[1].headers), len(found[1].sample)))
    return sheet_of(copy, layout)


def refuse_bombs(path: Path, limits: Limits) -> None:
    """A workbook is a zip: see what it claims to unpack to, and that the claim is true, before unpacking it.

    `testzip` reads every member only as far as its declared size and then compares the checksum.
    """
    if not zipfile.is_zipfile(path):
        return
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
            if unpacked > limits.unpacked_bytes or len(archive.infolist()) > limits.packed_files:
                raise FileTooLarge(
                    file=path.name,
                    size=readable(unpacked),
                    limit=readable(limits.unpacked_bytes),
                    setting="unpacked_bytes",
                )
            damaged = archive.testzip()
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError):
        raise FileUnreadable(file=path.name, why=DAMAGED) from None
    if damaged:
        raise FileUnreadable(file=path.name, why=DAMAGED)


def unpack(path: Path, work: Path, limits: Limits) -> None:
    """Write every sheet as CSV into the folder, in a process that may use so much memory and no more."""
    command = [sys.executable, "-m", "zhanggui.ingest.readers.unpacking", str(path.absolute()), str(work)]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, and the file's name is no option of it
            [*command, str(limits.memory_bytes)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=LONGEST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise FileUnreadable(file=path.name, why=f"{LONGEST_SECONDS} s") from None
    if done.returncode == UNREADABLE:
        raise FileUnreadable(file=path.name, why=DAMAGED)
    if done.returncode:
        limit = readable(limits.memory_bytes)
        raise FileTooLarge(file=path.name, size=f"> {limit}", limit=limit, setting="memory_bytes")


def _start(copy: Path) -> str:
    with copy.open(encoding="utf-8", newline="") as stream:
        return stream.read(SAMPLE_CHARACTERS)
