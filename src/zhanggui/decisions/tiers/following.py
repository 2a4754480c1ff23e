"""Through which tiers would a customer have gone, and which points would they hold?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from zhanggui.offers.members.earning import lasts_until, purchase_points
from zhanggui.offers.members.tiers import Deed, tier_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhanggui.decisions.tiers.purchases import Buyer
    from zhanggui.offers.members.programme import MemberProgramme

YEAR = timedelta(days=365)
NO_MEMBER = "-"  # before the first purchase; another thing than a member below the first tier


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """One customer: the tier on each of the days looked at, points earned in the last year, points that still live."""

    buyer: Buyer
    tiers: tuple[str, ...]
    earned_in_a_year: int
    live: int

    @property
    def tier(self) -> str:
        """The tier at the end; empty for none."""
        return self.tiers[-1]


def follow(programme: MemberProgramme, buyer: Buyer, marks: Sequence[datetime]) -> Followed:
    """Replay the programme's own rules on the purchases; points at the rate of the tier on the mark before.

    Nobody uses points, so what lives is the most that the shop can owe.
    """
    deeds = [
        Deed(at=at, counts_at=at, spend_minor=paid, orders=1, points=purchase_points(programme, "", paid))
        for at, paid in buyer.bought
    ]
    first, end = deeds[0].at, marks[-1]
    tiers = tuple(tier_at(programme, deeds, mark) if mark >= first else NO_MEMBER for mark in marks)
    earned, live = 0, 0
    for at, paid in buyer.bought:
        points = purchase_points(programme, _before(at, marks, tiers), paid)
        expires = lasts_until(programme, at)
        live += points if expires is None or expires > end else 0
        earned += points if at > end - YEAR else 0
    return Followed(buyer=buyer, tiers=tiers, earned_in_a_year=earned, live=live)


def _before(at: datetime, marks: Sequence[datetime], tiers: Sequence[str]) -> str:
    passed = [tier for mark, tier in zip(marks, tiers, strict=True) if mark <= at]
    return passed[-1] if passed else NO_MEMBER
