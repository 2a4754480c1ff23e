"""How many orders, buyers' baskets and units were there?"""

from __future__ import annotations

from collections.abc import Mapping

from zhanggui.core.words import Words
from zhanggui.metrics.kinds import is_returned
from zhanggui.metrics.metric import Computed, Metric, Ratio, Reduction
from zhanggui.metrics.value import MarginAssumption, Value, unknown

ORDER = Words(zh="每个订单", en="one order")
LINE = Words(zh="每个订单明细", en="one order line")
NEEDS_ORDERS: dict[str, tuple[str, ...]] = {"sale_lines": ()}


def units(parts: Mapping[str, int], _margin: MarginAssumption | None) -> Value:
    """Units sold, or unknown where the orders came without their lines."""
    if parts["paid_remainder_lines"] and not parts["paid_sale_lines"]:
        return unknown("lines_missing")
    return Value(estimate=parts["sold_units"])


ORDERS = Metric(
    name="orders",
    title=Words(zh="下单笔数", en="Orders"),
    about=Words(
        zh="下了多少单，付没付款都算；只有退货行的单据不是订单。= 去重(订单)。",
        en="How many orders were placed, paid or not; a document of returns alone is none. = distinct orders.",
    ),
    unit="orders",
    grain=ORDER,
    additivity="per_order",
    better="up",
    needs=NEEDS_ORDERS,
    formula=Reduction(relation="orders", expression=lambda orders: orders.is_order.sum()),
)
PAID_ORDERS = Metric(
    name="paid_orders",
    title=Words(zh="支付笔数", en="Paid orders"),
    about=Words(
        zh="下单的订单里，后来付了款的有多少单。= 去重(已付款订单)。",
        en="How many of the placed orders were paid for. = distinct paid orders.",
    ),
    unit="orders",
    grain=ORDER,
    additivity="per_order",
    better="up",
    needs=NEEDS_ORDERS,
    formula=Reduction(relation="orders", expression=lambda orders: (orders.is_order * orders.is_paid).sum()),
)
ORDERS_WITH_MONEY_RECEIVED = Metric(
    name="orders_with_money_received",
    title=Words(zh="有实收的订单", en="Orders with money received"),
    about=Words(
        zh="退款以后仍然有钱留下的已付款订单。= 去重(已付款且 实付 − 退款 > 0 的订单)。",
        en="Paid orders of which money is left after refunds. = distinct paid orders with paid − refunded > 0.",
    ),
    unit="orders",
    grain=ORDER,
    additivity="per_order",
    better="up",
    needs=NEEDS_ORDERS,
    formula=Reduction(
        relation="orders",
        expression=lambda orders: (orders.is_order * orders.is_paid * (orders.received_minor > 0).ifelse(1, 0)).sum(),
    ),
)
REFUNDED_ORDERS = Metric(
    name="refunded_orders",
    title=Words(zh="退款订单", en="Refunded orders"),
    about=Words(
        zh="有过退款或退货的订单，部分退款也算。= 去重(退款 + 退货 > 0 的订单)。",
        en="Orders with any refund or return, in part or whole. = distinct orders with refunds + returns > 0.",
    ),
    unit="orders",
    grain=ORDER,
    additivity="per_order",
    better="down",
    needs=NEEDS_ORDERS,
    formula=Reduction(
        relation="orders",
        expression=lambda orders: (orders.is_order * (orders.given_back_minor > 0).ifelse(1, 0)).sum(),
    ),
)
REFUND_ORDER_RATE = Metric(
    name="refund_order_rate",
    title=Words(zh="退款率（笔数）", en="Refund rate (orders)"),
    about=Words(
        zh="每一百个已付款订单里有多少单发生退款。= 退款订单 ÷ 支付笔数。",
        en="How many of a hundred paid orders saw a refund. = refunded orders ÷ paid orders.",
    ),
    unit="ratio",
    grain=ORDER,
    additivity="ratio",
    better="down",
    needs=NEEDS_ORDERS,
    ids=("A8",),
    formula=Ratio(numerator="refunded_orders", denominator="paid_orders"),
)
PAYMENT_RATE = Metric(
    name="payment_rate",
    title=Words(zh="下单支付率", en="Payment rate"),
    about=Words(
        zh="下了单的有多少付了款。= 支付笔数 ÷ 下单笔数。",
        en="How many placed orders were paid for. = paid orders ÷ orders.",
    ),
    unit="ratio",
    grain=ORDER,
    additivity="ratio",
    better="up",
    needs=NEEDS_ORDERS,
    ids=("A6",),
    formula=Ratio(numerator="paid_orders", denominator="orders"),
)
UNITS = Metric(
    name="units",
    title=Words(zh="支付件数", en="Units sold"),
    about=Words(
        zh="已付款订单里卖出的件数，不含赠品和退货行。订单没有商品明细时未知。= Σ数量（已付款的销售行）。",
        en="Units sold in paid orders, without gifts and return lines; unknown where orders came without lines. "
        "= Σ quantity of paid sale lines.",
    ),
    unit="units",
    grain=LINE,
    better="up",
    needs=NEEDS_ORDERS,
    ids=("A8",),
    formula=Computed(parts=("sold_units", "paid_sale_lines", "paid_remainder_lines"), compute=units),
)
RETURNED_UNITS = Metric(
    name="returned_units",
    title=Words(zh="退回件数", en="Units returned"),
    about=Words(
        zh="退回来的件数，记在售出那一行的下单日；独立退货单记在它自己的日期。= Σ退回件数 + |退货行数量|。",
        en="Units that came back, on the day of the order they were sold in; a return document on its own day. "
        "= Σ returned quantity + |quantity of return lines|.",
    ),
    unit="units",
    grain=LINE,
    better="down",
    needs=NEEDS_ORDERS,
    ids=("A8",),
    formula=Reduction(
        relation="sale_lines",
        expression=lambda lines: (
            lines.returned_quantity + (is_returned(lines) & lines.is_paid).ifelse(-lines.quantity, 0)
        ).sum(),
    ),
)
RETURN_RATE = Metric(
    name="return_rate",
    title=Words(zh="退货率（件数）", en="Return rate (units)"),
    about=Words(
        zh="每卖出一百件退回多少件。= 退回件数 ÷ 支付件数。",
        en="How many of a hundred units sold came back. = units returned ÷ units sold.",
    ),
    unit="ratio",
    grain=LINE,
    additivity="ratio",
    better="down",
    needs=NEEDS_ORDERS,
    ids=("A8",),
    formula=Ratio(numerator="returned_units", denominator="units"),
)
UNITS_PER_ORDER = Metric(
    name="units_per_order",
    title=Words(zh="连带率（每单件数）", en="Units per order"),
    about=Words(
        zh="平均每个已付款订单买几件。= 支付件数 ÷ 支付笔数。",
        en="How many units a paid order holds. = units sold ÷ paid orders.",
    ),
    unit="multiple",
    grain=ORDER,
    additivity="ratio",
    better="up",
    needs=NEEDS_ORDERS,
    ids=("A7",),
    formula=Ratio(numerator="units", denominator="paid_orders"),
)
SOLD_UNITS = Metric(
    name="sold_units",
    title=Words(zh="销售行件数", en="Units of sale lines"),
    about=Words(zh="已付款销售行的件数。= Σ数量。", en="Units of paid sale lines. = Σ quantity."),
    unit="units",
    grain=LINE,
    better="up",
    needs=NEEDS_ORDERS,
    is_listed=False,
    formula=Reduction(
        relation="sale_lines",
        expression=lambda lines: lines.quantity.sum(where=(lines.kind_of_line == "sale") & lines.is_paid),
    ),
)
PAID_SALE_LINES = Metric(
    name="paid_sale_lines",
    title=Words(zh="已付款销售行", en="Paid sale lines"),
    about=Words(zh="已付款销售行的行数。= 行数。", en="How many sale lines are paid. = count of lines."),
    unit="lines",
    grain=LINE,
    better="up",
    needs=NEEDS_ORDERS,
    is_listed=False,
    formula=Reduction(
        relation="sale_lines",
        expression=lambda lines: lines.count(where=(lines.kind_of_line == "sale") & lines.is_paid),
    ),
)
PAID_REMAINDER_LINES = Metric(
    name="paid_remainder_lines",
    title=Words(zh="已付款的无明细金额行", en="Paid remainder lines"),
    about=Words(
        zh="已付款订单里没有商品明细的金额行数。= 行数。",
        en="Lines that hold money of paid orders for which no product is known. = count of lines.",
    ),
    unit="lines",
    grain=LINE,
    better="down",
    needs=NEEDS_ORDERS,
    is_listed=False,
    formula=Reduction(
        relation="sale_lines",
        expression=lambda lines: lines.count(where=(lines.kind_of_line == "remainder") & lines.is_paid),
    ),
)

METRICS = (
    ORDERS,
    PAID_ORDERS,
    ORDERS_WITH_MONEY_RECEIVED,
    REFUNDED_ORDERS,
    REFUND_ORDER_RATE,
    PAYMENT_RATE,
    UNITS,
    RETURNED_UNITS,
    RETURN_RATE,
    UNITS_PER_ORDER,
    SOLD_UNITS,
    PAID_SALE_LINES,
    PAID_REMAINDER_LINES,
)
