"""How does each customer's next wait compare with their own rhythm, at any day of the past?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from zhanggui.analyses import counted_sales
from zhanggui.analyses.counted_sales import SalesParams
from zhanggui.stats.rhythm import Rhythm, fit_rhythm, level_below

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.warehouse.protocol import Warehouse

BINS = 2_000
COOLING_SHARE, LAPSED_SHARE = 0.8, 0.95
NEVER = date(9999, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """The rhythm of those who return, and below which share still waiting somebody is cooling and then lapsed.

    `gaps` is from how many returns this was learnt.
    """

    rhythm: Rhythm
    cooling: float
    lapsed: float
    gaps: int


def purchase_days(warehouse: Warehouse, params: SalesParams) -> ir.Table:
    """One row a known customer and day with a paid order: how many came before, since when, and which is next."""
    import ibis

    if params.channel is None and params.start is None:
        return _of_the_whole_shop(warehouse, params)
    lines = counted_sales.counted_lines(warehouse, params)
    lines = lines.filter(lines.customer.notnull(), counted_sales.purchases(lines) == 1)
    days = lines.select("customer", "ordered_day").distinct()
    in_order = ibis.window(group_by=days.customer, order_by=days.ordered_day)
    everything = ibis.window(group_by=days.customer)
    return days.mutate(
        earlier=ibis.row_number().over(in_order).cast("int64"),
        first_day=days.ordered_day.min().over(everything),
        before=days.ordered_day.lag().over(in_order),
        next_day=days.ordered_day.lead().over(in_order),
    )


def _of_the_whole_shop(warehouse: Warehouse, params: SalesParams) -> ir.Table:
    """The days that the version has at hand, as they were known on the last day asked for."""
    import ibis

    days = warehouse.table("purchase_days")
    span = params.span(warehouse.as_of)
    known = days.filter(span.holds(days.ordered_day))
    next_day = span.holds(known.next_day).ifelse(known.next_day, ibis.null("date"))
    return known.select("customer", "ordered_day", "earlier", "first_day", before=known.previous_day, next_day=next_day)


def learnt_levels(
    warehouse: Warehouse, days: ir.Table, *, cooling_share: float = COOLING_SHARE, lapsed_share: float = LAPSED_SHARE
) -> Levels | None:
    """Fit the rhythm, then measure on the returns themselves when they are late; None with too few returns.

    The share still waiting is computed for every return from what was known before it. Of all returns a share of
    1 − `lapsed_share` happened below the level `lapsed`, whatever the true distribution of waits is.
    """
    ended = days.filter(days.next_day.notnull())
    people = ended.group_by("customer").aggregate(
        gaps=ended.count(), gap_days=(_between(ended.next_day.max(), ended.first_day.min()))
    )
    counted = people.group_by("gaps", "gap_days").aggregate(people=people.count())
    rows = warehouse.fetch(counted).to_pylist()
    rhythm = fit_rhythm({(row["gaps"], row["gap_days"]): row["people"] for row in rows})
    if rhythm is None:
        return None
    waits = still_waits(rhythm, ended.earlier, _between(ended.ordered_day, ended.first_day), wait_of(ended))
    binned = ended.mutate(place=(waits * BINS).floor().cast("int64"))
    binned = binned.group_by("place").aggregate(returns=binned.count())
    bins = {min(row["place"], BINS - 1): row["returns"] for row in warehouse.fetch(binned).to_pylist()}
    return Levels(
        rhythm=rhythm,
        cooling=level_below(bins, 1 - cooling_share, BINS),
        lapsed=level_below(bins, 1 - lapsed_share, BINS),
        gaps=sum(bins.values()),
    )


def states(warehouse: Warehouse, days: ir.Table, levels: Levels, instants: Sequence[date]) -> ir.Table:
    """One row a customer and instant (the end of a day): the state in which they were, by what was known then.

    Nothing that happened after an instant is looked at, but `next_day`.
    """
    import ibis

    calendar = warehouse.table("calendar")
    asked = calendar.filter(calendar.day.isin(list(instants))).select(instant=calendar.day)
    days = days.mutate(until=days.next_day.fill_null(ibis.literal(NEVER)))
    last = days.join(asked, [days.ordered_day <= asked.instant, days.until > asked.instant])
    known = _between(last.ordered_day, last.first_day)
    waits = still_waits(levels.rhythm, last.earlier, known, _between(last.instant, last.ordered_day))
    came_late = still_waits(
        levels.rhythm, last.earlier - 1, _between(last.before, last.first_day), _between(last.ordered_day, last.before)
    )
    is_back = (last.earlier > 0) & (came_late < levels.lapsed).fill_null(False)
    state = ibis.cases(
        (waits < levels.lapsed, "lapsed"),
        (waits < levels.cooling, "cooling"),
        (last.earlier == 0, "new"),
        (is_back, "regained"),
        else_="active",
    )
    return last.select("customer", "instant", "next_day", state=state, away=_between(last.instant, last.ordered_day))


def still_waits(rhythm: Rhythm, gaps: Any, gap_days: Any, wait: Any) -> Any:
    """`Rhythm.still_waits` as an expression on rows."""
    known = gap_days.cast("float64") + rhythm.scale
    return (known / (known + wait)) ** (gaps.cast("float64") + rhythm.shape)


def wait_of(ended: ir.Table) -> Any:
    """The days between a purchase and the next."""
    return _between(ended.next_day, ended.ordered_day)


def month_ends(last: date, months: int) -> list[date]:
    """The last days of the months before a day, the latest first."""
    ends, day = [], last
    for _ in range(months):
        day = day.replace(day=1) - timedelta(days=1)
        ends.append(day)
    return ends


def _between(later: Any, earlier: Any) -> Any:
    return later.delta(earlier, unit="day")
