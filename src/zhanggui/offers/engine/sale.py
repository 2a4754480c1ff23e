"""Which offers may this basket have at all, at this moment and with these counters?"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from zhanggui.offers.engine.state import Refusal, State
from zhanggui.offers.rules.stated import WHOLE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from zhanggui.offers.basket import Basket, BasketLine, Used
    from zhanggui.offers.engine.rules import ReadyOffer, Rules

DAY_MINUTES = 24 * 60
_NO_GOODS = Refusal("no_goods")
_NEEDS_CODE = Refusal("needs_code")


class Sale(NamedTuple):
    """One basket at one moment: its lines in a fixed order, their floors, and the offers that may apply."""

    rules: Rules
    basket: Basket
    used: Used
    at: datetime
    lines: tuple[BasketLine, ...]
    floors: tuple[int, ...]
    has_floors: bool
    cap_minor: int | None
    lines_of: Mapping[int, tuple[int, ...]]
    candidates: tuple[ReadyOffer, ...]
    refused: Mapping[int, Refusal]

    @property
    def earning(self) -> tuple[int, int] | None:
        """What is paid for one point, and at which rate the customer earns; None where nobody earns anything."""
        if mine := self.used.earning:
            return mine.paid_per_point_minor, mine.times_bps
        per = self.rules.combine.points_per
        return (per, WHOLE) if per else None

    def start(self) -> State:
        """The basket before any offer."""
        units = tuple([line.units for line in self.lines])
        gross = tuple([line.units * line.price_minor for line in self.lines])
        nothing = (0,) * len(units)
        return State(tuple(range(len(units))), units, gross, gross, gross, nothing, nothing)


def open_sale(basket: Basket, rules: Rules, at: datetime, used: Used) -> Sale:
    """Sort the lines, find the offers by product, and bar those that cannot apply."""
    lines = tuple(sorted(basket.lines, key=attrgetter("line")))
    lines_of = _by_offer(rules, lines)
    moment = clock_of(at, rules) if rules.is_timed else (0, 0)
    refused, candidates = {}, []
    for ready in rules.ready:
        if ready.number not in lines_of:
            refused[ready.number] = _NO_GOODS
        elif ready.is_bounded and (refusal := _barred(ready, basket, at, moment, used)):
            refused[ready.number] = refusal
        else:
            candidates.append(ready)
    margin, most = rules.combine.floor_margin_bps, rules.combine.most_off_bps
    floors = tuple([line.floor_minor or 0 if margin is None else floor(line, margin) for line in lines])
    return Sale(
        rules=rules,
        basket=basket,
        used=used,
        at=at,
        lines=lines,
        floors=floors,
        has_floors=any(floors),
        cap_minor=None if most is None else sum(line.units * line.price_minor for line in lines) * most // WHOLE,
        lines_of=lines_of,
        candidates=tuple(candidates),
        refused=refused,
    )


def clock_of(at: datetime, rules: Rules) -> tuple[int, int]:
    """The weekday and the minute of the day in the shop's zone."""
    local = at.astimezone(rules.zone)
    return local.isoweekday(), local.hour * 60 + local.minute


def _by_offer(rules: Rules, lines: tuple[BasketLine, ...]) -> dict[int, tuple[int, ...]]:
    """The lines in the scope of each offer, in their order."""
    found: dict[int, list[int]] = {}
    for place, line in enumerate(lines):
        for number in rules.for_line(line):
            found.setdefault(number, []).append(place)
    lines_of = dict.fromkeys(rules.everything, tuple(range(len(lines))))
    for number, places in found.items():
        lines_of[number] = tuple(places)
    return lines_of


def floor(line: BasketLine, margin_bps: int | None) -> int:
    """The least that the shop may get for a unit: the declared floor, or cost ÷ (1 − floor margin), rounded up."""
    least = line.floor_minor or 0
    if margin_bps is None or line.cost_minor is None:
        return least
    return max(least, -(-line.cost_minor * WHOLE // (WHOLE - margin_bps)))


def _barred(ready: ReadyOffer, basket: Basket, at: datetime, moment: tuple[int, int], used: Used) -> Refusal | None:
    """Why the offer cannot apply whatever the basket's amounts are; None if it may."""
    offer = ready.offer
    if not ready.is_presale and (refusal := outside(ready, at, moment)):
        return refusal
    if ready.has_audience and (refusal := _not_for(ready, basket)):
        return refusal
    if offer.coupon is not None and (refusal := _without_code(ready, basket, used)):
        return refusal
    return _used_up(ready, basket, used) if ready.has_limits else None


def outside(ready: ReadyOffer, at: datetime, moment: tuple[int, int]) -> Refusal | None:
    """Why the moment does not belong to the offer's time."""
    if ready.starts_at and at < ready.starts_at:
        return Refusal("not_started", {"starts_at": ready.starts_at.isoformat()})
    if ready.ends_at and at >= ready.ends_at:
        return Refusal("ended", {"ends_at": ready.ends_at.isoformat()})
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


def _without_code(ready: ReadyOffer, basket: Basket, used: Used) -> Refusal | None:
    if not ready.codes.isdisjoint(basket.codes):
        return None
    found = _NEEDS_CODE
    if not used.codes:
        return found
    for code in basket.codes:
        issued = used.codes.get(code)
        if issued is None or issued.offer != ready.offer.id:
            continue
        if issued.customer is not None and issued.customer != basket.customer:
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
        is_issued = issued is not None and issued.offer == ready.offer.id and issued.uses_left > 0
        if code in ready.codes or (
            is_issued and issued is not None and issued.customer in {None, sale.basket.customer}
        ):
            return code
    return ""


def _used_up(ready: ReadyOffer, basket: Basket, used: Used) -> Refusal | None:
    limits = ready.offer.limits
    if (limits.uses_per_customer or limits.units_per_customer) and basket.customer is None:
        return Refusal("needs_customer")
    so_far = used.total.get(ready.offer.id)
    if so_far and limits.uses is not None and so_far.uses >= limits.uses:
        return Refusal("uses_gone", {"uses": limits.uses})
    mine = used.customer.get(ready.offer.id)
    if mine and limits.uses_per_customer is not None and mine.uses >= limits.uses_per_customer:
        return Refusal("own_uses_gone", {"uses": limits.uses_per_customer})
    if units_left(ready, used) == 0:
        return Refusal("units_gone")
    return None


def units_left(ready: ReadyOffer, used: Used) -> int | None:
    """How many units of the quota and of the buyer's limit are left; None without a limit."""
    limits, id_ = ready.offer.limits, ready.offer.id
    left = []
    for limit, counted in ((limits.units, used.total.get(id_)), (limits.units_per_customer, used.customer.get(id_))):
        if limit is not None:
            left.append(max(limit - (counted.units if counted else 0), 0))
    return min(left) if left else None


def budget_left(ready: ReadyOffer, used: Used) -> int | None:
    """How much of the budget is left; None without a budget."""
    budget = ready.offer.limits.budget_minor
    if budget is None:
        return None
    counted = used.total.get(ready.offer.id)
    return max(budget - (counted.discount_minor if counted else 0), 0)
