"""Three other sellers were looked at every week, and in the last one two prices crossed by much."""

from __future__ import annotations

from datetime import date

from zhanggui.worlds.tea_shop.catalogue import catalogue
from zhanggui.worlds.tea_shop.ordinary import ordinary_truth
from zhanggui.worlds.tea_shop.records.rivals import (
    SELLERS,
    WAR_CUT,
    WAR_WEEKS,
    WATCHED,
    WEEKS,
    fought_over,
    own_cut,
    rival_sheet,
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


def test_the_cheapest_fights_over_one_tea_in_the_last_weeks():
    (_, _, tea, *_), found = prices()
    fought = prices(fought=tea)[1]

    for (seller, sku), seen in found.items():
        cuts = [fought[seller, sku][day] / price for day, price in sorted(seen.items())]
        if (seller, sku) == (SELLERS[0].name, tea):
            assert cuts[:-WAR_WEEKS] == [1] * (WEEKS - WAR_WEEKS)
            assert all(abs(cut - WAR_CUT) < 0.02 for cut in cuts[-WAR_WEEKS:])
        else:
            assert cuts == [1] * WEEKS


def test_the_tea_that_is_fought_over_truly_earns_more_when_it_goes_back_up(tmp_path):
    truth = ordinary_truth(seed=20260901, start=date(2024, 9, 1), end=END, newcomers_per_day=1.0, range_="full")
    products = watched(catalogue("full"))
    truth.save(tmp_path / "truth.json")
    fought = fought_over(truth, products)
    its, tea = truth.product(fought), next(each for each in products if each.sku == fought)

    assert not its.is_price_tested
    assert fought_over(truth, [each for each in products if truth.product(each.sku).is_price_tested]) is None
    cut = own_cut(tmp_path, date(2026, 7, 15))
    assert cut == {
        "kind": "price",
        "sku": fought,
        "price_minor": round(tea.list_price_minor * WAR_CUT, -2),
        "at": "2026-07-15",
    }
    now, cost = cut["price_minor"], tea.cost_minor

    def earned(price):
        return (price / now) ** its.elasticity * (price * 0.9 - cost)

    assert earned(now * 1.1) > 1.05 * earned(now), "after fees of a tenth, a step of a tenth earns a twentieth more"
