"""Which products are worth a step of their price, and which a test?"""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Generic, TypeVar

from zhanggui.analyses.counted_sales import SalesParams
from zhanggui.analyses.pricing.bands.banding import Range
from zhanggui.analyses.pricing.bands.positions import declared_for, read_positions
from zhanggui.analyses.pricing.bands.tags import tags_of
from zhanggui.analyses.pricing.elasticity.earning import Demand, Guardrails
from zhanggui.analyses.pricing.elasticity.findings import Told
from zhanggui.analyses.pricing.elasticity.known import Known, know
from zhanggui.analyses.pricing.elasticity.listing import Asked, told_row, untold_row
from zhanggui.analyses.pricing.elasticity.observed import Product
from zhanggui.analyses.pricing.elasticity.result import ElasticityRow, UntoldRow
from zhanggui.decisions.policies.best_step.choosing import (
    Place,
    Step,
    best_step,
    prices_of_test,
    worth_of_knowing,
)
from zhanggui.decisions.policies.best_step.params import BestStepParams, StepParams
from zhanggui.decisions.policies.best_step.places import last_change, places_of
from zhanggui.decisions.policies.best_step.together import together
from zhanggui.warehouse.protocol import Warehouse

Row = TypeVar("Row", bound=ElasticityRow | UntoldRow)
YEAR_DAYS = 364
CANNOT_BE_TESTED = ("no_price_history", "stock_out")


@dataclass(frozen=True, slots=True, kw_only=True)
class StepCase(Generic[Row]):
    """A product with a step of its price, and what its sales tell."""

    row: Row
    demand: Demand
    places: tuple[Place, ...]
    rails: Guardrails
    step: Step
    changed: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TestCase:
    """A product whose prices do not tell, with the test that would, and what knowing is worth in a year."""

    __test__ = False

    row: UntoldRow
    demand: Demand
    prices: tuple[tuple[Place, int, int], ...]
    days: int
    units: int
    cost_minor: float
    worth_minor: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """What is known of a shop's prices, and what may be done with them."""

    known: Known
    asked: Asked
    params: StepParams
    positions: Mapping[str, Range]
    tags: Mapping[str, tuple[str, ...]]
    busy: frozenset[str]
    day: date

    def rails(self, told: Told) -> Guardrails:
        """The guardrails of one product."""
        return replace(
            self.asked.rails, band=band_of(told.product, self.tags.get(told.product.sku, ()), self.positions)
        )

    def may_move(self, sku: str) -> bool:
        """Whether no decision runs on the product and its last change of price is long enough ago."""
        changed = last_change(self.known.observed, sku)
        return sku not in self.busy and (changed is None or (self.day - changed).days >= self.params.cool_down_days)


def shelf_of(warehouse: Warehouse, params: StepParams, busy: frozenset[str]) -> Shelf:
    """Read the shop as `pricing.elasticity` does."""
    dated = SalesParams(days=params.window_days)
    period = dated.period(warehouse.as_of, params.window_days)
    asked = params.asked(warehouse.currency, params.most_step_risk)
    return Shelf(
        known=know(warehouse, dated.within(period), period, asked),
        asked=asked,
        params=params,
        positions=read_positions(params.positions, warehouse.currency),
        tags=tags_of(warehouse) if params.positions else {},
        busy=busy,
        day=period.last_day,
    )


def band_of(product: Product, tags: Sequence[str], positions: Mapping[str, Range]) -> tuple[int, int] | None:
    """The lowest and the highest price of a product: declared for itself, one of its tags or its category."""
    name = declared_for((product.sku, *tags, product.category or ""), positions)
    if name is None:
        return None
    found = positions[name]
    return found.low_minor or 0, sys.maxsize if found.high_minor is None else found.high_minor - 1


def step_cases(shelf: Shelf) -> tuple[list[StepCase[ElasticityRow]], float]:
    """Of each product the step that earns most at its own risk, and of these what hardly loses together."""
    found = [case for told in shelf.known.told if (case := _step_case(shelf, told))]
    return taken_together(found, shelf.params)


def taken_together(found: list[StepCase[Row]], params: StepParams) -> tuple[list[StepCase[Row]], float]:
    """Steps that hardly lose together, what earns most first, and how probably they do.

    The most profitable that may be proposed at once, and of these as many as the risk of all together allows.
    """
    likely = sorted(found, key=lambda case: (-float(case.step.gains.mean()), case.row.sku))[: params.most_proposals]
    taken, risk = together([case.step for case in likely], params.most_risk)
    return [likely[at] for at in taken], risk


def tests_worth(shelf: Shelf, params: BestStepParams) -> list[TestCase]:
    """Products that do not tell and whose test costs less than knowing is worth in a year, the most worth first."""
    found = [case for told in shelf.known.told if (case := _test_case(shelf, told, params))]
    return sorted(found, key=lambda case: (case.cost_minor - case.worth_minor, case.row.sku))


def _step_case(shelf: Shelf, told: Told) -> StepCase[ElasticityRow] | None:
    sku = told.product.sku
    demand = shelf.known.demands.get(sku)
    if told.own is None or demand is None or not shelf.may_move(sku):
        return None
    rails, places = shelf.rails(told), places_of(shelf.known.observed, told)
    step = best_step(demand, places, rails, shelf.params.horizon_days)
    if step is None:
        return None
    return StepCase(
        row=told_row(told, told.own, demand, shelf.asked),
        demand=demand,
        places=places,
        rails=rails,
        step=step,
        changed=last_change(shelf.known.observed, sku),
    )


def _test_case(shelf: Shelf, told: Told, params: BestStepParams) -> TestCase | None:
    sku = told.product.sku
    demand = shelf.known.demands.get(sku)
    if told.own is not None or told.code in CANNOT_BE_TESTED or demand is None or not shelf.may_move(sku):
        return None
    row, rails = untold_row(told, demand, shelf.asked), shelf.rails(told)
    if row.test_days is None or row.test_days > params.longest_test_days or row.test_cost is None:
        return None
    places = places_of(shelf.known.observed, told)
    prices = [(place, prices_of_test(demand, place, rails, params.test_step)) for place in places]
    worth = worth_of_knowing(demand, places, rails, YEAR_DAYS)
    if worth <= row.test_cost.estimate.minor or not all(found for _, found in prices):
        return None
    return TestCase(
        row=row,
        demand=demand,
        prices=tuple((place, *found) for place, found in prices if found),
        days=row.test_days,
        units=math.ceil((row.test_units or 0) / 2),
        cost_minor=row.test_cost.estimate.minor,
        worth_minor=worth,
    )
