"""What does every product leave in every channel, and which pairs lose money, and why?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from zhanggui.analyses.contribution import PROFIT_GAPS, MarginParams, profit_gaps
from zhanggui.analyses.contribution import contribution as profit_of
from zhanggui.analyses.counted_sales import LEFT_OUT, SalesParams, left_out, sales_counted, share_of
from zhanggui.analyses.products.contribution_result import ContributionResult, PairRow, StepRow
from zhanggui.analyses.products.contribution_sums import OF_ALL, SUMS, ad_spend_in_all, ranked_pairs
from zhanggui.core.capability import Capability
from zhanggui.core.charts import Bars
from zhanggui.core.currency import major
from zhanggui.core.described import described
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.metrics.called import called, named
from zhanggui.metrics.registry import dimension
from zhanggui.metrics.value import DECLARED_LEVEL

if TYPE_CHECKING:
    from zhanggui.metrics.value import MarginAssumption
    from zhanggui.warehouse.protocol import Warehouse

STEPS: Mapping[str, Words] = {
    "gross_sales": Words(zh="下单金额", en="Gross sales"),
    "unpaid": Words(zh="未付款", en="Never paid"),
    "discounts_borne": Words(zh="商家承担的优惠", en="Discounts the shop bears"),
    "given_back": Words(zh="退货款与补贴收回", en="Given back"),
    "other_lines": Words(zh="退货单与调整", en="Return documents, adjustments"),
    "net_sales": Words(zh="净销售额", en="Net sales"),
    "cost": Words(zh="到库成本", en="Landed cost"),
    "rate_fees": Words(zh="按费率的费用", en="Fees by rate"),
    "fixed_fees": Words(zh="固定费用", en="Fixed fees"),
    "carrier": Words(zh="快递与包装", en="Shipping and packing"),
    "assumed_cost": Words(zh="没有成本的部分（按毛利区间）", en="Where no cost is known (declared margin)"),
    "contribution_profit": Words(zh="贡献利润", en="Contribution profit"),
}
COUNTED = ("pairs", "losing", "unknown", "lost", "ad_spend")
TAKES = ("discounts_borne", "given_back", "cost", "rate_fees", "fixed_fees", "carrier")


class ContributionParams(SalesParams, MarginParams):
    """Which sales, and how many pairs are listed."""

    limit: Annotated[
        int,
        Field(ge=1, le=5_000),
        described("最多行数", "Most rows", about_zh="亏损的先列", about_en="Losses are listed first"),
    ] = 200


def run(warehouse: Warehouse, params: ContributionParams) -> ContributionResult:
    """From gross sales to contribution profit; every step is the sum of its pairs, profit is the metric's own formula.

    A pair whose goods have no cost has no profit unless a margin is declared; then its profit is an interval.
    """
    counted = sales_counted(warehouse, params)
    found = warehouse.fetch(ranked_pairs(warehouse, params, params.margin, limit=params.limit)).to_pylist()
    every = _all_pairs(found)
    usual = _steps(every, params.margin, warehouse.currency)
    titles = called(warehouse, dimension("channel"))
    read = (_read(row) | {"channel": named(titles, row["channel"])} for row in found)
    rows = tuple(_pair(row, usual, params.margin, warehouse.currency) for row in read)
    return ContributionResult(
        headline=_headline(rows, every, usual["contribution_profit"], warehouse.currency),
        caveats=(
            *_ad_caveats(warehouse, params, every["ad_spend"]),
            *_not_listed(every["pairs"] - len(rows)),
            *left_out(counted, warehouse.currency),
            *profit_gaps(counted, params.margin),
        ),
        first_day=counted.first_day,
        last_day=counted.last_day,
        contribution_profit=usual["contribution_profit"],
        pairs=every["pairs"],
        profit_losing=every["losing"],
        profit_lost=Money(every["lost"], warehouse.currency),
        profit_bridge=_bridge(usual, warehouse.currency),
        profit_steps=tuple(_step_row(name, usual) for name in STEPS),
        rows=rows,
    )


Steps = Mapping[str, MoneyInterval | None]


def _all_pairs(found: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """The sums of all pairs, which every pair carries; nothing where there is none."""
    first = next(iter(found), {})
    return {name: int(first.get(f"{OF_ALL}{name}") or 0) for name in (*SUMS, *COUNTED)}


def _steps(sums: Mapping[str, int], margin: MarginAssumption | None, currency: str) -> Steps:
    """The steps of one pair or of all; between gross sales and net sales, and from there to profit, they add up."""
    profit = profit_of(sums, margin, currency)
    signed = {
        "gross_sales": sums["gross_sales"],
        "unpaid": sums["gross_sales_paid"] - sums["gross_sales"],
        "discounts_borne": -sums["merchant"],
        "given_back": -sums["given_back"],
        "other_lines": sums["other_lines"],
        "net_sales": sums["net_sales"],
        "cost": -sums["known_cost"],
        "rate_fees": -sums["rate_fees"],
        "fixed_fees": -sums["unit_fees"] - sums["order_fees"],
        "carrier": -sums["carrier"],
    }
    steps = {name: MoneyInterval.exactly(Money(minor, currency)) for name, minor in signed.items()}
    before = Money(sum(signed[name] for name in ("net_sales", "cost", "rate_fees", "fixed_fees", "carrier")), currency)
    assumed = profit and MoneyInterval(
        low=profit.low - before, estimate=profit.estimate - before, high=profit.high - before, level=profit.level
    )
    return {**steps, "assumed_cost": assumed, "contribution_profit": profit}


def _pair(row: Mapping[str, Any], usual: Steps, margin: MarginAssumption | None, currency: str) -> PairRow:
    steps = _steps(row, margin, currency)
    profit = steps["contribution_profit"]
    spend = None if row["ad_spend"] is None else Money(int(row["ad_spend"]), currency)
    net = _minor(steps["net_sales"])
    return PairRow(
        sku=row["sku"],
        product_name=row["product_name"],
        channel=row["channel"],
        units=row["sold_units"],
        **{
            name: _money(steps[name], currency) for name in STEPS if name not in {"assumed_cost", "contribution_profit"}
        },
        assumed_cost=steps["assumed_cost"],
        contribution_profit=profit,
        contribution_margin=share_of(profit.estimate.minor, net)
        if profit and profit.level > DECLARED_LEVEL and net > 0
        else None,
        ad_spend=spend,
        contribution_after_ads=profit if profit is None or spend is None else _less(profit, spend),
        profit_reason=_reason(steps, usual) if profit and profit.estimate.minor < 0 else None,
    )


def _reason(steps: Steps, usual: Steps) -> Sentence:
    """The item that takes most above what it takes of the whole shop's gross sales of paid orders."""
    base, whole = (_minor(each["gross_sales"]) + _minor(each["unpaid"]) for each in (steps, usual))
    if base <= 0:
        return sentence("reason_nothing_sold")
    shares = {name: (-_minor(steps[name]) / base, -_minor(usual[name]) / whole if whole else 0.0) for name in TAKES}
    worst = max(TAKES, key=lambda name: shares[name][0] - shares[name][1])
    own, average = shares[worst]
    return sentence("reason", step=STEPS[worst], share=share_of(own, 1), usual=share_of(average, 1))


def _headline(
    rows: tuple[PairRow, ...], every: Mapping[str, int], profit: MoneyInterval | None, currency: str
) -> Sentence:
    pairs = every["pairs"]
    if not pairs:
        return sentence("nothing")
    if every["unknown"] == pairs:
        return sentence("unknown", pairs=pairs)
    if not every["losing"]:
        return sentence("none_loses", pairs=pairs, profit=profit)
    worst = rows[0]
    return sentence(
        "losing",
        pairs=pairs,
        profit=profit,
        losing=every["losing"],
        profit_lost=Money(every["lost"], currency),
        product=worst.product_name or worst.sku or "–",
        channel=worst.channel,
        profit_of_it=worst.contribution_profit,
    )


def _ad_caveats(warehouse: Warehouse, params: ContributionParams, named_minor: int) -> Iterable[Sentence]:
    """What no pair shows: all of the spend less what names a product that was sold."""
    if not warehouse.loaded("ad_stats"):
        return []
    (whole,) = warehouse.fetch(ad_spend_in_all(warehouse, params)).to_pylist()
    unsplit = int(whole["ad_spend"] or 0) - named_minor
    return [sentence("ads_not_split", spend=Money(unsplit, warehouse.currency))] if unsplit > 0 else []


def _not_listed(count: int) -> Iterable[Sentence]:
    return [sentence("not_listed", count=count)] if count else []


def _bridge(steps: Steps, currency: str) -> Bars:
    return Bars(
        title=Words(zh="从下单金额到贡献利润", en="From gross sales to contribution profit"),
        unit="money",
        labels=tuple(STEPS.values()),
        values=tuple(
            None if (step := steps[name]) is None else float(major(step.estimate.minor, currency)) for name in STEPS
        ),
    )


def _step_row(name: str, steps: Steps) -> StepRow:
    step = steps[name]
    share = None if step is None else share_of(step.estimate.minor, _minor(steps["gross_sales"]))
    return StepRow(step=sentence(f"step_{name}"), amount=step, share=share)


def _read(row: Mapping[str, Any]) -> dict[str, Any]:
    return dict(row) | {name: int(row[name] or 0) for name in SUMS}


def _less(profit: MoneyInterval, spend: Money) -> MoneyInterval:
    return MoneyInterval(
        low=profit.low - spend, estimate=profit.estimate - spend, high=profit.high - spend, level=profit.level
    )


def _minor(step: MoneyInterval | None) -> int:
    return 0 if step is None else step.estimate.minor


def _money(step: MoneyInterval | None, currency: str) -> Money:
    return Money(_minor(step), currency)


CAPABILITY = Capability(
    name="products.contribution",
    title=Words(zh="商品×渠道贡献利润", en="Contribution by product and channel"),
    question=Words(
        zh="每个商品在每个渠道留下多少钱？哪些在亏，为什么？",
        en="What does every product leave in every channel, which lose money, and why?",
    ),
    params=ContributionParams,
    result=ContributionResult,
    run=run,
    sentences={
        "losing": Words(
            zh="{pairs} 个商品×渠道组合共留下贡献利润 {profit}；其中 {losing} 个在亏，合计 {profit_lost}。亏得最多的是 {channel} 的 {product}：{profit_of_it}。",
            en="{pairs} {pairs:product|products} × channels leave {profit} of contribution profit; {losing} of them lose {profit_lost} in all. "
            "The worst is {product} on {channel}: {profit_of_it}.",
        ),
        "none_loses": Words(
            zh="{pairs} 个商品×渠道组合共留下贡献利润 {profit}，没有在亏的。",
            en="{pairs} {pairs:product|products} × channels leave {profit} of contribution profit; none loses money.",
        ),
        "unknown": Words(
            zh="{pairs} 个商品×渠道组合都没有成本，贡献利润未知。",
            en="None of {pairs} {pairs:product|products} × channels has a cost: contribution profit is unknown.",
        ),
        "nothing": Words(zh="这段时间没有销售。", en="Nothing was sold in this period."),
        "reason": Words(
            zh="{step}占已付款原价的 {share}，全店平均 {usual}",
            en="{step}: {share} of paid gross sales, against {usual} in the whole shop",
        ),
        "reason_nothing_sold": Words(zh="没有卖出，只有退回和费用", en="Nothing sold, only returns and charges"),
        "ads_not_split": Words(
            zh="有 {spend} 广告花费没有点名到所列商品，没有分摊到行，也不在贡献利润内。",
            en="{spend} of ad spend names none of these products; it is neither split over the rows nor part of profit.",
        ),
        "not_listed": Words(
            zh="另有 {count} 个组合没有列出，已计入合计。",
            en="{count} more {count:pair|pairs} {count:is not listed; it counts|are not listed; they count} in the totals.",
        ),
        **{f"step_{name}": words for name, words in STEPS.items()},
        **LEFT_OUT,
        **PROFIT_GAPS,
    },
    tables={"order_lines": ("sku",)},
    ids=("G1", "A8"),
    roles=("owner", "operator", "analyst"),
)
