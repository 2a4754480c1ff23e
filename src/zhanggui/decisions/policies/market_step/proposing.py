"""Which steps towards the market are proposed, with which numbers?"""

from __future__ import annotations

from datetime import datetime

from zhanggui.analyses.pricing.competitors.competitors import run as compare
from zhanggui.analyses.pricing.competitors.result import RivalRow
from zhanggui.analyses.pricing.elasticity.earning import Demand, Guardrails
from zhanggui.analyses.pricing.elasticity.findings import Told
from zhanggui.analyses.pricing.elasticity.listing import told_row, untold_row
from zhanggui.analyses.pricing.elasticity.result import ElasticityRow, UntoldRow
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.decisions.policies.best_step.cases import Shelf, StepCase, shelf_of, taken_together
from zhanggui.decisions.policies.best_step.choosing import Place, Step, even_step
from zhanggui.decisions.policies.best_step.places import last_change, places_of
from zhanggui.decisions.policies.best_step.proposing import busy, evidence_of, step_proposal
from zhanggui.decisions.policies.best_step.said import Saying
from zhanggui.decisions.policies.market_step.params import MarketStepParams
from zhanggui.decisions.policies.market_step.words import BELIEVED_ASSUMED, BELIEVED_OWN
from zhanggui.decisions.policy import Circumstances, Draft, with_id
from zhanggui.metrics.called import called
from zhanggui.metrics.registry import dimension
from zhanggui.warehouse.protocol import Warehouse

NAME = "pricing.market_step"
VERSION = 1
RULES = ("follow_down", "follow_up", "below_floor")
WAYS = (1.0, 0.75, 0.5, 0.25)
ASSUMED = (sentence("pace_goes_on"), sentence("rivals_stay"), sentence("nobody_apart"))
Case = StepCase[ElasticityRow | UntoldRow]


def propose(
    warehouse: Warehouse, params: MarketStepParams, at: datetime, circumstances: Circumstances
) -> tuple[Draft, ...]:
    """Where `pricing.competitors` says follow, or a price lies below its floor: the step there that is sure to pay.

    Nothing is proposed where it says hold or challenge, where no step is sure enough to earn more, or where a price is
    changing, has just changed, or is to be decided by another policy.
    """
    rows = {row.sku: row for row in compare(warehouse, params.of_competitors()).rows if leads(row)}
    if not rows:
        return ()
    shelf = shelf_of(warehouse, params, busy(circumstances))
    saying = Saying(
        channels=called(warehouse, dimension("channel")),
        params=params,
        currency=warehouse.currency,
        name=NAME,
        version=VERSION,
        evidence=tuple(evidence_of(NAME, each, warehouse) for each in ("pricing.competitors", "pricing.elasticity")),
    )
    told = {each.product.sku: each for each in shelf.known.told if each.product.sku in rows}
    found = [case for sku, each in told.items() if (case := _case(shelf, each, rows[sku]))]
    cases, risk = taken_together(found, params)
    of_all = len(cases), risk
    return tuple(
        Draft(
            proposal=with_id(
                step_proposal(
                    case,
                    saying,
                    at,
                    of_all,
                    why=_why(case, told[case.row.sku], rows[case.row.sku], params),
                    assumptions=ASSUMED,
                )
            )
        )
        for case in cases
    )


def leads(row: RivalRow) -> bool:
    """Whether the advice leads to another price; above its floor a product that cannot win by price keeps its own."""
    if row.reason.code not in RULES or row.advised_price is None or row.own_price is None:
        return False
    return row.reason.code != "below_floor" or row.own_price.minor < row.advised_price.minor


def surest(demand: Demand, places: tuple[Place, ...], rails: Guardrails, days: int, share: float) -> Step | None:
    """Of the whole way and parts of it, what is expected to earn most and is sure enough to earn more than nothing."""
    steps = [step for way in WAYS if (step := even_step(demand, places, rails, days, way * share))]
    sure = [step for step in steps if step.risk <= rails.most_risk and step.gains.mean() > 0]
    return max(sure, key=lambda step: float(step.gains.mean()), default=None)


def _case(shelf: Shelf, told: Told, row: RivalRow) -> Case | None:
    sku = told.product.sku
    demand = shelf.known.demands.get(sku)
    if demand is None or row.own_price is None or row.advised_price is None or not shelf.may_move(sku):
        return None
    rails, places = shelf.rails(told), places_of(shelf.known.observed, told)
    share = row.advised_price.minor / row.own_price.minor - 1
    step = surest(demand, places, rails, shelf.params.horizon_days, share)
    if step is None:
        return None
    return StepCase(
        row=untold_row(told, demand, shelf.asked)
        if told.own is None
        else told_row(told, told.own, demand, shelf.asked),
        demand=demand,
        places=places,
        rails=rails,
        step=step,
        changed=last_change(shelf.known.observed, sku),
    )


def _why(case: Case, told: Told, row: RivalRow, params: MarketStepParams) -> Sentence:
    assert row.own_price is not None and row.market_price is not None  # noqa: S101, PT018 - `leads` looked
    return sentence(
        f"why_{row.reason.code}",
        product=case.row.product_name or case.row.sku,
        own=row.own_price,
        market=row.market_price,
        sellers=row.sellers,
        floor=row.cost_floor or row.own_price,
        believed=_believed(told, params),
    )


def _believed(told: Told, params: MarketStepParams) -> Words:
    if told.mean is not None:
        return BELIEVED_OWN
    low, middle, high = (
        f"{-each:g}" for each in (params.elasticity_low, params.elasticity_estimate, params.elasticity_high)
    )
    return Words(
        zh=BELIEVED_ASSUMED.filled("zh-CN", low=low, middle=middle, high=high),
        en=BELIEVED_ASSUMED.filled("en", low=low, middle=middle, high=high),
    )
