"""Who is written to, what is promised, when it is only a test, and what came of it."""

from __future__ import annotations

import csv
import functools
import shutil
from contextlib import closing
from datetime import UTC, date, datetime, timedelta

import pytest
from pydantic import ValidationError

from tests.decisions.proposals import LI, VIEWER, WANG
from tests.kept import new_books, same_shop
from zhanggui.books.database import open_books
from zhanggui.books.events import read, verify_chain
from zhanggui.books.settings import MarginAssumption, Settings
from zhanggui.books.vault import Vault
from zhanggui.core.described import undescribed
from zhanggui.core.errors import NotAllowed
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.proposal import Readout
from zhanggui.core.quantity import RateInterval
from zhanggui.core.sentence import placeholders, render
from zhanggui.decisions import desk
from zhanggui.decisions.ledger import records
from zhanggui.decisions.measuring import HorizonNotOver, ProfitUnknown
from zhanggui.decisions.policies.win_back import POLICY
from zhanggui.decisions.policies.win_back.lapsed import lapsed
from zhanggui.decisions.policies.win_back.params import WinBackParams
from zhanggui.decisions.policies.win_back.proposing import propose
from zhanggui.decisions.policy import Circumstances, PastCase

AS_OF = date(2026, 6, 30)
AT = datetime(2026, 7, 1, 1, 0, tzinfo=UTC)
MARGIN = MarginAssumption(low=0.2, estimate=0.3, high=0.4)
DECLARED = Circumstances(margin=MARGIN)
SETTINGS = Settings(margin=MARGIN)
PARAMS = WinBackParams()


def orders(customer, *days, goods_minor=10_000):
    return [
        {
            "channel": "own_site",
            "order_id": f"{customer}/{day}",
            "customer": customer,
            "ordered_at": f"{day} 04:00",
            "paid_at": f"{day} 04:00",
            "currency": "CNY",
            "goods_minor": goods_minor,
        }
        for day in days
    ]


def people(count, start=0):
    return [f"p{number:03}" for number in range(start, start + count)]


def a_hundred():
    """A hundred buyers with a gap of 30 days, away since 2 March; twenty of them came back by themselves in June."""
    rows = [row for name in people(100) for row in orders(name, "2026-01-01", "2026-01-31", "2026-03-02")]
    return rows + [row for name in people(20) for row in orders(name, "2026-06-10")]


def shop(rows=None, *, as_of=AS_OF, **tables):
    return same_shop({"orders": a_hundred() if rows is None else rows, **tables}, as_of=as_of)


@functools.cache
def offered():
    """What is proposed for the hundred."""
    return only(propose(shop(), PARAMS, AT, DECLARED))


def only(drafts):
    (draft,) = drafts
    return draft


def minor(interval):
    return interval.low.minor, interval.estimate.minor, interval.high.minor


# ---------------------------------------------------------------------------------------- who is lapsed


def judged(*rows, as_of=AS_OF, params=PARAMS, **tables):
    return {one.customer: one for one in lapsed(shop(list(rows), as_of=as_of, **tables), params, as_of)}


@pytest.mark.slow
def test_lapsed_is_whoever_is_away_for_more_than_twice_their_own_median_gap():
    # Gaps 10, 20, 60: median 20. Away 40 days is twice that, 41 more than twice.
    params = WinBackParams(least_days_away=7)
    rows = orders("pa", "2026-02-20", "2026-03-02", "2026-03-22", "2026-05-21")
    rows += orders("pb", "2026-02-19", "2026-03-01", "2026-03-21", "2026-05-20")

    found = judged(*rows, params=params)

    assert list(found) == ["pb"]
    assert (found["pb"].rhythm_days, found["pb"].days_away, found["pb"].net_minor) == (20.0, 41, 40_000)


@pytest.mark.slow
def test_an_even_number_of_gaps_has_its_median_in_the_middle():
    found = judged(*orders("pa", "2026-01-01", "2026-01-11", "2026-01-31"))

    assert found["pa"].rhythm_days == 15.0


@pytest.mark.slow
def test_two_orders_on_one_day_are_one_purchase_day():
    rows = orders("pa", "2026-01-01", "2026-01-31", "2026-03-02")
    rows.append(rows[0] | {"order_id": "second"})

    assert judged(*rows)["pa"].purchase_days == 3


@pytest.mark.slow
def test_with_two_purchase_days_the_rhythm_of_the_main_category_stands_in():
    def tea(customer, category, *days):
        placed = orders(customer, *days)
        lines = [
            {"channel": "own_site", "order_id": row["order_id"], "line_id": "1", "kind_of_line": "sale"}
            | {"sku": category, "quantity": 1, "gross_minor": 10_000}
            for row in placed
        ]
        return placed, lines

    bought = [
        tea("pa", "green", "2026-01-01", "2026-01-11", "2026-01-21", "2026-06-29"),  # gaps 10, 10, 159
        tea("pb", "green", "2026-02-01", "2026-02-21"),  # gap 20
        tea("pc", "black", "2026-01-01", "2026-04-01"),  # gap 90
    ]
    found = judged(
        *(row for placed, _ in bought for row in placed),
        order_lines=[row for _, lines in bought for row in lines],
        products=[{"sku": "green", "category": "green"}, {"sku": "black", "category": "black"}],
    )

    # Green: 10, 10, 20, 159: 15. Black: 90, and pc has been away for exactly 90 days.
    assert {name: (one.rhythm_days, one.is_pooled) for name, one in found.items()} == {"pb": (15.0, True)}


@pytest.mark.slow
def test_whoever_bought_once_lately_or_long_ago_is_not_called_lapsed():
    rows = [
        *orders("pa", "2026-01-01"),  # no rhythm after one purchase
        *orders("pb", "2026-04-17", "2026-04-27", "2026-05-17"),  # 44 days: below the least
        *orders("pc", "2024-11-01", "2024-11-11", "2024-11-21"),  # gone for too long
        *orders("pz", "2026-06-01", "2026-06-11", "2026-06-30"),
    ]

    assert judged(*rows) == {}


@pytest.mark.slow
def test_unpaid_and_excluded_orders_are_no_purchases():
    days = ("2026-01-01", "2026-01-31", "2026-03-02", "2026-06-20")
    bought, unpaid, brushed = (orders(name, *days) for name in ("pa", "pb", "pc"))
    unpaid[3] |= {"paid_at": None, "paid_minor": 0}
    excluded = [{"channel": "own_site", "order_id": brushed[3]["order_id"], "reason": "brushing"}]

    found = judged(*bought, *unpaid, *brushed, exclusions=excluded)

    assert {name: one.days_away for name, one in found.items()} == {"pb": 120, "pc": 120}


# ------------------------------------------------------------------------------------ what is proposed


def test_before_any_readout_a_test_is_proposed_with_its_size_cost_and_range():
    draft = offered()
    proposal = draft.proposal

    # 80 are lapsed; of 100 a month ago 20 came back: p = 0.2. An order brings 100 yuan.
    # Each: 0.2 · L · 10 000 · m − 6 with L 0, 0.15, 0.5 and m 0.2, 0.3, 0.4: -6, 84, 394; 40 are treated.
    assert len(draft.members) == 80
    assert {member.expected_minor for member in draft.members} == {84}
    assert minor(proposal.expected) == (40 * -6, 40 * 84, 40 * 394)
    assert proposal.cost == Money(40 * 6, "CNY")
    assert (proposal.test.units_per_arm, proposal.test.days, proposal.test.cost) == (40, 30, proposal.cost)
    # (1.95996 + 0.84162) · 0.3 · 4 000 · √(2/40) = 751.7
    assert proposal.test.detectable.estimate == Money(752, "CNY")
    assert draft.arms == {"treatment": 0.5, "holdout": 0.5}
    assert proposal.expires_at == AT + timedelta(days=7)
    assert [alternative.title.code for alternative in proposal.alternatives] == [
        "do_nothing",
        "contact_all",
        "contact_tier",
    ]
    assert proposal.alternatives[1].expected.estimate.minor == 80 * 84


@pytest.mark.slow
def test_the_same_snapshot_gives_the_same_proposal():
    first = offered().proposal
    second = only(propose(shop(), PARAMS, AT + timedelta(days=1), DECLARED)).proposal

    assert first.id == second.id
    assert first.id != only(propose(shop(), WinBackParams(contact_cost_minor=7), AT, DECLARED)).proposal.id


def test_three_sentences_say_why_what_and_the_cost_in_both_languages():
    proposal = offered().proposal

    english = [render(said, POLICY.sentences, "en") for said in (proposal.title, *proposal.rationale)]

    assert english == [
        "Test: write to 40 lapsed customers and leave 40 alone to compare",
        (
            "80 customers have been away for more than 2.00 times their own rhythm; 80 of them can be reached and are worth it. "
            "Left alone, about 20 % would come back within 30 days."
        ),
        (
            "This shop has not measured it yet; by a stated range the extra contribution profit within 30 days is "
            "¥33.60 (-¥2.40 … ¥157.60). The test can tell differences above ¥7.52 per customer, not smaller ones."
        ),
        (
            "It costs about ¥2.40 (¥0.06 a contact, coupon ¥0.00); what is sent cannot be taken back, until then it can be dropped "
            "at any time."
        ),
    ]
    assert "¥33.60（-¥2.40 … ¥157.60）" in render(proposal.rationale[1], POLICY.sentences, "zh-CN")


def test_every_sentence_is_said_alike_in_both_languages():
    assert [code for code, words in POLICY.sentences.items() if placeholders(words.zh) != placeholders(words.en)] == []


@pytest.mark.slow
def test_a_coupon_that_costs_more_than_it_brings_is_not_proposed():
    # Whoever would have come anyway takes it too: 0.2 · (1.15 · (3 000 − 1 000) − 3 000) − 6 < 0.
    assert propose(shop(), WinBackParams(coupon_minor=1000), AT, DECLARED) == ()


@pytest.mark.slow
def test_only_those_whose_order_is_worth_the_contact_are_written_to():
    small = [
        row
        for name in people(40, 200)
        for row in orders(name, "2026-01-01", "2026-01-31", "2026-03-02", goods_minor=100)
    ]

    draft = only(propose(shop(a_hundred() + small), PARAMS, AT, DECLARED))

    assert {member.customer for member in draft.members} == set(people(80, 20))


@pytest.mark.slow
def test_too_few_customers_are_no_test():
    assert propose(shop(), WinBackParams(least_customers=81), AT, DECLARED) == ()


@pytest.mark.slow
def test_without_costs_or_a_margin_no_profit_is_promised_but_a_test_of_stated_size():
    proposal = only(propose(shop(), PARAMS, AT, Circumstances())).proposal

    assert proposal.expected is None
    assert proposal.test.units_per_arm == 40
    assert proposal.rationale[1].code == "expect_unknown"
    assert "margin_unknown" in {said.code for said in proposal.assumptions}
    # In net sales, since profit is unknown: 4 000 instead of 1 200.
    assert proposal.test.detectable.estimate == Money(2506, "CNY")


@pytest.mark.slow
def test_with_too_short_a_history_no_profit_is_promised():
    rows = [row for row in a_hundred() if row["ordered_at"] < "2026-06"]
    young = WinBackParams(horizon_days=120)

    proposal = only(propose(shop(rows), young, AT, DECLARED)).proposal

    assert proposal.expected is None
    assert "history_short" in {said.code for said in proposal.assumptions}


@pytest.mark.slow
def test_costs_make_the_margin_exact():
    rows = a_hundred()
    lines = [
        {"channel": "own_site", "order_id": row["order_id"], "line_id": "1", "kind_of_line": "sale", "sku": "tea"}
        | {"quantity": 1, "gross_minor": 10_000}
        for row in rows
    ]
    costs = [{"sku": "tea", "valid_from": "2025-01-01", "cost_minor": 7_500, "currency": "CNY"}]

    proposal = only(propose(shop(rows, order_lines=lines, product_costs=costs), PARAMS, AT, DECLARED)).proposal

    # Margin 0.25, whatever was declared: 0.2 · L · 2 500 − 6.
    assert minor(proposal.expected) == (40 * -6, 40 * 69, 40 * 244)
    assert {said.code for said in proposal.assumptions} == {"lift_assumed", "fees_unknown", "consent_unknown"}


# ---------------------------------------------------------------------------------- who is left alone


@pytest.mark.slow
def test_consent_is_asked_for_where_it_is_loaded():
    consents = [{"customer": name, "accepts_sms": name < "p060"} for name in people(80, 20) if name != "p020"]

    draft = only(propose(shop(customers=consents), WinBackParams(least_customers=10), AT, DECLARED))

    # 21 … 59 accept; 60 … 99 refuse; of 20 nothing is known, which is no consent.
    assert {member.customer for member in draft.members} == set(people(39, 21))
    refused = next(said for said in draft.proposal.assumptions if said.code == "consent_respected")
    assert refused.arguments["refused"] == 41


@pytest.mark.slow
def test_whoever_was_contacted_or_held_out_lately_is_left_alone():
    exposures = [
        {"experiment": "x", "customer": "p020", "arm": "treatment", "assigned_at": "2026-06-15"},
        {"experiment": "x", "customer": "p021", "arm": "holdout", "assigned_at": "2026-06-15"},
        {"experiment": "w", "customer": "p022", "arm": "treatment", "assigned_at": "2026-05-15"},
    ]
    engaged = Circumstances(margin=MARGIN, engaged=frozenset({"p023"}))

    draft = only(propose(shop(exposures=exposures), PARAMS, AT, engaged))

    assert set(people(80, 20)) - {member.customer for member in draft.members} == {"p020", "p021", "p023"}


@pytest.mark.slow
def test_whoever_has_no_contact_in_the_vault_is_left_out():
    vault = {"phone": {"p020", "p021"}, "email": {"p021", "p024"}, "account": {"p025"}, "platform_id": set()}
    known = Circumstances(margin=MARGIN, reachable=lambda names, kind: frozenset(names) & vault[kind])

    draft = only(propose(shop(), WinBackParams(least_customers=4), AT, known))

    assert {member.customer: member.contact_kind for member in draft.members} == {
        "p020": "phone",
        "p021": "phone",
        "p024": "email",
        "p025": "account",
    }


# -------------------------------------------------------------------------------- what was learnt before


def past_case(low, estimate, high):
    proposal = offered().proposal
    bounds = (Money(value, "CNY") for value in (low, estimate, high))
    measured = MoneyInterval(**dict(zip(("low", "estimate", "high"), bounds, strict=True)), level=0.95)
    return PastCase(
        proposal=proposal,
        readout=Readout(
            proposal_id=proposal.id,
            design="randomised_holdout",
            predicted=proposal.expected,
            measured=measured,
            verdict="paid",
            at=AT,
            treated=40,
            control=40,
        ),
    )


@pytest.mark.slow
def test_after_a_clear_readout_the_roll_out_is_proposed_with_what_was_measured():
    # The promise was the line -240 + 24 000 L; 5 760 is on it at L = 0.25, known almost exactly.
    known = Circumstances(margin=MARGIN, past=(past_case(5_755, 5_760, 5_765),))

    draft = only(propose(shop(), PARAMS, AT, known))
    proposal = draft.proposal

    assert draft.arms == {"treatment": 0.8, "holdout": 0.2}
    assert proposal.test is None
    assert proposal.rationale[1].code == "expect_measured"
    # 64 are treated: 0.2 · 0.25 · 10 000 · m − 6 with m 0.2, 0.3, 0.4.
    assert minor(proposal.expected) == pytest.approx((64 * 94, 64 * 144, 64 * 194), rel=0.01)
    lift = next(said for said in proposal.assumptions if said.code == "lift_measured").arguments["lift"]
    assert isinstance(lift, RateInterval)
    assert lift.estimate.rate == pytest.approx(0.25, abs=1e-4)


@pytest.mark.slow
def test_after_an_unclear_readout_it_is_still_a_test():
    known = Circumstances(margin=MARGIN, past=(past_case(-20_000, 3_000, 26_000),))

    assert only(propose(shop(), PARAMS, AT, known)).proposal.test is not None


@pytest.mark.slow
def test_after_a_clear_loss_nothing_is_proposed():
    known = Circumstances(margin=MARGIN, past=(past_case(-2_405, -2_400, -2_395),))

    assert propose(shop(), PARAMS, AT, known) == ()


# ------------------------------------------------------------------------- approved, applied, read out


def approved(books, vault):
    """The decision to try it, unless it has been taken already."""
    with books.reading() as connection:
        taken = records(connection, AT, statuses=("approved",))
    if taken:
        return taken[0]
    (record,) = desk.propose(books, vault, shop(), POLICY, settings=SETTINGS, at=AT)
    return desk.decide(books, record.proposal.id, verdict="approve", actor=LI, why="try it", at=AT, settings=SETTINGS)


@pytest.fixture(scope="module")
def _approved_books(tmp_path_factory):
    """Books in which it is approved, with a phone of everybody in the vault."""
    file = new_books(tmp_path_factory.mktemp("approved") / "books.sqlite")
    with closing(open_books(file)) as opened:
        vault = Vault(opened, bytes(range(32)))
        vault.put_many("phone", {name: f"1390000{name[1:]}" for name in people(100)})
        approved(opened, vault)
    return file


@pytest.fixture
def books(request, tmp_path):
    """A fresh copy of these books for each test that has a vault; empty books for the others."""
    has_vault = "vault" in request.fixturenames
    place = tmp_path / "books.sqlite"
    file = shutil.copyfile(request.getfixturevalue("_approved_books"), place) if has_vault else new_books(place)
    with closing(open_books(file)) as opened:
        yield opened


@pytest.fixture
def vault(books):
    return Vault(books, bytes(range(32)))


def carried(books, vault, folder):
    record = approved(books, vault)
    return desk.apply(books, vault, POLICY, record.proposal.id, actor=LI, at=AT, folder=folder)


def later_shop(treated=(), held=(), as_of=date(2026, 7, 30), **tables):
    rows = a_hundred()
    rows += [row for name in treated for row in orders(name, "2026-07-10")]
    rows += [row for name in held for row in orders(name, "2026-07-20")]
    return shop(rows, as_of=as_of, **tables)


def arm(outcome, name):
    return [row["customer"] for row in outcome.exposures if row["arm"] == name]


def test_applying_writes_the_contacts_of_the_treated_alone_and_logs_who_asked(books, vault, tmp_path):
    outcome = carried(books, vault, tmp_path)

    with outcome.file.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    treated = arm(outcome, "treatment")
    assert {row["contact"] for row in rows} == {f"1390000{name[1:]}" for name in treated}
    assert {(row["kind_of_contact"], row["coupon"]) for row in rows} == {("phone", "")}
    assert (len(treated), len(arm(outcome, "holdout"))) == (40, 40)
    assert {row["exposed_at"] for row in outcome.exposures if row["arm"] == "holdout"} == {None}
    assert outcome.file.parent == tmp_path / "exports"
    with books.reading() as connection:
        verify_chain(connection)
        (revealed,) = read(connection, "vault")
    assert (revealed.by, revealed.payload["count"]) == ("u-li", 40)
    assert revealed.payload["reason"] == f"decision {outcome.record.proposal.id}"


@pytest.mark.slow
def test_two_customers_with_one_phone_are_written_to_once(books, tmp_path):
    family = Vault(books, bytes(32))
    family.put_many("phone", dict.fromkeys(people(100), "13900000000"))

    outcome = carried(books, family, tmp_path)

    assert outcome.file.read_text(encoding="utf-8-sig").splitlines()[1:] == ["13900000000,phone,"]
    assert outcome.record.change.after["contacted"] == 1


@pytest.mark.slow
def test_applying_again_gives_the_same_file_and_opens_the_vault_no_second_time(books, vault, tmp_path):
    first = carried(books, vault, tmp_path)
    content = first.file.read_bytes()

    later = AT + timedelta(hours=1)
    again = desk.apply(books, vault, POLICY, first.record.proposal.id, actor=WANG, at=later, folder=tmp_path)

    assert (again.file.read_bytes(), again.exposures) == (content, first.exposures)
    assert again.record.change.by == "u-li"
    with books.reading() as connection:
        assert len(read(connection, "vault")) == 1


def test_a_viewer_cannot_apply_and_nothing_is_revealed(books, vault, tmp_path):
    record = approved(books, vault)

    with pytest.raises(NotAllowed):
        desk.apply(books, vault, POLICY, record.proposal.id, actor=VIEWER, at=AT, folder=tmp_path)

    assert not (tmp_path / "exports").exists()


def test_the_draw_is_frozen_at_approval_and_an_altered_list_is_refused(books, vault, tmp_path, monkeypatch):
    record = approved(books, vault)
    with books.begin() as connection:
        connection.exec_driver_sql("UPDATE decision_members SET arm = 'treatment' WHERE arm = 'holdout'")

    with pytest.raises(desk.RosterChanged):
        desk.apply(books, vault, POLICY, record.proposal.id, actor=LI, at=AT, folder=tmp_path)


@pytest.mark.slow
def test_who_takes_part_is_left_alone_until_it_is_read_out(books, vault):
    approved(books, vault)

    with_all = desk.circumstances_of(books, vault, "products.clear_slow_movers", settings=SETTINGS, at=AT)

    assert with_all.engaged == set(people(80, 20))
    assert desk.propose(books, vault, shop(), POLICY, settings=SETTINGS, at=AT) == ()


@pytest.mark.slow
def test_a_planted_effect_is_read_out_against_the_holdout(books, vault, tmp_path):
    outcome = carried(books, vault, tmp_path)
    treated = arm(outcome, "treatment")

    later = datetime(2026, 7, 31, tzinfo=UTC)
    warehouse = later_shop(treated[:30])
    record = desk.measure(books, warehouse, POLICY, outcome.record.proposal.id, by="u-li", at=later, settings=SETTINGS)

    # 30 of the treated and none of the others at 3 000 each, less 40 contacts at 6.
    readout = record.readout
    assert readout.measured.estimate == Money(30 * 3_000 - 240, "CNY")
    assert (readout.verdict, readout.design, readout.treated, readout.control) == ("paid", "randomised_holdout", 40, 40)
    assert readout.predicted == record.proposal.expected
    assert (
        0
        < readout.measured.low.minor
        < 30 * 2_000 - 240
        < readout.measured.estimate.minor
        < readout.measured.high.minor
    )


@pytest.mark.slow
def test_without_an_effect_the_verdict_is_not_that_it_paid(books, vault, tmp_path):
    outcome = carried(books, vault, tmp_path)
    treated, held = arm(outcome, "treatment"), arm(outcome, "holdout")
    later = datetime(2026, 7, 31, tzinfo=UTC)

    record = desk.measure(
        books,
        later_shop(treated[:8], held[:8]),
        POLICY,
        outcome.record.proposal.id,
        by="u-li",
        at=later,
        settings=SETTINGS,
    )

    assert record.readout.verdict == "unclear"
    assert record.readout.measured.low.minor < -240 < record.readout.measured.high.minor


@pytest.mark.slow
def test_sales_after_the_horizon_do_not_count_and_before_its_end_there_is_no_readout(books, vault, tmp_path):
    outcome = carried(books, vault, tmp_path)
    decision, later = outcome.record.proposal.id, datetime(2026, 9, 1, tzinfo=UTC)

    with pytest.raises(HorizonNotOver) as refusal:
        desk.measure(books, later_shop(as_of=date(2026, 7, 29)), POLICY, decision, by="u", at=later, settings=SETTINGS)
    assert refusal.value.facts["last_day"] == date(2026, 7, 30)

    rows = a_hundred() + [row for name in arm(outcome, "treatment") for row in orders(name, "2026-07-31")]
    record = desk.measure(
        books, shop(rows, as_of=date(2026, 8, 1)), POLICY, decision, by="u", at=later, settings=SETTINGS
    )
    assert record.readout.measured.estimate == Money(-240, "CNY")


@pytest.mark.slow
def test_without_a_margin_there_is_no_readout_in_net_sales(books, vault, tmp_path):
    outcome = carried(books, vault, tmp_path)
    warehouse = later_shop(arm(outcome, "treatment"))

    with pytest.raises(ProfitUnknown):
        desk.measure(
            books,
            warehouse,
            POLICY,
            outcome.record.proposal.id,
            by="u",
            at=datetime(2026, 9, 1, tzinfo=UTC),
            settings=Settings(),
        )


@pytest.mark.slow
@pytest.mark.parametrize("landed, notes", [(40, set()), (5, {"noted_ratio"})])
def test_arms_that_arrive_out_of_proportion_are_doubted(books, vault, tmp_path, landed, notes):
    outcome = carried(books, vault, tmp_path)
    treated = [row for row in outcome.exposures if row["arm"] == "treatment"]
    held = [row for row in outcome.exposures if row["arm"] == "holdout"]
    warehouse = later_shop(exposures=[*treated[:landed], *held])

    later = datetime(2026, 7, 31, tzinfo=UTC)
    record = desk.measure(books, warehouse, POLICY, outcome.record.proposal.id, by="u", at=later, settings=SETTINGS)

    assert {said.code for said in record.readout.notes} == {"noted_itt", "noted_contacts", "noted_margin"} | notes


def test_every_knob_is_described_and_nonsense_is_refused():
    assert undescribed(WinBackParams) == ()
    with pytest.raises(ValidationError):
        WinBackParams(lift_low=0.5, lift_estimate=0.1, lift_high=0.2)
    with pytest.raises(ValidationError):
        WinBackParams(least_days_away=100, most_days_away=90)


def test_the_share_that_comes_back_is_said_as_a_rate():
    proposal = offered().proposal

    assert proposal.rationale[0].arguments["share"].rate == pytest.approx(0.2)
