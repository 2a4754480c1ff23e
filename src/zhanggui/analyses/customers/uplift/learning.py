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
    """Half of the customers teach and choose the rule; the other half, which had no part in it, measures."""
    half = folds_of(trial, 2, SEED) == 0
    why_not = cannot_tell(trial.take(half)) or cannot_tell(trial.take(~half))
    if why_not is not None:
        return _all_alike(trial, why_not, costs, level)
    taught, kept = trial.take(half), trial.take(~half)
    rule = choose_rule(crossed_effects(taught, LEARNERS[learner]), arm_scores(taught), costs)
    forecast = effects(taught, LEARNERS[learner])
    promised, scores = forecast(kept.features), arm_scores(kept)
    main = int(scores[:, 1:].mean(axis=0).argmax())
    gains = scores[:, main + 1] - scores[:, 0]
    groups = 10 if len(kept) >= LEAST_FOR_TENTHS else 5
    return Lesson(
        why_not=None,
        is_clear=True,
        rule=rule,
        forecast=forecast,
        measured_on=~half,
        scores=scores,
        promised=promised,
        arms=rule.arms(promised),
        effects=tuple(_arm(trial, arm, promised, scores, level) for arm in range(trial.treatments)),
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


def _arm(trial: Trial, arm: int, promised: Floats, scores: Floats, level: float) -> ArmEffect:
    gains = scores[:, arm + 1] - scores[:, 0]
    return ArmEffect(
        effect=mean_effect(trial, arm, level),
        qini=qini(promised[:, arm], gains, level),
        slope=variation(promised[:, arm], gains, level),
    )


def _all_alike(trial: Trial, why_not: str, costs: Sequence[float], level: float) -> Lesson:
    found = [mean_effect(trial, arm, level) for arm in range(trial.treatments)]
    answers = [treat_all(each, cost) for each, cost in zip(found, costs, strict=True)]
    net = [each.estimate - cost for each, cost in zip(found, costs, strict=True)]
    main = int(np.argmax(net))
    rule = Rule(costs=tuple(costs), always=main + 1 if answers[main] else 0)
    return Lesson(
        why_not=why_not,
        is_clear=answers[main] is not None,
        rule=rule,
        forecast=None,
        measured_on=np.ones(len(trial), dtype=bool),
        scores=weighted_scores(_centred(trial)),
        promised=None,
        arms=rule.arms(np.zeros((len(trial), trial.treatments))),
        effects=tuple(ArmEffect(effect=each, qini=None, slope=None) for each in found),
        main=main,
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
