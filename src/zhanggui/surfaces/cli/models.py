"""How are the shop's models seen and learnt at the command line?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from zhanggui.core.words import Words
from zhanggui.surfaces.cli.console import JsonOption, Session, print_json, print_table, session

if TYPE_CHECKING:
    from zhanggui.app.learning import Learnt

app = typer.Typer(help="模型：从数据里学到的东西，每个版本学一次。 What was learnt from the data, once per version.")
Name = Annotated[str, typer.Argument(metavar="NAME", help="模型名称，如 customer_value。 The model's name.")]
_NOT_LEARNT = Words(
    zh="{title}还没有学过：zhanggui models fit {name}", en="{title} is not learnt yet: zhanggui models fit {name}"
)


@app.callback(invoke_without_command=True)
def listing(context: typer.Context, as_json: JsonOption = False) -> None:
    """列出模型。 List the models."""
    if context.invoked_subcommand:
        return
    from zhanggui.app import learning
    from zhanggui.surfaces.models_tables import models_table

    speaking = session(context)
    found = learning.everything_learnt(speaking.shop())
    if as_json:
        print_json([learning.plain(each) for each in found])
    else:
        print_table(models_table(found, speaking.language), speaking.language)


@app.command("show")
def show(context: typer.Context, name: Name, as_json: JsonOption = False) -> None:
    """一个模型：用了什么数据，检验得分如何。 One model: what it was learnt from, and how it did in its test."""
    from zhanggui.app import learning

    speaking = session(context)
    _tell(speaking, learning.learnt(speaking.shop(), name), as_json=as_json)


@app.command("fit")
def fit(context: typer.Context, name: Name, as_json: JsonOption = False) -> None:
    """用当前版本的数据学一次；学过就不再学。 Learn it from the current version, once."""
    from zhanggui.app import learning

    speaking = session(context)
    _tell(speaking, learning.learn(speaking.shop(), name), as_json=as_json)


def _tell(speaking: Session, found: Learnt, *, as_json: bool) -> None:
    from zhanggui.app import learning
    from zhanggui.surfaces.models_tables import card_table, why_not

    if as_json:
        print_json(learning.plain(found))
        return
    table, reason = card_table(found, speaking.language), why_not(found)
    if table is None:
        title = found.model.title.text(speaking.language)
        typer.echo(speaking.say(_NOT_LEARNT, title=title, name=found.model.name))
        return
    if reason:
        typer.echo(reason.text(speaking.language))
    print_table(table, speaking.language)
