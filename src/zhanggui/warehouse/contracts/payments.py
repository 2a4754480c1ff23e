"""What was paid, and what was paid back?"""

from __future__ import annotations

from zhanggui.core.words import Words
from zhanggui.warehouse.contracts.contract import Contract, column

REFUND_KINDS = ("refund_only", "return_and_refund", "price_adjustment", "chargeback", "compensation", "exchange")


class Payments(Contract):
    """One payment of a customer."""

    name = "payments"
    kind = "fact"
    title = Words(zh="支付", en="Payments")
    grain = Words(zh="每笔支付一行", en="one row per payment")
    key = ("channel", "payment_id")
    export_hint = Words(
        zh="订单导出中的支付单号与支付详情；预售另有定金与尾款；Shopify：Orders → Transactions → Export",
        en="payment ids in the order export, deposit and balance of presales; Shopify: Orders → Transactions → Export",
    )

    channel = column("text", "渠道", "Channel", required=True)
    payment_id = column("text", "支付单号", "Payment id", required=True)
    order_id = column("text", "订单编号", "Order id", required=True)
    paid_at = column("instant", "付款时间", "Paid at", required=True)
    amount_minor = column(
        "money",
        "金额",
        "Amount",
        required=True,
        about_zh="该笔支付的金额；卡券、积分抵扣各为一笔",
        about_en="Of this payment; gift cards and points are payments of their own",
    )
    currency = column("text", "币种", "Currency", required=True)
    method = column("text", "支付方式", "Method")
    stage = column("text", "阶段", "Stage", choices=("full", "deposit", "final"))


class Refunds(Contract):
    """One refund to a customer, with or without goods coming back."""

    name = "refunds"
    kind = "fact"
    title = Words(zh="退款", en="Refunds")
    grain = Words(zh="每笔退款一行", en="one row per refund")
    key = ("channel", "refund_id")
    export_hint = Words(
        zh="千牛“退款管理”、抖店“售后单导出”等售后导出",
        en="after-sales exports: Qianniu refund management, Doudian after-sales, and the like",
    )

    channel = column("text", "渠道", "Channel", required=True)
    refund_id = column("text", "退款单号", "Refund id", required=True)
    order_id = column("text", "订单编号", "Order id", required=True)
    line_id = column(
        "text",
        "子订单编号",
        "Line id",
        about_zh="空表示整单退款，按应付货款分摊到明细",
        about_en="Empty: a refund of the order, split over its lines by what was due",
    )
    requested_at = column("instant", "申请时间", "Requested at")
    approved_at = column("instant", "同意时间", "Approved at")
    returned_at = column(
        "instant",
        "退货发出时间",
        "Sent back at",
        about_zh="顾客寄回货物的时间",
        about_en="When the customer sent the goods back",
    )
    refunded_at = column(
        "instant",
        "退款时间",
        "Refunded at",
        about_zh="钱退给顾客的时间；空表示尚未退款",
        about_en="When the money went back; empty while not refunded",
    )
    amount_minor = column("money", "退款金额", "Amount", required=True)
    shipping_minor = column("money", "其中运费", "Shipping within it")
    currency = column("text", "币种", "Currency", required=True)
    quantity = column("integer", "退回件数", "Quantity returned")
    kind_of_refund = column(
        "text",
        "退款类型",
        "Kind of refund",
        choices=REFUND_KINDS,
        about_zh="仅退款、退货退款、价保、拒付、赔付、换货（金额为 0）",
        about_en="Refund only, with return, price protection, chargeback, compensation, exchange (amount 0)",
    )
    reason = column("text", "原因", "Reason")
    buyer_note = column(
        "text", "顾客说明", "Buyer's note", about_zh="已清除电话和地址", about_en="Scrubbed of phones and addresses"
    )
    liable_party = column(
        "text", "责任方", "Liable party", choices=("merchant", "buyer", "platform", "carrier", "other")
    )
    channel_status = column("text", "平台原始状态", "Status as the channel says it")
    status = column("text", "状态", "Status", choices=("requested", "approved", "refunded", "rejected", "closed"))
    is_before_shipping = column("flag", "发货前退款", "Before shipping")
