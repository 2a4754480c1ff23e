"""What did somebody note of competitors and of the shop itself, and how do the two scores of an item compare?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal

from zhanggui.analyses.pricing.competitors.seen import latest_day

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.warehouse.protocol import Warehouse

ITEM = ["competitor", "axis", "item"]
State = Literal["ahead", "behind", "level", "stale", "ours_missing", "theirs_missing", "not_scored"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """The newest note of one item, and the score that it had before; `competitor` is None for the shop itself."""

    competitor: str | None
    axis: str
    item: str
    finding: str | None
    points: int | None
    link: str | None
    day: date
    points_before: int | None = None
    day_before: date | None = None

    @property
    def what(self) -> tuple[str, str]:
        """What is judged."""
        return (self.axis, self.item)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One item of a competitor's card, theirs beside ours."""

    competitor: str
    axis: str
    item: str
    theirs: Note | None
    ours: Note | None
    state: State

    @property
    def lead(self) -> int | None:
        """Our points less theirs; None where they cannot be compared."""
        if self.state not in {"ahead", "behind", "level"} or self.theirs is None or self.ours is None:
            return None
        return (self.ours.points or 0) - (self.theirs.points or 0)


def newest_notes(warehouse: Warehouse) -> list[Note]:
    """The newest note of every item up to the last loaded day, each with the score before."""
    import ibis

    notes = _known(warehouse)
    turns = _turned(notes).select(*ITEM, "noted_day", "points_before", "day_before")
    number = ibis.row_number().over(group_by=ITEM, order_by=notes.noted_day.desc())
    numbered = notes.mutate(number=number)
    last = numbered.filter(numbered.number == 0).left_join(turns, [*ITEM, "noted_day"])
    columns = (*ITEM, "finding", "points_of_five", "link", "noted_day", "points_before", "day_before")
    return [_note(row) for row in warehouse.fetch(last.select(*columns).order_by(*ITEM)).to_pylist()]


def changes(warehouse: Warehouse, most: int) -> list[Note]:
    """Every note whose score differs from the item's score before, the newest first."""
    turned = _turned(_known(warehouse))
    moved = turned.filter(turned.points_before.notnull(), turned.points_before != turned.points_of_five)
    ordered = moved.order_by(moved.noted_day.desc(), *ITEM).limit(most)
    return [_note(row) for row in warehouse.fetch(ordered).to_pylist()]


def judged(notes: Sequence[Note], as_of: date, stale_days: int) -> Iterator[Judged]:
    """Every item that was noted of a competitor or of the shop, on the card of every competitor."""
    oldest = as_of - timedelta(days=stale_days)
    ours = {each.what: each for each in notes if each.competitor is None}
    theirs: dict[str, dict[tuple[str, str], Note]] = {}
    for each in notes:
        if each.competitor is not None:
            theirs.setdefault(each.competitor, {})[each.what] = each
    for competitor, its in sorted(theirs.items()):
        yield from (_judged(competitor, what, its, ours, oldest) for what in sorted(its.keys() | ours.keys()))


def _judged(
    competitor: str,
    what: tuple[str, str],
    its: Mapping[tuple[str, str], Note],
    ours: Mapping[tuple[str, str], Note],
    oldest: date,
) -> Judged:
    axis, item = what
    state = _state(its.get(what), ours.get(what), oldest)
    return Judged(competitor=competitor, axis=axis, item=item, theirs=its.get(what), ours=ours.get(what), state=state)


def _state(theirs: Note | None, ours: Note | None, oldest: date) -> State:
    """Two scores are compared when both are there and neither is too old."""
    if theirs is None:
        return "theirs_missing"
    if ours is None:
        return "ours_missing"
    if theirs.points is None or ours.points is None:
        return "not_scored"
    if min(theirs.day, ours.day) < oldest:
        return "stale"
    if theirs.points == ours.points:
        return "level"
    return "behind" if ours.points < theirs.points else "ahead"


def _turned(notes: ir.Table) -> ir.Table:
    """Scored notes, each with the score of its item before."""
    scored = notes.filter(notes.points_of_five.notnull())
    return scored.mutate(
        points_before=scored.points_of_five.lag().over(group_by=ITEM, order_by=scored.noted_day),
        day_before=scored.noted_day.lag().over(group_by=ITEM, order_by=scored.noted_day),
    )


def _known(warehouse: Warehouse) -> ir.Table:
    """Notes up to now; the shop itself, which has no name there, becomes a name that nobody has."""
    notes = warehouse.table("competitor_notes")
    return notes.filter(notes.noted_day <= latest_day(warehouse)).mutate(competitor=notes.competitor.fill_null(""))


def _note(row: dict[str, Any]) -> Note:
    return Note(
        competitor=row["competitor"] or None,
        axis=row["axis"],
        item=row["item"],
        finding=row["finding"],
        points=row["points_of_five"],
        link=row["link"],
        day=row["noted_day"],
        points_before=row["points_before"],
        day_before=row["day_before"],
    )
