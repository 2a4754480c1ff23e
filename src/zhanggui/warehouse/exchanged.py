"""What is a record in another currency worth in the shop's, and by which rate?

Orders are exchanged once, while sales are derived, at the rate of the order day (ADR 0006). A record of an order's
money in the order's currency takes that same rate, so that it can be compared; every other record takes the rate of its
own day. A rate holds from its day until the next one for its currency, and for a record's own day at most 92 days:
money of which no rate is known is not guessed. Each amount is rounded half to even, as the orders' are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from zhanggui.core.currency import MINOR_DIGITS, minor_digits
from zhanggui.warehouse.local_time import local_time

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis.expr.types as ir

    from zhanggui.warehouse.protocol import Warehouse

RATE_HOLDS_DAYS = 92
LAST_DAY = "9999-12-31"
ORDER = ("channel", "order_id")
# What is added to each row: its currency and first amount before, the rate and the day from which the rate holds.
ADDED = ("original_currency", "original_minor", "exchange_rate", "exchange_day", "exchanged_rows")


def in_own_currency(
    warehouse: Warehouse, table: ir.Table, *, day: Any, amounts: Sequence[str], of_orders: bool = False
) -> ir.Table:
    """The rows that are in the shop's currency or can be exchanged into it, with what is named in `ADDED`.

    `day` dates a row in the shop's zone; `amounts` are its columns of money; with `of_orders` a row in the currency of
    its order takes the order's rate. `exchanged_rows` is 1 for a row that was exchanged, else 0.
    """
    import ibis

    if not warehouse.loaded("fx_rates"):
        own = table.filter(_currency(warehouse, table) == warehouse.currency)
        unknown = {"exchange_rate": ibis.null("float64"), "exchange_day": ibis.null("date")}
        return own.mutate(
            original_currency=own.currency, original_minor=own[amounts[0]], exchanged_rows=ibis.literal(0), **unknown
        )
    rated = _rated(warehouse, table, day, of_orders=of_orders)
    is_own = rated.original_currency == warehouse.currency
    rated = rated.filter(is_own | rated.exchange_factor.notnull())
    is_own = rated.original_currency == warehouse.currency
    return rated.mutate(
        original_minor=rated[amounts[0]],
        currency=ibis.literal(warehouse.currency),
        exchanged_rows=is_own.ifelse(0, 1),
        **{name: is_own.ifelse(rated[name], exchanged(rated[name], rated.exchange_factor)) for name in amounts},
    ).drop("exchange_factor")


def without_rate(warehouse: Warehouse, table: ir.Table, *, day: Any, of_orders: bool = False) -> ir.Table:
    """The rows in another currency that have no rate, as they are, with their day as `rateless_day`."""
    dated = table.mutate(rateless_day=day)
    foreign = dated.filter(_currency(warehouse, dated) != warehouse.currency)
    if not warehouse.loaded("fx_rates"):
        return foreign
    rated = _rated(warehouse, foreign, foreign.rateless_day, of_orders=of_orders)
    return rated.filter(rated.exchange_factor.isnull()).drop("exchange_factor", *ADDED[2:4], "original_currency")


def order_rates(warehouse: Warehouse) -> ir.Table:
    """The rate of every order that was exchanged, with its factor from minor units to minor units."""
    lines, orders = warehouse.table("sale_lines"), warehouse.table("orders")
    foreign = orders.filter(orders.currency != warehouse.currency).select(*ORDER, order_currency="currency")
    sold = lines.filter(lines.currency == warehouse.currency)
    days = sold.group_by("channel", "order_id").aggregate(order_day=sold.ordered_day.max())
    days = days.mutate(channel=days.channel.cast("string"))
    dated, spans = foreign.inner_join(days, list(ORDER)), _rate_spans(warehouse)
    found = dated.inner_join(
        spans,
        [
            dated.order_currency == spans.rate_currency,
            spans.valid_from <= dated.order_day,
            dated.order_day < spans.valid_until,
        ],
    )
    return found.select(
        *ORDER, "order_currency", order_factor=found.factor, order_rate=found.rate, order_rate_day=found.valid_from
    )


def exchanged(amount: Any, factor: Any) -> Any:
    """The amount at a factor, rounded half to even: portable, because engines round halves differently."""
    exact = amount.cast("float64") * factor
    whole = exact.floor()
    part, is_odd = exact - whole, whole.cast("int64") % 2 != 0
    return whole.cast("int64") + ((part > 0.5) | ((part == 0.5) & is_odd)).ifelse(1, 0)  # noqa: PLR2004 - a half


def _rated(warehouse: Warehouse, table: ir.Table, day: Any, *, of_orders: bool) -> ir.Table:
    """Every row with its factor, which is empty where there is none or none is needed."""
    import ibis

    names, spans = table.columns, _rate_spans(warehouse)
    dated = table.mutate(original_currency=_currency(warehouse, table), own_day=day)
    rated = dated.left_join(
        spans,
        [
            dated.original_currency == spans.rate_currency,
            spans.valid_from <= dated.own_day,
            dated.own_day < spans.valid_until,
            dated.own_day <= spans.fresh_until,
        ],
    )
    told = {"exchange_factor": rated.factor, "exchange_rate": rated.rate, "exchange_day": rated.valid_from}
    rated = rated.select(*names, "original_currency", **told)
    if not of_orders:
        return rated
    orders = order_rates(warehouse).rename(rated_channel="channel", rated_order="order_id")
    both = rated.left_join(
        orders,
        [
            rated.channel == orders.rated_channel,
            rated.order_id == orders.rated_order,
            rated.original_currency == orders.order_currency,
        ],
    )
    return both.select(
        *names,
        "original_currency",
        exchange_factor=ibis.coalesce(both.order_factor, both.exchange_factor),
        exchange_rate=ibis.coalesce(both.order_rate, both.exchange_rate),
        exchange_day=ibis.coalesce(both.order_rate_day, both.exchange_day),
    )


def _rate_spans(warehouse: Warehouse) -> ir.Table:
    """From when until when each rate into the shop's currency holds, and its factor from minor units to minor units."""
    import ibis

    rates, own = warehouse.table("fx_rates"), minor_digits(warehouse.currency)
    rates = rates.filter(rates.quote_currency == warehouse.currency, rates.rate > 0)
    scale = rates.currency.cases(*((code, 10.0 ** (own - digits)) for code, digits in sorted(MINOR_DIGITS.items())))
    ordered = ibis.window(group_by=rates.currency, order_by=rates.day)
    until = ibis.coalesce(rates.day.lead().over(ordered), ibis.literal(LAST_DAY).cast("date"))
    return rates.select(
        rate_currency=rates.currency,
        rate=rates.rate,
        factor=rates.rate * scale,
        valid_from=rates.day,
        valid_until=until,
        fresh_until=rates.day + ibis.interval(days=RATE_HOLDS_DAYS),
    )


def day_of(warehouse: Warehouse, instant: Any) -> Any:
    """The day of an instant in the shop's zone."""
    return local_time(instant, warehouse.timezone).date()


def _currency(warehouse: Warehouse, table: ir.Table) -> Any:
    return table.currency.fill_null(warehouse.currency)
