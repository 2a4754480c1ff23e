"""Prices read from sales, displays and coupons held fast, channels that differ: small shops whose truth is planted."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from tests.analyses.builders import line, order
from zhanggui.analyses.counted_sales import SalesParams
from zhanggui.analyses.pricing.elasticity.beside import PROMOTED, Spans, read_beside
from zhanggui.analyses.pricing.elasticity.elasticity import CAPABILITY, run
from zhanggui.analyses.pricing.elasticity.known import beliefs_of
from zhanggui.analyses.pricing.elasticity.params import PriceElasticityParams
from zhanggui.analyses.pricing.elasticity.sold_at import prices_paid
from zhanggui.analyses.pricing.one.one import run as one_price
from zhanggui.analyses.pricing.one.params import OnePriceParams
from zhanggui.core.period import Period
from zhanggui.core.sentence import render
from zhanggui.warehouse.inline import inline_warehouse

FIRST, WEEKS = date(2025, 9, 1), 52  # a Monday
PERIOD = Period(FIRST, FIRST + timedelta(days=7 * WEEKS))
ASKED = {"start": str(PERIOD.start), "end": str(PERIOD.end)}
LIFT = 0.5


def price(channel, sku, day, minor):
    at = f"{day - timedelta(days=1)} 16:00:00"
    return {"channel": channel, "sku": sku, "valid_from": at, "price_minor": minor, "currency": "CNY"}


def shop(seed=1, *, channels=("own_site",), elasticity=(-2.0,), lift=0.0):
    """Six teas whose prices are drawn every fortnight; displays come with most cuts and sometimes alone."""
    chance = np.random.default_rng(seed)
    tables = {"orders": [], "order_lines": [], "price_history": [], "placements": []}
    for channel, answers in zip(channels, elasticity, strict=True):
        for tea in range(6):
            cut = np.repeat(chance.random(WEEKS // 2) < 0.4, 2)
            shown = np.where(chance.random(WEEKS) < 0.25, ~cut, cut)
            for week in range(WEEKS):
                monday, minor = FIRST + timedelta(days=7 * week), 8_000 if cut[week] else 10_000
                tables["price_history"].append(price(channel, f"tea{tea}", monday, minor))
                if shown[week]:
                    tables["placements"].append(placed(channel, f"tea{tea}", monday, monday + timedelta(days=6)))
                rate = 60 * (minor / 10_000) ** answers * np.exp(lift * shown[week])
                for half, sold in enumerate(chance.poisson([rate / 2, rate / 2])):
                    if sold:
                        number, day = f"{channel}-{tea}-{week}-{half}", monday + timedelta(days=3 * half)
                        row = order(number, "somebody", day, minor * int(sold), channel=channel)
                        tables["orders"].append(row)
                        sale = line(number, 1, f"tea{tea}", minor * int(sold), quantity=int(sold), channel=channel)
                        tables["order_lines"].append(sale)
    last = order("last", "somebody", PERIOD.last_day, 0, channel=channels[0])
    tables["orders"].append(last)
    tables["order_lines"].append(line("last", 1, None, 0, kind="adjustment", channel=channels[0]))
    return tables


def placed(channel, sku, first, last, **more):
    known = {"channel": channel, "sku": sku, "kind_of_placement": "display"}
    return known | {"first_day": str(first), "last_day": last and str(last)} | more


def without(tables, name):
    return {each: rows for each, rows in tables.items() if each != name}


def test_a_display_that_comes_with_the_price_is_taken_out_and_told():
    seen = shop(lift=LIFT)
    held = run(inline_warehouse(seen), PriceElasticityParams(**ASKED))
    alone = run(inline_warehouse(without(seen, "placements")), PriceElasticityParams(**ASKED))
    (effect,) = held.effects

    assert np.mean([row.own_estimate for row in alone.rows]) < -2.6
    assert np.mean([row.own_estimate for row in held.rows]) == pytest.approx(-2.0, abs=0.25)
    assert effect.what.en == "Display"
    lift = effect.effect.arguments["lift"]
    assert lift.low.rate < np.expm1(LIFT) < lift.high.rate
    assert all(0.2 < row.shown_days.rate < 0.8 for row in held.rows)
    assert not alone.effects
    assert {"shown_held"} == {each.code for each in held.caveats} - {each.code for each in alone.caveats}


def coupons():
    """A coupon for tea0 and a discount on tea1 for ten days."""
    day = FIRST + timedelta(days=20)
    campaigns = [
        {"channel": "own_site", "campaign": name, "kind_of_campaign": name, "currency": "CNY"}
        | {"starts_at": f"{day} 00:00:00", "ends_at": f"{day + timedelta(days=9)} 15:00:00"}
        for name in ("coupon", "discount")
    ]
    named = (("coupon", "tea0"), ("discount", "tea1"))
    return {
        "campaigns": campaigns,
        "campaign_items": [{"channel": "own_site", "campaign": name, "sku": sku} for name, sku in named],
    }


def test_a_coupon_for_a_product_is_held_fast_and_a_discount_is_the_price_itself():
    """Of two campaigns the discount changes the shelf price, which is held already."""
    found = read_beside(inline_warehouse(shop() | coupons()), PERIOD).shown

    assert set(found[PROMOTED]) == {("own_site", "tea0")}
    assert np.flatnonzero(found[PROMOTED]["own_site", "tea0"].laid(PERIOD.days)).tolist() == list(range(20, 30))


def test_a_placement_counts_with_its_reach_or_the_share_of_outlets_and_until_now_where_no_end_is_told():
    rows = [
        placed("own_site", "tea0", FIRST, FIRST + timedelta(days=1), reached_share=0.4),
        placed("own_site", "tea0", FIRST + timedelta(days=1), FIRST + timedelta(days=2), outlets=30),
        placed("own_site", "tea1", FIRST, FIRST, outlets=120),
        placed("own_site", "tea2", PERIOD.last_day, None),
        placed("own_site", "tea3", FIRST + timedelta(days=9), FIRST),
        placed("own_site", "tea4", FIRST, FIRST, reached_share=1.5),
    ]
    found = read_beside(inline_warehouse(shop() | {"placements": rows}), PERIOD).shown["display"]
    laid = {sku: spans.laid(PERIOD.days) for (_, sku), spans in found.items()}

    assert laid["tea0"][:4].tolist() == pytest.approx([0.4, 0.65, 0.25, 0])
    assert laid["tea1"][:2].tolist() == [1, 0]
    assert laid["tea2"][-2:].tolist() == [0, 1]
    assert not {"tea3", "tea4"} & set(laid)


def test_shares_of_several_placements_add_up_to_one_at_most():
    spans = Spans(first=np.array([-5, 1, 9]), end=np.array([2, 3, 99]), share=np.array([0.7, 0.6, 0.5]))

    assert spans.laid(10).tolist() == pytest.approx([0.7, 1, 0.6, 0, 0, 0, 0, 0, 0, 0.5])


def test_without_a_price_history_the_price_is_what_was_paid():
    """Every week has sales, at one price: read from them, prices are those of the history but for half days."""
    seen = shop()
    kept = run(inline_warehouse(seen), PriceElasticityParams(**ASKED))
    paid = run(inline_warehouse(without(seen, "price_history")), PriceElasticityParams(**ASKED))

    assert [row.sku for row in paid.rows] == [row.sku for row in kept.rows]
    for mine, told in zip(paid.rows, kept.rows, strict=True):
        assert mine.own_estimate == pytest.approx(told.own_estimate, abs=0.02)
        assert mine.price_now == told.price_now
    assert {each.code for each in paid.caveats} - {each.code for each in kept.caveats} == {"prices_paid"}


def test_what_is_sold_at_several_prices_or_seldom_tells_no_price():
    """tea0 is sold at two prices every week, tea1 once a quarter; the others as they were."""
    seen = without(shop(), "price_history")
    lines = [each for each in seen["order_lines"] if each["sku"] != "tea1" or each["order_id"].endswith(("0-0", "5-0"))]
    other = [
        each | {"line_id": "#2", "gross_minor": each["gross_minor"] * 9 // 10}
        for each in lines
        if each["sku"] == "tea0"
    ]
    warehouse = inline_warehouse(seen | {"order_lines": [*lines, *other]})

    assert {sku for _, sku in prices_paid(warehouse, SalesParams(**ASKED), PERIOD)} == {"tea2", "tea3", "tea4", "tea5"}


def test_a_price_that_changes_within_weeks_is_read_by_day():
    """Sold every day, at 90 from each Thursday on and at 100 from each Monday on."""
    days = [FIRST + timedelta(days=at) for at in range(70)]
    minor = [10_000 if day.weekday() < 3 else 9_000 for day in days]
    tables = {
        "orders": [order(at, "somebody", day, minor[at]) for at, day in enumerate(days)],
        "order_lines": [line(at, 1, "tea", minor[at]) for at in range(70)],
    }
    period = Period(FIRST, FIRST + timedelta(days=70))
    asked = SalesParams(start=str(period.start), end=str(period.end))
    found = prices_paid(inline_warehouse(tables), asked, period)["own_site", "tea"]

    assert found.day.tolist() == [7 * week + at for week in range(10) for at in (0, 3)]
    assert found.value.tolist() == [10_000, 9_000] * 10


def test_channels_that_answer_differently_are_told_apart_and_one_can_be_asked_for():
    seen = inline_warehouse(shop(channels=("own_site", "tmall"), elasticity=(-1.0, -3.0)))
    found = run(seen, PriceElasticityParams(**ASKED))
    tmall, own = found.channels
    asked = run(seen, PriceElasticityParams(channel="tmall", **ASKED))

    assert (tmall.channel.en, tmall.verdict.code) == ("tmall", "answers_more")
    assert (own.channel.en, own.verdict.code) == ("own_site", "answers_less")
    assert own.difference.estimate - tmall.difference.estimate == pytest.approx(2.0, abs=0.4)
    assert all(-2.9 < row.elasticity.estimate < -1.4 for row in found.rows)
    assert all(-3.6 < row.elasticity.estimate < -2.4 for row in asked.rows)
    assert asked.channels == ()
    assert "in_one_channel" in {each.code for each in asked.caveats}
    parts = {each.channel: each for each in beliefs_of(seen, SalesParams(**ASKED), PERIOD).products[0].channels}
    assert parts["own_site"].mean > parts["tmall"].mean + 1


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_everything_that_is_said_has_its_words(language):
    found = run(
        inline_warehouse(shop(channels=("own_site", "tmall"), elasticity=(-1.0, -3.0), lift=LIFT)),
        PriceElasticityParams(**ASKED),
    )
    said = [*found.caveats, *(each.verdict for each in found.channels), *(each.effect for each in found.effects)]

    assert all(render(each, CAPABILITY.sentences, language) for each in said)


def test_the_page_of_one_price_tells_every_channel_as_asking_for_it_does():
    seen = inline_warehouse(shop(channels=("own_site", "tmall"), elasticity=(-1.0, -3.0)))
    page = one_price(seen, OnePriceParams(sku="tea0", **ASKED))
    asked = run(seen, PriceElasticityParams(channel="tmall", **ASKED))
    (tmall,) = (each for each in page.by_channel if each.channel.en == "tmall")
    (row,) = (each for each in asked.rows if each.sku == "tea0")

    assert [each.channel.en for each in page.by_channel] == ["own_site", "tmall"]
    assert (tmall.elasticity, tmall.price_now) == (row.elasticity, row.price_now)
    assert {each.verdict.code for each in page.by_channel} == {"differs"}


def test_the_page_of_one_price_says_where_its_price_is_read_from_sales():
    seen = without(shop(), "price_history")
    page = one_price(inline_warehouse(seen), OnePriceParams(sku="tea0", **ASKED))

    assert "prices_paid" in {each.code for each in page.caveats}
    assert page.elasticity is not None
    assert page.by_channel == ()
