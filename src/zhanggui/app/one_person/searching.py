"""Where does anything that a shop keeps still name a person: their own words, or their pseudonyms?"""

# ruff: noqa: S608 - the names put into SQL are those of tables that are there

from __future__ import annotations

import io
import mmap
import re
import sqlite3
import zipfile
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from zhanggui.core.words import Words
from zhanggui.warehouse.forgetting import SHORTEST_WORD, TOLD

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

# Ways in which only one person is known; names and places are shared with products, streets and other people.
OWN = ("phone", "email", "account", "platform_id", "visitor")
ENCODINGS = ("utf-8", "gb18030", "utf-16-le")
# The record says whom it was about, and the list of the erased keeps them out: by keyed hash, leading to nothing else.
ON_RECORD = ("events", "vault_people")
# Goes with the person's key, which is destroyed last: until then a run that ended suddenly can be completed.
SEALED = "vault_values"

WRITTEN = (*TOLD, "raw")

PLACES: dict[str, Words] = {
    "landing": Words(zh="落地的导入", en="landed loads"),
    "warehouse": Words(zh="快照", en="snapshots"),
    "books": Words(zh="账簿", en="books"),
    "exports": Words(zh="决策导出的文件", en="files of decisions"),
    "runs": Words(zh="分析缓存", en="kept runs"),
    "uploads": Words(zh="等待确认的上传", en="waiting uploads"),
    "rest": Words(zh="其他文件", en="everything else"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched:
    """One place of the shop: how much was read, and in which files the person was still found."""

    place: str
    files: int
    size_bytes: int
    found_in: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is looked for: pseudonyms and words that are one person's everywhere, shared ones in what people wrote.

    A name may be a brand and 北京 an address: such words are looked for only where people write freely.
    """

    names: frozenset[str]
    words: tuple[str, ...]
    shared: tuple[str, ...] = ()

    @classmethod
    def of(cls, names: Collection[str], values: Mapping[str, str]) -> Wanted:
        """What to look for, from the values of the vault by kind."""
        own = {
            value
            for kind, value in values.items()
            if kind.partition("@")[0] in OWN or (kind == "address" and any(letter.isdigit() for letter in value))
        }
        words = tuple(sorted(word for word in own if len(word.encode()) >= SHORTEST_WORD))
        return cls(names=frozenset(names), words=words, shared=tuple(sorted({*values.values()} - {*words})))

    def __or__(self, other: Wanted) -> Wanted:
        """What is looked for by either: a person may have been several customers."""
        return Wanted(
            names=self.names | other.names,
            words=tuple(sorted({*self.words, *other.words})),
            shared=tuple(sorted({*self.shared, *other.shared})),
        )

    @property
    def long_words(self) -> tuple[str, ...]:
        """Words that mean somebody wherever they stand."""
        return tuple(word for word in self.words if len(word.encode()) >= SHORTEST_WORD)

    def pattern(self) -> re.Pattern[bytes]:
        """What matches a name or a long word in any usual encoding."""
        told = {_whole(name, encoding) for name in (*self.names, *self.long_words) for encoding in ENCODINGS}
        return re.compile(b"|".join(sorted(told)) if told else b"(?!)")


def search(folder: Path, uploads: Path, wanted: Wanted) -> tuple[Searched, ...]:
    """Read every file of the shop and every cell of every table, place by place; the vault itself comes last."""
    homes: dict[str, list[Path]] = {place: [] for place in PLACES}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            homes[_place(path.relative_to(folder).parts[0])].append(path)
    homes["uploads"] += [path for path in uploads.rglob("*") if path.is_file()]
    return tuple(_searched(place, files, folder, wanted) for place, files in homes.items())


def _searched(place: str, files: Sequence[Path], folder: Path, wanted: Wanted) -> Searched:
    found = tuple(
        str(file.relative_to(folder) if file.is_relative_to(folder) else file.name)
        for file in files
        if _names(file, wanted)
    )
    return Searched(
        place=place, files=len(files), size_bytes=sum(file.stat().st_size for file in files), found_in=found
    )


def _place(top: str) -> str:
    return "books" if top.startswith("books.sqlite") else top if top in PLACES else "rest"


def _names(file: Path, wanted: Wanted) -> bool:
    pattern = wanted.pattern()
    if pattern.search(file.name.encode()):
        return True
    with file.open("rb") as stream:
        head = stream.read(16)
    if head.startswith(b"SQLite format 3"):
        return is_in_books(file, wanted, but=(*ON_RECORD, SEALED))
    if file.name.startswith("books.sqlite-"):  # its log and index; the tables are read through them
        return _in_bytes(file, replace(wanted, names=frozenset()).pattern())
    if file.suffix == ".parquet":
        return _in_bytes(file, pattern) or _in_parquet(file, wanted)
    if file.suffix == ".duckdb":
        return _in_bytes(file, pattern) or _in_duckdb(file, wanted)
    return _in_bytes(file, pattern) or any(pattern.search(member) for member in _members(file))


def _in_bytes(file: Path, pattern: re.Pattern[bytes]) -> bool:
    if not file.stat().st_size:
        return False
    with file.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return pattern.search(content) is not None


def _in_parquet(file: Path, wanted: Wanted) -> bool:
    import duckdb

    with duckdb.connect() as engine:
        return _in_table(engine, "read_parquet(?)", [str(file)], wanted)


def _in_duckdb(file: Path, wanted: Wanted) -> bool:
    import duckdb

    with duckdb.connect(str(file), read_only=True) as engine:
        tables = engine.execute("SELECT table_name FROM duckdb_tables() WHERE NOT temporary").fetchall()
        return any(_in_table(engine, f'"{table}"', [], wanted) for (table,) in tables)


def _in_table(engine: object, source: str, given: list[str], wanted: Wanted) -> bool:
    """Whether a text cell is a name or a word, or holds a long word; where people write freely, a shared one too."""
    described = engine.execute(f"DESCRIBE FROM {source}", given).fetchall()  # type: ignore[attr-defined]
    texts = [name for name, kind, *_ in described if kind == "VARCHAR" or kind.startswith("ENUM")]
    if not texts:
        return False
    whole = [*wanted.names, *wanted.words]
    free = replace(wanted, words=(*wanted.words, *wanted.shared))
    patterns = [_bounded_any(free if name in WRITTEN else wanted) for name in texts]
    tests = " OR ".join(
        f'"{name}"::VARCHAR IN (SELECT unnest(?::VARCHAR[])) OR regexp_matches("{name}"::VARCHAR, ?)' for name in texts
    )
    asked = [value for pattern in patterns for value in (whole, pattern)]
    sql = f"SELECT 1 FROM {source} WHERE {tests} LIMIT 1"
    return engine.execute(sql, [*given, *asked]).fetchone() is not None  # type: ignore[attr-defined]


def is_in_books(file: Path, wanted: Wanted, but: Sequence[str] = ON_RECORD) -> bool:
    """Every byte and cell of the books; what is on record by pseudonym is meant to stay, a word is not."""
    words = replace(wanted, names=frozenset()).pattern()
    if _in_bytes(file, words):
        return True
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as books:
        tables = [name for (name,) in books.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            pattern = words if table in but else wanted.pattern()
            cells = (cell for row in books.execute(f'SELECT * FROM "{table}"') for cell in row)
            if any(cell in wanted.words or pattern.search(_as_bytes(cell)) for cell in cells):
                return True
    return False


def _as_bytes(cell: object) -> bytes:
    return cell if isinstance(cell, bytes) else str(cell).encode()


def _members(file: Path) -> Iterator[bytes]:
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(io.BytesIO(file.read_bytes())) as archive:
            yield from (archive.read(name) for name in archive.namelist())


def _whole(word: str, encoding: str) -> bytes:
    written = re.escape(word.encode(encoding))
    return rb"(?<![0-9])" + written + rb"(?![0-9])" if word.isdigit() else written


def _bounded_any(wanted: Wanted) -> str:
    return "|".join(_bounded(word) for word in wanted.long_words) or "$^"


def _bounded(word: str) -> str:
    escaped = re.escape(word)
    return f"(^|[^0-9]){escaped}($|[^0-9])" if word.isdigit() else escaped
