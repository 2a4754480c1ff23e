"""Where do own prices stand against other sellers'? Teas at known prices and floors, solved by hand."""

from __future__ import annotations

from dataclasses import replace
from math import prod

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analyses.builders import cost, line, order
from zhanggui.analyses.pricing.competitors.advising import Standing, advise, ended
from zhanggui.analyses.pricing.competitors.competitors import CompetitorsParams, run
from zhanggui.offers.prices.endings import Ending
from zhanggui.warehouse.inline import inline_warehouse

MARCH = {"start": "2026-03-01", "end": "2026-04-01"}


def offer(seller, sku, price_minor, day="2026-03-28", **more):
    """One observation at noon in China."""
    known = {"channel": "jd", "listing_id": f"{seller}-{sku}", "observed_at": f"{day} 04:00:00", "observed_day": day}
    known |= {"competitor": seller, "product_name": f"{seller} {sku}", "sku": sku, "price_minor": price_minor}
    return known | {"currency": "CNY"} | more


SOLD = ("green", "black", "dear", "near", "mixed", "one", "old", "bare", "below", "free")


def shop(*offers, **more):
    """Forty of each tea at 100.00 in March, cost 40.00 (black: 90.00); commission 10 %; data end on March 31."""
    orders = [order(n, f"p{n}", "2026-03-02", 100_000) for n in range(40)]
    lines = [line(n, at, sku, 10_000) for n in range(40) for at, sku in enumerate(SOLD, 1)]
    costs = [cost(sku, 9_000 if sku == "black" else 4_000) for sku in (*SOLD, "white") if sku != "free"]
    tables = {
        "orders": [*orders, order("z", "pz", "2026-03-31", 0)],
        "order_lines": [*lines, line("z", 1, None, 0, kind="adjustment")],
        "product_costs": costs,
        "fees": [{"channel": "own_site", "kind_of_fee": "commission", "valid_from": "2020-01-01", "rate": 0.1}],
        "competitor_offers": list(offers),
    }
    return inline_warehouse(tables | more)


def asked(warehouse, **params):
    return run(warehouse, CompetitorsParams(**MARCH | params))


def only(*offers, **params):
    (row,) = asked(shop(*offers), **params).rows
    return row


def minor(money):
    return None if money is None else money.minor


@pytest.fixture(scope="module")
def found():
    """What is asked elsewhere for each tea; the sellers are a, b, c and so on."""
    asks = {
        "green": (8_000, 9_000, 9_500),
        "black": (8_000, 9_000),
        "dear": (12_000, 13_000),
        "near": (9_900, 10_200),
        "mixed": (9_900, 12_000, 13_000),
        "one": (8_000,),
        "bare": (None,),
        "below": (-8_000,),
        "free": (8_000, 9_000),
        "white": (8_000, 9_000),
    }
    seen = [offer("abc"[at], sku, price) for sku, prices in asks.items() for at, price in enumerate(prices)]
    seen += [offer("a", "old", 8_000, "2026-03-01"), offer("a", "nobody's", 8_000)]
    seen += [offer("b", "green", 9_900, "2026-03-20"), offer("a", "one", 7_000, "2026-04-30")]
    seen += [offer("d", "green", 1_000, currency="USD")]
    return asked(shop(*seen))


@pytest.fixture
def rows(found):
    return {row.sku: row for row in found.rows}


def test_index_gap_and_floor_are_those_worked_out_by_hand(rows):
    """Own 100.00 against 80.00, 90.00, 95.00: 100 / 90 and 90 / 100; the floor is 40 / (1 − 0.1 − 0.05) = 47.06."""
    row = rows["green"]

    assert (row.own_to_market.rate, row.market_to_own.rate) == (pytest.approx(10 / 9), pytest.approx(9 / 10))
    assert (row.own_price.minor, row.market_price.minor, row.gap.minor) == (10_000, 9_000, 1_000)
    assert (row.cheapest_seller, row.cheapest_price.minor, row.sellers, row.cost_floor.minor) == ("a", 8_000, 3, 4_706)


@pytest.mark.parametrize(
    "sku, advice, rule, price",
    [
        ("green", "Follow", "follow_down", 9_000),
        ("mixed", "Follow", "follow_up", 12_000),
        ("black", "Differentiate", "below_floor", 10_589),  # 90 / 0.85, above its own price as well
        ("dear", "Challenge", "challenge", 10_000),
        ("near", "Hold", "hold", None),
        ("one", "Cannot tell", "only_one", None),
        ("old", "Cannot tell", "only_stale", None),
        ("bare", "Cannot tell", "none_valid", None),
        ("below", "Cannot tell", "none_valid", None),
        ("free", "Cannot tell", "no_cost", None),
        ("white", "Cannot tell", "no_own_price", None),
    ],
)
def test_each_rule_says_what_to_do_or_why_it_cannot_tell(rows, sku, advice, rule, price):
    row = rows[sku]

    assert (row.advice.en, row.reason.code, minor(row.advised_price)) == (advice, rule, price)


def test_the_index_of_the_shop_is_the_geometric_mean_of_its_products_and_its_inverse_the_other_direction(found):
    """Medians: 90.00, 85.00, 125.00, 100.50, 120.00, 80.00 of one alone, 85.00."""
    medians = (9_000, 8_500, 12_500, 10_050, 12_000, 8_000, 8_500)

    assert found.own_to_market.rate == pytest.approx(prod(10_000 / middle for middle in medians) ** (1 / 7))
    assert found.own_to_market.rate * found.market_to_own.rate == pytest.approx(1.0)
    assert (found.products, found.compared) == (11, 7)


def test_what_is_left_out_is_told_with_its_count(found):
    told = {each.code: each.arguments.get("count") for each in found.caveats}

    assert told == {"buyers_prices": None, "demand_untold": None, "stale_left_out": 1, "rateless": 1, "ahead": 1}


def test_a_sku_that_is_not_ours_is_listed_with_the_next_step(found):
    (left,) = found.unmatched

    assert (left.why.code, left.why.arguments["sku"], left.next_step.code) == (
        *("unknown_sku", "nobody's"),
        "tell_any_sku",
    )


def test_the_next_steps_lead_to_the_analyses_that_answer_them(found):
    assert [(each.what.code, each.what.arguments["count"], each.where) for each in found.actions] == [
        ("do_follow", 2, "pricing.elasticity"),
        ("do_differentiate", 1, "pricing.targets"),
        ("do_cost", 1, "pricing.targets"),
    ]


def test_the_card_tells_the_price_before_and_how_it_was_matched(found):
    card = next(each for each in found.offers if (each.sku, each.competitor) == ("green", "b"))

    assert (card.price.minor, card.before.minor, card.age_days, card.evidence.code) == (9_000, 9_900, 3, "told")
    assert card.against_own.rate == pytest.approx(-0.1)


@pytest.mark.slow
def test_plain_sql_finds_the_same_newest_valid_prices():
    seen = [
        offer("a", "green", 8_000, "2026-03-20"),
        offer("a", "green", 9_000, "2026-03-27"),
        offer("b", "green", 9_400, "2026-03-25"),
        offer("b", "green", 8_800, "2026-03-26", listing_id="second"),
        offer("c", "green", 5_000, "2026-03-01"),
        offer("d", "green", 6_000, is_in_stock=False),
    ]
    row = only(*seen)
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE o (seller VARCHAR, listing VARCHAR, day DATE, price BIGINT, stock BOOLEAN)")
        names = ("competitor", "listing_id", "observed_day", "price_minor")
        rows = [[*(each[name] for name in names), each.get("is_in_stock", True)] for each in seen]
        connection.executemany("INSERT INTO o VALUES (?, ?, ?, ?, ?)", rows)
        middle, cheapest, sellers = connection.execute("""
            WITH last AS (SELECT * FROM o QUALIFY row_number() OVER (PARTITION BY listing ORDER BY day DESC) = 1),
                 best AS (SELECT seller, min(price) AS price FROM last
                          WHERE stock AND DATE '2026-03-31' - day <= 14 GROUP BY seller)
            SELECT median(price), min(price), count(*) FROM best
        """).fetchone()

    assert (row.market_price.minor, row.cheapest_price.minor, row.sellers) == (middle, cheapest, sellers)
    assert (middle, cheapest, sellers, row.stale) == (8_900, 8_800, 2, 1)


@pytest.mark.slow
def test_no_price_leaves_a_margin_that_fees_alone_take():
    row = only(offer("a", "green", 8_000), offer("b", "green", 9_000), least_margin=0.95)

    assert (row.advice.en, row.reason.code, row.cost_floor) == ("Differentiate", "no_price_pays", None)


NAMED = {
    "products": [
        {"sku": "green", "product_name": "明前龙井 100g", "barcode": "6901028075763"},
        {"sku": "black", "product_name": "正山小种红茶 250g"},
    ]
}


@pytest.mark.slow
def test_a_barcode_matches_each_seller_and_is_shown_as_the_evidence():
    offers = [offer(seller, None, 8_000, listing_id=seller, barcode="6901028075763") for seller in "ab"]
    found = asked(shop(*offers, **NAMED))

    assert [(each.sku, each.competitor, each.evidence.code) for each in found.offers] == [
        ("green", "a", "barcode"),
        ("green", "b", "barcode"),
    ]
    assert found.unmatched == ()


@pytest.mark.slow
def test_titles_alone_propose_a_product_and_count_only_when_asked():
    """Two sellers of one tea are both proposed; another size of it is not."""
    offers = [
        offer("a", None, 9_000, listing_id="a", product_name="正山小种红茶 250g"),
        offer("b", None, 9_200, listing_id="b", product_name="正山小种 红茶 250克 罐装"),
        offer("c", None, 9_100, listing_id="c", product_name="正山小种红茶 500g"),
    ]
    found, counted = asked(shop(*offers, **NAMED)), asked(shop(*offers, **NAMED), with_likely=True)

    assert found.rows == ()
    assert [(each.listing_id, each.why.code, each.next_step.arguments.get("sku")) for each in found.unmatched] == [
        ("a", "likely", "black"),
        ("b", "likely", "black"),
        ("c", "unlike", None),
    ]
    assert [(row.sku, row.sellers) for row in counted.rows] == [("black", 2)]
    assert "likely_counted" in {caveat.code for caveat in counted.caveats}


@pytest.mark.slow
def test_a_price_in_another_currency_is_exchanged_at_the_rate_of_its_day():
    rates = [{"day": "2026-03-01", "currency": "USD", "quote_currency": "CNY", "rate": 7.0}]
    found = asked(shop(offer("a", "green", 1_200, currency="USD"), fx_rates=rates))

    assert found.offers[0].price.minor == 8_400


@pytest.mark.slow
def test_the_history_has_a_line_a_seller_in_money_and_the_card_tells_the_price_before():
    found = asked(
        shop(
            offer("a", "green", 8_000, "2026-03-20"),
            offer("a", "green", 9_000, "2026-03-27"),
            offer("b", "green", 9_400, "2026-03-27"),
        )
    )

    assert found.history.x == ("2026-03-20", "2026-03-27")
    assert [(each.name.zh, each.values) for each in found.history.lines] == [
        ("a", (80.0, 90.0)),
        ("b", (None, 94.0)),
    ]
    assert [(minor(each.before), each.age_days) for each in found.offers] == [(8_000, 4), (None, 4)]


@given(
    st.integers(1, 50_000),
    st.lists(st.integers(1, 50_000), min_size=2, max_size=6).map(tuple),
    st.integers(1, 50_000),
    st.floats(0, 0.5),
)
def test_no_advice_leads_below_the_floor(own, others, floor, close):
    advised = advise(Standing(own_minor=own, others_minor=others, floor_minor=floor), close=close)

    assert advised.advice != "cannot_tell"
    assert floor <= (own if advised.price_minor is None else advised.price_minor)


@pytest.mark.parametrize(
    "own, others, floor, price",
    [
        (11_000, (9_800, 10_200), 9_000, 9_990),  # down to the median 100.00
        (9_995, (9_400, 9_600), 9_500, 9_990),  # 94.90 would be below the floor
        (9_600, (8_700, 8_900), 8_000, 8_990),
        (9_800, (9_200, 9_500), 9_300, 9_350),  # neither 89.90 nor 99.90 lies on the way
        (8_500, (8_400, 12_000), 4_000, 9_990),  # up to 102.00
        (9_000, (9_500, 9_700), 4_000, 9_000),  # challenged with the own price, which stays
        (9_000, (9_000, 9_000), 4_000, None),
    ],
)
def test_the_ending_comes_last_and_turns_no_advice_round(own, others, floor, price):
    standing = Standing(own_minor=own, others_minor=others, floor_minor=floor)

    assert ended(advise(standing, close=0.03), standing, Ending.read("9.9", "CNY")) == price


@given(
    st.integers(1, 50_000),
    st.lists(st.integers(1, 50_000), min_size=2, max_size=6).map(tuple),
    st.integers(1, 50_000),
    st.sampled_from([".9", "8", "88", None]),
)
def test_no_ended_price_is_below_the_floor_or_on_the_other_side_of_the_own(own, others, floor, text):
    standing = Standing(own_minor=own, others_minor=others, floor_minor=floor)
    advised, ending = advise(standing, close=0.03), Ending.asked(text, "CNY")
    price = ended(advised, standing, ending)

    if price is None or advised.price_minor is None or ending is None:
        assert price == advised.price_minor
    else:
        assert price >= floor
        assert (price > own) - (price < own) == (advised.price_minor > own) - (advised.price_minor < own)


@pytest.mark.slow
def test_the_ending_is_applied_to_advised_prices_alone():
    offers = (offer("a", "green", 8_900), offer("b", "green", 9_100))
    plain, row = only(*offers), only(*offers, ending="9.9")

    assert (minor(plain.advised_price), minor(row.advised_price)) == (9_000, 8_990)
    assert replace(row, advised_price=plain.advised_price) == plain
    assert only(*offers, ending="none") == plain
