"""How does the command line speak: language, tables, JSON, errors, progress?"""

from __future__ import annotations

import errno
import json
import os
import re
import traceback
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from zhanggui.core.errors import FolderNotUsable, ZhangguiError
from zhanggui.core.words import Language, Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from rich.console import Console
    from rich.table import Table as Grid

    from zhanggui.app.shop import Shop
    from zhanggui.surfaces.presentation import Page, Table

JsonOption = Annotated[bool, typer.Option("--json", help="输出 JSON，供脚本使用。 Print JSON for scripts.")]

_FRAME = 3  # the line and the blanks around a cell
_LEAST_TEXT = 24  # a text column is not squeezed below this
_WORKING = Words(zh="处理中", en="working")
_STAGES = {
    "fingerprint": Words(zh="计算指纹", en="fingerprinting"),
    "recognise": Words(zh="识别格式", en="recognising"),
    "read": Words(zh="读取", en="reading"),
    "write": Words(zh="写入", en="writing"),
    "check": Words(zh="对账", en="reconciling"),
}
# What the system, SQLite and DuckDB say when the disk is the trouble.
_REFUSALS: tuple[tuple[frozenset[int], str, Words], ...] = (
    (
        frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG}),
        r"no space left|disk is full|disk I/O error|write failed|could not write|file too large",
        Words(zh="磁盘已满", en="the disk is full"),
    ),
    (frozenset({errno.EROFS}), r"read-?only (database|file)", Words(zh="只读", en="it is read-only")),
    (
        frozenset({errno.EACCES, errno.EPERM}),
        r"permission denied|unable to open database",
        Words(zh="没有权限", en="no permission"),
    ),
    (
        frozenset({errno.EEXIST, errno.ENOTDIR}),
        r"not a directory",
        Words(zh="不是文件夹", en="it is no folder"),
    ),
)
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
        return words.filled(self.language, **facts)


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
            typer.echo(_unexpected(problem, ctx), err=True)
        raise typer.Exit(1)


def refused_by_disk(problem: Exception, folder: Path) -> FolderNotUsable | None:
    """What the disk refused, in our own words; None where it was something else.

    >>> str(refused_by_disk(OSError(errno.ENOSPC, "No space left on device"), Path("shop")))[:38]
    'shop cannot be read or written (the di'
    """
    number = problem.errno if isinstance(problem, OSError) else None
    for numbers, said, why in _REFUSALS:
        if number in numbers or (number is None and re.search(said, str(problem), re.IGNORECASE)):
            path = getattr(problem, "filename", None)
            return FolderNotUsable(path=path if isinstance(path, str | Path) else folder, why=why)
    return None


def session(context: typer.Context) -> Session:
    """The session that the global options opened."""
    found: Session = context.obj
    return found


def print_json(value: Any) -> None:
    """JSON on stdout: UTF-8, indented, stable."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def console(*, err: bool = False) -> Console:
    """A terminal that wraps at its own width and uses no colour when piped."""
    from rich.console import Console

    return Console(highlight=False, stderr=err)


@contextmanager
def progress(language: Language, *, is_quiet: bool) -> Iterator[Callable[[str, str], None]]:
    """A line on stderr that says which stage of which file is at work; silent when piped or asked to be."""
    from rich.console import Console

    out = Console(stderr=True, quiet=is_quiet)
    with out.status("") as status:
        yield lambda stage, file: status.update(f"{_STAGES.get(stage, _WORKING).text(language)} {file}")


@contextmanager
def counted(total: int, *, is_quiet: bool) -> Iterator[Callable[[str], None]]:
    """A bar on stderr: how many of so many are done, and which was last; silent when piped or asked to be."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    out = console(err=True)
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=out, transient=True, disable=is_quiet or not out.is_terminal) as bar:
        task = bar.add_task("", total=total)
        yield lambda done: bar.update(task, advance=1, description=done)


def say(marked_up: str, language: Language) -> None:
    """A sentence; Chinese has no blanks to wrap at, so its lines are left to the terminal."""
    console().print(marked_up, soft_wrap=language == "zh-CN")


def print_page(page: Page, language: Language) -> None:
    """A result as a person reads it in a terminal."""
    from rich.markup import escape
    from rich.table import Table as Grid

    out = console()
    say(f"[bold]{escape(page.headline)}[/bold]", language)
    for note in page.notes:
        say(f"[dim]· {escape(note)}[/dim]", language)
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
    """Rows in columns, numbers to the right; columns without room follow below, rows without are counted."""
    from zhanggui.surfaces.places import with_commands

    out, table = console(), with_commands(table)
    for at, columns in enumerate(_beside(table, most, out.width)):
        out.print(_grid(table, columns, most, title=table.title if at == 0 else ""))
    if len(table.rows) > most:
        more = Words(zh="……另有 {n} 行；加 --json 可得全部。", en="… and {n} more {n:row|rows}; --json gives them all.")
        typer.echo(more.filled(language, n=len(table.rows) - most))


def _grid(table: Table, columns: Sequence[int], most: int, *, title: str) -> Grid:
    from rich.markup import escape
    from rich.table import Table as Grid

    grid = Grid(title=escape(title), title_justify="left", header_style="bold", expand=False)
    for at in columns:
        column = table.columns[at]
        is_number = column.align == "right"
        narrowest = min(_natural(table, at, most), _LEAST_TEXT)
        grid.add_column(
            escape(column.label), justify=column.align, overflow="fold", no_wrap=is_number, min_width=narrowest
        )
    for row in table.rows[:most]:
        grid.add_row(*(escape(row[at]) for at in columns))
    return grid


def _beside(table: Table, most: int, width: int) -> list[list[int]]:
    """Which columns stand beside each other; a table too wide goes on below, each piece led by the first column."""
    pieces, used = [[0]], _wanted(table, 0, most)
    for at in range(1, len(table.columns)):
        wanted = _wanted(table, at, most)
        if used + wanted > width and len(pieces[-1]) > 1:
            pieces.append([0])
            used = _wanted(table, 0, most)
        pieces[-1].append(at)
        used += wanted
    return pieces


def _wanted(table: Table, at: int, most: int) -> int:
    natural = _natural(table, at, most)
    return _FRAME + (natural if table.columns[at].align == "right" else min(natural, _LEAST_TEXT))


def _natural(table: Table, at: int, most: int) -> int:
    from rich.cells import cell_len

    return max(cell_len(table.columns[at].label), *(cell_len(row[at]) for row in table.rows[:most]), 1)


def _unexpected(problem: Exception, context: typer.Context) -> str:
    folder = context.obj.folder if isinstance(context.obj, Session) else Path()
    disk = refused_by_disk(problem, folder)
    language = _language(context)
    return disk.text(language) if disk else _BROKEN.filled(language, kind=type(problem).__name__)


def _language(context: typer.Context) -> Language:
    return context.obj.language if isinstance(context.obj, Session) else "zh-CN"
