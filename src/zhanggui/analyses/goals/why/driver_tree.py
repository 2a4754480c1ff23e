"""Which drivers made the number move: visitors, conversion, basket, margin, fees, ads?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from zhanggui.core.described import described
from zhanggui.core.money import Money
from zhanggui.core.quantity import Rate
from zhanggui.core.sentence import Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.metrics.measure import measure
from zhanggui.metrics.question import Question
from zhanggui.stats.shapley import drivers
from zhanggui.stats.whole_parts import whole_parts

if TYPE_CHECKING:
    from zhanggui.analyses.goals.why.compared_periods import Compared, WhyParams
    from zhanggui.core.period import Period
    from zhanggui.warehouse.protocol import Warehouse

PROFIT_PARTS = ("contribution_profit", "fees_of_costed_lines")
BY_CHANNEL = ("paid_orders", "paid_sales", "net_sales")
IN_ALL = ("buyers", "sold_units", "customer_coverage", *BY_CHANNEL, *PROFIT_PARTS)
TRAFFIC = {"traffic_stats": "platform_visitor_days", "events": "visitors"}

DriverValue = Money | Rate | int | float | None
NAMES = {
    "visitors": Words(zh="访客数", en="Visitors"),
    "conversion": Words(zh="转化率", en="Conversion"),
    "aov": Words(zh="笔单价", en="Average order value"),
    "kept": Words(zh="退款后留存", en="Kept after refunds"),
    "untracked": Words(zh="没有流量数据的渠道", en="Channels without traffic data"),
    "buyers": Words(zh="买家数", en="Buyers"),
    "orders_per_buyer": Words(zh="人均单数", en="Orders per buyer"),
    "orders": Words(zh="支付笔数", en="Paid orders"),
    "units_per_order": Words(zh="连带率", en="Units per order"),
    "price": Words(zh="件均支付金额", en="Paid per unit"),
    "margin": Words(zh="毛利率（费用前）", en="Margin before fees"),
    "fees": Words(zh="平台费用", en="Channel fees"),
    "ads": Words(zh="广告花费", en="Ad spend"),
    "rest": Words(zh="其他（无订单的退货等）", en="Other (returns without an order)"),
}
RATES = frozenset({"conversion", "kept", "margin"})
AMOUNTS = frozenset({"aov", "price", "untracked", "fees", "ads", "rest"})
DRIVER_SENTENCES = {
    "no_traffic": Words(
        zh="没有两段都有的访客数据，因此从买家或订单算起，看不出是流量还是转化的变化。请导入生意参谋等流量报表。",
        en="No visitors are loaded for both periods, so the tree begins with buyers or orders and cannot tell traffic from "
        "conversion: load the platforms' traffic reports.",
    ),
    "visitors_added": Words(
        zh="访客数为各渠道每天的访客相加，同一个人会被多次计入；转化率是支付笔数 ÷ 它。",
        en="Visitors are added over channels and days, so one person counts more than once; conversion is paid orders ÷ that.",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DriverRow:
    """One driver of the number, and its part in the change."""

    driver: Annotated[Words, described("驱动因素", "Driver")]
    before: Annotated[DriverValue, described("之前", "Before")]
    now: Annotated[DriverValue, described("本期", "Now")]
    change: Annotated[Rate | None, described("变化率", "Change", unit="rate")]
    part: Annotated[
        Money,
        described(
            "对变化的贡献",
            "Part in the change",
            about_zh="沙普利值：所有先后顺序的平均；各行之和等于总变化，分毫不差",
            about_en="Shapley value, the mean over all orders of change; the parts add up to the change to the cent",
            unit="money",
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class DriverTree:
    """The drivers with their parts, both totals, and what must be said about them."""

    rows: tuple[DriverRow, ...]
    before_minor: int
    now_minor: int
    ads_before: int
    ads_now: int
    caveats: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Facts:
    """What was measured of one period; None is unknown."""

    whole: Mapping[str, float | None]
    by_channel: Mapping[str, Mapping[str, float]]
    visitors: Mapping[str, float]
    ads: float

    def total(self, metric: str) -> int:
        """The number that is explained."""
        if metric == "net_sales":
            return round(self.whole["net_sales"] or 0)
        return round((self.whole["contribution_profit"] or 0) - (self.ads if metric == "contribution_after_ads" else 0))


def driver_tree(warehouse: Warehouse, params: WhyParams, periods: Compared) -> DriverTree:
    """The number as a formula of its drivers, and the part of each in the change.

    With traffic: net sales = visitors × conversion × order value × share kept + channels without traffic; else buyers ×
    orders per buyer × units per order × paid per unit × share kept. Profit = net sales × margin − fees − ads.
    """
    before, now = (_facts(warehouse, params, period) for period in (periods.before, periods.now))
    tracked = frozenset(before.visitors) & frozenset(now.visitors)
    names = _names(params.metric, tracked, before, now)
    values = [_values(names, facts, tracked, params.metric) for facts in (before, now)]
    totals = before.total(params.metric), now.total(params.metric)
    parts = drivers(formula(names), *([value[name] for name in names] for value in values))
    parts = _with_rest(names, parts, totals)
    return DriverTree(
        rows=_rows(names, values, parts, totals[1] - totals[0], warehouse.currency),
        before_minor=totals[0],
        now_minor=totals[1],
        ads_before=round(before.ads) if params.metric == "contribution_after_ads" else 0,
        ads_now=round(now.ads) if params.metric == "contribution_after_ads" else 0,
        caveats=(sentence("visitors_added" if tracked else "no_traffic"),),
    )


def _facts(warehouse: Warehouse, params: WhyParams, period: Period) -> _Facts:
    def ask(*metrics: str, by: tuple[str, ...] = ()) -> list[tuple[str, str, float | None]]:
        question = Question(metrics=metrics, by=by, where=params.where, period=period, margin=params.margin)
        return [(row.metric, row.dimensions.get("channel", ""), row.value) for row in measure(warehouse, question).rows]

    by_channel: dict[str, dict[str, float]] = {}
    for name, channel, value in ask(*BY_CHANNEL, by=("channel",)):
        by_channel.setdefault(channel, {})[name] = value or 0
    visitors: dict[str, float] = {}
    for table, name in TRAFFIC.items():
        if warehouse.loaded(table):
            found = {channel: value for _, channel, value in ask(name, by=("channel",)) if value}
            visitors = {**found, **visitors}
    spent = sum(value or 0 for _, _, value in ask("ad_spend")) if warehouse.loaded("ad_stats") else 0
    return _Facts(
        whole={name: value for name, _, value in ask(*IN_ALL)}, by_channel=by_channel, visitors=visitors, ads=spent
    )


def _names(metric: str, tracked: frozenset[str], before: _Facts, now: _Facts) -> tuple[str, ...]:
    everybody_known = all(facts.whole["customer_coverage"] in {None, 1} for facts in (before, now))
    if tracked:
        sales = ["visitors", "conversion", "aov", "kept"]
        if any(set(facts.by_channel) - tracked for facts in (before, now)):
            sales.append("untracked")
    elif everybody_known:
        sales = ["buyers", "orders_per_buyer", "units_per_order", "price", "kept"]
    else:
        sales = ["orders", "units_per_order", "price", "kept"]
    profit = [] if metric == "net_sales" else ["margin", "fees"]
    return (*sales, *profit, *(["ads"] if metric == "contribution_after_ads" else []))


def _values(names: Iterable[str], facts: _Facts, tracked: frozenset[str], metric: str) -> dict[str, float | None]:
    whole = {name: value or 0 for name, value in facts.whole.items()}
    inside = {name: sum(facts.by_channel.get(channel, {}).get(name, 0) for channel in tracked) for name in BY_CHANNEL}
    base = inside if tracked else whole
    visitors = sum(facts.visitors.get(channel, 0) for channel in tracked)
    orders, fees = base["paid_orders"], whole["fees_of_costed_lines"]
    known: dict[str, float | None] = {
        "visitors": visitors,
        "conversion": _ratio(orders, visitors),
        "aov": _ratio(base["paid_sales"], orders),
        "kept": _ratio(base["net_sales"], base["paid_sales"]),
        "untracked": whole["net_sales"] - inside["net_sales"],
        "buyers": whole["buyers"],
        "orders_per_buyer": _ratio(orders, whole["buyers"]),
        "orders": orders,
        "units_per_order": _ratio(whole["sold_units"], orders),
        "price": _ratio(base["paid_sales"], whole["sold_units"]),
        "margin": None if metric == "net_sales" else _ratio(whole["contribution_profit"] + fees, whole["net_sales"]),
        "fees": fees,
        "ads": facts.ads,
    }
    return {name: known[name] for name in names}


def formula(names: Sequence[str]) -> Callable[[Sequence[float]], float]:
    """Factors multiplied, the channels without traffic added, then margin, fees and ads."""

    def value(drivers: Sequence[float]) -> float:
        known = dict(zip(names, drivers, strict=True))
        sales = 1.0
        for name in names:
            if name not in {"untracked", "margin", "fees", "ads"}:
                sales *= known[name]
        sales += known.get("untracked", 0.0)
        return sales * known.get("margin", 1.0) - known.get("fees", 0.0) - known.get("ads", 0.0)

    return value


def _with_rest(names: Sequence[str], parts: Sequence[float], totals: tuple[int, int]) -> tuple[float, ...]:
    """What the formula cannot hold, such as returns on days without any order, as a part of its own."""
    rest = totals[1] - totals[0] - sum(parts)
    return (*parts, rest) if abs(rest) >= len(names) else tuple(parts)


def _rows(
    names: Sequence[str],
    values: Sequence[Mapping[str, float | None]],
    parts: Sequence[float],
    change_minor: int,
    currency: str,
) -> tuple[DriverRow, ...]:
    exact = whole_parts(parts, change_minor)
    told = [*names, *(["rest"] if len(parts) > len(names) else [])]
    before, now = values
    return tuple(
        DriverRow(
            driver=NAMES[name],
            before=_told(name, before.get(name), currency),
            now=_told(name, now.get(name), currency),
            change=_change(before.get(name), now.get(name)),
            part=Money(part, currency),
        )
        for name, part in zip(told, exact, strict=True)
    )


def _told(name: str, value: float | None, currency: str) -> DriverValue:
    if value is None:
        return None
    if name in AMOUNTS:
        return Money(round(value), currency)
    return Rate(value) if name in RATES else value


def _change(before: float | None, now: float | None) -> Rate | None:
    return Rate(now / before - 1) if before and now is not None and before > 0 else None


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None
