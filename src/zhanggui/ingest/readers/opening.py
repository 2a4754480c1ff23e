"""Which reader opens a file?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhanggui.ingest.errors import FileMissing, FileTooLarge, FileTooWide, FormatUnknown
from zhanggui.ingest.limits import Limits, readable
from zhanggui.ingest.readers.columnar import read_json_lines, read_parquet
from zhanggui.ingest.readers.contents import refuse_disguise
from zhanggui.ingest.readers.delimited import read_delimited
from zhanggui.ingest.readers.spreadsheet import read_spreadsheet

if TYPE_CHECKING:
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from zhanggui.ingest.readers.delimited import HeaderScore
    from zhanggui.ingest.readers.sheet import Sheet

TEXTS = (".csv", ".tsv", ".txt", ".tab")
SPREADSHEETS = (".xlsx", ".xls", ".xlsm", ".xlsb", ".ods")
JSON_LINES = (".jsonl", ".ndjson")
PARQUET = (".parquet", ".pq")
KNOWN = (*TEXTS, *SPREADSHEETS, *PARQUET, *JSON_LINES)
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")  # a zip, and the older compound file


def open_sheet(engine: DuckDBPyConnection, path: Path, work: Path, score: HeaderScore, limits: Limits) -> Sheet:
    """Open a file by what it is; nothing of it is interpreted yet."""
    check_size(path, limits)
    sheet = _opened(engine, path, work, score, limits)
    if len(sheet.types) > limits.columns:
        raise FileTooWide(file=path.name, columns=len(sheet.types), limit=limits.columns)
    return sheet


def _opened(engine: DuckDBPyConnection, path: Path, work: Path, score: HeaderScore, limits: Limits) -> Sheet:
    ending = path.suffix.lower()
    if ending not in KNOWN:
        raise FormatUnknown(file=path.name, known=", ".join(KNOWN))
    start = _start(path)
    if start.startswith(WORKBOOKS):
        return read_spreadsheet(path, work, score, limits)
    if ending == ".xls" and _is_table_of_text(start):
        return read_delimited(path, work, score)
    refuse_disguise(path)
    if ending in PARQUET:
        return read_parquet(engine, path)
    if ending in JSON_LINES:
        return read_json_lines(engine, path)
    return read_delimited(path, work, score)


def _start(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(512)


def _is_table_of_text(start: bytes) -> bool:
    """Many back offices name a table of text .xls, because Excel opens it all the same; some write a web page."""
    is_page = start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    return not is_page and b"\x00" not in start[:64] and (b"\t" in start or b"," in start)


def check_size(path: Path, limits: Limits) -> None:
    """Refuse what is not there or too large to be meant."""
    if not path.is_file():
        raise FileMissing(file=path)
    size = path.stat().st_size
    setting = "spreadsheet_bytes" if path.suffix.lower() in SPREADSHEETS else "file_bytes"
    limit = getattr(limits, setting)
    if size > limit:
        raise FileTooLarge(file=path.name, size=readable(size), limit=readable(limit), setting=setting)
