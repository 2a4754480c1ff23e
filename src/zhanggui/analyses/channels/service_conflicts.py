"""On which channel are buyers served worse than on the others?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from zhanggui.analyses.channels.conflicts_result import ConflictRow
from zhanggui.core.money import Money
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import sentence
from zhanggui.core.words import Words
from zhanggui.metrics.called import named
from zhanggui.metrics.measure import measure
from zhanggui.metrics.question import Question
from zhanggui.stats.two_proportions import Counted, believable, doubt
from zhanggui.warehouse.local_time import local_time

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.core.period import Period
    from zhanggui.warehouse.protocol import Warehouse

THE_OTHERS = Words(zh="其他渠道", en="the other channels")
SECONDS_OF_AN_HOUR, SECONDS_OF_A_MINUTE = 3_600, 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What counts as served well: a refund, a first answer, a review."""

    refund_hours: int
    reply_minutes: int
    good_stars: int = 4


def service_conflicts(
    warehouse: Warehouse, period: Period, limits: Limits, titles: Mapping[str, Words]
) -> list[ConflictRow]:
    """Channels with a smaller share of cases served well than all others together, where that is no chance.

    Money in it = cases served badly beyond the share of the others × the channel's order value.
    """
    found = [
        _Compared(case=name, channel=channel, inside=inside, outside=outside)
        for name, cases in _cases(warehouse, period, limits).items()
        for channel, (inside, outside) in _against_others(cases).items()
    ]
    sure = believable([doubt(each.inside, each.outside) for each in found])
    values = _order_values(warehouse, period)
    worse = (each for each, is_sure in zip(found, sure, strict=True) if is_sure and each.is_worse)
    return [_row(each, limits, titles, values.get(each.channel)) for each in worse]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Compared:
    case: str
    channel: str
    inside: Counted
    outside: Counted

    @property
    def is_worse(self) -> bool:
        return self.inside.share < self.outside.share


class _Wait(NamedTuple):
    table: str
    begin: str
    end: str
    most_seconds: int


def _cases(warehouse: Warehouse, period: Period, limits: Limits) -> dict[str, dict[str, Counted]]:
    """By kind of case and channel: served well, of all."""
    waits = {
        "refunds": _Wait("refunds", "requested_at", "refunded_at", limits.refund_hours * SECONDS_OF_AN_HOUR),
        "replies": _Wait("tickets", "opened_at", "first_reply_at", limits.reply_minutes * SECONDS_OF_A_MINUTE),
    }
    cases = {
        name: _counted(warehouse, _timed(warehouse, period, wait))
        for name, wait in waits.items()
        if {wait.begin, wait.end} <= warehouse.loaded(wait.table)
    }
    if "stars" in warehouse.loaded("reviews"):
        reviews = warehouse.table("reviews")
        rated = reviews.filter(reviews.stars.notnull(), _within(reviews.reviewed_at, warehouse, period))
        cases["stars"] = _counted(warehouse, rated.mutate(is_good=(rated.stars >= limits.good_stars).ifelse(1, 0)))
    return cases


def _timed(warehouse: Warehouse, period: Period, wait: _Wait) -> ir.Table:
    rows = warehouse.table(wait.table)
    begin, end = rows[wait.begin], rows[wait.end]
    rows = rows.filter(begin.notnull(), end.notnull(), _within(begin, warehouse, period))
    seconds = rows[wait.end].truncate("s").epoch_seconds() - rows[wait.begin].truncate("s").epoch_seconds()
    return rows.mutate(is_good=(seconds <= wait.most_seconds).ifelse(1, 0))


def _within(instant: Any, warehouse: Warehouse, period: Period) -> Any:
    return local_time(instant, warehouse.timezone).date().between(period.start, period.last_day)


def _counted(warehouse: Warehouse, rows: ir.Table) -> dict[str, Counted]:
    sums = rows.group_by("channel").aggregate(good=rows.is_good.sum(), cases=rows.count())
    return {row["channel"]: Counted(int(row["good"]), row["cases"]) for row in warehouse.fetch(sums).to_pylist()}


def _against_others(cases: Mapping[str, Counted]) -> dict[str, tuple[Counted, Counted]]:
    good, trials = sum(each.successes for each in cases.values()), sum(each.trials for each in cases.values())
    return {
        channel: (each, Counted(good - each.successes, trials - each.trials)) for channel, each in sorted(cases.items())
    }


def _order_values(warehouse: Warehouse, period: Period) -> dict[str, Money]:
    if not warehouse.loaded("sale_lines"):
        return {}
    answer = measure(warehouse, Question(metrics=("aov",), by=("channel",), period=period))
    known = {row.dimensions["channel"]: row.value for row in answer.rows}
    return {name: Money(round(value), answer.currency) for name, value in known.items() if value is not None}


def _row(found: _Compared, limits: Limits, titles: Mapping[str, Words], value: Money | None) -> ConflictRow:
    more = round((found.outside.share - found.inside.share) * found.inside.trials)
    bounds = {"refunds": limits.refund_hours, "replies": limits.reply_minutes, "stars": limits.good_stars}
    return ConflictRow(
        kind=sentence("service"),
        sku=None,
        product_name=None,
        side=named(titles, found.channel),
        other_side=THE_OTHERS,
        evidence=sentence(
            f"service_{found.case}",
            bound=bounds[found.case],
            share=Rate(found.inside.share),
            others=Rate(found.outside.share),
            cases=found.inside.trials,
            more=more,
        ),
        size=value and Money(more * value.minor, value.currency),
        verdict=sentence("sure"),
    )
