"""Does a programme contradict itself, or cost more than its members can bring?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Literal

from zhanggui.core.described import described
from zhanggui.core.money import Money
from zhanggui.core.sentence import Argument, Sentence
from zhanggui.core.words import Words
from zhanggui.offers.members.earning import purchase_points
from zhanggui.offers.members.rights import tier_costs
from zhanggui.offers.members.times import CalendarYear, ProtectedDays
from zhanggui.offers.rules.stated import WHOLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from zhanggui.offers.members.programme import MemberProgramme, Tier

GENEROUS_BPS = 1_000  # a tenth of the price back in points is more than shops of the trade give

ERRORS: Mapping[str, Words] = MappingProxyType(
    {
        "points_exceed_price": Words(
            zh="“{tier}”每付 {paid} 得 {points} 积分，值 {worth}：返还不低于货款",
            en="'{tier}' earns {points} points worth {worth} for {paid}: no less than was paid",
        ),
        "points_exceed_margin": Words(
            zh="“{tier}”每付 {paid} 返还积分值 {worth}，超过其毛利 {margin}",
            en="'{tier}' earns points worth {worth} for {paid}, more than its margin of {margin}",
        ),
        "costs_exceed_margin": Words(
            zh="刚达“{tier}”门槛的会员一年毛利 {margin}，权益与积分却要 {cost}",
            en="A member who just reaches '{tier}' brings a margin of {margin} and costs {cost} in rights and points",
        ),
        "costs_exceed_spend": Words(
            zh="刚达“{tier}”门槛的会员只花 {spend}，权益与积分却要 {cost}",
            en="A member who just reaches '{tier}' spends {spend} and costs {cost} in rights and points",
        ),
    }
)
WARNINGS: Mapping[str, Words] = MappingProxyType(
    {
        "points_generous": Words(
            zh="“{tier}”返还货款的 {share}：高于行业常见的一成",
            en="'{tier}' gives back {share} of the price in points: more than the tenth that is usual at most",
        ),
        "right_lost": Words(
            zh="升到“{tier}”反而失去权益“{right}”", en="Going up to '{tier}' loses the right '{right}'"
        ),
        "earns_less": Words(zh="“{tier}”得分比“{lower}”还慢", en="'{tier}' earns points more slowly than '{lower}'"),
        "no_advantage": Words(
            zh="“{tier}”的权益和得分与“{lower}”一样，没有升级的理由",
            en="'{tier}' has the same rights and points as '{lower}': no reason to go up",
        ),
        "no_layer": Words(
            zh="没有{layer}权益：三层（基础、特色、情感）缺一层",
            en="There are no {layer} rights: one of the three layers (basic, special, emotional) is empty",
        ),
        "cost_unknown": Words(
            zh="权益“{right}”没有写成本，划不划算无从判断",
            en="The right '{right}' has no stated cost: whether it pays cannot be told",
        ),
        "margin_unknown": Words(
            zh="没有写 margin_bps，只与货款比，没有与毛利比",
            en="margin_bps is not stated: costs were compared with the price, not with the margin",
        ),
        "right_unused": Words(zh="权益“{right}”不属于任何等级", en="The right '{right}' belongs to no tier"),
        "review_inside_year": Words(
            zh="按自然年统计却按天保级：保级期满时当年才过了一部分；宜用 year_end",
            en="The window is the calendar year, yet protection counts days: a review falls inside a year; use year_end",
        ),
        "sharing_often": Words(
            zh="“{occasion}”每天可得 {times} 次、共 {worth}：容易被刷",
            en="'{occasion}' earns {times} times a day, {worth} in all: easily abused",
        ),
    }
)
FLAWS: Mapping[str, Words] = MappingProxyType({**ERRORS, **WARNINGS})
LAYERS: Mapping[str, Words] = MappingProxyType(
    {
        "basic": Words(zh="基础", en="basic"),
        "special": Words(zh="特色", en="special"),
        "emotional": Words(zh="情感", en="emotional"),
    }
)
OFTEN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeFlaw:
    """One thing that is wrong, or may be."""

    severity: Annotated[Literal["error", "warning"], described("程度", "Severity")]
    said: Annotated[Sentence, described("问题", "Flaw")]


def check_programme(programme: MemberProgramme) -> tuple[ProgrammeFlaw, ...]:
    """Everything found, errors first. A programme without errors may go into force."""
    found = [*_steps(programme), *_worth(programme), *_costs(programme), *_rights(programme), *_rest(programme)]
    return tuple(sorted(found, key=lambda each: each.severity != "error"))


def _flaw(code: str, /, **facts: Argument) -> ProgrammeFlaw:
    return ProgrammeFlaw(severity="error" if code in ERRORS else "warning", said=Sentence(code, facts))


def _steps(programme: MemberProgramme) -> Iterator[ProgrammeFlaw]:
    """What going up a tier changes."""
    titles = {right.id: right.title for right in programme.rights}
    for lower, tier in pairwise(programme.tiers.levels):
        for lost in (name for name in lower.rights if name not in tier.rights):
            yield _flaw("right_lost", tier=tier.title, right=titles[lost])
        if tier.earn_bps < lower.earn_bps:
            yield _flaw("earns_less", tier=tier.title, lower=lower.title)
        if tier.earn_bps == lower.earn_bps and set(tier.rights) == set(lower.rights):
            yield _flaw("no_advantage", tier=tier.title, lower=lower.title)


def _worth(programme: MemberProgramme) -> Iterator[ProgrammeFlaw]:
    """Share of the price that comes back in points = rate · worth ÷ (amount for one point · points of the worth)."""
    rules, worth = programme.points, programme.points.worth
    for tier in programme.tiers.levels:
        paid = rules.paid_per_point_minor * worth.points
        back = tier.earn_bps * worth.worth_minor // WHOLE
        facts: dict[str, Argument] = {"tier": tier.title, "paid": _money(programme, paid)}
        facts["worth"] = _money(programme, back)
        margin = None if programme.margin_bps is None else paid * programme.margin_bps // WHOLE
        if back >= paid:
            yield _flaw("points_exceed_price", **facts, points=tier.earn_bps * worth.points // WHOLE)
        elif margin is not None and back > margin:
            yield _flaw("points_exceed_margin", **facts, margin=_money(programme, margin))
        elif back * WHOLE > paid * GENEROUS_BPS:
            yield _flaw("points_generous", tier=tier.title, share=f"{back / paid:.1%}")


def _costs(programme: MemberProgramme) -> Iterator[ProgrammeFlaw]:
    """What a member who just reaches a tier by spending brings in a year, against rights and points of that year."""
    if programme.margin_bps is None:
        yield _flaw("margin_unknown")
    if programme.tiers.measure != "spend":
        return
    for tier, cost in zip(programme.tiers.levels, tier_costs(programme, {}), strict=True):
        if tier.at_least:
            yield from _cost(programme, tier, cost.each_minor)


def _cost(programme: MemberProgramme, tier: Tier, rights_minor: int) -> Iterator[ProgrammeFlaw]:
    points = purchase_points(programme, tier.id, tier.at_least)
    cost = rights_minor + programme.points.worth.of(points)
    facts: dict[str, Argument] = {"tier": tier.title, "cost": _money(programme, cost)}
    if programme.margin_bps is None:
        if cost >= tier.at_least:
            yield _flaw("costs_exceed_spend", **facts, spend=_money(programme, tier.at_least))
    elif cost > (margin := tier.at_least * programme.margin_bps // WHOLE):
        yield _flaw("costs_exceed_margin", **facts, margin=_money(programme, margin))


def _rights(programme: MemberProgramme) -> Iterator[ProgrammeFlaw]:
    given = {name for tier in programme.tiers.levels for name in tier.rights}
    for right in programme.rights:
        if right.id not in given:
            yield _flaw("right_unused", right=right.title)
        if right.cost_minor is None:
            yield _flaw("cost_unknown", right=right.title)
    layers = {right.layer for right in programme.rights if right.id in given}
    for name, words in LAYERS.items():
        if name not in layers:
            yield _flaw("no_layer", layer=words)


def _rest(programme: MemberProgramme) -> Iterator[ProgrammeFlaw]:
    rules = programme.tiers
    if isinstance(rules.window, CalendarYear) and isinstance(rules.protection, ProtectedDays):
        yield _flaw("review_inside_year")
    for each in programme.points.occasions:
        if each.kind in {"sharing", "activity"} and each.most_a_day > OFTEN:
            worth = _money(programme, programme.points.worth.of(each.points * each.most_a_day))
            yield _flaw("sharing_often", occasion=each.title, times=each.most_a_day, worth=worth)


def _money(programme: MemberProgramme, minor: int) -> Money:
    return Money(minor, programme.currency)
