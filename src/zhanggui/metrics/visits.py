"""When does a visit begin, and how long does it last?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from zhanggui.warehouse.contracts.derived import VISIT_GAP_SECONDS


def per_act(events: Any, groups: Sequence[str]) -> Any:
    """Each act with whether it begins a visit, and the seconds since the act before it in the same visit.

    A visit ends when a visitor does nothing for more than 30 minutes, and at midnight in the shop's zone, so that the
    visits of two days add up. The last act of a visit has no length that anybody could know.
    """
    import ibis

    keys = ["visitor", "happened_day", *groups]
    acts = events.select(*dict.fromkeys([*keys, "event_id", "happened_at"]))
    in_order = ibis.window(group_by=keys, order_by=[acts.happened_at, acts.event_id])
    acts = acts.mutate(before=acts.happened_at.lag().over(in_order))
    gap = _seconds(acts.happened_at) - _seconds(acts.before)
    goes_on = (gap <= VISIT_GAP_SECONDS).fill_null(False)
    return acts.mutate(begins=goes_on.ifelse(0, 1), seconds=goes_on.ifelse(gap, 0))


def _seconds(instant: Any) -> Any:
    """Whole seconds since 1970; cut before they are counted, because some engines round."""
    return instant.truncate("s").epoch_seconds()
