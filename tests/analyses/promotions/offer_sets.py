"""How is a set of offers written down in few words?"""

from __future__ import annotations

import json


def offer(name, benefit, group="shop", **more):
    """One offer of a group."""
    return {"id": name, "title": {"zh": name, "en": name}, "group": group, "benefit": benefit} | more


def percent(off_bps=1000, **scope):
    """A share off some goods."""
    return offer("percent", {"kind": "percent", "off_bps": off_bps}, scope=scope)


def steps(*pairs, **more):
    """满减 by pairs of threshold and reduction."""
    told = [{"threshold_minor": threshold, "off_minor": off} for threshold, off in pairs]
    return offer("steps", {"kind": "full_reduction", "steps": told}, "coupon", **more)


def offer_set(*offers, **combine):
    """The text of a set."""
    groups = [{"id": "shop"}, {"id": "coupon"}]
    combined = {"choose": "priority", "basis": "remaining", "groups": groups} | combine
    return json.dumps({"currency": "CNY", "combine": combined, "offers": list(offers)})
