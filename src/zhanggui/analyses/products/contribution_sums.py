"""Of what is the contribution profit of each product in each channel made up?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zhanggui.analyses.carrier_charges import carrier_charges
from zhanggui.analyses.contribution import PARTLY_COSTED, sums_of
from zhanggui.metrics.ad_levels import told_once
from zhanggui.metrics.kinds import is_sold, lacks_cost

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from zhanggui.analyses.counted_sales import SalesParams
    from zhanggui.warehouse.protocol import Warehouse

METRICS = (*PARTLY_COSTED, "gross_sales", "gross_sales_paid", "sold_units")
OWN_SUMS = ("merchant", "others", "given_back", "other_lines", "rate_fees", "unit_fees", "carrier", "order_fees")
SUMS = (*METRICS, *OWN_SUMS)


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


def ad_spend_sums(warehouse: Warehouse, params: SalesParams) -> ir.Table:
    """What advertising cost, by channel and product where reports name it; and by channel in all, the product empty."""
    import ibis

    ads = warehouse.table("ad_stats")
    ads = ads.filter(
        ads.currency.fill_null(warehouse.currency) == warehouse.currency, params.span(warehouse.as_of).holds(ads.day)
    )
    ads = ads if params.channel is None else ads.filter(ads.channel == params.channel)
    named, whole = told_once(ads, ["sku"]), told_once(ads, [])
    of_products = named.filter(named.sku.notnull()).group_by("channel", "sku").aggregate(**sums_of(named, "ad_spend"))
    in_all = whole.group_by("channel").aggregate(**sums_of(whole, "ad_spend"))
    return ibis.union(of_products, in_all.select("channel", sku=ibis.null("string"), ad_spend=in_all.ad_spend))


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
    charges = carrier_charges(warehouse, lines)
    lines = lines.left_join(charges, ["channel", "ordered_day"]).drop("channel_right", "ordered_day_right")
    whole = ibis.greatest(lines.per_order_minor.fill_null(0), 1)
    part = lines.fee_per_order_minor * lines.carrier_minor.fill_null(0) // whole
    return lines.mutate(carrier_part_minor=part.cast("int64"))
