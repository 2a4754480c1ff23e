"""Who supplies the shop, what is in stock, what moved, and what is on its way to a customer?"""

from __future__ import annotations

from zhanggui.core.words import Words
from zhanggui.warehouse.contracts.contract import Contract, column

MOVE_KINDS = (
    "purchase",
    "production",
    "sale",
    "customer_return",
    "supplier_return",
    "transfer_in",
    "transfer_out",
    "count",
    "damage",
    "sample",
    "adjustment",
)


class Suppliers(Contract):
    """One company that the shop buys from."""

    name = "suppliers"
    kind = "dimension"
    title = Words(zh="供应商", en="Suppliers")
    grain = Words(zh="每个供应商一行", en="one row per supplier")
    key = ("supplier_id",)
    export_hint = Words(zh="ERP 的供应商资料，或自己整理的表", en="the ERP's supplier list, or your own sheet")

    supplier_id = column("text", "供应商", "Supplier", required=True)
    supplier_name = column(
        "text",
        "名称",
        "Name",
        about_zh="公司名称；联系人不进入数据仓库",
        about_en="The company's name; contact persons are not kept",
    )
    country = column("text", "国家", "Country")
    province = column("text", "省份", "Province")
    city = column("text", "城市", "City")
    lead_time_days = column("integer", "约定交期（天）", "Agreed lead time in days")
    minimum_order_minor = column("money", "起订金额", "Minimum order")
    payment_days = column("integer", "账期（天）", "Days until payment")
    currency = column("text", "币种", "Currency")
    since_day = column("day", "合作起始日", "Supplies since")
    status = column("text", "状态", "Status", choices=("active", "paused", "ended"))


class StockLevels(Contract):
    """How many units lay where at the end of a day."""

    name = "stock_levels"
    kind = "fact"
    title = Words(zh="库存", en="Stock levels")
    grain = Words(zh="每日每仓每 SKU 一行", en="one row per day, location and SKU")
    key = ("day", "location", "sku")
    export_hint = Words(
        zh="ERP 库存表，或库存模板：zhanggui template stock", en="the ERP's stock sheet, or the stock template"
    )

    day = column("day", "日期", "Day", required=True)
    location = column("text", "仓库", "Location")
    sku = column("text", "SKU", "SKU", required=True)
    on_hand = column("integer", "在库", "On hand", required=True)
    reserved = column("integer", "占用", "Reserved", about_zh="已售未发", about_en="Sold and not yet shipped")
    unavailable = column(
        "integer", "不可售", "Unavailable", about_zh="残次、质检中", about_en="Damaged or in inspection"
    )
    incoming = column("integer", "在途", "Incoming")


class StockMoves(Contract):
    """One change of what lies in a warehouse."""

    name = "stock_moves"
    kind = "fact"
    title = Words(zh="出入库", en="Stock moves")
    grain = Words(zh="每次出入库每个 SKU 一行", en="one row per move and SKU")
    key = ("location", "move_id", "sku")
    export_hint = Words(zh="ERP 或仓库系统的出入库流水", en="the ledger of moves in the ERP or warehouse system")

    location = column("text", "仓库", "Location", required=True)
    move_id = column("text", "单号", "Move id", required=True)
    moved_at = column("instant", "时间", "Moved at", required=True)
    sku = column("text", "SKU", "SKU", required=True)
    quantity = column(
        "integer",
        "数量",
        "Quantity",
        required=True,
        about_zh="入库为正，出库为负",
        about_en="In positive, out negative",
    )
    kind_of_move = column("text", "类型", "Kind of move", required=True, choices=MOVE_KINDS)
    order_id = column("text", "订单编号", "Order id")
    purchase_order_id = column("text", "采购单号", "Purchase order id")
    batch = column("text", "批次", "Batch")
    expires_day = column("day", "到期日", "Expires on")
    unit_cost_minor = column("money", "单位成本", "Unit cost")
    currency = column("text", "币种", "Currency")
    reason = column("text", "原因", "Reason")


class PurchaseOrders(Contract):
    """One product on one order to a supplier."""

    name = "purchase_orders"
    kind = "fact"
    title = Words(zh="采购单", en="Purchase orders")
    grain = Words(zh="每张采购单每行一行", en="one row per line of a purchase order")
    key = ("purchase_order_id", "line_id")
    replaces = ("purchase_order_id",)
    export_hint = Words(zh="ERP 的采购单明细，或自己整理的表", en="the ERP's purchase order lines, or your own sheet")

    purchase_order_id = column("text", "采购单号", "Purchase order id", required=True)
    line_id = column("text", "行号", "Line id", required=True)
    supplier_id = column("text", "供应商", "Supplier", required=True)
    sku = column("text", "SKU", "SKU", required=True)
    location = column("text", "收货仓库", "Location")
    status = column(
        "text", "状态", "Status", choices=("draft", "ordered", "confirmed", "shipped", "received", "cancelled")
    )
    ordered_day = column("day", "下单日", "Ordered on", required=True)
    promised_day = column("day", "承诺到货日", "Promised for")
    received_day = column(
        "day", "实际到货日", "Received on", about_zh="全部收齐的日期", about_en="When all had arrived"
    )
    quantity_ordered = column("integer", "采购数量", "Quantity ordered", required=True)
    quantity_received = column("integer", "到货数量", "Quantity received")
    quantity_rejected = column("integer", "不合格数量", "Quantity rejected")
    unit_price_minor = column("money", "采购单价", "Unit price")
    freight_minor = column("money", "分摊运费", "Freight of the line")
    duty_minor = column("money", "关税", "Duty of the line")
    currency = column("text", "币种", "Currency", required=True)
    batch = column("text", "批次", "Batch")


class Shipments(Contract):
    """One parcel, to a customer or back."""

    name = "shipments"
    kind = "fact"
    title = Words(zh="发货", en="Shipments")
    grain = Words(zh="每个包裹每个子订单一行", en="one row per parcel and order line")
    key = ("channel", "shipment_id", "order_id", "line_id")
    export_hint = Words(
        zh="订单导出中的物流列，或 ERP、快递公司的发货与运费账单",
        en="the delivery columns of order exports, or the ERP's and carriers' bills",
    )

    channel = column("text", "渠道", "Channel", required=True)
    shipment_id = column(
        "text",
        "包裹编号",
        "Shipment id",
        required=True,
        about_zh="平台的包裹编号；没有时为运单号假名，再没有则为订单编号",
        about_en="The channel's parcel id; else the waybill's pseudonym; else the order's id",
    )
    order_id = column("text", "订单编号", "Order id", required=True)
    line_id = column("text", "子订单编号", "Line id", about_zh="空表示整单", about_en="Empty: the whole order")
    direction = column("text", "方向", "Direction", required=True, choices=("outbound", "return", "exchange"))
    status = column(
        "text", "状态", "Status", choices=("pending", "shipped", "in_transit", "delivered", "returned", "lost")
    )
    waybill = column(
        "pseudonym", "运单号", "Waybill", about_zh="运单号的假名", about_en="Pseudonym of the waybill number"
    )
    carrier = column("text", "快递公司", "Carrier")
    service = column("text", "物流方式", "Service")
    location = column("text", "发货仓库", "Location")
    fulfilled_by = column("text", "发货方", "Fulfilled by", choices=("merchant", "platform", "supplier", "store"))
    quantity = column("integer", "件数", "Quantity")
    ship_by_at = column("instant", "承诺发货时间", "Ship by")
    shipped_at = column("instant", "发货时间", "Shipped at")
    collected_at = column("instant", "揽收时间", "Collected at")
    deliver_by_at = column("instant", "预计送达时间", "Deliver by")
    delivered_at = column("instant", "签收时间", "Delivered at")
    country = column("text", "国家", "Country")
    province = column("text", "省份", "Province")
    city = column("text", "城市", "City")
    weight_grams = column("integer", "重量（克）", "Weight in grams")
    cost_minor = column(
        "money", "运费成本", "Freight cost", about_zh="店铺付给快递的运费", about_en="What the shop pays the carrier"
    )
    packaging_minor = column("money", "包材成本", "Packaging cost")
    insurance_minor = column(
        "money", "运费险", "Freight insurance", about_zh="店铺承担的保费", about_en="Premium borne by the shop"
    )
    currency = column("text", "币种", "Currency")
