"""What was noted of three sellers is what the demo's analyses find again: shares of complaints, a campaign's depth."""

from __future__ import annotations

from datetime import date

import pytest

from zhanggui.analyses.market.campaigns.campaigns import CampaignsComparedParams
from zhanggui.analyses.market.campaigns.campaigns import run as campaigns
from zhanggui.analyses.market.cards.cards import CardsParams
from zhanggui.analyses.market.cards.cards import run as cards
from zhanggui.analyses.market.ranges.ranges import RangesParams
from zhanggui.analyses.market.ranges.ranges import run as ranges
from zhanggui.analyses.market.reviews.gaps import ReviewGapParams
from zhanggui.analyses.market.reviews.gaps import run as gaps
from zhanggui.warehouse.inline import inline_warehouse
from zhanggui.worlds.tea_shop.catalogue import catalogue
from zhanggui.worlds.tea_shop.ordinary import ordinary_truth
from zhanggui.worlds.tea_shop.records.rival_notes import (
    CLOUD,
    HILL,
    NOTED,
    REVIEWS,
    SAID,
    review_sheet,
    write_rival_notes,
)
from zhanggui.worlds.tea_shop.records.rivals import (
    CAMPAIGN_CUT_SHARE,
    CAMPAIGN_NAME,
    ONLY_THEIRS,
    campaign_days,
    write_rivals,
)

END = date(2026, 9, 1)


@pytest.fixture(scope="module")
def noted(tmp_path_factory):
    """Everything that is known of the three sellers, and a shop that sells nothing else than their teas."""
    import pyarrow.parquet as pq

    folder = tmp_path_factory.mktemp("world")
    truth = ordinary_truth(seed=7, start=date(2024, 9, 1), end=END, newcomers_per_day=1.0, range_="full")
    truth.save(folder / "truth.json")
    write_rivals(folder, folder, end=END)
    write_rival_notes(folder, folder, end=END)
    tables = {file.stem: pq.read_table(file).to_pylist() for file in sorted(folder.glob("*.parquet"))}
    teas = [each for each in catalogue("full") if each.category == "绿茶"]
    line = {"channel": "tmall", "order_id": "1", "kind_of_line": "sale", "quantity": 1}
    tables["orders"] = [
        {"channel": "tmall", "order_id": "1", "ordered_at": "2026-08-10", "paid_at": "2026-08-10", "currency": "CNY"}
    ]
    tables["order_lines"] = [
        line | {"line_id": f"{at}", "sku": each.sku, "gross_minor": each.list_price_minor}
        for at, each in enumerate(teas)
    ]
    tables["products"] = [{"sku": each.sku, "category": each.category, "product_name": each.name} for each in teas]
    tables["reviews"] = [
        {"channel": "tmall", "review_id": f"{n}", "reviewed_at": "2026-08-10", "stars": 5, "content": "好"}
        for n in range(400)
    ]
    return inline_warehouse(tables, as_of=date(2026, 8, 31))


@pytest.mark.slow
def test_the_campaign_of_one_seller_is_found_as_deep_as_it_was(noted):
    first, last = campaign_days(END)
    (found,) = [row for row in campaigns(noted, CampaignsComparedParams()).rows if row.name == CAMPAIGN_NAME]

    assert (found.whose.zh, found.first_day, found.last_day) == (CLOUD, first, last)
    assert found.depth.rate == pytest.approx(CAMPAIGN_CUT_SHARE, abs=0.02)
    assert found.stated.rate == CAMPAIGN_CUT_SHARE


@pytest.mark.slow
def test_shares_of_complaints_lie_within_three_errors_of_the_truth(noted):
    assert review_sheet(7, END).equals(review_sheet(7, END))
    found = {(row.competitor, row.theme.en, row.kind.en.split()[0]): row for row in gaps(noted, ReviewGapParams()).gaps}
    for seller, theme, phrase in ((HILL, "Delivery", "物流太慢"), (CLOUD, "Freshness", "喝着有股陈味")):
        total = sum(shares[seller] for _, _, shares in SAID)
        truth = next(shares[seller] for text, _, shares in SAID if text.startswith(phrase)) / total
        error = (truth * (1 - truth) / REVIEWS) ** 0.5
        assert found[seller, theme, "complaints"].theirs.rate == pytest.approx(truth, abs=3 * error)
    assert found[HILL, "Delivery", "complaints"].finding.en == "we are better"


@pytest.mark.slow
def test_the_cards_tell_a_change_a_stale_note_and_missing_sides(noted):
    found = cards(noted, CardsParams())

    assert [(row.whose.zh, row.before, row.after) for row in found.changes] == [(HILL, 4, 2)]
    assert {"stale_left_out", "one_sided"} <= {each.code for each in found.caveats}
    assert {row.competitor for row in found.items} == {whose for _, whose, *_ in NOTED if whose}


@pytest.mark.slow
def test_what_only_others_sell_stands_out(noted):
    found = ranges(noted, RangesParams(category="绿茶"))

    assert (found.rows[0].category, found.rows[0].products) == ("绿茶", 0)
    assert found.rows[0].listings == len(ONLY_THEIRS)
