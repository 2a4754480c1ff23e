"""What was ordered?"""

from __future__ import annotations

from zhanggui.core.words import Words
from zhanggui.warehouse.contracts.contract import Contract, column

ORDER_STATUSES = ("created", "paid", "shipped", "completed", "closed")
LINE_KINDS = ("sale", "return", "gift", "adjustment")
SELLING_FORMATS = ("live", "short_video", "article", "product_card", "store", "other")


class Orders(Contract):
    """One order as its channel knows it."""

    name = "orders"
    kind = "fact"
    title = Words(zh="订单", en="Orders")
    grain = Words(zh="每个渠道订单一行", en="one row per order of a channel")
    key = ("channel", "order_id")
    export_hint = Words(
        zh="淘宝/天猫：千牛“已卖出的宝贝”批量导出；Shopify：Orders → Export",
        en="Taobao/Tmall: Qianniu sold-items export; Shopify: Orders → Export",
    )

    channel = column("text", "渠道", "Channel", required=True)
    order_id = column("text", "订单编号", "Order id", required=True)
    parent_order_id = column(
        "text",
        "父订单编号",
        "Parent order id",
        about_zh="拆单前的订单，或特权订金订单",
        about_en="The order it was split from, or the order of its deposit",
    )
    store = column("text", "店铺", "Store")
    customer = column(
        "pseudonym",
        "顾客",
        "Customer",
        about_zh="顾客假名；平台隐去买家时为空",
        about_en="The customer's pseudonym; empty where the platform hides the buyer",
    )
    status = column("text", "订单状态", "Order status", choices=ORDER_STATUSES)
    channel_status = column("text", "平台原始状态", "Status as the channel says it")
    channel_order_type = column(
        "text",
        "平台订单类型",
        "Order type as the channel says it",
        about_zh="如普通、预售、拼团、以旧换新、企业购",
        about_en="Such as normal, presale, group, trade-in, business",
    )
    after_sales_status = column(
        "text",
        "平台售后状态",
        "After-sales status as the channel says it",
        about_zh="订单表自身给出的售后状态；金额以退款明细为准",
        about_en="As the order export states it; amounts come from the refunds",
    )
    ordered_at = column("instant", "下单时间", "Ordered at", required=True)
    paid_at = column("instant", "付款时间", "Paid at", about_zh="空表示未付款", about_en="Empty means not paid")
    ship_by_at = column(
        "instant",
        "承诺发货时间",
        "Ship by",
        about_zh="最晚发货时间",
        about_en="The latest moment promised for dispatch",
    )
    shipped_at = column("instant", "发货时间", "Shipped at")
    completed_at = column(
        "instant",
        "完成时间",
        "Completed at",
        about_zh="确认收货或交易成功",
        about_en="Receipt confirmed, or trade closed well",
    )
    closed_at = column("instant", "关闭时间", "Closed at")
    close_reason = column("text", "关闭原因", "Reason of closing")
    units = column(
        "integer",
        "商品件数",
        "Units",
        about_zh="订单表自身给出的总件数；有明细时以明细为准",
        about_en="As the order export states it; order lines take precedence",
    )
    currency = column("text", "币种", "Currency", required=True)
    goods_minor = column(
        "money",
        "货款",
        "Goods",
        about_zh="优惠后、不含运费和价外税的应付货款",
        about_en="Payable for goods after discounts, without shipping and tax on top",
    )
    shipping_minor = column(
        "money",
        "运费",
        "Shipping charged",
        about_zh="向顾客收取的运费（优惠后），含礼品包装费",
        about_en="Charged to the customer after discounts, gift wrap included",
    )
    tax_minor = column(
        "money",
        "价外税",
        "Tax on top of prices",
        about_zh="含关税；含税标价时为空",
        about_en="With duties; empty where prices include tax",
    )
    total_minor = column(
        "money",
        "订单总额",
        "Order total",
        about_zh="货款+运费+价外税；顾客应付",
        about_en="Goods + shipping + tax on top: what the customer owes",
    )
    discount_platform_minor = column(
        "money",
        "平台承担优惠",
        "Discount borne by the platform",
        about_zh="由店外承担、店铺照收的优惠：平台、支付渠道、银行、政府补贴",
        about_en="What others bear and the shop still receives: platform, payment provider, bank, government",
    )
    discount_merchant_minor = column(
        "money",
        "商家承担优惠",
        "Discount borne by the merchant",
        about_zh="店铺券、满减、改价、降价",
        about_en="Shop coupons, reductions, changed prices",
    )
    discount_influencer_minor = column("money", "达人承担优惠", "Discount borne by the influencer")
    paid_minor = column(
        "money",
        "实付金额",
        "Paid by the customer",
        about_zh="退款前顾客实际支付的金额；未付款为 0",
        about_en="What the customer paid, before refunds; 0 when unpaid",
    )
    refunded_minor = column(
        "money",
        "已退款金额",
        "Refunded to date",
        about_zh="订单表自身给出的累计退款；退款明细优先于它",
        about_en="Total refunded as the order export states it; refund rows take precedence",
    )
    fee_platform_minor = column(
        "money",
        "平台服务费",
        "Platform's fee",
        about_zh="订单表自身给出的服务费（正数为费用）；结算明细优先于它",
        about_en="As the order export states it, positive when charged; settlement lines take precedence",
    )
    fee_influencer_minor = column(
        "money",
        "达人佣金",
        "Influencer's commission",
        about_zh="订单表自身给出的推广佣金（正数为费用）；结算明细优先于它",
        about_en="As the order export states it, positive when charged; settlement lines take precedence",
    )
    payment_method = column("text", "支付方式", "Payment method")
    discount_codes = column("text", "优惠码", "Discount codes")
    country = column("text", "国家", "Country")
    province = column("text", "省份", "Province")
    city = column("text", "城市", "City")
    device = column("text", "下单设备", "Device", choices=("mobile", "desktop", "store", "other"))
    traffic_source = column("text", "流量来源", "Traffic source")
    selling_format = column(
        "text",
        "成交载体",
        "Selling format",
        choices=SELLING_FORMATS,
        about_zh="直播、短视频、图文、商品卡、门店",
        about_en="Live session, short video, article, product card, store",
    )
    content_id = column(
        "text",
        "内容编号",
        "Content id",
        about_zh="带来订单的直播场次或视频",
        about_en="The live session or video that brought it",
    )
    campaign = column("text", "活动", "Campaign")
    influencer_id = column(
        "text",
        "达人",
        "Influencer",
        about_zh="达人编号；没有时为昵称",
        about_en="The influencer's id; else the public name",
    )
    is_presale = column("flag", "预售", "Presale")
    is_sample = column(
        "flag",
        "样品/员工/刷单",
        "Sample, staff or brushing",
        about_zh="来源文件自身的标记",
        about_en="As marked by the source itself",
    )
    tags = column(
        "text",
        "标记",
        "Tags",
        about_zh="旗帜颜色、订单标签、风险等级，以逗号分隔",
        about_en="Flag colour, order tags, risk level, by comma",
    )
    buyer_note = column(
        "text", "买家留言", "Buyer's note", about_zh="已清除电话和地址", about_en="Scrubbed of phones and addresses"
    )
    seller_note = column(
        "text", "商家备注", "Seller's note", about_zh="已清除电话和地址", about_en="Scrubbed of phones and addresses"
    )


class OrderLines(Contract):
    """One product in one order."""

    name = "order_lines"
    kind = "fact"
    title = Words(zh="订单明细", en="Order lines")
    grain = Words(zh="每个订单的每件商品一行", en="one row per product of an order")
    key = ("channel", "order_id", "line_id")
    replaces = ("channel", "order_id")
    export_hint = Words(
        zh="淘宝/天猫：导出宝贝列表（ExportOrderDetailList）", en="Taobao/Tmall: item list (ExportOrderDetailList)"
    )

    channel = column("text", "渠道", "Channel", required=True)
    order_id = column("text", "订单编号", "Order id", required=True)
    line_id = column(
        "text",
        "子订单编号",
        "Line id",
        required=True,
        about_zh="平台的子订单编号；没有时为该订单内的行序 #1、#2……",
        about_en="The channel's own line id; else the position in the order: #1, #2, …",
    )
    kind_of_line = column(
        "text",
        "明细类型",
        "Kind of line",
        choices=LINE_KINDS,
        required=True,
        about_zh="销售、退货（负数量）、赠品（零价）、调整（坏账等）",
        about_en="Sale, return (negative quantity), gift (price zero), adjustment (bad debt …)",
    )
    sku = column(
        "text",
        "SKU",
        "SKU",
        about_zh="商家编码；没有时为平台商品编号",
        about_en="The merchant's code; else the channel's product id",
    )
    listing_id = column("text", "平台商品编号", "Listing id")
    listing_sku_id = column(
        "text",
        "平台 SKU 编号",
        "Listing SKU id",
        about_zh="平台给规格的编号",
        about_en="The channel's id of the variant",
    )
    product_name = column("text", "商品名称", "Product name")
    variant = column("text", "规格", "Variant")
    quantity = column(
        "integer", "数量", "Quantity", required=True, about_zh="退货为负", about_en="Negative for returns"
    )
    unit_price_minor = column(
        "money",
        "单价",
        "Unit price",
        about_zh="优惠前单价（四舍五入到最小单位）",
        about_en="Before discounts, rounded to the smallest coin",
    )
    gross_minor = column(
        "money",
        "原价金额",
        "Gross",
        required=True,
        about_zh="优惠前单价×数量（未舍入单价计算）",
        about_en="Price before discounts × quantity, from the unrounded price",
    )
    discount_platform_minor = column("money", "平台承担优惠", "Discount borne by the platform")
    discount_merchant_minor = column("money", "商家承担优惠", "Discount borne by the merchant")
    discount_influencer_minor = column("money", "达人承担优惠", "Discount borne by the influencer")
    due_minor = column(
        "money",
        "应付货款",
        "Due",
        about_zh="原价金额 − 各方优惠；空则由原价和优惠推出",
        about_en="Gross − all discounts; derived from them when empty",
    )
    tax_minor = column("money", "价外税", "Tax on top of prices")
    refunded_minor = column("money", "已退款金额", "Refunded to date")
    line_status = column("text", "子订单状态", "Line status", choices=ORDER_STATUSES)
    after_sales_status = column("text", "平台售后状态", "After-sales status as the channel says it")
    influencer_id = column("text", "达人", "Influencer")
