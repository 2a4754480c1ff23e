"""The reference of member programmes and lotteries: how they are written, and what their checks may say."""

from __future__ import annotations

import typing
from typing import TYPE_CHECKING

from zhanggui.core.money import Money
from zhanggui.core.words import Language, Words
from zhanggui.offers.members import times
from zhanggui.offers.members.checking import ERRORS, WARNINGS
from zhanggui.offers.members.lottery import (
    DISCLOSURE,
    LAW_CAPS,
    GiftAward,
    Lottery,
    NoAward,
    PointsAward,
    Prize,
    PrizeCap,
)
from zhanggui.offers.members.lottery_checking import LOTTERY_ERRORS, LOTTERY_WARNINGS
from zhanggui.offers.members.programme import (
    MemberProgramme,
    Occasion,
    PointsRules,
    Right,
    Tier,
    TierRules,
    Worth,
)
from zhanggui.surfaces.docs.offers_page import fields, schema_of, sentences

if TYPE_CHECKING:
    from pydantic import BaseModel

_INTRODUCTION = Words(
    zh="""会员规则写成 TOML 或 JSON。怎样用，见[会员与积分](../loyalty.zh-CN.md)。JSON Schema：[programme.schema.json](programme.schema.json)。

    zhanggui loyalty check programme.toml
    zhanggui loyalty publish programme.toml

抽奖另写一个文件，字段在页末。JSON Schema：[lottery.schema.json](lottery.schema.json)。""",
    en="""A member programme is written as TOML or JSON. For use, see [members and points](../loyalty.md).
JSON Schema: [programme.schema.json](programme.schema.json).

    zhanggui loyalty check programme.toml
    zhanggui loyalty publish programme.toml

A lottery is a file of its own; its fields are at the end. JSON Schema: [lottery.schema.json](lottery.schema.json).""",
)
_PARTS: tuple[tuple[Words, type[BaseModel]], ...] = (
    (Words(zh="会员规则", en="A programme"), MemberProgramme),
    (Words(zh="积分 `points`", en="Points `points`"), PointsRules),
    (Words(zh="价值 `points.worth`", en="Worth `points.worth`"), Worth),
    (Words(zh="其他得分 `points.occasions`", en="Occasions `points.occasions`"), Occasion),
    (Words(zh="等级规则 `tiers`", en="Rules of tiers `tiers`"), TierRules),
    (Words(zh="等级 `tiers.levels`", en="A tier `tiers.levels`"), Tier),
    (Words(zh="权益 `rights`", en="A right `rights`"), Right),
)
_LOTTERY: tuple[tuple[Words, type[BaseModel]], ...] = (
    (Words(zh="抽奖", en="A lottery"), Lottery),
    (Words(zh="本店上限 `own_cap`", en="The shop's own cap `own_cap`"), PrizeCap),
    (Words(zh="奖项 `prizes`", en="A prize `prizes`"), Prize),
)
_CAPS = Words(zh="最高奖的法定上限与公示", en="Caps on prizes by law, and what is to be shown")
_KINDS: tuple[tuple[Words, tuple[type[BaseModel], ...]], ...] = (
    (
        Words(zh="有效期 `points.expiry`", en="Expiry `points.expiry`"),
        (times.ForDays, times.Months, times.YearEnd, times.Never),
    ),
    (Words(zh="统计期 `tiers.window`", en="Window `tiers.window`"), (times.Rolling, times.CalendarYear, times.Ever)),
    (Words(zh="保级期 `tiers.protection`", en="Protection `tiers.protection`"), (times.ProtectedDays, times.YearEnd)),
)


def render(language: Language) -> str:
    """The whole page below its title."""
    parts = [_INTRODUCTION.text(language)]
    parts += [f"## {title.text(language)}\n\n{fields(model, language)}" for title, model in _PARTS]
    for title, kinds in _KINDS:
        parts.append(f"## {title.text(language)}")
        parts += [_kind(kind, language) for kind in kinds]
    for title, said in (
        (Words(zh="检查：错误", en="Checks: errors"), ERRORS),
        (Words(zh="检查：警告", en="Checks: warnings"), WARNINGS),
    ):
        parts.append(f"## {title.text(language)}\n\n{sentences(said, language)}")
    return "\n\n".join([*parts, *_lotteries(language)])


def _lotteries(language: Language) -> list[str]:
    """How a lottery is written, which caps are known, and what its check may say."""
    parts = [f"## {title.text(language)}\n\n{fields(model, language)}" for title, model in _LOTTERY]
    parts += [_kind(kind, language) for kind in (PointsAward, GiftAward, NoAward)]
    caps = [
        f"- {Money(cap.most_minor, currency)} {currency}: {cap.source.text(language)}"
        for currency, cap in LAW_CAPS.items()
    ]
    parts += [f"## {_CAPS.text(language)}\n\n" + "\n".join([*caps, f"- {DISCLOSURE.text(language)}"])]
    for title, said in (
        (Words(zh="抽奖的检查：错误", en="Checks of a lottery: errors"), LOTTERY_ERRORS),
        (Words(zh="抽奖的检查：警告", en="Checks of a lottery: warnings"), LOTTERY_WARNINGS),
    ):
        parts.append(f"## {title.text(language)}\n\n{sentences(said, language)}")
    return parts


def programme_schema() -> str:
    """The JSON Schema of a member programme."""
    return schema_of(MemberProgramme)


def lottery_schema() -> str:
    """The JSON Schema of a lottery."""
    return schema_of(Lottery)


def _kind(kind: type[BaseModel], language: Language) -> str:
    (name,) = typing.get_args(typing.get_type_hints(kind)["kind"])
    own = fields(kind, language) if len(kind.model_fields) > 1 else ""
    return f'### `kind = "{name}"`\n\n{own}'.rstrip()
