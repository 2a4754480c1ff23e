"""What does the page of one product's price say? The same as its neighbours, and a planted change of price."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.analyses.builders import cost, line, order
from tests.analyses.pricing.test_elasticity import tables
from zhanggui.analyses.pricing.bands.bands import run as bands
from zhanggui.analyses.pricing.bands.params import BandsParams
from zhanggui.analyses.pricing.elasticity.elasticity import run as elasticity
from zhanggui.analyses.pricing.elasticity.params import PriceElasticityParams
from zhanggui.analyses.pricing.one.decided import DecisionsNotUnderstood, PriceDecision, told_decisions
from zhanggui.analyses.pricing.one.one import CAPABILITY, run
from zhanggui.analyses.pricing.one.params import OnePriceParams
from zhanggui.analyses.pricing.parity.params import ParityParams
from zhanggui.analyses.pricing.parity.parity import run as parity
from zhanggui.analyses.products.one.one import NoSuchProduct
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.sentence import render
from zhanggui.core.words import Words
from zhanggui.warehouse.inline import inline_warehouse

FIRST = date(2026, 2, 2)


@pytest.fixture(scope="module")
def teas():
    more = {"products": [{"sku": "cup", "product_name": "Cup", "category": "cups"}]}
    return inline_warehouse(tables() | more)


def planted(*, costs=True):
    """Six weeks at 100.00 with 4 units each, one week unsold, then five weeks at 80.00 with 6; the cost is 30.00."""
    orders, lines = [], []
    for week in range(12):
        if week == 6:
            continue
        minor, units = (10_000, 4) if week < 6 else (8_000, 6)
        day = FIRST + timedelta(days=7 * week + 6)
        orders.append(order(week, f"p{week}", day, minor * units))
        lines.append(line(week, 1, "tea", minor * units, quantity=units))
    told = {"orders": orders, "order_lines": lines} | ({"product_costs": [cost("tea", 3_000)]} if costs else {})
    return inline_warehouse(told)


def test_elasticity_best_price_and_curves_are_those_of_their_analysis(teas):
    found = run(teas, OnePriceParams(sku="green"))
    theirs = elasticity(teas, PriceElasticityParams(sku="green"))
    row = next(each for each in theirs.rows if each.sku == "green")
    assert found.told == (row,)
    assert (found.elasticity, found.best_price, found.gain) == (row.elasticity, row.best_price, row.gain)
    assert (found.profit_curve, found.demand_curve) == (theirs.profit_curve, theirs.demand_curve)
    assert found.headline.code == ("step" if row.best_price else "stay")


def test_what_cannot_be_told_is_told_as_in_its_analysis(teas):
    found = run(teas, OnePriceParams(sku="yellow"))
    theirs = elasticity(teas, PriceElasticityParams())
    assert found.untold == tuple(each for each in theirs.untold if each.sku == "yellow")
    assert found.headline.code == "cannot_tell"
    assert found.best_price is found.profit_curve is None


def test_band_and_parity_are_those_of_their_analyses():
    """Green sold at 80.00 is declared for 100.00 and more; on jd it costs a quarter more in the same weeks."""
    days = [FIRST + timedelta(days=7 * week) for week in range(12)]
    sold = {
        "orders": [
            order(f"{channel}{at}", "p", day, minor * 6, channel=channel)
            for channel, minor in (("own_site", 8_000), ("jd", 10_000))
            for at, day in enumerate(days)
        ],
        "order_lines": [
            line(f"{channel}{at}", 1, "tea", minor * 6, quantity=6) | {"channel": channel}
            for channel, minor in (("own_site", 8_000), ("jd", 10_000))
            for at, day in enumerate(days)
        ],
    }
    shop = inline_warehouse(sold)
    found = run(shop, OnePriceParams(sku="tea", positions="tea=150-"))
    assert found.positions == bands(shop, BandsParams(positions="tea=150-")).rows != ()
    assert found.parity == parity(shop, ParityParams()).rows != ()
    assert {"pricing.bands", "pricing.parity", "products.one"} <= {each.where for each in found.actions}


def test_a_planted_change_of_price_is_found_with_what_came_before_and_after():
    found = run(planted(), OnePriceParams(sku="tea"))
    (change,) = found.changes
    assert change.week == FIRST + timedelta(days=7 * 7)
    assert (change.price_before, change.price_after) == (Money(10_000, "CNY"), Money(8_000, "CNY"))
    assert change.change.rate == pytest.approx(-0.2)
    # The week unsold belongs to the price before: of the four weeks before, three sold 4 units.
    assert (change.units_before, change.units_after) == (3.0, 6.0)
    assert change.profit_before == Money(3 * 4 * 7_000 // 4, "CNY")
    assert change.profit_after == Money(6 * 5_000, "CNY")
    assert (change.weeks_before, change.weeks_after) == (4, 4)
    assert "before_after" in {each.code for each in found.caveats}


def test_parts_whose_tables_are_lacking_say_so_and_the_rest_stands():
    found = run(planted(costs=False), OnePriceParams(sku="tea"))
    assert {"prices_not_loaded", "rivals_not_loaded"} <= {each.code for each in found.caveats}
    assert found.headline.code == "no_prices"
    assert found.changes[0].profit_before is None
    assert found.positions


def test_a_product_without_sales_has_a_page(teas):
    found = run(teas, OnePriceParams(sku="cup"))
    assert found.headline.code == "unsold"
    assert found.changes == found.told == found.untold == found.parity == ()
    assert found.weekly is None


def test_an_unknown_code_is_refused(teas):
    with pytest.raises(NoSuchProduct):
        run(teas, OnePriceParams(sku="nowhere"))


def test_decisions_stand_with_what_was_measured_and_are_counted():
    def yuan(low, estimate, high):
        return MoneyInterval(low=Money(low, "CNY"), estimate=Money(estimate, "CNY"), high=Money(high, "CNY"), level=0.9)

    step = {"title": Words(zh="涨", en="Up"), "status": Words(zh="已核算", en="measured")}
    paid = PriceDecision(
        decision="d1", applied_on=FIRST, expected=yuan(1, 2, 3), measured=yuan(4, 5, 6), pay_off="paid",
        verdict=Words(zh="赚了", en="paid"), **step,
    )  # fmt: skip
    waiting = PriceDecision(decision="d2", title=Words(zh="降", en="Down"), status=Words(zh="待决定", en="proposed"))

    found = run(planted(), OnePriceParams(sku="tea", decisions=told_decisions((waiting, paid))))

    assert [(row.decision, row.measured_profit, row.applied_on) for row in found.decided] == [
        ("d2", None, None),
        ("d1", yuan(4, 5, 6), FIRST),
    ]
    assert (found.decided[1].verdict.en, found.decided[1].expected_profit) == ("paid", yuan(1, 2, 3))
    (told,) = [each for each in found.caveats if each.code == "decisions_measured"]
    assert (
        render(told, CAPABILITY.sentences, "en") == "1 decision on its price was measured: 1 paid, 0 lost, 0 unclear."
    )
    assert run(planted(), OnePriceParams(sku="tea")).decided == ()
    with pytest.raises(DecisionsNotUnderstood):
        run(planted(), OnePriceParams(sku="tea", decisions="d1"))
