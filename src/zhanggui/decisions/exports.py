"""How is a table written to a file that no spreadsheet will run as a program?"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(value: object) -> object:
    """A cell that stays text: what a spreadsheet would take for a formula gets an apostrophe in front.

    Numbers stay numbers. (OWASP, CSV Injection.)

    >>> harmless("=HYPERLINK(1)"), harmless("+8613800138000"), harmless(-3), harmless("茶")
    ("'=HYPERLINK(1)", "'+8613800138000", -3, '茶')
    """
    if isinstance(value, str) and value.lstrip(" ").startswith(DANGEROUS):
        return f"'{value}"
    return value


def csv_bytes(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A table as CSV in UTF-8 with a byte-order mark, without which Excel shows Chinese as garbage."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_MINIMAL)
    writer.writerow([harmless(column) for column in columns])
    writer.writerows([harmless("" if value is None else value) for value in row] for row in rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def xlsx_bytes(columns: Sequence[str], rows: Iterable[Sequence[object]], sheet: str = "1") -> bytes:
    """A table as a workbook whose texts are texts: never formulas, never links."""
    import xlsxwriter

    kept = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(kept, {**options, "nan_inf_to_errors": True}) as workbook:
        page = workbook.add_worksheet(sheet)
        bold = workbook.add_format({"bold": True})
        page.write_row(0, 0, columns, bold)
        page.freeze_panes(1, 0)
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                _write_cell(page, number, column, value)
    return kept.getvalue()


def write_privately(file: Path, content: bytes) -> None:
    """Write a file that only its owner may read; a reader sees the old or the new one, never half."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(file)


def _write_cell(page: object, row: int, column: int, value: object) -> None:
    from decimal import Decimal

    if isinstance(value, bool):
        page.write_boolean(row, column, value)  # type: ignore[attr-defined]
    elif isinstance(value, int | float | Decimal):
        page.write_number(row, column, value)  # type: ignore[attr-defined]
    elif value is not None:
        page.write_string(row, column, str(value))  # type: ignore[attr-defined]
