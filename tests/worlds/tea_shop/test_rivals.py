"""Three other sellers were looked at every week, and in the last one two prices crossed by much."""

from __future__ import annotations

from datetime import date

from zhanggui.worlds.tea_shop.catalogue import catalogue
from zhanggui.worlds.tea_shop.ordinary import ordinary_truth
from zhanggui.worlds.tea_shop.records.rivals import (
    SELLERS,
    SHORT_RISE,
    SHORT_WEEKS,
    WATCHED,
    WEEKS,
    ended_test,
    rival_sheet,
    short_tea,
    watched,
)

END = date(2026, 9, 1)


def prices(seed=7, **more):
    products = watched(catalogue("full"))
    found = {}
    for row in rival_sheet(seed, products, END, **more).to_pylist():
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


def test_all_but_the_cheapest_ask_more_for_the_tea_that_is_short():
    (_, _, tea, *_), found = prices()
    short = prices(short=tea)[1]

    for (seller, sku), seen in found.items():
        rises = [short[seller, sku][day] / price for day, price in sorted(seen.items())]
        if sku == tea and seller != SELLERS[0].name:
            assert rises[:-SHORT_WEEKS] == [1] * (WEEKS - SHORT_WEEKS)
            assert all(abs(rise - SHORT_RISE) < 0.02 for rise in rises[-SHORT_WEEKS:])
        else:
            assert rises == [1] * WEEKS


def test_the_tea_that_is_short_tells_by_its_test_which_ends(tmp_path):
    truth = ordinary_truth(seed=7, start=date(2024, 9, 1), end=END, newcomers_per_day=1.0, range_="full")
    products = watched(catalogue("full"))
    tested = [each for each in truth.products if each.is_price_tested and each.sku in {p.sku for p in products}]
    truth.save(tmp_path / "truth.json")

    tea = short_tea(truth, products)

    assert tea == max(tested, key=lambda each: each.attraction).sku
    assert short_tea(truth, [each for each in products if each.sku not in {t.sku for t in tested}]) is None
    over = ended_test(tmp_path, date(2026, 7, 15))
    price = next(each.list_price_minor for each in products if each.sku == tea)
    assert over == {"kind": "price", "sku": tea, "price_minor": price, "at": "2026-07-15"}
