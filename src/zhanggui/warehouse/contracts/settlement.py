"""Which money did the platforms really pay out, and what did they keep?"""

from __future__ import annotations

from zhanggui.core.words import Words
from zhanggui.warehouse.contracts.contract import Contract, column

SETTLEMENT_KINDS = (
    "goods",
    "shipping",
    "tax",
    "subsidy_platform",
    "subsidy_influencer",
    "subsidy_payment",
    "subsidy_government",
    "refund",
    "refund_shipping",
    "refund_subsidy",
    "fee_platform",
    "fee_payment",
    "fee_instalment",
    "fee_influencer",
    "fee_agent",
    "fee_channel",
    "fee_advertising",
    "fee_fulfilment",
    "fee_storage",
    "fee_insurance",
    "fee_other",
    "tax_withheld",
    "compensation",
    "deposit",
    "reserve",
    "withdrawal",
    "adjustment",
    "other",
)


class SettlementLines(Contract):
    """One amount of a statement: money that came in (positive) or was kept back or paid out (negative).

    Platforms state a sale as one wide row with a column for each fee; each filled column becomes one line here, so that
    the lines of a statement sum to what reached the account. `withdrawal` moves money to the bank and earns nothing.
    """

    name = "settlement_lines"
    kind = "fact"
    title = Words(zh="结算明细", en="Settlement lines")
    grain = Words(zh="每条账单记录的每种金额一行", en="one row per record of a statement and kind of amount")
    key = ("channel", "account", "record_id", "channel_kind")
    export_hint = Words(
        zh="抖店“结算账单/动账明细”、京麦“已结算账单”、千牛“动账明细”、支付宝“账务明细”、小红书与快手“结算明细”、亚马逊 Settlement V2",
        en="settlement reports: Doudian, JD, Qianniu, Alipay account log, Xiaohongshu, Kuaishou, Amazon Settlement V2",
    )

    channel = column("text", "渠道", "Channel", required=True)
    account = column(
        "text",
        "账户",
        "Account",
        about_zh="结算账户种类，如支付宝、聚合账户、微信；不含账号",
        about_en="Kind of account such as Alipay or a platform wallet; never its number",
    )
    record_id = column(
        "text",
        "流水号",
        "Record id",
        required=True,
        about_zh="来源的流水号；没有时由内容与同内容序号生成",
        about_en="The source's id; else made of content and repetition",
    )
    channel_kind = column(
        "text",
        "平台原始类型",
        "Kind as the channel says it",
        required=True,
        about_zh="业务类型，或宽表中的列名",
        about_en="The statement's own type, or the heading of the column in a wide statement",
    )
    kind_of_amount = column("text", "金额类型", "Kind of amount", required=True, choices=SETTLEMENT_KINDS)
    statement_id = column("text", "账单编号", "Statement id")
    occurred_at = column(
        "instant", "动账时间", "Occurred at", required=True, about_zh="记账的时间", about_en="When it was booked"
    )
    settled_at = column(
        "instant", "结算时间", "Settled at", about_zh="可提现的时间", about_en="When it could be withdrawn"
    )
    ordered_at = column("instant", "下单时间", "Ordered at")
    order_id = column(
        "text", "订单编号", "Order id", about_zh="与订单无关时为空", about_en="Empty where no order is behind it"
    )
    line_id = column("text", "子订单编号", "Line id")
    refund_id = column("text", "退款单号", "Refund id")
    payment_id = column("text", "支付单号", "Payment id")
    sku = column("text", "SKU", "SKU")
    listing_id = column("text", "平台商品编号", "Listing id")
    quantity = column("integer", "数量", "Quantity")
    influencer_id = column("text", "达人", "Influencer")
    amount_minor = column(
        "money",
        "金额",
        "Amount",
        required=True,
        about_zh="收入为正，支出为负",
        about_en="Positive in, negative out",
    )
    base_minor = column("money", "计费基数", "Base of the fee")
    balance_minor = column("money", "账户余额", "Balance after it")
    currency = column("text", "币种", "Currency", required=True)
    marketplace = column("text", "站点", "Marketplace")
    description = column(
        "text", "说明", "Description", about_zh="已清除电话和地址", about_en="Scrubbed of phones and addresses"
    )
