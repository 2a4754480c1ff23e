"""What does one experiment teach: the mean effect, whether it varies, and a rule judged on customers kept apart?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from zhanggui.core.quantity import Interval
from zhanggui.stats.season import Flags, Floats
from zhanggui.stats.uplift.learners import LEARNERS, crossed_effects, effects
from zhanggui.stats.uplift.policy import Rule, choose_rule, treat_all
from zhanggui.stats.uplift.ranking import Curve, Group, calibration, gain_curve, qini, variation
from zhanggui.stats.uplift.regression import Predict
from zhanggui.stats.uplift.scores import arm_scores, mean_within, weighted_scores
from zhanggui.stats.uplift.trial import Trial, Whole, cannot_tell, folds_of

SEED = 20_260_102
LEAST_FOR_TENTHS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmEffect:
    """One treatment against being left alone, per customer: in the mean, along the ranking, and whether it varies."""

    effect: Interval
    qini: Interval | None
    slope: Interval | None

    @property
    def varies(self) -> bool | None:
        """Whether customers clearly differ: the measured effect rises with the promised one. None: cannot tell."""
        return None if self.slope is None else self.slope.low > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What was learnt. `scores` and `arms` are those of the customers on whom everything is measured.

    `why_not` is the code why customers cannot be told apart: then the mean decides for all, and `is_clear` says
    whether it can. `forecast` gives effects (n, K) from features.
    """

    why_not: str | None
    is_clear: bool
    rule: Rule
    forecast: Predict | None
    measured_on: Flags
    scores: Floats
    promised: Floats | None
    arms: Whole
    effects: tuple[ArmEffect, ...]
    main: int
    calibration: tuple[Group, ...]
    curve: Curve | None


def learn(trial: Trial, *, learner: str, costs: Sequence[float], level: float) -> Lesson:
    """Half of the customers teach and choose the rule; the other half, which had no part in it, measures.

    Where the rule treats all alike, everybody's mean decides whether it is to be all or nobody, or cannot be told.
    """
    half = folds_of(trial, 2, SEED) == 0
    why_not = cannot_tell(trial.take(half)) or cannot_tell(trial.take(~half))
    if why_not is not None:
        return _all_alike(trial, why_not, costs, level)
    taught, kept = trial.take(half), trial.take(~half)
    rule = choose_rule(crossed_effects(taught, LEARNERS[learner]), arm_scores(taught), costs)
    found = [mean_effect(trial, arm, level) for arm in range(trial.treatments)]
    is_clear = True
    if rule.always is not None:
        rule, is_clear = _by_mean(found, costs)
    forecast = effects(taught, LEARNERS[learner])
    promised, scores = forecast(kept.features), arm_scores(kept)
    main = int(scores[:, 1:].mean(axis=0).argmax())
    gains = scores[:, main + 1] - scores[:, 0]
    groups = 10 if len(kept) >= LEAST_FOR_TENTHS else 5
    return Lesson(
        why_not=None,
        is_clear=is_clear,
        rule=rule,
        forecast=forecast,
        measured_on=~half,
        scores=scores,
        promised=promised,
        arms=rule.arms(promised),
        effects=tuple(_arm(effect, arm, promised, scores) for arm, effect in enumerate(found)),
        main=main,
        calibration=calibration(promised[:, main], gains, groups, level),
        curve=gain_curve(promised[:, main], gains, costs[main], level),
    )


def mean_effect(trial: Trial, arm: int, level: float) -> Interval:
    """One treatment's effect per customer; models of what would have been take chance out where there is enough."""
    counts = np.bincount(trial.arm, minlength=trial.treatments + 1)
    scores = arm_scores(trial) if counts.min() >= LEAST_FOR_MODELS else weighted_scores(_centred(trial))
    return mean_within(scores[:, arm + 1] - scores[:, 0], level)


LEAST_FOR_MODELS = 50


def _arm(effect: Interval, arm: int, promised: Floats, scores: Floats) -> ArmEffect:
    gains = scores[:, arm + 1] - scores[:, 0]
    return ArmEffect(
        effect=effect,
        qini=qini(promised[:, arm], gains, effect.level),
        slope=variation(promised[:, arm], gains, effect.level),
    )


def _by_mean(found: Sequence[Interval], costs: Sequence[float]) -> tuple[Rule, bool]:
    """Treat everybody with the best arm where its mean is clearly above its cost; and whether that is clear at all."""
    best = int(np.argmax([each.estimate - cost for each, cost in zip(found, costs, strict=True)]))
    answer = treat_all(found[best], costs[best])
    return Rule(costs=tuple(costs), always=best + 1 if answer else 0), answer is not None


def _all_alike(trial: Trial, why_not: str, costs: Sequence[float], level: float) -> Lesson:
    found = [mean_effect(trial, arm, level) for arm in range(trial.treatments)]
    rule, is_clear = _by_mean(found, costs)
    return Lesson(
        why_not=why_not,
        is_clear=is_clear,
        rule=rule,
        forecast=None,
        measured_on=np.ones(len(trial), dtype=bool),
        scores=weighted_scores(_centred(trial)),
        promised=None,
        arms=rule.arms(np.zeros((len(trial), trial.treatments))),
        effects=tuple(ArmEffect(effect=each, qini=None, slope=None) for each in found),
        main=int(np.argmax([each.estimate for each in found])),
        calibration=(),
        curve=None,
    )


def _centred(trial: Trial) -> Trial:
    """Outcomes around their mean: weighing by the draw then adds no noise of its own."""
    return Trial(
        features=trial.features,
        arm=trial.arm,
        outcome=trial.outcome - trial.outcome.mean(),
        shares=trial.shares,
    )
