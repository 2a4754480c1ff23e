"""How does a year of lifecycle programmes go in a tea shop whose customers react as was planted?

Days pass in weeks. Customers, purchases, baskets and reactions are the world's own; dealing, choosing under the caps,
learning and reading out are the product's own. Who is due is found here on arrays, by the same rules as the product's
queries (a test compares the two), since a hundred shops do not each need a database.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.invented.due_on_arrays import Bought, Habits, Learnt, due_now, learnt_from
from zhanggui.books.contacts import LATER, Caps, Contact
from zhanggui.decisions.dealing import Number, numbers_under
from zhanggui.decisions.programmes.choosing import Case, choose
from zhanggui.decisions.programmes.contact_policy import DEFAULT_CHANNELS
from zhanggui.decisions.programmes.deal import arm_of
from zhanggui.decisions.programmes.enrolled import enrolled, number_of, sold_of
from zhanggui.decisions.programmes.paying import Usual, believed, learnt, state_of, treated_share
from zhanggui.decisions.programmes.programme import Prior, Programme, built_in
from zhanggui.decisions.programmes.readout import Readouts, read_out
from zhanggui.decisions.programmes.usual import FEWEST_CASES, PAST_DAYS, WEEK_DAYS
from zhanggui.worlds.tea_shop.effect import contribution
from zhanggui.worlds.tea_shop.generate import products_of
from zhanggui.worlds.tea_shop.nature.demand import Demand, demand, group_segments
from zhanggui.worlds.tea_shop.nature.people import (
    Newcomers,
    People,
    born,
    extra_purchases,
    newcomers,
    old_customers,
    purchases,
)
from zhanggui.worlds.tea_shop.ordinary import ordinary_truth
from zhanggui.worlds.tea_shop.randomness import even, stream
from zhanggui.worlds.tea_shop.records.sales import sell

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from zhanggui.decisions.programmes.paying import State
    from zhanggui.worlds.tea_shop.truth import Truth

START, FIRST_DAY, LAST_DAY = date(2024, 9, 1), date(2025, 9, 1), date(2026, 8, 31)
FOLLOWED = READ_OUT = 30
EPOCH = date(1970, 1, 1).toordinal()
WEEK, RELEARN = 7, 8
COST = {channel.name: channel.cost_minor for channel in DEFAULT_CHANNELS}
CAPS = Caps()
# A shop that believes in birthday coupons: it has to find out.
BELIEVED = {"birthday": Prior(low=-0.05, estimate=0.5, high=1.2), "lapsed": Prior(low=-0.05, estimate=0.4, high=1.0)}
PROGRAMMES = tuple(
    each.model_copy(update={"prior": BELIEVED.get(each.name, each.prior)})
    for each in built_in()
    if each.name != "cart_reminder"
)
NOON = datetime(2025, 9, 1, 4, tzinfo=UTC)


@dataclass(slots=True)
class Year:
    """What came of a year: every contact, what they truly brought by person and programme, and where each stands."""

    entries: list[Contact] = field(default_factory=list)
    states: dict[str, State] = field(default_factory=dict)
    truly: dict[tuple[str, str], list[tuple[int, float]]] = field(default_factory=lambda: defaultdict(list))
    readouts: Readouts | None = None
    accepted: frozenset[tuple[str, str]] = frozenset()

    def true_effect(self, programme: str, horizon_days: int, last_day: int) -> float:
        """What messages truly brought those enrolled and treated within the horizon, their costs taken off."""
        people = enrolled(each for each in self.entries if each.programme == programme)
        costs = people.costs(horizon_days)
        gained, spent = 0.0, 0.0
        for who, day, arm in zip(people.customers, people.day.tolist(), people.arm.tolist(), strict=True):
            if arm and day + horizon_days - 1 <= last_day:
                brought = self.truly.get((programme, who), [])
                gained += sum(value for at, value in brought if day <= at < day + horizon_days)
                spent += costs[who]
        return gained - spent


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """One shop: its people, what they would buy if nobody wrote to them, and what each basket leaves."""

    truth: Truth
    expected: Demand
    people: People
    usual: Bought
    pools: tuple[NDArray[np.float64], ...]  # contributions of baskets by segment

    @property
    def segment(self) -> NDArray[np.int64]:
        """The segment of each person."""
        return np.asarray(group_segments(self.truth)[self.people.group])


def live(seed: int, newcomers_per_day: float) -> Year:
    """One shop's year with its programmes, and thirty days more in which to see what the last ones brought."""
    world = world_of(seed, newcomers_per_day)
    year, books = Year(), _Books(number=numbers_under(str(seed).encode()))
    books.channels, year.accepted = _channels(world, seed)
    bought, before = world.usual, number_of(FIRST_DAY) - 1
    learned = learnt_from(bought, before)
    usual = {programme.key: _usual(programme, bought, learned, before) for programme in PROGRAMMES}
    shares: Mapping[str, tuple[float, float]] = {}
    for week, at in enumerate(range(number_of(FIRST_DAY), number_of(LAST_DAY) + 1, WEEK)):
        day = date.fromordinal(at + EPOCH)
        if week % RELEARN == 0:
            shares = _learn(year, usual, bought, at - 1)
        seen: dict[int, Habits] = {}
        cases = [
            case
            for programme in PROGRAMMES
            for who, occasion in due_now(programme, bought, learned, at - 1, seen)
            if (case := books.case(programme, str(who), occasion, day, shares[programme.key]))
        ]
        new = [_entered(case, day, shares[case.programme][0]) for case in choose(cases, books.contacted, CAPS, day)]
        books.enter(new)
        year.entries += new
        bought = _react(world, year, bought, [each for each in new if each.is_message], at)
    year.readouts = _read(year, bought, number_of(LAST_DAY), {each.key: (READ_OUT,) for each in PROGRAMMES})
    return year


@dataclass(slots=True)
class _Books:
    """What the books would know: who had which occasion, who rests, and on which days people were contacted."""

    number: Number
    channels: Mapping[str, str] = field(default_factory=dict)
    contacted: dict[str, list[date]] = field(default_factory=lambda: defaultdict(list))
    rested: dict[tuple[str, str], date] = field(default_factory=dict)
    taken: set[tuple[str, str, str]] = field(default_factory=set)
    arms: dict[tuple[str, str, float], str] = field(default_factory=dict)

    def case(self, programme: Programme, who: str, occasion: str, day: date, known: tuple[float, float]) -> Case | None:
        """A person who is due, unless they may not be reached, had the occasion or rest."""
        share, expected = known
        key = programme.key
        if not share or who not in self.channels or (who, key, occasion) in self.taken:
            return None
        if self.rested.get((key, who), date.min) > day - timedelta(days=programme.rest_days):
            return None
        arm = self.arms.get((key, who, share))
        if arm is None:
            arm = self.arms[key, who, share] = arm_of(programme, who, share, self.number)
        return Case(
            customer=who,
            programme=key,
            occasion=occasion,
            arm=arm,
            channel=self.channels[who],
            expected_minor=expected,
        )

    def enter(self, new: list[Contact]) -> None:
        """Keep what was claimed."""
        for entry in new:
            self.taken.add((entry.customer, entry.programme, entry.occasion))
            self.rested[entry.programme, entry.customer] = entry.day
            if entry.arm != LATER:
                self.contacted[entry.customer].append(entry.day)


def world_of(seed: int, newcomers_per_day: float) -> World:
    """The people of one shop and their purchases over all the days, nobody being written to."""
    end = LAST_DAY + timedelta(days=FOLLOWED + 1)
    truth = ordinary_truth(seed=seed, start=START, end=end, newcomers_per_day=newcomers_per_day, range_="small")
    products = products_of(truth)
    expected = demand(truth, products, np.arange(number_of(START), number_of(end)))
    arrived = [old_customers(truth, stream(seed, "old")), newcomers(expected, slice(0, None), stream(seed, "new"))]
    everybody = Newcomers(
        group=np.concatenate([each.group for each in arrived]),
        channel=np.concatenate([each.channel for each in arrived]),
        day=np.concatenate([each.day for each in arrived]),
    )
    people = born(truth, everybody, 0, stream(seed, "born"))
    some = purchases(truth, people, expected, (number_of(START), number_of(end)), stream(seed, "purchases"))
    sold = sell(truth, products, expected, some, first_number=1, chance=stream(seed, "sales"))
    profit = contribution(truth, products, sold)
    segment = group_segments(truth)[some.group]
    usual = Bought.of(some.customer, some.day, profit)
    pools = tuple(profit[segment == each] for each in range(len(truth.segments)))
    return World(truth=truth, expected=expected, people=people, usual=usual, pools=pools)


def _channels(world: World, seed: int) -> tuple[dict[str, str], frozenset[tuple[str, str]]]:
    """Who agreed to what: two of three to text messages, two of five to e-mail."""
    number = world.people.number
    sms, email = even(seed, "sms", number) < 0.65, even(seed, "email", number) < 0.4
    agreed = {(str(who), "sms") for who in number[sms].tolist()} | {
        (str(who), "email") for who in number[email].tolist()
    }
    found: dict[str, str] = {who: via for channel in ("email", "sms") for who, via in agreed if via == channel}
    return found, frozenset(agreed)


def _entered(case: Case, day: date, share: float) -> Contact:
    return Contact(
        customer=case.customer,
        programme=case.programme,
        occasion=case.occasion,
        decision=day.isoformat(),
        arm=case.arm,
        treated_share=share,
        channel=case.channel,
        day=day,
        cost_minor=COST[case.channel],
        at=NOON,
    )


def _react(world: World, year: Year, bought: Bought, sent: list[Contact], at: int) -> Bought:
    """The purchases that this week's messages add, and the coupons that are used on those made anyway."""
    if not sent:
        return bought
    known = {programme.key: programme for programme in PROGRAMMES}
    who = np.array([int(each.customer) for each in sent])  # one message a day: everybody is here once
    names = {int(each.customer): each.programme for each in sent}
    coupons = np.array([known[each.programme].message(each.arm).coupon_minor for each in sent])
    truth, segments = world.truth, world.segment[who]
    factor = np.array(
        [
            truth.uplift(truth.segments[kind], coupon, known[each.programme].name)
            for each, kind, coupon in zip(sent, segments.tolist(), coupons.tolist(), strict=True)
        ]
    )
    chance = stream(truth.seed, "extra", at)
    people, days = world.people.take(who), (at, at + truth.response_days)
    more = extra_purchases(truth, people, factor, world.expected, days, chance=chance)
    profit = _baskets(world, world.segment[more.customer], chance)
    for person, day, value in zip(more.customer.tolist(), more.day.tolist(), profit.tolist(), strict=True):
        year.truly[names[person], str(person)].append((day, value))
    bought = bought.and_(Bought.of(more.customer, more.day, profit))
    worth = dict(zip(who[coupons > 0].tolist(), coupons[coupons > 0].tolist(), strict=True))
    return _coupons(world, year, names, worth, bought, at=at)


def _coupons(
    world: World, year: Year, names: Mapping[int, str], worth: Mapping[int, int], bought: Bought, *, at: int
) -> Bought:
    """The first purchase of the days of response takes the coupon, mostly: a loss without a purchase of its own."""
    here = (bought.day >= at) & (bought.day < at + world.truth.response_days) & bought.is_purchase
    here &= np.isin(bought.customer, list(worth))
    customers, first = np.unique(bought.customer[here], return_index=True)
    uses = stream(world.truth.seed, "coupons", at).random(len(customers)) < world.truth.coupon_redemption
    customers, days = customers[uses], bought.day[here][first][uses]
    spent = np.array([-float(worth[who]) for who in customers.tolist()])
    for person, day, value in zip(customers.tolist(), days.tolist(), spent.tolist(), strict=True):
        year.truly[names[person], str(person)].append((day, value))
    return bought.and_(Bought.of(customers, days, spent, is_purchase=False))


def _baskets(world: World, segment: NDArray[np.int64], chance: np.random.Generator) -> NDArray[np.float64]:
    drawn = chance.random(len(segment))
    pools = world.pools
    return np.array([pools[kind][int(share * len(pools[kind]))] for kind, share in zip(segment, drawn, strict=True)])


def _usual(programme: Programme, bought: Bought, learned: Learnt, last: int) -> Usual:
    """What those who fell due in the four weeks before the horizon brought within it, nobody being written to."""
    weekly = programme.model_copy(update={"patience_days": min(WEEK_DAYS, programme.patience_days)})
    ends = [last - programme.horizon_days - back for back in range(0, PAST_DAYS, WEEK_DAYS)]
    brought = np.concatenate([_brought(weekly, bought, learned, end) for end in ends])
    some = brought if len(brought) else np.zeros(1)
    return Usual(
        cases=len(brought),
        buying=float((some != 0).mean()),
        net_minor=float(some.mean()),
        deviation_minor=float(some.std()),
    )


def _brought(programme: Programme, bought: Bought, learned: Learnt, end: int) -> NDArray[np.float64]:
    cases = np.unique(np.array([who for who, _ in due_now(programme, bought, learned, end)], dtype=np.int64))
    until = end + programme.horizon_days
    here = bought.where((bought.day > end) & (bought.day <= until) & np.isin(bought.customer, cases))
    return np.bincount(np.searchsorted(cases, here.customer), weights=here.profit, minlength=len(cases))


def _learn(year: Year, usual: Mapping[str, Usual], bought: Bought, last: int) -> Mapping[str, tuple[float, float]]:
    """Each programme's share and expected gain, by what was measured up to a day."""
    found = _read(year, bought, last, {each.key: (each.horizon_days,) for each in PROGRAMMES}) if year.entries else None
    shares = {}
    for programme in PROGRAMMES:
        measured = found and found.of(programme.key, programme.horizon_days)
        each = measured.each if measured else None
        past = usual[programme.key]
        belief = learnt(believed(programme, past, (1.0, 1.0, 1.0), 4.0), each) if past.cases >= FEWEST_CASES else None
        state = state_of(belief, is_measured=each is not None) if belief else "testing"
        year.states[programme.key] = state
        shares[programme.key] = (treated_share(programme, state), belief.mean if belief else 0.0)
    return shares


def _read(year: Year, bought: Bought, last: int, horizons: Mapping[str, tuple[int, ...]]) -> Readouts:
    known = bought.until(last)
    sold = sold_of(
        [str(who) for who in known.customer.tolist()], known.day.tolist(), known.profit, are_costs_known=True
    )
    return read_out(sold, year.entries, date.fromordinal(last + EPOCH), horizons=horizons)
