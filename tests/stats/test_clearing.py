"""Falling prices for a stock that has to go: exact expectations, the best of all rows, and simulated buyers."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import poisson

from zhanggui.stats.clearing import Lot, best_prices, outlook

LOT = Lot(
    units=6,
    price=100.0,
    rate=np.array([0.5, 1.0]),
    elasticity=np.array([-2.0, -1.5]),
    kept=0.9,
    holding=1.0,
    salvage=20.0,
    fade=-0.1,
)


def by_following_the_stock(lot, prices, weeks):
    """Money by belief from the distribution of the stock, period after period, and the stock held by quadrature."""
    found = []
    for rate, elasticity in zip(lot.rate, lot.elasticity, strict=True):
        stock = np.eye(lot.units + 1)[lot.units]
        money, since = 0.0, 0.0
        for price, lasting in zip(prices, weeks, strict=True):
            pace = rate * (price / lot.price) ** elasticity * np.exp(lot.fade * (since + lasting / 2))
            held = sum(
                share
                * quad(
                    lambda t, n=n, pace=pace: float(
                        np.maximum(n - np.arange(n), 0) @ poisson.pmf(np.arange(n), pace * t)
                    ),
                    0,
                    lasting,
                )[0]
                for n, share in enumerate(stock)
                if n
            )
            after = np.zeros_like(stock)
            for n, share in enumerate(stock):
                chances = poisson.pmf(np.arange(n), pace * lasting)
                for sold, chance in enumerate([*chances, 1 - chances.sum()]):
                    after[n - sold] += share * chance
                    money += share * chance * sold * price * lot.kept
            money -= lot.holding * held
            stock, since = after, since + lasting
        found.append(money + lot.salvage * (stock @ np.arange(len(stock))))
    return np.array(found)


def rows(prices, periods, most_step):
    """Every row of prices that begins at or a step below the first, never rises and never falls by more than a step."""
    for row in product(prices, repeat=periods):
        before = (prices[0], *row[:-1])
        if all(now <= then and now >= then * (1 - most_step) - 1e-9 for then, now in zip(before, row, strict=True)):
            yield row


def test_money_is_that_of_the_stock_followed_period_by_period():
    prices, weeks = (100.0, 80.0, 50.0), (1.0, 2.0, 3.0)

    assert outlook(LOT, prices, weeks).money == pytest.approx(by_following_the_stock(LOT, prices, weeks))


def test_units_sold_and_left_are_the_stock():
    found = outlook(LOT, (100.0, 70.0), (2.0, 40.0))

    assert found.sold.sum(axis=1) + found.left == pytest.approx([6, 6])
    assert (found.sold > 0).all()


@pytest.mark.parametrize(
    "fade, salvage, most_step", [(0.0, 0.0, 0.3), (-0.2, 20.0, 0.3), (0.0, 60.0, 0.6), (-0.1, 5.0, 0.21)]
)
def test_no_row_of_prices_brings_more(fade, salvage, most_step):
    lot = Lot(
        units=5,
        price=100.0,
        rate=LOT.rate,
        elasticity=LOT.elasticity,
        kept=0.9,
        holding=2.0,
        salvage=salvage,
        fade=fade,
    )
    prices, weeks = (100.0, 80.0, 60.0, 45.0), (1.0, 1.0, 2.0)

    best = best_prices(lot, prices, weeks, most_step)

    every = {row: by_following_the_stock(lot, row, weeks).mean() for row in rows(prices, 3, most_step)}
    assert every[best] == pytest.approx(max(every.values()))


LOTS = st.builds(
    Lot,
    units=st.integers(1, 400),
    price=st.just(100.0),
    rate=st.floats(0.05, 60).map(lambda rate: rate * np.array([0.7, 1.0, 1.4])),
    elasticity=st.floats(-5, 0.5).map(lambda middle: middle + np.array([-0.5, 0.0, 0.5])),
    kept=st.just(0.95),
    holding=st.floats(0, 3),
    salvage=st.floats(0, 90),
    fade=st.floats(-0.2, 0.02),
)


@settings(max_examples=40, deadline=None)
@given(lot=LOTS)
def test_it_is_never_worse_than_a_price_that_stands(lot):
    prices, weeks = (100.0, 85.0, 70.0, 55.0), (1.0,) * 6

    best = best_prices(lot, prices, weeks, 0.5)

    worth = outlook(lot, best, weeks).money.mean()
    standing = [outlook(lot, (price,) * 6, weeks).money.mean() for price in prices]
    assert worth >= max(standing) - 1e-6 * max(map(abs, standing))
    assert list(best) == sorted(best, reverse=True)


def test_what_sells_anyway_and_what_nobody_wants_for_less_is_not_marked_down():
    gone = Lot(units=10, price=100.0, rate=np.array([30.0]), elasticity=np.array([-2.0]), kept=1, holding=0, salvage=0)
    rigid = Lot(units=500, price=100.0, rate=np.array([3.0]), elasticity=np.array([0.0]), kept=1, holding=0, salvage=0)

    for lot in (gone, rigid):
        assert best_prices(lot, (100.0, 70.0, 50.0), (1.0,) * 5, 0.5) == (100.0,) * 5


def test_buyers_that_are_simulated_bring_what_is_expected():
    rng = np.random.default_rng(8)
    lot = Lot(
        units=40, price=100.0, rate=np.array([5.0]), elasticity=np.array([-2.0]), kept=0.9, holding=0.5, salvage=20
    )
    prices, weeks = (90.0, 70.0, 70.0, 50.0), (1.0,) * 4

    pace = lot.rates(np.array(prices), np.array([0.5, 1.5, 2.5, 3.5]))[0]
    asked = np.column_stack([rng.poisson(each, 20_000) for each in pace])
    before = np.cumsum(asked, axis=1) - asked
    sold = np.minimum(asked, np.maximum(40 - before, 0))
    left = 40 - sold.sum(axis=1)
    told = outlook(lot, prices, weeks)

    assert sold.mean(axis=0) == pytest.approx(told.sold[0], abs=0.08)
    assert left.mean() == pytest.approx(told.left[0], abs=0.08)
