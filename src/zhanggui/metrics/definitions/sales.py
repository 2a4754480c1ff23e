"""How much was ordered, paid, given back and kept?"""

from __future__ import annotations

from typing import Any

from zhanggui.core.words import Words
from zhanggui.metrics.definitions.orders import LINE, NEEDS_ORDERS, ORDER
from zhanggui.metrics.kinds import given_back_minor, is_of_an_order, is_returned, is_sold
from zhanggui.metrics.metric import Metric, Ratio, Reduction, Total

REFUND = Words(zh="每笔退款的每个明细", en="one refund of one line")

GROSS_SALES = Metric(
    name="gross_sales",
    title=Words(zh="下单金额（优惠前）", en="Gross sales"),
    about=Words(
        zh="所有订单（含未付款）的商品在优惠前值多少钱；赠品、退货、调整行不算。= Σ单价×数量（销售行）。",
        en="What the goods of all placed orders cost before discounts, unpaid ones included; no gifts, returns or "
        "adjustments. = Σ price × quantity of sale lines.",
    ),
    unit="money",
    grain=LINE,
    better="up",
    needs=NEEDS_ORDERS,
    formula=Reduction(relation="sale_lines", expression=lambda lines: lines.gross_minor.sum(where=is_sold(lines))),
)
DISCOUNTS_PLATFORM = Metric(
    name="discounts_platform",
    title=Words(zh="平台承担优惠", en="Discounts borne by the platform"),
    about=Words(
        zh="平台替顾客付的优惠，平台会补给商家。与下单金额同口径。= Σ平台优惠（销售行）。",
        en="What the platform pays of the price and hands on to the shop; over the same lines as gross sales. "
        "= Σ platform discount of sale lines.",
    ),
    unit="money",
    grain=LINE,
    needs=NEEDS_ORDERS,
    formula=Reduction(
        relation="sale_lines", expression=lambda lines: lines.discount_platform_minor.sum(where=is_sold(lines))
    ),
)
DISCOUNTS_MERCHANT = Metric(
    name="discounts_merchant",
    title=Words(zh="商家承担优惠", en="Discounts borne by the shop"),
    about=Words(
        zh="商家自己让出的优惠。与下单金额同口径。= Σ商家优惠（销售行）。",
        en="What the shop itself gives up; over the same lines as gross sales. = Σ merchant discount of sale lines.",
    ),
    unit="money",
    grain=LINE,
    better="down",
    needs=NEEDS_ORDERS,
    formula=Reduction(
        relation="sale_lines", expression=lambda lines: lines.discount_merchant_minor.sum(where=is_sold(lines))
    ),
)
DISCOUNTS_INFLUENCER = Metric(
    name="discounts_influencer",
    title=Words(zh="达人承担优惠", en="Discounts borne by influencers"),
    about=Words(
        zh="达人替顾客付的优惠，会补给商家。与下单金额同口径。= Σ达人优惠（销售行）。",
        en="What influencers pay of the price and hand on to the shop; over the same lines as gross sales. "
        "= Σ influencer discount of sale lines.",
    ),
    unit="money",
    grain=LINE,
    needs=NEEDS_ORDERS,
    formula=Reduction(
        relation="sale_lines", expression=lambda lines: lines.discount_influencer_minor.sum(where=is_sold(lines))
    ),
)
DISCOUNTS = Metric(
    name="discounts",
    title=Words(zh="优惠合计", en="Discounts"),
    about=Words(
        zh="各方承担的优惠合计。= 平台 + 商家 + 达人承担优惠。",
        en="Discounts, whoever bears them. = platform + merchant + influencer.",
    ),
    unit="money",
    grain=LINE,
    needs=NEEDS_ORDERS,
    formula=Total(plus=("discounts_platform", "discounts_merchant", "discounts_influencer")),
)
DISCOUNT_RATE = Metric(
    name="discount_rate",
    title=Words(zh="优惠率", en="Discount rate"),
    about=Words(
        zh="标价里有多少被优惠掉。= 优惠合计 ÷ 下单金额。",
        en="How much of the price is given away. = discounts ÷ gross sales.",
    ),
    unit="ratio",
    grain=LINE,
    additivity="ratio",
    needs=NEEDS_ORDERS,
    formula=Ratio(numerator="discounts", denominator="gross_sales"),
)
SHIPPING_CHARGED = Metric(
    name="shipping_charged",
    title=Words(zh="运费收入", en="Shipping charged"),
    about=Words(
        zh="已付款订单里顾客付的运费。= Σ运费（已付款）。",
        en="What customers of paid orders were charged for shipping. = Σ shipping of paid lines.",
    ),
    unit="money",
    grain=LINE,
    needs=NEEDS_ORDERS,
    formula=Reduction(relation="sale_lines", expression=lambda lines: lines.shipping_minor.sum(where=lines.is_paid)),
)


def _paid_minor(lines: Any) -> Any:
    owed = lines.due_minor + lines.shipping_minor + lines.tax_minor
    return owed.sum(where=is_of_an_order(lines) & lines.is_paid)


PAID_SALES = Metric(
    name="paid_sales",
    title=Words(zh="支付金额", en="Paid sales"),
    about=Words(
        zh="已付款订单的应付总额（优惠后，含运费和税），未扣退款，记在下单日。= Σ(应付货款 + 运费 + 税)（已付款，不含退货行）。",
        en="What paid orders were worth after discounts, with shipping and tax, before refunds, on the order day. "
        "= Σ (due + shipping + tax) of paid lines without return lines.",
    ),
    unit="money",
    grain=LINE,
    better="up",
    needs=NEEDS_ORDERS,
    formula=Reduction(relation="sale_lines", expression=_paid_minor),
)
PAID_SALES_BOOKED = Metric(
    name="paid_sales_booked",
    title=Words(zh="支付金额（按付款日）", en="Paid sales on the payment day"),
    about=Words(
        zh="与支付金额相同，但记在付款日，与平台后台的口径一致。= Σ(应付货款 + 运费 + 税)。",
        en="The same as paid sales, but on the day of payment, as the platforms' back offices count. "
        "= Σ (due + shipping + tax).",
    ),
    unit="money",
    grain=LINE,
    date_basis="paid",
    better="up",
    needs=NEEDS_ORDERS,
    formula=Reduction(relation="paid_lines", expression=_paid_minor),
)
MONEY_RECEIVED = Metric(
    name="money_received",
    title=Words(zh="实收金额", en="Money received"),
    about=Words(
        zh="顾客实际付的钱减去已退的钱，记在下单日，以后的退款会追溯修改。= Σ(实付 − 退款)。",
        en="What customers paid less what went back, on the order day; later refunds restate it. = Σ (paid − refunded).",
    ),
    unit="money",
    grain=LINE,
    better="up",
    needs=NEEDS_ORDERS,
    formula=Reduction(relation="sale_lines", expression=lambda lines: (lines.paid_minor - lines.refund_minor).sum()),
)
REFUNDS = Metric(
    name="refunds",
    title=Words(zh="退款金额", en="Refunds"),
    about=Words(
        zh="退给顾客的钱，追溯到下单日；独立退货单按其金额的绝对值。= Σ退款 + |退货行金额|。",
        en="Money that went back, put back on the order day; return documents by their absolute worth. "
        "= Σ refunds + |return lines|.",
    ),
    unit="money",
    grain=LINE,
    better="down",
    needs=NEEDS_ORDERS,
    formula=Reduction(relation="sale_lines", expression=lambda lines: given_back_minor(lines).sum()),
)
RETURN_DOCUMENTS = Metric(
    name="return_documents",
    title=Words(zh="退货行金额", en="Worth of return lines"),
    about=Words(
        zh="退货行（负数量）的金额绝对值，记在退货单日期。= −Σ应付货款（已付款退货行）。",
        en="Absolute worth of lines with negative quantity, on the return's own day. = −Σ due of paid return lines.",
    ),
    unit="money",
    grain=LINE,
    better="down",
    needs=NEEDS_ORDERS,
    is_listed=False,
    formula=Reduction(
        relation="sale_lines", expression=lambda lines: -lines.due_minor.sum(where=is_returned(lines) & lines.is_paid)
    ),
)
REFUNDS_PAID_OUT = Metric(
    name="refunds_paid_out",
    title=Words(zh="退款单金额（按退款日）", en="Refunds paid out"),
    about=Words(
        zh="退款单的金额，记在退款日，不含独立退货单；可按退款原因和类型拆分。= Σ退款金额。",
        en="Refunds on the day the money went back, without return documents; can be split by reason and kind. "
        "= Σ amount of refunds.",
    ),
    unit="money",
    grain=REFUND,
    date_basis="refunded",
    better="down",
    needs=NEEDS_ORDERS,
    formula=Reduction(relation="refund_lines", expression=lambda refunds: refunds.refunded_amount_minor.sum()),
)
REFUNDS_BOOKED = Metric(
    name="refunds_booked",
    title=Words(zh="退款金额（按退款日）", en="Refunds on the refund day"),
    about=Words(
        zh="退给顾客的钱，记在退款当天，不会再变。= Σ退款金额（按退款日） + |退货行金额|。",
        en="Money that went back, on the day it went; never restated. = Σ refunds by refund day + |return lines|.",
    ),
    unit="money",
    grain=REFUND,
    date_basis="refunded",
    better="down",
    needs=NEEDS_ORDERS,
    formula=Total(plus=("refunds_paid_out", "return_documents")),
)
REFUND_RATE = Metric(
    name="refund_rate",
    title=Words(zh="退款率（金额）", en="Refund rate (money)"),
    about=Words(
        zh="每付一百元退回多少元。= 退款金额 ÷ 支付金额。",
        en="How much of a hundred paid went back. = refunds ÷ paid sales.",
    ),
    unit="ratio",
    grain=LINE,
    additivity="ratio",
    better="down",
    needs=NEEDS_ORDERS,
    ids=("A8",),
    formula=Ratio(numerator="refunds", denominator="paid_sales"),
)
NET_SALES = Metric(
    name="net_sales",
    title=Words(zh="净销售额", en="Net sales"),
    about=Words(
        zh="商家真正得到的货款：已付款货款加平台和达人的补贴，减退款和被收回的补贴，记在下单日，以后的退款会追溯修改。"
        "= Σ(应付货款 + 他方承担优惠 − 退货款 − 收回补贴)。",
        en="What the shop really earns for goods, on the order day; later refunds restate it. "
        "= Σ (due + discounts borne by others − refunded goods − subsidy taken back) of paid lines, returns included.",
    ),
    unit="money",
    grain=LINE,
    better="up",
    needs=NEEDS_ORDERS,
    formula=Reduction(relation="sale_lines", expression=lambda lines: lines.net_sales_minor.sum()),
)
SALES_BEFORE_REFUNDS = Metric(
    name="sales_before_refunds",
    title=Words(zh="净销售额（退款前）", en="Net sales before refunds"),
    about=Words(
        zh="已付款货款加平台和达人的补贴，含退货行，未扣退款单。= Σ(应付货款 + 他方承担优惠)（已付款）。",
        en="Paid goods with the discounts that others bear, return lines included, before refund rows. "
        "= Σ (due + discounts borne by others) of paid lines.",
    ),
    unit="money",
    grain=LINE,
    better="up",
    needs=NEEDS_ORDERS,
    is_listed=False,
    formula=Reduction(
        relation="sale_lines",
        expression=lambda lines: (
            lines.due_minor + lines.discount_platform_minor + lines.discount_influencer_minor
        ).sum(where=lines.is_paid),
    ),
)
REFUNDED_GOODS_BOOKED = Metric(
    name="refunded_goods_booked",
    title=Words(zh="退货款与收回补贴（按退款日）", en="Refunded goods and clawback on the refund day"),
    about=Words(
        zh="退款单中的货款部分和被收回的补贴，记在退款日。= Σ(货款部分 + 收回补贴)。",
        en="Goods part of refunds and subsidy taken back, on the refund day. = Σ (goods + clawback).",
    ),
    unit="money",
    grain=REFUND,
    date_basis="refunded",
    better="down",
    needs=NEEDS_ORDERS,
    is_listed=False,
    formula=Reduction(
        relation="refund_lines",
        expression=lambda refunds: (refunds.refunded_goods_minor + refunds.refunded_clawback_minor).sum(
            where=refunds.is_paid
        ),
    ),
)
NET_SALES_BOOKED = Metric(
    name="net_sales_booked",
    title=Words(zh="净销售额（按退款日入账）", en="Net sales as booked"),
    about=Words(
        zh="销售记在下单日，退款记在退款日，过去的数字不再变；全部时间合计与净销售额相同。"
        "= 净销售额（退款前） − 退货款与收回补贴（按退款日）。",
        en="Sales on the order day, refunds on the refund day, so that the past never changes; over all time it equals "
        "net sales. = net sales before refunds − refunded goods and clawback by refund day.",
    ),
    unit="money",
    grain=LINE,
    date_basis="refunded",
    better="up",
    needs=NEEDS_ORDERS,
    formula=Total(plus=("sales_before_refunds",), minus=("refunded_goods_booked",)),
)
AOV = Metric(
    name="aov",
    title=Words(zh="笔单价", en="Average order value"),
    about=Words(
        zh="平均每个已付款订单付多少钱。= 支付金额 ÷ 支付笔数。",
        en="What a paid order is worth on average. = paid sales ÷ paid orders.",
    ),
    unit="money",
    grain=ORDER,
    additivity="ratio",
    better="up",
    needs=NEEDS_ORDERS,
    ids=("A7",),
    formula=Ratio(numerator="paid_sales", denominator="paid_orders"),
)
PRICE_PER_UNIT = Metric(
    name="price_per_unit",
    title=Words(zh="件单价", en="Price per unit"),
    about=Words(
        zh="平均每件在优惠前卖多少钱。= 已付款销售行原价金额 ÷ 支付件数。",
        en="What a unit costs on average before discounts. = gross of paid sale lines ÷ units sold.",
    ),
    unit="money",
    grain=LINE,
    additivity="ratio",
    needs=NEEDS_ORDERS,
    ids=("A7",),
    formula=Ratio(numerator="gross_sales_paid", denominator="units"),
)
GROSS_SALES_PAID = Metric(
    name="gross_sales_paid",
    title=Words(zh="已付款原价金额", en="Gross sales of paid orders"),
    about=Words(
        zh="已付款订单的商品在优惠前值多少钱。= Σ单价×数量（已付款销售行）。",
        en="What the goods of paid orders cost before discounts. = Σ price × quantity of paid sale lines.",
    ),
    unit="money",
    grain=LINE,
    better="up",
    needs=NEEDS_ORDERS,
    formula=Reduction(
        relation="sale_lines", expression=lambda lines: lines.gross_minor.sum(where=is_sold(lines) & lines.is_paid)
    ),
)

METRICS = (
    GROSS_SALES,
    GROSS_SALES_PAID,
    DISCOUNTS,
    DISCOUNTS_PLATFORM,
    DISCOUNTS_MERCHANT,
    DISCOUNTS_INFLUENCER,
    DISCOUNT_RATE,
    SHIPPING_CHARGED,
    PAID_SALES,
    PAID_SALES_BOOKED,
    MONEY_RECEIVED,
    REFUNDS,
    REFUNDS_BOOKED,
    REFUNDS_PAID_OUT,
    RETURN_DOCUMENTS,
    REFUND_RATE,
    NET_SALES,
    NET_SALES_BOOKED,
    SALES_BEFORE_REFUNDS,
    REFUNDED_GOODS_BOOKED,
    AOV,
    PRICE_PER_UNIT,
)
