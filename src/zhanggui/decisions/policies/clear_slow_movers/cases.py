"""Which stocks are worth a schedule of falling prices that begins now, and what comes of it?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from zhanggui.analyses.pricing.clearance.beliefs import beliefs
from zhanggui.analyses.pricing.clearance.clearance import has_to_go
from zhanggui.analyses.pricing.clearance.params import WEEK_DAYS
from zhanggui.analyses.pricing.clearance.scheduling import Plan, Stage, money_of, plan_of
from zhanggui.analyses.pricing.clearance.stock import SlowMover, most_tied_up
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.decisions.policies.clear_slow_movers.params import ClearanceParams
from zhanggui.stats.clearing import outlook
from zhanggui.warehouse.protocol import Warehouse

LOOKED_AT = 3


@dataclass(frozen=True, kw_only=True)
class Case:
    """One stock with its schedule."""

    plan: Plan
    params: ClearanceParams
    currency: str
    snapshot: str

    @property
    def mover(self) -> SlowMover:
        """The product and its stock."""
        return self.plan.mover

    @property
    def steps(self) -> tuple[Stage, ...]:
        """The prices below the one now."""
        return self.plan.changes

    @property
    def days(self) -> int:
        """Until when prices move; from then on the last one stands."""
        return round(self.plan.horizon_weeks * WEEK_DAYS)

    @cached_property
    def gain(self) -> MoneyInterval:
        """What it brings above waiting until prices stand still, as if the price now came back: what is measured."""
        prices = self.plan.prices[: self._periods]
        back = [self.plan.lot.price] * (len(self.plan.weeks) - self._periods)
        found = outlook(self.plan.lot, [*prices, *back], self.plan.weeks)
        return money_of(found.money - self.plan.waiting.money, self.currency)

    @property
    def gain_of_season(self) -> MoneyInterval:
        """What it brings above waiting if the last price stands until the end of the season."""
        return money_of(self.plan.gain, self.currency)

    @property
    def gain_of_one_markdown(self) -> MoneyInterval:
        """What the rule of one markdown for some days brings above waiting."""
        return money_of(self.plan.marked_down_once.money - self.plan.waiting.money, self.currency)

    @cached_property
    def freed(self) -> Money:
        """How much more is sold for, after fees, until prices stand still."""
        return self.money(self._earned_minor - self._earned_waiting_minor)

    @cached_property
    def given_away(self) -> Money:
        """What would have sold at the price now, times what prices are below it."""
        waiting = self.plan.waiting.sold.mean(axis=0)
        cuts = (units * (self.plan.lot.price - price) for units, price in zip(waiting, self.plan.prices, strict=True))
        return self.money(self.plan.lot.kept * sum(list(cuts)[: self._periods]))

    @cached_property
    def worth_if_kept(self) -> Money:
        """What a unit that is there when prices stand still brings later, if nothing is done."""
        kept = self.plan.lot.units - self.plan.waiting.sold.mean(axis=0)[: self._periods].sum()
        later = self.plan.waiting.money.mean() - self._earned_waiting_minor
        return self.money(later / kept if kept else 0.0)

    def money(self, minor: float) -> Money:
        """An amount in the shop's currency."""
        return Money(round(minor), self.currency)

    @property
    def _periods(self) -> int:
        return sum(1 for at in range(len(self.plan.weeks)) if sum(self.plan.weeks[: at + 1]) <= self.plan.horizon_weeks)

    @property
    def _earned_minor(self) -> float:
        lot, found = self.plan.lot, self.plan.outlook
        earned = found.sold.mean(axis=0) * lot.kept * self.plan.prices
        return float(earned[: self._periods].sum())

    @property
    def _earned_waiting_minor(self) -> float:
        lot, found = self.plan.lot, self.plan.waiting
        return float(found.sold.mean(axis=0)[: self._periods].sum() * lot.kept * lot.price)


def cases(warehouse: Warehouse, params: ClearanceParams) -> list[Case]:
    """Stocks whose schedule begins now and brings more than waiting, the most profitable first.

    Schedules are looked for where most cost is tied up, thrice as many as may be proposed. A schedule that begins later
    is proposed when it begins.
    """
    believed = beliefs(warehouse, params)
    found = (each for each in has_to_go(warehouse, params, believed) if each.sku not in believed.seasonal)
    made = (
        Case(
            plan=plan_of(mover, believed, params, warehouse.currency),
            params=params,
            currency=warehouse.currency,
            snapshot=warehouse.snapshot,
        )
        for mover in most_tied_up(found, LOOKED_AT * params.most_proposals)
    )
    begun = [
        case for case in made if case.plan.prices[0] < case.plan.lot.price and case.gain_of_season.estimate.minor > 0
    ]
    return sorted(begun, key=lambda case: (-case.gain_of_season.estimate.minor, case.mover.sku))
