"""No alert is sent twice, a failed one may be tried again, and an acknowledgement is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.books.conftest import NOW
from zhanggui.books import alerts
from zhanggui.books.people import Actor

KEYS = ("2026-03-01 paid_sales", "2026-03-01 paid_orders channel=天猫")
LI = Actor(id="u1", role="operator")


def test_what_was_claimed_is_claimed_once_and_by_target(books):
    assert alerts.claim(books, "n1", KEYS, by="notify", at=NOW) == KEYS
    assert alerts.claim(books, "n1", KEYS, by="notify", at=NOW) == ()
    assert alerts.claim(books, "n2", KEYS[:1], by="notify", at=NOW) == KEYS[:1]


def test_what_was_sent_is_never_sent_again_and_what_failed_is(books):
    alerts.claim(books, "n1", KEYS, by="notify", at=NOW)
    alerts.settle(books, "n1", KEYS[:1], is_sent=True, by="notify", at=NOW)
    alerts.settle(books, "n1", KEYS[1:], is_sent=False, by="notify", at=NOW)

    assert alerts.claim(books, "n1", KEYS, by="notify", at=NOW + timedelta(days=30)) == KEYS[1:]


def test_a_sender_that_died_is_given_up_after_a_while(books):
    alerts.claim(books, "n1", KEYS[:1], by="notify", at=NOW)

    assert alerts.claim(books, "n1", KEYS[:1], by="notify", at=NOW + timedelta(minutes=14)) == ()
    assert alerts.claim(books, "n1", KEYS[:1], by="notify", at=NOW + timedelta(minutes=16)) == KEYS[:1]


def test_the_first_note_counts(books):
    first = alerts.acknowledge(books, KEYS[0], why="仓库盘点", by=LI, at=NOW)
    again = alerts.acknowledge(books, KEYS[0], why="别的", by=Actor(id="u2", role="owner"), at=NOW)

    assert again == first
    assert alerts.acknowledged(books) == {KEYS[0]: first}


@pytest.mark.parametrize("actor", [Actor(id="k", role="owner", kind="machine"), Actor(id="u", role="viewer")])
def test_programs_and_lower_roles_settle_nothing(books, actor):
    with pytest.raises(alerts.AcknowledgingTakesAPerson):
        alerts.acknowledge(books, KEYS[0], why="x", by=actor, at=NOW)


def test_a_note_needs_words(books):
    with pytest.raises(alerts.AlertKeyNotGiven):
        alerts.acknowledge(books, KEYS[0], why=" ", by=LI, at=NOW)
