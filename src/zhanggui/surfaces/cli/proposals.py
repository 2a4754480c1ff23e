"""How does a proposed map read in a terminal?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.markup import escape
from rich.table import Table as Grid

from zhanggui.core.words import Words
from zhanggui.surfaces.cli.console import console

if TYPE_CHECKING:
    from pathlib import Path

    from zhanggui.core.words import Language
    from zhanggui.ingest.proposing.proposal import MapProposal

_HEADS = (
    Words(zh="表头", en="Header"),
    Words(zh="对应字段", en="Field"),
    Words(zh="把握", en="Confidence"),
    Words(zh="依据", en="Told by"),
)
BY = {
    "name": Words(zh="名称", en="name"),
    "cells": Words(zh="内容", en="cells"),
    "person": Words(zh="人工", en="person"),
}
_PROBABLY = Words(zh="很可能是：{title}（{form}）", en="Probably: {title} ({form})")
_LACKS = Words(zh="还缺：{missing}。请在映射文件里补上。", en="Still missing: {missing}. Add it to the map.")
_WRITTEN = Words(
    zh="映射已写到 {path}。检查后：zhanggui ingest {file} --map {path} --dry-run；放进店铺文件夹的 maps/ 里即可自动识别。",
    en="Map written to {path}. Check it, then: zhanggui ingest {file} --map {path} --dry-run; in the shop's folder maps/ it is "
    "recognised by itself.",
)
_NOT_WRITTEN = Words(
    zh="加 --out map.toml 可写出映射；网页上的“数据”页可以逐列修改。",
    en="--out map.toml writes the map; the page Data lets you change it column by column.",
)


def print_proposal(proposal: MapProposal, out: Path | None, language: Language) -> None:
    """The sort of sheet, each column with its field and confidence, and what to do next."""
    title = _PROBABLY.filled(language, title=proposal.title.text(language), form=proposal.form)
    console().print(f"[bold]{escape(proposal.file)}[/bold]  {escape(title)}")
    grid = Grid(header_style="bold")
    for head in _HEADS:
        grid.add_column(head.text(language), overflow="fold", justify="right" if head is _HEADS[2] else "left")
    for column in proposal.columns:
        told = ", ".join(BY[code].text(language) for code in column.by)
        named = f"{column.title.text(language)} ({column.field})" if column.field else "—"
        sure = f"{column.confidence:.0%}" if column.field else ""
        grid.add_row(escape(column.header), escape(named), sure, told)
    console().print(grid)
    if proposal.missing:
        console().print(f"[yellow]{escape(_LACKS.filled(language, missing=', '.join(proposal.missing)))}[/yellow]")
    next_step = _WRITTEN if out else _NOT_WRITTEN
    console().print(escape(next_step.filled(language, path=out, file=proposal.file)))
