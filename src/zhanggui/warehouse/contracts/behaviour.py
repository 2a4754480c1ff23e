"""What did visitors do, and what do the platforms count?"""

from __future__ import annotations

from zhanggui.core.words import Words
from zhanggui.warehouse.contracts.contract import Contract, column

EVENT_KINDS = (
    "view",
    "search",
    "cart",
    "favourite",
    "checkout",
    "purchase",
    "consult",
    "share",
    "review",
    "impression",
    "click",
)
AD_LEVELS = ("campaign", "ad_group", "product", "keyword", "audience", "creative")


class Events(Contract):
    """One thing a visitor did."""

    name = "events"
    kind = "fact"
    title = Words(zh="行为事件", en="Events")
    grain = Words(zh="每个行为一行", en="one row per act")
    key = ("channel", "event_id")
    export_hint = Words(
        zh="自有网站或小程序的埋点日志；平台不提供逐条行为导出",
        en="the event log of your own site or mini-program; marketplaces export no single acts",
    )

    channel = column("text", "渠道", "Channel", required=True)
    event_id = column(
        "text",
        "事件编号",
        "Event id",
        required=True,
        about_zh="来源的编号；没有时由内容与同内容序号生成，重复导入不重复计数",
        about_en="The source's id; else made of content and repetition, so that reloading counts once",
    )
    kind_of_event = column("text", "事件", "Event", required=True, choices=EVENT_KINDS)
    happened_at = column("instant", "时间", "Happened at", required=True)
    happened_day = column(
        "day", "日期", "Day", required=True, about_zh="店铺时区的日期", about_en="A date in the shop's zone"
    )
    visitor = column("pseudonym", "访客", "Visitor", required=True)
    customer = column("pseudonym", "顾客", "Customer", about_zh="登录后可知", about_en="Known once signed in")
    session_id = column("text", "会话", "Session")
    sku = column(
        "text",
        "SKU",
        "SKU",
        about_zh="商家编码；没有时为平台商品编号",
        about_en="The merchant's code; else the channel's product id",
    )
    category = column("text", "类目", "Category")
    order_id = column("text", "订单编号", "Order id")
    content_id = column(
        "text", "内容编号", "Content id", about_zh="直播场次、视频或图文", about_en="Live session, video or post"
    )
    query = column("text", "搜索词", "Search query")
    page = column("text", "页面", "Page")
    device = column("text", "设备", "Device")
    traffic_source = column("text", "流量来源", "Traffic source")
    campaign = column("text", "活动", "Campaign")
    quantity = column("integer", "数量", "Quantity")
    value_minor = column("money", "金额", "Value")
    currency = column("text", "币种", "Currency")


class TrafficStats(Contract):
    """What a platform counted: visitors here do not add up over days, products or sources, nor do levels or `days`."""

    name = "traffic_stats"
    kind = "fact"
    title = Words(zh="流量统计", en="Traffic statistics")
    grain = Words(zh="每日每渠道每商品每来源一行", en="one row per day, channel, product and source")
    key = (
        "channel",
        "day",
        "days",
        "level",
        "listing_id",
        "sku",
        "source_1",
        "source_2",
        "source_3",
        "source_4",
        "device",
    )
    export_hint = Words(
        zh="生意参谋“品类-商品排行”和“流量-来源”、京东商智“商品明细”、亚马逊 Business Reports 的下载",
        en="downloads of SYCM (item ranking, traffic sources), JD Shangzhi (product details), Amazon Business Reports",
    )

    channel = column("text", "渠道", "Channel", required=True)
    day = column(
        "day", "日期", "Day", required=True, about_zh="统计周期的第一天", about_en="First day of the period counted"
    )
    days = column(
        "integer",
        "统计天数",
        "Days counted",
        about_zh="平台一次统计的天数；空表示 1 天。多日的访客数不能由单日相加得到",
        about_en="How many days the platform counted at once; empty means 1. Visitors of a week are no sum of days",
    )
    level = column("text", "层级", "Level", required=True, choices=("store", "product", "source", "product_source"))
    listing_id = column("text", "平台商品编号", "Listing id")
    sku = column("text", "SKU", "SKU")
    source_1 = column("text", "一级来源", "Source, level 1")
    source_2 = column("text", "二级来源", "Source, level 2")
    source_3 = column("text", "三级来源", "Source, level 3")
    source_4 = column("text", "四级来源", "Source, level 4")
    device = column("text", "设备", "Device", about_zh="空表示全部设备", about_en="Empty: all devices together")
    impressions = column("integer", "曝光次数", "Impressions")
    clicks = column("integer", "点击次数", "Clicks")
    sessions = column("integer", "会话数", "Sessions")
    visitors = column("integer", "访客数", "Visitors")
    page_views = column("integer", "浏览量", "Page views")
    dwell_seconds = column("ratio", "平均停留秒数", "Mean dwell in seconds")
    bounce_rate = column("ratio", "跳出率", "Bounce rate")
    favourites = column("integer", "收藏人数", "Visitors who favourited")
    cart_adders = column("integer", "加购人数", "Visitors who added to cart")
    cart_units = column("integer", "加购件数", "Units added to cart")
    ordering_buyers = column("integer", "下单买家数", "Ordering buyers")
    ordered_orders = column("integer", "下单单量", "Orders placed")
    ordered_units = column("integer", "下单件数", "Units ordered")
    ordered_amount_minor = column("money", "下单金额", "Ordered amount")
    paying_buyers = column("integer", "支付买家数", "Paying buyers")
    paying_new_buyers = column("integer", "支付新买家数", "New paying buyers")
    paid_orders = column("integer", "支付单量", "Paid orders")
    paid_units = column("integer", "支付件数", "Paid units")
    paid_amount_minor = column("money", "支付金额", "Paid amount")
    paid_amount_returning_minor = column("money", "老买家支付金额", "Paid amount of returning buyers")
    refunded_orders = column("integer", "退款单量", "Refunded orders")
    refunded_units = column("integer", "退款件数", "Refunded units")
    refunded_minor = column("money", "成功退款金额", "Refunded amount")
    search_visitors = column("integer", "搜索引导访客数", "Visitors from search")
    search_buyers = column("integer", "搜索引导支付买家数", "Buyers from search")
    featured_offer_rate = column(
        "ratio", "购物车占比", "Featured-offer rate", about_zh="亚马逊 Buy Box 占比", about_en="Amazon's Buy Box share"
    )
    currency = column("text", "币种", "Currency")


class AdStats(Contract):
    """What one advertisement cost and brought on one day; add up one `level` of a channel only."""

    name = "ad_stats"
    kind = "fact"
    title = Words(zh="广告统计", en="Ad statistics")
    grain = Words(zh="每日每渠道每计划每主体每创意一行", en="one row per day, channel, campaign, target and creative")
    key = ("channel", "day", "days", "level", "placement", "campaign", "ad_group", "target", "creative", "device")
    export_hint = Words(
        zh="万相台、京准通、巨量千川、拼多多推广、Meta、Google Ads 的分日报表",
        en="daily reports of Wanxiangtai, Jingzhuntong, Qianchuan, Pinduoduo ads, Meta, Google Ads",
    )

    channel = column("text", "渠道", "Channel", required=True)
    day = column(
        "day", "日期", "Day", required=True, about_zh="统计周期的第一天", about_en="First day of the period counted"
    )
    days = column(
        "integer",
        "统计天数",
        "Days counted",
        about_zh="报表一行覆盖的天数；空表示 1 天",
        about_en="How many days one row covers; empty means 1",
    )
    level = column(
        "text",
        "报表层级",
        "Level of the report",
        choices=AD_LEVELS,
        about_zh="同一花费会出现在计划、商品、关键词等不同报表中；只按一个层级相加",
        about_en="The same spend appears in reports by campaign, product, keyword: add up one level only",
    )
    placement = column(
        "text", "场景", "Placement", about_zh="搜索、推荐、全站推广等", about_en="Search, feed, whole site, …"
    )
    campaign = column(
        "text", "计划", "Campaign", about_zh="计划编号；没有时为名称", about_en="The campaign's id; else its name"
    )
    campaign_name = column("text", "计划名称", "Campaign name")
    ad_group = column("text", "单元", "Ad group")
    target = column(
        "text",
        "主体/关键词/人群",
        "Target",
        about_zh="推广的商品、关键词或人群的编号",
        about_en="Id of the product, keyword or audience",
    )
    target_name = column("text", "主体名称", "Target name")
    creative = column("text", "创意", "Creative", about_zh="创意或素材编号", about_en="Id of the creative or material")
    creative_name = column("text", "创意名称", "Creative name")
    listing_id = column("text", "平台商品编号", "Listing id")
    sku = column("text", "SKU", "SKU")
    device = column("text", "设备", "Device", about_zh="空表示全部设备", about_en="Empty: all devices together")
    bid_mode = column("text", "出价方式", "Bid mode")
    budget_minor = column(
        "money", "预算", "Budget", about_zh="计划的日预算", about_en="The campaign's budget for the day"
    )
    impressions = column("integer", "展现量", "Impressions")
    reach = column(
        "integer",
        "触达人数",
        "Reach",
        about_zh="去重人数，不能跨日相加",
        about_en="Distinct people; does not add up over days",
    )
    clicks = column("integer", "点击量", "Clicks")
    cost_minor = column("money", "花费", "Spend", required=True)
    cart_adds = column("integer", "加购数", "Cart adds")
    favourites = column("integer", "收藏数", "Favourites")
    visits = column("integer", "引导访问量", "Visits led to")
    consults = column("integer", "咨询量", "Consultations")
    follows = column("integer", "关注量", "New followers")
    new_members = column("integer", "入会量", "New members")
    coupons_taken = column("integer", "优惠券领取量", "Coupons taken")
    orders_direct = column("integer", "直接成交笔数", "Direct orders")
    orders_total = column("integer", "总成交笔数", "Attributed orders")
    orders_net = column(
        "integer",
        "净成交笔数",
        "Net orders",
        about_zh="扣除退款后的成交笔数",
        about_en="Attributed orders that were not refunded",
    )
    sales_direct_minor = column("money", "直接成交金额", "Direct sales")
    sales_total_minor = column("money", "总成交金额", "Attributed sales")
    sales_presale_minor = column(
        "money", "预售成交金额", "Presale sales", about_zh="不含在总成交金额内", about_en="Not within attributed sales"
    )
    sales_net_minor = column(
        "money",
        "净成交金额",
        "Net sales",
        about_zh="平台扣除退款后的成交金额",
        about_en="Attributed sales less refunds, as the platform counts",
    )
    sales_organic_minor = column(
        "money",
        "自然流量转化金额",
        "Organic sales",
        about_zh="平台归因的自然流量成交",
        about_en="Organic sales that the platform attributes",
    )
    conversions = column(
        "ratio",
        "转化数",
        "Conversions",
        about_zh="可为小数（如 Google Ads）",
        about_en="May be fractional, as with Google Ads",
    )
    buyers = column("integer", "成交人数", "Buyers")
    new_buyers = column("integer", "成交新客数", "New buyers")
    subsidy_minor = column("money", "平台补贴金额", "Platform's subsidy")
    currency = column("text", "币种", "Currency")
