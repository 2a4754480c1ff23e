"""What does a persona look like: facts that set a group apart, with how many share them?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from zhanggui.analyses.counted_sales import share_of
from zhanggui.analyses.customers.personas.traits import TRAITS
from zhanggui.core.capability import Result
from zhanggui.core.described import described
from zhanggui.core.money import Money
from zhanggui.core.quantity import Rate, RateInterval
from zhanggui.core.words import Words
from zhanggui.stats.proportions import wilson
from zhanggui.stats.two_proportions import Counted, believable, doubt

TOLD = 4
LEAST_SUPPORT = 30
LEAST_LIFT = 1.15


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonaRow:
    """One group of customers and what it is like."""

    part: Annotated[str, described("代码", "Code", unit="code")]
    name: Annotated[Words, described("人群", "Group")]
    customers: Annotated[int, described("人数", "Customers", unit="customers")]
    share_of_customers: Annotated[Rate | None, described("人数占比", "Share of customers", unit="rate")]
    net_sales: Annotated[Money, described("净销售额", "Net sales", unit="money")]
    share_of_sales: Annotated[Rate | None, described("销售占比", "Share of sales", unit="rate")]
    persona: Annotated[
        Words,
        described(
            "画像",
            "Persona",
            about_zh="比其他顾客明显更常见的特征，括号里是本群与其他顾客的比例；没有就不编",
            about_en="What is clearly more common than among all others, with both shares; nothing is made up",
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class TraitRow:
    """One fact that sets a group apart."""

    name: Annotated[Words, described("人群", "Group")]
    trait: Annotated[Words, described("特征", "Trait")]
    value: Annotated[Words, described("内容", "Value")]
    support: Annotated[
        int,
        described(
            "支持人数",
            "Support",
            about_zh="本群里有这个特征的人数",
            about_en="Customers of the group who have it",
            unit="customers",
        ),
    ]
    share: Annotated[RateInterval | None, described("本群比例", "Share of the group", unit="rate")]
    share_of_others: Annotated[Rate | None, described("其他顾客比例", "Share of all others", unit="rate")]
    lift: Annotated[
        float | None,
        described(
            "倍数",
            "Lift",
            about_zh="本群比例 ÷ 其他顾客比例",
            about_en="Share of the group ÷ share of all others",
            unit="multiple",
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonasResult(Result):
    """Groups of customers, told by facts."""

    first_day: Annotated[date | None, described("起始日", "First day")]
    last_day: Annotated[date, described("截止日", "Last day")]
    customers: Annotated[int, described("顾客数", "Customers", unit="customers")]
    personas: Annotated[tuple[PersonaRow, ...], described("画像", "Personas")]
    traits: Annotated[tuple[TraitRow, ...], described("依据", "Evidence")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sized:
    """One group: its name, how many are in it, and what they bought for."""

    part: str
    name: Words
    customers: int
    net_sales_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One value of one trait in one group: how many of how many there, and among all others."""

    part: str
    trait: str
    value: str
    inside: Counted
    outside: Counted

    @property
    def lift(self) -> float | None:
        """How many times as common it is."""
        return self.inside.share / self.outside.share if self.outside.share else None

    @property
    def is_more_common(self) -> bool:
        """Whether it is worth telling: enough customers, and clearly more of them."""
        return self.inside.successes >= LEAST_SUPPORT and (self.lift is None or self.lift >= LEAST_LIFT)


def findings(counts: Sequence[Mapping[str, object]]) -> tuple[Found, ...]:
    """Every value of every trait in every group, against all other groups together.

    Shares are of those who have any value of the trait.
    """
    cells = {(str(row["trait"]), str(row["value"]), str(row["part"])): int(str(row["customers"])) for row in counts}
    of_part: dict[tuple[str, str], int] = {}
    of_value: dict[tuple[str, str], int] = {}
    of_trait: dict[str, int] = {}
    for (trait, value, part), count in cells.items():
        of_part[trait, part] = of_part.get((trait, part), 0) + count
        of_value[trait, value] = of_value.get((trait, value), 0) + count
        of_trait[trait] = of_trait.get(trait, 0) + count
    return tuple(
        Found(
            part=part,
            trait=trait,
            value=value,
            inside=Counted(count, of_part[trait, part]),
            outside=Counted(of_value[trait, value] - count, of_trait[trait] - of_part[trait, part]),
        )
        for (trait, value, part), count in sorted(cells.items())
    )


def set_apart(found: Sequence[Found], false_share: float) -> tuple[Found, ...]:
    """What may be believed to be more common in a group, the largest difference of shares first.

    All differences are tested together, so that on average at most that share of what is told is chance.
    """
    doubts = [doubt(each.inside, each.outside) for each in found]
    kept = (
        each
        for each, is_sure in zip(found, believable(doubts, false_share), strict=True)
        if is_sure and each.is_more_common
    )
    return tuple(sorted(kept, key=lambda each: (each.outside.share - each.inside.share, each.trait, each.value)))


def persona_rows(
    groups: Sequence[Sized], apart: Sequence[Found], names: Mapping[str, Words], currency: str
) -> tuple[PersonaRow, ...]:
    """One row a group, with the few traits that set it apart most."""
    customers, sales = sum(each.customers for each in groups), sum(each.net_sales_minor for each in groups)
    return tuple(
        PersonaRow(
            part=each.part,
            name=each.name,
            customers=each.customers,
            share_of_customers=share_of(each.customers, customers),
            net_sales=Money(each.net_sales_minor, currency),
            share_of_sales=share_of(each.net_sales_minor, sales),
            persona=_told([found for found in apart if found.part == each.part][:TOLD], names),
        )
        for each in groups
    )


def trait_rows(groups: Sequence[Sized], apart: Sequence[Found], names: Mapping[str, Words]) -> tuple[TraitRow, ...]:
    """All evidence, group by group."""
    return tuple(
        TraitRow(
            name=group.name,
            trait=TRAITS[each.trait].title,
            value=_value(each, names),
            support=each.inside.successes,
            share=wilson(each.inside.successes, each.inside.trials),
            share_of_others=share_of(each.outside.successes, each.outside.trials),
            lift=each.lift,
        )
        for group in groups
        for each in apart
        if each.part == group.part
    )


def _told(found: Sequence[Found], names: Mapping[str, Words]) -> Words:
    if not found:
        return Words(zh="与其他顾客没有明显不同", en="Not clearly different from all others")
    told = list(_each_told(found, names))
    return Words(zh="；".join(each.zh for each in told), en="; ".join(each.en for each in told))


def _each_told(found: Sequence[Found], names: Mapping[str, Words]) -> Iterator[Words]:
    for each in found:
        title, value = TRAITS[each.trait].title, _value(each, names)
        shares = f"{each.inside.share:.0%}", f"{each.outside.share:.0%}"
        yield Words(
            zh=f"{title.zh}：{value.zh}（{shares[0]}，其他 {shares[1]}）",
            en=f"{title.en}: {value.en} ({shares[0]}, others {shares[1]})",
        )


def _value(found: Found, names: Mapping[str, Words]) -> Words:
    if found.trait == "channel" and found.value in names:
        return names[found.value]
    return TRAITS[found.trait].values.get(found.value, Words(zh=found.value, en=found.value))
