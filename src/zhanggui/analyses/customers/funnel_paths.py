"""Who took the steps of a path in order and in time?

Exact for "from any start": a visitor reaches step k if there are events t₁ < t₂ < … < tₖ of the k steps with
tₖ − t₁ ≤ the window. It is enough to know, for every event of step k, the latest start from which it can be reached: a
later start never loses. So one pass per step over a visitor's events in order of time does it, and only the first pass
touches the many starts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.analyses.asked_period import Span

Start = Literal["any", "first"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """Which steps, within how many days, counted from which start, split by what."""

    steps: tuple[str, ...]
    within_days: int
    start: Start
    by: str | None

    @property
    def groups(self) -> tuple[str, ...]:
        """The columns that tell one funnel from another within a visitor."""
        return ("visitor",) if self.by is None else ("visitor", "part")


def reached(events: ir.Table, path: Path, span: Span) -> list[ir.Table]:
    """Per step a relation of visitor (and `part`, the dimension of the start), `started`, `previous` and `at`.

    One row is one instant in which the step was taken on a path; `previous` is when the step before it was last taken.
    Starts lie in the span; later steps may follow after it.
    """
    paths = [_starts(events, path, span)]
    for step in path.steps[1:]:
        paths.append(_reached_next(paths[-1], _events_of(events, step, span), path))
    return paths


def counts(paths: Sequence[ir.Table], path: Path) -> ir.Table:
    """Visitors per step, in all (`part` empty) and by part, with the median of each visitor's shortest wait."""
    import ibis

    rows = [_in_all(relation, at) for at, relation in enumerate(paths)]
    if path.by is not None:
        rows += [_by_part(relation, at) for at, relation in enumerate(paths)]
    return ibis.union(*rows, distinct=False)


def _starts(events: ir.Table, path: Path, span: Span) -> ir.Table:
    found = events.filter(events.kind_of_event == path.steps[0], span.holds(events.happened_day))
    part = {} if path.by is None else {"part": found[path.by].fill_null("")}
    starts = found.select("visitor", started=found.happened_at, at=found.happened_at, **part)
    return starts if path.start == "any" else _first(starts, path)


def _first(starts: ir.Table, path: Path) -> ir.Table:
    """Each visitor's first start; of two in the same instant the one whose dimension comes first."""
    first = starts.group_by("visitor").aggregate(started=starts.started.min())
    if path.by is None:
        return first.mutate(at=first.started)
    both = first.join(starts.drop("at"), ["visitor", "started"])
    only = both.group_by("visitor", "started").aggregate(part=both.part.min())
    return only.mutate(at=only.started)


def _events_of(events: ir.Table, step: str, span: Span) -> ir.Table:
    found = events.filter(events.kind_of_event == step)
    if span.start is not None:
        found = found.filter(found.happened_day >= span.start)
    return found.select("visitor", at=found.happened_at)


def _reached_next(before: ir.Table, found: ir.Table, path: Path) -> ir.Table:
    """Instants of the next step, with the latest start and the latest previous step that lie strictly before them."""
    before = _near(before, found, path.within_days)
    if path.by is not None:
        found = found.join(before.select("visitor", "part").distinct(), "visitor")
    seen = _with_latest_before(before, found, path)
    in_time = seen.filter(seen.place == 0, seen.at <= seen.started + _days(path.within_days))
    return in_time.group_by(*path.groups, "at").aggregate(
        started=in_time.started.max(), previous=in_time.previous.max()
    )


def _near(before: ir.Table, found: ir.Table, within_days: int) -> ir.Table:
    """Only what can lead to the next step: most visitors never take it, and most of their events are far from it."""
    bounds = found.group_by("visitor").aggregate(
        earliest=found["at"].min() - _days(within_days), latest=found["at"].max()
    )
    both = before.join(bounds, "visitor")
    near = both.filter(both["at"] < both.latest, both["at"] >= both.earliest)
    return near.drop("earliest", "latest")


def _with_latest_before(before: ir.Table, found: ir.Table, path: Path) -> ir.Table:
    """Both kinds of rows in order of time; of one instant the next step comes first: the other is not before it."""
    import ibis

    unknown = ibis.null(found["at"].type())
    columns = (*path.groups, "at", "place", "start_at", "step_at")
    earlier = before.mutate(place=1, start_at=before.started, step_at=before["at"]).select(*columns)
    later = found.mutate(place=0, start_at=unknown, step_at=unknown).select(*columns)
    both = earlier.union(later, distinct=False)
    so_far = ibis.window(group_by=list(path.groups), order_by=[both["at"], both.place], preceding=None, following=0)
    return both.mutate(started=both.start_at.max().over(so_far), previous=both.step_at.max().over(so_far))


def _in_all(relation: ir.Table, at: int) -> ir.Table:
    import ibis

    nobody = ibis.null("string")
    if at == 0:
        return _row(relation.aggregate(visitors=relation.visitor.nunique()), at, part=nobody)
    waits = relation.mutate(wait_seconds=_seconds(relation["at"]) - _seconds(relation.previous))
    each = waits.group_by("visitor").aggregate(wait_seconds=waits.wait_seconds.min().cast("float64"))
    counted = each.aggregate(visitors=each.count(), wait_seconds=each.wait_seconds.median())
    return _row(counted, at, part=nobody, wait_seconds=counted.wait_seconds)


def _by_part(relation: ir.Table, at: int) -> ir.Table:
    counted = relation.group_by("part").aggregate(visitors=relation.visitor.nunique())
    return _row(counted, at, part=counted.part)


def _row(counted: ir.Table, at: int, *, part: Any, wait_seconds: Any = None) -> ir.Table:
    import ibis

    unknown = ibis.null("float64")
    wait = unknown if wait_seconds is None else wait_seconds
    return counted.select(step=ibis.literal(at, "int64"), part=part, visitors=counted.visitors, wait_seconds=wait)


def _days(count: int) -> Any:
    import ibis

    return ibis.interval(days=count)


def _seconds(instant: ir.TimestampValue) -> Any:
    """Whole seconds since 1970; cut before they are counted, because some engines round."""
    return instant.truncate("s").epoch_seconds()
