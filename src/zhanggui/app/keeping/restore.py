"""How does a shop come back from a backup, and how is it known that it is the same shop?"""

from __future__ import annotations

import hashlib
import hmac
import json
import math
import os
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from zhanggui.app.keeping.backup import CHUNK, FORMAT, MANIFEST
from zhanggui.app.keeping.counting import counted
from zhanggui.app.keeping.errors import (
    BackupDamaged,
    BackupKeyMissing,
    BackupKeyWrong,
    BackupMissing,
    BackupOfAnotherShop,
    BackupTooNew,
    BackupUnsafe,
    DiskTooFull,
    FolderThere,
    NotABackup,
    RestoredDiffers,
)
from zhanggui.app.keeping.sealing import key_check, shop_of, unseal
from zhanggui.app.one_person.erasing import clear
from zhanggui.app.shop import open_shop
from zhanggui.books.erased import erased_file, read_erased, write_erased
from zhanggui.books.events import Head, append, verify_chain
from zhanggui.books.jobs import drop_unfinished
from zhanggui.books.keys import KeyMissing, key_file, load_key
from zhanggui.core.words import Words
from zhanggui.ingest.limits import readable
from zhanggui.warehouse import snapshots
from zhanggui.warehouse.writer import Checkpoint, pass_by, settle

if TYPE_CHECKING:
    from datetime import datetime

    from zhanggui.app.shop import Shop
    from zhanggui.books.people import Actor
    from zhanggui.core.clock import Clock

MOST_MANIFEST_BYTES = 1 << 26
NO_MANIFEST = Words(zh="没有清单", en="it has no manifest")
NO_ZIP = Words(zh="不是压缩包，或被截断", en="it is no archive, or was cut off")


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """A shop that came back: what was checked, and how many people erased since were erased again."""

    folder: Path
    name: str
    made_at: datetime
    files: int
    metrics: int
    position: int
    snapshot: str | None
    erased_again: int


def restore(
    file: Path, to: Path, *, actor: Actor, clock: Clock, only: str | None = None, checkpoint: Checkpoint = pass_by
) -> Restored:
    """Unpack beside, check everything, and only then let the folder appear under its name.

    `only` is the id of the one shop that may come back.

    Every file fits its fingerprint, the chain verifies up to the event noted, a version built anew from what was landed
    passes the audits, every metric is what it was. Who was
    erased after the backup was made is erased again, by the list beside the key. A sudden end leaves no folder.
    """
    if not file.is_file():
        raise BackupMissing(file=file)
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        raise FolderThere(folder=to)
    to.parent.mkdir(parents=True, exist_ok=True)
    room = to.with_name(f".{to.name}.restoring")
    shutil.rmtree(room, ignore_errors=True)  # what a killed run left
    room.mkdir(mode=0o700)
    try:
        manifest = _unpack(file, room, only, checkpoint)
        again = _proved(room / "shop", manifest, to, actor=actor, clock=clock, checkpoint=checkpoint)
        checkpoint("restore.proved")
        if to.exists():
            to.rmdir()
        (room / "shop").rename(to)
        settle(to.parent)
    finally:
        shutil.rmtree(room, ignore_errors=True)
    current = snapshots.current(to)
    return Restored(
        folder=to,
        name=manifest["name"],
        made_at=_moment(manifest["at"]),
        files=len(manifest["files"]),
        metrics=len(manifest["metrics"]),
        position=manifest["chain"]["position"],
        snapshot=current.stem if current else None,
        erased_again=again,
    )


def _unpack(file: Path, room: Path, only: str | None, checkpoint: Checkpoint) -> dict[str, Any]:
    archive_file = file
    sealed_for = shop_of(file)
    if sealed_for is not None:
        _check_shop(sealed_for, only)
        _check_room(file.stat().st_size, room)
        archive_file = room / "plain.zip"
        home = _key_home(sealed_for, file)
        with archive_file.open("wb") as plain:
            unseal(file, plain, _key(home), home)
    try:
        with zipfile.ZipFile(archive_file) as archive:
            manifest = _read_manifest(archive, file)
            checkpoint("restore.begun")
            _check_names(archive, manifest, file)
            _check_shop(manifest["shop"], only)
            _check_room(sum(int(told["bytes"]) for told in manifest["files"].values()), room)
            home = _key_home(manifest["shop"], file)
            if not hmac.compare_digest(key_check(_key(home)).hex(), str(manifest["key_check"])):
                raise BackupKeyWrong(key=home)
            for name, told in manifest["files"].items():
                _take_out(archive, name, told, room / "shop", file)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, KeyError):
        raise NotABackup(file=file, why=NO_ZIP) from None
    checkpoint("restore.unpacked")
    return manifest


def _read_manifest(archive: zipfile.ZipFile, file: Path) -> dict[str, Any]:
    try:
        if archive.getinfo(MANIFEST).file_size > MOST_MANIFEST_BYTES:
            raise NotABackup(file=file, why=NO_MANIFEST)
        manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
    except (KeyError, ValueError):
        raise NotABackup(file=file, why=NO_MANIFEST) from None
    if manifest["format"] > FORMAT:
        raise BackupTooNew(found=manifest["format"], known=FORMAT)
    return manifest


def _check_shop(found: str, only: str | None) -> None:
    if only is not None and found != only:
        raise BackupOfAnotherShop


def _check_room(needed: int, room: Path) -> None:
    free = shutil.disk_usage(room).free
    if needed > free:
        raise DiskTooFull(free=readable(free), needed=readable(needed))


def _check_names(archive: zipfile.ZipFile, manifest: dict[str, Any], file: Path) -> None:
    """Only what the manifest lists, and only below the shop's folder."""
    listed = {f"shop/{name}" for name in manifest["files"]} | {MANIFEST}
    names = archive.namelist()
    for name in (*names, *listed):
        steps = PurePosixPath(name)
        if steps.is_absolute() or ".." in steps.parts or "\\" in name or name not in listed or names.count(name) > 1:
            raise BackupUnsafe(file=file, member=name[:120])


def _take_out(archive: zipfile.ZipFile, name: str, told: dict[str, Any], home: Path, file: Path) -> None:
    target = home / name
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, left = hashlib.sha256(), int(told["bytes"])
    try:
        with archive.open(f"shop/{name}") as source, target.open("xb") as stream:
            while piece := source.read(CHUNK):
                left -= len(piece)
                if left < 0:
                    break
                digest.update(piece)
                stream.write(piece)
            stream.flush()
            os.fsync(stream.fileno())
    except zipfile.BadZipFile:
        left = -1
    if left or digest.hexdigest() != told["sha256"]:
        raise BackupDamaged(file=file, member=name)


def _proved(
    folder: Path, manifest: dict[str, Any], to: Path, *, actor: Actor, clock: Clock, checkpoint: Checkpoint
) -> int:
    """Compare chain and metrics with what was kept, then erase whoever was erased since; returns how many.

    The version is also built anew from what was landed, audited, and compared as well.
    """
    shop = open_shop(folder, clock)
    try:
        with shop.books.reading() as connection:
            told = manifest["chain"]
            verify_chain(connection, (Head(position=told["position"], hash=told["hash"]),) if told["position"] else ())
        if snapshots.current(folder):
            _compare(counted(folder), manifest["metrics"], to)
            behind, facts = snapshots.lacking(folder), shop.facts
            snapshots.publish(folder, currency=facts.currency, timezone=facts.timezone, keep=1, checkpoint=checkpoint)
            if not behind:  # else a file had just been landed and not been published yet
                _compare(counted(folder), manifest["metrics"], to)
        checkpoint("restore.compared")
        drop_unfinished(shop.books)  # its files were never in the backup, and this backup's own making is one of them
        return _erase_again(shop, actor, clock, checkpoint)
    finally:
        shop.books.close()


def _compare(found: dict[str, float | int | None], kept: dict[str, float | int | None], to: Path) -> None:
    differing = sorted(name for name in found.keys() | kept.keys() if not _same(found.get(name), kept.get(name)))
    if differing:
        raise RestoredDiffers(what=", ".join(differing[:3]), folder=to)


def _same(one: float | None, other: float | None) -> bool:
    """Equal to the cent; ratios of sums may differ in their last binary digit, by the order of adding."""
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-12)
    return one == other


def _erase_again(shop: Shop, actor: Actor, clock: Clock, checkpoint: Checkpoint) -> int:
    at, list_file = clock.now(), erased_file(shop.facts.id)
    again = read_erased(list_file) - shop.vault.erased()
    write_erased(list_file, shop.vault.erased())  # a list that was lost is made anew from the books
    if again:
        shop.vault.mark(again, at=at)
        clear(shop, by=actor.id, at=at, checkpoint=checkpoint)
        for name in sorted(again):
            shop.vault.erase(name, by=actor.id, reason="restore", at=at)
    with shop.books.begin() as connection:
        payload = {"erased_again": len(again)}
        append(connection, stream="backups", kind="backup.restored", payload=payload, by=actor.id, at=at)
    return len(again)


def _key_home(shop_id: str, file: Path) -> Path:
    if not shop_id.isalnum():
        raise BackupUnsafe(file=file, member=shop_id[:40])
    return key_file(shop_id)


def _key(home: Path) -> bytes:
    try:
        return load_key(home)
    except KeyMissing:
        raise BackupKeyMissing(key=home) from None


def _moment(text: str) -> datetime:
    from datetime import datetime

    return datetime.fromisoformat(text)
