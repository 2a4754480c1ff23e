"""Where does an uploaded file wait until somebody has looked at it and confirmed?"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from zhanggui.core.errors import NotFound, RequestAtFault
from zhanggui.core.words import Words
from zhanggui.ingest.readers.opening import KNOWN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhanggui.app.shop import Shop

ENDINGS = KNOWN
WAITS = timedelta(hours=2)
MOST_FILES = 20
_TOKEN = re.compile(r"[0-9a-f]{32}")
_LONGEST_NAME = 120
_CHUNK = 1 << 20


class UploadGone(NotFound):
    """An upload that was confirmed, discarded or swept away."""

    sentence = Words(
        zh="这次上传已处理、已放弃或已过期（保留 {hours} 小时）。请重新上传。",
        en="This upload was confirmed, discarded or has expired (kept for {hours} {hours:hour|hours}). Upload it again.",
    )


class UploadNotUnderstood(RequestAtFault):
    """No file, too many files, or a kind of file that is no export."""

    sentence = Words(
        zh="请选择 1 到 {most} 个导出文件，格式为：{endings}。",
        en="Choose 1 to {most} export files of these kinds: {endings}.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """Files that wait for their owner's word."""

    token: str
    files: tuple[Path, ...]


def keep(shop: Shop, files: Sequence[tuple[str, BinaryIO]], *, by: str) -> Upload:
    """Put uploaded files aside, readable by the service alone; nothing is loaded yet."""
    names = [_plain_name(name) for name, _ in files]
    if not 0 < len(files) <= MOST_FILES or not all(name.lower().endswith(ENDINGS) for name in names):
        raise UploadNotUnderstood(most=MOST_FILES, endings=", ".join(ENDINGS))
    _sweep(shop)
    token = secrets.token_hex(16)
    folder = waiting_room(shop) / token
    folder.mkdir(mode=0o700, parents=True)
    (folder / "by").write_text(by, "utf-8")
    for place, (name, (_, stream)) in enumerate(zip(names, files, strict=True)):
        home = folder / str(place)
        home.mkdir(mode=0o700)
        with _private(home / name) as target:
            shutil.copyfileobj(stream, target, _CHUNK)
    return find(shop, token, by=by)


def find(shop: Shop, token: str, *, by: str) -> Upload:
    """An upload of this person that still waits."""
    folder = waiting_room(shop) / token
    if not _TOKEN.fullmatch(token) or not folder.is_dir() or (folder / "by").read_text("utf-8") != by:
        raise UploadGone(hours=WAITS // timedelta(hours=1))
    files = sorted(folder.glob("*/*"), key=lambda path: int(path.parent.name))
    return Upload(token=token, files=tuple(files))


def discard(shop: Shop, token: str, *, by: str) -> None:
    """Delete an upload's files: after loading they are not needed, and they name people."""
    find(shop, token, by=by)
    shutil.rmtree(waiting_room(shop) / token, ignore_errors=True)


def waiting_room(shop: Shop) -> Path:
    """Outside the shop's folder and its backups: these files name people, and nobody has said yet to keep them."""
    from zhanggui.books.keys import key_file

    place = hashlib.sha256(str(shop.folder.resolve()).encode()).hexdigest()[:8]  # a copied shop waits by itself
    return key_file(shop.facts.id).parent.parent / "uploads" / f"{shop.facts.id}-{place}"


def discard_all(shop: Shop) -> int:
    """Delete whatever waits, whoever sent it; returns how many files there were."""
    files = [path for path in waiting_room(shop).glob("*/*/*") if path.is_file()]
    shutil.rmtree(waiting_room(shop), ignore_errors=True)
    return len(files)


def _plain_name(name: str) -> str:
    r"""The last part of a name, without anything that could lead elsewhere.

    >>> _plain_name("../../etc/passwd.csv"), _plain_name("C:\\x\\订单 3月.csv")
    ('passwd.csv', '订单 3月.csv')
    """
    last = re.split(r"[/\\]", name)[-1]
    kept = "".join(letter for letter in last if letter.isprintable()).strip(" .")
    stem, dot, ending = kept.rpartition(".")
    return f"{stem[:_LONGEST_NAME]}{dot}{ending[:10]}" if stem else ""


def _private(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _sweep(shop: Shop) -> None:
    """Forget what nobody came back for."""
    if not waiting_room(shop).exists():
        return
    oldest = (shop.clock.now() - WAITS).timestamp()
    for folder in waiting_room(shop).iterdir():
        if folder.stat().st_mtime < oldest:
            shutil.rmtree(folder, ignore_errors=True)
