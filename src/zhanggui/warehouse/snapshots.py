"""How does the next version of the warehouse come to be, while everybody goes on reading the one before?"""

from __future__ import annotations

import shutil
import sys
from contextlib import closing, suppress
from datetime import UTC
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from zhanggui.core.errors import NothingLoaded, ShopAtFault
from zhanggui.core.words import Words
from zhanggui.warehouse.build import build
from zhanggui.warehouse.engines.duckdb import DuckDBWarehouse
from zhanggui.warehouse.facts import SnapshotFacts, read_facts
from zhanggui.warehouse.forgetting import finish_forgetting
from zhanggui.warehouse.in_place import IN_PLACE_FROM, clear_rows, rows_folder
from zhanggui.warehouse.landing import Landing
from zhanggui.warehouse.writer import Checkpoint, pass_by, settle, writing

if TYPE_CHECKING:
    from datetime import datetime

KEEP = 3


class NothingKnownThen(ShopAtFault):
    """No export is as old as the instant asked for."""

    sentence = Words(
        zh="{at} 时还没有任何导出文件；最早的导出时间是 {first}。请改用较晚的时间。",
        en="Nothing had been exported by {at}; the earliest export is of {first}. Ask for a later instant.",
    )


def publish(
    folder: Path,
    *,
    currency: str,
    timezone: str,
    keep: int = KEEP,
    checkpoint: Checkpoint = pass_by,
    in_place_from: int = IN_PLACE_FROM,
) -> SnapshotFacts:
    """Build the next version from everything landed, audit it, then let CURRENT point to it.

    The version is a new file: nobody's open file is touched, and a sudden end at any point leaves CURRENT on a whole
    version. Raises WriterBusy where another process writes, AuditsFailed where the tables contradict themselves.
    """
    with writing(folder):
        home = _home(folder)
        sweep(home)
        finish_forgetting(folder)
        landing = Landing(folder)
        version = max(_versions(home), default=0) + 1
        facts = SnapshotFacts.planned(f"{version:06d}", version, currency, timezone, loads=landing.loads())
        building = home / f"building-{facts.name}.duckdb"
        facts = build(
            building, landing, facts, previous=current(folder), checkpoint=checkpoint, in_place_from=in_place_from
        )
        _move_in(building, home / f"{facts.name}.duckdb")
        checkpoint("publish.before_current")
        _point_to(folder, facts.name)
        checkpoint("publish.after_current")
        _prune(folder, keep)
        return facts


def current(folder: Path) -> Path | None:
    """The file of the version that readers should open; None before the first one."""
    pointer = folder / "warehouse" / "CURRENT"
    with suppress(FileNotFoundError):
        return folder / "warehouse" / "snapshots" / f"{pointer.read_text(encoding='ascii').strip()}.duckdb"
    return None


def open_current(folder: Path) -> DuckDBWarehouse:
    """The newest version, open for reading; it stays what it is however many versions follow.

    Raises NothingLoaded before the first version.
    """
    import duckdb

    path = current(folder)
    if path is None:
        raise NothingLoaded(folder=folder)
    try:
        return DuckDBWarehouse.open(path)
    except duckdb.IOException:
        # Between reading the pointer and opening the file, enough versions may have followed for this one to go.
        if current(folder) == path:
            raise
        return open_current(folder)


def lacking(folder: Path) -> tuple[int, ...]:
    """The loads that are committed but not in the current version: after a run that ended between the two.

    Withdrawn loads that the version still has count as well.
    """
    import duckdb

    landed = {load.load_id for load in Landing(folder).loads()}
    path = current(folder)
    if path is None:
        return tuple(sorted(landed))
    with duckdb.connect(path, read_only=True) as connection:
        published = set(read_facts(connection).loads)
    return tuple(sorted(landed ^ published))


def open_known(folder: Path, at: datetime) -> DuckDBWarehouse:
    """The shop as its exports up to an instant told it: `at` is aware, and later exports are left out.

    What was built for the same loads before is opened again. Raises NothingKnownThen where no export is that old.
    """
    with closing(open_current(folder)) as newest:
        told = newest.facts
    landing = Landing(folder)
    loads = tuple(load for load in landing.loads() if load.exported_at <= at)
    if not loads:
        raise NothingKnownThen(at=at.isoformat(timespec="minutes"), first=_first_export(landing))
    name = f"{told.name}-{loads[-1].load_id:06d}-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    path = folder / "warehouse" / "known" / f"{name}.duckdb"
    if not path.exists():
        facts = SnapshotFacts.planned(name, told.version, told.currency, told.timezone, loads=loads, known_at=at)
        _build_known(path, landing, facts)
    return DuckDBWarehouse.open(path)


def _build_known(path: Path, landing: Landing, facts: SnapshotFacts) -> None:
    """Build beside, then link into place: two readers who ask at once build twice and open the same file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for old in sorted(path.parent.glob("[0-9]*.duckdb"), key=lambda file: file.stat().st_mtime)[: -(KEEP - 1)]:
        old.unlink()
    with TemporaryDirectory(dir=path.parent, prefix="building-") as beside:
        building = Path(beside) / path.name
        build(building, landing, facts, in_place_from=sys.maxsize)
        with suppress(FileExistsError):
            path.hardlink_to(building)


def _first_export(landing: Landing) -> str:
    return min((load.exported_at.isoformat(timespec="minutes") for load in landing.loads()), default="-")


def sweep(home: Path) -> None:
    """Clear away what killed runs left: half-built files, their logs and their spilled rows."""
    for leftover in home.glob("building-*"):
        if leftover.is_dir():
            shutil.rmtree(leftover)
        else:
            leftover.unlink()


def _home(folder: Path) -> Path:
    home = folder / "warehouse" / "snapshots"
    home.mkdir(parents=True, exist_ok=True)
    return home


def _versions(home: Path) -> list[int]:
    return sorted(int(path.stem) for path in home.glob("[0-9]*.duckdb"))


def _move_in(building: Path, path: Path) -> None:
    if rows_folder(building).exists():
        rows_folder(building).rename(rows_folder(path))
    building.rename(path)
    settle(path.parent)


def _point_to(folder: Path, name: str) -> None:
    pointer = folder / "warehouse" / "CURRENT"
    following = pointer.with_name("CURRENT.next")
    following.write_text(f"{name}\n", encoding="ascii")
    settle(following)
    following.replace(pointer)
    settle(pointer.parent)


def _prune(folder: Path, keep: int) -> None:
    """Drop the oldest versions and what was built as known then; who has a file open keeps it until closing it."""
    home = folder / "warehouse" / "snapshots"
    for version in _versions(home)[: -max(keep, 1)]:
        path = home / f"{version:06d}.duckdb"
        if clear_rows(rows_folder(path)):
            path.unlink()
    shutil.rmtree(folder / "warehouse" / "known", ignore_errors=True)
