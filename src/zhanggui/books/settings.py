"""What has the owner declared about the shop, and which version of it?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from zhanggui.books.database import Books
from zhanggui.books.events import append, last, read
from zhanggui.core.described import described

STREAM = "settings"
OF_SHOP = ("positions", "ending")  # knobs that mean the same in every question and policy


class MarginAssumption(BaseModel):
    """The contribution margin the owner believes in, where costs are not loaded; every page says that it is assumed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    low: Annotated[float, Field(ge=-1, le=1), described("下限", "Low", unit="ratio")]
    estimate: Annotated[float, Field(ge=-1, le=1), described("估计", "Estimate", unit="ratio")]
    high: Annotated[float, Field(ge=-1, le=1), described("上限", "High", unit="ratio")]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.low <= self.estimate <= self.high:
            message = "low ≤ estimate ≤ high"
            raise ValueError(message)
        return self


class AutomaticApproval(BaseModel):
    """What one policy may do without a person: only reversible, only below a bound, only with guardrails."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    policy: Annotated[str, described("策略", "Policy")]
    most_cost_minor: Annotated[int, Field(ge=0), described("最高费用", "Highest cost", unit="money")]


class Settings(BaseModel):
    """Everything the owner can change about the shop without code."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    display_name: Annotated[str, Field(max_length=100), described("店铺显示名", "Display name")] = ""
    margin: Annotated[
        MarginAssumption | None,
        described(
            "贡献毛利率假设",
            "Assumed contribution margin",
            about_zh="没有成本表时使用；所有页面都会标明这是假设",
            about_en="Used where no costs are loaded; every page marks it as an assumption",
        ),
    ] = None
    stage: Annotated[
        Literal["new", "growing", "mature"] | None,
        described(
            "店铺阶段",
            "Stage of the shop",
            about_zh="新店、成长期、成熟店；健康范围按阶段判断，空表示用一般范围",
            about_en="New, growing or mature: healthy ranges depend on it; empty: the general ranges",
        ),
    ] = None
    positions: Annotated[
        str,
        Field(max_length=4_000),
        described(
            "定位价格带",
            "Positioning",
            about_zh="SKU、商品标签或类目=最低-最高，逗号隔开；价格带、调价建议与价格预警都按它",
            about_en="SKU, tag of products or category=low-high with commas; price bands, price steps and alerts go by it",
        ),
    ] = ""
    price_ending: Annotated[
        str,
        Field(max_length=8),
        described(
            "价格尾数",
            "Price ending",
            about_zh="新价格的最后几位，例如 .9、.99、8；目标价、建议价、套装价与清货价最后套用，空表示不用",
            about_en="The last digits of new prices, such as .9, .99 or 8; applied last wherever a price is advised; empty: none",
        ),
    ] = ""
    webhook_hosts: Annotated[tuple[str, ...], described("允许的通知主机", "Hosts that may be notified")] = ()
    digest_at: Annotated[
        str,
        Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$"),
        described(
            "每日摘要时间",
            "Time of the digest",
            about_zh="店铺当地时间，24 小时制，例如 09:00",
            about_en="In the shop's local time, 24 hours, such as 09:00",
        ),
    ] = "09:00"
    four_eyes_above_minor: Annotated[
        int,
        Field(ge=0),
        described("超过此费用须两人批准", "Two persons approve above this cost", unit="money"),
    ] = 1_000_000
    automatic: Annotated[
        tuple[AutomaticApproval, ...],
        described("自动批准", "Automatic approval", about_zh="默认关闭", about_en="Off unless listed"),
    ] = ()
    policy_params: Annotated[
        Mapping[str, Mapping[str, Any]],
        described("策略参数", "Policy parameters", about_zh="策略名 → 参数", about_en="Policy name → parameters"),
    ] = {}

    @property
    def of_shop(self) -> Mapping[str, str | None]:
        """By knob, what questions and policies take that have the knob and were told nothing."""
        return dict(zip(OF_SHOP, (self.positions, self.price_ending or None), strict=True))


def current(books: Books) -> tuple[Settings, int]:
    """The settings that hold now and their version; version 0 is what nobody has touched yet."""
    with books.reading() as connection:
        event = last(connection, STREAM)
    return (Settings(), 0) if event is None else (Settings.model_validate(event.payload), event.sequence)


def change(books: Books, settings: Settings, *, expected_version: int, by: str, at: datetime) -> int:
    """Write new settings, unless somebody changed them since they were read; returns the new version."""
    payload = settings.model_dump(mode="json")
    with books.begin() as connection:
        written = append(
            connection,
            stream=STREAM,
            kind="settings.changed",
            payload=payload,
            by=by,
            at=at,
            expected=expected_version,
        )
    return written.sequence


def history(books: Books) -> tuple[tuple[int, datetime, str, Settings], ...]:
    """Every version with its time and its author, oldest first."""
    with books.reading() as connection:
        events = read(connection, STREAM)
    return tuple((event.sequence, event.at, event.by, Settings.model_validate(event.payload)) for event in events)
