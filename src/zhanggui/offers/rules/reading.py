"""How are offers, baskets and products read from JSON or TOML, and what is said when they are wrong?"""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING, Literal, TypeVar

from pydantic import TypeAdapter, ValidationError

from zhanggui.core.errors import RequestAtFault
from zhanggui.core.words import Words

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

Form = Literal["json", "toml"]
MOST_PROBLEMS = 5
Read = TypeVar("Read")


class OffersNotUnderstood(RequestAtFault):
    """A file of offers, a basket or products whose content cannot be meant."""

    sentence = Words(
        zh="看不懂 {file}：{problems}。字段见 docs/reference/offers.zh-CN.md。",
        en="Cannot read {file}: {problems}. The fields are in docs/reference/offers.md.",
    )


def read(text: str, form: Form, into: type[Read], file: str) -> Read:
    """Read a text as a model; what is wrong is said by its place.

    >>> from zhanggui.offers.rules.scope import Scope
    >>> read('{"skus": ["T-1"]}', "json", Scope, "scope.json").skus
    ('T-1',)
    """
    try:
        said = tomllib.loads(text) if form == "toml" else json.loads(text, parse_float=_no_fraction)
        return TypeAdapter(into).validate_python(said)
    except (tomllib.TOMLDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise OffersNotUnderstood(file=file, problems=str(error)) from None
    except ValidationError as error:
        raise OffersNotUnderstood(file=file, problems=problems(error)) from None


def form_of(text: str) -> Form:
    """What a text without a file's name is written in: JSON begins with a brace.

    >>> form_of(' {"lists": []}'), form_of('currency = "CNY"')
    ('json', 'toml')
    """
    return "json" if text.lstrip("\ufeff \r\n\t").startswith("{") else "toml"


def problems(error: ValidationError) -> str:
    """The first problems, each by its place."""
    return "; ".join(_problem(each) for each in error.errors()[:MOST_PROBLEMS])


def _no_fraction(said: str) -> str:
    """Numbers with a point stay as written, so that the refusal shows them and nothing rounds."""
    return said


def _problem(error: ErrorDetails) -> str:
    place = ".".join(str(step) for step in error["loc"]) or "file"
    return f"{place}: {error['msg']}"
