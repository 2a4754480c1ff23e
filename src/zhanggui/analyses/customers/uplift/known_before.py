"""What was known of each customer before a day, and what did they bring after it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

import numpy as np

from zhanggui.analyses import counted_sales
from zhanggui.analyses.contribution import PARTLY_COSTED, profit_estimate, sums_of
from zhanggui.analyses.counted_sales import SalesParams
from zhanggui.analyses.customers.segment.facts import bought_until
from zhanggui.analyses.customers.segment.fields import FIELDS
from zhanggui.analyses.customers.uplift.experiments import ALONE, Experiment, drawn
from zhanggui.core.words import Words
from zhanggui.metrics.value import MarginAssumption
from zhanggui.stats.season import Flags, Floats
from zhanggui.stats.uplift.trial import Trial

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

    from zhanggui.warehouse.protocol import Warehouse

Money_ = Literal["contribution_profit", "net_sales"]
VISIT_DAYS = 60
BOUGHT = (
    "last_purchase_days",
    "first_purchase_days",
    "purchase_days",
    "net_sales",
    "sales_per_order",
    "units",
    "discount_share",
    "returned_share",
)
TITLES: Mapping[str, Words] = {
    **{name: FIELDS[name].title for name in BOUGHT},
    "visits": Words(zh=f"最近 {VISIT_DAYS} 天来访天数", en=f"Days with a visit in the last {VISIT_DAYS}"),
}


# Sums since the first purchase grow with the age of the shop: whoever stays is soon beyond all that was seen.
TELLING = ("last_purchase_days", "sales_per_order", "discount_share", "returned_share", "visits")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """An experiment as numbers: the trial in money, and whether each customer bought at all."""

    trial: Trial
    bought: Trial
    names: tuple[str, ...]


def outcomes(
    warehouse: Warehouse,
    experiment: Experiment,
    *,
    horizon_days: int,
    money: Money_,
    margin: MarginAssumption | None,
) -> Outcomes:
    """Everybody as drawn, whether or not a message reached them; who bought nothing counts with 0.

    What is known of them ends on the day before the experiment counts; what they brought is of the days from then on,
    after refunds.
    """
    after = brought_after(warehouse, experiment.start, horizon_days, money, margin)
    people = drawn(warehouse, experiment)
    joined = people.left_join(known_before(warehouse, experiment.start), "customer").drop("customer_right")
    joined = joined.left_join(after, "customer").drop("customer_right")
    rows = warehouse.fetch(joined.order_by("customer"))
    names = (ALONE[0], *experiment.treatments)
    number = {name: max(0, names.index(name)) if name in names else 0 for name in experiment.arms}
    arm = np.array([number[name] for name in rows["arm"].to_pylist()], dtype=np.int64)
    features = feature_rows(rows)
    worth, came = _column(rows, "worth"), _column(rows, "came")
    return Outcomes(
        trial=Trial.of(features, arm, np.nan_to_num(worth)),
        bought=Trial.of(features, arm, np.nan_to_num(came)),
        names=names,
    )


def known_before(warehouse: Warehouse, day: date) -> ir.Table:
    """One row a known customer who bought before the day: the facts that may be learnt from."""
    people = bought_until(warehouse, day - timedelta(days=1), ()).select("customer", *BOUGHT)
    if "customer" not in warehouse.loaded("events"):
        import ibis

        return people.mutate(visits=ibis.literal(0))
    events = warehouse.table("events")
    lately = (events.happened_day < day) & (events.happened_day >= day - timedelta(days=VISIT_DAYS))
    seen = events.filter(events.customer.notnull(), lately)
    visits = seen.group_by("customer").aggregate(visits=seen.happened_day.nunique())
    joined = people.left_join(visits, "customer").drop("customer_right")
    return joined.mutate(visits=joined.visits.fill_null(0))


def feature_rows(rows: pa.Table) -> Floats:
    """Facts as numbers, in the order of `TITLES`; not a number where unknown."""
    return np.column_stack([_column(rows, name) for name in TITLES])


def are_alike(features: Floats, experiment: Floats) -> Flags:
    """Whether each customer lies where the experiment had customers: between its least and its most in what tells."""
    places = [list(TITLES).index(name) for name in TELLING]
    now, then = features[:, places], experiment[:, places]
    seen = np.isfinite(then)
    low = np.where(seen, then, np.inf).min(axis=0)
    high = np.where(seen, then, -np.inf).max(axis=0)
    return np.asarray(((now >= low) & (now <= high) | ~np.isfinite(now)).all(axis=1))


def brought_after(
    warehouse: Warehouse, start: date, horizon_days: int, money: Money_, margin: MarginAssumption | None
) -> ir.Table:
    """One row a known customer with sales in the days from `start`: whether they bought, and what it was worth."""
    lines = counted_sales.counted_lines(warehouse, SalesParams(start=start, end=start + timedelta(days=horizon_days)))
    lines = lines.filter(lines.customer.notnull())
    people = lines.group_by("customer").aggregate(
        came=counted_sales.purchases(lines).max(), **sums_of(lines, *PARTLY_COSTED)
    )
    worth = people.net_sales if money == "net_sales" else profit_estimate(people, margin)
    return people.select("customer", "came", worth=worth.cast("float64"))


def _column(rows: pa.Table, name: str) -> Floats:
    return np.asarray(rows[name].cast("float64").to_numpy(zero_copy_only=False), dtype=float)
