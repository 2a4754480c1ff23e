"""What did advertising cost, and what does the platform say it brought?"""

from __future__ import annotations

from zhanggui.core.words import Words
from zhanggui.metrics.definitions.orders import NEEDS_ORDERS
from zhanggui.metrics.metric import HealthyRange, Metric, Ratio, Reduction

AD_ROW = Words(
    zh="每日每个广告；同一渠道同一天有几个层级的报表时只取一个",
    en="one advertisement on one day; of several levels of report on a channel's day only one counts",
)
NEEDS_ADS: dict[str, tuple[str, ...]] = {"ad_stats": ("cost_minor",)}

AD_SPEND = Metric(
    name="ad_spend",
    title=Words(zh="广告花费", en="Ad spend"),
    about=Words(
        zh="广告花了多少钱。同一笔花费会出现在计划、商品、关键词等几张报表里：每个渠道每天只取最粗的完整层级"
        "（花费达到最多那层的 99 %），按关键词等拆分时取写明它的层级。周报、月报与日报重叠时每天只算一次，长报表只加其余部分。= Σ花费。",
        en="What advertising cost. Reports by campaign, product and keyword repeat the same spend: of each channel's day "
        "only the coarsest complete level counts (with 99 % of the largest spend), and a split by keyword reads the level "
        "that names it. Where weekly or monthly reports overlap daily ones each day counts once: of the longer report only "
        "the rest is added. = Σ spend.",
    ),
    unit="money",
    grain=AD_ROW,
    date_basis="counted",
    needs=NEEDS_ADS,
    ids=("A9",),
    formula=Reduction(relation="ad_stats", expression=lambda ads: ads.cost_minor.sum()),
)
AD_SALES = Metric(
    name="ad_sales",
    title=Words(zh="广告成交金额", en="Ad-attributed sales"),
    about=Words(
        zh="平台归因给广告的成交金额（直接+间接）；是平台的说法，不是增量。= Σ总成交金额。",
        en="Sales the platform attributes to ads; the platform's claim, not the increment. = Σ attributed sales.",
    ),
    unit="money",
    grain=AD_ROW,
    date_basis="counted",
    better="up",
    needs={"ad_stats": ("sales_total_minor",)},
    ids=("A9",),
    formula=Reduction(relation="ad_stats", expression=lambda ads: ads.sales_total_minor.sum()),
)
AD_IMPRESSIONS = Metric(
    name="ad_impressions",
    title=Words(zh="广告展现量", en="Ad impressions"),
    about=Words(zh="广告被展示多少次。= Σ展现量。", en="How often ads were shown. = Σ impressions."),
    unit="impressions",
    grain=AD_ROW,
    date_basis="counted",
    better="up",
    needs={"ad_stats": ("impressions",)},
    ids=("A9",),
    formula=Reduction(relation="ad_stats", expression=lambda ads: ads.impressions.sum()),
)
AD_CLICKS = Metric(
    name="ad_clicks",
    title=Words(zh="广告点击量", en="Ad clicks"),
    about=Words(zh="广告被点击多少次。= Σ点击量。", en="How often ads were clicked. = Σ clicks."),
    unit="clicks",
    grain=AD_ROW,
    date_basis="counted",
    better="up",
    needs={"ad_stats": ("clicks",)},
    ids=("A9",),
    formula=Reduction(relation="ad_stats", expression=lambda ads: ads.clicks.sum()),
)
AD_ORDERS = Metric(
    name="ad_orders",
    title=Words(zh="广告成交笔数", en="Ad-attributed orders"),
    about=Words(
        zh="平台归因给广告的成交笔数。= Σ总成交笔数。",
        en="Orders the platform attributes to ads. = Σ attributed orders.",
    ),
    unit="orders",
    grain=AD_ROW,
    date_basis="counted",
    better="up",
    needs={"ad_stats": ("orders_total",)},
    ids=("A9",),
    formula=Reduction(relation="ad_stats", expression=lambda ads: ads.orders_total.sum()),
)
ROI = Metric(
    name="roi",
    title=Words(zh="投产比 ROI", en="ROI (return on ad spend)"),
    about=Words(
        zh="花一元广告，平台归因的成交有多少元。贡献利润率低于三分之一时，3 : 1 也亏钱，见保本投产比。= 广告成交金额 ÷ 广告花费。",
        en="Attributed sales per unit of ad spend. At a contribution margin below a third, 3 : 1 loses money: see "
        "break-even ROI. = ad-attributed sales ÷ ad spend.",
    ),
    unit="multiple",
    grain=AD_ROW,
    date_basis="counted",
    additivity="ratio",
    better="up",
    healthy=HealthyRange(
        low=3.0,
        source=Words(zh="店铺推广指南：ROI ≥ 3 : 1 为理想", en="Shop promotion guide: ROI ≥ 3 : 1 is ideal"),
    ),
    needs={"ad_stats": ("cost_minor", "sales_total_minor")},
    ids=("A9", "I4"),
    formula=Ratio(numerator="ad_sales", denominator="ad_spend"),
    beside=("break_even_roi",),
)
BREAK_EVEN_ROI = Metric(
    name="break_even_roi",
    title=Words(zh="保本投产比", en="Break-even ROI"),
    about=Words(
        zh="投产比高于它，广告才不亏。= 1 ÷ 贡献利润率 = 净销售额 ÷ 贡献利润。",
        en="Above it, advertising does not lose money. = 1 ÷ contribution margin = net sales ÷ contribution profit.",
    ),
    unit="multiple",
    grain=Words(zh="每个订单明细", en="one order line"),
    additivity="ratio",
    better="down",
    needs=NEEDS_ORDERS,
    ids=("A9", "I4"),
    formula=Ratio(numerator="net_sales", denominator="contribution_profit"),
)
AD_CTR = Metric(
    name="ad_ctr",
    title=Words(zh="广告点击率", en="Ad click rate"),
    about=Words(zh="展示一百次有多少次点击。= 点击量 ÷ 展现量。", en="Clicks per showing. = clicks ÷ impressions."),
    unit="ratio",
    grain=AD_ROW,
    date_basis="counted",
    additivity="ratio",
    better="up",
    healthy=HealthyRange(
        low=0.03,
        high=0.05,
        source=Words(zh="店铺推广指南：广告点击率 3–5 %", en="Shop promotion guide: ad click rate 3–5 %"),
    ),
    needs={"ad_stats": ("clicks", "impressions")},
    ids=("A9", "I2"),
    formula=Ratio(numerator="ad_clicks", denominator="ad_impressions"),
)
AD_CONVERSION = Metric(
    name="ad_conversion",
    title=Words(zh="广告点击转化率", en="Post-click conversion"),
    about=Words(
        zh="点击广告后有多少成交；与店铺转化率不同，不能混用。= 广告成交笔数 ÷ 点击量。",
        en="Orders per click; not to be mixed up with the store's conversion. = attributed orders ÷ clicks.",
    ),
    unit="ratio",
    grain=AD_ROW,
    date_basis="counted",
    additivity="ratio",
    better="up",
    healthy=HealthyRange(
        low=0.08,
        high=0.15,
        source=Words(zh="店铺推广指南：点击后转化率 8–15 %", en="Shop promotion guide: post-click conversion 8–15 %"),
    ),
    needs={"ad_stats": ("clicks", "orders_total")},
    ids=("A9", "I3"),
    formula=Ratio(numerator="ad_orders", denominator="ad_clicks"),
)
COST_PER_CLICK = Metric(
    name="cost_per_click",
    title=Words(zh="平均点击花费", en="Cost per click"),
    about=Words(zh="平均一次点击花多少钱。= 广告花费 ÷ 点击量。", en="What a click costs. = ad spend ÷ clicks."),
    unit="money",
    grain=AD_ROW,
    date_basis="counted",
    additivity="ratio",
    better="down",
    needs={"ad_stats": ("clicks", "cost_minor")},
    ids=("A9",),
    formula=Ratio(numerator="ad_spend", denominator="ad_clicks"),
)
AD_SHARE = Metric(
    name="ad_share",
    title=Words(zh="广告费占比", en="Ad share of sales"),
    about=Words(
        zh="净销售里有多少花在广告上；高于贡献利润率时，所有利润都付给了广告。= 广告花费 ÷ 净销售额。",
        en="How much of net sales goes into advertising; above the contribution margin, ads take all of the profit. "
        "= ad spend ÷ net sales.",
    ),
    unit="ratio",
    grain=AD_ROW,
    date_basis="counted",
    additivity="ratio",
    healthy=HealthyRange(
        low=0.15,
        high=0.30,
        stages={"new": (0.25, 0.30), "mature": (0.15, 0.20)},
        source=Words(
            zh="店铺推广指南：广告预算占销售 15–30 %；新店 25–30 %，成熟店 15–20 %",
            en="Shop promotion guide: ads 15–30 % of sales; new store 25–30 %, mature 15–20 %",
        ),
    ),
    needs=NEEDS_ADS | NEEDS_ORDERS,
    ids=("I5",),
    formula=Ratio(numerator="ad_spend", denominator="net_sales"),
    beside=("contribution_margin",),
)
COST_PER_NEW_BUYER = Metric(
    name="cost_per_new_buyer",
    title=Words(zh="获客成本 CAC", en="Cost per new buyer"),
    about=Words(
        zh="平均获得一位新买家花多少广告费。= 广告花费 ÷ 新买家。",
        en="Ad spend per new buyer. = ad spend ÷ new buyers.",
    ),
    unit="money",
    grain=Words(zh="每位新买家", en="one new buyer"),
    date_basis="counted",
    additivity="ratio",
    better="down",
    needs=NEEDS_ADS | {"sale_lines": ("customer",)},
    ids=("A10",),
    formula=Ratio(numerator="ad_spend", denominator="new_buyers"),
    beside=("ltv_naive",),
)

METRICS = (
    AD_SPEND,
    AD_SALES,
    ROI,
    BREAK_EVEN_ROI,
    AD_IMPRESSIONS,
    AD_CLICKS,
    AD_CTR,
    AD_ORDERS,
    AD_CONVERSION,
    COST_PER_CLICK,
    AD_SHARE,
    COST_PER_NEW_BUYER,
)
