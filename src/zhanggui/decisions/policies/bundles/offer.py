"""How is a bundle written down as a set of offers that can be checked, priced and put into force?"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from zhanggui.decisions.policies.bundles.pricing import Offered, Pair


def draft_set(pair: Pair, offered: Offered, *, currency: str, timezone: str) -> str:
    """A set with one bundle offer, as text; a draft: nothing is in force until somebody publishes it.

    It stands in its own group, one a unit, so that a unit sold in the bundle takes no second discount of the group.
    """
    parts = [{"scope": {"skus": [part.sku]}} for part in (pair.first, pair.second)]
    offer: dict[str, Any] = {
        "id": f"bundle-{_plain(pair.first.sku)}-{_plain(pair.second.sku)}",
        "title": {
            "zh": f"{pair.first.name} + {pair.second.name} 套装",
            "en": f"{pair.first.name} + {pair.second.name} bundle",
        },
        "group": "bundle",
        "benefit": {"kind": "bundle", "parts": parts, "price_minor": offered.price_minor},
    }
    combine = {"choose": "best", "basis": "remaining", "groups": [{"id": "bundle", "one_per": "unit"}]}
    said = {"currency": currency, "timezone": timezone, "combine": combine, "offers": [offer]}
    return json.dumps(said, ensure_ascii=False)


def _plain(sku: str) -> str:
    """Only what an offer's id may hold."""
    return "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in sku.lower())
