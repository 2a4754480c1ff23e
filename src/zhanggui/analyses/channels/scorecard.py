"""What does every channel leave after fees, returns, ads and costs, and which should be the primary one?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zhanggui.analyses.channels.scorecard_result import ChannelRow, ScorecardResult
from zhanggui.analyses.channels.scorecard_roles import ROLE_SENTENCES, money, roles
from zhanggui.analyses.channels.weekly_profit import weekly_profit, weekly_series
from zhanggui.analyses.contribution import PROFIT_GAPS, MarginParams, contribution, profit_gaps
from zhanggui.analyses.counted_sales import LEFT_OUT, SalesParams, counted_lines, left_out, sales_counted, share_of
from zhanggui.analyses.products.contribution_sums import SUMS, pair_sums
from zhanggui.core.capability import Capability, Members
from zhanggui.core.charts import Bars
from zhanggui.core.currency import major
from zhanggui.core.money import Money, MoneyInterval
from zhanggui.core.period import Period
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.metrics.measure import measure
from zhanggui.metrics.question import Question
from zhanggui.stats.bootstrap import mean_interval

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.metrics.answer import Answer
    from zhanggui.metrics.value import MarginAssumption
    from zhanggui.warehouse.protocol import Warehouse

USUAL_DAYS = 91
BEST_PRODUCTS = 5
RATES = ("net_sales", "refund_rate", "return_rate", "paid_orders", "new_buyers")
ADS = ("ad_spend", "cost_per_new_buyer")


class ScorecardParams(SalesParams, MarginParams):
    """Which days; the latest 13 full weeks unless said otherwise."""


def run(warehouse: Warehouse, params: ScorecardParams) -> ScorecardResult:
    """Per channel: sold − given back = net sales; − cost − fees (− what is assumed) = contribution; − ads = the rest.

    The money is the sum of the same products × channels as in `products.contribution`; refund and return rates, buyers
    and ad spend are the metrics of these names. Roles rest on contribution after ads of whole weeks, redrawn.
    """
    period = params.period(warehouse.as_of, USUAL_DAYS)
    asked = params.within(period)
    counted = sales_counted(warehouse, asked)
    sums = _sums_by_channel(warehouse, asked)
    answer = measure(warehouse, _question(warehouse, params, period, compare="previous"))
    weeks = weekly_profit(warehouse, period, counted.first_day, params.where, params.margin)
    titles = {name: answer.words("channel", name) for name in _channels(sums, answer)}
    judged = roles(weeks.left, weeks.count, titles, warehouse.currency)
    made = _Rows(sums=sums, answer=answer, judged=judged, weeks=weeks.left, margin=params.margin)
    rows = sorted((made.of(name, title) for name, title in titles.items()), key=_by_what_is_left)
    whole = made.whole
    shares = [row.share.rate for row in rows if row.share]
    return ScorecardResult(
        headline=_headline(rows, weeks.count),
        caveats=(
            *_ad_caveats(rows),
            sentence("how_judged", weeks=weeks.count),
            *left_out(counted, warehouse.currency),
            *profit_gaps(counted, params.margin),
        ),
        first_day=period.start,
        last_day=period.last_day,
        net_sales=Money(whole["net_sales"], warehouse.currency),
        contribution_profit=(profit := contribution(whole, params.margin, warehouse.currency)),
        ad_spend=(spend := _spent(rows, warehouse.currency)),
        contribution_after_ads=_less(profit, spend),
        largest_share=Rate(max(shares)) if shares else None,
        alike_channels=1 / sum(share * share for share in shares) if any(shares) else None,
        profit_by_channel=_bars(rows, warehouse.currency),
        profit_by_week=weekly_series(weeks, ((row.channel, row.title) for row in rows), warehouse.currency),
        channels=tuple(rows),
    )


def members(warehouse: Warehouse, params: ScorecardParams, value: str) -> ir.Table:
    """The known customers who bought in one channel."""
    import ibis

    period = params.period(warehouse.as_of, USUAL_DAYS)
    asked = params.within(period).model_copy(update={"channel": value})
    lines = counted_lines(warehouse, asked)
    buyers = lines.filter(lines.customer.notnull()).select("customer").distinct()
    return buyers.select(kind=ibis.literal("customer"), id=buyers.customer)


def _question(warehouse: Warehouse, params: ScorecardParams, period: Period, **how: Any) -> Question:
    ads = ADS if warehouse.loaded("ad_stats") else ()
    return Question(
        metrics=(*RATES, *ads), by=("channel",), where=params.where, period=period, margin=params.margin, **how
    )


Sums = Mapping[str, int]


def _sums_by_channel(warehouse: Warehouse, params: SalesParams) -> dict[str, dict[str, int]]:
    """The sums of each channel, with the net sales of its best products."""
    import ibis

    pairs = pair_sums(warehouse, params)
    best_first = ibis.window(group_by="channel", order_by=[pairs.sku.isnull(), ibis.desc("net_sales")])
    pairs = pairs.mutate(place=ibis.row_number().over(best_first))
    by_channel = pairs.group_by("channel").aggregate(
        **{name: pairs[name].sum() for name in SUMS},
        best_products=pairs.net_sales.sum(where=pairs.sku.notnull() & (pairs.place < BEST_PRODUCTS)),
    )
    return {
        row["channel"]: {name: int(row[name] or 0) for name in (*SUMS, "best_products")}
        for row in warehouse.fetch(by_channel).to_pylist()
    }


def _channels(sums: Mapping[str, Sums], answer: Answer) -> list[str]:
    """Every channel that sold or spent something."""
    told = {row.dimensions["channel"] for row in answer.rows if row.metric in {"net_sales", "ad_spend"} and row.value}
    return sorted(told | set(sums))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rows:
    sums: Mapping[str, Sums]
    answer: Answer
    judged: Mapping[str, tuple[Sentence, Sentence]]
    weeks: Mapping[str, Sequence[float]]
    margin: MarginAssumption | None

    @property
    def whole(self) -> dict[str, int]:
        """The sums of the shop."""
        return {name: sum(each[name] for each in self.sums.values()) for name in SUMS}

    def of(self, name: str, title: Words) -> ChannelRow:
        """One channel's row."""
        sums, currency = self.sums.get(name) or dict.fromkeys(SUMS, 0), self.answer.currency
        told = {row.metric: row for row in self.answer.rows if row.dimensions["channel"] == name}
        profit = contribution(sums, self.margin, currency)
        fees = sums["rate_fees"] + sums["unit_fees"] + sums["order_fees"] + sums["carrier"]
        before = Money(sums["net_sales"] - sums["known_cost"] - fees, currency)
        spend = _amount(told, "ad_spend", currency) if told.get("ad_spend") and told["ad_spend"].value else None
        left = _less(profit, spend)
        mean = mean_interval(self.weeks[name]) if name in self.weeks else None
        return ChannelRow(
            channel=name,
            title=title,
            role=self.judged[name][0],
            why=self.judged[name][1],
            sold=Money(sums["net_sales"] + sums["given_back"], currency),
            given_back=Money(-sums["given_back"], currency),
            net_sales=Money(sums["net_sales"], currency),
            share=share_of(sums["net_sales"], self.whole["net_sales"]),
            growth=None if told["net_sales"].change is None else Rate(told["net_sales"].change),
            cost=Money(-sums["known_cost"], currency),
            fees=Money(-fees, currency),
            assumed_cost=profit and _shifted(profit, before),
            contribution_profit=profit,
            ad_spend=spend,
            contribution_after_ads=left,
            contribution_margin=share_of(left.estimate.minor, sums["net_sales"]) if left else None,
            profit_a_week=money(mean, currency) if mean else None,
            profit_per_ad_yuan=profit.estimate.minor / spend.minor if profit and spend and spend.minor else None,
            refund_rate=_rate(told, "refund_rate"),
            return_rate=_rate(told, "return_rate"),
            paid_orders=int(told["paid_orders"].value or 0),
            new_buyers=None if told["new_buyers"].value is None else int(told["new_buyers"].value),
            cost_per_new_buyer=_amount(told, "cost_per_new_buyer", currency) if spend else None,
            best_products_share=share_of(sums.get("best_products", 0), sums["net_sales"]),
        )


def _amount(told: Mapping[str, Any], name: str, currency: str) -> Money | None:
    value = told[name].value
    return None if value is None else Money(round(value), currency)


def _rate(told: Mapping[str, Any], name: str) -> Rate | None:
    value = told[name].value
    return None if value is None else Rate(float(value))


def _shifted(profit: MoneyInterval, by: Money) -> MoneyInterval:
    return MoneyInterval(low=profit.low - by, estimate=profit.estimate - by, high=profit.high - by, level=profit.level)


def _less(profit: MoneyInterval | None, spend: Money | None) -> MoneyInterval | None:
    return _shifted(profit, spend) if profit and spend else profit


def _spent(rows: Sequence[ChannelRow], currency: str) -> Money | None:
    known = [row.ad_spend.minor for row in rows if row.ad_spend]
    return Money(sum(known), currency) if known else None


def _by_what_is_left(row: ChannelRow) -> tuple[bool, int, str]:
    left = row.contribution_after_ads
    return left is None, -(left.estimate.minor if left else row.net_sales.minor), row.channel


def _headline(rows: Sequence[ChannelRow], weeks: int) -> Sentence:
    by_role = {code: [row for row in rows if row.role.code == code] for code in ("primary", "shared", "losing")}
    if not rows:
        return sentence("nothing")
    losing = len(by_role["losing"])
    first = rows[0]
    if all(row.contribution_profit is None for row in rows):
        largest = max(rows, key=lambda row: row.net_sales.minor)
        return sentence("unknown", channels=len(rows), channel=largest.title, share=largest.share)
    if len(rows) == 1:
        return sentence("only_one", channel=first.title, profit=first.contribution_after_ads)
    if by_role["primary"]:
        chosen = by_role["primary"][0]
        return sentence(
            "headline",
            channels=len(rows),
            channel=chosen.title,
            share=chosen.share,
            profit=chosen.contribution_after_ads,
            losing=losing,
        )
    if by_role["shared"]:
        names = Words(
            zh="、".join(row.title.zh for row in by_role["shared"]),
            en=", ".join(row.title.en for row in by_role["shared"]),
        )
        return sentence("no_order", names=names, channels=len(rows), losing=losing)
    return sentence("none_sure", channels=len(rows), channel=first.title, weeks=weeks, losing=losing)


def _ad_caveats(rows: Sequence[ChannelRow]) -> Iterable[Sentence]:
    without = [row.title for row in rows if row.ad_spend is None]
    if without:
        names = Words(zh="、".join(title.zh for title in without), en=", ".join(title.en for title in without))
        yield sentence("ads_not_loaded", names=names)
    if any(row.ad_spend for row in rows):
        yield sentence("ads_not_caused")


def _bars(rows: Sequence[ChannelRow], currency: str) -> Bars:
    left = [row.contribution_after_ads for row in rows]
    return Bars(
        title=Words(zh="扣广告后贡献利润", en="Contribution after ads"),
        unit="money",
        labels=tuple(row.title for row in rows),
        values=tuple(None if each is None else float(major(each.estimate.minor, currency)) for each in left),
    )


CAPABILITY = Capability(
    name="channels.scorecard",
    title=Words(zh="渠道记分卡", en="Channel scorecard"),
    question=Words(
        zh="扣掉费用、退货、广告和成本，每个渠道留下多少？该以谁为主？",
        en="What does every channel leave after fees, returns, ads and costs, and which should be the primary one?",
    ),
    params=ScorecardParams,
    result=ScorecardResult,
    run=run,
    sentences={
        "headline": Words(
            zh="{channels} 个渠道里以{channel}为主：占净销售 {share}，扣广告后留下 {profit}；在亏的渠道 {losing} 个。",
            en="Of {channels} {channels:channel|channels} {channel} is the primary one: {share} of net sales, {profit} left after ads; "
            "channels that lose: {losing}.",
        ),
        "only_one": Words(
            zh="只有{channel}一个渠道，扣广告后留下 {profit}；没有可比的渠道。",
            en="{channel} is the only channel and leaves {profit} after ads; there is none to compare it with.",
        ),
        "no_order": Words(
            zh="{channels} 个渠道里 {names} 都可能是主渠道，差距还看不出；在亏的渠道 {losing} 个。",
            en="Of {channels} {channels:channel|channels} {names} may each be the primary one: the lead is not sure; channels that lose: {losing}.",
        ),
        "none_sure": Words(
            zh="{channels} 个渠道里没有一个确定在赚钱（{weeks} 个整周）；留下最多的是{channel}；在亏的渠道 {losing} 个。",
            en="None of {channels} {channels:channel|channels} earns for sure ({weeks} whole {weeks:week|weeks}); {channel} leaves most; channels that lose: {losing}.",
        ),
        "unknown": Words(
            zh="{channels} 个渠道都没有成本，利润未知，不能建议主次；净销售最大的是{channel}（{share}）。",
            en="None of {channels} {channels:channel|channels} has costs: profit is unknown and no role can be suggested; {channel} sells most ({share}).",
        ),
        "nothing": Words(zh="这段时间没有销售。", en="Nothing was sold in this period."),
        "how_judged": Words(
            zh="主次按 {weeks} 个整周的扣广告后贡献利润判断，整周重抽 2,000 次；节日周与平常周一样可能被抽到，趋势不在内。",
            en="Roles rest on contribution after ads of {weeks} whole {weeks:week|weeks}, redrawn 2,000 times; festival weeks are drawn "
            "as likely as others, and a trend is not in it.",
        ),
        "ads_not_loaded": Words(
            zh="{names} 没有广告数据，广告按没有计算；若花了广告费，利润偏高。",
            en="No ad report is loaded for {names}: no ads are taken off, and profit is overstated if there were any.",
        ),
        "ads_not_caused": Words(
            zh="广告花费按投放的渠道计；它带到别的渠道的销售不在内。",
            en="Ads count where they were placed; what they sold on other channels is not in it.",
        ),
        **ROLE_SENTENCES,
        **LEFT_OUT,
        **PROFIT_GAPS,
    },
    tables={"sale_lines": ()},
    ids=("A13", "C6", "N1"),
    members=Members(field="channels", key="channel", kind="customer", find=members),
    roles=("owner", "operator", "analyst"),
)
