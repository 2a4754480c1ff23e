"""Which products earn and can be planned? Weeks by hand, and classes that agree with the ABC analysis."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.analyses.builders import cost, line, order
from tests.kept import same_shop
from zhanggui.analyses.contribution import ProfitNotKnown
from zhanggui.analyses.products.abc_xyz.abc_xyz import AbcXyzParams, members, run
from zhanggui.analyses.products.abc_xyz.params import SteadinessOutOfOrder
from zhanggui.analyses.products.pareto import run as pareto
from zhanggui.analyses.products.pareto_ranking import ParetoParams
from zhanggui.core.money import Money

FIRST = date(2025, 9, 1)


def steady_and_lumpy(**more):
    """Forty weeks: two teas sell every week, another in four of them."""
    weeks = [(FIRST + timedelta(days=7 * at + 3)).isoformat() for at in range(40)]
    lines = [line(at, 1, "steady", 10_000, 10) for at in range(40)]
    lines += [line(at, 2, "lumpy", 20_000, 20) for at in range(0, 40, 10)]
    lines += [line(at, 3, "daily", 1_000, 100) for at in range(40)]
    goods = {at: 31_000 if at % 10 == 0 else 11_000 for at in range(40)}
    orders = [order(at, None, day, goods[at]) for at, day in enumerate(weeks)]
    costs = [cost("steady", 500), cost("lumpy", 900), cost("daily", 9)]
    return same_shop(
        {"orders": orders, "order_lines": lines, "product_costs": costs} | more, as_of=FIRST + timedelta(days=279)
    )


def test_classes_must_rise():
    with pytest.raises(SteadinessOutOfOrder):
        AbcXyzParams(x_until=1.0, y_until=0.5)


@pytest.mark.slow
def test_what_sells_every_week_is_x_and_what_comes_in_lumps_is_z():
    result = run(steady_and_lumpy(), AbcXyzParams())

    rows = {row.sku: row for row in result.rows}
    assert {sku: row.cell for sku, row in rows.items()} == {"steady": "AX", "lumpy": "BZ", "daily": "CX"}
    assert rows["steady"].raw_variation == 0.0
    assert rows["lumpy"].raw_variation == 3.464, "three of the 39 weeks that are whole: √(36 / 3)"
    assert rows["steady"].contribution_profit == Money(200_000, "CNY")
    assert [cell.products for cell in result.cells] == [1, 0, 0, 0, 0, 1, 1, 0, 0]
    assert result.matrix.values == ((1.0, 0.0, 0.0), (0.0, 0.0, 1.0), (1.0, 0.0, 0.0))


@pytest.mark.slow
def test_nothing_with_a_code_is_a_clear_answer():
    shop = same_shop({"orders": [order(1, None, "2026-04-01", 1_000)]})

    assert run(shop, AbcXyzParams()).headline.code == "nothing"


@pytest.mark.slow
def test_members_of_a_cell_are_its_products():
    shop = steady_and_lumpy()

    assert shop.fetch(members(shop, AbcXyzParams(), "BZ")).to_pylist() == [{"kind": "product", "id": "lumpy"}]


@pytest.mark.slow
def test_without_any_cost_there_is_no_class():
    with pytest.raises(ProfitNotKnown):
        run(steady_and_lumpy(product_costs=[]), AbcXyzParams())
    margin = {"margin_low": 0.2, "margin_estimate": 0.3, "margin_high": 0.4}
    assert run(steady_and_lumpy(product_costs=[]), AbcXyzParams(**margin)).products == 3


@pytest.mark.slow
def test_letters_are_those_of_the_abc_analysis(busy):
    result = run(busy, AbcXyzParams(limit=2_000))
    ranked = pareto(busy, ParetoParams(rank_by="contribution_profit", days=364, limit=2_000))

    letters = {row.sku: row.letter_by_profit for row in ranked.rows if row.letter_by_profit}
    assert {row.sku: row.cell[0] for row in result.rows} == letters
    assert any(caveat.code == "without_cost" for caveat in result.caveats)
