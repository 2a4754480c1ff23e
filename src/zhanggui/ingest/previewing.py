"""What would loading a file do?"""

# ruff: noqa: S608 - names and literals in the SQL come from contracts and from maps, quoted where they are text

from __future__ import annotations

import tempfile
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from zhanggui.ingest.engine import open_engine, told_without_cells
from zhanggui.ingest.exporting import exported_at as export_time
from zhanggui.ingest.filling import Filling, Provenance
from zhanggui.ingest.limits import Limits
from zhanggui.ingest.mapping.library import shop_maps
from zhanggui.ingest.reading import Shopfront, currency_of, fillings, fingerprint, notes_of, unused_headers, zone_of
from zhanggui.ingest.reconciling import Count, Sum, count, reconciled, unknown_words
from zhanggui.ingest.report import FilePreview, FileReport, FirstRows, IngestPreview, MappedColumn
from zhanggui.ingest.sources import Choice, Chosen, Opened, choose, open_source

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from zhanggui.core.clock import Clock
    from zhanggui.core.period import Period
    from zhanggui.core.sentence import Sentence
    from zhanggui.ingest.compiling.sheet_plan import SheetPlan
    from zhanggui.ingest.people import Safe

SHOWN_ROWS = 5
NOWHERE = Provenance(load_id=0, exported_at=datetime(2000, 1, 1, tzinfo=UTC))


def preview_files(  # noqa: PLR0913 - one argument per option of the command
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
) -> IngestPreview:
    """Recognise, judge and count files as `load_files` would; the shop and its vault stay as they are."""
    shop = Shopfront(folder=folder, currency=currency, timezone=timezone, safe=vault, clock=clock)
    choice = Choice(
        as_format=as_format,
        map_file=map_file,
        limits=limits or Limits(),
        window=window,
        exported_at=exported_at,
        own=shop_maps(folder),
    )
    wanted = files or ([as_format] if as_format else [])
    return IngestPreview(files=tuple(preview(shop, choose(file, choice), choice) for file in wanted))


def preview(shop: Shopfront, chosen: Chosen, choice: Choice) -> FilePreview:
    """What loading one file would do."""
    with told_without_cells(chosen.name), tempfile.TemporaryDirectory(prefix="zhanggui-") as room:
        work = Path(room)
        with closing(open_engine(work, shop.safe.key, choice.limits)) as engine:
            opened = open_source(engine, chosen, work, choice)
            at = export_time(chosen.paths[0], said=choice.exported_at, zone=zone_of(opened, shop), now=shop.clock.now())
            seen = _Seen()
            for filling in fillings(engine, opened, shop, work, replace(choice, exported_at=at)):
                seen.add(filling)
    return FilePreview(
        report=_report(seen, opened, shop, at, fingerprint(chosen.paths)),
        mapping=tuple(column for plan in seen.plans for column in _mapping(plan)),
        unused=tuple(header for plan in seen.plans for header in unused_headers(plan)),
        first_rows=tuple(seen.first_rows),
    )


@dataclass(slots=True)
class _Seen:
    counts: list[Count] = field(default_factory=list)
    plans: list[SheetPlan] = field(default_factory=list)
    notes: list[Sentence] = field(default_factory=list)
    first_rows: list[FirstRows] = field(default_factory=list)
    tables: dict[str, int] = field(default_factory=dict)

    def add(self, filling: Filling) -> None:
        self.counts.append(count(filling))
        self.notes += unknown_words(filling)
        self.plans.append(filling.plan)
        for first, rows in _first_rows(filling):
            self.first_rows.append(first)
            self.tables[first.table] = self.tables.get(first.table, 0) + rows


def _report(seen: _Seen, opened: Opened, shop: Shopfront, at: datetime, sha256: str) -> FileReport:
    currency = currency_of(seen.plans, opened, shop)
    clean = sum((each.clean for each in seen.counts), Sum()) if opened.source.amount and currency else None
    balance = reconciled(seen.counts, clean, currency or shop.currency)
    unused = [header for plan in seen.plans for header in unused_headers(plan)]
    return FileReport(
        file=opened.name,
        outcome="recognised",
        source=opened.source.name,
        title=opened.source.title.words,
        sha256=sha256,
        load_id=None,
        exported_at=at,
        encoding=opened.encoding,
        tables={table: rows for table, rows in seen.tables.items() if rows},
        reconciliation=balance,
        people=0,
        notes=(*notes_of(balance, unused, currency, shop.currency), *seen.notes),
    )


def _mapping(plan: SheetPlan) -> Iterator[MappedColumn]:
    for table in plan.tables:
        for planned in table.columns:
            if planned.value.missing != "true":
                yield MappedColumn(
                    table=table.contract.name,
                    column=planned.column.name,
                    title=planned.column.title,
                    headers=planned.value.headers,
                    constant=planned.value.sql.strip("'") if planned.is_constant else None,
                )


def _first_rows(filling: Filling) -> Iterator[tuple[FirstRows, int]]:
    """The first rows of every table with its number of rows; people are pseudonyms by now."""
    for number, table in enumerate(filling.plan.tables):
        rows = filling.rows_of(number, table, NOWHERE)
        names = [planned.column.name for planned in table.columns if planned.value.missing != "true"]
        shown = ", ".join(f"coalesce(CAST({name} AS VARCHAR), '')" for name in names)
        found = filling.engine.execute(
            f"SELECT {shown} FROM ({rows}) ORDER BY source_row LIMIT {SHOWN_ROWS}"
        ).fetchall()
        (total,) = filling.engine.execute(f"SELECT count(*) FROM ({rows})").fetchone() or (0,)
        yield FirstRows(table=table.contract.name, columns=tuple(names), rows=tuple(found)), int(total)
