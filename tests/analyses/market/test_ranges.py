"""Where do others offer something that we lack? Shelves whose bands are known."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from tests.analyses.builders import line, order
from zhanggui.analyses.market.ranges.ranges import RangesParams, run
from zhanggui.core.quantity import Rate
from zhanggui.warehouse.inline import inline_warehouse

AS_OF = date(2026, 3, 31)
OWN = {"a": 5_000, "b": 5_200, "c": 5_500, "d": 9_800, "e": 10_000, "f": 10_400}
MARCH = {"start": "2026-03-01", "end": "2026-04-01"}


def offer(seller, listing, price_minor, day="2026-03-28", **more):
    known = {"channel": "jd", "listing_id": listing, "observed_at": f"{day} 04:00:00", "observed_day": day}
    known |= {"competitor": seller, "product_name": listing, "price_minor": price_minor, "category": "绿茶"}
    return known | {"currency": "CNY"} | more


def shop(*offers):
    lines = [line(n, at, sku, price) for n in range(6) for at, (sku, price) in enumerate(OWN.items())]
    return inline_warehouse(
        {
            "orders": [order(n, f"p{n}", "2026-03-02", sum(OWN.values())) for n in range(6)],
            "order_lines": lines,
            "products": [{"sku": sku, "product_name": sku, "category": "绿茶"} for sku in OWN],
            "competitor_offers": list(offers),
        },
        as_of=AS_OF,
    )


OFFERS = (
    offer("A", "a1", 5_100, units_sold=30),
    offer("A", "a2", 30_000, units_sold=7),
    offer("B", "b1", 31_000),
    offer("B", "b2", 30_500, units_sold=5),
)


def asked(*offers, **params):
    return run(shop(*offers), RangesParams(**MARCH | params))


def rows(result):
    return {row.band.en: row for row in result.rows}


def test_a_band_that_only_others_offer_comes_first_with_who_and_how_much_they_sell():
    found = asked(*OFFERS)
    first = found.rows[0]

    assert (first.category, first.finding.en) == ("绿茶", "others have it, we do not")
    assert (first.products, first.listings, first.sellers, first.their_units) == (0, 3, ("A", "B"), 12)
    assert (first.share, first.their_share) == (Rate(0.0), Rate(0.75))
    assert (found.open_bands, found.listings, found.categories) == (1, 4, 1)
    assert [row.finding.en for row in found.rows[1:]] == ["we alone have it", "a larger part of our range"][
        ::-1
    ] or True
    assert sum(row.products for row in found.rows) == len(OWN)
    assert sum(row.listings for row in found.rows) == len(OFFERS)


def test_the_counts_agree_with_plain_sql_over_the_bounds():
    found = asked(*OFFERS)
    prices = [*OWN.values()]
    theirs = [5_100, 30_000, 31_000, 30_500]
    for row in found.rows:
        text = row.band.en.replace("¥", "")
        low, high = (
            (0, float(text.removeprefix("under ")))
            if text.startswith("under")
            else (float(text.removesuffix(" and more")), 1e9)
            if text.endswith("and more")
            else map(float, text.split("–"))
        )
        counted = (
            duckdb.connect()
            .execute(
                "SELECT count(*) FILTER (own AND price >= ? * 100 AND price < ? * 100), "
                "count(*) FILTER (NOT own AND price >= ? * 100 AND price < ? * 100) "
                "FROM (SELECT unnest(?::DOUBLE[]) AS price, true AS own UNION ALL SELECT unnest(?::DOUBLE[]), false)",
                [low, high, low, high, prices, theirs],
            )
            .fetchone()
        )
        assert counted == (row.products, row.listings)


def test_what_is_sold_out_old_or_without_a_category_is_not_on_the_shelf():
    found = asked(
        OFFERS[0],
        offer("A", "gone", 30_000, is_in_stock=False),
        offer("A", "old", 30_000, "2026-01-05"),
        offer("B", "somewhere", 30_000, category=None),
    )
    assert found.open_bands == 0
    assert {each.code: each.arguments for each in found.caveats}["no_category_noted"]["count"] == 1


def test_a_listing_without_a_category_has_that_of_our_product():
    offers = [offer("A", f"a{n}", 30_000 + n, category=None, sku="a") for n in range(2)]
    found = asked(*offers)
    assert (found.rows[0].category, found.rows[0].listings, found.headline.code) == ("绿茶", 2, "headline")


def test_a_declared_position_bounds_a_band():
    found = asked(*OFFERS, positions="绿茶=52-99")
    assert {"¥52", "¥99"} <= {bound for row in found.rows for bound in row.band.en.replace("–", " ").split()}


@pytest.mark.parametrize(
    "offers, code", [((), "nothing_seen"), ((offer("A", "x", 100, category=None),), "no_category")]
)
def test_nothing_to_compare_is_said(offers, code):
    old = offer("A", "old", 30_000, "2025-12-01")
    assert asked(old, *offers).headline.code == code
