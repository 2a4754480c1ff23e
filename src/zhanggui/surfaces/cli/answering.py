"""How are all of the shop's questions answered at the command line, one after the other?"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer

from zhanggui.core.words import Words
from zhanggui.surfaces.cli.console import JsonOption, counted, print_json, print_table, say, session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhanggui.app.answering import Standing
    from zhanggui.core.words import Language

_DONE = Words(
    zh="{new} 个刚算好，{kept} 个这个版本已算过，{asking} 个要先给参数，{lacking} 个缺数据，{other} 个回答不了。",
    en="{new} answered now, {kept} answered before for this version, {asking} {asking:asks|ask} for parameters, "
    "{lacking} {lacking:lacks|lack} data, {other} cannot be answered.",
)


def run_all(
    context: typer.Context,
    named: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ROOM|NAME]...", help="如 products pricing；不写就是全部。 Empty: everything."),
    ] = None,
    is_standing: Annotated[
        bool, typer.Option("--standing", help="只看哪些已算好，不计算。 Say what is answered; work nothing out.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """把全部分析算好：一个一个来，中断后再运行会接着算。 Answer every question; begun again, it goes on."""
    from zhanggui.app import answering
    from zhanggui.app.jobs import answers

    speaking = session(context)
    shop, chosen = speaking.shop(), answering.chosen(named or ())
    if is_standing:
        found = answers.standing(shop, chosen)
    else:
        found = ()
        with counted(len(chosen), is_quiet=as_json) as step:
            for each in answering.answer_all(shop, chosen):
                found = (*found, each)
                step(each.capability.title.text(speaking.language))
    if as_json:
        print_json([answering.plain(each) for each in found])
    else:
        _tell(found, speaking.language)
    if any(each.state == "broke" for each in found):
        raise typer.Exit(1)


def _tell(found: Sequence[Standing], language: Language) -> None:
    from rich.markup import escape

    from zhanggui.surfaces.answers_tables import answers_table

    print_table(answers_table(found, language), language, most=len(found))
    for each in found:
        if each.why:
            say(f"[dim]· {each.capability.name}: {escape(each.why.text(language))}[/dim]", language)
    states = Counter(each.state for each in found)
    new = sum(each.is_new for each in found)
    typer.echo(
        _DONE.filled(
            language,
            new=new,
            kept=states["answered"] - new,
            asking=states["must_be_told"],
            lacking=states["lacking"],
            other=states["refused"] + states["broke"],
        )
    )
