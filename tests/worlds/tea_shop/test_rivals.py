"""Three other sellers were looked at every week, and in the last one two prices crossed by much."""

from __future__ import annotations

from datetime import date

from zhanggui.worlds.tea_shop.catalogue import catalogue
from zhanggui.worlds.tea_shop.records.rivals import SELLERS, WATCHED, WEEKS, rival_sheet, watched

END = date(2026, 9, 1)


def prices(seed=7):
    products = watched(catalogue("full"))
    found = {}
    for row in rival_sheet(seed, products, END).to_pylist():
        found.setdefault((row["competitor"], row["sku"]), {})[row["observed_day"]] = row["price_minor"]
    return [each.sku for each in products], found


def test_every_seller_and_tea_has_a_whole_price_a_week_up_to_the_last_day():
    skus, found = prices()

    assert len(found) == len(SELLERS) * WATCHED
    for seen in found.values():
        assert (len(seen), max(seen)) == (WEEKS, date(2026, 8, 31))
        assert all(price > 0 and price % 100 == 0 for price in seen.values())
    assert prices()[1] == found
    assert prices(8)[1] != found
    assert len(skus) == WATCHED


def test_the_dearest_goes_far_below_the_first_tea_and_the_cheapest_far_above_the_second():
    (first, second, *_), found = prices()
    cheapest, middle, dearest = (each.name for each in SELLERS)
    last, before = date(2026, 8, 31), date(2026, 8, 24)

    assert found[dearest, first][last] < 0.8 * found[dearest, first][before]
    assert found[dearest, first][last] < found[cheapest, first][last]
    assert found[cheapest, second][last] > 1.1 * found[cheapest, second][before]
    assert found[cheapest, second][last] > found[middle, second][last]
