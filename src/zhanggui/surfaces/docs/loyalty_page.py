"""The reference of member programmes: how one is written, and what its check may say."""

from __future__ import annotations

import typing
from typing import TYPE_CHECKING

from zhanggui.core.words import Language, Words
from zhanggui.offers.members import times
from zhanggui.offers.members.checking import ERRORS, WARNINGS
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
    zhanggui loyalty publish programme.toml""",
    en="""A member programme is written as TOML or JSON. For use, see [members and points](../loyalty.md).
JSON Schema: [programme.schema.json](programme.schema.json).

    zhanggui loyalty check programme.toml
    zhanggui loyalty publish programme.toml""",
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
    return "\n\n".join(parts)


def programme_schema() -> str:
    """The JSON Schema of a member programme."""
    return schema_of(MemberProgramme)


def _kind(kind: type[BaseModel], language: Language) -> str:
    (name,) = typing.get_args(typing.get_type_hints(kind)["kind"])
    own = fields(kind, language) if len(kind.model_fields) > 1 else ""
    return f'### `kind = "{name}"`\n\n{own}'.rstrip()
