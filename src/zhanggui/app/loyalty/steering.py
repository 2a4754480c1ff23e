"""Is it worth telling members how little they lack to the next tier, and which test would tell?"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

from sqlalchemy import func, select

from zhanggui.app.loyalty.overview import Close, programme_standing
from zhanggui.app.loyalty.points_cost import points_cost
from zhanggui.app.loyalty.steering_words import SENTENCES
from zhanggui.app.measuring import declared_margin
from zhanggui.books.points_schema import MEMBER_DEEDS
from zhanggui.checkout.members.reading import standings
from zhanggui.core.described import described
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.quantity import Rate, RateInterval
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.offers.members.earning import earn_bps
from zhanggui.offers.rules.stated import WHOLE
from zhanggui.stats.power import detectable, units_per_arm

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from zhanggui.app.loyalty.overview import ProgrammeStanding
    from zhanggui.app.shop import Shop
    from zhanggui.offers.members.programme import MemberProgramme

__all__ = ["SENTENCES", "Asked", "Steered", "Steering", "steering"]
LEVEL = 0.8
MOVED = (0.01, 0.03, 0.08)  # of those who are told, beyond those who get there anyway: a prior, until a test has told
LEAST_SEEN = 30  # members as close some days ago, below which their rate tells nothing
ARMS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who counts as close, what one message costs, how long it may work, and how many it is taken to move."""

    within: int
    contact_minor: int = 10
    days: int = 30
    moved: tuple[float, float, float] = MOVED


@dataclass(frozen=True, slots=True, kw_only=True)
class Steered:
    """A member who lacks little, and what telling them is expected to bring."""

    close: Annotated[Close, described("会员", "Member")]
    expected: Annotated[MoneyInterval | None, described("预期贡献利润", "Expected contribution profit", unit="money")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Steering:
    """All of them, those who are worth a message, what is assumed, and the test that would tell."""

    members: Annotated[tuple[Steered, ...], described("会员", "Members")]
    worth_telling: Annotated[int, described("值得提醒", "Worth telling", unit="customers")]
    expected: Annotated[MoneyInterval | None, described("预期贡献利润", "Expected contribution profit", unit="money")]
    as_close_before: Annotated[int, described("此前同样接近的", "As close before", unit="customers")]
    got_there_anyway: Annotated[Rate | None, described("不提醒也升级的", "Got there anyway", unit="rate")]
    moved: Annotated[RateInterval, described("假设带动", "Assumed to be moved", unit="rate")]
    units_per_arm: Annotated[int, described("每组人数", "Members in each arm", unit="customers")]
    said: Annotated[tuple[Sentence, ...], described("说明", "In words")]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Money:
    """What the expected profit of one member is made of."""

    programme: MemberProgramme
    margins: tuple[float, float, float]
    order_minor: float
    point_cost_minor: float
    rights: dict[str, int]
    asked: Asked

    def needed_minor(self, close: Close) -> float:
        """The purchases that are missing: the amount itself, so many usual orders, or what earns so many points."""
        match self.programme.tiers.measure:
            case "spend":
                return float(close.missing)
            case "orders":
                return close.missing * self.order_minor
        rate = earn_bps(self.programme, close.tier) / WHOLE
        return close.missing * self.programme.points.paid_per_point_minor / rate if rate else 0.0

    def of(self, close: Close) -> MoneyInterval:
        """δ · (need · m − points on it − more rights) − message, for δ and m low, estimated, high."""
        need = self.needed_minor(close)
        rate = earn_bps(self.programme, close.tier) / WHOLE
        points = need / self.programme.points.paid_per_point_minor * rate * self.point_cost_minor
        beside = points + max(self.rights.get(close.next_tier, 0) - self.rights.get(close.tier, 0), 0)
        gains = [need * margin - beside for margin in self.margins]
        low, middle, high = self.asked.moved
        told = (min(low * gains[0], high * gains[0]), middle * gains[1], max(low * gains[2], high * gains[2]))
        return self.interval([each - self.asked.contact_minor for each in told])

    def interval(self, minor: list[float]) -> MoneyInterval:
        """Three amounts as an interval."""
        low, estimate, high = (Money(round(each), self.programme.currency) for each in minor)
        return MoneyInterval(low=low, estimate=estimate, high=high, level=LEVEL)


def steering(shop: Shop, asked: Asked, at: datetime | None = None) -> Steering:
    """Members who lack no more than asked, who lacks least first, each with what telling them should bring.

    Known is how many as close got there by themselves; how many a message moves beyond them is a stated prior.
    """
    moment = at or shop.clock.now()
    found = programme_standing(shop, moment)
    close = [each for each in found.close if each.missing <= asked.within]
    money = _money(shop, found, asked)
    members = tuple(Steered(close=each, expected=money.of(each) if money else None) for each in close)
    worth = [each.expected for each in members if each.expected and each.expected.estimate.minor > 0]
    seen, anyway = _as_close_before(shop, found.programme, asked, moment)
    low, middle, high = (Rate(each) for each in asked.moved)
    arm = units_per_arm(_deviation(anyway), asked.moved[1])
    total = money.interval([sum(part) for part in _parts(worth)]) if money and worth else None
    made = Steering(
        members=members,
        worth_telling=len(worth),
        expected=total,
        as_close_before=seen,
        got_there_anyway=anyway,
        moved=RateInterval(low=low, estimate=middle, high=high, level=LEVEL),
        units_per_arm=arm,
        said=(),
    )
    return _with_words(made, asked, found, knows_margin=money is not None)


def _money(shop: Shop, found: ProgrammeStanding, asked: Asked) -> _Money | None:
    """None where neither the owner nor the programme says what share of sales is left as profit."""
    declared, programme = declared_margin(shop), found.programme
    if declared:
        margins = (declared.low, declared.estimate, declared.high)
    elif programme.margin_bps is not None:
        margins = (programme.margin_bps / WHOLE,) * 3
    else:
        return None
    points = points_cost(shop)
    with shop.books.reading() as connection:
        sums = select(func.sum(MEMBER_DEEDS.c.spend_minor), func.sum(MEMBER_DEEDS.c.orders))
        spent, orders = connection.execute(sums).one()
    return _Money(
        programme=programme,
        margins=margins,
        order_minor=float(spent or 0) / float(orders) if orders else 0.0,
        point_cost_minor=points.point_cost_minor if points else 0.0,
        rights={line.tier: line.rights_each_minor for line in found.tiers},
        asked=asked,
    )


def _as_close_before(shop: Shop, programme: MemberProgramme, asked: Asked, at: datetime) -> tuple[int, Rate | None]:
    """How many were as close so many days ago, and which share of them has reached a higher tier since."""
    then = at - timedelta(days=asked.days)
    order = {tier.id: number for number, tier in enumerate(programme.tiers.levels, 1)}
    with shop.books.reading() as connection:
        before = {
            customer: each.tier
            for customer, each in standings(connection, programme, then)
            if each.next_tier and each.next_missing <= asked.within
        }
        now = {customer: each.tier for customer, each in standings(connection, programme, at) if customer in before}
    risen = sum(order.get(now[customer], 0) > order.get(tier, 0) for customer, tier in before.items())
    return len(before), Rate(risen / len(before)) if len(before) >= LEAST_SEEN else None


def _parts(worth: list[MoneyInterval]) -> Iterator[list[int]]:
    yield [each.low.minor for each in worth]
    yield [each.estimate.minor for each in worth]
    yield [each.high.minor for each in worth]


def _deviation(anyway: Rate | None) -> float:
    """√(b (1 − b)); where the base rate b is not known, the widest there is."""
    base = anyway.rate if anyway else 0.5
    return math.sqrt(base * (1 - base)) or 0.1


def _with_words(made: Steering, asked: Asked, found: ProgrammeStanding, *, knows_margin: bool) -> Steering:
    return replace(made, said=tuple(_words(made, asked, found, knows_margin=knows_margin)))


def _words(made: Steering, asked: Asked, found: ProgrammeStanding, *, knows_margin: bool) -> Iterator[Sentence]:
    if not made.members:
        yield sentence("nobody_close")
        return
    if not knows_margin:
        yield sentence("margin_unknown")
    elif made.expected is None:
        yield sentence("nobody_worth_it", message=Money(asked.contact_minor, found.programme.currency))
    else:
        yield sentence("worth_telling", n=made.worth_telling, days=asked.days, expected=made.expected)
    if made.got_there_anyway is None:
        yield sentence("base_unknown", days=asked.days, n=made.as_close_before, least=LEAST_SEEN)
    else:
        yield sentence("base", days=asked.days, n=made.as_close_before, rate=made.got_there_anyway)
    yield sentence("prior", moved=made.moved)
    told = len(made.members)
    if told >= ARMS * made.units_per_arm:
        yield sentence("test", n=made.units_per_arm, days=asked.days)
    else:
        half = max(told // ARMS, 1)
        least = Rate(min(detectable(_deviation(made.got_there_anyway), half, half), 1.0))
        yield sentence("test_too_small", n=made.units_per_arm, have=told, least=least)
    if any(line.unknown for line in found.tiers):
        yield sentence("rights_unknown")
