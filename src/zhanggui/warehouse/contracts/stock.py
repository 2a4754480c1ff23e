"""What is in stock, what moved, and what is on its way?"""

from __future__ import annotations

from zhanggui.core.words import Words
from zhanggui.warehouse.contracts.contract import Contract, column


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
