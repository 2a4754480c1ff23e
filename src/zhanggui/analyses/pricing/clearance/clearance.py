"""At which prices, week after week, does a stock that has to go bring most, and what is that beside waiting?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from zhanggui.analyses.pricing.clearance.beliefs import Beliefs, beliefs
from zhanggui.analyses.pricing.clearance.listing import courses, row_of, schedule, stock_left
from zhanggui.analyses.pricing.clearance.params import ClearingParams, ScheduleParams
from zhanggui.analyses.pricing.clearance.result import ClearanceResult
from zhanggui.analyses.pricing.clearance.scheduling import Plan, money_of, plan_of
from zhanggui.analyses.pricing.clearance.stock import SlowMover, is_slow, most_tied_up, stocked
from zhanggui.analyses.pricing.clearance.words import SENTENCES, WHY
from zhanggui.core.capability import Capability
from zhanggui.core.errors import NotFound
from zhanggui.core.money import Money
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Argument, Sentence, sentence
from zhanggui.core.words import Words

if TYPE_CHECKING:
    from zhanggui.core.model import FittedModel
    from zhanggui.warehouse.protocol import Warehouse


class NothingToClear(NotFound):
    """The product asked for has no stock, no cost or no price."""

    sentence = Words(
        zh="编码为“{sku}”的商品没有库存、成本或售价，排不出降价计划。编码见：zhanggui run products.pareto",
        en="No product '{sku}' has stock, a cost and a price, so there is nothing to schedule. Codes stand in: zhanggui run products.pareto",
    )


def run(
    warehouse: Warehouse, params: ScheduleParams, models_price_elasticity: FittedModel | None = None
) -> ClearanceResult:
    """Plan falling prices for each stock that lasts too long or whose product is in decline.

    Every row of prices that never rises and never falls by more than a step is compared by the money expected of it
    over what is believed of pace and elasticity, less holding, with salvage at the end.
    """
    believed = beliefs(warehouse, params, models_price_elasticity)
    every = _to_clear(warehouse, params, believed)
    found = [each for each in every if params.sku is not None or each.sku not in believed.seasonal]
    tied = sum(each.stock * each.cost_minor for each in found)
    most = most_tied_up(found, params.limit)
    plans = sorted(
        (plan_of(each, believed, params, warehouse.currency) for each in most),
        key=lambda plan: (-plan.gain.mean(), plan.mover.sku),
    )
    drawn = plans[0] if plans else None
    tied_up = Money(tied, warehouse.currency)
    return ClearanceResult(
        headline=_headline(plans, tied_up, params, len(found)),
        caveats=(
            *_season(every, believed, params),
            *_caveats(warehouse, plans, params, len(found)),
        ),
        last_day=warehouse.as_of,
        last_sale_day=warehouse.as_of + timedelta(days=params.season_days),
        products=len(found),
        tied_up=tied_up,
        schedule_sku=drawn.mover.sku if drawn else None,
        courses=courses(drawn, warehouse.currency) if drawn else (),
        schedule=tuple(schedule(drawn, warehouse.as_of, warehouse.currency)) if drawn else (),
        stock_left=stock_left(drawn) if drawn else None,
        rows=tuple(
            row_of(each, _why(each.mover, believed, params), warehouse.as_of, warehouse.currency) for each in plans
        ),
    )


def has_to_go(warehouse: Warehouse, params: ClearingParams, believed: Beliefs) -> list[SlowMover]:
    """Stocks that last too long, or whose product is surely in decline; products of a season too."""
    stock = stocked(warehouse, params, warehouse.as_of)
    return [each for each in stock if is_slow(each, params) or each.sku in believed.falls]


def _to_clear(warehouse: Warehouse, params: ScheduleParams, believed: Beliefs) -> Sequence[SlowMover]:
    """What has to go; or the one product asked for."""
    if params.sku is None:
        return has_to_go(warehouse, params, believed)
    asked = [each for each in stocked(warehouse, params, warehouse.as_of) if each.sku == params.sku]
    if not asked:
        raise NothingToClear(sku=params.sku)
    return asked


def _why(mover: SlowMover, believed: Beliefs, params: ScheduleParams) -> Words:
    return WHY[is_slow(mover, params), mover.sku in believed.falls]


def _headline(plans: Sequence[Plan], tied: Money, params: ScheduleParams, products: int) -> Sentence:
    if not plans:
        return sentence("nothing", days=params.cover_days)
    first = plans[0]
    facts: dict[str, Argument] = {"products": products, "tied": tied}
    if params.sku is not None:
        facts = {"stock": first.mover.stock, "product": first.mover.name}
    if not first.changes:
        return sentence("waits" if params.sku is None else "one_waits", **facts)
    return sentence(
        "headline" if params.sku is None else "one",
        **facts | {"product": first.mover.name},
        now=Money(round(first.lot.price), tied.currency),
        last=Money(first.changes[-1].price_minor, tied.currency),
        steps=len(first.changes),
        gain=money_of(first.gain, tied.currency),
    )


def _season(found: Sequence[SlowMover], believed: Beliefs, params: ScheduleParams) -> Iterator[Sentence]:
    """That today's pace says nothing of a season."""
    count = sum(each.sku in believed.seasonal for each in found)
    if count:
        yield sentence("seasonal", count=count) if params.sku is None else sentence("season_asked")


def _caveats(warehouse: Warehouse, plans: Sequence[Plan], params: ScheduleParams, products: int) -> Iterator[Sentence]:
    if not plans:
        return
    yield sentence("bounds_are_beliefs")
    yield sentence(
        "keeping_assumed",
        holding=Rate(params.holding_rate),
        season=params.season_days,
        salvage=Rate(params.salvage_share),
    )
    yield sentence("floor", share=params.least_price_share)
    assumed = [plan for plan in plans if plan.answer.basis == "assumed"]
    if assumed:
        yield sentence("elasticity_assumed", count=len(assumed), elasticity=assumed[0].answer.interval)
    if not warehouse.loaded("price_history") and len(assumed) == len(plans):
        yield sentence("no_price_history")
    if any(plan.lot.fade for plan in plans):
        yield sentence("falls_on")
    if products > len(plans):
        yield sentence("not_listed", count=products - len(plans))


CAPABILITY = Capability(
    name="pricing.clearance",
    title=Words(zh="清仓降价计划", en="Clearance schedule"),
    question=Words(
        zh="滞销和衰退的商品，从哪一周起降到什么价，收回的钱最多，比不动多多少？",
        en="From which week on at which price do slow and declining products bring most, and how much more than waiting?",
    ),
    params=ScheduleParams,
    result=ClearanceResult,
    run=run,
    sentences=SENTENCES,
    tables={"stock_levels": ("on_hand",), "product_costs": ("cost_minor",), "order_lines": ("sku",)},
    ids=("L4", "F16"),
    needs=("models.price_elasticity",),
    roles=("owner", "operator", "analyst"),
)
