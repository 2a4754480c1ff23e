"""Which column map fits a file, and what is nearest when none does?"""

from __future__ import annotations

import difflib
import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from zhanggui.core.words import Words
from zhanggui.ingest.errors import HeadersAmbiguous, HeadersMissing, HeadersUnknown, NothingAlike
from zhanggui.ingest.mapping.column_map import ColumnMap, Headerless, Spread
from zhanggui.ingest.mapping.headers import normalised
from zhanggui.ingest.mapping.language import From, Moment, Person, Region
from zhanggui.ingest.mapping.library import built_in_maps

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from zhanggui.ingest.mapping.column_map import Recognise
    from zhanggui.ingest.readers.sheet import Sheet

SHOWN_HEADERS = 12
MOST_NEAR = 3
MOST_COMPARED = 60
TELLING = 0.3
_NUMBER = re.compile(r"^\s*[-+¥￥$€£]?\s*\d[\d.,:/ -]*%?\s*$")


@dataclass(frozen=True, slots=True)
class HeaderIndex:
    """Where in a file the column of a header stands, by any of its names."""

    places: Mapping[str, int]
    aliases: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, headers: Sequence[str], source: ColumnMap) -> HeaderIndex:
        """The index of a file's headers under a map; of two equal headers the first counts."""
        return cls(_places(tuple(headers)), source.aliases)

    def find(self, header: str) -> int | None:
        """The column of one header, or None."""
        for name in (header, *self.aliases.get(header, ())):
            if (place := self.places.get(_named_in_maps(name))) is not None:
                return place
        return None

    def first(self, headers: Iterable[str]) -> int | None:
        """The column of the first of these headers that the file has."""
        return next((place for header in headers if (place := self.find(header)) is not None), None)


# A file is held against every map: its headers and theirs are made comparable once, not once for each other.
@functools.lru_cache(maxsize=1)
def _places(headers: tuple[str, ...]) -> Mapping[str, int]:
    places: dict[str, int] = {}
    for place, header in enumerate(headers):
        places.setdefault(normalised(header), place)
    return places


@functools.lru_cache(maxsize=10_000)
def _named_in_maps(header: str) -> str:
    return normalised(header)


def recognised(sheet: Sheet, file: str, maps: Sequence[ColumnMap], own: Sequence[ColumnMap] = ()) -> ColumnMap:
    """The one map that fits best, the shop's own before all others; refused with the nearest when none does."""
    if sheet.headers and any(not lacking(source.recognise, sheet, source) for source in own):
        maps = own
    if not sheet.headers:
        return _by_content(sheet, file, maps)
    fits = [(_matches(source, sheet, file), source) for source in maps if not lacking(source.recognise, sheet, source)]
    if not fits:
        raise _unknown(sheet, file, maps)
    best = max(score for score, _ in fits)
    winners = [source for score, source in fits if score == best]
    if len(winners) > 1:
        raise HeadersAmbiguous(file=file, sources=", ".join(source.name for source in winners))
    return winners[0]


def insist(source: ColumnMap, sheet: Sheet, file: str) -> None:
    """Refuse a file that lacks what the named map needs."""
    if not sheet.headers and headerless_fit(source, sheet):
        return
    if missing := lacking(source.recognise, sheet, source):
        raise HeadersMissing(
            file=file,
            source=source.name,
            missing=_named(missing, source),
            similar=_similar(missing, sheet.headers),
            headers=_shown(sheet, [source]),
        )


def lacking(recognise: Recognise, sheet: Sheet, source: ColumnMap) -> tuple[str, ...]:
    """The required headers that the file lacks; every one, when it has a header that the source never has."""
    index = HeaderIndex.of(sheet.headers, source)
    if not recognise.required or any(index.find(header) is not None for header in recognise.never):
        return recognise.required or ("…",)
    return tuple(need for need in recognise.required if index.first(need.split("|")) is None)


def headerless_fit(source: ColumnMap, sheet: Sheet) -> Headerless | None:
    """The map's headerless form, if the first rows look like it."""
    form = source.recognise.headerless
    if form is None or not sheet.sample:
        return None
    rows = [row for row in sheet.sample if len(row) == len(form.patterns)]
    fitting = sum(
        all(re.fullmatch(pattern, cell.strip()) for pattern, cell in zip(form.patterns, row, strict=True))
        for row in rows
    )
    # One row may be cut; more than that is another kind of file.
    return form if fitting and fitting >= len(sheet.sample) - max(1, len(sheet.sample) // 10) else None


def header_score(maps: Iterable[ColumnMap]) -> _HeaderScore:
    """How many of a row's cells are headers that some map knows."""
    return _HeaderScore(frozenset(normalised(header) for source in maps for header in vocabulary(source)))


def score_of_all(own: Iterable[ColumnMap]) -> _HeaderScore:
    """How many of a row's cells are headers that the shop's own maps or the built-in ones know."""
    return _HeaderScore(header_score(own).known | _built_in_headers())


@functools.cache
def _built_in_headers() -> frozenset[str]:
    return header_score(built_in_maps().values()).known


def vocabulary(source: ColumnMap) -> frozenset[str]:
    """Every header that a map mentions."""
    needs = [need for each in _recognitions(source) for need in (*each.required, *each.also)]
    named = {name for need in needs for name in need.split("|")}
    read = {header for header in read_headers(source) if header}
    return frozenset(named | read | {alias for names in source.aliases.values() for alias in names})


@dataclass(frozen=True, slots=True)
class _HeaderScore:
    known: frozenset[str]

    def __call__(self, cells: Sequence[str]) -> int:
        return len({name for cell in cells if (name := normalised(cell)) in self.known})


def _recognitions(source: ColumnMap) -> Iterator[Recognise]:
    yield source.recognise
    for part in source.parts.values():
        yield part.recognise


def read_headers(piece: Any) -> Iterator[str]:
    """The headers inside a piece of a map, however deep."""
    if isinstance(piece, From | Person | Region):
        yield from piece.headers
    elif isinstance(piece, Moment):
        yield from piece.moment
    elif isinstance(piece, BaseModel):
        if isinstance(piece, Spread):
            yield from (*piece.incoming, *piece.outgoing)
        for name in type(piece).model_fields:
            yield from read_headers(getattr(piece, name))
    elif isinstance(piece, dict):
        for value in piece.values():
            yield from read_headers(value)
    elif isinstance(piece, tuple):
        for value in piece:
            yield from read_headers(value)


def _by_content(sheet: Sheet, file: str, maps: Sequence[ColumnMap]) -> ColumnMap:
    fits = [source for source in maps if headerless_fit(source, sheet)]
    if not fits:
        raise _unknown(sheet, file, maps)
    return fits[0]


def _matches(source: ColumnMap, sheet: Sheet, file: str) -> tuple[int, int]:
    known = {normalised(header) for header in vocabulary(source)}
    by_name = source.recognise.file_name is not None and re.search(source.recognise.file_name, file) is not None
    return len(known & {normalised(header) for header in sheet.headers}), int(by_name)


def _unknown(sheet: Sheet, file: str, maps: Sequence[ColumnMap]) -> HeadersUnknown:
    scored = [(_kinship(source, sheet), source) for source in maps if source.recognise.required]
    near = [source for score, source in sorted(scored, key=lambda each: -each[0])[:MOST_NEAR] if score > 0]
    if not near:
        return NothingAlike(file=file, headers=_shown(sheet, maps))
    missing = lacking(near[0].recognise, sheet, near[0])
    return HeadersUnknown(
        file=file,
        headers=_shown(sheet, maps),
        nearest=near[0].name,
        missing=_named(missing, near[0]),
        similar=_similar(missing, sheet.headers) if are_headers(sheet, maps) else Words(zh="", en=""),
        others=_others(near[1:]),
    )


def _kinship(source: ColumnMap, sheet: Sheet) -> float:
    """How much of what a map needs is there, then how many headers are known or resemble known ones."""
    names = [normalised(header) for header in sheet.headers[:MOST_COMPARED]]
    if not names:
        return 0
    known = {name: _pairs(name) for name in map(normalised, vocabulary(source))}
    alike = sum(max((_resemblance(name, *each) for each in known.items()), default=0) for name in names)
    there = 1 - len(lacking(source.recognise, sheet, source)) / len(source.recognise.required)
    return there + alike / len(names)


def _resemblance(name: str, known: str, pairs: frozenset[str]) -> float:
    """1 of equal names; else the share of neighbouring letters they have in common, where that is telling."""
    if name == known:
        return 1
    mine = _pairs(name)
    share = len(mine & pairs) / len(mine | pairs) if mine and pairs else 0
    return share if share >= TELLING else 0


def _pairs(name: str) -> frozenset[str]:
    return frozenset(name[at : at + 2] for at in range(len(name) - 1))


def _named(needs: Iterable[str], source: ColumnMap) -> str:
    """Needed headers as a person may write them: a Chinese name beside an English one."""
    return ", ".join(_with_alias(need, source) for need in needs)


def _with_alias(need: str, source: ColumnMap) -> str:
    names = need.split("|")
    aliases = [alias for name in names for alias in source.aliases.get(name, ()) if not alias.isascii()]
    return f"{' / '.join(names[:2])} ({aliases[0]})" if aliases and need.isascii() else " / ".join(names[:2])


def _others(sources: Sequence[ColumnMap]) -> Words:
    if not sources:
        return Words(zh="", en="")
    names = ", ".join(source.name for source in sources)
    return Words(zh=f"其次是 {names}。", en=f"Next nearest: {names}. ")


def _similar(missing: Iterable[str], headers: Sequence[str]) -> Words:
    """Which of the file's headers may be meant by the missing ones."""
    pairs = []
    for need in missing:
        near = [
            match for name in need.split("|") for match in difflib.get_close_matches(name, headers, n=1, cutoff=0.6)
        ]
        if near:
            pairs.append((need.split("|")[0], near[0]))
    if not pairs:
        return Words(zh="", en="")
    return Words(
        zh=f"相近的表头：{'；'.join(f'{need} ≈ {near}' for need, near in pairs)}。",
        en=f"Similar: {'; '.join(f'{need} ≈ {near}' for need, near in pairs)}. ",
    )


def _shown(sheet: Sheet, maps: Sequence[ColumnMap]) -> str:
    """The first headers; where they may be the first row of people, no cell is shown."""
    headers = sheet.headers
    if not are_headers(sheet, maps):
        return f"— ({len(headers)})" if headers else "—"
    more = f" … ({len(headers)})" if len(headers) > SHOWN_HEADERS else ""
    return ", ".join(header[:40] for header in headers[:SHOWN_HEADERS]) + more


def are_headers(sheet: Sheet, maps: Sequence[ColumnMap]) -> bool:
    """Whether the first row surely names columns: a map knows one, numbers stand below, or it is no text."""
    is_text = sheet.delimiter is not None
    if not is_text or header_score(maps)(sheet.headers):
        return True
    return any(_NUMBER.search(cell) for row in sheet.sample for cell in row[: len(sheet.headers)])
