"""A draw takes points, gives a prize at the declared odds, and never more of a prize than there is."""

from __future__ import annotations

import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given as such
from hypothesis import settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from tests.checkout.conftest import KEY
from tests.checkout.selling import buy, given, join, points_of, put_up, standing, tier_of, undo
from tests.kept import new_books
from tests.offers.lotteries import CUP, lottery, points, prize
from tests.offers.programmes import programme
from tests.offers.shelf import NOON
from zhanggui.books.checkout.forgetting import forget_customers
from zhanggui.books.checkout.lotteries import prizes_left, prizes_owed
from zhanggui.books.checkout.outbox import claim_batch
from zhanggui.books.checkout.requests import RequestKeyReused
from zhanggui.books.database import open_books
from zhanggui.books.lottery_schema import LOTTERY_DRAWS
from zhanggui.books.points_schema import POINTS_ACCOUNTS
from zhanggui.books.schema import VAULT_PEOPLE
from zhanggui.checkout.members.asked import DrawRequest, HandOverRequest, UndoDrawRequest
from zhanggui.checkout.members.drawing import (
    CannotUndoDraw,
    LotteryNotOpen,
    NoDrawsLeft,
    NoDrawsLeftToday,
    NoSuchDraw,
    NothingToHandOver,
    TooLateToUndo,
    draw,
    draw_name,
    hand_over,
    undo_draw,
)
from zhanggui.checkout.members.lotteries import (
    LotteryClosedBefore,
    LotteryDeclared,
    LotteryNotSound,
    NoSuchLottery,
    close_lottery,
    lottery_view,
    publish_lottery,
)
from zhanggui.checkout.members.programmes import NoProgramme
from zhanggui.checkout.members.reading import MemberUnknown
from zhanggui.checkout.till import Till
from zhanggui.checkout.told import tables_of
from zhanggui.offers.members.lots import NotEnoughPoints
from zhanggui.offers.members.lottery import drawn

_NUMBERS = count(1)
DAY = timedelta(days=1)
RICH = {
    "worth": {"points": 1, "worth_minor": 100},
    "paid_per_point_minor": 100_000,
}  # a draw of 100 points may cost ¥100
ALWAYS = (prize("cup", 1000, CUP, stock=1),)


def put_on(till, *prizes, at=NOON, **said):
    publish_lottery(till.books, lottery(*prizes, **said), by="owner", at=at)


def play(till, customer="p1", *, key=None, at=NOON, name="spring", integration="shop"):
    asked = DrawRequest(key=key or f"drawing-{next(_NUMBERS)}", lottery=name, customer=customer)
    return draw(till, asked, integration=integration, at=at)


def take_back(till, number, *, key=None, at=NOON, of="shop"):
    asked = UndoDrawRequest(key=key or f"undoing-{next(_NUMBERS)}", draw=number, why="sent twice")
    return undo_draw(till, asked, integration="shop", of=of, by="owner", at=at)


def give_out(till, number, *, key=None, of="shop", at=NOON):
    asked = HandOverRequest(key=key or f"handing-{next(_NUMBERS)}", draw=number)
    return hand_over(till, asked, integration="shop", of=of, at=at)


def left(till):
    with till.books.reading() as connection:
        return dict(prizes_left(connection, "spring"))


@pytest.fixture
def hall(till):
    """A till with members p1 of 300 points and p2 of 250."""
    join(till, programme(points=RICH))
    given(till, 300)
    given(till, 250, customer="p2")
    return till


def test_a_gift_is_drawn_paid_in_points_owed_and_handed_over(hall):
    put_on(hall, *ALWAYS)
    before = standing(hall)

    won, is_repeated = play(hall)

    assert (won.drawn, won.prize, won.sku, won.units, won.state, won.balance) == ("cup", "cup", "CUP", 1, "owed", 200)
    assert not is_repeated
    assert (won.points_paid, won.points_won, won.title) == (100, 0, {"zh": "奖cup", "en": "prize cup"})
    with hall.books.reading() as connection:
        assert prizes_owed(connection) == (1, 3000)
    now = standing(hall)
    assert now["points_liability"] - before["points_liability"] == 100
    assert now["points_redeemed"] == -100
    give_out(hall, won.draw)
    assert standing(hall)["prizes_handed_over"] == -3000
    assert "prizes_owed" not in standing(hall)
    with hall.books.reading() as connection:
        assert prizes_owed(connection) == (0, 0)
    with pytest.raises(NothingToHandOver, match="handed over"):
        give_out(hall, won.draw)
    with pytest.raises(CannotUndoDraw):
        take_back(hall, won.draw)


def test_points_that_are_won_are_a_lot_of_their_own_and_no_deed_for_a_tier(till):
    join(till, programme(0, 150, 5000, measure="points"))
    given(till, 200)
    put_on(till, points("double", 1000, 100))

    won, _ = play(till)

    assert (won.points_won, won.balance, won.state) == (100, 200, "settled")
    assert tier_of(till, "p1") == "t1"


def test_the_same_request_draws_once_and_another_integration_has_keys_of_its_own(hall):
    put_on(hall, points("five", 500, 5))
    first = play(hall, key="drawing-x")
    again = play(hall, key="drawing-x")
    other = play(hall, key="drawing-x", integration="other")

    assert (first[1], again[1], other[1]) == (False, True, False)
    assert first[0] == again[0]
    assert other[0].draw != first[0].draw
    with pytest.raises(RequestKeyReused):
        play(hall, "p2", key="drawing-x")
    assert first[0].drawn == drawn(lottery(points("five", 500, 5)), KEY, first[0].draw).id


def test_a_prize_that_is_gone_gives_what_was_declared_and_the_odds_stay(hall):
    put_on(hall, *ALWAYS)

    found = [play(hall)[0] for _ in range(3)]

    assert [(each.drawn, each.prize) for each in found] == [("cup", "cup"), ("cup", "thanks"), ("cup", "thanks")]
    assert left(hall) == {"cup": 0}
    with hall.books.reading() as connection:
        shown = lottery_view(connection, "spring", NOON)
    assert [(each.prize, each.chance, each.stock, each.left) for each in shown.prizes] == [
        ("cup", 1000, 1, 0),
        ("thanks", 0, None, None),
    ]


def test_too_few_points_a_debt_and_nobody_draw_nothing_and_leave_nothing(hall):
    put_on(hall, *ALWAYS)
    put_up(hall)
    for _ in range(3):
        play(hall)
    with pytest.raises(NotEnoughPoints, match="0 points, not 100"):
        play(hall, key="too-few-points")
    receipt = buy(hall, ("A", 1, 5_000_000), customer="p3")
    given(hall, -50, customer="p3")
    undo(hall, receipt)
    assert points_of(hall, "p3") == -50
    with pytest.raises(NotEnoughPoints, match="0 points, not 100"):
        play(hall, "p3")
    with pytest.raises(MemberUnknown):
        play(hall, "p9")
    with hall.books.reading() as connection:
        assert connection.execute(select(func.count()).select_from(LOTTERY_DRAWS)).scalar_one() == 3
        assert "p9" not in connection.execute(select(POINTS_ACCOUNTS.c.customer)).scalars().all()
    given(hall, 100)
    assert play(hall, key="too-few-points")[0].balance == 0  # a refusal kept no key


def test_who_was_erased_draws_nothing_under_either_name(hall):
    put_on(hall, *ALWAYS)
    won, _ = play(hall)
    with hall.books.begin() as connection:
        assert forget_customers(connection, ["p1"]) == 1
        fresh = connection.execute(select(LOTTERY_DRAWS.c.customer)).scalar_one()
        connection.execute(VAULT_PEOPLE.insert().values(pseudonym="p2", wrapped_key=None, erased_at=NOON))
    assert fresh != "p1"

    for name in ("p1", fresh, "p2"):
        with pytest.raises(MemberUnknown):
            play(hall, name)
    give_out(hall, won.draw)  # what was won before is still owed, and handed over


def test_draws_are_limited_by_member_and_by_the_day_of_the_shop(hall):
    put_on(hall, points("five", 10, 5), most_per_member=3, most_a_day=2)
    given(hall, 100)
    evening = NOON + timedelta(hours=11, minutes=59)  # one minute before midnight in Shanghai is 15:59 UTC
    for at in (NOON, evening):
        play(hall, at=at)
    with pytest.raises(NoDrawsLeftToday, match="2 times a day"):
        play(hall, at=evening)
    play(hall, at=evening + timedelta(minutes=1))
    with pytest.raises(NoDrawsLeft, match="3 times"):
        play(hall, at=NOON + 3 * DAY)
    assert play(hall, "p2")[0].balance >= 150


def test_draws_are_taken_within_the_window_until_the_lottery_is_closed(hall):
    put_on(hall, *ALWAYS)
    for late in (NOON - 2 * DAY, NOON + 7 * DAY):
        with pytest.raises(LotteryNotOpen):
            play(hall, at=late)
    close_lottery(hall.books, "spring", by="owner", at=NOON)
    with pytest.raises(LotteryNotOpen):
        play(hall)
    with pytest.raises(LotteryClosedBefore):
        close_lottery(hall.books, "spring", by="owner", at=NOON)
    for unknown in (lambda: play(hall, name="none"), lambda: close_lottery(hall.books, "none", by="o", at=NOON)):
        with pytest.raises(NoSuchLottery):
            unknown()


def test_what_was_declared_is_never_declared_otherwise(hall):
    put_on(hall, *ALWAYS)
    put_on(hall, *ALWAYS)
    with pytest.raises(LotteryDeclared):
        put_on(hall, prize("cup", 999, CUP, stock=1))
    with pytest.raises(LotteryNotSound, match=r"1 error \(draw_costs_more\)"):
        put_on(hall, prize("pot", 1000, {**CUP, "value_minor": 30_000}, stock=1), id="dear")


def test_nothing_is_drawn_without_a_programme(till):
    put_on(till, *ALWAYS)
    with pytest.raises(NoProgramme):
        play(till)


def test_an_undone_draw_leaves_every_balance_as_it_was_and_still_counts(hall):
    put_on(hall, prize("cup", 500, CUP, stock=9), points("more", 500, 50), undo_hours=24, most_per_member=2)
    put_on(hall, *ALWAYS, id="for-good")
    before = standing(hall)
    found = [play(hall)[0] for _ in range(2)]
    for each in found:
        ended, _ = take_back(hall, each.draw, at=NOON + timedelta(hours=23))
        assert (ended.points_returned, ended.points_reversed) == (100, each.points_won)

    assert standing(hall) == before
    assert (points_of(hall, "p1", at=NOON + DAY), left(hall)) == (300, {"cup": 9})
    with pytest.raises(NoDrawsLeft):
        play(hall)
    with pytest.raises(CannotUndoDraw, match="undone"):
        take_back(hall, found[0].draw)
    lasting, _ = play(hall, name="for-good")
    with pytest.raises(TooLateToUndo, match="within 0 hours"):
        take_back(hall, lasting.draw)
    for stranger in ({"of": "other"}, {"of": None}):
        with pytest.raises(NoSuchDraw if stranger["of"] else CannotUndoDraw):
            take_back(hall, found[0].draw, **stranger)


def test_points_that_were_won_and_spent_are_owed_once_the_draw_is_undone(till):
    join(till, programme(points={"below_zero": "debt"}))
    given(till, 100)
    put_on(till, points("back", 1000, 100), undo_hours=1)
    won, _ = play(till)
    given(till, -100)

    take_back(till, won.draw)

    assert points_of(till, "p1") == 0  # 100 came back, the 100 that were won and spent are owed out of them


def test_the_warehouse_hears_what_points_paid_and_won(till):
    join(till, programme())
    given(till, 100)
    put_on(till, points("five", 1000, 5))
    won, _ = play(till)

    with till.books.begin() as connection:
        rows = tables_of(connection, claim_batch(connection))["points_entries"]

    told = [(row["kind_of_entry"], row["reason"], row["points"], row["campaign"], row["currency"]) for row in rows]
    assert told[1:] == [("redeem", "activity", -100, "spring", "CNY"), ("earn", "activity", 5, "spring", None)]
    assert rows[1]["value_minor"] == 100
    assert won.balance == 5


def test_keyed_draws_hold_the_declared_odds(till):
    """Recovery: 20,000 numbers of draws as requests make them; each share within four standard errors."""
    said = lottery(points("a", 10, 5), points("b", 140, 5), points("c", 350, 5))
    numbers = (
        draw_name(till.key, "shop", DrawRequest(key=f"request-{n}", lottery="spring", customer="p1"))
        for n in range(20_000)
    )
    found = Counter(drawn(said, till.key, number).id for number in numbers)

    for each in said.prizes:
        share = each.chance / 1000
        assert abs(found[each.id] - 20_000 * share) < 4 * (20_000 * share * (1 - share)) ** 0.5


@pytest.mark.slow
def test_of_sixty_four_members_who_draw_at_once_exactly_one_gets_the_only_prize(till):
    join(till, programme(points=RICH))
    put_on(till, *ALWAYS)
    members = [f"p{number}" for number in range(64)]
    for member in members:
        given(till, 100, customer=member)

    with ThreadPoolExecutor(64) as pool:
        found = list(pool.map(lambda member: play(till, member)[0], members))

    assert Counter(each.prize for each in found) == {"cup": 1, "thanks": 63}
    assert (left(till), sum(points_of(till, member) for member in members)) == ({"cup": 0}, 0)
    assert standing(till)["prizes_owed"] in {-1, -3000}


@pytest.mark.slow
def test_one_member_who_draws_sixty_four_times_at_once_pays_for_what_they_can(till):
    join(till, programme(points=RICH))
    put_on(till, *ALWAYS, most_a_day=2)
    given(till, 1000)

    def attempt(number):
        try:
            return play(till, key=f"at-once-{number % 32}")[0].draw
        except NoDrawsLeftToday:
            return None

    with ThreadPoolExecutor(64) as pool:
        found = {each for each in pool.map(attempt, range(64)) if each}

    assert len(found) == 2
    assert points_of(till, "p1") == 800


steps = st.one_of(
    st.tuples(st.just("draw"), st.sampled_from(["p1", "p2"])),
    st.tuples(st.just("undo"), st.integers(0, 9)),
    st.tuples(st.just("out"), st.integers(0, 9)),
    st.tuples(st.just("earn"), st.integers(1, 200)),
)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@such(st.lists(steps, min_size=3, max_size=20), st.integers(1, 3), st.sampled_from(["debt", "write_off"]))
def test_whatever_happens_points_prizes_and_postings_add_up(story, stock, policy):
    with tempfile.TemporaryDirectory() as folder:
        till = Till(open_books(new_books(Path(folder) / "books.sqlite")), KEY)
        join(till, programme(points={**RICH, "below_zero": policy}))
        put_on(till, prize("cup", 400, CUP, stock=stock), points("some", 300, 70, stock=2), undo_hours=1)
        given(till, 150)
        given(till, 350, customer="p2")
        numbers = []
        for what, which in story:
            _step(till, what, which, numbers)
            _adds_up(till, stock)
        till.books.close()


def _step(till, what, which, numbers):
    try:
        if what == "draw":
            numbers.append(play(till, which)[0].draw)
        elif what == "earn":
            given(till, which)
        elif numbers:
            number = numbers[which % len(numbers)]
            take_back(till, number) if what == "undo" else give_out(till, number)
    except (NotEnoughPoints, CannotUndoDraw, NothingToHandOver):
        pass


def _adds_up(till, stock):
    now = standing(till)  # every entry sums to zero in each unit
    balances = sum(points_of(till, member) for member in ("p1", "p2"))
    assert balances == -now.get("points_liability", 0)
    with till.books.reading() as connection:
        rows = connection.execute(select(LOTTERY_DRAWS)).all()
        owed, value = prizes_owed(connection)
    live = Counter(row.prize for row in rows if row.state != "undone")
    assert left(till) == {"cup": stock - live["cup"], "some": 2 - live["some"]}
    assert min(left(till).values()) >= 0
    assert value == 3000 * owed
    assert -now.get("points_redeemed", 0) == 100 * sum(live.values())
