"""Who takes sales from whom? Weeks with a planted shift, weeks without, and shared buyers against a self-join."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from tests.analyses.builders import line, order
from tests.analyses.busy_shop import AS_OF
from tests.kept import same_shop
from zhanggui.analyses.products.described_products import DescribedProduct
from zhanggui.analyses.products.overlap.overlap import CAPABILITY, OverlapParams, run
from zhanggui.analyses.products.overlap.shifts import shifted
from zhanggui.analyses.products.weekly_sales import WeeklySales
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import render

ORACLE = Path(__file__).parents[2] / "oracles" / "analyses" / "shared_buyers.sql"
LAST = date(2026, 8, 30)
WEEKS = 60
PARAMS = OverlapParams()


def weekly(units, on_shelf=None, launched=None):
    """Teas of one category by week; `launched` is the week in which the first came."""
    first = LAST - timedelta(days=7 * (WEEKS - launched) - 1) if launched else None
    return WeeklySales(
        products=[
            DescribedProduct(
                sku=f"s{at}", name=f"s{at}", parent_sku="", category="tea", subcategory="", launched_day=None
            )
            for at in range(len(units))
        ],
        last_day=LAST,
        units=units,
        price=np.ones(units.shape),
        on_shelf=np.ones(units.shape) if on_shelf is None else on_shelf,
        first_day=[first, *[None] * (len(units) - 1)],
        stock_out_days=np.zeros(len(units), dtype=np.int64),
    )


def teas(gone, taken):
    """Six teas; in the weeks `gone` the first sells nothing and the second takes that share of it."""
    units = np.random.default_rng(8).poisson(40, (6, WEEKS)).astype(float)
    units[1, gone] += np.rint(taken * 40)
    units[0, gone] = 0
    return units


def test_a_stock_out_sends_people_to_the_next_tea():
    gone = np.arange(WEEKS) % 20 < 4
    on_shelf = np.ones((6, WEEKS))
    on_shelf[0, gone] = 0.0

    found = {each.other: each for each in shifted(weekly(teas(gone, 0.5), on_shelf), PARAMS)}

    assert {each.event for each in found.values()} == {"stock_out"}
    assert {other: each.verdict(0.05) for other, each in found.items()} == {1: "takes_over"} | dict.fromkeys(
        range(2, 6), "no_shift"
    )
    assert found[1].gained_units / found[1].lost_units == pytest.approx(0.5, abs=0.12)


def test_a_launch_takes_from_the_older_pack():
    before = np.arange(WEEKS) < 30

    found = {each.other: each for each in shifted(weekly(teas(before, 0.6), launched=30), PARAMS)}

    assert found[1].event == "launch"
    assert found[1].verdict(0.05) == "takes_over"
    assert found[2].verdict(0.05) == "no_shift"


def test_too_few_sales_tell_nothing():
    gone = np.arange(WEEKS) % 20 < 4
    on_shelf = np.ones((6, WEEKS))
    on_shelf[0, gone] = 0.0
    units = np.random.default_rng(9).poisson(1, (6, WEEKS)).astype(float)

    found = shifted(weekly(units, on_shelf), PARAMS)

    assert {each.verdict(0.05) for each in found} == {"cannot_tell"}
    assert shifted(weekly(units), PARAMS) == ()


@pytest.mark.slow
def test_packs_of_two_channels_that_share_their_buyers_are_told_first():
    bought = [(at, sku) for at in range(12) for sku in ("jd-pack", "own-pack", "pot")]
    channel = {"jd-pack": "jd", "own-pack": "own_site", "pot": "own_site"}
    orders = [order(n, f"p{who}", "2026-04-01", 1_000, channel=channel[sku]) for n, (who, sku) in enumerate(bought)]
    lines = [line(n, 1, sku, 1_000, channel=channel[sku]) for n, (_, sku) in enumerate(bought)]
    styles = [{"sku": sku, "parent_sku": "p"} for sku in ("jd-pack", "own-pack")]
    shop = same_shop({"orders": orders, "order_lines": lines, "products": styles})

    result = run(shop, OverlapParams(least_buyers=5))

    row = result.rows[0]
    assert (row.first_sku, row.second_sku, row.relation.code) == ("jd-pack", "own-pack", "packs_of_channels")
    assert (row.buyers_of_both, row.of_first, row.of_second, row.times_chance) == (12, Rate(1.0), Rate(1.0), 1.0)
    assert result.shared.values[0] == (None, 1.0, 1.0)
    assert result.headline.code == "no_events"
    for language in ("zh-CN", "en"):
        assert "{" not in render(result.headline, CAPABILITY.sentences, language)


def test_shared_buyers_of_a_busy_shop_agree_with_a_self_join(busy):
    expected = busy.connection.execute(ORACLE.read_text(encoding="utf-8"), {"as_of": AS_OF}).fetchall()

    result = run(busy, OverlapParams(least_buyers=5, limit=1_000))

    ours = sorted((*sorted((row.first_sku, row.second_sku)), row.buyers_of_both) for row in result.rows)
    assert ours == expected
