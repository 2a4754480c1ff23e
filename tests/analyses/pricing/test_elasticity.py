"""What do prices tell of demand? A tea whose demand falls by the square of its price, and teas that cannot tell."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from tests.analyses.builders import cost, line, order
from zhanggui.analyses.pricing.elasticity.earning import Demand, Guardrails, allowed, best, cost_of_test
from zhanggui.analyses.pricing.elasticity.elasticity import NothingSoldUnder, run
from zhanggui.analyses.pricing.elasticity.params import PriceElasticityParams
from zhanggui.analyses.pricing.elasticity.rivals import rival_logs
from zhanggui.analyses.pricing.targets.solving import Economics
from zhanggui.core.period import Period
from zhanggui.offers.prices.endings import Ending
from zhanggui.warehouse.inline import inline_warehouse

WEEKS = 26
FIRST = date(2026, 2, 2)  # a Monday
PLAIN = Economics(cost_minor=4_000, kept_sales=1, kept_units=1, rate=0.1, fixed_minor=0, ads=0)


def price(sku, day, price_minor):
    known = {"channel": "own_site", "sku": sku, "valid_from": f"{day - timedelta(days=1)} 16:00:00"}
    return known | {"price_minor": price_minor, "currency": "CNY"}


def tables():
    """Green tea is 100.00 and 50.00 by turns of fortnights and sells 5 and 20 a week; four others sell 12.

    Red tea is cheaper in the main phase of 618, at three depths; white was out for 100 of 182 days; yellow never moves;
    of black no price is known, and every week it is sold at two.
    """
    orders, lines, prices = [], [], [price(sku, FIRST, 8_000) for sku in ("red", "white", "yellow")]
    prices += [
        price("red", date(2026, 6, day), minor) for day, minor in ((1, 7_000), (10, 6_000), (17, 5_000), (21, 8_000))
    ]
    for week in range(WEEKS):
        monday = FIRST + timedelta(days=7 * week)
        is_high = week // 2 % 2 == 0
        if week % 2 == 0:
            prices.append(price("green", monday, 10_000 if is_high else 5_000))
        for sku, units in (("green", 5 if is_high else 20), ("red", 12), ("white", 12), ("black", 12), ("yellow", 12)):
            number = f"{sku}{week}"
            paid = units * ((10_000 if is_high else 5_000) if sku == "green" else 8_000)
            orders.append(order(number, f"p{number}", monday + timedelta(days=2), paid))
            lines.append(line(number, 1, sku, paid, quantity=units))
            if sku == "black":
                lines.append(line(number, 2, sku, 6 * 7_000, quantity=6))
    last = FIRST + timedelta(days=7 * WEEKS - 1)
    orders.append(order("last", "plast", last, 0))
    lines.append(line("last", 1, None, 0, kind="adjustment"))
    return {
        "orders": orders,
        "order_lines": lines,
        "price_history": prices,
        "product_costs": [cost(sku, 2_000) for sku in ("green", "red", "white", "yellow")],
        "stock_levels": [
            {"day": str(FIRST + timedelta(days=day)), "location": "main", "sku": "white", "on_hand": int(day >= 100)}
            for day in range(7 * WEEKS)
        ],
    }


@pytest.fixture(scope="module")
def shop():
    return inline_warehouse(tables())


@pytest.fixture(scope="module")
def found(shop):
    return run(shop, PriceElasticityParams(start=str(FIRST), end=str(FIRST + timedelta(days=7 * WEEKS))))


def test_demand_that_falls_by_the_square_of_the_price_has_elasticity_minus_two(found):
    (green,) = found.rows

    assert (green.sku, green.price_points) == ("green", 2)
    assert green.own_estimate == pytest.approx(-2.0, abs=0.05)
    assert green.elasticity.low < -2 < green.elasticity.high < -1
    assert (found.products, found.identified) == (5, 1)


def test_what_cannot_be_told_says_why_and_which_test_would_tell(found):
    reasons = {each.sku: each.reason.code for each in found.untold}
    yellow = next(each for each in found.untold if each.sku == "yellow")

    assert reasons == {
        "red": "price_follows_demand",
        "white": "stock_out",
        "yellow": "too_few_price_points",
        "black": "no_price_history",
    }
    assert yellow.test_days % 14 == 0
    assert yellow.test_units > 100
    assert yellow.test_cost.low.minor <= yellow.test_cost.estimate.minor <= yellow.test_cost.high.minor


def test_the_curve_is_that_of_the_first_row(found):
    profit = found.profit_curve.lines[0]

    assert found.curve_sku == "green"
    assert profit.values[12] == pytest.approx(12.5 * 4 * (100 / 60) ** -2 * (100 - 20), rel=0.05)  # in yuan, at 100.00
    assert found.demand_curve.lines[0].values[0] > found.demand_curve.lines[0].values[-1]
    assert all(low <= value <= high for low, value, high in zip(profit.low, profit.values, profit.high, strict=True))


def test_a_product_that_never_sold_has_no_curve(shop):
    with pytest.raises(NothingSoldUnder):
        run(shop, PriceElasticityParams(sku="oolong"))


def demand(mean, *, deviation=0.0, price_minor=8_000):
    return Demand(
        units=100, usual_price_minor=8_000, price_minor=price_minor, mean=mean, deviation=deviation, economics=PLAIN
    )


def test_the_best_price_is_that_of_the_textbook():
    """Constant elasticity: p = ε / (ε + 1) · c / (1 − r) = 2 · 40 / 0.9 at ε = −2, when the step allows it."""
    found_price, gains = best(demand(-2.0), Guardrails(most_step=0.5, least_margin=0, ending=None))

    assert found_price == pytest.approx(2 * 4_000 / 0.9, rel=0.02)
    assert gains[0] == pytest.approx(100 * (8_000 / found_price) ** 2 * (0.9 * found_price - 4_000) - 100 * 3_200)


def test_guardrails_hold_and_the_ending_comes_last():
    rails = Guardrails(most_step=0.1, least_margin=0.4, ending=Ending.read(".9", "CNY"))

    assert allowed(demand(-2.0), rails).tolist() == [8_090, 8_190, 8_290, 8_390, 8_490, 8_590, 8_690, 8_790]
    assert not len(allowed(demand(-2.0), Guardrails(most_step=0.1, least_margin=0.89, ending=None)))


def test_no_step_is_proposed_that_may_well_lose():
    assert best(demand(-1.8, deviation=1.5), Guardrails(most_step=0.1, least_margin=0, ending=None)) is None


def test_a_test_costs_what_the_two_prices_earn_less():
    """At ε = −1 revenue stays 8,000.00, 90 % of it; cost goes with units: 111.1 and 90.9 instead of 100."""
    less = 4_000 * (np.mean([100 / 0.9, 100 / 1.1]) - 100)

    assert cost_of_test(demand(-1.0), 0.1, 2.0)[0] == pytest.approx(2 * less)


def offered(sku, day, price_minor, **more):
    known = {"channel": "jd", "listing_id": f"rival-{sku}", "observed_at": f"{day} 04:00:00", "observed_day": str(day)}
    known |= {"competitor": "rival", "product_name": sku, "sku": sku, "price_minor": price_minor, "currency": "CNY"}
    return known | more


def test_a_price_of_others_counts_from_the_day_it_was_seen_until_it_is_stale_or_sold_out():
    """Seen on the 3rd, 5th (sold out) and 9th day, for fourteen days; nothing is known before it was seen."""
    days = [FIRST + timedelta(days=at) for at in (2, 4, 8)]
    offers = [offered("green", days[0], 9_000), offered("green", days[1], 9_000, is_in_stock=False)]
    warehouse = inline_warehouse(tables() | {"competitor_offers": [*offers, offered("green", days[2], 7_000)]})
    known = rival_logs(warehouse, Period(FIRST, FIRST + timedelta(days=40)))["green"]

    assert np.exp(known[[2, 3, 8, 22]]).round().tolist() == [9_000, 9_000, 7_000, 7_000]
    assert np.isnan(known[[0, 1, 4, 7, 23, 39]]).all()


def test_offers_that_match_no_product_change_no_figure(found):
    offers = [offered("unheard", FIRST + timedelta(days=at), 9_000 + 10 * at) for at in range(0, 180, 7)]
    asked = PriceElasticityParams(start=str(FIRST), end=str(FIRST + timedelta(days=7 * WEEKS)))

    assert run(inline_warehouse(tables() | {"competitor_offers": offers}), asked) == found


def test_a_product_tells_on_which_days_prices_of_others_were_held_fast():
    chance = np.random.default_rng(1)
    prices = chance.choice([7_000, 9_000, 11_000], WEEKS).tolist()
    offers = [offered("green", FIRST + timedelta(days=7 * week), prices[week]) for week in range(WEEKS)]
    asked = PriceElasticityParams(start=str(FIRST), end=str(FIRST + timedelta(days=7 * WEEKS)))
    held = run(inline_warehouse(tables() | {"competitor_offers": offers}), asked)

    assert held.rows[0].rival_days.rate > 0.95
    assert held.rows[0].own_estimate == pytest.approx(-2.0, abs=0.1)
    assert held.caveats[0].code == "own_price_and_rivals"
