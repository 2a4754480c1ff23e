"""A price moves one step where that is sure enough to earn more; where nobody knows, a test is proposed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtri

from tests.analyses.builders import cost, line, order
from tests.analyses.pricing.test_elasticity import FIRST, PLAIN, WEEKS, demand, tables
from zhanggui.analyses.pricing.bands.positions import read_positions
from zhanggui.analyses.pricing.elasticity.earning import Guardrails
from zhanggui.analyses.pricing.elasticity.observed import Product
from zhanggui.books.settings import Settings
from zhanggui.core.described import undescribed
from zhanggui.core.errors import TablesMissing
from zhanggui.core.proposal import Change
from zhanggui.core.sentence import placeholders, render
from zhanggui.decisions import desk
from zhanggui.decisions.measuring import HorizonNotOver
from zhanggui.decisions.policies.best_step import POLICY
from zhanggui.decisions.policies.best_step.cases import band_of
from zhanggui.decisions.policies.best_step.choosing import Place, best_step, even_step, prices_of_test
from zhanggui.decisions.policies.best_step.params import BestStepParams
from zhanggui.decisions.policies.best_step.schedule import high_blocks
from zhanggui.decisions.policies.win_back import POLICY as WIN_BACK
from zhanggui.decisions.policy import Applied, Circumstances
from zhanggui.offers.prices.endings import Ending
from zhanggui.warehouse.inline import inline_warehouse

LAST = FIRST + timedelta(days=7 * WEEKS - 1)
AT = datetime.combine(LAST + timedelta(days=1), datetime.min.time(), UTC)
CHANGED = date(2026, 3, 2)
CHANGED_AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
RAILS = Guardrails(most_step=0.1, least_margin=0.05, ending=None)
ONE = (Place(channel="own_site", units=91, usual_minor=8_000, price_minor=8_000),)


# --------------------------------------------------------------------------------- which step


def test_demand_that_hardly_answers_is_raised_by_the_whole_step():
    """ε = −1, 91 units a quarter: 28 sell at 80.00 and leave 32.00 each; at 88.00 28 / 1.1 leave 39.20."""
    step = best_step(demand(-1.0), ONE, RAILS, 28)

    assert [move.after_minor for move in step.moves] == [8_800]
    assert step.gains.mean() == pytest.approx(28 / 1.1 * 3_920 - 28 * 3_200)
    assert step.change == pytest.approx(0.1)
    assert step.risk == 0


def test_when_it_could_be_either_way_the_price_is_left_alone():
    """At −1.8 the best price is 100.00, at −3 66.67: nobody who believes −2.3 ± 1 knows which way."""
    assert best_step(demand(-2.3, deviation=1.0), ONE, RAILS, 28) is None


def test_the_band_and_the_floor_hold_however_much_more_it_would_earn():
    banded = best_step(demand(-1.0), ONE, replace(RAILS, band=(7_000, 8_300)), 28)
    floored = best_step(demand(-9.0), ONE, replace(RAILS, least_margin=0.35), 28)

    assert [move.after_minor for move in banded.moves] == [8_300]
    assert [move.after_minor for move in floored.moves] == [round(4_000 / (1 - 0.1 - 0.35))]  # 72.73


def test_every_channel_moves_by_itself_and_gains_add_up():
    places = (*ONE, Place(channel="tmall", units=182, usual_minor=7_000, price_minor=7_000))
    places += (Place(channel="jd", units=0, usual_minor=7_000, price_minor=7_000),)

    step = best_step(demand(-1.0), places, RAILS, 28)

    assert {move.place.channel: move.after_minor for move in step.moves} == {"own_site": 8_800, "tmall": 7_700}
    assert step.gains.mean() == pytest.approx(28 / 1.1 * 3_920 - 28 * 3_200 + 56 / 1.1 * 2_930 - 56 * 2_300)


def test_another_step_lands_on_the_nearest_price_the_guardrails_leave():
    step = even_step(demand(-1.0), ONE, replace(RAILS, ending=Ending.read(".9", "CNY")), 28, 0.05)

    assert [move.after_minor for move in step.moves] == [8_390]


def test_a_test_needs_room_on_both_sides():
    assert prices_of_test(demand(-2.0), ONE[0], RAILS, 0.1) == (7_200, 8_800)
    assert prices_of_test(demand(-2.0), ONE[0], replace(RAILS, least_margin=0.35), 0.1) == (7_273, 8_800)
    assert prices_of_test(demand(-2.0), ONE[0], replace(RAILS, least_margin=0.38), 0.1) is None


MEANS, DEVIATIONS, RISKS = st.floats(-6, 0.5), st.floats(0, 2), st.floats(0.02, 0.4)
ANY_RAILS = st.builds(
    Guardrails,
    most_step=st.floats(0.02, 0.5),
    least_margin=st.floats(-0.2, 0.4),
    ending=st.sampled_from((None, *(Ending.read(each, "CNY") for each in (".9", "8", "9.9")))),
    most_risk=RISKS,
)


@settings(max_examples=10, deadline=None)
@given(mean=MEANS, deviation=DEVIATIONS, price_minor=st.integers(4_500, 20_000), rails=ANY_RAILS)
def test_no_step_leaves_the_guardrails(mean, deviation, price_minor, rails):
    place = replace(ONE[0], price_minor=price_minor)

    step = best_step(demand(mean, deviation=deviation), (place,), rails, 28)

    if step is not None:
        (move,) = step.moves
        assert abs(move.after_minor / price_minor - 1) <= rails.most_step + 1e-9
        assert PLAIN.margin_at(move.after_minor) >= rails.least_margin - 1e-9
        assert rails.ending is None or move.after_minor % rails.ending.step == rails.ending.rest
        assert step.risk <= rails.most_risk
        assert step.gains.mean() > 0


@settings(max_examples=10, deadline=None)
@given(mean=MEANS, deviation=DEVIATIONS, risk=RISKS)
def test_the_step_is_that_of_a_search_over_every_price(mean, deviation, risk):
    """Every whole minor unit within the step, earned by the textbook's formula over the same even parts."""
    step = best_step(demand(mean, deviation=deviation), ONE, replace(RAILS, most_risk=risk), 28)

    prices = np.arange(7_200, 8_801)
    drawn = mean + deviation * ndtri((np.arange(41) + 0.5) / 41)
    earned = 28 * (prices[None, :] / 8_000) ** drawn[:, None] * (0.9 * prices - 4_000)[None, :]
    gains = earned - 28 * 3_200
    sure = ((gains < 0).mean(axis=0) <= risk) & (gains.mean(axis=0) > 0)
    most = gains.mean(axis=0)[sure].max() if sure.any() else 0
    assert (step.gains.mean() if step else 0) == pytest.approx(most, rel=0.05, abs=60)  # 40.00 apart at most


def test_of_every_two_fortnights_a_channel_has_one_high_price():
    for decision in ("d1", "d2", "d3"):
        drawn = [high for _, high in high_blocks(decision, "tmall", 112)]
        assert all(one != other for one, other in zip(drawn[::2], drawn[1::2], strict=True))


# ------------------------------------------------------------------------------------------ proposals


@pytest.fixture(scope="module")
def shop():
    return inline_warehouse(tables())


PARAMS = BestStepParams(window_days=7 * WEEKS, cool_down_days=0, most_tests=5, longest_test_days=364)


@pytest.fixture(scope="module")
def drafts(shop):
    return POLICY.propose(shop, PARAMS, AT, Circumstances())


def test_what_tells_is_repriced_and_what_does_not_is_tested(drafts):
    by_sku = {draft.proposal.target["sku"]: draft.proposal for draft in drafts}

    assert by_sku["green"].action == "reprice"
    assert {sku for sku, each in by_sku.items() if each.action == "price_test"} <= {"red", "yellow"}
    assert "white" not in by_sku  # out of stock: no test would tell
    assert "black" not in by_sku  # no price is known


def test_a_step_comes_with_gain_alternatives_risk_and_the_way_back(drafts):
    green = drafts[0].proposal
    action = POLICY.act(green, PARAMS, (), lambda _, __: {})

    # It stands at 100.00 and costs 20.00: at −2 the best price lies far below, so the whole step is taken.
    assert action.file.rows == ((1, "own_site", "green", "100.00", "90.00", "2026-08-17"),)
    assert green.expected.low.minor > 0
    assert green.alternatives[0].expected.estimate.minor == 0
    assert len(green.alternatives) >= 3
    assert action.inverse == {"prices": green.before["prices"]}
    assert green.reversibility == "reversible"


def test_a_test_goes_up_and_down_and_ends_where_it_began(drafts):
    test = next(draft.proposal for draft in drafts if draft.proposal.action == "price_test")
    rows = POLICY.act(test, PARAMS, (), lambda _, __: {}).file.rows

    assert test.expected is None
    assert test.test.days % 14 == 0
    assert len(rows) == test.test.days // 14 + 1
    assert rows[-1][0] == test.test.days + 1
    assert rows[-1][4] == rows[0][3] == "80.00"
    assert {row[4] for row in rows[:-1]} == {"72.00", "88.00"}


def test_a_price_that_just_changed_rests_and_so_does_one_that_is_being_decided(shop, drafts):
    rested = POLICY.propose(shop, PARAMS.model_copy(update={"cool_down_days": 30}), AT, Circumstances())
    busy = POLICY.propose(shop, PARAMS, AT, Circumstances(running=tuple(draft.proposal for draft in drafts)))

    assert "green" not in {draft.proposal.target["sku"] for draft in rested}
    assert busy == ()


def test_sentences_say_it_in_both_languages(drafts):
    for draft in drafts:
        each = draft.proposal
        said = (each.title, *each.rationale, *each.assumptions, *(other.title for other in each.alternatives))
        for one in said:
            assert placeholders(POLICY.sentences[one.code].zh) <= set(one.arguments)
            for language in ("zh-CN", "en"):
                assert "{" not in render(one, POLICY.sentences, language)


def test_every_knob_is_described():
    assert not undescribed(BestStepParams)


def test_a_position_holds_for_the_product_before_its_category_and_its_upper_end_is_outside():
    green = Product(sku="green", product_name=None, category="tea")

    assert band_of(green, (), read_positions("tea=30-120.5", "CNY")) == (3_000, 12_049)
    assert band_of(green, ("fine",), read_positions("tea=30-120,green=-90,fine=1-2", "CNY")) == (0, 8_999)
    assert band_of(green, ("fine",), read_positions("tea=30-120,fine=50-", "CNY"))[0] == 5_000
    assert band_of(green, (), read_positions("cups=30-", "CNY")) is None


def test_the_positions_of_the_shop_hold_for_the_policy_unless_it_has_its_own():
    declared = Settings(positions="tea=30-120", policy_params={"other": {}})
    own = declared.model_copy(update={"policy_params": {POLICY.name: {"positions": "tea=1-2"}}})

    assert desk.params_of(POLICY, declared).positions == "tea=30-120"
    assert desk.params_of(POLICY, own).positions == "tea=1-2"


@pytest.mark.parametrize(
    "own, ending, read",
    [({}, ".9", (100, 90)), ({"ending": "8"}, "8", (1_000, 800)), ({"ending": "none"}, "none", None)],
)
def test_the_ending_of_the_shop_holds_for_the_policy_unless_it_has_its_own(own, ending, read):
    params = desk.params_of(POLICY, Settings(price_ending=".9", policy_params={POLICY.name: own}))
    rails = params.asked("CNY").rails

    assert params.ending == ending
    assert (rails.ending and (rails.ending.step, rails.ending.rest)) == read


def test_where_no_ending_is_declared_the_policy_has_none():
    assert desk.params_of(POLICY, Settings()).ending is None
    assert desk.params_of(WIN_BACK, Settings(price_ending=".9")) == WIN_BACK.params()


# ------------------------------------------------------------------------------------------ readout


def weekly(sku, week, units, paid_each):
    """One order in the middle of a week, counted from eight weeks before the change."""
    day = CHANGED + timedelta(days=7 * (week - 8) + 3)
    number = f"{sku}{week}"
    paid = units * paid_each
    return order(number, f"p{number}", day, paid), line(number, 1, sku, paid, quantity=units)


@pytest.mark.slow
def test_the_readout_compares_weeks_as_the_rest_of_the_shop_goes(drafts):
    """Ten a week left 60.00 each, then eight left 70.00; the rest of the shop sold half as much after as before."""
    sales = [weekly("green", week, 10 if week < 8 else 8, 8_000 if week < 8 else 9_000) for week in range(12)]
    sales += [weekly("b", week, 20 if week < 8 else 10, 1_000) for week in range(12)]
    given = {
        "orders": [each for each, _ in sales],
        "order_lines": [each for _, each in sales],
        "product_costs": [cost("green", 2_000), cost("b", 100)],
    }
    proposal = replace(drafts[0].proposal, horizon_days=28)
    change = Change(proposal_id="d1", idempotency_key="k", before={}, after={}, inverse={}, by="u", at=CHANGED_AT)
    applied = Applied(proposal=proposal, params=PARAMS, change=change, members=())

    found = POLICY.measure(inline_warehouse(given, as_of=CHANGED + timedelta(days=27)), applied, AT, Circumstances())

    assert found.measured.estimate.minor == 4 * (8 * 7_000 - 10 * 6_000 // 2)
    assert found.verdict == "paid"
    assert found.predicted == proposal.expected
    with pytest.raises(HorizonNotOver):
        POLICY.measure(inline_warehouse(given, as_of=CHANGED + timedelta(days=26)), applied, AT, Circumstances())


def test_without_a_price_history_it_says_what_is_missing(books):
    bare = inline_warehouse({"orders": [order("1", "p", LAST, 1)], "order_lines": [line("1", 1, "a", 1)]})

    with pytest.raises(TablesMissing):
        desk.propose(books, None, bare, POLICY, settings=Settings(), at=AT)
