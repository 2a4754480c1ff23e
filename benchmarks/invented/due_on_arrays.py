"""Who is due for a programme, found on arrays: the product's rules told a second time, for many shops at once."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from zhanggui.decisions.programmes.triggers import (
    Anniversary,
    BecameState,
    Birthday,
    FirstPurchase,
    OnlyPurchase,
    ReplenishmentDue,
    SpendMilestone,
    TopBuyers,
)
from zhanggui.stats.rhythm import fit_rhythm, level_below

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from zhanggui.decisions.programmes.programme import Programme
    from zhanggui.stats.rhythm import Rhythm

BINS, LAST_PART = 2_000, 4
SPAN = 1_000_000  # more days than any calendar has
EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """What was bought, in order of customer and day; rows that are no purchase are coupons that were used."""

    customer: NDArray[np.int64]
    day: NDArray[np.int64]
    profit: NDArray[np.float64]
    is_purchase: NDArray[np.bool_]

    @classmethod
    def of(
        cls,
        customer: NDArray[np.int64],
        day: NDArray[np.int64],
        profit: NDArray[np.float64],
        *,
        is_purchase: bool = True,
    ) -> Bought:
        """Put rows in order."""
        order = np.lexsort((day, customer))
        flags = np.full(len(order), is_purchase)
        return cls(customer=customer[order], day=day[order], profit=profit[order], is_purchase=flags)

    def and_(self, other: Bought) -> Bought:
        """With further rows, in order."""
        if not len(other.day):
            return self
        places = np.searchsorted(self.customer * SPAN + self.day, other.customer * SPAN + other.day, side="right")
        whole = {
            part.name: np.insert(getattr(self, part.name), places, getattr(other, part.name)) for part in fields(self)
        }
        return Bought(**whole)

    def until(self, last: int) -> Bought:
        """What was known at the end of a day."""
        return self.where(self.day <= last)

    def where(self, which: NDArray[np.bool_]) -> Bought:
        """Some of the rows."""
        return Bought(**{part.name: getattr(self, part.name)[which] for part in fields(self)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """By customer: the days of their purchases up to a day."""

    customer: NDArray[np.int64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    days: NDArray[np.int64]  # how many purchase days


@dataclass(frozen=True, slots=True, kw_only=True)
class Learnt:
    """What is usual in the shop: waits after the n-th purchase, the rhythm of returns and the levels of being late."""

    waits: tuple[int | None, ...]
    rhythm: Rhythm | None
    cooling: float
    lapsed: float


def learnt_from(bought: Bought, last: int) -> Learnt:
    """Learn from what was bought up to a day."""
    customer, day = _purchase_days(bought, last)
    same = customer[1:] == customer[:-1]
    wait = (day[1:] - day[:-1])[same]
    starts = np.flatnonzero(np.concatenate([[True], ~same]))
    earlier = np.arange(len(customer)) - np.repeat(starts, np.diff(np.append(starts, len(customer))))
    number = np.minimum(earlier[:-1][same] + 1, LAST_PART)
    waits = tuple(_quarter(wait[number == part]) for part in range(1, LAST_PART + 1))
    habits = habits_of(bought, last)
    more = habits.days > 1
    counted = Counter(zip((habits.days[more] - 1).tolist(), (habits.last - habits.first)[more].tolist(), strict=True))
    rhythm = fit_rhythm(dict(counted))
    if rhythm is None:
        return Learnt(waits=waits, rhythm=None, cooling=0.0, lapsed=0.0)
    first = np.repeat(day[starts], np.diff(np.append(starts, len(customer))))
    known = (day - first)[:-1][same] + rhythm.scale
    share = (known / (known + wait)) ** (earlier[:-1][same] + rhythm.shape)
    bins = Counter(np.minimum((share * BINS).astype(int), BINS - 1).tolist())
    return Learnt(
        waits=waits, rhythm=rhythm, cooling=level_below(bins, 0.2, BINS), lapsed=level_below(bins, 0.05, BINS)
    )


def due_now(
    programme: Programme, bought: Bought, learned: Learnt, at: int, seen: dict[int, Habits] | None = None
) -> Iterator[tuple[int, str]]:
    """Who is due at the end of a day, and on which occasion; `seen` keeps habits by day for programmes that follow."""
    trigger, patience = programme.trigger, programme.patience_days
    seen = {} if seen is None else seen
    habits = _seen(bought, at, seen)
    match trigger:
        case FirstPurchase() | OnlyPurchase():
            return _after_first(habits, trigger, at, patience)
        case ReplenishmentDue():
            return _replenishment(habits, learned, at, patience)
        case Birthday():
            return _birthdays(habits, at, patience)
        case Anniversary():
            return _anniversaries(habits, at, patience)
        case SpendMilestone():
            return _milestones(bought.until(at), trigger, at, patience)
        case TopBuyers():
            return _top(bought, trigger, at, patience)
        case BecameState():
            return _became((_seen(bought, at - patience, seen), habits), learned, trigger.state, at, patience)
        case _:
            return iter(())


def habits_of(bought: Bought, last: int) -> Habits:
    """First, last and number of purchase days of everybody."""
    customer, day = _purchase_days(bought, last)
    who, start, count = np.unique(customer, return_index=True, return_counts=True)
    return Habits(customer=who, first=day[start], last=day[start + count - 1], days=count)


def birth_month(customer: NDArray[np.int64]) -> NDArray[np.int64]:
    """Everybody told theirs."""
    return customer * 7919 % 12 + 1


def _purchase_days(bought: Bought, last: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    known = bought.is_purchase & (bought.day <= last)
    customer, day = bought.customer[known], bought.day[known]
    fresh = np.concatenate([[True], (customer[1:] != customer[:-1]) | (day[1:] != day[:-1])]) if len(day) else known[:0]
    return customer[fresh], day[fresh]


def _quarter(waits: NDArray[np.int64]) -> int | None:
    return int(np.sort(waits)[int(np.ceil(len(waits) / 4)) - 1]) if len(waits) else None


def _after_first(
    habits: Habits, trigger: FirstPurchase | OnlyPurchase, at: int, patience: int
) -> Iterator[tuple[int, str]]:
    day = habits.first + trigger.after_days
    here = (day > at - patience) & (day <= at)
    occasion = "first"
    if isinstance(trigger, OnlyPurchase):
        here, occasion = here & (habits.days == 1), "second"
    return ((who, occasion) for who in habits.customer[here].tolist())


def _replenishment(habits: Habits, learned: Learnt, at: int, patience: int) -> Iterator[tuple[int, str]]:
    usual = np.array([10**6 if wait is None else wait for wait in learned.waits])
    day = habits.last + usual[np.minimum(habits.days, LAST_PART) - 1]
    here = (day > at - patience) & (day <= at)
    return zip(habits.customer[here].tolist(), map(str, habits.last[here].tolist()), strict=True)


def _window(at: int, patience: int) -> list[date]:
    return [EPOCH + timedelta(days=at - back) for back in range(patience)]


def _birthdays(habits: Habits, at: int, patience: int) -> Iterator[tuple[int, str]]:
    month = birth_month(habits.customer)
    for day in _window(at, patience):
        if day.day == 1:
            yield from ((who, f"birthday {day.year}") for who in habits.customer[month == day.month].tolist())


def _anniversaries(habits: Habits, at: int, patience: int) -> Iterator[tuple[int, str]]:
    for day in _window(at, patience):
        earlier = [(day.replace(year=year) - EPOCH).days for year in range(day.year - 4, day.year)]
        here = np.isin(habits.first, earlier)
        yield from ((who, f"anniversary {day.year}") for who in habits.customer[here].tolist())


def _milestones(bought: Bought, trigger: SpendMilestone, at: int, patience: int) -> Iterator[tuple[int, str]]:
    """By contribution here, since baskets are told by it: a third of sales."""
    total = np.cumsum(bought.profit)
    starts = np.flatnonzero(np.concatenate([[True], bought.customer[1:] != bought.customer[:-1]]))
    before = np.repeat(total[starts] - bought.profit[starts], np.diff(np.append(starts, len(total))))
    spent = (total - before) * 3
    earlier = spent - bought.profit * 3
    since = (bought.day + trigger.after_days > at - patience) & (bought.day + trigger.after_days <= at)
    for most in trigger.thresholds_minor:
        passed = since & (earlier < most) & (spent >= most)
        yield from ((who, f"spent {most}") for who in np.unique(bought.customer[passed]).tolist())


def _top(bought: Bought, trigger: TopBuyers, at: int, patience: int) -> Iterator[tuple[int, str]]:
    day = EPOCH + timedelta(days=at)
    quarter = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    start = (quarter - EPOCH).days
    if start <= at - patience:
        return iter(())
    year = bought.where((bought.day >= start - 365) & (bought.day < start))
    who, place = np.unique(year.customer, return_inverse=True)
    spent = np.bincount(place, weights=year.profit, minlength=len(who))
    best = who[np.argsort(-spent)[: int(np.ceil(len(who) * trigger.share))]]
    return ((each, f"quarter {quarter.isoformat()}") for each in best.tolist())


def _seen(bought: Bought, at: int, seen: dict[int, Habits]) -> Habits:
    if at not in seen:
        seen[at] = habits_of(bought, at)
    return seen[at]


def _became(
    both: tuple[Habits, Habits], learned: Learnt, state: str, at: int, patience: int
) -> Iterator[tuple[int, str]]:
    if learned.rhythm is None:
        return
    earlier, habits = both
    became = _states(habits, learned, at)[state] - _states(earlier, learned, at - patience)[state]
    last = dict(zip(habits.customer.tolist(), habits.last.tolist(), strict=True))
    for who in sorted(became):
        yield who, str(last[who])


def _states(habits: Habits, learned: Learnt, at: int) -> dict[str, set[int]]:
    assert learned.rhythm is not None  # noqa: S101 - the caller has looked
    known = habits.last - habits.first + learned.rhythm.scale
    share = (known / (known + at - habits.last)) ** (habits.days - 1 + learned.rhythm.shape)
    lapsed = share < learned.lapsed
    cooling = ~lapsed & (share < learned.cooling)
    return {"lapsed": set(habits.customer[lapsed].tolist()), "cooling": set(habits.customer[cooling].tolist())}
