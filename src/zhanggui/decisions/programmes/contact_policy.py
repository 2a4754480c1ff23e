"""Over which channels may customers be written to, how often, and when not?"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, model_validator

from zhanggui.books.contacts import Caps
from zhanggui.books.notify_targets import QuietHours
from zhanggui.core.described import described
from zhanggui.core.words import Words

Hour = Annotated[int, Field(ge=0, le=23)]


class ContactChannel(BaseModel):
    """One way to reach people: which kind of contact of the vault it takes, by which consent, at what cost."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, described("代码", "Code", unit="code")]
    title: Annotated[Words, described("名称", "Title")]
    contact_kind: Annotated[Literal["account", "platform_id", "phone", "email"], described("联系方式", "Contact")]
    consent: Annotated[
        Literal["accepts_sms", "accepts_email", "declared"],
        described(
            "同意依据",
            "Consent",
            about_zh="会员表中的列；declared 表示店主声明该渠道的用户已同意",
            about_en="A column of the customers table; declared: the owner says that users of the channel agreed",
        ),
    ]
    cost_minor: Annotated[int, Field(ge=0), described("每次成本", "Cost of one contact", unit="money")] = 0


DEFAULT_CHANNELS = (
    ContactChannel(
        name="app", title=Words(zh="APP 推送", en="App"), contact_kind="account", consent="declared", cost_minor=0
    ),
    ContactChannel(
        name="wechat", title=Words(zh="微信", en="WeChat"), contact_kind="platform_id", consent="declared", cost_minor=2
    ),
    ContactChannel(
        name="sms", title=Words(zh="短信", en="Text message"), contact_kind="phone", consent="accepts_sms", cost_minor=6
    ),
    ContactChannel(
        name="email", title=Words(zh="邮件", en="E-mail"), contact_kind="email", consent="accepts_email", cost_minor=1
    ),
    ContactChannel(
        name="phone", title=Words(zh="电话", en="Phone"), contact_kind="phone", consent="accepts_sms", cost_minor=300
    ),
)


class ContactPolicy(BaseModel):
    """The rules that hold over all programmes together."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    most_a_day: Annotated[int, Field(ge=1, le=5), described("每天最多", "Most a day", unit="count")] = 1
    most_in_7_days: Annotated[int, Field(ge=1, le=14), described("7 天最多", "Most in 7 days", unit="count")] = 2
    most_in_30_days: Annotated[int, Field(ge=1, le=60), described("30 天最多", "Most in 30 days", unit="count")] = 4
    quiet_from: Annotated[Hour, described("静默开始", "Quiet from", about_zh="整点", about_en="Full hour")] = 21
    quiet_to: Annotated[Hour, described("静默结束", "Quiet until", about_zh="整点", about_en="Full hour")] = 9
    channels: Annotated[tuple[ContactChannel, ...], described("渠道", "Channels")] = DEFAULT_CHANNELS
    declared_consent: Annotated[
        tuple[str, ...],
        described(
            "声明已同意的渠道",
            "Channels with declared consent",
            about_zh="店主声明用户已同意接收的渠道；未列出的渠道没有同意记录就不发",
            about_en="The owner declares that their users agreed; nothing is sent over others without consent on record",
        ),
    ] = ()
    excluded_customers: Annotated[tuple[str, ...], described("不打扰名单", "Never contacted")] = ()
    excluded_tags: Annotated[tuple[str, ...], described("不打扰标签", "Tags never contacted")] = ()

    @model_validator(mode="after")
    def _caps_fit(self) -> Self:
        if not self.most_a_day <= self.most_in_7_days <= self.most_in_30_days:
            message = "most_a_day ≤ most_in_7_days ≤ most_in_30_days"
            raise ValueError(message)
        return self

    @property
    def caps(self) -> Caps:
        """The frequency caps as the books keep them."""
        return Caps(day=self.most_a_day, week=self.most_in_7_days, month=self.most_in_30_days)

    def channel(self, name: str) -> ContactChannel:
        """One channel."""
        return next(channel for channel in self.channels if channel.name == name)

    def send_from(self, at: datetime, timezone: str) -> datetime:
        """The first moment from an instant on that is not quiet in the shop's zone.

        >>> from datetime import UTC
        >>> late = datetime(2026, 3, 1, 14, 30, tzinfo=UTC)  # 22:30 in Shanghai
        >>> ContactPolicy().send_from(late, "Asia/Shanghai").isoformat()
        '2026-03-02T09:00:00+08:00'
        """
        local = at.astimezone(ZoneInfo(timezone))
        if not QuietHours(start=self.quiet_from, end=self.quiet_to).hold(local.hour):
            return local
        day = local.date() + timedelta(days=1 if local.hour >= self.quiet_to else 0)
        return datetime.combine(day, time(self.quiet_to), local.tzinfo)
