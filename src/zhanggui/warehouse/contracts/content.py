"""What did the shop publish, and what did its live sessions, posts and pages bring?"""

from __future__ import annotations

from zhanggui.core.words import Words
from zhanggui.warehouse.contracts.contract import Contract, column

CONTENT_KINDS = ("live", "short_video", "long_video", "article", "picture_post")


class Contents(Contract):
    """One live session, video or post with everything it brought so far."""

    name = "contents"
    kind = "fact"
    title = Words(zh="内容", en="Contents")
    grain = Words(zh="每场直播、每个视频或每篇图文一行（累计）", en="one row per live session, video or post, to date")
    key = ("channel", "content_id")
    export_hint = Words(
        zh="抖音电商罗盘“直播-直播间列表”下载明细；小红书、视频号的内容数据导出",
        en="Douyin Compass list of live sessions; content exports of Xiaohongshu and WeChat Channels",
    )

    channel = column("text", "渠道", "Channel", required=True)
    content_id = column(
        "text",
        "内容编号",
        "Content id",
        required=True,
        about_zh="平台编号；没有时为账号与开始时间",
        about_en="The channel's id; else account and starting time",
    )
    kind_of_content = column("text", "类型", "Kind of content", required=True, choices=CONTENT_KINDS)
    account = column("text", "账号", "Account", about_zh="公开账号名", about_en="The public account's name")
    influencer_id = column("text", "达人", "Influencer", about_zh="空表示自播", about_en="Empty: the shop's own")
    content_title = column("text", "标题", "Title")
    campaign = column("text", "活动", "Campaign")
    starts_at = column("instant", "开始或发布时间", "Started or published at", required=True)
    ends_at = column("instant", "结束时间", "Ended at", about_zh="直播", about_en="Live sessions")
    duration_seconds = column("integer", "时长（秒）", "Duration in seconds")
    characters = column("integer", "字数", "Characters")
    pictures = column("integer", "图片数", "Pictures")
    impressions = column("integer", "曝光次数", "Impressions")
    reach = column("integer", "曝光人数", "Reach")
    views = column("integer", "观看次数", "Views")
    viewers = column("integer", "观看人数", "Viewers")
    returning_viewer_rate = column("ratio", "观看老粉占比", "Share of viewers who already followed")
    peak_online = column("integer", "最高在线人数", "Peak of viewers online")
    mean_online = column("ratio", "平均在线人数", "Mean viewers online")
    watch_seconds = column("ratio", "人均观看秒数", "Seconds watched per viewer")
    completion_rate = column("ratio", "完播率", "Completion rate")
    likes = column("integer", "点赞数", "Likes")
    comments = column("integer", "评论数", "Comments")
    shares = column("integer", "分享数", "Shares")
    favourites = column("integer", "收藏数", "Favourites")
    new_followers = column("integer", "新增粉丝数", "New followers")
    lost_followers = column("integer", "取关粉丝数", "Lost followers")
    new_members = column("integer", "新增会员数", "New members", about_zh="入会或入团", about_en="Joined club or group")
    products_shown = column("integer", "带货商品数", "Products shown")
    product_impressions = column("integer", "商品曝光次数", "Product impressions")
    product_reach = column("integer", "商品曝光人数", "Product reach")
    product_clicks = column("integer", "商品点击次数", "Product clicks")
    product_clickers = column("integer", "商品点击人数", "People who clicked a product")
    orders = column("integer", "成交订单数", "Orders")
    units = column("integer", "成交件数", "Units")
    buyers = column("integer", "成交人数", "Buyers")
    sales_minor = column(
        "money", "成交金额", "Sales", about_zh="含平台补贴，退款前", about_en="With subsidies, before refunds"
    )
    paid_minor = column("money", "用户支付金额", "Paid by customers")
    presale_orders = column("integer", "预售订单数", "Presale orders")
    presale_minor = column("money", "预售全款金额", "Presale amount")
    orders_net = column("integer", "净成交订单数", "Net orders")
    sales_net_minor = column("money", "净成交金额", "Net sales", about_zh="扣除退款", about_en="Less refunds")
    refunded_orders = column("integer", "退款订单数", "Refunded orders")
    refunded_buyers = column("integer", "退款人数", "Refunded buyers")
    refunded_minor = column("money", "退款金额", "Refunded")
    commission_minor = column("money", "佣金支出", "Commission", about_zh="达人佣金（预估）", about_en="As estimated")
    slot_fee_minor = column("money", "坑位费", "Slot fee", about_zh="固定费用", about_en="Fixed fee of the influencer")
    ad_cost_minor = column("money", "投放消耗", "Ad spend")
    subsidy_minor = column("money", "平台补贴", "Platform's subsidy")
    currency = column("text", "币种", "Currency")


class LiveMinutes(Contract):
    """What happened in one minute of a live session."""

    name = "live_minutes"
    kind = "fact"
    title = Words(zh="直播分钟", en="Live minutes")
    grain = Words(zh="每场直播每分钟一行", en="one row per minute of a live session")
    key = ("channel", "content_id", "minute_at")
    export_hint = Words(
        zh="抖音电商罗盘“直播大屏/直播复盘”的分钟趋势下载", en="minute trends of Douyin Compass live review"
    )

    channel = column("text", "渠道", "Channel", required=True)
    content_id = column("text", "内容编号", "Content id", required=True)
    minute_at = column("instant", "分钟", "Minute", required=True, about_zh="该分钟的开始", about_en="Its beginning")
    sku = column("text", "讲解商品", "Product explained")
    online = column("integer", "在线人数", "Viewers online")
    entered = column("integer", "进入人数", "Viewers who came")
    departed = column("integer", "离开人数", "Viewers who left")
    comments = column("integer", "评论数", "Comments")
    likes = column("integer", "点赞数", "Likes")
    new_followers = column("integer", "新增粉丝数", "New followers")
    product_impressions = column("integer", "商品曝光次数", "Product impressions")
    product_clicks = column("integer", "商品点击次数", "Product clicks")
    orders = column("integer", "成交订单数", "Orders")
    units = column("integer", "成交件数", "Units")
    sales_minor = column("money", "成交金额", "Sales")
    ad_cost_minor = column("money", "投放消耗", "Ad spend")
    currency = column("text", "币种", "Currency")


class PageAudits(Contract):
    """What one inspection of a page or picture found."""

    name = "page_audits"
    kind = "fact"
    title = Words(zh="页面体检", en="Page audits")
    grain = Words(zh="每次检查每个页面每种设备一行", en="one row per inspection of a page on a device")
    key = ("channel", "page", "device", "audited_at")
    export_hint = Words(
        zh="网站测速工具（如 Lighthouse）的结果，或自己的检查表",
        en="results of a page speed tool such as Lighthouse, or your own inspection sheet",
    )

    channel = column("text", "渠道", "Channel", required=True)
    page = column("text", "页面", "Page", required=True, about_zh="网址或商品编号", about_en="Address or listing id")
    kind_of_page = column(
        "text",
        "页面类型",
        "Kind of page",
        choices=("home", "category", "product", "cart", "checkout", "landing", "other"),
    )
    listing_id = column("text", "平台商品编号", "Listing id")
    device = column("text", "设备", "Device", choices=("mobile", "desktop"))
    audited_at = column("instant", "检查时间", "Audited at", required=True)
    first_paint_ms = column("integer", "首次内容绘制（毫秒）", "First contentful paint in ms")
    largest_paint_ms = column("integer", "最大内容绘制（毫秒）", "Largest contentful paint in ms")
    loaded_ms = column("integer", "加载完成（毫秒）", "Loaded in ms")
    layout_shift = column("ratio", "布局偏移", "Cumulative layout shift")
    weight_bytes = column("integer", "页面大小（字节）", "Page weight in bytes")
    requests = column("integer", "请求数", "Requests")
    score = column("ratio", "得分", "Score", about_zh="0–1", about_en="0–1")
    has_call_to_action = column("flag", "首屏有行动按钮", "Call to action on the first screen")
    is_mobile_friendly = column("flag", "适合手机", "Fits a phone")
    picture_count = column("integer", "图片数", "Pictures")
    pictures_without_text = column("integer", "无替代文字的图片", "Pictures without alternative text")
    main_picture_width = column("integer", "主图宽（像素）", "Main picture's width in pixels")
    main_picture_height = column("integer", "主图高（像素）", "Main picture's height in pixels")
    main_picture_bytes = column("integer", "主图大小（字节）", "Main picture's size in bytes")
    background_share = column(
        "ratio", "主图背景占比", "Background share", about_zh="单色背景的面积占比", about_en="Area of plain background"
    )
    errors = column("integer", "错误数", "Errors")
