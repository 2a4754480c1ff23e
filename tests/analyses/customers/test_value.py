"""What are customers still worth? A shop of known rhythms, what is counted as a purchase, and who is behind a tenth."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from tests.analyses.builders import cost, line, order, refund
from tests.kept import same_shop
from zhanggui.analyses.counted_sales import SalesParams
from zhanggui.analyses.customers.value.purchase_days import bought_by_day, fetch_cells
from zhanggui.analyses.customers.value.rows import Scale
from zhanggui.analyses.customers.value.value import CAPABILITY, ValueParams, members, run
from zhanggui.core.errors import UnknownName
from zhanggui.core.money import Money
from zhanggui.core.sentence import render
from zhanggui.core.words import LANGUAGES

FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)


def regulars(people=60, *, seed=1, **more):
    """Customers who buy at rates of their own and may leave at a purchase; each order brings 10 to 100 yuan."""
    chance = np.random.default_rng(seed)
    orders, number = [], 0
    for who in range(people):
        every, day = chance.gamma(4, 10), int(chance.integers(0, 200))
        while day < 365:
            number += 1
            worth = int(chance.integers(1_000, 10_000))
            orders.append(order(number, f"p{who}", (FIRST + timedelta(days=day)).isoformat(), worth, **more))
            if chance.random() < 0.15:
                break
            day += max(1, int(chance.exponential(every)))
    return orders


def shop(orders, **tables):
    return same_shop({"orders": orders} | tables, as_of=LAST)


def cells(orders, split_day=date(2025, 6, 30), **tables):
    return fetch_cells(shop(orders, **tables), SalesParams(), split_day=split_day, money="net_sales", margin=None)


def codes(result):
    return [caveat.code for caveat in result.caveats]


@pytest.mark.slow
def test_a_purchase_is_a_day_and_time_runs_from_the_first():
    found = cells(
        [
            order(1, "pa", "2025-03-01", 1000),
            order(2, "pa", "2025-03-01", 500),
            order(3, "pa", "2025-05-10", 3000),
            order(4, "pa", "2025-07-01", 5000),
            order(5, None, "2025-07-01", 9000),
        ]
    )

    assert (found.repeats.tolist(), found.latest.tolist(), found.age.tolist()) == ([2], [122], [305])
    assert (found.early_repeats.tolist(), found.early_latest.tolist()) == ([1], [70])
    assert (found.first_worth.tolist(), found.repeat_worth.tolist(), found.mean.tolist()) == ([1500], [8000], [4000])
    assert found.variance_within == pytest.approx(2 * 1000**2)
    split = found.split((LAST - date(2025, 6, 30)).days)
    assert (split.early.age.tolist(), split.came) == ([121], 1)


@pytest.mark.slow
def test_what_came_back_is_off_the_worth_and_the_purchase_stays():
    orders = [order(1, "pa", "2025-03-01", 1000), order(2, "pa", "2025-05-01", 3000), order(3, "pb", "2025-03-01", 700)]

    found = cells(orders, refunds=[refund(2, "2025-05-09", 2900), refund(3, "2025-03-02", 700)])

    assert dict(zip(found.repeats.tolist(), found.repeat_worth.tolist(), strict=True)) == {0: 0, 1: 100}
    assert found.first_worth.sum() == 1000


@pytest.mark.slow
def test_cells_are_what_counting_by_hand_gives():
    orders = regulars(25)
    days = {}
    for each in orders:
        days.setdefault(each["customer"], set()).add(date.fromisoformat(each["ordered_at"][:10]))
    by_hand = sorted((len(each) - 1, (max(each) - min(each)).days, (LAST - min(each)).days) for each in days.values())

    found = cells(orders)

    rows = zip(found.repeats, found.latest, found.age, found.customers, strict=True)
    assert sorted((int(x), int(t), int(age)) for x, t, age, people in rows for _ in range(int(people))) == by_hand
    by_day = bought_by_day(shop(orders), SalesParams())
    assert by_day.again.sum() == sum(x for x, _, _ in by_hand)
    assert by_day.bought.sum() == sum(x + 1 for x, _, _ in by_hand)
    busiest = by_day.last_day - timedelta(days=len(by_day.bought) - 1 - int(by_day.bought.argmax()))
    assert by_day.bought.max() == sum(busiest in each for each in days.values())


@pytest.fixture(scope="module")
def result():
    return run(shop(regulars()), ValueParams(money="net_sales", acquisition_cost=80.0))


@pytest.mark.slow
def test_parts_add_up_to_the_whole(result):
    assert (
        result.customers == sum(row.customers for row in result.cohorts) == sum(row.customers for row in result.tenths)
    )
    for rows in (result.cohorts, result.tenths):
        assert sum(row.purchases.estimate for row in rows) == pytest.approx(result.purchases.estimate)
        assert sum(row.value.estimate.minor for row in rows) == pytest.approx(result.value.estimate.minor, abs=30)
        lost = sum(row.churn.estimate.rate * row.customers for row in rows if row.churn)
        assert lost == pytest.approx(result.churn.estimate.rate * result.customers)
    assert sum(row.share_of_value.rate for row in result.tenths) == pytest.approx(1)
    assert sum(result.chances.values) == result.customers
    assert result.value.low.minor < result.value.estimate.minor < result.value.high.minor
    assert 0 <= result.churn.low.rate < result.churn.estimate.rate < result.churn.high.rate <= 1
    assert result.churn.estimate.rate > 1 - result.still_there.rate  # nobody who has left comes back
    worths = [row.value.estimate.minor / row.customers for row in result.tenths if row.customers]
    assert worths == sorted(worths, reverse=True)


@pytest.mark.slow
def test_models_are_weighed_by_a_test_inside_the_history(result):
    assert (LAST - result.test_from).days + 1 == round(0.33 * (LAST - result.first_day).days)
    weights = [row.weight.rate for row in result.models if row.model != "blend"]
    assert sum(weights) == pytest.approx(1)
    assert {row.came for row in result.models if row.log_score is not None} == {result.models[0].came}
    seen, expected = result.tracking.lines
    assert seen.values[-1] == sum(
        len({each["ordered_at"] for each in regulars() if each["customer"] == f"p{who}"}) - 1 for who in range(60)
    )
    assert expected.values[-1] == pytest.approx(seen.values[-1], rel=0.3)


@pytest.mark.slow
def test_a_festival_is_told_with_what_its_days_are_worth(result):
    rows = {(row.festival.en, row.phase.en): row for row in result.festivals}
    orders = {(each["customer"], each["ordered_at"][:10]) for each in regulars()}
    double11 = {(date(2025, 11, day)).isoformat() for day in range(1, 12)}

    main = rows["Double 11 (Singles' Day)", "main"]
    assert main.seen == sum(day in double11 for _, day in orders)
    assert main.ordinary > 0
    assert min(main.seen / main.ordinary, 1) - 1e-9 <= main.pace <= max(main.seen / main.ordinary, 1) + 1e-9
    assert "festivals_counted" in codes(result)


@pytest.mark.slow
def test_a_new_customer_pays_back_in_some_month(result):
    brought = result.payback.lines[0]
    assert result.acquisition_cost == Money(8000, "CNY")
    assert result.payback_months_at_worst >= result.payback_months >= 1
    assert list(brought.values) == sorted(brought.values)
    assert brought.values[0] == brought.low[0] == brought.high[0]


@pytest.mark.slow
def test_what_is_waited_for_is_worth_less(result):
    now = run(shop(regulars()), ValueParams(money="net_sales", discount_rate=0.0, limit=0))

    assert now.purchases == result.purchases
    assert now.value.estimate.minor > result.value.estimate.minor
    assert now.dearest == ()


@pytest.mark.slow
def test_members_of_a_tenth_are_those_it_counts(result):
    params = ValueParams(money="net_sales")
    warehouse = shop(regulars())

    some = result.tenths[::9]
    found = [warehouse.fetch(members(warehouse, params, row.tenth)).to_pylist() for row in some]

    assert [len(each) for each in found] == [row.customers for row in some]
    everybody = [member["id"] for each in found for member in each]
    assert len(set(everybody)) == len(everybody)
    assert result.dearest[0].customer in {member["id"] for member in found[0]}
    with pytest.raises(UnknownName):
        members(warehouse, params, "d11")


@pytest.mark.slow
def test_without_costs_purchases_are_told_and_their_worth_is_not():
    orders = regulars(30)
    lines = [line(each["order_id"], 1, "t", each["goods_minor"]) for each in orders]
    wares = {"order_lines": lines}

    unknown = run(shop(orders, **wares), ValueParams(limit=3))
    assumed = run(shop(orders, **wares), ValueParams(limit=3, margin_low=0.1, margin_estimate=0.2, margin_high=0.4))
    known = run(shop(orders, **wares, product_costs=[cost("t", 500)]), ValueParams(limit=3))

    assert unknown.headline.code == "purchases_only"
    assert unknown.value is None
    assert unknown.purchases.estimate > 0
    assert "worth_needs_costs" in codes(unknown)
    assert assumed.value.low.minor < 0.55 * assumed.value.estimate.minor
    assert assumed.value.high.minor > 1.9 * assumed.value.estimate.minor
    assert known.value.estimate.minor > assumed.value.estimate.minor


@pytest.mark.slow
@pytest.mark.parametrize(
    "orders, code",
    [
        ([order(1, None, "2025-03-01")], "nobody"),
        ([order(at, f"p{at}", "2025-03-01") for at in range(40)], "cannot_tell"),
        ([order(at, f"p{at}", "2025-12-31") for at in range(40)], "cannot_tell"),
    ],
)
def test_a_base_that_tells_nothing_is_a_clear_answer(orders, code):
    found = run(shop(orders), ValueParams())

    assert found.headline.code == code
    assert (found.value, found.cohorts, found.tenths) == (None, (), ())
    for language in LANGUAGES:
        assert render(found.headline, CAPABILITY.sentences, language)


@pytest.mark.slow
def test_one_model_alone_can_be_asked_for():
    found = run(shop(regulars()), ValueParams(money="net_sales", model="bg_nbd", limit=0))

    assert [row.model for row in found.models] == ["bg_nbd"]
    assert found.models[0].weight.rate == 1
    assert found.models[0].parameters.startswith("r ")


def test_a_declared_margin_widens_both_ends():
    scale = Scale(currency="CNY", level=0.9, low=0.5, high=2.0, missed=0.0, missed_returning=0.0)

    found = scale.money(100.0, 80.0, 130.0)

    assert (found.low.minor, found.estimate.minor, found.high.minor) == (40, 100, 260)
