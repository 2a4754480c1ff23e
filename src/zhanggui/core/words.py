"""How is one sentence held in both languages?"""

from __future__ import annotations

import re
import string
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Language = Literal["zh-CN", "en"]
LANGUAGES: tuple[Language, ...] = ("zh-CN", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The same text in Chinese and in English.

    >>> Words(zh="订单", en="orders").text("en")
    'orders'
    """

    zh: str
    en: str

    def text(self, language: Language) -> str:
        """The text in one language."""
        return self.zh if language == "zh-CN" else self.en

    def filled(self, language: Language, /, **facts: object) -> str:
        """The text in one language with its facts, whose words agree with their numbers.

        >>> Words(zh="{n} 行", en="{n} {n:row is|rows are} left").filled("en", n=1)
        '1 row is left'
        """
        return filled(self.text(language), facts)


def filled(template: str, facts: Mapping[str, object]) -> str:
    """A template with its facts; `{n:row|rows}` is the first word where n reads 1, else the second.

    >>> filled("{n} {n:row|rows}", {"n": "1,234"})
    '1,234 rows'
    """
    return _AGREEING.vformat(template, (), facts)


def with_many(template: str) -> str:
    """A template as it is printed without facts, its words in the plural.

    >>> with_many("{n} {n:row was|rows were} refused")
    '{n} rows were refused'
    """
    return _CHOICE.sub(lambda found: found["many"], template)


_CHOICE = re.compile(r"\{\w+:[^{}|]*\|(?P<many>[^{}]*)\}")


class _Agreeing(string.Formatter):
    def format_field(self, value: Any, format_spec: str) -> Any:
        one, bar, many = format_spec.partition("|")
        if bar:
            return one if str(value) == "1" else many
        return super().format_field(value, format_spec)


_AGREEING = _Agreeing()
