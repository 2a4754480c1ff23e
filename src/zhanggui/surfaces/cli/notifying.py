"""Where do messages go, and when, at the command line?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from zhanggui.core.words import Words
from zhanggui.surfaces.cli.console import Counter, JsonOption, Session, print_json, session

if TYPE_CHECKING:
    from datetime import datetime

    from zhanggui.app.notify.dispatch import Sent
    from zhanggui.app.notify.schedule import Schedule
    from zhanggui.core.words import Language

app = typer.Typer(
    cls=Counter,
    no_args_is_help=True,
    help="通知：钉钉、飞书、企业微信、Slack、邮件。 Messages to DingTalk, Feishu, WeCom, Slack and by mail.",
)
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
    en="{target} {title}: alerts {alerts}, digest {digest}{quiet}",
)
_QUIET = Words(zh="（静默时段，预警稍后再发）", en=" (quiet hours: alerts wait)")
_URL = Words(zh="Webhook 网址（不会显示）", en="Webhook address (not shown)")
_SECRET = Words(zh="签名密钥，没有则回车（不会显示）", en="Signing secret, empty for none (not shown)")
_PASSWORD = Words(zh="邮箱密码或授权码，没有则回车（不会显示）", en="Mail password, empty for none (not shown)")
_DAILY = Words(
    zh="每天 {at}（{timezone}）发摘要；下次 {next}。",
    en="The digest goes out at {at} ({timezone}) each day; next {next}.",
)
_RUNNING = Words(zh="服务在运行，上次查看 {at}。", en="The service is running and last looked at {at}.")
_STOPPED = Words(
    zh="没有服务在运行：启动 zhanggui serve，或用定时任务运行 zhanggui notify send。",
    en="No service is running: start zhanggui serve, or have cron run zhanggui notify send.",
)
_TIMES = Words(
    zh="{target} {title}：上次摘要 {digest}，上次预警 {alert}{skipped}",
    en="{target} {title}: last digest {digest}, last alert {alert}{skipped}",
)
_SKIPPED = Words(zh="；{n} 天没有发出摘要，不再补发", en="; digests skipped and not made up: {n}")
_NEVER = Words(zh="还没有", en="never")


@app.command("add")
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
    security: Annotated[
        str | None, typer.Option("--security", help="tls | starttls；不写则 465 用 tls，其余 starttls。 Encryption.")
    ] = None,
    user: Annotated[str, typer.Option("--user", help="邮箱登录名。 Its login.")] = "",
    sender: Annotated[str, typer.Option("--from", help="发件人。 Sender.")] = "",
    to: Annotated[list[str] | None, typer.Option("--to", help="收件人，可多次。 Recipients.")] = None,
    quiet_from: Annotated[int, typer.Option("--quiet-from", help="静默开始的整点。 Quiet from.")] = 22,
    quiet_to: Annotated[int, typer.Option("--quiet-to", help="静默结束的整点。 Quiet to.")] = 8,
) -> None:
    """增加通知对象；网址和密钥加密保存，不再显示。 Add a target; address and secret are sealed."""
    from zhanggui.app.deciding import local_actor
    from zhanggui.app.notify import targets

    speaking = session(context)
    told: dict[str, Any] = {"kind": _kind(kind), "title": title, "language": speaking.language}
    told |= {"quiet_from": quiet_from, "quiet_to": quiet_to}
    if kind == "email":
        told |= {"host": host, "port": port, "user": user, "sender": sender, "recipients": to or []}
        told |= {"password": _hidden(speaking, secret, _PASSWORD), "security": security}
    else:
        told["url"] = url if url is not None else typer.prompt(speaking.say(_URL), hide_input=True, err=True)
        told["secret"] = _hidden(speaking, secret, _SECRET)
    added = targets.add(speaking.shop(), targets.read(told), actor=local_actor())
    typer.echo(speaking.say(_ADDED, target=added.id, host=added.host))


@app.command("list")
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


@app.command("remove")
def remove(context: typer.Context, target: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """移除通知对象并删除其密钥。 Remove a target and its secrets."""
    from zhanggui.app.deciding import local_actor
    from zhanggui.app.notify import targets

    speaking = session(context)
    targets.remove(speaking.shop(), target, actor=local_actor())
    typer.echo(speaking.say(_REMOVED, target=target))


@app.command("test")
def send_trial(context: typer.Context, target: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """发一条测试消息。 Send a test message."""
    from zhanggui.app.notify import dispatch

    speaking = session(context)
    dispatch.send_trial(speaking.shop(), target)
    typer.echo(speaking.say(_TRIED))


@app.command("send")
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


@app.command("status")
def status(context: typer.Context, as_json: JsonOption = False) -> None:
    """每日摘要下次何时发、各处上次何时收到。 When the digest goes out next, and what arrived last."""
    from zhanggui.app.notify import schedule

    speaking = session(context)
    found = schedule.schedule(speaking.shop())
    if as_json:
        print_json(schedule.plain(found))
        return
    for line in _status_lines(found, speaking.language):
        typer.echo(line)


def _hidden(speaking: Session, told: str | None, asked: Words) -> str:
    return told if told is not None else str(typer.prompt(speaking.say(asked), "", hide_input=True, err=True))


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
    return _SENT.filled(
        language,
        target=sent.target.id,
        title=sent.target.title,
        alerts=sent.alerts,
        digest="✓" if sent.is_digest else "–",
        quiet=_QUIET.text(language) if sent.is_quiet else "",
    )


def _status_lines(found: Schedule, language: Language) -> list[str]:
    zone = ZoneInfo(found.timezone)

    def when(at: datetime | None) -> str:
        return f"{at.astimezone(zone):%Y-%m-%d %H:%M}" if at else _NEVER.text(language)

    lines = [
        _DAILY.filled(language, at=found.digest_at, timezone=found.timezone, next=when(found.next_digest_at)),
        (_RUNNING if found.is_running else _STOPPED).filled(language, at=when(found.looked_at)),
    ]
    lines += [found.problem[language]] if found.problem else []
    for each in found.targets:
        skipped = _SKIPPED.filled(language, n=len(each.skipped)) if each.skipped else ""
        times = {"digest": when(each.last.digest_at), "alert": when(each.last.alert_at), "skipped": skipped}
        lines.append(_TIMES.filled(language, target=each.target.id, title=each.target.title, **times))
    return lines if found.targets else [*lines, _NO_TARGETS.text(language)]
