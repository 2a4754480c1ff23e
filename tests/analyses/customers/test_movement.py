"""Do segments measured by one yardstick grow and shrink, and is it known who moved?"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.analyses.builders import order
from tests.analyses.busy_shop import AS_OF
from tests.kept import same_shop
from zhanggui.analyses.customers import rfm
from zhanggui.analyses.customers.movement.movement import MovementParams, members, run
from zhanggui.analyses.customers.movement.result import Move, Size, move_rows, size_rows
from zhanggui.analyses.customers.segments import SEGMENTS
from zhanggui.core.errors import UnknownName

ORACLE = Path(__file__).parents[2] / "oracles" / "analyses" / "movement.sql"
DECLARED = MovementParams(recent_days=30, frequent_days=2, valuable_from=100.0, look_back_days=90, months=2)


def three_customers():
    """pa comes every month and spends, pb came twice long ago, pc is new in April."""
    days = {"pa": ("2026-02-10", "2026-03-10", "2026-04-10"), "pb": ("2026-02-01", "2026-02-20"), "pc": ("2026-04-20",)}
    orders = [order(f"{who}{day}", who, day, 6000) for who, bought in days.items() for day in bought]
    return same_shop({"orders": orders}, as_of=date(2026, 4, 30))


def ids(warehouse, params, move):
    return sorted(row["id"] for row in warehouse.fetch(members(warehouse, params, move)).to_pylist())


def test_sizes_and_moves_are_told_from_counts_at_month_ends():
    march, april = date(2026, 3, 31), date(2026, 4, 30)
    sizes = [
        Size(instant=march, segment="champions", customers=5, net_minor=500),
        Size(instant=april, segment="champions", customers=4, net_minor=300),
        Size(instant=april, segment="keep", customers=2, net_minor=100),
    ]
    moves = [
        Move(before="champions", now="champions", customers=3, net_minor=250),
        Move(before="champions", now="keep", customers=2, net_minor=100),
        Move(before="absent", now="champions", customers=1, net_minor=50),
    ]

    champions, keep, *others = size_rows(sizes, moves, "CNY")

    assert (champions.customers, champions.change, champions.came, champions.left) == (4, -1, 1, 2)
    assert (keep.change, keep.share_of_sales.rate) == (2, 0.25)
    assert {row.customers for row in others} == {0}
    assert [row.move for row in move_rows(moves, "CNY")] == ["champions>keep", "absent>champions"]


@pytest.mark.slow
def test_who_moved_is_known_by_declared_bounds():
    result = run(three_customers(), DECLARED)

    sizes = {line.name.en: line.values for line in result.history.lines if any(line.values)}
    assert result.history.x == ("2026-02-28", "2026-03-31", "2026-04-30")
    assert sizes == {
        "Champions": (1.0, 1.0, 1.0),
        "Loyal, gone quiet": (0.0, 1.0, 1.0),
        "New or occasional": (1.0, 0.0, 1.0),
    }
    assert [(row.move, row.customers, row.net_sales.minor) for row in result.moves] == [("absent>newcomers", 1, 6000)]
    assert (result.moved, result.headline.arguments["came"], result.headline.arguments["went"]) == (1, 0, 0)


@pytest.mark.slow
def test_the_customers_of_a_move_can_be_listed_those_who_stayed_too():
    shop = three_customers()

    assert ids(shop, DECLARED, "absent>newcomers") == ["pc"]
    assert ids(shop, DECLARED, "champions>champions") == ["pa"]
    with pytest.raises(UnknownName):
        members(shop, DECLARED, "champions")


@pytest.mark.slow
def test_measured_on_the_day_itself_it_is_the_segments_by_scores(busy):
    result = run(busy, MovementParams(frozen_on=AS_OF))

    by_scores = rfm.run(busy, rfm.RfmParams(days=365))
    assert {row.segment: (row.customers, row.net_sales) for row in result.segments} == {
        row.segment: (row.customers, row.net_sales) for row in by_scores.segments
    }


@pytest.mark.slow
def test_every_month_end_agrees_with_plain_sql(busy):
    params = MovementParams(look_back_days=100, months=6)
    result = run(busy, params)
    bounds = {
        "look_back": 100,
        "recent": result.recent_days,
        "frequent": result.frequent_days,
        "valuable": result.valuable_from.minor,
    }

    for at, day in enumerate(result.history.x):
        rows = busy.connection.execute(ORACLE.read_text(encoding="utf-8"), {"instant": day, **bounds}).fetchall()
        expected = {(r, f, m): (float(customers), money / 100) for r, f, m, customers, money in rows}
        for group, size, worth in zip(SEGMENTS, result.history.lines, result.value.lines, strict=True):
            wanted = expected.get((group.recent, group.frequent, group.valuable), (0.0, 0.0))
            assert (size.values[at], worth.values[at]) == wanted


@pytest.mark.slow
def test_moves_add_up_to_the_changes(busy):
    result = run(busy, MovementParams())

    for row in result.segments:
        assert row.came - row.left == row.change
    for row in result.moves:
        assert len(ids(busy, MovementParams(), row.move)) == row.customers


@pytest.mark.slow
def test_a_yardstick_of_last_year_is_kept_all_year(busy):
    orders = [order(at, f"p{at % 40}", f"2025-{at % 12 + 1:02d}-15", 1000 * (at % 40 + 1)) for at in range(240)]
    later = [order(1000 + at, f"p{at}", "2026-03-01", 9000) for at in range(40)]
    before, after = (
        same_shop({"orders": rows}, as_of=day)
        for rows, day in ((orders, date(2026, 1, 31)), (orders + later, date(2026, 3, 31)))
    )

    told = [run(shop, MovementParams()) for shop in (before, after)]

    assert {each.frozen_on for each in told} == {date(2025, 12, 31)}
    assert len({(each.recent_days, each.frequent_days, each.valuable_from) for each in told}) == 1


@pytest.mark.slow
def test_a_first_month_has_nothing_to_compare_with():
    result = run(same_shop({"orders": [order(1, "pa", "2026-04-02")]}, as_of=date(2026, 4, 30)), MovementParams())

    assert (result.headline.code, result.moves, result.segments[0].change) == ("first_month", (), None)
