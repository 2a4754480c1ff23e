"""Which part of the visitors leaves more often than the rest, is that chance, and what does it cost?"""

from __future__ import annotations

import pytest

from tests.analyses.builders import cost, event, line, order
from zhanggui.analyses.customers.funnel import CAPABILITY, FunnelParams, run
from zhanggui.analyses.customers.funnel_parts import part_rows, worst
from zhanggui.analyses.customers.order_worth import Worth
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.sentence import render
from zhanggui.warehouse.inline import inline_warehouse

STEPS = ("view", "cart", "purchase")
# Out of 2,000 visitors 1,000 each came by phone and by desk; of the phones only half as many put something in a cart.
WHOLE = (2_000, 300, 150)
PARTS = {"desktop": (1_000, 200, 100), "mobile": (1_000, 100, 50)}
TEN = Money(1_000, "CNY")
WORTH = Worth(basis="contribution", in_all=MoneyInterval.exactly(TEN))


def found(worth=WORTH, whole=WHOLE, parts=PARTS):
    return {(row.part, row.step): row for row in part_rows(STEPS, whole, parts, worth)}


def test_a_part_that_loses_more_than_the_rest_is_surely_worse_and_the_loss_has_a_price():
    row = found()["mobile", "cart"]

    assert (row.verdict.code, row.gap.rate, row.lost) == ("worse", pytest.approx(-0.1), 900)
    # Half of those in the cart purchase, so a lost visitor is half an order of ten yuan.
    assert row.profit_lost.estimate.minor == 900 * 500
    assert (row.lost_more, row.profit_lost_more.estimate.minor) == (100, 100 * 500)


def test_the_other_part_is_better_and_loses_nothing_more():
    row = found()["desktop", "cart"]

    assert (row.verdict.code, row.lost_more, row.profit_lost_more.estimate.minor) == ("better", 0, 0)


def test_equal_shares_are_alike():
    assert {found()[part, "purchase"].verdict.code for part in PARTS} == {"alike"}


def test_the_worst_step_is_the_one_that_costs_most():
    said = worst(tuple(found().values()))

    assert render(said, CAPABILITY.sentences, "zh-CN") == (
        "「mobile」在「加购」这一步的通过率确定比其余低 10.0 个百分点，多流失 100 位访客，约值 ¥500.00。"
    )


def test_the_same_gap_of_a_few_visitors_may_be_chance():
    parts = {"desktop": (20, 4, 2), "mobile": (20, 2, 1)}
    rows = part_rows(STEPS, (40, 6, 3), parts, WORTH)

    assert {row.verdict.code for row in rows} == {"start", "alike"}
    assert worst(rows).code == "no_part_worse"


def test_one_of_forty_parts_that_differs_a_little_is_not_believed():
    """A gap that one test alone would call significant (p = 0.03) is what forty tests of chance bring."""
    parts = {f"part {at}": (1_000, 100, 50) for at in range(39)} | {"odd": (1_000, 79, 40)}
    whole = tuple(sum(each[at] for each in parts.values()) for at in range(3))
    rows = part_rows(STEPS, whole, parts, Worth())

    assert {row.verdict.code for row in rows} == {"start", "alike"}


def test_a_part_alone_has_no_rest():
    rows = part_rows(STEPS, WHOLE, {"mobile": WHOLE}, WORTH)

    assert [row.verdict.code for row in rows] == ["start", "alone", "alone"]
    assert worst(rows) is None


def visited(number, device, *kinds):
    at = "2026-04-01 0{}:00:00"
    return [
        event(f"{number}-{kind}", f"v{number}", kind, at.format(1 + STEPS.index(kind)), device=device) for kind in kinds
    ]


@pytest.fixture(scope="module")
def shop():
    events = [
        *visited(1, "mobile", "view"),
        *visited(2, "mobile", "view", "cart"),
        *visited(3, "desktop", "view", "cart", "purchase"),
    ]
    sales = {"orders": [order(1, "pa", "2026-04-01", 3_000)], "order_lines": [line(1, 1, "t", 3_000)]}
    return {"events": events, **sales}


@pytest.mark.slow
def test_an_order_is_worth_its_contribution_where_costs_are_known(shop):
    result = run(inline_warehouse(shop | {"product_costs": [cost("t", 1_000)]}), FunnelParams(by="device"))

    lost = {(row.part, row.step): row.profit_lost for row in result.parts}
    assert lost["desktop", "cart"].estimate.minor == 0
    assert "worth_contribution" in {each.code for each in result.caveats}


@pytest.mark.slow
def test_without_costs_it_is_worth_its_sales_and_says_so(shop):
    result = run(inline_warehouse(shop), FunnelParams(by="device"))
    (caveat,) = [each for each in result.caveats if each.code == "worth_sales"]

    assert caveat.arguments["sales_an_order"].estimate.minor == 3_000


@pytest.mark.slow
def test_a_funnel_that_is_not_split_asks_nothing_of_the_sales(shop):
    class Watched:
        def __init__(self, inner):
            self.inner, self.read = inner, set()

        def __getattr__(self, name):
            return getattr(self.inner, name)

        def table(self, name):
            self.read.add(name)
            return self.inner.table(name)

    watched = Watched(inline_warehouse(shop))
    run(watched, FunnelParams())

    assert watched.read == {"events"}
