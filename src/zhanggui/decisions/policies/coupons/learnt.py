"""How strongly did customers of each group respond to earlier coupons, against what is assumed?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from zhanggui.analyses.customers.uplift.experiments import Experiment, experiments
from zhanggui.core.money import Money
from zhanggui.decisions.experiment import HOLDOUT, TREATMENT
from zhanggui.decisions.policies.coupons.params import CouponParams
from zhanggui.decisions.policies.win_back.readout import outcomes_within, profits
from zhanggui.decisions.policy import PastCase
from zhanggui.decisions.profitability import Margin
from zhanggui.stats.belief import Belief
from zhanggui.stats.difference import Arm, total_effect
from zhanggui.warehouse.protocol import Warehouse

LEVEL = 0.8
BETWEEN = 0.5  # by how much groups' strengths differ, before anything is known of one
LEAST_IN_ARM = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What one earlier coupon brought per customer of a group, before the contact, with its standard error."""

    cell: str
    face_minor: int
    effect: float
    error: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Strengths:
    """How strong the response is as a multiple of what was assumed: for every group, and for groups never tried."""

    by_cell: Mapping[str, Belief]
    elsewhere: Belief
    experiments: int
    faces: frozenset[int]

    def of(self, cell: str) -> Belief:
        """What is believed of one group."""
        return self.by_cell.get(cell, self.elsewhere)


def measured_before(
    warehouse: Warehouse, past: Sequence[PastCase], margin: Margin | None
) -> tuple[tuple[Measured, ...], int]:
    """What the warehouse knows of earlier coupons: the difference between arms, group by group, and of how many."""
    if not past or not warehouse.loaded("exposures"):
        return (), 0
    found: list[Measured] = []
    used = 0
    for case in past:
        face = case.proposal.after.get("coupon")
        known = {one.name: one for one in experiments(warehouse, case.proposal.horizon_days)}
        experiment = known.get(case.proposal.id)
        if experiment is None or experiment.state != "ready" or not isinstance(face, Money):
            continue
        used += 1
        found += _by_cell(warehouse, experiment, face.minor, case.proposal.horizon_days, margin)
    return tuple(found), used


def strengths(
    params: CouponParams,
    measured: Sequence[Measured],
    line: Callable[[str, int], tuple[float, float] | None],
    used: int,
) -> Strengths:
    """The prior range, corrected by each group's own measurements and, less so, by those of all other groups.

    A measurement e ± s of a group whose profit is b + θ·k implies θ = (e − b)/k ± s/|k|, b without the contact. What
    all other groups say is the group's prior, widened by how much groups differ; its own measurements come on top.
    `line(cell, face)` gives (b, k), None for a group that is no longer there.
    """
    prior = Belief.within(params.response_low, 1.0, params.response_high, LEVEL)
    implied: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for one in measured:
        found = line(one.cell, one.face_minor)
        if found is not None and found[1] > 0:
            implied[one.cell].append(((one.effect - found[0]) / found[1], one.error / found[1]))
    cells = {cell: _after(_widened(_after(prior, _all(implied, without=cell))), own) for cell, own in implied.items()}
    return Strengths(
        by_cell=cells,
        elsewhere=_widened(_after(prior, _all(implied))) if implied else prior,
        experiments=used,
        faces=frozenset(one.face_minor for one in measured),
    )


def _by_cell(
    warehouse: Warehouse, experiment: Experiment, face_minor: int, horizon_days: int, margin: Margin | None
) -> list[Measured]:
    rows = warehouse.table("exposures")
    rows = rows.filter(rows.experiment == experiment.name).select("customer", "arm", "stratum")
    people = [row for row in warehouse.fetch(rows).to_pylist() if row["stratum"] and row["arm"] in (TREATMENT, HOLDOUT)]
    last = experiment.start + timedelta(days=horizon_days - 1)
    contacted = {row["customer"] for row in people if row["arm"] == TREATMENT}
    brought = outcomes_within(warehouse, experiment.start, last)
    worth = profits(brought, {row["customer"] for row in people}, contacted, margin)
    if not worth:
        return []
    groups: dict[str, dict[str, list[float]]] = defaultdict(lambda: {TREATMENT: [], HOLDOUT: []})
    for row in people:
        groups[row["stratum"]][row["arm"]].append(worth[0].get(row["customer"], 0.0))
    found = []
    for cell, arms in sorted(groups.items()):
        if min(len(values) for values in arms.values()) < LEAST_IN_ARM:
            continue
        effect = total_effect([(Arm.of(arms[TREATMENT]), Arm.of(arms[HOLDOUT]))])
        size = len(arms[TREATMENT])
        if effect.error > 0:
            found.append(
                Measured(cell=cell, face_minor=face_minor, effect=effect.estimate / size, error=effect.error / size)
            )
    return found


def _all(implied: Mapping[str, Sequence[tuple[float, float]]], without: str | None = None) -> list[tuple[float, float]]:
    return [each for cell, some in implied.items() if cell != without for each in some]


def _after(belief: Belief, measurements: Sequence[tuple[float, float]]) -> Belief:
    for value, error in measurements:
        belief = belief.after(value, error)
    return belief


def _widened(belief: Belief) -> Belief:
    return Belief(mean=belief.mean, deviation=(belief.deviation**2 + BETWEEN**2) ** 0.5)
