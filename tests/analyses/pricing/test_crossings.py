"""Who crossed our price, and what left its band? Crossings planted on known days, and a second way in plain SQL."""

from __future__ import annotations

from datetime import date, timedelta

import duckdb
import pytest

from tests.analyses.builders import line, order
from zhanggui.analyses.pricing.bands.banding import Range
from zhanggui.analyses.pricing.crossings.crossings import CAPABILITY, run
from zhanggui.analyses.pricing.crossings.following import Pair, crossed, left
from zhanggui.analyses.pricing.crossings.params import CrossingsParams
from zhanggui.core.sentence import render
from zhanggui.warehouse.inline import inline_warehouse

LAST = date(2026, 3, 31)
FIRST = LAST - timedelta(days=40)
DAYS = [FIRST + timedelta(days=at) for at in range(41)]


def sold(paid):
    """Three sales a day of each product, at what `paid` says of the day."""
    orders, lines = [], []
    for at, day in enumerate(DAYS):
        for sale in range(3):
            number = f"{at}-{sale}"
            orders.append(order(number, f"p{number}", str(day), sum(price(day) for price in paid.values())))
            lines += [line(number, position, sku, price(day)) for position, (sku, price) in enumerate(paid.items(), 1)]
    return {"orders": orders, "order_lines": lines}


def offer(seller, sku, day, price_minor, **more):
    known = {"channel": "jd", "listing_id": f"{seller}-{sku}", "observed_at": f"{day} 04:00:00", "observed_day": day}
    known |= {"competitor": seller, "product_name": f"{seller} {sku}", "sku": sku, "price_minor": price_minor}
    return {**known, "observed_day": str(day), "currency": "CNY", **more}


def always(price):
    return lambda _: price


def since(day, before, after):
    return lambda at: before if at < date.fromisoformat(day) else after


def asked(offers, paid, **params):
    tables = sold(paid) | {"competitor_offers": list(offers)} if offers else sold(paid)
    return run(inline_warehouse(tables), CrossingsParams(**params))


def weekly(seller, sku, *prices, last=LAST):
    """One observation a week, the last one on the last day."""
    weeks = len(prices)
    return [offer(seller, sku, last - timedelta(days=7 * (weeks - at)), price) for at, price in enumerate(prices, 1)]


def told(found):
    return {(row.day.isoformat(), row.what.code, row.sku) for row in found.rows}


def test_a_competitor_that_goes_below_or_above_our_price_is_told_once_on_the_day_it_was_seen():
    offers = [*weekly("a", "green", 11_000, 10_900, 9_500), *weekly("b", "green", 9_000, 9_100, 10_500)]
    offers += weekly("c", "green", 11_000, 10_900, 10_500)

    found = asked(offers, {"green": always(10_000)})

    assert told(found) == {("2026-03-31", "rival_below", "green"), ("2026-03-31", "rival_above", "green")}
    below = next(row for row in found.rows if row.what.code == "rival_below")
    amounts = {name: below.what.arguments[name].minor for name in ("before", "after", "own_before", "own")}
    assert amounts == {"before": 10_900, "after": 9_500, "own_before": 10_000, "own": 10_000}
    assert below.against_line.rate == pytest.approx(-0.05)
    assert (found.offers, found.unknown, found.headline.arguments["rivals"]) == (3, 0, 2)


def test_the_same_crossing_keeps_its_key_the_days_after_and_another_offer_has_its_own():
    offers = [offer("a", "green", day, 9_000 if day >= date(2026, 3, 28) else 11_000) for day in DAYS]
    later = [*offers, offer("b", "green", date(2026, 3, 30), 11_000), offer("b", "green", LAST, 9_000)]

    (first,) = asked(offers, {"green": always(10_000)}).rows
    keys = [row.key for row in asked(later, {"green": always(10_000)}).rows]

    assert first.day == date(2026, 3, 28)
    assert len(keys) == len(set(keys)) == 2
    assert first.key in keys


def test_our_own_change_of_price_makes_the_others_cross_and_both_amounts_say_so():
    offers = [offer("a", "green", day, 9_500) for day in DAYS]

    (row,) = asked(offers, {"green": since("2026-03-26", 9_000, 10_000)}).rows

    assert (row.what.code, row.day) == ("rival_below", date(2026, 3, 29))  # the middle sale of a week, four days later
    assert (row.what.arguments["own_before"].minor, row.what.arguments["own"].minor) == (9_000, 10_000)


@pytest.mark.parametrize(
    "prices",
    [
        (11_000, 11_000, 11_000, 11_000),
        (11_000, 10_050, 9_950, 10_050),  # plays about ours within one per cent
        (9_000, 9_100, 9_050, 8_000),
        (9_000, 11_000, 11_000, 11_000),  # crossed three weeks ago
    ],
)
def test_nothing_is_told_where_nothing_crosses_in_the_days_watched(prices):
    found = asked(weekly("a", "green", *prices), {"green": always(10_000)})

    assert found.rows == ()
    assert found.headline.code == "quiet"


def test_prices_that_were_never_noted_can_not_be_judged():
    found = asked(weekly("a", "green", None, None), {"green": always(10_000)})

    assert (found.rows, found.offers, found.unknown, found.headline.code) == ((), 0, 1, "cannot_tell")


def test_stale_observations_never_alert():
    seen_last = date(2026, 3, 10)
    stale = weekly("a", "green", 11_000, 9_000, last=seen_last)
    apart = [offer("b", "green", date(2026, 3, 10), 11_000), offer("b", "green", LAST, 9_000)]

    assert asked([*stale, *apart], {"green": always(10_000)}, days=28).rows == ()
    assert told(asked([*stale, *apart], {"green": always(10_000)}, days=28, fresh_days=30)) == {
        ("2026-03-10", "rival_below", "green"),
        ("2026-03-31", "rival_below", "green"),
    }


def test_what_is_sold_out_matched_by_title_alone_or_hardly_sold_tells_nothing():
    sold_out = [
        offer("a", "green", LAST - timedelta(days=1), 11_000),
        offer("a", "green", LAST, 9_000, is_in_stock=False),
    ]
    titled = [row | {"sku": None, "product_name": "green"} for row in weekly("b", "green", 11_000, 9_000)]
    rare = weekly("c", "green", 11_000, 9_000)

    assert asked([*sold_out, *titled], {"green": always(10_000)}).rows == ()
    few = asked(rare, {"green": always(10_000)}, least_lines=30)
    assert (few.rows, few.unknown, [each.code for each in few.caveats]) == ((), 1, ["not_judged"])
    assert few.headline.code == "cannot_tell"


def test_a_product_whose_price_paid_leaves_its_declared_band_is_told_once_and_what_lay_out_before_is_not():
    paid = {
        "green": since("2026-03-24", 10_000, 7_000),
        "black": always(4_000),
        "white": since("2026-03-24", 10_000, 9_700),  # within the tolerance
        "red": since("2026-03-24", 10_000, 30_000),
    }

    found = asked((), paid, positions="green=98-150，black=98-150,white=98-,red=98-150")

    assert told(found) == {("2026-03-27", "band_below", "green"), ("2026-03-27", "band_above", "red")}
    green = next(row for row in found.rows if row.sku == "green")
    assert (green.what.arguments["before"].minor, green.own_price.minor) == (10_000, 7_000)
    assert green.against_line.rate == pytest.approx(7_000 / 9_800 - 1)
    assert (found.banded, found.offers) == (4, 0)
    assert asked((), {"green": paid["green"]}, positions="green=50-").rows == ()


def test_without_positions_and_observations_the_next_step_is_told():
    found = asked((), {"green": always(10_000)})

    assert found.headline.code == "nothing_watched"
    for language in ("zh-CN", "en"):
        assert "zhanggui template competitors" in render(found.headline, CAPABILITY.sentences, language)


def test_a_level_price_keeps_its_side_and_a_price_back_in_its_band_may_leave_it_again():
    pairs = [Pair(day=DAYS[at], other_minor=price, own_minor=100.0) for at, price in enumerate((103, 100.5, 99.5, 97))]
    (one,) = crossed(pairs, close=0.01, fresh_days=14)
    assert (one.before.other_minor, one.after.other_minor, one.side) == (103, 97, "below")

    prices = dict(zip(DAYS, (100.0, 90.0, 98.0, 89.0, 101.0, 80.0), strict=False))
    band = Range(low_minor=100, high_minor=200)
    assert [each.day for each in left(prices, band, tolerance=0.05)] == [DAYS[1], DAYS[5]]


ORACLE = """
with days as (select distinct observed_day as day from offers where price is not null),
own as (
    select day, median(paid) as own from days join sales on sold_day <= day and day < sold_day + 7
    group by day having count(*) >= 5
),
sided as (
    select seller, day, case when price > own * 1.01 then 1 when price < own * 0.99 then -1 end as side
    from offers join own on day = observed_day
),
clear as (select *, lag(side) over (partition by seller order by day) as was from sided where side is not null)
select seller, day, side from clear where was <> side and day > date '2026-03-24' order by day, seller
"""


def test_crossings_are_those_of_a_second_formulation_in_sql():
    """Prices that wander day by day about ours, by a fixed rule; no two observations lie apart."""
    wander = {
        seller: [10_000 + 900 * ((at * step) % 7 - 3) for at in range(41)] for seller, step in (("a", 2), ("b", 3))
    }
    ours = since("2026-03-20", 10_000, 10_900)
    offers = [
        offer(seller, "green", day, prices[at]) for seller, prices in wander.items() for at, day in enumerate(DAYS)
    ]
    found = asked(offers, {"green": ours})

    with duckdb.connect() as connection:
        connection.execute("create table offers (seller text, observed_day date, price double)")
        connection.execute("create table sales (sold_day date, paid double)")
        connection.executemany(
            "insert into offers values (?, ?, ?)",
            [(seller, day, prices[at]) for seller, prices in wander.items() for at, day in enumerate(DAYS)],
        )
        connection.executemany("insert into sales values (?, ?)", [(day, ours(day)) for day in DAYS for _ in range(3)])
        expected = connection.execute(ORACLE).fetchall()

    assert len(expected) >= 4
    assert sorted((row.line.en, row.day, 1 if row.what.code == "rival_above" else -1) for row in found.rows) == sorted(
        expected
    )
