"""How are one customer's data found, handed over and erased at the command line?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zhanggui.core.words import Words
from zhanggui.surfaces.cli.console import Counter, JsonOption, console, print_json, session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhanggui.app.one_person.finding import Person
    from zhanggui.core.words import Language

app = typer.Typer(
    cls=Counter,
    help="一位顾客的资料：查找、导出、删除。 One customer's data: find, export, erase.",
    no_args_is_help=True,
)
_ASK = Words(zh="手机、账号、邮箱或订单编号", en="Phone, account, e-mail or order number")
_NOBODY = Words(zh="没有找到。", en="Nobody was found.")
_WRITTEN = Words(
    zh="{rows} 行、{kinds} 种资料已写到 {file}（仅本人可读）。交给顾客后请删除。",
    en="{rows} {rows:row|rows} and {kinds} kinds of values are in {file}, readable by you alone. Delete it once handed over.",
)
_SURE = Words(
    zh="删除不可撤销：{orders} 笔订单的金额会留下，但与此人无关。继续吗？",
    en="This cannot be undone: the money of {orders} {orders:order|orders} stays, tied to nobody. Go on?",
)
_HEADS = (
    Words(zh="顾客（假名）", en="Customer (pseudonym)"),
    Words(zh="依据", en="Found by"),
    Words(zh="渠道", en="Channels"),
    Words(zh="订单", en="Orders"),
    Words(zh="首末日期", en="First, last day"),
    Words(zh="保险库里有", en="In the vault"),
    Words(zh="删除于", en="Erased"),
)
_PLACE_HEADS = (
    Words(zh="搜索的地方", en="Place searched"),
    Words(zh="文件", en="Files"),
    Words(zh="字节", en="Bytes"),
    Words(zh="仍找到于", en="Still found in"),
)


@app.command("find")
def find(
    context: typer.Context,
    typed: Annotated[
        str | None, typer.Argument(metavar="[TEXT]", help="不写则提示输入，不留在命令历史里。 Leave out to be asked.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """按手机、账号、邮箱或订单编号查找顾客。 Find a customer; what is typed is never logged."""
    from zhanggui.app.deciding import local_actor
    from zhanggui.app.one_person.finding import find as find_people
    from zhanggui.app.one_person.telling import plain_person

    speaking = session(context)
    asked = typed if typed is not None else typer.prompt(speaking.say(_ASK), err=True)
    found = find_people(speaking.shop(), asked, actor=local_actor())
    if as_json:
        print_json([plain_person(person) for person in found])
    elif found:
        _print_people(found, speaking.language)
    else:
        typer.echo(speaking.say(_NOBODY))


@app.command("export")
def export(
    context: typer.Context,
    pseudonym: Annotated[str, typer.Argument(metavar="PSEUDONYM", help="people find 给出的假名。 From people find.")],
    to: Annotated[Path, typer.Option("--to", metavar="FILE", help="写到哪个 zip。 The zip to write.")],
    reason: Annotated[str, typer.Option("--reason", help="理由，记入日志。 Why; it is logged.")],
) -> None:
    """导出店铺保存的关于一位顾客的全部内容。 Everything the shop holds about one customer."""
    from zhanggui.app.deciding import local_actor
    from zhanggui.app.one_person.exporting import export as export_person
    from zhanggui.app.one_person.exporting import write_export

    speaking = session(context)
    made = export_person(speaking.shop(), pseudonym, actor=local_actor(), reason=reason)
    write_export(made.content, to)
    typer.echo(speaking.say(_WRITTEN, rows=sum(made.rows.values()), kinds=len(made.kinds), file=to))


@app.command("erase")
def erase(
    context: typer.Context,
    pseudonym: Annotated[str, typer.Argument(metavar="PSEUDONYM", help="people find 给出的假名。 From people find.")],
    reason: Annotated[str, typer.Option("--reason", help="理由，记入日志。 Why; it is logged.")],
    yes: Annotated[bool, typer.Option("--yes", help="不再询问。 Do not ask.")] = False,
    as_json: JsonOption = False,
) -> None:
    """删除一位顾客，搜遍全店并给出证明。 Erase a customer, search everything and prove it."""
    from zhanggui.app.deciding import local_actor
    from zhanggui.app.one_person.erasing import erase as erase_person
    from zhanggui.app.one_person.finding import person_of
    from zhanggui.app.one_person.telling import place_lines, plain_erasure, said

    speaking = session(context)
    shop = speaking.shop()
    person = person_of(shop, pseudonym)
    if not yes:
        typer.confirm(speaking.say(_SURE, orders=person.orders), abort=True, err=True)
    done = erase_person(shop, pseudonym, actor=local_actor(), reason=reason)
    if as_json:
        print_json(plain_erasure(done))
    else:
        print_grid(_PLACE_HEADS, place_lines(done, speaking.language), speaking.language)
        typer.echo(said(done, speaking.language))
    if not done.is_proved:
        raise typer.Exit(1)


def _print_people(found: Sequence[Person], language: Language) -> None:
    from zhanggui.app.one_person.telling import found_by, kept_kinds

    rows = [
        (
            person.customer,
            found_by(person, language),
            " · ".join(person.channels),
            person.orders,
            f"{person.first_day} … {person.last_day}" if person.first_day else "",
            kept_kinds(person, language),
            f"{person.erased_at:%Y-%m-%d}" if person.erased_at else "",
        )
        for person in found
    ]
    print_grid(_HEADS, rows, language)


def print_grid(
    heads: Sequence[Words], rows: Sequence[Sequence[object]], language: Language, *, err: bool = False
) -> None:
    """A table whose first column is there to be copied."""
    from rich.markup import escape
    from rich.table import Table

    grid = Table(header_style="bold")
    for place, head in enumerate(heads):
        grid.add_column(head.text(language), overflow="fold", no_wrap=place == 0)  # the first is there to be copied
    for row in rows:
        grid.add_row(*(escape(f"{cell:,}" if isinstance(cell, int) else str(cell)) for cell in row))
    console(err=err).print(grid)
