"""How does demand for one product answer to the price of another: substitutes, complements, or cannot be told?"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from zhanggui.analyses.counted_sales import LEFT_OUT, left_out, sales_counted
from zhanggui.analyses.pricing.cross.listing import moving_rows, told_rows, untold_row
from zhanggui.analyses.pricing.cross.params import CrossElasticityParams
from zhanggui.analyses.pricing.cross.result import CrossResult, CrossRow
from zhanggui.analyses.pricing.cross.telling import Pair, pairs_of
from zhanggui.analyses.pricing.cross.weekly import MOST_PRODUCTS, Elsewhere, chosen
from zhanggui.analyses.pricing.cross.words import KINDS, SENTENCES
from zhanggui.analyses.pricing.elasticity.elasticity import USUAL_DAYS
from zhanggui.analyses.pricing.elasticity.known import beliefs_of, demands_of
from zhanggui.analyses.pricing.elasticity.observed import observe
from zhanggui.analyses.pricing.elasticity.params import PriceStepParams
from zhanggui.core.capability import Capability
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words

if TYPE_CHECKING:
    from zhanggui.core.model import FittedModel
    from zhanggui.warehouse.protocol import Warehouse


def run(
    warehouse: Warehouse, params: CrossElasticityParams, models_price_elasticity: FittedModel | None = None
) -> CrossResult:
    """Estimate every pair of a category from weekly sales and prices that move by themselves.

    Only the price of a product whose own elasticity tells counts as moved by itself (`pricing.elasticity`, ADR 0025).
    Money is of four weeks at the pace, cost and charges of the last 13; advertising is not counted.
    """
    period = params.period(warehouse.as_of, USUAL_DAYS)
    dated = params.within(period)
    observed = observe(warehouse, dated, period)
    elsewhere = Elsewhere.empty(len(observed.channels), period.days)
    deque(elsewhere.watching(observed.groups()), maxlen=0)
    picked = chosen(beliefs_of(warehouse, dated, period, models_price_elasticity).products)
    groups = (observed.together([each.product for each in products]) for products in picked.categories)
    pairs = [pair for pair in pairs_of(picked, groups, elsewhere, params.false_share) if _asked(pair, params.sku)]
    telling = [each for each in pairs if each.code == "told"]
    asked = PriceStepParams().asked(warehouse.currency)
    answering = {each.answering.product.sku: each.answering for each in telling}
    demands = demands_of(warehouse, params.channel, list(answering.values()), asked, period.last_day) if telling else {}
    listed = list(told_rows(telling, demands, params.step, warehouse.currency))
    rows = sorted((row for row, _ in listed), key=_place)
    moving = sorted(moving_rows(listed, warehouse.currency), key=lambda each: (-each.answering, each.sku))
    untold = sorted((each for each in pairs if each.code != "told"), key=_closeness)
    hidden = sum(max(len(each) - params.limit, 0) for each in (rows, moving, untold))
    return CrossResult(
        headline=_headline(rows, pairs),
        caveats=(
            *_caveats(warehouse, params, rows, picked.left_out, hidden),
            *left_out(sales_counted(warehouse, dated), warehouse.currency),
        ),
        first_day=period.start,
        last_day=period.last_day,
        pairs=len(pairs),
        estimated=_estimated(pairs),
        rows=tuple(rows[: params.limit]),
        moving=tuple(moving[: params.limit]),
        untold=tuple(untold_row(each) for each in untold[: params.limit]),
    )


def _asked(pair: Pair, sku: str | None) -> bool:
    return sku is None or sku in {pair.answering.product.sku, pair.moving.product.sku}


def _estimated(pairs: Sequence[Pair]) -> int:
    return sum(each.own is not None for each in pairs)


def _place(row: CrossRow) -> tuple[int, float, str, str]:
    """The largest amounts first, then the largest elasticities."""
    size = abs(row.shift.estimate.minor) if row.shift else 0
    return (-size, -abs(row.elasticity.estimate), row.sku, row.moving_sku)


def _closeness(pair: Pair) -> tuple[float, int, str, str]:
    """Those nearest to being told first; what could not be estimated last, by what sells."""
    doubt = 2.0 if pair.doubt is None else pair.doubt
    return (doubt, -pair.answering.units, pair.answering.product.sku, pair.moving.product.sku)


def _headline(rows: Sequence[CrossRow], pairs: Sequence[Pair]) -> Sentence:
    estimated = _estimated(pairs)
    if not rows:
        return sentence("none_told", estimated=estimated) if estimated else sentence("none_estimated")
    clearest = min(rows, key=lambda each: (each.false_share.rate, -abs(each.elasticity.estimate)))
    substitutes = sum(each.kind == KINDS["substitute"] for each in rows)
    return sentence(
        "headline",
        estimated=estimated,
        told=len(rows),
        substitutes=substitutes,
        complements=len(rows) - substitutes,
        product=clearest.product_name or clearest.sku,
        moving=clearest.moving_name or clearest.moving_sku,
        elasticity=clearest.elasticity,
    )


def _caveats(
    warehouse: Warehouse, params: CrossElasticityParams, rows: Sequence[CrossRow], left: int, hidden: int
) -> Iterator[Sentence]:
    yield sentence("how_estimated")
    if rows:
        yield sentence("false_pairs", count=len(rows), share=Rate(params.false_share))
        yield sentence("beside_best_price")
    if not warehouse.loaded("stock_levels"):
        yield sentence("stock_not_known")
    if left:
        yield sentence("bounded", most=MOST_PRODUCTS, count=left)
    if hidden:
        yield sentence("not_listed", count=hidden)


CAPABILITY = Capability(
    name="pricing.cross_elasticity",
    title=Words(zh="交叉价格弹性", en="Cross-price elasticity"),
    question=Words(
        zh="一个商品调价，同类别的商品多卖还是少卖，有多少把握，值多少钱？",
        en="When one product's price moves, do others of its category sell more or less, how sure is that, and what is it worth?",
    ),
    params=CrossElasticityParams,
    result=CrossResult,
    run=run,
    sentences={**SENTENCES, **LEFT_OUT},
    tables={"order_lines": ("sku",)},
    ids=("G7",),
    needs=("models.price_elasticity",),
    roles=("owner", "operator", "analyst"),
)
