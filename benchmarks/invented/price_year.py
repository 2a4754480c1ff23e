"""How does a tea shop sell through a year in which somebody sets its prices every four weeks?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from benchmarks.invented.price_shops import END, EXTRA_UNITS, PriceShop, price_shop
from zhanggui.decisions.policies.best_step.schedule import high_blocks
from zhanggui.stats.demand.price_test import BLOCK_DAYS

HISTORY_DAYS, DECISION_DAYS, DECISIONS = 728, 28, 13
YEAR_DAYS = DECISION_DAYS * DECISIONS
Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """A price test that begins: how long it takes, and its lower and higher price by series of the product."""

    __test__ = False

    days: int
    prices: Mapping[int, tuple[int, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """What is decided at one moment: the regular price of every series from now on, and the tests that begin."""

    prices: Whole
    tests: Mapping[int, Test]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What is known when a decision is due: the last two years as they were, and the products under test.

    `base_price` of the shop is the regular price of each series now.
    """

    number: int
    shop: PriceShop
    under_test: frozenset[int]


Decider = Callable[[Moment], Orders]


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceYear:
    """Three years of a shop: two that are over when it begins, and one whose prices are to be set.

    `at_base` is expected at base prices, by series and day.
    """

    seed: int
    shop: PriceShop
    at_base: Floats

    def lived(self, decide: Decider) -> Lived:
        """Set prices every four weeks; what is sold is drawn anew for whoever sets them, from the same seed."""
        chance = np.random.default_rng((self.seed, 27))
        units, price = self.shop.units.copy(), self.shop.price.copy()
        regular = self.shop.base_price.copy()
        running: dict[int, int] = {}
        tests = 0
        for number in range(DECISIONS):
            now = HISTORY_DAYS + number * DECISION_DAYS
            running = {product: end for product, end in running.items() if end > now}
            orders = decide(
                Moment(
                    number=number,
                    shop=self._until(now, units, price, regular),
                    under_test=frozenset(running),
                )
            )
            regular = orders.prices
            free = ~np.isin(self.shop.product, list(running))
            price[free, now:] = self._shelf(regular, now)[free]
            for product, test in orders.tests.items():
                self._lay(test, f"{self.seed}.{product}.{number}", now, price)
                running[product] = now + test.days
            tests += len(orders.tests)
            month = slice(now, now + DECISION_DAYS)
            rate = self._expected(price, month) / (1 + EXTRA_UNITS)
            sold = chance.poisson(rate)
            units[:, month] = sold + chance.poisson(EXTRA_UNITS * sold)
        return Lived(price=price, tests=tests)

    def profit(self, lived: Lived, fee: float, fixed_minor: float) -> Floats:
        """What each product truly leaves in the year: Σ U (p / p₀)^ε (p (1 − fee) − c − fixed)."""
        shop, ahead = self.shop, slice(HISTORY_DAYS, None)
        price = lived.price[:, ahead]
        left = price * (1 - fee) - shop.cost[shop.product][:, None] - fixed_minor
        by_series = (self._expected(lived.price, ahead) * left).sum(axis=1)
        earned: Floats = np.bincount(shop.product, by_series, minlength=len(shop.cost))
        return earned

    def _expected(self, price: Floats, days: slice) -> Floats:
        shop = self.shop
        ratio = price[:, days] / shop.base_price[:, None]
        expected: Floats = self.at_base[:, days] * ratio ** shop.elasticity[shop.product][:, None]
        return expected

    def _shelf(self, regular: Whole, now: int) -> Floats:
        shelf: Floats = np.rint(regular[:, None] * self.shop.festival_cut[:, now:])
        return shelf

    def _lay(self, test: Test, decision: str, now: int, price: Floats) -> None:
        """Lay the two prices of a test over its fortnights, as the policy draws them."""
        for series, (low, high) in test.prices.items():
            for day, is_high in high_blocks(decision, str(self.shop.channel[series]), test.days):
                start = now + day - 1
                price[series, start : start + BLOCK_DAYS] = high if is_high else low

    def _until(self, now: int, units: Floats, price: Floats, regular: Whole) -> PriceShop:
        window, days = slice(now - HISTORY_DAYS, now), HISTORY_DAYS
        return replace(
            self.shop,
            units=units[:, window],
            expected=self.shop.expected[:, window],
            price=price[:, window],
            is_out=self.shop.is_out[:, window],
            is_festival=self.shop.is_festival[window],
            week=(np.arange(days) - days) // 7 + -(-days // 7),
            base_price=regular,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Lived:
    """The prices of all three years by series and day, and how many tests were made."""

    price: Floats
    tests: int


def price_year(seed: int, units: float) -> PriceYear:
    """A shop of about so many units in two years, and the year after; the tests of the past are over when it begins."""
    days = HISTORY_DAYS + YEAR_DAYS
    shop = price_shop(seed, units * days / HISTORY_DAYS, END - timedelta(days=days))
    ratio = shop.price / shop.base_price[:, None]
    return PriceYear(seed=seed, shop=shop, at_base=shop.expected * ratio ** -shop.elasticity[shop.product][:, None])
