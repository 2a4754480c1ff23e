"""Which numbers of the board were not what their weekday, season, festivals and promotions led to expect?"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from zhanggui.analyses.asked_period import PeriodAfterData
from zhanggui.analyses.goals.alerts.board import read_board
from zhanggui.analyses.goals.alerts.judging import LEAST_DAYS, Departure, Watch, follow
from zhanggui.analyses.goals.alerts.kinds_of_day import promotion_days
from zhanggui.analyses.goals.alerts.result import AlertRow, AlertsParams, AlertsResult
from zhanggui.core.capability import Capability
from zhanggui.core.charts import Line, Series
from zhanggui.core.currency import major
from zhanggui.core.errors import PeriodNotUnderstood
from zhanggui.core.money import Money
from zhanggui.core.period import Period
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Argument, Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.metrics.amount import amount
from zhanggui.metrics.registry import metric
from zhanggui.stats.daily_filter import BURN_IN
from zhanggui.stats.surprise import rarity
from zhanggui.warehouse.festivals import festival_of, festivals
from zhanggui.warehouse.holidays_of_china import days_off

if TYPE_CHECKING:
    from zhanggui.metrics.amount import Single
    from zhanggui.warehouse.protocol import Warehouse

HISTORY_DAYS = 760  # two years and a month: every festival has been seen
COURSE_DAYS = 56
MOST_COURSES = 3
RAREST = 10_000  # beyond that the past of a board is too short to tell


def run(warehouse: Warehouse, params: AlertsParams) -> AlertsResult:
    """Follow every watched number through two years, judge the latest days, tell what is rare, worst in money first.

    A number is told when so large a departure is rare enough that a quiet board raises no more false alarms in a week
    than were allowed. Each day is judged by what was known before it.
    """
    last, first_sale = params.last_day or warehouse.as_of, _first_sale(warehouse) or warehouse.as_of
    if last < first_sale:
        raise PeriodNotUnderstood(text=f"… {last}")
    if last > warehouse.as_of:
        raise PeriodAfterData(start=last, as_of=warehouse.as_of)
    first = last - timedelta(days=params.days - 1)
    start = max(last - timedelta(days=HISTORY_DAYS + params.days), first_sale)
    watched = follow(warehouse, read_board(warehouse, Period(start, last + timedelta(days=1)), params.parts))
    found = watched.departures(first, last, params.false_alarms)
    is_short = (first - start).days < LEAST_DAYS
    cells = 0 if is_short else len(watched.board.cells)
    unjudged = watched.unjudged + (len(watched.board.cells) if is_short else 0)
    promoted = promotion_days(warehouse, first, last)
    return AlertsResult(
        headline=_headline(
            found, Period(first, last + timedelta(days=1)), cells, params.false_alarms, warehouse.currency
        ),
        caveats=_caveats(unjudged, (first - start).days, is_short=is_short),
        first_day=first,
        last_day=last,
        alerts=tuple(_row(each, warehouse.currency, promoted) for each in found),
        cells=cells,
        unjudged=unjudged,
        allowed=params.false_alarms,
        course=_courses(watched, found, warehouse.currency, first),
    )


def _first_sale(warehouse: Warehouse) -> date | None:
    lines = warehouse.table("sale_lines")
    (row,) = warehouse.fetch(lines.aggregate(first=lines.ordered_day.min())).to_pylist()
    found: date | None = row["first"]
    return found


def _headline(found: tuple[Departure, ...], days: Period, cells: int, allowed: float, currency: str) -> Sentence:
    facts: dict[str, Argument] = {
        "first": days.start.isoformat(),
        "last": days.last_day.isoformat(),
        "cells": cells,
        "allowed": f"{allowed:g}",
    }
    if not cells:
        return sentence("nothing_watched", first=facts["first"], last=facts["last"])
    if not found:
        return sentence("quiet", **facts)
    worst = found[0]
    return sentence(
        "headline",
        **facts,
        alerts=len(found),
        title=metric(worst.cell.metric).title,
        part=worst.cell.part,
        day=worst.day.isoformat(),
        actual=_told(worst, worst.actual, currency),
        expected=_told(worst, worst.expected.estimate, currency),
    )


def _caveats(unjudged: int, days: int, *, is_short: bool) -> tuple[Sentence, ...]:
    if is_short:
        return (sentence("too_short", days=days, least=LEAST_DAYS),)
    return (sentence("some_unjudged", cells=unjudged, least=LEAST_DAYS),) if unjudged else ()


def _row(found: Departure, currency: str, promoted: dict[str, frozenset[date]]) -> AlertRow:
    usual = found.expected
    return AlertRow(
        key=f"{found.day} {found.cell.key}",
        day=found.day,
        title=metric(found.cell.metric).title,
        part=found.cell.part,
        actual=_told(found, found.actual, currency),
        expected=_told(found, usual.estimate, currency),
        low=_told(found, usual.low, currency),
        high=_told(found, usual.high, currency),
        change=Rate(found.actual / usual.estimate - 1) if usual.estimate > 0 else None,
        severity=Money(found.sales_minor, currency),
        one_in=int(1 / max(found.p_value, 1 / RAREST)),
        note=_note(found, promoted),
    )


def _note(found: Departure, promoted: dict[str, frozenset[date]]) -> Sentence:
    inside = festival_of(found.day)
    if inside:
        return sentence("in_festival", festival=festivals()[inside.festival].title)
    if found.day in days_off(found.day.year).holidays:
        return sentence("on_holiday")
    if any(found.day in days for channel, days in promoted.items() if found.cell.value in {"", channel}):
        return sentence("in_promotion")
    return sentence("ordinary_day")


def _told(found: Departure, value: float, currency: str) -> Single:
    unit = metric(found.cell.metric).unit
    return amount(unit, value if unit == "ratio" else round(value), currency) or 0


def _courses(watched: Watch, found: tuple[Departure, ...], currency: str, first: date) -> tuple[Series, ...]:
    """The latest weeks of the cells that departed most, beside what was expected."""
    cells = tuple(dict.fromkeys(each.cell for each in found))[:MOST_COURSES]
    if not cells:
        return ()
    start = (first - watched.board.first).days
    expected = watched.followed.chosen(start)
    rare = rarity(expected.surprise[BURN_IN:start])
    drawn = []
    for cell in cells:
        column, unit = watched.board.cells.index(cell), metric(cell.metric).unit
        rows = range(max(BURN_IN, len(watched.board.days) - COURSE_DAYS), len(watched.board.days))
        usual = [watched.usual(row, column, expected, rare) for row in rows]

        def plain(value: float, unit: str = unit) -> float | None:
            if value != value:  # noqa: PLR0124 - NaN, a number that was not known
                return None
            return float(major(round(value), currency)) if unit == "money" else value

        drawn.append(
            Series(
                title=Words(
                    zh=f"{metric(cell.metric).title.zh} · {cell.part.zh}",
                    en=f"{metric(cell.metric).title.en} · {cell.part.en}",
                ),
                x_title=Words(zh="日期", en="Day"),
                unit=unit,
                x=tuple(watched.board.days[row].isoformat() for row in rows),
                lines=(
                    Line(
                        name=Words(zh="预期", en="Expected"),
                        values=tuple(plain(each.estimate) for each in usual),
                        low=tuple(plain(each.low) for each in usual),
                        high=tuple(plain(each.high) for each in usual),
                    ),
                    Line(
                        name=Words(zh="实际", en="Was"),
                        values=tuple(plain(float(watched.board.values[row, column])) for row in rows),
                    ),
                ),
            )
        )
    return tuple(drawn)


CAPABILITY = Capability(
    name="goals.alerts",
    title=Words(zh="异常预警", en="Alerts"),
    question=Words(
        zh="看板上哪些数字不该是这样？", en="Which numbers of the board were not what they should have been?"
    ),
    params=AlertsParams,
    result=AlertsResult,
    run=run,
    sentences={
        "headline": Words(
            zh="{first} 至 {last}：{cells} 个数字里有 {alerts} 处异常，最大的是 {day} {part}的{title}：{actual}，预期 {expected}。"
            "平静的一周平均误报不超过 {allowed} 次。",
            en="{first} to {last}: departures {alerts}, numbers judged {cells}; the largest is {title} of {part} on {day}: {actual}, "
            "expected {expected}. False alarms in a quiet week, on average no more than: {allowed}.",
        ),
        "quiet": Words(
            zh="{first} 至 {last}：{cells} 个数字都在正常波动之内（平静的一周平均误报不超过 {allowed} 次）。",
            en="{first} to {last}: no departures, numbers judged {cells} (false alarms in a quiet week, on average no more than: "
            "{allowed}).",
        ),
        "nothing_watched": Words(
            zh="{first} 至 {last}：没有足够长的历史，什么都还判断不了。",
            en="{first} to {last}: no number has history enough to be judged.",
        ),
        "too_short": Words(
            zh="之前只有 {days} 天数据，至少 {least} 天才知道什么是正常。",
            en="Days known before: {days}; it takes {least} to know what is usual.",
        ),
        "some_unjudged": Words(
            zh="有 {cells} 个数字历史太短（不足 {least} 天）或多数日子为零，没有判断。",
            en="Numbers not judged, as they are known for under {least} days or are mostly zero: {cells}.",
        ),
        "in_festival": Words(zh="{festival}", en="{festival}"),
        "on_holiday": Words(zh="法定假日", en="public holiday"),
        "in_promotion": Words(zh="促销中", en="promotion running"),
        "ordinary_day": Words(zh="平常日", en="ordinary day"),
    },
    tables={"orders": ("ordered_at",)},
    ids=("A11",),
)
