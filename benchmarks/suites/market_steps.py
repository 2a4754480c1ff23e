"""What do steps towards the market truly earn, beside doing nothing, matching it, cost-plus, and the best step?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.invented.market_shops import MarketShop, market_shop
from benchmarks.measurement import Figure
from benchmarks.suites.elasticity import told_of
from benchmarks.suites.price_steps import (
    DAYS,
    RAILS,
    Case,
    bounded,
    case_of,
    cost_plus_of,
    earned_now,
    knowing,
    losing_seeds,
    policy,
    stepped,
    true_gain,
)
from zhanggui.analyses.pricing.competitors.advising import Standing, advise, floor_of
from zhanggui.analyses.pricing.elasticity.listing import assumed_belief
from zhanggui.decisions.policies.market_step.params import MarketStepParams
from zhanggui.decisions.policies.market_step.proposing import RULES, surest

if TYPE_CHECKING:
    from benchmarks.workplace import Workplace
    from zhanggui.analyses.pricing.elasticity.findings import Told
    from zhanggui.decisions.policies.best_step.choosing import Step

TITLE = "What do steps towards other sellers' prices truly earn?"
HOW = (
    "The tea shops of `price_steps`, with four other sellers of about half of the products, whose prices move by themselves week by week. Buyers look at them: units "
    "follow the sellers' median with a cross-price elasticity between 0 and 0.8, known to the world and to nobody in the shop. One step is taken at the end of two "
    "years. `pricing.market_step` takes the advice of `pricing.competitors` only where the step itself is sure enough to earn, by what `pricing.elasticity` tells or else assumes, with "
    "its usual guardrails. What a choice truly earns in 28 days is the law's own expectation at the pace of the last 13 weeks and the market of the last one; the others keep "
    "their prices, and in a second row they follow half of every step. Match puts the sellers' median on every product that they have, cost-plus the shop's median "
    "markup on each cost, both inside the same guardrails; best step is `pricing.best_step` on those of them that tell. All for the products that others sell too. A seed loses where all steps "
    "together truly earn less than nothing. Judged on seeds 9101 to 9400; the suite was written on seeds 9001 to 9006."
)
SHOPS = {3_000: range(9101, 9201), 8_000: range(9201, 9301), 40_000: range(9301, 9401)}
PARAMS = MarketStepParams()
FOLLOWED = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Rivalled:
    """A product that others sell too: what is believed and true of it, what they ask, and its cross-price effect."""

    case: Case
    asked: tuple[int, ...]
    cross: float
    tells: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """True gains of one shop above doing nothing, in minor units, and what doing nothing earns."""

    attainable: float
    policy: float
    followed: float  # the policy, where the others follow half of each step
    match: float
    cost_plus: float
    best_step: float
    nothing: float
    steps: int
    losing_steps: int
    products: int


def figures(work: Workplace) -> Iterator[Figure]:  # noqa: ARG001 - nothing is kept
    """By size, then all."""
    every: list[Outcome] = []
    for units, seeds in SHOPS.items():
        found = [outcome(market_shop(seed, units)) for seed in seeds]
        every += found
        yield from _told(f"{len(found)} tea shops of {units:,} units", found)
    yield from _told(f"all {len(every)} shops", every)


def outcome(market: MarketShop) -> Outcome:
    """Take one step in one shop and look at the truth."""
    rivalled = cases_of(market)
    cases = [each.case for each in rivalled]
    prices = following(rivalled)
    gains = [true_gain(case, after) for case, after in zip(cases, prices, strict=True)]
    moved = [gain for gain in gains if gain != 0]
    telling = [each.case for each in rivalled if each.tells]
    return Outcome(
        attainable=sum(true_gain(case, knowing(case)) for case in cases),
        policy=sum(gains),
        followed=sum(true_gain(_followed(each), after) for each, after in zip(rivalled, prices, strict=True)),
        match=sum(true_gain(each.case, matched(each)) for each in rivalled),
        cost_plus=sum(true_gain(case, bounded(case, cost_plus_of(case))) for case in cases),
        best_step=sum(true_gain(case, after) for case, after in zip(telling, policy(telling), strict=True)),
        nothing=sum(map(earned_now, cases)),
        steps=len(moved),
        losing_steps=sum(gain < 0 for gain in moved),
        products=len(cases),
    )


def following(rivalled: Sequence[Rivalled]) -> list[list[int]]:
    """The prices of every product after what the policy would propose, as many steps at once as it may."""
    return stepped([each.case for each in rivalled], [step_of(each) for each in rivalled])


def step_of(each: Rivalled) -> Step | None:
    """The advice of `pricing.competitors` where the product sells most, and the surest part of the way there."""
    case = each.case
    own = max(case.places, key=lambda place: place.units).price_minor
    floor = floor_of(case.demand.economics.price_for(RAILS.least_margin))
    advised = advise(Standing(own_minor=own, others_minor=each.asked, floor_minor=floor), close=PARAMS.close)
    if advised.rule not in RULES or advised.price_minor is None:
        return None
    if advised.rule == "below_floor" and own >= advised.price_minor:
        return None
    return surest(case.demand, case.places, RAILS, DAYS, advised.price_minor / own - 1)


def matched(each: Rivalled) -> list[float]:
    """The sellers' median in every channel, as far as the guardrails let it."""
    return bounded(each.case, np.full(len(each.case.places), float(np.median(each.asked))))


def cases_of(market: MarketShop) -> list[Rivalled]:
    """The products that others sell too and that sold of late."""
    found, numbers = told_of(market.shop)
    shop = market.shop
    markup = float(np.median(shop.base_price / shop.cost[shop.product]))
    return [
        Rivalled(
            case=_case(market, told, number, markup),
            asked=tuple(market.asked[number].tolist()),
            cross=float(market.cross[number]),
            tells=told.own is not None,
        )
        for told, number in zip(found, numbers, strict=True)
        if market.watched[number] and told.late_units > 0
    ]


def _case(market: MarketShop, told: Told, number: int, markup: float) -> Case:
    seen = case_of(market.shop, told, number, markup)
    case = replace(seen, true_units=case_of(market.ahead, told, number, markup).true_units)
    if told.mean is not None:
        return case
    mean, deviation = assumed_belief(*PARAMS.asked("CNY", PARAMS.most_step_risk).assumed)
    return replace(case, demand=replace(case.demand, mean=mean, deviation=deviation))


def _followed(each: Rivalled) -> Case:
    """The same product where the market goes half of the way of each of its steps: ε + γ / 2."""
    return replace(each.case, elasticity=each.case.elasticity + FOLLOWED * each.cross)


def _told(what: str, found: Sequence[Outcome]) -> Iterator[Figure]:
    nothing = sum(each.nothing for each in found)
    gains = {name: sum(getattr(each, name) for each in found) / nothing for name in ARMS}
    yield Figure(
        what=f"{what}: true profit above doing nothing",
        measured=f"{gains['policy']:+.2%}; {sum(each.steps for each in found):,} steps of "
        f"{sum(each.products for each in found):,} products in {sum(each.steps > 0 for each in found)} shops",
        beside=f"match {gains['match']:+.2%}; cost-plus {gains['cost_plus']:+.2%}; best step {gains['best_step']:+.2%}; "
        f"one who knows {gains['attainable']:+.2%}",
        promise="above doing nothing, matching and cost-plus",
        holds=gains["policy"] > max(0.0, gains["match"], gains["cost_plus"]),
    )
    yield Figure(
        what=f"{what}: the same, the others following half of every step", measured=f"{gains['followed']:+.2%}"
    )
    yield losing_seeds(what, found, {"match": "match", "cost-plus": "cost_plus", "best step": "best_step"})


ARMS = ("attainable", "policy", "followed", "match", "cost_plus", "best_step")
