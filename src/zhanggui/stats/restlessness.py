"""How much does a part usually depart from the rest, and how much of that is chance?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy.optimize import brentq
from scipy.special import digamma, polygamma

from zhanggui.stats.cells import Floats, Sums

LEAST_FREEDOM, MOST_FREEDOM = 6.0, 20.0
WELL_KNOWN_ENTRIES = 10.0  # a comparison between fewer entries says less about how restless a part is
LIKENESS, LEAST_ALIKE = 0.1, 0.1
TINY = 1e-9
MOST_SEASON = 5.0
LEAST = 1.0  # nothing is calmer than chance

Number = float | Floats  # of one part, or of many


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What a part brought in equally long spans one after the other, the oldest first, and the whole beside it.

    `amounts`, `squares` and `entries` as in `Sums`, one number a span; the last span is the one compared with.
    `special` tells which share of a span's days was special (a festival), and then of the period that is judged: how
    parts move into and out of festivals says little about ordinary days. `last_year` are spans of last year, the last
    like the period that is judged, those before it like the spans before that. Of many parts at once there is a row
    each.
    """

    amounts: Floats
    squares: Floats
    entries: Floats
    special: Floats
    last_year: History | None = None

    def counted(self) -> History:
        """How many instead of how much: every entry is worth 1."""
        return replace(
            self,
            amounts=self.entries,
            squares=self.entries,
            last_year=self.last_year.counted() if self.last_year else None,
        )

    @classmethod
    def joined(cls, every: Sequence[History]) -> History:
        """Many parts at once."""
        last_years = [each.last_year for each in every if each.last_year]
        return cls(
            amounts=np.stack([each.amounts for each in every]),
            squares=np.stack([each.squares for each in every]),
            entries=np.stack([each.entries for each in every]),
            special=every[0].special,
            last_year=cls.joined(last_years) if last_years else None,
        )

    def alike(self, memory: int) -> Floats:
        """How much each step of the past counts: on ordinary days those less that changed their share of special days.

        exp(-|Δ| / 0.1), Δ being the share of special days less that of the spans before; where the step that is judged
        is not ordinary itself, all steps count.
        """
        before = np.convolve(self.special, np.ones(memory) / memory)[memory - 1 : len(self.special) - 1]
        steps = np.abs(self.special[memory:] - before)
        if steps[-1] > LIKENESS:
            return np.ones(len(steps) - 1)
        return np.maximum(LEAST_ALIKE, np.exp(-steps[:-1] / LIKENESS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Restlessness:
    """How much more than by chance a part moves (1: no more), and how well that is known."""

    psi: Number
    freedom: Number

    def row(self, at: int) -> Restlessness:
        """Of one of many parts."""
        return Restlessness(psi=float(np.asarray(self.psi)[at]), freedom=float(np.asarray(self.freedom)[at]))


def expected(part: Sums, whole: Sums) -> Floats:
    """What each part would bring had it done as the rest: E = b · (T₁ − s) / (T₀ − b); b itself without a rest."""
    return part.before * growth_of_rest(part, whole)


def as_expected(part: Sums, whole: Sums) -> Sums:
    """The part as it would be now had it done as the rest."""
    growth = growth_of_rest(part, whole)
    return Sums(
        before=part.before,
        now=part.before * growth,
        squares_before=part.squares_before,
        squares_now=part.squares_before * growth,
        entries_before=part.entries_before,
        entries_now=part.entries_before * growth,
    )


def growth_of_rest(part: Sums, whole: Sums) -> Floats:
    """(T₁ − s) / (T₀ − b), and 1 where the rest was worth nothing or turned into a loss."""
    before, now = whole.before - part.before, whole.now - part.now
    can = (before > 0) & (now > 0)
    return np.where(can, now / np.where(can, before, 1.0), 1.0)


def variance(part: Sums, whole: Sums) -> Floats:
    """Variance of s − E by chance alone, entries being independent.

    V = (1 + g) · (q₁ + g q₀) / 2 + q̄ + E² · (p₀/r₀² + p₁/r₁²) with q = Σx² of the part, and p = Σx² and r of the
    rest; the mean of what was and what was to be expected serves parts that vanish or appear as well, and q̄, one
    usual entry, those of next to nothing; the last term is what chance does to the rest.
    """
    growth = growth_of_rest(part, whole)
    entries = np.maximum(whole.entries_before + whole.entries_now, 1.0)
    usual = (whole.squares_before + whole.squares_now) / entries
    own = (1 + growth) * (part.squares_now + growth * part.squares_before) / 2
    return np.asarray(own + usual + (part.before * growth) ** 2 * _of_rest(part, whole))


def _of_rest(part: Sums, whole: Sums) -> Floats:
    """Relative variance of the growth of the rest, none where it is worth nothing."""
    before, now = whole.before - part.before, whole.now - part.now
    can = (before > 0) & (now > 0)
    then = np.maximum(whole.squares_before - part.squares_before, 0.0) / np.where(can, before, 1.0) ** 2
    since = np.maximum(whole.squares_now - part.squares_now, 0.0) / np.where(can, now, 1.0) ** 2
    return np.where(can, then + since, 0.0)


def restlessness(part: History, whole: History, usual: Restlessness, memory: int) -> Restlessness:
    """How restless a part is, from how it departed between spans of the past in which nobody looked for anything.

    ψ = (ν₀ψ₀ + Σ wₖ dₖ²/Vₖ) / (ν₀ + Σ wₖ) with dₖ = s − E and Vₖ of span k against the `memory` spans before it, and
    wₖ = min(1, entries / 10) times how ordinary that step is: the posterior of a variance whose prior, `usual`, is
    that of other parts (A. Gelman et al., Bayesian Data Analysis, 3rd ed., §2.6).
    """
    steps, beside = against_spans_before(part, memory), against_spans_before(whole, memory)
    departures = steps.now - expected(steps, beside)
    squared = departures**2 / np.maximum(variance(steps, beside), TINY)
    weight = np.minimum(1.0, (steps.entries_before / memory + steps.entries_now) / 2 / WELL_KNOWN_ENTRIES)
    weight = weight * part.alike(memory)
    freedom = np.maximum(usual.freedom + weight.sum(axis=-1), TINY)
    psi = (usual.freedom * usual.psi + (weight * squared).sum(axis=-1)) / freedom
    return Restlessness(psi=np.maximum(LEAST, psi), freedom=freedom)


def usual_of(parts: Sequence[History], whole: History, memory: int = 1) -> Restlessness:
    """How restless parts of one kind usually are, and how alike in that: what to believe of one before its own history.

    With e = log ψᵢ − digamma(νᵢ/2) + log(νᵢ/2) over the parts, the freedom ν₀ of the prior solves
    trigamma(ν₀/2) = var(e) − mean trigamma(νᵢ/2), and log ψ₀ = mean(e) + digamma(ν₀/2) − log(ν₀/2) (G. K. Smyth, Linear
    models and empirical Bayes methods, Statistical Applications in Genetics and Molecular Biology 3 (2004), §6.2).
    """
    alone = Restlessness(psi=LEAST, freedom=0.0)
    found = restlessness(History.joined(parts), whole, alone, memory) if parts else alone
    known = np.flatnonzero(np.asarray(found.freedom) >= LEAST_FREEDOM)
    if not len(known):
        return Restlessness(psi=LEAST, freedom=LEAST_FREEDOM)
    freedom, psi = np.asarray(found.freedom)[known], np.asarray(found.psi)[known]
    logs = np.log(psi) - digamma(freedom / 2) + np.log(freedom / 2)
    between = float(np.var(logs, ddof=1)) if len(known) > 1 else 0.0
    prior = _freedom(between - float(np.mean(polygamma(1, freedom / 2))))
    level = math.exp(float(np.mean(logs)) + float(digamma(prior / 2)) - math.log(prior / 2))
    return Restlessness(psi=max(LEAST, level), freedom=prior)


def _freedom(trigamma: float) -> float:
    """The ν with trigamma(ν/2) as given, within what can be told from few parts."""
    low, high = LEAST_FREEDOM, MOST_FREEDOM
    if trigamma <= float(polygamma(1, high / 2)):
        return high
    if trigamma >= float(polygamma(1, low / 2)):
        return low
    return float(brentq(lambda freedom: float(polygamma(1, freedom / 2)) - trigamma, low, high))


def against_spans_before(history: History, memory: int) -> Sums:
    """Every span as now, the `memory` spans before it together as before; the first spans have none before."""
    return Sums.of(
        [
            column
            for each in (history.amounts, history.squares, history.entries)
            for column in (sliding_window_view(each, memory, axis=-1).sum(axis=-1)[..., :-1], each[..., memory:])
        ]
    )


def season(
    part: History | None, whole: History | None, memory: int, usual: Restlessness, *, among: Number = 1.0
) -> tuple[Number, Number]:
    """By which factor the part departed in the last span of last year's, beyond chance, and the variance of that.

    f = 1 + λ (s/E − 1) with λ = max(0, 1 − (1 + 2 ln n) ψV/d²): the more surely it departed then, the more of it is
    expected again (W. James and C. Stein, Estimation with quadratic loss, 1961), beyond what chance does to the most
    conspicuous of n = `among` parts (D. Donoho and I. Johnstone, Ideal spatial adaptation by wavelet shrinkage,
    Biometrika 81 (1994)); 1 where nothing, or nothing sure, is known of last year.
    """
    if part is None or whole is None:
        return 1.0, 0.0
    step, beside = (against_spans_before(each, memory).where((..., -1)) for each in (part, whole))
    usually, chance = expected(step, beside), usual.psi * variance(step, beside)
    departure = step.now - usually
    doubt = (1 + 2 * np.log(among)) * chance
    is_sure = (usually > 0) & (departure**2 > doubt)
    usually, squared = np.where(is_sure, usually, 1.0), np.where(is_sure, departure**2, 1.0)
    share = np.where(is_sure, 1 - doubt / squared, 0.0)
    factor = np.clip(1 + share * departure / usually, 1 / MOST_SEASON, MOST_SEASON)
    return factor, (share / usually) ** 2 * chance


def latest(history: History, memory: int) -> tuple[Floats, Floats, Floats]:
    """The last spans together: amount, squares, entries."""
    columns = (history.amounts, history.squares, history.entries)
    amount, squares, entries = (np.atleast_1d(each[..., -memory:].sum(axis=-1)) for each in columns)
    return amount, squares, entries
