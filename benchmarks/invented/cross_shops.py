"""What does a category sell whose products answer to each other's prices, or do not?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zhanggui.analyses.pricing.elasticity.observed import Product, Together

WEEKS, HELD_DAYS = 104, 14
STEPS = (0.8, 0.9, 1.0, 1.1)
OFTEN = 0.3  # of the pairs have an effect
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossShop:
    """Categories by name, and by category the elasticities (answering, moving) that are true, own ones among them."""

    groups: list[Together]
    truth: list[Floats]


def cross_shop(seed: int, *, a_week: float, effect: float, categories: int = 4, products: int = 6) -> CrossShop:
    """Two channels over two years: prices drawn anew every fortnight, demand with season, restless weeks and chance.

    Units of a on day t: Poisson of base · Σ-log-linear in all prices of the category, times what the week brings to the
    shop, to the category and to the product (log normal, 0.15, 0.1 and 0.15), so more restless than Poisson.
    """
    chance = np.random.default_rng(seed)
    days = WEEKS * 7
    week = np.arange(days) // 7
    of_shop = chance.normal(0, 0.15, WEEKS)[week]
    groups, truth = [], []
    for number in range(categories):
        answers = np.diag(chance.normal(-1.8, 0.4, products))
        tied = (chance.random((products, products)) < OFTEN) & ~np.eye(products, dtype=bool)
        answers[tied] = effect * chance.normal(1, 0.3, tied.sum())
        base = chance.choice([1_900, 4_900, 8_900], products)
        held = np.arange(days) // HELD_DAYS
        moves = chance.choice(STEPS, (2, products, held[-1] + 1))[:, :, held]
        price = np.rint(moves * base[:, None]).astype(np.int64)
        log_rate = np.einsum("ab,cbt->cat", answers, np.log(price / base[:, None]))
        log_rate += (of_shop + chance.normal(0, 0.1, WEEKS)[week] + 0.3 * np.sin(week / 52 * 2 * np.pi))[None, None]
        log_rate += chance.normal(0, 0.15, (2, products, WEEKS))[:, :, week]
        log_rate += np.log(a_week / 14 * np.exp(chance.normal(0, 0.5, products)))[None, :, None]
        groups.append(
            Together(
                products=[
                    Product(sku=f"{number}-{at}", product_name=None, category=f"c{number}") for at in range(products)
                ],
                channels=["a", "b"],
                product=np.tile(np.arange(products), 2),
                channel=np.repeat(np.arange(2), products),
                units=chance.poisson(np.exp(log_rate)).astype(np.float64).reshape(-1, days),
                price=price.reshape(-1, days),
                is_out=np.zeros((2 * products, days), np.bool_),
                is_festival=np.zeros(days, np.bool_),
                week=week.astype(np.int64),
                is_paid=np.zeros(2 * products, np.bool_),
            )
        )
        truth.append(answers)
    return CrossShop(groups=groups, truth=truth)
