"""Who delivers late, with rejects, dearer, or goods that come back? Sums told in advance."""

from __future__ import annotations

import pytest

from tests.analyses.builders import line, order, refund
from zhanggui.analyses.supply.suppliers.known import SuppliersParams
from zhanggui.analyses.supply.suppliers.suppliers import CAPABILITY, run
from zhanggui.core.sentence import render
from zhanggui.warehouse.inline import inline_warehouse

SUPPLIERS = ("slow", "steady", "other")


def purchase(number, supplier, day, **more):
    """Ten units ordered on a day of January at 5.00, promised ten days later, arrived then and all sound."""
    known = {"purchase_order_id": f"{supplier}-{number}", "line_id": "1", "supplier_id": supplier, "sku": supplier}
    known |= {"ordered_day": f"2026-01-{day:02}", "promised_day": f"2026-02-{day:02}", "currency": "CNY"}
    known |= {"received_day": f"2026-02-{day:02}", "quantity_ordered": 10, "unit_price_minor": 500}
    return known | {"quantity_received": 10, "quantity_rejected": 0} | more


def shop(**more):
    """Thirty lines a supplier; the slow one delivers twenty of them five days late and two with rejects."""
    lines = []
    for supplier in SUPPLIERS:
        for number in range(30):
            day = 1 + number % 20
            late = {"received_day": f"2026-02-{day + 5:02}"} if supplier == "slow" and number < 20 else {}
            faulty = {"quantity_rejected": 5} if supplier == "slow" and number < 2 else {}
            lines.append(purchase(number, supplier, day, **late, **faulty))
    tables = {
        "orders": [order(1, "pa", "2026-01-05", 3_000), order(2, "pz", "2026-03-31")],
        "order_lines": [line(1, at, name, 1_000) for at, name in enumerate(SUPPLIERS)] + [line(2, 1, "slow", 1_000)],
        "products": [{"sku": name, "supplier_id": name, "category": "tea"} for name in SUPPLIERS],
        "suppliers": [{"supplier_id": "slow", "supplier_name": "Slow & Sons", "lead_time_days": 30}],
        "purchase_orders": lines,
    }
    return inline_warehouse(tables | more)


@pytest.fixture(scope="module")
def rows():
    found = run(shop(), SuppliersParams())
    return found, {row.supplier_id: row for row in found.rows}


def test_who_is_late_more_often_than_the_others_is_named(rows):
    found, row = rows

    assert row["slow"].verdict.en == "often late"
    assert row["steady"].verdict.en == row["other"].verdict.en == "no fault found"
    assert row["slow"].on_time.estimate.rate == pytest.approx(1 / 3, abs=0.05)
    assert row["steady"].on_time.estimate.rate > 0.97
    assert "Slow & Sons" in render(found.headline, CAPABILITY.sentences, "en")


def test_what_was_ordered_arrived_and_was_rejected_adds_up(rows):
    slow = rows[1]["slow"]

    assert (slow.placed, slow.spent.minor, slow.agreed_days) == (30, 30 * 10 * 500, 30)
    assert (slow.lead_days, slow.lead_days_late) == (36, 36)
    assert (slow.filled.rate, slow.rejected.rate, slow.rejected_worth.minor) == (1.0, 10 / 300, 5_000)
    assert slow.overdue.minor == 0
    assert rows[1]["steady"].lead_days == 31


def test_prices_compare_the_last_day_with_the_first():
    dearer = [
        purchase(1, "slow", 3, unit_price_minor=500),
        purchase(2, "slow", 9, unit_price_minor=600, quantity_ordered=30),
        purchase(3, "steady", 3),
    ]
    found = {row.supplier_id: row for row in run(shop(purchase_orders=dearer), SuppliersParams()).rows}

    assert found["slow"].price_change.rate == pytest.approx(0.2)
    assert found["slow"].verdict.en == "prices up by more than 5 %"
    assert found["steady"].price_change is None
    assert found["steady"].verdict.en == "too few orders to tell"


def test_what_has_not_arrived_after_its_promised_day_is_late_and_overdue():
    never = {"received_day": None, "quantity_received": None, "quantity_rejected": None, "status": "confirmed"}
    lines = [purchase(1, "slow", 3, **never), purchase(2, "slow", 4, **never | {"status": "cancelled"})]
    (slow,) = (row for row in run(shop(purchase_orders=lines), SuppliersParams()).rows if row.supplier_id == "slow")

    assert (slow.placed, slow.overdue.minor) == (1, 5_000)
    assert slow.lead_days is None
    assert slow.on_time.estimate.rate < 0.5


def test_goods_that_come_back_are_charged_to_their_supplier():
    orders = [order(n, f"p{n}", "2026-01-05", 1_000) for n in range(300)]
    lines = [line(n, 1, SUPPLIERS[n % 3], 1_000) for n in range(300)]
    gone = [
        refund(n, "2026-01-09", 1_000, "#1", kind_of_refund="return_and_refund", quantity=1) for n in range(0, 150, 3)
    ]
    some = [refund(n, "2026-01-09", 1_000, "#1", kind_of_refund="return_and_refund", quantity=1) for n in (1, 4, 2, 5)]
    warehouse = shop(
        orders=[*orders, order("z", "pz", "2026-03-31")], order_lines=lines, refunds=[*gone, *some], purchase_orders=[]
    )
    found = {row.supplier_id: row for row in run(warehouse, SuppliersParams(settle=14)).rows}

    assert found["slow"].verdict.en == "goods come back"
    assert found["slow"].lines_beyond.low > 20
    assert found["steady"].verdict.en == "no fault found"


def test_without_purchase_orders_the_answer_says_what_to_export():
    found = run(shop(purchase_orders=[]), SuppliersParams())

    assert found.caveats[0].code == "no_purchases"
    assert found.rows[0].on_time is None
    assert found.rows[0].net_sales.minor > 0
