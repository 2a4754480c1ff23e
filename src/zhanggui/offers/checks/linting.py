"""Is a set of offers contradictory, unreachable or loss-making?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhanggui.offers.checks.contradictions import contradictions
from zhanggui.offers.checks.flaw import flaw
from zhanggui.offers.checks.losses import losses
from zhanggui.offers.checks.reach import unreachable
from zhanggui.offers.engine.rules import make_ready

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from zhanggui.offers.checks.flaw import Flaw
    from zhanggui.offers.rules.offer_set import OfferSet
    from zhanggui.offers.rules.product import Product


def check(
    offer_set: OfferSet, at: datetime, products: Sequence[Product] = (), *, earns_points: bool = False
) -> tuple[Flaw, ...]:
    """Everything found, errors first. A set without errors may go live; losses are sought only where costs are known.

    The search for losses prices each product alone, in the quantities at which offers begin, for a customer who has
    every code: what it finds is real; a loss that needs several products together is what the floor is for. Where a
    member programme says how points are earned, the set need not.
    """
    rules = make_ready(offer_set)
    found = [*contradictions(offer_set), *unreachable(rules, at, products, earns_points=earns_points)]
    found += losses(rules, at, products) if products else [flaw("no_products")]
    return tuple(sorted(found, key=lambda each: each.severity != "error"))
