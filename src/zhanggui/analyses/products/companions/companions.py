"""What is shown beside a product in the basket: which pairs stand, in stock, at a profit, in which order?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhanggui.analyses.contribution import PROFIT_GAPS, contribution, profit_gaps, profit_parts
from zhanggui.analyses.cost_and_stock import stock_on
from zhanggui.analyses.counted_sales import LEFT_OUT, SalesParams, counted_lines, left_out, sales_counted
from zhanggui.analyses.products.companions.params import CompanionsParams
from zhanggui.analyses.products.companions.result import CompanionRow, CompanionsResult, SoldOnRow
from zhanggui.analyses.products.pairs.baskets import Baskets, baskets
from zhanggui.analyses.products.pairs.believed import LEVEL, BelievedPair, believed_pairs, times
from zhanggui.core.capability import Capability
from zhanggui.core.charts import Bars
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.quantity import Interval, Rate, RateInterval
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.metrics.called import called, named
from zhanggui.metrics.kinds import is_sold
from zhanggui.metrics.registry import dimension

if TYPE_CHECKING:
    from zhanggui.metrics.value import MarginAssumption
    from zhanggui.warehouse.protocol import Warehouse

USUAL_DAYS = 365
DRAWN = 12
HUNDRED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shop:
    """What a row is made of besides its pair; without stock loaded there is no stock."""

    held: Baskets
    margin: MarginAssumption | None
    currency: str
    stock: dict[str, int] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sorted:
    """The companions that may be shown, and how many were passed over."""

    shown: tuple[CompanionRow, ...]
    sold_out: int
    without_profit: int


def run(warehouse: Warehouse, params: CompanionsParams) -> CompanionsResult:
    """Believe pairs as `products.pairs` does; each is a companion both ways, if in stock and at a profit."""
    asked = params.within(params.period(warehouse.as_of, USUAL_DAYS))
    counted = sales_counted(warehouse, asked)
    held = baskets(warehouse, asked, profit_parts(counted))
    believed = believed_pairs(held, asked)
    shop = _Shop(held=held, margin=asked.margin, currency=warehouse.currency, stock=_stock(warehouse))
    found = [
        _row(shop, pair, *beside)
        for pair in believed.pairs
        for beside in ((pair.first, pair.second), (pair.second, pair.first))
    ]
    sorted_out = _sorted(found, asked.each)
    rows = sorted_out.shown[: asked.limit]
    return CompanionsResult(
        headline=_headline(sorted_out.shown, len(believed.pairs), held),
        caveats=(
            *_caveats(sorted_out, asked),
            *left_out(counted, warehouse.currency),
            *profit_gaps(counted, params.margin),
        ),
        first_day=counted.first_day,
        last_day=counted.last_day,
        orders=held.orders,
        pairs_found=len(believed.pairs),
        products=len({row.with_sku for row in sorted_out.shown}),
        extra_orders=_bars(sorted_out.shown),
        rows=rows,
        sold_on=_sold_on(warehouse, asked, sorted({row.sku for row in rows})),
    )


def own_share(by_taste: float, orders: int, lift: Interval) -> Interval:
    """The share of a product's orders that hold the companion beyond what chance and taste explain.

    s = e/N · (lift − 1) with the orders expected e and the bounds of the lift; never below nothing, never above all.

    >>> own_share(15.0, 100, Interval(low=1.5, estimate=2.0, high=2.6, level=0.9))
    Interval(low=0.075, estimate=0.15, high=0.24, level=0.9)
    """
    low, estimate, high = (
        min(1.0, max(0.0, by_taste * (bound - 1) / orders)) for bound in (lift.low, lift.estimate, lift.high)
    )
    return Interval(low=low, estimate=estimate, high=high, level=LEVEL)


def _stock(warehouse: Warehouse) -> dict[str, int] | None:
    """Units on hand by product; None where no stock is loaded."""
    if not warehouse.loaded("stock_levels"):
        return None
    rows = warehouse.fetch(stock_on(warehouse, warehouse.as_of)).to_pylist()
    return {row["sku"]: int(row["on_hand"] or 0) for row in rows}


def _row(shop: _Shop, pair: BelievedPair, product: int, companion: int) -> CompanionRow:
    held, currency = shop.held, shop.currency
    orders, lift = int(held.counts[product]), times(pair.together, pair.by_taste)
    extra = own_share(pair.by_taste, orders, lift)
    profit = contribution(held.left_of(companion, product), shop.margin, currency)
    each = None if profit is None else profit.estimate.minor / pair.together
    return CompanionRow(
        with_sku=held.products[product].sku,
        with_name=held.products[product].name,
        sku=held.products[companion].sku,
        name=held.products[companion].name,
        together=pair.together,
        with_orders=orders,
        share=Rate(pair.together / orders),
        lift=lift,
        extra_share=RateInterval.of(extra),
        profit_per_order=None if each is None else Money(round(each), currency),
        extra_profit_per_hundred=None if each is None else _worth(extra, each, currency),
        on_hand=None if shop.stock is None else shop.stock.get(held.products[companion].sku),
    )


def _worth(extra: Interval, profit: float, currency: str) -> MoneyInterval:
    low, estimate, high = sorted(share * profit * HUNDRED for share in (extra.low, extra.estimate, extra.high))
    return MoneyInterval(
        low=Money(round(low), currency),
        estimate=Money(round(estimate), currency),
        high=Money(round(high), currency),
        level=extra.level,
    )


def _sorted(found: Sequence[CompanionRow], each: int) -> _Sorted:
    """Those in stock that do not lose money, the best of each product, in order."""
    there = [row for row in found if row.on_hand is None or row.on_hand > 0]
    paying = [row for row in there if row.profit_per_order is None or row.profit_per_order.minor > 0]
    places: Counter[str] = Counter()
    shown = []
    for row in sorted(paying, key=_rank):
        places[row.with_sku] += 1
        if places[row.with_sku] <= each:
            shown.append(row)
    return _Sorted(shown=tuple(shown), sold_out=len(found) - len(there), without_profit=len(there) - len(paying))


def _rank(row: CompanionRow) -> tuple[int, float, str, str]:
    """By the profit that is sure enough; where profit is not known, by the share that is."""
    worth = row.extra_profit_per_hundred
    return (-worth.low.minor if worth else 0, -row.extra_share.low.rate, row.with_sku, row.sku)


def _sold_on(warehouse: Warehouse, params: SalesParams, skus: Sequence[str]) -> tuple[SoldOnRow, ...]:
    lines = counted_lines(warehouse, params)
    lines = lines.filter(lines.sku.isin(list(skus)), is_sold(lines), lines.quantity > 0)
    found = lines.group_by("sku", "channel").aggregate(orders=lines.order_no.nunique()).order_by("sku", "channel")
    titles = called(warehouse, dimension("channel"))
    return tuple(
        SoldOnRow(**row, channel_name=named(titles, row["channel"]))
        for row in (warehouse.fetch(found).to_pylist() if skus else ())
    )


def _headline(shown: Sequence[CompanionRow], pairs: int, held: Baskets) -> Sentence:
    if not held.orders:
        return sentence("nothing")
    if not shown:
        return sentence("none", pairs=pairs)
    best = shown[0]
    return sentence(
        "found",
        count=len(shown),
        products=len({row.with_sku for row in shown}),
        product=best.with_name,
        companion=best.name,
        together=best.together,
        orders=best.with_orders,
        lift=f"{best.lift.estimate:.1f}",
    )


def _caveats(found: _Sorted, params: CompanionsParams) -> Iterable[Sentence]:
    if found.sold_out:
        yield sentence("sold_out", count=found.sold_out)
    if found.without_profit:
        yield sentence("without_profit", count=found.without_profit)
    if len(found.shown) > params.limit:
        yield sentence("not_listed", count=len(found.shown) - params.limit)
    if any(row.profit_per_order is None for row in found.shown):
        yield sentence("ranked_by_share")
    yield sentence("not_causal")


def _bars(shown: Sequence[CompanionRow]) -> Bars:
    first = sorted(shown, key=lambda row: (-row.extra_share.estimate.rate, row.with_sku, row.sku))[:DRAWN]
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
