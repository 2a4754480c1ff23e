"""Do fitted models say the same after they were written down and read again?"""

from __future__ import annotations

import json

import numpy as np

from zhanggui.stats.lifetimes.ahead import Customers, Outlook
from zhanggui.stats.lifetimes.bg_nbd import BG_NBD
from zhanggui.stats.lifetimes.blend import Blend, comes_within, totals
from zhanggui.stats.lifetimes.fitting import LifetimeFit
from zhanggui.stats.lifetimes.histories import Histories
from zhanggui.stats.lifetimes.keeping import read, written
from zhanggui.stats.lifetimes.likelihood import Maximum
from zhanggui.stats.lifetimes.pareto_nbd import PARETO_NBD
from zhanggui.stats.lifetimes.worth_model import fit_worth
from zhanggui.stats.lifetimes.worths import Worths

HISTORIES = Histories(
    repeats=np.array([0.0, 3.0]), latest=np.array([0.0, 200.0]), age=np.array([90.0, 210.0]), customers=np.ones(2)
)


def blend():
    fits = [
        LifetimeFit(
            model=model,
            maximum=Maximum(
                parameters=np.array(theta),
                log_likelihood=-1.5,
                covariance=np.eye(4) / 100,
                is_flat=False,
                has_converged=True,
            ),
            is_dropout_open=False,
        )
        for model, theta in ((PARETO_NBD, (0.55, 74.0, 0.6, 82.0)), (BG_NBD, (0.6, 50.0, 0.8, 2.4)))
    ]
    return Blend(fits=tuple(fits), weights=np.array([0.3, 0.7]))


def test_a_blend_and_its_worth_survive_json_and_arrays():
    chance = np.random.default_rng(1)
    worth = fit_worth(Worths.of(np.array([1.0, 2.0, 3.0, 4.0] * 50), chance.gamma(4, 10, 200)), 1.0)
    told, arrays = written(blend(), worth)

    again, worth_again = read(json.loads(json.dumps(told)), arrays)

    seen = Customers(histories=HISTORIES, purchases=np.array([0.0, 3.0]), mean=np.array([0.0, 30.0]))
    both = [
        totals(each, much, seen, Outlook(days=365.0), groups=np.zeros(2, dtype=int), count=1)
        for each, much in ((blend(), worth), (again, worth_again))
    ]
    assert both[0] == both[1]


def test_the_chance_of_coming_again_grows_from_nothing():
    chances = [comes_within(blend(), HISTORIES, days)[1] for days in (1e-6, 30, 365)]

    assert chances[0] < 1e-6 < chances[1] < chances[2] < 1
