"""What does it look like how soon customers return, and who is due now?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from zhanggui.core.capability import Result
from zhanggui.core.charts import Line, Series
from zhanggui.core.described import described
from zhanggui.core.quantity import Rate, RateInterval
from zhanggui.core.words import Words
from zhanggui.stats.waiting import Waited, share_still_waiting, still_waiting, wait_of_share

SPANS = (30, 90, 365)
DRAWN = 4
STEPS = 60
QUARTERS = (0.25, 0.5, 0.75)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """The waits after the purchases of one part, counted by days: those that ended, and those that still last."""

    part: str
    title: Words | str
    customers: int
    ended: Mapping[int, int]
    waiting: Mapping[int, int]

    @property
    def purchases(self) -> int:
        """All purchases that began a wait."""
        return sum(self.ended.values()) + sum(self.waiting.values())

    @property
    def per_case(self) -> float:
        """Customers behind one purchase: a customer's waits are alike."""
        return min(1.0, self.customers / self.purchases)

    @property
    def longest(self) -> int:
        """For how long anybody was followed."""
        return max((*self.ended, *self.waiting))

    @property
    def steps(self) -> tuple[Waited, ...]:
        """The share still waiting, step by step."""
        return still_waiting(self.ended, self.waiting)

    @property
    def quarters(self) -> tuple[int | None, ...]:
        """A quarter, half and three quarters of the returns that happened came sooner or then."""
        steps = still_waiting(self.ended, {})
        return tuple(wait_of_share(steps, share) for share in QUARTERS)

    @property
    def due(self) -> tuple[int, int] | None:
        """The days after a purchase between which the middle half of all returns came."""
        first, _, last = self.quarters
        return None if first is None or last is None else (first, last)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReorderRow:
    """How soon customers return after such a purchase."""

    part: Annotated[str, described("代码", "Code", unit="code")]
    title: Annotated[Words | str, described("购买", "Purchase")]
    customers: Annotated[int, described("顾客数", "Customers", unit="customers")]
    purchases: Annotated[int, described("购买次数", "Purchases", about_zh="按天计", about_en="Counted in days")]
    within_30: Annotated[RateInterval | None, described("30 天内再买", "Again within 30 days", unit="rate")]
    within_90: Annotated[RateInterval | None, described("90 天内再买", "Again within 90 days", unit="rate")]
    within_365: Annotated[RateInterval | None, described("一年内再买", "Again within a year", unit="rate")]
    half_days: Annotated[
        int | None,
        described(
            "一半人再买",
            "Half have bought again",
            about_zh="含还没再买的人；至今不到一半再买时未知",
            about_en="Those who have not returned included; unknown while fewer than half have returned",
            unit="days",
        ),
    ]
    from_days: Annotated[
        int | None,
        described(
            "通常间隔（从）",
            "Usual interval, from",
            about_zh="再买的人里，中间一半的间隔",
            about_en="The middle half of those who did return",
            unit="days",
        ),
    ]
    usual_days: Annotated[
        int | None,
        described(
            "通常间隔（中位）",
            "Usual interval, median",
            about_zh="再买的人里，一半更快",
            about_en="Half of those who did return came sooner",
            unit="days",
        ),
    ]
    to_days: Annotated[int | None, described("通常间隔（到）", "Usual interval, to", unit="days")]
    due_now: Annotated[
        int,
        described(
            "现在该买了",
            "Due now",
            about_zh="距上次这样购买的天数正好落在通常间隔里的顾客",
            about_en="Customers whose last such purchase lies within the usual interval",
            unit="customers",
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReorderResult(Result):
    """How soon customers return, by what they bought."""

    first_day: Annotated[date | None, described("最早数据", "Data from")]
    last_day: Annotated[date, described("观察到", "Followed to")]
    purchases: Annotated[int, described("购买次数", "Purchases", about_zh="所列之和", about_en="Of the rows listed")]
    rows: Annotated[tuple[ReorderRow, ...], described("再次购买", "Returns")]
    curves: Annotated[Series, described("多久之内再买", "Bought again within")]


def row_of(waits: Waits) -> ReorderRow:
    """One row, its shares by Kaplan and Meier."""
    steps, (first, usual, last) = waits.steps, waits.quarters
    within = [_within(waits, steps, days) for days in SPANS]
    return ReorderRow(
        part=waits.part,
        title=waits.title,
        customers=waits.customers,
        purchases=waits.purchases,
        within_30=within[0],
        within_90=within[1],
        within_365=within[2],
        half_days=wait_of_share(steps, QUARTERS[1]),
        from_days=first,
        usual_days=usual,
        to_days=last,
        due_now=sum(
            count for days, count in waits.waiting.items() if waits.due and waits.due[0] <= days <= waits.due[1]
        ),
    )


def curves(found: Sequence[Waits]) -> Series:
    """The share that has bought again, for the largest parts, each as far as it was followed."""
    drawn = found[:DRAWN]
    longest = max((min(each.longest, SPANS[-1]) for each in drawn), default=0)
    days = range(0, longest + 1, max(1, longest // STEPS))
    return Series(
        title=Words(zh="多久之内再买", en="Bought again within"),
        x_title=Words(zh="天", en="Days"),
        unit="rate",
        x=tuple(str(day) for day in days),
        lines=tuple(_line(each, days) for each in drawn),
    )


def _line(waits: Waits, days: range) -> Line:
    steps = waits.steps
    shares = [_within(waits, steps, day) for day in days]
    return Line(
        name=waits.title if isinstance(waits.title, Words) else Words(zh=waits.title, en=waits.title),
        values=tuple(share.estimate.rate if share else None for share in shares),
        low=tuple(share.low.rate if share else None for share in shares),
        high=tuple(share.high.rate if share else None for share in shares),
    )


def _within(waits: Waits, steps: Sequence[Waited], days: int) -> RateInterval | None:
    """1 − S(t); None where nobody was followed for so long."""
    if days > waits.longest:
        return None
    still = share_still_waiting(steps, days, per_case=waits.per_case)
    low, estimate, high = (Rate(1 - each.rate) for each in (still.high, still.estimate, still.low))
    return RateInterval(low=low, estimate=estimate, high=high, level=still.level)
