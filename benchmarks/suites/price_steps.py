"""What does the policy of price steps truly earn, beside cost-plus, the category's median price, and one who knows?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from benchmarks.invented.price_shops import PriceShop, price_shop
from benchmarks.measurement import Figure
from benchmarks.suites.elasticity import told_of
from zhanggui.analyses.pricing.elasticity.comparing import LATE_DAYS
from zhanggui.analyses.pricing.elasticity.earning import Demand, Guardrails, allowed
from zhanggui.analyses.pricing.elasticity.findings import Told
from zhanggui.analyses.pricing.targets.solving import Economics
from zhanggui.decisions.policies.best_step.choosing import Place, Step, best_step
from zhanggui.decisions.policies.best_step.together import together

if TYPE_CHECKING:
    from benchmarks.workplace import Workplace

TITLE = "What does the policy of price steps truly earn?"
HOW = (
    "Tea shops under the demand law of the example world (60 products, five channels, two years, Poisson), from very small ones to about the size of the example world (200,000 units; it has 212,000), fees of 6 % of sales and 3.00 a unit. Tests of "
    "two fifths of the products are over: prices stand where they stood outside tests and festivals, and one step is taken. `pricing.best_step` "
    "chooses by what `pricing.elasticity` tells, with its usual guardrails (10 %, least margin 5 %, a quarter at most that one step loses, 5 % that all do together). What its choice truly earns in 28 days "
    "is the law's own expectation at the pace of the last 13 weeks. One who knows is told the elasticities and picks the best price of each product and "
    "channel inside the same guardrails; the attainable gain is theirs, above doing nothing. All for the products that tell. Cost-plus puts the "
    "shop's median markup on each cost, median matches the middle price of the category in the channel (there is no competitor in this world), both "
    "inside the same guardrails. A seed loses where all steps together truly earn less than nothing. Judged on seeds 5001 to 5400, a hundred a size; the rule was developed on "
    "seeds 7001 to 7030."
)
SHOPS = {3_000: range(5001, 5101), 8_000: range(5101, 5201), 40_000: range(5201, 5301), 200_000: range(5301, 5401)}
DAYS = 28
FEE, CARRIER_MINOR = 0.06, 300.0
MOST_RISK = 0.05
RAILS = Guardrails(most_step=0.1, least_margin=0.05, ending=None, most_risk=0.25)
LEAST_SHARE, MOST_LOSING = 0.8, 0.05
Floats = NDArray[np.float64]
Chosen = Callable[["Case"], Sequence[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One product that tells: what is believed, its places, and what is true of it."""

    demand: Demand
    places: tuple[Place, ...]
    elasticity: float
    true_units: Floats  # by place, in the horizon, at the price now
    markup: float
    rails: Guardrails
    median_minor: Floats  # of its category, by place


class Stepped(Protocol):
    """What became of one shop: what doing nothing earns, and how many steps were taken and lost."""

    @property
    def nothing(self) -> float: ...  # noqa: D102 - the class says it
    @property
    def steps(self) -> int: ...  # noqa: D102
    @property
    def losing_steps(self) -> int: ...  # noqa: D102


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """True gains of one shop above doing nothing, in minor units, and what doing nothing earns."""

    attainable: float
    attainable_stepped: float  # of the products whose price the policy changes
    policy: float
    cost_plus: float
    median: float
    nothing: float
    steps: int
    losing_steps: int
    telling: int


def figures(work: Workplace) -> Iterator[Figure]:  # noqa: ARG001 - nothing is kept
    """By size, then all."""
    every: list[Outcome] = []
    for units, seeds in SHOPS.items():
        found = [outcome(price_shop(seed, units)) for seed in seeds]
        every += found
        yield from _told(f"{len(found)} tea shops of {units:,} units", found)
    yield from _told(f"all {len(every)} shops", every)


def outcome(shop: PriceShop) -> Outcome:
    """Take one step in one shop and look at the truth."""
    cases = _cases(shop)
    gains = [true_gain(case, prices) for case, prices in zip(cases, policy(cases), strict=True)]
    best = [true_gain(case, knowing(case)) for case in cases]
    moved = [gain for gain in gains if gain != 0]
    return Outcome(
        attainable=sum(best),
        attainable_stepped=sum(most for most, gain in zip(best, gains, strict=True) if gain != 0),
        policy=sum(gains),
        cost_plus=sum(true_gain(case, bounded(case, cost_plus_of(case))) for case in cases),
        median=sum(true_gain(case, bounded(case, case.median_minor)) for case in cases),
        nothing=sum(map(earned_now, cases)),
        steps=len(moved),
        losing_steps=sum(gain < 0 for gain in moved),
        telling=len(cases),
    )


def earned_now(case: Case) -> float:
    """What the prices now truly earn: Σ U left(p₀)."""
    return float((case.true_units * _left(case, _now(case))).sum())


def true_gain(case: Case, prices: Sequence[int] | Floats) -> float:
    """What prices truly earn above the prices now: Σ U (p / p₀)^ε left(p) − U left(p₀)."""
    after, now = np.asarray(prices, np.float64), _now(case)
    sold = case.true_units * (after / now) ** case.elasticity
    return float((sold * _left(case, after) - case.true_units * _left(case, now)).sum())


def policy(cases: Sequence[Case]) -> list[list[int]]:
    """The prices of every case after what the policy would propose, as many steps at once as it may."""
    return stepped(cases, [best_step(case.demand, case.places, case.rails, DAYS) for case in cases])


def stepped(cases: Sequence[Case], steps: Sequence[Step | None]) -> list[list[int]]:
    """The prices of every case after those of its steps that may be taken together."""
    found = [at for at, step in enumerate(steps) if step is not None]
    taken, _ = together([step for step in steps if step is not None], MOST_RISK)
    chosen = {found[at] for at in taken}
    return [
        _after(case, step if at in chosen else None) for at, (case, step) in enumerate(zip(cases, steps, strict=True))
    ]


def _after(case: Case, step: Step | None) -> list[int]:
    moved = {move.place.channel: move.after_minor for move in step.moves} if step else {}
    return [moved.get(place.channel, place.price_minor) for place in case.places]


def knowing(case: Case) -> list[float]:
    """The best of all allowed prices by the true elasticity, place by place."""
    best = []
    for place in case.places:
        prices = np.append(_allowed(case, place), place.price_minor).astype(np.float64)
        earned = (prices / place.price_minor) ** case.elasticity * _left(case, prices)
        best.append(float(prices[np.argmax(earned)]))
    return best


def bounded(case: Case, wanted: Floats) -> list[float]:
    """The allowed price that is nearest to the wanted one."""
    found = []
    for place, price in zip(case.places, wanted, strict=True):
        prices = _allowed(case, place)
        found.append(float(prices[np.argmin(np.abs(prices - price))]) if len(prices) else float(place.price_minor))
    return found


def cost_plus_of(case: Case) -> Floats:
    """The shop's median markup on the cost."""
    return np.full(len(case.places), case.demand.economics.cost_minor * case.markup)


def _allowed(case: Case, place: Place) -> NDArray[np.int64]:
    own = Demand(
        units=1,
        usual_price_minor=place.price_minor,
        price_minor=place.price_minor,
        mean=0,
        deviation=0,
        economics=case.demand.economics,
    )
    return allowed(own, case.rails)


def _now(case: Case) -> Floats:
    return np.array([place.price_minor for place in case.places], np.float64)


def _left(case: Case, prices: Floats) -> Floats:
    return np.array([case.demand.economics.left_at(float(price)) for price in prices])


def _cases(shop: PriceShop) -> list[Case]:
    found, numbers = told_of(shop)
    markup = float(np.median(shop.base_price / shop.cost[shop.product]))
    return [
        case_of(shop, told, number, markup)
        for told, number in zip(found, numbers, strict=True)
        if told.own is not None and told.late_units > 0
    ]


def case_of(shop: PriceShop, told: Told, number: int, markup: float, rails: Guardrails = RAILS) -> Case:
    """What is believed of a product and what is true of it."""
    mine = np.flatnonzero(shop.product == number)
    late = slice(-LATE_DAYS, None)
    units, price, base = shop.units[mine, late], shop.price[mine, late], shop.base_price[mine]
    sold = units.sum(axis=1)
    usual = np.where(sold > 0, (units * price).sum(axis=1) / np.maximum(sold, 1), base)
    true = (shop.expected[mine, late] * (price / base[:, None]) ** -shop.elasticity[number]).sum(axis=1)
    channels = shop.channel[mine]
    alike = shop.category[shop.product] == shop.category[number]
    return Case(
        demand=Demand(
            units=told.late_units * DAYS / LATE_DAYS,
            usual_price_minor=told.late_price_minor,
            price_minor=float(base.mean()),
            mean=float(told.mean or 0),
            deviation=float(told.deviation or 0),
            common=told.common,
            economics=Economics(
                cost_minor=float(shop.cost[number]),
                kept_sales=1,
                kept_units=1,
                rate=FEE,
                fixed_minor=CARRIER_MINOR,
                ads=0,
            ),
        ),
        places=tuple(
            Place(
                channel=str(channel),
                units=float(count),
                usual_minor=float(mean),
                price_minor=int(now),
                mean=next((one.mean for one in told.channels if one.channel == str(channel) and one.differs), None),
            )
            for channel, count, mean, now in zip(channels, sold, usual, base, strict=True)
        ),
        elasticity=float(shop.elasticity[number]),
        true_units=true * DAYS / LATE_DAYS,
        markup=markup,
        rails=rails,
        median_minor=np.array([np.median(shop.base_price[alike & (shop.channel == channel)]) for channel in channels]),
    )


def _told(what: str, found: Sequence[Outcome]) -> Iterator[Figure]:
    shares = {name: _share(found, name) for name in ("policy", "cost_plus", "median")}
    yield Figure(
        what=f"{what}: share of the attainable gain",
        measured=f"{shares['policy']:.1%}; {sum(each.steps for each in found):,} steps of "
        f"{sum(each.telling for each in found):,} products that tell",
        beside=f"cost-plus {shares['cost_plus']:.1%}; median {shares['median']:.1%}",
        promise="≥ 80 %",
        holds=shares["policy"] >= LEAST_SHARE,
    )
    stepped = sum(each.policy for each in found) / sum(each.attainable_stepped for each in found)
    yield Figure(what=f"{what}: the same share, of the products it changes", measured=f"{stepped:.1%}")
    yield losing_seeds(what, found, {"cost-plus": "cost_plus", "median": "median"})


def losing_seeds(what: str, found: Sequence[Stepped], beside: Mapping[str, str]) -> Figure:
    """How many shops lose by the policy and by what stands beside it, and by how much at most."""
    losing = _losing(found, "policy")
    others = {name: _losing(found, field) for name, field in beside.items()}
    return Figure(
        what=f"{what}: seeds that lose against doing nothing",
        measured=f"{len(losing)} of {len(found)}{_size(losing)}; single steps that lose "
        f"{sum(each.losing_steps for each in found) / max(sum(each.steps for each in found), 1):.1%}",
        beside="; ".join(f"{name} {len(lost)}{_size(lost)}" for name, lost in others.items()),
        promise="≤ 5 %",
        holds=len(losing) <= MOST_LOSING * len(found),
    )


def _share(found: Sequence[Outcome], name: str) -> float:
    return float(sum(getattr(each, name) for each in found) / sum(each.attainable for each in found))


def _losing(found: Sequence[Stepped], name: str) -> list[float]:
    """What each losing seed loses, as a share of what doing nothing earns."""
    return [-float(getattr(each, name)) / each.nothing for each in found if getattr(each, name) < 0]


def _size(losing: Sequence[float]) -> str:
    return f" (at most {max(losing):.1%} of profit)" if losing else ""
