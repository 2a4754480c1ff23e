"""What has each programme brought so far, each of its messages, and all of them together?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from zhanggui.core.quantity import Interval
from zhanggui.decisions.programmes.enrolled import (
    HISTORY_DAYS,
    Sold,
    enrolled,
    number_of,
    sold_between,
    units_of,
)
from zhanggui.stats.arms import ArmEffect, Units, best_arm, each_arm, effect_on_treated, in_sum, influences

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from zhanggui.books.contacts import Contact
    from zhanggui.core.proposal import PayOff
    from zhanggui.decisions.profitability import Margin
    from zhanggui.stats.difference import Effect
    from zhanggui.warehouse.protocol import Warehouse

HORIZONS = (7, 30, 90)
LEVEL = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeReadout:
    """What one programme brought those whom it wrote to, within so many days of their first occasion.

    `total` is in minor units, for all treated, after the cost of messages; `each` the same for one person, where
    anything could be compared. `arms` are its messages against the holdout, after what each cost; `best` the one that
    beats the others beyond chance.
    """

    programme: str
    horizon_days: int
    treated: int
    control: int
    total: Interval | None = None
    each: Interval | None = None
    verdict: PayOff = "unclear"
    arms: tuple[ArmEffect, ...] = ()
    best: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Readouts:
    """Every programme at every horizon, and their sum at each."""

    programmes: tuple[ProgrammeReadout, ...]
    in_sum: Mapping[int, Interval]

    def of(self, programme: str, horizon_days: int) -> ProgrammeReadout | None:
        """One of them."""
        found = (one for one in self.programmes if (one.programme, one.horizon_days) == (programme, horizon_days))
        return next(found, None)


def readouts(
    warehouse: Warehouse,
    entries: Sequence[Contact],
    margin: Margin | None,
    *,
    horizons: Mapping[str, Sequence[int]] | None = None,
) -> Readouts | None:
    """Compare those written to with those held out, programme by programme; None where profit is not known.

    Everybody counts in the arm they were dealt, from their first occasion on, whether or not anything arrived:
    T = Σ n₁ₛ (m₁ₛ − m₀ₛ) − messages' cost, after what their own past explains.
    """
    if not entries:
        return Readouts(programmes=(), in_sum={})
    first = min(entry.day for entry in entries) - timedelta(days=HISTORY_DAYS)
    sold = sold_between(warehouse, first, warehouse.as_of)
    shares = _shares(sold, margin)
    if shares is None:
        return None
    return read_out(sold, entries, warehouse.as_of, shares=shares, horizons=horizons)


def read_out(
    sold: Sold,
    entries: Sequence[Contact],
    last_day: date,
    *,
    shares: tuple[float, float, float] = (1.0, 1.0, 1.0),
    horizons: Mapping[str, Sequence[int]] | None = None,
) -> Readouts:
    """The readouts from what was sold; `shares` are the low, likely and high profit of one unit of what was."""
    found: list[ProgrammeReadout] = []
    effects: dict[int, list[_Part]] = {}
    by_programme: dict[str, list[Contact]] = defaultdict(list)
    for entry in entries:
        by_programme[entry.programme].append(entry)
    for programme, mine in sorted(by_programme.items()):
        people = enrolled(mine)
        for horizon in (horizons or {}).get(programme, HORIZONS):
            units = units_of(people, sold, horizon, number_of(last_day))
            told, part = _one(units, people.costs(horizon), (programme, horizon), shares)
            found.append(told)
            if part is not None:
                effects.setdefault(horizon, []).append(part)
    sums = {horizon: total for horizon, parts in effects.items() if (total := _sum(parts, shares)) is not None}
    return Readouts(programmes=tuple(found), in_sum=sums)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """One experiment's part in the sum: its effect, each person's part in the error, and what its messages cost."""

    effect: Effect
    parts: Mapping[str, float]
    spent: int


def verdict_on(total: Interval | None) -> PayOff:
    """Paid or lost when the whole range lies on one side of zero."""
    if total is None:
        return "unclear"
    return "paid" if total.low > 0 else "lost" if total.high < 0 else "unclear"


def _shares(sold: Sold, margin: Margin | None) -> tuple[float, float, float] | None:
    if sold.are_costs_known:
        return 1.0, 1.0, 1.0
    return None if margin is None else (margin.low, margin.estimate, margin.high)


def _one(
    units: Units, costs: Mapping[str, int], about: tuple[str, int], shares: tuple[float, float, float]
) -> tuple[ProgrammeReadout, _Part | None]:
    programme, horizon = about
    kept = units.adjusted().comparable()
    effect = effect_on_treated(kept, LEVEL)
    seen = kept if effect else units
    told = ProgrammeReadout(
        programme=programme,
        horizon_days=horizon,
        treated=int(seen.is_treated.sum()),
        control=int((~seen.is_treated).sum()),
    )
    if effect is None:
        return told, None
    spent = _spent(kept, kept.is_treated, costs)
    total = _scaled(effect.interval, shares, spent)
    measured = replace(
        told,
        total=total,
        each=_divided(total, told.treated),
        verdict=verdict_on(total),
        arms=tuple(_arm(kept, arm, shares, costs) for arm in each_arm(kept, LEVEL)),
        best=best_arm(kept, LEVEL),
    )
    parts = dict(zip(kept.person.tolist(), influences(kept).tolist(), strict=True))
    return measured, _Part(effect=effect, parts=parts, spent=spent)


def _arm(units: Units, arm: ArmEffect, shares: tuple[float, float, float], costs: Mapping[str, int]) -> ArmEffect:
    each = _spent(units, units.arm == arm.arm, costs) / arm.treated
    return replace(arm, effect=_scaled(arm.effect, shares, each))


def _spent(units: Units, which: NDArray[np.bool_], costs: Mapping[str, int]) -> int:
    return sum(costs[who] for who in units.person[which].tolist())


def _sum(parts: Sequence[_Part], shares: tuple[float, float, float]) -> Interval | None:
    found = in_sum([part.effect for part in parts], [part.parts for part in parts], LEVEL)
    return None if found is None else _scaled(found, shares, sum(part.spent for part in parts))


def _scaled(found: Interval, shares: tuple[float, float, float], spent: float) -> Interval:
    """Sales turned into profit at the worst and the best margin, less what was spent."""
    low, estimate, high = shares
    ends = [bound * share for bound in (found.low, found.high) for share in (low, high)]
    return Interval(
        low=min(ends) - spent, estimate=found.estimate * estimate - spent, high=max(ends) - spent, level=found.level
    )


def _divided(total: Interval, people: int) -> Interval:
    low, estimate, high = (bound / people for bound in (total.low, total.estimate, total.high))
    return Interval(low=low, estimate=estimate, high=high, level=total.level)
