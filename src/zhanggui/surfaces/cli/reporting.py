"""How does what became of a file read in a terminal?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.markup import escape
from rich.table import Table as Grid

from zhanggui.app.jobs.loads import file_names
from zhanggui.core.sentence import render, show
from zhanggui.core.words import Language, Words
from zhanggui.ingest.report import SENTENCES
from zhanggui.surfaces.cli.console import console, say
from zhanggui.warehouse.audits import all_audits

if TYPE_CHECKING:
    from zhanggui.app.loading import Loaded
    from zhanggui.books.jobs import Job
    from zhanggui.ingest.report import FileReport, IngestPreview, Portion, Reconciliation

_OUTCOMES = {
    "loaded": Words(zh="已导入", en="loaded"),
    "already_loaded": Words(zh="早已导入", en="loaded before"),
    "recognised": Words(zh="已识别（未写入）", en="recognised, nothing written"),
}
_PORTIONS = {
    "read": Words(zh="读到", en="Read"),
    "loaded": Words(zh="已导入", en="Loaded"),
    "quarantined": Words(zh="已隔离", en="Quarantined"),
    "superseded": Words(zh="被后行取代", en="Superseded"),
    "set_aside": Words(zh="非数据行", en="No facts"),
}
_HEADS = {
    "part": Words(zh="对账", en="Reconciliation"),
    "rows": Words(zh="行数", en="Rows"),
    "money": Words(zh="金额", en="Money"),
    "reason": Words(zh="原因", en="Reason"),
    "column": Words(zh="列", en="Column"),
    "where": Words(zh="行号", en="Rows of the file"),
    "table": Words(zh="表", en="Table"),
    "header": Words(zh="来自表头", en="From headers"),
}
_PUBLISHED = Words(
    zh="已发布快照 {name}，数据完整到 {as_of}：{rows}",
    en="Published snapshot {name}, complete up to {as_of}: {rows}",
)
_WARNED = Words(zh="审计提示", en="Audit warning")


def print_report(loaded: Loaded, language: Language) -> None:
    """Each file's outcome and reconciliation, then the version that was published."""
    for file in loaded.report.files:
        _print_file(file, language)
    published = loaded.published
    if published:
        rows = ", ".join(f"{table} {count:,}" for table, count in published.rows.items() if count)
        say(escape(_PUBLISHED.filled(language, name=published.name, as_of=published.as_of, rows=rows)), language)
        titles = {rule.name: rule.title for rule in all_audits()}
        for finding in published.audits:
            told = f"{titles[finding.name].text(language)}: {finding.count:,}"
            console().print(f"[yellow]· {_WARNED.text(language)} · {escape(told)}[/yellow]")


def job_line(job: Job, language: Language) -> str:
    """What became of one file that came by itself, in a line."""
    files = ", ".join(file_names(job))
    if job.outcome and "error" in job.outcome:
        return f"✗ {files}: {job.outcome['error']['message'][language]}"
    outcomes = [_OUTCOMES[file["outcome"]].text(language) for file in job.outcome["files"]] if job.outcome else []
    return f"✓ {files}: {', '.join(outcomes)}"


def print_preview(shown: IngestPreview, language: Language) -> None:
    """What was recognised, the mapping column by column, and the first rows, people masked."""
    for file in shown.files:
        _print_file(file.report, language)
        grid = Grid(header_style="bold")
        for head in ("table", "column", "header"):
            grid.add_column(_HEADS[head].text(language), overflow="fold")
        for column in file.mapping:
            source = ", ".join(column.headers) or (f"= {column.constant}" if column.constant else "")
            grid.add_row(column.table, f"{column.column} {escape(column.title.text(language))}", escape(source))
        console().print(grid)
        for first in file.first_rows:
            rows = Grid(title=first.table, title_justify="left", header_style="bold")
            for name in first.columns:
                rows.add_column(name, overflow="ellipsis", no_wrap=True, min_width=6)
            for row in first.rows:
                rows.add_row(*map(escape, row))
            console().print(rows)


def _print_file(file: FileReport, language: Language) -> None:
    outcome = _OUTCOMES[file.outcome].text(language)
    title = escape(file.title.text(language))
    console().print(f"[bold]{escape(file.file)}[/bold]  {outcome} · {title} ({file.source})")
    if file.reconciliation:
        _print_reconciliation(file.reconciliation, language)
    for note in file.notes:
        say(f"· {escape(render(note, SENTENCES, language))}", language)


def _print_reconciliation(balance: Reconciliation, language: Language) -> None:
    grid = Grid(header_style="bold")
    grid.add_column(_HEADS["part"].text(language))
    grid.add_column(_HEADS["rows"].text(language), justify="right")
    grid.add_column(_HEADS["money"].text(language), justify="right")
    for name, words in _PORTIONS.items():
        portion: Portion = getattr(balance, name)
        if portion.rows or name in {"read", "loaded", "quarantined"}:
            money = show(portion.money, language) if portion.money else ""
            grid.add_row(words.text(language), f"{portion.rows:,}", money)
    console().print(grid)
    if balance.causes:
        reasons = Grid(header_style="bold")
        for head in ("reason", "column", "rows", "where"):
            reasons.add_column(_HEADS[head].text(language), overflow="fold")
        for cause in balance.causes:
            rows = ", ".join(map(str, cause.source_rows))
            reasons.add_row(cause.title.text(language), escape(cause.column), f"{cause.rows:,}", rows)
        console().print(reasons)
