"""How do files come into a shop: looked at, loaded, published as the next version?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from zhanggui.core.sentence import render
from zhanggui.core.words import LANGUAGES, Language

if TYPE_CHECKING:
    from zhanggui.app.shop import Shop
    from zhanggui.ingest.report import FilePreview, FileReport, IngestPreview, IngestReport
    from zhanggui.warehouse.facts import SnapshotFacts
    from zhanggui.warehouse.landing import Load

    Progress = Callable[[str, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What became of the files, and the version that was published, if anything new was landed."""

    report: IngestReport
    published: SnapshotFacts | None


def load(
    shop: Shop,
    files: Sequence[Path | str],
    *,
    as_format: str | None = None,
    map_file: Path | None = None,
    exported_at: datetime | None = None,
    progress: Progress | None = None,
) -> Loaded:
    """Load export files and publish the next version of the shop's tables."""
    from zhanggui.ingest.loading import load_files

    report = load_files(
        files,
        folder=shop.folder,
        currency=shop.facts.currency,
        timezone=shop.facts.timezone,
        vault=shop.vault,
        clock=shop.clock,
        as_format=as_format,
        map_file=map_file,
        exported_at=exported_at,
        progress=progress,
    )
    return Loaded(report=report, published=_published(shop, report) if report.landed or _is_behind(shop) else None)


def _published(shop: Shop, report: IngestReport) -> SnapshotFacts:
    """Publish; files that make the audits fail are taken back, so that they do not block the next ones."""
    from zhanggui.warehouse.audits import AuditsFailed
    from zhanggui.warehouse.landing import Landing

    try:
        return publish(shop)
    except AuditsFailed:
        landing, new = Landing(shop.folder), {file.load_id for file in report.files if file.outcome == "loaded"}
        for load in landing.loads():
            if load.load_id in new:
                landing.withdraw(load)
        raise


def _is_behind(shop: Shop) -> bool:
    """Whether there is no version yet, or a run ended after landing its files and before publishing them."""
    from zhanggui.warehouse import snapshots

    return not shop.has_data or bool(snapshots.lacking(shop.folder))


def publish(shop: Shop) -> SnapshotFacts:
    """Build, audit and publish the next version, with everything that was decided about products and members.

    Where the new version shows codes that are exactly the same product, they are joined and it is built once more.
    """
    from zhanggui.app.same.landing import land_decisions
    from zhanggui.app.same.products import join_exact
    from zhanggui.warehouse import snapshots

    def built() -> SnapshotFacts:
        land_decisions(shop)
        return snapshots.publish(shop.folder, currency=shop.facts.currency, timezone=shop.facts.timezone)

    facts = built()
    return built() if join_exact(shop) else facts


def preview_files(
    shop: Shop,
    files: Sequence[Path | str],
    *,
    as_format: str | None = None,
    map_file: Path | None = None,
) -> IngestPreview:
    """Say what loading the files would do; nothing is written."""
    from zhanggui.ingest.previewing import preview_files as preview

    return preview(
        files,
        folder=shop.folder,
        currency=shop.facts.currency,
        timezone=shop.facts.timezone,
        vault=shop.vault,
        clock=shop.clock,
        as_format=as_format,
        map_file=map_file,
    )


def loads(shop: Shop) -> tuple[Load, ...]:
    """Every committed load, newest first."""
    from zhanggui.warehouse.landing import Landing

    return tuple(reversed(Landing(shop.folder).loads()))


def write_template_file(kind: str, path: Path | None, language: Language) -> Path:
    """Write a template to fill in, as CSV or XLSX by the name's ending."""
    from zhanggui.ingest.templates import write_template

    target = path or Path(f"{kind}.xlsx")
    write_template(kind, target, language)
    return target


def plain(loaded: Loaded) -> dict[str, Any]:
    """What became of the files as JSON values."""
    return {
        "files": [_plain_file(file) for file in loaded.report.files],
        "snapshot": loaded.published.name if loaded.published else None,
        "as_of": loaded.published.as_of.isoformat() if loaded.published else None,
        "rows": dict(loaded.published.rows) if loaded.published else {},
        "audits": []
        if loaded.published is None
        else TypeAdapter(Any).dump_python(loaded.published.audits, mode="json"),
    }


def plain_preview(shown: IngestPreview) -> dict[str, Any]:
    """What loading would do as JSON values."""
    return {"files": [{**_plain(file), "report": _plain_file(file.report)} for file in shown.files]}


def _plain_file(file: FileReport) -> dict[str, Any]:
    from zhanggui.ingest.report import SENTENCES

    notes = [
        {"code": note.code, **{language: render(note, SENTENCES, language) for language in LANGUAGES}}
        for note in file.notes
    ]
    return {**_plain(file), "notes": notes}


def _plain(value: FileReport | FilePreview) -> dict[str, Any]:
    shaped: dict[str, Any] = TypeAdapter(type(value)).dump_python(value, mode="json")
    return shaped
