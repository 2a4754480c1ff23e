"""Which tables does the warehouse itself compute, so that every view of sales adds up to the same total?"""

from __future__ import annotations

from zhanggui.core.words import Words
from zhanggui.warehouse.contracts.contract import Contract, column

VISIT_GAP_SECONDS = 30 * 60  # who does nothing for longer has left


class SaleLines(Contract):
    """The one grain of sales: every order's money split exactly over its lines.

    Order-level amounts (discounts, shipping, tax, payments, refunds) are split over the lines by largest remainder in
    proportion to what was due, so that sums by product, by order and by customer agree to the cent. An order without
    lines, or whose lines do not add up to it, gets one remainder line (`line_id` '*', no sku).
    """

    name = "sale_lines"
    kind = "derived"
    title = Words(zh="销售明细", en="Sale lines")
    grain = Words(zh="每个订单明细一行，订单层金额已分摊", en="one row per order line, order amounts split over it")
    key = ("channel", "order_id", "line_id")
    export_hint = Words(
        zh="由订单、明细与退款计算；请导出订单", en="computed from orders, lines and refunds: export the orders"
    )

    order_no = column(
        "integer",
        "订单序号",
        "Order number",
        required=True,
        about_zh="快照内唯一的订单整数编号，用于计数",
        about_en="A whole number per order, unique within a snapshot: what is counted",
    )
    channel = column("text", "渠道", "Channel", required=True)
    order_id = column("text", "订单编号", "Order id", required=True)
    line_id = column("text", "子订单编号", "Line id", required=True)
    kind_of_line = column(
        "text", "明细类型", "Kind of line", required=True, choices=("sale", "return", "gift", "adjustment", "remainder")
    )
    store = column("text", "店铺", "Store")
    customer = column("pseudonym", "顾客", "Customer")
    status = column("text", "订单状态", "Order status")
    ordered_at = column("instant", "下单时间", "Ordered at", required=True)
    ordered_day = column(
        "day", "下单日", "Order day", required=True, about_zh="店铺时区的日期", about_en="A date in the shop's zone"
    )
    paid_at = column("instant", "付款时间", "Paid at")
    paid_day = column("day", "付款日", "Payment day")
    is_paid = column("flag", "已付款", "Is paid", required=True)
    buyer_first_day = column(
        "day",
        "顾客首购日",
        "Customer's first payment day",
        about_zh="该顾客第一笔已付款订单的付款日",
        about_en="Payment day of the customer's first paid order",
    )
    is_first_order = column(
        "flag",
        "首单",
        "First order",
        about_zh="该顾客的第一笔已付款订单；未知顾客为空",
        about_en="The customer's first paid order; empty for unknown customers",
    )
    sku = column("text", "SKU", "SKU")
    listing_id = column("text", "平台商品编号", "Listing id")
    product_name = column("text", "商品名称", "Product name")
    category = column("text", "类目", "Category")
    brand = column("text", "品牌", "Brand")
    country = column("text", "国家", "Country")
    province = column("text", "省份", "Province")
    city = column("text", "城市", "City")
    device = column("text", "下单设备", "Device")
    traffic_source = column("text", "流量来源", "Traffic source")
    campaign = column("text", "活动", "Campaign")
    quantity = column("integer", "数量", "Quantity", required=True)
    returned_quantity = column("integer", "退回件数", "Returned quantity", required=True)
    gross_minor = column("money", "原价金额", "Gross", required=True)
    discount_platform_minor = column("money", "平台承担优惠", "Discount borne by the platform", required=True)
    discount_merchant_minor = column("money", "商家承担优惠", "Discount borne by the merchant", required=True)
    discount_influencer_minor = column("money", "达人承担优惠", "Discount borne by the influencer", required=True)
    due_minor = column("money", "应付货款", "Due for goods", required=True)
    shipping_minor = column("money", "运费", "Shipping charged", required=True)
    tax_minor = column("money", "价外税", "Tax on top", required=True)
    paid_minor = column(
        "money",
        "实付金额",
        "Paid",
        required=True,
        about_zh="含运费和税；退款前",
        about_en="With shipping and tax; before refunds",
    )
    refund_minor = column(
        "money",
        "退款",
        "Refunded to date",
        required=True,
        about_zh="归到下单行的累计退款（含运费部分）",
        about_en="All refunds so far, put back on the line sold",
    )
    refund_goods_minor = column("money", "退款（货款）", "Refunded goods", required=True)
    clawback_minor = column(
        "money",
        "收回的补贴",
        "Subsidy taken back",
        required=True,
        about_zh="随退款被平台/达人收回的优惠补贴",
        about_en="Subsidy that platform and influencer take back with the refund",
    )
    net_sales_minor = column(
        "money",
        "净销售额",
        "Net sales",
        required=True,
        about_zh="已付款：应付货款+他方承担优惠−退货款−收回补贴；未付款为 0",
        about_en="If paid: due + discounts borne by others − refunded goods − clawback; else 0",
    )
    unit_cost_minor = column(
        "money",
        "单位成本",
        "Unit cost",
        about_zh="下单日有效的成本；没有则为空",
        about_en="The cost valid on the order day; empty where none is known",
    )
    cost_minor = column(
        "money",
        "成本",
        "Cost",
        about_zh="单位成本×（数量−退回件数）；未付款为 0；未知为空",
        about_en="Unit cost × (quantity − returned); 0 if unpaid; empty if unknown",
    )
    fee_minor = column(
        "money",
        "平台费用",
        "Channel fees",
        about_zh="按渠道费率计算；没有费率表则为空",
        about_en="By the channel's rates; empty where no rates are loaded",
    )
    fee_per_unit_minor = column(
        "money", "其中按件", "Per unit within it", about_zh="每件固定费用", about_en="Fixed charges per unit"
    )
    fee_per_order_minor = column(
        "money",
        "其中按单",
        "Per order within it",
        about_zh="每单固定、运费、包装，分摊到行；其余为按费率",
        about_en="Fixed, shipping and packaging per order, split over its lines; the rest is by rate",
    )
    is_excluded = column(
        "flag",
        "已排除",
        "Is excluded",
        required=True,
        about_zh="样品、员工、刷单名单中的订单",
        about_en="On the shop's list of samples, staff and brushing",
    )
    currency = column("text", "币种", "Currency", required=True)


class RefundLines(Contract):
    """Every refund split over the lines it pays back, on the day the money went back."""

    name = "refund_lines"
    kind = "derived"
    title = Words(zh="退款明细", en="Refund lines")
    grain = Words(zh="每笔退款的每个订单明细一行", en="one row per refund and order line")
    key = ("channel", "refund_id", "order_id", "line_id")
    export_hint = Words(
        zh="由退款与订单计算；请导出售后", en="computed from refunds and orders: export the after-sales"
    )

    order_no = column("integer", "订单序号", "Order number", required=True)
    channel = column("text", "渠道", "Channel", required=True)
    refund_id = column("text", "退款单号", "Refund id", required=True)
    order_id = column("text", "订单编号", "Order id", required=True)
    line_id = column("text", "子订单编号", "Line id", required=True)
    refunded_at = column(
        "instant",
        "退款时间",
        "Refunded at",
        about_zh="来源没有退款时间时取订单付款时间",
        about_en="The order's payment time where the source has no refund time",
    )
    refunded_day = column("day", "退款日", "Refund day")
    is_day_known = column("flag", "退款日已知", "Refund day known", required=True)
    amount_minor = column("money", "退款金额", "Amount", required=True)
    goods_minor = column("money", "货款部分", "Goods part", required=True)
    clawback_minor = column("money", "收回的补贴", "Subsidy taken back", required=True)
    quantity = column("integer", "退回件数", "Returned quantity", required=True)
    kind_of_refund = column("text", "退款类型", "Kind of refund")
    reason = column("text", "原因", "Reason")


class OrderTotals(Contract):
    """What is counted by the order: whether it sells, is paid, is somebody's first, and what came in and went back.

    Sums of its sale lines. Whatever asks for orders or buyers by nothing finer than the channel starts here.
    """

    name = "order_totals"
    kind = "derived"
    title = Words(zh="订单合计", en="Order totals")
    grain = Words(zh="每个订单一行", en="one row per order")
    key = ("order_no",)
    export_hint = Words(zh="由订单计算；请导出订单", en="computed from orders: export the orders")

    order_no = column("integer", "订单序号", "Order number", required=True)
    channel = column("text", "渠道", "Channel", required=True)
    customer = column("pseudonym", "顾客", "Customer")
    ordered_day = column("day", "下单日", "Order day", required=True)
    is_order = column(
        "flag",
        "是订单",
        "Is an order",
        required=True,
        about_zh="只有退货或调整行的单据不是订单",
        about_en="A document of returns or adjustments alone is none",
    )
    is_paid = column("flag", "已付款", "Is paid", required=True)
    is_first_order = column("flag", "首单", "First order")
    received_minor = column(
        "money", "收到的钱", "Received", required=True, about_zh="实付减退款", about_en="Paid less refunded"
    )
    given_back_minor = column("money", "退回的钱", "Given back", required=True)
    is_excluded = column("flag", "已排除", "Is excluded", required=True)
    currency = column("text", "币种", "Currency", required=True)


class VisitorDays(Contract):
    """What each visitor did on each day and channel: events come by the million, visitors of a day by the thousand.

    Whatever asks about visitors by nothing finer than the channel starts here; a split by device asks the events.
    """

    name = "visitor_days"
    kind = "derived"
    title = Words(zh="访客日", en="Visitor days")
    grain = Words(zh="每位访客每天每个渠道一行", en="one row per visitor, day and channel")
    key = ("visitor_no", "happened_day", "channel")
    export_hint = Words(zh="由行为事件计算；请导出行为事件", en="computed from events: export the events")

    visitor_no = column(
        "integer",
        "访客序号",
        "Visitor number",
        required=True,
        about_zh="快照内唯一的访客整数编号，用于计数",
        about_en="A whole number per visitor, unique within a snapshot: what is counted",
    )
    happened_day = column(
        "day", "日期", "Day", required=True, about_zh="店铺时区的日期", about_en="A date in the shop's zone"
    )
    channel = column("text", "渠道", "Channel", required=True)
    has_viewed = column("flag", "浏览过", "Viewed", required=True)
    has_carted = column("flag", "加购过", "Put into the cart", required=True)
    has_favourited = column("flag", "收藏过", "Favourited", required=True)
    has_purchased = column("flag", "购买过", "Purchased", required=True)
    visits = column(
        "integer",
        "访问次数",
        "Visits",
        required=True,
        about_zh="在此渠道开始的访问；超过 30 分钟没有动作，访问就结束",
        about_en="Those that began in the channel; a visit ends when nothing is done for more than 30 minutes",
    )
    visit_seconds = column(
        "integer",
        "停留秒数",
        "Seconds of visits",
        required=True,
        about_zh="同一次访问里前后动作的间隔之和",
        about_en="Seconds between the acts of the same visit",
    )
    first_invited_at = column(
        "instant",
        "首次由活动带来",
        "First brought by a campaign",
        about_zh="当天第一次带活动标记的动作",
        about_en="First act of the day with a campaign",
    )
    last_bought_at = column("instant", "最后一次购买", "Last purchase", about_zh="当天", about_en="Of the day")


class PurchaseDays(Contract):
    """The days on which each known customer had a paid order, and the day before and after in their own row of days.

    Excluded orders and amounts in another currency are not in it; what is split by channel asks the sale lines.
    """

    name = "purchase_days"
    kind = "derived"
    title = Words(zh="购买日", en="Purchase days")
    grain = Words(
        zh="每位已知顾客每个有已付款订单的日子一行", en="one row per known customer and day with a paid order"
    )
    key = ("customer", "ordered_day")
    export_hint = Words(zh="由订单计算；请导出订单", en="computed from orders: export the orders")

    customer = column("pseudonym", "顾客", "Customer", required=True)
    ordered_day = column("day", "购买日", "Day of purchase", required=True)
    earlier = column(
        "integer",
        "此前购买日数",
        "Earlier days",
        required=True,
        about_zh="这一天之前有几个购买日",
        about_en="How many days of purchase came before",
    )
    first_day = column("day", "第一个购买日", "First day", required=True)
    previous_day = column("day", "上一个购买日", "Day before")
    next_day = column("day", "下一个购买日", "Next day")
