"""How is an XLSX or XLS workbook read without trusting it?"""

from __future__ import annotations

import csv
import datetime as dt
import zipfile
from typing import TYPE_CHECKING

from zhanggui.ingest.errors import FileTooLarge, FileUnreadable
from zhanggui.ingest.limits import Limits, readable
from zhanggui.ingest.readers.delimited import layout_of, sheet_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from python_calamine import CalamineSheet

    from zhanggui.ingest.readers.delimited import HeaderScore
    from zhanggui.ingest.readers.sheet import Sheet

SAMPLE_CHARACTERS = 256 * 2**10


def read_spreadsheet(path: Path, work: Path, score: HeaderScore, limits: Limits) -> Sheet:
    """Open the workbook's sheet whose header is best known; formulas count as the values last shown."""
    from python_calamine import CalamineError, CalamineWorkbook

    refuse_bombs(path, limits)
    try:
        book = CalamineWorkbook.from_path(path)
        copies = [
            _as_csv(book.get_sheet_by_name(name), work / f"sheet{n}.csv") for n, name in enumerate(book.sheet_names)
        ]
    except (CalamineError, OSError) as error:
        raise FileUnreadable(file=path.name, why=type(error).__name__) from None
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
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError) as error:
        raise FileUnreadable(file=path.name, why=type(error).__name__) from None
    if damaged:
        raise FileUnreadable(file=path.name, why="checksum")


def _as_csv(sheet: CalamineSheet, target: Path) -> Path:
    with target.open("w", encoding="utf-8", newline="") as copy:
        writer = csv.writer(copy, lineterminator="\n")
        writer.writerows(_texts(sheet))
    return target


def _texts(sheet: CalamineSheet) -> Iterator[list[str]]:
    for row in sheet.iter_rows():
        yield [_text(cell) for cell in row]


def _text(cell: object) -> str:
    """A cell as the text that would stand in a CSV: 6.0 is a six, times are ISO."""
    match cell:
        case str():
            return cell.replace("\r", " ").replace("\n", " ")  # so that several threads may read the copy
        case bool():
            return "true" if cell else "false"
        case float():
            return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)  # noqa: PLR2004
        case dt.datetime():
            return cell.isoformat(sep=" ", timespec="seconds")
        case _:
            return str(cell)


def _start(copy: Path) -> str:
    with copy.open(encoding="utf-8", newline="") as stream:
        return stream.read(SAMPLE_CHARACTERS)
