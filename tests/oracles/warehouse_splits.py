"""What must the split of an order come to? Worked out order by order with exact fractions."""

from __future__ import annotations

from fractions import Fraction


def exact_shares(amount, weights):
    """The amount over the weights without rounding; alike where all weights are zero."""
    whole = sum(weights) or len(weights)
    return [Fraction(amount) * (weight if sum(weights) else 1) / whole for weight in weights]


def largest_remainder(amount, weights):
    """Whole coins: floors first, then one coin each to the largest remainders, the earlier line first."""
    shares = exact_shares(abs(amount), weights)
    coins = [int(share) for share in shares]
    by_remainder = sorted(range(len(shares)), key=lambda place: (coins[place] - shares[place], place))
    for place in by_remainder[: abs(amount) - sum(coins)]:
        coins[place] += 1
    return [coin if amount >= 0 else -coin for coin in coins]
