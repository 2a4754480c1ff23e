"""What has to be told of a place that messages go to, and how is one added and removed?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from zhanggui.app.notify import dispatch
from zhanggui.app.notify.sending import Security
from zhanggui.app.problems import explained
from zhanggui.books import notify_targets, settings
from zhanggui.books.notify_targets import NotifyTarget, QuietHours, TargetKind
from zhanggui.core.errors import RequestAtFault
from zhanggui.core.words import Language, Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhanggui.app.shop import Shop
    from zhanggui.books.people import Actor

HIDDEN = ("url", "secret", "user", "password", "sender", "recipients")


class NotificationNotUnderstood(RequestAtFault):
    """A notification target, or the time of the digest, that cannot be meant."""

    sentence = Words(
        zh="通知设置的“{what}”不对：{why}。时间写成 09:00，端口和静默时段写整数。",
        en="'{what}' of the notification cannot be meant: {why}. Write times as 09:00, ports and quiet hours as whole numbers.",
    )


class TargetWanted(BaseModel):
    """A group robot (address and signing secret), or a mailbox (server, login, sender, recipients)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: TargetKind
    title: Annotated[str, Field(max_length=100, description="What it is called. 名称。")] = ""
    url: Annotated[str, Field(max_length=2000, repr=False, description="The robot's address. 机器人的网址。")] = ""
    secret: Annotated[str, Field(max_length=500, repr=False, description="Its signing secret. 签名密钥。")] = ""
    host: Annotated[str, Field(max_length=255, description="Mail server. 邮件服务器。")] = ""
    port: Annotated[int, Field(ge=1, le=65535, description="Its port. 端口。")] = 465
    security: Annotated[
        Security | None,
        Field(description="How it is encrypted; left out: TLS at 465, STARTTLS elsewhere. 加密方式。"),
    ] = None
    user: Annotated[str, Field(max_length=255, repr=False, description="Login. 登录名。")] = ""
    password: Annotated[str, Field(max_length=500, repr=False, description="Password. 密码或授权码。")] = ""
    sender: Annotated[str, Field(max_length=255, repr=False, description="From. 发件人。")] = ""
    recipients: Annotated[tuple[str, ...], Field(max_length=50, repr=False, description="To. 收件人。")] = ()
    language: Annotated[Language, Field(description="Language of its messages. 消息的语言。")] = "zh-CN"
    quiet_from: Annotated[int, Field(ge=0, le=23, description="Quiet from this hour. 静默开始的整点。")] = 22
    quiet_to: Annotated[int, Field(ge=0, le=23, description="Quiet until this hour. 静默结束的整点。")] = 8

    @property
    def sealed(self) -> dict[str, Any]:
        """What is encrypted and shown to nobody."""
        if self.kind == "email":
            return self.model_dump(include={"host", "port", "security", "user", "password", "sender", "recipients"})
        return self.model_dump(include={"url", "secret"})

    @property
    def open(self) -> dict[str, Any]:
        """What may be written down: nothing that could be misused."""
        return self.model_dump(mode="json", exclude=set(HIDDEN))


def read(told: Mapping[str, Any]) -> TargetWanted:
    """A target from loose text values."""
    try:
        return TargetWanted.model_validate(told)
    except ValidationError as failure:
        raise _not_understood(failure) from None


def add(shop: Shop, wanted: TargetWanted, *, actor: Actor) -> NotifyTarget:
    """Keep a target; whoever is no owner is refused."""
    return dispatch.add(
        shop,
        wanted.kind,
        title=wanted.title.strip() or wanted.kind,
        secret=wanted.sealed,
        language=wanted.language,
        quiet=QuietHours(start=wanted.quiet_from, end=wanted.quiet_to),
        actor=actor,
    )


def remove(shop: Shop, target: str, *, actor: Actor) -> None:
    """Send nothing there any more, and forget its secrets."""
    notify_targets.remove_target(shop.books, target, by=actor, at=shop.clock.now())


def change_time(shop: Shop, digest_at: str, *, expected_version: int, actor: Actor) -> None:
    """Send the digest at another time of day, unless somebody changed the settings since they were read."""
    declared, _ = settings.current(shop.books)
    try:
        wanted = settings.Settings.model_validate({**declared.model_dump(), "digest_at": digest_at})
    except ValidationError as failure:
        raise _not_understood(failure) from None
    settings.change(shop.books, wanted, expected_version=expected_version, by=actor.id, at=shop.clock.now())


def _not_understood(failure: ValidationError) -> NotificationNotUnderstood:
    first = explained(failure.errors())[0]
    return NotificationNotUnderstood(what=first.where, why=first.why)
