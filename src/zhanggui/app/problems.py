"""Why can a value not be meant, said in both languages?"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from zhanggui.core.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from zhanggui.core.capability import Params


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One place in a request and what is wrong there; never the value itself."""

    where: str
    why: Words

    def plain(self) -> dict[str, Any]:
        """The problem as JSON values."""
        return {"where": self.where, "why": {"zh-CN": self.why.zh, "en": self.why.en}}


def problems_of(model: type[Params], raw: Mapping[str, Any]) -> tuple[Problem, ...]:
    """What is wrong with the knobs of a capability; nothing when they can be meant."""
    try:
        model.model_validate(dict(raw))
    except ValidationError as failure:
        return explained(failure.errors(), tuple(model.model_fields))
    return ()


def explained(errors: Iterable[Any], known: Sequence[str] = ()) -> tuple[Problem, ...]:
    """Pydantic's findings in our own words; of an unknown name, which names there are."""
    return tuple(Problem(where=_where(error["loc"]), why=_why(error, known)) for error in errors)


def _where(place: tuple[int | str, ...]) -> str:
    return ".".join(map(str, place)) or "body"


def _why(error: Mapping[str, Any], known: Sequence[str]) -> Words:
    if error["type"] == "extra_forbidden" and known:
        return Words(
            zh=f"没有这个名称的参数；有：{', '.join(known)}",
            en=f"there is no parameter of this name; there are {', '.join(known)}",
        )
    if error["type"] == "value_error" and (said := str(error.get("ctx", {}).get("error", ""))):
        return Words(zh=f"不成立：{said}", en=said)  # our own models say what does not fit together
    words = _REASONS.get(str(error["type"]), _UNCLEAR)
    context = {name: value for name, value in error.get("ctx", {}).items() if name != "error"}
    try:
        return Words(zh=words.zh.format(**context), en=words.en.format(**context))
    except (KeyError, IndexError):
        return _UNCLEAR


_UNCLEAR = Words(zh="这个值无法理解", en="this value cannot be meant")
_A_NUMBER = Words(zh="须为数字", en="must be a number")
_A_WHOLE_NUMBER = Words(zh="须为整数", en="must be a whole number")
_A_DAY = Words(zh="须为日期，写成 2026-03-01", en="must be a day such as 2026-03-01")
_A_TIME = Words(zh="须为时间，写成 2026-03-01T09:00", en="must be a time such as 2026-03-01T09:00")
_YES_OR_NO = Words(zh="须为是或否", en="must be yes or no")
_A_TEXT = Words(zh="须为文字", en="must be text")
_A_LIST = Words(zh="须为列表", en="must be a list")
_AN_OBJECT = Words(zh="须为对象", en="must be an object")

_REASONS: Mapping[str, Words] = MappingProxyType(
    {
        "missing": Words(zh="必填", en="is required"),
        "extra_forbidden": Words(zh="没有这个名称的参数", en="there is no parameter of this name"),
        "greater_than_equal": Words(zh="不能小于 {ge}", en="must be at least {ge}"),
        "less_than_equal": Words(zh="不能大于 {le}", en="must be at most {le}"),
        "greater_than": Words(zh="须大于 {gt}", en="must be more than {gt}"),
        "less_than": Words(zh="须小于 {lt}", en="must be less than {lt}"),
        "literal_error": Words(zh="只能是 {expected}", en="must be {expected}"),
        "enum": Words(zh="只能是 {expected}", en="must be {expected}"),
        "string_too_short": Words(zh="至少 {min_length} 个字符", en="must have at least {min_length} characters"),
        "string_too_long": Words(zh="最多 {max_length} 个字符", en="must have at most {max_length} characters"),
        "string_pattern_mismatch": Words(zh="格式不对", en="does not have the right form"),
        "too_short": Words(zh="至少 {min_length} 项", en="must have at least {min_length} items"),
        "too_long": Words(zh="最多 {max_length} 项", en="must have at most {max_length} items"),
        "repeated_name": Words(zh="写了两次", en="stands there twice"),
        "json_invalid": Words(zh="不是有效的 JSON", en="is not valid JSON"),
        "int_parsing": _A_WHOLE_NUMBER,
        "int_type": _A_WHOLE_NUMBER,
        "int_from_float": _A_WHOLE_NUMBER,
        "int_parsing_size": Words(zh="数字太大", en="is too large a number"),
        "float_parsing": _A_NUMBER,
        "float_type": _A_NUMBER,
        "finite_number": _A_NUMBER,
        "decimal_parsing": _A_NUMBER,
        "decimal_type": _A_NUMBER,
        "date_parsing": _A_DAY,
        "date_from_datetime_parsing": _A_DAY,
        "date_from_datetime_inexact": _A_DAY,
        "date_type": _A_DAY,
        "datetime_parsing": _A_TIME,
        "datetime_from_date_parsing": _A_TIME,
        "datetime_type": _A_TIME,
        "timezone_aware": Words(zh="时间须带时区", en="must be a time with its zone"),
        "bool_parsing": _YES_OR_NO,
        "bool_type": _YES_OR_NO,
        "string_type": _A_TEXT,
        "string_unicode": _A_TEXT,
        "list_type": _A_LIST,
        "tuple_type": _A_LIST,
        "dict_type": _AN_OBJECT,
        "model_type": _AN_OBJECT,
        "model_attributes_type": _AN_OBJECT,
    },
)
