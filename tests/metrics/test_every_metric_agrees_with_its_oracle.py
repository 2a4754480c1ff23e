"""Every metric equals its second formulation in plain SQL, over several days and channels of the trap shop."""

from __future__ import annotations

from datetime import date

import pytest

from tests.metrics.lasting_shop import lasting_shop
from tests.metrics.shop import LINES, ORDERS, trap_shop
from tests.oracles.metrics.sql import ORACLES, ask, lay_out
from zhanggui.core.period import Period
from zhanggui.metrics.measure import measure
from zhanggui.metrics.plan import possible_dimensions
from zhanggui.metrics.question import Question
from zhanggui.metrics.registry import EVERY_METRIC

WHOLE = Period(date(2026, 1, 10), date(2026, 2, 16))
JANUARY = Period(date(2026, 1, 1), date(2026, 2, 1))
FEBRUARY = Period(date(2026, 2, 1), date(2026, 2, 16))
PROFITS = (
    "cost",
    "fees",
    "contribution_profit",
    "contribution_margin",
    "break_even_roi",
    "gross_profit",
    "inventory_turnover",
    "gmroi",
)
LIFETIMES = (
    "due_purchases",
    "last_purchases",
    "due_buyers",
    "lapsed_buyers",
    "churn_rate",
    "expected_purchases",
    "ltv_naive",
)
CASES = [(WHOLE, None), (FEBRUARY, "tmall")]
MORE_CASES = [(WHOLE, "tmall"), (WHOLE, "own_site"), (JANUARY, None)]


@pytest.fixture(scope="module")
def shop():
    return trap_shop()


@pytest.fixture(scope="module")
def costed_shop():
    """The same shop without the orders whose products have no cost: here profit is known."""
    gone = {"A11", "A12", "A14"}
    orders = [order for order in ORDERS if order["order_id"] not in gone]
    return trap_shop(orders=orders, order_lines=[line for line in LINES if line["order_id"] not in gone])


def fits(name, channel):
    """Stock lies in no channel."""
    return channel is None or "channel" in possible_dimensions(EVERY_METRIC[name])


def ask_all(shop, names, cases=CASES):
    """One answer per case."""
    return {
        (period, channel): measure(
            shop,
            Question(
                metrics=tuple(name for name in names if fits(name, channel)),
                where=(("channel", channel),) if channel else (),
                period=period,
            ),
        )
        for period, channel in cases
    }


def lay_out_all(shop, cases=CASES):
    """The oracle's tables per case."""
    return {
        (period, channel): lay_out(
            shop.connection, start=period.start, end=period.end, as_of=shop.as_of, channel=channel
        )
        for period, channel in cases
    }


@pytest.fixture(scope="module")
def answers(shop):
    return ask_all(shop, tuple(EVERY_METRIC))


@pytest.fixture(scope="module")
def costed_answers(costed_shop):
    return ask_all(costed_shop, PROFITS)


@pytest.fixture(scope="module")
def oracle(shop):
    return lay_out_all(shop)


@pytest.fixture(scope="module")
def costed_oracle(costed_shop):
    return lay_out_all(costed_shop)


def test_every_metric_has_an_oracle():
    assert set(ORACLES) == set(EVERY_METRIC)


def check(name, oracle, answers):
    """Whether the metric is its oracle in every case that was asked and fits it."""
    for period, channel in (case for case in answers if fits(name, case[1])):
        expected = ask(oracle[period, channel], name)
        row = answers[period, channel].row(name)

        assert row.value == (expected if expected is None else pytest.approx(expected, rel=1e-12)), (period, channel)
        assert isinstance(row.value, int | float | None)


@pytest.mark.parametrize("name", EVERY_METRIC)
def test_the_metric_equals_its_oracle(name, oracle, answers):
    check(name, oracle, answers)


@pytest.mark.parametrize("name", PROFITS)
def test_profit_equals_its_oracle_where_every_cost_is_known(name, costed_oracle, costed_answers):
    check(name, costed_oracle, costed_answers)


@pytest.mark.slow
def test_each_metric_equals_its_oracle_on_other_days_and_channels(shop):
    answers, oracle = ask_all(shop, tuple(EVERY_METRIC), MORE_CASES), lay_out_all(shop, MORE_CASES)
    for name in EVERY_METRIC:
        check(name, oracle, answers)


@pytest.mark.slow
def test_each_profit_equals_its_oracle_on_other_days_and_channels(costed_shop):
    answers, oracle = ask_all(costed_shop, PROFITS, MORE_CASES), lay_out_all(costed_shop, MORE_CASES)
    for name in PROFITS:
        check(name, oracle, answers)


LASTING = [
    (Period(date(2026, 4, 1), date(2026, 7, 1)), None),
    (Period(date(2026, 4, 1), date(2026, 5, 1)), "tmall"),
    (Period(date(2026, 4, 10), date(2026, 4, 12)), None),
]


@pytest.fixture(scope="module")
def lasting():
    shop = lasting_shop()
    return ask_all(shop, LIFETIMES, LASTING), lay_out_all(shop, LASTING)


@pytest.mark.parametrize("name", LIFETIMES)
def test_what_is_known_after_ninety_days_equals_its_oracle(name, lasting):
    answers, oracle = lasting
    for case in LASTING:
        expected = ask(oracle[case], name)

        assert answers[case].value(name) == (expected if expected is None else pytest.approx(expected, rel=1e-12)), case
