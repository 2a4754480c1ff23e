"""How is one opened source read, sheet by sheet, whether it is to be loaded or only looked at?"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from zhanggui.core.sentence import Sentence, sentence
from zhanggui.ingest.compiling.sheet_plan import SheetPlan
from zhanggui.ingest.compiling.situation import Situation
from zhanggui.ingest.filling import Filling
from zhanggui.ingest.mapping.column_map import SHOP
from zhanggui.ingest.mapping.recognise import HeaderIndex, headerless_fit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from zhanggui.core.clock import Clock
    from zhanggui.ingest.people import Safe
    from zhanggui.ingest.report import Reconciliation
    from zhanggui.ingest.sources import Choice, Opened

AHEAD = timedelta(days=1)  # clocks of platforms and shops differ
SHOWN_HEADERS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Shopfront:
    """What reading needs to know of the shop."""

    folder: Path
    currency: str
    timezone: str
    safe: Safe
    clock: Clock


def fillings(
    engine: DuckDBPyConnection, opened: Opened, shop: Shopfront, work: Path, choice: Choice
) -> Iterator[Filling]:
    """Every sheet of the source, judged; one must be done with before the next is asked for."""
    for part in opened.sheets:
        room = work / part
        room.mkdir()
        plan = SheetPlan(situation_of(opened, part, shop, choice))
        filling = Filling(engine=engine, plan=plan, work=room)
        filling.judge()
        yield filling


def situation_of(opened: Opened, part: str, shop: Shopfront, choice: Choice) -> Situation:
    """What surrounds one sheet: a file without headers brings the headers and the window of its form."""
    source, sheet = opened.source, opened.sheets[part]
    form = None if sheet.headers else headerless_fit(source, sheet)
    exported = choice.exported_at
    if form is not None:
        sheet = replace(sheet, headers=form.headers)
    return Situation(
        source=source,
        sheet=sheet,
        index=HeaderIndex.of(sheet.headers, source),
        shop_currency=shop.currency,
        shop_zone=shop.timezone,
        latest=(shop.clock.now().astimezone(UTC) + AHEAD).replace(tzinfo=None, microsecond=0),
        limits=choice.limits,
        window=form.window if form is not None else source.window,
        asked=choice.window,
        part=part,
        file_name=opened.name,
        exported_on=exported and exported.astimezone(ZoneInfo(shop.timezone)).date(),
    )


def zone_of(opened: Opened, shop: Shopfront) -> str:
    """The zone in which the source writes its times."""
    return shop.timezone if opened.source.zone == SHOP else opened.source.zone


def currency_of(plans: Iterable[SheetPlan], opened: Opened, shop: Shopfront) -> str | None:
    """The one currency of the file's money; None when its rows are in several."""
    plans = tuple(plan for plan in plans if _has_money(plan))
    if any(plan.said_currency and plan.situation.file_currency is None for plan in plans):
        return None
    said = next((plan.situation.file_currency for plan in plans if plan.situation.file_currency), None)
    return said or (shop.currency if opened.source.currency == SHOP else opened.source.currency)


def _has_money(plan: SheetPlan) -> bool:
    return any(planned.column.type == "money" for table in plan.tables for planned in table.columns)


def fingerprint(paths: Sequence[Path]) -> str:
    """The SHA-256 of a file's content; of several files, the SHA-256 of theirs, in order of name."""
    digests = []
    for path in sorted(paths):
        with path.open("rb") as stream:
            digests.append(hashlib.file_digest(stream, "sha256").hexdigest())
    return digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()


def unused_headers(plan: SheetPlan) -> list[str]:
    """Headers of the file that no column is made of."""
    used = {cell.place for cell in plan.book.cells.values()}
    return [header for place, header in enumerate(plan.situation.sheet.headers) if place not in used and header]


def notes_of(
    balance: Reconciliation, unused: Sequence[str], currency: str | None, shop_currency: str
) -> tuple[Sentence, ...]:
    """What the shopkeeper should know, the most important first."""
    notes = [
        sentence(code, rows=portion.rows)
        for code, portion in (
            ("ingest.rows_quarantined", balance.quarantined),
            ("ingest.rows_superseded", balance.superseded),
            ("ingest.rows_set_aside", balance.set_aside),
        )
        if portion.rows
    ]
    if balance.rounding not in {None, "0"}:
        notes.append(sentence("ingest.rounded", difference=balance.rounding))
    if currency != shop_currency:
        notes.append(sentence("ingest.currency_differs", currency=currency or "…", shop=shop_currency))
    if unused:
        notes.append(sentence("ingest.headers_unused", headers=", ".join(unused[:SHOWN_HEADERS])))
    return tuple(notes)
