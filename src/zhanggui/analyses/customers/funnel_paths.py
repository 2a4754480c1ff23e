"""Who took the steps of a path in order and in time?

Exact for "from any start": a visitor reaches step k if there are events t₁ < t₂ < … < tₖ of the k steps with
tₖ − t₁ ≤ the window. It is enough to know, for every event of step k, the latest start from which it can be reached: a
later start never loses. So one pass per step does it: a join within the day for nearly all, an order of time for the
rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.analyses.asked_period import Span

Start = Literal["any", "first"]
MOST_INSTANTS_OF_A_DAY = 30


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
    later = _events_after_start(events, path, span)
    for step in path.steps[1:]:
        found = later.filter(later.kind_of_event == step).drop("kind_of_event")
        paths.append(_reached_next(paths[-1], found, path))
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


def _events_after_start(events: ir.Table, path: Path, span: Span) -> ir.Table:
    """The instants of all steps but the first, each once: so an engine looks for these few among all events once."""
    found = events.filter(events.kind_of_event.isin(path.steps[1:]))
    if span.start is not None:
        found = found.filter(found.happened_day >= span.start)
    return found.select("kind_of_event", "visitor", at=found.happened_at).distinct()


def _reached_next(before: ir.Table, found: ir.Table, path: Path) -> ir.Table:
    """Instants of the next step, with the latest start and the latest previous step that lie strictly before them.

    What was done earlier on the same day is later than all of the days before, and mostly there is something: only the
    few instants that found nothing there look further back.
    """
    import ibis

    before, found = _dated(before), _dated(found)
    if path.by is not None:
        found = found.join(before.semi_join(found, "visitor").select("visitor", "part").distinct(), "visitor")
    same_day = _latest_of_the_day(before, found, path)
    others = found.anti_join(same_day, [*path.groups, "at"])
    earlier = _latest_before(_near(before, others, path.within_days), others, path)
    seen = ibis.union(same_day, earlier, distinct=False)
    return seen.filter(seen["at"] <= seen.started + _days(path.within_days))


def _dated(rows: ir.Table) -> ir.Table:
    """With the day of each instant: any zone's will do, a later instant never has an earlier one."""
    return rows.mutate(day=rows["at"].date())


def _latest_of_the_day(before: ir.Table, found: ir.Table, path: Path) -> ir.Table:
    """The instants before which the previous step was taken on the same day, with the latest of those.

    Each is compared with all of the visitor's day; a visitor who does so much in a day that this would be many pairs is
    a machine or a crowd under one name, and left to `_latest_before`.
    """
    days = [*path.groups, "day"]
    counted = found.group_by(days).aggregate(instants=found.count())
    asked = found.join(counted.filter(counted.instants <= MOST_INSTANTS_OF_A_DAY), days)
    pairs = before.select(*days, "started", "at").join(asked.select(*days, asked_at=asked["at"]), days)
    earlier = pairs.filter(pairs["at"] < pairs.asked_at)
    latest = earlier.group_by(*path.groups, "asked_at").aggregate(
        started=earlier.started.max(), previous=earlier["at"].max()
    )
    return latest.select(*path.groups, "started", "previous", at=latest.asked_at)


def _near(before: ir.Table, found: ir.Table, within_days: int) -> ir.Table:
    """Only what can lead to a next step of the same visitor within the window."""
    bounds = found.group_by("visitor").aggregate(
        earliest=found["at"].min() - _days(within_days), latest=found["at"].max()
    )
    both = before.join(bounds, "visitor")
    near = both.filter(both["at"] < both.latest, both["at"] >= both.earliest)
    return near.drop("earliest", "latest")


def _latest_before(before: ir.Table, found: ir.Table, path: Path) -> ir.Table:
    """The instants found, each with the latest of what lies strictly before it, empty where nothing does.

    Both are put in order of time; of one instant the next step comes first: the other is not before it.
    """
    import ibis

    unknown = ibis.null(found["at"].type())
    columns = (*path.groups, "at", "place", "start_at", "step_at")
    earlier = before.mutate(place=1, start_at=before.started, step_at=before["at"]).select(*columns)
    later = found.mutate(place=0, start_at=unknown, step_at=unknown).select(*columns)
    both = earlier.union(later, distinct=False)
    so_far = ibis.window(group_by=list(path.groups), order_by=[both["at"], both.place], preceding=None, following=0)
    seen = both.mutate(started=both.start_at.max().over(so_far), previous=both.step_at.max().over(so_far))
    return seen.filter(seen.place == 0).select(*path.groups, "started", "previous", "at")


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
