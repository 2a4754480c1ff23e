"""Who is offered which face value, that the budget holds, that nobody is priced alone, and what is learnt of it."""

from __future__ import annotations

import functools
from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.kept import same_shop
from zhanggui.books.settings import MarginAssumption
from zhanggui.core.described import undescribed
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.proposal import Readout
from zhanggui.core.sentence import placeholders, render
from zhanggui.core.words import LANGUAGES
from zhanggui.decisions.policies.coupons import POLICY
from zhanggui.decisions.policies.coupons.cells import Shopper, Usual, past, shoppers
from zhanggui.decisions.policies.coupons.choosing import allocate
from zhanggui.decisions.policies.coupons.learnt import Measured, Strengths, strengths
from zhanggui.decisions.policies.coupons.params import CouponParams
from zhanggui.decisions.policies.coupons.proposing import propose
from zhanggui.decisions.policies.coupons.worth import Outlook, profit_line
from zhanggui.decisions.policies.win_back.readout import Outcome, profits
from zhanggui.decisions.policy import Circumstances, Member, PastCase
from zhanggui.decisions.profitability import Margin
from zhanggui.stats.belief import Belief

AS_OF = date(2026, 6, 30)
AT = datetime(2026, 7, 1, 1, 0, tzinfo=UTC)
MARGIN = MarginAssumption(low=0.4, estimate=0.5, high=0.6)
DECLARED = Circumstances(margin=MARGIN)
TERMS = CouponParams(redemption=1.0, contact_cost_minor=10, least_customers=4)
HALF = Margin(low=0.5, estimate=0.5, high=0.5, source="costs", are_fees_known=True)
AS_ASSUMED = Strengths(by_cell={}, elsewhere=Belief(mean=1.0, deviation=0.0), experiments=0, faces=frozenset())
MOVED, PLAIN = "cooling-high-dependent", "recent-high-plain"


def outlook(params=TERMS, **usual):
    known = usual or {
        MOVED: Usual(chance=0.1, order_minor=20_000),
        PLAIN: Usual(chance=0.5, order_minor=20_000),
    }
    return Outlook(params=params, usual=known, margin=HALF, strengths=AS_ASSUMED, currency="CNY")


def group(cell, count, start=0):
    return [
        Shopper(customer=f"{cell}/{at:03}", cell=cell, order_minor=20_000.0, before_minor=0)
        for at in range(start, start + count)
    ]


# ---------------------------------------------------------------------------------------- what it is worth


def test_a_coupon_is_worth_what_it_brings_less_what_it_gives_to_those_who_would_have_come():
    # Of 100, 10 come anyway and use 20 yuan, a tenth of the order: L = 0.15 · 3, so of the 90 others 90 · 0.1 · 0.45
    # come too, and each leaves 100 − 20.
    found = profit_line(MOVED, Usual(chance=0.1, order_minor=20_000), 2_000, 0.5, TERMS)

    assert 100 * found.at(1.0) == pytest.approx(100 * -10 - 10 * 2_000 + 4.05 * (10_000 - 2_000))


def test_where_all_come_anyway_every_face_value_loses():
    found = outlook()

    assert all(found.worth(PLAIN, face) < 0 for face in TERMS.face_values_minor)
    assert found.worth(MOVED, 1_000) > 0


def test_the_bounds_are_the_worst_and_the_best_of_response_and_margin():
    unsure = replace(
        outlook(),
        strengths=replace(AS_ASSUMED, elsewhere=Belief.within(0.0, 1.0, 2.0, 0.8)),
        margin=replace(HALF, low=0.4, high=0.6),
    )

    found = unsure.promised({MOVED: 100}, 2_000)

    lines = [profit_line(MOVED, unsure.usual[MOVED], 2_000, margin, TERMS) for margin in (0.4, 0.6)]
    assert (found.low.minor, found.high.minor) == (round(100 * lines[0].at(0.0)), round(100 * lines[1].at(2.0)))


# ------------------------------------------------------------------------------------------ who gets which


def test_with_enough_money_each_group_gets_the_value_that_is_best_for_it_and_nobody_else_any():
    found = allocate([*group(MOVED, 50), *group(PLAIN, 50)], outlook(), 1e9)

    best = max(TERMS.face_values_minor, key=lambda face: outlook().worth(MOVED, face))
    assert {face: {one.cell for one in some} for face, some in found.by_face.items()} == {best: {MOVED}}
    assert (len(found.by_face[best]), found.gap_minor) == (50, pytest.approx(0, abs=1e-6))


def test_where_the_budget_does_not_reach_a_whole_group_the_lot_decides():
    people = group(MOVED, 200)
    each = outlook().spent(MOVED, 500)

    found = allocate(people, outlook(), 60.5 * each)
    again = allocate(list(reversed(people)), outlook(), 60.5 * each)

    ((face, some),) = found.by_face.items()
    assert (face, len(some)) == (500, 60)
    assert {one.customer for one in again.by_face[500]} == {one.customer for one in some}
    assert [one.customer for one in some] != [one.customer for one in people[:60]]
    assert found.gap_minor <= outlook().worth(MOVED, 500)


def test_a_face_value_for_too_few_is_given_to_nobody():
    few = replace(outlook(), params=CouponParams(redemption=1.0, contact_cost_minor=10, least_customers=60))

    assert allocate(group(MOVED, 50), few, 1e9).by_face == {}


def test_a_face_value_that_would_bring_next_to_nothing_is_given_to_nobody():
    worth = 50 * outlook().worth(MOVED, 500)
    terms = CouponParams(redemption=1.0, contact_cost_minor=10, face_values_minor=(500,))

    asked = [outlook(terms.model_copy(update={"least_worth_minor": least})) for least in (worth - 1, worth + 1)]

    assert [len(allocate(group(MOVED, 50), each, 1e9).by_face) for each in asked] == [1, 0]


CELLS = st.sampled_from(["recent-low-plain", "cooling-high-dependent", "away-middle-dependent", "away-high-plain"])


@pytest.mark.slow
@settings(max_examples=40)
@given(
    sizes=st.dictionaries(CELLS, st.integers(1, 40), min_size=1),
    chances=st.lists(st.floats(0.01, 0.6), min_size=4, max_size=4),
    orders=st.lists(st.integers(2_000, 60_000), min_size=4, max_size=4),
    budget=st.integers(0, 60_000),
)
def test_the_budget_holds_and_a_group_is_never_offered_two_values(sizes, chances, orders, budget):
    usual = {
        cell: Usual(chance=p, order_minor=float(o)) for cell, p, o in zip(sorted(sizes), chances, orders, strict=False)
    }
    rests_on = outlook(**usual)

    found = allocate([one for cell, size in sizes.items() for one in group(cell, size)], rests_on, budget)

    given_to = [(one.cell, face) for face, some in found.by_face.items() for one in some]
    assert sum(rests_on.spent(cell, face) for cell, face in given_to) <= budget + 1e-6
    assert len({cell for cell, _ in given_to}) == len(set(given_to))
    assert found.worth_minor <= found.bound_minor + 1e-6


# ----------------------------------------------------------------------------------------- what is learnt


def test_a_measurement_moves_its_own_group_most_and_the_others_less():
    def line(_cell, _face):
        return -100.0, 400.0

    prior = strengths(TERMS, (), line, 0)
    found = strengths(TERMS, (Measured(cell=MOVED, face_minor=500, effect=500.0, error=40.0),), line, 1)

    # θ = (500 + 100) / 400 = 1.5 ± 0.1 against a prior of 1 ± 0.78.
    assert (prior.of(MOVED).mean, prior.experiments) == (1.0, 0)
    assert found.of(MOVED).mean == pytest.approx(1.49, abs=0.01)
    assert found.of(MOVED).deviation == pytest.approx(0.0994, abs=0.001)
    assert 1.45 < found.of(PLAIN).mean < 1.5
    assert found.of(PLAIN).deviation > 0.5
    assert found.faces == {500}


def test_a_coupon_does_not_make_the_goods_cheaper_to_buy_in():
    # Two sales of 100 at cost 60, one with a coupon of 20: the profit is 40 and 20, not 40 and 80 · 0.4.
    outcomes = {
        "a": Outcome(net_minor=100, goods_minor=100, profit_minor=None),
        "b": Outcome(net_minor=80, goods_minor=100, profit_minor=None),
    }
    declared = Margin(low=0.4, estimate=0.4, high=0.4, source="declared", are_fees_known=True)

    (found,) = profits(outcomes, {"a", "b"}, {"b"}, declared)

    assert found == pytest.approx({"a": 40.0, "b": 20.0})
    assert profits(outcomes, {"a", "b"}, {"b"}, None) == []


# ---------------------------------------------------------------------------------------- what is proposed


def orders(customer, *days, discount_minor=0, number=""):
    return [
        {
            "channel": "own_site",
            "order_id": f"{customer}/{day}{number}",
            "customer": customer,
            "ordered_at": f"{day} 04:00",
            "paid_at": f"{day} 04:00",
            "currency": "CNY",
            "goods_minor": 20_000 - discount_minor,
            "discount_merchant_minor": discount_minor,
        }
        for day in days
    ]


@functools.cache
def shop(*, with_consent=False):
    """Two hundred who wait for discounts, of whom twenty came in June, and fifty who come every month anyway."""
    rows = [row for at in range(200) for row in orders(f"d{at:03}", "2026-01-10", "2026-04-01", discount_minor=4_000)]
    rows += [row for at in range(20) for row in orders(f"d{at:03}", "2026-06-10", discount_minor=4_000)]
    rows += [row for at in range(50) for row in orders(f"r{at:03}", "2026-04-25", "2026-05-25", "2026-06-25")]
    tables = {"orders": rows}
    if with_consent:
        tables["customers"] = [{"customer": f"d{at:03}", "accepts_sms": at >= 50} for at in range(200)]
    return same_shop(tables, as_of=AS_OF)


@functools.cache
def offered():
    return propose(shop(), CouponParams(budget_minor=10**7), AT, DECLARED)


@pytest.mark.slow
def test_customers_are_in_groups_by_the_declared_bounds():
    counts: dict[str, int] = {}
    for one in shoppers(shop(), CouponParams(), AS_OF):
        counts[one.cell] = counts.get(one.cell, 0) + 1

    assert {cell.split("-")[0] + cell.split("-")[2] for cell in counts} == {
        "coolingdependent",
        "recentdependent",
        "recentplain",
    }
    assert sum(counts.values()) == 250
    history = past(shop(), CouponParams(), AS_OF)
    # 20 of 200 and 50 of 50 came; pooled with 50 · 70/250.
    assert sorted(one.chance for one in history.usual.values()) == pytest.approx([(20 + 14) / 250, (50 + 14) / 100])


@pytest.mark.slow
def test_those_who_seldom_come_get_a_coupon_and_those_who_come_anyway_none():
    (draft,) = offered()
    proposal = draft.proposal

    assert {member.customer[0] for member in draft.members} == {"d"}
    assert draft.arms["treatment"] == draft.arms["holdout"]
    assert proposal.test is not None
    assert proposal.expected.low.minor < 0 < proposal.expected.estimate.minor
    assert proposal.cost.minor <= 10**7
    for said in (proposal.title, *proposal.rationale, *proposal.assumptions):
        for language in LANGUAGES:
            assert "{" not in render(said, POLICY.sentences, language)


@pytest.mark.slow
def test_what_is_running_is_off_the_budget():
    (draft,) = offered()
    running = replace(draft.proposal, cost=Money(10**7, "CNY"))

    assert propose(shop(), CouponParams(budget_minor=10**7), AT, replace(DECLARED, running=(running,))) == ()


@pytest.mark.slow
def test_who_refused_and_who_takes_part_elsewhere_get_none():
    engaged = replace(DECLARED, engaged=frozenset({"d060"}))

    (draft,) = propose(shop(with_consent=True), CouponParams(budget_minor=10**7), AT, engaged)

    names = {member.customer for member in draft.members}
    assert not names & ({f"d{at:03}" for at in range(50)} | {"d060"})
    assert names


@pytest.mark.slow
def test_without_a_known_profit_no_coupon_is_proposed():
    assert propose(shop(), CouponParams(), AT, Circumstances()) == ()


@pytest.mark.slow
def test_once_its_own_experiment_says_so_it_is_rolled_out():
    """An experiment on record in which the coupon brought far more than was assumed."""
    (draft,) = offered()
    face = draft.proposal.after["coupon"]
    cells = {member.stratum for member in draft.members}
    rows = [row for at in range(200) for row in orders(f"d{at:03}", "2026-01-10", "2026-04-01", discount_minor=4_000)]
    rows += [row for at in range(20) for row in orders(f"d{at:03}", "2026-06-10", discount_minor=4_000)]
    tried, exposures = [f"x{at:03}" for at in range(300)], []
    for at, name in enumerate(tried):
        arm = ("treatment", "holdout")[at % 2]
        came = at % 2 == 0 and at % 3
        rows += orders(name, "2024-12-01") + (orders(name, "2026-04-05", discount_minor=4_000) if came else [])
        exposures.append(
            {"experiment": draft.proposal.id, "customer": name, "arm": arm, "assigned_at": "2026-04-01 04:00"}
            | {
                "exposed_at": "2026-04-01 05:00" if arm == "treatment" else None,
                "stratum": sorted(cells)[at % len(cells)],
            }
        )
    warehouse = same_shop({"orders": rows, "exposures": exposures}, as_of=AS_OF)
    nothing = MoneyInterval.exactly(Money(0, "CNY"))
    readout = Readout(
        proposal_id=draft.proposal.id,
        design="randomised_holdout",
        predicted=None,
        measured=nothing,
        verdict="paid",
        at=AT,
        treated=150,
        control=150,
    )
    known = replace(DECLARED, past=(PastCase(proposal=draft.proposal, readout=readout),))

    drafts = propose(warehouse, CouponParams(budget_minor=10**7, face_values_minor=(face.minor,)), AT, known)

    assert drafts[0].arms == {"treatment": 0.8, "holdout": 0.2}
    assert drafts[0].proposal.rationale[1].code == "expect_measured"
    assert drafts[0].proposal.expected.low.minor > 0


def test_each_list_is_of_one_face_value_and_opens_the_vault_for_the_treated_alone():
    opened = []
    members = tuple(
        Member(customer=f"p{at}", stratum=MOVED, expected_minor=0, before_minor=0, contact_kind="phone", arm=arm)
        for at, arm in enumerate(("treatment", "holdout", "treatment"))
    )

    def reveal(people, kind):
        opened.extend(people)
        return {name: f"139{name}" for name in people}

    proposed = SimpleNamespace(after={"coupon": Money(500, "CNY"), "contacted": 2})

    action = POLICY.act(proposed, TERMS, members, reveal)

    assert action.file.rows == (("139p0", "phone", "5.00"), ("139p2", "phone", "5.00"))
    assert opened == ["p0", "p2"]


def test_every_knob_is_described_and_every_sentence_is_said_alike_in_both_languages():
    assert undescribed(CouponParams) == ()
    assert [code for code, words in POLICY.sentences.items() if placeholders(words.zh) != placeholders(words.en)] == []


@pytest.mark.parametrize("told", [{"recent_days": 200}, {"response_low": 1.5}, {"face_values_minor": ()}])
def test_knobs_that_contradict_each_other_are_refused(told):
    with pytest.raises(ValidationError):
        CouponParams(**told)
