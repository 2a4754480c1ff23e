"""How far is a goal on a ratio, such as order value, conversion or refund rate, and will it be met?

Nothing adds up here: every channel and every part of time is held to the same target, and a part that falls short is
made up for by the others as much as their denominators weigh.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from zhanggui.analyses.goals.progress.cascade import cut
from zhanggui.analyses.goals.progress.daily_past import WHOLE, daily_past
from zhanggui.analyses.goals.progress.needed_factors import needed_factors
from zhanggui.analyses.goals.progress.parts import ALL_CHANNELS, NAMES, Told, drawn, expected_line, standing_of
from zhanggui.analyses.goals.progress.ratio_standing import WHOLE_SHARE, Parts, ratio_standing
from zhanggui.analyses.goals.progress.result import ChannelRow, GoalProgress, PartRow
from zhanggui.analyses.goals.progress.seasons import Past
from zhanggui.analyses.goals.progress.words import LEVEL, ratio_headline, state_of
from zhanggui.core.charts import Line, Series
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.metrics.registry import metric

if TYPE_CHECKING:
    from zhanggui.analyses.goals.progress.cascade import PartGrain
    from zhanggui.analyses.goals.progress.daily_past import DailyPast
    from zhanggui.analyses.goals.progress.goal_params import GoalParams
    from zhanggui.analyses.goals.progress.needed_drivers import NeededRow
    from zhanggui.analyses.goals.progress.ratio_standing import RatioStanding
    from zhanggui.books.goals import GoalTerms
    from zhanggui.metrics.metric import Metric
    from zhanggui.warehouse.protocol import Warehouse


def ratio_progress(warehouse: Warehouse, params: GoalParams, terms: GoalTerms) -> GoalProgress:
    """The ratio so far against its target, and what the expected denominators of the days ahead make of it."""
    found = metric(terms.metric)
    above, below = (daily_past(warehouse, terms, params.margin, part) for part in found.parts)
    at = ratio_standing(terms, _parts(found, above.whole, below.whole), is_ceiling=found.better == "down")
    told = Told(unit=found.unit, currency=warehouse.currency)
    state, brought = state_of(at), at.brought
    drivers = _drivers(warehouse, terms, params, at)
    return GoalProgress(
        headline=ratio_headline(at, found.title, state, told),
        caveats=(*_caveats(at, found, told), *(() if drivers is not None else (sentence("drivers_unknown"),))),
        title=found.title,
        owner=terms.owner,
        first_day=terms.start,
        last_day=terms.deadline,
        state=sentence(state),
        target=told.sure(terms.target),
        actual=told.maybe(brought),
        planned=told.sure(terms.target),
        pace=None if brought is None else Rate(brought / terms.target),
        days_left=at.days_left,
        required_per_day=told.maybe(at.required),
        current_per_day=told.maybe(at.parts.latest),
        forecast=told.within(at.expected(LEVEL)),
        chance=None if at.chance is None else Rate(at.chance),
        expected_miss=told.maybe(at.miss),
        course=_course(at, found.title, told),
        drivers=drivers or (),
        channels=_channel_rows(at, found, above, below, told),
        quarters=_part_rows(at, "quarter", told),
        months=_part_rows(at, "month", told),
        weeks=_part_rows(at, "week", told),
        days=_part_rows(at, "day", told),
    )


def _drivers(
    warehouse: Warehouse, terms: GoalTerms, params: GoalParams, at: RatioStanding
) -> tuple[NeededRow, ...] | None:
    """Named where it is expected to fall short of what the days left need; None where it cannot be told."""
    latest, required, end = at.parts.latest, at.required, at.expected(LEVEL)
    if not at.days_left or at.is_ceiling or end is None or end.estimate >= terms.target:
        return ()
    if not latest or required is None or required <= latest:
        return ()
    return needed_factors(warehouse, terms, params, required / latest)


def _parts(found: Metric, above: Past, below: Past) -> Parts:
    """Both parts over the same days."""
    first = min(above.first, below.first)
    length = max((each.first - first).days + len(each.values) for each in (above, below))

    def stretched(past: Past) -> Past:
        values = np.zeros(length)
        at = (past.first - first).days
        values[at : at + len(past.values)] = past.values
        return Past(first=first, values=values)

    return Parts(above=stretched(above), below=stretched(below), scale=1 if found.unit == "money" else WHOLE_SHARE)


def _part_rows(at: RatioStanding, grain: PartGrain, told: Told) -> tuple[PartRow, ...]:
    """Every part of time with the same target."""
    rows = []
    for period, place in cut(at.days, grain):
        brought = at.parts.on(at.days[place.start : min(place.stop, at.known)])
        standing = standing_of(period, place, at.known, at.parts.below.first)
        is_begun = standing in {"part_over", "part_running"}
        rows.append(
            PartRow(
                part=NAMES[grain](period),
                first_day=period.start,
                last_day=period.last_day,
                target=told.sure(at.terms.target),
                actual=told.maybe(brought),
                gap=told.maybe(None if brought is None else brought - at.terms.target),
                standing=sentence("part_nothing" if is_begun and brought is None else standing),
            )
        )
    return tuple(rows)


def _channel_rows(
    at: RatioStanding, found: Metric, above: DailyPast, below: DailyPast, told: Told
) -> tuple[ChannelRow, ...]:
    """Every channel with the same target, the one that weighs most first."""
    days, rows = at.days[: at.known], []
    for channel, weights in below.channels.items():
        numerators = above.channels.get(channel, Past(first=weights.first, values=np.zeros(len(weights.values))))
        brought = _parts(found, numerators, weights).on(days)
        row = ChannelRow(
            channel=ALL_CHANNELS if channel == WHOLE else below.called[channel],
            target=told.sure(at.terms.target),
            actual=told.maybe(brought),
            gap=told.maybe(None if brought is None else brought - at.terms.target),
        )
        rows.append((-float(weights.on(days).sum()), channel, row))
    return tuple(row for _, _, row in sorted(rows, key=lambda each: each[:2]))


def _course(at: RatioStanding, title: Words, told: Told) -> Series:
    """The ratio so far on each day, and what it is expected to become."""
    left = (None,) * at.days_left
    above, below = (np.cumsum(each.on(at.days[: at.known])) for each in (at.parts.above, at.parts.below))
    brought = tuple(
        told.plain(at.parts.scale * float(over) / float(under)) if under > 0 else None
        for over, under in zip(above, below, strict=True)
    )
    lines = [
        Line(name=Words(zh="目标", en="Target"), values=(told.plain(at.terms.target),) * len(at.days)),
        Line(name=Words(zh="到目前", en="So far"), values=(*brought, *left)),
    ]
    end = at.expected(LEVEL) if at.days_left else None
    return drawn(title, told, at.days, [*lines, *expected_line(end, lambda bound: _fan(at, bound, told))])


def _fan(at: RatioStanding, end: float, told: Told) -> tuple[float | None, ...]:
    """From the ratio so far to a bound at the deadline: the days ahead pull by what they weigh beside the rest."""
    below = float(at.parts.below.on(at.days[: at.known]).sum())
    come = np.cumsum(at.expected_below)
    pull = come / (below + come) / (come[-1] / (below + come[-1]))
    start = end if at.brought is None else at.brought
    return (None,) * at.known + tuple(told.plain(start + (end - start) * float(part)) for part in pull)


def _caveats(at: RatioStanding, found: Metric, told: Told) -> tuple[Sentence, ...]:
    numerator, denominator = (metric(part) for part in found.parts)
    said = [sentence("ratio_parts", target=told.sure(at.terms.target), denominator=denominator.title)]
    if "distinct" in (numerator.additivity, denominator.additivity):
        said.append(sentence("ratio_by_day", title=found.title))
    if at.days_left and at.ahead is None:
        said.append(sentence("no_forecast", days=len(at.parts.below.values)))
    elif at.days_left:
        said.append(sentence("ratio_forecast", denominator=denominator.title))
    if at.known and at.parts.below.first > at.terms.start:
        said.append(sentence("ratio_begins_late", first=at.parts.below.first.isoformat()))
    return tuple(said)
