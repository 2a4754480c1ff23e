"""Which price leaves the wanted margin? A tea whose every charge is known, solved by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analyses.builders import cost, line, order, refund
from zhanggui.analyses.pricing.targets.solving import Economics
from zhanggui.analyses.pricing.targets.targets import TargetsParams, run
from zhanggui.warehouse.inline import inline_warehouse

QUARTER = {"start": "2026-01-01", "end": "2026-04-01"}


def fee(kind, **amount):
    return {"channel": "own_site", "kind_of_fee": kind, "valid_from": "2020-01-01"} | amount


def shop(**more):
    """Forty teas at 100.00, ten given back; cost 40.00, 50.00 later; 10 % commission, 5.00 an order; ads 300.00."""
    orders = [order(n, f"p{n}", "2026-02-02", 10_000) for n in range(40)]
    tables = {
        "orders": [*orders, order("z", "pz", "2026-03-31", 0)],
        "order_lines": [line(n, 1, "tea", 10_000) for n in range(40)] + [line("z", 1, None, 0, kind="adjustment")],
        "refunds": [
            refund(n, "2026-02-09", 10_000, "#1", kind_of_refund="return_and_refund", quantity=1) for n in range(10)
        ],
        "product_costs": [cost("tea", 4_000), cost("tea", 5_000, "2026-03-01")],
        "fees": [fee("commission", rate=0.1), fee("fixed_per_order", amount_minor=500)],
        "ad_stats": [
            {"channel": "own_site", "campaign": "c", "day": "2026-02-02", "cost_minor": 30_000, "currency": "CNY"}
        ],
    }
    return inline_warehouse(tables | more)


def only(warehouse, **params):
    (row,) = run(warehouse, TargetsParams(**QUARTER | params)).rows
    return row


def test_the_price_is_solved_by_hand_from_what_was_kept_and_charged():
    """Due 4,000.00, kept 3,000.00: κ = υ = 0.75; commission on what is kept; 40 orders of 5.00; no ads asked for.

    p = (50 × 0.75 + f) / (0.75 × (1 − r − 0.2)).
    """
    tea = only(shop(), target=0.2, with_ads=False)
    rate, fixed = tea.fee_share.rate, tea.fixed.minor
    needed = (5_000 * 0.75 + fixed) / (0.75 * (1 - rate - 0.2))

    assert (tea.units, tea.unit_cost.minor, tea.average_price.minor) == (40, 5_000, 10_000)
    assert tea.returned.rate == 0.25
    assert rate == pytest.approx(0.1, abs=0.04)
    assert tea.needed_price.minor == pytest.approx(needed, abs=2)
    assert tea.margin_now.rate == pytest.approx(1 - rate - (3_750 + fixed) / 7_500)
    assert tea.naive_price.minor == 6_000
    assert tea.naive_margin.rate < 0.2 < tea.margin_now.rate


def test_advertising_takes_its_share_of_the_channel():
    """300.00 of 3,000.00 net."""
    tea = only(shop())

    assert tea.ad_share.rate == pytest.approx(0.1)
    assert tea.needed_price.minor > only(shop(), with_ads=False).needed_price.minor


def test_the_ending_is_applied_last_and_its_cost_is_shown():
    plain, ended = only(shop(), with_ads=False), only(shop(), with_ads=False, ending="9.9")

    assert ended.needed_price == plain.needed_price == plain.ended_price
    assert ended.ended_price.minor % 1_000 == 990
    share = 0.75 * (1 - plain.fee_share.rate)
    assert ended.ending_cost.minor == pytest.approx(share * (ended.ended_price.minor - plain.needed_price.minor), abs=2)


def test_a_margin_that_no_price_leaves_is_said_to_be_out_of_reach():
    found = run(shop(), TargetsParams(**QUARTER, target=0.95))

    assert found.impossible == 1
    assert found.rows[0].needed_price is None
    assert found.headline.code == "headline_impossible"


def test_few_units_take_the_channels_shares():
    lines = [line(n, 1, "tea", 10_000) for n in range(39)] + [line(39, 1, "rare", 10_000)]
    found = run(
        shop(order_lines=lines, product_costs=[cost("tea", 4_000), cost("rare", 4_000)]), TargetsParams(**QUARTER)
    )
    rows = {row.sku: row for row in found.rows}

    assert rows["rare"].basis.en == "the whole channel"
    assert rows["rare"].returned.rate == pytest.approx(0.25)
    assert "few_units" in {caveat.code for caveat in found.caveats}


def test_what_has_no_cost_is_counted_and_not_solved():
    found = run(shop(product_costs=[]), TargetsParams(**QUARTER))

    assert (found.pairs, found.without_cost, found.headline.code) == (0, 1, "nothing")


@given(
    st.builds(
        Economics,
        cost_minor=st.floats(0, 1e5),
        kept_sales=st.floats(0.2, 1),
        kept_units=st.floats(0, 1),
        rate=st.floats(0, 0.4),
        fixed_minor=st.floats(1, 1e4),
        ads=st.floats(0, 0.4),
    ),
    st.floats(-0.5, 0.9),
)
def test_the_price_for_a_margin_leaves_that_margin(economics, margin):
    price = economics.price_for(margin)

    if price is None:
        assert margin >= 1 - economics.rate - economics.ads - 1e-12
    else:
        assert economics.margin_at(price) == pytest.approx(margin, abs=1e-6)
