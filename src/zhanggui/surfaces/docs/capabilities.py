"""What can the shop be asked, with which knobs, and what does the answer hold?"""

from __future__ import annotations

import dataclasses
import typing
from typing import TYPE_CHECKING, Any, get_type_hints

from zhanggui.app import catalog
from zhanggui.core.described import descriptions
from zhanggui.core.words import Language, Words, with_many
from zhanggui.surfaces.docs.markdown import code, table
from zhanggui.warehouse.contracts.register import CONTRACTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic.fields import FieldInfo

    from zhanggui.core.capability import Capability, Params
    from zhanggui.decisions.policy import Policy

_NEEDS = Words(zh="需要的数据", en="Needs")
_IDS = Words(zh="规划编号", en="Ids of the plan")
_KNOBS = Words(zh="参数", en="Parameters")
_ANSWER = Words(zh="结果", en="The answer")
_SAYS = Words(zh="可能说的话", en="What it may say")
_HEADS = (
    Words(zh="名称", en="name"),
    Words(zh="标题", en="label"),
    Words(zh="默认", en="default"),
    Words(zh="含义", en="meaning"),
)


def render(language: Language) -> str:
    """Every capability with its command, its knobs and the fields of its answer."""
    return "\n\n".join(_capability(each, language) for each in catalog.capabilities())


def render_policies(language: Language) -> str:
    """Every policy with what it needs and its knobs."""
    return "\n\n".join(_policy(each, language) for each in catalog.policies())


def _capability(each: Capability, language: Language) -> str:
    parts = [
        f"## {each.title.text(language)} `{each.name}`",
        each.question.text(language),
        f"    zhanggui run {each.name}",
        *_requirements(each.tables, each.ids, language),
        *_knobs(each.params, language),
        f"**{_ANSWER.text(language)}**",
        _fields(each.result, language),
        f"**{_SAYS.text(language)}**",
        _sentences(each.sentences, language),
    ]
    return "\n\n".join(parts)


def _policy(each: Policy, language: Language) -> str:
    parts = [
        f"## {each.title.text(language)} `{each.name}`",
        each.question.text(language),
        *_requirements(each.tables, each.ids, language),
        *_knobs(each.params, language),
        f"**{_SAYS.text(language)}**",
        _sentences(each.sentences, language),
    ]
    return "\n\n".join(parts)


def _requirements(tables: Mapping[str, tuple[str, ...]], ids: tuple[str, ...], language: Language) -> Iterator[str]:
    colon = "：" if language == "zh-CN" else ": "
    named = "; ".join(
        f"{CONTRACTS[name].title.text(language)} `{name}`" + (f" ({code(*columns)})" if columns else "")
        for name, columns in tables.items()
    )
    yield f"**{_NEEDS.text(language)}**{colon}{named or '–'}"
    yield f"**{_IDS.text(language)}**{colon}{', '.join(ids)}"


_BUILT_IN = Words(
    zh="[随产品提供](lifecycle-programmes.zh-CN.md)", en="[come with the product](lifecycle-programmes.md)"
)


def _knobs(params: type[Params], language: Language) -> Iterator[str]:
    rows = [
        (
            code(name),
            shown.label.text(language),
            _default(params.model_fields[name], language),
            shown.about.text(language),
        )
        for name, shown in descriptions(params).items()
    ]
    if rows:
        yield f"**{_KNOBS.text(language)}**"
        yield table([head.text(language) for head in _HEADS], rows)


def _default(field: FieldInfo, language: Language) -> str:
    return _BUILT_IN.text(language) if field.default_factory else str(field.get_default())


def _fields(owner: type, language: Language) -> str:
    rows = list(_field_rows(owner, language))
    return table([head.text(language) for head in (_HEADS[0], _HEADS[1], _HEADS[3])], rows)


def _field_rows(owner: type, language: Language, prefix: str = "") -> Iterator[tuple[str, str, str]]:
    hints = get_type_hints(owner)
    for name, shown in descriptions(owner).items():
        yield code(prefix + name), shown.label.text(language), shown.about.text(language)
        row = _row_type(hints[name])
        if row is not None:
            yield from _field_rows(row, language, prefix=f"{prefix}{name}[].")


def _row_type(hint: Any) -> type | None:
    arguments = typing.get_args(hint)
    row = arguments[0] if typing.get_origin(hint) is tuple and arguments else None
    is_described = isinstance(row, type) and dataclasses.is_dataclass(row) and bool(descriptions(row))
    return row if is_described else None


def _sentences(sentences: Mapping[str, Words], language: Language) -> str:
    return "\n".join(f"- `{name}` {with_many(words.text(language))}" for name, words in sentences.items())
