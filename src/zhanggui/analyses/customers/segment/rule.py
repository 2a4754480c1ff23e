"""How is a rule about customers written, and what does it mean?

    rule    = choice { "or" choice }
    choice  = part { "and" part }
    part    = "not" part | "(" rule ")" | name op value { "|" value } [ "within" days ]

Words are as they are written; a value with spaces or operators stands in double quotes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, NamedTuple

from zhanggui.core.errors import RequestAtFault
from zhanggui.core.words import Words

Operator = Literal["=", "!=", ">=", "<=", ">", "<"]
WORDS = {"and": "and", "or": "or", "not": "not", "within": "within", "且": "and", "或": "or", "非": "not"}
MOST_DEPTH = 20
_TOKEN = re.compile(r'\s*(?:(?P<op>>=|<=|!=|=|>|<)|(?P<mark>[()|])|"(?P<quoted>[^"]*)"|(?P<word>[^\s()|=<>!"]+))')


class RuleNotUnderstood(RequestAtFault):
    """The text is not a rule."""

    sentence = Words(
        zh="规则在“{near}”处看不懂：这里应是{wanted}。例：orders >= 3 and last_purchase_days > 90 and bought.category = 花茶|绿茶",
        en="The rule is not understood at '{near}': {wanted} is expected there. Example: orders >= 3 and "
        "last_purchase_days > 90 and bought.category = tea|cups",
    )


class RuleTooDeep(RequestAtFault):
    """More brackets within brackets than anybody can read."""

    sentence = Words(
        zh="规则的括号超过 {most} 层，请拆成几条简单的规则。",
        en="The rule nests deeper than {most} levels; split it into simpler rules.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One condition on one fact: any of the values, for what happened within so many days where that is told."""

    name: str
    operator: Operator
    values: tuple[str, ...]
    within_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Both:
    """All of the parts."""

    parts: tuple[Rule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Either:
    """At least one of the parts."""

    parts: tuple[Rule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Neither:
    """Not the part."""

    part: Rule


Rule = Clause | Both | Either | Neither


class _Token(NamedTuple):
    kind: Literal["op", "mark", "quoted", "word", "end"]
    text: str
    at: int


def parse(text: str) -> Rule:
    """The rule that a text says; raises RuleNotUnderstood at the place where it stops making sense.

    >>> parse("orders >= 3").name
    'orders'
    >>> parse("a = 1 or b = 2 and c = 3").parts[1].parts[1].name
    'c'
    """
    reader = _Reader(text=text, tokens=_tokens(text))
    rule = reader.either(0)
    reader.expect_end()
    return rule


def clauses(rule: Rule) -> tuple[Clause, ...]:
    """Every condition of a rule, in the order in which they are written."""
    if isinstance(rule, Clause):
        return (rule,)
    if isinstance(rule, Neither):
        return clauses(rule.part)
    return tuple(found for part in rule.parts for found in clauses(part))


def _tokens(text: str) -> list[_Token]:
    found, at = [], 0
    while text[at:].strip():
        token = _TOKEN.match(text, at)
        if token is None or token.lastgroup is None:
            raise RuleNotUnderstood(near=text[at : at + 20].strip(), wanted=_WANTED["condition"])
        found.append(_Token(token.lastgroup, token[token.lastgroup], token.start(token.lastgroup)))  # type: ignore[arg-type]
        at = token.end()
    return [*found, _Token("end", "", len(text))]


_WANTED = {
    "condition": Words(zh="条件（名称、比较符、值）", en="a condition (name, comparison, value)"),
    "operator": Words(zh="比较符 = != >= <= > <", en="a comparison = != >= <= > <"),
    "value": Words(zh="值", en="a value"),
    "days": Words(zh="天数（1–3660）", en="a number of days (1–3660)"),
    "close": Words(zh="右括号 )", en="a closing bracket )"),
    "end": Words(zh="and、or 或结尾", en="and, or, or the end"),
}
_MOST_DAYS = 3660


@dataclass(slots=True)
class _Reader:
    """Reads the tokens once, from the left."""

    text: str
    tokens: list[_Token]
    place: int = 0

    def either(self, depth: int) -> Rule:
        parts = [self._both(depth)]
        while self._took_word("or"):
            parts.append(self._both(depth))
        return parts[0] if len(parts) == 1 else Either(parts=tuple(parts))

    def expect_end(self) -> None:
        if self._next.kind != "end":
            raise self._not_understood("end")

    def _both(self, depth: int) -> Rule:
        parts = [self._part(depth)]
        while self._took_word("and"):
            parts.append(self._part(depth))
        return parts[0] if len(parts) == 1 else Both(parts=tuple(parts))

    def _part(self, depth: int) -> Rule:
        if depth > MOST_DEPTH:
            raise RuleTooDeep(most=MOST_DEPTH)
        if self._took_word("not"):
            return Neither(part=self._part(depth + 1))
        if not self._took("mark", "("):
            return self._clause()
        inner = self.either(depth + 1)
        if not self._took("mark", ")"):
            raise self._not_understood("close")
        return inner

    def _clause(self) -> Clause:
        name = self._next
        if name.kind != "word" or name.text.lower() in WORDS:
            raise self._not_understood("condition")
        self.place += 1
        operator = self._next
        if operator.kind != "op":
            raise self._not_understood("operator")
        self.place += 1
        values = [self._value()]
        while self._took("mark", "|"):
            values.append(self._value())
        days = self._days() if self._took_word("within") else None
        return Clause(name=name.text.lower(), operator=operator.text, values=tuple(values), within_days=days)  # type: ignore[arg-type]

    def _value(self) -> str:
        token = self._next
        if token.kind not in {"word", "quoted"}:
            raise self._not_understood("value")
        self.place += 1
        return token.text

    def _days(self) -> int:
        token = self._next
        if not token.text.isdecimal() or not 1 <= int(token.text) <= _MOST_DAYS:
            raise self._not_understood("days")
        self.place += 1
        return int(token.text)

    @property
    def _next(self) -> _Token:
        return self.tokens[self.place]

    def _took(self, kind: str, text: str) -> bool:
        taken = self._next.kind == kind and self._next.text == text
        self.place += taken
        return taken

    def _took_word(self, word: str) -> bool:
        token = self._next
        taken = token.kind == "word" and WORDS.get(token.text.lower()) == word
        self.place += taken
        return taken

    def _not_understood(self, wanted: str) -> RuleNotUnderstood:
        near = self.text[self._next.at : self._next.at + 20].strip()
        return RuleNotUnderstood(near=near or "…", wanted=_WANTED[wanted])
