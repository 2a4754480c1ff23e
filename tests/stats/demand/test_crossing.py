"""Do all prices of a category tell in one equation? An equation written out in full, and what must not matter."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from zhanggui.stats.demand.crossing import Weeks, crossing

TRUTH = np.array([[-2.0, 0.7, 0.0], [0.5, -1.5, -0.6], [0.0, 0.0, -1.0]])


def weeks(seed=1, products=3, rate=200.0):
    """One channel over two years; every price drawn anew each fortnight."""
    chance = np.random.default_rng(seed)
    at = np.arange(104)
    price = chance.choice([-0.2, -0.1, 0.0, 0.1], (products, 52)).repeat(2, axis=1)
    mean = np.exp(np.log(rate) + TRUTH[:products, :products] @ price + 0.3 * np.sin(at / 8))
    return Weeks(
        units=chance.poisson(mean).astype(float),
        days=np.full((products, 104), 7.0),
        log_price=price,
        beside=np.empty((0, 104)),
        cell=at // 13,
        month=at // 4,
    )


def written_out(found, product):
    """Poisson by iterated weighted least squares on prices and one column a season: no effect taken out beforehand."""
    columns = np.column_stack([found.log_price.T, found.cell[:, None] == np.unique(found.cell)])
    slope = np.concatenate([np.zeros(len(found.log_price)), np.full(8, np.log(found.units[product].mean() / 7))])
    for _ in range(50):
        mean = found.days[product] * np.exp(columns @ slope)
        working = columns @ slope + (found.units[product] - mean) / mean
        root = np.sqrt(mean)
        slope = np.linalg.lstsq(columns * root[:, None], working * root, rcond=None)[0]
    covariance = np.linalg.inv(columns.T @ (columns * mean[:, None]))
    return slope[:3], np.sqrt(np.diag(covariance)[:3])


@pytest.mark.parametrize("product", [0, 1, 2])
def test_an_equation_written_out_in_full_tells_the_same(product):
    mine = weeks()
    found = crossing(mine)
    slope, error = written_out(mine, product)

    assert found.elasticity[product] == pytest.approx(slope, abs=2e-4)
    assert (found.error[product] >= 0.999 * error).all()  # restless sales widen Poisson's error, never narrow it


def test_what_was_planted_is_found():
    found = crossing(weeks(seed=2, rate=5_000))

    assert found.elasticity == pytest.approx(TRUTH, abs=0.25)
    assert (np.abs(found.elasticity - TRUTH) < 4 * found.error).all()


def test_units_of_money_and_the_order_of_products_do_not_matter():
    mine, order = weeks(), [2, 0, 1]
    found = crossing(mine)
    dearer = crossing(replace(mine, log_price=mine.log_price + np.log(100)))
    turned = crossing(replace(mine, units=mine.units[order], days=mine.days[order], log_price=mine.log_price[order]))

    assert dearer.elasticity == pytest.approx(found.elasticity, abs=1e-6)
    assert turned.elasticity == pytest.approx(found.elasticity[np.ix_(order, order)], abs=1e-6)
    assert turned.error == pytest.approx(found.error[np.ix_(order, order)], abs=1e-6)


def test_a_price_that_never_moves_or_only_with_another_tells_nothing():
    mine = weeks()
    price = mine.log_price.copy()
    price[1] = 0.0
    still = crossing(replace(mine, log_price=price))
    price[1] = price[2]
    twins = crossing(replace(mine, log_price=price))

    assert still.spread[0, 1] < 1e-6
    assert (twins.spread[0, 1:] < 0.01).all()
    assert twins.spread[0, 0] > 0.05


def test_as_many_columns_as_weeks_tell_nothing():
    mine = weeks()
    few = {name: getattr(mine, name)[:, :7] for name in ("units", "days", "log_price", "beside")}
    found = crossing(replace(mine, **few, cell=np.array([0, 0, 1, 1, 2, 2, 3]), month=np.arange(7)))

    assert np.isinf(found.error).all()
