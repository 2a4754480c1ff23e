"""Each kind a second time, plainly: unit by unit, in fractions, by trying everything."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.offers.shelf import basket, offer, priced, rules
from zhanggui.offers.engine.splitting import share, split, spread

prices = st.lists(st.integers(1, 60), min_size=1, max_size=7)


def off(unit_prices, *offers):
    bought = basket(*[(f"S{at}", 1, price) for at, price in enumerate(unit_prices)])
    return priced(bought, rules(*offers), explain=False).off_minor


@given(st.integers(0, 10**12), st.integers(0, 10000))
def test_a_share_is_rounded_half_up(amount, bps):
    exact = Decimal(amount) * Decimal(bps) / Decimal(10000)

    assert share(amount, bps) == int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**9), min_size=1, max_size=8))
def test_a_split_adds_up_and_no_part_is_a_whole_coin_off(total, weights):
    parts = split(total, weights)
    whole = sum(weights) or len(weights)
    exact = [Fraction(total * (weight if sum(weights) else 1), whole) for weight in weights]

    assert sum(parts) == total
    assert all(abs(part - wanted) < 1 for part, wanted in zip(parts, exact, strict=True))


@given(st.integers(0, 100), st.lists(st.tuples(st.integers(0, 9), st.integers(0, 30)), min_size=1, max_size=6))
def test_a_spread_fills_no_part_beyond_its_room_and_leaves_nothing_that_fits(total, parts):
    weights, rooms = [weight for weight, _ in parts], [room for _, room in parts]
    given_out = spread(total, weights, rooms)

    assert sum(given_out) == min(total, sum(rooms))
    assert all(0 <= part <= room for part, room in zip(given_out, rooms, strict=True))


@given(prices, st.integers(1, 2), st.integers(1, 2))
def test_buy_x_get_y_gives_what_the_best_grouping_gives(unit_prices, buy, get):
    @cache
    def most(left):
        best = 0
        for group in combinations(range(len(left)), buy + get):
            rest = tuple(price for at, price in enumerate(left) if at not in group)
            free = sum(sorted(left[at] for at in group)[:get])
            best = max(best, free + most(rest))
        return best

    units = tuple(sorted(unit_prices[:6]))
    assert off(units, offer("b", "buy_get", buy_units=buy, get_units=get)) == most(units)


@given(prices, st.integers(2, 3))
def test_nth_item_reduces_every_nth_of_the_units_in_order_of_price(unit_prices, nth):
    ordered = sorted(unit_prices, reverse=True)
    reduced = ordered[nth - 1 :: nth]

    assert off(unit_prices, offer("n", "nth_item", nth=nth, off_bps=5000)) == (sum(reduced) + 1) // 2


@given(prices, st.integers(1, 120))
def test_a_bundle_gives_what_the_best_choice_of_sets_gives(unit_prices, price):
    ordered = sorted(unit_prices, reverse=True)
    gains = [ordered[at] + ordered[at + 1] - price for at in range(0, len(ordered) - 1, 2)]
    best = max([0] + [sum(ordered[: 2 * sets]) - price * sets for sets in range(1, len(gains) + 1)])

    assert off(unit_prices, offer("b", "bundle", parts=[{"scope": {}, "units": 2}], price_minor=price)) == best


@given(st.integers(0, 5000), st.integers(1, 900), st.integers(1, 300), st.integers(1, 4))
def test_a_reduction_that_repeats_counts_as_a_loop_would(amount, threshold, reduced, most_times):
    left, total, times = amount, 0, 0
    while left >= threshold and times < most_times:
        left, total, times = left - threshold, total + reduced, times + 1
    steps = [{"threshold_minor": threshold, "off_minor": reduced}]
    each = offer("m", "full_reduction", steps=steps, repeats=True, most_times=most_times)

    assert off([amount], each) == min(total, amount)


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(1, 99)), min_size=1, max_size=4), st.integers(0, 6))
def test_a_quota_of_a_flash_price_goes_to_the_units_that_save_most(lines, quota):
    flash = offer(
        "f", "flash_sale", price_minor=20, when={"ends_at": "2027-01-01T00:00:00+08:00"}, limits={"units": quota or 1}
    )
    units = sorted((price - 20 for count, price in lines for _ in range(count) if price > 20), reverse=True)
    bought = basket(*[(f"S{at}", count, price) for at, (count, price) in enumerate(lines)])

    assert priced(bought, rules(flash)).off_minor == sum(units[: quota or 1])


@pytest.mark.parametrize("amount", [0, 1, 999, 10**12])
def test_nothing_off_leaves_the_list_price(amount):
    assert off([amount]) == 0
