"""Whom does a contact change? An experiment with a known answer, and all the ways in which there is none."""

from __future__ import annotations

import functools
from datetime import date, timedelta

import duckdb
import numpy as np
import pytest

from tests.analyses.builders import order
from tests.kept import same_shop
from zhanggui.analyses.customers.uplift.experiments import Experiment, chosen
from zhanggui.analyses.customers.uplift.known_before import TITLES, are_alike
from zhanggui.analyses.customers.uplift.learning import learn
from zhanggui.analyses.customers.uplift.uplift import CAPABILITY, UpliftParams, members, run
from zhanggui.core.errors import UnknownName
from zhanggui.core.sentence import render
from zhanggui.core.words import LANGUAGES
from zhanggui.stats.uplift.trial import Trial

START, LAST = date(2026, 5, 1), date(2026, 6, 15)
PEOPLE = 1_200


def exposure(customer, arm, at="2026-04-30 17:00", **more):
    """Drawn after midnight in the shop's zone on 1 May."""
    return {"experiment": "e1", "customer": customer, "arm": arm, "assigned_at": at} | more


@functools.cache
def drawn(people=PEOPLE, seed=1):
    """Half bought lately and buy on whatever happens; half have been away and return when written to."""
    chance = np.random.default_rng(seed)
    orders, exposures = [], []
    for who in range(people):
        name, is_away, is_written_to = f"p{who:04}", who % 2 == 0, who % 4 < 2
        days = (200, 120) if is_away else (90, 10)
        past = [START - timedelta(days=each + int(chance.integers(0, 9))) for each in days]
        orders += [order(f"{name}/{at}", name, day.isoformat(), 5_000) for at, day in enumerate(past)]
        rate = (0.5 if is_written_to else 0.1) if is_away else 0.4
        if chance.random() < rate:
            bought = START + timedelta(days=int(chance.integers(0, 30)))
            orders.append(order(f"{name}/n", name, bought.isoformat(), 10_000))
        exposures.append(exposure(name, "treatment" if is_written_to else "holdout"))
    return orders, exposures


def shop(orders, exposures, **more):
    return same_shop({"orders": orders, "exposures": exposures} | more, as_of=LAST)


def asked(**more):
    return UpliftParams(money="net_sales", contact_cost_minor=1_500, **more)


@functools.cache
def answered():
    return run(shop(*drawn()), asked())


def codes(result):
    return [caveat.code for caveat in result.caveats]


# ------------------------------------------------------------------------------------------- what is learnt


@pytest.mark.slow
def test_who_is_moved_is_told_from_who_is_not():
    result = answered()
    groups = {row.group: row for row in result.groups}

    assert result.headline.code == "headline"
    assert {"treatment", "leave"} <= set(groups)
    assert groups["treatment"].measured.low.minor > 1_000  # the truth is 0.4 × 10,000 − 1,500
    assert groups["leave"].measured.estimate.minor < 0
    assert result.arms[0].varies.en == "yes"
    assert result.arms[0].qini.low.minor > 0
    assert result.moved[0].most > result.moved[0].least


@pytest.mark.slow
def test_the_mean_effect_is_that_of_plain_sql():
    orders, exposures = drawn()
    counted = duckdb.connect()
    counted.execute("create table o (who text, day date, minor bigint)")
    counted.executemany(
        "insert into o values (?, ?, ?)", [[r["customer"], r["paid_at"][:10], r["goods_minor"]] for r in orders]
    )
    counted.execute("create table e (who text, arm text)")
    counted.executemany("insert into e values (?, ?)", [[r["customer"], r["arm"]] for r in exposures])
    rows = counted.execute(
        "select arm, sum(brought) / count(*) from (select e.who, arm, coalesce(sum(minor), 0) brought from e left join o "
        "on o.who = e.who and day >= date '2026-05-01' and day < date '2026-05-31' group by all) group by arm"
    ).fetchall()
    means = dict(rows)

    found = answered().effect

    assert found.low.minor < means["treatment"] - means["holdout"] < found.high.minor
    assert found.estimate.minor == pytest.approx(means["treatment"] - means["holdout"], abs=150)  # chance taken out


@pytest.mark.slow
def test_members_are_the_customers_of_today_in_a_group():
    warehouse = shop(*drawn())
    counts = {row.group: row.customers for row in answered().groups}

    for group, count in counts.items():
        found = warehouse.fetch(members(warehouse, asked(), group)).to_pylist()
        assert (len(found), {row["kind"] for row in found} <= {"customer"}) == (count, True)
    with pytest.raises(UnknownName):
        members(warehouse, asked(), "nobody")


@pytest.mark.slow
def test_what_happened_after_the_contact_is_no_fact_to_learn_from():
    orders, exposures = drawn(40)
    later = [order(f"later{at}", f"p{at:04}", "2026-06-10", 99_000) for at in range(40)]

    with_later, without = (run(shop(rows, exposures), asked()).arms for rows in ([*orders, *later], orders))

    assert with_later == without


# ------------------------------------------------------------------------------------------- when there is no answer


@pytest.mark.slow
def test_few_customers_are_judged_by_their_mean_and_told_which_test_would_tell():
    result = run(shop(*drawn(120)), asked())

    assert result.headline.code == "cannot_tell"
    assert "too_few_units" in codes(result)
    assert result.test_units > 60
    assert (result.contact, result.cutoff, result.promises) == (0, None, ())
    for language in LANGUAGES:
        assert "{" not in render(result.headline, CAPABILITY.sentences, language)


@pytest.mark.slow
def test_profit_that_is_not_known_is_not_made_up():
    result = run(shop(*drawn(40)), UpliftParams())

    assert result.headline.code == "profit_unknown"
    assert result.effect is None


@pytest.mark.slow
def test_an_experiment_without_a_control_or_not_yet_over_teaches_nothing():
    orders, _ = drawn(40)
    exposures = [exposure(f"p{at:04}", "treatment") for at in range(20)]
    exposures += [
        exposure(f"p{at:04}", ("treatment", "holdout")[at % 2], "2026-06-01 04:00", experiment="e2") for at in range(40)
    ]

    result = run(shop(orders, exposures), asked())

    assert result.headline.code == "no_experiment"
    assert {row.experiment: row.state.en for row in result.experiments} == {
        "e1": "nobody was left alone",
        "e2": "its days are not over",
    }


def experiment(name, state="ready", customers=10):
    return Experiment(name=name, start=START, arms={"holdout": customers, "treatment": customers}, state=state)


def test_the_largest_experiment_that_can_be_used_is_taken_unless_one_is_asked_for():
    found = (experiment("big", "not_over", 90), experiment("middle"), experiment("small"))

    assert chosen(found, None) is found[1]
    assert chosen(found, "small") is found[2]
    assert chosen(found, "big") is None
    with pytest.raises(UnknownName):
        chosen(found, "none of these")


def test_customers_outside_what_the_experiment_saw_are_unlike_it():
    seen = np.tile(np.linspace(0, 100, 101).reshape(-1, 1), (1, len(TITLES)))
    now = np.full((5, len(TITLES)), 50.0)
    now[:4, list(TITLES).index("last_purchase_days")] = [-5.0, 50.0, 150.0, np.nan]
    now[4, list(TITLES).index("net_sales")] = 1e6  # grows with the years, and makes nobody a stranger

    assert are_alike(now, seen).tolist() == [False, True, False, True, True]


def test_in_a_small_trial_the_mean_less_its_cost_decides():
    arm = np.arange(80) % 2
    trial = Trial.of(np.zeros((80, 1)), arm, 1_000.0 * arm + np.arange(80) % 3)

    cheap, dear = (learn(trial, learner="dr", costs=(cost,), level=0.9) for cost in (500.0, 2_000.0))

    assert (cheap.rule.always, dear.rule.always, cheap.why_not) == (1, 0, "too_few_units")
    assert cheap.effects[0].effect.estimate == pytest.approx(1_000, abs=1)
