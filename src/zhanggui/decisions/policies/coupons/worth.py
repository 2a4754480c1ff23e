"""What is a coupon of some face value worth to the shop, in a group of customers?"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

from zhanggui.core.money import Money, MoneyInterval
from zhanggui.decisions.policies.coupons.cells import Usual, is_dependent
from zhanggui.decisions.policies.coupons.learnt import Strengths
from zhanggui.decisions.policies.coupons.params import CouponParams
from zhanggui.decisions.profitability import Margin

LEVEL = 0.8
REFERENCE_SHARE = 0.1
MOST_OF_REFERENCE = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Expected profit of one customer as a straight line in the strength of response: `base` + θ · `slope`."""

    base: float
    slope: float

    def at(self, strength: float) -> float:
        """The profit at one strength."""
        return self.base + self.slope * strength


def assumed_lift(cell: str, usual: Usual, face_minor: int, params: CouponParams) -> float:
    """By how much a coupon raises the chance of an order, as assumed: with the root of its part of the usual order.

    L = L_ref · k · √(min(4, f / (0.1·o))), k the factor of those used to discounts.

    >>> terms = CouponParams()
    >>> assumed_lift("recent-low-plain", Usual(chance=0.2, order_minor=10_000), 1_000, terms)
    0.15
    """
    factor = params.dependent_factor if is_dependent(cell) else 1.0
    part = face_minor / (REFERENCE_SHARE * usual.order_minor)
    return params.lift_reference * factor * math.sqrt(min(MOST_OF_REFERENCE, part))


def profit_line(cell: str, usual: Usual, face_minor: int, margin: float, params: CouponParams) -> Line:
    """Profit of giving one customer of a group the coupon, against leaving them alone.

    v = (p + θ·Δ)(o·m − r·f) − p·o·m − c = −(p·r·f + c) + θ·Δ·(o·m − r·f), Δ = p(1 − p)L: p the chance of an order
    without it, L the assumed lift (whoever comes anyway cannot come more), θ how strong the response truly is against
    that, o·m what an order leaves, r the share who redeem, f the face value. p·r·f is given to those who would have
    paid the full price; c is the contact.

    >>> terms = CouponParams(redemption=1.0, contact_cost_minor=0)
    >>> line = profit_line("recent-low-plain", Usual(chance=0.2, order_minor=10_000), 1_000, 0.5, terms)
    >>> round(line.base, 6), round(line.slope, 6)
    (-200.0, 96.0)
    """
    given = params.redemption * face_minor
    return Line(
        base=-(usual.chance * given + params.contact_cost_minor),
        slope=_more(cell, usual, face_minor, params) * (usual.order_minor * margin - given),
    )


def spent(cell: str, usual: Usual, face_minor: int, strength: float, params: CouponParams) -> float:
    """What one customer takes of the budget: the contact, and the face value as often as it is used."""
    orders = min(1.0, usual.chance + max(0.0, strength) * _more(cell, usual, face_minor, params))
    return params.contact_cost_minor + params.redemption * face_minor * orders


def _more(cell: str, usual: Usual, face_minor: int, params: CouponParams) -> float:
    """Orders on top, per customer, at the assumed strength."""
    return usual.chance * (1 - usual.chance) * assumed_lift(cell, usual, face_minor, params)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """All that a promise rests on."""

    params: CouponParams
    usual: Mapping[str, Usual]
    margin: Margin
    strengths: Strengths
    currency: str

    def worth(self, cell: str, face_minor: int) -> float:
        """Expected profit of one customer."""
        line = profit_line(cell, self.usual[cell], face_minor, self.margin.estimate, self.params)
        return line.at(self.strengths.of(cell).mean)

    def spent(self, cell: str, face_minor: int) -> float:
        """What one customer takes of the budget, by the higher strength of response."""
        high = self.strengths.of(cell).interval(LEVEL).high
        return spent(cell, self.usual[cell], face_minor, high, self.params)

    def promised(self, counts: Mapping[str, int], face_minor: int) -> MoneyInterval:
        """Expected profit of so many customers of each group, between the worst and the best of strength and margin."""
        low = estimate = high = 0.0
        for cell, count in counts.items():
            reach = self.strengths.of(cell).interval(LEVEL)
            ends = [
                profit_line(cell, self.usual[cell], face_minor, margin, self.params).at(strength)
                for strength, margin in product((reach.low, reach.high), (self.margin.low, self.margin.high))
            ]
            middle = self.worth(cell, face_minor)
            low += count * min(*ends, middle)
            estimate += count * middle
            high += count * max(*ends, middle)
        bounds = (Money(round(value), self.currency) for value in (low, estimate, high))
        return MoneyInterval(**dict(zip(("low", "estimate", "high"), bounds, strict=True)), level=LEVEL)
