"""Which price would leave the margin the shop wants, after fees, carrier, returns and advertising?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import ceil
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from zhanggui.analyses.counted_sales import LEFT_OUT, SalesParams, left_out, sales_counted
from zhanggui.analyses.pricing.ending import EndingKnob
from zhanggui.analyses.pricing.targets.pairs import (
    FEW_UNITS,
    ad_shares,
    by_channel,
    economics_of,
    is_few,
    priced_pairs,
)
from zhanggui.analyses.pricing.targets.result import TargetRow, TargetsResult
from zhanggui.analyses.pricing.targets.solving import Economics
from zhanggui.core.capability import Capability
from zhanggui.core.described import described
from zhanggui.core.money import Money
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Argument, Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.metrics.called import called, named
from zhanggui.metrics.registry import dimension
from zhanggui.offers.prices.endings import Ending

if TYPE_CHECKING:
    from zhanggui.warehouse.protocol import Warehouse

USUAL_DAYS = 91
CLOSE = 0.005
VERDICTS: Mapping[str, Words] = {
    "loses": Words(zh="在亏", en="Loses"),
    "below": Words(zh="低于目标", en="Below the target"),
    "at": Words(zh="正好", en="At the target"),
    "above": Words(zh="高于目标", en="Above the target"),
    "impossible": Words(zh="没有价格能达到", en="No price reaches it"),
}
BASES = {"own": Words(zh="本商品", en="this product"), "channel": Words(zh="整个渠道", en="the whole channel")}


class TargetsParams(SalesParams):
    """Which sales, which margin, and how prices end."""

    target: Annotated[
        float,
        Field(gt=-1, lt=1),
        described(
            "目标净利率",
            "Target margin",
            about_zh="占净销售额，扣除成本、费用、快递、退货与广告之后",
            about_en="Of net sales, after cost, fees, carrier, returns and advertising",
            unit="rate",
        ),
    ] = 0.2
    with_ads: Annotated[
        bool,
        described(
            "计入广告", "Count advertising", about_zh="按渠道的广告占比", about_en="By the channel's share of ads"
        ),
    ] = True
    ending: EndingKnob = None
    limit: Annotated[int, Field(ge=1, le=5_000), described("最多行数", "Most rows")] = 200


def run(warehouse: Warehouse, params: TargetsParams) -> TargetsResult:
    """Solve for the price of every product in every channel with what its sales really kept and were charged.

    Shares are those of the days asked for, the cost is that of the last day. Products that sold fewer than 30 units in
    a channel take the channel's shares of returns and fees, as their own say little.
    """
    period = params.period(warehouse.as_of, USUAL_DAYS)
    asked = params.within(period)
    ending = Ending.asked(params.ending, warehouse.currency)
    counted = sales_counted(warehouse, asked)
    pairs = priced_pairs(warehouse, asked, period.last_day)
    ads = ad_shares(warehouse, params, period) if params.with_ads else {}
    costed = [row for row in pairs if row["cost_minor"] is not None]
    rows = sorted(_rows(warehouse, costed, ads, params.target, ending), key=_place)
    return TargetsResult(
        headline=_headline(rows, params.target),
        caveats=(
            sentence("demand_as_it_is"),
            *_only(sentence("few_units", count=FEW_UNITS), any(row.basis == BASES["channel"] for row in rows)),
            *_only(sentence("without_cost", count=len(pairs) - len(costed)), len(pairs) > len(costed)),
            *_only(sentence("not_listed", count=len(rows) - params.limit), len(rows) > params.limit),
            *left_out(counted, warehouse.currency),
        ),
        first_day=period.start,
        last_day=period.last_day,
        pairs=len(rows),
        below=sum(row.verdict in {VERDICTS["below"], VERDICTS["loses"]} for row in rows),
        impossible=sum(row.verdict == VERDICTS["impossible"] for row in rows),
        without_cost=len(pairs) - len(costed),
        rows=tuple(rows[: params.limit]),
    )


def _rows(
    warehouse: Warehouse,
    pairs: Sequence[Mapping[str, Any]],
    ads: Mapping[str, float],
    target: float,
    ending: Ending | None,
) -> Iterator[TargetRow]:
    titles = called(warehouse, dimension("channel"))
    whole = by_channel(pairs)
    for row in pairs:
        basis = "channel" if is_few(row) else "own"
        sums = row if basis == "own" else whole[row["channel"]]
        if sums["net_sales"] <= 0:
            continue
        economics = economics_of(sums, float(row["cost_minor"]), ads.get(row["channel"], 0.0))
        made = _row(row, economics, target, ending, warehouse.currency)
        yield replace(made, channel=named(titles, row["channel"]), basis=BASES[basis])


def _row(
    row: Mapping[str, Any], economics: Economics, target: float, ending: Ending | None, currency: str
) -> TargetRow:
    average, needed = row["due"] / row["sold_units"], economics.price_for(target)
    now, naive = economics.margin_at(average), economics.cost_minor * (1 + target)
    ended = None if needed is None else _ended(needed, ending)
    return TargetRow(
        sku=row["sku"],
        product_name=row["product_name"],
        channel=Words(zh=row["channel"], en=row["channel"]),
        verdict=VERDICTS[_verdict(now, target, needed)],
        units=row["sold_units"],
        unit_cost=Money(round(economics.cost_minor), currency),
        average_price=Money(round(average), currency),
        margin_now=Rate(now),
        needed_price=None if needed is None else Money(ceil(needed), currency),
        ended_price=None if ended is None else Money(ended, currency),
        ending_cost=None if needed is None or ended is None else Money(_left_more(economics, ended, needed), currency),
        margin_ended=None if ended is None else Rate(economics.margin_at(ended)),
        change=None if ended is None else Rate(ended / average - 1),
        naive_price=Money(round(naive), currency),
        naive_margin=Rate(economics.margin_at(naive)) if naive > 0 else Rate(0.0),
        fee_share=Rate(economics.rate),
        fixed=Money(round(economics.fixed_minor), currency),
        returned=Rate(1 - economics.kept_sales),
        ad_share=Rate(economics.ads),
        basis=BASES["own"],
    )


def _ended(needed: float, ending: Ending | None) -> int:
    """The nearest price with the ending; the needed one where none is asked for, rounded up so that it suffices."""
    price = ceil(needed)
    found = price if ending is None else ending.nearest(price, low=1, high=price + ending.step)
    return price if found is None else found


def _left_more(economics: Economics, ended: int, needed: float) -> int:
    """What the ended price leaves a unit above what the needed one leaves."""
    share = economics.kept_sales * (1 - economics.rate - economics.ads)
    return round(share * (ended - needed))


def _verdict(now: float, target: float, needed: float | None) -> str:
    if needed is None:
        return "impossible"
    if now < 0 <= target:
        return "loses"
    if abs(now - target) <= CLOSE:
        return "at"
    return "below" if now < target else "above"


def _place(row: TargetRow) -> tuple[int, float, str, str]:
    """What no price saves first, then the largest gap in money over the units sold."""
    gap = row.average_price.minor - (row.needed_price.minor if row.needed_price else 0)
    return (0 if row.needed_price is None else 1, float(gap * row.units), row.sku, row.channel.en)


def _headline(rows: Sequence[TargetRow], target: float) -> Sentence:
    if not rows:
        return sentence("nothing")
    short = [row for row in rows if row.verdict in {VERDICTS["loses"], VERDICTS["below"], VERDICTS["impossible"]}]
    facts: dict[str, Argument] = {"pairs": len(rows), "target": Rate(target)}
    if not short:
        return sentence("all_reach", **facts)
    first = short[0]
    facts |= {"short": len(short), "product": first.product_name or first.sku, "channel": first.channel}
    if first.needed_price is None:
        return sentence("headline_impossible", **facts)
    return sentence("headline", now=first.average_price, needed=first.needed_price, **facts)


def _only(said: Sentence, is_so: bool) -> tuple[Sentence, ...]:  # noqa: FBT001 - reads as a sentence
    return (said,) if is_so else ()


CAPABILITY = Capability(
    name="pricing.targets",
    title=Words(zh="目标利润率定价", en="Prices for a margin"),
    question=Words(
        zh="每个商品在每个渠道卖多少钱，才能在扣除费用、快递、退货、广告之后留下目标利润率？",
        en="At which price would every product leave the wanted margin in every channel, after fees, carrier, returns and ads?",
    ),
    params=TargetsParams,
    result=TargetsResult,
    run=run,
    sentences={
        "headline": Words(
            zh="{pairs} 个商品×渠道组合中有 {short} 个达不到 {target} 的净利率；差得最多的是 {channel} 的“{product}”：现在 {now}，需要 {needed}。",
            en="{short} of {pairs} {pairs:product|products} × channels {short:does|do} not leave {target}; the largest gap is '{product}' "
            "on {channel}: {now} now, {needed} needed.",
        ),
        "headline_impossible": Words(
            zh="{pairs} 个商品×渠道组合中有 {short} 个达不到 {target} 的净利率；{channel} 的“{product}”什么价格都达不到：费率与广告占得太多。",
            en="{short} of {pairs} {pairs:product|products} × channels {short:does|do} not leave {target}; no price makes '{product}' on "
            "{channel} leave it: fees by rate and ads take too much.",
        ),
        "all_reach": Words(
            zh="{pairs} 个商品×渠道组合都达到 {target} 的净利率。",
            en="All {pairs} {pairs:product|products} × channels leave {target} or more.",
        ),
        "nothing": Words(
            zh="没有能算的组合：没有销售，或没有成本（zhanggui template costs）。",
            en="Nothing to solve: no sales, or no costs (zhanggui template costs).",
        ),
        "demand_as_it_is": Words(
            zh="这里不考虑需求对价格的反应：达到利润率的价格不一定是最赚钱的价格。",
            en="How demand reacts to a price is not considered here: the price for a margin need not be the one that earns most.",
        ),
        "few_units": Words(
            zh="卖出不到 {count} 件的组合，退货与费用按整个渠道计。",
            en="Where fewer than {count} units were sold, returns and fees are those of the whole channel.",
        ),
        "without_cost": Words(
            zh="另有 {count} 个组合没有成本，不能算。",
            en="{count} more {count:pair has|pairs have} no cost and cannot be solved.",
        ),
        "not_listed": Words(
            zh="另有 {count} 个组合没有列出。", en="{count} more {count:pair is|pairs are} not listed."
        ),
        **LEFT_OUT,
    },
    tables={"order_lines": ("sku",)},
    ids=("G2", "G4"),
    roles=("owner", "operator", "analyst"),
)
