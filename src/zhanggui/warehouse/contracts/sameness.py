"""Which codes are one product and which customers one person, as people of the shop decided?"""

from __future__ import annotations

from zhanggui.core.words import Words
from zhanggui.warehouse.contracts.contract import Contract, column


class SameProducts(Contract):
    """One code of a channel and the product of the shop that it counts as; a later row of the code replaces it."""

    name = "same_products"
    kind = "dimension"
    title = Words(zh="同一商品", en="Same products")
    grain = Words(zh="每个渠道每个编码一行", en="one row per channel and code")
    key = ("channel", "code")
    export_hint = Words(
        zh="由系统在确认“同一商品”后写入：zhanggui products match",
        en="written when a match is confirmed: zhanggui products match",
    )

    channel = column("text", "渠道", "Channel", required=True)
    code = column(
        "text",
        "渠道中的编码",
        "Code on the channel",
        required=True,
        about_zh="该渠道导出里的 SKU；没有 SKU 时为平台商品编号",
        about_en="The SKU in the channel's exports; where there is none, the listing's id",
    )
    sku = column(
        "text",
        "计为",
        "Counts as",
        required=True,
        about_zh="计入哪个 SKU；与编码相同表示按原样",
        about_en="The SKU it counts as; the code itself: as exported",
    )
    way = column(
        "text", "依据", "Way", required=True, choices=("exact", "code", "title", "hand"), about_zh="怎样认出的"
    )
    decision = column(
        "integer",
        "决定编号",
        "Decision",
        required=True,
        about_zh="事件链上的位置",
        about_en="Position of the event on the chain",
    )
    decided_by = column("text", "决定人", "Decided by", required=True)
    decided_at = column("instant", "决定时间", "Decided at", required=True)


class SameCustomers(Contract):
    """One customer and the member that they count as; a later row of the customer replaces it."""

    name = "same_customers"
    kind = "dimension"
    title = Words(zh="同一会员", en="Same customers")
    grain = Words(zh="每位顾客一行", en="one row per customer")
    key = ("customer",)
    export_hint = Words(
        zh="由系统在合并会员后写入：zhanggui members list",
        en="written when members are merged: zhanggui members list",
    )

    customer = column("pseudonym", "顾客", "Customer", required=True)
    member = column(
        "pseudonym",
        "计为",
        "Counts as",
        required=True,
        about_zh="计入哪位会员；与顾客相同表示不合并",
        about_en="The member they count as; the customer themselves: not merged",
    )
    decision = column(
        "integer",
        "决定编号",
        "Decision",
        required=True,
        about_zh="事件链上的位置",
        about_en="Position of the event on the chain",
    )
    decided_by = column("text", "决定人", "Decided by", required=True)
    decided_at = column("instant", "决定时间", "Decided at", required=True)
