"""Is a way of buying named where the purchases show it, and only there?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from scipy.stats import beta, gamma

from tests.analyses.builders import event, line, order
from tests.kept import same_shop
from zhanggui.analyses.customers.types.evidence import Usual, counts, typed, usual_in
from zhanggui.analyses.customers.types.kinds import CANNOT_TELL, FACTS, TYPES
from zhanggui.analyses.customers.types.types import TypesParams, members, run
from zhanggui.core.errors import UnknownName

FIRST = date(2026, 1, 1)


def four_ways():
    """ph buys one tea over and over, pc looks ten times first, pi buys at sight, px tries everything, po came once."""
    orders, lines, events, categories = [], [], [], {}

    def buys(who, at, sku, category, views=()):
        number, day = f"{who}{at}", FIRST + timedelta(days=10 * at)
        orders.append(order(number, who, day.isoformat()))
        lines.append(line(number, 1, sku, 1000))
        categories[sku] = category
        for before in views:
            when = day - timedelta(days=before)
            events.append(event(len(events), f"v{who}", "view", f"{when} 01:00:00", sku=sku, customer=who))

    for at in range(8):
        buys("ph", at, "t0", "c0")
        buys("pc", at, f"a{at}", f"c{at % 2}", views=(5, 5, 4, 4, 3, 3, 2, 2, 1, 0))
        buys("pi", at, f"b{at}", f"c{at % 2}", views=(0,))
        buys("px", at, f"d{at}", f"n{at}")
    buys("po", 0, "t0", "c0")
    products = [{"sku": sku, "category": category} for sku, category in categories.items()]
    tables = {"orders": orders, "order_lines": lines, "events": events, "products": products}
    return same_shop(tables, as_of=date(2026, 4, 30))


def kinds_of(warehouse):
    params = TypesParams()
    names = [kind.code for kind in TYPES] + [CANNOT_TELL]
    return {
        name: [row["id"] for row in warehouse.fetch(members(warehouse, params, name)).to_pylist()] for name in names
    }


def test_every_condition_is_a_fact_with_one_bound_and_no_two_types_are_told_alike():
    for kind in TYPES:
        for condition in kind.conditions:
            assert condition.fact in FACTS
            assert (condition.at_least is None) != (condition.at_most is None)
    assert len({kind.conditions for kind in TYPES}) == len(TYPES)


@pytest.mark.slow
def test_each_way_of_buying_is_named_and_one_purchase_is_no_way():
    assert kinds_of(four_ways()) == {
        "habitual": ["ph"],
        "comparing": ["pc"],
        "emotional": ["pi"],
        "experiential": ["px"],
        "cannot_tell": ["po"],
    }


@pytest.mark.slow
def test_what_is_counted_of_a_customer():
    shop = four_ways()

    rows = {row["customer"]: row for row in shop.fetch(counts(shop, shop.as_of)).to_pylist()}

    told = {name: (rows["pc"][f"{name}_k"], rows["pc"][f"{name}_n"]) for name in FACTS}
    assert told == {"repeated": (0, 7), "new_category": (1, 7), "discounted": (0, 8), "quick": (0, 8), "views": (80, 8)}
    assert (rows["po"]["repeated_n"], rows["po"]["views_n"]) == (None, None)


@pytest.mark.slow
def test_how_sure_it_is_agrees_with_the_exact_posteriors():
    """Beta and gamma tails instead of the logistic curve: within five points."""
    shop = four_ways()
    counted = counts(shop, shop.as_of)
    usual = usual_in(shop, counted)

    rows = shop.fetch(typed(counted, usual, 0.6)).to_pylist()

    for row in rows:
        for kind in TYPES:
            exact = 1.0
            for condition in kind.conditions:
                exact *= tail(row, condition, usual)
            assert row[f"chance_{kind.code}"] == pytest.approx(exact, abs=0.05)


def tail(row, condition, usual: Usual):
    fact, mean = FACTS[condition.fact], usual.means[condition.fact]
    k, n = row[f"{fact.name}_k"], row[f"{fact.name}_n"]
    if not n or n < 3:
        return 0.0
    if fact.is_share:
        usually = min(max(mean, 0.02), 0.98)
        known = beta(2 * usually + k, 2 * (1 - usually) + n - k)
    else:
        known = gamma(2 * mean + k, scale=1 / (2 + n))
    return known.sf(condition.at_least) if condition.at_least is not None else known.cdf(condition.at_most)


@pytest.mark.slow
def test_without_visits_two_types_are_not_told():
    orders = [order(at, "pa", f"2026-04-{at:02d}") for at in range(1, 9)]
    lines = [line(at, 1, "t", 1000) for at in range(1, 9)]

    products = [{"sku": "t", "category": "tea"}]
    result = run(same_shop({"orders": orders, "order_lines": lines, "products": products}), TypesParams())

    assert {row.type: row.customers for row in result.types if row.customers} == {"habitual": 1}
    assert "no_visits" in {caveat.code for caveat in result.caveats}


@pytest.mark.slow
def test_everybody_is_in_one_row_and_the_money_adds_up(busy):
    result = run(busy, TypesParams())

    assert sum(row.customers for row in result.types) == result.customers
    for row in result.types:
        assert busy.fetch(members(busy, TypesParams(), row.type)).num_rows == row.customers
    with pytest.raises(UnknownName):
        members(busy, TypesParams(), "moody")
