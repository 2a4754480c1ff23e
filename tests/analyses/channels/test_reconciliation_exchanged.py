"""Records in another currency are compared at the rate of their order, and what has no rate is told with its days."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest

from tests.analyses.channels.planted_accounts import Books
from zhanggui.analyses.channels.reconciliation import CAPABILITY, ReconciliationParams, run
from zhanggui.analyses.channels.reconciliation_orders import MOVED_AT, happened, of_records
from zhanggui.core.money import Money
from zhanggui.core.sentence import render
from zhanggui.metrics.measure import measure
from zhanggui.metrics.question import Question
from zhanggui.warehouse.exchanged import day_of, without_rate
from zhanggui.warehouse.inline import inline_warehouse

ORACLE = Path(__file__).parents[2] / "oracles" / "analyses" / "exchanged_records.sql"


def rate(day, value, currency="USD"):
    return {"day": day, "currency": currency, "quote_currency": "CNY", "rate": value}


def dollars(books, **rates):
    """The books with every record of theirs in dollars."""
    for name in ("orders", "payments", "refunds", "settlement_lines"):
        books.tables[name] = [row | {"currency": "USD"} for row in books.tables[name]]
    books.tables["fx_rates"] = [rate(day.replace("_", "-")[1:], value) for day, value in rates.items()]
    return books


def a_sale():
    books = Books()
    books.order("a", "2026-03-01", 10_000, refunded_minor=1_000)
    books.pay("a", "2026-03-01", 10_000)
    books.refund("a", "2026-03-20", 1_000)
    books.settle("a", "2026-03-06", 10_000, fee=450)
    books.book("a", "2026-03-21", -1_000, "refund")
    return books


def told(result):
    return {row.key.removeprefix("tmall."): row.difference.minor for row in result.rows}


@pytest.mark.slow
def test_an_order_and_its_records_share_the_rate_of_the_order_day_and_so_agree():
    result = run(dollars(a_sale(), d2026_02_27=7.0288, d2026_03_05=7.5).warehouse(), ReconciliationParams())

    assert [caveat.code for caveat in result.caveats] == []
    assert {row.check.code: (row.expected.minor, row.recorded.minor) for row in result.checks} == {
        "check_payments": (70_288, 70_288),
        "check_refunds": (-7_029, -7_029),
        "check_settlement": (63_259, 63_259),
        "check_fees": (-3_163, -3_163),
    }
    assert [(row.record.en, row.records, row.original, row.amount.minor) for row in result.exchanges] == [
        ("Payments", 1, Money(10_000, "USD"), 70_288),
        ("Refunds", 1, Money(1_000, "USD"), 7_029),
        ("Statements", 3, Money(8_550, "USD"), 60_096),
    ]
    assert {(row.lowest_rate, row.highest_rate, row.first_rate_day) for row in result.exchanges} == {
        (7.0288, 7.0288, date(2026, 2, 27))
    }


@pytest.mark.slow
def test_a_difference_in_dollars_is_a_difference_in_yuan():
    books = a_sale()
    books.tables["payments"][0]["amount_minor"] = 9_000
    result = run(dollars(books, d2026_01_01=7.0).warehouse(), ReconciliationParams())

    assert told(result) == {"payments.amount_differs": -7_000}


@pytest.mark.slow
def test_a_record_of_no_order_takes_the_rate_of_its_own_day_while_that_is_fresh():
    books = Books()
    books.order("a", "2026-01-01", 10_000)
    books.pay("a", "2026-01-01", 10_000)
    for day, name in (("2026-03-05", "x"), ("2026-03-09", "y"), ("2026-06-29", "z"), ("2025-12-01", "w")):
        books.pay(name, day, 100)
        books.tables["payments"][-1]["currency"] = "USD"
    books.tables["fx_rates"] = [rate("2026-03-01", 7.0), rate("2026-03-09", 7.1)]
    result = run(books.warehouse(), ReconciliationParams())

    assert told(result)["payments.payment_without_order"] == 700 + 710
    (said,) = [each for each in result.caveats if each.code == "foreign_payments"]
    assert said.arguments == {"records": 2, "amount": Money(200, "USD"), "days": "2025-12-01 – 2026-06-29"}
    assert render(said, CAPABILITY.sentences, "en") == (
        "Payments in another currency without a rate (2025-12-01 – 2026-06-29) are not reconciled: 2, $2.00 in all. "
        "Load the rates of these days (zhanggui template rates)."
    )


@pytest.mark.slow
def test_advertising_abroad_counts_in_the_shops_currency_day_by_day():
    ad = {"channel": "meta", "level": "campaign", "campaign": "c"}
    shop = inline_warehouse(
        {
            "ad_stats": [
                ad | {"day": "2026-03-01", "cost_minor": 1_000, "sales_total_minor": 5_000, "currency": "USD"},
                ad | {"day": "2026-03-02", "cost_minor": 1_000, "sales_total_minor": 5_000, "currency": "USD"},
                ad | {"day": "2026-03-02", "cost_minor": 300, "currency": "CNY", "campaign": "d"},
                ad | {"day": "2026-03-02", "cost_minor": 900, "currency": "EUR", "campaign": "e"},
            ],
            "fx_rates": [rate("2026-03-01", 7.0288), rate("2026-03-02", 7.1)],
        }
    )
    answer = measure(shop, Question(metrics=("ad_spend", "ad_sales")))
    assert (answer.value("ad_spend"), answer.value("ad_sales")) == (7_029 + 7_100 + 300, 35_144 + 35_500)
    (said,) = [note for note in answer.notes if note.code == "ads_without_rate"]
    assert said.arguments == {"spend": Money(900, "EUR"), "days": "2026-03-02"}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_what_is_exchanged_agrees_with_plain_sql(seed):
    chance, books = random.Random(seed), Books()  # noqa: S311 - amounts, not secrets
    days = [f"2026-{month:02}-{day:02}" for month in (1, 2, 3, 4, 5) for day in range(1, 29)]
    for number in range(80):
        currency, day, goods = chance.choice(("CNY", "USD", "JPY")), chance.choice(days), chance.randint(1, 99_999)
        books.order(f"o{number}", day, goods, currency=currency)
        for name, row in (
            ("payments", {"payment_id": "p", "paid_at": f"{day} 17:00"}),
            ("refunds", {"refund_id": "r", "refunded_at": f"{chance.choice(days)} 17:00", "status": chance.choice((None, "rejected"))}),
            ("settlement_lines", {"record_id": "s", "account": "x", "channel_kind": "goods", "kind_of_amount": "goods", "occurred_at": f"{chance.choice(days)} 02:00"}),
        ):  # fmt: skip
            key = next(iter(row))
            order = f"o{number}" if chance.random() < 0.7 else f"stray{number}"
            paid_in = currency if chance.random() < 0.8 else chance.choice(("CNY", "USD", "JPY", "EUR"))
            books.tables[name].append(
                {"channel": "tmall", "order_id": order, "amount_minor": chance.randint(-9_999, 99_999), "currency": paid_in}
                | row
                | {key: f"{key}{number}"}
            )  # fmt: skip
    some = chance.sample(days[20:], 9)
    books.tables["fx_rates"] = [rate(day, 7 * (0.9 + chance.random() / 5)) for day in some]
    books.tables["fx_rates"] += [rate("2026-01-10", 0.0465, "JPY")]
    shop = books.warehouse()

    found = []
    for name, at in sorted(MOVED_AT.items()):
        table = of_records(shop, name)
        whole = happened(shop.table(name)) if name == "refunds" else shop.table(name)
        lacking = without_rate(shop, whole, day=day_of(shop, whole[at]), of_orders=True)
        sums = table.aggregate(records=table.count(), amount=table.amount_minor.sum())
        (row,) = shop.fetch(sums).to_pylist()
        (rest,) = shop.fetch(lacking.aggregate(n=lacking.count())).to_pylist()
        found.append((name, row["records"], int(row["amount"]), rest["n"]))
    assert found == shop.connection.execute(ORACLE.read_text("utf-8")).fetchall()
    assert all(rest for *_, rest in found)
