"""How is a statement stored so that it reads in either language?"""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.quantity import Interval, Rate, RateInterval
from zhanggui.core.words import Words, filled

if TYPE_CHECKING:
    from zhanggui.core.words import Language

Argument = Money | MoneyInterval | RateInterval | Interval | Rate | Words | bool | int | float | str | None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A code and its arguments; the words are found at the surface."""

    code: str
    arguments: Mapping[str, Argument] = field(default_factory=dict)


def sentence(code: str, /, **arguments: Argument) -> Sentence:
    """A sentence from its code and named arguments."""
    return Sentence(code, arguments)


def render(said: Sentence, templates: Mapping[str, Words], language: Language) -> str:
    """The sentence in one language.

    >>> render(sentence("x", n=3), {"x": Words(zh="{n} 单", en="{n} {n:order|orders}")}, "en")
    '3 orders'
    """
    template = templates[said.code].text(language)
    return filled(template, {name: show(value, language) for name, value in said.arguments.items()})


def placeholders(template: str) -> frozenset[str]:
    """The argument names a template asks for."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(template) if name)


def show(value: Argument, language: Language) -> str:
    """One argument as a person reads it: grouped digits, percent, bounds, unknown."""
    match value:
        case None:
            return "未知" if language == "zh-CN" else "unknown"
        case bool():
            return ("是" if value else "否") if language == "zh-CN" else ("yes" if value else "no")
        case Words():
            return value.text(language)
        case Rate():
            return value.said
        case Money() | str():
            return str(value)
        case int():
            return f"{value:,}"
        case float():
            return f"{value:,.2f}"
        case MoneyInterval() | Interval() | RateInterval():
            return _show_bounds(value, language)


def _show_bounds(value: MoneyInterval | Interval | RateInterval, language: Language) -> str:
    if isinstance(value, MoneyInterval):
        low, estimate, high = value.said
    else:
        low, estimate, high = (show(bound, language) for bound in (value.low, value.estimate, value.high))
    if low == high:
        return estimate
    between = f"{low} … {high}"
    return f"{estimate}（{between}）" if language == "zh-CN" else f"{estimate} ({between})"
