"""Which prices end as the shop's do?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhanggui.offers.prices.endings import Ending, EndingNotUnderstood


@pytest.mark.parametrize(
    "text, currency, step, rest",
    [
        (".9", "CNY", 100, 90),
        (".99", "CNY", 100, 99),
        ("8", "CNY", 1_000, 800),
        ("88", "CNY", 10_000, 8_800),
        ("9.9", "CNY", 1_000, 990),
        ("8", "JPY", 10, 8),
        (".995", "KWD", 1_000, 995),
    ],
)
def test_an_ending_is_read_as_it_is_written(text, currency, step, rest):
    assert Ending.read(text, currency) == Ending(step=step, rest=rest)


@pytest.mark.parametrize("text, currency", [("", "CNY"), (".", "CNY"), ("x", "CNY"), (".9", "JPY"), (".999", "CNY")])
def test_what_is_no_ending_is_refused(text, currency):
    with pytest.raises(EndingNotUnderstood):
        Ending.read(text, currency)


@pytest.mark.parametrize("text", [None, "", "  ", "none", " None ", "无"])
def test_no_ending_can_be_asked_for(text):
    assert Ending.asked(text, "CNY") is None


def test_an_ending_that_is_asked_for_is_read_or_refused():
    assert Ending.asked(" .9 ", "CNY") == Ending.read(".9", "CNY")
    with pytest.raises(EndingNotUnderstood, match="no ending"):
        Ending.asked("nothing", "CNY")


@given(st.integers(0, 10**8), st.sampled_from([(100, 90), (1_000, 800), (10_000, 8_800), (10, 8)]))
def test_the_neighbours_end_so_and_are_the_nearest(price, ending):
    step, rest = ending
    below, above = Ending(step, rest).below(price), Ending(step, rest).above(price)

    assert below <= price <= above
    assert below % step == above % step == rest
    assert above - below in {0, step}


def test_the_nearest_lies_within_bounds_or_there_is_none():
    ending = Ending.read("9.9", "CNY")

    assert ending.nearest(5_490, low=0, high=10_000) == 5_990
    assert ending.nearest(5_480, low=0, high=10_000) == 4_990
    assert ending.nearest(5_480, low=5_000, high=5_900) is None
