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
from zhanggui.metrics.ad_levels import told_once
from zhanggui.metrics.kinds import given_back_minor, is_of_an_order
from zhanggui.metrics.next_purchases import days_due, due_lines, due_purchases, per_purchase
from zhanggui.metrics.stock_values import stock_rows
from zhanggui.metrics.visits import per_act
from zhanggui.warehouse.contracts.behaviour import AdStats
from zhanggui.warehouse.exchanged import ADDED, in_own_currency
from zhanggui.warehouse.local_time import local_time

if TYPE_CHECKING:
    from zhanggui.warehouse.protocol import Warehouse

Rows = Callable[["Warehouse"], Any]
RollUp = Callable[[Any, Sequence[str]], Any]
AD_AMOUNTS = tuple(each.name for each in AdStats.columns() if each.type == "money")


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """Rows with a day: `table` must be loaded, `day` is the column that dates a row.

    `table` also says which dimensions fit; `rolled_up(rows, groups)` makes one row per thing that is counted. With
    `per_day` a thing has one day, and counts twice where one like day of last year stands for two days. Where the day
    is no column of the table, `dated` gives the days that are loaded. Where the table tells one thing at several
    levels, `told_once(rows, columns)` keeps those of one, given the columns of the split. A question that splits and
    chooses by nothing but `unsplit_by` is answered from `unsplit` where there is one: fewer rows, made into things by
    `rolled_up_unsplit`, or things already. `absent` is the reason why nothing is known where not one row is dated.
    """

    name: str
    title: Words
    table: str
    day: str
    rows: Rows
    rolled_up: RollUp | None = None
    per_day: bool = False
    dated: Rows | None = None
    told_once: RollUp | None = None
    unsplit: Rows | None = None
    unsplit_by: tuple[str, ...] = ()
    rolled_up_unsplit: RollUp | None = None
    absent: str = "not_loaded"


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
    return in_own_currency(warehouse, ads, day=ads.day, amounts=AD_AMOUNTS).drop(*ADDED)


def _store_traffic(warehouse: Warehouse) -> Any:
    traffic = warehouse.table("traffic_stats")
    return traffic.filter(traffic.level == "store")


def _product_traffic(warehouse: Warehouse) -> Any:
    traffic = warehouse.table("traffic_stats")
    return traffic.filter(traffic.level == "product", traffic.impressions.notnull(), traffic.clicks.notnull())


def _reviews(warehouse: Warehouse) -> Any:
    reviews = warehouse.table("reviews")
    return reviews.mutate(reviewed_day=local_time(reviews.reviewed_at, warehouse.timezone).date())


def _lines_of_purchases(warehouse: Warehouse) -> Any:
    lines = _sale_lines(warehouse)
    return lines.filter(is_of_an_order(lines), lines.is_paid, lines.customer.notnull())


def _order_totals(warehouse: Warehouse) -> Any:
    orders = warehouse.table("order_totals")
    orders = orders.filter(~orders.is_excluded, orders.currency == warehouse.currency)
    return orders.mutate(
        is_order=_flag(orders.is_order), is_paid=_flag(orders.is_paid), is_known=_flag(orders.customer.notnull())
    )


def _orders_of_buyers(warehouse: Warehouse) -> Any:
    orders = _order_totals(warehouse)
    return orders.filter(orders.is_order == 1, orders.is_paid == 1, orders.customer.notnull())


def _visitor_days(warehouse: Warehouse) -> Any:
    return warehouse.table("visitor_days")


def _due_lines(warehouse: Warehouse) -> Any:
    return due_lines(warehouse, _lines_of_purchases(warehouse))


def _due_purchases(warehouse: Warehouse) -> Any:
    return due_purchases(warehouse)


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
    return _per_buyer_of_orders(lines.filter(is_of_an_order(lines), lines.is_paid, lines.customer.notnull()), groups)


def _per_buyer_of_orders(bought: Any, groups: Sequence[str]) -> Any:
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


def _per_visitor_day(events: Any, groups: Sequence[str]) -> Any:
    return events.select(*dict.fromkeys(["visitor", "happened_day", *groups])).distinct()


def _per_visitor_of_days(days: Any, groups: Sequence[str]) -> Any:
    flags = {name: _flag(days[f"has_{name}"]).max() for name in ("viewed", "carted", "favourited", "purchased")}
    return days.group_by(["visitor_no", *groups]).aggregate(**flags)


def _per_visitor_day_of_days(days: Any, groups: Sequence[str]) -> Any:
    return days.select(*dict.fromkeys(["visitor_no", "happened_day", *groups])).distinct()


def _visits_of_days(warehouse: Warehouse) -> Any:
    days = warehouse.table("visitor_days")
    return days.mutate(begins=days.visits, seconds=days.visit_seconds)


def _per_invited_visitor_of_days(days: Any, groups: Sequence[str]) -> Any:
    touched = days.group_by(["visitor_no", *groups]).aggregate(
        first_invited=days.first_invited_at.min(), last_bought=days.last_bought_at.max()
    )
    return _who_bought(touched)


def _per_invited_visitor(events: Any, groups: Sequence[str]) -> Any:
    """One row per visitor whom a campaign brought, with whether a purchase came at that moment or later."""
    touched = events.group_by(["visitor", *groups]).aggregate(
        first_invited=events.happened_at.min(where=events.campaign.notnull()),
        last_bought=events.happened_at.max(where=events.kind_of_event == "purchase"),
    )
    return _who_bought(touched)


def _who_bought(touched: Any) -> Any:
    invited = touched.filter(touched.first_invited.notnull())
    return invited.mutate(bought=_flag((invited.last_bought >= invited.first_invited).fill_null(False)))


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
                unsplit=_order_totals,
                unsplit_by=("channel",),
            ),
            Relation(
                name="buyers",
                title=Words(zh="买家，按下单日", en="buyers on the order day"),
                table="sale_lines",
                day="ordered_day",
                rows=_sale_lines,
                rolled_up=_per_buyer,
                unsplit=_orders_of_buyers,
                unsplit_by=("channel",),
                rolled_up_unsplit=_per_buyer_of_orders,
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
                unsplit=_visitor_days,
                unsplit_by=("channel",),
                rolled_up_unsplit=_per_visitor_of_days,
            ),
            Relation(
                name="ad_stats",
                title=Words(zh="广告统计", en="ad statistics"),
                table="ad_stats",
                day="day",
                rows=_ad_stats,
                told_once=told_once,
            ),
            Relation(
                name="store_traffic",
                title=Words(zh="平台统计的店铺流量", en="store traffic as the platform counts it"),
                table="traffic_stats",
                day="day",
                rows=_store_traffic,
            ),
            Relation(
                name="product_traffic",
                title=Words(
                    zh="平台统计的商品曝光与点击", en="showings and clicks of products as platforms count them"
                ),
                table="traffic_stats",
                day="day",
                rows=_product_traffic,
            ),
            Relation(
                name="visits",
                title=Words(zh="访问", en="visits"),
                table="events",
                day="happened_day",
                rows=_events,
                rolled_up=per_act,
                unsplit=_visits_of_days,
            ),
            Relation(
                name="visitor_days",
                title=Words(zh="访客的活跃日", en="days on which visitors were active"),
                table="events",
                day="happened_day",
                rows=_events,
                rolled_up=_per_visitor_day,
                unsplit=_visitor_days,
                unsplit_by=("channel",),
                rolled_up_unsplit=_per_visitor_day_of_days,
            ),
            Relation(
                name="invited_visitors",
                title=Words(zh="活动带来的访客", en="visitors whom a campaign brought"),
                table="events",
                day="happened_day",
                rows=_events,
                rolled_up=_per_invited_visitor,
                unsplit=_visitor_days,
                unsplit_by=("channel",),
                rolled_up_unsplit=_per_invited_visitor_of_days,
            ),
            Relation(
                name="due_purchases",
                title=Words(zh="满 90 天的购买，按满期日", en="purchases on the day their 90 days are over"),
                table="sale_lines",
                day="due_day",
                rows=_due_lines,
                rolled_up=per_purchase,
                unsplit=_due_purchases,
                dated=days_due,
                absent="too_early",
            ),
            Relation(
                name="reviews",
                title=Words(zh="评价", en="reviews"),
                table="reviews",
                day="reviewed_day",
                rows=_reviews,
                dated=_reviews,
            ),
            Relation(
                name="stock",
                title=Words(zh="每日库存", en="stock by day"),
                table="stock_levels",
                day="day",
                rows=stock_rows,
            ),
        )
    }
)
