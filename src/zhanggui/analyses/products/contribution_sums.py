"""Of what is the contribution profit of each product in each channel made up?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zhanggui.analyses.carrier_charges import carrier_charges, has_carrier_charges
from zhanggui.analyses.contribution import PARTLY_COSTED, profit_estimate, sums_of
from zhanggui.metrics.ad_levels import told_once
from zhanggui.metrics.kinds import is_sold, lacks_cost
from zhanggui.metrics.relations import RELATIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis.expr.types as ir

    from zhanggui.analyses.counted_sales import SalesParams
    from zhanggui.metrics.value import MarginAssumption
    from zhanggui.warehouse.protocol import Warehouse

METRICS = (*PARTLY_COSTED, "gross_sales", "gross_sales_paid", "sold_units")
OWN_SUMS = ("merchant", "others", "given_back", "other_lines", "rate_fees", "unit_fees", "carrier", "order_fees")
SUMS = (*METRICS, *OWN_SUMS)
OF_ALL = "all_"


def ranked_pairs(warehouse: Warehouse, params: SalesParams, margin: MarginAssumption | None, *, limit: int) -> ir.Table:
    """The first pairs of product and channel, each with its own sums and, as `all_…`, those of all pairs.

    Losses first, the largest first; then what has no cost; then the others by net sales. A shop has a pair for every
    product it ever sold anywhere: only those that are listed leave the engine.
    """
    import ibis

    pairs = pair_sums(warehouse, params)
    pairs = _with_ad_spend(pairs.mutate(estimate=profit_estimate(pairs, margin)), warehouse, params)
    loses, is_unknown = pairs.estimate.fill_null(0) < 0, pairs.estimate.isnull()
    every = ibis.window()
    counted = {
        "pairs": pairs.channel.count(),
        "losing": loses.sum(),
        "unknown": is_unknown.sum(),
        "lost": pairs.estimate.sum(where=loses),
        "ad_spend": pairs.ad_spend.sum(),
    }
    sums = counted | {name: pairs[name].sum() for name in SUMS}
    place = [
        ibis.cases((loses, 0), (is_unknown, 1), else_=2),
        ibis.ifelse(loses, pairs.estimate, -pairs.net_sales.cast("int64")),
        pairs.channel,
        pairs.sku.fill_null(""),
    ]
    told = {f"{OF_ALL}{name}": each.over(every).cast("int64") for name, each in sums.items()}
    places = {f"place_{number}": each for number, each in enumerate(place)}
    ranked = pairs.mutate(**told, **places)
    return ranked.order_by(*places).limit(limit).drop(*places, "estimate")


def pair_sums(warehouse: Warehouse, params: SalesParams) -> ir.Table:
    """One row a product and channel: the sums that lead from gross sales to contribution profit.

    gross sales − unpaid − discounts the shop bears − given back + other lines = net sales, which the metrics define;
    fees are those of lines whose cost is known, as in contribution profit.
    """
    lines = _placed_lines(warehouse, params)
    sold, costed = is_sold(lines) & lines.is_paid, lines.is_paid & ~lacks_cost(lines)
    borne_by_others = lines.discount_platform_minor + lines.discount_influencer_minor
    by_rate = lines.fee_minor - lines.fee_per_unit_minor - lines.fee_per_order_minor
    own: dict[str, Any] = {
        "merchant": lines.discount_merchant_minor.sum(where=sold),
        "others": borne_by_others.sum(where=sold),
        "given_back": (lines.refund_goods_minor + lines.clawback_minor).sum(where=lines.is_paid),
        "other_lines": (lines.due_minor + borne_by_others).sum(where=lines.is_paid & ~is_sold(lines)),
        "rate_fees": by_rate.sum(where=costed),
        "unit_fees": lines.fee_per_unit_minor.sum(where=costed),
        "carrier": lines.carrier_part_minor.sum(where=costed),
        "order_fees": (lines.fee_per_order_minor - lines.carrier_part_minor).sum(where=costed),
    }
    return lines.group_by("channel", "sku").aggregate(
        **sums_of(lines, *METRICS), **own, product_name=lines.product_name.max()
    )


def ad_spend_in_all(warehouse: Warehouse, params: SalesParams) -> ir.Table:
    """What advertising cost altogether, whether or not reports name the products."""
    whole = _ads(warehouse, params, [])
    return whole.aggregate(**sums_of(whole, "ad_spend"))


def _with_ad_spend(pairs: ir.Table, warehouse: Warehouse, params: SalesParams) -> ir.Table:
    """The pairs with the ad spend of reports that name the product; empty where none does."""
    import ibis

    if not warehouse.loaded("ad_stats"):
        return pairs.mutate(ad_spend=ibis.null("int64"))
    named = _ads(warehouse, params, ["sku"])
    spent = named.filter(named.sku.notnull()).group_by("channel", "sku").aggregate(**sums_of(named, "ad_spend"))
    return pairs.left_join(spent, ["channel", "sku"]).drop("channel_right", "sku_right")


def _ads(warehouse: Warehouse, params: SalesParams, columns: Sequence[str]) -> ir.Table:
    """The reports of the days asked for, every day told once, for a split by some columns."""
    ads = RELATIONS["ad_stats"].rows(warehouse)
    ads = ads if params.channel is None else ads.filter(ads.channel == params.channel)
    ads = told_once(ads, columns)
    return ads.filter(params.span(warehouse.as_of).holds(ads.day))


def _placed_lines(warehouse: Warehouse, params: SalesParams) -> ir.Table:
    """Lines of all placed orders, paid or not, with the carrier's part of what each is charged per order."""
    import ibis

    lines = warehouse.table("sale_lines")
    lines = lines.filter(
        ~lines.is_excluded,
        lines.currency == warehouse.currency,
        params.span(warehouse.as_of).holds(lines.ordered_day),
    )
    lines = lines if params.channel is None else lines.filter(lines.channel == params.channel)
    lines = lines.mutate(channel=lines.channel.cast("string"))
    if not has_carrier_charges(warehouse):
        return lines.mutate(carrier_part_minor=ibis.literal(0, "int64"))
    charges = carrier_charges(warehouse, lines)
    lines = lines.left_join(charges, ["channel", "ordered_day"]).drop("channel_right", "ordered_day_right")
    whole = ibis.greatest(lines.per_order_minor.fill_null(0), 1)
    part = lines.fee_per_order_minor * lines.carrier_minor.fill_null(0) // whole
    return lines.mutate(carrier_part_minor=part.cast("int64"))
