"""What do customers say?"""

from __future__ import annotations

from zhanggui.core.words import Words
from zhanggui.warehouse.contracts.contract import Contract, column


class Reviews(Contract):
    """One review of a product."""

    name = "reviews"
    kind = "fact"
    title = Words(zh="评价", en="Reviews")
    grain = Words(zh="每条评价一行", en="one row per review")
    key = ("channel", "review_id")
    export_hint = Words(
        zh="千牛“评价管理”、京东“评价管理”、抖店“评价管理”的导出",
        en="exports of the review pages of Qianniu, JD and Doudian",
    )

    channel = column("text", "渠道", "Channel", required=True)
    review_id = column("text", "评价编号", "Review id", required=True)
    order_id = column("text", "订单编号", "Order id")
    listing_id = column("text", "平台商品编号", "Listing id")
    sku = column("text", "SKU", "SKU")
    customer = column("pseudonym", "顾客", "Customer")
    reviewed_at = column("instant", "评价时间", "Reviewed at", required=True)
    stars = column("integer", "星级", "Stars", about_zh="1–5", about_en="1–5")
    content = column("text", "内容", "Text", about_zh="已清除电话和地址", about_en="Scrubbed of phones and addresses")
    follow_up = column(
        "text", "追评", "Follow-up", about_zh="已清除电话和地址", about_en="Scrubbed of phones and addresses"
    )
    reply = column("text", "回复", "Reply", about_zh="商家回复", about_en="The shop's answer")
    replied_at = column("instant", "回复时间", "Replied at")
    has_picture = column("flag", "有图", "Has a picture")
