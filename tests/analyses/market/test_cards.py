"""How does a competitor stand beside the shop? Scores and figures known by hand."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.analyses.builders import line, order
from zhanggui.analyses.market.cards.cards import CardsParams, run
from zhanggui.core.errors import TablesMissing
from zhanggui.core.quantity import Rate
from zhanggui.warehouse.inline import inline_warehouse

AS_OF = date(2026, 3, 31)
HILL, LANE = "山上茶行", "邻家茶庄"


def note(competitor, axis, item, points, day="2026-03-20", **more):
    known = {"competitor": competitor, "axis": axis, "item": item, "points_of_five": points, "noted_day": day}
    return known | {"finding": f"{item} {day}"} | more


NOTES = (
    note(LANE, "experience", "48 小时发货", 3, "2026-01-10"),
    note(LANE, "experience", "48 小时发货", 5),
    note(None, "experience", "48 小时发货", 3),
    note(LANE, "experience", "店铺装修", 2),
    note(None, "experience", "店铺装修", 4),
    note(LANE, "partners", "联名", 4),
    note(None, "technology", "小程序", 2),
    note(LANE, "technology", "小程序", 5, "2025-06-01"),
    note(HILL, "marketing", "直播", None),
    note(None, "marketing", "直播", 3),
)


def shop(*notes, **tables):
    sold = [order(n, f"p{n}", "2026-03-02", 10_000, channel="tmall") for n in range(30)]
    lines = [line(n, 1, "green", 10_000, channel="tmall", quantity=1) for n in range(30)]
    products = [{"sku": "green", "product_name": "green", "category": "绿茶"}]
    known = {"orders": sold, "order_lines": lines, "products": products, "competitor_notes": list(notes)}
    return inline_warehouse(known | tables, as_of=AS_OF)


def card(*notes, tables=None, **params):
    return run(shop(*notes, **(tables or {})), CardsParams(**params))


def items(result):
    return {(row.competitor, row.item): (row.state.en, row.ours, row.theirs, row.lead) for row in result.items}


def test_every_item_is_compared_where_both_have_a_fresh_score_and_else_says_what_is_missing():
    found = card(*NOTES)

    assert items(found) == {
        (LANE, "48 小时发货"): ("we are behind", 3, 5, -2),
        (LANE, "店铺装修"): ("we lead", 4, 2, 2),
        (LANE, "联名"): ("cannot tell: nothing noted on us", None, 4, None),
        (LANE, "小程序"): ("stale, not counted", 2, 5, None),
        (LANE, "直播"): ("cannot tell: nothing noted on them", 3, None, None),
        (HILL, "直播"): ("cannot tell: not scored", 3, None, None),
        (HILL, "48 小时发货"): ("cannot tell: nothing noted on them", 3, None, None),
        (HILL, "店铺装修"): ("cannot tell: nothing noted on them", 4, None, None),
        (HILL, "小程序"): ("cannot tell: nothing noted on them", 2, None, None),
    }
    assert (found.competitors, found.compared, found.untold) == (2, 2, 7)


def test_an_axis_is_the_mean_of_its_leads_and_the_furthest_behind_is_first():
    found = card(*NOTES, note(LANE, "marketing", "直播", 5))

    rows = [(row.competitor, row.axis.en, row.lead, row.compared) for row in found.axes[:2]]
    assert rows == [(LANE, "Marketing", -2.0, 1), (LANE, "Experience", 0.0, 2)]
    assert found.headline.code == "headline"
    assert found.headline.arguments["competitor"] == LANE
    assert found.leads.values[found.leads.rows.index(LANE)][2] == -2.0


def test_a_score_that_changed_is_told_with_both_days():
    (turned,) = card(*NOTES).changes

    assert (turned.item, turned.before, turned.after) == ("48 小时发货", 3, 5)
    assert (turned.day_before, turned.day) == (date(2026, 1, 10), date(2026, 3, 20))


def test_how_long_a_note_holds_is_declared():
    assert items(card(*NOTES, stale_days=400))[LANE, "小程序"] == ("we are behind", 2, 5, -3)


def test_one_competitor_alone_can_be_asked_for():
    found = card(*NOTES, competitor=HILL)
    assert {row.competitor for row in found.items} == {HILL}
    assert found.changes == ()


@settings(max_examples=5)
@given(st.permutations(NOTES))
def test_the_order_of_notes_does_not_matter(notes):
    assert card(*notes) == card(*NOTES)


def figures(result):
    return {(row.competitor, row.figure.en): (row.ours, row.theirs, row.verdict.en) for row in result.figures}


def market(seller, sales_minor, **more):
    known = {"source": "report", "day": "2026-03-01", "days": 10, "channel": "tmall", "category": "绿茶"}
    return known | {"seller": seller, "sales_minor": sales_minor, "currency": "CNY"} | more


def test_market_shares_are_of_the_same_days_category_and_channel():
    tables = {"market_sales": [market(None, 3_000_000), market(LANE, 600_000), market(HILL, None, trade_index=8.0)]}
    found = card(tables=tables)

    assert figures(found) == {
        (LANE, "Share of the category's sales"): (Rate(0.1), Rate(0.2), "we are behind"),
        (HILL, "Share of the category's sales"): (Rate(0.1), None, "cannot tell"),
    }
    later = [market(None, 3_000_000, day="2026-03-25"), market(LANE, 600_000, day="2026-03-25")]
    assert figures(card(tables={"market_sales": later}))[LANE, "Share of the category's sales"] == (
        None,
        Rate(0.2),
        "cannot tell",
    )


def offer(listing, day="2026-03-28", **more):
    known = {"channel": "jd", "listing_id": listing, "observed_at": f"{day} 04:00:00", "observed_day": day}
    return known | {"competitor": LANE, "price_minor": 8_000, "list_price_minor": 10_000, "currency": "CNY"} | more


def review(n, stars, **more):
    known = {"channel": "tmall", "review_id": f"R{n}", "reviewed_at": "2026-03-20 04:00:00", "stars": stars}
    return known | more


def test_figures_of_pages_are_of_the_last_look_at_each_listing_weighed_by_comments():
    offers = [
        offer("a", "2026-03-01", rating=1.0, comments=900, promotion="限时"),
        offer("a", rating=4.0, comments=100, rank=3, shipping_minor=0),
        offer(
            "b", rating=5.0, comments=300, promotion="限时", is_in_stock=False, price_minor=5_000, shipping_minor=800
        ),
    ]
    ours = [review(n, 5 if n < 90 else 1) for n in range(100)]
    found = figures(card(tables={"competitor_offers": offers, "reviews": ours}))

    assert found[LANE, "Rating on the page"] == (4.6, 4.75, "level")
    assert found[LANE, "Listings in stock"][1] == Rate(0.5)
    assert found[LANE, "Listings on promotion"][1] == Rate(0.5)
    assert found[LANE, "Below the compare-at price"][1].rate == pytest.approx(0.35)
    assert found[LANE, "Listings shipped free"][1] == Rate(0.5)
    assert found[LANE, "Search rank"][1] == 3.0


def test_reviews_are_compared_by_their_low_stars_where_there_are_enough():
    theirs = [
        {
            "channel": "jd",
            "competitor": LANE,
            "review_id": f"{n}",
            "reviewed_day": "2026-03-10",
            "stars": 2 if n < 40 else 5,
        }
        for n in range(100)
    ]
    ours = [review(n, 5 if n < 90 else 1) for n in range(100)]
    name = (LANE, "Reviews of three stars or fewer")

    assert figures(card(tables={"competitor_reviews": theirs, "reviews": ours}))[name] == (
        Rate(0.1),
        Rate(0.4),
        "we lead",
    )
    assert figures(card(tables={"competitor_reviews": theirs[:19], "reviews": ours}))[name][2] == "cannot tell"


def test_without_anything_on_others_the_shop_is_told_what_to_note():
    with pytest.raises(TablesMissing):
        card()
