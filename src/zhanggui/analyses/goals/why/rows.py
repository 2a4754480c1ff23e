"""How do the findings become rows that add up: segments, events, the waterfall?"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from scipy.stats import t as student

from zhanggui.analyses.goals.why.known_events import KnownEvent, affecting
from zhanggui.analyses.goals.why.result import EffectRow, EventRow, SegmentRow
from zhanggui.core.charts import Step, Waterfall
from zhanggui.core.currency import major
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.words import Words
from zhanggui.stats.mix import Effects, volume_mix_rate
from zhanggui.stats.restlessness import expected, variance
from zhanggui.stats.scan import BY_WORTH

if TYPE_CHECKING:
    from zhanggui.analyses.goals.why.causes import Causes

LEVEL = 0.9
REST = -1
EVERYTHING_ELSE = Words(zh="其余部分", en="Everything else")
WHOLE_SHOP = Words(zh="全店", en="The whole shop")
SHARED = frozenset({"sku", "channel"})
MOST_EVENTS = 12
WITH_A_SHARE = frozenset({"stock", "price", "ads"})


def segment_rows(
    causes: Causes, totals: tuple[int, int], events: Sequence[KnownEvent], currency: str
) -> tuple[tuple[SegmentRow, ...], tuple[EffectRow, ...]]:
    """The parts found, each line in the first that holds it, and everything else: the rows add up to both totals."""
    numbers = [*range(len(causes.departures)), REST]
    worth = [_worth(causes.sums.get(number, {})) for number in numbers[:-1]]
    worth.append((totals[0] - sum(b for b, _ in worth), totals[1] - sum(n for _, n in worth)))
    units = [_units(causes.sums.get(number, {})) for number in numbers]
    growth = worth[-1][1] / worth[-1][0] if min(worth[-1]) > 0 else 1.0
    effects = volume_mix_rate(*zip(*units, strict=True), *zip(*worth, strict=True))
    alike = [now - b if at == REST else round((growth - 1) * b) for at, (b, now) in zip(numbers, worth, strict=True)]
    rows = tuple(
        _row(causes, number, each, own=each[1] - each[0] - shared, events=events, currency=currency)
        for number, each, shared in zip(numbers, worth, alike, strict=True)
    )
    parts = zip(rows, alike, effects, strict=True)
    return rows, tuple(_effect(row, shared, effect, currency) for row, shared, effect in parts)


def _row(
    causes: Causes,
    number: int,
    worth: tuple[int, int],
    *,
    own: int,
    events: Sequence[KnownEvent],
    currency: str,
) -> SegmentRow:
    before, now = worth
    reach, part = 0, dict[str, str]()
    if number != REST:
        departure = causes.departures[number]
        part = causes.conditions(departure.part)
        reach = round(float(student.ppf((1 + LEVEL) / 2, departure.freedom)) * departure.error)
    return SegmentRow(
        segment=str(number + 1),
        title=causes.title(part) if part else EVERYTHING_ELSE,
        before=Money(before, currency),
        now=Money(now, currency),
        change=Money(now - before, currency),
        own=_interval(own, reach, currency),
        known=tuple(event.told for event in affecting(events, part)),
    )


def _effect(row: SegmentRow, alike: int, effect: Effects, currency: str) -> EffectRow:
    volume, mix = round(effect.volume), round(effect.mix)
    return EffectRow(
        title=row.title,
        alike=Money(alike, currency),
        volume=Money(volume, currency),
        mix=Money(mix, currency),
        rate=Money(row.change.minor - volume - mix, currency),
    )


def event_rows(causes: Causes, events: Iterable[KnownEvent], currency: str) -> tuple[EventRow, ...]:
    """Those of the whole shop first, then those with the largest estimated share, then those without one."""
    rows = [
        EventRow(
            what=event.told,
            where=causes.title(_place(event)) if event.target else WHOLE_SHOP,
            share=_share(causes, event, currency) if event.kind in WITH_A_SHARE else None,
        )
        for event in events
    ]
    rows.sort(
        key=lambda row: (
            row.where != WHOLE_SHOP,
            row.share is None,
            -abs(row.share.estimate.minor) if row.share else 0,
        )
    )
    return tuple(rows[:MOST_EVENTS])


def waterfall(before: int, now: int, rows: Sequence[SegmentRow], ads_change: int, currency: str) -> Waterfall:
    """From before to now: what the whole shop did alike, then each part on its own, then ads where they count."""
    own = [row.own.estimate.minor for row in rows if row.segment != "0"]
    alike = now - before - sum(own) + ads_change
    steps = [("before", before, True), ("alike", alike, False)]
    names = {
        "before": Words(zh="之前", en="Before"),
        "alike": Words(zh="全店同步", en="Whole shop alike"),
        "ads": Words(zh="广告花费", en="Ad spend"),
        "now": Words(zh="本期", en="Now"),
    }
    told = [Step(name=names[name], value=_major(minor, currency), is_total=total) for name, minor, total in steps]
    told += [Step(name=row.title, value=_major(row.own.estimate.minor, currency)) for row in rows if row.segment != "0"]
    if ads_change:
        told.append(Step(name=names["ads"], value=_major(-ads_change, currency)))
    told.append(Step(name=names["now"], value=_major(now, currency), is_total=True))
    return Waterfall(title=Words(zh="从之前到本期", en="From before to now"), unit="money", steps=tuple(told))


def _share(causes: Causes, event: KnownEvent, currency: str) -> MoneyInterval | None:
    """What the event's part did beside the rest, with its usual variation; None where that part is not told apart."""
    part = causes.part({name: value for name, value in event.target.items() if _is_axis(causes, name)})
    if part is None or not part or causes.usual is None:
        return None
    sums = causes.cells.sums.where(causes.cells.inside(part)).total()
    whole = causes.cells.sums.total()
    if not sums.entries_before[0] + sums.entries_now[0]:
        return None
    prior = causes.usual.prior(part, BY_WORTH)
    error = math.sqrt(prior.psi * float(variance(sums, whole)[0]))
    own = float((sums.now - expected(sums, whole))[0])
    reach = float(student.ppf((1 + LEVEL) / 2, prior.freedom)) * error
    return _interval(round(own), round(reach), currency)


def _is_axis(causes: Causes, name: str) -> bool:
    return any(axis.dimension.name == name for axis in causes.axes)


def _place(event: KnownEvent) -> Mapping[str, str]:
    return {name: value for name, value in event.target.items() if name in SHARED} or event.target


def _worth(sums: Mapping[str, int]) -> tuple[int, int]:
    return sums.get("amount_before", 0), sums.get("amount_now", 0)


def _units(sums: Mapping[str, int]) -> tuple[int, int]:
    return sums.get("units_before", 0), sums.get("units_now", 0)


def _interval(minor: int, reach: int, currency: str) -> MoneyInterval:
    low, estimate, high = (Money(minor + step, currency) for step in (-reach, 0, reach))
    return MoneyInterval(low=low, estimate=estimate, high=high, level=LEVEL)


def _major(minor: int, currency: str) -> float:
    return float(major(minor, currency))
