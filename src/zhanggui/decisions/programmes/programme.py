"""What is a programme: for whom it is due, what is said over which channel, and how it is kept honest?"""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from zhanggui.core.described import described
from zhanggui.core.words import Words
from zhanggui.decisions.programmes.triggers import Trigger

BUILT_IN = Path(__file__).with_name("built_in.toml")
NAME = r"^[a-z][a-z0-9_]{0,29}$"


class Message(BaseModel):
    """One wording of what a programme says, with or without a coupon."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(pattern=NAME), described("代码", "Code", unit="code")]
    text: Annotated[Words, described("内容", "Text")]
    coupon_minor: Annotated[int, Field(ge=0), described("券面额", "Face value", unit="money")] = 0
    minimum_minor: Annotated[int, Field(ge=0), described("满多少可用", "Least spend for the coupon", unit="money")] = 0


class Prior(BaseModel):
    """By how much a message raises purchases, relative to being left alone: believed until it was measured."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    low: Annotated[float, Field(ge=-1), described("下限", "Low", unit="ratio")] = -0.05
    estimate: Annotated[float, Field(ge=-1), described("估计", "Estimate", unit="ratio")] = 0.1
    high: Annotated[float, Field(ge=-1), described("上限", "High", unit="ratio")] = 0.3

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not (self.low <= self.estimate <= self.high and self.low < self.high):
            message = "low ≤ estimate ≤ high, and low < high"
            raise ValueError(message)
        return self


class Programme(BaseModel):
    """One lifecycle programme, as data.

    `patience_days`: for so many days from the day they fell due somebody may still be written to, where a cap or a
    quiet day came between. `rest_days`: nobody is taken in again sooner. `holdout_share` of those who are due are never
    written to; while it is not known whether it pays, only `test_share` are.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(pattern=NAME), described("代码", "Code", unit="code")]
    title: Annotated[Words, described("名称", "Title")]
    trigger: Annotated[Trigger, described("触发", "Trigger")]
    messages: Annotated[tuple[Message, ...], Field(min_length=1, max_length=6), described("内容版本", "Messages")]
    channels: Annotated[
        tuple[str, ...],
        Field(min_length=1),
        described(
            "渠道顺序",
            "Channels in order",
            about_zh="前一个不可达或未同意则用下一个",
            about_en="The next one where one is not open",
        ),
    ]
    holdout_share: Annotated[float, Field(ge=0.05, le=0.5), described("对照组比例", "Share held out", unit="rate")] = (
        0.2
    )
    test_share: Annotated[
        float,
        Field(ge=0.05, le=0.5),
        described(
            "试验比例",
            "Share written to while testing",
            about_zh="还不知道是否赚钱时",
            about_en="Until it is known to pay",
            unit="rate",
        ),
    ] = 0.3
    horizon_days: Annotated[int, Field(ge=7, le=90), described("核算天数", "Days that count", unit="days")] = 30
    rest_days: Annotated[int, Field(ge=1), described("同一项目间隔", "Rest", unit="days")] = 60
    patience_days: Annotated[int, Field(ge=1, le=30), described("补发天数", "Days of patience", unit="days")] = 7
    gift_cost_minor: Annotated[
        int,
        Field(ge=0),
        described(
            "每人附加成本", "Further cost a person", about_zh="如随单礼物", about_en="Such as a gift", unit="money"
        ),
    ] = 0
    prior: Annotated[Prior, described("事先假设", "Prior")] = Prior()
    without_tags: Annotated[tuple[str, ...], described("排除标签", "Excluded tags")] = ()
    is_on: Annotated[bool, described("启用", "In use")] = True
    edition: Annotated[
        int,
        Field(ge=1, le=999),
        described(
            "期次",
            "Edition",
            about_zh="加一即重新分组、重新核算，例如换了内容之后",
            about_en="One more deals and measures anew, such as after a change of messages",
        ),
    ] = 1

    @model_validator(mode="after")
    def _messages_differ(self) -> Self:
        names = [message.name for message in self.messages]
        if len(set(names)) < len(names) or {"holdout", "later"} & set(names):
            message = "messages need different names, none of them holdout or later"
            raise ValueError(message)
        return self

    @property
    def key(self) -> str:
        """Under which name the books keep this edition's contacts.

        >>> built_in()[0].key, built_in()[0].model_copy(update={"edition": 2}).key
        ('welcome', 'welcome.2')
        """
        return self.name if self.edition == 1 else f"{self.name}.{self.edition}"

    def message(self, name: str) -> Message:
        """One of its messages."""
        return next(message for message in self.messages if message.name == name)


@functools.cache
def built_in() -> tuple[Programme, ...]:
    """The programmes that the product brings along; a shop changes them or writes its own.

    >>> [programme.name for programme in built_in()][:3]
    ['welcome', 'second_order', 'cart_reminder']
    """
    told = tomllib.loads(BUILT_IN.read_text(encoding="utf-8"))
    return tuple(Programme.model_validate(each) for each in told["programmes"])
