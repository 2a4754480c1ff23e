"""Which campaigns, coupons and points were given, and who used them?"""

from __future__ import annotations

from zhanggui.core.words import Words
from zhanggui.warehouse.contracts.contract import Contract, column


class Campaigns(Contract):
    """One campaign with its period."""

    name = "campaigns"
    kind = "dimension"
    title = Words(zh="活动", en="Campaigns")
    grain = Words(zh="每个活动一行", en="one row per campaign")
    key = ("channel", "campaign")
    export_hint = Words(
        zh="营销中心的活动与优惠券列表，或自己整理的活动表（活动编号、开始、结束）",
        en="the list of campaigns and coupons in the marketing centre, or your own sheet (campaign, start, end)",
    )

    channel = column("text", "渠道", "Channel", required=True)
    campaign = column("text", "活动编号", "Campaign", required=True)
    campaign_name = column("text", "活动名称", "Campaign name")
    kind_of_campaign = column(
        "text",
        "类型",
        "Kind",
        choices=(
            "coupon",
            "discount",
            "flash_sale",
            "full_reduction",
            "gift",
            "presale",
            "member_day",
            "advertising",
            "other",
        ),
    )
    festival = column("text", "购物节", "Festival")
    starts_at = column("instant", "开始", "Starts at", required=True)
    ends_at = column("instant", "结束", "Ends at", required=True)
    budget_minor = column("money", "预算", "Budget")
    currency = column("text", "币种", "Currency")


class CampaignItems(Contract):
    """One product or coupon in a campaign."""

    name = "campaign_items"
    kind = "dimension"
    title = Words(zh="活动商品与券", en="Campaign items")
    grain = Words(zh="每个活动每个商品或券一行", en="one row per campaign and product or coupon")
    key = ("channel", "campaign", "sku", "coupon")
    export_hint = Words(
        zh="活动报名商品表、优惠券设置导出，或自己整理的表",
        en="the products entered for a campaign, the coupon settings, or your own sheet",
    )

    channel = column("text", "渠道", "Channel", required=True)
    campaign = column("text", "活动编号", "Campaign", required=True)
    sku = column("text", "SKU", "SKU")
    coupon = column("text", "券", "Coupon")
    discount_bps = column("integer", "折扣（万分比）", "Discount in basis points")
    discount_minor = column("money", "优惠金额", "Discount amount")
    threshold_minor = column(
        "money", "门槛", "Threshold", about_zh="满减、券的最低消费", about_en="The least spend for the discount"
    )
    price_minor = column("money", "活动价", "Campaign price")
    deposit_minor = column("money", "定金", "Deposit")
    deposit_worth_minor = column(
        "money",
        "定金可抵",
        "Deposit's worth",
        about_zh="膨胀后抵扣的金额",
        about_en="What the deposit counts for when the balance is paid",
    )
    borne_by = column("text", "承担方", "Borne by", choices=("platform", "merchant", "influencer"))
    quota = column("integer", "名额", "Quota")
    currency = column("text", "币种", "Currency")


class Placements(Contract):
    """A product put in the foreground of a channel for some days, at the price that it has."""

    name = "placements"
    kind = "dimension"
    title = Words(zh="陈列与展位", en="Placements")
    grain = Words(
        zh="每个渠道每个 SKU 每种展位每个开始日一行", en="one row per channel, SKU, kind of placement and first day"
    )
    key = ("channel", "sku", "kind_of_placement", "first_day")
    export_hint = Words(
        zh="陈列与展位模板：zhanggui template placements；活动排期、资源位表、门店陈列计划",
        en="the template: zhanggui template placements; promotion calendars, lists of slots, display plans of stores",
    )

    channel = column("text", "渠道", "Channel", required=True)
    sku = column("text", "SKU", "SKU", required=True)
    kind_of_placement = column(
        "text",
        "展位",
        "Placement",
        required=True,
        choices=(
            "display",
            "leaflet",
            "home_page",
            "category_page",
            "search_page",
            "live",
            "message",
            "other",
        ),
        about_zh="门店陈列、传单、首页、类目页、搜索页、直播、消息推送、其他",
        about_en="A display in stores, a leaflet, a page of the shop, a live show, a message, other",
    )
    first_day = column("day", "第一天", "First day", required=True)
    last_day = column(
        "day", "最后一天", "Last day", about_zh="含当天；空表示还在", about_en="Included; empty: still on"
    )
    reached_share = column(
        "ratio",
        "覆盖",
        "Share reached",
        about_zh="渠道的多少门店或访客看得到；空时按网点数，再空为全部",
        about_en="The share of the channel's stores or visitors that met it; empty: by outlets, else all",
    )
    outlets = column(
        "integer",
        "网点数",
        "Outlets",
        about_zh="在几家门店或几个直播间；与该渠道最多的一次相比",
        about_en="In how many stores or live rooms; beside the most of the channel",
    )
    note = column("text", "备注", "Note")


class CouponUses(Contract):
    """One coupon used on one order."""

    name = "coupon_uses"
    kind = "fact"
    title = Words(zh="券使用", en="Coupon uses")
    grain = Words(zh="每次用券一行", en="one row per use of a coupon")
    key = ("channel", "coupon", "customer", "order_id", "used_at")
    export_hint = Words(
        zh="营销中心的券使用明细；Shopify 的折扣码在订单导出中",
        en="the coupon usage report; Shopify's discount codes stand in the order export",
    )

    channel = column("text", "渠道", "Channel", required=True)
    coupon = column("text", "券", "Coupon", required=True)
    campaign = column("text", "活动编号", "Campaign")
    customer = column("pseudonym", "顾客", "Customer")
    order_id = column("text", "订单编号", "Order id")
    used_at = column("instant", "使用时间", "Used at", required=True)
    discount_minor = column("money", "优惠金额", "Discount")
    currency = column("text", "币种", "Currency")


class PointsEntries(Contract):
    """One change of a customer's points: never edited, reversed by an entry of its own."""

    name = "points_entries"
    kind = "fact"
    title = Words(zh="积分流水", en="Points entries")
    grain = Words(zh="每笔积分变动一行", en="one row per change of points")
    key = ("channel", "entry_id")
    export_hint = Words(
        zh="会员系统的积分流水；系统自带积分的流水会自动写入",
        en="the points ledger of the member system; our own ledger is written by itself",
    )

    channel = column("text", "渠道", "Channel", required=True)
    entry_id = column("text", "流水号", "Entry id", required=True)
    customer = column("pseudonym", "顾客", "Customer", required=True)
    happened_at = column("instant", "时间", "Happened at", required=True)
    kind_of_entry = column(
        "text", "类型", "Kind of entry", required=True, choices=("earn", "redeem", "expire", "reverse", "adjust")
    )
    reason = column(
        "text",
        "原因",
        "Reason",
        choices=("purchase", "review", "activity", "sharing", "referral", "birthday", "refund", "gift", "other"),
    )
    points = column(
        "integer",
        "积分",
        "Points",
        required=True,
        about_zh="增加为正，减少为负",
        about_en="Positive when given, negative when taken",
    )
    value_minor = column(
        "money", "抵扣金额", "Worth in money", about_zh="兑换时抵扣的金额", about_en="What was paid with them"
    )
    order_id = column("text", "订单编号", "Order id")
    campaign = column("text", "活动编号", "Campaign")
    expires_at = column("instant", "到期时间", "Expires at")
    reverses_entry_id = column("text", "冲销的流水号", "Reverses entry")
    balance = column("integer", "变动后余额", "Balance after it")
    currency = column("text", "币种", "Currency")
