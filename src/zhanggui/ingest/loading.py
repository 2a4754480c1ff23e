"""How does an export file become part of the shop, all of it accounted for or none of it?"""

from __future__ import annotations

import hashlib
import shutil
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zhanggui.core.sentence import Sentence, sentence
from zhanggui.ingest.compiling.sheet_plan import SheetPlan
from zhanggui.ingest.compiling.situation import Situation
from zhanggui.ingest.engine import open_engine
from zhanggui.ingest.errors import FileEmpty, NothingLoadable
from zhanggui.ingest.exporting import exported_at as export_time
from zhanggui.ingest.filling import COMPRESSED, Filling, Provenance
from zhanggui.ingest.limits import Limits
from zhanggui.ingest.mapping.column_map import SHOP, Window
from zhanggui.ingest.mapping.recognise import HeaderIndex, headerless_fit
from zhanggui.ingest.originals import fill_identities, keep_originals
from zhanggui.ingest.quarantine import teach_masking, write_quarantine
from zhanggui.ingest.readers.sheet import quoted
from zhanggui.ingest.reconciling import count, landed_sum, reconciled
from zhanggui.ingest.report import FileReport, IngestReport
from zhanggui.ingest.sources import Choice, Opened, choose, open_source
from zhanggui.warehouse.landing import Landing, Load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from duckdb import DuckDBPyConnection

    from zhanggui.core.clock import Clock
    from zhanggui.core.period import Period
    from zhanggui.ingest.people import Safe
    from zhanggui.ingest.report import Reconciliation
    from zhanggui.warehouse.landing import PendingLoad

    Progress = Callable[[str, str], None]

AHEAD = timedelta(days=1)  # clocks of platforms and shops differ


@dataclass(frozen=True, slots=True, kw_only=True)
class Shopfront:
    """What loading needs to know of the shop."""

    folder: Path
    currency: str
    timezone: str
    safe: Safe
    clock: Clock


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
    progress: Progress | None = None,
) -> IngestReport:
    """Load export files, each as one load of its own, and say what became of every row.

    A file whose content was loaded before is left alone. A file that cannot be recognised stops the call; the files
    before it stay loaded. Publishing the next version is the caller's business.
    """
    shop = Shopfront(folder=folder, currency=currency, timezone=timezone, safe=vault, clock=clock)
    choice = Choice(as_format=as_format, map_file=map_file, limits=limits or Limits())
    say = progress or (lambda _stage, _file: None)
    reports = [_load(shop, file, choice, exported_at, window, say) for file in files or _by_name(as_format)]
    return IngestReport(files=tuple(reports))


def _by_name(as_format: str | None) -> tuple[str, ...]:
    """A source that lies in an installed package needs no file."""
    return (as_format,) if as_format else ()


def _load(  # noqa: PLR0917 - the options of one file
    shop: Shopfront, file: Path | str, choice: Choice, said: datetime | None, window: Period | None, say: Progress
) -> FileReport:
    landing = Landing(shop.folder)
    chosen = choose(file, choice)
    say("fingerprint", chosen.name)
    sha256 = fingerprint(chosen.paths)
    before = landing.find(sha256)
    with landing.begin() as pending:
        work = pending.folder / "work"
        work.mkdir()
        with closing(open_engine(work, shop.safe.key, choice.limits)) as engine:
            say("recognise", chosen.name)
            opened = open_source(engine, chosen, work, choice)
            at = export_time(chosen.paths[0], said=said, zone=zone_of(opened, shop), now=shop.clock.now())
            if before:
                return _already(opened, before, sha256)
            loaded = _Loading(
                shop=shop, opened=opened, engine=engine, work=work, at=at, window=window, limits=choice.limits
            )
            report = loaded.into(pending, sha256, say)
        shutil.rmtree(work)
        pending.commit(_manifest(report, shop.clock.now()))
        return report


@dataclass(slots=True, kw_only=True)
class _Loading:
    """One file on its way into a pending load."""

    shop: Shopfront
    opened: Opened
    engine: DuckDBPyConnection
    work: Path
    at: datetime
    window: Period | None
    limits: Limits

    def into(self, pending: PendingLoad, sha256: str, say: Progress) -> FileReport:
        source = self.opened.source
        pieces: dict[str, list[Path]] = {}
        counts, plans, originals, unused = [], [], 0, []
        for part, sheet in self.opened.sheets.items():
            folder = self.work / part
            folder.mkdir()
            plan = SheetPlan(situation_of(self.opened, part, self.shop, self.limits, self.window))
            filling = Filling(engine=self.engine, plan=plan, work=folder)
            say("read", f"{self.opened.name} {part}".strip())
            filling.judge()
            counts.append(count(filling))
            plans.append(filling.plan)
            say("write", self.opened.name)
            for table, piece in filling.write(folder, Provenance(load_id=pending.load_id, exported_at=self.at)):
                pieces.setdefault(table, []).append(piece)
            provenance = Provenance(load_id=pending.load_id, exported_at=self.at)
            for table, piece in fill_identities(filling, folder, provenance):
                pieces.setdefault(table, []).append(piece)
            teach_masking(filling)
            write_quarantine(filling, folder / "quarantine.parquet")
            if (folder / "quarantine.parquet").exists():
                pieces.setdefault("quarantine", []).append(folder / "quarantine.parquet")
            originals += keep_originals(filling, self.shop.safe)
            unused += unused_headers(filling)
            del sheet
        say("check", self.opened.name)
        amount = source.amount
        main = _main_piece(pieces, amount.table) if amount else None
        currency = currency_of(plans, self.opened, self.shop)
        landed = landed_sum(self.engine, main, amount.column, currency) if amount and currency else None
        balance = reconciled(counts, landed, currency or self.shop.currency)
        self._refuse_nothing(balance)
        tables = {table: self._settle(found, pending.folder / f"{table}.parquet") for table, found in pieces.items()}
        quarantined = tables.pop("quarantine", 0)
        del quarantined
        return FileReport(
            file=self.opened.name,
            outcome="loaded",
            source=source.name,
            title=source.title.words,
            sha256=sha256,
            load_id=pending.load_id,
            exported_at=self.at,
            encoding=next(iter(self.opened.sheets.values())).encoding,
            tables={table: rows for table, rows in tables.items() if rows},
            reconciliation=balance,
            people=originals,
            notes=notes_of(balance, unused, currency, self.shop.currency),
        )

    def _refuse_nothing(self, balance: Reconciliation) -> None:
        if balance.read.rows == 0:
            raise FileEmpty(file=self.opened.name)
        if balance.loaded.rows == 0:
            causes = "; ".join(
                f"{cause.title.zh} {cause.title.en} ({cause.column}) × {cause.rows}" for cause in balance.causes[:3]
            )
            raise NothingLoadable(file=self.opened.name, rows=balance.read.rows, reasons=causes)

    def _settle(self, pieces: list[Path], target: Path) -> int:
        """One file a table; returns its rows."""
        if len(pieces) == 1:
            pieces[0].replace(target)
        else:
            listed = ", ".join(quoted(str(piece)) for piece in pieces)
            self.engine.execute(f"COPY (FROM read_parquet([{listed}])) TO {quoted(str(target))} {COMPRESSED}")
        (rows,) = self.engine.execute(f"SELECT count(*) FROM read_parquet({quoted(str(target))})").fetchone() or (0,)
        if not rows:
            target.unlink()
        return int(rows)


def situation_of(opened: Opened, part: str, shop: Shopfront, limits: Limits, window: Period | None) -> Situation:
    """What surrounds one sheet: a file without headers brings the headers and the window of its form."""
    source, sheet = opened.source, opened.sheets[part]
    form = None if sheet.headers else headerless_fit(source, sheet)
    if form is not None:
        sheet = replace(sheet, headers=form.headers)
    usual = form.window if form is not None else source.window
    if window is not None and usual is not None:
        usual = Window.model_validate({"of": usual.of, "from": window.start, "to": window.end})
    return Situation(
        source=source,
        sheet=sheet,
        index=HeaderIndex.of(sheet.headers, source),
        shop_currency=shop.currency,
        shop_zone=shop.timezone,
        latest=(shop.clock.now().astimezone(UTC) + AHEAD).replace(tzinfo=None, microsecond=0),
        limits=limits,
        window=usual,
        part=part,
    )


def fingerprint(paths: Sequence[Path]) -> str:
    """The SHA-256 of a file's content; of several files, the SHA-256 of theirs, in order of name."""
    digests = []
    for path in sorted(paths):
        with path.open("rb") as stream:
            digests.append(hashlib.file_digest(stream, "sha256").hexdigest())
    return digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()


def unused_headers(filling: Filling) -> list[str]:
    """Headers of the file that no column is made of."""
    used = {cell.place for cell in filling.plan.book.cells.values()}
    return [header for place, header in enumerate(filling.plan.situation.sheet.headers) if place not in used and header]


def notes_of(
    balance: Reconciliation, unused: Sequence[str], currency: str | None, shop_currency: str
) -> tuple[Sentence, ...]:
    """What the shopkeeper should know, the most important first."""
    notes = []
    if balance.quarantined.rows:
        notes.append(sentence("ingest.rows_quarantined", rows=balance.quarantined.rows))
    if balance.superseded.rows:
        notes.append(sentence("ingest.rows_superseded", rows=balance.superseded.rows))
    if balance.set_aside.rows:
        notes.append(sentence("ingest.rows_set_aside", rows=balance.set_aside.rows))
    if balance.rounding not in {None, "0"}:
        notes.append(sentence("ingest.rounded", difference=balance.rounding))
    if currency != shop_currency:
        notes.append(sentence("ingest.currency_differs", currency=currency or "…", shop=shop_currency))
    if unused:
        notes.append(sentence("ingest.headers_unused", headers=", ".join(unused[:20])))
    return tuple(notes)


def zone_of(opened: Opened, shop: Shopfront) -> str:
    """The zone in which the source writes its times."""
    return shop.timezone if opened.source.zone == SHOP else opened.source.zone


def currency_of(plans: Iterable[SheetPlan], opened: Opened, shop: Shopfront) -> str | None:
    """The one currency of the file's money; None when its rows are in several."""
    plans = tuple(plans)
    if any(plan.said_currency and plan.situation.file_currency is None for plan in plans):
        return None
    said = next((plan.situation.file_currency for plan in plans if plan.situation.file_currency), None)
    return said or (shop.currency if opened.source.currency == SHOP else opened.source.currency)


def _main_piece(pieces: dict[str, list[Path]], table: str) -> Path | None:
    found = pieces.get(table)
    return found[0] if found else None


def _already(opened: Opened, before: Load, sha256: str) -> FileReport:
    return FileReport(
        file=opened.name,
        outcome="already_loaded",
        source=before.source,
        title=opened.source.title.words,
        sha256=sha256,
        load_id=before.load_id,
        exported_at=before.exported_at,
        encoding=next(iter(opened.sheets.values())).encoding,
        tables={},
        reconciliation=None,
        people=0,
        notes=(sentence("ingest.already_loaded", load_id=before.load_id, file=before.file_name),),
    )


def _manifest(report: FileReport, now: datetime) -> Load:
    if report.load_id is None or report.reconciliation is None:
        raise AssertionError(report)
    return Load(
        load_id=report.load_id,
        source=report.source,
        file_name=report.file,
        sha256=report.sha256,
        exported_at=report.exported_at,
        landed_at=now,
        rows=dict(report.tables),
        reconciliation=plain(report.reconciliation),
    )


def plain(balance: Reconciliation) -> dict[str, Any]:
    """The reconciliation as JSON values."""
    from pydantic import TypeAdapter

    from zhanggui.ingest.report import Reconciliation as Shape

    found: dict[str, Any] = TypeAdapter(Shape).dump_python(balance, mode="json")
    return found
