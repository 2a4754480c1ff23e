"""What did the shop decide about this product's price, and did it pay?

Decisions lie in the books, which an analysis does not see: they are told to it, as every other knob is.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from zhanggui.analyses.pricing.one.result import DecidedRow
from zhanggui.core.errors import RequestAtFault
from zhanggui.core.money import MoneyInterval
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words

PayOff = Literal["paid", "lost", "unclear"]


class DecisionsNotUnderstood(RequestAtFault):
    """Decisions that are told in another form than the shop's record has."""

    sentence = Words(
        zh="看不懂所给的价格决策。留空则用店铺自己的记录；查看：zhanggui decisions list",
        en="Cannot read the price decisions that were given. Leave them empty to use the shop's record: zhanggui decisions list",
    )


class PriceDecision(BaseModel):
    """One decision about the product's price as the record has it, in both languages."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    decision: str
    title: Words
    status: Words
    applied_on: date | None = None
    expected: MoneyInterval | None = None
    measured: MoneyInterval | None = None
    verdict: Words | None = None
    pay_off: PayOff | None = None


_DECISIONS = TypeAdapter(tuple[PriceDecision, ...])


def told_decisions(decisions: tuple[PriceDecision, ...]) -> str:
    """Decisions as a knob holds them; nothing where there are none."""
    return _DECISIONS.dump_json(decisions).decode() if decisions else ""


def read_decisions(told: str) -> tuple[PriceDecision, ...]:
    """Decisions from a knob."""
    try:
        return _DECISIONS.validate_json(told) if told.strip() else ()
    except ValidationError:
        raise DecisionsNotUnderstood from None


def decided_rows(decisions: tuple[PriceDecision, ...]) -> Iterator[DecidedRow]:
    """One row a decision, in the order of the record."""
    for each in decisions:
        yield DecidedRow(
            decision=each.decision,
            title=each.title,
            status=each.status,
            applied_on=each.applied_on,
            expected_profit=each.expected,
            measured_profit=each.measured,
            verdict=each.verdict,
        )


def pay_off_told(decisions: tuple[PriceDecision, ...]) -> Iterator[Sentence]:
    """How many of the measured ones paid; nothing where none was measured."""
    found = [each.pay_off for each in decisions if each.pay_off]
    if found:
        counts = {name: found.count(name) for name in ("paid", "lost", "unclear")}
        yield sentence("decisions_measured", count=len(found), **counts)
