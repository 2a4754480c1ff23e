"""What is known while a basket is being priced: portions of lines, and what has been taken off them so far?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhanggui.offers.engine.rules import ReadyOffer
    from zhanggui.offers.rules.benefits import GiftStep


class Portion(NamedTuple):
    """Units of one line that have shared the same fate."""

    line: int
    units: int
    list_minor: int
    start_minor: int
    due_minor: int
    others_minor: int
    groups: int

    def cut(self, units: int) -> tuple[Portion, Portion]:
        """So many units of it, and the rest; amounts in proportion, the first part rounded down."""
        mine = tuple(amount * units // self.units for amount in self[2:6])
        rest = tuple(amount - part for amount, part in zip(self[2:6], mine, strict=True))
        return (
            Portion._make((self.line, units, *mine, self.groups)),
            Portion._make((self.line, self.units - units, *rest, self.groups)),
        )


class Entry(NamedTuple):
    """What one offer did: what it took off by line (a line of several portions more than once), and what was cut.

    `deposits` are the lines, and of each the units, whose deposit it takes.
    """

    ready: ReadyOffer
    by_line: tuple[tuple[int, int], ...]
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
    """A basket with the offers of the order so far."""

    portions: tuple[Portion, ...]
    entries: tuple[Entry, ...] = ()
    off_minor: int = 0
    applied: int = 0
    group: int = 0
    shipping_off_minor: int = 0
    gift_worth_minor: int = 0
    coupons: int = 0
    bonus_bps: int = 0


class Wish(NamedTuple):
    """What an offer would give: amounts by position of the portion, before floor, cap and budget.

    Where `total_minor` is said, the amounts are weights, and what one portion has no room for goes to the others.
    """

    portions: tuple[Portion, ...]
    amounts: Mapping[int, int]
    touched: frozenset[int]
    total_minor: int | None = None
    units: int = 0
    times: int = 1
    shipping_minor: int = 0
    gifts: tuple[GiftStep, ...] = ()
    points: int = 0
    bonus_bps: int = 0
    deposits: tuple[tuple[int, int], ...] = ()


class Refusal(NamedTuple):
    """Why an offer did not apply; amounts are named …_minor and become money at the end."""

    code: str
    facts: Mapping[str, object] = {}
