"""What does the page of one product say? A tea with two channels, a change of price, stock and reviews."""

from __future__ import annotations

from datetime import date

import pytest

from tests.analyses.builders import cost, line, order, refund
from zhanggui.analyses.products.one.one import NoSuchProduct, OneProductParams, members, run
from zhanggui.stats.counted_rate import counted_rate
from zhanggui.warehouse.inline import inline_warehouse


def shop(**more):
    """Three orders of the tea in March, one of them with a cup; one order of it in December, and one of a cup."""
    tables = {
        "channels": [{"channel": "jd", "title_zh": "京东", "title_en": "JD"}],
        "orders": [
            order(1, "pa", "2026-03-02", 2_000),
            order(2, "pa", "2026-03-20", 1_500),
            order(3, None, "2026-03-31", 1_000, channel="jd"),
            order(4, "pb", "2025-12-20", 1_000),
            order(5, "pb", "2026-03-05", 500),
        ],
        "order_lines": [
            line(1, 1, "tea", 2_000, 2),
            line(2, 1, "tea", 1_000),
            line(2, 2, "cup", 500),
            line(3, 1, "tea", 1_000) | {"channel": "jd"},
            line(4, 1, "tea", 1_000),
            line(5, 1, "cup", 500),
        ],
        "refunds": [refund(2, "2026-03-25", 1_000, "#1", kind_of_refund="return_and_refund", quantity=1)],
        "products": [{"sku": "tea", "product_name": "Green", "category": "teas", "supplier_id": "s1"}],
        "product_costs": [cost("tea", 400), cost("cup", 100)],
        "stock_levels": [
            {"day": "2026-03-30", "location": "a", "sku": "tea", "on_hand": 0},
            {"day": "2026-03-31", "location": "a", "sku": "tea", "on_hand": 14},
        ],
        "price_history": [
            {"channel": "own_site", "sku": "tea", "valid_from": f"2026-0{month}-10 04:00:00", "price_minor": minor}
            | {"currency": "CNY"}
            for month, minor in ((1, 1_200), (2, 1_200), (3, 1_000))
        ],
        "reviews": [
            {
                "channel": "own_site",
                "review_id": str(n),
                "sku": "tea",
                "stars": stars,
                "reviewed_at": "2026-03-28 04:00:00",
            }
            for n, stars in enumerate((5, 4))
        ],
    }
    return inline_warehouse(tables | more)


@pytest.fixture(scope="module")
def tea():
    return run(shop(), OneProductParams(sku="tea", days=31))


def test_what_it_sold_and_left_in_the_period(tea):
    """Sold 4 units for 40.00, one came back: 30.00 − 3 × 4.00 = 18.00."""
    assert (tea.units, tea.units_before, tea.orders, tea.buyers) == (4, 0, 3, 1)
    assert (tea.net_sales.minor, tea.contribution_profit.estimate.minor) == (3_000, 1_800)
    assert tea.contribution_margin.rate == 0.6
    assert tea.share_of_sales.rate == 3_000 / 4_000
    assert (tea.category, tea.supplier, tea.launched_day) == ("teas", "s1", date(2025, 12, 20))


def test_its_pull_is_the_share_of_first_orders_of_known_buyers(tea):
    assert tea.first_orders.estimate.rate == 0.5


def test_its_stock_lasts_as_long_as_its_pace_lets_it(tea):
    """Two units in the latest 28 days, fourteen on hand."""
    pace = counted_rate(2, 28)

    assert (tea.on_hand, tea.days_out) == (14, 1)
    assert tea.cover.estimate == 14 / (2 / 28)
    assert (tea.cover.low, tea.cover.high) == (14 / pace.high, 14 / pace.low)


def test_its_channels_changes_of_price_and_stars(tea):
    assert [(row.channel.en, row.units, row.average_price.minor) for row in tea.channels] == [
        ("own_site", 3, 1_000),
        ("JD", 1, 1_000),
    ]
    assert tea.channels[0].price_now.minor == 1_000
    assert [(row.day, row.price.minor, row.change and round(row.change.rate, 4)) for row in tea.prices] == [
        (date(2026, 3, 10), 1_000, -0.1667),
        (date(2026, 1, 10), 1_200, None),
    ]
    assert (tea.stars, tea.reviews) == (4.5, 2)


def test_the_weeks_add_up_to_the_year(tea):
    (units,) = tea.weekly.lines

    assert sum(units.values) == 5
    assert units.values[-1] == 1
    assert len(units.values) == 52


def test_what_is_in_the_same_orders(tea):
    """One order has both; three of four have tea, two have the cup: 1 × 4 / (3 × 2)."""
    (cup,) = tea.companions

    assert (cup.sku, cup.orders, cup.share.rate, cup.lift) == ("cup", 1, 1 / 3, 4 / 6)


def test_who_bought_both_can_be_listed():
    warehouse = shop()
    found = warehouse.fetch(members(warehouse, OneProductParams(sku="tea", days=31), "cup"))

    assert found["id"].to_pylist() == ["pa"]


def test_a_product_that_nobody_knows_is_refused():
    with pytest.raises(NoSuchProduct):
        run(shop(), OneProductParams(sku="coffee"))


def test_a_product_of_the_catalogue_that_was_never_sold_has_a_page():
    found = run(shop(products=[{"sku": "new", "product_name": "New"}]), OneProductParams(sku="new"))

    assert found.headline.code == "unsold"
    assert [row.what.code for row in found.actions] == ["do_unsold"]
    assert found.first_orders is None
    assert found.cover is None


def test_without_stock_reviews_and_costs_these_are_unknown():
    bare = {name: [] for name in ("stock_levels", "reviews", "product_costs", "price_history", "products", "refunds")}
    found = run(shop(**bare), OneProductParams(sku="tea", days=31))

    assert (found.on_hand, found.days_out, found.stars, found.unit_cost) == (None, None, None, None)
    assert found.contribution_profit is None
    assert found.caveats[0].code == "costs_missing"
