"""Which role does each product play, by the declared bounds?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from zhanggui.analyses.products.roles.params import RolesParams
from zhanggui.analyses.products.roles.pull import Pull
from zhanggui.stats.proportions import wilson

ROLES = ("traffic", "profit", "new", "other", "untold")
BUSY = 1.5  # times the orders of the median product
NEAR_MEDIAN = 0.93


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """The shop's own middle: margin, margin of a unit, orders of a product, share of first orders."""

    margin: float
    unit_minor: float
    orders: float
    first_share: float

    @classmethod
    def of(cls, found: Sequence[Pull], least_orders: int) -> Usual:
        """Medians over the products that sold often enough."""
        sold = [each for each in found if each.orders >= least_orders] or list(found)
        margins = [each.goods_margin for each in sold if each.goods_margin is not None]
        units = [each.unit_margin_minor for each in sold if each.unit_margin_minor is not None]
        known = sum(each.known_orders for each in found)
        return cls(
            margin=median(margins) if margins else 0.0,
            unit_minor=median(units) if units else 0.0,
            orders=median(each.orders for each in sold) if sold else 0.0,
            first_share=sum(each.first_orders for each in found) / known if known else 0.0,
        )


def role_of(each: Pull, usual: Usual, day: date, params: RolesParams) -> tuple[str, str]:
    """The role and the code of the reason.

    New by the listing's age. Without a cost or with few orders nothing is said. Traffic: a thin margin and either more
    first orders than the shop's mean (at 90 %, by Wilson's bound) or many orders. Profit: a margin above the median,
    or near it with a unit that leaves twice the median.
    """
    if each.listed is not None and (day - each.listed).days < params.introduction_days:
        return "new", "why_new"
    margin, unit = each.goods_margin, each.unit_margin_minor
    if each.orders < params.least_orders:
        return "untold", "why_few"
    if margin is None or unit is None:
        return "untold", "why_no_cost"
    if margin <= params.traffic_margin * usual.margin:
        return ("traffic", "why_traffic") if _pulls(each, usual) else ("other", "why_thin")
    if margin >= params.profit_margin * usual.margin:
        return "profit", "why_margin"
    if margin >= NEAR_MEDIAN * usual.margin and unit >= params.profit_unit * usual.unit_minor:
        return "profit", "why_unit"
    return "other", "why_other"


def _pulls(each: Pull, usual: Usual) -> bool:
    if each.orders >= BUSY * usual.orders:
        return True
    share = wilson(each.first_orders, each.known_orders, 0.9)
    return share is not None and share.low.rate > usual.first_share
