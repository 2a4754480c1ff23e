"""Where do visitors come from, at what hour, and what does a visitor of each source leave?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from zhanggui.analyses.channels.scorecard_roles import money
from zhanggui.analyses.channels.source_kinds import KINDS
from zhanggui.analyses.channels.traffic_cells import Cell, Cells, cells_by_hour, cells_by_source, cells_counted
from zhanggui.analyses.channels.traffic_result import HourRow, SourceRow, TrafficResult
from zhanggui.analyses.contribution import MarginParams
from zhanggui.analyses.counted_sales import SalesParams, share_of
from zhanggui.core.capability import Capability
from zhanggui.core.charts import Bars, Line, Series
from zhanggui.core.currency import major
from zhanggui.core.errors import ShopAtFault
from zhanggui.core.money import Money
from zhanggui.core.period import Period
from zhanggui.core.quantity import Interval
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.metrics.called import called, named
from zhanggui.metrics.measure import measure
from zhanggui.metrics.question import Question
from zhanggui.metrics.registry import dimension
from zhanggui.stats.bootstrap import ratio_interval

if TYPE_CHECKING:
    from zhanggui.warehouse.protocol import Warehouse

USUAL_DAYS = 28
MOST_NAMES = 3
PAID = "paid"
FEWEST_PURCHASES = 10  # redrawing days without a purchase only gives the same nought again


class NoTraffic(ShopAtFault):
    """Neither events nor what platforms count by source."""

    sentence = Words(
        zh="还没有流量数据：请导入行为事件，或生意参谋“流量-来源”一类按来源的统计。",
        en="No traffic is loaded: load events, or counts by source such as SYCM's traffic sources.",
    )


class TrafficParams(SalesParams, MarginParams):
    """Which days; the latest 28 full days unless said otherwise, so that every weekday counts four times."""


def run(warehouse: Warehouse, params: TrafficParams) -> TrafficResult:
    """Profit per visitor = (contribution − ads, where paid) ÷ visitor days, by channel, kind of source and hour.

    A channel with events is counted from them and from the orders that name their source; one with platform counts only
    from those, its profit being the platform's paid amount times the channel's contribution margin.
    """
    period = params.period(warehouse.as_of, USUAL_DAYS)
    asked = params.within(period)
    has_events = bool(warehouse.loaded("events"))
    own = cells_by_source(warehouse, asked, params.margin) if has_events else {}
    counted = _counted(warehouse, asked, period, {channel for channel, _ in own})
    if not own and not counted:
        raise NoTraffic
    spend = _ad_spend(warehouse, params, period)
    titles = called(warehouse, dimension("channel"))
    told = _Told(period=period, titles=titles, currency=warehouse.currency)
    sources = (*told.sources(own, "events", spend), *told.sources(counted, "platform", spend))
    hours = told.hours(cells_by_hour(warehouse, asked, params.margin) if has_events else {})
    return TrafficResult(
        headline=_headline(sources),
        caveats=(*_caveats(own, counted, sources),),
        first_day=period.start,
        last_day=period.last_day,
        visits_by_kind=_bars(sources),
        profit_by_hour=_series(hours, warehouse.currency),
        sources=sources,
        hours=hours,
    )


def _counted(warehouse: Warehouse, params: TrafficParams, period: Period, with_events: set[str]) -> Cells:
    """What platforms count of channels without events."""
    if not warehouse.loaded("traffic_stats"):
        return {}
    margins: dict[str, float | None] = {}
    if warehouse.loaded("sale_lines"):
        question = Question(
            metrics=("contribution_margin",), by=("channel",), where=params.where, period=period, margin=params.margin
        )
        margins = {row.dimensions["channel"]: row.value for row in measure(warehouse, question).rows}
    found = cells_counted(warehouse, params, margins)
    return {key: cell for key, cell in found.items() if key[0] not in with_events}


Spend = Mapping[str, Mapping[date, float]]


def _ad_spend(warehouse: Warehouse, params: TrafficParams, period: Period) -> Spend:
    if not warehouse.loaded("ad_stats"):
        return {}
    question = Question(metrics=("ad_spend",), by=("channel",), where=params.where, period=period, grain="day")
    spend: dict[str, dict[date, float]] = {}
    for row in measure(warehouse, question).rows:
        spend.setdefault(row.dimensions["channel"], {})[row.period.start] = row.value or 0
    return spend


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """How cells are told as rows."""

    period: Period
    titles: Mapping[str, Words]
    currency: str

    @property
    def days(self) -> list[date]:
        """Every day of the period."""
        return [self.period.start + timedelta(days=at) for at in range(self.period.days)]

    def sources(self, cells: Cells, basis: str, spend: Spend) -> tuple[SourceRow, ...]:
        """A row per channel and kind; the most visited kinds of each channel first."""
        rows = []
        means = self._means(cells, spend)
        for (channel, kind), cell in sorted(cells.items(), key=lambda item: (item[0][0], -_count(item[1].visitors))):
            ads = spend.get(channel, {}) if kind == PAID else {}
            visitors = _count(cell.visitors)
            found = self._per_visitor(cell, ads)
            whole = sum(_count(each.visitors) for (name, _), each in cells.items() if name == channel)
            rows.append(
                SourceRow(
                    channel=self._title(channel),
                    kind=KINDS[kind],
                    sources=", ".join(sorted(cell.names, key=lambda name: -cell.names[name])[:MOST_NAMES]),
                    basis=sentence(f"from_{basis}"),
                    visitor_days=visitors,
                    share=share_of(visitors, whole),
                    purchases=_count(cell.purchases),
                    sales_per_visitor=self._money(_amount(cell.sales) / visitors) if visitors else None,
                    ad_spend=self._money(sum(ads.get(day, 0) for day in self.days)) if ads else None,
                    profit_per_visitor=money(found, self.currency) if found else None,
                    verdict=_verdict(cell, found, means.get(channel)),
                )
            )
        return tuple(rows)

    def hours(self, cells: Cells) -> tuple[HourRow, ...]:
        """A row per channel and hour."""
        means = self._means(cells, {})
        rows = []
        for (channel, hour), cell in sorted(cells.items()):
            found = self._per_visitor(cell, {})
            rows.append(
                HourRow(
                    channel=self._title(channel),
                    hour=hour,
                    visitor_days=_count(cell.visitors),
                    purchases=_count(cell.purchases),
                    profit_per_visitor=money(found, self.currency) if found else None,
                    verdict=_verdict(cell, found, means.get(channel)),
                )
            )
        return tuple(rows)

    def _per_visitor(self, cell: Cell, ads: Mapping[date, float]) -> Interval | None:
        if not cell.is_profit_known or _count(cell.purchases) < FEWEST_PURCHASES:
            return None
        left = [cell.profit.get(day, 0.0) - ads.get(day, 0.0) for day in self.days]
        return ratio_interval(left, [float(cell.visitors.get(day, 0)) for day in self.days])

    def _means(self, cells: Cells, spend: Spend) -> dict[str, float]:
        """What a visitor leaves in each channel on average, over all kinds or hours."""
        found = {}
        for channel in {name for name, _ in cells}:
            of_it = {kind: cell for (name, kind), cell in cells.items() if name == channel}
            visitors = sum(_count(cell.visitors) for cell in of_it.values())
            ads = sum(spend.get(channel, {}).get(day, 0) for day in self.days) if PAID in of_it else 0
            if visitors and all(cell.is_profit_known for cell in of_it.values()):
                found[channel] = (sum(_amount(cell.profit) for cell in of_it.values()) - ads) / visitors
        return found

    def _title(self, channel: str) -> Words:
        return named(self.titles, channel)

    def _money(self, minor: float) -> Money:
        return Money(round(minor), self.currency)


def _count(by_day: Mapping[date, int]) -> int:
    return sum(by_day.values())


def _amount(by_day: Mapping[date, float]) -> float:
    return sum(by_day.values())


def _verdict(cell: Cell, found: Interval | None, mean: float | None) -> Sentence:
    if cell.is_profit_known and _count(cell.purchases) < FEWEST_PURCHASES:
        return sentence("too_few", fewest=FEWEST_PURCHASES)
    if found is None or mean is None:
        return sentence("unknown")
    return sentence("above" if found.low > mean else "below" if found.high < mean else "alike")


def _headline(rows: Sequence[SourceRow]) -> Sentence:
    known = [row for row in rows if row.profit_per_visitor]
    if not known:
        code = "all_too_few" if any(row.verdict.code == "too_few" for row in rows) else "no_profit"
        return sentence(code, groups=len(rows), visitors=sum(row.visitor_days for row in rows))
    best = max(known, key=lambda row: row.profit_per_visitor.estimate.minor if row.profit_per_visitor else 0)
    below = [row for row in known if row.verdict.code == "below"]
    facts = {"channel": best.channel, "kind": best.kind, "profit_per_visitor": best.profit_per_visitor}
    if not below:
        return sentence("headline", **facts)
    largest = max(below, key=lambda row: row.visitor_days)
    return sentence(
        "headline_with_weak",
        **facts,
        below=len(below),
        weak_channel=largest.channel,
        weak_kind=largest.kind,
        weak_profit=largest.profit_per_visitor,
    )


def _caveats(own: Cells, counted: Cells, rows: Sequence[SourceRow]) -> Iterable[Sentence]:
    yield sentence("visitor_days")
    if counted:
        yield sentence("platform_counts")
    if own:
        yield sentence("orders_name_source")
    if counted and not own:
        yield sentence("no_hours")
    if any(row.ad_spend for row in rows):
        yield sentence("ads_taken_off")


def _bars(rows: Sequence[SourceRow]) -> Bars:
    sums = {kind: sum(row.visitor_days for row in rows if row.kind == words) for kind, words in KINDS.items()}
    return Bars(
        title=Words(zh="访客·日按来源类型", en="Visitor days by kind of source"),
        unit="visitors",
        labels=tuple(KINDS.values()),
        values=tuple(float(each) for each in sums.values()),
    )


def _series(rows: Sequence[HourRow], currency: str) -> Series:
    hours = tuple(f"{hour:02d}" for hour in range(24))
    channels = dict.fromkeys(row.channel for row in rows)
    return Series(
        title=Words(zh="每访客利润按时段", en="Profit per visitor by hour"),
        x_title=Words(zh="时段", en="Hour"),
        unit="money",
        x=hours,
        lines=tuple(_line(channel, rows, hours, currency) for channel in channels),
    )


def _line(channel: Words, rows: Sequence[HourRow], hours: Sequence[str], currency: str) -> Line:
    of_it = {row.hour: row.profit_per_visitor for row in rows if row.channel == channel}

    def bound(name: str) -> tuple[float | None, ...]:
        found = (of_it.get(hour) for hour in hours)
        return tuple(None if each is None else float(major(getattr(each, name).minor, currency)) for each in found)

    return Line(name=channel, values=bound("estimate"), low=bound("low"), high=bound("high"))


CAPABILITY = Capability(
    name="channels.traffic",
    title=Words(zh="流量质量", en="Quality of traffic"),
    question=Words(
        zh="访客从哪里来、几点来，每位访客留下多少利润？",
        en="Where do visitors come from, at what hour, and what does a visitor leave?",
    ),
    params=TrafficParams,
    result=TrafficResult,
    run=run,
    sentences={
        "headline": Words(
            zh="每访客利润最高的是{channel}的「{kind}」：{profit_per_visitor}；没有来源确定低于本渠道平均。",
            en="A visitor leaves most on {channel} from '{kind}': {profit_per_visitor}; no source is surely below its channel.",
        ),
        "headline_with_weak": Words(
            zh="每访客利润最高的是{channel}的「{kind}」：{profit_per_visitor}；确定低于本渠道平均的有 {below} 组，"
            "访客最多的是{weak_channel}的「{weak_kind}」：{weak_profit}。",
            en="A visitor leaves most on {channel} from '{kind}': {profit_per_visitor}; surely below their channel are {below} "
            "groups, the most visited being {weak_channel} '{weak_kind}': {weak_profit}.",
        ),
        "no_profit": Words(
            zh="{groups} 组来源共 {visitors} 访客·日；没有成本，利润未知。",
            en="{groups} groups of sources with {visitors} visitor days; without costs profit is unknown.",
        ),
        "all_too_few": Words(
            zh="{groups} 组来源共 {visitors} 访客·日；每组成交都太少，还比不出高下。",
            en="{groups} groups of sources with {visitors} visitor days; purchases are too few to tell them apart.",
        ),
        "too_few": Words(zh="成交不足 {fewest}，看不出", en="fewer than {fewest} purchases: cannot tell"),
        "visitor_days": Words(
            zh="访客按天去重再相加（访客·日），不是访客数；来源之间也会重复。",
            en="Visitors are counted once a day and added up (visitor days), which is not the number of visitors.",
        ),
        "platform_counts": Words(
            zh="没有埋点的渠道用平台按来源的统计：利润 = 平台的支付金额 × 该渠道贡献利润率，各来源用同一个利润率；平台的归因是平台的说法。",
            en="Channels without events rest on the platform's counts by source: profit = its paid amount × the channel's "
            "contribution margin, the same for all sources; attribution is the platform's claim.",
        ),
        "orders_name_source": Words(
            zh="有埋点的渠道：访客算在当天第一个来源上，订单算在订单记录的来源上，两者可能不是同一次访问。",
            en="Channels with events: a visitor counts under the first source of the day, an order under the source it names; "
            "the two need not be of one visit.",
        ),
        "no_hours": Words(
            zh="平台统计只到天，看不到时段；导入行为事件才有按小时的利润。",
            en="Platforms count by day: profit by hour needs events.",
        ),
        "ads_taken_off": Words(
            zh="广告花费只从付费来源扣；付费带来的自然流量不在内。",
            en="Ads are taken off the paid sources only; organic traffic that they bring is not in it.",
        ),
        "from_events": Words(zh="埋点与订单", en="events and orders"),
        "from_platform": Words(zh="平台统计", en="platform's counts"),
        "above": Words(zh="确定高于平均", en="surely above"),
        "below": Words(zh="确定低于平均", en="surely below"),
        "alike": Words(zh="看不出差别", en="no sure difference"),
        "unknown": Words(zh="利润未知", en="profit unknown"),
    },
    tables={},
    ids=("I1",),
    roles=("owner", "operator", "analyst"),
)
