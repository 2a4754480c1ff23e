"""What do people search for, and what do others offer and sell?"""

from __future__ import annotations

from zhanggui.core.words import Words
from zhanggui.warehouse.contracts.contract import Contract, column


class SearchTerms(Contract):
    """What people typed into a channel's search, and what it brought to the shop or to the market."""

    name = "search_terms"
    kind = "fact"
    title = Words(zh="搜索词", en="Search terms")
    grain = Words(
        zh="每个周期每渠道每范围每搜索词每商品一行", en="one row per period, channel, scope, term and listing"
    )
    key = ("channel", "day", "days", "scope", "term", "category", "listing_id", "device")
    export_hint = Words(
        zh="生意参谋“流量-引流搜索关键词”（本店）与“市场-搜索排行”（行业）",
        en="SYCM traffic keywords (the shop) and market search ranking (the industry)",
    )

    channel = column("text", "渠道", "Channel", required=True)
    day = column("day", "日期", "Day", required=True, about_zh="统计周期的第一天", about_en="First day of the period")
    days = column("integer", "统计天数", "Days counted", about_zh="空表示 1 天", about_en="Empty means 1")
    scope = column(
        "text",
        "范围",
        "Scope",
        required=True,
        choices=("shop", "market"),
        about_zh="本店引流词，或行业搜索词",
        about_en="Terms that led to the shop, or terms of the whole market",
    )
    term = column("text", "搜索词", "Term", required=True)
    category = column("text", "类目", "Category")
    listing_id = column(
        "text", "平台商品编号", "Listing id", about_zh="空表示全店或全行业", about_en="Empty: all listings"
    )
    sku = column("text", "SKU", "SKU")
    device = column("text", "设备", "Device", about_zh="空表示全部设备", about_en="Empty: all devices together")
    rank = column("integer", "排名", "Rank")
    searchers = column("integer", "搜索人数", "Searchers", about_zh="行业搜索人气", about_en="Search popularity")
    impressions = column("integer", "曝光次数", "Impressions")
    clicks = column("integer", "点击次数", "Clicks")
    visitors = column("integer", "访客数", "Visitors")
    favourites = column("integer", "收藏人数", "Visitors who favourited")
    cart_adders = column("integer", "加购人数", "Visitors who added to cart")
    paying_buyers = column("integer", "支付买家数", "Paying buyers")
    paid_units = column("integer", "支付件数", "Paid units")
    paid_amount_minor = column("money", "支付金额", "Paid amount")
    conversion_rate = column(
        "ratio", "支付转化率", "Conversion rate", about_zh="行业词由平台给出", about_en="For market terms, as given"
    )
    competing_listings = column("integer", "在线商品数", "Competing listings")
    click_price_minor = column("money", "参考出价", "Market price of a click")
    currency = column("text", "币种", "Currency")


class CompetitorOffers(Contract):
    """What somebody else offered, as seen on a day."""

    name = "competitor_offers"
    kind = "fact"
    title = Words(zh="竞品观察", en="Competitor offers")
    grain = Words(zh="每次观察每个竞品一行", en="one row per observation of a listing")
    key = ("channel", "listing_id", "observed_at")
    export_hint = Words(
        zh="竞品价格模板：zhanggui template competitors；自己记录的观察，一次一行",
        en="the template: zhanggui template competitors; your own observations, a row each",
    )

    channel = column("text", "渠道", "Channel", required=True)
    listing_id = column("text", "平台商品编号", "Listing id", required=True)
    observed_at = column("instant", "观察时间", "Observed at", required=True)
    observed_day = column(
        "day",
        "观察日",
        "Observed on",
        required=True,
        about_zh="店铺时区的日期",
        about_en="A date in the shop's zone",
    )
    competitor = column("text", "竞争店铺", "Competitor")
    brand = column("text", "品牌", "Brand")
    category = column("text", "类目", "Category")
    product_name = column("text", "商品名称", "Product name")
    link = column("text", "链接", "Link")
    barcode = column(
        "text", "条码", "Barcode", about_zh="GTIN，用来认出同一商品", about_en="GTIN, tells the same product"
    )
    sku = column("text", "对应本店 SKU", "Our SKU", about_zh="可比的本店商品", about_en="Our product it competes with")
    price_minor = column("money", "到手价", "Price", about_zh="券后价", about_en="After coupons")
    list_price_minor = column("money", "划线价", "Compare-at price")
    shipping_minor = column("money", "运费", "Shipping charged")
    currency = column("text", "币种", "Currency", required=True)
    promotion = column("text", "促销", "Promotion", about_zh="页面上的促销文字", about_en="As the page words it")
    units_sold = column(
        "integer", "销量", "Units sold", about_zh="页面显示的近期销量", about_en="Recent sales as the page shows them"
    )
    comments = column("integer", "评价数", "Comments")
    rating = column("ratio", "评分", "Rating", about_zh="1–5", about_en="1–5")
    favourites = column("integer", "收藏数", "Favourites")
    rank = column("integer", "搜索排名", "Search rank")
    is_in_stock = column("flag", "有货", "In stock")


class Benchmarks(Contract):
    """Where one metric should lie, by somebody outside the shop; the product ships none."""

    name = "benchmarks"
    kind = "dimension"
    title = Words(zh="行业基准", en="Benchmarks")
    grain = Words(
        zh="每个指标每类目每渠道每阶段每个生效日一行", en="one row per metric, category, channel, stage and first day"
    )
    key = ("metric", "category", "channel", "stage", "valid_from")
    export_hint = Words(
        zh="基准模板：zhanggui template benchmarks；数字来自平台的行业均值或购买的报告",
        en="the template: zhanggui template benchmarks; figures from platforms' industry averages or bought reports",
    )

    metric = column("text", "指标", "Metric", required=True, about_zh="指标代码", about_en="The metric's name")
    category = column("text", "类目", "Category", about_zh="空表示全店", about_en="Empty: the whole shop")
    channel = column("text", "渠道", "Channel", about_zh="空表示全部渠道", about_en="Empty: all channels")
    stage = column(
        "text",
        "店铺阶段",
        "Stage of the shop",
        choices=("new", "growing", "mature"),
        about_zh="空表示全部阶段",
        about_en="Empty: all stages",
    )
    low = column(
        "ratio",
        "下限",
        "Low",
        about_zh="比率写 0.03 或 3%，金额写主币单位",
        about_en="A share as 0.03 or 3%, money in major units",
    )
    high = column("ratio", "上限", "High")
    source = column("text", "来源", "Source", required=True, about_zh="谁给出的数字", about_en="Whose figure it is")
    valid_from = column("day", "生效日", "Valid from", required=True)


class MarketSales(Contract):
    """What a whole market, or one brand or seller in it, sold in a period."""

    name = "market_sales"
    kind = "fact"
    title = Words(zh="市场销售", en="Market sales")
    grain = Words(
        zh="每个周期每来源每渠道每类目每品牌每卖家一行",
        en="one row per period, source, channel, category, brand and seller",
    )
    key = ("source", "day", "days", "channel", "category", "brand", "seller")
    export_hint = Words(
        zh="市场销售模板：zhanggui template market_sales；数字来自生意参谋“市场-市场大盘/市场排行”或购买的行业数据",
        en="the template: zhanggui template market_sales; figures of SYCM's market overview and ranking, or bought ones",
    )

    source = column("text", "来源", "Source", required=True, about_zh="谁给出的数字", about_en="Whose figures they are")
    day = column("day", "周期首日", "First day", required=True)
    days = column("integer", "周期天数", "Days", required=True)
    channel = column("text", "渠道", "Channel")
    category = column("text", "类目", "Category", required=True)
    brand = column("text", "品牌", "Brand", about_zh="空表示整个类目", about_en="Empty: the whole category")
    seller = column("text", "卖家", "Seller", about_zh="空表示全部卖家", about_en="Empty: all sellers")
    sales_minor = column("money", "销售额", "Sales")
    units = column("integer", "销量", "Units")
    buyers = column("integer", "买家数", "Buyers")
    visitors = column("integer", "访客数", "Visitors")
    sellers = column("integer", "卖家数", "Number of sellers")
    trade_index = column(
        "ratio",
        "交易指数",
        "Trade index",
        about_zh="平台不给金额时的指数，只可比较大小",
        about_en="Where the platform hides the amount: an order of size, no sum",
    )
    rank = column("integer", "排名", "Rank")
    is_estimate = column("flag", "估算", "Is an estimate")
    currency = column("text", "币种", "Currency")
