"""What do customers say, and how are they answered?"""

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


class Tickets(Contract):
    """One case of customer service: from the first message to the end."""

    name = "tickets"
    kind = "fact"
    title = Words(zh="服务工单", en="Tickets")
    grain = Words(zh="每次服务会话或工单一行", en="one row per case or conversation")
    key = ("channel", "ticket_id")
    export_hint = Words(
        zh="千牛“客服-接待数据”、京东“咚咚”、抖店“飞鸽”的会话明细导出，或客服系统的工单",
        en="conversation exports of Qianniu, JD Dongdong, Doudian Feige, or the help desk's cases",
    )

    channel = column("text", "渠道", "Channel", required=True)
    ticket_id = column("text", "工单编号", "Ticket id", required=True)
    customer = column("pseudonym", "顾客", "Customer")
    order_id = column("text", "订单编号", "Order id")
    sku = column("text", "SKU", "SKU")
    refund_id = column("text", "退款单号", "Refund id")
    kind_of_ticket = column(
        "text",
        "类型",
        "Kind of ticket",
        choices=("question", "quality", "feature", "service", "logistics", "after_sales", "complaint", "other"),
    )
    reason = column("text", "原因", "Reason", about_zh="来源的分类", about_en="The source's own class")
    priority = column("text", "紧急程度", "Priority", choices=("low", "normal", "high", "urgent"))
    status = column("text", "状态", "Status", choices=("open", "waiting", "resolved", "closed"))
    agent = column("pseudonym", "客服", "Agent", about_zh="员工的假名", about_en="Pseudonym of a member of staff")
    is_bot = column("flag", "机器人接待", "Handled by a bot")
    opened_at = column("instant", "开始时间", "Opened at", required=True)
    first_reply_at = column("instant", "首次响应时间", "First answered at")
    due_at = column("instant", "应结时间", "Due at")
    resolved_at = column("instant", "解决时间", "Resolved at")
    closed_at = column("instant", "关闭时间", "Closed at")
    reopened = column("integer", "重开次数", "Times reopened")
    messages_customer = column("integer", "顾客消息数", "Messages of the customer")
    messages_agent = column("integer", "客服消息数", "Messages of the agent")
    satisfaction = column("integer", "满意度", "Satisfaction", about_zh="1–5", about_en="1–5")
    compensation_minor = column("money", "补偿金额", "Compensation")
    currency = column("text", "币种", "Currency")
    resolution = column(
        "text", "处理结果", "Resolution", about_zh="已清除电话和地址", about_en="Scrubbed of phones and addresses"
    )


class Messages(Contract):
    """One message between a customer and the shop."""

    name = "messages"
    kind = "fact"
    title = Words(zh="聊天消息", en="Messages")
    grain = Words(zh="每条消息一行", en="one row per message")
    key = ("channel", "message_id")
    export_hint = Words(
        zh="千牛、咚咚、飞鸽的聊天记录导出，或客服系统的消息",
        en="chat exports of Qianniu, Dongdong, Feige, or the help desk's messages",
    )

    channel = column("text", "渠道", "Channel", required=True)
    message_id = column(
        "text",
        "消息编号",
        "Message id",
        required=True,
        about_zh="来源的编号；没有时为会话编号加序号",
        about_en="The source's id; else the conversation's id and the position",
    )
    ticket_id = column("text", "工单编号", "Ticket id")
    sent_at = column("instant", "发送时间", "Sent at", required=True)
    sender = column("text", "发送方", "Sender", required=True, choices=("customer", "agent", "bot", "system"))
    customer = column("pseudonym", "顾客", "Customer")
    agent = column("pseudonym", "客服", "Agent", about_zh="员工的假名", about_en="Pseudonym of a member of staff")
    order_id = column("text", "订单编号", "Order id")
    sku = column("text", "SKU", "SKU")
    content = column(
        "text",
        "内容",
        "Text",
        about_zh="已清除电话和地址",
        about_en="Scrubbed of phones and addresses",
    )
