"""Does the journey place everybody by what they did, and follow those who entered a stage for equally long?"""

from __future__ import annotations

from datetime import date

import pytest

from tests.analyses.builders import cost, event, line, order
from tests.kept import same_shop
from zhanggui.analyses.customers.journey.journey import CAPABILITY, JourneyParams, members, run
from zhanggui.analyses.customers.journey.result import Standing, Watched, stage_rows
from zhanggui.analyses.customers.order_worth import Worth
from zhanggui.core.errors import UnknownName
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.sentence import render

ASKED = JourneyParams(days=10, within_days=5)


def events(*told):
    return [event(at, who, kind, when, **more) for at, (who, kind, when, more) in enumerate(told)]


def four_visitors():
    """From 16 to 25 April and in the five days that follow: va looks, vb compares, vc asks, pd buys twice."""
    return same_shop(
        {
            "events": events(
                ("va", "view", "2026-04-16 10:00:00", {"sku": "t1"}),
                ("vb", "view", "2026-04-17 10:00:00", {"sku": "t1"}),
                ("vb", "view", "2026-04-17 10:05:00", {"sku": "t2"}),
                ("vc", "view", "2026-04-18 10:00:00", {"sku": "t1"}),
                ("vc", "consult", "2026-04-20 10:00:00", {"sku": "t1"}),
                ("vd", "view", "2026-04-19 10:00:00", {"sku": "t1"}),
                ("vd", "cart", "2026-04-19 10:01:00", {"sku": "t1"}),
                ("vd", "purchase", "2026-04-19 10:09:00", {"customer": "pd", "order_id": "1"}),
                ("vd", "purchase", "2026-04-22 10:09:00", {"customer": "pd", "order_id": "2"}),
                ("vd", "view", "2026-04-29 10:00:00", {"sku": "t1"}),
            ),
            "orders": [
                order(1, "pd", "2026-04-19", 3000),
                order(2, "pd", "2026-04-22", 3000),
                order(3, "pe", "2026-04-23"),
            ],
            "order_lines": [line(1, 1, "t1", 3000), line(2, 1, "t1", 3000), line(3, 1, "t1", 1000)],
            "product_costs": [cost("t1", 500)],
        },
        as_of=date(2026, 4, 30),
    )


def test_who_stays_behind_is_worth_what_those_who_moved_on_brought():
    """Of ten who looked four moved on and one of these bought: six stay behind, each worth a quarter of an order."""
    watched = {0: Watched(by_furthest={0: (6, 0), 2: (3, 0), 3: (1, 1)}, wait=2.0)}
    profit = MoneyInterval.exactly(Money(4_000, "CNY"))

    need, *_ = stage_rows({0: Standing(people=7, reachable=1)}, watched, Worth(basis="contribution", in_all=profit))

    assert (need.people, need.reachable, need.entered, need.lost) == (7, 1, 10, 6)
    assert (need.moved_on.estimate.rate, need.bought.estimate.rate, need.days_to_move) == (0.4, 0.1, 2.0)
    assert need.profit_lost.estimate.minor == 6 * 4_000 // 4


@pytest.mark.slow
def test_everybody_is_followed_from_the_first_act_of_a_stage():
    result = run(four_visitors(), ASKED)

    assert (result.watched_from, result.watched_to) == (date(2026, 4, 16), date(2026, 4, 25))
    assert {row.stage: (row.entered, row.lost) for row in result.stages} == {
        "need": (4, 1),
        "information": (1, 1),
        "evaluation": (2, 1),
        "purchase": (1, 0),
        "after": (1, 0),
    }
    # Who moved on from need: vb on the same day, vc after two days, pd on the same day. One of these three bought.
    need = result.stages[0]
    assert (need.days_to_move, need.bought.estimate.rate) == (0.0, 0.25)
    # Three orders for 7000 cost 1500: 1833 an order, times one that stayed, times a third.
    assert need.profit_lost.estimate.minor == round(5500 / 3 * 1 / 3)
    assert result.flows.values[0] == (1.0, 1.0, 1.0, 0.0, 1.0)


@pytest.mark.slow
def test_now_is_the_furthest_stage_of_the_latest_days():
    result = run(four_visitors(), ASKED)

    assert {row.stage: row.people for row in result.stages if row.people} == {"after": 1}
    assert [(row.path.en, row.people, row.bought.rate) for row in result.paths] == [("buy again → view", 1, 1.0)]


@pytest.mark.slow
def test_buyers_without_events_are_said_to_be_left_out():
    result = run(four_visitors(), ASKED)

    assert result.covered.rate == 0.5
    caveat = next(caveat for caveat in result.caveats if caveat.code == "not_covered")
    assert "50 %" in render(caveat, CAPABILITY.sentences, "zh-CN")


@pytest.mark.slow
def test_only_customers_who_signed_in_can_be_listed():
    shop = four_visitors()

    assert [row["id"] for row in shop.fetch(members(shop, ASKED, "after")).to_pylist()] == ["pd"]
    with pytest.raises(UnknownName):
        members(shop, ASKED, "regret")


@pytest.mark.slow
def test_without_orders_nothing_is_priced():
    visits = events(("va", "view", "2026-04-16 10:00:00", {"sku": "t1"}), ("va", "cart", "2026-04-16 11:00:00", {}))

    result = run(same_shop({"events": visits}, as_of=date(2026, 4, 30)), ASKED)

    assert {row.profit_lost for row in result.stages} == {None}
    assert {caveat.code for caveat in result.caveats} >= {"worth_unknown", "stage_not_loaded"}
    assert result.covered is None


@pytest.mark.slow
def test_a_busy_shop_agrees_with_counting_by_hand(busy):
    """The same numbers from single events in plain Python."""
    result = run(busy, JourneyParams(days=60, within_days=20))

    rows = busy.fetch(busy.table("events").order_by("happened_at")).to_pylist()
    known = {row["visitor"]: row["customer"] for row in rows if row["customer"]}
    done = by_hand(rows, known)
    for place, row in enumerate(result.stages):
        entered = {}
        for who, acts in done.items():
            firsts = [act for act in acts if act[2] == place and result.watched_from <= act[0] <= result.watched_to]
            if firsts:
                entered[who] = min(firsts, key=lambda act: act[1])
        moved = {
            who
            for who, (day, at, _) in entered.items()
            if any(then > at and further > place and (later - day).days <= 20 for later, then, further in done[who])
        }
        assert (row.entered, row.lost) == (len(entered), len(entered) - len(moved) if place < 4 else 0)


def by_hand(rows, known):
    """Day, instant and place of every act of every person."""
    places = {
        "impression": 0,
        "click": 0,
        "view": 0,
        "search": 1,
        "favourite": 2,
        "cart": 2,
        "consult": 2,
        "checkout": 2,
    }
    places |= {"purchase": 3, "review": 4, "share": 4}
    done, seen, bought = {}, {}, {}
    for row in rows:
        who = known.get(row["visitor"], row["visitor"])
        day, at, place = row["happened_day"], row["happened_at"], places[row["kind_of_event"]]
        if place == 3:
            place = 4 if day > bought.setdefault(who, day) else 3
        done.setdefault(who, []).append((day, at, place))
        if row["kind_of_event"] == "view":
            looked, last = seen.setdefault((who, day), (set(), at))
            seen[who, day] = (looked | {row["sku"]} - {None}, max(last, at))
    for (who, day), (looked, last) in seen.items():
        if len(looked) > 1:
            done[who].append((day, last, 1))
    return done
