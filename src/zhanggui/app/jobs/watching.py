"""Which files in a folder are new and complete, so that they can be loaded without anybody asking?"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from zhanggui.app.jobs.loads import queue_file
from zhanggui.core.errors import RequestAtFault
from zhanggui.core.words import Words
from zhanggui.ingest.readers.opening import KNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from zhanggui.app.shop import Shop
    from zhanggui.books.jobs import Job

SETTLED = 10.0  # seconds without a change, after which a file is taken to be complete


class NoFolderToWatch(RequestAtFault):
    """The folder to watch is not there."""

    sentence = Words(
        zh="没有文件夹“{folder}”。先建好它，再把平台的导出文件放进去。",
        en="There is no folder '{folder}'. Make it first, then let the platforms' exports be saved there.",
    )


def look(shop: Shop, folder: Path) -> tuple[Job, ...]:
    """Put every complete file of the folder in line that was not before; files stay where they are.

    A file that is changed or replaced is a new one. What its content was loaded as before does not count twice.
    """
    check_folder(folder)
    now = shop.clock.now()
    queued = (queue_file(shop, file, key=_key(file)) for file in _complete(folder, now.timestamp()))
    return tuple(job for job in queued if job.created_at >= now)


def check_folder(folder: Path) -> None:
    """Raise NoFolderToWatch unless the folder is there."""
    if not folder.is_dir():
        raise NoFolderToWatch(folder=folder)


def _complete(folder: Path, now: float) -> Iterator[Path]:
    for file in sorted(folder.iterdir()):
        # Names that browsers and office programs give to files they have not finished begin or end differently.
        is_export = file.name.lower().endswith(KNOWN) and not file.name.startswith((".", "~"))
        if is_export and file.is_file() and file.stat().st_mtime <= now - SETTLED:
            yield file


def _key(file: Path) -> str:
    found = file.stat()
    told = f"{file.resolve()}|{found.st_size}|{found.st_mtime_ns}"
    return f"watch-{hashlib.sha256(told.encode()).hexdigest()}"
