"""Are planted elasticities found again, with intervals that are as sure as they say?"""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.invented.cross_shops import cross_shop
from benchmarks.invented.hidden_prices import hidden_prices
from benchmarks.invented.price_shops import apart_by_channel, price_shop
from benchmarks.suites.elasticity import cross_pairs, held_in_channels, told_of


def test_what_was_planted_in_a_shop_is_found_and_what_was_not_is_not():
    """Every product with varied prices is told, none of the others."""
    shop = price_shop(7, 40_000)
    found, numbers = told_of(shop)
    telling = {number for each, number in zip(found, numbers, strict=True) if each.code == "identified"}

    assert telling == set(np.flatnonzero(shop.is_tested).tolist())


@pytest.mark.slow
def test_intervals_hold_the_truth_as_often_as_they_say():
    """Twelve shops of 8,000 units; the suite `elasticity` counts over 300."""
    held = []
    for seed in range(400, 412):
        shop = price_shop(seed, 8_000)
        found, numbers = told_of(shop)
        for each, number in zip(found, numbers, strict=True):
            if each.code == "identified":
                held.append(abs(each.mean - shop.elasticity[number]) <= 1.645 * each.deviation)

    assert 0.84 <= np.mean(held) <= 0.98


@pytest.mark.slow
def test_elasticities_of_channels_are_found_where_channels_differ():
    """Six shops of 40,000 units whose channels lie half apart; the suite `elasticity` counts over more."""
    product, channel = [], []
    for seed in range(420, 426):
        shop, truth = apart_by_channel(price_shop(seed, 40_000), seed, 0.5, 0.2)
        of_product, of_channel = held_in_channels(shop, truth)
        product += of_product
        channel += of_channel

    assert 0.82 <= np.mean(product) <= 0.96
    assert 0.85 <= np.mean(channel) <= 0.97


@pytest.mark.slow
def test_prices_read_from_what_was_paid_tell_fewer_products_as_honestly():
    """Three large shops without a history; the suite `elasticity` counts over more, and over smaller ones."""
    held, kept = [], 0
    for seed in range(430, 433):
        shop = price_shop(seed, 800_000)
        kept += sum(each.code == "identified" for each in told_of(shop)[0])
        for each, number in zip(*told_of(hidden_prices(shop)), strict=True):
            if each.code == "identified":
                held.append(abs(each.mean - shop.elasticity[number]) <= 1.645 * each.deviation)

    assert 0.8 <= np.mean(held) <= 0.98
    assert kept / 2 < len(held) < kept


@pytest.mark.slow
def test_cross_effects_are_found_and_few_are_false():
    """Eight shops with effects in three of ten pairs, eight without any; the suite `elasticity` counts over thirty."""
    held, false, told = [], [], 0
    for seed in range(500, 508):
        pairs = cross_pairs(cross_shop(seed, a_week=30, effect=0.6))
        held += [abs(pair.mean - truth) <= 1.645 * pair.deviation for pair, truth in pairs if pair.mean is not None]
        signs = [truth * pair.mean for pair, truth in pairs if pair.code == "told"]
        false.append(sum(each <= 0 for each in signs) / max(len(signs), 1))
        none = cross_pairs(cross_shop(seed, a_week=30, effect=0))
        told += sum(pair.code == "told" for pair, _ in none)

    assert 0.84 <= np.mean(held) <= 0.95
    assert np.mean(false) <= 0.1
    assert told <= 1
