"""Are products, channels and what is left told apart? Beside one large matrix, and planted truths."""

from __future__ import annotations

import numpy as np
import pytest

from zhanggui.stats.demand.channels import SPREADS, apart
from zhanggui.stats.demand.pooling import USUAL_SPREAD

FLAT = 1e5


def drawn(seed, *, products=8, channels=3, between=0.4, within=0.2, missing=0.2):
    """Elasticities by series with their truth; some series tell nothing."""
    chance = np.random.default_rng(seed)
    product, channel = np.repeat(np.arange(products), channels), np.tile(np.arange(channels), products)
    truth = chance.normal(-2, 0.5, products)[product] + chance.normal(0, between, channels)[channel]
    truth += chance.normal(0, within, len(product))
    error = chance.uniform(0.2, 0.8, len(product))
    estimate = chance.normal(truth, error)
    silent = chance.random(len(product)) < missing
    weight = chance.gamma(1, 1, len(product)) * np.array([5.0, 2.0, 1.0, 0.5, 0.2])[channel]
    return (
        np.where(silent, np.nan, estimate),
        np.where(silent, np.nan, error),
        product,
        channel,
        weight,
        truth,
    )


def total_weights(product, weight):
    """(product, series): the share of each series in its product."""
    by = (product[None, :] == np.arange(product.max() + 1)[:, None]) * weight
    return by / by.sum(axis=1, keepdims=True)


def in_one_matrix(estimate, error, product, channel, weight):
    """The same beliefs from the joint normal of (θ, γ, ν) with a prior of θ that is as good as flat."""
    products, channels, many = product.max() + 1, channel.max() + 1, len(product)
    told = np.isfinite(error)
    links = np.hstack(
        [
            (product[:, None] == np.arange(products)),
            (channel[:, None] == np.arange(channels)),
            np.eye(many, dtype=bool),
        ]
    ).astype(float)
    of_total = total_weights(product, weight) @ links
    shares = np.bincount(channel, weight) / weight.sum()
    of_channel = np.hstack([np.zeros((channels, products)), np.eye(channels) - shares, np.zeros((channels, many))])
    wanted = np.vstack([of_total, links - of_total[product], of_channel])
    found, likely = [], []
    for sigma in SPREADS:
        for tau in SPREADS:
            prior = np.diag(np.r_[np.full(products, FLAT), np.full(channels, sigma**2), np.full(many, tau**2)])
            seen = links[told]
            cover = seen @ prior @ seen.T + np.diag(error[told] ** 2)
            gain = prior @ seen.T @ np.linalg.inv(cover)
            mean, spread = gain @ estimate[told], prior - gain @ seen @ prior
            found.append((wanted @ mean, np.diag(wanted @ spread @ wanted.T)))
            fit = -0.5 * (np.linalg.slogdet(cover)[1] + estimate[told] @ np.linalg.solve(cover, estimate[told]))
            likely.append(fit - (sigma**2 + tau**2) / 2 / USUAL_SPREAD**2)
    chance = np.exp(np.array(likely) - max(likely))
    chance /= chance.sum()
    means, variances = (np.array([each[at] for each in found]) for at in (0, 1))
    mean = chance @ means
    deviation = np.sqrt(chance @ (variances + means**2) - mean**2)
    alike = found[0]
    return mean, deviation, alike, products, many


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_one_large_matrix_tells_the_same(seed):
    *seen, _ = drawn(seed)
    found = apart(*seen)
    mean, deviation, alike, products, many = in_one_matrix(*seen)
    known = np.bincount(seen[2], np.isfinite(seen[1]), minlength=products) > 0
    series = known[seen[2]]

    assert found.shift[known] == pytest.approx((mean - alike[0])[:products][known], abs=2e-3)
    widened = np.maximum(deviation**2 - alike[1], 0)[:products]
    assert found.widening[known] == pytest.approx(widened[known], abs=2e-3)
    assert found.aside[series] == pytest.approx(mean[products : products + many][series], abs=2e-3)
    assert found.aside_deviation[series] == pytest.approx(deviation[products : products + many][series], abs=2e-3)
    assert found.channel == pytest.approx(mean[products + many :], abs=2e-3)
    assert found.channel_deviation == pytest.approx(deviation[products + many :], abs=2e-3)


def test_what_is_believed_of_products_and_channels_holds_the_truth_as_often_as_it_says():
    """Five channels of forty products over thirty shops; taking channels for alike holds far less.

    How far a channel lies aside is drawn to nothing where spreads are small beside errors, so its own bounds hold a
    little less than nine in ten; together with those of the product they hold it (tests/recovery).
    """
    held, alike, channels = [], [], []
    for seed in range(30):
        estimate, error, product, channel, weight, truth = drawn(seed, products=40, channels=5)
        found = apart(estimate, error, product, channel, weight)
        sure = np.nan_to_num(1 / error**2)
        known = np.bincount(product, sure) > 0
        safe = np.where(known, np.bincount(product, sure), 1)
        plain = np.bincount(product, sure * np.nan_to_num(estimate)) / safe
        true = total_weights(product, weight) @ truth
        held += (np.abs(plain + found.shift - true) <= 1.645 * np.sqrt(1 / safe + found.widening))[known].tolist()
        alike += (np.abs(plain - true) <= 1.645 * np.sqrt(1 / safe))[known].tolist()
        aside = truth - true[product]
        channels += (np.abs(found.aside - aside) <= 1.645 * found.aside_deviation)[known[product]].tolist()

    assert 0.86 <= np.mean(held) <= 0.94
    assert 0.8 <= np.mean(channels) <= 0.95
    assert np.mean(alike) < 0.8


def test_one_channel_says_nothing_of_channels():
    estimate, error = np.array([-1.0, -2.0]), np.array([0.2, 0.3])
    found = apart(estimate, error, np.arange(2), np.zeros(2, np.int64), np.ones(2))

    assert np.concatenate([found.shift, found.widening, found.aside]) == pytest.approx(np.zeros(6), abs=1e-12)
    assert np.isnan(found.channel).all()


def test_a_channel_in_which_nothing_is_told_makes_the_whole_less_sure():
    """Nine tenths of the sales are in a channel whose prices never moved."""
    estimate, error, product, channel, _, _ = drawn(5, products=30, channels=2, between=0.8, missing=0)
    weight = np.tile([1.0, 9.0], 30)
    seen = apart(estimate, error, product, channel, weight)
    error[product == 0] = [error[0], np.nan]
    unseen = apart(estimate, error, product, channel, weight)

    assert unseen.widening[0] > seen.widening[0] + 0.01
