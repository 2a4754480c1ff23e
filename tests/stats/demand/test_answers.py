"""Does the elasticity come out that was planted, and is one doubted whose price moved for other reasons?"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from scipy.optimize import minimize

from zhanggui.stats.demand.answers import answers
from zhanggui.stats.demand.runs import Runs, runs

WEEKS = 26
TRUE = np.array([-2.0, -1.2, -0.6, -2.5, -1.6])


def panel(seed, *, together=False, noisy=True, level=20.0):
    """Five products in two channels: weekly prices at random, or one factor for all; seasons that all share."""
    chance = np.random.default_rng(seed)
    product, channel = np.tile(np.arange(5), 2), np.repeat(np.arange(2), 5)
    factor = chance.choice([0.85, 1.0, 1.15], (1 if together else 10, WEEKS))
    price = np.broadcast_to(factor * 100, (10, WEEKS))
    season = np.exp(0.5 * np.sin(np.arange(WEEKS) / 4))
    mean = level * season * (price / 100) ** TRUE[product][:, None]
    units = chance.poisson(mean) if noisy else mean
    return runs(units, price, np.ones_like(price, bool), np.arange(WEEKS)), product, channel


def by_dummies(found, product, channel):
    """Poisson regression with a column for every effect, each step by least squares."""
    item, block = product[found.series], channel[found.series] * 2 + found.week // 13
    columns = [np.where(item == each, found.log_price, 0) for each in range(5)]
    columns += [(block == b) & (item == s) for b in np.unique(block) for s in range(5)]
    columns += [(channel[found.series] == c) & (found.week == w) for c in range(2) for w in range(WEEKS)]
    design = np.stack(columns, axis=1).astype(float)
    eta = np.log(found.units + 0.5)
    for _ in range(30):
        mean = np.exp(eta)
        working = eta - np.log(found.days) + (found.units - mean) / mean
        weight = np.sqrt(mean)
        effects = np.linalg.lstsq(design * weight[:, None], working * weight, rcond=None)[0]
        eta = design @ effects + np.log(found.days)
    covariance = np.linalg.pinv(design.T @ (np.exp(eta)[:, None] * design))
    return effects[:5], np.sqrt(np.diag(covariance))[:5]


def by_search(found, product, channel):
    """The same likelihood with every effect written out, climbed by a general optimiser until its slope is nought."""
    item, block = product[found.series], channel[found.series] * 2 + found.week // 13
    cell, slot = block * 5 + item, channel[found.series] * WEEKS + found.week
    kept = (np.bincount(cell, found.units)[cell] > 0) & (np.bincount(slot, found.units)[slot] > 0)
    columns = [np.where(item == each, found.log_price - np.log(100), 0) for each in range(5)]
    columns += [cell == each for each in np.unique(cell[kept])] + [slot == each for each in np.unique(slot[kept])]
    design = np.stack(columns, axis=1).astype(float)[kept]
    units, days = found.units[kept], found.days[kept]

    def worse(effects):
        mean = days * np.exp(design @ effects)
        return mean.sum() - units @ (design @ effects), design.T @ (mean - units)

    def curve(effects):
        return design.T @ ((days * np.exp(design @ effects))[:, None] * design)

    start = np.zeros(design.shape[1])
    done = minimize(worse, start, jac=True, hess=curve, method="trust-exact", options={"gtol": 1e-9, "maxiter": 2_000})
    return done.x[:5], np.sqrt(np.diag(np.linalg.pinv(curve(done.x), rcond=1e-10)))[:5]


@pytest.mark.parametrize("level", [0.3, 1.0, 20.0])
def test_it_finds_what_a_general_optimiser_finds_however_little_is_sold(level):
    asked = panel(11, level=level)
    told, (slopes, errors) = answers(*asked), by_search(*asked)

    assert np.abs(told.elasticity - slopes).max() < 1e-3 * errors.min()
    assert told.error / np.sqrt(told.restlessness) == pytest.approx(errors, rel=5e-3)


def test_a_product_that_sold_at_its_lowest_price_only_holds_up_nobody():
    """Its likelihood rises for ever as its elasticity falls, so it tells nothing; the others are as without it."""
    found, product, channel = panel(12, level=2.0)
    dear = (product[found.series] == 4) & (found.log_price > np.log(90))
    one_sided = Runs(
        units=np.where(dear, 0, found.units),
        log_price=found.log_price,
        days=found.days,
        series=found.series,
        week=found.week,
    )
    told, (slopes, errors) = answers(one_sided, product, channel), by_search(one_sided, product, channel)

    assert np.isnan(told.error[4])
    assert np.abs(told.elasticity - slopes)[:4].max() < 0.01 * errors[:4].min()


def test_a_demand_without_chance_gives_exactly_the_elasticities():
    told = answers(*panel(1, noisy=False))

    assert told.elasticity == pytest.approx(TRUE, abs=1e-4)
    assert told.restlessness == pytest.approx(1.0)


def test_it_is_poisson_regression_with_a_dummy_for_every_effect():
    asked = panel(2)
    told, (slopes, errors) = answers(*asked), by_dummies(*asked)

    assert told.elasticity == pytest.approx(slopes, abs=1e-4)
    assert told.error / np.sqrt(told.restlessness) == pytest.approx(errors, rel=0.01)


def test_prices_that_move_together_tell_nothing():
    told = answers(*panel(3, together=True))

    assert np.isnan(told.error).all() or told.error[~np.isnan(told.error)].min() > 1.0


def test_a_price_lowered_after_weak_sales_is_found_out():
    """A product's demand wanders; its price is cut whenever the week before was weak."""
    chance = np.random.default_rng(4)
    found, product, channel = panel(5, level=60.0)
    units = found.units.copy()
    log_price = found.log_price.copy()
    mine = np.flatnonzero(product[found.series] == 0)
    for now, later in pairwise(mine):
        units[now] = chance.poisson(60 * np.exp(0.5 * chance.standard_normal()))
        log_price[later] = np.log(110 if units[now] > 60 else 90)
    told = answers(
        Runs(units=units, log_price=log_price, days=found.days, series=found.series, week=found.week),
        product,
        channel,
    )

    assert told.following[0] > 2.6
    assert (np.abs(told.following[1:]) < 2.6).all()


def test_days_that_cannot_tell_count_neither_sales_nor_time():
    found = runs(np.array([[3, 9, 1]]), np.array([[5, 5, 5]]), np.array([[True, False, True]]), np.zeros(3, np.int64))

    assert (found.units.tolist(), found.days.tolist()) == ([4.0], [2.0])


def test_a_product_that_never_sold_moves_nothing():
    found, product, channel = panel(6)
    silent = Runs(
        units=np.where(product[found.series] == 4, 0, found.units),
        log_price=found.log_price,
        days=found.days,
        series=found.series,
        week=found.week,
    )
    told = answers(silent, product, channel)

    assert np.isnan(told.error[4])
    assert np.isfinite(told.error[:4]).all()


def test_what_each_channel_tells_is_what_it_would_tell_alone():
    """One step of Newton's from the common estimate, against a fit of the channel's own runs."""
    found, product, channel = panel(11, level=60.0)
    both = answers(found, product, channel)
    for each in range(2):
        mine = channel[found.series] == each
        kept = Runs(
            units=found.units[mine],
            log_price=found.log_price[mine],
            days=found.days[mine],
            series=found.series[mine],
            week=found.week[mine],
        )
        alone = answers(kept, product, channel)

        assert both.part[channel == each] == pytest.approx(alone.elasticity, abs=0.25 * alone.error.mean())
        ratio = np.sqrt(both.restlessness / alone.restlessness)
        assert both.part_error[channel == each] == pytest.approx(alone.error * ratio, rel=0.15)


def test_one_channel_alone_tells_what_all_tell():
    found, product, channel = panel(12)
    merged = answers(found, product, np.zeros_like(channel))
    one = answers(replace(found, series=found.series % 5), np.arange(5), np.zeros(5, np.int64))

    assert one.part == pytest.approx(one.elasticity, abs=1e-3)
    assert one.part_error == pytest.approx(one.error)
    assert merged.part.shape == (10,)
