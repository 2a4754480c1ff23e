"""Every step of a decision is possible only in its turn, by whom it may be, once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.decisions.proposals import (
    DAY,
    LI,
    MACHINE,
    NO_PARAMS,
    NOW,
    VIEWER,
    WANG,
    change,
    draft,
    proposal,
    readout,
    yuan,
)
from zhanggui.books.events import verify_chain
from zhanggui.core.errors import ZhangguiError
from zhanggui.decisions import ledger
from zhanggui.decisions.ledger import (
    AppliedAlready,
    ApprovedByYou,
    MachinesDoNotDecide,
    NoSuchDecision,
    RoleMayNotDecide,
    StepNotPossible,
    WhyMissing,
)
from zhanggui.decisions.record import dump, load


@pytest.fixture
def proposed(books):
    return put(books)


def put(books, number=1, **facts):
    with books.begin() as connection:
        return ledger.record_proposal(connection, draft(number, **facts), NO_PARAMS, by="customers.win_back", at=NOW)


def decide(books, verdict="approve", actor=LI, *, number=1, why="looks right", at=NOW, bound=100_000):
    with books.begin() as connection:
        return ledger.decide(
            connection, f"d{number}", verdict=verdict, actor=actor, why=why, at=at, four_eyes_above_minor=bound
        )


def apply(books, key="apply", actor=LI, at=NOW):
    with books.begin() as connection:
        return ledger.record_change(connection, change(key=key, actor=actor, at=at), actor=actor)


def confirm(books, actor=LI):
    with books.begin() as connection:
        return ledger.confirm(
            connection, "d1", actual={"price": yuan(4.2)}, done_at=NOW + DAY, actor=actor, at=NOW + 2 * DAY
        )


def measure(books):
    with books.begin() as connection:
        return ledger.record_readout(connection, readout(at=NOW + 40 * DAY), by="customers.win_back")


def found(books, at=NOW):
    with books.reading() as connection:
        return ledger.find(connection, "d1", at)


def test_a_decision_goes_from_proposal_to_readout_and_says_who_when_and_why(books, proposed):
    decide(books, why="worth a try")
    apply(books)
    confirm(books, WANG)
    record = measure(books)

    assert record.status == "measured"
    assert record.proposal == proposal()
    assert record.readout == readout(at=NOW + 40 * DAY)
    assert record.confirmation.confirmed == {"price": yuan(4.2)}
    assert record.confirmation.at == NOW + DAY
    assert [(step.kind, step.by, step.why) for step in record.steps] == [
        ("decision.proposed", "customers.win_back", ""),
        ("decision.decided", "u-li", "worth a try"),
        ("decision.changed", "u-li", ""),
        ("decision.confirmed", "u-wang", ""),
        ("decision.measured", "customers.win_back", ""),
    ]
    with books.reading() as connection:
        verify_chain(connection)


def test_proposing_the_same_again_changes_nothing(books, proposed):
    decide(books)

    assert put(books).status == "approved"
    assert len(found(books).steps) == 2


@pytest.mark.parametrize("verdict, status", [("approve", "approved"), ("reject", "rejected"), ("defer", "deferred")])
def test_a_verdict_makes_the_status(books, proposed, verdict, status):
    assert decide(books, verdict).status == status


@pytest.mark.parametrize("first", ["approve", "reject"])
def test_what_is_decided_is_not_decided_again(books, proposed, first):
    decide(books, first)

    with pytest.raises(StepNotPossible) as refusal:
        decide(books, "approve", WANG)

    assert (
        refusal.value.text("en")
        == f"Decision 'd1' is {'approved' if first == 'approve' else 'rejected'}; it cannot be approved now."
    )


def test_what_was_deferred_can_still_be_approved(books, proposed):
    decide(books, "defer")

    assert decide(books, "approve").status == "approved"


def test_an_expired_proposal_is_not_approved(books, proposed):
    assert found(books, NOW + 7 * DAY).status == "expired"

    with pytest.raises(StepNotPossible):
        decide(books, at=NOW + 7 * DAY)
    assert decide(books, at=NOW + 7 * DAY - DAY).status == "approved"


def test_an_approval_does_not_expire(books, proposed):
    decide(books)

    assert found(books, NOW + 30 * DAY).status == "approved"


def test_above_the_bound_two_different_persons_approve(books):
    put(books, cost=2000)

    waiting = decide(books, bound=100_000)
    assert (waiting.status, waiting.approvals_needed, len(waiting.approvals)) == ("proposed", 2, 1)
    with pytest.raises(ApprovedByYou):
        decide(books, bound=100_000)
    with pytest.raises(StepNotPossible):
        apply(books)
    assert decide(books, actor=WANG, bound=100_000).status == "approved"


def test_at_the_bound_one_person_is_enough(books):
    put(books, cost=1000)

    assert decide(books, bound=100_000).status == "approved"


def test_the_second_person_may_reject(books):
    put(books, cost=2000)
    decide(books)

    assert decide(books, "reject", WANG).status == "rejected"


@pytest.mark.parametrize("verdict", ["approve", "reject", "defer"])
def test_a_machine_never_decides(books, proposed, verdict):
    with pytest.raises(MachinesDoNotDecide):
        decide(books, verdict, MACHINE)


def test_a_machine_does_not_apply(books, proposed):
    decide(books)

    with pytest.raises(MachinesDoNotDecide):
        apply(books, actor=MACHINE)


def test_a_viewer_does_not_decide(books, proposed):
    with pytest.raises(RoleMayNotDecide):
        decide(books, actor=VIEWER)


def test_a_decision_needs_a_reason(books, proposed):
    with pytest.raises(WhyMissing):
        decide(books, why=" ")


def test_only_what_is_approved_is_applied(books, proposed):
    with pytest.raises(StepNotPossible):
        apply(books)


def test_applying_again_with_the_same_key_returns_what_was_done(books, proposed):
    decide(books)
    first = apply(books)

    again = apply(books, at=NOW + DAY)

    assert again.change == first.change
    assert len(again.steps) == 3
    with pytest.raises(AppliedAlready):
        apply(books, key="another")


@pytest.mark.parametrize("step", [confirm, measure])
def test_what_was_not_applied_is_neither_confirmed_nor_measured(books, proposed, step):
    decide(books)

    with pytest.raises(StepNotPossible):
        step(books)


def test_a_decision_is_measured_once(books, proposed):
    decide(books)
    apply(books)
    measure(books)

    with pytest.raises(StepNotPossible):
        measure(books)


def test_a_withdrawn_proposal_has_expired(books, proposed):
    with books.begin() as connection:
        record = ledger.withdraw(connection, "d1", by="customers.win_back", why="d2", at=NOW)

    assert (record.status, record.steps[-1].why) == ("expired", "d2")


def test_decisions_are_listed_by_status_and_policy(books):
    put(books, 1)
    put(books, 2, policy="products.clear_slow_movers")
    put(books, 3)
    decide(books, number=3)

    def listed(**filters):
        with books.reading() as connection:
            return [record.proposal.id for record in ledger.records(connection, NOW, **filters)]

    assert listed() == ["d1", "d2", "d3"]
    assert listed(statuses=("proposed",)) == ["d1", "d2"]
    assert listed(policy="customers.win_back") == ["d1", "d3"]


def test_an_unknown_decision_is_named(books):
    with pytest.raises(NoSuchDecision):
        found(books)


def test_of_forty_approvals_at_once_one_counts(books, proposed):
    def attempt(_):
        try:
            decide(books)
        except ZhangguiError:
            return False
        return True

    with ThreadPoolExecutor(40) as pool:
        assert sum(pool.map(attempt, range(40))) == 1
    assert len(found(books).decisions) == 1


def test_of_forty_applications_at_once_one_is_recorded(books, proposed):
    decide(books)

    with ThreadPoolExecutor(40) as pool:
        changes = {
            record.change.at for record in pool.map(lambda number: apply(books, at=NOW + number * DAY), range(40))
        }

    assert len(changes) == 1


@pytest.mark.parametrize("value", [proposal(), proposal(expected=None), change(), readout()])
def test_values_survive_their_json(value):
    assert load(type(value), dump(value)) == value
