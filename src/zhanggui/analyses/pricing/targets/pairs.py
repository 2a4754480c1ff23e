"""What did every product in every channel sell for, keep after returns, and get charged?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from zhanggui.analyses.contribution import sums_of
from zhanggui.analyses.cost_and_stock import costs_on
from zhanggui.analyses.counted_sales import SalesParams, counted_lines
from zhanggui.analyses.pricing.targets.solving import Economics
from zhanggui.metrics.kinds import is_sold
from zhanggui.metrics.measure import measure
from zhanggui.metrics.question import Question

if TYPE_CHECKING:
    from datetime import date

    from zhanggui.core.period import Period
    from zhanggui.warehouse.protocol import Warehouse

FEW_UNITS = 30
SUMMED = ("sold_units", "returned_units", "net_sales", "due", "rate_fees", "fixed_fees")


def sold_pairs(warehouse: Warehouse, asked: SalesParams, last_day: date) -> list[dict[str, Any]]:
    """The sums of every product and channel, with the cost of the last day."""
    import ibis

    lines = counted_lines(warehouse, asked)
    lines = lines.filter(lines.sku.notnull())
    due = lines.due_minor + lines.discount_platform_minor + lines.discount_influencer_minor
    by_rate = lines.fee_minor - lines.fee_per_unit_minor - lines.fee_per_order_minor
    pairs = lines.group_by("channel", "sku").aggregate(
        **sums_of(lines, "sold_units", "returned_units", "net_sales"),
        due=due.sum(where=is_sold(lines)),
        rate_fees=by_rate.sum(),
        fixed_fees=(lines.fee_per_unit_minor + lines.fee_per_order_minor).sum(),
        product_name=lines.product_name.max(),
    )
    if warehouse.loaded("product_costs"):
        pairs = pairs.left_join(costs_on(warehouse, last_day), "sku").drop("sku_right")
    else:
        pairs = pairs.mutate(cost_minor=ibis.null("int64"))
    rows = warehouse.fetch(pairs.mutate(channel=pairs.channel.cast("string"))).to_pylist()
    return [row | {name: int(row[name] or 0) for name in SUMMED} for row in rows]


def ad_shares(warehouse: Warehouse, params: SalesParams, period: Period) -> dict[str, float]:
    """What advertising takes of each channel's net sales, by the metrics of these names."""
    if not warehouse.loaded("ad_stats"):
        return {}
    question = Question(metrics=("ad_spend", "net_sales"), by=("channel",), period=period, where=params.where)
    answer = measure(warehouse, question)
    sums = {(row.dimensions["channel"], row.metric): row.value for row in answer.rows}
    channels = {channel for channel, _ in sums}
    found = {}
    for channel in channels:
        spend, sales = (float(sums.get((channel, name)) or 0) for name in ("ad_spend", "net_sales"))
        found[channel] = spend / sales if sales > 0 else 0.0
    return found


def total(rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """The sums of several pairs."""
    return {name: sum(row[name] for row in rows) for name in SUMMED}


def priced_pairs(warehouse: Warehouse, asked: SalesParams, last_day: date) -> list[dict[str, Any]]:
    """Those of them that were sold for money, so that they tell a price."""
    return [row for row in sold_pairs(warehouse, asked, last_day) if row["sold_units"] > 0 and row["due"] > 0]


def by_channel(pairs: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, int]]:
    """The sums of each channel."""
    rows: dict[str, list[Mapping[str, Any]]] = {}
    for row in pairs:
        rows.setdefault(row["channel"], []).append(row)
    return {channel: total(its) for channel, its in rows.items()}


def is_few(pair: Mapping[str, Any]) -> bool:
    """Whether a pair sold too few units for returns and fees of its own: those of its channel say more."""
    return int(pair["sold_units"]) < FEW_UNITS


def economics_of(sums: Mapping[str, int], cost_minor: float, ads: float) -> Economics:
    """What a unit takes, from the sums of what was sold."""
    return Economics(
        cost_minor=cost_minor,
        kept_sales=sums["net_sales"] / sums["due"],
        kept_units=max(1 - sums["returned_units"] / sums["sold_units"], 0.0),
        rate=sums["rate_fees"] / sums["net_sales"],
        fixed_minor=sums["fixed_fees"] / sums["sold_units"],
        ads=ads,
    )
