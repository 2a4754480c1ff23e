"""What does the shop know of its competitors besides their prices: findings, campaigns, their customers' reviews?"""

from __future__ import annotations

from zhanggui.core.words import Words
from zhanggui.warehouse.contracts.contract import Contract, column
from zhanggui.warehouse.contracts.marketing import Campaigns

AXES = ("share", "product_service", "marketing", "experience", "technology", "partners")


class CompetitorNotes(Contract):
    """What somebody found out about one competitor, or about the shop itself, on one axis on one day."""

    name = "competitor_notes"
    kind = "fact"
    title = Words(zh="竞品记录", en="Notes on competitors")
    grain = Words(
        zh="每个竞争店铺（或本店）每个方面每个项目每天一行",
        en="one row per competitor (or our own shop), axis, item and day",
    )
    key = ("competitor", "axis", "item", "noted_day")
    export_hint = Words(
        zh="竞品记录模板：zhanggui template competitor_notes；自己看到的，写明依据",
        en="the template: zhanggui template competitor_notes; what you saw, with its evidence",
    )

    competitor = column("text", "竞争店铺", "Competitor", about_zh="空表示本店自己", about_en="Empty: our own shop")
    axis = column(
        "text",
        "方面",
        "Axis",
        required=True,
        choices=AXES,
        about_zh="市场份额、产品与服务、营销、体验、技术、合作伙伴",
        about_en="Market share, product and service, marketing, experience, technology, partners",
    )
    item = column(
        "text",
        "项目",
        "Item",
        required=True,
        about_zh="看的是什么，如 48 小时发货",
        about_en="Such as 48-hour dispatch",
    )
    finding = column("text", "发现", "Finding", about_zh="看到了什么，作为依据", about_en="What was seen: the evidence")
    points_of_five = column("integer", "打分", "Score", about_zh="1–5，5 最好", about_en="1–5, 5 is best")
    link = column("text", "链接", "Link", about_zh="依据在哪里", about_en="Where the evidence is")
    noted_day = column("day", "记录日", "Noted on", required=True)


class CompetitorCampaigns(Contract):
    """One campaign of a competitor with its period and its rule."""

    name = "competitor_campaigns"
    kind = "dimension"
    title = Words(zh="竞品活动", en="Competitors' campaigns")
    grain = Words(
        zh="每个竞争店铺每个渠道每个活动每个开始日一行", en="one row per competitor, channel, campaign and first day"
    )
    key = ("competitor", "channel", "campaign", "first_day")
    export_hint = Words(
        zh="竞品活动模板：zhanggui template competitor_campaigns；看到的活动，一行一个",
        en="the template: zhanggui template competitor_campaigns; the campaigns you saw, a row each",
    )

    competitor = column("text", "竞争店铺", "Competitor", required=True)
    channel = column("text", "渠道", "Channel", required=True)
    campaign = column("text", "活动", "Campaign", required=True)
    kind_of_campaign = column("text", "类型", "Kind", choices=Campaigns.column("kind_of_campaign").choices)
    first_day = column("day", "第一天", "First day", required=True)
    last_day = column(
        "day", "最后一天", "Last day", about_zh="含当天；空表示还没有结束", about_en="Included; empty: still on"
    )
    rule = column("text", "规则", "Rule", about_zh="页面上怎么写", about_en="As the page words it")
    threshold_minor = column("money", "门槛", "Threshold", about_zh="满多少", about_en="The least spend")
    off_minor = column("money", "减免", "Amount off", about_zh="减多少", about_en="Off the order")
    off_share = column(
        "ratio", "折扣幅度", "Share off", about_zh="八折写 0.2 或 20%", about_en="0.2 or 20% of the price"
    )
    category = column("text", "类目", "Category", about_zh="空表示全店", about_en="Empty: the whole shop")
    link = column("text", "链接", "Link")
    currency = column("text", "币种", "Currency")


class CompetitorReviews(Contract):
    """One review that a customer of a competitor wrote in public; who wrote it is not kept."""

    name = "competitor_reviews"
    kind = "fact"
    title = Words(zh="竞品评价", en="Competitors' reviews")
    grain = Words(zh="每条评价一行", en="one row per review")
    key = ("channel", "competitor", "review_id")
    export_hint = Words(
        zh="竞品评价模板：zhanggui template competitor_reviews；公开页面上的评价，不要写评价者",
        en="the template: zhanggui template competitor_reviews; reviews of public pages, without their writers",
    )

    channel = column("text", "渠道", "Channel", required=True)
    competitor = column("text", "竞争店铺", "Competitor", required=True)
    review_id = column("text", "评价编号", "Review id", required=True)
    listing_id = column("text", "平台商品编号", "Listing id")
    product_name = column("text", "竞品名称", "Product name")
    sku = column("text", "对应本店 SKU", "Our SKU", about_zh="可比的本店商品", about_en="Our product it competes with")
    category = column("text", "类目", "Category")
    reviewed_day = column("day", "评价日", "Reviewed on", required=True)
    stars = column("integer", "星级", "Stars", about_zh="1–5", about_en="1–5")
    content = column("text", "内容", "Text", about_zh="已清除电话和地址", about_en="Scrubbed of phones and addresses")
    link = column("text", "链接", "Link")
