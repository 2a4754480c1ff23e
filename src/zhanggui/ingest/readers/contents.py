"""Are a file's first bytes of the kind that its name says?"""

from __future__ import annotations

import codecs
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhanggui.core.words import Words
from zhanggui.ingest.errors import FileEmpty, NotWhatItSays

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

HEAD_BYTES = 4096
FIRST_PRINTABLE = 0x20
_TEXT_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
# What the kinds that are not text begin with, workbooks aside, which are known before; a CSV may begin with anything.
_BEGINS: Mapping[str, tuple[bytes, ...]] = {
    **dict.fromkeys((".xlsx", ".xlsm", ".xlsb", ".ods", ".xls"), ()),
    **dict.fromkeys((".parquet", ".pq"), (b"PAR1",)),
}
_PARTS_OF_WORKBOOKS = ("xl/", "[Content_Types].xml", "content.xml", "mimetype")
_EXPORT_AGAIN = Words(zh="请从平台重新导出，或另存为 CSV。", en="Export it again, or save it as CSV.")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    begins: tuple[bytes, ...]
    title: Words
    advice: Words


_PACKED = _Kind(
    begins=(b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf"),
    title=Words(zh="压缩包", en="a packed archive"),
    advice=Words(zh="请解压后再导入。", en="Unpack it first."),
)
_KINDS = (
    _Kind(begins=(b"%PDF",), title=Words(zh=" PDF 文档", en="a PDF document"), advice=_EXPORT_AGAIN),
    _PACKED,
    _Kind(begins=(b"\x89PNG", b"\xff\xd8\xff", b"GIF8"), title=Words(zh="图片", en="a picture"), advice=_EXPORT_AGAIN),
    _Kind(
        begins=(b"<!doctype", b"<html", b"<table", b"<?xml"),
        title=Words(zh="网页（常见于登录已过期，或平台把网页表格存成 .xls）", en="a web page, as exports are when the sign-in ended"),
        advice=Words(
            zh="请登录后重新导出；若里面有表格，用 Excel 打开并另存为 CSV。",
            en="Sign in and export it again; if it shows a table, open it in Excel and save it as CSV.",
        ),
    ),
    _Kind(begins=(b"PAR1",), title=Words(zh=" Parquet 文件", en="a Parquet file"), advice=Words(zh="把扩展名改成 .parquet。", en="Rename it to .parquet.")),
)  # fmt: skip
_TEXT = _Kind(
    begins=(),
    title=Words(zh="文本文件", en="a text file"),
    advice=Words(
        zh="若是逗号分隔的表格，把扩展名改成 .csv。", en="If its cells are separated by commas, rename it to .csv."
    ),
)
_BINARY = _Kind(begins=(), title=Words(zh="二进制文件", en="a binary file"), advice=_EXPORT_AGAIN)


def refuse_disguise(path: Path) -> None:
    """Refuse an empty file, and one whose content is of another kind than its name, saying which."""
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    if not head.strip(b" \t\r\n\xef\xbb\xbf"):
        raise FileEmpty(file=path.name)
    ending = path.suffix.lower()
    expected = _BEGINS.get(ending)
    if not _is_foreign_to_text(head) if expected is None else head.startswith(expected):
        return
    found = _kind_of(head) or (_BINARY if _is_binary(head) else _TEXT)
    raise NotWhatItSays(file=path.name, kind=found.title, said=f" {ending} ", advice=found.advice)


def refuse_archive(path: Path) -> None:
    """Refuse a ZIP that holds files instead of the parts of a workbook."""
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as archive:
        if any(name.startswith(_PARTS_OF_WORKBOOKS) for name in archive.namelist()):
            return
    said = f" {path.suffix.lower()} "
    raise NotWhatItSays(file=path.name, kind=_PACKED.title, said=said, advice=_PACKED.advice)


def _is_foreign_to_text(head: bytes) -> bool:
    if head.startswith(_TEXT_MARKS):
        return False
    return _kind_of(head) is not None or _is_binary(head)


def _kind_of(head: bytes) -> _Kind | None:
    start = head.lstrip(b" \t\r\n\xef\xbb\xbf").lower()
    return next((kind for kind in _KINDS if start.startswith(tuple(each.lower() for each in kind.begins))), None)


def _is_binary(head: bytes) -> bool:
    """Text has no control signs but tabs and line ends."""
    odd = sum(byte < FIRST_PRINTABLE and byte not in b"\t\r\n\f\x1a" for byte in head)
    return odd > len(head) // 50
