"""Do the models find the figures that were published, and agree with slow integrals written down another way?"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import hyp2f1, hyperu
from scipy.stats import beta as beta_law
from scipy.stats import gamma as gamma_law

from zhanggui.stats.lifetimes import bg_bb, gamma_gamma, sbg
from zhanggui.stats.lifetimes.ahead import Outlook, moments_ahead
from zhanggui.stats.lifetimes.bg_nbd import BG_NBD
from zhanggui.stats.lifetimes.histories import Histories
from zhanggui.stats.lifetimes.mbg_nbd import MBG_NBD
from zhanggui.stats.lifetimes.nbd import NBD
from zhanggui.stats.lifetimes.pareto_nbd import PARETO_NBD

# Donors of one cohort by number of donations, the last of them, of six years (Fader, Hardie and Shang 2010, table 1).
DONORS = (
    (0, 0, 3464), (1, 1, 1091), (1, 2, 277), (1, 3, 129), (1, 4, 78), (1, 5, 119), (1, 6, 129), (2, 2, 613),
    (2, 3, 255), (2, 4, 155), (2, 5, 173), (2, 6, 234), (3, 3, 322), (3, 4, 181), (3, 5, 225), (3, 6, 357),
    (4, 4, 240), (4, 5, 284), (4, 6, 512), (5, 5, 335), (5, 6, 728), (6, 6, 1203),
)  # fmt: skip
CDNOW = {
    PARETO_NBD: np.array([0.553, 10.578, 0.606, 11.669]),
    BG_NBD: np.array([0.243, 4.414, 0.793, 2.426]),
    MBG_NBD: np.array([0.525, 6.183, 0.891, 1.614]),
    NBD: np.array([0.385, 12.072]),
}
MODELS = pytest.mark.parametrize("model", CDNOW, ids=lambda model: model.code)
SOME = Histories(
    repeats=np.array([0.0, 1, 2, 5, 30, 0]),
    latest=np.array([0.0, 1.7, 30.4, 0.5, 38.0, 0]),
    age=np.array([38.9, 38.9, 38.9, 38.9, 38.9, 1.0]),
    customers=np.ones(6),
)


def test_two_cohorts_of_subscribers_renew_as_published():
    """Fader and Hardie 2007: HighEnd and Regular, eight years."""
    high_end = sbg.fit_sbg(np.array([1000, 869, 743, 653, 593, 551, 517, 491.0]))
    regular = sbg.fit_sbg(np.array([1000, 631, 468, 382, 326, 289, 262, 241.0]))

    assert high_end.parameters.round(3).tolist() == [0.668, 3.806]
    assert regular.parameters.round(3).tolist() == [0.704, 1.182]


def test_donors_give_as_published():
    table = np.array(DONORS, dtype=float)
    donors = bg_bb.Chances.of(table[:, 0], table[:, 1], np.full(len(table), 6.0), table[:, 2])

    found = bg_bb.fit_bg_bb(donors)

    assert found.parameters.round(3).tolist() == [1.204, 0.750, 0.657, 2.783]
    assert found.log_likelihood == pytest.approx(-33_225.6, abs=0.05)
    ahead = dict(zip(map(tuple, table[:, :2]), bg_bb.purchases_ahead(found.parameters, donors, 5), strict=True))
    assert [round(float(ahead[key]), 2) for key in ((0, 0), (1, 6), (6, 6))] == [0.07, 1.15, 3.75]  # their table 5


def test_the_usual_purchase_is_drawn_to_the_mean_as_published():
    """Fader and Hardie 2013: customer with one repeat purchase of $11.77, and everybody's mean of $35.25."""
    worth = gamma_gamma.usual_worth(np.array([6.25, 3.74, 15.44]), np.array([0.0, 1.0]), np.array([0.0, 11.77]))

    assert worth.round(1).tolist() == [35.2, 18.9]


@MODELS
def test_slopes_are_those_of_the_likelihood(model):
    theta = CDNOW[model]

    found = model.likelihood(theta, SOME).slopes

    for at, value in enumerate(theta):
        step = np.zeros(len(theta))
        step[at] = 1e-5 * value
        up, down = (model.likelihood(theta + sign * step, SOME).values for sign in (1, -1))
        assert found[:, at] == pytest.approx((up - down) / (2 * step[at]), abs=1e-6)


@pytest.mark.parametrize("at", [0, 1, 2])
def test_pareto_nbd_is_the_mixture_that_it_claims_to_be(at):
    """∫∫ λ^x [ e^{-(λ+μ)T} + ∫ μ e^{-(λ+μ)τ} dτ ] over both gamma laws, by the middles of a million equal chances."""
    r, alpha, s, beta = theta = CDNOW[PARETO_NBD]
    x, latest, age = SOME.repeats[at], SOME.latest[at], SOME.age[at]
    middles = (np.arange(1_000) + 0.5) / 1_000
    rate = gamma_law.ppf(middles, r, scale=1 / alpha)[:, None]
    end = gamma_law.ppf(middles, s, scale=1 / beta)[None, :]

    left = end / (rate + end) * (np.exp(-(rate + end) * latest) - np.exp(-(rate + end) * age))
    slow = (rate**x * (np.exp(-(rate + end) * age) + left)).mean()

    assert np.exp(PARETO_NBD.likelihood(theta, SOME).values[at]) == pytest.approx(slow, rel=5e-3)


@pytest.mark.slow
@pytest.mark.parametrize("model, moments", [(BG_NBD, 0), (MBG_NBD, 1)])
@pytest.mark.parametrize("at", [0, 1, 3])
def test_dropout_at_a_purchase_is_the_mixture_that_it_claims_to_be(model, moments, at):
    """E[λ^x e^{-λT}] E[(1−p)^{x+m}] + E[λ^x e^{-λt}] E[p (1−p)^{x+m−1}], each by a slow integral."""
    r, alpha, a, b = theta = CDNOW[model]
    x, latest, age = SOME.repeats[at], SOME.latest[at], SOME.age[at]

    def mean_rate(till):
        return quad(lambda rate: rate**x * np.exp(-rate * till) * gamma_law.pdf(rate, r, scale=1 / alpha), 0, np.inf)[0]

    def mean_drop(function):
        return quad(lambda drop: function(drop) * beta_law.pdf(drop, a, b), 0, 1)[0]

    survived = x + moments
    slow = mean_rate(age) * mean_drop(lambda drop: (1 - drop) ** survived)
    if survived:
        slow += mean_rate(latest) * mean_drop(lambda drop: drop * (1 - drop) ** (survived - 1))
    assert np.exp(model.likelihood(theta, SOME).values[at]) == pytest.approx(slow, rel=1e-5)


@pytest.mark.parametrize("far", [[0.05, 1, 0.05, 0.1], [30, 900, 0.1, 0.01], [0.5, 80, 200, 2e5], [0.3, 0.5, 0.2, 300]])
def test_few_nodes_are_enough_even_for_strange_parameters(far, monkeypatch):
    from zhanggui.stats.lifetimes import pareto_nbd

    few = PARETO_NBD.likelihood(np.array(far), SOME).values
    monkeypatch.setattr(pareto_nbd, "NODES", 200)

    assert few == pytest.approx(PARETO_NBD.likelihood(np.array(far), SOME).values, abs=1e-6)


def test_purchases_ahead_are_those_of_the_papers():
    r, alpha, s, beta = CDNOW[PARETO_NBD]
    x, age, horizon = SOME.repeats, SOME.age, 39.0
    staying = ((beta + age) / (beta + age + horizon)) ** (s - 1)
    pareto = (r + x) * (beta + age) / ((alpha + age) * (s - 1)) * (1 - staying)
    found = moments_ahead(PARETO_NBD, CDNOW[PARETO_NBD], x, age, Outlook(days=horizon))[0]
    assert found == pytest.approx(pareto, rel=1e-9)

    for model, more in ((BG_NBD, 0), (MBG_NBD, 1)):
        r, alpha, a, b = CDNOW[model]
        b = b + x + more
        gone = hyp2f1(r + x, b, a + b - 1, horizon / (alpha + age + horizon))
        paper = (a + b - 1) / (a - 1) * (1 - ((alpha + age) / (alpha + age + horizon)) ** (r + x) * gone)
        found = moments_ahead(model, CDNOW[model], x, age, Outlook(days=horizon))[0]
        assert found == pytest.approx(paper, rel=1e-9)


def test_discounted_purchases_of_a_very_long_time_are_the_papers_dert():
    """Fader, Hardie and Lee 2005, of one still there: E[λ] (β+T)^s δ^{s−1} Ψ(s, s; δ(β+T))."""
    r, alpha, s, beta = CDNOW[PARETO_NBD]
    yearly = 0.15
    outlook = Outlook(days=60 * 365.25, yearly_rate=yearly)
    force = outlook.force
    age = 273.0
    paper = (r + 2) / (alpha + age) * (beta + age) ** s * force ** (s - 1) * hyperu(s, s, force * (beta + age))

    found = moments_ahead(PARETO_NBD, CDNOW[PARETO_NBD], np.array([2.0]), np.array([age]), outlook)[0]

    assert found[0] == pytest.approx(paper, rel=2e-3)


@MODELS
def test_chances_of_counts_add_up_to_one_and_to_the_moments(model):
    theta, horizon, counts = CDNOW[model], 39.0, np.arange(120)

    chances = np.stack([model.count_chance(theta, SOME.repeats, SOME.age, np.full(6, horizon), n) for n in counts])
    mean, squares, pairs = moments_ahead(model, theta, SOME.repeats, SOME.age, Outlook(days=horizon))

    assert chances.sum(axis=0) == pytest.approx(1, abs=1e-6)
    assert counts @ chances == pytest.approx(mean, rel=1e-5)
    assert counts**2 @ chances == pytest.approx(squares + pairs, rel=1e-4)


def test_customers_who_all_leave_alike_are_no_trouble():
    """Beta(a, b) with huge a and b is the number a/(a+b): E[λ e^{-λpu}] = k/c (1 + pu/c)^{-(k+1)}."""
    theta = np.array([0.5, 50.0, 40_000.0, 160_000.0])
    x, age, ahead = np.array([2.0]), np.array([100.0]), np.array([80.0])

    found = BG_NBD.rate_ahead(theta, x, age, ahead)

    assert found[0] == pytest.approx(2.5 / 150 * (1 + 0.2 * 80 / 150) ** -3.5, rel=1e-4)


@pytest.mark.parametrize("a, b", [(3.5, 5.0), (11.94, 13_200.0), (0.8, 2.4)])
def test_mixed_dropout_chances_are_what_a_slow_integral_gives(a, b):
    """E[(1 + py)^{-83}] where hypergeometric functions lose their digits, and where they do not."""
    from zhanggui.stats.lifetimes import geometric_dropout

    y = np.array([0.01, 0.1, 0.3])

    def slow(each):
        return quad(lambda p: (1 + p * each) ** -83 * beta_law.pdf(p, a, b), 0, 1, points=[a / b / 9, a / (a + b)])[0]

    expected = [slow(each) for each in y]
    assert geometric_dropout._by_odds(a, np.array([b]), np.array([83.0]), y) == pytest.approx(expected, rel=1e-3)
    assert geometric_dropout._mixed(a, np.array([b]), np.array([83.0]), y) == pytest.approx(expected, rel=1e-3)
