"""From which sources can a shop be loaded, and which one is a file of?"""

from __future__ import annotations

import difflib
import importlib.util
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from zhanggui.core.errors import UnknownName
from zhanggui.core.words import Words
from zhanggui.ingest.errors import FileMissing, PackageMissing, PartMissing
from zhanggui.ingest.limits import Limits
from zhanggui.ingest.mapping.column_map import ONLY_PART, ColumnMap
from zhanggui.ingest.mapping.library import built_in_maps, own_map
from zhanggui.ingest.mapping.recognise import header_score, insist, recognised, score_of_all
from zhanggui.ingest.readers.opening import check_size, open_sheet

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from duckdb import DuckDBPyConnection

    from zhanggui.core.period import Period
    from zhanggui.ingest.readers.sheet import Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One kind of file that can be loaded: its name for --as, and its title."""

    name: str
    title: Words
    platform: str
    tables: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """How the person wants files to be read."""

    as_format: str | None
    map_file: Path | None
    limits: Limits
    window: Period | None = None
    exported_at: datetime | None = None
    own: tuple[ColumnMap, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The files that one argument stands for; a source of several files has names for its parts."""

    name: str
    paths: tuple[Path, ...]
    source: ColumnMap | None
    parts: Mapping[str, Path]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A source with its opened sheets by part."""

    name: str
    source: ColumnMap
    sheets: Mapping[str, Sheet]

    @property
    def encoding(self) -> str | None:
        """The encoding of a text file."""
        return next(iter(self.sheets.values())).encoding


def sources() -> tuple[Source, ...]:
    """Every source that comes with the product."""
    return tuple(
        Source(
            name=each.name,
            title=each.title.words,
            platform=each.platform,
            tables=tuple(dict.fromkeys(table.into for table in each.table)),
        )
        for each in built_in_maps().values()
    )


def choose(file: Path | str, choice: Choice) -> Chosen:
    """Find the files that are meant: a file, a folder of parts, or a source that lies in an installed package."""
    source = _named(choice)
    path = Path(file)
    if not path.exists() and str(file) in built_in_maps() and built_in_maps()[str(file)].package:
        source = built_in_maps()[str(file)]
        return _folder_of(source, _package_folder(source), str(file))
    if path.is_dir():
        return _folder_of(source or _fitting_folder(path), path, path.name)
    check_size(path, choice.limits)
    return Chosen(name=path.name, paths=(path,), source=source, parts={ONLY_PART: path})


def open_source(engine: DuckDBPyConnection, chosen: Chosen, work: Path, choice: Choice) -> Opened:
    """Open the files and settle which map reads them; a named map must fit as well."""
    score = header_score([chosen.source]) if chosen.source else score_of_all(choice.own)
    sheets = {
        part: open_sheet(engine, path, _room(work, part), score, choice.limits) for part, path in chosen.parts.items()
    }
    if chosen.source is None:
        (sheet,) = sheets.values()
        source = recognised(sheet, chosen.name, maps_of_files(), choice.own)
        return Opened(name=chosen.name, source=source, sheets=sheets)
    for sheet in sheets.values() if ONLY_PART in sheets else ():
        insist(chosen.source, sheet, chosen.name)
    return Opened(name=chosen.name, source=chosen.source, sheets=sheets)


def maps_of_files() -> list[ColumnMap]:
    """The maps that read a single file."""
    return [each for each in built_in_maps().values() if not each.parts]


def _named(choice: Choice) -> ColumnMap | None:
    if choice.map_file is not None:
        return own_map(choice.map_file)
    if choice.as_format is None:
        return None
    maps = {**built_in_maps(), **{each.name: each for each in choice.own}}
    if choice.as_format not in maps:
        near = ", ".join(difflib.get_close_matches(choice.as_format, maps, n=3, cutoff=0.3) or sorted(maps))
        raise UnknownName(
            kind=Words(zh="数据源", en="source"), name=choice.as_format, near=near, listing="zhanggui list"
        )
    return maps[choice.as_format]


def _folder_of(source: ColumnMap, folder: Path, name: str) -> Chosen:
    found = {part: _part_file(folder, part) for part in source.parts}
    lacking = [part for part, path in found.items() if path is None and not source.parts[part].optional]
    if lacking or not found:
        raise PartMissing(file=name, source=source.name, missing=", ".join(lacking) or "…")
    parts = {part: path for part, path in found.items() if path is not None}
    return Chosen(name=name, paths=tuple(parts.values()), source=source, parts=parts)


def _part_file(folder: Path, part: str) -> Path | None:
    return next((path for ending in (".parquet", ".csv") if (path := folder / f"{part}{ending}").is_file()), None)


def _fitting_folder(folder: Path) -> ColumnMap:
    for source in built_in_maps().values():
        needed = [part for part, each in source.parts.items() if not each.optional]
        if needed and all(_part_file(folder, part) for part in needed):
            return source
    raise FileMissing(file=folder / "*.csv")


def _package_folder(source: ColumnMap) -> Path:
    """Where an installed package keeps its files; the package itself is not run."""
    found = importlib.util.find_spec(source.package or "")
    if found is None or not found.submodule_search_locations:
        raise PackageMissing(source=source.name)
    return Path(next(iter(found.submodule_search_locations))) / "data"


def _room(work: Path, part: str) -> Path:
    room = work / f"opened-{part}"
    room.mkdir()
    return room
