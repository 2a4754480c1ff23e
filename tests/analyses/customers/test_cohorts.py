"""Do new customers come back? Cells counted by hand, unknown where a month is not over, and a busy shop against SQL."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.analyses.builders import line, order
from tests.analyses.busy_shop import AS_OF
from zhanggui.analyses.customers.cohorts import CAPABILITY, CohortParams, members, run
from zhanggui.core.errors import UnknownName
from zhanggui.core.money import Money
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import render
from zhanggui.warehouse.inline import inline_warehouse

ORACLE = Path(__file__).parents[2] / "oracles" / "analyses" / "cohorts.sql"


def shop(*orders, as_of=None):
    return inline_warehouse({"orders": list(orders)}, as_of=as_of)


def cells(result):
    return {(cell.cohort, cell.since): cell.buyers for cell in result.cells}


def codes(result):
    return [caveat.code for caveat in result.caveats]


@pytest.mark.slow
def test_buyers_are_counted_by_months_since_their_first():
    result = run(
        shop(
            order(1, "pa", "2026-01-05"),
            order(2, "pa", "2026-02-05"),
            order(3, "pa", "2026-02-06"),
            order(4, "pb", "2026-01-31"),
            order(5, "pb", "2026-03-01"),
            order(6, "pc", "2026-02-10"),
            as_of=date(2026, 3, 31),
        ),
        CohortParams(),
    )

    assert cells(result) == {
        ("2026-01", 0): 2,
        ("2026-01", 1): 1,
        ("2026-01", 2): 1,
        ("2026-02", 0): 1,
        ("2026-02", 1): 0,
        ("2026-02", 2): None,
    }
    assert [(row.cohort, row.customers, row.returned) for row in result.cohorts] == [
        ("2026-01", 2, 2),
        ("2026-02", 1, 0),
    ]
    assert result.cohorts[0].net_sales == Money(5000, "CNY")
    assert result.cohorts[0].next_retention == Rate(0.5)


@pytest.mark.slow
def test_a_month_that_is_not_over_is_unknown_not_zero():
    bought = (order(1, "pa", "2026-01-05"), order(2, "pb", "2026-02-05"))

    early = run(shop(*bought, as_of=date(2026, 2, 27)), CohortParams())
    over = run(shop(*bought, as_of=date(2026, 2, 28)), CohortParams())

    assert (cells(early)["2026-01", 0], cells(over)["2026-01", 0]) == (1, 1)
    assert cells(over) == {("2026-01", 0): 1, ("2026-01", 1): 0, ("2026-02", 0): 1, ("2026-02", 1): None}
    assert cells(early)["2026-02", 0] is None
    assert [row.is_complete for row in early.cohorts] == [True, False]
    assert "still_growing" in codes(early)
    assert early.retention.values == ((1.0,), (None,))


@pytest.mark.slow
def test_weeks_begin_on_monday_and_are_named_by_it():
    result = run(
        shop(order(1, "pa", "2026-03-01"), order(2, "pa", "2026-03-02"), as_of=date(2026, 3, 8)),
        CohortParams(grain="week"),
    )

    assert cells(result) == {("2026-02-23", 0): 1, ("2026-02-23", 1): 1}


@pytest.mark.slow
def test_the_first_month_of_the_data_is_kept_out_of_the_mean():
    result = run(
        shop(
            order(1, "pa", "2026-01-05"),
            order(2, "pa", "2026-02-05"),
            order(3, "pb", "2026-02-05"),
            order(4, "pc", "2026-02-06"),
            order(5, "pc", "2026-03-06"),
            as_of=date(2026, 3, 31),
        ),
        CohortParams(),
    )

    assert result.curve.lines[0].values == (0.5,)
    assert codes(result) == ["old_customers"]
    assert result.headline.code == "next_only"


@pytest.mark.slow
def test_a_return_is_no_visit_but_its_money_counts():
    result = run(
        inline_warehouse(
            {
                "orders": [order(1, "pa", "2026-01-05", 3000), order(2, "pa", "2026-02-05", None)],
                "order_lines": [line(1, 1, "t", 3000), line(2, 1, "t", -1000, -1, kind="return")],
            },
            as_of=date(2026, 2, 28),
        ),
        CohortParams(),
    )

    assert cells(result) == {("2026-01", 0): 1, ("2026-01", 1): 0}
    assert result.cohorts[0].net_sales == Money(2000, "CNY")
    assert result.worth.values == ((30.0, 20.0),)


@pytest.mark.slow
def test_a_channel_makes_cohorts_of_its_own():
    orders = (order(1, "pa", "2026-01-05"), order(2, "pa", "2026-02-05", channel="jd"))

    result = run(shop(*orders, as_of=date(2026, 3, 31)), CohortParams(channel="jd"))

    assert [(row.cohort, row.customers) for row in result.cohorts] == [("2026-02", 1)]


@pytest.mark.slow
def test_only_cohorts_that_began_in_the_days_asked_for_followed_to_the_end():
    orders = [order(f"{who}{month}", who, f"2026-{month:02d}-15") for who in ("pa", "pb") for month in (1, 2, 3)]
    later = [order("c", "pc", "2026-02-01"), order("c2", "pc", "2026-03-01")]

    result = run(
        shop(*orders, *later, as_of=date(2026, 3, 31)), CohortParams(start=date(2026, 2, 1), end=date(2026, 3, 1))
    )

    assert cells(result) == {("2026-02", 0): 1, ("2026-02", 1): 1}


@pytest.mark.slow
def test_older_cohorts_count_although_only_the_latest_are_listed():
    orders = [order(month, f"p{month}", f"2026-{month:02d}-15") for month in range(1, 6)]

    result = run(shop(*orders, as_of=date(2026, 5, 31)), CohortParams(limit=2))

    assert [row.cohort for row in result.cohorts] == ["2026-04", "2026-05"]
    assert result.customers == 5
    assert "older_not_listed" in codes(result)


@pytest.mark.slow
@pytest.mark.parametrize("orders", [[], [order(1, None, "2026-04-01")]])
def test_nobody_to_follow_is_a_clear_answer(orders):
    result = run(shop(*orders, as_of=date(2026, 4, 2)), CohortParams())

    assert (result.headline.code, result.customers, result.cohorts) == ("nobody", 0, ())


def test_the_headline_of_one_young_cohort_does_not_claim_anything():
    result = run(shop(order(1, "pa", "2026-04-01")), CohortParams())

    assert result.headline.code == "too_early"
    assert "暂时看不出回购" in render(result.headline, CAPABILITY.sentences, "zh-CN")


@pytest.mark.slow
def test_members_of_a_cohort_are_those_it_counts(busy):
    params = CohortParams()

    for row in run(busy, params).cohorts:
        found = busy.fetch(members(busy, params, row.cohort)).to_pylist()
        assert len({member["id"] for member in found}) == row.customers
    with pytest.raises(UnknownName):
        members(busy, params, "spring")


@pytest.mark.parametrize("periods", [3, 12])
def test_a_busy_shop_agrees_with_plain_sql(busy, periods):
    found = busy.connection.execute(ORACLE.read_text(encoding="utf-8"), {"as_of": AS_OF}).fetchall()
    over = {(cohort, since): (buyers, sales) for cohort, since, buyers, sales in found if since <= periods}
    months = {f"{2025 + at // 12}-{at % 12 + 1:02d}": at for at in range(24)}
    over = {key: value for key, value in over.items() if months[key[0]] + key[1] < months["2026-06"]}

    result = run(busy, CohortParams(periods=periods))

    known = {(c.cohort, c.since): (c.buyers, c.net_sales.minor) for c in result.cells if c.buyers is not None}
    assert {key: value for key, value in known.items() if value != (0, 0)} == {
        k: v for k, v in over.items() if v != (0, 0)
    }
    assert sum(row.net_sales.minor for row in result.cohorts) == sum(sales for _, _, _, sales in found)
