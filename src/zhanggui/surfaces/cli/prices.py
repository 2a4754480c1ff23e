"""How are price lists set, compared between channels and changed at the command line?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zhanggui.core.moments import moment
from zhanggui.core.words import Words
from zhanggui.surfaces.cli.console import (
    Counter,
    JsonOption,
    Session,
    console,
    print_json,
    print_table,
    say,
    session,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from zhanggui.app.shop import Shop
    from zhanggui.checkout.price_book import PlannedChange

app = typer.Typer(
    cls=Counter,
    no_args_is_help=True,
    help="价目表：按渠道、地区、时段、等级定价，比价，改价与撤销。 Price lists, parity, changes and their rollback.",
)
Change = Annotated[str, typer.Argument(metavar="CHANGE", help="改价编号，如 c1 the change's number")]
File = Annotated[Path, typer.Argument(metavar="FILE", help="价目表 .csv、.json 或 .toml。 The lists.")]
_NONE = Words(
    zh="还没有价目表。先写模板：zhanggui prices template prices.csv", en="No price lists yet: zhanggui prices template"
)
_DEFINED = Words(
    zh="✓ {lists} 张价目表、{prices} 个价格已生效。",
    en="✓ {lists} {lists:list|lists} with {prices} {prices:price|prices} {lists:holds|hold}.",
)
_WRITTEN = Words(zh="模板已写到 {file}。", en="The template is in {file}.")
_CHANGE = Words(zh="改价 {id}：{status} · 生效 {at} · {reason}", en="Change {id}: {status} · from {at} · {reason}")
_OUTSIDE = Words(zh="{n} 处超出价格带", en="{n} outside the band")


_POSITIONS = Words(zh="定位价格带：{positions}", en="Positioning: {positions}")
_NO_POSITIONS = Words(
    zh='还没有定位价格带。例如：zhanggui prices positions "绿茶=50-200,形象款=300-"',
    en='No positions yet. For example: zhanggui prices positions "green tea=50-200,premium=300-"',
)
_ENDING = Words(zh="价格尾数：{ending}", en="Prices end in: {ending}")
_NO_ENDING = Words(
    zh="新价格没有固定尾数。例如：zhanggui prices ending .9",
    en="No ending declared. For example: zhanggui prices ending .9",
)


_DECLARED = {"positions": _POSITIONS, "ending": _ENDING}
_NOT_DECLARED = {"positions": _NO_POSITIONS, "ending": _NO_ENDING}


@app.command("list")
def listing(context: typer.Context, as_json: JsonOption = False) -> None:
    """现有价目表与改价记录。 The lists and the changes."""
    from zhanggui.app import prices
    from zhanggui.app.channels import channel_names
    from zhanggui.surfaces.prices_tables import list_tables

    speaking = session(context)
    shop = speaking.shop()
    book = prices.price_book(shop)
    if as_json:
        print_json(prices.plain(book))
        return
    if not book.lists.lists:
        typer.echo(speaking.say(_NONE))
    else:
        names, zone = channel_names(shop), shop.facts.timezone
        for table in list_tables(book.lists, speaking.language, channels=names, timezone=zone):
            print_table(table, speaking.language)
    for each in book.changes:
        _print_change(each, shop, speaking)


@app.command("positions")
def positions(
    context: typer.Context,
    told: Annotated[
        str | None,
        typer.Argument(
            metavar="POSITIONS", help='如 绿茶=50-200,形象款=300-，"" 清空。 Name=low-high; "" takes all back.'
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """商品应当卖在什么价格：查看或设置，价格带、调价建议和预警都按它。 The prices products are meant to sell at."""
    from zhanggui.app.declaring import declare_positions

    _seen_or_declared(session(context), "positions", told, declare_positions, as_json=as_json)


@app.command("ending")
def ending(
    context: typer.Context,
    told: Annotated[
        str | None,
        typer.Argument(metavar="ENDING", help='如 .9、.99、8，"" 清空。 The last digits; "" takes it back.'),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """新价格的尾数：查看或设置，系统算出的价格都最后套用。 The last digits of new prices, applied last."""
    from zhanggui.app.declaring import declare_ending

    _seen_or_declared(session(context), "ending", told, declare_ending, as_json=as_json)


def _seen_or_declared(
    speaking: Session, knob: str, told: str | None, declare: Callable[..., int], *, as_json: bool
) -> None:
    """What the shop declared for a knob, after it was declared anew where something is told."""
    from zhanggui.app.deciding import local_actor
    from zhanggui.books.settings import current

    shop = speaking.shop()
    if told is not None:
        declare(shop, told, by=local_actor().id)
    declared = current(shop.books)[0].of_shop[knob] or ""
    if as_json:
        print_json({knob: declared})
    else:
        typer.echo(speaking.say(_DECLARED[knob] if declared else _NOT_DECLARED[knob], **{knob: declared}))


@app.command("define")
def define(context: typer.Context, file: File, as_json: JsonOption = False) -> None:
    """用文件里的价目表替换现有的。 Set all lists from a file."""
    from zhanggui.app import prices
    from zhanggui.app.deciding import local_actor
    from zhanggui.app.price_files import read_lists

    speaking = session(context)
    shop = speaking.shop()
    book = prices.define(shop, read_lists(file, shop), actor=local_actor())
    if as_json:
        print_json(prices.plain(book))
    else:
        count = sum(len(each.prices) for each in book.lists.lists)
        typer.echo(speaking.say(_DEFINED, lists=len(book.lists.lists), prices=count))


@app.command("template")
def template(context: typer.Context, file: Annotated[Path, typer.Argument(metavar="FILE")]) -> None:
    """写一份价目表模板（CSV）。 Write a template."""
    from zhanggui.app.price_files import write_template

    speaking = session(context)
    write_template(file)
    typer.echo(speaking.say(_WRITTEN, file=file))


@app.command("parity")
def parity(
    context: typer.Context,
    commissions: Annotated[
        str, typer.Option("--commissions", help="各渠道佣金 %，如 tmall=5,jd=6.5。 What channels cost.")
    ],
    measure: Annotated[str, typer.Option("--measure", help="基准渠道。 The channel that is the measure.")],
    band: Annotated[float, typer.Option("--band", min=0, max=100, help="允许相差 %。 The band.")] = 2.0,
    offers: Annotated[Path | None, typer.Option("--offers", metavar="FILE", help="优惠。 The offers.")] = None,
    as_json: JsonOption = False,
) -> None:
    """各渠道到手价是否接近；有超出则退出码 1。 Does a product cost about the same everywhere?"""
    import dataclasses

    from zhanggui.app import prices
    from zhanggui.app.channels import channel_names
    from zhanggui.app.offers import read_file
    from zhanggui.offers.rules.offer_set import OfferSet
    from zhanggui.surfaces.prices_tables import commissions as read_commissions
    from zhanggui.surfaces.prices_tables import parity_table

    speaking = session(context)
    shop = speaking.shop()
    rows = prices.parity_of(
        shop,
        commissions_bps=read_commissions(commissions, measure),
        measure=measure,
        band_bps=round(band * 100),
        offers=read_file(offers, OfferSet) if offers else None,
    )
    outside = sum(not row.is_within for row in rows)
    if as_json:
        print_json([dataclasses.asdict(row) for row in rows])
    else:
        shown = parity_table(rows, shop.facts.currency, speaking.language, channels=channel_names(shop))
        print_table(shown, speaking.language)
        typer.echo(speaking.say(_OUTSIDE, n=outside))
    if outside:
        raise typer.Exit(1)


@app.command("plan")
def plan(
    context: typer.Context,
    reason: Annotated[str, typer.Option("--reason", help="理由。 Why.")],
    price: Annotated[
        list[str], typer.Option("--price", help="价目表:商品=新价，可多次，如 all:T-1=118。 list:sku=price.")
    ],
    at: Annotated[str | None, typer.Option("--at", help="生效时刻，默认现在。 When, with its zone.")] = None,
    as_json: JsonOption = False,
) -> None:
    """起草改价：记下原价与此前 30 天最低价。 Draft a change with its evidence."""
    from zhanggui.app import prices
    from zhanggui.app.deciding import local_actor
    from zhanggui.app.price_files import wanted_prices

    speaking = session(context)
    shop = speaking.shop()
    when = moment(at, shop.facts.timezone)
    wanted = wanted_prices("\n".join(price), reason, when, shop)
    _tell(prices.plan(shop, wanted, actor=local_actor()), shop, speaking, as_json=as_json)


@app.command("plan-decision")
def plan_decision(
    context: typer.Context,
    decision: Annotated[str, typer.Argument(metavar="DECISION", help="决策编号。 The decision's id.")],
    day: Annotated[int, typer.Option("--day", min=1, help="第几天的改价；试价有多天。 Which day of a test.")] = 1,
    as_json: JsonOption = False,
) -> None:
    """把已执行的调价决策起草为改价。 Draft the change that an applied decision makes."""
    from zhanggui.app.deciding import local_actor
    from zhanggui.app.price_decisions import plan_decided

    speaking = session(context)
    shop = speaking.shop()
    _tell(plan_decided(shop, decision, actor=local_actor(), day=day), shop, speaking, as_json=as_json)


@app.command("carry-out")
def carry_out(context: typer.Context, change: Change, as_json: JsonOption = False) -> None:
    """到时执行改价；价格已变动则拒绝。 Let a planned change take effect."""
    from zhanggui.app import prices
    from zhanggui.app.deciding import local_actor

    speaking = session(context)
    shop = speaking.shop()
    done = prices.carry_out_change(shop, change, actor=local_actor())
    _tell(done, shop, speaking, as_json=as_json)


@app.command("undo")
def undo(
    context: typer.Context,
    change: Change,
    why: Annotated[str, typer.Option("--why", help="理由。 Why.")],
    as_json: JsonOption = False,
) -> None:
    """撤销改价，恢复原价。 Put back what stood before."""
    from zhanggui.app import prices
    from zhanggui.app.deciding import local_actor

    speaking = session(context)
    shop = speaking.shop()
    done = prices.undo_change(shop, change, why=why, actor=local_actor())
    _tell(done, shop, speaking, as_json=as_json)


def _tell(found: PlannedChange, shop: Shop, speaking: Session, *, as_json: bool) -> None:
    from zhanggui.app.prices import plain_change

    if as_json:
        print_json(plain_change(found))
    else:
        _print_change(found, shop, speaking)


def _print_change(found: PlannedChange, shop: Shop, speaking: Session) -> None:
    from zoneinfo import ZoneInfo

    from rich.markup import escape

    from zhanggui.checkout.price_book import STATUSES
    from zhanggui.surfaces.prices_tables import change_table

    change = found.change
    facts = {"id": change.id, "status": STATUSES[found.status].text(speaking.language), "reason": change.reason}
    at = f"{change.effective_at.astimezone(ZoneInfo(shop.facts.timezone)):%Y-%m-%d %H:%M}"
    console().print()
    say(f"[bold]{escape(speaking.say(_CHANGE, at=at, **facts))}[/bold]", speaking.language)
    print_table(change_table(found, shop.facts.currency, speaking.language), speaking.language)
