"""How are points earned, used, taken back and given back, so that undoing everything leaves nothing behind?

Each step is made under the lock of the account, and begins and ends with what is due by itself: lots that have expired
are posted as expired, debts are paid out of new points. So it does not matter whether the job that expires points ran.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from zhanggui.books.checkout.points import (
    ADJUSTED,
    EARNED,
    EXPIRED,
    REDEEMED,
    WRITTEN_OFF,
    LotChange,
    Movement,
    lock_account,
    move,
    new_movement,
)
from zhanggui.checkout.members.account import Account, account_of
from zhanggui.offers.engine.splitting import split
from zhanggui.offers.members.earning import lasts_until
from zhanggui.offers.members.lots import Moved, first_of, given_back, taken, taken_back
from zhanggui.offers.members.times import midnight

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from zhanggui.offers.members.lots import Lot
    from zhanggui.offers.members.programme import MemberProgramme


@dataclass(frozen=True, slots=True, kw_only=True)
class Mover:
    """A member's account under its lock, and why it moves."""

    connection: Connection
    programme: MemberProgramme
    customer: str
    channel: str
    at: datetime
    subject: str | None = None

    def account(self) -> Account:
        """The account as it stands now."""
        return account_of(self.connection, self.customer)


def locked(mover: Mover) -> Mover:
    """Take the account's lock and post what is due."""
    lock_account(mover.connection, mover.customer, mover.at)
    settle_due(mover)
    return mover


def earn(mover: Mover, points: int, *, reason: str, occasion: str | None = None) -> str:
    """A new lot of points; debts are paid out of it at once."""
    lot = new_movement()
    until = lasts_until(mover.programme, mover.at)
    _move(mover, "earn", reason, [LotChange(lot, points, mover.at, until, EARNED)], occasion=occasion, movement=lot)
    settle_due(mover)
    return lot


def spend(
    mover: Mover, points: int, worth_minor: int, *, reason: str = "purchase", occasion: str | None = None
) -> None:
    """Use points of the oldest lots for a sale or a draw, or raise NotEnoughPoints."""
    account = mover.account()
    moves = taken(account.lots, points, mover.at)
    worths = split(worth_minor, [each.points for each in moves])
    changes = [
        _change(account, each.lot, -each.points, REDEEMED)._replace(value_minor=worth)
        for each, worth in zip(moves, worths, strict=True)
    ]
    _move(mover, "redeem", reason, changes, occasion=occasion)


def give_back(mover: Mover, points: int) -> None:
    """Points that were used, back into the lots they came from. What a lot still owes of before is kept first."""
    account = mover.account()
    used = account.moved(REDEEMED, subject=mover.subject)
    lots = sorted((lot for lot in used if used[lot] < 0), key=lambda lot: (account.row_of(lot).earned_at, lot))
    moves = given_back([Moved(lot, -used[lot]) for lot in lots], points)
    _move(mover, "reverse", "refund", [_change(account, each.lot, each.points, REDEEMED) for each in moves])
    _recover(mover, account, moves)
    _renew(mover, account, moves)
    settle_due(mover)


def take_back(mover: Mover, points: int) -> int:
    """Points earned by a sale or draw: what lapsed of their own lot, what is left of it, the oldest, then as declared.

    Returns how many were taken back: no more than the sale still has earned in the books.
    """
    account = mover.account()
    points = min(points, account.moved(EARNED, subject=mover.subject).total())
    if not points:
        return 0
    own = next(row.lot for row in account.rows if row.kind == "earn" and row.subject == mover.subject)
    lapsed = min(points, -account.moved(EXPIRED)[own])
    moves, missing = taken_back(account.lots, own, points - lapsed, mover.at)
    _move(mover, "reverse", "refund", [_change(account, own, lapsed, EXPIRED)] if lapsed else [])
    gone = [Moved(own, lapsed), *moves] if lapsed else moves
    _move(mover, "reverse", "refund", [_change(account, each.lot, -each.points, EARNED) for each in gone])
    if missing:
        _below_zero(mover, account, own, missing)
    return points


def adjust(mover: Mover, points: int) -> str:
    """Points given or taken by hand; no more are taken than there are."""
    account = mover.account()
    movement = new_movement()
    if points > 0:
        until = lasts_until(mover.programme, mover.at)
        changes = [LotChange(movement, points, mover.at, until, ADJUSTED)]
    else:
        moves = taken(account.lots, -points, mover.at)
        changes = [_change(account, each.lot, -each.points, ADJUSTED) for each in moves]
    _move(mover, "adjust", "other", changes, movement=movement)
    settle_due(mover)
    return movement


def settle_due(mover: Mover) -> int:
    """Pay debts out of what there is, and post what has expired; returns how many points expired."""
    account = mover.account()
    if any(lot.left < 0 for lot in account.lots):
        _pay_debts(mover, account)
        account = mover.account()
    overdue = [lot for lot in account.lots if lot.left > 0 and not lot.is_live(mover.at)]
    for lot in overdue:
        # Points that came back into a lot after its time expire when they came, not before.
        moments = (lot.expires_at, *(row.at for row in account.rows if row.lot == lot.id))
        at = max(moment for moment in moments if moment is not None)
        due = replace(mover, at=at, channel=account.row_of(lot.id).channel, subject=None)
        _move(due, "expire", "other", [_change(account, lot.id, -lot.left, EXPIRED)])
    return sum(lot.left for lot in overdue)


def _pay_debts(mover: Mover, account: Account) -> None:
    debts = [Moved(lot.id, -lot.left) for lot in account.lots if lot.left < 0]
    live = [Moved(lot.id, lot.left) for lot in account.lots if lot.left > 0 and lot.is_live(mover.at)]
    paid = first_of(live, sum(debt.points for debt in debts))
    covered = first_of(debts, sum(each.points for each in paid))
    changes = [_change(account, each.lot, -each.points, ADJUSTED) for each in paid]
    changes += [_change(account, each.lot, each.points, ADJUSTED) for each in covered]
    _move(replace(mover, subject=None), "adjust", "refund", changes)


def _recover(mover: Mover, account: Account, moves: Iterable[Moved]) -> None:
    """What was once written off because these very points were spent: they are back, so it is taken after all."""
    written = account.moved(WRITTEN_OFF)
    owed = [Moved(each.lot, min(each.points, written[each.lot])) for each in moves if written[each.lot] > 0]
    changes = [_change(account, each.lot, -each.points, WRITTEN_OFF) for each in owed]
    _move(replace(mover, subject=None), "adjust", "refund", changes)


def _renew(mover: Mover, account: Account, moves: Sequence[Moved]) -> None:
    """Points that come back after their time last some days more, if the programme says so; else they lapse."""
    days = mover.programme.points.lapsed_days
    if not days:
        return
    zone = ZoneInfo(mover.programme.timezone)
    until = midnight(mover.at.astimezone(zone).date() + timedelta(days=days + 1), zone)
    left = {lot.id: lot for lot in mover.account().lots}
    for lot in (left[each.lot] for each in moves if each.lot in left):
        if lot.left > 0 and not lot.is_live(mover.at):
            _move(replace(mover, subject=None), "adjust", "refund", _into_new_lot(account, lot, until))


def _into_new_lot(account: Account, lot: Lot, until: datetime) -> list[LotChange]:
    fresh = LotChange(new_movement(), lot.left, lot.earned_at, until, ADJUSTED)
    return [_change(account, lot.id, -lot.left, ADJUSTED), fresh]


def _below_zero(mover: Mover, account: Account, own: str, missing: int) -> None:
    """Earned points that are spent and cannot be taken back: a debt, or written off; the programme says which."""
    if mover.programme.points.below_zero == "debt":
        debt = LotChange(new_movement(), -missing, mover.at, None, EARNED)
        _move(mover, "reverse", "refund", [debt])
    else:
        taken_and_forgiven = [(-missing, EARNED), (missing, WRITTEN_OFF)]
        changes = [_change(account, own, points, against) for points, against in taken_and_forgiven]
        _move(mover, "reverse", "refund", changes)


def _change(account: Account, lot: str, points: int, against: str) -> LotChange:
    row = account.row_of(lot)
    return LotChange(lot, points, row.earned_at, row.expires_at, against)


def _move(
    mover: Mover,
    kind: Any,
    reason: str,
    changes: Sequence[LotChange],
    *,
    occasion: str | None = None,
    movement: str | None = None,
) -> None:
    said = Movement(
        id=movement or new_movement(),
        kind=kind,
        reason=reason,
        channel=mover.channel,
        at=mover.at,
        subject=mover.subject,
        occasion=occasion,
    )
    move(mover.connection, mover.customer, said, changes)
