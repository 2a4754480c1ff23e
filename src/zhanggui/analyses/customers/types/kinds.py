"""Which ways of buying are there, and by which facts is each told? Thresholds are declared here and nowhere else.

Habitual, comparing (rational), emotional and experiential buyers are a textbook typology without published thresholds;
these are ours, from reading shops, and version 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from zhanggui.core.words import Words

FactName = Literal["repeated", "new_category", "discounted", "quick", "views"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that can be counted of a customer: k of n where it is a share, a number per purchase otherwise."""

    name: FactName
    title: Words
    is_share: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A fact that has to lie at or beyond a threshold."""

    fact: FactName
    at_least: float | None = None
    at_most: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyingType:
    """One way of buying: all of its conditions hold."""

    code: str
    name: Words
    rule: Words
    conditions: tuple[Condition, ...]
    advice: Words


FEWEST = 3  # of what a fact counts, below which it says nothing of a customer
MUCH_OFF = 0.15  # of the goods' price, from which on a day of purchase counts as bought at a discount
LOOKED_BEFORE_DAYS = 30
FACTS: Mapping[str, Fact] = MappingProxyType(
    {
        fact.name: fact
        for fact in (
            Fact(
                name="repeated",
                title=Words(zh="后来买的里，以前买过的商品", en="Products bought before, of later purchases"),
                is_share=True,
            ),
            Fact(
                name="new_category",
                title=Words(zh="后来买的里，没买过的类目", en="Categories never bought before, of later purchases"),
                is_share=True,
            ),
            Fact(
                name="discounted",
                title=Words(zh="省 15 % 以上的购买日", en="Days of purchase at 15 % off or more"),
                is_share=True,
            ),
            Fact(
                name="quick",
                title=Words(zh="第一次看到当天就买的商品", en="Products bought on the day they were first looked at"),
                is_share=True,
            ),
            Fact(
                name="views",
                title=Words(zh="每个购买日的浏览次数", en="Views a day of purchase"),
                is_share=False,
            ),
        )
    }
)
CANNOT_TELL = "cannot_tell"
TYPES: tuple[BuyingType, ...] = (
    BuyingType(
        code="habitual",
        name=Words(zh="习惯型", en="Habitual"),
        rule=Words(
            zh="后来买的一半以上是买过的商品，新类目不到三成",
            en="Half of it was bought before, under 30 % new categories",
        ),
        conditions=(Condition(fact="repeated", at_least=0.5), Condition(fact="new_category", at_most=0.3)),
        advice=Words(
            zh="到期提醒、一键回购，不必打折。", en="Remind when it is due and make it one tap; no discount needed."
        ),
    ),
    BuyingType(
        code="comparing",
        name=Words(zh="理智比较型", en="Comparing"),
        rule=Words(
            zh="每次买之前看 6 次以上，一半以上不是当天决定",
            en="6 views a purchase or more, half of it not decided on the day",
        ),
        conditions=(Condition(fact="views", at_least=6.0), Condition(fact="quick", at_most=0.5)),
        advice=Words(zh="给参数、对比、评价和客服，降低疑虑。", en="Give facts, comparisons, reviews and answers."),
    ),
    BuyingType(
        code="emotional",
        name=Words(zh="情感冲动型", en="Emotional"),
        rule=Words(
            zh="六成以上看到当天就买，每次浏览不到 6 次，很少买同一件",
            en="60 % bought on the day first seen, under 6 views a purchase, seldom the same twice",
        ),
        conditions=(
            Condition(fact="quick", at_least=0.6),
            Condition(fact="views", at_most=6.0),
            Condition(fact="repeated", at_most=0.4),
        ),
        advice=Words(zh="场景、直播、限时；留意退货。", en="Scenes, live sessions, limited time; watch their returns."),
    ),
    BuyingType(
        code="experiential",
        name=Words(zh="体验尝新型", en="Experiential"),
        rule=Words(
            zh="后来买的四成以上是新类目，很少买同一件，不靠打折",
            en="40 % new categories, seldom the same twice, and not for a discount",
        ),
        conditions=(
            Condition(fact="new_category", at_least=0.4),
            Condition(fact="repeated", at_most=0.4),
            Condition(fact="discounted", at_most=0.5),
        ),
        advice=Words(zh="新品先看、小样和搭配。", en="Show what is new first, samples and sets."),
    ),
)
UNTOLD = BuyingType(
    code=CANNOT_TELL,
    name=Words(zh="看不出来", en="Cannot tell"),
    rule=Words(zh="购买太少，或几种都像", en="Too few purchases, or like several"),
    conditions=(),
    advice=Words(zh="照常对待：别按猜的类型打扰。", en="Treat as anybody: do not act on a guess."),
)
