"""Which numbers and answers does the shop give?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from zhanggui.core.errors import RequestAtFault
from zhanggui.core.words import Words
from zhanggui.surfaces.cli.console import (
    JsonOption,
    console,
    print_json,
    print_page,
    print_table,
    print_upright,
    say,
    session,
)

if TYPE_CHECKING:
    from zhanggui.core.capability import Capability
    from zhanggui.core.words import Language

FEW_ROWS = 3
LOOSE = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}


class KnobNotUnderstood(RequestAtFault):
    """Words after the capability's name that are not `--param value`."""

    sentence = Words(
        zh="看不懂“{word}”；参数写成 --名称 值。用 zhanggui run {name} --help 查看参数。",
        en="Cannot read '{word}'; write parameters as --name value. See zhanggui run {name} --help.",
    )


def metrics(
    context: typer.Context,
    names: Annotated[list[str], typer.Argument(metavar="NAME...", help="指标名，见 zhanggui list。 Metric names.")],
    by: Annotated[list[str] | None, typer.Option("--by", help="按维度拆分，可多次。 Split by dimension.")] = None,
    where: Annotated[
        list[str] | None, typer.Option("--where", help="只看 维度=值，可多次。 Only DIMENSION=VALUE.")
    ] = None,
    grain: Annotated[str | None, typer.Option("--grain", help="day | week | month")] = None,
    start: Annotated[str | None, typer.Option("--from", help="第一天 first day 2026-03-01")] = None,
    end: Annotated[str | None, typer.Option("--to", help="最后一天（含） last day, included")] = None,
    compare: Annotated[str, typer.Option("--compare", help="none | previous | last_year")] = "none",
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="最多几组。 At most so many groups.")] = None,
    known_at: Annotated[str | None, typer.Option("--known-at", help="按当时所知 as known on that day")] = None,
    as_json: JsonOption = False,
) -> None:
    """指标：按维度、筛选、按日/周/月。 Metrics by dimension, filtered, by day, week or month."""
    from rich.markup import escape

    from zhanggui.app.measuring import Asked, ask, plain
    from zhanggui.surfaces.metrics_table import metrics_notes, metrics_table

    speaking = session(context)
    asked = Asked(
        names=names,
        by=by or (),
        where=where or (),
        grain=grain,
        first_day=start,
        last_day=end,
        compare=compare,
        limit=limit,
        known_at=known_at,
    )
    answer = ask(speaking.shop(), asked)
    if as_json:
        print_json(plain(answer))
        return
    table = metrics_table(answer, speaking.language)
    is_upright = len(table.rows) <= FEW_ROWS < len(table.columns)
    (print_upright if is_upright else print_table)(table, speaking.language)
    for note in metrics_notes(answer, speaking.language):
        say(f"[dim]· {escape(note)}[/dim]", speaking.language)


def run(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="CAPABILITY")],
    as_json: JsonOption = False,
    members: Annotated[
        str | None, typer.Option("--members", help="列出某一行背后的人或商品。 Who is behind a row.")
    ] = None,
) -> None:
    """运行一个分析：--参数 值。 Run one capability: --param value."""
    from zhanggui.app import asking as app_asking
    from zhanggui.app import catalog
    from zhanggui.surfaces.presentation import page

    speaking = session(context)
    if name in {"--help", "-h"}:
        typer.echo(context.get_help())
        return
    capability = catalog.capability(name)
    if {"--help", "-h"} & set(context.args):
        _explain(capability, speaking.language)
        return
    knobs = _knobs(name, context.args)
    shop = speaking.shop()
    if members is not None:
        print_json(app_asking.members(shop, name, knobs, members))
        return
    done = app_asking.answer(shop, name, knobs)
    if as_json:
        print_json(app_asking.plain(done, capability))
    else:
        print_page(page(done.result, capability, speaking.language), speaking.language)


def listing(context: typer.Context, as_json: JsonOption = False) -> None:
    """列出分析、指标、数据源、策略。 List capabilities, metrics, sources and policies."""
    from zhanggui.app import catalog
    from zhanggui.app.listing import everything

    speaking = session(context)
    found = everything()
    for broken in catalog.unusable():
        typer.echo(broken.said.text(speaking.language), err=True)
    if as_json:
        print_json(found)
        return
    heads = {
        "capabilities": Words(zh="分析（zhanggui run 名称）", en="Capabilities (zhanggui run NAME)"),
        "metrics": Words(zh="指标（zhanggui metrics 名称）", en="Metrics (zhanggui metrics NAME)"),
        "dimensions": Words(zh="维度（--by / --where）", en="Dimensions (--by / --where)"),
        "sources": Words(zh="数据源（zhanggui ingest --as 名称）", en="Sources (zhanggui ingest --as NAME)"),
        "policies": Words(zh="策略", en="Policies"),
    }
    for kind, rows in found.items():
        console().print(f"\n[bold]{heads[kind].text(speaking.language)}[/bold]")
        width = max(len(row["name"]) for row in rows)
        for row in rows:
            console().print(f"  {row['name']:<{width}}  {row['title'][speaking.language]}")


def review(context: typer.Context, as_json: JsonOption = False) -> None:
    """今日回顾：关键数字、变化、决策、成效。 Headline numbers, what changed, decisions, how they paid."""
    from zhanggui.app.review import plain, review_shop
    from zhanggui.surfaces.cli.reviewing import print_review

    speaking = session(context)
    shop = speaking.shop()
    found = review_shop(shop)
    if as_json:
        print_json(plain(shop, found))
    else:
        print_review(found, speaking.language)


def _knobs(name: str, words: list[str]) -> dict[str, Any]:
    knobs: dict[str, Any] = {}
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if not word.startswith("--"):
            raise KnobNotUnderstood(word=word, name=name)
        knob, separator, value = word[2:].partition("=")
        if not separator:
            if not rest:
                raise KnobNotUnderstood(word=word, name=name)
            value = rest.pop(0)
        knobs[knob.replace("-", "_")] = _content(value)
    return knobs


def _content(value: str) -> str:
    """A value as it was typed; after an @, what is written in that file."""
    if not value.startswith("@"):
        return value
    from pathlib import Path

    from zhanggui.app.offers import OffersFileMissing, text_of

    file = Path(value[1:])
    if not file.is_file():
        raise OffersFileMissing(file=file)
    return text_of(file)


def _explain(capability: Capability, language: Language) -> None:
    from rich.table import Table as Grid

    from zhanggui.core.described import descriptions

    console().print(f"[bold]{capability.title.text(language)}[/bold]  zhanggui run {capability.name}")
    console().print(capability.question.text(language))
    grid = Grid(header_style="bold")
    for head in (Words(zh="参数", en="Parameter"), Words(zh="默认", en="Default"), Words(zh="含义", en="Meaning")):
        grid.add_column(head.text(language), overflow="fold")
    for knob, shown in descriptions(capability.params).items():
        default = capability.params.model_fields[knob].default
        label, about = shown.label.text(language), shown.about.text(language)
        grid.add_row(f"--{knob.replace('_', '-')}", str(default), label if label == about else f"{label}：{about}")
    console().print(grid)
