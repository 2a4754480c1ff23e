"""How does demand answer to each product's price, how sure is that, and which price would earn most?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from zhanggui.analyses.counted_sales import LEFT_OUT, SalesParams, left_out, sales_counted
from zhanggui.analyses.pricing.elasticity.earning import LEVEL, Demand
from zhanggui.analyses.pricing.elasticity.known import beliefs_in, beliefs_of, demands_of
from zhanggui.analyses.pricing.elasticity.listing import (
    Asked,
    channel_rows,
    curves,
    effect_rows,
    told_row,
    untold_row,
)
from zhanggui.analyses.pricing.elasticity.params import PriceElasticityParams
from zhanggui.analyses.pricing.elasticity.reasons import REASONS, VERDICTS
from zhanggui.analyses.pricing.elasticity.result import ChannelRow, ElasticityResult, ElasticityRow, UntoldRow
from zhanggui.core.capability import Capability
from zhanggui.core.errors import NotFound
from zhanggui.core.quantity import Interval, Rate
from zhanggui.core.sentence import Argument, Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.metrics.called import called
from zhanggui.metrics.registry import dimension

if TYPE_CHECKING:
    from zhanggui.analyses.pricing.elasticity.findings import Findings, Told
    from zhanggui.core.model import FittedModel
    from zhanggui.warehouse.protocol import Warehouse

USUAL_DAYS = 728


class NothingSoldUnder(NotFound):
    """The product asked for was not sold in these days."""

    sentence = Words(
        zh="编码为“{sku}”的商品在这段时间没有卖出，画不出曲线。编码见：zhanggui run products.pareto",
        en="No product '{sku}' was sold in these days, so there is no curve. Codes stand in: zhanggui run products.pareto",
    )


def run(
    warehouse: Warehouse, params: PriceElasticityParams, models_price_elasticity: FittedModel | None = None
) -> ElasticityResult:
    """Estimate from weekly sales at every price, against the other products of the category in the same weeks.

    Days of a stock-out and of a festival's main phase are left out. Money is of four weeks at the pace, cost and
    charges of the last 13; advertising is not counted.
    """
    period = params.period(warehouse.as_of, USUAL_DAYS)
    dated = params.within(period)
    asked = params.asked(warehouse.currency)
    findings = beliefs_of(warehouse, dated, period, models_price_elasticity)
    found = beliefs_in(findings, params.channel)
    if params.sku is not None and params.sku not in {each.product.sku for each in found}:
        raise NothingSoldUnder(sku=params.sku)
    demands = demands_of(warehouse, params.channel, found, asked, period.last_day)
    rows = sorted(
        (told_row(each, each.own, demands.get(each.product.sku), asked) for each in found if each.own is not None),
        key=_place,
    )
    untold = sorted(
        (untold_row(each, demands.get(each.product.sku), asked) for each in found if each.own is None),
        key=lambda each: (-each.units, each.sku),
    )
    drawn = params.sku or (rows[0].sku if rows else None)
    profit, demand = _curves(drawn, rows, demands, asked)
    return ElasticityResult(
        headline=_headline(rows, len(found)),
        caveats=_caveats(warehouse, dated, (rows, untold), params, _Counted.of(found, demands, findings)),
        first_day=period.start,
        last_day=period.last_day,
        products=len(found),
        identified=len(rows),
        curve_sku=drawn if profit else None,
        profit_curve=profit,
        demand_curve=demand,
        channels=_channels(warehouse, findings) if params.channel is None else (),
        effects=tuple(effect_rows(findings)),
        rows=tuple(rows[: params.limit]),
        untold=tuple(untold[: params.limit]),
    )


def _channels(warehouse: Warehouse, findings: Findings) -> tuple[ChannelRow, ...]:
    return tuple(channel_rows(findings, called(warehouse, dimension("channel")))) if findings.channels else ()


def _curves(drawn: str | None, rows: Sequence[ElasticityRow], demands: Mapping[str, Demand], asked: Asked) -> Any:
    """The curves of a product that tells and whose cost is known."""
    chosen = next((each for each in rows if each.sku == drawn), None)
    if chosen is None or chosen.sku not in demands:
        return None, None
    return curves(demands[chosen.sku], chosen.product_name or chosen.sku, asked)


def _place(each: ElasticityRow) -> tuple[int, int, str]:
    """The largest gain first, then what sells most."""
    return (-(each.gain.estimate.minor if each.gain else 0), -each.units, each.sku)


def _headline(rows: Sequence[ElasticityRow], products: int) -> Sentence:
    if not rows:
        return sentence("none_tells", products=products) if products else sentence("nothing")
    facts: dict[str, Argument] = {"telling": len(rows), "products": products, "typical": _typical(rows)}
    first = rows[0]
    if first.gain is None or first.best_price is None:
        return sentence("no_step", **facts)
    facts |= {"product": first.product_name or first.sku, "now": first.price_now, "best": first.best_price}
    return sentence("headline", gain=first.gain, **facts)


def _typical(rows: Sequence[ElasticityRow]) -> Interval:
    """The middle product, and between which elasticities nine in ten lie."""
    found = [each.elasticity.estimate for each in rows]
    low, middle, high = (round(float(each), 2) for each in np.quantile(found, (0.05, 0.5, 0.95)))
    return Interval(low=low, estimate=middle, high=high, level=0.9)


def _caveats(
    warehouse: Warehouse,
    dated: SalesParams,
    listed: tuple[Sequence[ElasticityRow], Sequence[UntoldRow]],
    params: PriceElasticityParams,
    counted: _Counted,
) -> tuple[Sentence, ...]:
    rows, untold = listed
    slow = sum(each.test_days is None for each in untold)
    hidden = sum(max(len(each) - params.limit, 0) for each in listed)
    said = [
        sentence("own_price_and_rivals" if any(each.rival_days for each in rows) else "own_price_only"),
        *([sentence("shown_held")] if any(each.shown_days for each in rows) else []),
        *([sentence("over_channels")] if rows and counted.channels and params.channel is None else []),
        *([sentence("in_one_channel")] if rows and params.channel is not None else []),
        *([sentence("prices_paid", count=counted.paid)] if counted.paid else []),
        *([] if warehouse.loaded("stock_levels") else [sentence("stock_not_known")]),
        *([sentence("without_cost", count=counted.unpriced)] if counted.unpriced else []),
        *([sentence("pace_goes_on")] if any(each.gain for each in rows) else []),
        *([sentence("elasticity_assumed", elasticity=_assumed(params))] if untold and not rows else []),
        *([sentence("test_like_this", step=Rate(params.test_step))] if len(untold) > slow else []),
        *([sentence("too_slow", count=slow)] if slow else []),
        *([sentence("not_listed", count=hidden)] if hidden else []),
    ]
    return (*said, *left_out(sales_counted(warehouse, dated), warehouse.currency))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counted:
    """Of how many products no cost is known, of how many the price is what was paid, and how many channels tell."""

    unpriced: int
    paid: int
    channels: int

    @classmethod
    def of(cls, found: Sequence[Told], demands: Mapping[str, Demand], findings: Findings) -> _Counted:
        return cls(
            unpriced=len(found) - len(demands),
            paid=sum(each.is_paid for each in found),
            channels=len(findings.channels),
        )


def _assumed(params: PriceElasticityParams) -> Interval:
    return Interval(
        low=params.elasticity_low, estimate=params.elasticity_estimate, high=params.elasticity_high, level=LEVEL
    )


CAPABILITY = Capability(
    name="pricing.elasticity",
    title=Words(zh="价格弹性", en="Price elasticity"),
    question=Words(
        zh="每个商品涨价或降价 1%，销量变多少，有多少把握，什么价格最赚钱？",
        en="By how much do sales answer to one percent of each product's price, how sure is that, and which price earns most?",
    ),
    params=PriceElasticityParams,
    result=ElasticityResult,
    run=run,
    sentences={
        "headline": Words(
            zh="{products} 个商品中有 {telling} 个的变价能说明弹性，一般为 {typical}；“{product}”从 {now} 调到 {best}，四周预计多赚 {gain}。",
            en="Prices of {telling} of {products} {products:product|products} tell how demand answers, typically by {typical}; '{product}' at "
            "{best} instead of {now} would earn {gain} more in four weeks.",
        ),
        "no_step": Words(
            zh="{products} 个商品中有 {telling} 个的变价能说明弹性，一般为 {typical}；护栏之内没有一个调价有足够把握更赚，或没有成本。",
            en="Prices of {telling} of {products} {products:product|products} tell how demand answers, typically by {typical}; no step inside the "
            "guardrails is sure enough to earn more, or costs are not known.",
        ),
        "none_tells": Words(
            zh="{products} 个商品的价格都说明不了弹性：看每行的原因，以及能说明的试验。",
            en="Of {products} {products:product|products} no price tells how demand answers: see each row's reason, and the test that would tell.",
        ),
        "nothing": Words(zh="这段时间没有卖出商品。", en="No product was sold in these days."),
        **REASONS,
        **VERDICTS,
        "own_price_only": Words(
            zh="没有竞品价格可扣除；商品之间的替代见 pricing.cross_elasticity。",
            en="No price of other sellers is held fast; moves between products stand in pricing.cross_elasticity.",
        ),
        "own_price_and_rivals": Words(
            zh="竞品有新鲜观察的日子里，别家价格的影响已扣除（同类目一个系数）；商品之间的替代见 pricing.cross_elasticity。",
            en="On days with a fresh price of other sellers its effect is held fast, by one coefficient a category; moves between products stand in "
            "pricing.cross_elasticity.",
        ),
        "shown_held": Words(
            zh="陈列、展位和不改标价的活动（券、赠品）在时，它们的作用已扣除（同类目一个系数）。",
            en="Where a product was placed in the foreground, or promoted with its shelf price unchanged (coupons, gifts), that is held fast, by one "
            "coefficient a category.",
        ),
        "over_channels": Words(
            zh="弹性是各渠道按近期销量的平均；各渠道怎么不同见“渠道”表，问一个渠道可以单看它（向其他渠道靠拢）。",
            en="Elasticities are over all channels, by what they sold lately; how channels differ stands in their table, and one channel can be "
            "asked for, drawn to the others.",
        ),
        "in_one_channel": Words(
            zh="只看这个渠道的弹性，向商品在其他渠道的表现靠拢；可比件数与变价次数是各渠道的。",
            en="Elasticities are those of the channel, drawn to what the product does in the others; units compared and changes are of all channels.",
        ),
        "prices_paid": Words(
            zh="有 {count} 个商品没有价格历史：价格取每周实付单价的中位数，只用几乎同一个价卖出的周；导入价格历史更可靠（zhanggui template prices）。",
            en="Of {count} {count:product|products} no price history is kept: the price is the middle one paid in a week, where hardly any other was paid; "
            "a price history tells more firmly (zhanggui template prices).",
        ),
        "stock_not_known": Words(
            zh="没有库存记录：缺货的日子会被当成没有人买（zhanggui template stock）。",
            en="No stock is loaded: days out of stock count as days nobody bought (zhanggui template stock).",
        ),
        "without_cost": Words(
            zh="有 {count} 个商品最近 13 周没有卖出或没有成本，利润与试验成本未知。",
            en="{count} {count:product|products} did not sell in 13 weeks or {count:has|have} no cost; profit and a test's cost are unknown.",
        ),
        "pace_goes_on": Words(
            zh="多赚多少按最近 13 周的销量、成本和费用推算；区间只含弹性的不确定。",
            en="Gains take the pace, costs and charges of the last 13 weeks to go on; their bounds are those of the elasticity alone.",
        ),
        "elasticity_assumed": Words(
            zh="没有商品能说明弹性，试验成本按假设的弹性 {elasticity} 计。",
            en="No product tells, so the cost of a test takes an assumed elasticity of {elasticity}.",
        ),
        "test_like_this": Words(
            zh="试验：标价乘以 1 ± {step}，每两周每个渠道随机重抽，对所有顾客一样，其他商品照常。",
            en="The test: the shelf price times 1 ± {step}, drawn at random every fortnight in each channel, the same for every customer, "
            "with other products as they are.",
        ),
        "too_slow": Words(
            zh="有 {count} 个商品卖得太少，一年的试验也说明不了弹性。",
            en="{count} {count:product sells|products sell} too little: not even a year's test would tell.",
        ),
        "not_listed": Words(
            zh="另有 {count} 个商品没有列出。", en="{count} more {count:product is|products are} not listed."
        ),
        **LEFT_OUT,
    },
    tables={"order_lines": ("sku",)},
    ids=("G7",),
    needs=("models.price_elasticity",),
    roles=("owner", "operator", "analyst"),
)
