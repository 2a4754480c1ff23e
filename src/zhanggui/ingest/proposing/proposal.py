"""Which map does the product propose for a file that no map knows?"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from zhanggui.core.described import described
from zhanggui.core.words import Words
from zhanggui.ingest.engine import open_engine, told_without_cells
from zhanggui.ingest.errors import FileWithoutHeaders
from zhanggui.ingest.limits import Limits
from zhanggui.ingest.mapping.library import built_in_maps
from zhanggui.ingest.mapping.recognise import are_headers, header_score
from zhanggui.ingest.proposing.fields import Field, Form, forms, known_names
from zhanggui.ingest.proposing.looks import looks_of, way_of
from zhanggui.ingest.proposing.matching import Match, best_form, missing
from zhanggui.ingest.proposing.writing import written
from zhanggui.ingest.readers.opening import open_sheet

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from zhanggui.ingest.readers.sheet import Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedColumn:
    """One column of the file and what it is taken for; an empty field means that it is left out."""

    header: Annotated[str, described("表头", "Header")]
    field: Annotated[str, described("对应字段", "Field")]
    title: Annotated[Words, described("字段名", "Title of the field")]
    confidence: Annotated[float, described("把握", "Confidence", unit="ratio")]
    by: Annotated[tuple[str, ...], described("依据", "Told by")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choosable:
    """One field that a column may be taken for."""

    name: Annotated[str, described("字段", "Field")]
    title: Annotated[Words, described("字段名", "Title")]
    needed: Annotated[bool, described("必填", "Needed")]


@dataclass(frozen=True, slots=True, kw_only=True)
class MapProposal:
    """What an unknown file probably is, column by column, and the map that says so."""

    file: Annotated[str, described("文件", "File")]
    form: Annotated[str, described("表的种类", "Sort of sheet")]
    title: Annotated[Words, described("种类名称", "Title of the sort")]
    columns: Annotated[tuple[ProposedColumn, ...], described("列", "Columns")]
    fields: Annotated[tuple[Choosable, ...], described("可选字段", "Fields to choose from")]
    missing: Annotated[tuple[str, ...], described("还缺的字段", "Fields still missing")]
    toml: Annotated[str, described("列映射（TOML）", "Map (TOML)")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a person decided: the form, the field of each header, the name of the map.

    `hidden` platforms lend no names: that is how proposals are measured.
    """

    form: str = ""
    chosen: Mapping[str, str] | None = None
    name: str = ""
    hidden: Sequence[str] = ()


def propose(file: Path, *, key: bytes, wish: Wish | None = None, limits: Limits | None = None) -> MapProposal:
    """Say what the file probably is, column by column, and write the map that says so."""
    limits, wish = limits or Limits(), wish or Wish()
    with told_without_cells(file.name), tempfile.TemporaryDirectory(prefix="zhanggui-") as room:
        engine = open_engine(Path(room), key, limits)
        try:
            maps = [source for source in built_in_maps().values() if source.platform not in wish.hidden]
            sheet = open_sheet(engine, file, Path(room), header_score(maps), limits)
            if not sheet.headers or not are_headers(sheet, maps):
                raise FileWithoutHeaders(file=file.name)
            return _proposed(engine, sheet, file.name, wish)
        finally:
            engine.close()


def _proposed(engine: DuckDBPyConnection, sheet: Sheet, file: str, wish: Wish) -> MapProposal:
    looks, known = looks_of(engine, sheet), known_names(wish.hidden)
    offered = [form for form in forms() if form.name == wish.form] or forms()
    form, matches = best_form(sheet.headers, looks, offered, known)
    if wish.chosen is not None:
        matches = _decided(form, sheet.headers, wish.chosen, matches)
    times = [match.place for match in matches if match.field.kind in {"instant", "day"}]
    ways = tuple(dict.fromkeys(way for place in times if (way := way_of(engine, place))))
    fields = {match.field.name: sheet.headers[match.place] for match in matches}
    return MapProposal(
        file=file,
        form=form.name,
        title=form.title,
        columns=tuple(_column(place, header, matches) for place, header in enumerate(sheet.headers)),
        fields=tuple(_choosable(field, form) for field in form.fields),
        missing=missing(form, tuple(fields)),
        toml=written(form, fields, name=wish.name or name_of(file), file=file, ways=ways),
    )


def name_of(file: str) -> str:
    """A name for the map of a file: what its own name says without days and numbers.

    >>> name_of("ERP Export 2026-03.csv"), name_of("订单导出.xlsx")
    ('erp_export', 'own_map')
    """
    stem = re.sub(r"[^a-z]+", "_", Path(file).stem.lower()).strip("_")
    return stem[:40] or "own_map"


def _decided(
    form: Form, headers: Sequence[str], chosen: Mapping[str, str], guessed: Sequence[Match]
) -> tuple[Match, ...]:
    """What the person chose, with the confidence of the guess where it was the same."""
    sure = {(match.place, match.field.name): match for match in guessed}
    fields = {field.name: field for field in form.fields}
    return tuple(
        sure.get((place, field)) or Match(place=place, field=fields[field], confidence=1.0, by=("person",))
        for place, header in enumerate(headers)
        if (field := chosen.get(header, "")) in fields
    )


def _column(place: int, header: str, matches: Sequence[Match]) -> ProposedColumn:
    match = next((each for each in matches if each.place == place), None)
    if match is None:
        return ProposedColumn(header=header, field="", title=Words(zh="不导入", en="Left out"), confidence=0.0, by=())
    return ProposedColumn(
        header=header,
        field=match.field.name,
        title=match.field.title,
        confidence=round(match.confidence, 2),
        by=match.by,
    )


def _choosable(field: Field, form: Form) -> Choosable:
    return Choosable(name=field.name, title=field.title, needed=any(field.name in need for need in form.needs))
