"""How does an export file become part of the shop, all of it accounted for or none of it?"""

from __future__ import annotations

import functools
import shutil
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from zhanggui.core.sentence import sentence
from zhanggui.core.words import Words
from zhanggui.ingest.engine import open_engine, told_without_cells
from zhanggui.ingest.errors import FileEmpty, NothingLoadable
from zhanggui.ingest.exporting import exported_at as export_time
from zhanggui.ingest.filling import COMPRESSED, Filling, Provenance
from zhanggui.ingest.limits import Limits
from zhanggui.ingest.mapping.library import shop_maps
from zhanggui.ingest.originals import fill_identities, hand_over, meet
from zhanggui.ingest.previewing import preview
from zhanggui.ingest.quarantine import write_quarantine
from zhanggui.ingest.readers.sheet import quoted
from zhanggui.ingest.reading import Shopfront, currency_of, fillings, fingerprint, notes_of, unused_headers, zone_of
from zhanggui.ingest.reconciling import Count, count, landed_sum, reconciled, unknown_words
from zhanggui.ingest.report import FileReport, IngestReport, Reconciliation
from zhanggui.ingest.sources import Choice, Chosen, Opened, choose, open_source
from zhanggui.warehouse.forgetting import forget_at_the_door
from zhanggui.warehouse.landing import Landing, Load

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from duckdb import DuckDBPyConnection

    from zhanggui.core.clock import Clock
    from zhanggui.core.period import Period
    from zhanggui.core.sentence import Sentence
    from zhanggui.ingest.compiling.sheet_plan import SheetPlan
    from zhanggui.ingest.people import Safe
    from zhanggui.ingest.report import Cause
    from zhanggui.warehouse.landing import PendingLoad

    Progress = Callable[[str, str], None]

QUARANTINE = "quarantine"
SHOWN_CAUSES = 3


def load_files(  # noqa: PLR0913 - one argument per option of the command
    files: Sequence[Path | str],
    *,
    folder: Path,
    currency: str,
    timezone: str,
    vault: Safe,
    clock: Clock,
    as_format: str | None = None,
    map_file: Path | None = None,
    exported_at: datetime | None = None,
    window: Period | None = None,
    limits: Limits | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> IngestReport:
    """Load export files, each as one load of its own, and say what became of every row.

    A file whose content was loaded before is left alone. A file that cannot be recognised stops the call; the files
    before it stay loaded. `progress(stage, file)` is told what is going on. Publishing the next version is the
    caller's business. A dry run writes nothing; `preview_files` shows the mapping and the first rows as well.
    """
    shop = Shopfront(folder=folder, currency=currency, timezone=timezone, safe=vault, clock=clock)
    choice = Choice(
        as_format=as_format,
        map_file=map_file,
        limits=limits or Limits(),
        window=window,
        exported_at=exported_at,
        own=shop_maps(folder),
    )
    say = progress or (lambda _stage, _file: None)
    wanted = [choose(file, choice) for file in files or ([as_format] if as_format else [])]
    if dry_run:
        return IngestReport(files=tuple(preview(shop, chosen, choice).report for chosen in wanted))
    return IngestReport(files=tuple(_load(shop, chosen, choice, say) for chosen in wanted))


def _load(shop: Shopfront, chosen: Chosen, choice: Choice, say: Progress) -> FileReport:
    with told_without_cells(chosen.name):
        return _load_one(shop, chosen, choice, say)


def _load_one(shop: Shopfront, chosen: Chosen, choice: Choice, say: Progress) -> FileReport:
    landing = Landing(shop.folder)
    say("fingerprint", chosen.name)
    sha256 = fingerprint(chosen.paths)
    with landing.begin() as pending:
        before = landing.find(sha256)
        work = pending.folder / "work"
        work.mkdir(mode=0o700)
        # The vault writes beside the engine; leaving the block waits for it: no original is missing at the commit.
        with closing(open_engine(work, shop.safe.key, choice.limits)) as engine, ThreadPoolExecutor(1) as beside:
            say("recognise", chosen.name)
            opened = open_source(engine, chosen, work, choice)
            if before:
                return _already(opened, before)
            at = export_time(chosen.paths[0], said=choice.exported_at, zone=zone_of(opened, shop), now=shop.clock.now())
            landed = _Landed(engine=engine, shop=shop, opened=opened, pending=pending, at=at, beside=beside)
            for filling in fillings(engine, opened, shop, work, replace(choice, exported_at=at)):
                say("write", f"{chosen.name} {filling.plan.situation.part}")
                landed.add(filling)
            say("check", chosen.name)
            report = landed.report(sha256)
        shutil.rmtree(work)
        left = forget_at_the_door(pending.folder, shop.safe.erased())
        report = replace(report, tables={table: rows for table, rows in (dict(report.tables) | left).items() if rows})
        pending.commit(_manifest(report, pending.load_id, shop.clock.now()))
        return report


@dataclass(slots=True, kw_only=True)
class _Landed:
    """What has been written of one file so far."""

    engine: DuckDBPyConnection
    shop: Shopfront
    opened: Opened
    pending: PendingLoad
    at: datetime
    beside: Executor
    pieces: dict[str, list[Path]] = field(default_factory=dict)
    counts: list[Count] = field(default_factory=list)
    plans: list[SheetPlan] = field(default_factory=list)
    notes: list[Sentence] = field(default_factory=list)
    originals: list[Future[int]] = field(default_factory=list)

    def add(self, filling: Filling) -> None:
        """Write the tables of one sheet, its quarantine, and the originals of its people into the vault."""
        provenance = Provenance(load_id=self.pending.load_id, exported_at=self.at)
        # The vault first: sealing half a million originals takes as long as writing all the rest beside it.
        met = meet(filling)
        self.originals += hand_over(filling, met, self.shop.safe, self.beside)
        self.counts.append(count(filling))
        self.notes += unknown_words(filling)
        self.plans.append(filling.plan)
        for table, piece in filling.write(filling.work, provenance):
            self.pieces.setdefault(table, []).append(piece)
        for table, piece in fill_identities(filling, met, filling.work, provenance):
            self.pieces.setdefault(table, []).append(piece)
        if write_quarantine(filling, filling.work / "quarantine.parquet"):
            self.pieces.setdefault(QUARANTINE, []).append(filling.work / "quarantine.parquet")

    def report(self, sha256: str) -> FileReport:
        """Check that everything adds up, put the files where they belong, and say what was done."""
        currency = currency_of(self.plans, self.opened, self.shop)
        balance = self._balance(currency)
        tables = {
            name: self._settle(found, self.pending.folder / f"{name}.parquet") for name, found in self.pieces.items()
        }
        unused = [header for plan in self.plans for header in unused_headers(plan)]
        return FileReport(
            file=self.opened.name,
            outcome="loaded",
            source=self.opened.source.name,
            title=self.opened.source.title.words,
            sha256=sha256,
            load_id=self.pending.load_id,
            exported_at=self.at,
            encoding=self.opened.encoding,
            tables={name: rows for name, rows in tables.items() if rows and name != QUARANTINE},
            reconciliation=balance,
            people=sum(kept.result() for kept in self.originals),
            notes=(*notes_of(balance, unused, currency, self.shop.currency), *self.notes),
        )

    def _balance(self, currency: str | None) -> Reconciliation:
        amount = self.opened.source.amount
        landed = None
        if amount is not None and currency is not None:
            landed = landed_sum(self.engine, self.pieces.get(amount.table, []), amount.column, currency)
        balance = reconciled(self.counts, landed, currency or self.shop.currency)
        if balance.read.rows == 0:
            raise FileEmpty(file=self.opened.name)
        if balance.loaded.rows == 0:
            raise NothingLoadable(file=self.opened.name, rows=balance.read.rows, reasons=_commonest(balance.causes))
        return balance

    def _settle(self, pieces: Sequence[Path], target: Path) -> int:
        """One file a table; returns its rows."""
        if len(pieces) == 1:
            pieces[0].replace(target)
        else:
            listed = ", ".join(quoted(str(piece)) for piece in pieces)
            self.engine.execute(
                f"COPY (FROM read_parquet([{listed}], union_by_name=true)) TO {quoted(str(target))} {COMPRESSED}"
            )
        counted = self.engine.execute(f"SELECT count(*) FROM read_parquet({quoted(str(target))})")  # noqa: S608 - a path
        (rows,) = counted.fetchone() or (0,)
        if not rows:
            target.unlink()
        return int(rows)


def _commonest(causes: Sequence[Cause]) -> Words:
    shown = [(cause.title, f"({cause.column}) × {cause.rows}") for cause in causes[:SHOWN_CAUSES]]
    return Words(
        zh="；".join(f"{title.zh} {where}" for title, where in shown),
        en="; ".join(f"{title.en} {where}" for title, where in shown),
    )


def _already(opened: Opened, before: Load) -> FileReport:
    return FileReport(
        file=opened.name,
        outcome="already_loaded",
        source=before.source,
        title=opened.source.title.words,
        sha256=before.sha256,
        load_id=before.load_id,
        exported_at=before.exported_at,
        encoding=opened.encoding,
        tables={},
        reconciliation=None,
        people=0,
        notes=(sentence("ingest.already_loaded", load_id=before.load_id, file=before.file_name),),
    )


@functools.cache
def _balances() -> TypeAdapter[Reconciliation | None]:
    return TypeAdapter(Reconciliation | None)


def _manifest(report: FileReport, load_id: int, now: datetime) -> Load:
    balance: dict[str, Any] = _balances().dump_python(report.reconciliation, mode="json")
    return Load(
        load_id=load_id,
        source=report.source,
        file_name=report.file,
        sha256=report.sha256,
        exported_at=report.exported_at,
        landed_at=now,
        rows=dict(report.tables),
        reconciliation=balance,
    )
