"""Which few of many are worth most together, within limits?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

SLACK = 1e-9


def best_choice(
    worth: Sequence[float],
    kinds: Sequence[str],
    *,
    most: int,
    most_of_a_kind: int | None = None,
    costs: Sequence[float] = (),
    budget: float | None = None,
) -> tuple[int, ...]:
    """The places whose worth is largest in sum: at most so many, of a kind, and within a budget.

    max Σ wᵢxᵢ over xᵢ ∈ {0, 1} with Σ xᵢ ≤ n, Σ over a kind ≤ k, Σ cᵢxᵢ ≤ B, solved exactly by branch and bound
    (HiGHS; A. Land and A. Doig, An automatic method of solving discrete programming problems, Econometrica 28 (1960),
    497-520). What is worth nothing or less is left out.

    >>> best_choice([5.0, 4.0, 3.0, -1.0], ["tea", "tea", "cup", "cup"], most=2, most_of_a_kind=1)
    (0, 2)
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    places = [at for at, each in enumerate(worth) if each > 0]
    if not places:
        return ()
    rows, limits = [np.ones(len(places))], [float(most)]
    if most_of_a_kind is not None:
        for kind in sorted({kinds[at] for at in places}):
            rows.append(np.array([float(kinds[at] == kind) for at in places]))
            limits.append(float(most_of_a_kind))
    if budget is not None:
        rows.append(np.array([float(costs[at]) for at in places]))
        limits.append(budget)
    found = milp(
        c=[-worth[at] for at in places],
        constraints=LinearConstraint(np.vstack(rows), ub=np.array(limits) + SLACK),
        bounds=Bounds(0, 1),
        integrality=np.ones(len(places)),
        options={"mip_rel_gap": 0.0},
    )
    if not found.success:  # taking nothing is always allowed, so this is the solver's own trouble
        raise ArithmeticError(found.message)
    return tuple(at for at, taken in zip(places, found.x, strict=True) if round(taken))
