"""Do the parts of a change add up, treat equals equally, and leave out who does nothing?"""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhanggui.stats.mix import volume_mix_rate
from zhanggui.stats.shapley import drivers, shapley
from zhanggui.stats.whole_parts import whole_parts

NUMBERS = st.integers(-1_000, 1_000)
GAMES = st.integers(1, 4).flatmap(lambda players: st.lists(NUMBERS, min_size=1 << players, max_size=1 << players))


def game(worth):
    """A game from its worth by subset, the subset written as bits."""
    return lambda members: float(worth[sum(1 << member for member in members)])


def by_orders(worth, players):
    """The definition by brute force: the mean over all orders of joining."""
    orders = list(permutations(range(players)))
    parts = [Fraction(0)] * players
    for order in orders:
        joined = 0
        for player in order:
            parts[player] += Fraction(worth[joined | 1 << player] - worth[joined], len(orders))
            joined |= 1 << player
    return [float(part) for part in parts]


def test_the_airport_game_of_the_textbook():
    # S. C. Littlechild and G. Owen (1973): each pays for the stretch of runway it needs, shared by all who need it.
    lengths = (1, 2, 4)

    parts = shapley(lambda members: float(max((lengths[at] for at in members), default=0)), 3)

    assert parts == pytest.approx((1 / 3, 1 / 3 + 1 / 2, 1 / 3 + 1 / 2 + 2))


@given(worth=GAMES)
def test_parts_are_the_mean_over_all_orders_and_add_up(worth):
    players = len(worth).bit_length() - 1

    parts = shapley(game(worth), players)

    assert parts == pytest.approx(by_orders(worth, players))
    assert math.fsum(parts) == pytest.approx(worth[-1] - worth[0])


@given(NUMBERS, NUMBERS, NUMBERS)
def test_who_does_nothing_gets_nothing_and_equals_get_the_same(alone, both, start):
    parts = shapley(lambda members: float((start, alone, both)[len(members & {0, 1})]), 3)

    assert parts[2] == 0
    assert parts[0] == pytest.approx(parts[1])


@given(st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=5))
def test_drivers_of_a_product_add_up_through_zeros_and_negatives(pairs):
    before, now = zip(*pairs, strict=True)

    parts = drivers(math.prod, before, now)

    largest = math.prod(max(abs(then), abs(after), 1) for then, after in pairs)
    assert math.fsum(parts) == pytest.approx(math.prod(now) - math.prod(before), abs=1e-12 * largest)


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=9), st.integers(-3, 3))
def test_rounded_parts_add_up_to_the_cent(parts, off):
    total = round(math.fsum(parts)) + off

    assert sum(whole_parts(parts, total)) == total


def test_rounding_moves_no_part_by_a_whole_unit():
    assert whole_parts([0.5, 0.5, -0.25, 10.25], 11) == (1, 0, 0, 10)
    assert whole_parts([], 0) == ()


@given(st.lists(st.tuples(*[st.integers(0, 50)] * 2, *[NUMBERS] * 2), min_size=1, max_size=6))
def test_volume_mix_and_rate_add_up_for_every_segment(segments):
    found = volume_mix_rate(*zip(*segments, strict=True))

    for effects, (_, _, before, now) in zip(found, segments, strict=True):
        assert effects.volume + effects.mix + effects.rate == pytest.approx(now - before, abs=1e-6)


def test_dearer_units_are_rate_and_a_new_segment_is_mix():
    dearer, new = volume_mix_rate([10, 0], [10, 5], [100, 0], [120, 50])

    assert (dearer.volume, dearer.mix, dearer.rate) == (50.0, -50.0, 20.0)
    assert (new.volume, new.mix, new.rate) == (0.0, 50.0, 0.0)
