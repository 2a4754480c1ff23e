"""Which products share their buyers, and which sell more when another is away?"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from zhanggui.analyses.counted_sales import LEFT_OUT, UNKNOWN_CUSTOMERS, left_out, sales_counted, unknown_customers
from zhanggui.analyses.products.overlap.buyers import Buyers, buyers
from zhanggui.analyses.products.overlap.params import OverlapParams
from zhanggui.analyses.products.overlap.result import OverlapResult, SharedRow, ShiftRow
from zhanggui.analyses.products.overlap.shifts import LEVEL, Shifted, shifted
from zhanggui.analyses.products.weekly_sales import WeeklySales, weekly_sales
from zhanggui.core.capability import Capability
from zhanggui.core.charts import Matrix
from zhanggui.core.quantity import Rate, RateInterval
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.metrics.called import called, named
from zhanggui.metrics.registry import dimension
from zhanggui.stats.associations import PairCounts, pair_counts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from zhanggui.warehouse.protocol import Warehouse

MOST_WEEKS, DRAWN = 104, 8
LEAST_SHARED = 5
RELATIONS = ("packs_of_channels", "variants", "one_category", "other_categories")
ORDER = ("takes_over", "falls_too", "no_shift", "cannot_tell")


def run(warehouse: Warehouse, params: OverlapParams) -> OverlapResult:
    """Shared buyers by counting, shifted sales by comparing weeks away with weeks there, against others of the kind."""
    counted = sales_counted(warehouse, params)
    weekly = weekly_sales(warehouse, params, MOST_WEEKS)
    found = sorted(shifted(weekly, params), key=lambda each: _rank(each, params))
    who = buyers(warehouse, params)
    pairs = pair_counts(who.held, LEAST_SHARED)
    verdicts = [each.verdict(params.false_share) for each in found]
    return OverlapResult(
        headline=_headline(weekly, found, verdicts),
        caveats=(
            *_caveats(warehouse, found),
            *unknown_customers(counted, warehouse.currency),
            *left_out(counted, warehouse.currency),
        ),
        first_day=counted.first_day,
        last_day=counted.last_day,
        products=len(weekly.products),
        tested=len(found),
        untold=verdicts.count("cannot_tell"),
        shared=_matrix(who, pairs),
        shifts=tuple(
            _shift_row(weekly, each, verdict) for each, verdict in zip(found[: params.limit], verdicts, strict=False)
        ),
        rows=_shared(who, pairs, called(warehouse, dimension("channel")), params.limit),
    )


def _rank(each: Shifted, params: OverlapParams) -> tuple[int, float, int, int]:
    return ORDER.index(each.verdict(params.false_share)), -abs(each.gained_units), each.gone, each.other


def _shift_row(weekly: WeeklySales, each: Shifted, verdict: str) -> ShiftRow:
    gone, other = weekly.products[each.gone], weekly.products[each.other]
    low, high = each.bounds
    share = each.gained_units / each.lost_units if each.lost_units >= 1 and verdict == "takes_over" else None
    return ShiftRow(
        gone_sku=gone.sku,
        gone_name=gone.name,
        event=sentence(f"event_{each.event}"),
        other_sku=other.sku,
        other_name=other.name,
        verdict=sentence(f"verdict_{verdict}"),
        change=RateInterval(
            low=Rate(math.expm1(low)),
            estimate=Rate(math.expm1(each.estimate)),
            high=Rate(math.expm1(high)),
            level=LEVEL,
        ),
        units=round(each.gained_units),
        diverted=None if share is None else Rate(share),
        weeks=each.weeks,
        false_share=Rate(each.false_share),
    )


def _shared(who: Buyers, pairs: PairCounts, titles: Mapping[str, Words], limit: int) -> tuple[SharedRow, ...]:
    """Packs of one style first, then those that share most buyers; of millions of pairs only these become rows."""
    counts = who.held.counts()
    relation = _relations(who, pairs)
    first = np.lexsort((pairs.second, pairs.first, -pairs.together, relation))[:limit]
    rows = []
    for at in first.tolist():
        one, other, both = int(pairs.first[at]), int(pairs.second[at]), int(pairs.together[at])
        rows.append(
            SharedRow(
                first_sku=who.products[one].sku,
                first_name=who.products[one].name,
                second_sku=who.products[other].sku,
                second_name=who.products[other].name,
                buyers_of_both=both,
                of_first=Rate(both / int(counts[one])),
                of_second=Rate(both / int(counts[other])),
                times_chance=round(both * who.held.baskets / int(counts[one]) / int(counts[other]), 2),
                first_channel=named(titles, who.channels[one][0]),
                second_channel=named(titles, who.channels[other][0]),
                relation=sentence(RELATIONS[int(relation[at])]),
            )
        )
    return tuple(rows)


def _relations(who: Buyers, pairs: PairCounts) -> NDArray[np.int64]:
    """For every pair its place in `RELATIONS`."""
    first, second = pairs.first, pairs.second
    same = {}
    for name in ("parent_sku", "category"):
        told = [getattr(product, name) for product in who.products]
        code, is_told = np.unique(told, return_inverse=True)[1], np.array([bool(each) for each in told], dtype=bool)
        same[name] = (code[first] == code[second]) & is_told[first]
    exclusive = np.array([who.is_exclusive(at) for at in range(len(who.products))], dtype=bool)
    channel = np.unique([name for name, _ in who.channels], return_inverse=True)[1]
    apart = exclusive[first] & exclusive[second] & (channel[first] != channel[second])
    return np.select([same["parent_sku"] & apart, same["parent_sku"], same["category"]], [0, 1, 2], default=3)


def _matrix(who: Buyers, pairs: PairCounts) -> Matrix:
    """The most bought products among each other."""
    size = min(DRAWN, len(who.products))
    counts = who.held.counts()
    share = np.zeros((size, size))
    drawn = (pairs.first < size) & (pairs.second < size)
    first, second, both = pairs.first[drawn], pairs.second[drawn], pairs.together[drawn]
    share[first, second], share[second, first] = both / counts[first], both / counts[second]
    names = tuple(product.name for product in who.products[:size])
    return Matrix(
        title=Words(zh="行商品的顾客里，也买过列商品的比例", en="Of the row's buyers, so many bought the column"),
        unit="rate",
        row_title=Words(zh="商品", en="Product"),
        column_title=Words(zh="也买过", en="also bought"),
        rows=names,
        columns=names,
        values=tuple(
            tuple(None if row == column else float(share[row, column]) for column in range(size)) for row in range(size)
        ),
    )


def _headline(weekly: WeeklySales, found: Sequence[Shifted], verdicts: Sequence[str]) -> Sentence:
    if not weekly.products:
        return sentence("nothing")
    taking = verdicts.count("takes_over")
    facts = {"tested": len(found), "untold": verdicts.count("cannot_tell")}
    if not found:
        return sentence("no_events", products=len(weekly.products))
    if not taking:
        return sentence("none_shifts", **facts)
    best = found[0]
    return sentence(
        "shifts",
        **facts,
        taking=taking,
        gone=weekly.products[best.gone].name,
        other=weekly.products[best.other].name,
        change=Rate(math.expm1(best.estimate)),
    )


def _caveats(warehouse: Warehouse, found: Sequence[Shifted]) -> Iterable[Sentence]:
    if not warehouse.loaded("stock_levels"):
        yield sentence("no_stock")
    if found:
        yield sentence("kind_is_control")
    yield sentence("shared_is_not_taken")


CAPABILITY = Capability(
    name="products.overlap",
    title=Words(zh="商品重叠与互相抢量", en="Overlap and cannibalisation"),
    question=Words(
        zh="哪些商品抢的是同一批顾客？一个缺货或上新时，另一个多卖还是少卖？",
        en="Which products share their buyers, and which sells more when another is out of stock or not there yet?",
    ),
    params=OverlapParams,
    result=OverlapResult,
    run=run,
    sentences={
        "shifts": Words(
            zh="检验了 {tested} 次缺货或上新：{taking} 次有销量转移，{untold} 次说不准。最明显的：“{gone}”不在时，“{other}”比同类多卖 {change}。",
            en="{tested} pairs around stock-outs and launches were tested: in {taking} sales moved, for {untold} it cannot be told. Most of all: with '{gone}' away, "
            "'{other}' sold {change} more than its kind.",
        ),
        "none_shifts": Words(
            zh="检验了 {tested} 次缺货或上新：没有可信的销量转移，其中 {untold} 次销量太少、说不准。",
            en="{tested} pairs around stock-outs and launches were tested: no shift of sales can be believed; for {untold} too little was sold to tell.",
        ),
        "no_events": Words(
            zh="{products} 个商品里没有可用的缺货或上新：看不出谁抢谁的量，只列共同顾客。",
            en="Of {products} {products:product|products} none was away at a useful time: who takes from whom cannot be told, only shared buyers are listed.",
        ),
        "nothing": Words(
            zh="这段时间没有带商品编码的销售。", en="Nothing with a product code was sold in this period."
        ),
        "event_launch": Words(zh="上新之前", en="Before its launch"),
        "event_stock_out": Words(zh="缺货", en="Out of stock"),
        "verdict_takes_over": Words(zh="接走它的销量", en="Takes over its sales"),
        "verdict_falls_too": Words(zh="跟着少卖", en="Falls with it"),
        "verdict_no_shift": Words(zh="转移不到三分之一", en="No shift by a third or more"),
        "verdict_cannot_tell": Words(zh="说不准", en="Cannot tell"),
        "packs_of_channels": Words(zh="同款的渠道专供", en="Packs of one style by channel"),
        "variants": Words(zh="同款不同规格", en="Variants of one style"),
        "one_category": Words(zh="同一类目", en="One category"),
        "other_categories": Words(zh="不同类目", en="Other categories"),
        "no_stock": Words(
            zh="没有库存数据，只能看上新，看不到缺货。",
            en="No stock levels are loaded, so only launches are seen, not stock-outs.",
        ),
        "kind_is_control": Words(
            zh="与同类目其余商品相比：若整个类目都接走了销量，这里会低估。",
            en="Compared with the rest of the category: if all of it takes over, this understates the shift.",
        ),
        "shared_is_not_taken": Words(
            zh="共同顾客多不等于互相抢量：也可能是一起用的商品。只有“销量转移”说明抢量。",
            en="Shared buyers need not mean lost sales: the two may be used together. Only shifted sales tell of cannibalisation.",
        ),
        **UNKNOWN_CUSTOMERS,
        **LEFT_OUT,
    },
    tables={"order_lines": ("sku",)},
    ids=("F20",),
)
