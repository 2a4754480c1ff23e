"""What has a member in the books: lots of points, what they were used for, deeds that count for a tier?"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zhanggui.books.checkout.points import deeds_of, entries_of
from zhanggui.offers.members.lots import Lot, PointsEntry, balance_at, lots_at
from zhanggui.offers.members.tiers import Standing, standing_at

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from zhanggui.offers.members.programme import MemberProgramme


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A member's points as all entries together have them."""

    customer: str
    rows: Sequence[Row[Any]]

    @property
    def lots(self) -> tuple[Lot, ...]:
        """The lots with something in them, the oldest first. Entries of a clock that runs ahead count as well."""
        latest = max((row.at for row in self.rows), default=None)
        return lots_at(map(entry_of, self.rows), latest) if latest else ()

    def lots_at(self, at: datetime) -> tuple[Lot, ...]:
        """The lots as they stood at an instant of the past."""
        return lots_at(map(entry_of, self.rows), at)

    def balance(self, at: datetime) -> int:
        """Points that may be used, or below zero the debt."""
        return balance_at(self.lots, at)

    def moved(self, account: str, *, subject: str | None = None) -> Counter[str]:
        """By lot, the sum of what was moved against an account, for one subject if it is named."""
        found: Counter[str] = Counter()
        for row in self.rows:
            if row.account == account and (subject is None or row.subject == subject):
                found[row.lot] += row.points
        return found

    def row_of(self, lot: str) -> Row[Any]:
        """An entry of a lot: it says when the lot was earned and when it expires."""
        return next(row for row in self.rows if row.lot == lot)


def account_of(connection: Connection, customer: str) -> Account:
    """A member's account as it stands in this transaction."""
    return Account(customer=customer, rows=entries_of(connection, customer))


def standing_of(connection: Connection, programme: MemberProgramme, customer: str, at: datetime) -> Standing:
    """Where a member stands among the tiers at an instant."""
    deeds: Any = deeds_of(connection, customer)  # a row reads as a Deed does
    return standing_at(programme, deeds, at)


def entry_of(row: Row[Any]) -> PointsEntry:
    """A row of the books as a change of a lot."""
    return PointsEntry(lot=row.lot, points=row.points, at=row.at, earned_at=row.earned_at, expires_at=row.expires_at)
