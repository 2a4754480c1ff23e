"""The reference of the sources: how each export is recognised, and which of its headers fill which columns."""

from __future__ import annotations

from collections.abc import Iterator

from zhanggui.core.words import Language, Words
from zhanggui.ingest.mapping.column_map import ColumnMap, Recognise, TableMap
from zhanggui.ingest.mapping.library import built_in_maps
from zhanggui.ingest.mapping.recognise import read_headers
from zhanggui.surfaces.docs.markdown import code, table

_INTRODUCTION = Words(
    zh="""这些导出今天就能读：用 `zhanggui ingest 文件` 导入，按表头自动认出；也可以用 `--as 名称` 指定。其他导出请用通用模板，或用 `--map 文件`
带上自己的列映射。表头的全半角、大小写与首尾空格不影响识别；标 | 的表头有任一个即可。""",
    en="""These exports are read today: `zhanggui ingest FILE` recognises them by their headers, `--as NAME` insists on one. For any other
export fill a generic template, or bring a column map of your own with `--map FILE`. Width, case and blanks around a header do not
matter; of headers joined by | any one will do.""",
)
_HEADINGS = (
    Words(zh="表", en="table"),
    Words(zh="列", en="column"),
    Words(zh="来自表头", en="from the headers"),
)


def render(language: Language) -> str:
    """The whole page below its title."""
    return "\n\n".join([_INTRODUCTION.text(language), *(source(found, language) for found in built_in_maps().values())])


def source(found: ColumnMap, language: Language) -> str:
    """One source: its title, how a file is recognised, and what fills each column."""
    chinese = language == "zh-CN"
    parts = [f"## {found.name}\n\n**{found.title.words.text(language)}**"]
    if found.note:
        parts.append(found.note.words.text(language))
    parts += [
        f"{'识别' if chinese else 'Recognised by'}{f' {name}' if name else ''}: {headers}"
        for name, headers in _recognised_by(found)
    ]
    rows = [row for filled in found.table for row in _rows(filled, language)]
    return "\n\n".join([*parts, table([heading.text(language) for heading in _HEADINGS], rows)])


def _recognised_by(found: ColumnMap) -> Iterator[tuple[str, str]]:
    files: dict[str, Recognise] = {"": found.recognise, **{name: part.recognise for name, part in found.parts.items()}}
    for name, recognise in files.items():
        if recognise.required:
            yield name, code(*recognise.required)


def _rows(filled: TableMap, language: Language) -> Iterator[tuple[str, str, str]]:
    fixed = "（固定值或推算）" if language == "zh-CN" else "(fixed or derived)"
    for column, expression in filled.columns.items():
        headers = dict.fromkeys(read_headers(expression))
        yield code(filled.into), code(column), code(*headers) if headers else fixed
    if filled.spread:
        yield code(filled.into), code(*filled.spread.filled), code(*dict.fromkeys(read_headers(filled.spread)))
