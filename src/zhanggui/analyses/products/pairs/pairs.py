"""Which products are bought together more often than chance and taste explain, and what do they leave?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from zhanggui.analyses.contribution import PROFIT_GAPS, contribution, profit_gaps, profit_parts
from zhanggui.analyses.counted_sales import LEFT_OUT, left_out, sales_counted
from zhanggui.analyses.products.pairs.baskets import Baskets, baskets
from zhanggui.analyses.products.pairs.believed import Believed, BelievedPair, believed_pairs, times
from zhanggui.analyses.products.pairs.longer_rules import longer_rules
from zhanggui.analyses.products.pairs.params import PairsParams
from zhanggui.analyses.products.pairs.result import PairRow, PairsResult, RuleRow
from zhanggui.core.capability import Capability
from zhanggui.core.charts import Bars
from zhanggui.core.money import Money
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.stats.associations import TooManySets

if TYPE_CHECKING:
    from zhanggui.warehouse.protocol import Warehouse

USUAL_DAYS = 365
DRAWN = 12


def run(warehouse: Warehouse, params: PairsParams) -> PairsResult:
    """Count every pair exactly, believe those that neither chance, channel, month nor taste explains, value them."""
    period = params.period(warehouse.as_of, USUAL_DAYS)
    asked = params.within(period)
    counted = sales_counted(warehouse, asked)
    held = baskets(warehouse, asked, profit_parts(counted))
    believed = believed_pairs(held, asked)
    rows = sorted((_row(pair, held, asked, warehouse.currency) for pair in believed.pairs), key=_rank)
    rules, too_many = _rules(held, asked)
    return PairsResult(
        headline=_headline(believed, rows, held),
        caveats=(
            *_caveats(believed, asked, listed=len(rows)),
            *too_many,
            *left_out(counted, warehouse.currency),
            *profit_gaps(counted, params.margin),
        ),
        first_day=counted.first_day,
        last_day=counted.last_day,
        orders=held.orders,
        products=len(held.products),
        pairs_tested=believed.tested,
        pairs_frequent=believed.frequent,
        pairs_found=len(believed.pairs),
        orders_beyond_chance=_bars(believed, held),
        rows=tuple(rows[: params.limit]),
        rules=rules,
    )


def _row(pair: BelievedPair, held: Baskets, params: PairsParams, currency: str) -> PairRow:
    counts = held.counts
    parts = held.left_together(pair.first, pair.second)
    profit = contribution(parts, params.margin, currency)
    first, second = held.products[pair.first], held.products[pair.second]
    return PairRow(
        first_sku=first.sku,
        first_name=first.name,
        second_sku=second.sku,
        second_name=second.name,
        together=pair.together,
        support=Rate(pair.together / held.orders),
        second_given_first=Rate(pair.together / int(counts[pair.first])),
        first_given_second=Rate(pair.together / int(counts[pair.second])),
        lift=times(pair.together, pair.by_chance),
        lift_beyond_taste=times(pair.together, pair.by_taste),
        false_share=Rate(pair.false_share),
        net_sales=Money(parts["net_sales"], currency),
        contribution_profit=profit,
        profit_per_order=Money(round(profit.estimate.minor / pair.together), currency) if profit else None,
    )


def _rank(row: PairRow) -> tuple[int, str, str]:
    """What earns most first; where profit is not known, what sells most."""
    worth = row.contribution_profit.estimate if row.contribution_profit else row.net_sales
    return (-worth.minor, row.first_sku, row.second_sku)


def _rules(held: Baskets, params: PairsParams) -> tuple[tuple[RuleRow, ...], tuple[Sentence, ...]]:
    try:
        return longer_rules(held, params), ()
    except TooManySets as told:
        return (), (sentence("too_many_sets", most=told.most),)


def _headline(believed: Believed, rows: list[PairRow], held: Baskets) -> Sentence:
    if not held.orders:
        return sentence("nothing")
    if not rows:
        return sentence("none", tested=believed.tested, frequent=believed.frequent)
    best = rows[0]
    return sentence(
        "found",
        count=len(rows),
        tested=believed.tested,
        first=best.first_name,
        second=best.second_name,
        together=best.together,
        lift=f"{best.lift_beyond_taste.estimate:.1f}",
    )


def _caveats(believed: Believed, params: PairsParams, *, listed: int) -> Iterable[Sentence]:
    if believed.variants and not params.variants:
        yield sentence("variants", count=believed.variants)
    if listed > params.limit:
        yield sentence("not_listed", count=listed - params.limit)
    yield sentence("not_causal", share=Rate(params.false_share))


def _bars(believed: Believed, held: Baskets) -> Bars:
    first = sorted(believed.pairs, key=lambda pair: (-pair.beyond, pair.first, pair.second))[:DRAWN]
    return Bars(
        title=Words(zh="超出口味与偶然的同单数", en="Orders beyond taste and chance"),
        unit="orders",
        labels=tuple(f"{held.products[pair.first].name} + {held.products[pair.second].name}" for pair in first),
        values=tuple(round(pair.beyond, 1) for pair in first),
    )


CAPABILITY = Capability(
    name="products.pairs",
    title=Words(zh="一起买的商品", en="Bought together"),
    question=Words(
        zh="哪些商品经常一起买，超出偶然和口味能解释的？一起卖时留下多少钱？",
        en="Which products are bought together more often than chance and taste explain, and what do they leave?",
    ),
    params=PairsParams,
    result=PairsResult,
    run=run,
    sentences={
        "found": Words(
            zh="{tested} 个可能的组合里，有 {count} 个确实常一起买；利润最多的是“{first}”和“{second}”：{together} 单同时买，是口味与偶然所能解释的 {lift} 倍。",
            en="Of {tested} possible pairs, {count} {count:is|are} truly bought together. Earning most: '{first}' with '{second}', {together} "
            "{together:order|orders}, {lift} times what taste and chance explain.",
        ),
        "none": Words(
            zh="{tested} 个可能的组合里，{frequent} 个够单数，但没有一个超出偶然和口味所能解释的。",
            en="Of {tested} possible pairs, {frequent} {frequent:has|have} enough orders, but none goes beyond what chance and taste explain.",
        ),
        "nothing": Words(
            zh="这段时间没有带商品编码的销售。", en="Nothing with a product code was sold in this period."
        ),
        "variants": Words(
            zh="另有 {count} 个组合是同一款的不同规格，没有列出。",
            en="{count} more {count:pair is two variants|pairs are two variants} of one style and not listed.",
        ),
        "not_listed": Words(
            zh="另有 {count} 个采信的组合没有列出。",
            en="{count} more {count:pair that stands is|pairs that stand are} not listed.",
        ),
        "not_causal": Words(
            zh="所列组合平均最多 {share} 是偶然。常一起买不等于打包就会多卖：多卖多少要靠试验（见“组合销售”策略）。",
            en="On average at most {share} of the pairs are chance. Bought together does not mean that a bundle sells more: only a test tells "
            "(the policy Bundles).",
        ),
        "too_many_sets": Words(
            zh="三件以上的规则超过 {most} 个商品集，没有列出：请提高最少同单数，或把规则长度设为 2。",
            en="More than {most} sets of products would have to be listed for longer rules; they are left out: ask for more orders together, "
            "or for rules of 2.",
        ),
        **LEFT_OUT,
        **PROFIT_GAPS,
    },
    tables={"order_lines": ("sku",)},
    ids=("F15", "K2"),
    roles=("owner", "operator", "analyst"),
)
