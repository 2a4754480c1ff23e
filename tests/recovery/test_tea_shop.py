"""Can simple estimators, written without looking at the generator, find what was planted in the tea shop?"""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date

import duckdb
import numpy as np
import pytest

from zhanggui.worlds.tea_shop.advance import advance
from zhanggui.worlds.tea_shop.changes import AdBudget
from zhanggui.worlds.tea_shop.effect import customer_truths, true_effect
from zhanggui.worlds.tea_shop.generate import END, START, generate, products_of
from zhanggui.worlds.tea_shop.nature.advertising import newcomer_factor, spend
from zhanggui.worlds.tea_shop.nature.days import number_of
from zhanggui.worlds.tea_shop.ordinary import ordinary_truth
from zhanggui.worlds.tea_shop.truth import Truth

SALES = ("orders", "order_lines", "refunds", "price_history", "customers", "products")
ORDINARY_DAYS = """NOT (strftime(day, '%m-%d') BETWEEN '10-20' AND '12-15' OR strftime(day, '%m-%d') BETWEEN '05-20' AND '06-22'
                        OR strftime(day, '%m-%d') BETWEEN '01-01' AND '03-10' OR month(day) IN (9, 10))"""


@pytest.fixture(scope="module")
def busy(tmp_path_factory):
    """A busy shop with the small range, so that every product sells often."""
    truth = ordinary_truth(seed=11, start=START, end=END, newcomers_per_day=15.0, range_="small")
    return generate(tmp_path_factory.mktemp("busy"), size="S", seed=11, truth=truth, only=SALES)


@pytest.fixture(scope="module")
def truth(busy):
    return Truth.load(busy.folder / "truth.json")


@pytest.fixture(scope="module")
def ask(busy):
    with duckdb.connect() as engine:
        for name in busy.rows:
            engine.execute(f"CREATE VIEW {name} AS FROM '{busy.tables}/{name}.parquet'")
        engine.execute("""CREATE VIEW sold AS SELECT *, (ordered_at + INTERVAL 8 HOUR)::DATE AS day
                          FROM order_lines JOIN orders USING (channel, order_id) JOIN products USING (sku)""")
        yield lambda query: engine.execute(query).fetchall()


def elasticity(ask, sku, others):
    """Poisson regression of the product's units on log price by channel and price; exposure: products of one price.

    Returns the estimate and its standard error, widened by the dispersion of the residuals (McCullagh and Nelder 1989).
    """
    cells = ask(f"""
        WITH priced AS (SELECT channel, day, median(unit_price_minor) FILTER (sku = '{sku}') AS price,
                               sum(quantity) FILTER (sku = '{sku}') AS bought, count(*) FILTER (sku IN {others}) AS exposure
                        FROM sold WHERE {ORDINARY_DAYS} AND channel <> 'store' GROUP BY ALL),
             shelf AS (SELECT channel, (valid_from + INTERVAL 8 HOUR)::DATE AS day, price_minor AS price FROM price_history
                       WHERE sku = '{sku}')
        SELECT channel, shelf.price, coalesce(sum(bought), 0)::BIGINT, sum(exposure) FROM priced ASOF JOIN shelf USING (channel, day)
        GROUP BY ALL HAVING sum(exposure) > 0""")
    channels = sorted({row[0] for row in cells})
    design = np.array([[*(row[0] == name for name in channels), np.log(row[1])] for row in cells], dtype=float)
    counts, offset = np.array([row[2] for row in cells], dtype=float), np.log([row[3] for row in cells])
    beta = np.zeros(design.shape[1])
    beta[:-1] = np.log(counts.sum() / np.exp(offset).sum())
    beta[:-1] += np.log(np.median([row[1] for row in cells])) * 1.5
    beta[-1] = -1.5
    for _ in range(50):
        mean = np.exp(design @ beta + offset)
        information = design.T @ (design * mean[:, None])
        beta = beta + np.linalg.solve(information, design.T @ (counts - mean))
    mean = np.exp(design @ beta + offset)
    dispersion = max(1.0, ((counts - mean) ** 2 / mean).sum() / (len(counts) - len(beta)))
    return beta[-1], np.sqrt(np.linalg.inv(information)[-1, -1] * dispersion)


@pytest.mark.slow
def test_the_elasticity_of_tested_products_is_found(ask, truth):
    others = tuple(
        product.sku for product in truth.products if not product.is_price_tested and product.stage == "maturity"
    )
    tested = [product for product in truth.products if product.is_price_tested and product.stage == "maturity"]
    found = np.array([elasticity(ask, product.sku, others) for product in tested])
    planted = np.array([product.elasticity for product in tested])
    off = (found[:, 0] - planted) / found[:, 1]
    assert len(tested) >= 10
    assert np.mean(np.abs(off) < 1.645) >= 0.75
    assert abs(off.mean()) < 2 / np.sqrt(len(off))
    assert np.corrcoef(found[:, 0], planted)[0, 1] > 0.5


def test_other_products_have_no_second_price_on_ordinary_days(ask, truth):
    """So nothing but the festivals tells how demand answers to their price: it cannot be known."""
    prices = dict(
        ask(f"""SELECT sku, max(n) FROM (SELECT sku, channel, count(DISTINCT unit_price_minor) AS n FROM sold
                          WHERE {ORDINARY_DAYS} GROUP BY ALL) GROUP BY 1""")
    )
    for product in truth.products:
        if product.is_price_tested:
            assert prices[product.sku] >= 3
        elif product.sku in prices:
            assert prices[product.sku] <= 2, "green tea became dearer once"


def test_refund_rates_are_the_product_times_the_channel(ask, truth):
    rows = ask("""SELECT channel, sku, count(*), count(r.refund_id) FROM sold
                  LEFT JOIN (FROM refunds WHERE status = 'refunded' AND line_id IS NOT NULL) r USING (channel, order_id, line_id)
                  WHERE paid_at IS NOT NULL AND ordered_at < '2026-07-31'
                    AND NOT EXISTS (FROM refunds c WHERE c.line_id IS NULL AND c.order_id = sold.order_id) GROUP BY ALL""")
    rates = np.array([truth.product(row[1]).refund_rate * truth.channel(row[0]).refund_factor for row in rows])
    lines, back = np.array([row[2] for row in rows]), np.array([row[3] for row in rows])
    expected, variance = lines * rates, lines * rates * (1 - rates)
    assert abs((back - expected).sum()) < 3 * variance.sum() ** 0.5
    assert ((back - expected) ** 2 / variance).sum() / len(rows) == pytest.approx(1.0, abs=0.25)


def test_the_months_of_each_tea_are_found(ask, truth):
    """Share of a category among the teas, by month, against the planted months."""
    teas = ("绿茶", "乌龙茶", "红茶", "花茶")
    counted = {
        (category, month): count
        for category, month, count in ask(
            f"SELECT category, month(day), count(*) FROM sold WHERE category IN {teas} AND day < '2026-08-15' GROUP BY ALL"
        )
    }
    table = np.array([[counted[category, month + 1] for month in range(12)] for category in teas])
    share = np.log(table / table.sum(axis=0))
    planted = np.array([truth.months[category] for category in teas])
    planted = np.log(planted / planted.mean(axis=0))
    for found, true in zip(share, planted, strict=True):
        assert np.corrcoef(found, true)[0, 1] > 0.75
    assert np.argmax(share[0]) + 1 in {4, 5}


def test_customers_buy_again_as_often_as_their_rates_say(busy, ask):
    """Expected purchases of the next year, from the latent rates, against what the last year would predict."""
    truths = customer_truths(busy.folder, horizon_days=30)
    alive = truths.group_by("segment").aggregate([("is_alive", "mean"), ("rate_per_day", "mean")])
    found = {row["segment"]: row for row in alive.to_pylist()}
    truth = Truth.load(busy.folder / "truth.json")
    for segment in truth.segments:
        rate = segment.rate_shape / segment.rate_scale_days
        assert found[segment.name]["rate_per_day_mean"] == pytest.approx(rate, rel=0.08)
    alive_share = {name: row["is_alive_mean"] for name, row in found.items()}
    assert alive_share["taster"] < alive_share["hunter"]


@pytest.mark.slow
def test_the_next_month_brings_the_purchases_that_the_truth_expects(busy, tmp_path):
    world = tmp_path / "world"
    shutil.copytree(busy.folder, world)
    truths = customer_truths(world, horizon_days=30)
    expected = sum(truths["expected_purchases"].to_pylist())
    advance(world, days=30)
    known = truths.group_by("customer").aggregate([])
    placed = (
        duckdb.connect()
        .sql(
            f"""SELECT count(*) FROM '{world}/advances/*/orders.parquet' SEMI JOIN known USING (customer)
            WHERE ordered_at >= '2026-08-31 16:00' AND customer IS NOT NULL"""
        )
        .fetchall()[0][0]
    )
    assert known.num_rows > 10_000
    in_store_without_card = 0.45 * expected * 0.13
    assert abs(placed + in_store_without_card - expected) < 4 * expected**0.5 + 0.03 * expected


@pytest.mark.slow
def test_a_holdout_experiment_measures_the_planted_uplift(busy, ask, tmp_path):
    """Lapsed customers, half of them written to: the difference in orders covers the truth."""
    lapsed = sorted(
        name
        for (name,) in ask(
            "SELECT customer FROM orders WHERE customer IS NOT NULL GROUP BY 1 HAVING max(ordered_at) < '2026-04-01'"
        )
    )
    assert len(lapsed) > 5_000
    order = np.random.default_rng(1).permutation(len(lapsed))
    treated = [lapsed[position] for position in order[: len(lapsed) // 2]]
    held = [lapsed[position] for position in order[len(lapsed) // 2 :]]
    change = {"kind": "audience_contact", "customers": treated, "at": date(2026, 9, 1), "coupon_minor": 2000}
    world = tmp_path / "world"
    shutil.copytree(busy.folder, world)
    truth = true_effect(world, change)
    advance(world, days=30, changes=[change])
    counts = dict(
        duckdb.connect()
        .sql(
            f"""SELECT customer, count(*) FROM '{world}/advances/*/orders.parquet'
                WHERE ordered_at >= '2026-08-31 16:00' GROUP BY 1"""
        )
        .fetchall()
    )
    left, right = (np.array([counts.get(name, 0) for name in names]) for names in (treated, held))
    difference = left.mean() - right.mean()
    error = np.sqrt(left.var() / len(left) + right.var() / len(right))
    assert abs(difference - truth.extra_orders / truth.customers) < 1.96 * error
    assert difference > 1.96 * error


@pytest.mark.slow
def test_who_should_be_written_to_is_a_matter_of_kind(busy):
    """Promotion hunters repay the coupon; those who give presents would have bought anyway."""
    truths = customer_truths(busy.folder, horizon_days=1).to_pylist()
    gain = {}
    for kind in ("hunter", "gifter"):
        customers = [row["customer"] for row in truths if row["segment"] == kind][:3000]
        change = {"kind": "audience_contact", "customers": customers, "at": date(2026, 9, 1), "coupon_minor": 2000}
        effect = true_effect(busy.folder, change)
        gain[kind] = effect.extra_contribution_minor / effect.standard_error_minor
    assert gain["hunter"] > 3
    assert gain["gifter"] < -3


@pytest.mark.slow
def test_advertising_brings_less_and_less(truth):
    """Twice the spend brings less than twice the newcomers; none at all leaves those who come by themselves."""
    days = np.arange(number_of(date(2026, 7, 20)), number_of(date(2026, 8, 10)))

    def newcomers(factor):
        change = AdBudget(channel="tmall", factor=factor, at=date(2026, 6, 1), until=date(2026, 9, 1))
        return newcomer_factor(truth, days, (change,))[0].mean()

    none, usual, twice = newcomers(0), newcomers(1), newcomers(2)
    assert none == pytest.approx(1 - truth.channel("tmall").ad_share, abs=1e-6)
    assert 0 < twice - usual < usual - none
    assert spend(truth, days, ()).std() > 0.1


@pytest.mark.slow
def test_what_a_segment_without_dropout_buys_follows_its_gamma(tmp_path):
    """One segment, no dropout, no festivals: variance over mean of yearly counts is 1 + mean / shape."""
    ordinary = ordinary_truth(seed=3, start=START, end=END, newcomers_per_day=8.0, range_="small")
    segment = replace(
        ordinary.segments[0], rate_shape=1.5, rate_scale_days=120.0, dropout_shape=50.0, dropout_scale_days=5_000_000.0
    )
    channels = tuple(replace(channel, segment_mix={"everyday": 1.0}) for channel in ordinary.channels)
    plain = replace(
        ordinary, segments=(segment,), channels=channels, festivals=(), second_channel_share=0.0, dormant_share=0.0
    )
    shop = generate(tmp_path, size="S", seed=3, truth=plain, only=("orders", "customers"))
    counts = np.array(
        [
            count
            for (count,) in duckdb.connect()
            .sql(
                f"""SELECT count(*) FILTER (o.ordered_at >= '2025-08-31 16:00') FROM '{shop.tables}/orders.parquet' o
                    JOIN '{shop.tables}/customers.parquet' c USING (customer)
                    WHERE o.channel <> 'store' AND c.customer IN (SELECT customer FROM '{shop.tables}/orders.parquet'
                          WHERE ordered_at < '2025-08-31 16:00' AND channel <> 'store') GROUP BY o.customer"""
            )
            .fetchall()
        ]
    )
    assert counts.mean() > 2
    assert counts.var() / counts.mean() - 1 == pytest.approx(counts.mean() / 1.5, rel=0.35)


def test_every_product_of_the_truth_is_in_the_catalogue(truth):
    assert [product.sku for product in products_of(truth)] == [product.sku for product in truth.products]
