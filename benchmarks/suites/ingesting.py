"""How fast do export files become a published snapshot, and with how much memory?"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from benchmarks.invented.exports import generic_orders, uci_retail
from benchmarks.measurement import Figure, in_seconds, times
from benchmarks.processes import Done, python, zhanggui

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from benchmarks.workplace import Workplace

TITLE = "How fast do export files become a published snapshot?"
HOW = (
    "The whole command `zhanggui ingest FILE --as FORMAT` on a new shop, from its start until the audited snapshot is published: read, check, "
    "pseudonyms and vault, landing, order amounts split over lines, audits. Beside it a pandas script that reads the same file, groups it and "
    "writes Parquet, without checks, pseudonyms, splits or a snapshot (`peers/pandas_loading.py`). One run each; memory is the peak of the process."
)
MOST_BYTES = 6 * 2**30


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """A file to load, under which map, and the lines a second that were promised."""

    what: str
    source: str
    file: Callable[[Workplace], Path]
    init: tuple[str, ...]
    least_per_second: int


EXPORTS = (
    Export(
        what="Parquet, UCI-shaped invoice lines",
        source="uci_retail",
        file=uci_retail,
        init=("--currency", "GBP", "--timezone", "Europe/London"),
        least_per_second=150_000,
    ),
    Export(
        what="CSV, generic order lines", source="generic_orders", file=generic_orders, init=(), least_per_second=60_000
    ),
)


class LinesMissing(Exception):
    """Not every line of the file was loaded."""


def figures(work: Workplace) -> Iterator[Figure]:
    """Each export through the app and through pandas."""
    for export in EXPORTS:
        file = export.file(work)
        yield from _figures(export, *loaded(export, file, work), _theirs(file, work))


def loaded(export: Export, file: Path, work: Workplace, **env: str) -> tuple[Done, int]:
    """What it cost to load a file into a new shop, and how many lines it had; all of them must have been loaded."""
    shop = work.fresh(f"ingest-{export.source}") / "shop"
    zhanggui(shop, "init", *export.init)
    done = zhanggui(shop, "ingest", str(file), "--as", export.source, "--json", **env)
    return done, _lines(json.loads(done.stdout))


def _lines(report: dict[str, Any]) -> int:
    """How many lines were loaded; every line of an invented file is in order."""
    balance = report["files"][0]["reconciliation"]
    if balance["read"]["rows"] != balance["loaded"]["rows"]:
        message = f"of {balance['read']['rows']} lines {balance['loaded']['rows']} were loaded: {balance['causes']}"
        raise LinesMissing(message)
    return int(balance["loaded"]["rows"])


def _theirs(file: Path, work: Workplace) -> Done:
    return python("-m", "benchmarks.peers.pandas_loading", str(file), str(work.fresh("pandas")))


def _figures(export: Export, ours: Done, lines: int, theirs: Done) -> Iterator[Figure]:
    per_second = lines / ours.seconds
    yield Figure(
        what=f"{export.what}: {lines:,} lines in {in_seconds(ours.seconds)}, {ours.core_seconds:.0f} s of a core",
        measured=f"{per_second:,.0f} lines/s",
        beside=f"pandas {lines / theirs.seconds:,.0f} lines/s",
        ratio=f"{times(ours.seconds / theirs.seconds)} the time",
        promise=f"≥ {export.least_per_second:,} lines/s",
        holds=per_second >= export.least_per_second,
    )
    yield Figure(
        what=f"{export.what}: peak memory",
        measured=ours.peak,
        beside=f"pandas {theirs.peak}",
        ratio=times(ours.peak_bytes / theirs.peak_bytes),
        promise="≤ 6 GiB",
        holds=ours.peak_bytes <= MOST_BYTES,
    )
