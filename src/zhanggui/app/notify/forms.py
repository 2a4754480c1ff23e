"""In which form does each messenger want a message, and how is it signed?

DingTalk custom robots sign the address: base64 of HMAC-SHA256 with the secret as key over the time in milliseconds,
a line end and the secret, appended as `timestamp` and `sign`. Feishu custom bots sign the body: the time in seconds, a
line end and the secret are the key, the message is empty. WeCom robots and Slack webhooks have no signature: their
address is the secret.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from datetime import datetime

    from zhanggui.books.notify_targets import TargetKind

WECOM_BYTES = 4096
MOST_BYTES = 18_000  # DingTalk and Feishu refuse bodies above 20 kB
CUT = "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is said: a title, and lines of plain text."""

    title: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """Everything as plain text."""
        return "\n".join((self.title, *self.lines))


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """What is posted where: an address with its signature, and a JSON body."""

    url: str
    body: Mapping[str, Any]


def posting(kind: TargetKind, message: Message, secret: Mapping[str, Any], at: datetime) -> Posting:
    """The message as the messenger wants it."""
    url, key = str(secret["url"]), str(secret.get("secret") or "")
    match kind:
        case "dingtalk":
            body = {"msgtype": "markdown", "markdown": {"title": message.title, "text": _markdown(message, MOST_BYTES)}}
            return Posting(url=_signed_address(url, key, at) if key else url, body=body)
        case "feishu":
            text = {"msg_type": "text", "content": {"text": shortened(message.text, MOST_BYTES)}}
            return Posting(url=url, body={**_signed_body(key, at), **text} if key else text)
        case "wecom":
            return Posting(
                url=url, body={"msgtype": "markdown", "markdown": {"content": _markdown(message, WECOM_BYTES)}}
            )
        case _:
            return Posting(url=url, body={"text": shortened(_slack(message), MOST_BYTES)})


def dingtalk_sign(timestamp_ms: int, secret: str) -> str:
    """The signature of a DingTalk robot: the secret is the key, the text names the time and the secret."""
    text = f"{timestamp_ms}\n{secret}".encode()
    return base64.b64encode(hmac.digest(secret.encode(), text, hashlib.sha256)).decode()


def feishu_sign(timestamp_s: int, secret: str) -> str:
    """The signature of a Feishu bot: the key is the text, the message is empty."""
    key = f"{timestamp_s}\n{secret}".encode()
    return base64.b64encode(hmac.digest(key, b"", hashlib.sha256)).decode()


def shortened(text: str, most_bytes: int) -> str:
    """The text cut at whole letters to so many bytes.

    >>> shortened("茶叶店", 9), shortened("茶叶店茶", 9)
    ('茶叶店', '茶叶…')
    """
    encoded = text.encode()
    if len(encoded) <= most_bytes:
        return text
    return encoded[: most_bytes - len(CUT.encode())].decode(errors="ignore") + CUT


def _signed_address(url: str, secret: str, at: datetime) -> str:
    timestamp = round(at.timestamp() * 1000)
    joint = "&" if "?" in url else "?"
    return f"{url}{joint}timestamp={timestamp}&sign={quote(dingtalk_sign(timestamp, secret), safe='')}"


def _signed_body(secret: str, at: datetime) -> dict[str, str]:
    timestamp = int(at.timestamp())
    return {"timestamp": str(timestamp), "sign": feishu_sign(timestamp, secret)}


def _markdown(message: Message, most_bytes: int) -> str:
    lines = "\n".join(f"- {_plain(line)}" for line in message.lines)
    return shortened(f"### {_plain(message.title)}\n{lines}", most_bytes)


def _plain(text: str) -> str:
    """Text in which nothing reads as a link or as a mark: names in the shop's data come from outside."""
    return "".join(f"\\{letter}" if letter in "[]<>*_`" else letter for letter in text)


def _slack(message: Message) -> str:
    def safe(text: str) -> str:
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    return "\n".join((f"*{safe(message.title)}*", *(f"• {safe(line)}" for line in message.lines)))
