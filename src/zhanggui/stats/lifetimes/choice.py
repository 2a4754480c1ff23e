"""Which model told best what came next, before anything that is to be forecast was seen?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from zhanggui.stats.lifetimes.ahead import Customers, Outlook
from zhanggui.stats.lifetimes.blend import Blend, each_expected, totals
from zhanggui.stats.lifetimes.fitting import LifetimeFit, NoFit, fit
from zhanggui.stats.lifetimes.histories import Histories
from zhanggui.stats.lifetimes.model import LifetimeModel
from zhanggui.stats.lifetimes.worth_model import every_purchase_one
from zhanggui.stats.season import Floats

ROUNDS = 200
LEAST_GAIN = 1.0  # of the logarithm of the likelihood, for one weight
LEAST_DENSITY = 1e-300
SAME = 1e-3  # of a logarithm
TOLD = 1.645  # standard errors: what an interval of 90 % did not hold


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """The same customers at two moments: as known on the day of the split, and later. Rows belong together."""

    early: Histories
    whole: Histories

    @property
    def days(self) -> float:
        """How long the later part is."""
        return float((self.whole.age - self.early.age).max()) if len(self.early) else 0.0

    @property
    def came(self) -> float:
        """Purchases in the later part."""
        return float(self.early.customers @ (self.whole.repeats - self.early.repeats))


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How one model, fitted before the split, did after it; `code` says why there is no score.

    `log_score` is the mean of ln p(later | earlier) over customers; `behind` is how much less than the best, and
    `behind_error` the standard error of that difference, customer by customer.
    """

    name: str
    code: str | None
    log_score: float | None
    behind: float | None
    behind_error: float | None
    root_mean_square: float | None
    expected: float | None
    came: float
    customers: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Foretold:
    """What was said of the later part and what came of it; `error` is the standard error of what was said."""

    expected: float
    came: float
    error: float

    @property
    def missed(self) -> float:
        """How far off, relative, beyond chance: 0 where an interval of 90 % held what came."""
        off = abs(self.came - self.expected)
        if not self.expected or off < TOLD * self.error:
            return 0.0
        return math.sqrt(off**2 - self.error**2) / self.expected


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """How the models did, the best first, those without a fit last; and how much each should count together.

    `early` is the blend as it stood on the day of the split, `together` its score; `purchases` and `returning` are what
    it said of all customers: how often they would come, and how many of them would.
    """

    scores: tuple[Score, ...]
    early: Blend | None = None
    together: Score | None = None
    purchases: Foretold | None = None
    returning: Foretold | None = None

    @property
    def missed(self) -> float:
        """How far off the blend was in the number of purchases."""
        return self.purchases.missed if self.purchases else 0.0

    @property
    def missed_returning(self) -> float:
        """How far off the blend was in the number of customers who came again."""
        return self.returning.missed if self.returning else 0.0


def compare(models: Sequence[LifetimeModel], split: Split) -> Comparison:
    """Each model fitted to the earlier part and scored on the later, and the blend that tells the later part best.

    ln p(later | earlier) = ln L(x, t_x, T | θ̂) − ln L(x', t_x', T' | θ̂), θ̂ from the earlier part alone: the chance of
    exactly those moments of purchase. It is a proper score (T. Gneiting and A. E. Raftery, JASA 102, 2007, §4.1).
    """
    found = [fit(model, Histories.distinct(*_columns(split.early))) for model in models]
    fits = tuple(each for each in found if isinstance(each, LifetimeFit))
    none = tuple(_no_score(each, split) for each in found if isinstance(each, NoFit))
    if not fits or not len(split.early):
        return Comparison(scores=none)
    logs = np.stack([_log_scores(each, split) for each in fits])
    apart = _told_apart(logs)
    blend, logs_together = _stacked(tuple(fits[at] for at in apart), logs[apart], split)
    people = split.early.customers
    best = logs[int(np.argmax(logs @ people))]
    scores = [
        _score(each.model.code, Blend.of_one(each), split, log, best) for each, log in zip(fits, logs, strict=True)
    ]
    together = _score("blend", blend, split, logs_together, best)
    scores.sort(key=lambda score: score.log_score or 0.0, reverse=True)
    purchases, returning = _foretold(blend, split)
    return Comparison(scores=(*scores, *none), early=blend, together=together, purchases=purchases, returning=returning)


def _told_apart(logs: Floats) -> list[int]:
    """Which models say something of their own; of several that say the same of everybody, the first named."""
    kept: list[int] = []
    for at, log in enumerate(logs):
        if all(float(np.abs(log - logs[other]).max()) > SAME for other in kept):
            kept.append(at)
    return kept


def _stacked(fits: tuple[LifetimeFit, ...], logs: Floats, split: Split) -> tuple[Blend, Floats]:
    """The blend whose mixture of densities tells the later part best, and its log scores.

    w = argmax Σ ln Σ_m w_m p_m(later | earlier), w ≥ 0, Σ w = 1. (Y. Yao, A. Vehtari, D. Simpson and A. Gelman, Using
    stacking to average Bayesian predictive distributions, Bayesian Analysis 13, 2018.) A weight is a parameter: the
    model that is missed least is dropped as long as Σ ln falls by less than one without it (H. Akaike, IEEE
    Transactions on Automatic Control 19, 1974), so that one which tells nothing of its own widens no interval.
    """
    people, top = split.early.customers, logs.max(axis=0)
    best = _Stack.of(np.exp(logs - top), people, tuple(range(len(fits))))
    while len(best.models) > 1:
        fewer = max((best.without(each, people) for each in best.models), key=lambda stack: stack.score)
        if best.score - fewer.score >= LEAST_GAIN:
            break
        best = fewer
    blend = Blend(fits=tuple(fits[at] for at in best.models), weights=best.weights)
    return blend, np.log(best.mixed) + top


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stack:
    """Some of the models at their best weights, the mixture of their densities, and its score over all customers."""

    densities: Floats
    models: tuple[int, ...]
    weights: Floats
    mixed: Floats
    score: float

    @classmethod
    def of(cls, densities: Floats, people: Floats, models: tuple[int, ...]) -> _Stack:
        chosen = densities[list(models)]
        weights = _best_weights(chosen, people / people.sum()) if len(models) > 1 else np.ones(1)
        weights = weights / weights.sum()
        mixed = np.maximum(weights @ chosen, LEAST_DENSITY)
        score = float(people @ np.log(mixed))
        return cls(densities=densities, models=models, weights=weights, mixed=mixed, score=score)

    def without(self, model: int, people: Floats) -> _Stack:
        return _Stack.of(self.densities, people, tuple(each for each in self.models if each != model))


def _best_weights(densities: Floats, people: Floats) -> Floats:
    """Concave, so that one search from the middle finds the best."""
    count = len(densities)

    def loss(weights: Floats) -> tuple[float, Floats]:
        mixed = np.maximum(weights @ densities, LEAST_DENSITY)
        return -float(people @ np.log(mixed)), -np.asarray(densities @ (people / mixed))

    found = minimize(
        loss,
        np.full(count, 1 / count),
        jac=True,
        method="SLSQP",
        bounds=[(0.0, 1.0)] * count,
        constraints={"type": "eq", "fun": lambda weights: weights.sum() - 1, "jac": np.ones_like},
        options={"ftol": 1e-12, "maxiter": ROUNDS},
    )
    return np.asarray(np.clip(found.x, 0, 1))


def _log_scores(found: LifetimeFit, split: Split) -> Floats:
    later = found.model.likelihood(found.theta, split.whole).values
    return np.asarray(later - found.model.likelihood(found.theta, split.early).values)


def _no_score(found: NoFit, split: Split) -> Score:
    blank = dict.fromkeys(("log_score", "behind", "behind_error", "root_mean_square", "expected"))
    return Score(name=found.model.code, code=found.code, came=split.came, customers=split.early.people, **blank)


def _score(name: str, blend: Blend, split: Split, logs: Floats, best: Floats) -> Score:
    people, behind = split.early.customers, best - logs
    ahead = each_expected(blend, every_purchase_one(), _counted(split), Outlook(days=split.days))[1]
    missed = split.whole.repeats - split.early.repeats - ahead
    spread = np.average((behind - np.average(behind, weights=people)) ** 2, weights=people)
    return Score(
        name=name,
        code=None,
        log_score=float(np.average(logs, weights=people)),
        behind=float(np.average(behind, weights=people)),
        behind_error=float(np.sqrt(spread / people.sum())),
        root_mean_square=float(np.sqrt(np.average(missed**2, weights=people))),
        expected=float(people @ ahead),
        came=split.came,
        customers=float(people.sum()),
    )


def _foretold(blend: Blend, split: Split) -> tuple[Foretold, Foretold]:
    everybody = np.zeros(len(split.early), dtype=int)
    sums = totals(blend, every_purchase_one(), _counted(split), Outlook(days=split.days), groups=everybody, count=1)
    returned = split.early.customers @ (split.whole.repeats > split.early.repeats)
    return (
        _against(sums.purchases, split.came, sums.purchases_unsure + sums.purchases_chance),
        _against(sums.returning, float(returned), sums.returning_unsure + sums.returning_chance),
    )


def _against(expected: Floats, came: float, variance: Floats) -> Foretold:
    return Foretold(expected=float(expected[0]), came=came, error=math.sqrt(float(variance[0])))


def _counted(split: Split) -> Customers:
    nothing = np.zeros(len(split.early))
    return Customers(histories=split.early, purchases=nothing, mean=nothing)


def _columns(histories: Histories) -> tuple[Floats, Floats, Floats, Floats]:
    return histories.repeats, histories.latest, histories.age, histories.customers
