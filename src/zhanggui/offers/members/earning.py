"""How many points does a purchase or an occasion earn, and until when?"""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from zhanggui.core.errors import RequestAtFault
from zhanggui.core.words import Words
from zhanggui.offers.members.times import expires_at
from zhanggui.offers.rules.stated import WHOLE

if TYPE_CHECKING:
    from datetime import datetime

    from zhanggui.offers.members.programme import MemberProgramme, Occasion


class NoSuchOccasion(RequestAtFault):
    """An occasion that the programme does not name."""

    sentence = Words(
        zh="会员规则里没有“{occasion}”这种得分。有：{known}。",
        en="The programme has no occasion '{occasion}'. There are: {known}.",
    )


def purchase_points(programme: MemberProgramme, tier: str, paid_minor: int) -> int:
    """⌊paid · rate of the tier ÷ amount for one point⌋; without a tier the rate is one.

    The same as a quote says, where no offer multiplies points.
    """
    per = programme.points.paid_per_point_minor
    return max(paid_minor, 0) * earn_bps(programme, tier) // (per * WHOLE)


def earn_bps(programme: MemberProgramme, tier: str) -> int:
    """The rate at which a tier earns."""
    known = programme.tier(tier)
    return known.earn_bps if known else WHOLE


def occasion(programme: MemberProgramme, name: str) -> Occasion:
    """An occasion by its id."""
    known = {each.id: each for each in programme.points.occasions}
    if name not in known:
        raise NoSuchOccasion(occasion=name, known=", ".join(sorted(known)) or "–")
    return known[name]


def occasion_points(programme: MemberProgramme, name: str, times_today: int) -> int:
    """What one more of an occasion earns on a day on which it earned so often; nothing beyond its most a day."""
    found = occasion(programme, name)
    return found.points if times_today < found.most_a_day else 0


def lasts_until(programme: MemberProgramme, earned_at: datetime) -> datetime | None:
    """When points earned at a moment are gone; None for never."""
    return expires_at(programme.points.expiry, earned_at, ZoneInfo(programme.timezone))
