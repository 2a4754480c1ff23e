"""What does a contact with a coupon truly bring in a tea shop whose kinds of customers answer to it differently?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from zhanggui.stats.uplift.trial import Trial
from zhanggui.worlds.tea_shop.generate import START, products_of
from zhanggui.worlds.tea_shop.nature.days import number_of
from zhanggui.worlds.tea_shop.nature.demand import demand, group_segments
from zhanggui.worlds.tea_shop.nature.people import born, expected_purchases, extra_purchases, newcomers, purchases
from zhanggui.worlds.tea_shop.ordinary import ordinary_truth

if TYPE_CHECKING:
    from zhanggui.stats.season import Floats
    from zhanggui.worlds.tea_shop.nature.people import People, Purchases
    from zhanggui.worlds.tea_shop.truth import Truth

KNOWN_DAYS = 600
LEFT_MINOR, SHAPE = 4_500.0, 3.0  # what a purchase leaves before coupons: its mean, and the shape of a gamma
CONTACT_MINOR = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """An experiment in contribution profit, and each customer's true effect, before the contact's own cost."""

    trial: Trial
    effects: Floats


def contact(newcomers_per_day: float, coupon_minor: int, *, seed: int) -> Contact:
    """Everybody who ever bought is drawn: half get a coupon, and what they do in the days of response counts.

    effect = usual · (u − 1) · left − coupon · used · P(any), P(any) = 1 − exp(−usual · u), as purchases are Poisson.
    Known of each: days since the first and the last purchase, purchase days, their spread, and how often with a coupon.
    """
    end = START + timedelta(days=KNOWN_DAYS)
    truth = ordinary_truth(
        seed=seed, start=START, end=end + timedelta(days=60), newcomers_per_day=newcomers_per_day, range_="small"
    )
    first, now = number_of(START), number_of(end)
    expected = demand(truth, products_of(truth), np.arange(first, now + truth.response_days))
    chance = np.random.default_rng(seed)
    everybody = born(truth, newcomers(expected, slice(0, KNOWN_DAYS), chance), 0, chance)
    past = purchases(truth, everybody, expected, (first, now), chance)
    period = (now, now + truth.response_days)
    segment = group_segments(truth)[everybody.group]
    factor = np.array([truth.uplift(part, coupon_minor) for part in truth.segments])[segment]
    usual = expected_purchases(truth, everybody, expected, period)
    some = 1 - np.exp(-usual * factor)
    arm = chance.permutation(len(everybody)) % 2
    bought = purchases(truth, everybody, expected, period, chance)
    more = extra_purchases(truth, everybody, factor, expected, period, chance=chance)
    left = _left(bought, len(everybody), chance) + arm * _left(more, len(everybody), chance)
    counts = _counts(bought, len(everybody)) + arm * _counts(more, len(everybody))
    used = (counts > 0) & (chance.random(len(everybody)) < truth.coupon_redemption) & (arm == 1)
    return Contact(
        trial=Trial.of(
            _known(truth, everybody, past, now, chance),
            arm.astype(np.int64),
            left - coupon_minor * used,
            np.ones(2) / 2,
        ),
        effects=usual * (factor - 1) * LEFT_MINOR - coupon_minor * truth.coupon_redemption * some,
    )


def _known(truth: Truth, people: People, past: Purchases, now: int, chance: np.random.Generator) -> Floats:
    days = np.unique(np.stack([past.customer, past.day]), axis=1)
    first, last = np.full(len(people), now), np.zeros(len(people), dtype=np.int64)
    np.minimum.at(first, days[0], days[1])
    np.maximum.at(last, days[0], days[1])
    count = np.bincount(days[0], minlength=len(people))
    share = np.array([part.coupon_share for part in truth.segments])[group_segments(truth)[people.group]]
    with_coupon = chance.binomial(count, share)
    between = np.where(count > 1, (last - first) / np.maximum(count - 1, 1), np.nan)
    columns = [now - first, now - last, count, between, with_coupon / np.maximum(count, 1)]
    return np.column_stack(columns).astype(float)


def _counts(bought: Purchases, people: int) -> Floats:
    return np.bincount(bought.customer, minlength=people).astype(float)


def _left(bought: Purchases, people: int, chance: np.random.Generator) -> Floats:
    each = chance.gamma(SHAPE, LEFT_MINOR / SHAPE, len(bought))
    return np.bincount(bought.customer, weights=each, minlength=people)
