"""What has been loaded, file by file, and how does a load come to count all at once or not at all?"""

from __future__ import annotations

import json
import shutil
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from zhanggui.core.errors import Conflict
from zhanggui.core.words import Words
from zhanggui.warehouse.forgetting import finish_forgetting
from zhanggui.warehouse.writer import Checkpoint, pass_by, settle, writing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from types import TracebackType

MANIFEST = "manifest.json"


class AlreadyLoaded(Conflict):
    """The same file was loaded before."""

    sentence = Words(
        zh="文件“{file_name}”的内容已在第 {load_id} 批导入，不会重复计入。",
        en="The content of '{file_name}' was loaded before, as load {load_id}; it does not count twice.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """One committed load: which file, when it was exported and landed, and what became of its rows and money."""

    load_id: int
    source: str
    file_name: str
    sha256: str
    exported_at: datetime
    landed_at: datetime
    rows: Mapping[str, int]
    reconciliation: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Landing:
    """The loads of one shop: Parquet files in a folder a load, never changed once they are there."""

    shop: Path
    checkpoint: Checkpoint = pass_by

    @property
    def folder(self) -> Path:
        """Where the committed loads lie."""
        return self.shop / "landing" / "loads"

    def begin(self) -> PendingLoad:
        """Start a load under the next number; holds the right to write until it is committed or abandoned.

        What a killed run left half written is swept away. Raises WriterBusy.
        """
        with ExitStack() as held:
            held.enter_context(writing(self.shop))
            finish_forgetting(self.shop)
            _sweep(self.shop / "landing")
            load_id = max((load.load_id for load in self.loads()), default=0) + 1
            folder = self.shop / "landing" / f"pending-{load_id:06d}"
            folder.mkdir(parents=True)
            self.folder.mkdir(exist_ok=True)
            self.checkpoint("landing.begun")
            return PendingLoad(landing=self, load_id=load_id, folder=folder, held=held.pop_all())

    def withdraw(self, load: Load) -> None:
        """Undo a load, for one whose rows made the audits fail: the next version is built without it.

        Raises WriterBusy.
        """
        with writing(self.shop):
            withdrawn = self.shop / "landing" / f"pending-withdrawn-{load.load_id:06d}"
            self.folder_of(load).rename(withdrawn)
            settle(self.folder)
            shutil.rmtree(withdrawn)

    def loads(self) -> tuple[Load, ...]:
        """Every committed load, oldest first."""
        return tuple(_read_manifest(path) for path in sorted(self.folder.glob(f"*/{MANIFEST}")))

    def find(self, sha256: str) -> Load | None:
        """The load that came from a file with this content."""
        return next((load for load in self.loads() if load.sha256 == sha256), None)

    def folder_of(self, load: Load) -> Path:
        """Where a committed load lies."""
        return self.folder / f"{load.load_id:06d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingLoad:
    """A load being written: `<table>.parquet` files and `quarantine.parquet` go into `folder`.

    As a context manager it abandons what was not committed.
    """

    landing: Landing
    load_id: int
    folder: Path
    held: ExitStack = field(repr=False)

    def commit(self, load: Load) -> Load:
        """Make the load count: everything is on disk first, then one rename. Raises AlreadyLoaded."""
        before = self.landing.find(load.sha256)
        if before:
            self.abandon()
            raise AlreadyLoaded(file_name=load.file_name, load_id=before.load_id)
        _write_manifest(self.folder / MANIFEST, load)
        for path in (*self.folder.iterdir(), self.folder):
            settle(path)
        self.landing.checkpoint("landing.before_rename")
        self.folder.rename(self.landing.folder_of(load))
        settle(self.landing.folder)
        self.landing.checkpoint("landing.after_rename")
        self.held.close()
        return load

    def abandon(self) -> None:
        """Leave no trace of the load and let others write."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.held.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.abandon()


def _sweep(folder: Path) -> None:
    for leftover in folder.glob("pending-*"):
        shutil.rmtree(leftover)


def _write_manifest(path: Path, load: Load) -> None:
    path.write_text(json.dumps(asdict(load), ensure_ascii=False, indent=1, default=_as_text) + "\n", encoding="utf-8")


def _as_text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _read_manifest(path: Path) -> Load:
    told = json.loads(path.read_text(encoding="utf-8"))
    times = {name: datetime.fromisoformat(told[name]) for name in ("exported_at", "landed_at")}
    return Load(**told | times)
