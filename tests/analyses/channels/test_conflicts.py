"""Prices, service and stock of channels against each other: small stories by hand, prices of the busy shop in SQL."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.analyses.builders import line, order
from tests.metrics.shop import stock
from zhanggui.analyses.channels.conflicts import CAPABILITY, ConflictsParams, PlacesNotUnderstood, run
from zhanggui.core.sentence import render
from zhanggui.warehouse.inline import inline_warehouse

ORACLE = Path(__file__).parents[2] / "oracles" / "analyses" / "price_conflicts.sql"
FIRST = date(2026, 4, 1)
LAST = FIRST + timedelta(days=27)


def sold(number, channel, at, unit_price, *, sku="t", units=1):
    day = (FIRST + timedelta(days=at)).isoformat()
    return (
        order(number, f"p{number}", day, unit_price * units, channel=channel),
        line(number, 1, sku, unit_price * units, units, channel=channel),
    )


def shop(*sales, **more):
    tables = {"orders": [each for each, _ in sales], "order_lines": [each for _, each in sales]}
    return inline_warehouse(tables | more, as_of=LAST)


def dearer_on(days, *, dear=1_000, cheap=800):
    """Two units a day on tmall at one price, one on jd at another."""
    for at in range(days):
        yield sold(at, "tmall", at, dear, units=2)
        yield sold(100 + at, "jd", at, cheap)


def only(result):
    (row,) = result.rows
    return row


@pytest.mark.slow
def test_the_same_product_dearer_on_the_same_days_is_a_conflict_of_price():
    row = only(run(shop(*dearer_on(8)), ConflictsParams()))

    assert (row.kind.code, row.side.zh, row.other_side.zh, row.sku) == ("price", "tmall", "jd", "t")
    assert row.size.minor == 16 * 200
    assert row.verdict.code == "sure"
    assert render(row.evidence, CAPABILITY.sentences, "zh-CN") == (
        "8 天两边都卖，8 天这边更贵：¥10.00 对 ¥8.00（差 20 %），这边卖出 16 件"
    )


def test_a_difference_within_the_band_is_none():
    prices = shop(*dearer_on(8, dear=1_000, cheap=951))

    assert run(prices, ConflictsParams()).rows == ()
    assert len(run(prices, ConflictsParams(price_band=0.04)).rows) == 1


@pytest.mark.slow
def test_three_days_may_be_chance():
    assert only(run(shop(*dearer_on(3)), ConflictsParams())).verdict.code == "seen"


@pytest.mark.slow
def test_prices_of_different_days_are_not_compared():
    sales = [sold(at, "tmall", at, 1_000) for at in range(8)] + [sold(50 + at, "jd", 10 + at, 500) for at in range(8)]

    assert run(shop(*sales), ConflictsParams()).headline.code == "none"


@pytest.mark.slow
def test_the_prices_of_a_busy_shop_agree_with_plain_sql():
    chance = random.Random(28)  # noqa: S311 - a shop, not a secret
    channels = {"tmall": 1_000, "jd": 950, "own_site": 800}
    busy = shop(
        *(
            sold(
                number,
                channel := chance.choice(list(channels)),
                chance.randrange(20),
                channels[channel] + chance.randrange(200),
                sku=chance.choice("tuv"),
                units=chance.randint(1, 3),
            )
            for number in range(200)
        )
    )
    told = {"from": FIRST, "until": LAST + timedelta(days=1), "band": 0.05}
    expected = busy.connection.execute(ORACLE.read_text(), told).fetchall()
    found = run(busy, ConflictsParams())

    assert len(expected) > 3
    assert sorted(
        (row.sku, row.side.zh, row.other_side.zh, row.evidence.arguments["days"], row.size.minor) for row in found.rows
    ) == sorted(expected)


def rated(channel, count, bad):
    return [
        {
            "channel": channel,
            "review_id": f"{channel}{at}",
            "reviewed_at": "2026-04-10 04:00",
            "stars": 1 if at < bad else 5,
        }
        for at in range(count)
    ]


def refunded(channel, count, slow):
    return [
        {
            "channel": channel,
            "refund_id": f"{channel}{at}",
            "order_id": "1",
            "requested_at": "2026-04-10 04:00",
            "refunded_at": "2026-04-20 04:00" if at < slow else "2026-04-10 06:00",
            "amount_minor": 1,
            "currency": "CNY",
            "status": "refunded",
        }
        for at in range(count)
    ]


@pytest.mark.slow
def test_worse_reviews_than_elsewhere_are_a_conflict_of_service():
    reviews = [*rated("tmall", 100, 30), *rated("jd", 100, 5)]
    row = only(run(shop(sold(1, "tmall", 1, 4_000), reviews=reviews), ConflictsParams()))

    assert (row.side.zh, row.evidence.code, row.evidence.arguments["more"]) == ("tmall", "service_stars", 25)
    assert row.size.minor == 25 * 4_000


@pytest.mark.slow
def test_slow_refunds_are_counted_by_the_limit_that_is_asked():
    tables = {"refunds": [*refunded("tmall", 60, 40), *refunded("jd", 60, 2)]}
    sales = [sold(1, "tmall", 1, 4_000)]

    row = only(run(shop(*sales, **tables), ConflictsParams()))
    assert (row.evidence.code, row.evidence.arguments["bound"], row.evidence.arguments["cases"]) == (
        "service_refunds",
        48,
        60,
    )
    assert run(shop(*sales, **tables), ConflictsParams(refund_hours=480)).rows == ()


@pytest.mark.slow
def test_a_few_bad_reviews_are_no_conflict():
    reviews = [*rated("tmall", 6, 2), *rated("jd", 6, 1)]

    assert run(shop(sold(1, "tmall", 1, 4_000), reviews=reviews), ConflictsParams()).rows == ()


COUNTS = [
    stock("04-01", "t", 5, location="shop"),
    stock("04-02", "t", 0, location="shop"),
    stock("04-03", "t", 0, location="shop"),
    *(stock(f"04-0{at}", "t", 30 + at, location="main") for at in (1, 2, 3)),
]


@pytest.mark.slow
def test_out_of_stock_here_while_it_lies_there():
    sales = shop(sold(1, "store", 0, 2_000, units=3), stock_levels=COUNTS)
    row = only(run(sales, ConflictsParams(places="store=shop")))

    assert (row.kind.code, row.side.zh, row.other_side.zh) == ("stock", "shop", "main")
    assert (row.evidence.arguments["days_out"], row.evidence.arguments["least_held"]) == (2, 32)
    # The store sold 60 yuan on the one day on which it had the product, so two days are 120.
    assert row.size.minor == 12_000


@pytest.mark.slow
def test_a_place_without_a_channel_has_no_price_and_is_asked_for():
    result = run(shop(sold(1, "store", 0, 2_000), stock_levels=COUNTS), ConflictsParams())

    assert only(result).size is None
    assert "places_unknown" in {each.code for each in result.caveats}


@pytest.mark.slow
def test_a_place_that_cannot_be_read_is_refused():
    with pytest.raises(PlacesNotUnderstood):
        run(shop(sold(1, "store", 0, 2_000)), ConflictsParams(places="store"))
