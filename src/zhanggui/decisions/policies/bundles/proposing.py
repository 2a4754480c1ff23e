"""Which bundle is proposed at which price, with which numbers, and how would it be tested?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import stdev

from zhanggui.analyses.asked_period import DayParams
from zhanggui.core.currency import MINOR_DIGITS
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.proposal import Alternative, Guardrail, Proposal, TestPlan
from zhanggui.core.quantity import Rate, RateInterval
from zhanggui.core.run import Evidence
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.decisions.daily_profit import daily_profit
from zhanggui.decisions.policies.bundles.candidates import Candidate, candidates
from zhanggui.decisions.policies.bundles.offer import draft_set
from zhanggui.decisions.policies.bundles.params import BundlesParams
from zhanggui.decisions.policies.bundles.pricing import Offered, best_bundle, offered
from zhanggui.decisions.policy import Circumstances, Draft, with_id
from zhanggui.offers.prices.endings import Ending
from zhanggui.stats.power import detectable
from zhanggui.warehouse.protocol import Warehouse

NAME = "products.bundles"
VERSION = 1
LEVEL = 0.8
HALF = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One pair at its best price."""

    candidate: Candidate
    best: Offered
    params: BundlesParams
    currency: str
    timezone: str
    snapshot: str
    daily: tuple[float, ...]

    @property
    def days_on(self) -> int:
        """For how many days of the test the bundle is on."""
        return self.params.test_days // HALF

    def money(self, minor: float) -> Money:
        """An amount in the shop's currency."""
        return Money(round(minor), self.currency)

    def gain(self, found: Offered) -> MoneyInterval:
        """What a price brings over the days it is on."""
        low, middle, high = (self.money(each * self.days_on) for each in found.gains)
        return MoneyInterval(low=low, estimate=middle, high=high, level=LEVEL)


def propose(
    warehouse: Warehouse, params: BundlesParams, at: datetime, _circumstances: Circumstances
) -> tuple[Draft, ...]:
    """Bundles of pairs that really belong together and whose expected gain is above nothing; a person decides.

    Nothing is known of how people answer to a bundle that was never offered: the prior is stated, and what is proposed
    is a test, on for every second day, whose readout replaces it.
    """
    step, ending = 10 ** MINOR_DIGITS[warehouse.currency], Ending.asked(params.ending, warehouse.currency)
    cases = []
    day = DayParams().last_day(warehouse.as_of)
    for candidate in candidates(warehouse, params, day):
        best = best_bundle(candidate.pair, params, step, ending)
        if best and best.gain_minor > 0:
            cases.append((candidate, best))
    cases.sort(key=lambda case: (-case[1].gain_minor, case[0].pair.first.sku, case[0].pair.second.sku))
    chosen = cases[: params.most_proposals]
    return tuple(
        Draft(proposal=with_id(_proposal(_case(warehouse, params, candidate, best), at))) for candidate, best in chosen
    )


def _case(warehouse: Warehouse, params: BundlesParams, candidate: Candidate, best: Offered) -> Case:
    skus = candidate.pair.first.sku, candidate.pair.second.sku
    first = warehouse.as_of - timedelta(days=params.test_days - 1)
    return Case(
        candidate=candidate,
        best=best,
        params=params,
        currency=warehouse.currency,
        timezone=warehouse.timezone,
        snapshot=warehouse.snapshot,
        daily=tuple(daily_profit(warehouse, skus, first, params.test_days) or ()),
    )


def _proposal(case: Case, at: datetime) -> Proposal:
    pair, best, params = case.candidate.pair, case.best, case.params
    price, apart = case.money(best.price_minor), case.money(pair.apart_minor)
    return Proposal(
        id="",
        policy=NAME,
        policy_version=VERSION,
        created_at=at,
        title=sentence("title", first=pair.first.name, second=pair.second.name, price=price, days=params.test_days),
        rationale=(_why(case), _expect(case), sentence("cost", cost=case.money(best.saved_minor * case.days_on))),
        action="bundle",
        target={"first_sku": pair.first.sku, "second_sku": pair.second.sku},
        before={
            "price_apart": apart,
            "orders_together_a_month": round(pair.both_a_day * 30, 1),
            "orders_of_one_a_month": round((pair.first_alone_a_day + pair.second_alone_a_day) * 30, 1),
        },
        after={
            "bundle_price": price,
            "discount": Rate(best.discount),
            "price_floor": case.money(best.floor_minor),
            "days": params.test_days,
            "days_on": case.days_on,
            "offer_set": draft_set(pair, best, currency=case.currency, timezone=case.timezone),
        },
        expected=case.gain(best),
        horizon_days=params.test_days,
        cost=case.money(best.saved_minor * case.days_on),
        guardrails=(
            Guardrail(metric="refund_rate", bound=sentence("guard_refunds")),
            Guardrail(metric="contribution_margin", bound=sentence("guard_floor", floor=case.money(best.floor_minor))),
        ),
        reversibility="partly",  # what was saved stays saved: never without a person
        expires_at=at + timedelta(days=params.valid_days),
        alternatives=_alternatives(case),
        evidence=(Evidence(run_id=f"{NAME}@{case.snapshot}", capability="products.pairs", snapshot=case.snapshot),),
        assumptions=_assumptions(case),
        test=_test(case),
    )


def _why(case: Case) -> Sentence:
    found = case.candidate
    return sentence(
        "why",
        first=found.pair.first.name,
        second=found.pair.second.name,
        together=found.believed.together,
        window=case.params.window_days,
        times=f"{found.believed.together / max(found.believed.by_taste, 1e-9):.1f}",
        tested=found.tested,
        share=Rate(case.params.false_share),
    )


def _expect(case: Case) -> Sentence:
    pays_from = case.best.pays_from
    return sentence(
        "expect",
        days=case.days_on,
        expected=case.gain(case.best),
        together=round(case.candidate.pair.both_a_day * case.days_on),
        pays_from=Rate(pays_from) if math.isfinite(pays_from) else "–",
    )


def _alternatives(case: Case) -> tuple[Alternative, ...]:
    nothing = Alternative(title=sentence("do_nothing"), expected=MoneyInterval.exactly(case.money(0)))
    step, ending = 10 ** MINOR_DIGITS[case.currency], Ending.asked(case.params.ending, case.currency)
    others = [offered(case.candidate.pair, discount, case.params, step, ending) for discount in case.params.discounts]
    said: dict[int, Alternative] = {}
    for other in others:
        if other and other.price_minor != case.best.price_minor:
            title = sentence("other_price", price=case.money(other.price_minor))
            said[other.price_minor] = Alternative(title=title, expected=case.gain(other))
    return (nothing, *said.values())


def _assumptions(case: Case) -> tuple[Sentence, ...]:
    params = case.params
    told = (params.uplift_low, params.uplift_estimate, params.uplift_high)
    low, middle, high = (Rate(each) for each in told)
    uplift = RateInterval(low=low, estimate=middle, high=high, level=LEVEL)
    both = Rate(case.candidate.believed.together / case.candidate.first_orders)
    return (
        sentence("uplift_assumed", uplift=uplift),
        sentence("anyway_counted", share=both, first=case.candidate.pair.first.name),
    )


def _test(case: Case) -> TestPlan:
    """Every second day on: orders of one arm, what buyers of both save, and the smallest gain it can see."""
    pair, days = case.candidate.pair, case.days_on
    a_day = pair.both_a_day + pair.first_alone_a_day + pair.second_alone_a_day
    deviation = stdev(case.daily) if len(case.daily) > 1 else 0.0
    smallest = case.money(detectable(deviation, days, days) * days)
    return TestPlan(
        units_per_arm=round(a_day * days),
        days=case.params.test_days,
        cost=case.money(case.best.saved_minor * days),
        detectable=MoneyInterval.exactly(smallest),
    )
