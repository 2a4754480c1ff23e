"""A price follows the market where that is sure to pay, inside the same guards as every step, and never clashes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from tests.analyses.builders import cost
from tests.analyses.pricing.test_elasticity import FIRST, WEEKS, demand, tables
from zhanggui.analyses.pricing.elasticity.earning import Guardrails
from zhanggui.books.settings import Settings
from zhanggui.core.described import undescribed
from zhanggui.core.proposal import Proposal
from zhanggui.core.sentence import placeholders, render
from zhanggui.decisions import desk
from zhanggui.decisions.policies.best_step import POLICY as BEST
from zhanggui.decisions.policies.best_step.choosing import Place
from zhanggui.decisions.policies.best_step.params import BestStepParams
from zhanggui.decisions.policies.market_step import POLICY
from zhanggui.decisions.policies.market_step.params import MarketStepParams
from zhanggui.decisions.policies.market_step.proposing import surest
from zhanggui.decisions.policy import Circumstances
from zhanggui.warehouse.inline import inline_warehouse

LAST = FIRST + timedelta(days=7 * WEEKS - 1)
AT = datetime.combine(LAST + timedelta(days=1), datetime.min.time(), UTC)
PARAMS = MarketStepParams(window_days=7 * WEEKS, cool_down_days=0)
RAILS = Guardrails(most_step=0.1, least_margin=0.05, ending=None)
ONE = (Place(channel="own_site", units=91, usual_minor=8_000, price_minor=8_000),)


def offers(sku, *prices, day=LAST):
    return [
        {
            "channel": "jd",
            "listing_id": f"{seller}-{sku}",
            "observed_at": f"{day} 04:00:00",
            "observed_day": str(day),
            "competitor": seller,
            "product_name": sku,
            "sku": sku,
            "price_minor": price,
            "currency": "CNY",
        }
        for seller, price in zip("abc", prices, strict=False)
    ]


def shop(*seen, yellow_cost=2_000):
    """Green stands at 100.00 (elasticity −2, cost 20.00), red and yellow at 80.00."""
    known = tables()
    known["product_costs"] = [cost("green", 2_000), cost("red", 2_000), cost("yellow", yellow_cost)]
    return inline_warehouse(known | {"competitor_offers": [each for some in seen for each in some]})


def proposed(warehouse, params=PARAMS, **circumstances):
    drafts = POLICY.propose(warehouse, params, AT, Circumstances(**circumstances))
    return {draft.proposal.target["sku"]: draft.proposal for draft in drafts}


@pytest.fixture(scope="module")
def dear_green():
    return shop(offers("green", 7_000, 8_000))


@pytest.fixture(scope="module")
def green(dear_green):
    return proposed(dear_green)["green"]


def test_who_is_dearer_than_the_market_follows_by_one_step_where_demand_makes_it_pay(dear_green, green):
    """Green sold at 50.00 and 100.00 by turns; it follows towards 75.00, but no further than ten per cent."""
    rows = POLICY.act(green, PARAMS, (), lambda _, __: {}).file.rows

    assert [(row[1:5]) for row in rows] == [("own_site", "green", "100.00", "90.00")]
    assert green.expected.low.minor > 0
    assert green.rationale[0].code == "why_follow_down"
    assert (green.action, green.policy) == ("reprice", "pricing.market_step")
    assert {each.capability for each in green.evidence} == {"pricing.competitors", "pricing.elasticity"}


def test_the_gain_is_that_of_the_textbook():
    """ε = −3: 28 sell at 80.00 and leave 32.00; at 76.00 28 (80 / 76)³ leave 28.40; a quarter of the way is worse."""
    step = surest(demand(-3.0), ONE, RAILS, 28, -0.05)

    assert [move.after_minor for move in step.moves] in ([7_600], [7_700], [7_800], [7_900])
    after = step.moves[0].after_minor
    assert step.gains.mean() == pytest.approx(28 * (8_000 / after) ** 3 * (0.9 * after - 4_000) - 28 * 3_200)
    ways = [28 * (8_000 / at) ** 3 * (0.9 * at - 4_000) - 28 * 3_200 for at in (7_600, 7_700, 7_800, 7_900)]
    assert step.gains.mean() == pytest.approx(max(ways))


@pytest.mark.parametrize("mean, share", [(-1.2, -0.1), (-4.0, 0.1)])
def test_following_the_market_into_a_loss_is_not_proposed(mean, share):
    assert surest(demand(mean), ONE, RAILS, 28, share) is None


def test_a_step_that_may_lose_more_often_than_the_stated_risk_is_not_proposed():
    unsure = demand(-2.3, deviation=1.0)

    assert surest(unsure, ONE, RAILS, 28, -0.1) is None
    assert surest(unsure, ONE, replace(RAILS, most_risk=0.6), 28, -0.1) is not None


def test_where_sales_do_not_tell_the_assumed_range_stands_in_and_is_said():
    """Yellow never moved: 80.00 at a cost of 70.00, others ask 79.00, 95.00 and 96.00; it goes up."""
    known = tables()
    for table in ("order_lines", "price_history"):
        known[table] = [row for row in known[table] if row.get("sku") != "green"]
    known["product_costs"] = [cost("yellow", 7_000)]
    known["competitor_offers"] = offers("yellow", 7_900, 9_500, 9_600)

    yellow = proposed(inline_warehouse(known))["yellow"]

    assert yellow.rationale[0].code == "why_follow_up"
    assert "-1.8" in yellow.rationale[0].arguments["believed"].en
    assert yellow.expected.high.minor > 1.2 * yellow.expected.low.minor > 0
    gone = proposed(inline_warehouse(known), PARAMS.model_copy(update={"elasticity_high": 15.0}))
    assert gone == {}


def test_below_its_floor_a_price_goes_up_and_above_it_it_stays():
    """Cost 78.00: the floor is 78 / 0.95 = 82.11; others ask 60.00 and 70.00."""
    raised = proposed(shop(offers("yellow", 6_000, 7_000), yellow_cost=7_800))["yellow"]
    assert raised.rationale[0].code == "why_below_floor"
    (row,) = POLICY.act(raised, PARAMS, (), lambda _, __: {}).file.rows
    assert float(row[4]) == pytest.approx(82.11, abs=0.05)

    assert "yellow" not in proposed(shop(offers("yellow", 6_000, 6_500), yellow_cost=7_000))


@pytest.mark.parametrize(
    "seen",
    [
        offers("green", 9_900, 10_100),  # hold
        offers("yellow", 9_000, 9_500),  # challenge
        offers("green", 7_000),  # one seller is no market
        offers("green", 7_000, 8_000, day=LAST - timedelta(days=15)),  # stale
        [],
    ],
)
def test_hold_challenge_and_what_cannot_be_told_propose_nothing(seen):
    assert proposed(shop(seen)) == {}


def test_floor_band_and_ending_hold(dear_green):
    banded = proposed(dear_green, PARAMS.model_copy(update={"positions": "green=95-", "ending": ".9"}))["green"]
    (row,) = POLICY.act(banded, PARAMS, (), lambda _, __: {}).file.rows

    assert row[4] == "95.90"
    assert proposed(dear_green, PARAMS.model_copy(update={"cool_down_days": 60})) == {}


def test_the_two_policies_of_prices_never_decide_on_one_product_at_once(dear_green, green):
    best = BEST.propose(dear_green, BestStepParams(window_days=7 * WEEKS, cool_down_days=0), AT, Circumstances())
    theirs: tuple[Proposal, ...] = tuple(draft.proposal for draft in best)

    assert "green" in {each.target["sku"] for each in theirs}
    assert proposed(dear_green, elsewhere=theirs) == {}
    assert proposed(dear_green, running=(green,)) == {}
    params = BestStepParams(window_days=7 * WEEKS, cool_down_days=0)
    left = BEST.propose(dear_green, params, AT, Circumstances(elsewhere=(green,)))
    assert "green" not in {draft.proposal.target["sku"] for draft in left}
    other = replace(green, action="clearance")
    assert proposed(dear_green, elsewhere=(other,)).keys() == {"green"}


def test_on_record_too_only_the_first_of_the_two_is_open(books, dear_green):
    params = {name: {"window_days": 7 * WEEKS, "cool_down_days": 0} for name in (BEST.name, POLICY.name)}
    said = Settings(policy_params=params)

    def asked(policy):
        made = desk.propose(books, None, dear_green, policy, settings=said, at=AT)
        return {str(record.proposal.target["sku"]) for record in made if record.proposal.action == "reprice"}

    assert asked(POLICY) == {"green"}
    assert asked(BEST) == set()
    assert asked(POLICY) == {"green"}


def test_no_step_leaves_the_way_to_the_market():
    for share in np.linspace(-0.3, 0.3, 13):
        step = surest(demand(-3.0), ONE, RAILS, 28, float(share))
        if step:
            assert 0 < step.change / share <= 1 + 1e-3 or abs(step.change) <= 0.1


def test_sentences_say_it_in_both_languages(green):
    said = (green.title, *green.rationale, *green.assumptions, *(other.title for other in green.alternatives))
    for one in said:
        assert placeholders(POLICY.sentences[one.code].zh) <= set(one.arguments)
        for language in ("zh-CN", "en"):
            assert "{" not in render(one, POLICY.sentences, language)


def test_every_knob_is_described():
    assert not undescribed(MarketStepParams)
    assert Settings(policy_params={POLICY.name: {"close": 0.1}}).policy_params[POLICY.name] == {"close": 0.1}
