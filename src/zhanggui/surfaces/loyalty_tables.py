"""How do tiers, rights, a member's points and those close to the next tier read as tables?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from zhanggui.core.described import described
from zhanggui.core.moments import when
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.words import Words
from zhanggui.offers.members.checking import LAYERS
from zhanggui.surfaces.presentation import table_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhanggui.app.loyalty.overview import ProgrammeStanding
    from zhanggui.app.loyalty.steering import Steered
    from zhanggui.checkout.members.reading import MemberView
    from zhanggui.core.words import Language
    from zhanggui.offers.members.programme import MemberProgramme
    from zhanggui.surfaces.presentation import Table

_TIERS, _RIGHTS = Words(zh="等级", en="Tiers"), Words(zh="权益目录", en="Catalogue of rights")
_LOTS, _CLOSE = (
    Words(zh="积分批次", en="Points by lot"),
    Words(zh="再多一点就升级", en="A little more to the next tier"),
)
_NO_TIER = Words(zh="尚无等级", en="no tier yet")
_COUNTS = {
    "orders": Words(zh="{n} 单", en="{n} {n:order|orders}"),
    "points": Words(zh="{n} 积分", en="{n} {n:point|points}"),
}
MEASURES = {
    "spend": Words(zh="消费额", en="spend"),
    "orders": Words(zh="订单数", en="orders"),
    "points": Words(zh="获得的积分", en="points earned"),
}
WINDOWS = {
    "rolling": Words(zh="统计最近 {days} 天", en="of the last {days} {days:day|days}"),
    "calendar_year": Words(zh="统计当年", en="of the calendar year"),
    "ever": Words(zh="统计全部", en="of all time"),
}
PROTECTIONS = {
    "days": Words(zh=" {n} 天", en="for {n} {n:day|days}"),
    "year_end": Words(zh="到年底再加 {n} 年", en="to the year's end and {n} {n:year|years} more"),
}
DEMOTIONS = {
    "one_step": Words(zh="未达标降一级（缓降）", en="then one level down at most"),
    "to_reached": Words(zh="未达标降到达标的级", en="then down to what is reached"),
    "never": Words(zh="不降级", en="and never lost"),
}
_NEVER = Words(zh="永不过期", en="never")


@dataclass(frozen=True, slots=True, kw_only=True)
class TierRow:
    """One tier."""

    title: Annotated[Words, described("等级", "Tier")]
    at_least: Annotated[str, described("门槛", "From")]
    earns: Annotated[str, described("得分", "Earns")]
    members: Annotated[int, described("会员数", "Members", unit="customers")]
    each: Annotated[Money, described("权益每人每年", "Rights, a member a year", unit="money")]
    total: Annotated[Money, described("权益合计每年", "Rights, all a year", unit="money")]


@dataclass(frozen=True, slots=True, kw_only=True)
class RightRow:
    """One right."""

    title: Annotated[Words, described("权益", "Right")]
    layer: Annotated[Words, described("层次", "Layer")]
    tiers: Annotated[str, described("等级", "Tiers")]
    cost: Annotated[Money | None, described("每人每年成本", "Cost a member a year", unit="money")]


@dataclass(frozen=True, slots=True, kw_only=True)
class LotRow:
    """Points earned together."""

    earned: Annotated[str, described("获得于", "Earned")]
    left: Annotated[int, described("剩余", "Left", unit="points")]
    until: Annotated[str, described("有效到", "Until")]


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseRow:
    """A member who lacks little."""

    missing: Annotated[str, described("还差", "Missing")]
    tier: Annotated[str, described("等级", "Tier")]
    next_tier: Annotated[str, described("下一级", "Next tier")]
    expected: Annotated[
        MoneyInterval | None,
        described("提醒的预期利润", "Expected profit of telling", unit="money"),
    ]
    customer: Annotated[str, described("顾客假名", "Customer, pseudonym")]


def tiers_table(found: ProgrammeStanding, language: Language) -> Table:
    """The tiers with their members and what their rights cost."""
    programme = found.programme
    rows = tuple(
        TierRow(
            title=line.title,
            at_least=measured(programme, line.at_least, language),
            earns=f"× {tier.earn_bps / 10_000:g}",
            members=line.members,
            each=Money(line.rights_each_minor, programme.currency),
            total=Money(line.rights_minor, programme.currency),
        )
        for line, tier in zip(found.tiers, programme.tiers.levels, strict=True)
    )
    return table_of("tiers", rows, _TIERS, {}, language)


def rights_table(programme: MemberProgramme, language: Language) -> Table | None:
    """The rights with their layer, their tiers and their cost; None without any."""
    between = "、" if language == "zh-CN" else ", "
    rows = tuple(
        RightRow(
            title=right.title,
            layer=LAYERS[right.layer],
            tiers=between.join(each.title.text(language) for each in programme.tiers.levels if right.id in each.rights),
            cost=None if right.cost_minor is None else Money(right.cost_minor, programme.currency),
        )
        for right in programme.rights
    )
    return table_of("rights", rows, _RIGHTS, {}, language) if rows else None


def lots_table(member: MemberView, zone: str, language: Language) -> Table | None:
    """A member's points, the oldest first; None without any."""
    rows = tuple(
        LotRow(
            earned=when(lot.earned_at, zone),
            left=lot.left,
            until=when(lot.expires_at, zone) if lot.expires_at else _NEVER.text(language),
        )
        for lot in member.lots
    )
    return table_of("lots", rows, _LOTS, {}, language) if rows else None


def close_table(programme: MemberProgramme, close: Sequence[Steered], language: Language) -> Table | None:
    """Members close to the next tier, who lacks least first; None without any."""
    rows = tuple(
        CloseRow(
            customer=each.close.customer,
            tier=tier_title(programme, each.close.tier, language),
            next_tier=tier_title(programme, each.close.next_tier, language),
            missing=measured(programme, each.close.missing, language),
            expected=each.expected,
        )
        for each in close
    )
    return table_of("next_tier", rows, _CLOSE, {}, language) if rows else None


def rule_facts(programme: MemberProgramme, language: Language) -> dict[str, str]:
    """How a tier is reached, kept and lost, for one sentence."""
    rules = programme.tiers
    facts = {
        "measure": MEASURES[rules.measure].text(language),
        "window": WINDOWS[rules.window.kind].filled(language, days=getattr(rules.window, "days", 0)),
        "demotion": DEMOTIONS[rules.demotion].text(language),
    }
    many = getattr(rules.protection, "days", None) or getattr(rules.protection, "years_more", 0)
    return {**facts, "protection": PROTECTIONS[rules.protection.kind].filled(language, n=many)}


def tier_title(programme: MemberProgramme, tier: str, language: Language) -> str:
    """What a tier is called; none has words of its own."""
    known = programme.tier(tier)
    return (known.title if known else _NO_TIER).text(language)


def measured(programme: MemberProgramme, amount: int, language: Language) -> str:
    """An amount in the measure of the tiers: money, orders or points."""
    if programme.tiers.measure == "spend":
        return str(Money(amount, programme.currency))
    return _COUNTS[programme.tiers.measure].filled(language, n=f"{amount:,}")
