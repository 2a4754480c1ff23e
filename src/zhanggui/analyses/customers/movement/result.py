"""What do segments look like when they are counted again and again by one yardstick?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from zhanggui.analyses.counted_sales import share_of
from zhanggui.analyses.customers.segments import SEGMENTS
from zhanggui.core.capability import Result
from zhanggui.core.charts import Line, Matrix, Series
from zhanggui.core.currency import minor_digits
from zhanggui.core.described import described
from zhanggui.core.money import Money
from zhanggui.core.quantity import Rate
from zhanggui.core.words import Words

ABSENT = "absent"
NOBODY = Words(zh="回看期内没买", en="Did not buy in the days")
NAMES: Mapping[str, Words] = {group.code: group.name for group in SEGMENTS} | {ABSENT: NOBODY}


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentSize:
    """One segment now, a month before and at the first of the month ends."""

    segment: Annotated[str, described("代码", "Code", unit="code")]
    name: Annotated[Words, described("人群", "Segment")]
    customers: Annotated[int, described("人数", "Customers", unit="customers")]
    share_of_customers: Annotated[Rate | None, described("人数占比", "Share of customers", unit="rate")]
    change: Annotated[
        int | None,
        described(
            "比上月末",
            "Against the last month end",
            about_zh="与上一个月末相比的人数变化",
            about_en="Change in customers since the end of the last month",
            unit="change",
        ),
    ]
    change_over_all: Annotated[
        int | None,
        described(
            "比最早的月末",
            "Against the first month end",
            about_zh="与图中最早的月末相比的人数变化",
            about_en="Change in customers since the first month end of the chart",
            unit="change",
        ),
    ]
    came: Annotated[
        int, described("转入", "Came in", about_zh="上月末不在这里", about_en="Were not here at the last month end")
    ]
    left: Annotated[
        int, described("转出", "Went out", about_zh="上月末在这里", about_en="Were here at the last month end")
    ]
    net_sales: Annotated[
        Money,
        described(
            "净销售额", "Net sales", about_zh="回看期内", about_en="Within the days looked back on", unit="money"
        ),
    ]
    share_of_sales: Annotated[Rate | None, described("销售占比", "Share of sales", unit="rate")]


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveRow:
    """Customers who changed their segment since the last month end."""

    move: Annotated[str, described("代码", "Code", unit="code")]
    before: Annotated[Words, described("上月末", "At the last month end")]
    now: Annotated[Words, described("现在", "Now")]
    customers: Annotated[int, described("人数", "Customers", unit="customers")]
    net_sales: Annotated[
        Money,
        described(
            "净销售额",
            "Net sales",
            about_zh="现在的回看期内；已不在其中的按上月末的回看期",
            about_en="Within the days looked back on now; of those who left them, at the last month end",
            unit="money",
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementResult(Result):
    """The eight segments at the ends of months, all measured alike."""

    last_day: Annotated[date, described("截止日", "As of", about_zh="这一天结束时", about_en="At the end of this day")]
    frozen_on: Annotated[
        date,
        described(
            "尺度取自",
            "Bounds found on",
            about_zh="这一天的高分线；以后每个月末都用它",
            about_en="What a high score meant on this day; every month end is measured by it",
        ),
    ]
    recent_days: Annotated[
        int | None, described("“最近”：不超过", "Recent: at most", about_zh="距上次购买的天数", unit="days")
    ]
    frequent_days: Annotated[int | None, described("“常买”：购买天数不少于", "Frequent: purchase days, at least")]
    valuable_from: Annotated[
        Money | None, described("“买得多”：净销售额不低于", "Valuable: net sales, at least", unit="money")
    ]
    customers: Annotated[int, described("顾客数", "Customers", unit="customers")]
    moved: Annotated[int, described("换了人群", "Changed their segment", unit="customers")]
    segments: Annotated[tuple[SegmentSize, ...], described("人群", "Segments")]
    moves: Annotated[tuple[MoveRow, ...], described("谁换了人群", "Who changed their segment")]
    history: Annotated[Series, described("各人群人数", "Customers by segment")]
    value: Annotated[Series, described("各人群净销售额", "Net sales by segment")]
    flows: Annotated[Matrix, described("从上月末到现在", "From the last month end to now")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How many stood in a segment at an instant, and what they had bought for."""

    instant: date
    segment: str
    customers: int
    net_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """How many went from a segment to a segment since the last month end; either may be `absent`."""

    before: str
    now: str
    customers: int
    net_minor: int


def size_rows(sizes: Sequence[Size], moves: Sequence[Move], currency: str) -> tuple[SegmentSize, ...]:
    """All eight segments, the best first; changes are unknown where there is no earlier month end."""
    instants = sorted({each.instant for each in sizes})
    found = {(each.instant, each.segment): each for each in sizes}
    now = [found.get((instants[-1], group.code)) if instants else None for group in SEGMENTS]
    people, sales = sum(each.customers for each in now if each), sum(each.net_minor for each in now if each)
    rows = []
    for group, each in zip(SEGMENTS, now, strict=True):
        customers, net = (each.customers, each.net_minor) if each else (0, 0)
        past = [found[day, group.code].customers if (day, group.code) in found else 0 for day in instants[:-1]]
        rows.append(
            SegmentSize(
                segment=group.code,
                name=group.name,
                customers=customers,
                share_of_customers=share_of(customers, people),
                change=customers - past[-1] if past else None,
                change_over_all=customers - past[0] if past else None,
                came=sum(move.customers for move in moves if move.now == group.code != move.before),
                left=sum(move.customers for move in moves if move.before == group.code != move.now),
                net_sales=Money(net, currency),
                share_of_sales=share_of(net, sales),
            )
        )
    return tuple(rows)


def move_rows(moves: Sequence[Move], currency: str) -> tuple[MoveRow, ...]:
    """Those who changed, where most money moved first."""
    changed = [move for move in moves if move.before != move.now]
    changed.sort(key=lambda move: (-move.net_minor, -move.customers, move.before, move.now))
    return tuple(
        MoveRow(
            move=f"{move.before}>{move.now}",
            before=NAMES[move.before],
            now=NAMES[move.now],
            customers=move.customers,
            net_sales=Money(move.net_minor, currency),
        )
        for move in changed
    )


def history(sizes: Sequence[Size]) -> Series:
    """How many stood in each segment at the ends of months."""
    counts = {(each.instant, each.segment): float(each.customers) for each in sizes}
    return _series(sizes, counts, Words(zh="各人群人数", en="Customers by segment"), "customers")


def value(sizes: Sequence[Size], currency: str) -> Series:
    """What the customers of each segment had bought for in the days looked back on, in major units."""
    scale = 10 ** minor_digits(currency)
    sums = {(each.instant, each.segment): each.net_minor / scale for each in sizes}
    return _series(sizes, sums, Words(zh="各人群净销售额", en="Net sales by segment"), "money")


def flows(moves: Sequence[Move]) -> Matrix:
    """From which segment to which."""
    counts = {(each.before, each.now): each.customers for each in moves}
    return Matrix(
        title=Words(zh="从上月末到现在", en="From the last month end to now"),
        unit="customers",
        row_title=Words(zh="上月末", en="At the last month end"),
        column_title=Words(zh="现在", en="Now"),
        rows=tuple(NAMES.values()),
        columns=tuple(NAMES.values()),
        values=tuple(tuple(float(counts.get((before, now), 0)) for now in NAMES) for before in NAMES),
    )


def _series(sizes: Sequence[Size], told: Mapping[tuple[date, str], float], title: Words, unit: str) -> Series:
    instants = sorted({each.instant for each in sizes})
    return Series(
        title=title,
        x_title=Words(zh="日期", en="Day"),
        unit=unit,
        x=tuple(day.isoformat() for day in instants),
        lines=tuple(
            Line(name=group.name, values=tuple(told.get((day, group.code), 0.0) for day in instants))
            for group in SEGMENTS
        ),
    )
