"""What would loading a file do?"""

# ruff: noqa: S608 - names and literals in the SQL come from contracts and from maps, quoted where they are text

from __future__ import annotations

import tempfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from zhanggui.ingest.compiling.sheet_plan import PlannedColumn, SheetPlan
from zhanggui.ingest.engine import open_engine
from zhanggui.ingest.exporting import exported_at as export_time
from zhanggui.ingest.filling import Filling, Provenance
from zhanggui.ingest.limits import Limits
from zhanggui.ingest.loading import Shopfront, currency_of, fingerprint, notes_of, situation_of, unused_headers, zone_of
from zhanggui.ingest.reconciling import count, reconciled
from zhanggui.ingest.report import FilePreview, FileReport, FirstRows, IngestPreview, MappedColumn
from zhanggui.ingest.sources import Choice, choose, open_source

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from zhanggui.core.clock import Clock
    from zhanggui.core.period import Period
    from zhanggui.ingest.people import Safe

SHOWN_ROWS = 5


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
    choice = Choice(as_format=as_format, map_file=map_file, limits=limits or Limits())
    return IngestPreview(files=tuple(_preview(shop, file, choice, exported_at, window) for file in files))


def _preview(
    shop: Shopfront, file: Path | str, choice: Choice, said: datetime | None, window: Period | None
) -> FilePreview:
    chosen = choose(file, choice)
    with tempfile.TemporaryDirectory(prefix="zhanggui-") as room:
        work = Path(room)
        with closing(open_engine(work, shop.safe.key, choice.limits)) as engine:
            opened = open_source(engine, chosen, work, choice)
            at = export_time(chosen.paths[0], said=said, zone=zone_of(opened, shop), now=shop.clock.now())
            counts, plans, mapping, rows, unused, tables = [], [], [], [], [], {}
            for part in opened.sheets:
                (work / part).mkdir()
                plan = SheetPlan(situation_of(opened, part, shop, choice.limits, window))
                filling = Filling(engine=engine, plan=plan, work=work / part)
                filling.judge()
                counts.append(count(filling))
                plans.append(filling.plan)
                mapping += list(_mapping(filling.plan))
                unused += unused_headers(filling)
                for first, number in _first_rows(filling):
                    rows.append(first)
                    tables[first.table] = tables.get(first.table, 0) + number
    money = currency_of(plans, opened, shop)
    landed = sum((each.clean for each in counts[1:]), counts[0].clean) if opened.source.amount and money else None
    balance = reconciled(counts, landed, money or shop.currency)
    report = FileReport(
        file=opened.name,
        outcome="recognised",
        source=opened.source.name,
        title=opened.source.title.words,
        sha256=fingerprint(chosen.paths),
        load_id=None,
        exported_at=at,
        encoding=next(iter(opened.sheets.values())).encoding,
        tables=tables,
        reconciliation=balance,
        people=0,
        notes=notes_of(balance, unused, money, shop.currency),
    )
    return FilePreview(report=report, mapping=tuple(mapping), unused=tuple(unused), first_rows=tuple(rows))


def _mapping(plan: SheetPlan) -> Iterator[MappedColumn]:
    for table in plan.tables:
        for planned in table.columns:
            if planned.value.missing != "true":
                yield MappedColumn(
                    table=table.contract.name,
                    column=planned.column.name,
                    title=planned.column.title,
                    headers=planned.value.headers,
                    constant=_constant(planned),
                )


def _constant(planned: PlannedColumn) -> str | None:
    return planned.value.sql.strip("'") if planned.is_constant else None


def _first_rows(filling: Filling) -> Iterator[tuple[FirstRows, int]]:
    """The first rows of every table with its number of rows; people are pseudonyms by now."""
    provenance = Provenance(load_id=0, exported_at=datetime(2000, 1, 1, tzinfo=UTC))
    for number, table in enumerate(filling.plan.tables):
        rows = filling.rows_of(number, table, provenance)
        names = [planned.column.name for planned in table.columns if planned.value.missing != "true"]
        shown = ", ".join(f"coalesce(CAST({name} AS VARCHAR), '')" for name in names)
        found = filling.engine.execute(
            f"SELECT {shown} FROM ({rows}) ORDER BY source_row LIMIT {SHOWN_ROWS}"
        ).fetchall()
        (total,) = filling.engine.execute(f"SELECT count(*) FROM ({rows})").fetchone() or (0,)
        yield FirstRows(table=table.contract.name, columns=tuple(names), rows=tuple(found)), total
