"""Which role does a product play? By hand, a busy shop against SQL, and what the declared bounds say."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.analyses.builders import cost, line, order
from tests.analyses.busy_shop import AS_OF
from tests.kept import same_shop
from zhanggui.analyses.products.roles.assigning import Usual, role_of
from zhanggui.analyses.products.roles.pull import Pull, pulls
from zhanggui.analyses.products.roles.roles import CAPABILITY, RolesParams, run
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import render

ORACLE = Path(__file__).parents[2] / "oracles" / "analyses" / "pulls.sql"
DAY = date(2026, 6, 30)
USUAL = Usual(margin=0.5, unit_minor=2_000, orders=100, first_share=0.2)


def pull(margin=0.5, *, price=4_000, orders=100, first=20, listed=None, has_cost=True):
    net = orders * price
    parts = {"net_sales": net, "known_cost": round(net * (1 - margin)), "lines_without_cost": 0 if has_cost else 1}
    return Pull(
        sku="s",
        name="s",
        listed=listed,
        units=orders,
        orders=orders,
        known_orders=orders,
        first_orders=first,
        attached=0,
        parts=parts,
    )


@pytest.mark.parametrize(
    "found, role",
    [
        (pull(0.3, first=60), ("traffic", "why_traffic")),
        (pull(0.3, orders=200, first=40), ("traffic", "why_traffic")),
        (pull(0.3, first=21), ("other", "why_thin")),
        (pull(0.56), ("profit", "why_margin")),
        (pull(0.5, price=9_000), ("profit", "why_unit")),
        (pull(0.4, price=90_000), ("other", "why_other")),
        (pull(0.5), ("other", "why_other")),
        (pull(0.9, listed=date(2026, 5, 1)), ("new", "why_new")),
        (pull(0.9, listed=date(2025, 5, 1)), ("profit", "why_margin")),
        (pull(0.9, orders=9), ("untold", "why_few")),
        (pull(0.9, has_cost=False), ("untold", "why_no_cost")),
    ],
)
def test_a_role_follows_margin_pull_and_age(found, role):
    assert role_of(found, USUAL, DAY, RolesParams()) == role


@pytest.mark.slow
def test_the_mix_adds_up_and_says_why():
    orders = [order(at, f"p{at}", "2026-04-01", 2_000) for at in range(40)]
    orders += [order(40 + at, f"p{at}", "2026-05-01", 10_000) for at in range(20)]
    lines = [line(at, 1, "sample", 2_000) for at in range(40)]
    lines += [line(40 + at, number, sku, 5_000) for at in range(20) for number, sku in enumerate(("pot", "tea"), 1)]
    shop = same_shop(
        {
            "orders": orders,
            "order_lines": lines,
            "product_costs": [cost("sample", 1_600), cost("pot", 1_000), cost("tea", 2_500)],
        }
    )

    result = run(shop, RolesParams())

    rows = {row.sku: row for row in result.rows}
    assert {sku: row.role.code for sku, row in rows.items()} == {
        "sample": "role_traffic",
        "pot": "role_profit",
        "tea": "role_other",
    }
    assert (rows["sample"].first_orders.estimate, rows["pot"].first_orders.estimate) == (Rate(1.0), Rate(0.0))
    assert (rows["sample"].attach_rate, rows["pot"].attach_rate) == (Rate(0.0), Rate(1.0))
    assert sum(row.net_sales.minor for row in result.mix) == 40 * 2_000 + 20 * 10_000
    assert sum(row.contribution_profit.estimate.minor for row in result.mix) == 40 * 400 + 20 * 6_500
    assert [row.verdict.code for row in result.mix[:3]] == ["as_wanted", "as_wanted", "too_little"]
    for language in ("zh-CN", "en"):
        assert all("{" not in render(row.reason, CAPABILITY.sentences, language) for row in result.rows)


def test_a_busy_shop_agrees_with_sql(busy):
    expected = busy.connection.execute(ORACLE.read_text(encoding="utf-8"), {"as_of": AS_OF}).fetchall()

    found = pulls(busy, RolesParams())

    assert [(p.sku, p.units, p.orders, p.known_orders, p.first_orders, p.attached) for p in found] == expected


@pytest.mark.slow
def test_nothing_sold_is_a_clear_answer():
    shop = same_shop({"orders": [order(1, None, "2026-04-01", 1_000)], "order_lines": [line(1, 1, "a", 1_000)]})

    assert run(shop, RolesParams()).rows[0].role.code == "role_untold"
    assert run(shop, RolesParams(end=date(2026, 4, 1))).headline.code == "nothing"
