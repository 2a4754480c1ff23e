"""Does the money reconcile, and is every planted difference named? Exact stories, and a SQL oracle."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.analyses.channels.planted_accounts import CARRIER_MINOR, Books, planted_accounts
from zhanggui.analyses.channels.reconciliation import CAPABILITY, ReconciliationParams, members, run
from zhanggui.core.errors import TablesMissing, UnknownName
from zhanggui.core.money import Money
from zhanggui.core.sentence import render

ORACLE = Path(__file__).parents[2] / "oracles" / "analyses" / "reconciliation.sql"


@pytest.fixture(scope="module")
def planted():
    """A channel wrong in every way that has a name, and which orders are wrong in which way."""
    books, truth = planted_accounts()
    warehouse = books.warehouse()
    yield warehouse, truth, run(warehouse, ReconciliationParams())
    warehouse.close()


def told(result):
    return {row.key.removeprefix("tmall."): row.difference.minor for row in result.rows}


@pytest.mark.slow
def test_every_planted_difference_is_named_and_nothing_else(planted):
    _, truth, result = planted

    named = {row.key: row.orders for row in result.rows}
    assert named == {f"tmall.{check}.{cause}": len(orders) for (check, cause), orders in truth.items()}


@pytest.mark.slow
@pytest.mark.parametrize(
    "row", ["payments.missing_payment", "settlement.not_settled_yet", "settlement.duplicate_settlement"]
)
def test_behind_a_row_stand_exactly_its_orders(planted, row):
    warehouse, truth, _ = planted

    found = warehouse.fetch(members(warehouse, ReconciliationParams(), f"tmall.{row}")).to_pylist()

    assert {each["id"] for each in found} == truth[tuple(row.split("."))]
    assert {each["kind"] for each in found} == {"order"}


@pytest.mark.slow
def test_records_without_an_order_are_listed_by_their_own_id(planted):
    warehouse, _, _ = planted

    found = warehouse.fetch(members(warehouse, ReconciliationParams(), "tmall.payments.payment_without_order"))

    assert {row["id"] for row in found.to_pylist()} == {f"P1-stray_payment-{number}" for number in range(3)}


def test_rows_add_up_to_every_check_and_checks_to_the_total(planted):
    _, _, result = planted

    for check in result.checks:
        assert check.recorded - check.expected == check.difference
        assert check.difference.minor == sum(
            row.difference.minor for row in result.rows if (row.channel, row.check) == (check.channel, check.check)
        )
    assert result.difference.minor == sum(check.difference.minor for check in result.checks)
    assert result.difference == result.explained + result.to_check


def test_every_check_agrees_with_plain_sql(planted):
    warehouse, _, result = planted

    ours = sorted(
        (
            check.channel.zh,
            check.check.code.removeprefix("check_"),
            check.expected.minor,
            check.recorded.minor,
            sum(row.orders for row in result.rows if row.check == check.check),
        )
        for check in result.checks
    )
    sql = ORACLE.read_text(encoding="utf-8")
    assert ours == warehouse.connection.execute(sql, {"carrier_minor": CARRIER_MINOR}).fetchall()


@pytest.mark.slow
def test_a_second_shop_with_other_amounts_adds_up_too():
    books, truth = planted_accounts(seed=1, each=2)
    result = run(books.warehouse(), ReconciliationParams())

    assert result.difference.minor == sum(check.recorded.minor - check.expected.minor for check in result.checks)
    assert {row.key for row in result.rows} == {f"tmall.{check}.{cause}" for check, cause in truth}


def test_orders_older_than_the_statements_are_told_not_compared(planted):
    _, _, result = planted

    (outside,) = (caveat for caveat in result.caveats if caveat.code == "outside_settlement")
    assert outside.arguments["orders"] == 3


def test_the_usual_delay_is_measured_not_assumed(planted):
    (delay,) = planted[2].delays

    assert (delay.usual_days, delay.last_day) == (8, date(2026, 6, 28))


def one_order(**more):
    books = Books()
    books.order("a", "2026-03-01", 10_000, **more)
    books.pay("a", "2026-03-01", 10_000)
    books.settle("a", "2026-03-06", 10_000)
    return books


@pytest.mark.slow
def test_books_that_agree_reconcile_to_the_cent():
    result = run(one_order().warehouse(), ReconciliationParams())

    assert (result.headline.code, result.rows, result.difference.minor) == ("reconciled", (), 0)
    assert [caveat.code for caveat in result.caveats] == ["no_refunds"]


@pytest.mark.slow
def test_what_others_bear_is_owed_by_the_channel():
    books = Books()
    books.order("a", "2026-03-01", 9_000, discount_platform_minor=600, discount_influencer_minor=400)
    books.pay("a", "2026-03-01", 9_000)
    books.settle("a", "2026-03-06", 9_000)
    books.book("a", "2026-03-06", 600, "subsidy_platform")

    assert told(run(books.warehouse(), ReconciliationParams())) == {"settlement.amount_differs": -400}


@pytest.mark.slow
def test_the_carrier_is_expected_on_a_statement_that_charges_for_delivery():
    books = one_order()
    books.book("a", "2026-03-06", -450, "fee_fulfilment")

    assert run(books.warehouse(), ReconciliationParams()).rows == ()


@pytest.mark.slow
def test_an_overcharge_reads_as_a_rate():
    books = Books()
    for number in range(4):
        books.order(str(number), "2026-03-01", 10_000)
        books.settle(str(number), "2026-03-06", 10_000, fee=600)

    (delay,) = run(books.warehouse(), ReconciliationParams()).delays

    assert (delay.declared_rate.rate, delay.charged_rate.rate) == (0.05, 0.06)


@pytest.mark.slow
def test_only_the_days_asked_for_are_compared():
    books = one_order()
    books.order("b", "2026-05-01", 7_000)
    books.pay("c", "2026-05-02", 300)

    warehouse = books.warehouse()

    inside = run(warehouse, ReconciliationParams(end=date(2026, 4, 1)))
    after = run(warehouse, ReconciliationParams(start=date(2026, 4, 1)))

    assert inside.rows == ()
    assert told(after)["payments.payment_without_order"] == 300
    assert told(after)["settlement.not_settled_yet"] == -7_000


@pytest.mark.slow
def test_orders_in_another_currency_without_a_rate_are_told_not_compared():
    books = one_order()
    books.order("usd", "2026-03-02", 5_000, currency="USD")

    result = run(books.warehouse(), ReconciliationParams())

    assert result.rows == ()
    assert [caveat.code for caveat in result.caveats] == ["foreign_orders", "no_refunds"]


@pytest.mark.slow
def test_statements_in_another_currency_are_left_out_with_their_amount():
    books = one_order()
    line = {
        "channel": "tmall",
        "account": "alipay",
        "channel_kind": "goods",
        "currency": "USD",
        "kind_of_amount": "goods",
        "occurred_at": "2026-03-05",
    }
    books.tables["settlement_lines"] += [
        line | {"record_id": "u1", "order_id": "usd", "amount_minor": 5_000},
        line | {"record_id": "u2", "order_id": "usd", "amount_minor": -200, "kind_of_amount": "fee_platform"},
    ]
    warehouse = books.warehouse()
    told_of = [each for each in run(warehouse, ReconciliationParams()).caveats if each.code.startswith("foreign")]

    assert [each.code for each in told_of] == ["foreign_settlement_lines"]
    assert told_of[0].arguments == {"records": 2, "amount": Money(4_800, "USD"), "days": "2026-03-05"}
    later = run(warehouse, ReconciliationParams(start=date(2026, 4, 1)))
    assert not [each for each in later.caveats if each.code.startswith("foreign")]


@pytest.mark.slow
def test_channels_go_by_the_names_that_the_shop_gives_them():
    books = one_order()
    books.tables["channels"] = [{"channel": "tmall", "title_zh": "官网", "title_en": "Own shop"}]
    result = run(books.warehouse(), ReconciliationParams())

    assert {row.channel.zh for row in (*result.checks, *result.rows, *result.delays)} == {"官网"}
    assert "官网" in [said.arguments["channels"].zh for said in result.caveats if said.code == "no_refunds"]


def test_without_any_record_of_money_it_says_which_tables_are_missing():
    books = Books()
    books.order("a", "2026-03-01", 10_000)

    with pytest.raises(TablesMissing) as refusal:
        run(books.warehouse(), ReconciliationParams())

    assert refusal.value.facts["missing"] == ("payments", "refunds", "settlement_lines")


@pytest.mark.slow
def test_a_channel_that_never_sold_and_a_row_that_does_not_exist_are_refused():
    warehouse = one_order().warehouse()

    with pytest.raises(UnknownName, match="tmall"):
        run(warehouse, ReconciliationParams(channel="jd"))
    with pytest.raises(UnknownName, match="missing_settlement"):
        members(warehouse, ReconciliationParams(), "tmall.settlement.bad_luck")


def test_the_headline_names_the_largest_open_difference(planted):
    result = planted[2]

    said = render(result.headline, CAPABILITY.sentences, "en")
    assert result.rows[0].is_open
    assert result.rows[0].cause.en in said
    assert str(result.to_check) in said
