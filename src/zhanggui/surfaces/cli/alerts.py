"""How are alerts read and acknowledged at the command line?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from zhanggui.core.words import Words
from zhanggui.surfaces.cli.console import Counter, JsonOption, print_json, print_page, session

if TYPE_CHECKING:
    from zhanggui.app.alerts import Alerts
    from zhanggui.core.words import Language
    from zhanggui.surfaces.presentation import Page

app = typer.Typer(
    cls=Counter, help="预警：看板上哪些数字不该是这样。 Numbers that were not what they should have been."
)
_NOTED = Words(zh="已确认：{key}", en="Acknowledged: {key}")


@app.callback(invoke_without_command=True)
def show(
    context: typer.Context,
    days: Annotated[int, typer.Option("--days", min=1, max=366, help="判断最近几天。 Days judged.")] = 7,
    every: Annotated[bool, typer.Option("--all", help="包括已确认的。 Acknowledged ones too.")] = False,
    as_json: JsonOption = False,
) -> None:
    """列出预警，按影响金额排序。 Alerts, worst in money first."""
    if context.invoked_subcommand:
        return
    from zhanggui.app import alerts

    speaking = session(context)
    found = alerts.alerts(speaking.shop(), {"days": days})
    if as_json:
        print_json(alerts.plain(found))
    else:
        print_page(_page(found, speaking.language, every=every), speaking.language)
        if found.prices:
            print_page(_prices_page(found, speaking.language, every=every), speaking.language)


@app.command("acknowledge")
def acknowledge(
    context: typer.Context,
    key: Annotated[str, typer.Argument(metavar="KEY", help="预警编号，如 2026-03-01 paid_sales。 The alert's key.")],
    why: Annotated[str, typer.Option("--why", help="知道了什么，会怎么做。 What is known about it.")],
    as_json: JsonOption = False,
) -> None:
    """确认一条预警：不再算未处理，也不再发送。 Take note of an alert."""
    from zhanggui.app import alerts
    from zhanggui.app.deciding import local_actor

    speaking = session(context)
    note = alerts.acknowledge(speaking.shop(), key, why=why, actor=local_actor())
    if as_json:
        print_json(alerts.plain_note(note))
    else:
        typer.echo(speaking.say(_NOTED, key=note.key))


def _page(found: Alerts, language: Language, *, every: bool) -> Page:
    from dataclasses import replace

    from zhanggui.app import catalog
    from zhanggui.app.alerts import ALERTS
    from zhanggui.surfaces.presentation import page

    result: Any = found.run.result
    shown = replace(result, alerts=tuple(row for row in found.rows if every or found.is_open(row)))
    return replace(page(shown, catalog.capability(ALERTS), language), drawings=())


def _prices_page(found: Alerts, language: Language, *, every: bool) -> Page:
    from dataclasses import replace

    from zhanggui.app import catalog
    from zhanggui.app.alerts import CROSSINGS
    from zhanggui.surfaces.presentation import page

    result: Any = found.prices and found.prices.result
    shown = replace(result, rows=tuple(row for row in found.crossings if every or found.is_open(row)))
    return page(shown, catalog.capability(CROSSINGS), language)
