"""What must be said about an answer, so that nobody misreads it?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from zhanggui.core.money import Money
from zhanggui.core.period import Period
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.metrics.buckets import before, buckets
from zhanggui.metrics.coverage import Missing
from zhanggui.metrics.fold import summed
from zhanggui.metrics.left_out import LeftOut, RatelessAds, ToldTwice
from zhanggui.metrics.question import Question
from zhanggui.metrics.reading import Readings
from zhanggui.metrics.registry import metric

NOTES: Mapping[str, Words] = MappingProxyType(
    {
        "excluded_orders": Words(
            zh="已排除 {count} 个订单（样品、员工、刷单名单）。",
            en="{count} {count:order|orders} {count:is|are} left out: on the list of samples, staff and brushing.",
        ),
        "ads_without_rate": Words(
            zh="{spend} 的广告花费没有汇率（{days}），未计入；请导入汇率（zhanggui template rates）。",
            en="Ad spend of {spend} has no rate ({days}) and does not count; load the rates (zhanggui template rates).",
        ),
        "foreign_orders": Words(
            zh="有 {count} 个订单不是 {currency}，未计入。",
            en="{count} {count:order|orders} {count:is|are} not in {currency} and {count:does|do} not count.",
        ),
        "ads_told_twice": Words(
            zh="有 {reports} 份跨多日的广告报表，其中的天数在更短的报表里已有：每天只算一次，重复的花费 {spend} 不再计入。",
            en="Ad reports on several days whose days shorter reports tell as well: {reports}. Each day counts once; "
            "{spend} of spend told twice is left out.",
        ),
        "customer_coverage": Words(
            zh="只有 {coverage} 的已付款明细知道买家，顾客类指标只看这一部分。",
            en="{coverage} of the paid lines tell their buyer; customer metrics see only those.",
        ),
        "margin_assumed": Words(
            zh="部分商品没有成本，利润按声明的毛利区间 {low} … {high} 估计，是假设而不是事实。",
            en="Some products have no cost: profit rests on the declared margin of {low} … {high}, an assumption.",
        ),
        "last_year_aligned": Words(
            zh="去年同期按节日对齐（春节、中秋等农历节日按节日当天），{days} 天对应去年的 {like_days} 天：{first} 至 {last}。",
            en="Last year is aligned on festivals (Spring Festival moves): {days} {days:day stands|days stand} against {like_days} {like_days:day|days} "
            "of last year, {first} to {last}.",
        ),
        "previous_partly_loaded": Words(
            zh="数据从 {first} 才开始，上一时段不完整，因此不比较。",
            en="The data begin only on {first}, within the period before: it is not compared.",
        ),
        "last_year_partly_loaded": Words(
            zh="数据从 {first} 才开始，去年同期不完整，因此不比较。",
            en="The data begin only on {first}, after last year's like days begin: last year is not compared.",
        ),
        "not_loaded": Words(
            zh="“{metric}”需要还没有导入的数据：{table}。可以从这里导出：{source}。",
            en="'{metric}' needs data not loaded yet: {table}. Export it from: {source}.",
        ),
        "not_additive": Words(
            zh="其余各组合并成一行，只含可以相加的指标。",
            en="The other groups are one row, with the metrics that add up.",
        ),
    }
)


def notes(
    question: Question,
    period: Period,
    readings: Readings,
    *,
    currency: str,
    missing: tuple[Missing, ...],
    uncounted: LeftOut,
    repeated: ToldTwice,
    rateless: tuple[RatelessAds, ...],
) -> tuple[Sentence, ...]:
    """Everything to know beside the numbers: exclusions, coverage, assumptions, how last year was aligned."""
    return (
        *_missing(missing),
        *_uncounted(uncounted, currency),
        *_repeated(repeated, currency),
        *_rateless(rateless),
        *_coverage(readings),
        *_margin(question, readings),
        *_previous(readings, question, period),
        *_aligned(readings),
    )


def _missing(missing: tuple[Missing, ...]) -> Iterator[Sentence]:
    for lack in missing:
        yield sentence("not_loaded", metric=metric(lack.metric).title, table=lack.told, source=lack.source)


def _uncounted(uncounted: LeftOut, currency: str) -> Iterator[Sentence]:
    if uncounted.excluded:
        yield sentence("excluded_orders", count=uncounted.excluded)
    if uncounted.foreign:
        yield sentence("foreign_orders", count=uncounted.foreign, currency=currency)


def _repeated(repeated: ToldTwice, currency: str) -> Iterator[Sentence]:
    if repeated.reports:
        yield sentence("ads_told_twice", reports=repeated.reports, spend=Money(repeated.cost_minor, currency))


def _rateless(rateless: tuple[RatelessAds, ...]) -> Iterator[Sentence]:
    for each in rateless:
        days = str(each.first) if each.first == each.last else f"{each.first} – {each.last}"
        yield sentence("ads_without_rate", spend=each.spend, days=days)


def _coverage(readings: Readings) -> Iterator[Sentence]:
    """Said whenever buyers were counted and some paid orders hide theirs."""
    sums = summed(readings.now.figures).values()
    paid = sum(group.get("paid_order_lines", 0) for group in sums)
    known = sum(group.get("paid_order_lines_of_known_customers", 0) for group in sums)
    if 0 < known < paid:
        yield sentence("customer_coverage", coverage=Rate(known / paid))


def _margin(question: Question, readings: Readings) -> Iterator[Sentence]:
    uncosted = any(sums.get("lines_without_cost") for sums in readings.now.figures.values())
    if question.margin and uncosted:
        yield sentence("margin_assumed", low=Rate(question.margin.low), high=Rate(question.margin.high))


def _previous(readings: Readings, question: Question, period: Period) -> Iterator[Sentence]:
    if readings.previous is None or not readings.now.spans:
        return
    first = min(span.start for span in readings.now.spans.values())
    compared = (before(cut, question.grain) for cut in buckets(period, question.grain))
    if any(days.start < first < days.end for days in compared):
        yield sentence("previous_partly_loaded", first=first.isoformat())


def _aligned(readings: Readings) -> Iterator[Sentence]:
    like = set(readings.like.values())
    loaded = [span.start for span in readings.now.spans.values()]
    if like and loaded and min(like) < min(loaded):
        yield sentence("last_year_partly_loaded", first=min(loaded).isoformat())
    elif like:
        first, last = min(like).isoformat(), max(like).isoformat()
        yield sentence("last_year_aligned", days=len(readings.like), like_days=len(like), first=first, last=last)
