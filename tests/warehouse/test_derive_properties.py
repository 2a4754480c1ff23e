"""Do the parts add up to the coin for orders nobody thought of?"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from importlib.resources import files

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from tests.oracles.warehouse_splits import exact_shares, largest_remainder
from tests.warehouse.shops import line, order, refund
from zhanggui.warehouse import derive
from zhanggui.warehouse.inline import inline_warehouse

coins = some.integers(0, 100_000)
few_coins = some.integers(0, 300)


@some.composite
def shops(draw, most=40):
    """Up to forty orders with lines, discounts, shipping, tax, odd payments and refunds of every kind."""
    tables = defaultdict(list)
    for number in range(1, draw(some.integers(most // 4, most)) + 1):
        order_id = str(number)
        lines = [
            line(
                f"{order_id}-{place}",
                gross,
                order_id,
                discount_platform_minor=draw(some.none() | some.integers(0, gross // 3)),
                discount_merchant_minor=draw(some.none() | some.integers(0, gross // 3)),
                quantity=draw(some.integers(1, 3)),
            )
            for place, gross in enumerate(draw(some.lists(coins, max_size=4)))
        ]
        due = sum(row["gross_minor"] - sum(row[f"discount_{by}_minor"] or 0 for by in BEARERS) for row in lines)
        tables["order_lines"] += lines
        tables["orders"].append(
            order(
                order_id,
                goods_minor=draw(some.none() | some.just(due) | some.integers(0, due) | coins),
                shipping_minor=draw(some.none() | few_coins),
                tax_minor=draw(some.none() | few_coins),
                paid_minor=draw(some.none() | coins),
                paid_at=draw(some.sampled_from([None, "2026-03-01 03:05"])),
                discount_platform_minor=draw(some.none() | few_coins),
                discount_influencer_minor=draw(some.none() | few_coins),
                refunded_minor=draw(some.none() | few_coins),
            )
        )
        for count in range(draw(some.integers(0, 2))):
            line_ids = [None, "unknown", *(row["line_id"] for row in lines)]
            tables["refunds"].append(
                refund(
                    f"R{order_id}-{count}",
                    draw(coins),
                    order_id,
                    line_id=draw(some.sampled_from(line_ids)),
                    quantity=draw(some.none() | some.integers(0, 3)),
                )
            )
    return dict(tables)


BEARERS = ("platform", "merchant")


@settings(max_examples=2, suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example])
@given(shops(most=12))
def test_lines_add_up_to_their_order_and_refund_lines_to_their_refund(tables):
    check_sums(tables)


@pytest.mark.slow
@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example])
@given(shops())
def test_lines_add_up_in_many_more_shops(tables):
    check_sums(tables)


def check_sums(tables):
    shop = inline_warehouse(tables)
    by_order = defaultdict(list)
    for row in shop.fetch(shop.table("sale_lines").order_by("line_id")).to_pylist():
        by_order[row["order_id"]].append(row)
    refunded = defaultdict(int)
    for row in shop.fetch(shop.table("refund_lines")).to_pylist():
        refunded[row["refund_id"]] += row["amount_minor"]
    shop.close()
    for told in tables["orders"]:
        check_totals(told, by_order[told["order_id"]])
    for told in tables.get("refunds", []):
        assert refunded[told["refund_id"]] == told["amount_minor"]


def check_totals(told, lines):
    total = {
        name: sum(row[name] for row in lines)
        for name in lines[0]
        if name.endswith("_minor") and lines[0][name] is not None
    }
    for name in ("goods_minor", "shipping_minor", "tax_minor"):
        mine = "due_minor" if name == "goods_minor" else name
        assert told[name] is None or total[mine] == told[name]
    paid = told["paid_at"] is not None or (told["paid_minor"] or 0) > 0
    owed = total["due_minor"] + total["shipping_minor"] + total["tax_minor"]
    stated = told["paid_minor"] if told["paid_minor"] is not None else owed
    assert total["paid_minor"] == (stated if paid else 0)
    discounts = sum(total[f"discount_{by}_minor"] for by in ("platform", "merchant", "influencer"))
    assert total["gross_minor"] - discounts == total["due_minor"]
    for row in lines:
        assert row["due_minor"] >= 0
        assert row["net_sales_minor"] >= 0
        assert 0 <= row["refund_goods_minor"] <= row["due_minor"]
        assert 0 <= row["returned_quantity"] <= row["quantity"]


@pytest.mark.slow
@settings(max_examples=12)
@given(
    some.lists(
        some.tuples(some.integers(-10_000, 10_000), some.lists(coins, min_size=1, max_size=6)), min_size=1, max_size=20
    )
)
def test_every_part_lies_less_than_one_coin_from_its_exact_share(splits):
    parts = split_exactly(splits)
    for number, (amount, weights) in enumerate(splits):
        assert parts[number] == largest_remainder(amount, weights)
        assert all(
            abs(part - share) < 1 for part, share in zip(parts[number], exact_shares(amount, weights), strict=True)
        )


def split_exactly(splits):
    """The parts by the macro that every split of the derivation uses."""
    rows = [
        (number, place, amount, weight)
        for number, (amount, weights) in enumerate(splits)
        for place, weight in enumerate(weights)
    ]
    parts = defaultdict(list)
    with duckdb.connect() as connection:
        connection.execute(files(derive).joinpath("exact_parts.sql").read_text())
        connection.execute("CREATE TABLE shares (split BIGINT, line BIGINT, amount BIGINT, weight BIGINT)")
        connection.execute(f"INSERT INTO shares VALUES {str(rows)[1:-1].rstrip(',')}")
        found = connection.execute("SELECT split, part FROM exact_parts('shares') ORDER BY split, line").fetchall()
    for split, part in found:
        parts[split].append(part)
    return parts


def test_oracle_agrees_with_the_textbook():
    # Balinski & Young's five states of Hamilton's method in small: 26 seats over 9061 : 7179 : 5259 : 3319 : 1182.
    assert largest_remainder(26, [9061, 7179, 5259, 3319, 1182]) == [9, 7, 5, 4, 1]
    assert exact_shares(26, [9061, 7179, 5259, 3319, 1182])[3] == Fraction(26 * 3319, 26000)
