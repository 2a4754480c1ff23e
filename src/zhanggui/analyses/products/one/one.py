"""What is known of one product: what it sells, what it leaves, who buys it, how long it lasts, what next?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from zhanggui.analyses.contribution import PARTLY_COSTED, PROFIT_GAPS, MarginParams, contribution, sums_of
from zhanggui.analyses.counted_sales import SalesParams, counted_lines, purchases, share_of
from zhanggui.analyses.next_step import ActionRow
from zhanggui.analyses.products.lifecycle.lifecycle import stage_of
from zhanggui.analyses.products.lifecycle.params import LifecycleParams
from zhanggui.analyses.products.lifecycle.words import ACTIONS, STAGE_WORDS
from zhanggui.analyses.products.one import facts
from zhanggui.analyses.products.one.result import (
    ChannelRow,
    CompanionRow,
    OneProductResult,
    PriceRow,
)
from zhanggui.analyses.products.roles.params import RolesParams
from zhanggui.analyses.products.roles.roles import role_in_mix
from zhanggui.analyses.products.roles.words import ROLE_WORDS
from zhanggui.core.capability import Capability, Members
from zhanggui.core.charts import Line, Series
from zhanggui.core.described import described
from zhanggui.core.errors import NotFound
from zhanggui.core.money import Money
from zhanggui.core.period import Period
from zhanggui.core.quantity import Interval, Rate
from zhanggui.core.sentence import Argument, Sentence, sentence
from zhanggui.core.words import Words
from zhanggui.metrics.called import called, named
from zhanggui.metrics.kinds import is_of_an_order, is_sold
from zhanggui.metrics.registry import dimension
from zhanggui.metrics.value import DECLARED_LEVEL
from zhanggui.stats.counted_rate import counted_rate
from zhanggui.stats.proportions import wilson

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.core.money import MoneyInterval
    from zhanggui.warehouse.protocol import Warehouse

USUAL_DAYS = 91
PACE_DAYS = 28
LEVEL = 0.9
LONG_COVER = 180
SHORT_COVER = 14
SUMS = (*PARTLY_COSTED, "sold_units")


class NoSuchProduct(NotFound):
    """Neither the catalogue nor any sale knows the code."""

    sentence = Words(
        zh="没有编码为“{sku}”的商品，也没有卖出过。编码见：zhanggui run products.pareto",
        en="No product has the code '{sku}', and none was sold under it. Codes stand in: zhanggui run products.pareto",
    )


class OneProductParams(SalesParams, MarginParams):
    """Which product, and over which days; the latest 13 weeks unless said otherwise."""

    sku: Annotated[
        str,
        Field(min_length=1, max_length=200),
        described("SKU", "SKU", about_zh="商品编码", about_en="The product's code"),
    ]


def run(warehouse: Warehouse, params: OneProductParams) -> OneProductResult:
    """Gather what the tables say of one product; every number is that of its metric over the days asked for."""
    period = params.period(warehouse.as_of, USUAL_DAYS)
    asked = params.within(period)
    card, every = facts.card(warehouse, params.sku), _all_lines(warehouse, params)
    mine = every.filter(every.sku == params.sku)
    first = _first_day(warehouse, mine)
    if not card and first is None:
        raise NoSuchProduct(sku=params.sku)
    lines = counted_lines(warehouse, asked)
    channels = _channels(warehouse, params, lines.filter(lines.sku == params.sku))
    sums = _total(channels)
    on_hand, days_out = facts.stock(warehouse, params.sku, period)
    weeks = facts.weekly_units(mine, warehouse)
    cover = _cover(on_hand, sum(list(weeks.values())[-PACE_DAYS // 7 :]))
    people = _people(warehouse, lines.filter(lines.sku == params.sku))
    profit = contribution(sums, params.margin, warehouse.currency)
    sales = Money(sums["net_sales"], warehouse.currency)
    told, count = facts.stars(warehouse, params.sku)
    cost = facts.unit_cost_minor(warehouse, params.sku)
    stage = stage_of(warehouse, LifecycleParams(channel=params.channel), params.sku)
    changes = facts.prices(warehouse, params.sku)
    companions, orders = _companions(warehouse, lines, params.sku)
    return OneProductResult(
        headline=_headline(card.get("product_name") or params.sku, sums["sold_units"], sales, profit, cover),
        caveats=_gaps(sums, params),
        first_day=period.start,
        last_day=period.last_day,
        sku=params.sku,
        product_name=card.get("product_name"),
        category=card.get("category"),
        supplier=card.get("supplier_id"),
        launched_day=card.get("launched_day") or first,
        stage=STAGE_WORDS[stage],
        role=ROLE_WORDS[role_in_mix(warehouse, RolesParams(channel=params.channel), params.sku)],
        units=sums["sold_units"],
        units_before=_units(warehouse, mine, period.previous()),
        orders=orders,
        buyers=people["buyers"],
        first_orders=wilson(people["first"], people["known"], LEVEL),
        net_sales=sales,
        share_of_sales=share_of(sums["net_sales"], _net(warehouse, lines)),
        contribution_profit=profit,
        contribution_margin=_margin(profit, sums["net_sales"]),
        unit_cost=None if cost is None else Money(cost, warehouse.currency),
        on_hand=on_hand,
        cover=cover,
        days_out=days_out,
        stars=told,
        reviews=count,
        weekly=_series(weeks),
        actions=tuple(_actions(sums, profit, cover, stage)),
        channels=_channel_rows(warehouse, params, channels, changes),
        prices=_price_rows(warehouse, changes),
        companions=companions,
    )


def members(warehouse: Warehouse, params: OneProductParams, value: str) -> ir.Table:
    """The known customers who bought both products in one order."""
    import ibis

    lines = counted_lines(warehouse, params)
    bought = lines.filter(purchases(lines) == 1, lines.customer.notnull())
    mine = bought.filter(bought.sku == params.sku).select("order_no").distinct()
    both = bought.filter(bought.sku == value).semi_join(mine, "order_no").select("customer").distinct()
    return both.select(kind=ibis.literal("customer"), id=both.customer)


def _all_lines(warehouse: Warehouse, params: OneProductParams) -> ir.Table:
    return counted_lines(warehouse, SalesParams(channel=params.channel))


def _first_day(warehouse: Warehouse, mine: ir.Table) -> Any:
    (found,) = warehouse.fetch(mine.aggregate(first=mine.ordered_day.min())).to_pylist()
    return found["first"]


def _units(warehouse: Warehouse, mine: ir.Table, period: Period) -> int:
    within = mine.filter(is_sold(mine), mine.ordered_day >= period.start, mine.ordered_day < period.end)
    (found,) = warehouse.fetch(within.aggregate(units=within.quantity.sum())).to_pylist()
    return int(found["units"] or 0)


def _net(warehouse: Warehouse, lines: ir.Table) -> int:
    (found,) = warehouse.fetch(lines.aggregate(net=lines.net_sales_minor.sum())).to_pylist()
    return int(found["net"] or 0)


def _channels(warehouse: Warehouse, params: OneProductParams, mine: ir.Table) -> list[dict[str, Any]]:
    sold = is_sold(mine)
    sums = mine.group_by("channel").aggregate(
        **sums_of(mine, *SUMS),
        due=mine.due_minor.sum(where=sold),
        lines=sold.ifelse(1, 0).sum(),
        back=(sold & (mine.returned_quantity > 0)).ifelse(1, 0).sum(),
    )
    rows = warehouse.fetch(sums.mutate(channel=sums.channel.cast("string"))).to_pylist()
    read = [{name: value if name == "channel" else int(value or 0) for name, value in row.items()} for row in rows]
    return sorted(read, key=lambda row: (-row["net_sales"], row["channel"]))


def _total(channels: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    return {name: sum(row[name] for row in channels) for name in SUMS}


def _people(warehouse: Warehouse, mine: ir.Table) -> dict[str, int]:
    """Known buyers, the orders of known buyers, and how many of these were their first."""
    of_orders = mine.filter(is_of_an_order(mine), mine.customer.notnull())
    orders = of_orders.group_by("order_no").aggregate(
        customer=of_orders.customer.max(), first=of_orders.is_first_order.max()
    )
    (found,) = warehouse.fetch(
        orders.aggregate(
            buyers=orders.customer.nunique(), known=orders.count(), first=orders["first"].ifelse(1, 0).sum()
        )
    ).to_pylist()
    return {name: int(value or 0) for name, value in found.items()}


def _cover(on_hand: int | None, sold: int) -> Interval | None:
    """How long the stock lasts at the latest pace; none where nothing is counted or nothing was sold."""
    if on_hand is None or not sold:
        return None
    pace = counted_rate(sold, PACE_DAYS)
    return Interval(
        low=on_hand / pace.high, estimate=on_hand / pace.estimate, high=on_hand / pace.low, level=pace.level
    )


def _margin(profit: MoneyInterval | None, net: int) -> Rate | None:
    """From costs only; not told where the margin is declared."""
    if profit is None or profit.level <= DECLARED_LEVEL or net <= 0:
        return None
    return share_of(profit.estimate.minor, net)


def _channel_rows(
    warehouse: Warehouse,
    params: OneProductParams,
    channels: Sequence[Mapping[str, Any]],
    changes: Sequence[Mapping[str, Any]],
) -> tuple[ChannelRow, ...]:
    titles = called(warehouse, dimension("channel"))
    now: dict[str, int] = {}
    for row in changes:
        now.setdefault(row["channel"], int(row["price_minor"]))
    return tuple(
        ChannelRow(
            channel=named(titles, row["channel"]),
            units=row["sold_units"],
            net_sales=Money(row["net_sales"], warehouse.currency),
            average_price=Money(round(row["due"] / row["sold_units"]), warehouse.currency)
            if row["sold_units"]
            else None,
            price_now=Money(now[row["channel"]], warehouse.currency) if row["channel"] in now else None,
            share_back=wilson(row["back"], row["lines"], LEVEL),
            contribution_profit=contribution(
                {name: row[name] for name in PARTLY_COSTED}, params.margin, warehouse.currency
            ),
        )
        for row in channels
    )


def _price_rows(warehouse: Warehouse, changes: Sequence[Mapping[str, Any]]) -> tuple[PriceRow, ...]:
    titles = called(warehouse, dimension("channel"))
    return tuple(
        PriceRow(
            day=row["day"],
            channel=named(titles, row["channel"]),
            price=Money(int(row["price_minor"]), warehouse.currency),
            change=share_of(int(row["price_minor"]) - int(row["before"]), int(row["before"]))
            if row["before"]
            else None,
        )
        for row in changes[: facts.MOST_PRICES]
    )


def _companions(warehouse: Warehouse, lines: ir.Table, sku: str) -> tuple[tuple[CompanionRow, ...], int]:
    found, mine, every = facts.companions(lines, warehouse, sku)
    names = facts.names(warehouse, [row["sku"] for row in found])
    rows = tuple(
        CompanionRow(
            sku=row["sku"],
            product_name=names.get(row["sku"]),
            orders=int(row["both"]),
            share=share_of(row["both"], mine),
            lift=row["both"] * every / (mine * row["orders"]),
        )
        for row in found
    )
    return rows, mine


def _series(weeks: Mapping[Any, int]) -> Series:
    return Series(
        title=Words(zh="每周件数", en="Units by week"),
        x_title=Words(zh="一周的第一天", en="First day of the week"),
        unit="units",
        x=tuple(f"{day:%Y-%m-%d}" for day in weeks),
        lines=(Line(name=Words(zh="件数", en="Units"), values=tuple(float(each) for each in weeks.values())),),
    )


def _actions(
    sums: Mapping[str, int],
    profit: MoneyInterval | None,
    cover: Interval | None,
    stage: str,
) -> Iterator[ActionRow]:
    """What the facts suggest; nothing is suggested without one."""
    if stage != "untold" and sums["sold_units"]:
        yield ActionRow(what=sentence(f"do_{stage}"), where="products.lifecycle")
    if profit is not None and profit.high.minor < 0:
        yield ActionRow(what=sentence("do_loses", profit=profit), where="products.contribution")
    if cover is not None and cover.low > LONG_COVER:
        yield ActionRow(what=sentence("do_clear", days=round(cover.estimate)), where="products.clear_slow_movers")
    if cover is not None and cover.high < SHORT_COVER:
        yield ActionRow(what=sentence("do_reorder", days=round(cover.estimate)), where="goals.kpi_board")
    if sums["sold_units"]:
        yield ActionRow(what=sentence("do_price"), where="pricing.one")
    else:
        yield ActionRow(what=sentence("do_unsold"), where="products.pareto")


def _headline(product: str, units: int, sales: Money, profit: MoneyInterval | None, cover: Interval | None) -> Sentence:
    if not units:
        return sentence("unsold", product=product)
    told: dict[str, Argument] = {"product": product, "units": units, "sales": sales, "profit": profit}
    if cover is None:
        return sentence("headline", **told)
    return sentence("headline_cover", days=round(cover.estimate), **told)


def _gaps(sums: Mapping[str, int], params: OneProductParams) -> tuple[Sentence, ...]:
    """Whether its profit rests on nothing or on an assumption."""
    if not sums["lines_without_cost"]:
        return ()
    share = share_of(sums["net_sales_without_cost"], sums["net_sales"])
    if params.margin is None:
        return (sentence("costs_missing", share=share),)
    return (
        sentence(
            "margin_assumed", share=share, margin_low=Rate(params.margin.low), margin_high=Rate(params.margin.high)
        ),
    )


CAPABILITY = Capability(
    name="products.one",
    title=Words(zh="一个商品", en="One product"),
    question=Words(
        zh="这个商品卖得怎样、赚多少、谁在买、库存够多久、接下来可以做什么？",
        en="What does this product sell and leave, who buys it, how long does it last, and what could be done next?",
    ),
    params=OneProductParams,
    result=OneProductResult,
    run=run,
    sentences={
        "headline": Words(
            zh="“{product}”：卖出 {units} 件，净销售额 {sales}，贡献利润 {profit}。",
            en="'{product}': {units} {units:unit|units} sold for {sales} net, leaving {profit}.",
        ),
        "headline_cover": Words(
            zh="“{product}”：卖出 {units} 件，净销售额 {sales}，贡献利润 {profit}；库存还够 {days} 天。",
            en="'{product}': {units} {units:unit|units} sold for {sales} net, leaving {profit}; stock lasts {days} "
            "{days:day|days}.",
        ),
        "unsold": Words(zh="“{product}”在这段时间没有卖出。", en="'{product}' was not sold in this period."),
        "do_loses": Words(
            zh="它在亏（{profit}）：看是哪一项拿走的。", en="It loses money ({profit}): see which item takes it."
        ),
        "do_clear": Words(
            zh="库存够卖 {days} 天，太多：看清仓建议。",
            en="Stock for {days} {days:day|days} is too much: see clearance.",
        ),
        "do_reorder": Words(
            zh="库存只够 {days} 天：看库存指标并补货。",
            en="Stock lasts {days} {days:day|days} only: see stock and reorder.",
        ),
        **{f"do_{stage}": words for stage, words in ACTIONS.items()},
        "do_price": Words(zh="看它该卖多少钱。", en="See what it should cost."),
        "do_unsold": Words(zh="没有卖出：看是否该下架。", en="Nothing sold: see whether to take it off sale."),
        **{name: PROFIT_GAPS[name] for name in ("costs_missing", "margin_assumed")},
    },
    tables={"order_lines": ("sku",)},
    ids=("A8", "F13", "F14", "F16"),
    roles=("owner", "operator", "analyst"),
    members=Members(field="companions", key="sku", kind="customer", find=members),
)
