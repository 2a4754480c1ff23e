"""How are the customers who are one person found, merged and taken apart at the command line?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from zhanggui.core.words import Words
from zhanggui.surfaces.cli.console import Counter, JsonOption, Session, print_json, session
from zhanggui.surfaces.cli.people import print_grid
from zhanggui.surfaces.cli.products import PublishedWords, Why

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhanggui.app.same.members import DecidedMember
    from zhanggui.app.same.preview import Preview

app = typer.Typer(
    cls=Counter,
    no_args_is_help=True,
    help="同一会员：各渠道的同一个人。 One member: the same person on several channels.",
)
Id = Annotated[str, typer.Argument(metavar="ID", help="members list 给出的编号。 An id from members list.")]
_HEADS = (
    Words(zh="编号", en="Id"),
    Words(zh="顾客", en="Customers"),
    Words(zh="证据", en="Evidence"),
)
_DECIDED_HEADS = (
    *_HEADS[:2],
    Words(zh="计为", en="Count as"),
    Words(zh="决定", en="Decided"),
    Words(zh="生效", en="In force"),
)
_SHOP_HEADS = (Words(zh="全店", en="Whole shop"), Words(zh="之前", en="Before"), Words(zh="之后", en="After"))
_PERSON_HEADS = (Words(zh="顾客", en="Customer"), Words(zh="最近、次数、金额", en="Recency, frequency, money"))
_PROPOSED = Words(zh="待确认：{n} 位会员", en="Members to decide about: {n}")
_MERGED = Words(zh="已合并：{n} 位会员", en="Merged members: {n}")
_REFUSED = Words(zh="已否认：{n} 组", en="Refused groups: {n}")
_TOO_SHARED = Words(
    zh="{kind}被 {n} 位顾客共用，超过 {limit} 位，可能是店铺或快递的号码，不作依据。",
    en="A {kind} is shared by {n} {n:customer|customers}, more than {limit}: perhaps the shop's own or a courier's. It proves nothing.",
)
_TOO_LONG = Words(
    zh="有 {n} 位顾客经共用的身份连成一组，超过 {limit} 位，不建议合并。",
    en="{n} {n:customer|customers} {n:is|are} connected by what they share, more than {limit}: they are not proposed as one.",
)
_BEFORE, _AFTER = Words(zh="之前", en="Before"), Words(zh="之后", en="After")
_ORDERS = Words(
    zh="{customer}：{orders} 单（{channels}）", en="{customer}: {orders} {orders:order|orders} ({channels})"
)


@app.command("list")
def listing(context: typer.Context, as_json: JsonOption = False) -> None:
    """列出建议、已合并和被否认的会员。 Members proposed, merged and refused."""
    from zhanggui.app.same.members import overview
    from zhanggui.app.same.telling_members import KINDS, plain_members, shared_said

    speaking = session(context)
    told = overview(speaking.shop())
    plain = plain_members(told)
    if as_json:
        print_json(plain)
        return
    typer.echo(speaking.say(_PROPOSED, n=len(told.proposed)))
    rows = [
        (
            each["id"],
            "\n".join(
                speaking.say(_ORDERS, customer=c["customer"], orders=c["orders"], channels=" · ".join(c["channels"]))
                for c in each["customers"]
            ),
            "\n".join(shared_said(shared, speaking.language) for shared in each["identities"]),
        )
        for each in plain["proposed"]
    ]
    if rows:
        print_grid(_HEADS, rows, speaking.language)
    for words, decided in ((_MERGED, told.merged), (_REFUSED, told.refused)):
        if decided:
            typer.echo(speaking.say(words, n=len(decided)))
            _print_decided(decided, speaking)
    for each in plain["too_shared"]:
        limit = plain["most_customers_of_an_identity"]
        typer.echo(speaking.say(_TOO_SHARED, kind=speaking.say(KINDS[each["kind"]]), n=each["customers"], limit=limit))
    for names in told.too_long:
        typer.echo(speaking.say(_TOO_LONG, n=len(names), limit=plain["most_customers_of_a_member"]))
    if told.waiting:
        typer.echo(speaking.say(PublishedWords.waiting, n=told.waiting))


@app.command("preview")
def preview(context: typer.Context, member: Id, as_json: JsonOption = False) -> None:
    """合并（或拆开）会改变什么，先看再定。 What merging, or unmerging, would change."""
    from zhanggui.app.same.preview import preview_of
    from zhanggui.app.same.telling_members import plain_preview

    speaking = session(context)
    told = preview_of(speaking.shop(), member)
    if as_json:
        print_json(plain_preview(told))
    else:
        _print_preview(told, speaking)


@app.command("merge")
def merge(
    context: typer.Context,
    member: Id,
    why: Why = "",
    yes: Annotated[bool, typer.Option("--yes", help="不再询问。 Do not ask.")] = False,
    as_json: JsonOption = False,
) -> None:
    """合并为一位会员；先显示影响。 Merge into one member; shows the effect first."""
    from zhanggui.app.deciding import local_actor
    from zhanggui.app.same import members

    speaking = session(context)
    _ask_first(speaking, member, yes=yes)
    _print_done(members.merge(speaking.shop(), member, actor=local_actor(), why=why), speaking, as_json=as_json)


@app.command("unmerge")
def unmerge(
    context: typer.Context,
    member: Id,
    why: Why = "",
    yes: Annotated[bool, typer.Option("--yes", help="不再询问。 Do not ask.")] = False,
    as_json: JsonOption = False,
) -> None:
    """拆开合并的会员（或撤回否认），数字完全恢复。 Take a member apart again; figures become what they were."""
    from zhanggui.app.deciding import local_actor
    from zhanggui.app.same import members

    speaking = session(context)
    _ask_first(speaking, member, yes=yes)
    _print_done(members.unmerge(speaking.shop(), member, actor=local_actor(), why=why), speaking, as_json=as_json)


@app.command("refuse")
def refuse(context: typer.Context, member: Id, why: Why = "", as_json: JsonOption = False) -> None:
    """不是同一个人，不再建议。 They are different people; do not propose it again."""
    from zhanggui.app.deciding import local_actor
    from zhanggui.app.same import members

    speaking = session(context)
    _print_done(members.refuse(speaking.shop(), member, actor=local_actor(), why=why), speaking, as_json=as_json)


def _ask_first(speaking: Session, member: str, *, yes: bool) -> None:
    from zhanggui.app.same.members import is_refused
    from zhanggui.app.same.preview import preview_of

    if not yes:
        if not is_refused(speaking.shop(), member):
            _print_preview(preview_of(speaking.shop(), member), speaking, err=True)
        typer.confirm(speaking.say(PublishedWords.sure), abort=True, err=True)


def _print_preview(told: Preview, speaking: Session, *, err: bool = False) -> None:
    from zhanggui.app.same.telling_members import buyer_rows, preview_rows

    print_grid(_SHOP_HEADS, preview_rows(told, speaking.language), speaking.language, err=err)
    for words, people in ((_BEFORE, told.people_before), (_AFTER, told.people_after)):
        typer.echo(speaking.say(words), err=err)
        print_grid(_PERSON_HEADS, buyer_rows(people, told.currency, speaking.language), speaking.language, err=err)


def _print_done(done: DecidedMember, speaking: Session, *, as_json: bool) -> None:
    from zhanggui.app.same.telling_members import plain_member

    if as_json:
        print_json(plain_member(done))
        return
    _print_decided([done], speaking)
    if not done.in_force:
        typer.echo(speaking.say(PublishedWords.waiting, n=1))


def _print_decided(decided: Sequence[DecidedMember], speaking: Session) -> None:
    rows: list[tuple[Any, ...]] = [
        (
            each.id,
            "\n".join(each.customers),
            each.member or "—",
            f"{each.by} {each.at:%Y-%m-%d %H:%M}" + (f"\n{each.why}" if each.why else ""),
            speaking.say(PublishedWords.yes if each.in_force else PublishedWords.not_yet),
        )
        for each in decided
    ]
    print_grid(_DECIDED_HEADS, rows, speaking.language)
