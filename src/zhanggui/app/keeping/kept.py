"""Which backups does the service keep for its owner, and until when?

They lie near the shop's key and not in its folder, each sealed with that key. A file that somebody puts there by hand
is a backup like the others, but for never being let go: so one that is too large to be uploaded comes back as well.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from zoneinfo import ZoneInfo

from zhanggui.app.keeping.errors import BackupFolderNotUsable, NoSuchBackup
from zhanggui.books.events import append
from zhanggui.books.keys import key_file

if TYPE_CHECKING:
    from zhanggui.app.shop import Shop
    from zhanggui.books.people import Actor

ENDING = ".backup"
KEPT_DAYS = 30  # as long as somebody who was erased may still be in a backup (ADR 0007)
MOST_KEPT = 5
CHUNK = 1 << 20
_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.-]{0,80}\.backup")
_OURS = re.compile(r"\d{8}-\d{4}-[0-9a-f]{6}\.backup")
_FOLDER = re.compile(r"[0-9A-Za-z\u4e00-\u9fff][0-9A-Za-z\u4e00-\u9fff_-]{0,59}")
_SENT = "sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptBackup:
    """One backup that lies with the service."""

    name: str
    file: Path
    size_bytes: int
    made_at: datetime


def kept_backups(shop: Shop) -> tuple[KeptBackup, ...]:
    """All backups that are kept, the newest first."""
    found = [_told(file) for file in room(shop).glob(f"*{ENDING}") if _NAME.fullmatch(file.name) and _is_plain(file)]
    return tuple(sorted(found, key=lambda each: (each.made_at, each.name), reverse=True))


def find_kept(shop: Shop, name: str) -> KeptBackup:
    """One kept backup by its name, which leads nowhere else. Raises NoSuchBackup."""
    file = room(shop) / name if _NAME.fullmatch(name) else None
    if file is None or not _is_plain(file):
        raise NoSuchBackup(name=name[:100])
    return _told(file)


def delete_kept(shop: Shop, name: str, *, actor: Actor) -> None:
    """Delete one kept backup; that it was is on the chain."""
    found = find_kept(shop, name)
    found.file.unlink()
    _note(shop, found, "backup.deleted", actor)


def fetch_kept(shop: Shop, name: str, *, actor: Actor) -> KeptBackup:
    """A kept backup that is about to be taken away; by whom is on the chain."""
    found = find_kept(shop, name)
    _note(shop, found, "backup.fetched", actor)
    return found


def new_file(shop: Shop) -> Path:
    """Where a backup of now goes: named by its minute in the shop's zone."""
    made = shop.clock.now().astimezone(ZoneInfo(shop.facts.timezone))
    room(shop).mkdir(mode=0o700, parents=True, exist_ok=True)
    return room(shop) / f"{made:%Y%m%d-%H%M}-{secrets.token_hex(3)}{ENDING}"


def expire(shop: Shop) -> tuple[str, ...]:
    """Delete what the service made and is older than thirty days or beyond the newest five; returns the names.

    Uploads that nobody restored within a day go as well.
    """
    oldest = shop.clock.now() - timedelta(days=KEPT_DAYS)
    ours = [each for each in kept_backups(shop) if _OURS.fullmatch(each.name)]
    gone = [each for at, each in enumerate(ours) if at >= MOST_KEPT or each.made_at < oldest]
    for each in gone:
        each.file.unlink(missing_ok=True)
    for file in (room(shop) / _SENT).glob("*"):
        if datetime.fromtimestamp(file.stat().st_mtime, UTC) < shop.clock.now() - timedelta(days=1):
            file.unlink(missing_ok=True)
    return tuple(each.name for each in gone)


def keep_sent(shop: Shop, stream: BinaryIO) -> Path:
    """Put a backup that was uploaded aside until it is restored, readable by the service alone."""
    folder = room(shop) / _SENT
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / secrets.token_hex(16)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
        shutil.copyfileobj(stream, target, CHUNK)
    return file


def new_folder(shop: Shop, name: str) -> Path:
    """A folder beside the shop's that is not there yet. Raises BackupFolderNotUsable."""
    folder = shop.folder.resolve().with_name(name) if _FOLDER.fullmatch(name) else None
    if folder is None or folder.exists():
        raise BackupFolderNotUsable(name=name[:80])
    return folder


def room(shop: Shop) -> Path:
    """The folder of the kept backups, beside the shop's key."""
    place = hashlib.sha256(str(shop.folder.resolve()).encode()).hexdigest()[:8]  # a copied shop keeps its own
    return key_file(shop.facts.id).parent.parent / "backups" / f"{shop.facts.id}-{place}"


def _note(shop: Shop, found: KeptBackup, kind: str, actor: Actor) -> None:
    with shop.books.begin() as connection:
        append(connection, stream="backups", kind=kind, payload={"name": found.name}, by=actor.id, at=shop.clock.now())


def _told(file: Path) -> KeptBackup:
    found = file.stat()
    return KeptBackup(
        name=file.name, file=file, size_bytes=found.st_size, made_at=datetime.fromtimestamp(found.st_mtime, UTC)
    )


def _is_plain(file: Path) -> bool:
    return file.is_file() and not file.is_symlink()
