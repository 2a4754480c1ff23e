"""The reference of offers: how a set, a basket and the counters are written, every kind, and all that may be said."""

from __future__ import annotations

import json
import typing
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from zhanggui.core.described import descriptions
from zhanggui.core.words import Language, Words, with_many
from zhanggui.offers.basket import Basket, BasketLine, Counted, IssuedCode, Used
from zhanggui.offers.checks.flaw import ERRORS, WARNINGS
from zhanggui.offers.rules import benefits
from zhanggui.offers.rules.offer import Coupon, Limits, Offer
from zhanggui.offers.rules.offer_set import Combination, Group, OfferSet
from zhanggui.offers.rules.product import Product
from zhanggui.offers.rules.scope import Audience, DayPart, Scope, When
from zhanggui.offers.sentences import APPLIED, HINTS, REFUSED
from zhanggui.surfaces.docs.markdown import code, table

if TYPE_CHECKING:
    from collections.abc import Mapping

_INTRODUCTION = Words(
    zh="""优惠写成 TOML 或 JSON；金额是最小货币单位的整数（`…_minor`），折扣是万分比（`…_bps`）。怎样用，见[双 11 的例子](../offers.zh-CN.md)。
JSON Schema：[offers.schema.json](offers.schema.json)、[basket.schema.json](basket.schema.json)。

    zhanggui offers check offers.toml --products products.json
    zhanggui offers quote offers.toml --basket basket.json""",
    en="""Offers are written as TOML or JSON; amounts are whole minor units (`…_minor`), discounts basis points (`…_bps`). For use, see
[the example of Double 11](../offers.md). JSON Schema: [offers.schema.json](offers.schema.json), [basket.schema.json](basket.schema.json).

    zhanggui offers check offers.toml --products products.json
    zhanggui offers quote offers.toml --basket basket.json""",
)
_HEADS = (
    Words(zh="字段", en="field"),
    Words(zh="标题", en="label"),
    Words(zh="默认", en="default"),
    Words(zh="含义", en="meaning"),
)
_REQUIRED = Words(zh="必填", en="required")
_PARTS: tuple[tuple[Words, type[BaseModel]], ...] = (
    (Words(zh="一套优惠", en="A set of offers"), OfferSet),
    (Words(zh="怎样叠加 `combine`", en="Combination `combine`"), Combination),
    (Words(zh="组 `combine.groups`", en="Group `combine.groups`"), Group),
    (Words(zh="一个优惠 `offers`", en="An offer `offers`"), Offer),
    (Words(zh="商品范围 `scope`", en="Goods `scope`"), Scope),
    (Words(zh="对象 `audience`", en="Audience `audience`"), Audience),
    (Words(zh="时间 `when`", en="Time `when`"), When),
    (Words(zh="时段 `when.hours`", en="Hours `when.hours`"), DayPart),
    (Words(zh="券 `coupon`", en="Coupon `coupon`"), Coupon),
    (Words(zh="限额 `limits`", en="Limits `limits`"), Limits),
)
_AFTER: tuple[tuple[Words, type[BaseModel]], ...] = (
    (Words(zh="购物车", en="A basket"), Basket),
    (Words(zh="购物车的行 `lines`", en="A line `lines`"), BasketLine),
    (Words(zh="已用 `--used`", en="Counters `--used`"), Used),
    (Words(zh="一个优惠的计数", en="The counters of an offer"), Counted),
    (Words(zh="一人一码", en="A unique code"), IssuedCode),
    (Words(zh="商品 `--products`", en="Products `--products`"), Product),
)
_SAID: tuple[tuple[Words, Mapping[str, Words]], ...] = (
    (Words(zh="生效时说的话", en="Said of what applied"), APPLIED),
    (Words(zh="未生效的原因", en="Why an offer did not apply"), REFUSED),
    (Words(zh="提示", en="Hints"), HINTS),
    (Words(zh="检查：错误", en="Checks: errors"), ERRORS),
    (Words(zh="检查：警告", en="Checks: warnings"), WARNINGS),
)
_KINDS = Words(zh="给什么 `benefit`", en="What it gives `benefit`")


def render(language: Language) -> str:
    """The whole page below its title."""
    parts = [_INTRODUCTION.text(language)]
    parts += [f"## {title.text(language)}\n\n{fields(model, language)}" for title, model in _PARTS]
    parts.append(f"## {_KINDS.text(language)}")
    parts += [_kind(kind, language) for kind in benefits.KINDS]
    parts += [f"## {title.text(language)}\n\n{fields(model, language)}" for title, model in _AFTER]
    parts += [f"## {title.text(language)}\n\n{sentences(said, language)}" for title, said in _SAID]
    return "\n\n".join(parts)


def sections(language: Language) -> list[tuple[str, list[tuple[str, ...]]]]:
    """The fields of each part for a page: its title, and a row for each field; what is typed is not set apart."""
    kinds = [(f"{kind.title.text(language)} {_name(kind)}", kind) for kind in benefits.KINDS]
    named = [(title.text(language), model) for title, model in _PARTS]
    named += [*kinds, *((title.text(language), model) for title, model in _AFTER)]
    return [
        (title.replace("`", ""), [tuple(cell.replace("`", "") for cell in row) for row in _rows(model, language)])
        for title, model in named
    ]


def heads(language: Language) -> list[str]:
    """What the columns of a row of fields are called."""
    return [head.text(language) for head in _HEADS]


def offers_schema() -> str:
    """The JSON Schema of a set of offers."""
    return schema_of(OfferSet)


def basket_schema() -> str:
    """The JSON Schema of a basket."""
    return schema_of(Basket)


def schema_of(model: type[BaseModel]) -> str:
    """The JSON Schema of anything that is written down."""
    stated = {"$schema": "https://json-schema.org/draft/2020-12/schema", **model.model_json_schema()}
    return json.dumps(stated, ensure_ascii=False, indent=1) + "\n"


def _kind(kind: type[benefits.Benefit], language: Language) -> str:
    parts = [f"### {kind.title.text(language)} `{_name(kind)}`", fields(kind, language)]
    for model in (benefits.ReductionStep, benefits.GiftStep, benefits.TierStep, benefits.BundlePart):
        inner = next((name for name, field in kind.model_fields.items() if model in _inside(field.annotation)), None)
        if inner:
            parts += [f"`{inner}`:", fields(model, language)]
    return "\n\n".join(parts)


def _name(kind: type[benefits.Benefit]) -> str:
    (name,) = typing.get_args(typing.get_type_hints(kind)["kind"])
    return str(name)


def _inside(hint: Any) -> tuple[Any, ...]:
    found: tuple[Any, ...] = (hint,)
    for each in typing.get_args(hint):
        found += _inside(each)
    return found


def fields(model: type[BaseModel], language: Language) -> str:
    """The described fields of a part as a table."""
    return table(heads(language), _rows(model, language))


def _rows(model: type[BaseModel], language: Language) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for name, described in descriptions(model).items():
        field = model.model_fields[name]
        default = (
            _REQUIRED.text(language) if field.is_required() else _default(field.get_default(call_default_factory=True))
        )
        choices = [code(str(each)) for each in _inside(field.annotation) if isinstance(each, str)]
        about = described.about.text(language) if described.about != described.label else ""
        meaning = " · ".join(filter(None, [about, ", ".join(dict.fromkeys(choices)), described.unit or ""]))
        rows.append((code(name), described.label.text(language), default, meaning))
    return rows


def _default(value: Any) -> str:
    if isinstance(value, BaseModel):
        value = value.model_dump(mode="json", exclude_defaults=True)
    if value in (None, (), {}, ""):
        return ""
    if isinstance(value, tuple) and isinstance(value[0], BaseModel):
        return "…"  # too long for a cell; the page writes them out
    return code(json.dumps(value, ensure_ascii=False))


def sentences(said: Mapping[str, Words], language: Language) -> str:
    """What may be said, by code."""
    heads = (Words(zh="代码", en="code"), Words(zh="句子", en="sentence"))
    rows = [(code(name), with_many(words.text(language))) for name, words in said.items()]
    return table([head.text(language) for head in heads], rows)
