"""Which points has a member at an instant, which of them does a payment take, and where do they go back to?

Points lie in lots, one for each time they were earned; the oldest are used first. A debt is a lot below zero.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, NamedTuple

from zhanggui.core.described import described
from zhanggui.core.errors import Conflict
from zhanggui.core.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class NotEnoughPoints(Conflict):
    """More points are to be used than there are."""

    sentence = Words(
        zh="可用积分只有 {have}，不够用 {points}。请减少或重新报价。",
        en="There are {have} points, not {points}. Use fewer, or quote again.",
    )


class Moved(NamedTuple):
    """So many points of one lot."""

    lot: str
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsEntry:
    """One change of one lot; the first of a lot says when it was earned and when it expires."""

    lot: str
    points: int
    at: datetime
    earned_at: datetime
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """Points earned together, and how many of them are left."""

    id: Annotated[str, described("批次", "Lot")]
    left: Annotated[int, described("剩余", "Left", unit="points")]
    earned_at: Annotated[datetime, described("获得于", "Earned at")]
    expires_at: Annotated[datetime | None, described("到期", "Expires at")]

    def is_live(self, at: datetime) -> bool:
        """Whether its points may be used at an instant."""
        return self.expires_at is None or at < self.expires_at


def lots_at(entries: Iterable[PointsEntry], at: datetime) -> tuple[Lot, ...]:
    """The lots that are not empty, as they stood at an instant, the oldest first; expired ones included."""
    left: defaultdict[str, int] = defaultdict(int)
    first: dict[str, PointsEntry] = {}
    for entry in entries:
        if entry.at <= at:
            first.setdefault(entry.lot, entry)
            left[entry.lot] += entry.points
    lots = (
        Lot(id=name, left=left[name], earned_at=entry.earned_at, expires_at=entry.expires_at)
        for name, entry in first.items()
        if left[name]
    )
    return tuple(sorted(lots, key=lambda lot: (lot.earned_at, lot.id)))


def balance_at(lots: Iterable[Lot], at: datetime) -> int:
    """Points that may be used at an instant: what is left of the lots that live, less debts. No job has to run first.

    >>> from datetime import UTC, datetime
    >>> noon = datetime(2026, 11, 11, 4, tzinfo=UTC)
    >>> lot = Lot(id="a", left=80, earned_at=noon, expires_at=datetime(2026, 12, 1, tzinfo=UTC))
    >>> balance_at([lot], noon), balance_at([lot], datetime(2026, 12, 1, tzinfo=UTC))
    (80, 0)
    """
    return sum(lot.left for lot in lots if lot.is_live(at))


def taken(lots: Sequence[Lot], points: int, at: datetime) -> tuple[Moved, ...]:
    """Points out of the oldest live lots; raises where there are too few.

    >>> from datetime import UTC, datetime
    >>> noon = datetime(2026, 11, 11, 4, tzinfo=UTC)
    >>> lots = [Lot(id=name, left=left, earned_at=noon, expires_at=None) for name, left in (("a", 30), ("b", 50))]
    >>> taken(lots, 40, noon)
    (Moved(lot='a', points=30), Moved(lot='b', points=10))
    """
    have = balance_at(lots, at)
    if points > have:
        raise NotEnoughPoints(have=max(have, 0), points=points)
    return first_of([Moved(lot.id, lot.left) for lot in lots if lot.left > 0 and lot.is_live(at)], points)


def taken_back(lots: Sequence[Lot], lot: str, points: int, at: datetime) -> tuple[tuple[Moved, ...], int]:
    """Earned points that a return takes back: out of their own lot, then the oldest, and how many could not be had."""
    live = [each for each in lots if each.left > 0 and each.is_live(at)]
    ordered = sorted(live, key=lambda each: each.id != lot)
    moved = first_of([Moved(each.id, each.left) for each in ordered], points)
    return moved, points - sum(each.points for each in moved)


def given_back(used: Sequence[Moved], points: int) -> tuple[Moved, ...]:
    """Points that go back into the lots they came from, the last taken first: the young ones last longest.

    >>> given_back((Moved("a", 30), Moved("b", 10)), 25)
    (Moved(lot='b', points=10), Moved(lot='a', points=15))
    """
    return first_of(list(reversed(used)), points)


def first_of(moves: Iterable[Moved], points: int) -> tuple[Moved, ...]:
    """As much of the moves, in their order, as makes up some points, or all of them."""
    found = []
    for lot, most in moves:
        if (some := min(most, points)) > 0:
            found.append(Moved(lot, some))
            points -= some
    return tuple(found)
