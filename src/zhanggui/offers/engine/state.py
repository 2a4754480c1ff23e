"""What is known while a basket is being priced: portions of lines, and what has been taken off them so far?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from zhanggui.offers.engine.rules import ReadyOffer
    from zhanggui.offers.rules.benefits import GiftStep


class Entry(NamedTuple):
    """What one offer did: what it took off by line (a line of several portions more than once), and what was cut.

    `deposits` are the lines, and of each the units, whose deposit it takes.
    """

    ready: ReadyOffer
    lines: Sequence[int]
    offs: Sequence[int]
    given_minor: int
    cut_minor: int
    cut_by: str
    units: int
    times: int
    shipping_minor: int
    gifts: tuple[GiftStep, ...]
    points: int
    bonus_bps: int
    deposits: tuple[tuple[int, int], ...]


class State(NamedTuple):
    """A basket with the offers of the order so far.

    The first seven fields are columns: what stands at one place in them is a portion, units of one line that have
    shared the same fate. A basket begins with one portion a line; an offer on single units cuts them out.
    """

    lines: tuple[int, ...]
    units: tuple[int, ...]
    list_minor: tuple[int, ...]
    start_minor: tuple[int, ...]
    due_minor: tuple[int, ...]
    others_minor: tuple[int, ...]
    groups: tuple[int, ...]
    entries: tuple[Entry, ...] = ()
    off_minor: int = 0
    applied: int = 0
    group: int = 0
    shipping_off_minor: int = 0
    gift_worth_minor: int = 0
    coupons: int = 0
    bonus_bps: int = 0

    def apart(self, wanted: Sequence[tuple[int, int]]) -> tuple[State, list[int]]:
        """Cut so many units out of each of some portions; where each of them then stands.

        Amounts go in proportion, the units cut out rounded down; the rest keeps its place.
        """
        units, places, cuts = list(self.units), [], []
        for place, taken in wanted:
            whole = units[place]
            if taken == whole:
                places.append(place)
                continue
            places.append(len(units))
            units.append(taken)
            units[place] = whole - taken
            cuts.append((place, taken, whole))
        if not cuts:
            return self, places
        lines, _, listed, started, due, others, groups = self[:7]
        listed_after = _cut(listed, cuts)
        fresh = (
            lines + tuple([lines[place] for place, _, _ in cuts]),
            tuple(units),
            listed_after,
            listed_after if started is listed else _cut(started, cuts),
            _cut(due, cuts),
            _cut(others, cuts) if any(others) else (0,) * len(units),
            groups + tuple([groups[place] for place, _, _ in cuts]),
        )
        return tuple.__new__(State, fresh + self[7:]), places


def _cut(amounts: tuple[int, ...], cuts: Sequence[tuple[int, int, int]]) -> tuple[int, ...]:
    """A column after its cuts: so many units out of so many at a place."""
    after = list(amounts)
    for place, taken, whole in cuts:
        mine = after[place] * taken // whole
        after[place] -= mine
        after.append(mine)
    return tuple(after)


class Reach(NamedTuple):
    """The portions that count for an offer (a range, if all do), the amounts it looks at there, and their sum."""

    places: Sequence[int]
    amounts: Sequence[int]
    whole: int


class Wish(NamedTuple):
    """What an offer would give: amounts by place of the portion, before floor, cap and budget.

    A range of places means all of them. Where `total_minor` is said, the amounts are weights, and what one portion has
    no room for goes to the others. `beside` are portions that count for the offer and get nothing off.
    """

    state: State
    places: Sequence[int]
    amounts: Sequence[int]
    total_minor: int | None = None
    beside: Sequence[int] = ()
    units: int = 0
    times: int = 1
    shipping_minor: int = 0
    gifts: tuple[GiftStep, ...] = ()
    points: int = 0
    bonus_bps: int = 0
    deposits: tuple[tuple[int, int], ...] = ()


class Refusal(NamedTuple):
    """Why an offer did not apply; amounts are named …_minor and become money at the end, instants the shop's time."""

    code: str
    facts: Mapping[str, object] = {}
