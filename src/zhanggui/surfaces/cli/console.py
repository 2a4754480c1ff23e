"""How does the command line speak: language, tables, JSON, errors, progress?"""

from __future__ import annotations

import json
import os
import traceback
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from zhanggui.core.errors import ZhangguiError
from zhanggui.core.words import Language, Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.console import Console

    from zhanggui.app.shop import Shop
    from zhanggui.surfaces.presentation import Page, Table

JsonOption = Annotated[bool, typer.Option("--json", help="输出 JSON，供脚本使用。 Print JSON for scripts.")]

_WORKING = Words(zh="处理中", en="working")
_STAGES = {
    "fingerprint": Words(zh="计算指纹", en="fingerprinting"),
    "recognise": Words(zh="识别格式", en="recognising"),
    "read": Words(zh="读取", en="reading"),
    "write": Words(zh="写入", en="writing"),
    "check": Words(zh="对账", en="reconciling"),
}
_BROKEN = Words(
    zh="程序内部出错（{kind}）。数据没有改动；设 ZHANGGUI_DEBUG=1 重跑可看到细节。",
    en="Something broke inside ({kind}). No data was changed; run again with ZHANGGUI_DEBUG=1 for details.",
)


@dataclass(frozen=True, slots=True)
class Session:
    """Which shop and which language this command line speaks of."""

    folder: Path
    language: Language

    def shop(self) -> Shop:
        """The shop in the folder."""
        from zhanggui.app.clock import SystemClock
        from zhanggui.app.shop import open_shop

        return open_shop(self.folder, SystemClock())

    def say(self, words: Words, **facts: object) -> str:
        """A sentence of the surface itself in the chosen language."""
        return words.text(self.language).format(**facts)


class Counter(TyperGroup):
    """The command group that turns expected errors into one sentence and exit code 1."""

    def invoke(self, ctx: Any) -> Any:  # typer keeps click's own context to itself
        """Run the command; never show a stack trace unless asked."""
        try:
            return super().invoke(ctx)
        except ZhangguiError as problem:
            typer.echo(problem.text(_language(ctx)), err=True)
        except (typer.TyperException, typer.Exit, typer.Abort):
            raise
        except Exception as problem:  # noqa: BLE001 - a person never sees a stack trace they did not ask for
            if os.environ.get("ZHANGGUI_DEBUG"):
                traceback.print_exc()
            typer.echo(_BROKEN.text(_language(ctx)).format(kind=type(problem).__name__), err=True)
        raise typer.Exit(1)


def session(context: typer.Context) -> Session:
    """The session that the global options opened."""
    found: Session = context.obj
    return found


def print_json(value: Any) -> None:
    """JSON on stdout: UTF-8, indented, stable."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def console() -> Console:
    """A terminal that wraps at its own width and uses no colour when piped."""
    from rich.console import Console

    return Console(highlight=False)


@contextmanager
def progress(language: Language, *, is_quiet: bool) -> Iterator[Callable[[str, str], None]]:
    """A line on stderr that says which stage of which file is at work; silent when piped or asked to be."""
    from rich.console import Console

    out = Console(stderr=True, quiet=is_quiet)
    with out.status("") as status:
        yield lambda stage, file: status.update(f"{_STAGES.get(stage, _WORKING).text(language)} {file}")


def print_page(page: Page, language: Language) -> None:
    """A result as a person reads it in a terminal."""
    from rich.markup import escape
    from rich.table import Table as Grid

    out = console()
    out.print(f"[bold]{escape(page.headline)}[/bold]")
    for note in page.notes:
        out.print(f"[dim]· {escape(note)}[/dim]")
    if page.figures:
        grid = Grid.grid(padding=(0, 2))
        for figure in page.figures:
            grid.add_row(escape(figure.label), escape(figure.text))
        out.print(grid)
    for table in page.tables:
        print_table(table, language)


def print_upright(table: Table, _language: Language) -> None:
    """A table of few rows with many columns, turned: one line a column."""
    from rich.markup import escape
    from rich.table import Table as Grid

    grid = Grid(show_header=False, title=escape(table.title), title_justify="left")
    for _ in range(len(table.rows) + 1):
        grid.add_column(overflow="fold")
    for at, column in enumerate(table.columns):
        grid.add_row(escape(column.label), *(escape(row[at]) for row in table.rows))
    console().print(grid)


def print_table(table: Table, language: Language, most: int = 40) -> None:
    """Rows in columns, numbers to the right; what does not fit is counted."""
    from rich.markup import escape
    from rich.table import Table as Grid

    grid = Grid(title=escape(table.title), title_justify="left", header_style="bold", expand=False)
    for column in table.columns:
        is_number = column.align == "right"
        grid.add_column(escape(column.label), justify=column.align, overflow="fold", no_wrap=is_number)
    for row in table.rows[:most]:
        grid.add_row(*map(escape, row))
    console().print(grid)
    if len(table.rows) > most:
        more = Words(zh="……另有 {n} 行；加 --json 可得全部。", en="… and {n} more rows; --json gives them all.")
        typer.echo(more.text(language).format(n=len(table.rows) - most))


def _language(context: typer.Context) -> Language:
    return context.obj.language if isinstance(context.obj, Session) else "zh-CN"
