"""Where do the rows of a CSV, TSV or TXT file begin, what separates their cells, and which lines are broken?"""

# ruff: noqa: S608 - names and literals in the SQL come from contracts and from maps, quoted where they are text

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from zhanggui.ingest.readers.encoding import REPLACEMENT, Encoding, as_utf8, encoding_of, opening
from zhanggui.ingest.readers.sheet import PARALLEL, BrokenLine, Sheet, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    HeaderScore = Callable[[Sequence[str]], int]

DELIMITERS = (",", "\t", ";", "|")
FIRST_RECORDS = 60
LONGEST_PREFACE = 4_000
COPIED_CHARACTERS = 2**22
SPARE_COLUMNS = 3
FEWEST_KNOWN_HEADERS = 2
NEVER_WRITTEN = "\x01"  # stands for NULL, so that a cell that is missing differs from one that is empty
_VALUE = re.compile(r"^[\s\d.,:/%¥￥$€+-]*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where the header stands: the lines down to it, its cells, and the separator."""

    delimiter: str
    lines_before: int
    headers: tuple[str, ...]
    sample: tuple[tuple[str, ...], ...]
    preface: str = ""
    mixed: bool = False


def read_delimited(path: Path, work: Path, score: HeaderScore) -> Sheet:
    """Open a text file: its encoding, separator and header row are found, its rows stay on disk."""
    encoding = encoding_of(path)
    layout = layout_of(opening(path, encoding), score)
    readable = as_utf8(path, encoding, work / f"{path.stem[:40]}.utf8.csv")
    if layout.mixed:
        readable = with_one_ending(readable, work / f"{path.stem[:40]}.lines.csv")
    whole, broken = without_open_quote(readable, work, layout.delimiter)
    return sheet_of(whole, layout, encoding, broken)


def sheet_of(
    path: Path, layout: Layout, encoding: Encoding | None = None, broken: tuple[BrokenLine, ...] = ()
) -> Sheet:
    """The rows of a clean UTF-8 file below its header."""
    width = len(layout.headers) or max(map(len, layout.sample), default=1)
    return Sheet(
        relation=_relation(path, layout, width, damaged=encoding is not None and not encoding.clean),
        headers=layout.headers,
        types=("VARCHAR",) * width,
        records_before=layout.lines_before,
        encoding=encoding.name if encoding else None,
        delimiter=layout.delimiter,
        broken=broken,
        sample=layout.sample,
        preface=layout.preface,
    )


def layout_of(text: str, score: HeaderScore) -> Layout:
    """The separator and the header row under which the most headers are known; else the first row of words."""
    layouts = [_layout(text, delimiter, score) for delimiter in DELIMITERS]
    best = max(layouts, key=lambda found: (found[0], len(found[1].headers), _width(found[1])))[1]
    # What stands above the header is written by another hand than the rows, and its lines may end otherwise.
    return replace(best, mixed=best.lines_before > 1 and 0 < text.count("\r\n") < text.count("\n"))


def with_one_ending(path: Path, copy: Path) -> Path:
    """The file with every line ended in the same way."""
    with path.open(encoding="utf-8") as stream, copy.open("w", encoding="utf-8", newline="\n") as target:
        for piece in iter(lambda: stream.read(COPIED_CHARACTERS), ""):
            target.write(piece)
    return copy


def without_open_quote(path: Path, work: Path, delimiter: str) -> tuple[Path, tuple[BrokenLine, ...]]:
    """Cut off the end of a file from a quotation mark that nobody closed: its lines would else be one cell."""
    if _marks(path) % 2 == 0:
        return path, ()
    start = _line_of_last_record(path, delimiter)
    with path.open(encoding="utf-8", newline="") as stream:
        lines = stream.readlines()[max(start - 1, 0) :]
    if not _ends_inside_quotes(lines, delimiter):
        return path, ()
    whole = work / f"{path.stem[:40]}.closed.csv"
    with path.open(encoding="utf-8", newline="") as stream, whole.open("w", encoding="utf-8", newline="") as copy:
        for _ in range(start - 1):
            copy.write(stream.readline())
    return whole, tuple(BrokenLine(start + offset, line.rstrip("\r\n")) for offset, line in enumerate(lines))


def _layout(text: str, delimiter: str, score: HeaderScore) -> tuple[int, Layout]:
    records = _first_records(text, delimiter)
    scored = [(score(cells), -index) for index, (_, cells) in enumerate(records)]
    best, position = max(scored, default=(0, 0))
    index = -position if best >= FEWEST_KNOWN_HEADERS else _first_words(records)
    if index is None:
        rows = tuple(tuple(cells) for _, cells in records if cells)
        return best, Layout(delimiter=delimiter, lines_before=0, headers=(), sample=rows)
    lines, cells = records[index]
    rows = tuple(tuple(row) for _, row in records[index + 1 :] if row)
    blank = sum(1 for _ in _leading_blanks(records[index + 1 :]))
    above = " ".join(cell for _, row in records[:index] for cell in row if cell)[:LONGEST_PREFACE]
    layout = Layout(
        delimiter=delimiter, lines_before=lines + blank, headers=_trimmed(cells), sample=rows, preface=above
    )
    return best, layout


def _first_records(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    """The first records, each with the number of the line on which it ends."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    found = []
    try:
        for cells in reader:
            found.append((reader.line_num, [cell.lstrip("\ufeff") for cell in cells]))
            if len(found) == FIRST_RECORDS:
                break
    except csv.Error:  # a cell longer than the csv module takes: what was read so far is enough to judge by
        pass
    return found


def _first_words(records: Sequence[tuple[int, list[str]]]) -> int | None:
    """The first row with several cells, all of them words: a header that no map knows."""
    for index, (_, cells) in enumerate(records):
        filled = [cell for cell in _trimmed(cells) if cell.strip()]
        if len(filled) > 1:
            return None if any(_VALUE.match(cell) for cell in filled) else index
    return None


def _trimmed(cells: Sequence[str]) -> tuple[str, ...]:
    """Without the empty cells that a separator at the end of the header makes."""
    end = max((position for position, cell in enumerate(cells, start=1) if cell.strip()), default=0)
    return tuple(cells[:end])


def _leading_blanks(records: Iterable[tuple[int, list[str]]]) -> Iterable[None]:
    for _, cells in records:
        if cells:
            return
        yield None


def _width(layout: Layout) -> int:
    return len(layout.sample[0]) if layout.sample else 0


def _relation(path: Path, layout: Layout, width: int, *, damaged: bool) -> str:
    cells = [f"c{index}" for index in range(width)]
    spare = [f"x{index}" for index in range(SPARE_COLUMNS)]
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in (*cells, *spare))
    scan = (
        f"read_csv({quoted(str(path))}, auto_detect=false, header=false, skip={layout.lines_before}, "
        f"delim={quoted(layout.delimiter)}, quote='\"', escape='\"', nullstr={quoted(NEVER_WRITTEN)}, "
        f"columns={{{columns}}}, null_padding=true, strict_mode=true, ignore_errors=true, store_rejects=true, "
        f"{PARALLEL})"
    )
    checks = [
        f"WHEN {cells[-1]} IS NULL THEN 'short'",
        f"WHEN coalesce({', '.join(f'nullif({name}, {chr(39) * 2})' for name in spare)}) IS NOT NULL THEN 'long'",
    ]
    if damaged:
        checks.append(f"WHEN contains(concat({', '.join(cells)}), '{REPLACEMENT}') THEN 'damaged'")
    return f"(SELECT {', '.join(cells)}, row_number() OVER () AS _row, CASE {' '.join(checks)} ELSE '' END AS _shape FROM {scan})"


def _marks(path: Path) -> int:
    with path.open("rb") as stream:
        return sum(chunk.count(b'"') for chunk in iter(lambda: stream.read(2**22), b""))


def _ends_inside_quotes(lines: Sequence[str], delimiter: str) -> bool:
    try:
        list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False


def _line_of_last_record(path: Path, delimiter: str) -> int:
    """On which line the last record starts, by the csv module, which reads lines as DuckDB does."""
    usual = csv.field_size_limit(2**31 - 1)
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            reader = csv.reader(stream, delimiter=delimiter)
            start = ended = 0
            for _ in reader:
                start, ended = ended + 1, reader.line_num
            return start
    finally:
        csv.field_size_limit(usual)
