"""What sets a group apart? Shops in which it is planted, and one in which there is nothing to tell."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.analyses.builders import line, order
from tests.kept import same_shop
from zhanggui.analyses.customers.personas.personas import PersonaParams, members, run
from zhanggui.analyses.customers.personas.result import Found, findings, set_apart
from zhanggui.analyses.customers.rfm import RfmParams
from zhanggui.analyses.customers.rfm import run as rfm
from zhanggui.core.errors import UnknownName
from zhanggui.stats.two_proportions import Counted

LAST = date(2026, 4, 30)


def shop_where(category_of):
    """160 customers: the first 80 bought three times lately and much, the others once and long ago."""
    orders, lines = [], []
    for number in range(160):
        is_dear = number < 80
        for at in range(3 if is_dear else 1):
            day = LAST - timedelta(days=(at * 7 if is_dear else 300 + number % 50))
            name = f"{number}-{at}"
            orders.append(order(name, f"p{number:03d}", day.isoformat(), 30_000 if is_dear else 1_000))
            lines.append(line(name, 1, category_of(number), 30_000 if is_dear else 1_000))
    products = [{"sku": sku, "category": sku} for sku in ("tea", "cups")]
    return same_shop({"orders": orders, "order_lines": lines, "products": products}, as_of=LAST)


@pytest.fixture(scope="module")
def planted():
    """Nine of ten who are dear buy tea, five of ten of the others."""
    return shop_where(lambda number: "tea" if (number % 10 if number < 80 else number % 2 * 9 + 1) < 9 else "cups")


def test_what_was_planted_is_told_with_how_many_share_it(planted):
    result = run(planted, PersonaParams())
    first = result.traits[0]

    assert (first.trait.en, first.value.en, first.support) == ("Category", "tea", 72)
    assert first.share.estimate.rate == pytest.approx(0.9)
    assert first.share_of_others.rate == pytest.approx(0.5)
    assert first.lift == pytest.approx(1.8)
    assert "Category: tea (90%, others 50%)" in result.personas[0].persona.en
    assert "类目：tea（90%，其他 50%）" in result.personas[0].persona.zh


@pytest.mark.slow
def test_groups_are_those_of_rfm(planted):
    sizes = {row.segment: row.customers for row in rfm(planted, RfmParams()).segments if row.customers}
    result = run(planted, PersonaParams())

    assert {row.part: row.customers for row in result.personas} == sizes
    assert sum(row.net_sales.minor for row in result.personas) == 80 * 3 * 30_000 + 80 * 1_000
    part = result.personas[0].part
    assert planted.fetch(members(planted, PersonaParams(), part)).num_rows == sizes[part]


@pytest.mark.slow
def test_where_groups_are_alike_nothing_is_made_up():
    alike = shop_where(lambda number: "tea" if number % 2 else "cups")
    result = run(alike, PersonaParams())

    assert [row for row in result.traits if row.trait.en == "Category"] == []


def test_shares_are_of_those_who_have_any_value():
    counts = [
        {"trait": "gender", "value": "f", "part": "a", "customers": 60},
        {"trait": "gender", "value": "m", "part": "a", "customers": 20},
        {"trait": "gender", "value": "f", "part": "b", "customers": 10},
        {"trait": "gender", "value": "m", "part": "b", "customers": 30},
        {"trait": "gender", "value": "m", "part": "c", "customers": 40},
    ]

    assert findings(counts)[0] == Found(
        part="a", trait="gender", value="f", inside=Counted(60, 80), outside=Counted(10, 80)
    )
    # 75 % against 12.5 %, all against 50 of 120, 75 % against half: the largest difference first.
    assert [(each.part, each.value) for each in set_apart(findings(counts), 0.05)] == [
        ("a", "f"),
        ("c", "m"),
        ("b", "m"),
    ]


@pytest.mark.slow
def test_without_returns_the_lifecycle_tells_no_groups(planted):
    few = same_shop({"orders": [order(k, f"p{k}", "2026-04-01") for k in range(9)]})
    result = run(few, PersonaParams(by="lifecycle"))

    assert (result.headline.code, result.personas, result.traits) == ("no_groups", (), ())
    assert few.fetch(members(few, PersonaParams(by="lifecycle"), "new")).num_rows == 0
    with pytest.raises(UnknownName):
        members(planted, PersonaParams(), "new")
