"""Who is written to today by which programme, under which rules, and what is read out later."""

from __future__ import annotations

import csv
from contextlib import closing
from datetime import UTC, date, datetime, timedelta

import pytest
from pydantic import ValidationError

from tests.decisions.proposals import LI
from tests.kept import new_books, same_shop
from zhanggui.books.contacts import entries
from zhanggui.books.database import open_books
from zhanggui.books.settings import MarginAssumption, Settings
from zhanggui.books.vault import Vault
from zhanggui.core.described import undescribed
from zhanggui.core.money import MoneyInterval
from zhanggui.core.sentence import placeholders, render
from zhanggui.decisions import desk
from zhanggui.decisions.dealing import numbers_under
from zhanggui.decisions.measuring import HorizonNotOver
from zhanggui.decisions.policies.programmes import POLICY
from zhanggui.decisions.policies.programmes.params import ProgrammesParams
from zhanggui.decisions.programmes.contact_policy import ContactPolicy
from zhanggui.decisions.programmes.deal import arm_of
from zhanggui.decisions.programmes.programme import Message, Prior, Programme, built_in

AS_OF = date(2026, 6, 30)
AT = datetime(2026, 7, 1, 2, tzinfo=UTC)  # ten in the morning in Shanghai
KEY = bytes(range(32))
SETTINGS = Settings(margin=MarginAssumption(low=0.3, estimate=0.3, high=0.3))


def order(customer, day, goods_minor=10_000):
    return {
        "channel": "own_site",
        "order_id": f"{customer}/{day}",
        "customer": customer,
        "ordered_at": f"{day} 04:00",
        "paid_at": f"{day} 04:00",
        "currency": "CNY",
        "goods_minor": goods_minor,
    }


def people(count, start=0):
    return [f"p{number:03}" for number in range(start, start + count)]


def members(names, **facts):
    return [{"customer": name, "accepts_sms": True, **facts} for name in names]


A_HUNDRED = tuple(people(100))


def shop(names=A_HUNDRED, *, day="2026-05-31", told=None, as_of=AS_OF, more=()):
    """Everybody bought once, on one day; thirty days later a second order is missing."""
    told = members(names) if told is None else told
    return same_shop({"orders": [*(order(name, day) for name in names), *more], "customers": told}, as_of=as_of)


def only(name="second_order", **changes):
    programme = next(each for each in built_in() if each.name == name)
    return programme.model_copy(update={"channels": ("sms",), **changes})


def settings(*programmes, **contact):
    params = {"programmes": [each.model_dump(mode="json") for each in programmes or (only(),)], "contact": contact}
    return SETTINGS.model_copy(update={"policy_params": {POLICY.name: params}})


@pytest.fixture
def books(tmp_path):
    with closing(open_books(new_books(tmp_path / "books.sqlite"))) as opened:
        Vault(opened, KEY).put_many("phone", {name: f"1390000{name[1:]}" for name in people(400)})
        yield opened


def proposed(books, warehouse, told=None, at=AT):
    return desk.propose(books, Vault(books, KEY), warehouse, POLICY, settings=told or settings(), at=at)


def applied(books, record, folder, at=AT):
    facts = {"verdict": "approve", "actor": LI, "why": "worth a test", "at": at, "settings": SETTINGS}
    desk.decide(books, record.proposal.id, **facts)
    return desk.apply(books, Vault(books, KEY), POLICY, record.proposal.id, actor=LI, at=at, folder=folder)


def held(books):
    with books.reading() as connection:
        return entries(connection)


def said(record, language="en"):
    return [render(each, POLICY.sentences, language) for each in record.proposal.rationale]


def test_params_and_sentences_are_complete():
    for owner in (ProgrammesParams, Programme, Message, Prior, ContactPolicy):
        assert undescribed(owner) == ()
    for words in POLICY.sentences.values():
        assert placeholders(words.zh) == placeholders(words.en)


def test_a_programme_that_contradicts_itself_is_refused():
    with pytest.raises(ValidationError, match="messages need different names"):
        Programme.model_validate(only().model_dump() | {"messages": [only().messages[0].model_dump()] * 2})
    with pytest.raises(ValidationError, match="channels must be among"):
        ProgrammesParams(programmes=(only(channels=("pigeon",)),))
    with pytest.raises(ValidationError, match="most_a_day"):
        ContactPolicy(most_a_day=3, most_in_7_days=2)


def test_everybody_falls_into_the_same_arm_for_good_and_shares_are_kept():
    number, programme = numbers_under(KEY), only()
    test = {who: arm_of(programme, who, 0.2, number) for who in people(1000)}
    whole = {who: arm_of(programme, who, 0.8, number) for who in people(1000)}

    assert {who for who, arm in test.items() if arm == "holdout"} == {
        who for who, arm in whole.items() if arm == "holdout"
    }
    assert all(whole[who] == arm for who, arm in test.items() if arm not in ("later", "holdout"))
    assert 160 <= sum(arm == "holdout" for arm in test.values()) <= 240
    assert 340 <= sum(arm == "coupon" for arm in whole.values()) <= 460


@pytest.mark.slow
def test_a_test_is_proposed_with_its_audience_its_holdout_and_what_is_assumed(books):
    (record,) = proposed(books, shop())

    proposal = record.proposal
    after = proposal.after
    assert after["contacted"] + after["held_out"] + after["later"] == 100
    assert 10 <= after["contacted"] <= 30
    assert said(record)[0].startswith("100 customers are due for 'Second order': 0 had this occasion before")
    assert proposal.expected is None, "nobody fell due a month earlier: nothing is known of those left alone"
    assert proposal.test.units_per_arm == min(after["contacted"], after["held_out"])
    assert "to compare" in render(proposal.title, POLICY.sentences, "en")


@pytest.mark.slow
def test_with_a_past_the_expected_profit_follows_from_the_stated_lift(books):
    # A hundred who bought once in April; forty of them again in June, each for 100 yuan.
    early = people(100, 100)
    more = [*(order(name, "2026-04-20") for name in early), *(order(name, "2026-06-10") for name in early[:40])]
    programme = only(messages=(only().messages[0],), prior=Prior(low=0.0, estimate=0.1, high=0.2))

    (record,) = proposed(books, shop(more=more), settings(programme))

    contacted = record.proposal.after["contacted"]
    # 0.1 × (0.4 × 100 yuan) × 0.3 − 0.06 yuan a person.
    assert record.proposal.expected.estimate.minor == pytest.approx(contacted * (0.1 * 4000 * 0.3 - 6), abs=1)
    assert record.proposal.expected.low.minor < record.proposal.expected.estimate.minor


@pytest.mark.slow
def test_nobody_without_consent_or_contact_or_on_the_list_is_taken_in(books):
    told = [
        *members(people(20)),
        *members(people(20, 20), accepts_sms=False),
        *members(people(20, 40), accepts_sms=None),
        *members(people(20, 60), tags="VIP, 勿扰"),
        *members(people(20, 380)),
    ]
    names = [each["customer"] for each in told]
    with books.begin() as connection:
        connection.exec_driver_sql("DELETE FROM vault_values WHERE pseudonym >= 'p380'")

    (record,) = proposed(
        books, shop(tuple(names), told=told), settings(excluded_customers=["p000"], excluded_tags=["勿扰"])
    )

    with books.reading() as connection:
        taken = {member.customer for member in desk.drawn_members(connection, record)}
    assert taken == set(people(19, 1))
    assert "61 did not agree or are not to be contacted, 20 cannot be reached" in said(record)[0]


@pytest.mark.slow
def test_a_channel_that_is_not_open_gives_way_to_the_next(books):
    told = [*members(people(20)), *members(people(20, 20), accepts_sms=False, accepts_email=True)]
    Vault(books, KEY).put_many("email", {name: f"{name}@example.com" for name in people(40)})

    (record,) = proposed(books, shop(tuple(people(40)), told=told), settings(only(channels=("app", "sms", "email"))))

    with books.reading() as connection:
        found = {member.customer: member.contact_kind for member in desk.drawn_members(connection, record)}
    assert found == {**dict.fromkeys(people(20), "sms"), **dict.fromkeys(people(20, 20), "email")}
    assert held(books) == (), "proposing claims nothing"


@pytest.mark.slow
def test_applying_claims_the_contacts_and_writes_one_file_for_each_channel(books, tmp_path):
    (record,) = proposed(books, shop())

    carried = applied(books, record, tmp_path)

    rows = list(csv.DictReader(carried.file.read_text(encoding="utf-8-sig").splitlines()))
    treated = {each.customer: each.arm for each in held(books) if each.is_message}
    assert {row["contact"]: row["message"] for row in rows} == {
        f"1390000{who[1:]}": arm for who, arm in treated.items()
    }
    assert {row["coupon"] for row in rows} == {"", "10.00"}
    assert (tmp_path / "exports" / f"{carried.file.stem}-sms.csv").read_bytes() == carried.file.read_bytes()
    assert len(held(books)) == 100
    assert {each["arm"] for each in carried.exposures} == {"reminder", "coupon", "holdout"}
    again = applied_again(books, record, tmp_path)
    assert again.file.read_bytes() == carried.file.read_bytes()
    assert again.exposures == carried.exposures


def applied_again(books, record, folder):
    at = AT + timedelta(days=3)
    return desk.apply(books, Vault(books, KEY), POLICY, record.proposal.id, actor=LI, at=at, folder=folder)


@pytest.mark.slow
def test_two_runs_side_by_side_never_write_to_anybody_twice(books, tmp_path):
    """Both are approved before either is applied: the second finds every occasion taken."""
    (first,) = proposed(books, shop())
    facts = {"verdict": "approve", "actor": LI, "why": "go", "at": AT, "settings": SETTINGS}
    desk.decide(books, first.proposal.id, **facts)
    (second,) = proposed(books, shop(as_of=AS_OF + timedelta(days=1)))
    desk.decide(books, second.proposal.id, **facts)

    for record in (first, second):
        desk.apply(books, Vault(books, KEY), POLICY, record.proposal.id, actor=LI, at=AT, folder=tmp_path)

    assert {each.decision for each in held(books)} == {first.proposal.id}
    files = sorted((tmp_path / "exports").glob(f"{second.proposal.id}*.csv"))
    assert [len(file.read_text(encoding="utf-8-sig").splitlines()) for file in files] == [1]


@pytest.mark.slow
def test_who_had_the_occasion_is_not_due_again(books, tmp_path):
    (record,) = proposed(books, shop())
    applied(books, record, tmp_path)

    assert proposed(books, shop(as_of=AS_OF + timedelta(days=2)), at=AT + timedelta(days=2)) == ()


@pytest.mark.slow
def test_of_two_programmes_the_one_that_should_earn_more_goes_first(books):
    early = people(100, 100)
    more = [*(order(name, "2026-04-20") for name in early), *(order(name, "2026-06-10") for name in early[:40])]
    rich = only(prior=Prior(low=0.1, estimate=0.5, high=0.9))
    poor = only(name="second_order", prior=Prior(low=0.0, estimate=0.1, high=0.2)).model_copy(
        update={"name": "another"}
    )

    found = proposed(books, shop(more=more), settings(poor, rich))

    by_name = {record.proposal.target["programme"]: record.proposal for record in found}
    taken = by_name["second_order"].after
    later = taken["later"]
    assert taken["contacted"] + taken["held_out"] + later == 100
    # Who is in an arm of the first is no more free for the second that day; whoever is left for later is.
    if "another" in by_name:
        second = by_name["another"].after
        assert second["contacted"] + second["held_out"] <= later


@pytest.mark.slow
def test_a_programme_without_what_it_needs_is_left_out_and_the_others_go_on(books):
    found = proposed(books, shop(), settings(only(), only("birthday"), only("cart_reminder")))

    assert [record.proposal.target["programme"] for record in found] == ["second_order"]


# ------------------------------------------------------------------------------------------- read out


def later_orders(books, *, treated_buy, control_buy):
    """In July so many of a hundred of each arm buy for 100 yuan."""
    arms = {"treated": [each.customer for each in held(books) if each.is_message]}
    arms["control"] = [each.customer for each in held(books) if each.arm == "holdout"]
    shares = {"treated": treated_buy, "control": control_buy}
    return [order(who, "2026-07-05") for arm, group in arms.items() for who in group[: round(len(group) * shares[arm])]]


@pytest.mark.slow
def test_the_readout_is_the_difference_of_the_arms_less_the_messages(books, tmp_path):
    names = tuple(people(300))
    (record,) = proposed(books, shop(names))
    applied(books, record, tmp_path)
    with pytest.raises(HorizonNotOver):
        desk.measure(books, shop(names), POLICY, record.proposal.id, by="u-li", at=AT, settings=SETTINGS)

    late = shop(names, more=later_orders(books, treated_buy=0.5, control_buy=0.2), as_of=date(2026, 8, 15))
    done = desk.measure(books, late, POLICY, record.proposal.id, by="u-li", at=AT, settings=SETTINGS)

    treated = [each for each in held(books) if each.is_message]
    control = sum(each.arm == "holdout" for each in held(books))
    bought = round(len(treated) * 0.5) / len(treated) - round(control * 0.2) / control
    readout = done.readout
    assert (readout.treated, readout.control) == (len(treated), control)
    assert readout.measured.estimate.minor == pytest.approx(len(treated) * (bought * 10_000 * 0.3 - 6), abs=2)
    assert isinstance(readout.measured, MoneyInterval)
    assert readout.verdict == "paid"
    assert any("beats the others" in render(note, POLICY.sentences, "en") for note in readout.notes)


@pytest.mark.slow
def test_a_programme_that_lost_is_paused_and_proposed_no_more(books, tmp_path):
    names = tuple(people(300))
    (record,) = proposed(books, shop(names))
    applied(books, record, tmp_path)
    newcomers = people(100, 300)
    bought = later_orders(books, treated_buy=0.0, control_buy=0.6)
    fresh = [order(name, "2026-07-16") for name in newcomers]
    late = shop(names, told=members([*names, *newcomers]), more=[*bought, *fresh], as_of=date(2026, 8, 15))

    assert proposed(books, late, at=datetime(2026, 8, 16, 2, tzinfo=UTC)) == ()
    anew = settings(only(edition=2))
    assert len(proposed(books, late, anew, at=datetime(2026, 8, 16, 2, tzinfo=UTC))) == 1, "a new edition starts anew"
