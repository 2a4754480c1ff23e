"""Who bought, who came back, and how much did each spend?

A buyer is a known customer with at least one paid order among the rows that are asked for. Orders without a customer
(the platform hides the buyer) cannot be counted here: `customer_coverage` says how many are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from zhanggui.core.words import Words
from zhanggui.metrics.definitions.orders import LINE, NEEDS_ORDERS, ORDER
from zhanggui.metrics.kinds import is_of_an_order
from zhanggui.metrics.metric import Computed, HealthyRange, Metric, Ratio, Reduction
from zhanggui.metrics.value import MarginAssumption, Value, unknown

BUYER = Words(zh="每位买家", en="one buyer")
NEEDS_CUSTOMERS = {"sale_lines": ("customer",)}


def known(part: str) -> Computed:
    """A count of buyers; unknown where orders were paid but not one of them tells its buyer."""
    return Computed(
        parts=(part, "paid_order_lines", "paid_order_lines_of_known_customers"), compute=_unless_all_hidden(part)
    )


def _unless_all_hidden(part: str) -> Callable[[Mapping[str, int], MarginAssumption | None], Value]:
    def counted(parts: Mapping[str, int], _margin: MarginAssumption | None) -> Value:
        if parts["paid_order_lines"] and not parts["paid_order_lines_of_known_customers"]:
            return unknown("customers_unknown")
        return Value(estimate=parts[part])

    return counted


BUYERS = Metric(
    name="buyers",
    title=Words(zh="买家数", en="Buyers"),
    about=Words(
        zh="有已付款订单的顾客数，一人买几次也只算一个。= 去重(顾客)。",
        en="Customers with a paid order; each counts once however often they buy. = distinct customers.",
    ),
    unit="buyers",
    grain=BUYER,
    additivity="distinct",
    better="up",
    needs=NEEDS_CUSTOMERS,
    ids=("A10",),
    formula=known("known_buyers"),
)
NEW_BUYERS = Metric(
    name="new_buyers",
    title=Words(zh="新买家", en="New buyers"),
    about=Words(
        zh="在这段时间里第一次成交的买家。= 去重(含其首个已付款订单的顾客)。",
        en="Buyers whose first paid order ever is among these. = distinct customers with their first paid order here.",
    ),
    unit="buyers",
    grain=BUYER,
    additivity="per_order",
    better="up",
    needs=NEEDS_CUSTOMERS,
    ids=("A10",),
    formula=known("first_time_buyers"),
)
RETURNING_BUYERS = Metric(
    name="returning_buyers",
    title=Words(zh="老买家", en="Returning buyers"),
    about=Words(
        zh="以前成交过、这段时间又买的买家。= 买家数 − 新买家。",
        en="Buyers whose first paid order lies elsewhere, usually earlier. = buyers − new buyers.",
    ),
    unit="buyers",
    grain=BUYER,
    additivity="distinct",
    better="up",
    needs=NEEDS_CUSTOMERS,
    ids=("A10",),
    formula=known("coming_back_buyers"),
)
NEW_BUYER_SHARE = Metric(
    name="new_buyer_share",
    title=Words(zh="新客占比", en="Share of new buyers"),
    about=Words(
        zh="买家里有多少是第一次成交。= 新买家 ÷ 买家数。",
        en="How many of the buyers buy for the first time. = new buyers ÷ buyers.",
    ),
    unit="ratio",
    grain=BUYER,
    additivity="ratio",
    needs=NEEDS_CUSTOMERS,
    ids=("A10",),
    healthy=HealthyRange(
        low=0.25,
        high=0.35,
        stages={"new": (None, None), "growing": (0.25, None)},
        source=Words(
            zh="店铺推广指南：新客 : 老客 ≈ 3 : 7（按 25%–35% 判断；新店不适用，成长期只看下限）",
            en="Shop promotion guide: new : old ≈ 3 : 7 (judged as 25–35 %; not for new shops, growing ones by the lower bound)",
        ),
    ),
    formula=Ratio(numerator="new_buyers", denominator="buyers"),
)
REPEAT_BUYERS = Metric(
    name="repeat_buyers",
    title=Words(zh="复购买家", en="Repeat buyers"),
    about=Words(
        zh="这段时间里付款两单及以上的买家。= 去重(已付款订单 ≥ 2 的顾客)。",
        en="Buyers with two or more paid orders among these. = distinct customers with ≥ 2 paid orders.",
    ),
    unit="buyers",
    grain=BUYER,
    additivity="distinct",
    better="up",
    needs=NEEDS_CUSTOMERS,
    ids=("A7",),
    formula=known("buyers_with_two_orders"),
)
REPEAT_RATE = Metric(
    name="repeat_rate",
    title=Words(zh="复购率", en="Repeat rate"),
    about=Words(
        zh="买家里有多少在这段时间里买了不止一次。= 复购买家 ÷ 买家数。",
        en="How many of the buyers bought more than once in the period. = repeat buyers ÷ buyers.",
    ),
    unit="ratio",
    grain=BUYER,
    additivity="ratio",
    better="up",
    needs=NEEDS_CUSTOMERS,
    ids=("A7",),
    formula=Ratio(numerator="repeat_buyers", denominator="buyers"),
)
SPEND_PER_BUYER = Metric(
    name="spend_per_buyer",
    title=Words(zh="客单价", en="Spend per buyer"),
    about=Words(
        zh="平均每位买家付了多少钱；不知道买家的订单上下都不算。= 支付金额（已知买家） ÷ 买家数。",
        en="What a buyer paid on average; orders of unknown buyers are left out above and below. "
        "= paid sales of known buyers ÷ buyers.",
    ),
    unit="money",
    grain=BUYER,
    additivity="ratio",
    better="up",
    needs=NEEDS_CUSTOMERS,
    ids=("A7",),
    formula=Ratio(numerator="paid_sales_of_known_customers", denominator="buyers"),
)
ORDERS_PER_BUYER = Metric(
    name="orders_per_buyer",
    title=Words(zh="购买频次", en="Orders per buyer"),
    about=Words(
        zh="平均每位买家付款几单。= 已知买家的支付笔数 ÷ 买家数。",
        en="How many paid orders a buyer has. = paid orders of known buyers ÷ buyers.",
    ),
    unit="multiple",
    grain=BUYER,
    additivity="ratio",
    better="up",
    needs=NEEDS_CUSTOMERS,
    ids=("A10",),
    formula=Ratio(numerator="paid_orders_of_known_customers", denominator="buyers"),
)
CUSTOMER_COVERAGE = Metric(
    name="customer_coverage",
    title=Words(zh="买家识别率", en="Customer coverage"),
    about=Words(
        zh="已付款订单里有多少知道买家；顾客类指标只看这一部分。= 已知买家的支付笔数 ÷ 支付笔数。",
        en="How many paid orders tell their buyer; customer metrics see only those. "
        "= paid orders of known buyers ÷ paid orders.",
    ),
    unit="ratio",
    grain=ORDER,
    additivity="ratio",
    better="up",
    needs=NEEDS_ORDERS,
    ids=("B8",),
    formula=Ratio(numerator="paid_orders_of_known_customers", denominator="paid_orders"),
)

KNOWN_BUYERS = Metric(
    name="known_buyers",
    title=Words(zh="已知买家", en="Known buyers"),
    about=Words(
        zh="有已付款订单的已知顾客。= 去重(顾客)。", en="Known customers with a paid order. = distinct customers."
    ),
    unit="buyers",
    grain=BUYER,
    additivity="distinct",
    better="up",
    needs=NEEDS_CUSTOMERS,
    is_listed=False,
    formula=Reduction(relation="buyers", expression=lambda buyers: buyers.count()),
)
FIRST_TIME_BUYERS = Metric(
    name="first_time_buyers",
    title=Words(zh="首次成交的买家", en="First-time buyers"),
    about=Words(
        zh="首个已付款订单在其中的顾客。= 去重(顾客)。",
        en="Customers whose first paid order is among these. = distinct customers.",
    ),
    unit="buyers",
    grain=BUYER,
    additivity="per_order",
    better="up",
    needs=NEEDS_CUSTOMERS,
    is_listed=False,
    formula=Reduction(relation="buyers", expression=lambda buyers: buyers.is_new.sum()),
)
COMING_BACK_BUYERS = Metric(
    name="coming_back_buyers",
    title=Words(zh="再次成交的买家", en="Buyers who came back"),
    about=Words(
        zh="首个已付款订单不在其中的买家。= 去重(顾客)。",
        en="Buyers whose first paid order is not among these. = distinct customers.",
    ),
    unit="buyers",
    grain=BUYER,
    additivity="distinct",
    better="up",
    needs=NEEDS_CUSTOMERS,
    is_listed=False,
    formula=Reduction(relation="buyers", expression=lambda buyers: (1 - buyers.is_new).sum()),
)
BUYERS_WITH_TWO_ORDERS = Metric(
    name="buyers_with_two_orders",
    title=Words(zh="两单及以上的买家", en="Buyers with two orders or more"),
    about=Words(zh="已付款订单 ≥ 2 的买家。= 去重(顾客)。", en="Buyers with ≥ 2 paid orders. = distinct customers."),
    unit="buyers",
    grain=BUYER,
    additivity="distinct",
    better="up",
    needs=NEEDS_CUSTOMERS,
    is_listed=False,
    formula=Reduction(relation="buyers", expression=lambda buyers: buyers.is_repeat.sum()),
)
PAID_ORDERS_OF_KNOWN_CUSTOMERS = Metric(
    name="paid_orders_of_known_customers",
    title=Words(zh="已知买家的支付笔数", en="Paid orders of known customers"),
    about=Words(zh="知道买家的已付款订单。= 去重(订单)。", en="Paid orders that tell their buyer. = distinct orders."),
    unit="orders",
    grain=ORDER,
    additivity="per_order",
    better="up",
    needs=NEEDS_ORDERS,
    is_listed=False,
    formula=Reduction(
        relation="orders",
        expression=lambda orders: (orders.is_order * orders.is_paid * orders.is_known).sum(),
    ),
)
PAID_SALES_OF_KNOWN_CUSTOMERS = Metric(
    name="paid_sales_of_known_customers",
    title=Words(zh="已知买家的支付金额", en="Paid sales of known customers"),
    about=Words(
        zh="知道买家的订单的支付金额。= Σ(应付货款 + 运费 + 税)。",
        en="Paid sales of orders that tell their buyer. = Σ (due + shipping + tax).",
    ),
    unit="money",
    grain=LINE,
    better="up",
    needs=NEEDS_ORDERS,
    is_listed=False,
    formula=Reduction(
        relation="sale_lines",
        expression=lambda lines: (lines.due_minor + lines.shipping_minor + lines.tax_minor).sum(
            where=is_of_an_order(lines) & lines.is_paid & lines.customer.notnull()
        ),
    ),
)
PAID_ORDER_LINES = Metric(
    name="paid_order_lines",
    title=Words(zh="已付款订单的明细行", en="Lines of paid orders"),
    about=Words(
        zh="已付款订单的明细行数，不含退货和调整。= 行数。",
        en="Lines of paid orders without returns and adjustments. = count of lines.",
    ),
    unit="lines",
    grain=LINE,
    better="up",
    needs=NEEDS_ORDERS,
    is_listed=False,
    formula=Reduction(
        relation="sale_lines", expression=lambda lines: lines.count(where=is_of_an_order(lines) & lines.is_paid)
    ),
)
PAID_ORDER_LINES_OF_KNOWN_CUSTOMERS = Metric(
    name="paid_order_lines_of_known_customers",
    title=Words(zh="已知买家的已付款明细行", en="Lines of paid orders of known customers"),
    about=Words(
        zh="知道买家的已付款订单的明细行数。= 行数。",
        en="Lines of paid orders that tell their buyer. = count of lines.",
    ),
    unit="lines",
    grain=LINE,
    better="up",
    needs=NEEDS_ORDERS,
    is_listed=False,
    formula=Reduction(
        relation="sale_lines",
        expression=lambda lines: lines.count(where=is_of_an_order(lines) & lines.is_paid & lines.customer.notnull()),
    ),
)

METRICS = (
    BUYERS,
    NEW_BUYERS,
    RETURNING_BUYERS,
    NEW_BUYER_SHARE,
    REPEAT_BUYERS,
    REPEAT_RATE,
    SPEND_PER_BUYER,
    ORDERS_PER_BUYER,
    CUSTOMER_COVERAGE,
    KNOWN_BUYERS,
    FIRST_TIME_BUYERS,
    COMING_BACK_BUYERS,
    BUYERS_WITH_TWO_ORDERS,
    PAID_ORDERS_OF_KNOWN_CUSTOMERS,
    PAID_SALES_OF_KNOWN_CUSTOMERS,
    PAID_ORDER_LINES,
    PAID_ORDER_LINES_OF_KNOWN_CUSTOMERS,
)
