"""What does a sale, its cancellation or a refund do to the points and the tier of its customer?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhanggui.books.checkout.points import deed_exists, record_deed
from zhanggui.checkout.members.account import account_of, standing_of
from zhanggui.checkout.members.moving import Mover, earn, give_back, locked, spend, take_back
from zhanggui.checkout.members.programmes import programme_in_force
from zhanggui.offers.basket import Earning
from zhanggui.offers.members.earning import earn_bps

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from zhanggui.checkout.sold import Sale
    from zhanggui.offers.members.programme import MemberProgramme

NOBODY = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """What the books know of the customer of a basket, whatever the basket claims."""

    tier: str
    points: int
    earning: Earning


def member_at_till(
    connection: Connection, programme: MemberProgramme | None, customer: str | None, at: datetime
) -> Member | None:
    """Tier, balance and rate of a customer; without a customer no tier and no points; None without a programme."""
    if programme is None:
        return None
    per = programme.points.paid_per_point_minor
    if customer is None:
        return Member(tier=NOBODY, points=0, earning=Earning(paid_per_point_minor=per, times_bps=0))
    tier = standing_of(connection, programme, customer, at).tier
    rate = Earning(paid_per_point_minor=per, times_bps=earn_bps(programme, tier))
    return Member(tier=tier, points=max(account_of(connection, customer).balance(at), 0), earning=rate)


def lock_member(
    connection: Connection, programme: MemberProgramme | None, customer: str | None, channel: str, at: datetime
) -> None:
    """Before a basket is priced: what its customer has cannot be spent by another basket in the meantime."""
    if programme and customer:
        locked(Mover(connection=connection, programme=programme, customer=customer, channel=channel, at=at))


def points_of_sale(connection: Connection, programme: MemberProgramme | None, sale: Sale) -> None:
    """Use the points that pay for the sale, and earn those that it brings; a deposit brings none yet."""
    mover = _mover(connection, programme, sale, sale.at)
    if mover and sale.quote.points_used:
        worth = sum(each.off_minor for each in sale.quote.applied if each.points)
        spend(mover, sale.quote.points_used, worth)
    if sale.state == "deposit" or sale.customer is None:
        return
    earned = sale.quote.points_earned if mover else 0
    if mover and earned:
        earn(mover, earned, reason="purchase")
    spent = sale.quote.due_minor
    counted = {"spend_minor": spent, "orders": 1, "points": earned}
    record_deed(connection, sale.customer, name=sale.id, at=sale.at, counts_at=sale.at, **counted)


def points_undone(connection: Connection, sale: Sale, at: datetime) -> tuple[int, int]:
    """A sale or deposit that is undone as a whole: points given back, and taken back."""
    returned = {"used": sale.quote.points_used, "earned": sale.quote.points_earned}
    return points_returned(
        connection, sale, at, name=f"{sale.id}.undone", spend_minor=sale.quote.due_minor, is_last=True, **returned
    )


def points_returned(
    connection: Connection,
    sale: Sale,
    at: datetime,
    *,
    name: str,
    used: int,
    earned: int,
    spend_minor: int,
    is_last: bool,
) -> tuple[int, int]:
    """What goes back with some units: first the points that paid, so that those earned can be taken out of them."""
    taken = 0
    if mover := _mover(connection, programme_in_force(connection), sale, at):
        locked(mover)
        give_back(mover, used)
        taken = take_back(mover, earned)
    if sale.customer and deed_exists(connection, sale.id):
        counted = {"spend_minor": -spend_minor, "orders": -int(is_last), "points": -taken}
        record_deed(connection, sale.customer, name=name, at=at, counts_at=sale.at, **counted)
    return (used if mover else 0), taken


def _mover(connection: Connection, programme: MemberProgramme | None, sale: Sale, at: datetime) -> Mover | None:
    """None where nobody has points: no programme, or no customer."""
    if programme is None or sale.customer is None:
        return None
    return Mover(
        connection=connection,
        programme=programme,
        customer=sale.customer,
        channel=sale.channel or sale.integration,
        at=at,
        subject=sale.id,
    )
