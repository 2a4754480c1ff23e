"""From which rows is a metric reduced, and which day dates them?

A relation starts from one table of the warehouse. Rows of orders on the shop's exclusion list are gone from it, and so
are amounts in another currency than the shop's: yuan and dollars do not add up. Orders, buyers and visitors are rolled
up from rows: first the rows of the question are chosen, then one row per order (buyer, visitor) and group is made, so
every count of them is exact and no join ever multiplies a quantity.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from zhanggui.core.words import Words
from zhanggui.metrics.kinds import given_back_minor, is_of_an_order

if TYPE_CHECKING:
    from zhanggui.warehouse.protocol import Warehouse

Rows = Callable[["Warehouse"], Any]
RollUp = Callable[[Any, Sequence[str]], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """Rows with a day: `table` must be loaded, `day` is the column that dates a row.

    `table` also says which dimensions fit; `rolled_up(rows, groups)` makes one row per thing that is counted. With
    `per_day` a thing has one day, and counts twice where one like day of last year stands for two days.
    """

    name: str
    title: Words
    table: str
    day: str
    rows: Rows
    rolled_up: RollUp | None = None
    per_day: bool = False


def _sale_lines(warehouse: Warehouse) -> Any:
    lines = warehouse.table("sale_lines")
    return lines.filter(~lines.is_excluded, lines.currency == warehouse.currency)


def _refund_lines(warehouse: Warehouse) -> Any:
    """Refunds with the facts of the line they pay back; one line each, so nothing is multiplied."""
    sold = _sale_lines(warehouse)
    refunds = warehouse.table("refund_lines")
    refunds = refunds.select(
        "order_no",
        "line_id",
        "refunded_day",
        "kind_of_refund",
        "reason",
        refunded_amount_minor=refunds.amount_minor,
        refunded_goods_minor=refunds.goods_minor,
        refunded_clawback_minor=refunds.clawback_minor,
    )
    return refunds.join(sold, ["order_no", "line_id"])


def _events(warehouse: Warehouse) -> Any:
    return warehouse.table("events")


def _ad_stats(warehouse: Warehouse) -> Any:
    ads = warehouse.table("ad_stats")
    return ads.filter(ads.currency.fill_null(warehouse.currency) == warehouse.currency)


def _store_traffic(warehouse: Warehouse) -> Any:
    traffic = warehouse.table("traffic_stats")
    return traffic.filter(traffic.level == "store")


def _per_order(lines: Any, groups: Sequence[str]) -> Any:
    return lines.group_by(["order_no", *groups]).aggregate(
        is_order=_flag(is_of_an_order(lines)).max(),
        is_paid=_flag(lines.is_paid).max(),
        is_known=_flag(lines.customer.notnull()).max(),
        received_minor=(lines.paid_minor - lines.refund_minor).sum(),
        given_back_minor=given_back_minor(lines).sum(),
    )


def _per_buyer(lines: Any, groups: Sequence[str]) -> Any:
    """One row per known customer with a paid order; who has two of them has two different order numbers."""
    bought = lines.filter(is_of_an_order(lines), lines.is_paid, lines.customer.notnull())
    return bought.group_by(["customer", *groups]).aggregate(
        is_new=_flag(bought.is_first_order).max(),
        is_repeat=_flag(bought.order_no.min() < bought.order_no.max()),
    )


def _per_visitor(events: Any, groups: Sequence[str]) -> Any:
    def did(kind: str) -> Any:
        return _flag(events.kind_of_event == kind).max()

    return events.group_by(["visitor", *groups]).aggregate(
        viewed=did("view"), carted=did("cart"), favourited=did("favourite"), purchased=did("purchase")
    )


def _flag(condition: Any) -> Any:
    """Flags as 0 and 1: every engine knows the maximum of integers."""
    return condition.ifelse(1, 0)


RELATIONS: Mapping[str, Relation] = MappingProxyType(
    {
        relation.name: relation
        for relation in (
            Relation(
                name="sale_lines",
                title=Words(zh="销售明细，按下单日", en="sale lines on the order day"),
                table="sale_lines",
                day="ordered_day",
                rows=_sale_lines,
            ),
            Relation(
                name="orders",
                title=Words(zh="订单，按下单日", en="orders on the order day"),
                table="sale_lines",
                day="ordered_day",
                rows=_sale_lines,
                rolled_up=_per_order,
                per_day=True,
            ),
            Relation(
                name="buyers",
                title=Words(zh="买家，按下单日", en="buyers on the order day"),
                table="sale_lines",
                day="ordered_day",
                rows=_sale_lines,
                rolled_up=_per_buyer,
            ),
            Relation(
                name="paid_lines",
                title=Words(zh="销售明细，按付款日", en="sale lines on the payment day"),
                table="sale_lines",
                day="paid_day",
                rows=_sale_lines,
            ),
            Relation(
                name="refund_lines",
                title=Words(zh="退款明细，按退款日", en="refund lines on the refund day"),
                table="refund_lines",
                day="refunded_day",
                rows=_refund_lines,
            ),
            Relation(
                name="events",
                title=Words(zh="行为事件", en="events"),
                table="events",
                day="happened_day",
                rows=_events,
            ),
            Relation(
                name="visitors",
                title=Words(zh="访客", en="visitors"),
                table="events",
                day="happened_day",
                rows=_events,
                rolled_up=_per_visitor,
            ),
            Relation(
                name="ad_stats",
                title=Words(zh="广告统计", en="ad statistics"),
                table="ad_stats",
                day="day",
                rows=_ad_stats,
            ),
            Relation(
                name="store_traffic",
                title=Words(zh="平台统计的店铺流量", en="store traffic as the platform counts it"),
                table="traffic_stats",
                day="day",
                rows=_store_traffic,
            ),
        )
    }
)
