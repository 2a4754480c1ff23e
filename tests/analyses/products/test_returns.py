"""Which products come back too often? A shop with one bad teapot, counted by hand and in plain SQL."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.analyses.builders import cost, line, order, refund
from tests.analyses.busy_shop import AS_OF
from zhanggui.analyses.products.returns.returns import CAPABILITY, ReturnsParams, members, run
from zhanggui.core.sentence import render
from zhanggui.warehouse.inline import inline_warehouse

ORACLE = Path(__file__).parents[2] / "oracles" / "analyses" / "returns.sql"
BACK = {"pot": 12, "cup": 2, "lid": 2, "jar": 2}
SOLD = 40


def shop(*, refunds=True, costs=True):
    """Four pieces of teaware, forty of each sold at 100.00; twelve pots came back broken, two of each other."""
    orders, lines, back = [], [], []
    for place, (sku, broken) in enumerate(BACK.items()):
        for number in range(place * SOLD, (place + 1) * SOLD):
            orders.append(order(number, f"p{number}", "2026-01-05", 10_000))
            lines.append(line(number, 1, sku, 10_000))
            if number - place * SOLD < broken:
                reason = "broken" if sku == "pot" else "late"
                back.append(
                    refund(number, "2026-01-09", 10_000, "#1", kind_of_refund="return_and_refund", reason=reason)
                    | {"quantity": 1}
                )
    last = order("last", "pz", "2026-03-31", 10_000)
    products = [{"sku": sku, "category": "teaware"} for sku in BACK]
    tables = {"orders": [*orders, last], "order_lines": [*lines, line("last", 1, "pot", 10_000)], "products": products}
    tables |= {"refunds": back} if refunds else {}
    tables |= {"product_costs": [cost(sku, 6_000) for sku in BACK]} if costs else {}
    return inline_warehouse(tables)


@pytest.fixture(scope="module")
def broken_pots():
    return shop()


@pytest.fixture(scope="module")
def answer(broken_pots):
    return run(broken_pots, ReturnsParams(settle=14))


def test_the_pot_that_breaks_is_named_with_its_reason_and_its_cost(answer):
    pot = answer.rows[0]

    assert (pot.sku, pot.lines_sold, pot.lines_back, pot.share_back.rate) == ("pot", 40, 12, 0.3)
    assert pot.verdict.code == "worse"
    assert pot.usual.rate == pytest.approx(0.05, abs=0.02)
    assert pot.given_back.minor == 120_000
    assert pot.reason is not None
    assert pot.reason.arguments["reason"] == "broken"
    assert answer.worse_products == 1


def test_what_came_back_beyond_the_usual_costs_the_profit_of_a_kept_line(answer):
    """A kept line leaves 100 − 60 = 40.00, a returned one nothing."""
    pot = answer.rows[0]

    assert pot.profit_lost is not None
    assert pot.profit_lost.estimate.minor == pytest.approx(4_000 * pot.lines_beyond.estimate, abs=1)
    assert pot.profit_lost.low.minor == pytest.approx(4_000 * pot.lines_beyond.low, abs=1)
    assert answer.profit_lost == pot.profit_lost


def test_the_others_are_like_their_kind(answer):
    assert {row.verdict.code for row in answer.rows[1:]} == {"usual"}
    assert answer.share_back is not None
    assert answer.share_back.estimate.rate == 18 / 160


def test_orders_that_had_no_time_to_come_back_are_left_out(answer):
    assert answer.last_day == date(2026, 3, 17)
    assert sum(row.lines_sold for row in answer.rows) == 160
    assert answer.caveats[0].code == "too_young"


def test_how_long_returns_take_is_assumed_where_too_few_tell(broken_pots):
    found = run(broken_pots, ReturnsParams())

    assert found.settle_days == 30
    assert found.caveats[0].code == "too_young_assumed"


def test_reasons_are_ranked_by_money_and_add_up(answer):
    assert [(row.reason, row.cases, row.money.minor) for row in answer.reasons] == [
        ("broken", 12, 120_000),
        ("late", 6, 60_000),
    ]
    assert answer.reasons[-1].cumulative.rate == 1.0


def test_who_sent_it_back_can_be_listed(broken_pots):
    found = broken_pots.fetch(members(broken_pots, ReturnsParams(), "cup"))

    assert sorted(found["id"].to_pylist()) == ["p40", "p41"]


def test_without_any_return_the_answer_says_what_to_load():
    found = run(shop(refunds=False), ReturnsParams(settle=14))

    assert found.headline.code == "nothing_back"
    assert found.rows == ()
    assert "售后" in render(found.headline, CAPABILITY.sentences, "zh-CN")


def test_without_costs_the_loss_is_unknown_and_not_nothing():
    found = run(shop(costs=False), ReturnsParams(settle=14))

    assert found.headline.code == "headline"
    assert found.rows[0].profit_lost is None
    assert found.profit_lost is None


def test_every_product_counts_as_plain_sql_counts_it(busy):
    found = run(busy, ReturnsParams(settle=0, limit=5000))
    rows = busy.connection.execute(ORACLE.read_text(encoding="utf-8"), {"last_day": AS_OF}).fetchall()

    assert {(row.sku, row.lines_sold, row.lines_back, row.given_back.minor) for row in found.rows} == set(rows)
