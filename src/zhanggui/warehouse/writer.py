"""Who may write to a shop's warehouse right now, and what reaches the disk before it counts?"""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from zhanggui.core.errors import Busy
from zhanggui.core.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class WriterBusy(Busy):
    """Another process is loading or publishing for the same shop."""

    sentence = Words(
        zh="{folder} 正在被另一个进程写入（进程号 {process}）。等它结束后再试；结果不会丢失。",
        en="Another process (number {process}) is writing to {folder}. Try again once it has ended; nothing is lost.",
    )


class Checkpoint(Protocol):
    """Told the name of each point after which a sudden end leaves something else behind."""

    def __call__(self, point: str, /) -> None:
        """Pass the point."""


def pass_by(_point: str, /) -> None:
    """The checkpoint of every day: go on."""


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Hold the shop's one right to write; the system takes it back when the process ends, however it ends.

    Raises WriterBusy at once where another writer holds it.
    """
    lock = folder / "warehouse" / "writer.lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise WriterBusy(folder=folder, process=file.read().strip() or "?") from None
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield


def settle(path: Path) -> None:
    """Wait until a file or the names in a folder are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
