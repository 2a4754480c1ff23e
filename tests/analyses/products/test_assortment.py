"""Which products should go? Three teas whose sums are told in advance."""

from __future__ import annotations

import pytest

from tests.analyses.builders import cost, line, order
from zhanggui.analyses.products.assortment.assortment import (
    ACTIONS,
    AssortmentParams,
    TransferOutOfOrder,
    run,
)
from zhanggui.warehouse.inline import inline_warehouse

YEAR = {"start": "2025-04-02", "end": "2026-04-01", "age_days": 0}  # 364 days


def stock(sku, units):
    return {"day": "2026-03-31", "location": "a", "sku": sku, "on_hand": units}


def shop(**more):
    """Forty orders of a good tea that leaves 30.00, two of a slow one that leaves 10.00 and has 400 units in stock."""
    orders = [order(n, f"p{n % 20}", "2026-01-05", 10_000) for n in range(40)]
    orders += [order(n, f"q{n}", "2026-02-05", 5_000) for n in (40, 41)]
    lines = [line(n, 1, "good", 10_000) for n in range(40)] + [line(n, 1, "slow", 5_000) for n in (40, 41)]
    tables = {
        "orders": [*orders, order("z", "pz", "2026-03-31", 10_000)],
        "order_lines": [*lines, line("z", 1, "good", 10_000)],
        "product_costs": [cost("good", 7_000), cost("slow", 4_000)],
        "stock_levels": [stock("good", 5), stock("slow", 400)],
    }
    return inline_warehouse(tables | more)


@pytest.fixture(scope="module")
def found():
    return run(shop(), AssortmentParams(**YEAR))


def test_a_product_whose_stock_costs_more_than_it_leaves_should_go(found):
    """Slow: leaves 20.00 a year, its 400 × 40.00 of stock cost 4,000.00 a year at 25 %."""
    slow = found.rows[0]

    assert (slow.sku, slow.action, slow.cash.minor) == ("slow", ACTIONS["drop"], 1_600_000)
    assert slow.yearly_profit.estimate.minor == 2_000
    assert slow.dropped.estimate.minor == 400_000 - 1_000
    assert slow.break_even.rate == 0
    assert slow.sole_buyers.rate == 1
    assert (found.to_drop, found.freed_cash.minor) == (1, 1_600_000)


def test_the_range_of_the_gain_holds_chance_and_transfer(found):
    """√Σx² of two orders of 10.00 is 14.14; z of 90 % is 1.645: 20.00 ± 23.26."""
    slow = found.rows[0]

    assert slow.yearly_profit.low.minor == pytest.approx(2_000 - 2_326, abs=1)
    assert slow.dropped.low.minor == pytest.approx(400_000 - 0.8 * 4_326, abs=1)
    assert slow.dropped.high.minor == pytest.approx(400_000 + 0.8 * 326, abs=1)


def test_a_product_that_earns_stays(found):
    """Good: leaves 41 × 30.00, saves 5 × 70.00 × 25 % = 87.50: at least 93 % of its demand would have to move."""
    good = found.rows[1]

    assert good.action == ACTIONS["keep"]
    assert good.break_even.rate == pytest.approx(1 - 8_750 / 123_000)


def test_what_it_sells_beside_it_weighs_against_its_going():
    """The slow tea's orders hold a good one too, which leaves 30.00 each."""
    lines = [line(n, 1, "slow", 5_000) for n in (0, 1)] + [line(n, 2, "good", 10_000) for n in (0, 1)]
    orders = [order(n, f"p{n}", "2026-01-05", 15_000) for n in (0, 1)]
    result = run(
        shop(orders=[*orders, order("z", "pz", "2026-03-31")], order_lines=[*lines, line("z", 1, "good", 10_000)]),
        AssortmentParams(**YEAR),
    )
    (slow,) = (row for row in result.rows if row.sku == "slow")

    assert slow.beside.minor == 6_000
    assert slow.dropped.estimate.minor == 400_000 - (2_000 + 3_000) // 2


def test_a_loser_that_starts_buyers_is_to_be_repriced():
    starters = [order(f"s{n}", f"n{n}", "2026-01-04", 1_000) for n in range(10)]
    again = [order(f"g{n}", f"n{n}", "2026-01-20", 10_000) for n in range(10)]
    lines = [line(f"s{n}", 1, "taster", 1_000) for n in range(10)] + [
        line(f"g{n}", 1, "good", 10_000) for n in range(10)
    ]
    result = run(
        shop(
            orders=[*starters, *again, order("z", "n0", "2026-03-31")],
            order_lines=[*lines, line("z", 1, "good", 10_000)],
            product_costs=[cost("good", 7_000), cost("taster", 1_500)],
        ),
        AssortmentParams(**YEAR),
    )

    taster = result.rows[0]

    assert (taster.sku, taster.action, taster.first_orders.rate) == ("taster", ACTIONS["reprice"], 1)


def test_what_is_new_or_without_a_cost_is_not_judged():
    young = run(shop(), AssortmentParams(**YEAR | {"age_days": 300}))
    costless = run(shop(product_costs=[cost("good", 7_000)]), AssortmentParams(**YEAR))

    assert (young.products, young.too_young) == (0, 2)
    assert young.headline.code == "nothing"
    assert (costless.products, costless.unknown) == (1, 1)


def test_without_stock_only_upkeep_is_saved():
    result = run(shop(stock_levels=[]), AssortmentParams(**YEAR, upkeep=100))
    (slow,) = (row for row in result.rows if row.sku == "slow")

    assert slow.cash is None
    assert slow.dropped.estimate.minor == 10_000 - 1_000
    assert "no_stock" in {caveat.code for caveat in result.caveats}


def test_transfer_out_of_order_is_refused():
    with pytest.raises(TransferOutOfOrder):
        AssortmentParams(transfer_low=0.9)
