"""Which experiments does the shop have, and which of them can be learnt from?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from zhanggui.core.errors import UnknownName
from zhanggui.core.words import Words

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.warehouse.protocol import Warehouse

ALONE = ("holdout", "control", "none")  # what the arm is called in which customers are left alone
MOST_ARMS = 6
STATES: Mapping[str, Words] = {
    "used": Words(zh="采用", en="used"),
    "ready": Words(zh="可用", en="ready"),
    "not_over": Words(zh="核算期未满", en="its days are not over"),
    "nobody_alone": Words(zh="没有对照组", en="nobody was left alone"),
    "over_days": Words(zh="分组不在同一天", en="drawn over several days"),
    "many_arms": Words(zh="组别太多", en="too many arms"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Experiment:
    """One experiment: the day from which it counts, its arms with how many customers, and whether it can be used.

    It counts from the day of the first contact, or of the draw where no contact is on record.
    """

    name: str
    start: date
    arms: Mapping[str, int]
    state: str

    @property
    def customers(self) -> int:
        """Everybody who was drawn."""
        return sum(self.arms.values())

    @property
    def treatments(self) -> tuple[str, ...]:
        """The arms other than being left alone, by name."""
        return tuple(sorted(arm for arm in self.arms if arm not in ALONE))


def experiments(warehouse: Warehouse, horizon_days: int) -> tuple[Experiment, ...]:
    """Every experiment on record, the largest first."""
    rows = _assignments(warehouse)
    sums = rows.group_by("experiment", "arm").aggregate(
        customers=rows.count(),
        first=rows.assigned_at.min(),
        last=rows.assigned_at.max(),
        contacted=rows.exposed_at.min(),
    )
    by_name: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in warehouse.fetch(sums).to_pylist():
        by_name[row["experiment"]].append(row)
    zone = ZoneInfo(warehouse.timezone)
    last_start = warehouse.as_of - timedelta(days=horizon_days - 1)
    found = [_experiment(name, arms, zone, last_start) for name, arms in by_name.items()]
    return tuple(sorted(found, key=lambda one: (-one.customers, one.name)))


def chosen(found: Sequence[Experiment], name: str | None) -> Experiment | None:
    """The experiment asked for, or the largest that can be used."""
    if name is None:
        return next((one for one in found if one.state == "ready"), None)
    for one in found:
        if one.name == name:
            return one if one.state == "ready" else None
    near = ", ".join(one.name for one in found[:5]) or "-"
    raise UnknownName(
        kind=Words(zh="实验", en="experiment"), name=name, near=near, listing="zhanggui run customers.uplift"
    )


def drawn(warehouse: Warehouse, experiment: Experiment) -> ir.Table:
    """Customer and arm of everybody in one experiment; who was in two arms under two names tells nothing."""
    rows = _assignments(warehouse)
    rows = rows.filter(rows.experiment == experiment.name)
    people = rows.group_by("customer").aggregate(arm=rows.arm.min(), arms=rows.arm.nunique())
    return people.filter(people.arms == 1).select("customer", "arm")


def _assignments(warehouse: Warehouse) -> ir.Table:
    """Who was drawn, under the name by which this version counts them."""
    rows = warehouse.table("exposures")
    if not warehouse.loaded("same_customers"):
        return rows
    same = warehouse.table("same_customers").select(called="customer", member="member")
    joined = rows.left_join(same, rows.customer == same.called)
    return joined.mutate(customer=joined.member.fill_null(joined.customer))


def _experiment(name: str, rows: Sequence[Mapping[str, Any]], zone: ZoneInfo, last_start: date) -> Experiment:
    arms = {row["arm"]: int(row["customers"]) for row in rows}
    first, last = (_day(pick(row[at] for row in rows), zone) for pick, at in ((min, "first"), (max, "last")))
    contacts = [row["contacted"] for row in rows if row["contacted"] is not None]
    start = _day(min(contacts), zone) if contacts and first == last else first
    treated = [arm for arm in arms if arm not in ALONE]
    state = "ready"
    if len(treated) == len(arms) or not treated:
        state = "nobody_alone"
    elif len(treated) > MOST_ARMS:
        state = "many_arms"
    elif first != last:
        state = "over_days"
    elif start > last_start:
        state = "not_over"
    return Experiment(name=name, start=start, arms=arms, state=state)


def _day(instant: datetime, zone: ZoneInfo) -> date:
    told = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    return told.astimezone(zone).date()
