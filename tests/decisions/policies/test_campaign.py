"""A kept set is proposed only where the assumed reaction pays for it, never starts by itself, and is read out."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.analyses.builders import cost, line, order
from tests.analyses.promotions.offer_sets import offer_set, percent, steps
from tests.kept import same_shop
from zhanggui.books.settings import AutomaticApproval, Settings
from zhanggui.core.described import undescribed
from zhanggui.core.money import Money
from zhanggui.core.proposal import Change
from zhanggui.core.sentence import placeholders, render
from zhanggui.decisions.automatic import may_approve_itself
from zhanggui.decisions.measuring import HorizonNotOver
from zhanggui.decisions.offer_sets import KeptSet
from zhanggui.decisions.policies.campaign import POLICY
from zhanggui.decisions.policies.campaign.params import CampaignParams
from zhanggui.decisions.policy import Applied, Circumstances

FIRST = date(2026, 4, 1)
AT = datetime(2026, 4, 29, 1, 0, tzinfo=UTC)
PARAMS = CampaignParams()
TENTH = KeptSet(number=1, text=offer_set(percent(1_000)))
FIFTH = KeptSet(number=2, text=offer_set(percent(2_000)))


def shop(cost_minor=2_000, *, days=28, dearer_from=None):
    """One tea for 100 a day; from some day on two of them."""
    every = [FIRST + timedelta(days=at) for at in range(days)]
    units = [1 if dearer_from is None or day < dearer_from else 2 for day in every]
    return same_shop(
        {
            "orders": [
                order(at, f"p{at}", day.isoformat(), 10_000 * count)
                for at, (day, count) in enumerate(zip(every, units, strict=True))
            ],
            "order_lines": [line(at, 1, "tea", 10_000 * count, count) for at, count in enumerate(units)],
            "product_costs": [cost("tea", cost_minor)] if cost_minor else [],
        }
    )


def proposed(*sets, cost_minor=2_000, **params):
    circumstances = Circumstances(offer_sets=sets)
    drafts = POLICY.propose(shop(cost_minor), CampaignParams(**params), AT, circumstances)
    return [draft.proposal for draft in drafts]


def test_the_set_that_is_expected_to_bring_most_is_proposed_beside_doing_nothing():
    (proposal,) = proposed(FIFTH, TENTH)

    # 20 % off gives away 20 a day and sells 0.8^-1.8 - 1 = 49.4 % more at 60 each: 9.6 a day, 14 days.
    assert proposal.target == {"set": 2}
    assert proposal.expected.estimate.minor == pytest.approx(14 * 1_000 * (0.8**-1.8 * 6 - 8), abs=1)
    assert proposal.cost == Money(14 * 2_000, "CNY")
    assert proposal.expected.low.minor < 0 < proposal.expected.high.minor
    assert [each.title.code for each in proposal.alternatives] == ["do_nothing", "other_set"]
    assert proposal.alternatives[0].expected.estimate.minor == 0


@pytest.mark.slow
def test_what_does_not_pay_at_the_assumed_reaction_is_not_proposed():
    assert proposed(FIFTH, TENTH, cost_minor=6_000) == []
    assert proposed() == []
    assert proposed(KeptSet(number=3, text=offer_set(steps((90_000, 1_000))))) == []


@pytest.mark.slow
def test_without_costs_nothing_is_proposed():
    assert proposed(FIFTH, cost_minor=None) == []


def test_it_never_starts_by_itself():
    (proposal,) = proposed(FIFTH)

    rule = AutomaticApproval(policy=POLICY.name, most_cost_minor=10**9)
    settings = Settings(automatic=(rule,), four_eyes_above_minor=10**9)
    assert not may_approve_itself(proposal, settings)
    action = POLICY.act(proposal, PARAMS, (), lambda *_: {})
    assert action.file.rows == ((2, "percent", 14, "2026-05-13"),)


def test_it_says_which_test_would_tell():
    (proposal,) = proposed(FIFTH)

    assert (proposal.test.days, proposal.test.units_per_arm, proposal.test.cost.minor) == (28, 14, 28_000)


@pytest.mark.slow
def test_the_days_of_the_campaign_are_compared_with_those_before():
    (proposal,) = proposed(FIFTH)
    change = Change(proposal_id="d1", idempotency_key="k", before={}, after={}, inverse={}, by="mei", at=AT)
    applied = Applied(proposal=proposal, params=PARAMS, change=change, members=())

    read = POLICY.measure(shop(days=42, dearer_from=date(2026, 4, 29)), applied, AT, Circumstances())

    assert (read.measured.estimate.minor, read.verdict, read.treated, read.control) == (14 * 8_000, "paid", 14, 28)
    with pytest.raises(HorizonNotOver):
        POLICY.measure(shop(), applied, AT, Circumstances())


def test_every_sentence_reads_in_both_languages():
    (proposal,) = proposed(FIFTH, TENTH)

    assert undescribed(CampaignParams) == ()
    said = (proposal.title, *proposal.rationale, *proposal.assumptions)
    for each in (*said, *(guard.bound for guard in proposal.guardrails), *(one.title for one in proposal.alternatives)):
        for language in ("zh-CN", "en"):
            assert "{" not in render(each, POLICY.sentences, language)
    for words in POLICY.sentences.values():
        assert placeholders(words.zh) == placeholders(words.en)
