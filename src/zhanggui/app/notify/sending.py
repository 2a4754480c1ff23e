"""How does a message leave the house: by webhook or by mail, and did it arrive?"""

from __future__ import annotations

import re
import smtplib
import ssl
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from zhanggui.app.notify.forms import Message, posting
from zhanggui.core.errors import NotAllowed, RequestAtFault, ShopAtFault
from zhanggui.core.words import Words

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from zhanggui.books.notify_targets import NotifyTarget, TargetKind

SECONDS = 10.0
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
LONGEST_ANSWER = 65_536
TLS_PORT = 465  # where mail servers speak TLS from the first byte (RFC 8314)
HOST = re.compile(r"[a-z0-9.:-]+")
MAILBOX = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+")
Security = Literal["tls", "starttls"]


class MessageNotDelivered(ShopAtFault):
    """The messenger or the mail server did not take the message."""

    sentence = Words(
        zh="“{title}”没有收下消息（{why}）。请检查地址、签名密钥和网络后重试：zhanggui notify test {target}",
        en="'{title}' did not take the message ({why}). Check address, signing secret and network, then try: zhanggui notify "
        "test {target}",
    )


class HostNotListed(NotAllowed):
    """The owner has not allowed messages to that host."""

    sentence = Words(
        zh="主机 {host} 不在店主允许的名单里，没有发送。请店主重新增加这个通知对象。",
        en="The host {host} is not on the owner's list, so nothing was sent. An owner has to add the target again.",
    )


class AddressNotUnderstood(RequestAtFault):
    """An address to which nothing can be sent safely."""

    sentence = Words(
        zh="通知地址须是 https:// 开头的完整网址（本机除外）；邮件须有服务器、发件人和收件人。",
        en="A webhook takes a full https:// address (this machine excepted); mail takes a server, a sender and recipients.",
    )


def host_of(kind: TargetKind, secret: Mapping[str, Any]) -> str:
    """The host that messages go to; refuses what is neither https nor this machine."""
    host = _mail_host(secret) if kind == "email" else _webhook_host(secret)
    if not HOST.fullmatch(host):
        raise AddressNotUnderstood
    return host


def _mail_host(secret: Mapping[str, Any]) -> str:
    boxes = [str(secret.get("sender", "")), *map(str, secret.get("recipients") or [""])]
    return str(secret.get("host", "")).lower() if all(map(MAILBOX.fullmatch, boxes)) else ""


def _webhook_host(secret: Mapping[str, Any]) -> str:
    """The host, or nothing where the address is not safe."""
    try:
        parts = urlsplit(str(secret.get("url", "")))
        host = (parts.hostname or "").lower()
        _ = parts.port
    except ValueError:
        return ""
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)
    return host if is_safe and not parts.username else ""


def send(
    target: NotifyTarget, message: Message, secret: Mapping[str, Any], *, allowed: Collection[str], at: datetime
) -> None:
    """Deliver a message or say why not; the address and its secrets are in no error and no log."""
    host = host_of(target.kind, secret)
    if host not in allowed:
        raise HostNotListed(host=host)
    if target.kind == "email":
        _mail(target, message, secret, at)
    else:
        _post(target, message, secret, at)


def _post(target: NotifyTarget, message: Message, secret: Mapping[str, Any], at: datetime) -> None:
    import httpx

    asked = posting(target.kind, message, secret, at)
    try:
        with httpx.Client(timeout=SECONDS, follow_redirects=False, trust_env=False) as client:
            answer = client.post(asked.url, json=dict(asked.body))
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as problem:
        raise _not_delivered(target, Words(zh="连接失败", en="no connection"), type(problem).__name__) from None
    refusal = _refusal(target.kind, answer.status_code, answer.content[:LONGEST_ANSWER])
    if refusal:
        raise _not_delivered(target, Words(zh="对方拒绝", en="refused"), refusal)


def _refusal(kind: TargetKind, status: int, content: bytes) -> str:
    """Messengers answer 200 to what they refuse and say a number that is not zero."""
    import json

    if status != 200:  # noqa: PLR2004 - HTTP's OK
        return f"HTTP {status}"
    if kind == "slack":
        return ""
    try:
        told = json.loads(content)
        code = told.get("errcode", told.get("code", told.get("StatusCode", 0)))
    except (ValueError, AttributeError):
        return "?"
    return "" if code == 0 else f"{int(code) if isinstance(code, int | float) else '?'}"


def _mail(target: NotifyTarget, message: Message, secret: Mapping[str, Any], at: datetime) -> None:
    letter = EmailMessage()
    letter["Subject"] = " ".join(message.title.split())
    letter["From"] = str(secret["sender"])
    letter["To"] = ", ".join(secret["recipients"])
    letter["Date"] = at
    letter.set_content("\n".join(message.lines))
    try:
        with _server(secret) as server:
            if secret.get("user"):
                server.login(str(secret["user"]), str(secret.get("password", "")))
            server.send_message(letter)
    except ssl.SSLCertVerificationError as problem:
        distrusted = Words(
            zh="邮件服务器的证书不受信任（公司自己的证书用环境变量 SSL_CERT_FILE 指定）",
            en="the mail server's certificate is not trusted (name a company's own authority in SSL_CERT_FILE)",
        )
        raise _not_delivered(target, distrusted, problem.verify_message) from None
    except (OSError, smtplib.SMTPException, UnicodeError) as problem:
        raise _not_delivered(target, Words(zh="邮件服务器拒绝", en="mail refused"), type(problem).__name__) from None


def _server(secret: Mapping[str, Any]) -> smtplib.SMTP:
    """An encrypted connection; a password never travels in the open, and only this machine is spoken to without it.

    The server's certificate must be one that this machine trusts; a company's own authority is named in SSL_CERT_FILE.
    """
    host, port = str(secret["host"]), int(secret.get("port") or TLS_PORT)
    security: Security | None = secret.get("security") or ("tls" if port == TLS_PORT else None)
    context = ssl.create_default_context()
    if security == "tls":
        return smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=context)
    server = smtplib.SMTP(host, port, timeout=SECONDS)
    if security == "starttls" or host.lower() not in LOOPBACK:
        try:
            server.starttls(context=context)
        except BaseException:
            server.close()
            raise
    return server


def _not_delivered(target: NotifyTarget, what: Words, detail: str) -> MessageNotDelivered:
    why = Words(zh=f"{what.zh}：{detail}", en=f"{what.en}: {detail}")
    return MessageNotDelivered(title=target.title, target=target.id, why=why)
