"""By what can the shop's numbers be split?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from zhanggui.core.words import Words
from zhanggui.metrics.dimension import UNKNOWN, Dimension, Level
from zhanggui.warehouse.festivals import festivals

SALES = ("sale_lines", "refund_lines")
CALENDAR_PREFIX = "calendar_"
ORDINARY = Words(zh="平日", en="ordinary days")


def _everywhere(column: str, *tables: str) -> dict[str, str | Callable[[Any], Any]]:
    return dict.fromkeys((*SALES, *tables), column)


def _plain(
    name: str, zh: str, en: str, *, level: Level, column: str | None = None, tables: tuple[str, ...] = ()
) -> Dimension:
    words = Words(zh=zh, en=en)
    return Dimension(name=name, title=words, about=words, level=level, columns=_everywhere(column or name, *tables))


def _choices(**named: tuple[str, str]) -> Mapping[str, Words]:
    return {name: Words(zh=zh, en=en) for name, (zh, en) in named.items()}


def _is_known(rows: Any) -> Any:
    return rows.customer.notnull().ifelse("known", UNKNOWN)


def _buyer_type(lines: Any) -> Any:
    before_first = ~lines.is_paid & (lines.buyer_first_day.isnull() | (lines.ordered_day < lines.buyer_first_day))
    known = lines.is_first_order.ifelse("new", before_first.ifelse("not_yet", "returning"))
    return lines.customer.isnull().ifelse(UNKNOWN, known)


CHANNEL = replace(
    _plain("channel", "渠道", "Channel", level="order", tables=("events", "ad_stats", "traffic_stats", "reviews")),
    titles=("channels", "channel", "title_zh", "title_en"),
)
STORE = _plain("store", "店铺", "Store", level="order")
SKU = _plain("sku", "SKU", "SKU", level="line", tables=("events", "ad_stats", "reviews", "stock_levels"))
PRODUCT = _plain("product", "商品名称", "Product", level="line", column="product_name")
CATEGORY = _plain("category", "类目", "Category", level="line", tables=("events",))
BRAND = _plain("brand", "品牌", "Brand", level="line")
COUNTRY = _plain("country", "国家", "Country", level="order")
PROVINCE = _plain("province", "省份", "Province", level="order")
CITY = _plain("city", "城市", "City", level="order")
DEVICE = replace(
    _plain("device", "设备", "Device", level="order", tables=("events", "ad_stats")),
    choices=_choices(
        mobile=("手机", "mobile"), desktop=("电脑", "desktop"), store=("门店", "store"), other=("其他", "other")
    ),
)
SOURCE = _plain("source", "流量来源", "Traffic source", level="order", column="traffic_source", tables=("events",))
CAMPAIGN = _plain("campaign", "活动/计划", "Campaign", level="order", tables=("events", "ad_stats"))
STATUS = Dimension(
    name="status",
    title=Words(zh="订单状态", en="Order status"),
    about=Words(zh="订单当前的状态", en="The state the order is in now"),
    level="order",
    columns=_everywhere("status"),
    choices=MappingProxyType(
        {
            "created": Words(zh="已下单", en="created"),
            "paid": Words(zh="已付款", en="paid"),
            "shipped": Words(zh="已发货", en="shipped"),
            "completed": Words(zh="已完成", en="completed"),
            "closed": Words(zh="已关闭", en="closed"),
            UNKNOWN: Words(zh="未知", en="unknown"),
        }
    ),
)
LINE = Dimension(
    name="line",
    title=Words(zh="明细类型", en="Kind of line"),
    about=Words(
        zh="销售、退货、赠品、调整，或没有商品明细的金额",
        en="Sale, return, gift, adjustment, or money without a known product",
    ),
    level="line",
    columns=_everywhere("kind_of_line"),
    choices=MappingProxyType(
        {
            "sale": Words(zh="销售", en="sale"),
            "return": Words(zh="退货", en="return"),
            "gift": Words(zh="赠品", en="gift"),
            "adjustment": Words(zh="调整", en="adjustment"),
            "remainder": Words(zh="无明细金额", en="remainder"),
        }
    ),
)
CUSTOMER = Dimension(
    name="customer",
    title=Words(zh="买家是否已知", en="Customer known"),
    about=Words(zh="平台是否给出买家", en="Whether the platform tells the buyer"),
    level="order",
    columns=MappingProxyType(dict.fromkeys((*SALES, "events"), _is_known)),
    choices=MappingProxyType({"known": Words(zh="已知", en="known"), UNKNOWN: Words(zh="未知", en="unknown")}),
)
BUYER_TYPE = Dimension(
    name="buyer_type",
    title=Words(zh="新老客", en="New or returning"),
    about=Words(
        zh="首个已付款订单为新客，以后的为老客；从未付过款的下单为未成交",
        en="The first paid order is new, later ones returning; orders of those who had not paid yet are apart",
    ),
    level="order",
    columns=MappingProxyType(dict.fromkeys(SALES, _buyer_type)),
    choices=MappingProxyType(
        {
            "new": Words(zh="新客", en="new"),
            "returning": Words(zh="老客", en="returning"),
            "not_yet": Words(zh="未成交", en="not a buyer yet"),
            UNKNOWN: Words(zh="未知", en="unknown"),
        }
    ),
)
TIER = Dimension(
    name="tier",
    title=Words(zh="会员等级", en="Member tier"),
    about=Words(zh="顾客当前的会员等级", en="The customer's tier now"),
    level="order",
    columns=_everywhere("tier", "events"),
    joined=("customers", "customer"),
)
SUBCATEGORY = Dimension(
    name="subcategory",
    title=Words(zh="二级类目", en="Subcategory"),
    about=Words(zh="商品的二级类目", en="The product's second-level category"),
    level="line",
    columns=_everywhere("subcategory", "events", "ad_stats", "reviews", "stock_levels"),
    joined=("products", "sku"),
)
REFUND_KIND = Dimension(
    name="refund_kind",
    title=Words(zh="退款类型", en="Kind of refund"),
    about=Words(zh="仅退款、退货退款、价保、拒付", en="Refund only, return and refund, price adjustment, chargeback"),
    level="line",
    columns={"refund_lines": "kind_of_refund"},
    choices=_choices(
        refund_only=("仅退款", "refund only"),
        return_and_refund=("退货退款", "return and refund"),
        price_adjustment=("价保", "price adjustment"),
        chargeback=("拒付", "chargeback"),
        compensation=("赔付", "compensation"),
        exchange=("换货", "exchange"),
    ),
)
REFUND_REASON = Dimension(
    name="refund_reason",
    title=Words(zh="退款原因", en="Reason of refund"),
    about=Words(zh="平台记录的退款原因", en="The reason the platform recorded"),
    level="line",
    columns={"refund_lines": "reason"},
)
EVENT = Dimension(
    name="event",
    title=Words(zh="行为", en="Kind of event"),
    about=Words(zh="浏览、搜索、加购、收藏、购买等", en="View, search, cart, favourite, purchase and so on"),
    level="line",
    columns={"events": "kind_of_event"},
    choices=_choices(
        view=("浏览", "view"),
        search=("搜索", "search"),
        cart=("加购", "add to cart"),
        favourite=("收藏", "favourite"),
        checkout=("提交订单", "checkout"),
        purchase=("购买", "purchase"),
        consult=("咨询", "consult"),
        share=("分享", "share"),
        review=("评价", "review"),
        impression=("曝光", "impression"),
        click=("点击", "click"),
    ),
)
PLACEMENT = Dimension(
    name="placement",
    title=Words(zh="广告场景", en="Ad placement"),
    about=Words(zh="广告所在的场景", en="Where the ad is shown"),
    level="line",
    columns={"ad_stats": "placement"},
)
AD_TARGET = Dimension(
    name="ad_target",
    title=Words(zh="广告主体/关键词/人群", en="Ad target"),
    about=Words(zh="广告投放的主体、关键词或人群", en="The product, keyword or audience an ad targets"),
    level="line",
    columns={"ad_stats": "target"},
)
CREATIVE = Dimension(
    name="creative",
    title=Words(zh="创意", en="Creative"),
    about=Words(zh="广告创意", en="The ad's creative"),
    level="line",
    columns={"ad_stats": "creative"},
)
WEEKDAY = Dimension(
    name="weekday",
    title=Words(zh="星期", en="Weekday"),
    about=Words(zh="1=周一 … 7=周日，店铺时区", en="1 Monday … 7 Sunday, in the shop's zone"),
    level="day",
    columns={"calendar": f"{CALENDAR_PREFIX}weekday"},
    choices=MappingProxyType(
        {
            str(number): Words(zh=f"周{zh}", en=en)
            for number, (zh, en) in enumerate(
                zip("一二三四五六日", ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), strict=True), 1
            )
        }
    ),
)
FESTIVAL = Dimension(
    name="festival",
    title=Words(zh="购物节", en="Shopping festival"),
    about=Words(zh="所在的购物节（含预热）；平日为 none", en="The festival a day is in, warm-up included; else none"),
    level="day",
    columns={"calendar": lambda rows: rows[f"{CALENDAR_PREFIX}festival"].fill_null("none")},
    choices=MappingProxyType({name: each.title for name, each in festivals().items()} | {"none": ORDINARY}),
)
FESTIVAL_PHASE = Dimension(
    name="festival_phase",
    title=Words(zh="购物节阶段", en="Phase of the festival"),
    about=Words(zh="预热、正式、复盘；平日为 none", en="Warm-up, main, review; else none"),
    level="day",
    columns={"calendar": lambda rows: rows[f"{CALENDAR_PREFIX}festival_phase"].fill_null("none")},
    choices=MappingProxyType(
        {**_choices(warm_up=("预热", "warm-up"), main=("正式", "main"), review=("复盘", "review")), "none": ORDINARY}
    ),
)

DIMENSIONS: Mapping[str, Dimension] = MappingProxyType(
    {
        dimension.name: dimension
        for dimension in (
            CHANNEL,
            STORE,
            SKU,
            PRODUCT,
            CATEGORY,
            SUBCATEGORY,
            BRAND,
            COUNTRY,
            PROVINCE,
            CITY,
            DEVICE,
            SOURCE,
            CAMPAIGN,
            LINE,
            STATUS,
            CUSTOMER,
            BUYER_TYPE,
            TIER,
            REFUND_KIND,
            REFUND_REASON,
            EVENT,
            PLACEMENT,
            AD_TARGET,
            CREATIVE,
            WEEKDAY,
            FESTIVAL,
            FESTIVAL_PHASE,
        )
    }
)
