"""How are the codes of one product found, joined and parted at the command line?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from zhanggui.core.words import Words
from zhanggui.surfaces.cli.console import Counter, JsonOption, Session, print_json, session
from zhanggui.surfaces.cli.people import print_grid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhanggui.app.same.products import DecidedMatch, ProductMatches

app = typer.Typer(
    cls=Counter,
    no_args_is_help=True,
    help="同一商品：各渠道编码的对照。 One product: the codes of its channels.",
)
Ids = Annotated[list[str], typer.Argument(metavar="ID…", help="products match 给出的编号。 Ids from products match.")]
Why = Annotated[str, typer.Option("--why", help="理由，记录在案。 The reason, kept on record.")]
Channel = Annotated[str, typer.Argument(metavar="CHANNEL", help="渠道，如 jd。 A channel such as jd.")]
Code = Annotated[str, typer.Argument(metavar="CODE", help="该渠道的编码。 The code on that channel.")]
_HEADS = (
    Words(zh="编号", en="Id"),
    Words(zh="渠道", en="Channel"),
    Words(zh="编码", en="Code"),
    Words(zh="计为", en="Counts as"),
    Words(zh="依据", en="Found by"),
    Words(zh="证据", en="Evidence"),
)
_DECIDED_HEADS = (*_HEADS[:5], Words(zh="决定", en="Decided"), Words(zh="生效", en="In force"))
_PROPOSED = Words(zh="待确认：{n} 个", en="To decide: {n}")
_JOINED = Words(zh="已合并：{n} 个", en="Joined: {n}")
_REFUSED = Words(zh="已否认：{n} 个", en="Refused: {n}")
_SHARED = Words(
    zh="{n} 个编码在几个渠道上相同，已按同一商品计算；若不是同一商品：zhanggui products part 渠道 编码",
    en="{n} {n:code|codes} {n:is|are} the same on several channels and count as one product; where one is not: "
    "zhanggui products part CHANNEL CODE",
)
_PUBLISHED = Words(zh="已发布第 {snapshot} 版。", en="Published version {snapshot}.")


class PublishedWords:
    """What is said of decisions that count, or not yet."""

    yes = Words(zh="是", en="yes")
    not_yet = Words(zh="下次发布", en="next publishing")
    sure = Words(zh="确定吗？", en="Do it?")
    waiting = Words(
        zh="{n} 个决定在下次发布时生效：zhanggui products publish",
        en="Waiting for the next publishing: {n}. Publish now with: zhanggui products publish",
    )


@app.command("match")
def match(context: typer.Context, as_json: JsonOption = False) -> None:
    """列出建议、已合并和已否认的编码。 What is proposed, joined and refused."""
    from zhanggui.app.same.products import overview
    from zhanggui.app.same.telling_products import SCORE, plain_matches

    speaking = session(context)
    told = overview(speaking.shop())
    if as_json:
        print_json(plain_matches(told))
        return
    _print_proposed(told, speaking)
    for words, decided in ((_JOINED, told.joined), (_REFUSED, told.refused)):
        if decided:
            typer.echo(speaking.say(words, n=len(decided)))
            _print_decided(decided, speaking)
    if told.shared_codes:
        typer.echo(speaking.say(_SHARED, n=told.shared_codes))
    if told.proposed:
        typer.echo(speaking.say(SCORE))
    if told.waiting:
        typer.echo(speaking.say(PublishedWords.waiting, n=told.waiting))


@app.command("confirm")
def confirm(context: typer.Context, ids: Ids, why: Why = "", as_json: JsonOption = False) -> None:
    """确认是同一商品。 They are one product."""
    from zhanggui.app.deciding import local_actor
    from zhanggui.app.same import products

    speaking = session(context)
    _print_done(products.confirm(speaking.shop(), ids, actor=local_actor(), why=why), speaking, as_json=as_json)


@app.command("refuse")
def refuse(context: typer.Context, ids: Ids, why: Why = "", as_json: JsonOption = False) -> None:
    """不是同一商品，不再建议。 They are two products; do not propose it again."""
    from zhanggui.app.deciding import local_actor
    from zhanggui.app.same import products

    speaking = session(context)
    _print_done(products.refuse(speaking.shop(), ids, actor=local_actor(), why=why), speaking, as_json=as_json)


@app.command("undo")
def undo(context: typer.Context, ids: Ids, why: Why = "", as_json: JsonOption = False) -> None:
    """撤销决定，恢复原来的数字。 Take a decision back; figures become what they were."""
    from zhanggui.app.deciding import local_actor
    from zhanggui.app.same import products

    speaking = session(context)
    _print_done(products.undo(speaking.shop(), ids, actor=local_actor(), why=why), speaking, as_json=as_json)


@app.command("join")
def join(
    context: typer.Context,
    channel: Channel,
    code: Code,
    sku: Annotated[str, typer.Argument(metavar="SKU", help="计为哪个 SKU。 The SKU it counts as.")],
    why: Why = "",
    as_json: JsonOption = False,
) -> None:
    """人工指定一个渠道编码计为哪个商品。 Let a channel's code count as a product, by hand."""
    from zhanggui.app.deciding import local_actor
    from zhanggui.app.same import products

    speaking = session(context)
    done = products.join(speaking.shop(), channel, code, sku, actor=local_actor(), why=why)
    _print_done([done], speaking, as_json=as_json)


@app.command("part")
def part(context: typer.Context, channel: Channel, code: Code, why: Why = "", as_json: JsonOption = False) -> None:
    """几个渠道编码相同、但这个渠道的是另一商品。 The same code is another product on this channel."""
    from zhanggui.app.deciding import local_actor
    from zhanggui.app.same import products

    speaking = session(context)
    done = products.part(speaking.shop(), channel, code, actor=local_actor(), why=why)
    _print_done([done], speaking, as_json=as_json)


@app.command("publish")
def publish(context: typer.Context, as_json: JsonOption = False) -> None:
    """发布新版本，让决定生效。 Publish a version in which decisions count."""
    from zhanggui.app import loading

    speaking = session(context)
    facts = loading.publish(speaking.shop())
    if as_json:
        print_json({"snapshot": facts.name})
    else:
        typer.echo(speaking.say(_PUBLISHED, snapshot=facts.name))


def _print_proposed(told: ProductMatches, speaking: Session) -> None:
    from zhanggui.app.same.telling_products import evidence, way

    typer.echo(speaking.say(_PROPOSED, n=len(told.proposed)))
    rows = [
        (
            each.id,
            each.match.channel,
            f"{each.match.code}\n{each.match.title}",
            f"{each.match.sku}\n{each.match.sku_title}",
            way(each.match.way, speaking.language),
            "\n".join(evidence(each.match, speaking.language)),
        )
        for each in told.proposed
    ]
    if rows:
        print_grid(_HEADS, rows, speaking.language)


def _print_done(done: Sequence[DecidedMatch], speaking: Session, *, as_json: bool) -> None:
    from zhanggui.app.same.telling_products import plain_decided

    if as_json:
        print_json([plain_decided(each) for each in done])
        return
    _print_decided(done, speaking)
    waiting = sum(not each.in_force for each in done)
    if waiting:
        typer.echo(speaking.say(PublishedWords.waiting, n=waiting))


def _print_decided(decided: Sequence[DecidedMatch], speaking: Session) -> None:
    from zhanggui.app.same.telling_products import way

    rows = [
        (
            each.id,
            each.channel,
            f"{each.code}\n{each.title}",
            each.sku,
            way(each.way, speaking.language),
            f"{each.by} {each.at:%Y-%m-%d %H:%M}" + (f"\n{each.why}" if each.why else ""),
            speaking.say(PublishedWords.yes if each.in_force else PublishedWords.not_yet),
        )
        for each in decided
    ]
    print_grid(_DECIDED_HEADS, rows, speaking.language)
