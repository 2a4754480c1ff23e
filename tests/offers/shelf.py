"""Offers and baskets in a line each."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count

from zhanggui.offers.basket import NOTHING_USED, Basket
from zhanggui.offers.engine.rules import make_ready
from zhanggui.offers.quoting import quote
from zhanggui.offers.rules.offer_set import OfferSet

NOON = datetime(2026, 11, 11, 4, tzinfo=UTC)  # midday in Shanghai


def offer(name, kind, *, group=None, **said):
    """An offer; what belongs to its benefit is told by the names the offer itself knows."""
    own = {"scope", "audience", "when", "coupon", "limits", "basis", "excludes", "is_alone", "borne_by"}
    own |= {"priority", "floor_permission", "clawback"}
    benefit = {"kind": kind} | {key: value for key, value in said.items() if key not in own}
    rest = {key: value for key, value in said.items() if key in own}
    if kind not in {"flash_sale", "member_price", "quantity_tiers"}:
        rest["group"] = group or "shop"
    return {"id": name, "title": {"zh": name, "en": name}, "benefit": benefit, **rest}


def rules(*offers, choose="priority", basis="remaining", groups=("shop",), currency="CNY", **combine):
    groups = [{"id": each} if isinstance(each, str) else each for each in groups]
    said = {"choose": choose, "basis": basis, "groups": groups, **combine}
    return make_ready(OfferSet.model_validate({"currency": currency, "combine": said, "offers": offers}))


def basket(*lines, currency="CNY", **said):
    """A basket of lines (sku, units, price) or mappings."""
    numbers = count(1)
    shaped = [
        {"line": str(next(numbers)), **each}
        if isinstance(each, dict)
        else {"line": str(next(numbers)), "sku": each[0], "units": each[1], "price_minor": each[2]}
        for each in lines
    ]
    return Basket.model_validate({"currency": currency, "lines": shaped, **said})


def priced(bought, offered, *, at=NOON, used=NOTHING_USED, explain=True):
    return quote(bought, offered, at, used=used, explain=explain)


def dues(quoted):
    return [line.due_minor for line in quoted.lines]


def codes_of_refusals(quoted):
    return {refused.offer: refused.said.code for refused in quoted.refused}
