"""Follow the market, differ from it or challenge it: which of them do price and cost floor allow?"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from statistics import median
from typing import Literal

from zhanggui.offers.prices.endings import Ending

Advice = Literal["hold", "follow", "differentiate", "challenge", "cannot_tell"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One own product among the newest valid prices of other sellers, one each, in minor units."""

    own_minor: int | None
    others_minor: tuple[int, ...]
    stale: int = 0
    has_cost: bool = True
    floor_minor: int | None = None

    @property
    def median_minor(self) -> int | None:
        """The middle of the others' prices; of an even number the mean of the two in the middle."""
        return round(median(self.others_minor)) if self.others_minor else None

    @property
    def index(self) -> float | None:
        """Own price over the median of the others: 1.1 is 10 % dearer. The other direction is its inverse.

        >>> Standing(own_minor=11_000, others_minor=(9_000, 10_000, 12_000)).index
        1.1
        """
        middle = self.median_minor
        return None if self.own_minor is None or not middle else self.own_minor / middle


@dataclass(frozen=True, slots=True, kw_only=True)
class Advised:
    """What to do, the rule that says so, and the price that it leads to."""

    advice: Advice
    rule: str
    price_minor: int | None = None


def advise(standing: Standing, *, close: float) -> Advised:
    """The first rule that holds, with p the own price, m the others' median, f the floor and b what counts as close.

    Nothing is said without an own price, two valid prices of others, and a floor. Dearer than m (1 + b): follow down to
    m where m ≥ f, else differentiate. Cheaper than m (1 − b): where p ≥ f and p is below every other price, challenge
    with it; else follow up to m where m ≥ f, else differentiate at f. In between: hold where p ≥ f, else differentiate.

    >>> advise(Standing(own_minor=110, others_minor=(98, 102), floor_minor=90), close=0.03)
    Advised(advice='follow', rule='follow_down', price_minor=100)
    """
    if untold := _untold(standing):
        return Advised(advice="cannot_tell", rule=untold)
    own, middle, floor = standing.own_minor, standing.median_minor, standing.floor_minor
    if own is None or middle is None:  # told above
        return Advised(advice="cannot_tell", rule="no_own_price")
    if floor is None:
        return Advised(advice="differentiate", rule="no_price_pays")
    if own > middle * (1 + close):
        return _towards(middle, floor, "follow_down")
    if own >= middle * (1 - close):
        return Advised(advice="hold", rule="hold") if own >= floor else _differ(floor)
    if own >= floor and own < min(standing.others_minor):
        return Advised(advice="challenge", rule="challenge", price_minor=own)
    return _towards(middle, floor, "follow_up")


def ended(advised: Advised, standing: Standing, ending: Ending | None) -> int | None:
    """The advised price with the ending: the nearest on the same side of the own price that the floor leaves.

    Where there is none, and where the own price is to stay, the price as it was advised.

    >>> standing = Standing(own_minor=11_000, others_minor=(9_800, 10_200), floor_minor=9_000)
    >>> ended(advise(standing, close=0.03), standing, Ending(step=1_000, rest=990))
    9990
    """
    price, own, floor = advised.price_minor, standing.own_minor, standing.floor_minor
    if ending is None or price is None or own is None or floor is None or price == own:
        return price
    low, high = (floor, own - 1) if price < own else (max(floor, own + 1), price + ending.step)
    found = ending.nearest(price, low=low, high=high)
    return price if found is None else found


def floor_of(price: float | None) -> int | None:
    """A floor in whole minor units, rounded up so that it holds."""
    return None if price is None else ceil(round(price, 6))


def _untold(standing: Standing) -> str | None:
    """Why nothing can be said, if so."""
    if not standing.others_minor:
        return "only_stale" if standing.stale else "none_valid"
    if len(standing.others_minor) == 1:
        return "only_one"
    if standing.own_minor is None:
        return "no_own_price"
    return None if standing.has_cost else "no_cost"


def _towards(middle: int, floor: int, rule: str) -> Advised:
    return Advised(advice="follow", rule=rule, price_minor=middle) if middle >= floor else _differ(floor)


def _differ(floor: int) -> Advised:
    return Advised(advice="differentiate", rule="below_floor", price_minor=floor)
