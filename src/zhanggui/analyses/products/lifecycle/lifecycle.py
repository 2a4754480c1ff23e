"""At which stage of its life is each product, and what is done there?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from zhanggui.analyses.counted_sales import LEFT_OUT, left_out, sales_counted, share_of
from zhanggui.analyses.products.expected_units import YEAR_WEEKS
from zhanggui.analyses.products.lifecycle.params import LifecycleParams
from zhanggui.analyses.products.lifecycle.result import LifecycleResult, LifecycleRow, StageRow
from zhanggui.analyses.products.lifecycle.stages import STAGES, Staged, sells_in_a_season, staged
from zhanggui.analyses.products.lifecycle.words import SENTENCES, STAGE_WORDS
from zhanggui.analyses.products.weekly_sales import WeeklySales, weekly_sales
from zhanggui.core.capability import Capability
from zhanggui.core.charts import Bars
from zhanggui.core.money import Money
from zhanggui.core.quantity import Rate, RateInterval
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words

if TYPE_CHECKING:
    from zhanggui.warehouse.protocol import Warehouse

MOST_WEEKS, LEAST_WEEKS = 104, 13


def run(warehouse: Warehouse, params: LifecycleParams) -> LifecycleResult:
    """The stage of every product that sold in the last two years, with its chances; unsure ones are called so."""
    counted = sales_counted(warehouse, params)
    weekly = weekly_sales(warehouse, params, MOST_WEEKS)
    found = staged(weekly, params) if weekly.weeks >= LEAST_WEEKS else ()
    names = [each.stage(params.confidence) or "untold" for each in found]
    sold = (weekly.units * weekly.price)[:, -YEAR_WEEKS:].sum(axis=1)
    stages = _stages(names, sold, warehouse.currency) if found else ()
    order = sorted(range(len(found)), key=lambda at: (-sold[at], weekly.products[at].sku))
    return LifecycleResult(
        headline=_headline(names, stages, weekly),
        caveats=(*_caveats(warehouse, weekly, params), *left_out(counted, warehouse.currency)),
        last_day=weekly.last_day,
        weeks=weekly.weeks,
        products=len(found),
        untold=names.count("untold"),
        products_by_stage=_bars(names),
        stages=stages,
        rows=tuple(_row(weekly, at, found[at], names[at]) for at in order[: params.limit]),
    )


def stage_of(warehouse: Warehouse, params: LifecycleParams, sku: str) -> str:
    """The stage of one product as the list tells it, `untold` where it cannot be told."""
    found = staged_by_sku(warehouse, params).get(sku)
    return (found.stage(params.confidence) if found else None) or "untold"


def staged_by_sku(warehouse: Warehouse, params: LifecycleParams) -> dict[str, Staged]:
    """What is known of the stage of every product, by its code; nothing while the data are too short."""
    weekly = weekly_sales(warehouse, params, MOST_WEEKS)
    if weekly.weeks < LEAST_WEEKS:
        return {}
    return {product.sku: found for product, found in zip(weekly.products, staged(weekly, params), strict=True)}


def sold_in_a_season(warehouse: Warehouse, params: LifecycleParams) -> frozenset[str]:
    """Products of which ten weeks of the last year sold nearly everything."""
    weekly = weekly_sales(warehouse, params, MOST_WEEKS)
    return frozenset(
        product.sku for product, units in zip(weekly.products, weekly.units, strict=True) if sells_in_a_season(units)
    )


def _stages(names: Sequence[str], sold: np.ndarray, currency: str) -> tuple[StageRow, ...]:
    counts = Counter(names)
    worth = {name: sum(sold[at] for at, each in enumerate(names) if each == name) for name in STAGE_WORDS}
    return tuple(
        StageRow(
            stage=sentence(f"stage_{name}"),
            products=counts[name],
            net_sales=Money(round(worth[name]), currency),
            share=share_of(float(worth[name]), float(sold.sum())),
            action=sentence(f"action_{name}"),
        )
        for name in STAGE_WORDS
    )


def _row(weekly: WeeklySales, at: int, found: Staged, name: str) -> LifecycleRow:
    change = found.change
    return LifecycleRow(
        sku=weekly.products[at].sku,
        product_name=weekly.products[at].name,
        stage=sentence(f"stage_{name}"),
        confidence=Rate(max(found.chances)) if any(found.chances) else None,
        yearly_change=RateInterval.of(change) if change else None,
        growth_chance=Rate(found.chances[1]),
        maturity_chance=Rate(found.chances[2]),
        decline_chance=Rate(found.chances[3]),
        units=int(weekly.units[at, -YEAR_WEEKS:].sum()),
        age_days=weekly.age_days(at),
        stock_out_days=int(weekly.stock_out_days[at]),
    )


def _headline(names: Sequence[str], stages: Sequence[StageRow], weekly: WeeklySales) -> Sentence:
    if not weekly.products:
        return sentence("nothing")
    if not names:
        return sentence("too_short", weeks=weekly.weeks, needed=LEAST_WEEKS)
    counts = Counter(names)
    told = {name: counts[name] for name in (*STAGES, "untold")}
    share = stages[STAGES.index("decline")].share
    return sentence("headline", products=len(names), share=share or Rate(0.0), **told)


def _caveats(warehouse: Warehouse, weekly: WeeklySales, params: LifecycleParams) -> Iterable[Sentence]:
    if LEAST_WEEKS <= weekly.weeks < YEAR_WEEKS:
        yield sentence("no_whole_year")
    if not warehouse.loaded("stock_levels"):
        yield sentence("no_stock")
    if len(weekly.products) > params.limit:
        yield sentence("not_listed", count=len(weekly.products) - params.limit)
    yield sentence("elasticity_assumed", elasticity=params.elasticity_estimate)


def _bars(names: Sequence[str]) -> Bars:
    counts = Counter(names)
    return Bars(
        title=Words(zh="各阶段商品数", en="Products by stage"),
        unit="count",
        labels=tuple(STAGE_WORDS.values()),
        values=tuple(float(counts[name]) for name in STAGE_WORDS),
    )


CAPABILITY = Capability(
    name="products.lifecycle",
    title=Words(zh="商品生命周期", en="Product lifecycle"),
    question=Words(
        zh="每个商品处在导入、成长、成熟还是衰退期？该做什么？",
        en="Is each product in introduction, growth, maturity or decline, and what is done there?",
    ),
    params=LifecycleParams,
    result=LifecycleResult,
    run=run,
    sentences={**SENTENCES, **LEFT_OUT},
    tables={"order_lines": ("sku",)},
    ids=("F13",),
)
