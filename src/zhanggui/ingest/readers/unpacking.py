"""How do the sheets of a workbook become CSV files, in a process of their own that a hostile workbook may kill?

    python -m zhanggui.ingest.readers.unpacking WORKBOOK FOLDER MEMORY_BYTES

A cell in the last corner of an empty sheet makes a file of five kilobytes ask for half a terabyte. No check of the file
foresees every such trick, so the library that opens it runs where running out of memory harms nobody else.
"""

from __future__ import annotations

import csv
import datetime as dt
import sys
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from python_calamine import CalamineSheet

UNREADABLE = 3
LARGEST_WHOLE = 1e15  # a spreadsheet program keeps fifteen digits: what is larger is no longer the id that it was


def main(workbook: str, folder: str, memory: str) -> int:
    """Write sheet0.csv, sheet1.csv, … into the folder."""
    from python_calamine import CalamineError, CalamineWorkbook

    _bound(int(memory))
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(Path(workbook).read_bytes()))  # told by content, not by name
        for number, name in enumerate(book.sheet_names):
            _write(book.get_sheet_by_name(name), Path(folder) / f"sheet{number}.csv")
    except (CalamineError, OSError) as error:
        sys.stdout.write(type(error).__name__)
        return UNREADABLE
    return 0


def _bound(memory: int) -> None:
    """Ask the system to refuse more memory than this; Windows knows no such bound."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _write(sheet: CalamineSheet, target: Path) -> None:
    with target.open("w", encoding="utf-8", newline="") as copy:
        writer = csv.writer(copy, lineterminator="\n")
        writer.writerows(_texts(sheet))


def _texts(sheet: CalamineSheet) -> Iterator[list[str]]:
    for row in sheet.iter_rows():
        yield [text_of(cell) for cell in row]


def text_of(cell: object) -> str:
    """A cell as the text that would stand in a CSV: 6.0 is a six, times are ISO.

    >>> text_of(6.0), text_of(1e-07), text_of(1.93e17), text_of(dt.datetime(2026, 3, 1, 8, 30))
    ('6', '0.0000001', '1.93e+17', '2026-03-01 08:30:00')
    """
    match cell:
        case str():
            return cell.replace("\r", " ").replace("\n", " ")  # so that several threads may read the copy
        case bool():
            return "true" if cell else "false"
        case float() if abs(cell) >= LARGEST_WHOLE:
            return repr(cell)
        case float():
            return str(int(cell)) if cell.is_integer() else f"{Decimal(repr(cell)):f}"
        case dt.datetime():
            return cell.isoformat(sep=" ", timespec="seconds")
        case _:
            return str(cell)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
