"""Which sheets does a shop fill in by hand, and how are they written for it?"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from zhanggui.core.errors import UnknownName
from zhanggui.core.words import Words
from zhanggui.ingest.errors import FormatUnknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from zhanggui.core.words import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateColumn:
    """One column to fill in: its header in both languages, what belongs there, and an example."""

    header: Words
    about: Words
    example: str


def _column(zh: str, en: str, example: str, about_zh: str, about_en: str) -> TemplateColumn:
    return TemplateColumn(header=Words(zh=zh, en=en), about=Words(zh=about_zh, en=about_en), example=example)


_SKU = _column("商家编码", "sku", "TEA-001", "与订单中的商家编码一致", "As in the orders")
_FROM = _column(
    "生效日期", "valid_from", "2026-01-01", "从这一天起有效；留空表示一直有效", "Valid from this day on; empty: always"
)
_CURRENCY = _column("币种", "currency", "CNY", "留空表示店铺币种", "Empty: the shop's currency")
_CHANNEL = _column(
    "渠道", "channel", "taobao", "如 taobao、jd、shopify、own_site", "Such as taobao, jd, shopify, own_site"
)
_ORDER = _column("订单编号", "order_id", "1930000000001", "平台的订单编号", "The channel's order id")

TEMPLATES: Mapping[str, tuple[TemplateColumn, ...]] = MappingProxyType(
    {
        "costs": (
            _SKU,
            _FROM,
            _column("单位成本", "cost", "12.50", "到库成本：进货或生产，加头程运费", "Landed cost of one unit"),
            _CURRENCY,
        ),
        "prices": (
            _CHANNEL,
            _SKU,
            _column("生效时间", "valid_from", "2026-03-01 00:00", "从这一刻起是这个价；每次变价一行", "From this moment on; a row for each change"),
            _column("售价", "price", "88.00", "页面上的标价，用券之前", "The price on the page, before coupons"),
            _column("划线价", "list_price", "108.00", "可留空", "May be empty"),
            _CURRENCY,
        ),
        "placements": (
            _CHANNEL,
            _SKU,
            _column(
                "展位", "placement", "首页", "陈列、传单、首页、类目页、搜索页、直播、推送、其他",
                "display, leaflet, home_page, category_page, search_page, live, message or other",
            ),
            _column("第一天", "starts_on", "2026-03-20", "上展位的日期", "The day it begins"),
            _column("最后一天", "ends_on", "2026-03-25", "含当天；留空表示还在", "Included; empty: still on"),
            _column("覆盖", "reach", "50%", "渠道的多少门店或访客看得到；留空表示全部", "The share of stores or visitors that meet it; empty: all"),
            _column("网点数", "outlets", "", "在几家门店、几个直播间；填了“覆盖”可留空", "In how many stores or live rooms; may be empty beside reach"),
            _column("备注", "note", "", "可留空", "May be empty"),
        ),
        "fees": (
            _CHANNEL,
            _column(
                "费用类型",
                "kind",
                "commission",
                "commission 佣金、payment 支付手续费、fixed_per_order 每单固定、fixed_per_unit 每件固定、"
                "shipping_per_order 每单运费、packaging_per_order 每单包装",
                "commission, payment, fixed_per_order, fixed_per_unit, shipping_per_order or packaging_per_order",
            ),
            _column("费率", "rate", "5%", "按比例的费用：占已付货款的比例", "For shares: of what was due and paid"),
            _column("固定金额", "amount", "", "固定费用：每单或每件的金额", "For fixed fees: per order or unit"),
            _column("类目", "category", "", "留空表示全部类目", "Empty: all categories"),
            _FROM,
            _CURRENCY,
        ),
        "rates": (
            _column("币种", "currency", "USD", "外币的三字代码", "The three letters of the other currency"),
            _column("生效日期", "valid_from", "2026-01-01", "从这一天起有效，直到下一行", "Valid from this day until the next row"),
            _column("汇率", "exchange_rate", "7.0288", "1 单位外币值多少店铺币种", "What one unit is worth in the shop's currency"),
        ),
        "exclusions": (
            _CHANNEL,
            _ORDER,
            _column("手机", "phone", "", "整位顾客不计时填写", "To leave out a customer as a whole"),
            _column("邮箱", "email", "", "同上", "The same"),
            _column(
                "排除原因", "reason", "sample", "sample 样品、staff 员工、brushing 刷单、test 测试、other 其他",
                "sample, staff, brushing, test or other",
            ),
        ),
        "benchmarks": (
            _column("指标", "metric", "conversion", "指标代码，见 zhanggui list", "The metric's name, see zhanggui list"),
            _column("下限", "low", "3%", "比率写 3% 或 0.03，金额写元；可留空", "A share as 3% or 0.03, money in major units; may be empty"),
            _column("上限", "high", "5%", "同上；上下限至少填一个", "The same; fill in at least one of the two"),
            _column("来源", "source", "2026 行业报告", "谁给出的数字", "Whose figure it is"),
            _column("类目", "category", "", "留空表示全店", "Empty: the whole shop"),
            _column("渠道", "channel", "", "留空表示全部渠道", "Empty: all channels"),
            _column("店铺阶段", "stage", "", "new 新店、growing 成长期、mature 成熟店；留空表示全部", "new, growing or mature; empty: all"),
            _FROM,
        ),
        "stock": (
            _column("日期", "day", "2026-03-31", "盘点日", "The day of the count"),
            _column("仓库", "location", "main", "留空表示唯一的仓库", "Empty: the only one"),
            _SKU,
            _column("在库", "on_hand", "120", "实物件数", "Units that lie there"),
            _column("占用", "reserved", "5", "已下单未发货的件数", "Units sold and not yet shipped"),
            _column("在途", "incoming", "60", "已采购未到货的件数", "Units bought and not yet here"),
        ),
        "competitors": (
            _CHANNEL,
            _column("竞争店铺", "seller", "邻家茶庄", "谁在卖", "Who sells it"),
            _column("竞品名称", "product", "明前龙井 100g 罐装", "页面上的标题，带规格", "The title on its page, with its size"),
            _column("链接", "link", "https://example.com/item/1", "商品页的网址", "The address of its page"),
            _column("竞品编号", "listing_id", "", "平台商品编号；留空用链接，再空用店铺与名称", "Its id there; empty: the link, else seller and title"),
            _column("条码", "barcode", "", "69 开头等条码，能认出同一商品", "A GTIN tells the same product"),
            _column("本店编码", "sku", "TEA-001", "对应的本店商品；留空由系统按证据匹配", "Our product; empty: matched by evidence"),
            _column("观察时间", "observed_at", "2026-03-01 08:30", "店铺时区；只写日期也可以", "In the shop's time zone; a date alone will do"),
            _column("价格", "price", "66.00", "页面价，用券之前，含税，每件；下架或看不到时留空", "On the page before the coupon, tax included, for one; empty: not to be seen"),
            _column("划线价", "list_price", "88.00", "可留空", "May be empty"),
            _column("优惠券", "coupon", "6.00", "人人可领的券面额；到手价 = 价格 − 券", "Anybody's coupon; what is paid is the price less it"),
            _column("运费", "shipping", "", "可留空", "May be empty"),
            _column("有货", "in_stock", "yes", "yes 或 no；留空表示不知道", "yes or no; empty: not known"),
            _column("类目", "category", "绿茶", "用本店的类目名才能并排比较", "By our own categories' names, to stand side by side"),
            _column("促销", "promotion", "", "页面上的促销文字；留空表示没有", "The promotion as the page words it; empty: none"),
            _column("销量", "units_sold", "", "页面显示的近期销量；可留空", "Recent sales as the page shows them; may be empty"),
            _column("评价数", "comments", "", "可留空", "May be empty"),
            _column("评分", "rating", "4.8", "1–5；可留空", "1–5; may be empty"),
            _column("搜索排名", "rank", "", "同一个词下的名次；可留空", "Its place for one term; may be empty"),
            _CURRENCY,
        ),
        "competitor_notes": (
            _column("竞争店铺", "competitor", "邻家茶庄", "留空表示本店自己", "Empty: our own shop"),
            _column(
                "方面", "axis", "产品与服务", "市场份额、产品与服务、营销、体验、技术、合作伙伴",
                "share, product_service, marketing, experience, technology or partners",
            ),
            _column("项目", "item", "48 小时发货", "看的是什么；本店与竞品写同一个词才能比较", "What is judged; the same words for them and for us"),
            _column("发现", "finding", "页面承诺 24 小时，试买两次都做到", "看到了什么，作为依据", "What was seen: the evidence"),
            _column("打分", "score", "4", "1–5，5 最好；可留空", "1–5, 5 is best; may be empty"),
            _column("链接", "link", "https://example.com/shop", "依据在哪里；可留空", "Where the evidence is; may be empty"),
            _column("记录日", "noted_on", "2026-03-01", "看到的那一天", "The day it was seen"),
        ),
        "competitor_campaigns": (
            _CHANNEL,
            _column("竞争店铺", "competitor", "邻家茶庄", "谁的活动", "Whose campaign"),
            _column("活动", "campaign", "春茶节", "活动的名称", "Its name"),
            _column(
                "类型", "kind", "discount", "coupon 券、discount 折扣、flash_sale 秒杀、full_reduction 满减、gift 赠品、"
                "presale 预售、member_day 会员日、other 其他；可留空",
                "coupon, discount, flash_sale, full_reduction, gift, presale, member_day or other; may be empty",
            ),
            _column("第一天", "starts_on", "2026-03-20", "活动开始的日期", "The day it begins"),
            _column("最后一天", "ends_on", "2026-03-25", "含当天；留空表示还没有结束", "Included; empty: still on"),
            _column("规则", "rule", "满 200 减 30", "页面上怎么写", "As the page words it"),
            _column("门槛", "threshold", "200", "满多少；可留空", "The least spend; may be empty"),
            _column("减免", "off", "30", "减多少；可留空", "The amount off; may be empty"),
            _column("折扣幅度", "off_share", "", "八折写 20%；可留空", "20% for a fifth off; may be empty"),
            _column("类目", "category", "", "留空表示全店", "Empty: the whole shop"),
            _column("链接", "link", "", "可留空", "May be empty"),
            _CURRENCY,
        ),
        "competitor_reviews": (
            _CHANNEL,
            _column("竞争店铺", "competitor", "邻家茶庄", "谁的商品", "Whose product"),
            _column("评价编号", "review_id", "R1", "留空时用店铺、日期与内容认出同一条", "Empty: told by shop, day and text"),
            _column("竞品名称", "product", "明前龙井 100g 罐装", "可留空", "May be empty"),
            _column("竞品编号", "listing_id", "", "可留空", "May be empty"),
            _column("本店编码", "sku", "TEA-001", "对应的本店商品；可留空", "Our product; may be empty"),
            _column("类目", "category", "绿茶", "用本店的类目名；可留空", "By our own categories' names; may be empty"),
            _column("评价日", "reviewed_on", "2026-03-01", "页面上的日期", "The day on the page"),
            _column("星级", "stars", "2", "1–5；留空的只计数，不分好坏", "1–5; without it a review is counted, and neither good nor bad"),
            _column("内容", "content", "包装破了，物流慢", "不要写评价者是谁；电话和地址会清除", "Not who wrote it; phones and addresses are removed"),
            _column("链接", "link", "", "可留空", "May be empty"),
        ),
        "market_sales": (
            _column("来源", "source", "2026 行业报告", "谁给出的数字", "Whose figures they are"),
            _CHANNEL,
            _column("类目", "category", "绿茶", "用本店的类目名才能并排比较", "By our own categories' names, to stand side by side"),
            _column("品牌", "brand", "", "留空表示整个类目", "Empty: the whole category"),
            _column("卖家", "seller", "邻家茶庄", "留空表示类目合计；算份额需要合计行", "Empty: the category's total, which shares need"),
            _column("周期首日", "first_day", "2026-03-01", "统计周期的第一天", "The first day of the period"),
            _column("周期天数", "days", "31", "统计周期有几天", "How many days it has"),
            _column("销售额", "sales", "120000.00", "平台不给金额时留空", "Empty where only an index is told"),
            _column("销量", "units", "", "可留空", "May be empty"),
            _column("买家数", "buyers", "", "可留空", "May be empty"),
            _column("交易指数", "trade_index", "", "只有指数时填写", "Where there is an index instead of money"),
            _column("估算", "is_estimate", "yes", "yes 或 no", "yes or no"),
            _CURRENCY,
        ),
        "orders": (
            _ORDER,
            _column("下单时间", "ordered_at", "2026-03-01 08:30:00", "店铺时区", "In the shop's time zone"),
            _column("付款时间", "paid_at", "2026-03-01 08:31:00", "留空表示未付款", "Empty: not paid"),
            _column("订单状态", "status", "completed", "created、paid、shipped、completed、closed", "One of these five"),
            _column("渠道", "channel", "own_site", "留空表示 own_site", "Empty: own_site"),
            _column("买家", "customer", "", "账号或编号；入库时换成假名", "Account or number; becomes a pseudonym"),
            _column("手机", "phone", "", "入库时换成假名，原文进保险库", "Becomes a pseudonym; kept in the vault"),
            _SKU,
            _column("商品名称", "product_name", "明前龙井 100g", "没有编码时以名称区分商品", "Tells products apart without a code"),
            _column("数量", "quantity", "2", "退货为负", "Negative for returns"),
            _column("单价", "unit_price", "68.00", "优惠前", "Before discounts"),
            _column("商家优惠", "discount", "6.00", "本行由商家承担的优惠", "Borne by the merchant, of this line"),
            _column("平台优惠", "platform_discount", "0", "本行由平台承担的优惠", "Borne by the platform, of this line"),
            _column("运费", "shipping", "8.00", "整单运费，只写在第一行或每行重复", "Of the order; on its first row or repeated"),
            _column("退款金额", "refunded", "0", "本行累计退款", "Refunded to date, of this line"),
            _column("省份", "province", "浙江", "", ""),
            _column("城市", "city", "杭州市", "", ""),
            _CURRENCY,
        ),
    }
)  # fmt: skip


def template_rows(kind: str) -> tuple[TemplateColumn, ...]:
    """The columns of a template; raises UnknownName."""
    if kind not in TEMPLATES:
        raise UnknownName(
            kind=Words(zh="模板", en="template"), name=kind, near=", ".join(TEMPLATES), listing="zhanggui template"
        )
    return TEMPLATES[kind]


def write_template(kind: str, path: Path, language: Language, rows: Iterable[Mapping[str, str]] = ()) -> Path:
    """Write a template as .csv or .xlsx, ready to be loaded again; `rows` (by English header) fill it in advance.

    A workbook explains its columns on a second sheet. A CSV starts with a byte order mark, so that Excel reads it.
    """
    columns = template_rows(kind)
    headers = [column.header.text(language) for column in columns]
    filled = [[_plain(row.get(column.header.en, "")) for column in columns] for row in rows]
    if path.suffix.lower() == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            csv.writer(stream, lineterminator="\r\n").writerows([headers, *filled])
    elif path.suffix.lower() == ".xlsx":
        _write_workbook(path, columns, [headers, *filled], language)
    else:
        raise FormatUnknown(file=path.name, known=".csv, .xlsx")
    return path


def _write_workbook(
    path: Path, columns: Sequence[TemplateColumn], rows: Sequence[Sequence[str]], language: Language
) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet("填写" if language == "zh-CN" else "Fill in")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row, bold if number == 0 else None)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(columns), 18)
        notes = book.add_worksheet("说明" if language == "zh-CN" else "How to")
        for number, column in enumerate(columns):
            notes.write_row(number, 0, [column.header.text(language), column.about.text(language), column.example])
        notes.set_column(0, 2, 40)


def _plain(cell: str) -> str:
    """A cell that no spreadsheet program takes for a formula; reading it drops the apostrophe again."""
    return f"'{cell}" if cell[:1] in {"=", "+", "@", "\t"} else cell
