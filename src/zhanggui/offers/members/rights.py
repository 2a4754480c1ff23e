"""What do the rights of each tier cost, for one member and for all of them?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from zhanggui.core.described import described

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhanggui.offers.members.programme import MemberProgramme, Right, Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class TierCost:
    """What a tier's rights cost in a year. Rights whose cost nobody stated are counted, not taken for nothing."""

    tier: Annotated[str, described("等级", "Tier")]
    members: Annotated[int, described("会员数", "Members", unit="customers")]
    each_minor: Annotated[int, described("每人每年", "A member a year", unit="minor")]
    total_minor: Annotated[int, described("合计每年", "All members a year", unit="minor")]
    unknown: Annotated[int, described("成本未知的权益", "Rights of unknown cost", unit="count")]


def rights_of(programme: MemberProgramme, tier: Tier) -> tuple[Right, ...]:
    """The rights of a tier, in the order of the catalogue."""
    return tuple(each for each in programme.rights if each.id in tier.rights)


def tier_costs(programme: MemberProgramme, members: Mapping[str, int]) -> tuple[TierCost, ...]:
    """The yearly cost of each tier's rights with so many members in each."""
    return tuple(_cost(programme, tier, members.get(tier.id, 0)) for tier in programme.tiers.levels)


def _cost(programme: MemberProgramme, tier: Tier, members: int) -> TierCost:
    costs = [right.cost_minor for right in rights_of(programme, tier)]
    each = sum(cost for cost in costs if cost is not None)
    unknown = sum(cost is None for cost in costs)
    return TierCost(tier=tier.id, members=members, each_minor=each, total_minor=each * members, unknown=unknown)
