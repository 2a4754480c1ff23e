"""Is an elasticity right when another price moves along with it? A planted effect of other sellers, seen and unseen."""

from __future__ import annotations

from dataclasses import replace

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
    return found, np.arange(PRODUCTS), np.zeros(PRODUCTS, np.int64), others.ravel()[None, :]


def test_without_the_others_an_elasticity_is_too_flat_and_with_them_it_is_right():
    seen = [shop(seed) for seed in range(20)]
    alone = np.array([answers(*each[:3]).elasticity for each in seen])
    held = [answers_beside(*each) for each in seen]
    miss = np.array([(each.answers.elasticity - OWN) / each.answers.error for each in held])

    assert alone.mean() > OWN + 0.3
    assert np.mean([each.answers.elasticity for each in held]) == pytest.approx(OWN, abs=0.06)
    assert np.mean([each.coefficient for each in held]) == pytest.approx(OTHERS, abs=0.06)
    assert 0.84 <= np.mean(np.abs(miss) <= 1.645) <= 0.97
    assert np.mean([abs(each.coefficient[0] - OTHERS) <= 1.645 * each.error for each in held]) >= 0.75


def test_an_equation_written_out_in_full_tells_the_same():
    """Iterated weighted least squares with columns for seasons, weeks, prices and the others."""
    found, product, channel, others = shop(3)
    held = answers_beside(found, product, channel, others)
    season = found.series * 8 + found.week // 13
    columns = np.column_stack(
        [
            others[0],
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

    assert held.coefficient[0] == pytest.approx(slope[0], abs=0.01)
    assert held.answers.elasticity == pytest.approx(slope[1 : PRODUCTS + 1], abs=0.01)


def test_others_that_never_move_change_nothing():
    found, product, channel, others = shop(4)
    held = answers_beside(found, product, channel, np.zeros_like(others))
    plain = answers(found, product, channel)

    assert np.isnan(held.coefficient).all()
    assert held.answers.elasticity.tolist() == plain.elasticity.tolist()
    assert held.answers.error.tolist() == plain.error.tolist()


def placed(seed, *, often_alone):
    """A display in one week of three; where it comes alone sometimes, it can be told from the price."""
    chance = np.random.default_rng(seed)
    cut = chance.random((PRODUCTS, WEEKS)) < 0.3
    display = np.where(chance.random((PRODUCTS, WEEKS)) < often_alone, ~cut, cut)
    price = np.where(cut, -0.2, 0.0)
    rate = 40 * np.exp(OWN * price + 0.6 * display + chance.normal(0, 0.1, (1, WEEKS)))
    found = Runs(
        units=chance.poisson(rate).astype(float).ravel(),
        log_price=price.ravel(),
        days=np.full(PRODUCTS * WEEKS, 7.0),
        series=np.repeat(np.arange(PRODUCTS), WEEKS),
        week=np.tile(np.arange(WEEKS), PRODUCTS),
    )
    return found, np.arange(PRODUCTS), np.zeros(PRODUCTS, np.int64), display.astype(float).ravel()


def test_two_things_are_held_fast_at_once():
    seen = [placed(seed, often_alone=0.3) for seed in range(12)]
    more = [np.random.default_rng(seed).random(PRODUCTS * WEEKS) < 0.2 for seed in range(12)]
    both = [
        answers_beside(replace(found, days=found.days * np.exp(-0.4 * extra)), *rest, np.stack([display, extra]))
        for (found, *rest, display), extra in zip(seen, more, strict=True)
    ]

    assert np.mean([each.coefficient for each in both], axis=0) == pytest.approx([0.6, 0.4], abs=0.03)
    assert np.mean([each.answers.elasticity for each in both]) == pytest.approx(OWN, abs=0.06)


def test_a_display_that_always_comes_with_the_price_leaves_both_unsure():
    """Without it the elasticity is wrong and sure of it; with it the interval is wide, and holds the truth."""
    seen = [placed(seed, often_alone=0.0) for seed in range(12)]
    alone = [answers(*each[:3]) for each in seen]
    held = [answers_beside(*each[:3], each[3][None, :]).answers for each in seen]

    assert np.mean([each.elasticity for each in alone]) < OWN - 2
    assert np.mean([np.abs(each.elasticity - OWN) <= 1.645 * each.error for each in alone]) == 0
    assert np.mean([np.abs(each.elasticity - OWN) <= 1.645 * each.error for each in held]) > 0.95
    assert np.mean([each.error for each in held]) > 1
