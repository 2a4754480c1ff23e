"""How are points earned by an occasion, adjusted by hand, and posted as expired?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

from zhanggui.books.checkout.points import lock_account, overdue_accounts, record_deed
from zhanggui.books.events import append
from zhanggui.checkout.members.account import account_of
from zhanggui.checkout.members.moving import Mover, adjust, earn, locked, settle_due
from zhanggui.checkout.members.programmes import the_programme
from zhanggui.checkout.till import settle
from zhanggui.core.described import described
from zhanggui.core.errors import Conflict, RequestAtFault
from zhanggui.core.words import Words
from zhanggui.offers.members.earning import occasion, occasion_points

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from zhanggui.books.database import Books
    from zhanggui.checkout.members.account import Account
    from zhanggui.checkout.members.asked import AdjustRequest, EarnRequest
    from zhanggui.checkout.till import Till
    from zhanggui.offers.members.programme import MemberProgramme

MOST_AT_ONCE = 200
REASONS = {"photo": "review"}  # the warehouse knows reviews with and without a photo as one


class OccasionRewardedBefore(Conflict):
    """The same review, share or activity is to earn points a second time."""

    sentence = Words(
        zh="“{subject}”已因“{occasion}”得过积分；同一凭据只得一次。",
        en="'{subject}' has earned points for '{occasion}' before; each earns once.",
    )


class OccasionDoneForToday(Conflict):
    """The most that an occasion earns on one day is reached."""

    sentence = Words(
        zh="“{occasion}”每天最多得 {most} 次积分，今天已满。明天再来。",
        en="'{occasion}' earns points {most} times a day at most, and that is reached. Come back tomorrow.",
    )


class NothingToAdjust(RequestAtFault):
    """An adjustment of no points."""

    sentence = Words(zh="调整的积分不能是 0。", en="Adjust by some points, not by 0.")


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsMoved:
    """What a request did to a member's points."""

    movement: Annotated[str, described("流水号", "Entry")]
    customer: Annotated[str, described("顾客假名", "Customer, pseudonym")]
    points: Annotated[int, described("积分", "Points", unit="points")]
    balance: Annotated[int, described("余额", "Balance", unit="points")]


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsExpired:
    """What was posted as expired."""

    members: Annotated[int, described("会员数", "Members", unit="customers")]
    points: Annotated[int, described("积分", "Points", unit="points")]


def reward(till: Till, asked: EarnRequest, *, integration: str, at: datetime) -> tuple[PointsMoved, bool]:
    """Points for an occasion that the programme names, within its most a day, once for each subject."""

    def work(connection: Connection) -> Mapping[str, Any]:
        programme = the_programme(connection)
        mover = locked(
            Mover(
                connection=connection,
                programme=programme,
                customer=asked.customer,
                channel=integration,
                at=at,
                subject=asked.subject,
            )
        )
        points = _allowed(programme, mover.account(), asked, at)
        kind = occasion(programme, asked.occasion).kind
        movement = earn(mover, points, reason=REASONS.get(kind, kind), occasion=asked.occasion)
        record_deed(connection, asked.customer, name=movement, at=at, counts_at=at, points=points)
        return asdict(_moved(mover, movement, points))

    answer, is_repeated = settle(till, "earn", asked, integration=integration, at=at, work=work)
    return PointsMoved(**answer), is_repeated


def adjust_points(
    till: Till, asked: AdjustRequest, *, integration: str, by: str, at: datetime
) -> tuple[PointsMoved, bool]:
    """Points given or taken by a person, who is written down with the reason."""
    if not asked.points:
        raise NothingToAdjust

    def work(connection: Connection) -> Mapping[str, Any]:
        mover = locked(
            Mover(
                connection=connection,
                programme=the_programme(connection),
                customer=asked.customer,
                channel=integration,
                at=at,
            )
        )
        movement = adjust(mover, asked.points)
        facts = {"movement": movement, "points": asked.points, "why": asked.why}  # the member is named by the entry
        append(connection, stream="members/points", kind="points.adjusted", payload=facts, by=by, at=at)
        return asdict(_moved(mover, movement, asked.points))

    answer, is_repeated = settle(till, "adjust", asked, integration=integration, at=at, work=work)
    return PointsMoved(**answer), is_repeated


def expire_due(books: Books, at: datetime) -> PointsExpired:
    """Post what has expired, account by account; run twice it finds nothing. Balances were right before."""
    points, members = 0, 0
    while True:
        with books.reading() as connection:
            overdue = overdue_accounts(connection, at, MOST_AT_ONCE)
        if not overdue:
            return PointsExpired(members=members, points=points)
        for customer in overdue:
            expired = _expired(books, customer, at)
            points, members = points + expired, members + bool(expired)


def _expired(books: Books, customer: str, at: datetime) -> int:
    with books.begin() as connection:
        lock_account(connection, customer, at)
        programme = the_programme(connection)
        return settle_due(Mover(connection=connection, programme=programme, customer=customer, channel="", at=at))


def _allowed(programme: MemberProgramme, account: Account, asked: EarnRequest, at: datetime) -> int:
    mine = [row for row in account.rows if row.kind == "earn" and row.occasion == asked.occasion]
    if any(row.subject == asked.subject for row in mine):
        raise OccasionRewardedBefore(subject=asked.subject, occasion=asked.occasion)
    zone = ZoneInfo(programme.timezone)
    today = at.astimezone(zone).date()
    times = sum(row.at.astimezone(zone).date() == today for row in mine)
    points = occasion_points(programme, asked.occasion, times)
    if not points:
        found = occasion(programme, asked.occasion)
        raise OccasionDoneForToday(occasion=found.title, most=found.most_a_day)
    return points


def _moved(mover: Mover, movement: str, points: int) -> PointsMoved:
    balance = account_of(mover.connection, mover.customer).balance(mover.at)
    return PointsMoved(movement=movement, customer=mover.customer, points=points, balance=balance)
