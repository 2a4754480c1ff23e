"""Offers and baskets of a busy day, invented from a seed."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from typing import Any

from zhanggui.offers.basket import Basket
from zhanggui.offers.rules.offer_set import OfferSet

AT = datetime(2026, 11, 11, 4, tzinfo=UTC)
SKUS, CATEGORIES = 400, 20
GROUPS = [{"id": "item"}, {"id": "order"}, {"id": "coupon"}]


def offers(count: int, choose: str, seed: int = 11) -> OfferSet:
    """Flash prices, percentages, second items, reductions and coupons in turn, most of them for a part of the goods."""
    drawn = random.Random(seed)  # noqa: S311 - invented, not secret
    made = [_offer(number, drawn) for number in range(count)]
    combine = {"choose": choose, "basis": "remaining", "groups": GROUPS}
    return OfferSet.model_validate({"currency": "CNY", "combine": combine, "offers": made})


def stackable(count: int, seed: int = 11) -> OfferSet:
    """So many offers that all may apply to one basket, of which some cost the next one its threshold."""
    drawn = random.Random(seed)  # noqa: S311 - invented, not secret
    made = []
    for number in range(count):
        threshold = drawn.randrange(120_000, 220_000)
        benefit: dict[str, Any] = {"kind": "percent", "off_bps": drawn.randrange(300, 1500)}
        if number % 2:
            steps = [{"threshold_minor": threshold, "off_minor": threshold // drawn.randrange(5, 12)}]
            benefit = {"kind": "full_reduction", "steps": steps}
        made.append(_said(number, GROUPS[number % 3]["id"], benefit))
    combine = {"choose": "best", "basis": "remaining", "groups": GROUPS}
    return OfferSet.model_validate({"currency": "CNY", "combine": combine, "offers": made})


def baskets(count: int, lines: int, seed: int = 5) -> list[Basket]:
    """Baskets of as many lines, one to three units each."""
    drawn = random.Random(seed)  # noqa: S311 - invented, not secret
    return [
        Basket.model_validate(
            {"currency": "CNY", "customer": "p", "codes": ["C4"], "lines": [_line(at, drawn) for at in range(lines)]}
        )
        for _ in range(count)
    ]


def _line(at: int, drawn: random.Random) -> dict[str, Any]:
    sku = drawn.randrange(SKUS)
    price, units = 1000 + sku * 37 % 19_000, drawn.randint(1, 3)
    return {
        "line": f"{at:02}",
        "sku": f"S{sku}",
        "units": units,
        "price_minor": price,
        "category": f"c{sku % CATEGORIES}",
    }


def _offer(number: int, drawn: random.Random) -> dict[str, Any]:
    category = {"categories": [f"c{drawn.randrange(CATEGORIES)}"]}
    match number % 5:
        case 0:
            prices = {f"S{drawn.randrange(SKUS)}": 900 for _ in range(5)}
            flash = {"kind": "flash_sale", "prices": prices}
            return _said(number, "price", flash) | {"when": {"ends_at": "2026-11-12T00:00:00+08:00"}}
        case 1:
            return _said(number, "item", {"kind": "percent", "off_bps": 1000}) | {"scope": category}
        case 2:
            return _said(number, "item", {"kind": "nth_item", "nth": 2, "off_bps": 5000}) | {"scope": category}
        case 3:
            steps = [{"threshold_minor": 30_000 + 1000 * number, "off_minor": 2000}]
            return _said(number, "order", {"kind": "full_reduction", "steps": steps}) | {"scope": category}
        case _:
            coupon = {"coupon": {"codes": [f"C{number}"]}}
            return _said(number, "coupon", {"kind": "fixed", "off_minor": 1000, "threshold_minor": 9900}) | coupon


def _said(number: int, group: str, benefit: dict[str, Any]) -> dict[str, Any]:
    title = {"zh": f"优惠 {number}", "en": f"offer {number}"}
    return {"id": f"o{number}", "title": title, "group": group, "priority": number, "benefit": benefit}
