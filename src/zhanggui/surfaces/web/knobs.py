"""Which form does a capability's `Params` make?"""

from __future__ import annotations

import types
import typing
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from pydantic_core import PydanticUndefined

from zhanggui.core.described import descriptions
from zhanggui.metrics.registry import DIMENSIONS, EVERY_METRIC
from zhanggui.surfaces.confidential import is_secret
from zhanggui.surfaces.web.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pydantic.fields import FieldInfo

    from zhanggui.app.problems import Problem
    from zhanggui.core.capability import Params
    from zhanggui.core.words import Language

Kind = Literal["date", "number", "text", "choice"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One field of a form, with what was typed and what is wrong with it."""

    name: str
    label: str
    about: str
    kind: Kind
    value: str
    placeholder: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    least: str | None = None
    most: str | None = None
    step: str = ""
    problem: str = ""


def entries(
    model: type[Params],
    told: Mapping[str, str],
    problems: Sequence[Problem],
    language: Language,
    *,
    sees_costs: bool = True,
) -> tuple[Entry, ...]:
    """The fields of a form for a capability's knobs, filled with what the address says."""
    wrong = {problem.where.split(".")[0]: problem.why.text(language) for problem in problems}
    found = []
    for name, shown in descriptions(model).items():
        knob = model.model_fields[name]
        about = shown.about.text(language)
        label = shown.label.text(language)
        found.append(
            _entry(name, knob, told.get(name), language, label, "" if about == label else about, wrong.get(name, "")),
        )
    if sees_costs:
        return tuple(found)
    return tuple(replace(each, choices=tuple(c for c in each.choices if not is_secret(c[0]))) for each in found)


def told_knobs(model: type[Params], query: Mapping[str, str]) -> dict[str, str]:
    """What the address says about the knobs; an empty field was not filled in."""
    return {name: query[name].strip() for name in model.model_fields if query.get(name, "").strip()}


def _entry(  # noqa: PLR0917 - the parts of one field, joined in one place
    name: str, knob: FieldInfo, told: str | None, language: Language, label: str, about: str, problem: str
) -> Entry:
    kind, is_optional = _plain_type(knob.annotation)
    default = "" if knob.default in (None, PydanticUndefined) else _text(knob.default)
    value = default if told is None else told
    choices = _choices(kind, language, is_optional=is_optional)
    if choices:
        if kind is bool:
            value = {"True": "true", "False": "false"}.get(value, value)
        return Entry(name=name, label=label, about=about, kind="choice", value=value, choices=choices, problem=problem)
    least, most = _bounds(knob)
    return Entry(
        name=name,
        label=label,
        about=about,
        kind="date" if kind is date else "number" if kind in (int, float) else "text",
        value=value,
        placeholder=WORDS["choice_any_value"].text(language) if is_optional and kind is not date else "",
        least=least,
        most=most,
        step={int: "1", float: "any"}.get(kind, ""),
        problem=problem,
    )


def _plain_type(annotation: Any) -> tuple[Any, bool]:
    """The type behind `X | None` and Annotated, and whether None is allowed."""
    if get_origin(annotation) is typing.Annotated:
        annotation = get_args(annotation)[0]
    if get_origin(annotation) in (typing.Union, types.UnionType):
        inner = [part for part in get_args(annotation) if part is not type(None)]
        return _plain_type(inner[0])[0], len(inner) < len(get_args(annotation))
    return annotation, False


def _choices(kind: Any, language: Language, *, is_optional: bool) -> tuple[tuple[str, str], ...]:
    empty = (("", WORDS["choice_any_value"].text(language)),) if is_optional else ()
    if get_origin(kind) is Literal:
        return (*empty, *((str(choice), _choice(str(choice), language)) for choice in get_args(kind)))
    if kind is bool:
        return (*empty, ("true", WORDS["yes"].text(language)), ("false", WORDS["no"].text(language)))
    return ()


def _choice(value: str, language: Language) -> str:
    """A choice by the name that the shop knows it by: a metric's, a dimension's, or one of the pages' own words."""
    named = EVERY_METRIC.get(value) or DIMENSIONS.get(value)
    words = named.title if named else WORDS.get(f"choice_{value}")
    return words.text(language) if words else value


def _bounds(knob: FieldInfo) -> tuple[str | None, str | None]:
    found: dict[str, str] = {}
    for note in knob.metadata:
        for name in ("ge", "le"):
            bound = getattr(note, name, None)
            if bound is not None:
                found[name] = str(bound)
    return found.get("ge"), found.get("le")


def _text(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple | list) else str(value)
