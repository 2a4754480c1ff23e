"""Which reader opens a file?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhanggui.ingest.errors import FileMissing, FileTooLarge, FormatUnknown
from zhanggui.ingest.limits import Limits, readable
from zhanggui.ingest.readers.columnar import read_json_lines, read_parquet
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


def open_sheet(engine: DuckDBPyConnection, path: Path, work: Path, score: HeaderScore, limits: Limits) -> Sheet:
    """Open a file by what its name ends in; nothing of it is interpreted yet."""
    check_size(path, limits)
    ending = path.suffix.lower()
    if ending in PARQUET:
        return read_parquet(engine, path)
    if ending in JSON_LINES:
        return read_json_lines(engine, path)
    if ending in SPREADSHEETS:
        return read_spreadsheet(path, work, score, limits)
    if ending in TEXTS:
        return read_delimited(path, work, score)
    raise FormatUnknown(file=path.name, known=", ".join(KNOWN))


def check_size(path: Path, limits: Limits) -> None:
    """Refuse what is not there or too large to be meant."""
    if not path.is_file():
        raise FileMissing(file=path)
    size = path.stat().st_size
    setting = "spreadsheet_bytes" if path.suffix.lower() in SPREADSHEETS else "file_bytes"
    limit = getattr(limits, setting)
    if size > limit:
        raise FileTooLarge(file=path.name, size=readable(size), limit=readable(limit), setting=setting)
