"""Who is late by their own rhythm? A shop whose customers are told by hand, against a plain count of every day."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest
from pydantic import ValidationError

from tests.analyses.builders import order
from tests.kept import same_shop
from zhanggui.analyses.asked_period import PeriodAfterData
from zhanggui.analyses.customers.lifecycle import CAPABILITY, LapsedBeforeCooling, LifecycleParams, members, run
from zhanggui.analyses.customers.own_rhythm import BINS, learnt_levels, purchase_days
from zhanggui.core.errors import UnknownName
from zhanggui.core.sentence import render
from zhanggui.stats.rhythm import fit_rhythm

FIRST, LAST = date(2026, 1, 1), date(2026, 6, 30)
EVERY = {"weekly": 7, "monthly": 30}


def days_of_everybody():
    """Twelve who come weekly and six monthly, to the end; one who stopped, one who came back, three who came once."""
    found = {}
    for number in range(18):
        gap = EVERY["weekly" if number < 12 else "monthly"]
        start = FIRST + timedelta(days=number % 7)
        found[f"p{number:02d}"] = [start + timedelta(days=gap * k) for k in range(((LAST - start).days) // gap + 1)]
    weekly = found["p00"]
    found["stopped"] = weekly[:9]
    found["came_back"] = [*weekly[:6], weekly[-1]]
    found["slows"] = weekly[:23]
    found |= {"once_now": [LAST - timedelta(days=2)], "once_long_ago": [FIRST], "twice_a_day": [LAST, LAST]}
    return found


@pytest.fixture(scope="module")
def shop():
    bought = [(who, day) for who, days in days_of_everybody().items() for day in days]
    orders = [order(number, who, day.isoformat()) for number, (who, day) in enumerate(bought)]
    return same_shop({"orders": orders}, as_of=LAST)


def told_by_hand(days_of, levels, instant):
    """The state of everybody at the end of a day, by walking through their days one after the other."""

    def waits(past, wait):
        known = levels.rhythm.scale + (past[-1] - past[0]).days
        return (known / (known + wait)) ** (levels.rhythm.shape + len(past) - 1)

    found = {}
    for who, all_days in days_of.items():
        past = sorted({day for day in all_days if day <= instant})
        if not past:
            continue
        waiting = waits(past, (instant - past[-1]).days)
        late = len(past) > 1 and waits(past[:-1], (past[-1] - past[-2]).days) < levels.lapsed
        if waiting < levels.lapsed:
            found[who] = "lapsed"
        elif waiting < levels.cooling:
            found[who] = "cooling"
        else:
            found[who] = "new" if len(past) == 1 else "regained" if late else "active"
    return found


def levels_of(shop, params):
    days = purchase_days(shop, params.sales(shop.as_of))
    return learnt_levels(shop, days, cooling_share=params.cooling_share, lapsed_share=params.lapsed_share)


def test_every_customer_is_where_a_walk_through_their_days_puts_them(shop):
    params = LifecycleParams()
    by_hand = told_by_hand(days_of_everybody(), levels_of(shop, params), LAST)

    found = {
        who: state
        for state in ("new", "active", "regained", "cooling", "lapsed")
        for who in shop.fetch(members(shop, params, state))["id"].to_pylist()
    }

    assert found == by_hand
    assert found["stopped"] == "lapsed"
    assert found["came_back"] == "regained"
    assert found["once_now"] == found["twice_a_day"] == "new"
    assert found["p00"] == "active"


@pytest.mark.slow
def test_counts_flows_and_history_are_those_of_the_walk(shop):
    result = run(shop, LifecycleParams(months=3))
    levels = levels_of(shop, LifecycleParams())
    now = told_by_hand(days_of_everybody(), levels, LAST)
    before = told_by_hand(days_of_everybody(), levels, date(2026, 5, 31))

    assert {row.state: row.customers for row in result.states if row.customers} == Counter(now.values())
    assert {row.state: row.change for row in result.states} == {
        state: list(now.values()).count(state) - list(before.values()).count(state)
        for state in ("new", "active", "regained", "cooling", "lapsed")
    }
    assert result.history.x == ("2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30")
    assert sum(sum(row) for row in result.flows.values) == result.customers == len(now)
    assert result.flows.values[5][0] == 2  # nobody before: the two who came for the first time in June
    assert sum(row.net_sales.minor for row in result.states) == 1000 * sum(len(d) for d in days_of_everybody().values())


@pytest.mark.slow
def test_the_check_counts_who_bought_after_being_in_a_state(shop):
    result = run(shop, LifecycleParams(follow_days=60))
    start = LAST - timedelta(days=60)
    then = told_by_hand(days_of_everybody(), levels_of(shop, LifecycleParams()), start)
    came = {who for who, days in days_of_everybody().items() if any(start < day <= LAST for day in days)}

    for row in result.states:
        asked = [who for who, state in then.items() if state == row.state]
        share = sum(who in came for who in asked) / len(asked) if asked else None
        assert (row.came_back.estimate.rate if row.came_back else None) == share


def test_the_levels_leave_the_share_asked_for_above_them(shop):
    """Counted again from the days themselves: at most a twentieth of all returns came later than `lapsed`."""
    levels = levels_of(shop, LifecycleParams())
    waits, people = [], Counter()
    for days in days_of_everybody().values():
        past = sorted(set(days))
        people[len(past) - 1, (past[-1] - past[0]).days] += len(past) > 1
        for k, (one, other) in enumerate(pairwise(past)):
            known = levels.rhythm.scale + (one - past[0]).days
            waits.append((known / (known + (other - one).days)) ** (levels.rhythm.shape + k))

    assert levels.gaps == len(waits)
    assert levels.rhythm == fit_rhythm({key: count for key, count in people.items() if count})
    late = sum(wait < levels.lapsed - 1 / BINS for wait in waits) / len(waits)
    assert late <= 0.05 <= sum(wait < levels.lapsed + 1 / BINS for wait in waits) / len(waits)


@pytest.mark.slow
def test_a_day_of_the_past_is_judged_by_what_was_known_then(shop):
    params = LifecycleParams(day=date(2026, 3, 15))
    cut = {who: [day for day in days if day <= params.day] for who, days in days_of_everybody().items()}
    orders = [order(f"{who}{at}", who, day.isoformat()) for who, days in cut.items() for at, day in enumerate(days)]
    then = same_shop({"orders": orders}, as_of=params.day)

    assert run(shop, params) == run(then, LifecycleParams())


def test_few_returns_are_no_rhythm():
    result = run(same_shop({"orders": [order(k, f"p{k}", "2026-04-01") for k in range(40)]}), LifecycleParams())

    assert result.headline.code == "too_few_returns"
    assert (result.customers, result.states, result.returns) == (40, (), 0)
    assert "30" in render(result.headline, CAPABILITY.sentences, "zh-CN")


def test_what_cannot_be_asked_is_refused(shop):
    with pytest.raises((LapsedBeforeCooling, ValidationError)):
        LifecycleParams(cooling_share=0.95, lapsed_share=0.9)
    with pytest.raises(PeriodAfterData):
        run(shop, LifecycleParams(day=date(2026, 7, 1)))
    with pytest.raises(UnknownName):
        members(shop, LifecycleParams(), "gone")
