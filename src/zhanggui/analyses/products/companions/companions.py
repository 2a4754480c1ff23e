"""What is shown beside a product in the basket: which pairs stand, in stock, at a profit, in which order?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from zhanggui.analyses.contribution import PROFIT_GAPS, contribution, profit_gaps, profit_parts
from zhanggui.analyses.cost_and_stock import stock_on
from zhanggui.analyses.counted_sales import LEFT_OUT, SalesParams, counted_lines, left_out, sales_counted
from zhanggui.analyses.products.companions.params import CompanionsParams
from zhanggui.analyses.products.companions.result import CompanionRow, CompanionsResult, SoldOnRow
from zhanggui.analyses.products.pairs.baskets import Baskets, Whole, baskets
from zhanggui.analyses.products.pairs.believed import LEVEL, Believed, BelievedPair, believed_pairs
from zhanggui.core.capability import Capability
from zhanggui.core.charts import Bars
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.quantity import Interval, Rate, RateInterval
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.metrics.called import called, named
from zhanggui.metrics.kinds import is_sold
from zhanggui.metrics.registry import dimension
from zhanggui.stats.pair_evidence import ratio_bounds

if TYPE_CHECKING:
    from zhanggui.metrics.value import MarginAssumption
    from zhanggui.warehouse.protocol import Warehouse

USUAL_DAYS = 365
DRAWN = 12
HUNDRED = 100
LEAST_EXPECTED = 1e-9
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Ways:
    """Each believed pair both ways: who lies in the basket, who is shown; numbers by way, profit unknown as NaN."""

    product: Whole
    companion: Whole
    together: Whole
    lift: Floats  # low, estimate, high
    extra: Floats  # low, estimate, high
    profit: Floats  # of the companion in an order

    @property
    def worth(self) -> Floats:
        """What a hundred orders with the product are worth by it, at the low end; 0 where profit is unknown."""
        return np.asarray(np.nan_to_num(self.extra[0] * self.profit), dtype=np.float64)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sorted:
    """The ways that may be shown, the best first, and how many were passed over."""

    shown: Whole
    sold_out: int
    without_profit: int


def run(warehouse: Warehouse, params: CompanionsParams) -> CompanionsResult:
    """Believe pairs as `products.pairs` does; each is a companion both ways, if in stock and at a profit."""
    asked = params.within(params.period(warehouse.as_of, USUAL_DAYS))
    counted = sales_counted(warehouse, asked)
    held = baskets(warehouse, asked, profit_parts(counted))
    believed = believed_pairs(held, asked)
    stock = _stock(warehouse)
    ways = _ways(held, believed.pairs, _profits(held, asked.margin, warehouse.currency))
    found = _sorted(ways, held, stock, asked.each)
    drawn = [_row(ways, at, held, warehouse.currency, stock) for at in found.shown[: max(asked.limit, DRAWN)]]
    rows = tuple(drawn[: asked.limit])
    return CompanionsResult(
        headline=_headline(drawn, len(found.shown), _count(ways.product[found.shown]), believed, held),
        caveats=(
            *_caveats(found, asked, unknown=bool(np.isnan(ways.profit[found.shown]).any())),
            *left_out(counted, warehouse.currency),
            *profit_gaps(counted, params.margin),
        ),
        first_day=counted.first_day,
        last_day=counted.last_day,
        orders=held.orders,
        pairs_found=len(believed.pairs),
        products=_count(ways.product[found.shown]),
        extra_orders=_bars(drawn),
        rows=rows,
        sold_on=_sold_on(warehouse, asked, sorted({row.sku for row in rows})),
    )


def own_share(by_taste: Floats, orders: Whole, lift: Floats) -> Floats:
    """The share of a product's orders that hold the companion beyond what chance and taste explain.

    s = e/N · (lift − 1) with the orders expected e and the bounds of the lift; never below nothing, never above all.

    >>> own_share(np.array([15.0]), np.array([100]), np.array([[0.8], [2.0], [2.6]])).round(3).tolist()
    [[0.0], [0.15], [0.24]]
    """
    return np.asarray(np.clip(by_taste * (lift - 1) / orders, 0, 1), dtype=np.float64)


def _stock(warehouse: Warehouse) -> dict[str, int] | None:
    """Units on hand by product; None where no stock is loaded."""
    if not warehouse.loaded("stock_levels"):
        return None
    rows = warehouse.fetch(stock_on(warehouse, warehouse.as_of)).to_pylist()
    return {row["sku"]: int(row["on_hand"] or 0) for row in rows}


def _profits(held: Baskets, margin: MarginAssumption | None, currency: str) -> Floats:
    """What each product leaves in an order of several products, in minor units; NaN where a cost is missing."""
    orders, sums = held.left_by_product()
    found = np.full(len(orders), np.nan)
    for at in np.flatnonzero(orders):
        left = contribution({name: int(each[at]) for name, each in sums.items()}, margin, currency)
        if left is not None:
            found[at] = left.estimate.minor / orders[at]
    return found


def _ways(held: Baskets, pairs: Sequence[BelievedPair], profits: Floats) -> _Ways:
    first, second, together = (
        np.array([getattr(pair, name) for pair in pairs], dtype=np.int64) for name in ("first", "second", "together")
    )
    by_taste = np.maximum(np.array([pair.by_taste for pair in pairs], dtype=np.float64), LEAST_EXPECTED)
    low, high = ratio_bounds(together, by_taste, LEVEL)
    lift = np.tile(np.vstack([low, together / by_taste, high]), 2)
    product, companion = np.concatenate([first, second]), np.concatenate([second, first])
    return _Ways(
        product=product,
        companion=companion,
        together=np.tile(together, 2),
        lift=lift,
        extra=own_share(np.tile(by_taste, 2), held.counts[product], lift),
        profit=profits[companion],
    )


def _sorted(ways: _Ways, held: Baskets, stock: dict[str, int] | None, each: int) -> _Sorted:
    """Those in stock that do not lose money, the best of each product, by the profit that is sure, then the share."""
    there = np.array([stock is None or stock.get(product.sku, 1) > 0 for product in held.products], dtype=np.bool_)
    is_there = there[ways.companion] if len(ways.companion) else np.zeros(0, dtype=np.bool_)
    pays = np.isnan(ways.profit) | (np.rint(ways.profit) > 0)
    order = np.lexsort((ways.companion, ways.product, -ways.extra[0], -ways.worth))
    kept = order[(is_there & pays)[order]]
    return _Sorted(
        shown=kept[_place(ways.product[kept]) < each],
        sold_out=int((~is_there).sum()),
        without_profit=int((is_there & ~pays).sum()),
    )


def _place(groups: Whole) -> Whole:
    """Which of its group each is, in the order given.

    >>> _place(np.array([7, 3, 7, 7])).tolist()
    [0, 0, 1, 2]
    """
    order = np.argsort(groups, kind="stable")
    starts = np.flatnonzero(np.diff(groups[order], prepend=-1))
    places = np.empty(len(groups), dtype=np.int64)
    places[order] = np.arange(len(groups)) - np.repeat(starts, np.diff(starts, append=len(groups)))
    return places


def _row(ways: _Ways, at: int, held: Baskets, currency: str, stock: dict[str, int] | None) -> CompanionRow:
    product, companion = held.products[ways.product[at]], held.products[ways.companion[at]]
    orders, profit, extra = int(held.counts[ways.product[at]]), float(ways.profit[at]), _interval(ways.extra[:, at])
    is_known = not np.isnan(profit)
    return CompanionRow(
        with_sku=product.sku,
        with_name=product.name,
        sku=companion.sku,
        name=companion.name,
        together=int(ways.together[at]),
        with_orders=orders,
        share=Rate(int(ways.together[at]) / orders),
        lift=_interval(ways.lift[:, at]),
        extra_share=RateInterval.of(extra),
        profit_per_order=Money(round(profit), currency) if is_known else None,
        extra_profit_per_hundred=_worth(extra, profit, currency) if is_known else None,
        on_hand=None if stock is None else stock.get(companion.sku),
    )


def _interval(bounds: Floats) -> Interval:
    low, estimate, high = map(float, bounds)
    return Interval(low=low, estimate=estimate, high=high, level=LEVEL)


def _worth(extra: Interval, profit: float, currency: str) -> MoneyInterval:
    low, estimate, high = (
        Money(round(share * profit * HUNDRED), currency) for share in (extra.low, extra.estimate, extra.high)
    )
    return MoneyInterval(low=low, estimate=estimate, high=high, level=extra.level)


def _sold_on(warehouse: Warehouse, params: SalesParams, skus: Sequence[str]) -> tuple[SoldOnRow, ...]:
    lines = counted_lines(warehouse, params)
    lines = lines.filter(lines.sku.isin(list(skus)), is_sold(lines), lines.quantity > 0)
    found = lines.group_by("sku", "channel").aggregate(orders=lines.order_no.nunique()).order_by("sku", "channel")
    titles = called(warehouse, dimension("channel"))
    return tuple(
        SoldOnRow(**row, channel_name=named(titles, row["channel"]))
        for row in (warehouse.fetch(found).to_pylist() if skus else ())
    )


def _count(numbers: Whole) -> int:
    return len(np.unique(numbers))


def _headline(drawn: Sequence[CompanionRow], count: int, products: int, believed: Believed, held: Baskets) -> Sentence:
    if not held.orders:
        return sentence("nothing")
    if not drawn:
        return sentence("none", pairs=len(believed.pairs))
    best = drawn[0]
    return sentence(
        "found",
        count=count,
        products=products,
        product=best.with_name,
        companion=best.name,
        together=best.together,
        orders=best.with_orders,
        lift=f"{best.lift.estimate:.1f}",
    )


def _caveats(found: _Sorted, params: CompanionsParams, *, unknown: bool) -> Iterable[Sentence]:
    if found.sold_out:
        yield sentence("sold_out", count=found.sold_out)
    if found.without_profit:
        yield sentence("without_profit", count=found.without_profit)
    if len(found.shown) > params.limit:
        yield sentence("not_listed", count=len(found.shown) - params.limit)
    if unknown:
        yield sentence("ranked_by_share")
    yield sentence("not_causal")


def _bars(drawn: Sequence[CompanionRow]) -> Bars:
    first = drawn[:DRAWN]
    return Bars(
        title=Words(zh="每百单里这一对自己的单数", en="The pair's own orders per 100"),
        unit="orders",
        labels=tuple(f"{row.with_name} → {row.name}" for row in first),
        values=tuple(round(row.extra_share.estimate.rate * HUNDRED, 1) for row in first),
    )


CAPABILITY = Capability(
    name="products.companions",
    title=Words(zh="购物车推荐", en="Companions at the cart"),
    question=Words(
        zh="购物车里有一件商品时，旁边推荐什么？为什么，值多少？",
        en="With a product in the basket, what is shown beside it, for which reason, and what is it worth?",
    ),
    params=CompanionsParams,
    result=CompanionsResult,
    run=run,
    sentences={
        "found": Words(
            zh="{products} 个商品有 {count} 个推荐；最值得的：有“{product}”时推荐“{companion}”，它的 {orders} 单里有 {together} 单也买，是偶然与口味所能解释的 {lift} 倍。",
            en="{products} {products:product has|products have} {count} {count:companion|companions}. Worth most: beside '{product}' show "
            "'{companion}', in {together} of its {orders} {orders:order|orders}, {lift} times what chance and taste explain.",
        ),
        "none": Words(
            zh="没有可以推荐的商品：采信的组合有 {pairs} 个。",
            en="There is nothing to show: {pairs} {pairs:pair stands|pairs stand}.",
        ),
        "nothing": Words(
            zh="这段时间没有带商品编码的销售。", en="Nothing with a product code was sold in this period."
        ),
        "sold_out": Words(
            zh="另有 {count} 个推荐没有库存，没有列出。",
            en="{count} more {count:companion is|companions are} out of stock and not listed.",
        ),
        "without_profit": Words(
            zh="另有 {count} 个推荐在同单里不赚钱，没有列出。",
            en="{count} more {count:companion leaves|companions leave} nothing in such orders and {count:is|are} not listed.",
        ),
        "not_listed": Words(
            zh="另有 {count} 个推荐没有列出。", en="{count} more {count:companion is|companions are} not listed."
        ),
        "ranked_by_share": Words(
            zh="部分推荐的利润未知，排在利润已知的之后，按比例排。",
            en="Where profit is unknown, companions come after the others, ranked by share.",
        ),
        "not_causal": Words(
            zh="这是已有订单里一起买的情况，不等于展示会带来多少：发布到购物车（zhanggui checkout companions publish，或“优惠”页的“购物车推荐”），再看展示与对照。",
            en="This is what orders already hold, not what a showing adds. Put it at the cart (zhanggui checkout companions publish, or "
            "Companions under Offers), then compare baskets that were shown it with those held back.",
        ),
        **LEFT_OUT,
        **PROFIT_GAPS,
    },
    tables={"order_lines": ("sku",)},
    ids=("F15", "K2"),
    roles=("owner", "operator", "analyst"),
)
