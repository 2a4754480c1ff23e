"""How is a table given away as a file: CSV or XLSX, safe to open in a spreadsheet?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from starlette.responses import FileResponse

from zhanggui.core.errors import RequestAtFault
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.quantity import Interval, Rate, RateInterval
from zhanggui.core.words import Language, Words
from zhanggui.decisions.exports import csv_bytes, xlsx_bytes

if TYPE_CHECKING:
    from zhanggui.app.keeping.kept import KeptBackup
    from zhanggui.surfaces.presentation import Column, Table

Kind = Literal["csv", "xlsx"]
MEDIA_TYPES: dict[Kind, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_BOUNDS = (Words(zh="下限", en="low"), Words(zh="估计", en="estimate"), Words(zh="上限", en="high"))


class FileKindNotKnown(RequestAtFault):
    """A file type that tables are not written as."""

    sentence = Words(
        zh="表格可以下载为 csv 或 xlsx，不能是“{kind}”。", en="Tables come as csv or xlsx, not as '{kind}'."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A file ready to be sent."""

    name: str
    media_type: str
    content: bytes


def written(table: Table, kind: str, name: str, language: Language) -> Written:
    """A table as a file; bounds get columns of their own, money is a number with its currency in the head."""
    heads, rows = _flat(table, language)
    match kind:
        case "csv":
            content = csv_bytes(heads, rows)
        case "xlsx":
            content = xlsx_bytes(heads, rows, re.sub(r"[\[\]:*?/\\']", " ", table.title)[:31].strip() or "1")
        case _:
            raise FileKindNotKnown(kind=kind)
    return Written(name=f"{_plain_name(name)}.{kind}", media_type=MEDIA_TYPES[kind], content=content)


def backup_file(found: KeptBackup) -> FileResponse:
    """A kept backup as a download: streamed, not packed once more, and kept by nobody on the way."""
    return FileResponse(
        found.file,
        media_type="application/octet-stream",
        filename=found.name,
        headers={"Cache-Control": "no-store", "Content-Encoding": "identity"},
    )


def _flat(table: Table, language: Language) -> tuple[list[str], list[list[Any]]]:
    """Columns and plain cells; a column of intervals becomes three."""
    heads: list[str] = []
    cells: list[list[Any]] = [[] for _ in table.rows]
    for at, column in enumerate(table.columns):
        values = [row[at] for row in table.values]
        is_bounded = any(isinstance(value, MoneyInterval | Interval | RateInterval) for value in values)
        heads += _heads(column, values, language, is_bounded=is_bounded)
        for row, value, text in zip(cells, values, (row[at] for row in table.rows), strict=True):
            row.extend(_bounds(value) if is_bounded else [_plain(value, text)])
    return heads, cells


def _heads(column: Column, values: list[Any], language: Language, *, is_bounded: bool) -> list[str]:
    currencies = {value.currency for value in values if isinstance(value, Money)}
    currencies |= {value.estimate.currency for value in values if isinstance(value, MoneyInterval)}
    label = f"{column.label} ({currencies.pop()})" if len(currencies) == 1 else column.label
    return [f"{label} {bound.text(language)}" for bound in _BOUNDS] if is_bounded else [label]


def _bounds(value: Any) -> list[Any]:
    if isinstance(value, MoneyInterval | Interval | RateInterval):
        return [_plain(bound, "") for bound in (value.low, value.estimate, value.high)]
    return ["", _plain(value, ""), ""]


def _plain(value: Any, text: str) -> Any:
    match value:
        case None:
            return ""
        case Money():
            return value.major
        case Rate():
            return value.rate
        case bool():
            return text
        case int() | float() | Decimal() | str():
            return value
        case datetime() | date():
            return value.isoformat()
        case _:
            return text


def _plain_name(name: str) -> str:
    return re.sub(r"[^\w.-]+", "_", name).strip("._") or "table"
