"""How are companions put up at the cart, looked at and taken down at the command line?"""

from __future__ import annotations

from typing import Annotated

import typer

from zhanggui.core.words import Words
from zhanggui.surfaces.cli.console import Counter, JsonOption, print_json, print_table, session

app = typer.Typer(
    cls=Counter,
    no_args_is_help=True,
    help="购物车推荐：发布、查看、试问、撤下。 Companions at the cart: publish, show, ask, withdraw.",
)
_PUBLISHED = Words(
    zh="第 {version} 版已生效：{products} 个商品旁有 {companions} 个推荐",
    en="Version {version} is in force: {companions} {companions:companion|companions} beside {products} {products:product|products}",
)
_WITHDRAWN = Words(
    zh="已撤下（第 {version} 版）：购物车不再展示推荐", en="Taken down (version {version}): the cart shows nothing"
)
_NONE = Words(
    zh="购物车还没有推荐。先运行：zhanggui checkout companions publish",
    en="Nothing is shown at the cart yet. Run: zhanggui checkout companions publish",
)
_SINCE = Words(
    zh="第 {version} 版，{by} 于 {at} 发布；来自 {first} 到 {last} 的 {orders} 单；对照 {held_back}",
    en="Version {version}, published by {by} on {at}; from {orders} {orders:order|orders} of {first} to {last}; {held_back} held back",
)
_EMPTY = Words(zh="这一版是空的：购物车不展示推荐。", en="This version is empty: the cart shows nothing.")
_HELD_BACK = Words(
    zh="这个购物车属于对照组，不展示；否则是：{skus}",
    en="This basket is held back and shown nothing; it would have been: {skus}",
)
_NOTHING = Words(zh="没有可以推荐的商品。", en="Nothing goes with this basket.")


@app.command()
def publish(
    context: typer.Context,
    days: Annotated[int | None, typer.Option("--days", help="看最近几天的订单，默认 365。 Latest days.")] = None,
    orders: Annotated[int | None, typer.Option("--orders", help="最少同单数。 Least orders together.")] = None,
    each: Annotated[int | None, typer.Option("--each", help="每个商品最多几个。 Most for one product.")] = None,
    held_back: Annotated[
        float,
        typer.Option("--held-back", min=0, max=0.9, help="对照比例，0.1 即 10 %。 Share of baskets shown nothing."),
    ] = 0.1,
    as_json: JsonOption = False,
) -> None:
    """重新计算并发布推荐，成为下一版；要先看：zhanggui run products.companions。 Work them out and publish them."""
    from dataclasses import asdict

    from zhanggui.app.deciding import local_actor
    from zhanggui.app.selling.companions import publish_found
    from zhanggui.offers.rules.stated import WHOLE

    speaking = session(context)
    told = {"days": days, "orders": orders, "each": each}
    params = {name: value for name, value in told.items() if value is not None}
    done = publish_found(speaking.shop(), params, actor=local_actor(), held_back_bps=round(held_back * WHOLE))
    if as_json:
        print_json(asdict(done))
    else:
        typer.echo(speaking.say(_PUBLISHED, version=done.version, companions=done.companions, products=done.products))


@app.command()
def show(context: typer.Context, as_json: JsonOption = False) -> None:
    """现行推荐与效果。 What is shown at the cart, and what of it was taken."""
    from zhanggui.app.channels import channel_names
    from zhanggui.app.selling.companions import SENTENCES, companions_now, plain_now
    from zhanggui.core.moments import when
    from zhanggui.core.sentence import render
    from zhanggui.surfaces.companions_tables import companions_table, readout_table

    speaking = session(context)
    shop = speaking.shop()
    now = companions_now(shop)
    if as_json:
        print_json(None if now is None else plain_now(now))
        return
    if now is None:
        typer.echo(speaking.say(_NONE))
        return
    facts = {"version": now.version, "by": now.by, "at": when(now.at, shop.facts.timezone), "orders": f"{now.orders:,}"}
    if now.companions:
        shares = {"first": now.first_day, "last": now.last_day, "held_back": f"{now.held_back_bps / 100:g} %"}
        typer.echo(speaking.say(_SINCE, **facts, **shares))
        print_table(companions_table(now, channel_names(shop), speaking.language), speaking.language)
    else:
        typer.echo(speaking.say(_EMPTY))
    typer.echo(render(now.readout.said, SENTENCES, speaking.language))
    if now.readout.shown or now.readout.held_back:
        print_table(readout_table(now.readout, speaking.language), speaking.language)


@app.command()
def ask(
    context: typer.Context,
    skus: Annotated[list[str], typer.Argument(metavar="SKU…", help="购物车里的商品 what lies in the basket")],
    channel: Annotated[str, typer.Option("--channel", help="渠道。 Channel.")] = "",
    most: Annotated[int, typer.Option("--most", help="最多几个。 At most.")] = 3,
    visit: Annotated[str | None, typer.Option("--visit", help="购物车编号，分对照组用。 The basket's number.")] = None,
    as_json: JsonOption = False,
) -> None:
    """这个购物车现在推荐什么，为什么；什么也不写。 What goes with a basket now, and why; writes nothing."""
    from zhanggui.app.selling.companions import ask as asked
    from zhanggui.checkout.asked import understood
    from zhanggui.checkout.companions.answering import CompanionsRequest, plain_companions
    from zhanggui.surfaces.companions_tables import answer_table

    speaking = session(context)
    said = {"skus": tuple(skus), "channel": channel, "most": most, "visit": visit}
    answer = asked(speaking.shop(), understood(CompanionsRequest, said))
    if as_json:
        print_json(plain_companions(answer))
    elif not answer.version:
        typer.echo(speaking.say(_NONE))
    elif answer.companions:
        print_table(answer_table(answer, speaking.language), speaking.language)
    elif answer.skus:
        typer.echo(speaking.say(_HELD_BACK, skus=", ".join(answer.skus)))
    else:
        typer.echo(speaking.say(_NOTHING))


@app.command()
def withdraw(context: typer.Context, as_json: JsonOption = False) -> None:
    """撤下推荐：购物车不再展示。 Show nothing at the cart from now on."""
    from dataclasses import asdict

    from zhanggui.app.deciding import local_actor
    from zhanggui.app.selling.companions import withdraw as take_down

    speaking = session(context)
    done = take_down(speaking.shop(), actor=local_actor())
    if as_json:
        print_json(asdict(done))
    else:
        typer.echo(speaking.say(_WITHDRAWN, version=done.version))
