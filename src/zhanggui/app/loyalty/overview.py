"""How many members has each tier, what do rights and points cost, and who is close to the next tier?"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from zhanggui.books.checkout.lotteries import prizes_owed
from zhanggui.checkout.members.programmes import the_programme
from zhanggui.checkout.members.reading import fates, standings
from zhanggui.core.described import described
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.quantity import Interval, RateInterval
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.offers.members.rights import tier_costs
from zhanggui.stats.breakage import Spell, Waiting, used_share

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from zhanggui.app.shop import Shop
    from zhanggui.checkout.members.reading import Fate
    from zhanggui.offers.members.programme import MemberProgramme
    from zhanggui.offers.members.tiers import Standing

SENTENCES: Mapping[str, Words] = {
    "used_share": Words(
        zh="按本店积分至今的去向，未用的里头约 {share} 会用掉，其余到期作废",
        en="By what became of the shop's points so far, about {share} of those outstanding will be used; the rest lapse",
    ),
    "none_outstanding": Words(zh="没有未用的积分", en="No points are outstanding"),
    "too_few_owners": Words(
        zh="有积分的会员不到 30 位，或还没有人用过：会用掉多少，现在无法判断",
        en="Fewer than 30 members have had points, or nobody has used any: how many will be used cannot be told",
    ),
    "too_little_history": Words(
        zh="超过一成的积分有效期比看到过的都长（或永不过期）：会用掉多少，现在无法判断",
        en="More than a tenth of the points last longer than any were seen to, or for ever: how many will be used cannot be told",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TierLine:
    """One tier with its members and the cost of their rights."""

    tier: Annotated[str, described("等级", "Tier")]
    title: Annotated[Words, described("名称", "Title")]
    at_least: Annotated[int, described("门槛", "Threshold")]
    members: Annotated[int, described("会员数", "Members", unit="customers")]
    rights_each_minor: Annotated[int, described("权益每人每年", "Rights, a member a year", unit="minor")]
    rights_minor: Annotated[int, described("权益合计每年", "Rights, all a year", unit="minor")]
    unknown: Annotated[int, described("成本未知的权益", "Rights of unknown cost", unit="count")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Liability:
    """What is promised in points: how many are outstanding, and how much of it will probably be asked for."""

    outstanding: Annotated[int, described("未用积分", "Outstanding", unit="points")]
    owed: Annotated[int, described("会员欠的积分", "Owed by members", unit="points")]
    used: Annotated[int, described("已用积分", "Used so far", unit="points")]
    expired: Annotated[int, described("已过期积分", "Expired so far", unit="points")]
    worth: Annotated[Money, described("全部兑现值", "Worth of all", unit="money")]
    used_share: Annotated[RateInterval | None, described("预计会用掉", "Share that will be used", unit="rate")]
    expected: Annotated[MoneyInterval | None, described("预计负债", "Expected liability", unit="money")]
    said: Annotated[Sentence, described("说明", "In words")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Close:
    """A member who lacks little to the next tier."""

    customer: Annotated[str, described("顾客假名", "Customer, pseudonym")]
    tier: Annotated[str, described("等级", "Tier")]
    next_tier: Annotated[str, described("下一级", "Next tier")]
    missing: Annotated[int, described("还差", "Missing")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeStanding:
    """The programme as it stands."""

    programme: MemberProgramme
    tiers: tuple[TierLine, ...]
    without_tier: int
    liability: Liability
    prizes_owed: int
    prizes_worth: Money
    close: tuple[Close, ...]


def programme_standing(shop: Shop, at: datetime | None = None) -> ProgrammeStanding:
    """Tiers, cost, liability and who is close to the next tier, at an instant or now."""
    moment = at or shop.clock.now()
    with shop.books.reading() as connection:
        programme = the_programme(connection, moment)
        placed = dict(standings(connection, programme, moment))
        liability = liability_of(programme, fates(connection, moment))
        prizes, worth_minor = prizes_owed(connection)
    counted = Counter(each.tier for each in placed.values())
    return ProgrammeStanding(
        programme=programme,
        tiers=_tiers(programme, counted),
        without_tier=counted[""],
        liability=liability,
        prizes_owed=prizes,
        prizes_worth=Money(worth_minor, programme.currency),
        close=_close(placed),
    )


def _tiers(programme: MemberProgramme, counted: Mapping[str, int]) -> tuple[TierLine, ...]:
    lines = zip(programme.tiers.levels, tier_costs(programme, counted), strict=True)
    return tuple(
        TierLine(
            tier=tier.id,
            title=tier.title,
            at_least=tier.at_least,
            members=cost.members,
            rights_each_minor=cost.each_minor,
            rights_minor=cost.total_minor,
            unknown=cost.unknown,
        )
        for tier, cost in lines
    )


def _close(placed: Mapping[str, Standing]) -> tuple[Close, ...]:
    found = [
        Close(customer=customer, tier=each.tier, next_tier=each.next_tier, missing=each.next_missing)
        for customer, each in placed.items()
        if each.next_tier
    ]
    return tuple(sorted(found, key=lambda each: (each.missing, each.customer)))


def liability_of(programme: MemberProgramme, became: Iterable[Fate]) -> Liability:
    """What is owed in points by what became of those given so far."""
    by_fate: Counter[str] = Counter()
    ended, waiting = [], []
    for each in became:
        by_fate[each.fate] += each.points
        if each.fate == "waiting":
            waiting.append(Waiting(owner=each.customer, units=each.points, days=each.days, until_days=each.until_days))
        elif each.fate != "owed":
            is_used = each.fate == "used"
            ended.append(Spell(owner=each.customer, units=each.points, days=each.days, was_used=is_used))
    worth = programme.points.worth.of(by_fate["waiting"])
    share = used_share(ended, waiting)
    return Liability(
        outstanding=by_fate["waiting"],
        owed=-by_fate["owed"],
        used=by_fate["used"],
        expired=by_fate["expired"],
        worth=Money(worth, programme.currency),
        used_share=RateInterval.of(share) if isinstance(share, Interval) else None,
        expected=_expected(share, worth, programme.currency) if isinstance(share, Interval) else None,
        said=sentence("used_share", share=RateInterval.of(share)) if isinstance(share, Interval) else sentence(share),
    )


def _expected(share: Interval, worth: int, currency: str) -> MoneyInterval:
    low, estimate, high = (Money(round(worth * each), currency) for each in (share.low, share.estimate, share.high))
    return MoneyInterval(low=low, estimate=estimate, high=high, level=share.level)
