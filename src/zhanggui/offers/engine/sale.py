"""Which offers may this basket have at all, at this moment and with these counters?"""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from zhanggui.offers.engine.state import Refusal, State
from zhanggui.offers.rules.stated import WHOLE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from zhanggui.offers.basket import Basket, IssuedCode, Used
    from zhanggui.offers.engine.rules import ReadyOffer, Rules

DAY_MINUTES = 24 * 60
NO_GOODS = Refusal("no_goods")
_NEEDS_CODE = Refusal("needs_code")


class Bought(NamedTuple):
    """A line of the basket as plain values."""

    line: str
    sku: str
    units: int
    price_minor: int
    category: str
    brand: str
    cost_minor: int | None
    floor_minor: int | None
    tax_bps: int
    deposit_paid_at: datetime | None


_BOUGHT, _NUMBER = itemgetter(*Bought._fields), itemgetter(0)


class Asked(NamedTuple):
    """What an offer is asked before amounts count: whose basket, when, with which codes; which of them were issued."""

    basket: Basket
    at: datetime
    moment: tuple[int, int]
    used: Used
    codes: tuple[str, ...]
    issued: Mapping[str, IssuedCode]


class Sale(NamedTuple):
    """One basket at one moment: its lines in a fixed order, their floors, and the offers that may apply."""

    rules: Rules
    basket: Basket
    used: Used
    at: datetime
    lines: tuple[Bought, ...]
    floors: tuple[int, ...]
    has_floors: bool
    is_taxed: bool
    cap_minor: int | None
    lines_of: Mapping[int, tuple[int, ...]]
    candidates: tuple[ReadyOffer, ...]
    refused: Mapping[int, Refusal]

    @property
    def earning(self) -> tuple[int, int] | None:
        """What is paid for one point, and at which rate the customer earns; None where nobody earns anything."""
        if mine := self.used.earning:
            return mine.paid_per_point_minor, mine.times_bps
        per = self.rules.terms.points_per
        return (per, WHOLE) if per else None

    def start(self) -> State:
        """The basket before any offer."""
        units = tuple([line.units for line in self.lines])
        gross = tuple([line.units * line.price_minor for line in self.lines])
        nothing = (0,) * len(units)
        return State(tuple(range(len(units))), units, gross, gross, gross, nothing, nothing)


def open_sale(basket: Basket, rules: Rules, at: datetime, used: Used) -> Sale:
    """Sort the lines, find the offers by product, and bar those that cannot apply."""
    lines = tuple(sorted([tuple.__new__(Bought, _BOUGHT(line.__dict__)) for line in basket.lines], key=_NUMBER))
    lines_of = _by_offer(rules, lines)
    asked = Asked(basket, at, clock_of(at, rules) if rules.is_timed else (0, 0), used, basket.codes, used.codes)
    refused, candidates = {}, []
    for number in sorted(lines_of):
        ready = rules.ready[number]
        if ready.is_bounded and (refusal := _barred(ready, asked)):
            refused[number] = refusal
        else:
            candidates.append(ready)
    margin, most = rules.terms.floor_margin_bps, rules.terms.most_off_bps
    floors = tuple([line.floor_minor or 0 if margin is None else floor(line, margin) for line in lines])
    is_taxed = any(line.tax_bps for line in lines)
    cap = None if most is None else sum(line.units * line.price_minor for line in lines) * most // WHOLE
    return Sale(
        rules, basket, used, at, lines, floors, any(floors), is_taxed, cap, lines_of, tuple(candidates), refused
    )


def clock_of(at: datetime, rules: Rules) -> tuple[int, int]:
    """The weekday and the minute of the day in the shop's zone."""
    local = at.astimezone(rules.zone)
    return local.isoweekday(), local.hour * 60 + local.minute


def _by_offer(rules: Rules, lines: tuple[Bought, ...]) -> dict[int, tuple[int, ...]]:
    """The lines in the scope of each offer, in their order; an offer for none of them is not there."""
    found: dict[int, list[int]] = {}
    for place, (_, sku, _, _, category, brand, _, _, _, _) in enumerate(lines):
        for number in rules.for_product((sku, category, brand)):
            if number in found:
                found[number].append(place)
            else:
                found[number] = [place]
    lines_of = dict.fromkeys(rules.everything, tuple(range(len(lines))))
    for number, places in found.items():
        lines_of[number] = tuple(places)
    return lines_of


def floor(line: Bought, margin_bps: int | None) -> int:
    """The least that the shop may get for a unit: the declared floor, or cost ÷ (1 − floor margin), rounded up."""
    least = line.floor_minor or 0
    if margin_bps is None or line.cost_minor is None:
        return least
    return max(least, -(-line.cost_minor * WHOLE // (WHOLE - margin_bps)))


def _barred(ready: ReadyOffer, asked: Asked) -> Refusal | None:
    """Why the offer cannot apply whatever the basket's amounts are; None if it may."""
    if ready.has_window and (refusal := outside(ready, asked.at, asked.moment)):
        return refusal
    if ready.has_audience and (refusal := _not_for(ready, asked.basket)):
        return refusal
    if ready.is_coupon and ready.codes.isdisjoint(asked.codes) and (refusal := _without_code(ready, asked)):
        return refusal
    return _used_up(ready, asked.basket, asked.used) if ready.has_limits else None


def outside(ready: ReadyOffer, at: datetime, moment: tuple[int, int]) -> Refusal | None:
    """Why the moment does not belong to the offer's time."""
    if ready.starts_at and at < ready.starts_at:
        return Refusal("not_started", {"starts_at": ready.starts_at})
    if ready.ends_at and at >= ready.ends_at:
        return Refusal("ended", {"ends_at": ready.ends_at})
    if ready.is_timed and not _in_hours(ready, *moment):
        return Refusal("not_now")
    return None


def _in_hours(ready: ReadyOffer, weekday: int, minute: int) -> bool:
    """A part of the day that goes over midnight belongs to the weekday on which it began."""
    when = ready.offer.when
    if not when.hours:
        return weekday in when.weekdays
    for start, end in (part.minutes for part in when.hours):
        late = minute + DAY_MINUTES if start >= end and minute < end else minute
        day = weekday if late == minute else (weekday - 2) % 7 + 1
        stop = end if start < end else end + DAY_MINUTES
        if start <= late < stop and (not when.weekdays or day in when.weekdays):
            return True
    return False


def _not_for(ready: ReadyOffer, basket: Basket) -> Refusal | None:
    audience = ready.offer.audience
    if audience.channels and basket.channel not in audience.channels:
        return Refusal("other_channel")
    if audience.regions and basket.region not in audience.regions:
        return Refusal("other_region")
    if audience.tiers and basket.tier not in audience.tiers:
        return Refusal("other_tier", {"tiers": ", ".join(audience.tiers)})
    if audience.segments and not set(audience.segments) & set(basket.segments):
        return Refusal("other_segment")
    if audience.is_first_order is not None and audience.is_first_order != basket.is_first_order:
        return Refusal("first_orders_only" if audience.is_first_order else "later_orders_only")
    return None


def _without_code(ready: ReadyOffer, asked: Asked) -> Refusal | None:
    """Why none of the codes opens the offer, which no public one does."""
    found = _NEEDS_CODE
    if not asked.issued:
        return found
    for code in asked.codes:
        issued = asked.issued.get(code)
        if issued is None or issued.offer != ready.id:
            continue
        if issued.customer is not None and issued.customer != asked.basket.customer:
            found = Refusal("code_of_another", {"code": code})
        elif issued.uses_left < 1:
            found = Refusal("code_used", {"code": code})
        else:
            return None
    return found


def code_used(ready: ReadyOffer, sale: Sale) -> str:
    """The code by which an offer applies; empty where it needs none."""
    for code in sale.basket.codes:
        issued = sale.used.codes.get(code)
        is_issued = issued is not None and issued.offer == ready.id and issued.uses_left > 0
        if code in ready.codes or (
            is_issued and issued is not None and issued.customer in {None, sale.basket.customer}
        ):
            return code
    return ""


def _used_up(ready: ReadyOffer, basket: Basket, used: Used) -> Refusal | None:
    limits = ready.limits
    if (limits.uses_per_customer or limits.units_per_customer) and basket.customer is None:
        return Refusal("needs_customer")
    so_far = used.total.get(ready.id)
    if so_far and limits.uses is not None and so_far.uses >= limits.uses:
        return Refusal("uses_gone", {"uses": limits.uses})
    mine = used.customer.get(ready.id)
    if mine and limits.uses_per_customer is not None and mine.uses >= limits.uses_per_customer:
        return Refusal("own_uses_gone", {"uses": limits.uses_per_customer})
    if units_left(ready, used) == 0:
        return Refusal("units_gone")
    return None


def units_left(ready: ReadyOffer, used: Used) -> int | None:
    """How many units of the quota and of the buyer's limit are left; None without a limit."""
    limits, id_ = ready.limits, ready.id
    left = []
    for limit, counted in ((limits.units, used.total.get(id_)), (limits.units_per_customer, used.customer.get(id_))):
        if limit is not None:
            left.append(max(limit - (counted.units if counted else 0), 0))
    return min(left) if left else None


def budget_left(ready: ReadyOffer, used: Used) -> int | None:
    """How much of the budget is left; None without a budget."""
    budget: int | None = ready.limits.budget_minor
    if budget is None:
        return None
    counted = used.total.get(ready.id)
    return max(budget - (counted.discount_minor if counted else 0), 0)
