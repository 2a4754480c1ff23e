"""Whom should one treat, and with which arm, so that what it brings is more than what it costs?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from zhanggui.core.quantity import Interval
from zhanggui.stats.season import Floats
from zhanggui.stats.uplift.scores import mean_within
from zhanggui.stats.uplift.trial import Whole

QUANTILES = np.linspace(0.05, 0.95, 19)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Who is treated: everybody alike with arm `always`, or else each with their best arm where it promises enough.

    `cutoff` is what the best arm's effect, less its cost, has to exceed. `gain` is by how much more each unit brought
    in training than under the best rule that treats all alike.
    """

    costs: tuple[float, ...]
    cutoff: float = 0.0
    always: int | None = None
    gain: float = 0.0

    def arms(self, effects: Floats) -> Whole:
        """The arm of every unit, 0 for none, by its effects (n, K)."""
        if self.always is not None:
            return np.full(len(effects), self.always, dtype=np.int64)
        net = effects - np.array(self.costs)
        return np.where(net.max(axis=1) > self.cutoff, net.argmax(axis=1) + 1, 0).astype(np.int64)


def choose_rule(effects: Floats, scores: Floats, costs: Sequence[float]) -> Rule:
    """The rule that brought most on the units it was learnt from, by effects of models that had not seen each unit.

    Rules that tell units apart have to be better than the best one that does not by one standard error of the
    difference: a search among many otherwise finds chance. `effects` (n, K), `scores` (n, K + 1), `costs` (K).
    """
    costs = tuple(costs)
    alike = [Rule(costs=costs, always=arm) for arm in range(len(costs) + 1)]
    best_alike = max(alike, key=lambda rule: float(_values(rule, effects, scores).mean()))
    base = _values(best_alike, effects, scores)
    best = best_alike
    for rule in _cutoffs(effects, costs):
        more = _values(rule, effects, scores) - base
        gain = float(more.mean())
        if gain > max(best.gain, float(more.std(ddof=1)) / len(more) ** 0.5):
            best = Rule(costs=costs, cutoff=rule.cutoff, gain=gain)
    return best


def gain_of(arms: Whole, scores: Floats, costs: Sequence[float], level: float = 0.9) -> Interval:
    """What a rule brings per unit, after costs, over treating nobody."""
    return lead(arms, np.zeros(len(arms), dtype=np.int64), scores, costs, level)


def lead(ours: Whole, theirs: Whole, scores: Floats, costs: Sequence[float], level: float = 0.9) -> Interval:
    """By how much one rule brings more per unit than another on the same units, paired.

    V(π) − V(π′) = E[Γ_π − c_π − Γ_π′ + c_π′] (S. Athey and S. Wager, Policy learning with observational data,
    Econometrica 89, 2021, §2).
    """
    return mean_within(_net(ours, scores, costs) - _net(theirs, scores, costs), level)


def treat_all(effect: Interval, cost: float) -> bool | None:
    """Treat everybody, nobody, or cannot tell: where units cannot be told apart, their mean effect decides.

    >>> treat_all(Interval(low=1.0, estimate=2.0, high=3.0, level=0.9), cost=0.5)
    True
    """
    if effect.low > cost:
        return True
    return False if effect.high < cost else None


def _cutoffs(effects: Floats, costs: tuple[float, ...]) -> list[Rule]:
    best = (effects - np.array(costs)).max(axis=1)
    steps = np.unique(np.concatenate([[0.0], np.quantile(best, QUANTILES)]))
    return [Rule(costs=costs, cutoff=float(step)) for step in steps]


def _values(rule: Rule, effects: Floats, scores: Floats) -> Floats:
    return _net(rule.arms(effects), scores, rule.costs)


def _net(arms: Whole, scores: Floats, costs: Sequence[float]) -> Floats:
    charged = np.array([0.0, *costs])
    return np.asarray(scores[np.arange(len(arms)), arms] - charged[arms])
