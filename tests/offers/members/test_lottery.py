"""A lottery adds up, costs no more than its points, keeps below the cap, and draws by its key at the declared odds."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from pydantic import ValidationError

from tests.offers.lotteries import CUP, lottery, points, prize
from tests.offers.programmes import programme
from zhanggui.core.sentence import render
from zhanggui.core.words import LANGUAGES, Words
from zhanggui.offers.members.lottery import LAW_CAPS, drawn
from zhanggui.offers.members.lottery_checking import LOTTERY_FLAWS, check_lottery

KEY = bytes(range(32))


def flaws(said, promised=None):
    found = check_lottery(said, promised or programme())
    for each in found:
        assert all(render(each.said, LOTTERY_FLAWS, language) for language in LANGUAGES)
    return {each.said.code: each.severity for each in found}


@pytest.mark.parametrize(
    "change, said",
    [
        ({"odds_total": 999}, "sum to 1000, not to odds_total = 999"),
        ({"when_gone": "cup"}, "which is no prize without limit"),
        ({"when_gone": None}, "prize cup may run out"),
        ({"ends_at": "2020-01-01T00:00:00Z"}, "ends before it begins"),
        ({"starts_at": "2026-11-11T00:00:00"}, "timezone"),
        ({"prizes": []}, "at least 1 item"),
        ({"odds_total": 1000.5}, "odds_total"),
    ],
)
def test_a_lottery_that_does_not_add_up_is_refused_with_what_to_mend(change, said):
    with pytest.raises(ValidationError, match=said):
        lottery(prize("cup", 10, CUP, stock=3), **change)


def test_two_prizes_of_one_name_and_a_prize_that_is_never_drawn_are_refused():
    with pytest.raises(ValidationError, match="two prizes have one id"):
        lottery(points("a", 1, 5), points("a", 1, 5))
    with pytest.raises(ValidationError, match="prize a has no chance"):
        lottery(points("a", 0, 5))


def test_the_expected_cost_of_a_draw_is_compared_with_what_its_points_are_worth():
    # 100 points are worth ¥1.00. 30/1000 cups of ¥30 cost ¥0.90 a draw, 40/1000 would cost ¥1.20.
    fair = lottery(prize("cup", 30, CUP, stock=3), most_a_day=3)

    assert fair.expected_cost(programme().points.worth) == 90
    assert flaws(fair) == {}
    assert flaws(lottery(prize("cup", 40, CUP, stock=3), most_a_day=3)) == {"draw_costs_more": "error"}
    half = programme(points={"worth": {"points": 100, "worth_minor": 50}})
    assert flaws(fair, half) == {"draw_costs_more": "error"}
    assert flaws(lottery(points("p", 1000, 100), most_a_day=3)) == {}  # each draw gives back what it took
    assert flaws(lottery(points("p", 1000, 101), most_a_day=3)) == {"draw_costs_more": "error"}


def test_no_prize_is_worth_more_than_the_law_or_the_shop_allows():
    def one_in_a_million(value, **more):
        car = {"kind": "gift", "sku": "CAR", "value_minor": value}
        said = lottery(prize("car", 1, car, stock=1), out_of=1_000_000, most_a_day=1, **more)
        return flaws(said, programme(points={"worth": {"points": 1, "worth_minor": 100}}))

    assert LAW_CAPS["CNY"].most_minor == 5_000_000  # fifty thousand yuan
    assert one_in_a_million(5_000_000) == {}
    assert one_in_a_million(5_000_001) == {"prize_above_cap": "error"}
    own = {"most_minor": 100, "source": {"zh": "店规", "en": "house rule"}}
    assert one_in_a_million(101, own_cap=own) == {"prize_above_cap": "error"}
    assert one_in_a_million(5_000_001, own_cap={**own, "most_minor": 9_000_000}) == {"prize_above_cap": "error"}
    assert flaws(lottery(points("p", 1, 1), currency="EUR")) == {
        "other_currency": "error",
        "cap_unknown": "warning",
        "no_limit": "warning",
    }


def test_what_is_given_instead_costs_no_more_and_there_is_something_to_win():
    dear = lottery(
        prize("cup", 10, {**CUP, "value_minor": 10}, stock=1), points("p", 10, 99), when_gone="p", most_a_day=1
    )
    assert flaws(dear) == {"fallback_dearer": "error"}
    assert flaws(lottery(most_a_day=1)) == {"nothing_to_win": "error"}
    assert {each.said.code for each in check_lottery(lottery(points("p", 1, 5), most_a_day=1), None)} == {
        "worth_unknown"
    }


def test_a_draw_is_the_hmac_of_its_number_counted_through_the_chances():
    said = lottery(points("a", 300, 5), points("b", 200, 5))
    for number in range(50):
        text = f"lottery\nspring\nw{number}\n0".encode()
        share = int.from_bytes(hmac.new(KEY, text, hashlib.sha256).digest()[:8]) % 1000
        expected = "a" if share < 300 else "b" if share < 500 else "thanks"
        assert drawn(said, KEY, f"w{number}").id == expected
    again = [drawn(said, bytes(32), f"w{number}").id for number in range(50)]
    assert again != [drawn(said, KEY, f"w{number}").id for number in range(50)]


def test_numbers_beyond_the_last_whole_multiple_are_drawn_again(monkeypatch):
    """With totals that do not divide 2⁶⁴ the highest numbers would favour the first shares."""
    said = lottery(points("a", 1, 5), out_of=3)
    numbers = iter(
        [b"\xff" * 32, b"\x00" * 32]
    )  # 2⁶⁴ − 1 = 3 · 6148914691236517205 is beyond the last multiple below 2⁶⁴
    monkeypatch.setattr("zhanggui.offers.members.lottery.hmac.digest", lambda *_: next(numbers))

    assert drawn(said, KEY, "w1").id == "a"
    assert next(numbers, None) is None


def test_prizes_are_worth_what_is_declared_or_their_points():
    said = lottery(points("p", 1, 250), prize("cup", 1, CUP, stock=1))
    worth = programme().points.worth
    assert [each.value_minor(worth) for each in said.prizes] == [250, 3000, 0]
    assert said.prizes[0].value_minor(None) is None
    assert isinstance(said.title, Words)
