"""Which tier has a member at an instant, until when is it protected, and what is missing to the next?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

from zhanggui.core.described import described
from zhanggui.offers.members.times import leaves_at, protected_until

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zhanggui.offers.members.programme import MemberProgramme, TierRules

NO_TIER = -1
COUNTED = {"spend": "spend_minor", "orders": "orders", "points": "points"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What may count for a tier. A return counts when its purchase did, and is known later."""

    at: datetime
    counts_at: datetime
    spend_minor: int = 0
    orders: int = 0
    points: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a member stands among the tiers."""

    tier: Annotated[str, described("等级", "Tier", about_zh="空为尚无等级", about_en="Empty: none yet")]
    since: Annotated[datetime | None, described("自", "Since")]
    protected_until: Annotated[datetime | None, described("保级至", "Protected until")]
    measured: Annotated[int, described("统计期内累计", "Counted in the window")]
    keep_missing: Annotated[int, described("保级还差", "Missing to keep it")]
    next_tier: Annotated[
        str, described("下一级", "Next tier", about_zh="空为已是最高级", about_en="Empty: the highest")
    ]
    next_missing: Annotated[int, described("升级还差", "Missing to the next")]


def tier_at(programme: MemberProgramme, deeds: Iterable[Deed], at: datetime) -> str:
    """The id of the tier that a member has at an instant; empty below the first threshold."""
    return standing_at(programme, deeds, at).tier


def standing_at(programme: MemberProgramme, deeds: Iterable[Deed], at: datetime) -> Standing:
    """Replay what was known at the instant, from the beginning.

    In the order of time: a tier is reached when the sum over the window reaches its threshold, the highest reached and
    no other, and is protected from then on. When the protection ends, the window before that moment decides: from the
    threshold on the tier is kept for as long again, below it the declared demotion takes place. What was returned by
    the instant never counted; before the return it did, so an earlier instant gives the earlier answer.

    >>> from datetime import UTC, datetime
    >>> from zhanggui.offers.members.programme import MemberProgramme
    >>> levels = [{"id": f"t{n}", "title": {"zh": "级", "en": "level"}, "at_least": n * 1000} for n in (1, 2, 3)]
    >>> promised = MemberProgramme.model_validate(
    ...     {
    ...         "currency": "CNY",
    ...         "points": {"paid_per_point_minor": 100},
    ...         "tiers": {"measure": "spend", "levels": levels},
    ...     }
    ... )
    >>> noon = datetime(2026, 11, 11, 4, tzinfo=UTC)
    >>> tier_at(promised, [Deed(at=noon, counts_at=noon, spend_minor=1500)], noon)
    't1'
    """
    rules, zone = programme.tiers, ZoneInfo(programme.timezone)
    total = 0
    level, since, until = reached(rules, 0), None, None
    for instant, changes in groupby(_changes(rules, deeds, at, zone), key=itemgetter(0)):
        level, since, until = _reviewed(rules, total, (level, since, until), instant, zone)
        total += sum(amount for _, amount in changes)
        if (now := reached(rules, total)) > level:
            level, since, until = now, instant, protected_until(rules.protection, instant, zone)
    level, since, until = _reviewed(rules, total, (level, since, until), at, zone)
    return _standing(rules, level, since, until, total)


def reached(rules: TierRules, total: int) -> int:
    """The place of the highest tier whose threshold a sum reaches; NO_TIER below all of them."""
    place = NO_TIER
    for higher in rules.levels:
        if higher.at_least > total:
            break
        place += 1
    return place


def _changes(rules: TierRules, deeds: Iterable[Deed], at: datetime, zone: ZoneInfo) -> list[tuple[datetime, int]]:
    """When the sum over the window rises and falls, up to an instant, by what was known then."""
    window, counted_of = rules.window, attrgetter(COUNTED[rules.measure])
    found: list[tuple[datetime, int]] = []
    for deed in deeds:
        if deed.at <= at and (counted := counted_of(deed)):
            found.append((deed.counts_at, counted))
            if gone := leaves_at(window, deed.counts_at, zone):
                found.append((gone, -counted))
    return sorted([change for change in found if change[0] <= at], key=itemgetter(0))


_Place = tuple[int, "datetime | None", "datetime | None"]


def _reviewed(rules: TierRules, total: int, held: _Place, at: datetime, zone: ZoneInfo) -> _Place:
    """Every review due by an instant, with the sum as it stood before that instant."""
    level, since, until = held
    while until is not None and until <= at:
        after = _after_review(rules, level, reached(rules, total))
        since = since if after == level else until
        level = after
        until = None if level == NO_TIER else protected_until(rules.protection, until, zone)
    return level, since, until


def _after_review(rules: TierRules, level: int, now: int) -> int:
    if now >= level or rules.demotion == "never":
        return level
    return level - 1 if rules.demotion == "one_step" else now


def _standing(rules: TierRules, level: int, since: datetime | None, until: datetime | None, total: int) -> Standing:
    mine = rules.levels[level] if level > NO_TIER else None
    higher = rules.levels[level + 1] if level + 1 < len(rules.levels) else None
    return Standing(
        tier=mine.id if mine else "",
        since=since,
        protected_until=until,
        measured=total,
        keep_missing=max(mine.at_least - total, 0) if mine else 0,
        next_tier=higher.id if higher else "",
        next_missing=max(higher.at_least - total, 0) if higher else 0,
    )
