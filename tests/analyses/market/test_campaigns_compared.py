"""Who went deeper, and who was cheaper, on the same days? Prices and cuts that are known."""

from __future__ import annotations

from datetime import date

import pytest

from tests.analyses.builders import line, order
from zhanggui.analyses.market.campaigns.campaigns import CampaignsComparedParams, run
from zhanggui.core.errors import TablesMissing
from zhanggui.core.quantity import Rate
from zhanggui.warehouse.inline import inline_warehouse

AS_OF = date(2026, 4, 30)
SKUS = ("a", "b", "c", "d")
USUAL, OURS_CUT, THEIRS_CUT = 10_000, 0.1, 0.2
CAMPAIGN = {
    "channel": "tmall",
    "campaign": "spring",
    "campaign_name": "春茶节",
    "kind_of_campaign": "discount",
    "starts_at": "2026-04-09 16:00:00",  # the tenth in China
    "ends_at": "2026-04-15 15:59:59",
    "currency": "CNY",
}
NOTED = {
    "competitor": "A",
    "channel": "jd",
    "campaign": "周年庆",
    "kind_of_campaign": "full_reduction",
    "first_day": "2026-04-13",
    "last_day": "2026-04-19",
    "threshold_minor": 20_000,
    "off_minor": 5_000,
    "currency": "CNY",
}


def sold(day, price_minor):
    return {"day": day, "price": price_minor}


def offer(sku, day, price_minor, **more):
    known = {"channel": "jd", "listing_id": f"A-{sku}", "observed_at": f"{day} 04:00:00", "observed_day": day}
    known |= {"competitor": "A", "product_name": sku, "sku": sku, "price_minor": price_minor, "currency": "CNY"}
    return known | more


def shop(*, campaigns=(CAMPAIGN,), noted=(NOTED,), offers=None, items=()):
    """We sell four teas at 100.00 and in our campaign at 90.00; A asks 110.00 for them and 88.00 in its own."""
    days = [
        ("2026-04-02", USUAL),
        ("2026-04-05", USUAL),
        ("2026-04-12", 9_000),
        ("2026-04-14", 9_000),
        ("2026-04-25", USUAL),
    ]
    orders = [order(n, f"p{n}", day, 4 * price, channel="tmall") for n, (day, price) in enumerate(days)]
    lines = [
        line(n, at, sku, price, channel="tmall") for n, (_, price) in enumerate(days) for at, sku in enumerate(SKUS)
    ]
    seen = [("2026-04-01", 11_000), ("2026-04-08", 11_000), ("2026-04-14", 8_800), ("2026-04-26", 11_000)]
    known = [offer(sku, day, price) for sku in SKUS for day, price in seen] if offers is None else list(offers)
    tables = {"orders": orders, "order_lines": lines, "campaigns": list(campaigns), "campaign_items": list(items)}
    return inline_warehouse(tables | {"competitor_campaigns": list(noted), "competitor_offers": known}, as_of=AS_OF)


def asked(warehouse=None, **params):
    return run(warehouse or shop(), CampaignsComparedParams(**params))


def test_the_depth_of_both_sides_is_measured_alike():
    found = {row.whose.en: row for row in asked().rows}
    ours, theirs = found["our shop"], found["A"]

    assert (ours.depth.rate, theirs.depth.rate) == (pytest.approx(OURS_CUT), pytest.approx(THEIRS_CUT))
    assert (ours.reduced, theirs.reduced) == (Rate(1.0), Rate(1.0))
    assert (ours.first_day, ours.last_day, ours.days, ours.things) == (date(2026, 4, 10), date(2026, 4, 15), 6, 4)
    assert (theirs.stated, theirs.rule.code, theirs.beside) == (Rate(0.25), "off_above", 1)
    assert (ours.stated, ours.kind.en) == (None, "discount")


def test_campaigns_on_the_same_days_tell_who_was_deeper_and_who_was_cheaper():
    (met,) = asked().meetings

    assert (met.ours, met.theirs, met.shared_first, met.shared_days) == ("春茶节", "周年庆", date(2026, 4, 13), 3)
    assert (met.deeper.en, met.cheaper.en, met.products) == ("they", "they", 4)
    assert met.price_ratio.rate == pytest.approx(9_000 / 8_800)
    assert asked().headline.code == "headline"


def test_only_the_products_of_a_campaign_count_where_they_are_listed():
    items = [{"channel": "tmall", "campaign": "spring", "sku": sku} for sku in ("a", "b")]
    row = next(row for row in asked(shop(items=items)).rows if row.whose.en == "our shop")
    assert (row.things, row.depth) == (2, None)


def test_what_pages_word_as_a_promotion_is_a_campaign_until_it_is_not_seen_for_a_fortnight():
    days = ["2026-03-02", "2026-03-09", "2026-03-16", "2026-04-10", "2026-04-17"]
    offers = [offer(sku, day, 8_000, promotion="限时") for sku in SKUS for day in days]
    offers += [offer(sku, day, 10_000) for sku in SKUS for day in ("2026-02-20", "2026-04-01")]
    found = asked(shop(noted=(), campaigns=(), offers=offers))

    rows = [(row.first_day, row.last_day, row.kind.en, round(row.depth.rate, 6)) for row in found.rows]
    assert rows == [
        (date(2026, 4, 10), date(2026, 4, 17), "seen on pages", 0.2),
        (date(2026, 3, 2), date(2026, 3, 16), "seen on pages", 0.2),
    ]
    assert found.headline.code == "never_met"


def test_a_standing_offer_meets_nothing():
    standing = NOTED | {"first_day": "2026-01-01", "last_day": "2026-04-30"}
    found = asked(shop(noted=(standing,)))
    assert (found.met, found.theirs) == (0, 1)
    assert "standing" in {each.code for each in found.caveats}


def test_without_prices_the_depth_cannot_be_told():
    found = asked(shop(offers=()))
    (row,) = [row for row in found.rows if row.whose.en == "A"]
    assert (row.depth, row.things) == (None, 0)
    assert found.meetings[0].deeper.en == "cannot tell"


def test_without_anything_on_others_the_shop_is_told_what_to_note():
    with pytest.raises(TablesMissing):
        asked(shop(noted=(), offers=[offer("a", "2026-04-01", 11_000)]))


def test_one_campaign_that_ends_on_different_days_is_told_with_each_of_its_channels():
    longer = CAMPAIGN | {"channel": "jd", "ends_at": "2026-04-17 15:59:59"}
    found = [row for row in asked(shop(campaigns=(CAMPAIGN, longer))).rows if row.whose.en == "our shop"]

    assert {(row.last_day, len(row.channels), row.things, row.beside) for row in found} == {
        (date(2026, 4, 15), 1, 4, 1),
        (date(2026, 4, 17), 1, 0, 1),
    }
