"""How is a whole shop copied into one file while it goes on serving?"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import zipfile
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import zhanggui
from zhanggui.app.books_on_a_server import need_books_in_folder
from zhanggui.app.keeping.counting import counted
from zhanggui.app.keeping.errors import BackupThere
from zhanggui.app.keeping.sealing import key_check, seal
from zhanggui.books.events import append, head, read
from zhanggui.core.words import Words
from zhanggui.warehouse import snapshots
from zhanggui.warehouse.forgetting import finish_forgetting
from zhanggui.warehouse.in_place import rows_folder
from zhanggui.warehouse.writer import settle, writing

if TYPE_CHECKING:
    from datetime import datetime

    from zhanggui.app.shop import Shop
    from zhanggui.books.people import Actor

FORMAT = 1
MANIFEST = "manifest.json"
CHUNK = 1 << 20
# What names people in plain words (exports, uploads) stays out, and what is worked out anew (runs, known).
PLAIN_FILES = ("shop.toml", "anchors.txt")
ROOM = ".backup-"
LEFT_BEHIND = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """One backup that was made: the file, what it holds, and the event of the chain at which the books were copied."""

    file: Path
    at: datetime
    files: int
    size_bytes: int
    sha256: str
    snapshot: str | None
    position: int
    is_sealed: bool


def backup(shop: Shop, to: Path, *, actor: Actor, sealed: bool = False) -> Backup:
    """Copy the shop into one file: the books as of one instant, what was landed, the current version, the maps.

    Writers wait only while names are given to files that never change; readers never. The key is not in it. The file
    appears whole or not at all. Raises WriterBusy, BackupThere.
    """
    need_books_in_folder(Words(zh="备份", en="a backup"))
    if to.exists():
        raise BackupThere(file=to)
    at = shop.clock.now()
    sweep_rooms(shop.folder, before=(at - LEFT_BEHIND).timestamp())
    with TemporaryDirectory(dir=shop.folder, prefix=ROOM) as room:
        copied = Path(room) / "shop"
        _collect(shop, copied)
        manifest = _manifest(shop, copied, at)
        draft = to.with_name(f".{to.name}.{os.getpid()}")
        try:
            _write(shop, copied, manifest, draft, Path(room) / "plain.zip", sealed=sealed)
            os.link(draft, to)  # unlike a rename, this never overwrites what came there meanwhile
        except FileExistsError:
            raise BackupThere(file=to) from None
        finally:
            draft.unlink(missing_ok=True)
    made = Backup(
        file=to,
        at=at,
        files=len(manifest["files"]),
        size_bytes=to.stat().st_size,
        sha256=_sha256(to),
        snapshot=manifest["snapshot"],
        position=manifest["chain"]["position"],
        is_sealed=sealed,
    )
    with shop.books.begin() as connection:
        payload = {"sha256": made.sha256, "bytes": made.size_bytes, "snapshot": made.snapshot, "sealed": sealed}
        append(connection, stream="backups", kind="backup.made", payload=payload, by=actor.id, at=at)
    return made


def sweep_rooms(folder: Path, *, before: float = float("inf")) -> None:
    """Remove what killed backups left; a running one is not older than `before`."""
    for room in folder.glob(f"{ROOM}*"):
        if room.stat().st_mtime < before:
            shutil.rmtree(room, ignore_errors=True)


def last_backup(shop: Shop) -> datetime | None:
    """When the last backup was made."""
    with shop.books.reading() as connection:
        made = [event.at for event in read(connection, "backups") if event.kind == "backup.made"]
    return max(made, default=None)


def _collect(shop: Shop, copied: Path) -> None:
    """Give every file that never changes a second name; what is written to, the books last, is copied."""
    with writing(shop.folder):
        finish_forgetting(shop.folder)
        current = snapshots.current(shop.folder)
        for path in (*(shop.folder / name for name in PLAIN_FILES), *_files_of(shop.folder / "maps")):
            if path.exists():
                _copy(path, copied / path.relative_to(shop.folder))
        kept = _files_of(shop.folder / "landing" / "loads")
        if current:
            kept += [current, shop.folder / "warehouse" / "CURRENT", *_files_of(rows_folder(current))]
        for path in kept:
            _second_name(path, copied / path.relative_to(shop.folder))
        _copy_books(shop.folder / "books.sqlite", copied / "books.sqlite")


def _files_of(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def _copy(path: Path, name: Path) -> None:
    name.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, name)


def _second_name(path: Path, name: Path) -> None:
    name.parent.mkdir(parents=True, exist_ok=True)
    try:
        name.hardlink_to(path)
    except OSError:  # a disk without links
        shutil.copyfile(path, name)


def _copy_books(books: Path, copy: Path) -> None:
    with closing(sqlite3.connect(books)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")


def _manifest(shop: Shop, copied: Path, at: datetime) -> dict[str, Any]:
    from zhanggui.books.database import open_books

    books = open_books(copied / "books.sqlite")
    with books.reading() as connection:
        proven = head(connection)
    books.close()
    with closing(sqlite3.connect(copied / "books.sqlite")) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    current = snapshots.current(copied)
    files = {
        path.relative_to(copied).as_posix(): {"sha256": _sha256(path), "bytes": path.stat().st_size}
        for path in sorted(copied.rglob("*"))
        if path.is_file()
    }
    return {
        "format": FORMAT,
        "program": zhanggui.__version__,
        "shop": shop.facts.id,
        "name": shop.facts.name,
        "at": at.isoformat(),
        "key_check": key_check(shop.key).hex(),
        "snapshot": current.stem if current else None,
        "chain": {"position": proven.position, "hash": proven.hash},
        "metrics": counted(copied) if current else {},
        "files": files,
    }


def _write(shop: Shop, copied: Path, manifest: dict[str, Any], to: Path, plain: Path, *, sealed: bool) -> None:
    _zip(copied, manifest, plain if sealed else to)
    if sealed:
        with plain.open("rb") as source, _private(to) as target:
            seal(source, target, shop.key, shop.facts.id)
    settle(to)


def _zip(copied: Path, manifest: dict[str, Any], to: Path) -> None:
    """Parquet and snapshots are small already, so that only the books are packed."""
    with _private(to) as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
        for name in manifest["files"]:
            way = zipfile.ZIP_DEFLATED if name == "books.sqlite" else zipfile.ZIP_STORED
            archive.write(copied / name, f"shop/{name}", way)


def _private(path: Path) -> Any:
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b")


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
