"""How are goals set, followed, changed and closed at the command line?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from zhanggui.core.words import Words
from zhanggui.surfaces.cli.console import Counter, JsonOption, Session, console, print_json, print_page, say, session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhanggui.app.goals import Followed
    from zhanggui.core.words import Language

app = typer.Typer(
    cls=Counter,
    no_args_is_help=True,
    help="目标：设定、跟踪、修改、关闭。 Goals with metric, target, deadline and owner.",
)
Id = Annotated[str, typer.Argument(metavar="ID", help="目标编号 the goal's id")]
Why = Annotated[str, typer.Option("--why", help="理由，复盘时会看 the reason, read when it is looked back at")]
Metric = Annotated[str, typer.Option("--metric", help="指标，如 net_sales。 The metric.")]
Target = Annotated[str, typer.Option("--target", help="目标值，金额以元计。 The target, money in major units.")]
Deadline = Annotated[str, typer.Option("--deadline", help="截止日（含）2026-12-31。 Its last day.")]
Owner = Annotated[str, typer.Option("--owner", help="负责人。 Who answers for it.")]
First = Annotated[str, typer.Option("--from", help="开始日（含）；默认截止日所在月的 1 日。 Its first day.")]
Where = Annotated[
    list[str] | None, typer.Option("--where", help="维度=值，可多次，如 channel=tmall。 Part of the shop.")
]
_NONE = Words(zh="还没有目标。设一个：zhanggui goals set", en="No goals yet. Set one with: zhanggui goals set")
_SET = Words(zh="目标 {goal} 已记录。", en="Goal {goal} is on record.")
_CLOSED = Words(zh="目标 {goal} 已关闭。", en="Goal {goal} is closed.")
_RECORD = Words(zh="经过", en="History")
_CLOSED_STATE = Words(zh="已关闭", en="closed")
_HEADS = (
    Words(zh="编号", en="Id"),
    Words(zh="指标", en="Metric"),
    Words(zh="截止", en="Deadline"),
    Words(zh="负责人", en="Owner"),
    Words(zh="目标", en="Target"),
    Words(zh="预计", en="Expected"),
    Words(zh="概率", en="Chance"),
    Words(zh="状态", en="State"),
)
_NUMBERS = _HEADS[4:7]


@app.command("set")
def set_one(
    context: typer.Context,
    metric: Metric = "",
    target: Target = "",
    deadline: Deadline = "",
    owner: Owner = "",
    start: First = "",
    where: Where = None,
    as_json: JsonOption = False,
) -> None:
    """设定目标；缺指标、目标值、截止日或负责人都不行。 Set a goal."""
    from zhanggui.app import goals
    from zhanggui.app.deciding import local_actor

    speaking = session(context)
    shop = speaking.shop()
    goal = goals.set_goal(shop, _told(metric, target, deadline, owner, start, where), actor=local_actor())
    if as_json:
        print_json(goals.plain(shop, goals.follow(shop, goal)))
    else:
        typer.echo(speaking.say(_SET, goal=goal.id))


@app.command("change")
def change(
    context: typer.Context,
    goal: Id,
    why: Why,
    metric: Metric = "",
    target: Target = "",
    deadline: Deadline = "",
    owner: Owner = "",
    start: First = "",
    where: Where = None,
    as_json: JsonOption = False,
) -> None:
    """修改未关闭的目标；之前的内容留在记录里。 Change an open goal."""
    from zhanggui.app import goals
    from zhanggui.app.deciding import local_actor

    speaking = session(context)
    shop = speaking.shop()
    told = _told(metric, target, deadline, owner, start, where)
    changed = goals.change_goal(shop, goal, told, why=why, actor=local_actor())
    if as_json:
        print_json(goals.plain(shop, goals.follow(shop, changed)))
    else:
        typer.echo(speaking.say(_SET, goal=goal))


@app.command("close")
def close(context: typer.Context, goal: Id, why: Why, as_json: JsonOption = False) -> None:
    """关闭目标。 Close a goal."""
    from zhanggui.app import goals
    from zhanggui.app.deciding import local_actor

    speaking = session(context)
    shop = speaking.shop()
    closed = goals.close_goal(shop, goal, why=why, actor=local_actor())
    if as_json:
        print_json(goals.plain(shop, goals.follow(shop, closed)))
    else:
        typer.echo(speaking.say(_CLOSED, goal=goal))


@app.command("list")
def listing(
    context: typer.Context,
    every: Annotated[bool, typer.Option("--all", help="包括已关闭的。 Closed ones too.")] = False,
    as_json: JsonOption = False,
) -> None:
    """列出目标，有风险的在前。 Goals, those in trouble first."""
    from zhanggui.app import goals

    speaking = session(context)
    shop = speaking.shop()
    found = goals.followed(shop, with_closed=every)
    if as_json:
        print_json([goals.plain(shop, each) for each in found])
    elif found:
        print_goals(found, speaking.language)
    else:
        typer.echo(speaking.say(_NONE))


@app.command("show")
def show(context: typer.Context, goal: Id, as_json: JsonOption = False) -> None:
    """一个目标的进度、分解、预测和记录。 Progress, parts, forecast and record of one goal."""
    from zhanggui.app import goals

    speaking = session(context)
    shop = speaking.shop()
    found = goals.follow(shop, goals.find_goal(shop, goal))
    if as_json:
        print_json(goals.plain(shop, found))
    else:
        _print_goal(found, speaking)


def _told(
    metric: str, target: str, deadline: str, owner: str, start: str, where: Sequence[str] | None
) -> dict[str, Any]:
    told = {"metric": metric, "target": target, "deadline": deadline, "owner": owner, "start": start}
    return {**told, "where": ",".join(where or ())}


def _print_goal(found: Followed, speaking: Session) -> None:
    from dataclasses import replace

    from rich.markup import escape

    from zhanggui.app import catalog
    from zhanggui.app.goals import PROGRESS
    from zhanggui.surfaces.presentation import page

    if found.run:
        shown = page(found.run.result, catalog.capability(PROGRESS), speaking.language)
        short = tuple(table for table in shown.tables if table.name != "days")
        print_page(replace(shown, tables=short), speaking.language)
    if found.why_not:
        say(escape(found.why_not.text(speaking.language)), speaking.language)
    console().print(f"[bold underline]{_RECORD.text(speaking.language)}[/bold underline]")
    for step in found.goal.steps:
        console().print(
            f"· {step.at:%Y-%m-%d %H:%M} {step.kind.removeprefix('goal.')} {escape(step.by)} {escape(step.why)}"
        )


def print_goals(found: Sequence[Followed], language: Language) -> None:
    """Goals, one line each."""
    from rich.markup import escape
    from rich.table import Table as Grid

    grid = Grid(header_style="bold")
    for head in _HEADS:
        is_number = head in _NUMBERS
        grid.add_column(
            head.text(language), justify="right" if is_number else "left", overflow="fold", no_wrap=head == _HEADS[0]
        )
    for each in found:
        grid.add_row(*map(escape, _cells(each, language)))
    console().print(grid)


def _cells(found: Followed, language: Language) -> tuple[str, ...]:
    from zhanggui.app import catalog
    from zhanggui.app.goals import PROGRESS
    from zhanggui.core.money import Money
    from zhanggui.core.sentence import show as shown
    from zhanggui.metrics.registry import metric

    terms = found.goal.terms
    result: Any = found.run and found.run.result
    state = _CLOSED_STATE if found.state == "closed" else catalog.capability(PROGRESS).sentences[found.state]
    expected = getattr(result, "forecast", None)
    numbers = (result.target, getattr(expected, "estimate", expected), result.chance) if result else ()
    return (
        found.goal.id,
        " ".join([metric(terms.metric).title.text(language), *(f"{name}={value}" for name, value in terms.where)]),
        terms.deadline.isoformat(),
        terms.owner,
        *(each.whole if isinstance(each, Money) else shown(each, language) for each in numbers or ("–",) * 3),
        state.text(language),
    )
