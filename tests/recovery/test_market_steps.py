"""Does the market's price move units as the law says, and does following it earn in a shop never seen?"""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.invented.market_shops import MOST_CROSS, market_shop
from benchmarks.invented.price_shops import price_shop
from benchmarks.suites.market_steps import cases_of, following, matched, outcome, step_of
from benchmarks.suites.price_steps import RAILS, true_gain


@pytest.mark.slow
def test_the_market_moves_units_as_the_law_says_and_nobody_else():
    market, base = market_shop(9001, 40_000), price_shop(9001, 40_000)
    series = market.watched[base.product]

    assert np.array_equal(market.shop.expected[~series], base.expected[~series])
    assert ((market.cross > 0) == market.watched).all()
    assert market.cross.max() <= MOST_CROSS
    last = base.week == base.week.max()
    pull = market.shop.expected / np.maximum(base.expected, 1e-300)
    assert np.allclose(market.ahead.expected[:, last], market.shop.expected[:, last]), (
        "the market of the last week goes on"
    )
    sold = base.expected.sum(axis=1) > 0
    logs = np.log(np.where(base.expected > 0, pull, 1.0))[series & sold]
    assert 0.01 < logs.std() < 0.2
    drawn, meant = market.shop.units.sum(), market.shop.expected.sum()
    assert drawn == pytest.approx(meant, rel=5 * 1.2 / np.sqrt(meant))


@pytest.mark.slow
def test_following_earns_within_the_guardrails_and_never_more_than_one_who_knows():
    market = market_shop(9002, 40_000)
    rivalled = cases_of(market)
    prices = following(rivalled)

    for each, after in zip(rivalled, prices, strict=True):
        now = [place.price_minor for place in each.case.places]
        assert all(abs(new / old - 1) <= RAILS.most_step + 1e-9 for new, old in zip(after, now, strict=True))
        if after != now:
            gap = np.median(each.asked) / max(each.case.places, key=lambda place: place.units).price_minor - 1
            assert (sum(after) - sum(now)) * gap > 0, "towards the market, never away from it"
    assert sum(step_of(each) is not None for each in rivalled) >= sum(
        after != [place.price_minor for place in each.case.places] for each, after in zip(rivalled, prices, strict=True)
    )
    found = outcome(market)
    assert 0 < found.policy < found.attainable
    assert found.match == pytest.approx(sum(true_gain(each.case, matched(each)) for each in rivalled))
    assert max(found.match, found.cost_plus, found.best_step) < found.attainable
    assert found.products == len(rivalled)
