"""Is an elasticity right when another price moves along with it? A planted effect of other sellers, seen and unseen."""

from __future__ import annotations

import numpy as np
import pytest

from zhanggui.stats.demand.answers import answers
from zhanggui.stats.demand.beside import answers_beside
from zhanggui.stats.demand.runs import Runs

PRODUCTS, WEEKS, OWN, OTHERS = 6, 104, -2.0, 0.8


def shop(seed):
    """Every second time a price moves, other sellers move along with it."""
    chance = np.random.default_rng(seed)
    price = chance.choice([-0.2, -0.1, 0.0, 0.1], (PRODUCTS, WEEKS // 2)).repeat(2, axis=1)
    alone = chance.choice([-0.2, -0.1, 0.0, 0.1], (PRODUCTS, WEEKS // 2)).repeat(2, axis=1)
    others = np.where(chance.random((PRODUCTS, WEEKS // 2)).repeat(2, axis=1) < 0.6, price, alone)
    rate = 40 * np.exp(OWN * price + OTHERS * others + chance.normal(0, 0.1, (1, WEEKS)))
    week, series = np.tile(np.arange(WEEKS), PRODUCTS), np.repeat(np.arange(PRODUCTS), WEEKS)
    found = Runs(
        units=chance.poisson(rate).astype(float).ravel(),
        log_price=price.ravel(),
        days=np.full(PRODUCTS * WEEKS, 7.0),
        series=series,
        week=week,
    )
    return found, np.arange(PRODUCTS), np.zeros(PRODUCTS, np.int64), others.ravel()


def test_without_the_others_an_elasticity_is_too_flat_and_with_them_it_is_right():
    seen = [shop(seed) for seed in range(20)]
    alone = np.array([answers(*each[:3]).elasticity for each in seen])
    held = [answers_beside(*each) for each in seen]
    miss = np.array([(each.answers.elasticity - OWN) / each.answers.error for each in held])

    assert alone.mean() > OWN + 0.3
    assert np.mean([each.answers.elasticity for each in held]) == pytest.approx(OWN, abs=0.06)
    assert np.mean([each.coefficient for each in held]) == pytest.approx(OTHERS, abs=0.06)
    assert 0.84 <= np.mean(np.abs(miss) <= 1.645) <= 0.97
    assert np.mean([abs(each.coefficient - OTHERS) <= 1.645 * each.error for each in held]) >= 0.75


def test_an_equation_written_out_in_full_tells_the_same():
    """Iterated weighted least squares with columns for seasons, weeks, prices and the others."""
    found, product, channel, others = shop(3)
    held = answers_beside(found, product, channel, others)
    season = found.series * 8 + found.week // 13
    columns = np.column_stack(
        [
            others,
            found.log_price[:, None] * (found.series[:, None] == product),
            season[:, None] == np.arange(48),
            found.week[:, None] == np.arange(WEEKS),
        ]
    )
    mean = found.units + 0.5
    for _ in range(60):
        working = np.log(mean / 7) + (found.units - mean) / mean
        root = np.sqrt(mean)
        slope = np.linalg.lstsq(columns * root[:, None], working * root, rcond=None)[0]
        mean = 7 * np.exp(columns @ slope)

    assert held.coefficient == pytest.approx(slope[0], abs=0.005)
    assert held.answers.elasticity == pytest.approx(slope[1 : PRODUCTS + 1], abs=0.01)


def test_others_that_never_move_change_nothing():
    found, product, channel, others = shop(4)
    held = answers_beside(found, product, channel, np.zeros_like(others))
    plain = answers(found, product, channel)

    assert np.isnan(held.coefficient)
    assert held.answers.elasticity.tolist() == plain.elasticity.tolist()
    assert held.answers.error.tolist() == plain.error.tolist()
