"""A bundle is proposed only for a pair that stands, above its floor, as a test, and is read out day against day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from benchmarks.suites.products import tea_shop
from tests.analyses.builders import cost, line, order
from tests.kept import same_shop
from zhanggui.books.settings import AutomaticApproval, Settings
from zhanggui.core.described import undescribed
from zhanggui.core.money import Money
from zhanggui.core.proposal import Change
from zhanggui.core.sentence import placeholders, render
from zhanggui.decisions.automatic import may_approve_itself
from zhanggui.decisions.measuring import HorizonNotOver, ProfitUnknown
from zhanggui.decisions.policies.bundles import POLICY
from zhanggui.decisions.policies.bundles.params import BundlesParams
from zhanggui.decisions.policies.bundles.pricing import Pair, Part, offered
from zhanggui.decisions.policies.bundles.schedule import days_on
from zhanggui.decisions.policy import Applied, Circumstances
from zhanggui.offers.prices.endings import Ending
from zhanggui.offers.rules.offer_set import OfferSet
from zhanggui.offers.rules.reading import read

AT = datetime(2026, 5, 1, 1, 0, tzinfo=UTC)
FIRST = date(2026, 4, 3)
PARAMS = BundlesParams(window_days=28)
BASKETS = [("pot", "tray")] * 28 + [("pot",)] * 8 + [("tray", "mug")] * 4 + [("mug", "leaf")] * 4 + [("leaf",)] * 68


def shop(costs=(4_000, 4_000), *, chance=False):
    """Four orders a day for four weeks; with `chance` pot and tray meet as often as they would anyway."""
    baskets = [("pot",), ("tray",)] * 28 + [("leaf",), ("mug",)] * 28 if chance else BASKETS
    orders = [
        order(at, None, (FIRST + timedelta(days=at % 28)).isoformat(), 10_000 * len(skus))
        for at, skus in enumerate(baskets)
    ]
    lines = [line(at, number, sku, 10_000) for at, skus in enumerate(baskets) for number, sku in enumerate(skus, 1)]
    known = [cost("pot", costs[0]), cost("tray", costs[1])] if costs else []
    return same_shop({"orders": orders, "order_lines": lines, "product_costs": known})


def proposed(warehouse, **params):
    return [
        draft.proposal for draft in POLICY.propose(warehouse, PARAMS.model_copy(update=params), AT, Circumstances())
    ]


def part(sku, price, left, cost_minor):
    return Part(sku=sku, name=sku, price_minor=price, left_minor=left, cost_minor=cost_minor, fee_rate=0.0)


PAIR = Pair(
    first=part("pot", 10_000, 6_000, 4_000),
    second=part("tray", 10_000, 6_000, 4_000),
    both_a_day=1.0,
    first_alone_a_day=3.0,
    second_alone_a_day=2.0,
)


def test_buyers_of_both_cost_the_discount_and_new_ones_bring_the_rest():
    found = offered(PAIR, 0.1, BundlesParams(), 100)

    # 20 off; each of both sides adds 20 % of the 1 order a day: 0.2 × (60 + 60 − 2 × 20) − 20.
    assert (found.price_minor, found.saved_minor) == (18_000, 2_000)
    assert found.gains == pytest.approx((-2_000, 0.2 * 8_000 - 2_000, 0.6 * 8_000 - 2_000))
    assert found.pays_from == pytest.approx(0.5), "half as many again, a quarter from each side"


def test_a_smaller_discount_draws_less_but_by_the_root():
    found = offered(PAIR, 0.025, BundlesParams(), 1)

    assert found.gains[1] == pytest.approx(0.2 * 0.5 * (12_000 - 1_000) - 500)


def test_no_price_goes_below_the_floor():
    dear = Pair(
        first=part("pot", 10_000, 2_000, 8_000),
        second=part("tray", 10_000, 2_000, 8_000),
        both_a_day=1.0,
        first_alone_a_day=1.0,
        second_alone_a_day=1.0,
    )

    assert offered(dear, 0.1, BundlesParams(), 100).floor_minor == 17_800, "160 of cost ÷ 0.9, in whole yuan"
    assert offered(dear, 0.15, BundlesParams(), 100) is None


def test_a_bundle_price_ends_as_the_shops_do_and_its_gain_is_that_of_the_ended_price():
    found = offered(PAIR, 0.1, BundlesParams(), 100, Ending.read("9.9", "CNY"))

    assert (found.price_minor, found.discount) == (17_990, pytest.approx(0.1005))  # beside 180.00
    assert found.saved_minor == 2_010
    assert found.gains[1] == pytest.approx(0.2 * (2_010 / 2_000) ** 0.5 * (12_000 - 2 * 2_010) - 2_010)


def test_where_no_price_with_the_ending_lies_between_floor_and_parts_there_is_no_bundle():
    assert offered(PAIR, 0.02, BundlesParams(), 100, Ending.read("999", "CNY")) is None


def test_each_two_days_hold_one_on_and_the_decision_draws_them():
    on = days_on("d1", FIRST, 28)

    assert [(day - FIRST).days // 2 for day in on] == list(range(14))
    assert days_on("d1", FIRST, 28) == on != days_on("d2", FIRST, 28)


@pytest.mark.slow
def test_a_pair_that_stands_is_proposed_as_a_test_with_a_draft_offer():
    (proposal,) = proposed(shop())

    assert proposal.target == {"first_sku": "pot", "second_sku": "tray"}
    assert proposal.after["bundle_price"] == Money(19_600, "CNY")
    # 4 off at 2 %: 14 days × (0.2 × √0.2 × (120 − 8) − 4)
    assert proposal.expected.estimate.minor == pytest.approx(14 * (0.2 * 0.2**0.5 * 11_200 - 400), abs=1)
    assert proposal.expected.low.minor == -14 * 400 == -proposal.cost.minor
    assert proposal.alternatives[0].title.code == "do_nothing"
    (offer,) = read(proposal.after["offer_set"], "json", OfferSet, "bundle").offers
    assert (offer.benefit.kind, offer.benefit.price_minor) == ("bundle", 19_600)
    assert [entry.scope.skus for entry in offer.benefit.parts] == [("pot",), ("tray",)]
    assert (proposal.test.days, proposal.test.units_per_arm) == (28, 20)


@pytest.mark.slow
def test_what_does_not_stand_does_not_pay_or_has_no_cost_is_not_proposed():
    assert proposed(shop(chance=True)) == []
    assert proposed(shop(), uplift_estimate=0.01) == []
    assert proposed(shop(costs=(9_500, 9_500))) == []
    assert proposed(shop(costs=None)) == []


@pytest.mark.slow
@pytest.mark.parametrize("planted", [True, False])
def test_tea_shops_get_no_bundle_of_what_was_not_planted(tmp_path, planted):
    warehouse, truth = tea_shop(tmp_path, 47, 6.0, has_pairs=planted)

    found = {frozenset(proposal.target.values()) for proposal in proposed(warehouse, window_days=365)}

    assert found <= {frozenset((pair.first, pair.second)) for pair in truth.pairs}
    assert bool(found) == planted
    warehouse.close()


@pytest.mark.slow
def test_it_never_starts_by_itself_and_names_its_days():
    (proposal,) = proposed(shop())

    rule = AutomaticApproval(policy=POLICY.name, most_cost_minor=10**9)
    assert not may_approve_itself(proposal, Settings(automatic=(rule,), four_eyes_above_minor=10**9))
    ((*facts, days, start, text),) = POLICY.act(proposal, PARAMS, (), lambda *_: {}).file.rows
    assert facts[:3] == ["pot", "tray", "196.00"]
    assert len(days.split()) == 14
    assert (start, text) == ("2026-05-15", proposal.after["offer_set"])


@pytest.mark.slow
def test_days_on_are_compared_with_the_other_day_of_the_two():
    (proposal,) = proposed(shop())
    applied_at = datetime(FIRST.year, FIRST.month, FIRST.day, 1, tzinfo=UTC)
    change = Change(proposal_id="d1", idempotency_key="k", before={}, after={}, inverse={}, by="mei", at=applied_at)
    applied = Applied(proposal=proposal, params=PARAMS, change=change, members=())
    on = days_on(proposal.id, FIRST, 28)
    days = [FIRST + timedelta(days=at) for at in range(28)]
    tested = same_shop(
        {
            "orders": [
                order(at, None, day.isoformat(), 12_000 if day in on else 10_000) for at, day in enumerate(days)
            ],
            "order_lines": [line(at, 1, "pot", 12_000 if day in on else 10_000) for at, day in enumerate(days)],
            "product_costs": [cost("pot", 4_000)],
        }
    )

    readout = POLICY.measure(tested, applied, AT, Circumstances())

    assert (readout.design, readout.measured.estimate.minor, readout.verdict) == ("switchback", 14 * 2_000, "paid")
    assert (readout.treated, readout.control) == (14, 14)
    later = Change(proposal_id="d1", idempotency_key="k", before={}, after={}, inverse={}, by="mei", at=AT)
    with pytest.raises(HorizonNotOver):
        POLICY.measure(tested, Applied(proposal=proposal, params=PARAMS, change=later, members=()), AT, Circumstances())
    with pytest.raises(ProfitUnknown):
        POLICY.measure(shop(costs=None), applied, AT, Circumstances())


@pytest.mark.slow
def test_every_sentence_reads_in_both_languages():
    (proposal,) = proposed(shop())

    assert undescribed(BundlesParams) == ()
    said = (proposal.title, *proposal.rationale, *proposal.assumptions)
    for each in (*said, *(guard.bound for guard in proposal.guardrails), *(one.title for one in proposal.alternatives)):
        for language in ("zh-CN", "en"):
            assert "{" not in render(each, POLICY.sentences, language)
    for words in POLICY.sentences.values():
        assert placeholders(words.zh) == placeholders(words.en)
