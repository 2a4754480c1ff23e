"""How are alerts read and acknowledged, and messages sent, at the command line?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from zhanggui.core.words import Words
from zhanggui.surfaces.cli.console import Counter, JsonOption, print_json, print_page, session

if TYPE_CHECKING:
    from zhanggui.app.alerts import Alerts
    from zhanggui.app.notify.dispatch import Sent
    from zhanggui.core.words import Language
    from zhanggui.surfaces.presentation import Page

app = typer.Typer(
    cls=Counter, help="预警：看板上哪些数字不该是这样。 Numbers that were not what they should have been."
)
notify = typer.Typer(
    cls=Counter,
    no_args_is_help=True,
    help="通知：钉钉、飞书、企业微信、Slack、邮件。 Messages to DingTalk, Feishu, WeCom, Slack and by mail.",
)
_NOTED = Words(zh="已确认：{key}", en="Acknowledged: {key}")
_ADDED = Words(
    zh="已增加 {target}（{host}）。试一下：zhanggui notify test {target}",
    en="Added {target} ({host}). Try it with: zhanggui notify test {target}",
)
_REMOVED = Words(zh="已移除 {target}，它的密钥也已删除。", en="Removed {target}; its secrets are gone.")
_TRIED = Words(zh="测试消息已送达。", en="The test message was delivered.")
_NO_TARGETS = Words(
    zh="还没有通知对象。增加一个：zhanggui notify add dingtalk",
    en="Nobody to send to yet. Add a target: zhanggui notify add dingtalk",
)
_SENT = Words(
    zh="{target} {title}：预警 {alerts} 条，摘要 {digest}{quiet}",
    en="{target} {title}: {alerts} alerts, digest {digest}{quiet}",
)
_QUIET = Words(zh="（静默时段，预警稍后再发）", en=" (quiet hours: alerts wait)")
_URL = Words(zh="Webhook 网址（不会显示）", en="Webhook address (not shown)")
_SECRET = Words(zh="签名密钥，没有则回车（不会显示）", en="Signing secret, empty for none (not shown)")
_PASSWORD = Words(zh="邮箱密码或授权码，没有则回车（不会显示）", en="Mail password, empty for none (not shown)")


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


@notify.command("add")
def add(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(metavar="KIND", help="dingtalk | feishu | wecom | slack | email")],
    title: Annotated[str, typer.Option("--title", help="怎么称呼它。 What it is called.")] = "",
    url: Annotated[
        str | None, typer.Option("--url", envvar="ZHANGGUI_NOTIFY_URL", help="不写则提示输入。 Asked for if left out.")
    ] = None,
    secret: Annotated[
        str | None, typer.Option("--secret", envvar="ZHANGGUI_NOTIFY_SECRET", help="签名密钥或邮箱密码。 Secret.")
    ] = None,
    host: Annotated[str, typer.Option("--host", help="邮件服务器。 Mail server.")] = "",
    port: Annotated[int, typer.Option("--port", help="465 或 587。 Its port.")] = 465,
    user: Annotated[str, typer.Option("--user", help="邮箱登录名。 Its login.")] = "",
    sender: Annotated[str, typer.Option("--from", help="发件人。 Sender.")] = "",
    to: Annotated[list[str] | None, typer.Option("--to", help="收件人，可多次。 Recipients.")] = None,
    quiet_from: Annotated[int, typer.Option("--quiet-from", help="静默开始的整点。 Quiet from.")] = 22,
    quiet_to: Annotated[int, typer.Option("--quiet-to", help="静默结束的整点。 Quiet to.")] = 8,
) -> None:
    """增加通知对象；网址和密钥加密保存，不再显示。 Add a target; address and secret are sealed."""
    from zhanggui.app.deciding import local_actor
    from zhanggui.app.notify import dispatch
    from zhanggui.books.notify_targets import QuietHours

    speaking = session(context)
    target_kind = _kind(kind)
    told: dict[str, Any]
    if target_kind == "email":
        password = (
            secret if secret is not None else typer.prompt(speaking.say(_PASSWORD), "", hide_input=True, err=True)
        )
        told = {"host": host, "port": port, "user": user, "password": password, "sender": sender}
        told["recipients"] = to or []
    else:
        address = url if url is not None else typer.prompt(speaking.say(_URL), hide_input=True, err=True)
        signing = secret if secret is not None else typer.prompt(speaking.say(_SECRET), "", hide_input=True, err=True)
        told = {"url": address, "secret": signing}
    added = dispatch.add(
        speaking.shop(),
        target_kind,
        title=title or kind,
        secret=told,
        language=speaking.language,
        quiet=QuietHours(start=quiet_from, end=quiet_to),
        actor=local_actor(),
    )
    typer.echo(speaking.say(_ADDED, target=added.id, host=added.host))


@notify.command("list")
def listing(context: typer.Context, as_json: JsonOption = False) -> None:
    """列出通知对象，不含密钥。 Targets, without their secrets."""
    from zhanggui.books.notify_targets import targets

    speaking = session(context)
    found = [
        {
            "id": each.id,
            "kind": each.kind,
            "title": each.title,
            "host": each.host,
            "quiet": f"{each.quiet.start:02}–{each.quiet.end:02}",
        }
        for each in targets(speaking.shop().books)
    ]
    if as_json:
        print_json(found)
    elif not found:
        typer.echo(speaking.say(_NO_TARGETS))
    else:
        for line in found:
            typer.echo("  ".join(line.values()))


@notify.command("remove")
def remove(context: typer.Context, target: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """移除通知对象并删除其密钥。 Remove a target and its secrets."""
    from zhanggui.app.deciding import local_actor
    from zhanggui.books.notify_targets import remove_target

    speaking = session(context)
    shop = speaking.shop()
    remove_target(shop.books, target, by=local_actor(), at=shop.clock.now())
    typer.echo(speaking.say(_REMOVED, target=target))


@notify.command("test")
def send_trial(context: typer.Context, target: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """发一条测试消息。 Send a test message."""
    from zhanggui.app.notify import dispatch

    speaking = session(context)
    dispatch.send_trial(speaking.shop(), target)
    typer.echo(speaking.say(_TRIED))


@notify.command("send")
def send(
    context: typer.Context,
    digest: Annotated[bool, typer.Option("--digest", help="现在就发摘要。 Send the digest now.")] = False,
    as_json: JsonOption = False,
) -> None:
    """发出到点的消息：新预警，9 点后的每日摘要。适合放进定时任务。 Send what is due; made for cron."""
    from zhanggui.app.notify import dispatch

    speaking = session(context)
    sent = dispatch.send_due(speaking.shop(), force_digest=digest)
    if as_json:
        print_json([_plain(each) for each in sent])
    elif not sent:
        typer.echo(speaking.say(_NO_TARGETS))
    else:
        for each in sent:
            typer.echo(_line(each, speaking.language))
    if any(each.problem for each in sent):
        raise typer.Exit(1)


def _page(found: Alerts, language: Language, *, every: bool) -> Page:
    from dataclasses import replace

    from zhanggui.app import catalog
    from zhanggui.app.alerts import ALERTS
    from zhanggui.surfaces.presentation import page

    result: Any = found.run.result
    shown = replace(result, alerts=found.rows if every else found.unnoted)
    return replace(page(shown, catalog.capability(ALERTS), language), drawings=())


def _kind(text: str) -> Any:
    from zhanggui.books.notify_targets import KINDS
    from zhanggui.core.errors import UnknownName

    if text not in KINDS:
        raise UnknownName(
            kind=Words(zh="通知方式", en="kind of target"),
            name=text,
            near=", ".join(KINDS),
            listing="zhanggui notify add --help",
        )
    return text


def _plain(sent: Sent) -> dict[str, Any]:
    return {
        "target": sent.target.id,
        "alerts": sent.alerts,
        "digest": sent.is_digest,
        "quiet": sent.is_quiet,
        "problem": {"zh-CN": sent.problem.text("zh-CN"), "en": sent.problem.text("en")} if sent.problem else None,
    }


def _line(sent: Sent, language: Language) -> str:
    if sent.problem:
        return f"{sent.target.id} {sent.target.title}: {sent.problem.text(language)}"
    return _SENT.text(language).format(
        target=sent.target.id,
        title=sent.target.title,
        alerts=sent.alerts,
        digest="✓" if sent.is_digest else "–",
        quiet=_QUIET.text(language) if sent.is_quiet else "",
    )
