"""Nobody is contacted twice about one thing, nor more often than the caps allow, whoever runs how often."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from zhanggui.books.checkout.forgetting import forget_customers
from zhanggui.books.contacts import Caps, Contact, claim, entries, room
from zhanggui.books.database import open_books

DAY = date(2026, 3, 1)
AT = datetime(2026, 3, 1, 2, tzinfo=UTC)
CAPS = Caps(day=1, week=2, month=3)


def contact(customer="p1", occasion="first", *, programme="welcome", day=0, arm="thanks", decision="d1"):
    return Contact(
        customer=customer,
        programme=programme,
        occasion=occasion,
        decision=decision,
        arm=arm,
        treated_share=0.8,
        channel="sms",
        day=DAY + timedelta(days=day),
        cost_minor=6,
        at=AT,
    )


def claimed(books, *wanted, caps=CAPS):
    with books.begin() as connection:
        return claim(connection, wanted, caps)


def everything(books):
    with books.reading() as connection:
        return entries(connection)


def test_an_occasion_is_claimed_once_whoever_asks_again(books):
    assert claimed(books, contact()) == (contact(),)
    assert claimed(books, contact(day=20, decision="d2")) == ()
    assert claimed(books, contact()) == (contact(),), "the same decision asks again and gets what it holds"
    assert everything(books) == (contact(),)


def test_caps_hold_over_all_programmes_and_in_any_order_of_days(books):
    claimed(books, contact(programme="a", day=6), contact(programme="b", day=0))

    assert claimed(books, contact(programme="c", day=0, decision="d2")) == (), "one a day"
    assert claimed(books, contact(programme="c", day=3, decision="d2")) == (), "two in seven days, earlier and later"
    assert len(claimed(books, contact(programme="c", day=13, decision="d2"))) == 1
    assert claimed(books, contact(programme="d", day=29, decision="d3")) == (), "three in thirty days"
    assert len(claimed(books, contact(programme="d", day=43, decision="d3"))) == 1


def test_a_holdout_takes_a_place_under_the_caps_and_one_left_for_later_does_not(books):
    claimed(books, contact(programme="a", arm="holdout"), contact(programme="b", arm="later"))

    assert [(each.programme, each.is_message) for each in everything(books)] == [("a", False), ("b", False)]
    assert claimed(books, contact(programme="c", decision="d2")) == ()


def test_an_erased_person_is_found_under_no_entry(books):
    claimed(books, contact("p1"), contact("p2"))
    with books.begin() as connection:
        assert forget_customers(connection, {"p1"}) == 1

    left = {each.customer for each in everything(books)}
    assert "p2" in left
    assert "p1" not in left
    assert len(left) == 2


def most_within(days, span):
    return max((sum(0 <= (other - day).days < span for other in days) for day in days), default=0)


def occasion_of(entry):
    return entry.customer, entry.programme, entry.occasion


WANTED = st.builds(
    contact,
    st.sampled_from(["p1", "p2"]),
    st.sampled_from(["x", "y"]),
    programme=st.sampled_from(["a", "b", "c"]),
    day=st.integers(0, 40),
    arm=st.sampled_from(["m", "holdout", "later"]),
    decision=st.sampled_from(["d1", "d2"]),
)


class Claims(RuleBasedStateMachine):
    """Any claims in any order, each perhaps repeated after a crash: the promises hold after every step."""

    def __init__(self):
        super().__init__()
        self.books = open_books("sqlite://")

    @rule(wanted=WANTED, crash=st.booleans())
    def claims(self, wanted, crash):
        before = everything(self.books)
        if crash:
            with pytest.raises(ZeroDivisionError):
                self.is_killed_while_claiming(wanted)
            assert everything(self.books) == before
        got = claimed(self.books, wanted)
        mine = [each.day for each in before if each.customer == wanted.customer and each.arm != "later"]
        is_free = occasion_of(wanted) not in {occasion_of(each) for each in before}
        has_room = wanted.arm == "later" or room(mine, wanted.day, CAPS)
        assert (wanted in got and wanted not in before) == (is_free and has_room)

    def is_killed_while_claiming(self, wanted):
        with self.books.begin() as connection:
            claim(connection, [wanted], CAPS)
            raise ZeroDivisionError

    @invariant()
    def nobody_is_over_a_cap(self):
        for who in ("p1", "p2"):
            days = [each.day for each in everything(self.books) if each.customer == who and each.arm != "later"]
            assert all(most_within(days, span) <= most for span, most in CAPS.spans)

    def teardown(self):
        self.books.close()


Claims.TestCase.settings = settings(max_examples=15, stateful_step_count=15, deadline=None)
TestAnyClaims = pytest.mark.slow(Claims.TestCase)


def _race(file, worker):
    books = open_books(file)
    people = [f"p{number}" for number in range(20)]
    for day in range(6):
        wanted = [contact(who, f"o{day}", programme=f"q{worker}", day=day, decision=f"d{worker}") for who in people]
        wanted += [contact(who, f"same{day}", day=day, decision=f"d{worker}") for who in people]
        with books.begin() as connection:
            claim(connection, wanted, CAPS)
    books.close()


@pytest.mark.slow
def test_workers_side_by_side_keep_the_caps(tmp_path):
    file = tmp_path / "books.sqlite"
    open_books(file).close()
    started = [multiprocessing.get_context("spawn").Process(target=_race, args=(file, number)) for number in range(3)]
    for process in started:
        process.start()
    for process in started:
        process.join()

    books = open_books(file)
    found = everything(books)
    books.close()
    assert [process.exitcode for process in started] == [0] * 3
    per_person = Counter(each.customer for each in found)
    assert per_person == dict.fromkeys(per_person, 2), "two in seven days, used to the full"
    assert max(Counter((each.customer, each.day) for each in found).values()) == 1
