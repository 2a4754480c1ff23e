"""What did several treatments bring against one holdout, each, against each other, and in sum over experiments?"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import combinations
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from zhanggui.core.quantity import Interval
from zhanggui.stats.difference import Arm, Effect, total_effect, welch

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEAST_IN_ARM = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Units:
    """Who took part in one experiment: person, outcome, what they did before, arm (empty: holdout) and stratum.

    A stratum holds those who were dealt with the same shares: where shares change over time, comparing across would
    take the seasons for an effect.
    """

    person: NDArray[np.str_]
    outcome: NDArray[np.float64]
    before: NDArray[np.float64]
    arm: NDArray[np.str_]
    stratum: NDArray[np.float64]

    @property
    def is_treated(self) -> NDArray[np.bool_]:
        """Who was not held out."""
        return np.asarray(self.arm != "")

    def adjusted(self) -> Units:
        """The same with outcomes less what their own past explains (Deng et al. 2013, as `without_history`).

        >>> some = Units(
        ...     person=np.array(["p", "q", "r"]),
        ...     outcome=np.array([12.0, 14.0, 16.0]),
        ...     before=np.array([1.0, 2.0, 3.0]),
        ...     arm=np.array(["", "a", ""]),
        ...     stratum=np.zeros(3),
        ... )
        >>> some.adjusted().outcome.tolist()
        [14.0, 14.0, 14.0]
        """
        spread = self.before - self.before.mean() if len(self.before) else self.before
        square = float(spread @ spread)
        slope = float(spread @ self.outcome) / square if square else 0.0
        return replace(self, outcome=self.outcome - slope * spread)

    def comparable(self) -> Units:
        """Those of the strata that have both a holdout and a treatment worth the name."""
        kept = np.zeros(len(self.outcome), dtype=bool)
        for stratum in np.unique(self.stratum):
            here = self.stratum == stratum
            treated = int((here & self.is_treated).sum())
            if treated >= LEAST_IN_ARM and int(here.sum()) - treated >= LEAST_IN_ARM:
                kept |= here
        return self.of(kept)

    def of(self, which: NDArray[np.bool_]) -> Units:
        """Some of them."""
        return Units(**{part.name: getattr(self, part.name)[which] for part in fields(self)})


def effect_on_treated(units: Units, level: float = 0.9) -> Effect | None:
    """What all treatments together brought those who were treated, in total; None where nothing can be compared.

    T = Σ n₁ₛ (m₁ₛ − m₀ₛ) over the strata s (`total_effect`).
    """
    strata = []
    for stratum in np.unique(units.stratum):
        here = units.of(units.stratum == stratum)
        strata.append((_arm(here.outcome[here.is_treated]), _arm(here.outcome[~here.is_treated])))
    return total_effect(strata, level) if strata else None


def influences(units: Units) -> NDArray[np.float64]:
    """Each unit's part in the error of `effect_on_treated`: their squares add up to its variance.

    ψᵢ = (yᵢ − m₁) √(n₁/(n₁−1)) of the treated, −(yᵢ − m₀) (n₁/n₀) √(n₀/(n₀−1)) of the holdout, within each stratum.
    """
    found = np.zeros(len(units.outcome))
    for stratum in np.unique(units.stratum):
        here = units.stratum == stratum
        treated, control = here & units.is_treated, here & ~units.is_treated
        n1, n0 = int(treated.sum()), int(control.sum())
        found[treated] = (units.outcome[treated] - units.outcome[treated].mean()) * math.sqrt(n1 / (n1 - 1))
        found[control] = -(units.outcome[control] - units.outcome[control].mean()) * n1 / n0 * math.sqrt(n0 / (n0 - 1))
    return found


def in_sum(effects: Sequence[Effect], parts: Sequence[Mapping[str, float]], level: float = 0.9) -> Interval | None:
    """The sum of several experiments in which the same people took part.

    Σ T_e ± z √(Σ_people (Σ_e ψ_ie)²): what a person did counts in every experiment they were in, so the parts of one
    person are added before they are squared (K.-Y. Liang and S. Zeger, Longitudinal data analysis using generalized
    linear models, Biometrika 73 (1986), §2).

    >>> one = Effect(estimate=5.0, error=3.0, freedom=10.0, level=0.9)
    >>> both = in_sum([one, one], [{"p": 3.0}, {"p": 3.0}])
    >>> round(both.high - 10, 2)  # 1.645 × 6: one person twice, not two people
    9.87
    """
    if not effects:
        return None
    together: dict[str, float] = {}
    for experiment in parts:
        for person, part in experiment.items():
            together[person] = together.get(person, 0.0) + part
    error = math.sqrt(math.fsum(part**2 for part in together.values()))
    reach = NormalDist().inv_cdf((1 + level) / 2) * error
    total = math.fsum(effect.estimate for effect in effects)
    return Interval(low=total - reach, estimate=total, high=total + reach, level=level)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmEffect:
    """One treatment against the holdout, for one person, with bounds that hold for all treatments at once."""

    arm: str
    treated: int
    effect: Interval


def each_arm(units: Units, level: float = 0.9) -> tuple[ArmEffect, ...]:
    """Every treatment against the holdout, at 1 − (1 − level)/k for k treatments.

    Then all k ranges hold together with at least the level (C. E. Bonferroni 1936; Y. Hochberg and A. Tamhane,
    Multiple Comparison Procedures, 1987, ch. 1).
    """
    names = sorted(set(units.arm[units.is_treated].tolist()))
    stricter = 1 - (1 - level) / max(1, len(names))
    found = []
    for name in names:
        mine = units.of((units.arm == name) | ~units.is_treated).comparable()
        total = effect_on_treated(mine, stricter)
        treated = int(mine.is_treated.sum())
        if total is not None and treated:
            found.append(ArmEffect(arm=name, treated=treated, effect=total.scaled(1 / treated)))
    return tuple(found)


def best_arm(units: Units, level: float = 0.9) -> str | None:
    """The treatment that beats every other one beyond chance, all pairs taken together; None where none does."""
    names = sorted(set(units.arm[units.is_treated].tolist()))
    pairs = len(names) * (len(names) - 1) // 2
    if not pairs:
        return None
    wins = dict.fromkeys(names, 0)
    for first, second in combinations(names, 2):
        one, other = (_arm(units.outcome[units.arm == name]) for name in (first, second))
        if min(one.units, other.units) < LEAST_IN_ARM:
            continue
        difference = welch(one, other, 1 - (1 - level) / pairs)
        wins[first] += difference.low > 0
        wins[second] += difference.high < 0
    return next((name for name, beaten in wins.items() if beaten == len(names) - 1), None)


def _arm(values: NDArray[np.float64]) -> Arm:
    return Arm(
        units=len(values), mean=float(values.mean()), variance=float(values.var(ddof=1)) if len(values) > 1 else 0.0
    )
